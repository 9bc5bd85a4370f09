// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Preloaded into a real server by tests/chaos/chaos.py: makes the disk under its database fail and its clock jump while it
// runs, without root and without a disk of its own. What to do stands in a small file that both map (OK_CHAOS_CONTROL):
//     byte 0      mode: 0 well, 'f' full, 'r' read-only, 'e' EIO on write, 's' EIO on fsync, 'h' half a write then full,
//                 'l' half a second late on fsync
//     byte 1      where: 0 SQLite's database and its log, 'd' PostgreSQL's tables and indexes, 'w' its write-ahead log
//     bytes 8-15  seconds the clock is off
//     bytes 16-23 how many operations were refused (written here)
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

struct Control {
    volatile char mode;
    volatile char where;
    char unused[6];
    volatile std::int64_t clockOffset;
    std::int64_t refused;
};

Control* control() {
    static Control* const mapped = []() -> Control* {
        const char* path = std::getenv("OK_CHAOS_CONTROL");
        const int fd = path == nullptr ? -1 : ::open(path, O_RDWR | O_CLOEXEC);
        if (fd < 0) return nullptr;
        void* at = ::mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        ::close(fd);
        return at == MAP_FAILED ? nullptr : static_cast<Control*>(at);
    }();
    return mapped;
}

/// The database and its log; not its lock and not its shared memory, which needs no disk.
bool isDatabase(int fd) {
    char link[64], path[512];
    std::strcpy(link, "/proc/self/fd/");
    char digits[16];
    int n = 0;
    for (int rest = fd; n == 0 || rest > 0; rest /= 10) digits[n++] = static_cast<char>('0' + rest % 10);
    char* out = link + std::strlen(link);
    while (n > 0) *out++ = digits[--n];
    *out = 0;
    const ssize_t got = ::readlink(link, path, sizeof path - 1);
    if (got <= 0) return false;
    path[got] = 0;
    switch (control()->where) {
        case 'd': return std::strstr(path, "/data/base/") != nullptr;
        case 'w': return std::strstr(path, "/data/pg_wal/") != nullptr;
        default: return std::strstr(path, "outagekit.db") != nullptr && std::strstr(path, "-shm") == nullptr;
    }
}

/// The errno this operation fails with; 0: it does not.
int failure(int fd, bool sync) {
    Control* c = control();
    if (c == nullptr || c->mode == 0 || !isDatabase(fd)) return 0;
    int out = 0;
    if (c->mode == 'l' && sync) {
        const timespec late{0, 500'000'000};
        ::nanosleep(&late, nullptr);
    }
    switch (c->mode) {
        case 'f': case 'h': out = sync ? 0 : ENOSPC; break;
        case 'r': out = sync ? 0 : EROFS; break;
        case 'e': out = sync ? 0 : EIO; break;
        case 's': out = sync ? EIO : 0; break;
        default: break;
    }
    if (out != 0) __atomic_add_fetch(&c->refused, 1, __ATOMIC_RELAXED);
    return out;
}

template <class F>
F next(const char* name) {
    return reinterpret_cast<F>(::dlsym(RTLD_NEXT, name));
}

template <class F, class What, class Count>
ssize_t positioned(F real, int fd, What what, Count n, off_t at) {
    const int why = failure(fd, false);
    if (why == 0) return real(fd, what, n, at);
    if (control()->mode == 'h' && n > 1) return real(fd, what, n / 2, at);
    errno = why;
    return -1;
}

template <class F>
int simple(F real, int fd, bool sync) {
    const int why = failure(fd, sync);
    if (why == 0) return real(fd);
    errno = why;
    return -1;
}

}  // namespace

extern "C" {

ssize_t pwrite(int fd, const void* bytes, size_t n, off_t at) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    return positioned(real, fd, bytes, n, at);
}

ssize_t pwrite64(int fd, const void* bytes, size_t n, off64_t at) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite64");
    return positioned(real, fd, bytes, n, at);
}

ssize_t write(int fd, const void* bytes, size_t n) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
    const int why = failure(fd, false);
    if (why == 0) return real(fd, bytes, n);
    errno = why;
    return -1;
}

ssize_t pwritev(int fd, const struct iovec* parts, int count, off_t at) {
    static const auto real = next<ssize_t (*)(int, const struct iovec*, int, off_t)>("pwritev");
    return positioned(real, fd, parts, count, at);
}

ssize_t pwritev64(int fd, const struct iovec* parts, int count, off64_t at) {
    static const auto real = next<ssize_t (*)(int, const struct iovec*, int, off64_t)>("pwritev64");
    return positioned(real, fd, parts, count, at);
}

int posix_fallocate(int fd, off_t at, off_t length) {
    static const auto real = next<int (*)(int, off_t, off_t)>("posix_fallocate");
    const int why = failure(fd, false);
    return why == 0 ? real(fd, at, length) : why;
}

int posix_fallocate64(int fd, off64_t at, off64_t length) {
    static const auto real = next<int (*)(int, off64_t, off64_t)>("posix_fallocate64");
    const int why = failure(fd, false);
    return why == 0 ? real(fd, at, length) : why;
}

int fsync(int fd) {
    static const auto real = next<int (*)(int)>("fsync");
    return simple(real, fd, true);
}

int fdatasync(int fd) {
    static const auto real = next<int (*)(int)>("fdatasync");
    return simple(real, fd, true);
}

int ftruncate(int fd, off_t size) {
    static const auto real = next<int (*)(int, off_t)>("ftruncate");
    return simple([size](int f) { return real(f, size); }, fd, false);
}

int ftruncate64(int fd, off64_t size) {
    static const auto real = next<int (*)(int, off_t)>("ftruncate64");
    return simple([size](int f) { return real(f, size); }, fd, false);
}

int clock_gettime(clockid_t which, struct timespec* out) {
    static const auto real = next<int (*)(clockid_t, struct timespec*)>("clock_gettime");
    const int rc = real(which, out);
    Control* c = which == CLOCK_REALTIME ? control() : nullptr;
    if (rc == 0 && c != nullptr) out->tv_sec += c->clockOffset;
    return rc;
}

}  // extern "C"
