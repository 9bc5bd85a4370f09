// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/proof_reader.h"

namespace ok::app {
namespace {

QString text(std::string_view s) { return QString::fromUtf8(s.data(), static_cast<qsizetype>(s.size())); }

void addStream(ProofState& out, const Witness& witness) {
    StreamProof one{text(enumName(witness.stream())), witness.size(), 0, {}, {}};
    if (const auto& last = witness.checkpoint()) {
        one.checkpointSize = last->checkpoint.size;
        one.checkpointRoot = text(last->checkpoint.root.hex());
        one.checkpointAt = last->checkpoint.ledgerTime;
        out.keyId = text(last->checkpoint.keyId);
    }
    if (witness.stream() == Stream::ops) {
        out.entries = one.entries;
        out.checkpointSize = one.checkpointSize;
        out.checkpointRoot = one.checkpointRoot;
        out.checkpointAt = one.checkpointAt;
        out.verdict = witness.checkpoint() ? ProofState::Verdict::Good : ProofState::Verdict::Checking;
    }
    out.streams.push_back(std::move(one));
}

void addAlarm(ProofState& out, const WitnessAlarm& alarm) {
    if (alarm.acknowledged) {
        out.past.insert(out.past.begin(), {alarm.at, alarm.acknowledgedAt, text(alarm.stream), text(alarm.code), text(alarm.message),
                                           text(alarm.acknowledgedBy), text(alarm.note)});
        return;
    }
    out.verdict = ProofState::Verdict::Alarm;
    out.alarm = text(alarm.message);
    out.alarmCode = text(alarm.code);
    out.alarmStream = text(alarm.stream);
    out.alarmAt = alarm.at;
    out.mustBeAcknowledged = true;
    const std::string json = toJson(alarm);
    out.evidence = QByteArray(json.data(), static_cast<qsizetype>(json.size()));
}

}  // namespace

ProofState proofOf(const Follower& follower) {
    ProofState out;
    for (const Stream stream : allStreams)
        if (const auto& witness = follower.witness(stream)) addStream(out, *witness);
    for (const auto& alarm : follower.alarms()) addAlarm(out, alarm);
    return out;
}

}  // namespace ok::app
