// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/keys/web_json.h"

#include <algorithm>

namespace ok::app {
namespace {

constexpr std::size_t maxCredentials = 64;

std::string textAt(JsonView place, std::string_view key) { return std::string(place[key].text().value_or("")); }

Status read(JsonView options, JsonView credentials, const std::string& partyId, const std::string& serverUrl, KeyAsk& out) {
    out.partyId = partyId;
    OK_ASSIGN(out.origin, originFor(serverUrl, partyId));
    out.challenge = textAt(options, "challenge");
    if (out.challenge.empty()) return problem("bad_answer", "the server's question cannot be read");
    for (std::size_t i = 0; i < std::min(credentials.size(), maxCredentials); ++i) out.credentials.push_back(textAt(credentials.at(i), "id"));
    out.timeoutMs = static_cast<int>(std::clamp<std::int64_t>(options["timeout"].integer().value_or(60'000), 1'000, 120'000));
    return {};
}

void member(JsonWriter& out, std::string_view key, const std::string& text) {
    out.plainKey(key);
    out.text(text);
}

}  // namespace

Result<KeyAsk> assertionAsked(JsonView options, const std::string& serverUrl) {
    KeyAsk out;
    OK_TRY(read(options, options["allowCredentials"], textAt(options, "rpId"), serverUrl, out));
    out.userVerification = textAt(options, "userVerification") != "discouraged";
    return out;
}

Result<KeyEnrolAsk> enrolmentAsked(JsonView options, const std::string& serverUrl) {
    KeyEnrolAsk out;
    OK_TRY(read(options, options["excludeCredentials"], textAt(options["rp"], "id"), serverUrl, out));
    out.partyName = textAt(options["rp"], "name");
    out.userId = textAt(options["user"], "id");
    out.userName = textAt(options["user"], "name");
    // A key that keeps the account can sign in without a login: every key of today can.
    out.discoverable = textAt(options["authenticatorSelection"], "residentKey") != "discouraged";
    out.userVerification = textAt(options["authenticatorSelection"], "userVerification") != "discouraged";
    return out;
}

std::string credentialJson(const KeySaid& said) {
    JsonWriter out;
    out.beginObject();
    member(out, "id", said.credentialId);
    out.plainKey("response");
    out.beginObject();
    member(out, "authenticatorData", said.authenticatorData);
    member(out, "clientDataJSON", said.clientData);
    member(out, "signature", said.signature);
    member(out, "userHandle", said.userHandle);
    out.endObject();
    member(out, "type", "public-key");
    out.endObject();
    return out.take();
}

std::string enrolmentJson(const KeyMade& made, const std::string& name) {
    JsonWriter out;
    out.beginObject();
    out.plainKey("credential");
    out.beginObject();
    out.plainKey("clientExtensionResults");
    out.raw(std::string(R"({"credProps":{"rk":)") + (made.discoverable ? "true" : "false") + "}}");
    member(out, "id", made.credentialId);
    out.plainKey("response");
    out.beginObject();
    member(out, "attestationObject", made.attestationObject);
    member(out, "clientDataJSON", made.clientData);
    out.endObject();
    member(out, "type", "public-key");
    out.endObject();
    member(out, "name", name);
    out.endObject();
    return out.take();
}

}  // namespace ok::app
