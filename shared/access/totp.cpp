// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/totp.h"

#include <algorithm>

namespace ok::access {
namespace {

constexpr std::int64_t stepSeconds = 30;
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string escaped(std::string_view text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        const bool plain = (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || u == '-' || u == '.' || u == '_';
        if (plain) out += c;
        else out += {'%', hex[u >> 4], hex[u & 15]};
    }
    return out;
}

}  // namespace

std::int64_t totpStep(Instant now) { return now.wholeSeconds() / stepSeconds; }

std::string totpCode(ByteView secret, std::int64_t step, int digits) {
    std::array<std::uint8_t, 8> counter{};
    for (std::size_t i = 0; i < 8; ++i) counter[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (56 - 8 * i));
    const auto mac = hmacSha1(secret, counter);
    const std::size_t at = mac[19] & 15;
    std::uint32_t value = (std::uint32_t{mac[at]} & 0x7f) << 24 | std::uint32_t{mac[at + 1]} << 16 |
                          std::uint32_t{mac[at + 2]} << 8 | mac[at + 3];
    std::string out(static_cast<std::size_t>(digits), '0');
    for (auto c = out.rbegin(); c != out.rend(); ++c, value /= 10) *c = static_cast<char>('0' + value % 10);
    return out;
}

std::optional<std::int64_t> matchTotp(ByteView secret, std::string_view code, Instant now, std::int64_t lastStep) {
    std::optional<std::int64_t> found;
    for (std::int64_t step = totpStep(now) - 1; step <= totpStep(now) + 1; ++step) {
        const bool same = constantTimeEqual(asBytes(totpCode(secret, step)), asBytes(code));
        if (same && step > lastStep && !found) found = step;
    }
    return found;
}

std::string toBase32(ByteView data) {
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const std::uint8_t byte : data) {
        bits = bits << 8 | byte;
        for (count += 8; count >= 5;) {
            count -= 5;
            out += alphabet[bits >> count & 31];
        }
    }
    if (count > 0) out += alphabet[bits << (5 - count) & 31];
    return out;
}

Result<Bytes> fromBase32(std::string_view text) {
    Bytes out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '=' || c == ' ' || c == '-') continue;
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        const std::size_t value = alphabet.find(upper);
        if (value == std::string_view::npos) return problem("bad_base32", "the text holds a character that base 32 has not");
        bits = bits << 5 | static_cast<std::uint32_t>(value);
        if ((count += 5) < 8) continue;
        count -= 8;
        out.push_back(static_cast<std::uint8_t>(bits >> count));
    }
    return out;
}

std::string otpauthUri(std::string_view issuer, std::string_view login, ByteView secret) {
    return "otpauth://totp/" + escaped(issuer) + ":" + escaped(login) + "?secret=" + toBase32(secret) + "&issuer=" +
           escaped(issuer) + "&algorithm=SHA1&digits=6&period=30";
}

std::string recoveryCodeText(ByteView random) {
    std::string out;
    for (const char c : toBase32(random)) {
        if (out.size() % 5 == 4) out += '-';
        out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return out;
}

Digest recoveryCodeHash(std::string_view text) {
    std::string plain;
    for (const char c : text.substr(0, 64)) {
        if (c != '-' && c != ' ') plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return sha256("recovery|" + plain);
}

}  // namespace ok::access
