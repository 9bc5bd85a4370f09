// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The way in for who has no link of their own: the address in a mail names a request, a passkey says who comes, and they are led to the
// same page as everybody (F01.R5.A6). What was decided is shown and offers nothing. Nothing of a request is told before the passkey.
#include "server/approvals/phone_room.h"

#include "server/access/access_routes.h"
#include "server/net/url.h"
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/phone_words.h"

namespace ok::approvals {

using net::HttpRequest;
using net::HttpResponse;

namespace {

/// What stands for a link until there is one: the request, and nobody yet.
OneTapLink doorOf(ApprovalId approval) {
    OneTapLink out;
    out.id = sha256("door of " + approval.str());
    out.approval = approval;
    return out;
}

}  // namespace

HttpResponse PhonePages::Room::door(Store&, const HttpRequest& request) const {
    const auto profile = parts.tenants.bySlug(std::string(request.param("utility")));
    const auto approval = ApprovalId::parse(request.param("id"));
    if (!profile || !approval.ok()) return refusal(request, oneTapRefused());
    return guardedPage(HttpResponse::html(200, phoneDoor({frameOf(request, &*profile), "/a/r/" + profile->slug + "/" + approval->str(), formToken(doorOf(*approval)), {}})), request);
}

HttpResponse PhonePages::Room::doorKey(Store&, const HttpRequest& request) const {
    const auto profile = parts.tenants.bySlug(std::string(request.param("utility")));
    const auto approval = ApprovalId::parse(request.param("id"));
    const auto parsed = net::parseUrlEncoded(request.body);
    const Form form{parsed.ok() ? *parsed : net::TextPairs{}};
    if (!profile || !approval.ok() || !fromOurPage(request) || !constantTimeEqual(asBytes(form.at("form")), asBytes(formToken(doorOf(*approval))))) return refusal(request, oneTapRefused());
    const auto asked = person.ask(*profile, doorOf(*approval));   // whoever the key belongs to
    if (!asked.ok()) return guardedPage(HttpResponse::problem(503, asked.problem()), request);
    return guardedPage(HttpResponse::json(200, *asked), request);
}

HttpResponse PhonePages::Room::comeIn(Store& store, const HttpRequest& request) const {
    const auto profile = parts.tenants.bySlug(std::string(request.param("utility")));
    const auto approval = ApprovalId::parse(request.param("id"));
    if (!profile || !approval.ok()) return refusal(request, oneTapRefused());
    const auto parsed = net::parseUrlEncoded(request.body);
    const Form form{parsed.ok() ? *parsed : net::TextPairs{}};
    const PhoneFrame frame = frameOf(request, &*profile, form);
    const OneTapLink at = doorOf(*approval);
    const auto again = [&](const std::string& code) {
        return guardedPage(HttpResponse::html(access::statusOf(problem(code, "")), phoneDoor({frame, "/a/r/" + profile->slug + "/" + approval->str(), formToken(at), code})), request);
    };
    if (!fromOurPage(request) || !constantTimeEqual(asBytes(form.at("form")), asBytes(formToken(at)))) return refusal(request, problem("form_refused", "this was not sent from our page"));
    if (form.at("assertion").empty()) return again("step_up_required");
    const auto proved = person.byKey(request, *profile, at, form.at("assertion"));
    if (!proved.ok()) return again(proved.problem().code == "credential_expired" || proved.problem().code == "too_many_attempts" ? proved.problem().code : "key_refused");
    // May they see it at all? The same question as everywhere.
    const CommandAnswer seen = person.run(proved->who, Review{*approval, 0, viewerOf(frame)});
    auto review = seen.reply.ok() ? fromJson<ReviewReply>(*seen.reply) : Result<ReviewReply>(seen.reply.problem());
    HttpResponse out = refusal(request, oneTapRefused());
    if (review.ok() && review->state != "pending") {
        PhoneOutcome page{.frame = frame, .code = "approval_not_pending", .words = {}};
        page.closed = std::move(*review);
        out = outcome(request, std::move(page), 200);
    } else if (review.ok()) {
        const auto user = UserId::parse(proved->who.actor.id);
        const CommandAnswer made = person.run(access::systemContext(profile->tenant, profile->drill), MakeLink{*approval, user.ok() ? *user : UserId{}, "web"});
        const auto link = made.reply.ok() ? fromJson<OneTap>(*made.reply) : Result<OneTap>(made.reply.problem());
        if (link.ok()) out = guardedPage(HttpResponse::redirect(303, link->url.substr(link->url.find("/a/"))), request);
    }
    if (!proved->cookie.empty()) out.headers.add("Set-Cookie", proved->cookie);
    (void)store;
    return out;
}

}  // namespace ok::approvals
