// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "server/store/sqlite_store.h"

namespace ok {

Result<WriterLock> WriterLock::take(const std::string& databasePath) {
    if (databasePath == ":memory:") return WriterLock(-1);
    const std::string path = databasePath + "-lock";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return problem("store_unavailable", "the database `" + databasePath + "` cannot be locked",
                       {{"path", path}, {"system", std::strerror(errno)}});
    }
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        ::close(fd);
        return problem("store_unavailable", "another process is writing to the database `" + databasePath + "`",
                       {{"path", databasePath}});
    }
    return WriterLock(fd);
}

WriterLock::~WriterLock() {
    if (m_fd >= 0) ::close(m_fd);
}

}  // namespace ok
