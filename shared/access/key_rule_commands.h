// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What administrators and the server itself ask about the rules around security keys: metadata, places, reviews, reports.
#pragma once
#include "shared/access/command_card.h"
#include "shared/access/security_key.h"

namespace ok::access {

/// The FIDO metadata as its file has it. It counts when its signature leads to a root of the policy, and only a newer one.
struct ImportKeyMetadata {
    static constexpr CommandCard card{.name = "access.import_key_metadata", .action = "access.keys", .purpose = "administration", .assurance = 2,
                                      .refusalIsEvidence = true};
    std::string blob;
};
BOOST_DESCRIBE_STRUCT(ImportKeyMetadata, (), (blob))

/// For an emergency: keys are taken from everywhere, in every environment, for at most a day. Released by a second person.
struct LiftKeyPlaces {
    static constexpr CommandCard card{.name = "access.lift_key_places", .action = "access.keys", .risk = RiskClass::high, .purpose = "administration",
                                      .assurance = 2, .refusalIsEvidence = true};
    int minutes = 60;            ///< 0 ends it
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(LiftKeyPlaces, (), (minutes, reason))

/// By a timer: reminds of renewals, expires what was not renewed, notes whose roles lack keys.
struct ReviewKeys {
    static constexpr CommandCard card{.name = "access.review_keys", .action = "ceremony.review", .purpose = "sign_in"};
};
BOOST_DESCRIBE_STRUCT(ReviewKeys, (), ())

/// By the server after an alert about failures: the administrators hear of it, once.
struct TellFactorAlert {
    static constexpr CommandCard card{.name = "access.tell_factor_alert", .action = "ceremony.review", .purpose = "sign_in"};
    UserId user;
};
BOOST_DESCRIBE_STRUCT(TellFactorAlert, (), (user))

/// By the server, for whoever was shown a report: that is told too.
struct RecordKeyReport {
    static constexpr CommandCard card{.name = "access.record_key_report", .action = "ceremony.review", .purpose = "administration"};
    UserId by;
    std::string report, about, format;
    Instant from, to;
    std::string outcome = "success";
};
BOOST_DESCRIBE_STRUCT(RecordKeyReport, (), (by, report, about, format, from, to, outcome))

}  // namespace ok::access
