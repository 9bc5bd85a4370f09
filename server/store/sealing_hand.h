// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A second pair of hands for the one thread that appends: while it decides the next command, the entries of the last ones are
// sealed here. finish() lends a hand itself, so that it waits for one entry at most, however busy the machine is.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/store/entry_seal.h"

namespace ok {

class SealingHand {
  public:
    struct Job {
        EntrySeals::Place place;
        std::shared_ptr<const VaultRing> ring;   ///< whose active key seals it
        std::string header, payload;
        Digest hash;
        EntrySeals::Row sealed;
        Status outcome;

      private:
        friend class SealingHand;
        std::atomic<bool> ready{false};
    };
    static constexpr std::size_t most = 256;     ///< jobs between two finish()

    SealingHand() : m_jobs(most) {}
    ~SealingHand();
    SealingHand(const SealingHand&) = delete;
    SealingHand& operator=(const SealingHand&) = delete;

    // --- one thread
    [[nodiscard]] bool empty() const { return m_added == m_given; }
    [[nodiscard]] bool full() const { return m_added - m_given == most; }
    /// The next job, to be filled; then handed over with add().
    [[nodiscard]] Job& next() { return at(m_added); }
    void add();
    /// Gives all jobs since the last time, sealed, in order; their places are free again afterwards.
    void finish(const std::function<void(Job&)>& take);

  private:
    static constexpr std::size_t atOnce = 16;    // handed over together: waking somebody costs more than sealing
    [[nodiscard]] Job& at(std::uint64_t number) { return m_jobs[number % most]; }
    void publish();
    void run();
    /// Seals jobs until none is left that nobody has taken.
    void work(SealCiphers& ciphers);

    std::vector<Job> m_jobs;
    // Numbers of jobs only rise, so that somebody who was asleep cannot take a new job for an old one.
    std::uint64_t m_added = 0, m_given = 0;
    std::atomic<std::uint64_t> m_published{0}, m_taken{0};
    std::atomic<std::uint32_t> m_bell{0};        // rung when there is something to do, or the end
    std::atomic<bool> m_stopping{false};
    SealCiphers m_own;
    std::thread m_thread;                        // from the first entry on
};

}  // namespace ok
