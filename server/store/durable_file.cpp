// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

namespace ok {

namespace fs = std::filesystem;

Status syncToDisk(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = file >= 0 && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (synced) return {};
    return problem("not_durable", "`" + path.filename().string() + "` could not be brought to the disk");
}

Status renameDurably(const fs::path& from, const fs::path& to) {
    std::error_code ec;
    if (fs::is_directory(from, ec)) {
        for (const auto& each : fs::recursive_directory_iterator(from, ec)) OK_TRY(syncToDisk(each.path()));
    }
    OK_TRY(syncToDisk(from));
    fs::rename(from, to, ec);
    if (ec) return problem("not_durable", "`" + to.filename().string() + "` cannot be given its name");
    const fs::path folder = fs::absolute(to, ec).parent_path();
    return syncToDisk(folder);
}

}  // namespace ok
