// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a test of risk tells by a command: something was sent, an entry is another one, a day was anchored, something is held.
#pragma once
#include "server/gate/gate.h"
#include "shared/access/gate_events.h"
#include "shared/approvals/release.h"
#include "shared/approvals/risk_audit.h"
#include "shared/integrity/anchors.h"
#include "shared/operations/privacy.h"

namespace ok::approvals {

/// Something was sent, as the gate leaves it behind.
struct SendForTest {
    static constexpr CommandCard card{.name = "test.send", .action = "incidents.test"};
    ApprovalId id;
    std::string subject, command;
    RiskInputs inputs;
    int minutesToSend = 10;
};
BOOST_DESCRIBE_STRUCT(SendForTest, (), (id, subject, command, inputs, minutesToSend))

inline Status sendForTest(const Right&, CommandContext& cx, const SendForTest& c) {
    Approval asked;
    asked.id = c.id;
    asked.subjects = {c.subject};
    asked.command = c.command;
    const auto step = [&](StepKind kind, const char* who) {
        ApprovalStep out;
        out.kind = kind;
        out.actor = {ActorType::human, who};
        out.at = cx.now();
        return out;
    };
    asked.steps = {step(StepKind::requested, "anna")};
    SnapshotTaken taken;
    OK_ASSIGN(taken.risk, evaluateRisk(riskRulesInForce(cx.views(), c.subject).rules, c.subject, c.inputs));
    taken.request.id = c.id;
    taken.snapshot.header = {.id = "snapshot-" + c.id.str(), .approval = c.id, .version = 1, .parent = {}, .reason = "requested", .contentHash = sha256(c.subject), .contentBytes = 0,
                             .createdAt = cx.now(), .requestedBy = "anna"};
    cx.emit(ApprovalRequested{asked});
    cx.emit(std::move(taken), {.subjects = asked.subjects});
    ApprovalStepped approved;
    approved.approval = c.id;
    approved.step = step(StepKind::approved, "cleo");
    approved.step.reason = "the words are right, call me at 555 0100";
    OK_ASSIGN(approved.step.name, cx.vault().put(cx.tenant(), PersonName{"Cleo Vance"}));
    cx.emit(std::move(approved));
    ChecklistAttested attested;
    attested.approval = c.id;
    attested.attestation = {"pre_send", "words_read", "anna", sha256(c.subject), cx.now()};
    cx.emit(std::move(attested));
    ApprovalExecuted done;
    done.approval = c.id;
    done.actionType = c.command;
    done.proposalAt = cx.now() - minutes(c.minutesToSend);
    done.executedAt = cx.now();
    cx.emit(std::move(done));
    return {};
}

/// Somebody with the database in their hands: the payload of an entry is another one.
struct BendForTest {
    static constexpr CommandCard card{.name = "test.bend", .action = "incidents.test"};
    std::int64_t sequence = 0;
    std::string payload;
};
BOOST_DESCRIBE_STRUCT(BendForTest, (), (sequence, payload))

struct AnchorForTest {
    static constexpr CommandCard card{.name = "test.anchor", .action = "incidents.test"};
    integrity::SignedDayRoot day;
};
BOOST_DESCRIBE_STRUCT(AnchorForTest, (), (day))

struct HoldForTest {
    static constexpr CommandCard card{.name = "test.hold", .action = "incidents.test"};
    std::string subject;
};
BOOST_DESCRIBE_STRUCT(HoldForTest, (), (subject))

inline void addRiskEvents(Gate& gate) {
    gate.handle<SendForTest>(sendForTest);
    gate.handle<BendForTest>([](const Right&, CommandContext& cx, const BendForTest& c) -> Status {
        cx.emit(CommandRefused{"x", "y", "z"}, {.stream = Stream::decisions});
        return cx.store().setPayload(cx.tenant(), Stream::ops, c.sequence, c.payload);
    });
    gate.handle<AnchorForTest>([](const Right&, CommandContext& cx, const AnchorForTest& c) -> Status {
        cx.emit(integrity::DayClosed{c.day}, {.stream = Stream::security});
        return {};
    });
    gate.handle<HoldForTest>([](const Right&, CommandContext& cx, const HoldForTest& c) -> Status {
        cx.emit(operations::LegalHoldSet{{c.subject, "a court asks", "ada", cx.now()}}, {.stream = Stream::security});
        return {};
    });
}

}  // namespace ok::approvals
