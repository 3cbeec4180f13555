#include "services/report/page_style.h"

namespace onefold::report {

// Text has a contrast of at least 4.5:1 against what it stands on, in both schemes. Colours:
// accent: links and merges that were made; again: the part of them that is shared or internal;
// against: rejected; plain: anything merely counted; band: the interval.
const std::string_view kPageStyle = R"css(
:root{color-scheme:light dark;--bg:#faf9f6;--card:#fff;--ink:#1b2430;--soft:#566170;--line:#dcdad3;--grid:#e9e7e1;--accent:#0b6763;--again:#8cc0bb;--against:#a4460f;--plain:#6b7a8c;--none:#d8d2c4;--band:#f6e7bd;--band-ink:#7a5600;--note:#fdf3d8;--note-line:#c08a12}
@media (prefers-color-scheme:dark){:root{--bg:#11161c;--card:#19212a;--ink:#e7ebef;--soft:#a3afbc;--line:#2f3a46;--grid:#263039;--accent:#5fd0c5;--again:#2f736d;--against:#f0935b;--plain:#8796a8;--none:#4c4a43;--band:#3b3216;--band-ink:#e2bd62;--note:#2c2613;--note-line:#d9a93a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
header,main,footer{max-width:62rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
.brand{margin:0;color:var(--accent);font-weight:650}
.brand span{color:var(--soft);font-weight:400}
h1{margin:.25rem 0 .5rem;font-size:clamp(1.4rem,1.1rem + 1.6vw,2rem);line-height:1.2;letter-spacing:-.012em;overflow-wrap:anywhere}
h2{margin:0 0 .4rem;font-size:1.3rem;line-height:1.3}
h3{margin:1.75rem 0 .3rem;font-size:1.05rem}
p{margin:0 0 .75rem;max-width:44rem}
bdi{overflow-wrap:anywhere}
.soft{color:var(--soft)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);color:var(--accent);padding:.4rem .8rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
section{margin-top:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.5rem clamp(1rem,3vw,2rem)}
.headline{margin:.2rem 0 0;font-size:clamp(3rem,2rem + 6vw,4.75rem);line-height:1.05;font-weight:720;letter-spacing:-.03em}
.interval{margin:.35rem 0 0;font-size:1.15rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,16rem),1fr));gap:1rem 1.5rem;margin:1.5rem 0 0}
.facts>div{border-top:1px solid var(--line);padding-top:.5rem}
dt{font-size:.9rem}
dd{margin:0}
.fact{font-size:1.4rem;font-weight:650;line-height:1.3}
dd.soft{font-size:.86rem}
.note{background:var(--note);border-left:4px solid var(--note-line);border-radius:.3rem;padding:.7rem 1rem;margin:1.25rem 0 0;max-width:none;overflow-wrap:anywhere}
.note ul{margin:.3rem 0 0;padding-left:1.1rem}
ul.note{list-style-position:inside;padding-left:1rem;margin:.5rem 0}
.nothing{color:var(--soft);font-style:italic;margin:1rem 0 0}
figure{margin:1.5rem 0 0}
figcaption{font-size:.92rem;color:var(--soft);margin-bottom:.6rem}
figcaption b{color:var(--ink)}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,16rem),1fr));gap:0 2rem}
.grid.wide{grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr))}
.chart{display:block;overflow:hidden}
.chart.framed{overflow:visible;width:calc(100% - 4.25rem);margin-left:3.5rem}
.chart text{font-size:12px;fill:var(--soft)}
.chart .name{font-size:13px;fill:var(--ink)}
.chart .figure{font-size:12.5px;font-weight:600;fill:var(--ink)}
.chart .cut-label{font-weight:600;fill:var(--ink)}
.chart .band-label{fill:var(--band-ink);font-weight:600}
.chart .grid{stroke:var(--grid);stroke-width:1}
.chart .base,.chart .tick{stroke:var(--soft);stroke-width:1}
.chart .cut{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:4 3}
.chart .line{stroke:var(--accent);stroke-width:2.25;stroke-linecap:round}
.chart .dot{stroke:var(--accent);stroke-width:10;stroke-linecap:round}
.band{fill:var(--band)}
.pairs{fill:var(--plain)}
.made{fill:var(--accent)}
.shared{fill:var(--again)}
.unlinked{fill:var(--none)}
.track{fill:var(--grid)}
.against{fill:var(--against)}
.rejected{fill:var(--card);stroke:var(--against);stroke-width:1.5}
.axis{fill:var(--soft)}
.key::before{content:"";display:inline-block;width:.75em;height:.75em;margin-right:.3em;border-radius:.1em}
.key{color:var(--ink)}
.made-key::before{background:var(--accent)}
.shared-key::before{background:var(--again)}
.unlinked-key::before{background:var(--none)}
.rejected-key::before{background:var(--card);border:2px solid var(--against)}
details{margin-top:.6rem}
summary{cursor:pointer;color:var(--accent);font-size:.92rem;padding:.3rem 0;width:fit-content;max-width:100%}
section>details{border-top:1px solid var(--line);margin:0}
section>details>summary{width:auto;font-size:1rem;padding:.6rem 0}
.scroll{position:relative;overflow-x:auto;margin-top:.75rem}
table{border-collapse:collapse;font-size:.92rem;min-width:min(100%,20rem)}
caption{text-align:left;color:var(--soft);font-size:.9rem;padding-bottom:.4rem}
th,td{text-align:left;vertical-align:top;padding:.35rem 1.1rem .35rem 0;border-bottom:1px solid var(--line);white-space:nowrap}
tr>:last-child{padding-right:0}
thead th{font-size:.84rem;font-weight:600;color:var(--soft);vertical-align:bottom;white-space:normal;min-width:4.5rem}
tbody th{font-weight:600}
tfoot th,tfoot td{font-weight:600;border-bottom:0}
.n{text-align:right}
.weight{display:block;width:7rem;height:.8rem;margin-top:.35rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
code{font:.88em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
footer{margin-top:1.5rem;padding-bottom:2rem;color:var(--soft);font-size:.9rem}
@media (max-width:34rem){
header,main,footer{padding-left:.75rem;padding-right:.75rem}
section{padding:1.1rem .9rem}
}
@media print{
:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--grid:#ddd;--accent:#0b6763;--again:#8cc0bb;--against:#a4460f;--plain:#666;--none:#ddd;--band:#eee;--band-ink:#333;--note:#fff;--note-line:#000}
body{font-size:10pt}
header,main,footer{max-width:none;padding-left:0;padding-right:0}
section{border:0;border-radius:0;padding:0}
figure,tr,.facts{break-inside:avoid}
h2,h3,figcaption{break-after:avoid}
svg,.key::before{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.scroll{overflow:visible}
.skip{display:none}
}
)css";

}  // namespace onefold::report
