"""The JSON Schema of a policy's files, for editors: the keys are those of the readers.

It asks of one file by itself: what other files hold (names of teams, people, lists) and what several
values mean together stays with `pointsman check`. It never refuses what the readers take.
"""

from __future__ import annotations

from connector.core.comparing import part_name
from connector.core.conditions import Operator
from connector.core.matching.preferences import PREFERENCES
from connector.core.rules import Extreme, Hierarchy, NobodyLeft, Turn, Use
from connector.core.screening import POINTS, TIER
from connector.policy import (
    before,
    leads,
    matching,
    measures,
    people,
    read,
    routes,
    shares,
    teams,
    times,
    traits,
)
from connector.policy.conditions import JOINS, RELATED
from connector.policy.lists import FURTHER, SOURCES
from connector.policy.owners import (
    ACTIVITY,
    NOT_FOR_ALL,
    OPPORTUNITY,
    ORDER_WORDS,
    OWNER_KEYS,
    TARGET_KEYS,
    TARGET_WORDS,
)
from connector.policy.schema import forms
from connector.policy.schema.deadlines import deadline_forms
from connector.policy.schema.forms import (
    Form,
    either,
    keyed,
    maybe,
    names_to,
    one_of_keys,
    one_or_more,
    ref,
    several,
    shaped,
    word,
)
from connector.policy.vocabulary import Vocabulary


def policy_schema(words: Vocabulary) -> Form:
    """The schema of every YAML file of a policy in which fields and CRMs are `words`."""
    return {
        "$schema": forms.DIALECT,
        "title": "Policy of Pointsman",
        **keyed("policy", {part: maybe(_PARTS.get(part, {})) for part in read.PARTS}),
        "$defs": {**_people(words), **_lists(words), **_conditions(words), **_leads(words), **_routes(words)},
    }


_PARTS = {
    "people": {"type": "array", "items": ref("person")},
    "teams": {"type": "array", "items": ref("team")},
    "lists": names_to(ref("list")),
    "conditions": names_to(ref("condition")),
    "leads": ref("leads"),
    "match": ref("match"),
    "before": ref("before"),
    "routes": several(ref("route")),
    "otherwise": ref("otherwise"),
    "hold_blank": forms.LENGTH,
    "leave": ref("leave"),
    "drift_alarm": {"type": "number", "minimum": 1, "maximum": 1000},
}


def _people(words: Vocabulary) -> dict[str, Form]:
    levels = either(forms.TEXT, {"type": "array", "items": {"type": "string"}}, names_to(forms.LEVEL))
    common = {"cap": maybe(ref("cap")), "hours": maybe(ref("hours"))}
    queue = keyed("queue", {"crm": word(words.crms), "queue": forms.NAME}, needs=("crm", "queue"))
    member = either({"type": "string"}, keyed("member", {"from": queue}, needs=("from",)))
    own = {
        "email": forms.EMAIL,
        "backup": maybe(forms.EMAIL),
        "manager": maybe(forms.EMAIL),
        "skills": maybe(levels),
        "languages": maybe(levels),
        "ramp": maybe(ref("ramp")),
        "seats": names_to(forms.NAME, words.crms),
    }
    turns = {"type": "integer", "minimum": 1, "maximum": 99}
    absence = either(word(("none", "levelled")), keyed("absence", {"paid_back": turns}, needs=("paid_back",)))
    overflow = keyed("overflow", {"team": forms.TEXT}, needs=("team",))
    stretch = {"zone": forms.TEXT, "days": _DAYS, "from": forms.CLOCK, "to": forms.CLOCK}
    share = {"share": {"type": "integer", "minimum": 0, "maximum": 100}, "until": forms.DATE}
    block = keyed("hours", {key: stretch[key] for key in times.HOURS}, needs=("zone", "from", "to"))
    return {
        "open_value": _sums({measures.AT_MOST: {"type": "number", "exclusiveMinimum": 0}}),
        "person": shaped("person", people.PersonShape, own | common),
        "team": shaped(
            "team",
            teams.TeamShape,
            common
            | {"members": several(member), "after_absence": maybe(absence), "overflow": maybe(overflow)},
        )
        | {"required": ["name", "members"]},
        "hours": one_or_more(block),
        "ramp": keyed("ramp", {key: share[key] for key in shares.RAMP}, needs=shares.RAMP),
        "cap": keyed("cap", {key: _CAP.get(key, forms.COUNT) for key in shares.CAP}) | {"minProperties": 1},
    }


_CAP = {"rolling": forms.YES_NO, shares.WORTH: ref("open_value")}
_DAYS = either({"type": "string"}, several({"type": "string"}))


def _lists(words: Vocabulary) -> dict[str, Form]:
    values = several(forms.ENTRY)
    parts = dict.fromkeys((*FURTHER, *sorted({part_name(name) for name in words.fields})), values)
    sources = dict.fromkeys(SOURCES, either(forms.TEXT, {"type": "array", "items": forms.TEXT}))
    joined = keyed("list", {**parts, **sources}) | {"additionalProperties": values, "minProperties": 1}
    suppress = {part: parts[part] for part in before.SUPPRESSING} | sources
    return {
        "list": either(values, joined),
        "suppress": keyed("list", suppress) | {"minProperties": 1},
    }


def _conditions(words: Vocabulary) -> dict[str, Form]:
    named = sorted({*words.fields, POINTS, TIER})
    inner = sorted(name for kind in words.related for name in words.of(kind))
    joins: dict[str, dict[str, Form]] = {
        name: {each: several(ref(name)) for each in JOINS} | {"not": ref(name), "condition": forms.TEXT}
        for name in ("condition", "where")
    }
    bound = either(forms.ENTRY, ref("field"))
    text = either(one_or_more(forms.ENTRY), ref("field"))
    operators = {
        Operator.IS: either(forms.PLAIN, ref("field")),
        Operator.IN: several(forms.PLAIN),
        Operator.IN_LIST: forms.TEXT,
        Operator.AT_LEAST: bound,
        Operator.AT_MOST: bound,
        Operator.BETWEEN: several(forms.ENTRY) | {"minItems": 2, "maxItems": 2},
        Operator.STARTS_WITH: text,
        Operator.CONTAINS_WORD: text,
        Operator.MATCHES_DOMAIN: text,
        Operator.WITHIN: forms.LENGTH,
        Operator.IS_BLANK: {"type": "boolean"},
    }
    tests = keyed("test", {each.value: operators[each] for each in Operator}) | {"minProperties": 1}
    count: Form = {"where": maybe(ref("where")), **dict.fromkeys(("at_least", "at_most"), maybe(forms.COUNT))}
    related = {
        kind: keyed("related", {key: count.get(key, word(words.related)) for key in keys}, needs=(kind,))
        for kind, keys in RELATED.items()
    }
    related["count_of"]["anyOf"] = [{"required": ["at_least"]}, {"required": ["at_most"]}]
    return {
        "name": word(named),
        "field": keyed("field", {"field": ref("name")}, needs=("field",)),
        "test": either(one_or_more(forms.PLAIN), ref("field"), ref("operators")),
        "operators": tests,
        "condition": _condition(joins["condition"], named, words),
        "where": _condition(joins["where"], [*named, *inner], words),
        **related,
    }


def _condition(joins: dict[str, Form], named: list[str], words: Vocabulary) -> Form:
    """A mapping that asks about related records, or of fields and other conditions."""
    closed = {
        name: either(one_or_more(forms.any_case(sorted(known))), ref("field"), ref("operators"))
        for name, known in words.closed.items()
        if name != TIER
    }
    said = {name: closed.get(name, ref("test")) for name in named}
    own = keyed("fields", said)
    properties = keyed("condition", joins)["properties"] | own["properties"]
    form: Form = own | {"properties": properties}
    for kind in tuple(RELATED)[::-1]:
        form = {"if": {"required": [kind]}, "then": ref(kind), "else": form}
    return {"type": "object", "minProperties": 1, **form}


def _leads(words: Vocabulary) -> dict[str, Form]:
    owner = either(word(("nobody",)), one_of_keys("owner", dict.fromkeys(OWNER_KEYS, forms.NAME)))
    watched = {"type": "array", "items": word(sorted(n for n in words.fields if n.startswith("lead.")))}
    trigger = either(word(("created",)), keyed("trigger", {"changed": watched}, needs=("changed",)))
    keys = {
        "owned_by": one_or_more(owner),
        "triggers": maybe(one_or_more(trigger)),
        "changes_per_day": maybe({"type": "integer", "minimum": 1, "maximum": 1000}),
        "max_reassignments": maybe({"type": "integer", "minimum": 0, "maximum": 100}),
        "answers": maybe(ref("answers")),
    }
    accounts = word(sorted(n for n in words.fields if n.startswith("account.")))
    wish = {
        "when": ref("condition"),
        "field": accounts,
        "order": either(word(Extreme), several({"type": ["string", "integer", "boolean"]})),
    }
    wishes = either(
        word(PREFERENCES),
        keyed("preference", {"when": wish["when"]}, needs=("when",)),
        keyed("preference", {key: wish[key] for key in matching.PREFERENCE[1:]}, needs=("field", "order")),
    )
    match = {
        "prefer": {"type": "array", "items": wishes},
        "hierarchy": word(Hierarchy),
        "use": {"type": "array", "items": word(Use)},
    }
    return {
        "leads": keyed("leads", {key: keys.get(key, {}) for key in leads.LEADS}),
        "match": shaped("match", matching.MatchShape, match),
    }


def _routes(words: Vocabulary) -> dict[str, Form]:
    asked = either(ref("name"), {"type": "string", "pattern": r"^(?!lead\.|account\.)"})
    trait = either(asked, keyed("field", {"field": asked}, needs=("field",)))
    traits_: dict[str, Form] = dict.fromkeys(traits.TRAITS, trait)
    options = {"at_least": forms.LEVEL, "or": word(NobodyLeft)}
    asks = {"anyOf": [{"required": [each]} for each in traits.TRAITS]}
    narrowing = keyed("narrowing", traits_ | {key: options[key] for key in traits.OPTIONS}) | asks
    liked = keyed("narrowing", traits_) | asks
    inner = sorted({"created_at", *(name for name in words.of("opportunity") if "." not in name)})
    order = names_to(word(Extreme), inner) | {"minProperties": 1, "maxProperties": 1}
    named = dict.fromkeys(TARGET_KEYS, forms.NAME)
    fixed = [kind for kind in TARGET_WORDS if TARGET_WORDS[kind] not in NOT_FOR_ALL]
    of_all = either(word(fixed), one_of_keys("target", named))
    orders = one_or_more(either(word(ORDER_WORDS), order))
    lately = keyed("spoken", {"within": forms.LENGTH}, needs=("within",))
    around = {OPPORTUNITY: orders, ACTIVITY: lately}
    to_some = either(word(TARGET_WORDS), one_of_keys("target", named | around))
    route = shaped(
        "route",
        routes.RouteShape,
        {
            "when": ref("condition"),
            "to": maybe(ref("target")),
            "with": maybe(either(narrowing, {"type": "array", "items": narrowing})),
            "fit": maybe(either(liked, {"type": "array", "items": liked})),
            "turn": _turn(),
            "counts": forms.YES_NO,
            "soon": forms.LENGTH,
            "routes": several(ref("route")),
            "notify": _CHANNELS,
            "sla": maybe(ref("sla")),
            "wait": maybe(ref("wait")),
        },
    )
    crms = names_to(either(ref("place"), keyed("below", {"to": ref("place")}, needs=("to",))), words.crms)
    otherwise = shaped(
        "fallback",
        routes.FallbackShape,
        {"to": ref("place"), "notify": _CHANNELS, "crms": crms, "sla": maybe(ref("sla"))},
    )
    return {
        "route": route | {"anyOf": [{"required": ["to"]}, {"required": ["routes"]}]},
        "target": to_some,
        "place": of_all,
        "otherwise": {key: each for key, each in otherwise.items() if key != "required"},
        **_before(),
        **deadline_forms(),
    }


_CHANNELS = either({"type": "string"}, {"type": "array", "items": {"type": "string"}})


def _sums(further: dict[str, Form] | None = None) -> Form:
    """A sum of what people have in hand; `further` are keys that are needed beside it."""
    needed = further or {}
    factors = names_to({"type": "number", "minimum": 0, "maximum": measures.MOST_FACTOR})
    factors |= {"required": [measures.ELSE]}
    plain = keyed("measure", {"sum": word(measures.SUMS), **needed}, needs=("sum", *needed))
    keys = {"sum": word(measures.STAGED), "by_stage": factors, **needed}
    return either(plain, keyed("measure", keys, needs=("sum", "by_stage", *needed)))


def _turn() -> Form:
    loaded = either(word(measures.COUNTS), _sums())
    return either(word(Turn), keyed("turn", {Turn.LEAST_LOADED.value: loaded}, needs=(Turn.LEAST_LOADED,)))


def _before() -> dict[str, Form]:
    junk = shaped(
        "junk",
        before.JunkShape,
        {
            "kinds": {"type": "array", "items": word(sorted(before.KINDS))},
            "when": maybe(ref("condition")),
            "to": maybe(ref("place")),
        },
    )
    line = {
        "when": ref("condition"),
        "halves_after": maybe(forms.LENGTH),
        "since": maybe(ref("name")),
    }
    score = {
        "points": several(shaped("line", before.LineShape, line)),
        "below": maybe(keyed("below", {"to": ref("place")}, needs=("to",))),
    }
    hold = keyed("duplicates", {"hold": forms.LENGTH}, needs=("hold",))
    parts = {
        "suppress": maybe(ref("suppress")),
        "junk": maybe(either(word(("leave",)), junk)),
        "duplicates": maybe(either(word(("same_owner", "review", "ignore")), hold)),
        "score": maybe(shaped("score", before.ScoreShape, score)),
    }
    return {"before": keyed("before", {key: parts.get(key, {}) for key in before.PARTS})}
