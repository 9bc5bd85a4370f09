// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/stop_routes.h"

#include <fmt/format.h>

#include "server/net/arrival.h"
#include "server/net/url.h"
#include "shared/base/derived_ids.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/email_html.h"
#include "shared/reports/provider_signature.h"

namespace ok::comms {
namespace {

using net::HttpRequest;
using net::HttpResponse;

constexpr std::size_t mostBody = 8 * 1024;
constexpr std::size_t markLength = 32;

std::string markOf(const Digest& secret, TenantId tenant, MessageId message) {
    return hmacSha256(secret.bytes, asBytes("stop|" + tenant.str() + "|" + message.str())).hex().substr(0, markLength);
}

bool sameMark(std::string_view a, std::string_view b) {
    unsigned differ = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) differ |= static_cast<unsigned>(a[i] ^ b[i]);
    return differ == 0;
}

const std::string& baseOf(const StopOptions& o, const TenantProfile& profile) {
    return profile.drill && !o.drillBase.empty() ? o.drillBase : o.publicBase;
}

// Both languages on one page: whose link it is, is not asked.
HttpResponse page(int status, const std::string& utility, const std::string& en, const std::string& es, bool asks) {
    const std::string form = asks ? R"(<form method="post"><button>Stop these emails · No recibir más correos</button></form>)" : "";
    HttpResponse out = HttpResponse::html(
        status, fmt::format(R"(<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">)"
                            R"(<meta name="robots" content="noindex"><title>{0}</title></head><body><main><h1>{0}</h1><p>{1}</p>)"
                            R"(<p lang="es">{2}</p>{3}</main></body></html>)", escapeHtml(utility), en, es, form));
    out.headers.set("Cache-Control", "no-store");
    out.headers.set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    out.headers.set("Referrer-Policy", "no-referrer");
    return out;
}

HttpResponse noSuchLink() { return page(404, "OutageKit", "This link is not one of ours, or it is cut.", "Este enlace no es nuestro o está cortado.", false); }

struct StopRoom {
    Gate& gate;
    const TenantDirectory& tenants;
    StopOptions options;

    struct Link {
        TenantProfile profile;
        MessageId message;
    };
    [[nodiscard]] std::optional<Link> linkOf(const HttpRequest& request, bool marked) const {
        const auto profile = tenants.bySlug(request.param("tenant"));
        const auto message = MessageId::parse(request.param("message"));
        if (!profile || !message.ok() || !message->known()) return {};
        if (marked && !sameMark(request.param("mark"), markOf(options.secret, profile->tenant, *message))) return {};
        return Link{*profile, *message};
    }

    void submit(const Link& link, const HttpRequest& request, const std::string& evidence, std::function<void(const CommandAnswer&)> then) const {
        const StopFromMessage command{link.message, evidence};
        const CommandId id = commandIdFrom(link.profile.tenant, "stop:" + link.message.str() + ":" + evidence);
        gate.submit(tenants.intakeContext(link.profile, arrivalOf(request, evidence.starts_with("voice") ? "voice" : "web")),
                    {id, std::string(StopFromMessage::card.name), toJson(command)}, std::move(then));
    }

    void show(const HttpRequest& request, net::Responder respond) const {
        const auto link = linkOf(request, true);
        if (!link) return respond(noSuchLink());
        respond(page(200, link->profile.name, "Stop emails about power outages to this address?",
                     "¿No recibir más correos de cortes en esta dirección?", true));
    }

    void stop(const HttpRequest& request, net::Responder respond) const {
        const auto link = linkOf(request, true);
        if (!link) return respond(noSuchLink());
        const bool oneClick = request.body.find("List-Unsubscribe=One-Click") != std::string::npos;
        auto held = std::make_shared<net::Responder>(std::move(respond));
        submit(*link, request, oneClick ? "email.one_click" : "email.link", [held, name = link->profile.name](const CommandAnswer& answer) {
            const bool gone = !answer.reply.ok() && answer.reply.problem().code == "message_not_found";
            if (gone) return (*held)(noSuchLink());
            if (!answer.reply.ok()) {
                return (*held)(page(503, name, "We could not do this just now. Please try again in a few minutes.",
                                    "No pudimos hacerlo ahora. Intente de nuevo en unos minutos.", true));
            }
            (*held)(page(200, name, "Done. We will send no more emails to this address.", "Listo. No enviaremos más correos a esta dirección.", false));
        });
    }

    void key(const HttpRequest& request, net::Responder respond) const {
        const auto link = linkOf(request, false);
        const auto fields = net::parseUrlEncoded(request.body);
        if (!link || !fields.ok()) return respond(HttpResponse::problem(404, problem("message_not_found", "no message of ours has this id")));
        const std::string token = options.signingToken(link->profile);
        const std::string url = baseOf(options, link->profile) + request.target;
        const reports::SignedRequest asked{url, *fields, request.body, request.header("X-Twilio-Signature")};
        if (token.empty() || reports::checkProviderSignature(asked, token) != reports::SignatureCheck::valid) {
            return respond(HttpResponse::problem(403, problem("bad_signature", "the signature does not fit")));
        }
        std::string digits;
        for (const auto& [name, value] : *fields) {
            if (name == "Digits") digits = value;
        }
        if (digits != "9") return respond(say("Goodbye. Adiós."));
        auto held = std::make_shared<net::Responder>(std::move(respond));
        submit(*link, request, "voice.key", [held](const CommandAnswer& answer) {
            (*held)(say(answer.reply.ok() ? "We will not call you again. No le llamaremos más." : "We could not do this just now. Inténtelo más tarde."));
        });
    }
    static HttpResponse say(const std::string& words) {
        HttpResponse out = HttpResponse::text(200, R"(<?xml version="1.0" encoding="UTF-8"?><Response><Say>)" + escapeHtml(words) + "</Say><Hangup/></Response>");
        out.headers.set("Content-Type", "text/xml; charset=utf-8");
        return out;
    }
};

}  // namespace

StopLink stopLinks(const TenantDirectory& tenants, StopOptions options) {
    return [&tenants, options = std::move(options)](TenantId tenant, MessageId message, Channel channel) -> std::string {
        const auto profile = tenants.byId(tenant);
        if (!profile || baseOf(options, *profile).empty() || channel == Channel::sms) return {};
        const std::string& base = baseOf(options, *profile);
        if (channel == Channel::voice) return base + "/webhooks/twilio/call-key/" + profile->slug + "/" + message.str();
        return base + "/s/" + profile->slug + "/" + message.str() + "/" + markOf(options.secret, tenant, message);
    };
}

void addStopRoutes(net::Router& router, Gate& gate, const TenantDirectory& tenants, StopOptions options) {
    const auto room = std::make_shared<StopRoom>(StopRoom{gate, tenants, std::move(options)});
    router.get("/s/{tenant}/{message}/{mark}", [room](const HttpRequest& request, net::Responder respond) { room->show(request, std::move(respond)); });
    router.post("/s/{tenant}/{message}/{mark}", [room](const HttpRequest& request, net::Responder respond) { room->stop(request, std::move(respond)); },
                {.bodyLimit = mostBody});
    router.post("/webhooks/twilio/call-key/{tenant}/{message}",
                [room](const HttpRequest& request, net::Responder respond) { room->key(request, std::move(respond)); }, {.bodyLimit = mostBody});
}

}  // namespace ok::comms
