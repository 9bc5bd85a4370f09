// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the page /sign-in is made of; its script: key_page_script.h.
#pragma once
#include <string_view>

namespace ok::access {

inline constexpr std::string_view keyPageHtml = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in - OutageKit</title>
<link rel="stylesheet" href="/sign-in/page.css">
<script src="/sign-in/page.js" defer></script>
</head>
<body>
<main>
<h1>OutageKit</h1>
<p id="message" role="status" aria-live="polite"></p>
<section id="out" aria-labelledby="out-title">
<h2 id="out-title">Sign in</h2>
<label>Utility <input id="utility" autocomplete="organization" spellcheck="false"></label>
<button id="with-key" type="button">Sign in with a security key</button>
<p>or</p>
<label>User <input id="login" autocomplete="username" spellcheck="false"></label>
<label>Password <input id="password" type="password" autocomplete="current-password"></label>
<button id="with-password" type="button">Sign in with a password</button>
</section>
<section id="second" hidden aria-labelledby="second-title">
<h2 id="second-title">Verify with your security key</h2>
<p>Insert or tap your security key.</p>
<button id="second-key" type="button">Use a security key</button>
<label>Code of your app, or a recovery code <input id="code" inputmode="text" autocomplete="one-time-code"></label>
<button id="second-code" type="button">Use the code</button>
<button id="cancel" type="button">Cancel</button>
</section>
<section id="in" hidden aria-labelledby="in-title">
<h2 id="in-title">Signed in as <span id="who"></span></h2>
<h3>Your security keys</h3>
<ul id="keys"></ul>
<label>Name of a new key, or nothing for its model <input id="key-name" maxlength="40"></label>
<button id="enrol" type="button">Add a security key</button>
<section id="named" hidden aria-labelledby="named-title">
<h3 id="named-title">What do you call it?</h3>
<label>Name of this key <input id="given-name" maxlength="40"></label>
<button id="rename" type="button">Save the name</button>
</section>
<button id="step-up" type="button">Verify with your security key</button>
<p id="fresh"></p>
<button id="sign-out" type="button">Sign out</button>
</section>
</main>
</body>
</html>
)html";

inline constexpr std::string_view keyPageStyle = R"css(:root{color-scheme:light dark;font-family:system-ui,sans-serif;line-height:1.5}
main{max-width:26rem;margin:2rem auto;padding:0 1rem}
label{display:block;margin:.75rem 0 .25rem}
input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem;border:1px solid #666;border-radius:.25rem}
button{font:inherit;padding:.6rem 1rem;margin:.75rem 0;width:100%;border:1px solid #1a4f8b;border-radius:.25rem;background:#1a4f8b;color:#fff}
button:disabled{opacity:.6}
button:focus-visible,input:focus-visible{outline:3px solid #e08a00;outline-offset:2px}
#message{min-height:1.5em;font-weight:600}
li{margin:.5rem 0}
)css";

}  // namespace ok::access
