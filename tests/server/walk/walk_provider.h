// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The provider of a walk: it outlives the servers that die around it, keeps every word it ever took, and misbehaves by the seed: what it
// does with a message depends on the message and the attempt alone, never on who came first.
#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "server/outbox/connector.h"

namespace ok::walk {

struct TakenMessage {
    std::string row, connector, to, subject, text, snapshot;
    Instant at;
};

class WalkProvider final : public outbox::RealConnector {
  public:
    /// well: takes; away: nothing arrives; moody: everything a provider can answer; refusing: never takes.
    enum class Mood { well, away, moody, refusing };

    explicit WalkProvider(std::uint64_t seed, std::function<Instant()> clock) : m_seed(seed), m_clock(std::move(clock)) {}

    outbox::Handover deliver(const outbox::RealParcel& parcel) override {
        using outbox::Outcome;
        const std::lock_guard lock(m_mutex);
        if (m_dead) return {Outcome::transient, {}, "connect_failed", {}};   // the process is gone, only its thread runs on
        const OutboxRow& row = parcel.row();
        if (m_dieAfter > 0 && --m_dieAfter == 0) {
            m_dead = true;
            if (m_takeBeforeDeath) take(parcel);
            m_onDeath();
            return {Outcome::accepted, "SM" + row.id, {}, {}};   // whoever hears this cannot write it down any more
        }
        if (m_mood == Mood::away) return {Outcome::transient, {}, "connect_failed", {}};
        if (m_mood == Mood::refusing) return {Outcome::refused, {}, "provider_21211", {}};
        const int luck = m_mood == Mood::moody ? luckOf(row) : 0;
        if (luck == 1) return {Outcome::transient, {}, "provider_http_503", {}};
        if (luck == 2) return {Outcome::throttled, {}, "provider_throttled", seconds(3)};
        if (luck == 3) return {Outcome::uncertain, {}, "timed_out", {}};   // never arrived
        if (luck == 4) return {Outcome::refused, {}, "provider_21610", {}};
        take(parcel);
        if (luck == 5) return {Outcome::uncertain, {}, "timed_out", {}};   // arrived, the answer did not
        return {Outcome::accepted, "SM" + row.id, {}, {}};
    }
    outbox::Lookup lookup(const outbox::RealParcel& parcel) override {
        using Found = outbox::Lookup::Found;
        const std::lock_guard lock(m_mutex);
        if (m_dead || m_mood == Mood::away || (m_mood == Mood::moody && luckOf(parcel.row()) % 2 == 1)) return {Found::undecidable, {}};
        for (const TakenMessage& each : m_taken) {
            if (each.row == parcel.row().id) return {Found::yes, "SM" + each.row};
        }
        return {Found::no, {}};
    }

    void feel(Mood mood) {
        const std::lock_guard lock(m_mutex);
        m_mood = mood;
    }
    /// The server dies at the hand-over after `handOvers - 1` others; `take`: this one arrives all the same.
    void dieAfter(int handOvers, bool take, std::function<void()> onDeath) {
        const std::lock_guard lock(m_mutex);
        m_dieAfter = handOvers;
        m_takeBeforeDeath = take;
        m_onDeath = std::move(onDeath);
    }
    /// Another server is there. True when the last one died here.
    bool revive() {
        const std::lock_guard lock(m_mutex);
        m_dieAfter = 0;
        return std::exchange(m_dead, false);
    }
    [[nodiscard]] bool dead() const {
        const std::lock_guard lock(m_mutex);
        return m_dead;
    }
    [[nodiscard]] std::vector<TakenMessage> taken() const {
        const std::lock_guard lock(m_mutex);
        return m_taken;
    }
    [[nodiscard]] bool has(const std::string& row) const {
        const std::lock_guard lock(m_mutex);
        for (const TakenMessage& each : m_taken) {
            if (each.row == row) return true;
        }
        return false;
    }

  private:
    void take(const outbox::RealParcel& p) {
        m_taken.push_back({p.row().id, p.row().connector, p.letter().to, p.letter().subject, p.letter().text, p.letter().snapshotId, m_clock()});
    }
    [[nodiscard]] int luckOf(const OutboxRow& row) const {
        const Digest d = sha256(std::to_string(m_seed) + row.id + std::to_string(row.attempts));
        return d.bytes[0] % 9;   // 6, 7, 8: as if nothing were wrong
    }
    const std::uint64_t m_seed;
    const std::function<Instant()> m_clock;
    mutable std::mutex m_mutex;
    std::vector<TakenMessage> m_taken;
    Mood m_mood = Mood::well;
    int m_dieAfter = 0;
    bool m_takeBeforeDeath = false, m_dead = false;
    std::function<void()> m_onDeath;
};

}  // namespace ok::walk
