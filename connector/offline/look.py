"""How pages look: one quiet style, light or dark as the reader's machine is, good on paper too."""

from __future__ import annotations

from connector.offline.markup import Html, element

STYLE = """
:root{color-scheme:light dark;--ground:#fbfbf9;--card:#fff;--ink:#1d2433;--soft:#5d6779;--rule:#e3e5ea;
--track:#eceef2;--auto:#14806f;--review:#d98a1f;--none:#9aa5b5;--accent:#3459a8;--high:#c2453d;--medium:#d98a1f;
--low:#7c8aa0}
@media (prefers-color-scheme:dark){:root{--ground:#12151b;--card:#1a1f28;--ink:#e6e9ef;--soft:#9aa4b5;
--rule:#2a313d;--track:#262d38;--auto:#3fb8a3;--review:#e8a548;--none:#5f6b7d;--accent:#8fb0f5;--high:#ef7f76;
--medium:#e8a548;--low:#7c8aa0}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
font-variant-numeric:tabular-nums}
main{max-width:60rem;margin:0 auto;padding:3rem 1.25rem 5rem}
h1{font-size:1.9rem;line-height:1.2;font-weight:650;letter-spacing:-.015em;margin:0 0 .3rem}
h2{font-size:1.2rem;font-weight:650;margin:3rem 0 .25rem}
h3{font-size:1rem;font-weight:600;margin:0}
p{margin:.35rem 0;max-width:46rem}
.soft,.said dt{color:var(--soft)}
.small{font-size:.86rem}
.card{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:1.1rem 1.25rem;
margin:.8rem 0;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.8rem;margin:1.6rem 0 0}
.tiles+.tiles{margin-top:.8rem}
.tile{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:.8rem 1rem}
.tile b{display:block;font-size:1.6rem;line-height:1.25;font-weight:600;letter-spacing:-.01em}
.tile span{color:var(--soft);font-size:.86rem}
.tile.auto,.tile.review,.tile.none,.tile.high,.tile.medium,.tile.low{border-top:3px solid var(--shade)}
.auto{--shade:var(--auto)}.review{--shade:var(--review)}.none{--shade:var(--none)}.accent{--shade:var(--accent)}
.high{--shade:var(--high)}.medium{--shade:var(--medium)}.low{--shade:var(--low)}
svg{display:block;width:100%;height:auto;overflow:visible}
svg .auto,svg .review,svg .none,svg .accent,svg .high,svg .medium,svg .low{fill:var(--shade)}
svg text{font-size:12px;fill:var(--soft)}svg .label{font-size:13px;fill:var(--ink)}
svg .track{fill:var(--track)}
svg .axis,svg .grid{stroke:var(--rule)}svg .ideal{stroke:var(--soft);stroke-dasharray:3 4}
svg .curve{fill:none;stroke:var(--accent);stroke-width:1.5}
svg .line{stroke:var(--shade);stroke-width:2;stroke-linecap:round}svg .spot{stroke:var(--card);stroke-width:1}
svg .dot{fill:var(--accent);stroke:var(--card);stroke-width:1.5}
svg.stack{height:14px;border-radius:4px;overflow:hidden;background:var(--track)}
svg.square{max-width:23rem}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin:.7rem 0 0;color:var(--soft);font-size:.86rem}
.key i,.pill::before{content:"";display:inline-block;width:.65rem;height:.65rem;border-radius:3px;
background:var(--shade);margin-right:.45rem}
.pill{white-space:nowrap;font-size:.86rem;font-weight:600}
.card{overflow-x:auto}svg.wide{min-width:32rem}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:.6rem 2rem}
.head{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.2rem 1.2rem}
.said{display:grid;grid-template-columns:max-content 1fr;gap:.05rem .8rem;margin:.4rem 0 0;font-size:.92rem}
.said dd{margin:0;unicode-bidi:isolate}
ul{margin:.4rem 0;padding-left:1.15rem}
li::marker{color:var(--soft)}
details{border-top:1px solid var(--rule);margin-top:.9rem;padding-top:.6rem}
summary{cursor:pointer;color:var(--accent);font-size:.92rem}
.example{padding:.9rem 0 .3rem}.example+.example{border-top:1px solid var(--rule);margin-top:.8rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.88rem;margin:.5rem 0}
th{text-align:left;font-weight:600;color:var(--soft);white-space:nowrap}
td{overflow-wrap:normal}td:first-child{white-space:nowrap}
td:last-child{min-width:15rem}td:nth-child(2){min-width:11rem}
th,td{padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--rule);vertical-align:top;unicode-bidi:isolate}
footer{margin-top:4rem;color:var(--soft);font-size:.86rem}
@media print{body{background:none}.card,.tile{break-inside:avoid}}
"""


def share(part: int, whole: int) -> str:
    """A part of a whole in percent; what is there never shows as nothing, nor what lacks as all."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    if 0 < percent < 0.1:
        return "< 0.1%"
    return "> 99.9%" if 99.9 < percent < 100 else f"{percent:.1f}%"


def tile(figure: str, says: str, shade: str = "") -> Html:
    """A figure that stands out."""
    return element("div", element("b", figure), element("span", says), class_=f"tile {shade}".rstrip())
