// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/secret_tools.h"

#include <cstdio>
#include <istream>
#include <ostream>

#include "server/product/installation_keys.h"

namespace ok {

int sealSecretMain(const std::filesystem::path& dataDir, const Dice& dice, std::istream& in, std::ostream& out) {
    const auto keys = loadOrMakeKeys(dataDir / "keys", dice);
    if (!keys.ok()) {
        std::fprintf(stderr, "outagekit-server: %s (%s)\n", keys.problem().message.c_str(), keys.problem().code.c_str());
        return 1;
    }
    std::string secret;
    std::getline(in, secret);
    if (secret.empty()) {
        std::fputs("outagekit-server: give the secret on standard input: `outagekit-server seal-secret --data DIR < FILE`\n", stderr);
        return 2;
    }
    out << settings::SecretBox(keys->master).seal(secret, dice) << "\n";
    return 0;
}

std::vector<std::string> plainSecretNotices(const std::filesystem::path& dataDir, const std::string& providers) {
    std::vector<std::string> out;
    const auto secrets = secretBoxOf(dataDir / "keys");
    if (!secrets.ok()) return out;
    for (const std::string& path : {providers, (dataDir / "identity.json").string(), (dataDir / "delivery.json").string()}) {
        const auto file = settings::readPrivateFile(path, "settings", *secrets);
        if (!file.ok() || !*file || (*file)->inPlain.empty()) continue;   // whoever uses the file says what is wrong with it
        std::string names;
        for (const std::string& each : (*file)->inPlain) names += (names.empty() ? "" : ", ") + each;
        out.push_back("`" + path + "` holds secrets in plain text (" + names + "): seal them with `outagekit-server seal-secret --data " + dataDir.string() + "`");
    }
    return out;
}

}  // namespace ok
