// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the house of on-call tests reads of the outbox, and what a directory says to it.
#pragma once
#include <algorithm>
#include <tuple>

#include "shared/oncall/nudge_words.h"
#include "tests/support/gate_fixture.h"

namespace ok::test {

/// As a directory says it.
struct JoinGroup {
    static constexpr CommandCard card{.name = "test.join_group", .action = "incidents.test"};
    UserId user;
    std::string group;
};
BOOST_DESCRIBE_STRUCT(JoinGroup, (), (user, group))

struct NudgeRow {
    OutboxRow row;
    oncall::NudgeNotice notice;
    oncall::TapLink tap;   ///< while it is sealed
};

inline oncall::TapLink openTap(CommandContext& cx, const oncall::NudgeNotice& notice) {
    const auto sealed = notice.tap.known() ? cx.vault().open(cx.tenant(), notice.tap) : Result<Secret>(problem("none", ""));
    return sealed.ok() ? fromJson<oncall::TapLink>(sealed->text).valueOr({}) : oncall::TapLink{};
}

/// Whatever became of them, by their hour.
inline std::vector<NudgeRow> nudgeRows(GateFixture& f, const std::string& about) {
    std::vector<NudgeRow> out;
    f.gate->inspect(f.tenant, [&](CommandContext& cx) {
        for (const OutboxState state : {OutboxState::queued, OutboxState::sending, OutboxState::sent, OutboxState::delivered, OutboxState::failed, OutboxState::withheld}) {
            for (OutboxRow& row : cx.store().outboxInState(state, 1'000)) {
                auto notice = fromJson<oncall::NudgeNotice>(row.payload);
                if (row.connector.starts_with("nudge_") && notice.ok() && notice->about == about) out.push_back({std::move(row), *notice, openTap(cx, *notice)});
            }
        }
    });
    std::sort(out.begin(), out.end(), [](const NudgeRow& a, const NudgeRow& b) { return std::tie(a.row.due, a.row.id) < std::tie(b.row.due, b.row.id); });
    return out;
}

}  // namespace ok::test
