// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/entry_seal.h"

#include <algorithm>
#include <bit>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "shared/ledger/segment_check.h"

namespace ok {
namespace {

constexpr std::size_t mostRuns = 256;   // ciphers kept ready; each is about a kilobyte
constexpr std::string_view salt = "outagekit entries 1";
using Context = std::array<std::uint8_t, EntrySeals::prefixBytes + 16 + 1 + 8 + 1>;

void bigEndian(std::uint64_t value, std::uint8_t* out, int bytes) {
    for (int i = 0; i < bytes; ++i) out[i] = static_cast<std::uint8_t>(value >> (8 * (bytes - 1 - i)));
}

Context contextOf(int version, const EntrySeals::Place& place, char part) {
    Context out{};
    out[0] = static_cast<std::uint8_t>(EntrySeals::marker);
    bigEndian(static_cast<std::uint32_t>(version), out.data() + 1, 4);
    std::copy(place.tenant.bytes.begin(), place.tenant.bytes.end(), out.begin() + 5);
    out[21] = static_cast<std::uint8_t>(place.stream);
    bigEndian(static_cast<std::uint64_t>(place.sequence), out.data() + 22, 8);
    out[30] = static_cast<std::uint8_t>(part);
    return out;
}

Problem locked() {
    return problem("vault_key_missing", "the entries of this database are sealed and it was opened without the keys: name the directory that holds "
                                        "`master.key` (--keys DIR), or put it back from a backup");
}

/// The row is what its hash says: by its header, and by its payload unless that is erased.
bool isWhole(const StoredEntry& raw, std::string_view header, std::string_view payload) {
    const auto facts = ledger::factsOf(header);
    if (!facts || asText(sha256Pair(asBytes(header), facts->prevHash.bytes).withTail.bytes) != raw.hash) return false;
    return payload.empty() || sha256(payload) == facts->payloadHash;
}

}  // namespace

bool concernsKeys(const Problem& why) {
    return why.code == "vault_key_missing" || why.code == "wrong_master_key" || why.code == "vault_key_damaged";
}

EntrySeals::EntrySeals() = default;
EntrySeals::~EntrySeals() {
    if (m_master) OPENSSL_cleanse(m_master->data(), m_master->size());
}

std::size_t SealCiphers::RunHash::operator()(const Run& r) const noexcept {
    const auto rest = static_cast<std::uint64_t>(r.run) * 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(r.key[0]) * 31 + static_cast<std::uint64_t>(r.stream);
    return std::hash<TenantId>()(r.tenant) ^ std::rotl(rest, 17);
}

void EntrySeals::unlock(const VaultKey& master) {
    m_master = master;
    m_keys = std::make_unique<VaultKeys>(master);
}

int EntrySeals::versionOf(std::string_view part) {
    if (!isSealed(part) || part.size() < prefixBytes) return 0;
    std::uint32_t out = 0;
    for (std::size_t i = 1; i < prefixBytes; ++i) out = out << 8 | static_cast<std::uint8_t>(part[i]);
    return static_cast<int>(out & 0x7FFFFFFF);
}

Result<std::shared_ptr<const VaultRing>> EntrySeals::ringOf(Store& store, TenantId tenant) {
    if (!m_keys) return locked();
    return m_keys->ring(store, tenant);
}

SealingKey& SealCiphers::keyOf(const VaultRing::Seal& seal, const SealedPlace& place) {
    const Run run{seal.key, place.tenant, place.stream, place.sequence >> EntrySeals::runBits};
    if (const auto found = m_runs.find(run); found != m_runs.end()) return found->second;
    if (m_runs.size() >= mostRuns) m_runs.clear();
    std::array<std::uint8_t, 16 + 1 + 8> info{};
    std::copy(run.tenant.bytes.begin(), run.tenant.bytes.end(), info.begin());
    info[16] = static_cast<std::uint8_t>(run.stream);
    bigEndian(static_cast<std::uint64_t>(run.run), info.data() + 17, 8);
    auto derived = hkdfSha256(seal.key, asBytes(salt), info);
    const auto placed = m_runs.emplace(run, SealingKey(derived)).first;
    OPENSSL_cleanse(derived.data(), derived.size());
    return placed->second;
}

// The generator's own: what is random here is nowhere in the log, so nothing has to come out the same when it is replayed.
std::array<std::uint8_t, SealingKey::nonceBytes> SealCiphers::nextNonce() {
    constexpr std::size_t wanted = SealingKey::nonceBytes;
    std::array<std::uint8_t, wanted> out{};
    if (m_randomLeft < wanted) m_randomLeft = RAND_bytes(m_random.data(), static_cast<int>(m_random.size())) == 1 ? m_random.size() : 0;
    if (m_randomLeft < wanted) return out;
    m_randomLeft -= wanted;
    std::copy_n(m_random.begin() + static_cast<std::ptrdiff_t>(m_randomLeft), wanted, out.begin());
    return out;
}

Status SealCiphers::sealPart(const VaultRing::Seal& with, const SealedPlace& place, char part, std::string_view plain, std::string& out) {
    out.clear();
    if (plain.empty()) return {};
    const auto nonce = nextNonce();
    const Context context = contextOf(with.version, place, part);
    out.append(reinterpret_cast<const char*>(context.data()), EntrySeals::prefixBytes);
    const bool drawn = std::any_of(nonce.begin(), nonce.end(), [](std::uint8_t byte) { return byte != 0; });
    if (drawn && keyOf(with, place).seal(nonce, asBytes(plain), context, out)) return {};
    out.clear();
    return problem("seal_failed", "an entry could not be sealed, so it was not written: the system gives no random bytes or no memory");
}

Status SealCiphers::seal(const VaultRing::Seal& with, const SealedPlace& place, std::string_view header, std::string_view payload, SealedRow& out) {
    OK_TRY(sealPart(with, place, 'h', header, out.header));
    return sealPart(with, place, 'p', payload, out.payload);
}

bool SealCiphers::openPart(const VaultRing::Seal& with, const SealedPlace& place, char part, std::string_view stored, std::string& out) {
    const Context context = contextOf(with.version, place, part);
    return keyOf(with, place).open(asBytes(stored.substr(EntrySeals::prefixBytes)), context, out);
}

Result<std::shared_ptr<const VaultRing>> EntrySeals::ringForWrite(Store& store, TenantId tenant, Instant since) {
    auto ring = ringOf(store, tenant);
    if (ring.ok() || !m_keys || ring.problem().code != "vault_key_missing") return ring;
    OK_TRY(m_keys->ensure(store, tenant, since));
    return ringOf(store, tenant);
}

Status EntrySeals::seal(Store& store, const Place& place, std::string_view header, std::string_view payload, Instant since, Row& out) {
    OK_ASSIGN(const auto ring, ringForWrite(store, place.tenant, since));
    return m_ciphers.seal(ring->active(), place, header, payload, out);
}

Status EntrySeals::sealPayload(Store& store, const Place& place, std::string_view payload, std::string& out) {
    out.clear();
    if (payload.empty()) return {};
    OK_ASSIGN(const auto ring, ringOf(store, place.tenant));
    return m_ciphers.sealPart(ring->active(), place, 'p', payload, out);
}

Result<EntrySeals::Opened> EntrySeals::openPart(Store& store, const Place& place, char part, std::string_view stored, std::string& out) {
    if (!isSealed(stored)) return Opened::plain;
    if (stored.size() < prefixBytes) return Opened::damaged;
    OK_ASSIGN(auto ring, ringOf(store, place.tenant));
    const int version = versionOf(stored);
    const VaultRing::Seal* with = ring->find(version);
    if (with == nullptr && version > ring->active().version) {  // another server, or the gate, has rotated
        m_keys->forget(place.tenant);
        OK_ASSIGN(ring, ringOf(store, place.tenant));
        with = ring->find(version);
    }
    return with != nullptr && m_ciphers.openPart(*with, place, part, stored, out) ? Opened::yes : Opened::damaged;
}

Status EntrySeals::open(Store& store, const Place& place, std::string_view& header, std::string_view& payload) {
    OK_ASSIGN(const Opened first, openPart(store, place, 'h', header, m_header));
    if (first == Opened::yes) header = m_header;
    OK_ASSIGN(const Opened second, openPart(store, place, 'p', payload, m_payload));
    if (second == Opened::yes) payload = m_payload;
    return {};
}

Result<std::optional<EntrySeals::Row>> EntrySeals::renewed(Store& store, TenantId tenant, Stream stream, const StoredEntry& raw, bool& damaged) {
    const Place place{tenant, stream, raw.sequence};
    OK_ASSIGN(const auto ring, ringOf(store, tenant));
    const int active = ring->active().version;
    damaged = false;
    if (versionOf(raw.header) == active && (raw.payload.empty() || versionOf(raw.payload) == active)) return std::optional<Row>();
    std::string_view header = raw.header, payload = raw.payload;
    OK_TRY(open(store, place, header, payload));
    if (!isWhole(raw, header, payload)) {
        damaged = true;
        return std::optional<Row>();
    }
    Row out;
    OK_TRY(m_ciphers.seal(ring->active(), place, header, payload, out));
    // Read back before anything is given up: what a library or memory spoiled must not replace what was whole.
    const std::string plainHeader(header), plainPayload(payload);
    std::string_view again = out.header, paid = out.payload;
    OK_TRY(open(store, place, again, paid));
    if (again != plainHeader || paid != plainPayload) return problem("seal_failed", "an entry that was sealed anew does not open again: it was left as it was");
    return std::optional<Row>(std::move(out));
}

Result<ResealedEntries> EntrySeals::reseal(Store& store, TenantId tenant, Stream stream, const std::vector<StoredEntry>& rows, const Replace& replace) {
    ResealedEntries out;
    for (const StoredEntry& raw : rows) {
        ++out.seen;
        bool damaged = false;
        OK_ASSIGN(const auto sealed, renewed(store, tenant, stream, raw, damaged));
        out.damaged += damaged ? 1 : 0;
        if (!sealed) continue;
        OK_TRY(replace(raw, *sealed));
        ++out.renewed;
    }
    return out;
}

void EntrySeals::settingWritten(TenantId tenant, std::string_view name) {
    if (name != VaultKeys::settingName) return;
    m_changed.push_back(tenant);
    forget(tenant);
}

void EntrySeals::rolledBack() {
    for (const TenantId tenant : m_changed) forget(tenant);
    m_changed.clear();
}

void EntrySeals::forget(TenantId tenant) {
    if (m_keys) m_keys->forget(tenant);
}

void EntrySeals::forgetAll() {
    if (m_master) unlock(VaultKey(*m_master));
}

}  // namespace ok
