// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/key_page.h"

#include "server/access/key_page_script.h"
#include "server/access/key_page_text.h"
#include "server/access/key_page_words.h"

namespace ok::access {
namespace {

net::HttpHandler serving(std::string_view type, std::string_view text) {
    return [type = std::string(type), text = std::string(text)](const net::HttpRequest&, net::Responder respond) {
        net::HttpResponse out = net::HttpResponse::text(200, text);
        out.headers.set("Content-Type", type);
        // The session's token is kept by the script and by nothing else: no other script, no frame, no form gets near it.
        out.headers.set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                                                   "form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'");
        out.headers.set("X-Content-Type-Options", "nosniff");
        out.headers.set("Referrer-Policy", "no-referrer");
        out.headers.set("Permissions-Policy", "publickey-credentials-get=(self), publickey-credentials-create=(self)");
        out.headers.set("Cache-Control", "no-cache");
        respond(std::move(out));
    };
}

}  // namespace

void addKeyPage(net::Router& router) {
    router.get("/sign-in", serving("text/html; charset=utf-8", keyPageHtml));
    router.get("/sign-in/page.js", serving("text/javascript; charset=utf-8", std::string(keyPageWords) + std::string(keyPageScript)));
    router.get("/sign-in/page.css", serving("text/css; charset=utf-8", keyPageStyle));
}

}  // namespace ok::access
