// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A job is taken by whoever raises m_taken over it, and sealed by nobody else. Its place is used again only after it was ready.
#include "server/store/sealing_hand.h"

namespace ok {

SealingHand::~SealingHand() {
    if (!m_thread.joinable()) return;
    m_stopping.store(true);
    m_bell.fetch_add(1);
    m_bell.notify_one();
    m_thread.join();
}

void SealingHand::add() {
    next().ready.store(false, std::memory_order_relaxed);
    ++m_added;
    if (m_added % atOnce == 0) publish();
}

void SealingHand::publish() {
    if (!m_thread.joinable()) m_thread = std::thread([this] { run(); });
    m_published.store(m_added);
    m_bell.fetch_add(1);
    m_bell.notify_one();
}

void SealingHand::run() {
    SealCiphers ciphers;
    std::uint32_t heard = m_bell.load();
    while (!m_stopping.load()) {
        work(ciphers);
        m_bell.wait(heard);
        heard = m_bell.load();
    }
}

void SealingHand::work(SealCiphers& ciphers) {
    std::uint64_t mine = m_taken.load();
    for (;;) {
        if (mine >= m_published.load()) return;
        if (!m_taken.compare_exchange_weak(mine, mine + 1)) continue;
        Job& job = at(mine);
        job.outcome = ciphers.seal(job.ring->active(), job.place, job.header, job.payload, job.sealed);
        job.ready.store(true, std::memory_order_release);
        job.ready.notify_one();
        mine = m_taken.load();
    }
}

void SealingHand::finish(const std::function<void(Job&)>& take) {
    m_published.store(m_added);   // what is left is few: no bell for it
    work(m_own);
    for (; m_given < m_added; ++m_given) {
        Job& job = at(m_given);
        job.ready.wait(false, std::memory_order_acquire);
        take(job);
    }
}

}  // namespace ok
