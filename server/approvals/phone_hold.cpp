// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// "I am on it" by the link of a nudge: it decides nothing and takes no passkey; whoever holds the link is whom it was sent to (F05.R7.A3).
#include "server/approvals/phone_room.h"

#include "server/net/url.h"

namespace ok::approvals {

net::HttpResponse PhonePages::Room::hold(Store& store, const net::HttpRequest& request) const {
    const auto parsed = net::parseUrlEncoded(request.body);
    const Form form{parsed.ok() ? *parsed : net::TextPairs{}};
    const auto opened = open(store, request.param("token"));
    if (!opened.ok()) return refusal(request, opened.problem());
    if (!fromOurPage(request) || !constantTimeEqual(asBytes(form.at("form")), asBytes(formToken(opened->link)))) return refusal(request, problem("form_refused", "this was not sent from our page"), &*opened);
    if (const Status may = mayTap(opened->link, opened->approval, parts.clock()); !may.ok()) return refusal(request, may.problem(), &*opened);
    if (!parts.hold) return refusal(request, problem("ladder_not_running", "nobody is being called for this request"), &*opened);
    const CommandAnswer answer = parts.hold(opened->profile, opened->approval.id, opened->person.login, opened->link.channel);
    if (!answer.reply.ok()) return refusal(request, answer.reply.problem(), &*opened);
    return outcome(request, {.frame = frameOf(request, &opened->profile, form), .code = "on_it", .words = {}, .have = 0, .needed = 0}, 200);
}

}  // namespace ok::approvals
