// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/comms_routes.h"

#include <algorithm>

#include "server/metrics/metrics.h"
#include "server/net/arrival.h"
#include "server/net/url.h"
#include "shared/base/derived_ids.h"
#include "shared/comms/comms_commands.h"
#include "shared/reports/provider_signature.h"

namespace ok::comms {
namespace {

using net::HttpRequest;
using net::HttpResponse;

constexpr std::size_t mostBody = 16 * 1024;

void countReceipt(std::string_view outcome) {
    metrics::counter("ok_receipts_total", "receipts of message providers, by outcome", {{"outcome", std::string(outcome)}}).add();
}

std::string firstOf(const net::TextPairs& fields, std::string_view a, std::string_view b) {
    for (const auto& [name, value] : fields) {
        if (name == a || name == b) return value;
    }
    return {};
}

HttpResponse refused(int status, std::string_view outcome, std::string message) {
    countReceipt(outcome);
    return HttpResponse::problem(status, problem(std::string(outcome), std::move(message)));
}

struct ReceiptRoom {
    Gate& gate;
    const TenantDirectory& tenants;
    ReceiptOptions options;

    void take(const HttpRequest& request, net::Responder respond) const {
        const auto profile = tenants.bySlug(request.param("tenant"));
        if (!profile) return respond(refused(404, "tenant_not_found", "there is no such utility"));
        const auto fields = net::parseUrlEncoded(request.body);
        if (!fields.ok()) return respond(refused(400, "bad_form", "the body is not a form"));
        const std::string token = options.signingToken(*profile);
        if (token.empty()) return respond(refused(403, "bad_signature", "no provider is set up"));  // anybody can sign with no key
        const std::string url = (profile->drill && !options.drillBase.empty() ? options.drillBase : options.publicBase) + request.target;
        const auto check = reports::checkProviderSignature(
            {url, *fields, request.body, request.header("X-Twilio-Signature")}, token);
        if (check != reports::SignatureCheck::valid) return respond(refused(403, "bad_signature", "the signature does not fit"));
        const auto message = MessageId::parse(request.param("message"));
        if (!message.ok() || !message->known()) return respond(refused(404, "message_not_found", "no message of ours has this id"));
        TakeReceipt command{*message, firstOf(*fields, "MessageSid", "CallSid"), firstOf(*fields, "MessageStatus", "CallStatus"),
                            firstOf(*fields, "ErrorCode", "ErrorCode")};
        // The same receipt twice is one command: providers repeat what they are not sure we heard.
        const CommandId id = commandIdFrom(profile->tenant, "receipt:" + message->str() + ":" + command.providerId + ":" + command.status);
        auto answer = std::make_shared<net::Responder>(std::move(respond));
        gate.submit(tenants.intakeContext(*profile, arrivalOf(request, "receipt")),
                    {id, std::string(TakeReceipt::card.name), toJson(command)}, [answer](const CommandAnswer& a) {
                        countReceipt(a.reply.ok() ? "accepted" : a.reply.problem().code);
                        // A provider repeats on 5xx only: an unknown message will not become known.
                        const bool ours = !a.reply.ok() && (a.reply.problem().code == "overloaded" || a.reply.problem().code == "store_failed");
                        (*answer)(ours ? HttpResponse::problem(503, a.reply.problem()) : HttpResponse::text(204, {}));
                    });
    }
};

}  // namespace

void addRoutes(net::Router& router, Gate& gate, const TenantDirectory& tenants, ReceiptOptions options) {
    const auto room = std::make_shared<ReceiptRoom>(ReceiptRoom{gate, tenants, std::move(options)});
    router.post("/webhooks/twilio/status/{tenant}/{message}",
                [room](const HttpRequest& request, net::Responder respond) { room->take(request, std::move(respond)); },
                {.bodyLimit = mostBody});
}

}  // namespace ok::comms
