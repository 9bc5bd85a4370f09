// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What one entry changed, field by field (F07.R3): the entries about the same objects are replayed up to it, and the
// documents before and after it compared. Nothing has to be stored for it, and it cannot disagree with the log.
#pragma once
#include <map>

#include "server/ledger/audit_walk.h"
#include "shared/ledger/geo_change.h"
#include "shared/views/projections.h"

namespace ok::ledger {

struct FieldChange {
    std::string field;                 ///< RFC 6901 pointer
    std::optional<RawJson> before, after;
};
BOOST_DESCRIBE_STRUCT(FieldChange, (), (field, before, after))

struct ObjectChange {
    std::string objectType, objectId;
    std::int64_t versionBefore = 0, versionAfter = 0;   ///< how many entries had changed it
    std::vector<FieldChange> changes;
    std::vector<GeoChange> geoChanges;                  ///< instead of the fields inside shapes
    std::optional<RawJson> summary;                     ///< in the words of the domain, where it has some
};
BOOST_DESCRIBE_STRUCT(ObjectChange, (), (objectType, objectId, versionBefore, versionAfter, changes, geoChanges, summary))

/// How a domain says what became of one of its documents, by kind: (body before, body after) to JSON. Empty: nothing to say.
using DiffSummaries = std::map<std::string, std::function<std::string(const std::string& before, const std::string& after)>>;

/// What stands in a diff where a personal value was: enough to tell two apart and to prove one that somebody brings, nothing more.
struct ValueDigest {
    std::string objectId, field, side;                  ///< `before` or `after`
    std::string digest;                                 ///< HMAC-SHA256 of class and value, its first 130 bits in base32 (RFC 4648)
};
BOOST_DESCRIBE_STRUCT(ValueDigest, (), (objectId, field, side, digest))

/// The key of these digests, one a utility; `Vault::tokenOf` computes them anew.
[[nodiscard]] std::string digestKeyIdOf(TenantId tenant);

struct EntryDiff {
    EntryId parentAuditId;
    std::string eventType, initiatorId, timestamp;
    std::string objectType, objectId;                   ///< of the first object
    std::int64_t versionBefore = 0, versionAfter = 0;
    std::vector<ObjectChange> objects;
    Digest sha256;                                      ///< over canonical(objects)
    std::vector<ValueDigest> digests;                   ///< of personal values that came, went or changed (F07.R3.A3)
    std::string digestAlgorithm = "HMAC-SHA256";
    std::string digestKeyId;
};
BOOST_DESCRIBE_STRUCT(EntryDiff, (), (parentAuditId, eventType, initiatorId, timestamp, objectType, objectId, versionBefore,
                                      versionAfter, objects, sha256, digests, digestAlgorithm, digestKeyId))

/// Replays entries one after the other, in the order they were written, and tells what each changed.
class ObjectReplay {
  public:
    explicit ObjectReplay(const Projections& projections);
    ~ObjectReplay();
    ObjectReplay(const ObjectReplay&) = delete;
    ObjectReplay& operator=(const ObjectReplay&) = delete;
    /// `kinds` of documents whose changes are wanted; of others nothing is compared.
    [[nodiscard]] std::vector<ObjectChange> take(const Entry& entry, const std::vector<std::string>& kinds);

  private:
    struct State;
    const Projections& m_projections;
    std::unique_ptr<State> m_state;
};

/// Problem `history_too_long` when more than `mostEntries` came before it, `log_damaged` when one of them is not what was sealed.
[[nodiscard]] Result<EntryDiff> diffOf(Store& store, PostingFile* index, const Projections& projections, TenantId tenant,
                                       const Entry& entry, const DiffSummaries& summaries = {}, int mostEntries = 20'000);

}  // namespace ok::ledger
