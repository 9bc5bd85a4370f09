// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How an entry rests in a database (F07.R1.A7, docs/decisions/0009-entries-are-sealed-row-by-row.md): header and payload are
// sealed apart with AES-256-GCM, under a key derived from the tenant's data key (vault_keys.h) for this stream and this run of
// 2^20 sequences. Hashes, chain and signatures are over the plain bytes and know nothing of it.
//
//   a sealed part = 0x01 ‖ key version (4 bytes, big-endian) ‖ nonce (12) ‖ ciphertext ‖ tag (16)
//   key           = HKDF-SHA-256(data key, "outagekit entries 1", tenant ‖ stream ‖ sequence >> 20)
//   authenticated = the first five bytes ‖ tenant ‖ stream ‖ sequence ‖ `h` or `p`
//
// A part that begins with anything else is plain: it was written before entries were sealed (JSON never begins with 0x01), or is
// empty: an erased payload. What does not open is handed out as it lies there, so that whoever verifies finds that entry damaged.
#pragma once
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/store/vault_keys.h"
#include "shared/base/sealing_key.h"

namespace ok {

struct SealedPlace {
    TenantId tenant;
    Stream stream{};
    std::int64_t sequence = 0;
};
struct SealedRow {
    std::string header, payload;
};

/// Derived keys that stay ready, for one thread. Knows nothing of stores and rings.
class SealCiphers {
  public:
    /// An empty part stays empty. Problem `seal_failed`.
    Status seal(const VaultRing::Seal& with, const SealedPlace& place, std::string_view header, std::string_view payload, SealedRow& out);
    Status sealPart(const VaultRing::Seal& with, const SealedPlace& place, char part, std::string_view plain, std::string& out);
    [[nodiscard]] bool openPart(const VaultRing::Seal& with, const SealedPlace& place, char part, std::string_view stored, std::string& out);

  private:
    struct Run {
        VaultKey key{};          ///< the data key: a number alone can come to stand for another key when it is rolled back
        TenantId tenant;
        Stream stream{};
        std::int64_t run = 0;
        bool operator==(const Run&) const = default;
    };
    struct RunHash {
        std::size_t operator()(const Run& r) const noexcept;
    };
    SealingKey& keyOf(const VaultRing::Seal& seal, const SealedPlace& place);
    std::array<std::uint8_t, SealingKey::nonceBytes> nextNonce();

    std::unordered_map<Run, SealingKey, RunHash> m_runs;
    std::array<std::uint8_t, 4096> m_random{};
    std::size_t m_randomLeft = 0;
};

/// The seals of one Store, on its thread.
class EntrySeals {
  public:
    using Place = SealedPlace;
    using Row = SealedRow;
    EntrySeals();
    ~EntrySeals();

    void unlock(const VaultKey& master);
    [[nodiscard]] const std::optional<VaultKey>& master() const { return m_master; }

    /// Problems `vault_key_missing` (also: the store was not unlocked), `wrong_master_key`, `vault_key_damaged`, `seal_failed`. The
    /// ring of a tenant whose first entry this is, is made of its ledger time.
    Status seal(Store& store, const Place& place, std::string_view header, std::string_view payload, Instant since, Row& out);
    /// The ring whose active key seals this tenant's next entry, for who seals it elsewhere. Problems as seal().
    Result<std::shared_ptr<const VaultRing>> ringForWrite(Store& store, TenantId tenant, Instant since);
    /// One part alone; an empty payload stays empty.
    Status sealPayload(Store& store, const Place& place, std::string_view payload, std::string& out);
    /// Turns both into what was sealed; views of this object's buffers, valid until the next call. Problems as seal(): about keys,
    /// never about this row.
    Status open(Store& store, const Place& place, std::string_view& header, std::string_view& payload);
    /// Gives to `replace` what has to lie in the places of these rows so that they are sealed under the active key. Nothing for those
    /// that are, nor for damaged ones: they stay as evidence. What is given opens to the very bytes the row's hash is of.
    using Replace = std::function<Status(const StoredEntry& raw, const Row& sealed)>;
    Result<ResealedEntries> reseal(Store& store, TenantId tenant, Stream stream, const std::vector<StoredEntry>& rows, const Replace& replace);

    // --- what the store tells: when the ring may be another one
    void settingWritten(TenantId tenant, std::string_view name);
    void committed() { m_changed.clear(); }
    void rolledBack();
    void forget(TenantId tenant);
    void forgetAll();

    [[nodiscard]] static bool isSealed(std::string_view part) { return !part.empty() && part.front() == marker; }
    /// The version a part is sealed under; 0: it is plain.
    [[nodiscard]] static int versionOf(std::string_view part);
    static constexpr char marker = 1;
    static constexpr std::size_t prefixBytes = 5;
    static constexpr int runBits = 20;

  private:
    enum class Opened { yes, plain, damaged };

    Result<std::shared_ptr<const VaultRing>> ringOf(Store& store, TenantId tenant);
    Result<std::optional<Row>> renewed(Store& store, TenantId tenant, Stream stream, const StoredEntry& raw, bool& damaged);
    Result<Opened> openPart(Store& store, const Place& place, char part, std::string_view stored, std::string& out);

    std::optional<VaultKey> m_master;
    std::unique_ptr<VaultKeys> m_keys;
    SealCiphers m_ciphers;
    std::vector<TenantId> m_changed;   ///< whose ring this transaction wrote
    std::string m_header, m_payload;
};

/// About keys, not about what is sealed: verifying goes no further, and nothing is called damaged.
[[nodiscard]] bool concernsKeys(const Problem& why);

}  // namespace ok
