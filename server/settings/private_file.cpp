// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/settings/private_file.h"

#include <fstream>
#include <iterator>
#include <set>

#include <sys/stat.h>

#include "shared/base/digest.h"
#include "shared/base/json_value.h"

namespace ok::settings {
namespace {

constexpr std::string_view purpose = "outagekit settings secret 1";

/// Members that hold a secret, in every file we read.
bool namesSecret(std::string_view name) {
    static const std::set<std::string_view> names{"auth_token", "bind_password", "client_secret", "pagerduty_key", "password", "secret", "slack_url"};
    return names.contains(name);
}

Status openAll(JsonValue& value, const std::string& at, const SecretBox& secrets, std::vector<std::string>& inPlain) {
    const auto step = [&at](const std::string& name) { return at.empty() ? name : at + "." + name; };
    if (auto* list = value.array()) {
        for (std::size_t i = 0; i < list->size(); ++i) OK_TRY(openAll((*list)[i], step(std::to_string(i)), secrets, inPlain));
    }
    if (auto* members = value.object()) {
        for (auto& [name, member] : *members) {
            const std::string place = step(name);
            const std::string* text = member.text();
            if (text == nullptr) {
                OK_TRY(openAll(member, place, secrets, inPlain));
            } else if (SecretBox::isSealed(*text)) {
                auto opened = secrets.open(*text);
                if (!opened.ok()) {
                    Problem why = opened.problem();
                    why.fields.push_back({place, why.code, "seal it again"});
                    why.message = "`" + place + "`: " + why.message;
                    return why;
                }
                member = JsonValue(std::move(*opened));
            } else if (namesSecret(name) && !text->empty()) {
                inPlain.push_back(place);
            }
        }
    }
    return {};
}

}  // namespace

SecretBox::SecretBox(const std::array<std::uint8_t, 32>& master) : m_key(hmacSha256(master, asBytes(purpose)).bytes) {}

std::string SecretBox::seal(std::string_view secret, const Dice& dice) const {
    std::array<std::uint8_t, 12> nonce{};
    dice(nonce);
    return std::string(prefix) + toBase64(ok::seal(m_key.value(), nonce, asBytes(secret), asBytes(purpose)));
}

Result<std::string> SecretBox::open(std::string_view text) const {
    if (!isSealed(text)) return std::string(text);
    const auto bytes = fromBase64(text.substr(prefix.size()));
    if (m_key && bytes.ok()) {
        if (const auto plain = unseal(*m_key, *bytes, asBytes(purpose)); plain.ok()) return std::string(plain->begin(), plain->end());
    }
    return problem("secret_not_opened", !m_key ? "it is sealed, and there is no master.key beside the database to open it with"
                                               : "it does not open with this installation's master.key: seal it again with `outagekit-server seal-secret`");
}

Result<std::optional<PrivateFile>> readPrivateFile(const std::string& path, const std::string& what, const SecretBox& secrets) {
    struct stat about {};
    if (path.empty() || ::stat(path.c_str(), &about) != 0) return std::optional<PrivateFile>();
    if ((about.st_mode & 077) != 0) return problem(what + "_exposed", "others may read `" + path + "`: it holds secrets, run chmod 600 on it");
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) return problem(what + "_unreadable", "cannot read `" + path + "`");
    auto value = JsonValue::parse(text);
    if (!value.ok()) return problem(what + "_invalid", "`" + path + "` is no JSON: " + value.problem().message);
    PrivateFile out;
    OK_TRY(openAll(*value, {}, secrets, out.inPlain));
    out.json = value->canonical();
    return std::optional(std::move(out));
}

}  // namespace ok::settings
