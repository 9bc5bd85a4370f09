// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/challenge.h"

#include "shared/base/json.h"

namespace ok::access {

BOOST_DESCRIBE_STRUCT(FactorTicket, (), (tenant, user, device, address, deviceKey, expiresAt))

namespace {

constexpr std::size_t randomBytes = 32, timeBytes = 8, macBytes = 32;

Digest macOf(const Digest& key, const ChallengeUse& use, ByteView head) {
    // The parts cannot run into each other: ids have one length, purposes hold no bar.
    const std::string said = "challenge|" + use.tenant.str() + "|" + use.purpose + "|" + use.binding + "|" + toHex(head);
    return hmacSha256(key.bytes, asBytes(said));
}

}  // namespace

Bytes makeChallenge(const Digest& key, const ChallengeUse& use, const std::array<std::uint8_t, 32>& random, Instant expiresAt) {
    Bytes out(random.begin(), random.end());
    const auto micros = static_cast<std::uint64_t>(expiresAt.micros());
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(micros >> shift));
    const Digest mac = macOf(key, use, out);
    out.insert(out.end(), mac.bytes.begin(), mac.bytes.end());
    return out;
}

Result<Instant> openChallenge(const Digest& key, const ChallengeUse& use, ByteView challenge, Instant now) {
    constexpr std::size_t head = randomBytes + timeBytes;
    if (challenge.size() != head + macBytes ||
        !constantTimeEqual(macOf(key, use, challenge.first(head)).bytes, challenge.subspan(head))) {
        return problem("challenge_refused", "this answer belongs to another challenge: start again");
    }
    std::uint64_t micros = 0;
    for (const std::uint8_t byte : challenge.subspan(randomBytes, timeBytes)) micros = micros << 8 | byte;
    const Instant expiresAt = Instant::fromMicros(static_cast<std::int64_t>(micros));
    if (now >= expiresAt) return problem("challenge_expired", "that took too long: start again");
    return expiresAt;
}

std::string makeTicket(const Digest& key, const FactorTicket& ticket) {
    const std::string body = toJson(ticket);
    return toBase64Url(asBytes(body)) + "." + toBase64Url(hmacSha256(key.bytes, asBytes("ticket|" + body)).bytes);
}

Result<FactorTicket> openTicket(const Digest& key, std::string_view text, Instant now) {
    const Problem refused = problem("ticket_refused", "sign in again: this took too long");
    const std::size_t dot = text.find('.');
    if (text.size() > 4096 || dot == std::string_view::npos) return refused;
    const auto body = fromBase64(text.substr(0, dot)), mac = fromBase64(text.substr(dot + 1));
    if (!body.ok() || !mac.ok()) return refused;
    const std::string said(asText(*body));
    if (!constantTimeEqual(hmacSha256(key.bytes, asBytes("ticket|" + said)).bytes, *mac)) return refused;
    auto ticket = fromJson<FactorTicket>(said);
    if (!ticket.ok() || now >= ticket->expiresAt) return refused;
    return ticket;
}

}  // namespace ok::access
