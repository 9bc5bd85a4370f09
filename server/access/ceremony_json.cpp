// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/ceremony_json.h"

namespace ok::access {
namespace {

void writeCredentials(JsonWriter& out, const std::vector<std::string>& ids) {
    out.beginArray();
    for (const std::string& id : ids) {
        out.beginObject();
        out.plainKey("id");
        out.text(id);
        out.plainKey("type");
        out.plainText("public-key");
        out.endObject();
    }
    out.endArray();
}

}  // namespace

std::string creationOptions(const Ceremony& asked) {
    JsonWriter out;
    out.beginObject();
    out.plainKey("attestation");
    out.plainText("direct");
    out.plainKey("authenticatorSelection");
    out.raw(std::string(R"({"authenticatorAttachment":"cross-platform","requireResidentKey":)") + (asked.discoverable ? "true" : "false") +
            R"(,"residentKey":")" + (asked.discoverable ? "required" : "preferred") + R"(","userVerification":")" +
            (asked.userVerification ? "required" : "preferred") + "\"}");
    out.plainKey("challenge");
    out.text(asked.challenge);
    out.plainKey("excludeCredentials");
    writeCredentials(out, asked.credentials);
    out.plainKey("extensions");
    out.raw(R"({"credProps":true})");
    out.plainKey("pubKeyCredParams");
    out.raw(R"([{"alg":-7,"type":"public-key"},{"alg":-8,"type":"public-key"},{"alg":-257,"type":"public-key"}])");
    out.plainKey("rp");
    out.beginObject();
    out.plainKey("id");
    out.text(asked.partyId);
    out.plainKey("name");
    out.text(asked.partyName);
    out.endObject();
    out.plainKey("timeout");
    out.integer(asked.timeoutMs);
    out.plainKey("user");
    out.beginObject();
    out.plainKey("displayName");
    out.text(asked.login);
    out.plainKey("id");
    out.text(toBase64Url(asked.user.bytes));
    out.plainKey("name");
    out.text(asked.login);
    out.endObject();
    out.endObject();
    return out.take();
}

std::string requestOptions(const Ceremony& asked, const std::string& attempt) {
    JsonWriter out;
    out.beginObject();
    out.plainKey("allowCredentials");
    writeCredentials(out, asked.credentials);
    if (!attempt.empty()) {
        out.plainKey("attempt");
        out.text(attempt);
    }
    out.plainKey("challenge");
    out.text(asked.challenge);
    out.plainKey("rpId");
    out.text(asked.partyId);
    out.plainKey("timeout");
    out.integer(asked.timeoutMs);
    out.plainKey("userVerification");
    out.plainText(asked.userVerification ? "required" : "preferred");
    out.endObject();
    return out.take();
}

}  // namespace ok::access
