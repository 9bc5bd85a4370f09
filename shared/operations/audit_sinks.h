// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The places every entry of a utility is sent to for its security monitoring (F02.R5.A5, TA8), as far as the log knows them: one
// that did not take anything for a day is given up, which is an entry and an alert; a person sends it on.
#pragma once
#include <optional>
#include <string>

#include "shared/access/command_card.h"
#include "shared/views/projections.h"

namespace ok::operations {

struct AuditSink {
    static constexpr std::string_view viewKind = "audit_sink";
    std::string name;                       ///< `webhook soc`
    std::string state = "delivering";       ///< delivering, failed
    Instant since;                          ///< of this state
    Instant failingSince;                   ///< of `failed`: when it last took something
    int attempts = 0;                       ///< of `failed`
    std::string reason;
    [[nodiscard]] std::string viewId() const { return name; }
    bool operator==(const AuditSink&) const = default;
};
BOOST_DESCRIBE_STRUCT(AuditSink, (), (name, state, since, failingSince, attempts, reason))

/// How a place the log is sent to is doing, for whoever asks a server: `GET /v1/audit/sinks`.
struct SinkStatus {
    std::string name;                            ///< `webhook soc`
    std::string kind;                            ///< ledger, search, webhook, syslog
    std::string state = "delivering";            ///< delivering, retrying, failed
    int attempts = 0;                            ///< in a row that failed
    std::optional<Instant> failingSince;
    std::string reason;                          ///< of the last that failed
    std::optional<Instant> deliveredAt;
    std::int64_t delivered = 0;                  ///< entries it has taken
    std::int64_t waiting = 0;                    ///< entries it has not taken yet
};
BOOST_DESCRIBE_STRUCT(SinkStatus, (), (name, kind, state, attempts, failingSince, reason, deliveredAt, delivered, waiting))

/// The forwarder's own: a sink has not taken anything for as long as it is tried.
struct RecordSinkFailure {
    static constexpr CommandCard card{.name = "audit.record_sink_failure", .action = "audit.desk", .purpose = "audit"};
    std::string name;
    Instant failingSince;
    int attempts = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RecordSinkFailure, (), (name, failingSince, attempts, reason))

/// Sends on from where it was given up: nothing is left out.
struct ResumeSink {
    static constexpr CommandCard card{.name = "audit.resume_sink", .action = "ledger.schedule", .purpose = "audit", .refusalIsEvidence = true};
    std::string name;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ResumeSink, (), (name, reason))

struct SinkFailed {
    static constexpr std::string_view eventType = "audit.sink_failed";
    RecordSinkFailure failure;
};
BOOST_DESCRIBE_STRUCT(SinkFailed, (), (failure))
struct SinkResumed {
    static constexpr std::string_view eventType = "audit.sink_resumed";
    std::string name;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SinkResumed, (), (name, reason))

void addSinkProjections(Projections& projections);

}  // namespace ok::operations
