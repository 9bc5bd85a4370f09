// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/gate/look_limit.h"

namespace ok {
namespace {

constexpr std::size_t mostPeople = 20'000;

}  // namespace

Status LookLimit::take(const std::string& person, Instant now) {
    if (m_people.size() >= mostPeople) std::erase_if(m_people, [now](const auto& row) { return now - row.second.since >= minutes(1); });
    Looking& mine = m_people[person];
    if (now - mine.since >= minutes(1)) mine = {now, 0};
    if (++mine.count <= m_most) return {};
    return problem("rate_limited", "that was looked ahead of too often: wait a minute", {{"allowed", std::to_string(m_most)}});
}

}  // namespace ok
