// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/keys/key_device.h"

#include "shared/base/json_text.h"

namespace ok::app {
namespace {

bool isThisMachine(const std::string& host) { return host == "localhost" || host == "127.0.0.1" || host == "[::1]"; }

}  // namespace

Result<std::string> originFor(const std::string& serverUrl, const std::string& partyId) {
    const Problem wrong = problem("key_wrong_party", "the server asked for the key of another site: check its address");
    const std::size_t slashes = serverUrl.find("://");
    if (slashes == std::string::npos || partyId.empty()) return wrong;
    const std::string scheme = serverUrl.substr(0, slashes);
    const std::size_t end = serverUrl.find_first_of("/?#", slashes + 3);
    const std::string place = serverUrl.substr(slashes + 3, end == std::string::npos ? end : end - slashes - 3);
    const std::size_t colon = place.rfind(':');
    const bool hasPort = colon != std::string::npos && place.find(']', colon) == std::string::npos;
    std::string host = hasPort ? place.substr(0, colon) : place;
    if (place.find('@') != std::string::npos || host.empty()) return wrong;
    const bool here = isThisMachine(host);
    if (here) host = "localhost";  // keys know names, not numbers
    if (scheme != "https" && !here) return wrong;
    const bool parent = host.size() > partyId.size() + 1 && host.ends_with("." + partyId) && partyId.find('.') != std::string::npos;
    if (host != partyId && !parent) return wrong;
    const std::string port = hasPort ? place.substr(colon + 1) : std::string();
    const bool usual = port.empty() || (scheme == "https" ? port == "443" : port == "80");
    return scheme + "://" + host + (usual ? "" : ":" + port);
}

std::string clientDataJson(const std::string& type, const std::string& challenge, const std::string& origin) {
    std::string out = R"({"type":")";
    appendEscaped(out, type);
    out += R"(","challenge":")";
    appendEscaped(out, challenge);
    out += R"(","origin":")";
    appendEscaped(out, origin);
    return out + R"(","crossOrigin":false})";
}

}  // namespace ok::app
