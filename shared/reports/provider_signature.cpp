// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/reports/provider_signature.h"

#include <algorithm>
#include <array>

#include "shared/base/digest.h"

namespace ok::reports {
namespace {

struct UrlParts {
    std::string_view scheme;  ///< with `://`
    std::string_view host;
    std::string_view port;  ///< with `:`, may be empty
    std::string_view rest;
};

UrlParts split(std::string_view url) {
    UrlParts parts;
    const auto mark = url.find("://");
    if (mark == std::string_view::npos) return {.scheme = {}, .host = url, .port = {}, .rest = {}};
    parts.scheme = url.substr(0, mark + 3);
    url.remove_prefix(mark + 3);
    const auto end = std::min(url.find_first_of("/?#"), url.size());
    parts.rest = url.substr(end);
    auto authority = url.substr(0, end);
    const auto colon = authority.rfind(':');
    // A colon inside brackets belongs to an IPv6 address.
    if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
        parts.port = authority.substr(colon);
        authority = authority.substr(0, colon);
    }
    parts.host = authority;
    return parts;
}

std::string join(const UrlParts& parts, std::string_view port) {
    std::string out;
    out.append(parts.scheme).append(parts.host).append(port).append(parts.rest);
    return out;
}

bool matches(std::string_view url, const FormFields& fields, std::string_view token, std::string_view given) {
    return constantTimeEqual(asBytes(providerSignature(url, fields, token)), asBytes(given));
}

std::string_view bodyDigestIn(std::string_view url) {
    constexpr std::string_view name = "bodySHA256=";
    const auto at = url.find(name);
    if (at == std::string_view::npos || at == 0 || (url[at - 1] != '?' && url[at - 1] != '&')) return {};
    auto value = url.substr(at + name.size());
    return value.substr(0, std::min(value.find_first_of("&#"), value.size()));
}

}  // namespace

std::string providerSignature(std::string_view url, const FormFields& fields, std::string_view authToken) {
    auto sorted = fields;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    std::string text(url);
    for (const auto& [name, value] : sorted) text.append(name).append(value);
    return toBase64(hmacSha1(asBytes(authToken), asBytes(text)));
}

SignatureCheck checkProviderSignature(const SignedRequest& request, std::string_view authToken) {
    if (request.signature.empty()) return SignatureCheck::missing;
    if (const auto raw = fromBase64(request.signature); !raw.ok() || raw->size() != 20) return SignatureCheck::malformed;
    const auto parts = split(request.url);
    const std::string_view standardPort = parts.scheme == "https://" ? ":443" : ":80";
    const std::array<std::string, 3> candidates = {std::string(request.url), join(parts, ""),
                                                   join(parts, parts.port.empty() ? standardPort : parts.port)};
    // All candidates are tried even after a hit: the time spent does not depend on which one fits.
    bool valid = false;
    for (const auto& url : candidates) valid = matches(url, request.fields, authToken, request.signature) || valid;
    if (!valid) return SignatureCheck::wrong;
    if (const auto digest = bodyDigestIn(request.url); !digest.empty()) {
        if (!constantTimeEqual(asBytes(sha256(request.body).hex()), asBytes(digest))) return SignatureCheck::bodyMismatch;
    }
    return SignatureCheck::valid;
}

}  // namespace ok::reports
