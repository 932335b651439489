"""Makes the table modules in connector/core/matching/lists from their sources; run by hand, see the README there.

python deploy/lists.py suffixes public_suffix_list.dat
python deploy/lists.py mailboxes domains.json
python deploy/lists.py forms org_types.yml
python deploy/lists.py words companies.csv
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT / "connector" / "core" / "matching" / "lists"

# Companies and universities that the list of free mailboxes also names.
NOT_FREE = frozenset(
    "alibaba.com amazon.com easypost.com facebook.com google.com nus.edu.sg oath.com twitter.com unican.es".split()
)

# Of one-word forms with one or two letters only those that end names: the source also has `in`, `of`, `no`.
SHORT_FORMS = frozenset(
    "ab ag ae as bv ca cv da dd eg ek ev gk gp hf jv kb kd kg kk ks kv ky lc lp nv od og oy ou pc pp pt ry sa sb sc "
    "sd se sf sp ug vo xk xt yk zs ao".split()
)
NO_FORMS = frozenset(
    "charity cooperation cooperative cooperatif ngo npo snt stiftung verein koop nonprofit yugen ocoo nmm".split()
)
# Kinds of body that the source counts among the forms: they are part of the name.
BODIES = frozenset(
    "bank banka institut tsentr sad ministerstva ministerstvo upravlenie otdel fond foundation university agency "
    "hospital union organization state".split()
)
MORE_FORMS = frozenset(
    "co|corp|corporation|company|comp|cie|coltd|pty|pvt|ptd|pte|sdn|publ|tbk|kk|private limited|pty ltd|"
    "pvt ltd|pte ltd|sdn bhd|co kg|public company|joint stock company|psc|pcl|kabushiki kaisha|kabushiki gaisha|"
    "incorporated company|sociedad anonima|societe anonyme|sociedade anonima|societa per azioni|anonim sirketi|"
    "anonim ortakligi|anonymi etaireia|aktsiaselts|sae|kscp|ksc|pjsc|saa|sab|sab de cv|sapi de cv|sa de cv|ltda me|"
    "pty limited|llc fz|ltd sti|limited sirketi|jusikhoesa|jusik hoesa|yuhan hoesa|youxian gongsi|"
    "gufen youxian gongsi|vvi|yugen gaisha|godo gaisha|cong ty co phan|tnhh|ctcp|kgaa|ead|eood|ood|ad|mbh".split(
        "|"
    )
)


FORMS_BY_HAND = frozenset(
    (
        "a socio unico|aciq sehmdar cemiyyeti|adi komandit sirketi|akcine bendrove|aksjeselskap|"
        "allmennaksjeselskap|and cie|ansvarlig selskap|asa|bsc|bsc c|charitable incorporated organisation|"
        "clg|closed joint stock|co phan|company limited by guarantee|company limited by shares|"
        "cuideachta phoibli theoranta|cwmni cyfyngedig|dac|delniska druzba|designated activity company|"
        "dionicarsko drustvo|e cia|e companhia|em liquidacao|en liquidacion|en liquidation|en zonen|et cie|"
        "et compagnie|et fils|felszamolas alatt|gesellschaft mit beschrankter haftung und co kg|godo kaisha|"
        "gomei kaisha|goshi kaisha|haftungsbeschrankt|handelsbolag|i konkurs|i likvidation|iap|ike|in liq|"
        "in liquidation|in liquidazione|individualioji imone|kollektif sirketi|konkurssissa|"
        "limited ortakligi|lllp|ltee|mas uliyati cheklangan jamiyati|masuliyati cheklangan jamiyati|"
        "mazoji bendrija|mehdud mesuliyyetli cemiyyet|monoprosopi epe|monoprosopi ike|mot thanh vien|npc|nuf|"
        "open joint stock|ortakligi|persero|perseroan|perusahaan perseroan|perusahaan umum|"
        "private company limited|private joint stock company|prosta spolka akcyjna|public joint stock|"
        "qapali sehmdar cemiyyeti|qpsc|rf npc|s coop|sal|san tic|san ve tic|sanayi ticaret|sanayi ve tic|"
        "sanayi ve ticaret|sanayi ve ticaret anonim sirketi|sanayi ve ticaret as|"
        "sanayi ve ticaret limited sirketi|sanayi ve ticaret ltd sti|sanayii ve ticaret|sarl au|sarlu|"
        "sas de cv|sasu|sasu au|sccl|senc|sencrl|shoqeri aksionare|ska|slhf|slp|slu|soc coop|soc coop arl|"
        "soc ltd|sociedad anonima abierta|sociedad anonima cerrada|sociedad anonima laboral|"
        "sociedad cooperativa limitada|sociedad limitada|sociedad limitada unipersonal|sociedade por quotas|"
        "sociedade unipessoal|societa cooperativa|societa cooperativa a responsabilita limitata|"
        "societa cooperativa sociale|socio unico|sp j|sp k|sp p|sp z oo spolka komandytowa|spolka cywilna|"
        "spolka jawna|spolka komandytowa|spolka komandytowo akcyjna|spolka partnerska|"
        "spolka z ograniczona odpowiedzialnoscia sp k|"
        "spolka z ograniczona odpowiedzialnoscia spolka komandytowa|spolocnost s rucenim obmedzenym|"
        "srl de cv|taysuhing|teoranta|tic san|tic ve san|ticaret ve sanayi|tmi|trach nhiem huu han|"
        "tulundusuhistu|u likvidaciji|ulc|und co|under avvikling|under konkurs|unipersonale|unipessoal|"
        "v likvidaci|v likvidacii|viesoji istaiga|vsi|w likwidacji|w upadlosci|wll|xxk|y cia|y compania|"
        "zavod ooo|zhauapkershiligi shekteuli seriktestigi"
    ).split("|")
)
"""Legal forms spelled out, and what stands beside them, where the source has few."""


def write(name: str, says: str, variable: str, rows: Iterable[str], *, by: str = "deploy/lists.py") -> None:
    """One module with one text: a line per row."""
    body = "\n".join(rows)
    text = f'"""{says} Generated by {by}."""\n\n{variable} = """\\\n{body}\n"""\n'
    (LISTS / f"{name}.py").write_text(text, encoding="utf-8")


def by_last_label(domains: Iterable[str]) -> list[str]:
    """`co.uk`, `ac.uk` -> `uk: ac co`."""
    grouped: Mapping[str, list[str]] = defaultdict(list)
    for domain in domains:
        head, _, tail = domain.rpartition(".")
        grouped[tail].append(head)
    return [f"{tail}: {' '.join(sorted(heads))}" for tail, heads in sorted(grouped.items())]


def ascii_host(host: str) -> str:
    return ".".join(part if part in {"*", ""} else part.encode("idna").decode() for part in host.split("."))


def suffixes(source: Path) -> None:
    rules = []
    for line in source.read_text(encoding="utf-8").splitlines():
        rule = line.split()[0] if line.strip() and not line.startswith("//") else ""
        if "." in rule:  # a rule of one label is what holds without any rule
            rules.append("!" + ascii_host(rule[1:]) if rule.startswith("!") else ascii_host(rule))
    write(
        "suffixes",
        "The public suffixes of two labels and more, the private section included. This file is subject "
        "to the Mozilla Public License 2.0.",
        "SUFFIXES",
        by_last_label(rules),
    )


def mailboxes(source: Path) -> None:
    from connector.core.matching.hosts import registrable_domain

    found = {registrable_domain(host) for host in json.loads(source.read_text(encoding="utf-8"))}
    kept = {host for host in found if host and host not in NOT_FREE}
    write(
        "mailboxes", "Domains of free, disposable and providers' mailboxes.", "MAILBOXES", by_last_label(kept)
    )


def forms(source: Path) -> None:
    from ruamel.yaml import YAML

    from connector.core.matching.fold import words

    found = set(MORE_FORMS | FORMS_BY_HAND)
    for entry in YAML(typ="safe").load(source.read_text(encoding="utf-8"))["types"]:
        for alias in [entry.get("display"), *entry.get("aliases", ())]:
            form = " ".join(words(alias or ""))
            long = len(form.replace(" ", "")) > 2
            if form not in NO_FORMS and (long or form in SHORT_FORMS) and not BODIES & set(form.split()):
                found.add(form)
    by_last: Mapping[str, list[str]] = defaultdict(list)
    for form in sorted(found):
        by_last[form.split()[-1][0]].append(form)
    write(
        "forms",
        "Legal forms as they end (or begin) a company's name, folded, by the last word's first letter.",
        "FORMS",
        (f"{'|'.join(rows)}" for _, rows in sorted(by_last.items())),
    )


def common_words(source: Path) -> None:
    """Words by how many names hold them; the class is that count's bit length."""
    from connector.core.matching.fold import words
    from connector.core.matching.lexicon import concepts

    counts: Counter[str] = Counter()
    with source.open(encoding="utf-8", newline="") as stream:
        rows = [row["name"] for row in csv.DictReader(stream)]
    for name in rows:
        counts.update(set(concepts(words(name))))
    classes: Mapping[int, list[str]] = defaultdict(list)
    for word, count in counts.items():
        if count >= 3 and not word.isdigit():
            classes[count.bit_length()].append(word)
    write(
        "common",
        f"Words of {len(rows)} companies' names, by the bit length of how many names hold them.",
        "COMMON",
        (f"{level}: {' '.join(sorted(held))}" for level, held in sorted(classes.items())),
    )


def main(arguments: list[str]) -> int:
    match arguments:
        case ["suffixes", source]:
            suffixes(Path(source))
        case ["mailboxes", source]:
            mailboxes(Path(source))
        case ["forms", source]:
            forms(Path(source))
        case ["words", source]:
            common_words(Path(source))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
