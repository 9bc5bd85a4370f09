// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/delivery_settings.h"

#include <sys/stat.h>

#include <fstream>

namespace ok::ledger {

Bytes webhookSecret(std::string_view secret) {
    constexpr std::string_view prefix = "whsec_";
    auto key = fromBase64(secret.starts_with(prefix) ? secret.substr(prefix.size()) : secret);
    return key.ok() ? std::move(*key) : Bytes{};
}

Result<DeliveryBook> readDeliveryFile(const std::string& path, const settings::SecretBox& secrets) {
    OK_ASSIGN(const auto file, settings::readPrivateFile(path, "delivery", secrets));
    if (!file) return DeliveryBook{};
    auto book = fromJson<DeliveryBook>(file->json);
    if (!book.ok()) {
        Problem why = problem("delivery_invalid", "`" + path + "` is not what it should be: see `fields`");
        why.fields = book.problem().fields;
        return why;
    }
    for (const auto& [slug, targets] : *book) {
        for (const auto& [name, target] : targets.sftp) {
            const bool good = target.url.starts_with("sftp://") && target.url.ends_with('/') && !target.user.empty() && !target.keyFile.empty();
            if (!good || target.hostKeySha256.empty()) {
                return problem("delivery_invalid", "`" + name + "` of `" + slug + "` needs an sftp:// folder, user, key_file and host_key_sha256");
            }
        }
        for (const auto& [name, target] : targets.https) {
            // Unencrypted only where nothing leaves this machine.
            const bool safe = target.url.starts_with("https://") || target.url.starts_with("http://127.0.0.1:");
            if (!safe || !target.url.ends_with('/') || webhookSecret(target.secret).empty()) {
                return problem("delivery_invalid", "`" + name + "` of `" + slug + "` needs an https:// folder and a secret");
            }
        }
    }
    return book;
}

}  // namespace ok::ledger
