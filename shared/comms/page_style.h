// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The style sheet of the public page: phone first, light and dark. Every pair of text and ground is at least 4.5 : 1,
// every shape on the map at least 3 : 1 against the ground it lies on (WCAG 2.1 AA).
#pragma once
#include <string_view>

namespace ok::comms {

inline constexpr std::string_view pageStyle =
    R"(:root{--bg:#f4f6f8;--card:#fff;--ink:#17202a;--soft:#4a5866;--line:#c9d2da;--link:#0b4f9e;--brand:#12324f;--t:#e3e9ee;--tl:#6c7c8a;--s1:#9a6b00;--s2:#b84300;--s3:#a3123a;--s4:#5c0a5e;--b:#1d6b3a}
@media(prefers-color-scheme:dark){:root{--bg:#10161c;--card:#1a232c;--ink:#eef2f5;--soft:#b4c0cb;--line:#3a4855;--link:#8cc3ff;--brand:#0b1a28;--t:#26323d;--tl:#8b9aa8;--s1:#e0b040;--s2:#ff8f4d;--s3:#ff7f9f;--s4:#e39cf0;--b:#62d08c}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
a{color:var(--link)}a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:#fff;color:#0b4f9e;padding:8px;z-index:2}
header{background:var(--brand);color:#fff;padding:14px 16px}header div{max-width:1100px;margin:auto;display:flex;gap:12px;align-items:center;justify-content:space-between}header h1{font-size:1.25rem;margin:0}header a{color:#fff;padding:10px 4px}
.drill{background:repeating-linear-gradient(45deg,#111 0 14px,#2b2b2b 14px 28px);color:#ffd400;font-weight:700;text-align:center;padding:10px 16px;border-bottom:4px solid #ffd400;margin:0}
main{max-width:1100px;margin:auto;padding:16px;display:grid;gap:16px}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px;margin:0}h2{font-size:1.1rem;margin:0 0 8px}
.now{display:flex;flex-wrap:wrap;gap:6px 32px;align-items:baseline}.now h2{width:100%}.now p{margin:0}.now b{font-size:2rem;line-height:1.1;display:block}.now .when{width:100%;color:var(--soft)}
svg{width:100%;height:auto;display:block;border-radius:8px;background:var(--bg)}.t{fill:var(--t);stroke:var(--tl);stroke-width:1.5}
.s1,.s2,.s3,.s4,.b{fill-opacity:.75;stroke-width:2}.s1{fill:var(--s1);stroke:var(--s1)}.s2{fill:var(--s2);stroke:var(--s2)}.s3{fill:var(--s3);stroke:var(--s3)}.s4{fill:var(--s4);stroke:var(--s4)}.b{fill:none;stroke:var(--b);stroke-dasharray:5 3}
svg text{font:700 15px system-ui,sans-serif;text-anchor:middle;fill:var(--ink);stroke:var(--card);stroke-width:4px;paint-order:stroke}
.key{list-style:none;margin:10px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:4px 18px;font-size:.95rem}.key svg{display:inline-block;width:22px;height:22px;vertical-align:-5px;margin-right:6px;background:none}figcaption b{display:block;margin-top:10px}
ol.areas{list-style:none;margin:0;padding:0;display:grid;gap:12px}.areas li{border-left:6px solid var(--tl);padding:2px 0 2px 12px}.areas .k1{border-color:var(--s1)}.areas .k2{border-color:var(--s2)}.areas .k3{border-color:var(--s3)}.areas .k4{border-color:var(--s4)}.areas .kb{border-color:var(--b);border-left-style:double}
.areas h3{font-size:1.02rem;margin:0}.areas p{margin:0}.areas .eta{font-weight:600}.areas .more{color:var(--soft);font-size:.95rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px;margin:14px 0 0;padding:0}nav li>*{display:block;min-width:44px;padding:9px 12px;text-align:center;border:1px solid var(--line);border-radius:8px}nav [aria-current]{background:var(--brand);color:#fff}
.tell ul{margin:0 0 10px;padding-left:20px}.tell li{padding:3px 0}footer{max-width:1100px;margin:auto;padding:0 16px 32px;color:var(--soft);font-size:.95rem}
@media(min-width:860px){main{grid-template-columns:3fr 2fr}.now,.list{grid-column:1/-1}.areas{grid-template-columns:1fr 1fr!important}})";

}  // namespace ok::comms
