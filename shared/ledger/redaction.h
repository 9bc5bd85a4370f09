// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a reader without the right to see it sees instead (TA7, F07.R5.A5). The class of a value follows from its type: in
// the log personal data stands only as vault tokens, and a token says that it is one, wherever in a payload or among the
// subjects it stands. A justification is the one free text of an entry's header and has a class of its own.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "shared/ledger/entry.h"

namespace ok::ledger {

/// log: nothing is changed, but counted, to see what enforcing would do.
enum class RedactionMode { off, log, enforce };
BOOST_DESCRIBE_ENUM(RedactionMode, off, log, enforce)
/// pseudonym: a word that stands for the value, the same wherever it stood, from which nothing leads back (F01.R6.A6).
enum class RedactionAction { keep, mask, remove, pseudonym };
BOOST_DESCRIBE_ENUM(RedactionAction, keep, mask, remove, pseudonym)

struct RedactionPolicy {
    RedactionMode mode = RedactionMode::enforce;
    RedactionAction tokens = RedactionAction::pseudonym;
    RedactionAction justifications = RedactionAction::keep;
    bool operator==(const RedactionPolicy&) const = default;
};
BOOST_DESCRIBE_STRUCT(RedactionPolicy, (), (mode, tokens, justifications))

struct RedactionCounts {
    std::int64_t tokens = 0;
    std::int64_t justifications = 0;
};

inline constexpr std::string_view maskText = "•••";
/// `pii_` and the first 16 hex digits of a hash of the token.
[[nodiscard]] std::string pseudonymOf(std::string_view token);
/// `tok_` and 26 characters.
[[nodiscard]] bool isToken(std::string_view text);

/// The payload as this policy lets it be seen; canonical JSON stays canonical.
/// `shape`: a value behind a token with its middle hidden, shown before its pseudonym (F01.R6.A6); empty: the pseudonym alone.
using ShapeOf = std::function<std::string(std::string_view token)>;
[[nodiscard]] std::string redactPayload(std::string_view payload, const RedactionPolicy& policy, RedactionCounts& counts, const ShapeOf& shape = {});
/// `+1-***-***-1234`, `f***@d***.com`; empty for anything else.
[[nodiscard]] std::string shapeOfPersonal(std::string_view value);
/// Subjects and justification likewise. Never for a header whose hash is to be checked.
void redactHeader(EntryHeader& header, const RedactionPolicy& policy, RedactionCounts& counts);

}  // namespace ok::ledger
