// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How the story carries a command out and counts its entries; for the files that tell it.
#pragma once
#include "tests/server/gate/audit_story.h"

namespace ok::test {

inline bool held(const CommandAnswer& answer) { return !answer.reply.ok() && answer.reply.problem().code == "approval_required"; }

template <class C>
std::string AuditStory::say(const C& command, const SecurityContext& who) {
    const CommandId id = m_f->freshId();
    const CommandAnswer answer = m_f->run(command, who, id);
    EXPECT_TRUE(answer.reply.ok()) << C::card.name << ": " << (answer.reply.ok() ? "" : answer.reply.problem().message + " " + toJson(answer.reply.problem()));
    count(std::string(C::card.name), id);
    return answer.reply.valueOr("{}");
}

template <class C>
std::string AuditStory::sayReleased(const C& command, const SecurityContext& who, const SecurityContext& second) {
    const CommandId id = m_f->freshId();
    const CommandAnswer asked = m_f->run(command, who, id);
    EXPECT_TRUE(held(asked)) << C::card.name << (asked.reply.ok() ? " was not held" : ": " + asked.reply.problem().message);
    if (!held(asked)) return "{}";
    const CommandAnswer answer = m_f->release(asked, second);
    EXPECT_TRUE(answer.reply.ok()) << C::card.name << ": " << (answer.reply.ok() ? "" : answer.reply.problem().message);
    count(std::string(C::card.name), id);
    --entriesOf[std::string(C::card.name)];  // the freezing itself is an entry under the same id
    return answer.reply.valueOr("{}");
}

template <class Reply, class C>
Reply AuditStory::ask(const C& command, const SecurityContext& who) {
    const auto reply = fromJson<Reply>(say(command, who));
    EXPECT_TRUE(reply.ok()) << C::card.name;
    return reply.ok() ? *reply : Reply{};
}

}  // namespace ok::test
