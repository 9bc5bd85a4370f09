// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How often one address may use the public form: a bucket of tokens each, refilled evenly. Bounded memory: when too many
// addresses are held, full buckets are forgotten first, since forgetting those changes nothing.
#pragma once
#include <algorithm>
#include <string>
#include <unordered_map>

#include "shared/base/instant.h"

namespace ok::reports {

class TokenBuckets {
  public:
    struct Settings {
        double capacity = 10;
        Duration refillEvery = seconds(20);
        std::size_t mostAddresses = 20'000;
    };
    TokenBuckets() = default;
    explicit TokenBuckets(Settings settings) : m_settings(settings) {}

    /// Takes one token; false when the bucket is empty.
    bool take(const std::string& address, Instant now) {
        if (m_buckets.size() >= m_settings.mostAddresses && !m_buckets.contains(address)) forget(now);
        auto [at, fresh] = m_buckets.try_emplace(address, Bucket{m_settings.capacity, now});
        Bucket& bucket = at->second;
        if (!fresh) bucket = {filled(bucket, now), std::max(bucket.at, now)};
        if (bucket.tokens < 1) return false;
        bucket.tokens -= 1;
        return true;
    }
    [[nodiscard]] std::size_t size() const { return m_buckets.size(); }

  private:
    struct Bucket {
        double tokens = 0;
        Instant at;
    };
    [[nodiscard]] double filled(const Bucket& bucket, Instant now) const {
        if (now <= bucket.at) return bucket.tokens;
        const auto gained = static_cast<double>((now - bucket.at).count()) / static_cast<double>(m_settings.refillEvery.count());
        return std::min(m_settings.capacity, bucket.tokens + gained);
    }
    void forget(Instant now) {
        std::erase_if(m_buckets, [&](const auto& one) { return filled(one.second, now) >= m_settings.capacity; });
        // Still full of spenders: an attack from many addresses. Forgetting all of them is kinder than refusing everybody.
        if (m_buckets.size() >= m_settings.mostAddresses) m_buckets.clear();
    }
    Settings m_settings;
    std::unordered_map<std::string, Bucket> m_buckets;
};

}  // namespace ok::reports
