// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which entries a search or an export is about, and where a page ended. Within a member any value will do, between members
// all must hold. Pure: the same filter decides in the index (as keys), on the entry itself, and in a bundle's verifier.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/ledger/search_keys.h"

namespace ok::ledger {

struct AuditFilter {
    Instant from;                            ///< ledger time, inclusive; unknown: from the beginning
    Instant to;                              ///< exclusive; unknown: to the end
    std::vector<std::string> actors;
    std::vector<std::string> actorTypes;
    std::vector<std::string> types;          ///< `incident.opened`, or `incident.*` for a whole area
    std::vector<std::string> incidents;
    std::vector<std::string> objects;        ///< any id among an entry's subjects
    std::vector<std::string> severities;
    std::vector<std::string> sources;        ///< `console`, `sms`, `feed:lgeku`
    std::vector<std::string> correlations;
    std::vector<std::string> streams;        ///< `ops`, `decisions`, `security`, `executions`
    std::string text;                        ///< every word of it, in any order
    std::string reasonText;                  ///< the same, in justifications and reasons of errors alone (F09.R6.A3)
    std::optional<bool> drill;
    /// Members of payloads by name (isSearchableField), each with the values that will do: decision, channel, approver, ...
    std::map<std::string, std::vector<std::string>> fields;
    bool operator==(const AuditFilter&) const = default;
};
BOOST_DESCRIBE_STRUCT(AuditFilter, (), (from, to, actors, actorTypes, types, incidents, objects, severities, sources,
                                        correlations, streams, text, reasonText, drill, fields))

enum class AuditOrder { newestFirst, oldestFirst };
BOOST_DESCRIBE_ENUM(AuditOrder, newestFirst, oldestFirst)

/// Names every wrong member: unknown streams, severities and actor types, a `to` before `from`, too many values.
[[nodiscard]] Status check(const AuditFilter& filter);
/// SHA-256 of the canonical filter: a cursor and an export say which question they belong to.
[[nodiscard]] Digest digestOf(const AuditFilter& filter);

/// Each inner list: an entry must carry one of these keys.
[[nodiscard]] std::vector<std::vector<SearchKey>> keysOf(const AuditFilter& filter);
[[nodiscard]] bool concerns(const AuditFilter& filter, Stream stream);
/// The whole question, asked of the entry itself.
[[nodiscard]] bool matches(const AuditFilter& filter, const EntryHeader& header, std::string_view payload);

/// The place after an entry, in the order (ledger time, entry id).
struct AuditCursor {
    Instant time;
    EntryId entry;
    AuditOrder order = AuditOrder::newestFirst;
    std::string question;   ///< first 16 digits of digestOf(filter)
};
BOOST_DESCRIBE_STRUCT(AuditCursor, (), (time, entry, order, question))

[[nodiscard]] std::string writeCursor(const EntryHeader& last, const AuditFilter& filter, AuditOrder order);
/// Problem `bad_cursor` when it was not made for this question.
[[nodiscard]] Result<AuditCursor> readCursor(std::string_view text, const AuditFilter& filter, AuditOrder order);

}  // namespace ok::ledger
