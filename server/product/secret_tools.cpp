// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/secret_tools.h"

#include <cstdio>
#include <istream>
#include <ostream>

#include "server/operations/privacy_commands.h"
#include "server/product/alone.h"
#include "server/product/backup.h"
#include "server/product/complain.h"
#include "server/store/vault_keys.h"
#include "shared/operations/privacy.h"

namespace ok {
namespace {

Status exchange(const RotateMasterOptions& options, int& rings) {
    BackupOptions where;
    where.dataDir = options.dataDir;
    where.database = options.database;
    where.schema = options.schema;
    const auto keys = options.dataDir / "keys";
    OK_ASSIGN(auto store, openWriterOf(where));
    OK_TRY(takeEveryDesk(*store, "stop it first; it is a matter of seconds"));
    OK_ASSIGN(rings, rotateMaster(*store, keys, options.dice));
    OK_ASSIGN(const auto now, loadOrMakeKeys(keys, options.dice));
    store->unlock(now.master);
    return runAlone({std::move(store), now, options.clock, [](Gate& gate) { operations::addHandlers(gate); }, std::string(operations::NoteMasterKey::card.name),
                     [name = VaultKeys::nameOf(now.master)](const std::string&) { return toJson(operations::NoteMasterKey{name}); }});
}

}  // namespace

int sealSecretMain(const std::filesystem::path& dataDir, const Dice& dice, std::istream& in, std::ostream& out) {
    std::error_code ec;
    if (!std::filesystem::exists(dataDir / "keys", ec)) {
        return complain(problem("keys_unreadable", "`" + dataDir.string() + "` is no data directory of a server: start it there once, or name the right one with --data"));
    }
    const auto keys = loadOrMakeKeys(dataDir / "keys", dice);
    if (!keys.ok()) return complain(keys.problem());
    std::string secret;
    std::getline(in, secret);
    if (secret.empty()) {
        std::fputs("outagekit-server: give the secret on standard input: `outagekit-server seal-secret --data DIR < FILE`\n", stderr);
        return 2;
    }
    out << settings::SecretBox(keys->derive).seal(secret, dice) << "\n";
    return 0;
}

int rotateMasterMain(const RotateMasterOptions& options) {
    int rings = -1;   // not exchanged
    const Status done = exchange(options, rings);
    if (!done.ok() && rings < 0) return complain(done.problem());
    std::printf("the master key was exchanged: the keys of %d utilities are wrapped under the new one\nmake a backup now: older ones need the old key, and have it in them\n", rings);
    if (!done.ok()) std::fputs("outagekit-server: the exchange stands, but not every utility's log says so:\n", stderr);
    return done.ok() ? 0 : complain(done.problem());
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
