#include "services/gateway/style.h"

namespace onefold::gateway {

// Colours have a contrast of at least 4.5:1 against what they stand on, in both schemes.
const std::string_view kStyle = R"css(
:root{color-scheme:light dark;--bg:#faf9f6;--card:#fff;--ink:#1b2430;--soft:#566170;--line:#dcdad3;--accent:#0b6763;--again:#b9d5d2;--none:#cdc6b6;--note:#fdf3d8;--note-line:#c08a12}
@media (prefers-color-scheme:dark){:root{--bg:#11161c;--card:#19212a;--ink:#e7ebef;--soft:#a3afbc;--line:#2f3a46;--accent:#5fd0c5;--again:#2a625d;--none:#6b665a;--note:#2c2613;--note-line:#d9a93a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
header,main,footer{max-width:62rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
.brand{display:flex;align-items:center;gap:.55rem;margin:0;color:var(--accent);font-weight:650}
.brand svg{width:1.6rem;height:1.6rem}
.brand span{color:var(--soft);font-weight:400}
h1{margin:.5rem 0 0;font-size:clamp(1.5rem,1.1rem + 1.9vw,2.2rem);line-height:1.2;letter-spacing:-.012em}
h2{margin:0 0 .5rem;font-size:1.2rem;line-height:1.3}
h3{margin:0 0 .5rem;font-size:1rem}
p{margin:0 0 .75rem;max-width:44rem}
a{color:var(--accent);text-underline-offset:.15em}
a:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
section{margin-top:2rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.4rem .8rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem}
.total{margin-top:1.25rem;padding:1.5rem clamp(1.1rem,3vw,2rem)}
.total h2{margin:0;font-size:1.1rem;font-weight:600;color:var(--soft)}
.figure{margin:.1rem 0 0;font-size:clamp(3rem,2rem + 7vw,5.25rem);line-height:1.05;font-weight:720;letter-spacing:-.03em;font-variant-numeric:tabular-nums}
.withheld-total{font-size:clamp(2rem,1.5rem + 3vw,3rem)}
.interval{margin:.35rem 0 1rem;font-size:1.15rem}
.bar{display:block;width:100%;height:1.1rem;border-radius:.3rem;margin:1.1rem 0 .6rem}
.person{fill:var(--accent)}.again{fill:var(--again)}.none{fill:var(--none)}.track{fill:var(--line)}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;margin:0;padding:0;list-style:none;font-size:.94rem}
.key svg{width:.8rem;height:.8rem;margin-right:.4rem}
.small{color:var(--soft);font-size:.9rem}
.note{background:var(--note);border-left:4px solid var(--note-line);border-radius:.3rem;padding:.7rem 1rem;margin:1.25rem 0 0;max-width:none}
.note ul{margin:.3rem 0 0;padding-left:1.1rem}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:1.25rem;align-items:start}
.columns>section{margin-top:0}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:.9rem;padding-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}
tr>:last-child{padding-right:0}
tbody tr:last-child>*{border-bottom:0}
thead th{font-size:.86rem;font-weight:600;color:var(--soft);vertical-align:bottom}
tbody th{font-weight:600}
tbody th small{display:block;font-weight:400;color:var(--soft)}
.n{text-align:right;white-space:nowrap}
.withheld{color:var(--soft);font-style:italic}
.share{width:26%;min-width:4.5rem}
.share svg{display:block;width:100%;height:.8rem;margin-top:.4rem;border-radius:.2rem}
ul.sources{display:flex;flex-wrap:wrap;gap:.2rem .35rem;margin:0;padding:0;list-style:none}
ul.sources li{font-weight:400;border:1px solid var(--line);border-radius:1rem;padding:0 .6rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:auto 1fr;gap:.3rem 1rem;margin:0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
code,pre{font:.88em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{overflow-wrap:anywhere}
p code{white-space:nowrap}
pre{margin:.25rem 0 .9rem;padding:.8rem 1rem;background:var(--bg);border:1px solid var(--line);border-radius:.4rem;white-space:pre-wrap;overflow-wrap:anywhere}
ul.plain{margin:0;padding-left:1.2rem}
ul.plain li{margin-bottom:.35rem;max-width:44rem}
footer{margin-top:2.5rem;padding-top:1rem;padding-bottom:2rem;color:var(--soft);font-size:.9rem;border-top:1px solid var(--line)}
@media (max-width:34rem){
header,main,footer{padding-left:1rem;padding-right:1rem}
header{padding-top:1.25rem}
.card{padding:1rem .9rem}
.brand{flex-wrap:wrap;row-gap:0}
.brand span{flex-basis:100%;font-size:.9rem}
table{font-size:.88rem}
th,td{padding-right:.4rem}
thead th{font-size:.75rem}
tbody th{overflow-wrap:break-word}
.share{display:none}
dl{grid-template-columns:1fr;gap:0}
dd{margin-bottom:.5rem}
}
@media print{
:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--accent:#000;--again:#aaa;--none:#ddd;--note:#fff;--note-line:#000}
body{font-size:10pt}
header,main,footer{max-width:none;padding-left:0;padding-right:0}
section{margin-top:1.2rem}
.card{padding:.6rem .8rem;border-radius:0}
.card,tr,pre{break-inside:avoid}
h2,h3{break-after:avoid}
svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.skip{display:none}
}
)css";

// Three circles that become one: several lists, one person.
const std::string_view kIcon =
    R"svg(<svg aria-hidden="true" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="none" stroke="#12857f" stroke-width="2.6"><circle cx="12" cy="12.5" r="8"/><circle cx="20" cy="12.5" r="8"/><circle cx="16" cy="19.5" r="8"/></g><circle cx="16" cy="15" r="2.6" fill="#12857f"/></svg>
)svg";

}  // namespace onefold::gateway
