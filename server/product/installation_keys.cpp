// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/installation_keys.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>

#include <openssl/crypto.h>
#include <sys/stat.h>

#include "server/net/certificate.h"
#include "server/store/durable_file.h"
#include "server/store/vault_keys.h"
#include "shared/base/digest.h"
#include "shared/base/json_value.h"

namespace ok {
namespace {

namespace fs = std::filesystem;
using KeyBytes = std::array<std::uint8_t, 32>;

constexpr int commandSeconds = 30;
constexpr std::string_view derivePurpose = "outagekit derived secrets 1";

Status isPrivate(const fs::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) return problem("keys_unreadable", "cannot read `" + file.string() + "`");
    if ((about.st_mode & 077) != 0) return problem("keys_exposed", "`" + file.string() + "` can be read by others: run chmod 600 on it");
    return {};
}

Result<KeyBytes> keyFrom(const std::string& text, const fs::path& file) {
    const auto raw = fromHex(asciiLower(text.substr(0, text.find_first_of(" \r\n"))));
    if (!raw.ok() || raw->size() != 32) return problem("keys_unreadable", "`" + file.string() + "` gives no key: 64 hexadecimal digits");
    KeyBytes key{};
    std::copy(raw->begin(), raw->end(), key.begin());
    return key;
}

Result<KeyBytes> readKey(const fs::path& file) {
    OK_TRY(isPrivate(file));
    std::ifstream in(file);
    std::string text;
    in >> text;
    return keyFrom(text, file);
}

/// What a command prints. Its words on standard error are the operator's to read.
Result<KeyBytes> askCommand(const fs::path& file) {
    OK_TRY(isPrivate(file));
    std::string name = file.string();
    for (std::size_t at = 0; (at = name.find('\'', at)) != std::string::npos; at += 4) name.replace(at, 1, "'\\''");
    const std::string command = "exec timeout -k 5 " + std::to_string(commandSeconds) + " /bin/sh '" + name + "' </dev/null";
    std::FILE* const pipe = ::popen(command.c_str(), "re");
    std::array<char, 256> buffer{};
    std::string text;
    if (pipe != nullptr) text.assign(buffer.data(), std::fread(buffer.data(), 1, buffer.size(), pipe));
    const bool ended = pipe != nullptr && ::pclose(pipe) == 0;
    auto key = ended ? keyFrom(text, file) : Result<KeyBytes>(problem("keys_unreadable", "`" + file.string() + "` failed: run it by hand and see what it says"));
    OPENSSL_cleanse(buffer.data(), buffer.size());
    OPENSSL_cleanse(text.data(), text.size());
    return key;
}

bool hasKey(const fs::path& dir, const std::string& name) {
    std::error_code ec;
    return fs::exists(dir / (name + ".key"), ec) || fs::exists(dir / (name + ".command"), ec);
}

/// `<name>.command` where there is one, else `<name>.key`.
Result<KeyBytes> keyOf(const fs::path& dir, const std::string& name) {
    std::error_code ec;
    const fs::path command = dir / (name + ".command");
    return fs::exists(command, ec) ? askCommand(command) : readKey(dir / (name + ".key"));
}

Result<KeyBytes> deriveKeyOf(const fs::path& dir, const KeyBytes& master) {
    std::error_code ec;
    const fs::path file = dir / "derive.sealed";
    if (!fs::exists(file, ec)) return master;
    OK_TRY(isPrivate(file));
    std::ifstream in(file);
    std::string text;
    in >> text;
    const auto sealed = fromHex(text);
    if (sealed.ok()) {
        if (const auto open = unseal(master, *sealed, asBytes(derivePurpose)); open.ok() && open->size() == 32) {
            KeyBytes key{};
            std::copy(open->begin(), open->end(), key.begin());
            return key;
        }
    }
    return problem("keys_unreadable", "`" + file.string() + "` does not open with this master key: put the key and this file back from one backup");
}

/// Durable before it has its name: half a key is worse than none.
Status writePrivate(const fs::path& file, const std::string& text) {
    const fs::path half = file.string() + ".half";
    const mode_t before = ::umask(077);
    std::ofstream out(half, std::ios::trunc);
    out << text;
    out.close();
    ::umask(before);
    if (!out) return problem("keys_unreadable", "cannot write `" + half.string() + "`");
    return renameDurably(half, file);
}

}  // namespace

Result<InstallationKeys> loadOrMakeKeys(const fs::path& dir, const Dice& dice) {
    std::error_code ec;
    fs::create_directories(dir, ec);
    const bool hasMaster = hasKey(dir, "master"), hasSigning = hasKey(dir, "signing");
    std::error_code next;
    if (fs::exists(dir / "master.next.key", next)) {
        return problem("keys_rotating", "the exchange of the master key was interrupted: run `outagekit-server rotate-master` again");
    }
    if (hasMaster != hasSigning) {
        return problem("keys_incomplete", "`" + dir.string() + "` holds one of two keys: restore the other from your backup");
    }
    InstallationKeys keys;
    if (!hasMaster) {
        dice(keys.master);
        dice(keys.signingSeed);
        OK_TRY(writePrivate(dir / "master.key", toHex(keys.master) + "\n"));
        OK_TRY(writePrivate(dir / "signing.key", toHex(keys.signingSeed) + "\n"));
        keys.derive = keys.master;
        return keys;
    }
    OK_ASSIGN(keys.master, keyOf(dir, "master"));
    OK_ASSIGN(keys.signingSeed, keyOf(dir, "signing"));
    OK_ASSIGN(keys.derive, deriveKeyOf(dir, keys.master));
    return keys;
}

Result<settings::SecretBox> secretBoxOf(const fs::path& dir) {
    if (!hasKey(dir, "master")) return settings::SecretBox();
    OK_ASSIGN(const KeyBytes master, keyOf(dir, "master"));
    OK_ASSIGN(const KeyBytes derive, deriveKeyOf(dir, master));
    return settings::SecretBox(derive);
}

Status unlock(Store& store, const fs::path& dir) {
    if (!hasKey(dir, "master")) return {};
    OK_ASSIGN(const KeyBytes master, keyOf(dir, "master"));
    store.unlock(master);
    return {};
}

Result<std::unique_ptr<Store>> unlocked(Result<std::unique_ptr<Store>> opened, const fs::path& dir) {
    if (!opened.ok()) return opened;
    OK_TRY(unlock(**opened, dir));
    return opened;
}

namespace {

/// The key that comes next, and the name of the file it comes from.
struct NextKey {
    KeyBytes key{};
    std::string ending;   ///< `.key` or `.command`
};

Result<NextKey> nextMaster(const fs::path& dir, const Dice& dice) {
    std::error_code ec;
    if (!hasKey(dir, "master.next")) {
        if (fs::exists(dir / "master.command", ec)) {
            return problem("keys_unreadable", "the master key comes from `master.command`: put the command that prints the next one into `master.next.command` beside it");
        }
        KeyBytes made{};
        dice(made);
        OK_TRY(writePrivate(dir / "master.next.key", toHex(made) + "\n"));
    }
    NextKey out;
    OK_ASSIGN(out.key, keyOf(dir, "master.next"));
    out.ending = fs::exists(dir / "master.next.command", ec) ? ".command" : ".key";
    return out;
}

/// All rings in one transaction; those that are under the next key already stay.
Result<int> rewrapAll(Store& store, const KeyBytes& master, const KeyBytes& next) {
    const VaultKeys now(master), then(next);
    int rings = 0;
    OK_TRY(store.begin());
    for (const TenantId tenant : store.tenants()) {
        if (then.ring(store, tenant).ok()) continue;
        if (!store.setting(tenant, VaultKeys::settingName) && !store.trouble()) continue;
        if (Status done = now.rewrap(store, tenant, next); !done.ok()) {
            store.rollback();
            return done.problem();
        }
        ++rings;
    }
    OK_TRY(store.commit());
    return rings;
}

}  // namespace

Result<int> rotateMaster(Store& store, const fs::path& dir, const Dice& dice) {
    OK_ASSIGN(const KeyBytes master, keyOf(dir, "master"));
    OK_ASSIGN(const NextKey next, nextMaster(dir, dice));
    KeyBytes derive{};
    if (const auto before = deriveKeyOf(dir, master); before.ok()) {
        derive = *before;
    } else {
        OK_ASSIGN(derive, deriveKeyOf(dir, next.key));   // the last time it was interrupted after this file had been written
    }
    OK_ASSIGN(const int rings, rewrapAll(store, master, next.key));
    std::array<std::uint8_t, 12> nonce{};
    dice(nonce);
    OK_TRY(writePrivate(dir / "derive.sealed", toHex(seal(next.key, nonce, derive, asBytes(derivePurpose))) + "\n"));
    OK_TRY(renameDurably(dir / ("master.next" + next.ending), dir / ("master" + next.ending)));
    // The form it had before would win, or lie there for whoever looks.
    std::error_code ec;
    fs::remove(dir / (next.ending == ".command" ? "master.key" : "master.command"), ec);
    if (ec) return problem("keys_unreadable", "the master key was exchanged, but its old form in `" + dir.string() + "` cannot be removed: remove it by hand");
    return rings;
}

Result<CertificateFiles> findOrMakeCertificate(const fs::path& dir) {
    std::error_code ec;
    fs::create_directories(dir, ec);
    const CertificateFiles files{(dir / "certificate.pem").string(), (dir / "key.pem").string()};
    if (fs::exists(files.certificate, ec) && fs::exists(files.key, ec)) return files;
    OK_ASSIGN(const auto made, net::selfSignedCertificate());
    OK_TRY(writePrivate(files.key, made.key));
    OK_TRY(writePrivate(files.certificate, made.certificate));
    return files;
}

Result<DrillSecrets> loadOrMakeDrillSecrets(const fs::path& dir, const Dice& dice) {
    std::error_code ec;
    fs::create_directories(dir, ec);
    const auto secret = [&](const fs::path& file) -> Result<std::string> {
        if (!fs::exists(file, ec)) {
            KeyBytes made{};
            dice(made);
            OK_TRY(writePrivate(file, toHex(made) + "\n"));
        }
        OK_ASSIGN(const KeyBytes key, readKey(file));
        return toHex(key);
    };
    DrillSecrets out;
    OK_ASSIGN(out.providerToken, secret(dir / "provider.token"));
    OK_ASSIGN(out.feedKey, secret(dir / "feed.key"));
    return out;
}

}  // namespace ok
