"""The look of a page: light and dark by the reader's setting, tables that become cards on a phone,
no font from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

CSS = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1c1f;--soft:#53585f;--line:#d5d9de;--panel:#f4f5f7;--deep:#e9ebef;
--accent:#0b5cad;--bad:#a3191d;--badpaper:#fdeeee;--good:#0a6149;--goodpaper:#eaf6f1;--note:#5a4a00;
--notepaper:#fbf5df;--mark:#ffe58a;--markink:#1a1c1f}
@media (prefers-color-scheme:dark){:root{--paper:#14161a;--ink:#e8eaed;--soft:#a9b0b9;--line:#3a4048;--panel:#1d2026;
--deep:#282c33;
--accent:#82b8f5;--bad:#ff9d98;--badpaper:#3a1d1e;--good:#7fd6b5;--goodpaper:#152e26;--note:#ecd27a;
--notepaper:#322b12;--mark:#ffe07a;--markink:#1a1c1f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;
overflow-wrap:anywhere}
header,main,footer{max-width:76rem;margin:0 auto;padding:1rem}
header{padding-bottom:0}
main{padding-top:.4rem}
h1{font-size:1.6rem;line-height:1.2;margin:.2rem 0 .6rem}
h2{font-size:1.3rem;margin:2.2rem 0 .6rem;padding-top:.6rem;border-top:2px solid var(--line)}
h3{font-size:1.08rem;margin:1.4rem 0 .5rem}
h4{font-size:1rem;margin:1rem 0 .4rem}
p{margin:.4rem 0 .7rem;max-width:48rem}
a{color:var(--accent)}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;padding:0;margin:.6rem 0}
nav a{display:inline-block;padding:.2rem 0}
.soft,.note,caption{color:var(--soft)}
.note{display:block;font-weight:400;font-size:.82rem;line-height:1.35}
.quiet{font-size:.9rem;color:var(--soft)}
.alarm,.calm{border:2px solid var(--bad);background:var(--badpaper);padding:.6rem .9rem;border-radius:.4rem;
margin:.8rem 0}
.alarm b{color:var(--bad)}
.calm{border:1px solid var(--line);background:var(--panel)}
.alarm ul,.calm ul{margin:.2rem 0;padding-left:1.3rem}
table{border-collapse:collapse;width:100%;margin:.6rem 0 1rem;font-size:.92rem}
caption{text-align:left;font-size:.9rem;padding:.2rem 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--line);
unicode-bidi:isolate}
thead th{font-size:.82rem;color:var(--soft);font-weight:600;vertical-align:bottom;overflow-wrap:normal}
tbody th{font-weight:600}
.cards th,.cards td{min-width:8.5rem}
.cards .n{min-width:0;overflow-wrap:normal;white-space:nowrap}
.odds .n .note{white-space:normal;text-align:left}
.line{display:block}
.cards .group th{padding-top:.9rem;overflow-wrap:anywhere}
.headline .group~tr th,.odds .group~tr th{font-weight:400}
.tools th,.tools td{min-width:4.5rem}
.tools tbody th{min-width:13rem;font-weight:400}
.n{text-align:right;font-variant-numeric:tabular-nums}
td:last-child,th:last-child{padding-right:0}
.forest{table-layout:fixed}
.forest th:first-child{width:28%}
.forest td,.forest tbody th{vertical-align:middle}
.forest .n{width:26%}
.forest .drawn,.odds td:nth-child(2),.odds th:nth-child(2){padding:0;contain:paint;vertical-align:middle}
.odds td:nth-child(2){width:34%;line-height:0}
.forest tr.pooled th,.forest tr.pooled td{background:var(--panel)}
.forest tr.apart th{padding-left:1rem;font-weight:400}
.drawn{line-height:0}
svg{display:block;overflow:visible}
.grid{stroke:var(--line);stroke-width:1}
.span{stroke:var(--ink);stroke-width:2}
.none{stroke:var(--soft);stroke-width:1.5}
.mark{fill:var(--accent);stroke:var(--paper);stroke-width:1}
.mark.pooled{fill:var(--ink)}
.axis text{fill:var(--soft);font-size:11px;font-weight:400}
.rail{fill:var(--deep)}
.bar{fill:var(--accent)}
details{margin:.4rem 0}
summary{cursor:pointer;padding:.35rem 0}
summary h3,summary h4{display:inline;margin:0}
.family>summary{font-size:1.08rem;font-weight:600;border-bottom:1px solid var(--line)}
.family{margin:.8rem 0}
.episode{border:1px solid var(--line);border-radius:.4rem;padding:0 .8rem;margin:.5rem 0;contain:paint}
.episode>summary{padding:.55rem 0}
.episode[open]{padding-bottom:.9rem}
.episode[open]>summary{border-bottom:1px solid var(--line);margin-bottom:.5rem}
.tag{display:inline-block;font-size:.8rem;line-height:1.4;padding:0 .45rem;border-radius:.6rem;
border:1px solid var(--line);background:var(--panel);
color:var(--ink);unicode-bidi:isolate;margin-right:.25rem}
.tag.violation,.tag.denied{color:var(--bad);background:var(--badpaper);border-color:var(--bad)}
.tag.credit{color:var(--good);background:var(--goodpaper);border-color:var(--good)}
.tag.odd{color:var(--note);background:var(--notepaper);border-color:var(--note)}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem .9rem;margin:.4rem 0 .8rem;
font-size:.92rem}
.facts dt{color:var(--soft)}
.facts dd{margin:0;unicode-bidi:plaintext;white-space:pre-wrap}
.facts .text{margin:0;font-size:inherit}
.step{border-top:1px solid var(--line);margin-top:.8rem;padding-top:.3rem}
.step h5{margin:.2rem 0 .4rem;font-size:.88rem;color:var(--soft)}
.act{display:grid;grid-template-columns:minmax(0,1fr);gap:.4rem 1rem;margin:.4rem 0;align-items:start}
.text{white-space:pre-wrap;unicode-bidi:plaintext;margin:.2rem 0;font-size:.94rem;max-width:54rem;contain:paint}
.who{font-size:.78rem;font-weight:600;color:var(--soft);text-transform:none;margin:0}
.say{background:var(--panel);border-radius:.4rem;padding:.45rem .7rem}
.say.assistant,.call{border-left:4px solid var(--accent);background:var(--panel);border-radius:.4rem;
padding:.45rem .7rem}
.say.reasoning{border-left:4px solid var(--line)}
.call .facts{margin:.3rem 0}
.call p{margin:0}
.answer{margin:.3rem 0 0}
.answer>summary{font-size:.85rem;color:var(--soft);padding:.15rem 0}
.finding{border:1px solid var(--line);border-left:4px solid var(--note);background:var(--notepaper);
border-radius:.4rem;padding:.45rem .7rem;font-size:.9rem}
.finding.violation{border-color:var(--bad);background:var(--badpaper)}
.finding.credit{border-color:var(--good);background:var(--goodpaper)}
.finding p{margin:.1rem 0}
.finding.violation b{color:var(--bad)}
.finding.credit b{color:var(--good)}
.quote{white-space:pre-wrap;unicode-bidi:plaintext;border-left:3px solid var(--line);padding-left:.6rem;margin:.3rem 0}
mark{background:var(--mark);color:var(--markink)}
.world{font-size:.85rem;color:var(--soft);margin:.3rem 0;padding-left:1.1rem}
@media (min-width:60rem){.act.pinned{grid-template-columns:minmax(0,1fr) 21rem}}
@media (max-width:75rem){.cards .n{white-space:normal}.cards th,.cards td{min-width:7.5rem}.tools th,.tools td{min-width:4rem}}
@media (max-width:52rem){
header,main,footer{padding:.75rem}
header{padding-bottom:0}
.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.cards,.cards tbody,.cards tr,.cards th,.cards td,.cards caption{display:block}
.cards tr{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .7rem;margin:.5rem 0}
.cards th,.cards td,.tools tbody th{border:0;padding:.15rem 0;display:grid;min-width:0;width:auto;
grid-template-columns:8.5rem minmax(0,1fr);gap:.6rem;text-align:left}
.cards .n{overflow-wrap:anywhere;white-space:normal}
.cards th::before,.cards td::before{content:attr(data-label);color:var(--soft);font-weight:400;font-size:.85rem}
.cards tr.group{border:0;padding:0;margin:1rem 0 .3rem}
.cards .group th{display:block;padding:0}
.cards .group~tr th{font-weight:600}
.odds td:nth-child(2){display:block;width:100%;padding:.3rem 0}
.forest,.forest tbody,.forest thead{display:block}
.forest caption{display:block}
.forest tr{display:grid;grid-template-columns:fit-content(58%) minmax(0,1fr);border-bottom:1px solid var(--line);
padding:.3rem 0}
.forest thead tr th:first-child,.forest thead tr .n{display:none}
.forest th,.forest td,.forest th:first-child,.forest .n{border:0;width:auto;padding:.1rem 0}
.forest .n{padding-left:.6rem}
.forest .drawn{grid-column:1/-1;grid-row:2;padding:0}
.forest tr.pooled{background:var(--panel)}
.facts{grid-template-columns:minmax(0,1fr)}
.facts dd{margin:0 0 .3rem}
.episode>.facts{grid-template-columns:5.2rem minmax(0,1fr)}
.episode>.facts dd{margin:0}
}
@media print{details{display:block}.episode{break-inside:auto}}
"""


def policy() -> str:
    """Return the content security policy: nothing is loaded, nothing runs, and this one style sheet applies."""
    digest = b64encode(sha256(CSS.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
