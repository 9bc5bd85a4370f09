// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/evidence/evidence_ticket.h"

namespace ok::evidence {
namespace {

std::string macOf(std::string_view body, const Digest& secret) { return hmacSha256(secret.bytes, asBytes(body)).hex(); }

}  // namespace

std::string ticketText(const Ticket& ticket, const Digest& secret) {
    const std::string body = toBase64Url(asBytes(toJson(ticket)));
    return body + "." + macOf(body, secret);
}

Result<Ticket> readTicket(std::string_view text, const Digest& secret, Instant now) {
    constexpr std::size_t longest = 600;
    const Problem none = problem("ticket_not_found", "this address gives nothing out: open it again");
    const std::size_t dot = text.rfind('.');
    if (text.size() > longest || dot == std::string_view::npos) return none;
    const std::string_view body = text.substr(0, dot);
    if (!constantTimeEqual(asBytes(text.substr(dot + 1)), asBytes(macOf(body, secret)))) return none;
    const auto json = fromBase64(body);
    const auto ticket = json.ok() ? fromJson<Ticket>(asText(*json)) : Result<Ticket>(none);
    if (!ticket.ok() || ticket->until <= now) return none;
    return *ticket;
}

}  // namespace ok::evidence
