// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "tests/support/fault_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <vector>

#include <unistd.h>

namespace ok::test {
namespace {

constexpr std::int64_t sector = 512;

/// One write that no fsync has followed yet.
struct Unsynced {
    std::int64_t offset = 0;
    std::int64_t sizeBefore = 0;   ///< of the file
    std::string before, after;     ///< `before` may be shorter: the file ended there
    bool truncation = false;
};

}  // namespace

struct FaultDisk::Disk {
    sqlite3_vfs vfs{};
    sqlite3_vfs* real = nullptr;
    mutable std::mutex mutex;
    Fault fault = Fault::none;
    int countdown = 0;
    bool lasting = false;
    bool dead = false;
    int struck = 0, writes = 0, syncs = 0;
    std::map<std::string, std::vector<Unsynced>> unsynced;

    /// Whether an operation of this kind fails now.
    bool strikes(Fault kind) {
        if (dead) return kind != Fault::readError;
        if (fault != kind || fault == Fault::none) return false;
        if (--countdown > 0) return false;
        if (countdown < 0 && !lasting) return false;
        ++struck;
        return true;
    }
};

namespace {

FaultDisk::Disk* theDisk = nullptr;

struct FaultFile {
    sqlite3_file base;
    sqlite3_file* real;
    std::string* path;
    bool remembered;   ///< the database or its WAL: what must survive a loss of power
};

FaultFile* as(sqlite3_file* file) { return reinterpret_cast<FaultFile*>(file); }
sqlite3_file* realOf(sqlite3_file* file) { return as(file)->real; }

int closeFile(sqlite3_file* file) {
    const int rc = realOf(file)->pMethods != nullptr ? realOf(file)->pMethods->xClose(realOf(file)) : SQLITE_OK;
    delete as(file)->path;
    std::free(as(file)->real);
    return rc;
}

int readFile(sqlite3_file* file, void* out, int n, sqlite3_int64 at) {
    {
        const std::lock_guard lock(theDisk->mutex);
        if (theDisk->strikes(Fault::readError)) return SQLITE_IOERR_READ;
    }
    return realOf(file)->pMethods->xRead(realOf(file), out, n, at);
}

void remember(sqlite3_file* file, const void* bytes, std::int64_t n, std::int64_t at, bool truncation) {
    if (!as(file)->remembered) return;
    Unsynced change{.offset = at, .truncation = truncation};
    sqlite3_int64 size = 0;
    realOf(file)->pMethods->xFileSize(realOf(file), &size);
    change.sizeBefore = size;
    const std::int64_t end = truncation ? change.sizeBefore : std::min(at + n, change.sizeBefore);
    if (end > at) {
        change.before.resize(static_cast<std::size_t>(end - at));
        realOf(file)->pMethods->xRead(realOf(file), change.before.data(), static_cast<int>(end - at), at);
    }
    if (bytes != nullptr) change.after.assign(static_cast<const char*>(bytes), static_cast<std::size_t>(n));
    theDisk->unsynced[*as(file)->path].push_back(std::move(change));
}

int writeFile(sqlite3_file* file, const void* bytes, int n, sqlite3_int64 at) {
    const std::lock_guard lock(theDisk->mutex);
    ++theDisk->writes;
    if (!theDisk->dead && theDisk->strikes(Fault::powerLoss)) theDisk->dead = true;
    if (theDisk->dead || theDisk->strikes(Fault::writeError) || theDisk->strikes(Fault::readOnly)) return SQLITE_IOERR_WRITE;
    if (theDisk->strikes(Fault::full)) return SQLITE_FULL;
    if (theDisk->strikes(Fault::shortWrite)) {
        remember(file, bytes, n / 2, at, false);
        realOf(file)->pMethods->xWrite(realOf(file), bytes, n / 2, at);
        return SQLITE_FULL;
    }
    remember(file, bytes, n, at, false);
    return realOf(file)->pMethods->xWrite(realOf(file), bytes, n, at);
}

int truncateFile(sqlite3_file* file, sqlite3_int64 size) {
    const std::lock_guard lock(theDisk->mutex);
    if (theDisk->dead || theDisk->strikes(Fault::readOnly)) return SQLITE_IOERR_TRUNCATE;
    remember(file, nullptr, 0, size, true);
    return realOf(file)->pMethods->xTruncate(realOf(file), size);
}

int syncFile(sqlite3_file* file, int flags) {
    const std::lock_guard lock(theDisk->mutex);
    ++theDisk->syncs;
    if (!theDisk->dead && theDisk->strikes(Fault::powerLoss)) theDisk->dead = true;
    if (theDisk->dead || theDisk->strikes(Fault::syncError)) return SQLITE_IOERR_FSYNC;
    const int rc = realOf(file)->pMethods->xSync(realOf(file), flags);
    if (rc == SQLITE_OK) theDisk->unsynced.erase(*as(file)->path);
    return rc;
}

int sizeOf(sqlite3_file* file, sqlite3_int64* out) { return realOf(file)->pMethods->xFileSize(realOf(file), out); }
int lockFile(sqlite3_file* file, int level) { return realOf(file)->pMethods->xLock(realOf(file), level); }
int unlockFile(sqlite3_file* file, int level) { return realOf(file)->pMethods->xUnlock(realOf(file), level); }
int reservedLock(sqlite3_file* file, int* out) { return realOf(file)->pMethods->xCheckReservedLock(realOf(file), out); }
int control(sqlite3_file* file, int what, void* arg) {
    // Memory-mapped reads and batch writes would pass the disk by.
    if (what == SQLITE_FCNTL_MMAP_SIZE || what == SQLITE_FCNTL_BEGIN_ATOMIC_WRITE) return SQLITE_NOTFOUND;
    return realOf(file)->pMethods->xFileControl(realOf(file), what, arg);
}
int sectorSize(sqlite3_file* file) { return realOf(file)->pMethods->xSectorSize(realOf(file)); }
int traits(sqlite3_file*) { return 0; }  // promises nothing that a loss of power could break
int shmMap(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
    return realOf(file)->pMethods->xShmMap(realOf(file), page, size, extend, out);
}
int shmLock(sqlite3_file* file, int at, int n, int flags) { return realOf(file)->pMethods->xShmLock(realOf(file), at, n, flags); }
void shmBarrier(sqlite3_file* file) { realOf(file)->pMethods->xShmBarrier(realOf(file)); }
int shmUnmap(sqlite3_file* file, int drop) { return realOf(file)->pMethods->xShmUnmap(realOf(file), drop); }

const sqlite3_io_methods methods{2, closeFile, readFile, writeFile, truncateFile, syncFile, sizeOf, lockFile, unlockFile,
                                 reservedLock, control, sectorSize, traits, shmMap, shmLock, shmBarrier, shmUnmap, nullptr, nullptr};

int openFile(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags) {
    FaultFile* opened = as(file);
    opened->base.pMethods = nullptr;
    {
        const std::lock_guard lock(theDisk->mutex);
        const bool creates = (flags & SQLITE_OPEN_CREATE) != 0;
        if (theDisk->strikes(Fault::openError)) return SQLITE_CANTOPEN;
        if (creates && theDisk->fault == Fault::readOnly && theDisk->strikes(Fault::readOnly)) return SQLITE_CANTOPEN;
    }
    auto* real = static_cast<sqlite3_file*>(std::calloc(1, static_cast<std::size_t>(theDisk->real->szOsFile)));
    const int rc = theDisk->real->xOpen(theDisk->real, name, real, flags, outFlags);
    if (rc != SQLITE_OK) {
        std::free(real);
        return rc;
    }
    opened->real = real;
    opened->path = new std::string(name == nullptr ? "" : name);
    opened->remembered = name != nullptr && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0;
    opened->base.pMethods = &methods;
    return SQLITE_OK;
}

int removeFile(sqlite3_vfs*, const char* name, int syncDir) {
    {
        const std::lock_guard lock(theDisk->mutex);
        if (theDisk->dead || theDisk->strikes(Fault::readOnly)) return SQLITE_IOERR_DELETE;
        theDisk->unsynced.erase(name);
    }
    return theDisk->real->xDelete(theDisk->real, name, syncDir);
}

/// What stood there before.
void takeBack(std::fstream& file, const Unsynced& change) {
    file.seekp(change.offset);
    file.write(change.before.data(), static_cast<std::streamsize>(change.before.size()));
    file.flush();
}

/// Those of its sectors that reached the disk all the same.
void layOver(std::fstream& file, const Unsynced& change, std::mt19937& dice) {
    for (std::int64_t at = 0; at < static_cast<std::int64_t>(change.after.size()); at += sector) {
        if (dice() % 2 == 0) continue;
        const auto n = std::min<std::int64_t>(sector, static_cast<std::int64_t>(change.after.size()) - at);
        file.seekp(change.offset + at);
        file.write(change.after.data() + at, n);
    }
    file.flush();
}

}  // namespace

FaultDisk::FaultDisk() : m_disk(std::make_unique<Disk>()) {
    m_disk->real = sqlite3_vfs_find(nullptr);
    m_disk->vfs = *m_disk->real;
    m_disk->vfs.zName = "ok-fault-disk";
    m_disk->vfs.szOsFile = sizeof(FaultFile);
    m_disk->vfs.xOpen = openFile;
    m_disk->vfs.xDelete = removeFile;
    m_disk->vfs.pNext = nullptr;
    theDisk = m_disk.get();
    sqlite3_vfs_register(&m_disk->vfs, 1);
}

FaultDisk::~FaultDisk() {
    sqlite3_vfs_unregister(&m_disk->vfs);
    sqlite3_vfs_register(m_disk->real, 1);
    theDisk = nullptr;
}

void FaultDisk::arm(Fault fault, int nth, bool lasting) {
    const std::lock_guard lock(m_disk->mutex);
    m_disk->fault = fault;
    m_disk->countdown = nth;
    m_disk->lasting = lasting;
    m_disk->struck = 0;
}

void FaultDisk::heal() { arm(Fault::none, 0, false); }

int FaultDisk::struck() const {
    const std::lock_guard lock(m_disk->mutex);
    return m_disk->struck;
}

int FaultDisk::writes() const {
    const std::lock_guard lock(m_disk->mutex);
    return m_disk->writes;
}

int FaultDisk::syncs() const {
    const std::lock_guard lock(m_disk->mutex);
    return m_disk->syncs;
}

void FaultDisk::restorePower(std::uint32_t seed) {
    const std::lock_guard lock(m_disk->mutex);
    std::mt19937 dice(seed);
    for (auto& [path, changes] : m_disk->unsynced) {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        if (!file) continue;
        std::int64_t size = changes.empty() ? 0 : changes.front().sizeBefore;
        for (auto change = changes.rbegin(); change != changes.rend(); ++change) takeBack(file, *change);
        for (const Unsynced& change : changes) {
            if (change.truncation) continue;  // lost: the file keeps its length
            layOver(file, change, dice);
            size = std::max(size, change.offset + static_cast<std::int64_t>(change.after.size()));
        }
        file.close();
        if (dice() % 2 == 0) size = changes.front().sizeBefore;  // the new length was not recorded either
        if (::truncate(path.c_str(), size) != 0) std::abort();
    }
    m_disk->unsynced.clear();
    m_disk->dead = false;
    m_disk->fault = Fault::none;
}

}  // namespace ok::test
