"""The forms of service levels, waits and answers."""

from __future__ import annotations

from connector.core.deadlines import Pace, Whom
from connector.policy import deadlines
from connector.policy.schema import forms
from connector.policy.schema.forms import (
    Form,
    either,
    keyed,
    maybe,
    one_of_keys,
    one_or_more,
    ref,
    shaped,
    word,
)

_SHARE: Form = {"type": "string", "pattern": r"^\s*\d{1,5}\s*%$"}
_WHEN = either(forms.LENGTH, _SHARE)


def deadline_forms() -> dict[str, Form]:
    """What stands in `$defs` of them."""
    values = dict.fromkeys(("by", "else"), forms.LENGTH) | {"by": ref("name")}
    by = keyed("allowance", values, needs=("by",)) | {"additionalProperties": forms.LENGTH}
    within = maybe(either(forms.LENGTH, by))
    team = keyed("clock", {"team": forms.TEXT}, needs=("team",))
    takers = one_of_keys("target", dict.fromkeys(("team", "user", "queue"), forms.NAME))
    step = {
        "after": maybe(_WHEN),
        "reassign": maybe(either(word(Whom), takers)),
        "credit": maybe(forms.YES_NO),
        "notify": maybe(one_or_more({"type": "string"})),
    }
    mark = shaped("mark", deadlines.MarkShape, step)
    sla = {
        **dict.fromkeys(("assigned", "acknowledged", "first_touch"), within),
        "clock": either(word((Pace.WORKING, Pace.WALL)), team),
        "remind": maybe(either(_WHEN, {"type": "array", "items": _WHEN})),
        "on_miss": maybe(either(mark, {"type": "array", "items": mark})),
    }
    one = shaped("sla", deadlines.SlaShape, sla)
    wait = shaped("wait", deadlines.WaitShape, {"until": maybe(ref("condition")), "at_most": forms.LENGTH})
    told = dict.fromkeys(("accepted", "declined", "touched"), maybe(ref("condition")))
    return {
        "sla": either(word((deadlines.NONE,)), one, {"type": "array", "items": one}),
        "wait": either(forms.LENGTH, wait | {"required": ["at_most"]}),
        "answers": shaped("answers", deadlines.AnswersShape, told),
        "leave": shaped("leave", deadlines.LeaveShape, {}),
    }
