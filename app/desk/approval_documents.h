// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the console knows of requests that wait for other people, and of who is asked about them. Included by documents.h.
#pragma once
#include <QString>
#include <QStringList>
#include <utility>
#include <vector>

#include "shared/base/instant.h"

namespace ok::app {

/// One step of a request: who did what, when.
struct ApprovalStepDoc {
    QString kind;  // approvals::StepKind
    QString who;
    QString role;    // escalated: whom to
    QString reason;
    Instant at;
    bool operator==(const ApprovalStepDoc&) const = default;
};

struct ApprovalDoc {
    QString id;
    QString action;  // command name
    QString summary;
    QString initiator;
    QString state;  // waiting, released, refused, expired, failed, withdrawn, invalidated
    QString digest;
    int version = 1;      // of what is frozen
    int riskScore = -1;   // of that version; -1: none
    QString riskLevel;
    Instant answerBy;     // then the next ones are asked
    QString escalateTo;   // role
    QStringList incidents;   // that it is about
    Instant requested;
    Instant decided;      // unknown: it waits
    Instant deadline;
    int have = 1;
    int need = 2;
    bool mine = false;     // I asked for it
    bool overridable = false;      // an emergency lets it out without its approvals
    bool overridePending = false;  // one was asked for and waits for a second person
    QString overrideWhy;
    std::vector<std::pair<QString, QString>> facts;  // what exactly will happen, label and value
    std::vector<ApprovalStepDoc> steps;
    bool operator==(const ApprovalDoc&) const = default;
};

/// One attempt to reach somebody about a request.
struct NudgeDoc {
    QString who, channel, state;   // state: planned, sent, delivered, failed, cancelled, suppressed
    Instant at;
    bool operator==(const NudgeDoc&) const = default;
};

/// Who would be asked in a step that has not come yet; `skip`: why they are passed over, empty: they are asked.
struct NextDoc {
    int step = 0;
    QString target, who, skip;
    bool operator==(const NextDoc&) const = default;
};

/// The escalation ladder of a request that waits.
struct LadderDoc {
    QString id;      // the request's
    QString title;   // of what it is about; empty: as the request says
    QString priority;   // P1 to P4
    QString severity;   // minor, major, critical
    QStringList teams;  // whose duty is asked or would be
    QString phase;   // running, paused, decided, cancelled, exceeded
    QString reason;  // of its end
    int step = 0, steps = 0;
    Instant stepDue, deadline;   // the next step; the end of all of them
    Instant snoozedUntil;
    QString snoozedWhy, assignee;
    QStringList onIt;            // who said that they look at it
    std::vector<NudgeDoc> nudges;   // newest first
    std::vector<NextDoc> next;
    bool operator==(const LadderDoc&) const = default;
};

}  // namespace ok::app
