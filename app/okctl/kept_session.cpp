// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/okctl/kept_session.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/okctl/keychain.h"

namespace ok::okctl {
namespace {

constexpr mode_t ownerOnly = S_IRUSR | S_IWUSR;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

namespace {

std::string usualFile() {
    std::string state = environment("XDG_STATE_HOME");
    if (state.empty()) state = environment("HOME") + "/.local/state";
    return state + "/outagekit/session.json";
}

struct SecretPart {
    std::string token, refreshToken, deviceSeed;
};
BOOST_DESCRIBE_STRUCT(SecretPart, (), (token, refreshToken, deviceSeed))

}  // namespace

std::string sessionFile(const std::string& given) {
    if (!given.empty()) return given;
    if (auto named = environment("OKCTL_SESSION"); !named.empty()) return named;
    return usualFile();
}

Result<KeptSession> readSession(const std::string& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) return problem("not_signed_in", "sign in first: okctl login");
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0 || about.st_uid != ::geteuid()) {
        return problem("session_file_open_to_others", "`" + file + "` can be read by others: remove it and sign in again");
    }
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    auto session = fromJson<KeptSession>(text.str());
    if (!session.ok()) return problem("session_file_damaged", "`" + file + "` cannot be read: sign in again");
    if (!session->inKeychain) return session;
    const auto held = findInKeychain(file);
    const auto secret = held ? fromJson<SecretPart>(*held) : Result<SecretPart>(problem("not_there", ""));
    if (!secret.ok()) return problem("not_signed_in", "the session of `" + file + "` lies in a keychain that does not answer here: sign in again");
    session->token = secret->token;
    session->refreshToken = secret->refreshToken;
    session->deviceSeed = secret->deviceSeed;
    return session;
}

Status writeSession(const std::string& file, const KeptSession& given) {
    KeptSession session = given;
    session.inKeychain = file == usualFile() && keepInKeychain(file, toJson(SecretPart{given.token, given.refreshToken, given.deviceSeed}));
    if (session.inKeychain) session.token.clear(), session.refreshToken.clear(), session.deviceSeed.clear();
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(file).parent_path(), ignored);
    const std::string fresh = file + ".new";
    ::unlink(fresh.c_str());
    // Made closed, not closed afterwards; and never through a link that somebody laid there.
    const int handle = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, ownerOnly);
    const std::string text = toJson(session) + "\n";
    const bool written = handle >= 0 && ::write(handle, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(handle) == 0;
    if (handle >= 0) ::close(handle);
    if (written && std::rename(fresh.c_str(), file.c_str()) == 0) return {};
    return problem("session_file_unwritable", "cannot write `" + file + "`");
}

void removeSession(const std::string& file) {
    if (file == usualFile()) removeFromKeychain(file);
    ::unlink(file.c_str());
}

}  // namespace ok::okctl
