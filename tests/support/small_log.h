// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A log made by hand: entries chained, checkpoints signed, for tests that need an honest server or a lying one.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "shared/base/derived_ids.h"
#include "shared/ledger/entry.h"
#include "shared/ledger/merkle.h"

namespace ok::test {

inline SigningKey testKey(std::uint8_t seed = 7) {
    std::array<std::uint8_t, 32> bytes{};
    bytes.fill(seed);
    return SigningKey(bytes);
}

class SmallLog {
  public:
    explicit SmallLog(std::string tenantName = "small", Stream stream = Stream::ops, std::uint8_t seed = 7)
        : m_tenant{derivedUuid(tenantName)}, m_stream(stream), m_key(std::make_shared<SigningKey>(testKey(seed))) {}

    const Entry& add(const std::string& type, const std::string& payload) {
        EntryHeader header;
        header.tenant = m_tenant;
        header.stream = m_stream;
        header.sequence = static_cast<std::int64_t>(entries.size()) + 1;
        header.entryId = EntryId{derivedUuid(type + payload + std::to_string(header.sequence))};
        header.type = type;
        header.ledgerTime = Instant::fromSeconds(1'727'000'000 + header.sequence);
        header.payloadHash = sha256(payload);
        if (!entries.empty()) header.prevHash = nextPrevHash(entries.back().headerJson);
        entries.push_back(sealEntry(header, payload));
        m_frontier.append(entries.back().hash);
        return entries.back();
    }
    void grow(int n, const std::string& salt = "") {
        for (int i = 0; i < n; ++i) {
            add("test.noted", R"({"n":)" + std::to_string(entries.size() + 1) + R"(,"salt":")" + salt + R"("})");
        }
    }
    [[nodiscard]] SignedCheckpoint checkpoint() const {
        Checkpoint out{.tenant = m_tenant, .stream = m_stream, .size = m_frontier.size(), .root = m_frontier.root()};
        if (!entries.empty()) out.headHash = entries.back().hash;
        out.ledgerTime = Instant::fromSeconds(1'727'000'000 + out.size);
        return signCheckpoint(out, *m_key);
    }
    [[nodiscard]] TenantId tenant() const { return m_tenant; }
    [[nodiscard]] PublicKey publicKey() const { return m_key->publicKey(); }
    [[nodiscard]] const merkle::Frontier& frontier() const { return m_frontier; }

    std::vector<Entry> entries;

  private:
    TenantId m_tenant;
    Stream m_stream;
    std::shared_ptr<const SigningKey> m_key;  // copies of a log are forks by one signer
    merkle::Frontier m_frontier;
};

}  // namespace ok::test
