// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A disk that fails on request, under the real SQLite and the real store: while a FaultDisk lives, every database that is
// opened goes through it. It can fail the n-th write or fsync from now on (once or until healed), fill up, turn read-only,
// write only half, refuse to be read; and it can lose its power: then everything that was not fsynced is lost, or torn in
// sectors, as the dice fall.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

namespace ok::test {

enum class Fault {
    none,
    writeError,   ///< EIO from write
    full,         ///< ENOSPC from write
    readOnly,     ///< writes, truncations and new files are refused
    syncError,    ///< EIO from fsync: what was written before may or may not be there
    shortWrite,   ///< half of it is written, then ENOSPC
    readError,    ///< EIO from read
    openError,    ///< no file can be opened
    powerLoss,    ///< from that write or fsync on nothing reaches the disk any more, until restorePower()
};

class FaultDisk {
  public:
    FaultDisk();
    ~FaultDisk();
    FaultDisk(const FaultDisk&) = delete;
    FaultDisk& operator=(const FaultDisk&) = delete;

    /// Strikes at the n-th operation of its kind from now (1: the next); `lasting`: and at every later one.
    void arm(Fault fault, int nth, bool lasting);
    void heal();
    /// Operations that were refused since the last arm().
    [[nodiscard]] int struck() const;
    /// After powerLoss, when every database is closed: the files as the disk has them, each unsynced sector kept or lost.
    void restorePower(std::uint32_t seed);
    /// Writes and fsyncs seen so far: where faults can strike.
    [[nodiscard]] int writes() const;
    [[nodiscard]] int syncs() const;

    struct Disk;

  private:
    std::unique_ptr<Disk> m_disk;
};

}  // namespace ok::test
