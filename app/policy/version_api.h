// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Versions of a policy document as the console reads and changes them: the routes of docs/policy.md in one place, for every
// kind alike. A change names the revision that was seen; somebody else's change in between comes back as a refusal.
#pragma once
#include "app/desk/page.h"
#include "shared/policy/policy_tables.h"
#include "shared/policy/version.h"

namespace ok::app {

/// One kind as GET /v1/policies lists it.
struct KindFacts {
    std::string kind;
    int schemaVersion = 1, liveVersion = 0;
    Instant liveSince;
    std::vector<std::string> dimensions;
    policy::PolicySettings settings;
};
BOOST_DESCRIBE_STRUCT(KindFacts, (), (kind, schemaVersion, liveVersion, liveSince, dimensions, settings))

struct VersionAndBody {
    policy::PolicyVersion version;
    RawJson body{"{}"};
};
BOOST_DESCRIBE_STRUCT(VersionAndBody, (), (version, body))

struct ValidationFacts {
    bool valid = true;
    std::vector<policy::Finding> findings;
};
BOOST_DESCRIBE_STRUCT(ValidationFacts, (), (valid, findings))

[[nodiscard]] QString policyPath(const QString& kind, const QString& rest = {});
[[nodiscard]] DataRequest stepRequest(const policy::PolicyVersion& version, const QString& step, const QJsonObject& body);
/// The whole body put in the place of the draft's.
[[nodiscard]] DataRequest saveRequest(const policy::PolicyVersion& draft, const std::string& body, const QString& reason);
[[nodiscard]] DataRequest draftRequest(const QString& kind, const QString& summary);

[[nodiscard]] QString kindText(const std::string& kind);
[[nodiscard]] QString dimensionText(const std::string& dimension);
[[nodiscard]] QString changeText(policy::ChangeType change);
[[nodiscard]] Tone changeTone(policy::ChangeType change);
struct StateWords {
    QString word;
    Tone tone = Tone::Plain;
};
[[nodiscard]] StateWords stateWords(policy::VersionState state);
/// A Problem of these routes as a sentence; others as everywhere.
[[nodiscard]] QString policySentence(const DataReply& reply);
/// The same with the first places that are wrong, a line each: for whoever edits.
[[nodiscard]] QString whyNotSaved(const DataReply& reply);

}  // namespace ok::app
