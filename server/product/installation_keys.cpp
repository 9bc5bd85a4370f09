// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/installation_keys.h"

#include <algorithm>
#include <fstream>

#include <sys/stat.h>

#include "server/net/certificate.h"
#include "server/store/store.h"
#include "shared/base/digest.h"

namespace ok {
namespace {

namespace fs = std::filesystem;
using KeyBytes = std::array<std::uint8_t, 32>;

Result<KeyBytes> readKey(const fs::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) return problem("keys_unreadable", "cannot read `" + file.string() + "`");
    if ((about.st_mode & 077) != 0) {
        return problem("keys_exposed", "`" + file.string() + "` can be read by others: run chmod 600 on it");
    }
    std::ifstream in(file);
    std::string text;
    in >> text;
    const auto raw = fromHex(text);
    if (!raw.ok() || raw->size() != 32) return problem("keys_unreadable", "`" + file.string() + "` holds no key");
    KeyBytes key{};
    std::copy(raw->begin(), raw->end(), key.begin());
    return key;
}

Status writePrivate(const fs::path& file, const std::string& text) {
    const mode_t before = ::umask(077);
    std::ofstream out(file, std::ios::trunc);
    out << text;
    out.close();
    ::umask(before);
    if (!out) return problem("keys_unreadable", "cannot write `" + file.string() + "`");
    return {};
}

}  // namespace

Result<InstallationKeys> loadOrMakeKeys(const fs::path& dir, const Dice& dice) {
    std::error_code ec;
    fs::create_directories(dir, ec);
    const fs::path master = dir / "master.key";
    const fs::path signing = dir / "signing.key";
    const bool hasMaster = fs::exists(master, ec);
    const bool hasSigning = fs::exists(signing, ec);
    if (hasMaster != hasSigning) {
        return problem("keys_incomplete", "`" + dir.string() + "` holds one of two keys: restore the other from your backup");
    }
    InstallationKeys keys;
    if (!hasMaster) {
        dice(keys.master);
        dice(keys.signingSeed);
        OK_TRY(writePrivate(master, toHex(keys.master) + "\n"));
        OK_TRY(writePrivate(signing, toHex(keys.signingSeed) + "\n"));
        return keys;
    }
    OK_ASSIGN(keys.master, readKey(master));
    OK_ASSIGN(keys.signingSeed, readKey(signing));
    return keys;
}

Status unlock(Store& store, const fs::path& dir) {
    std::error_code ec;
    if (!fs::exists(dir / "master.key", ec)) return {};
    OK_ASSIGN(const KeyBytes master, readKey(dir / "master.key"));
    store.unlock(master);
    return {};
}

Result<std::unique_ptr<Store>> unlocked(Result<std::unique_ptr<Store>> opened, const fs::path& dir) {
    if (!opened.ok()) return opened;
    OK_TRY(unlock(**opened, dir));
    return opened;
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
