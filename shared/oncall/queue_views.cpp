// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/queue_views.h"

#include <algorithm>
#include <set>

namespace ok::oncall {

Status check(const std::vector<QueueView>& views) {
    Problem why = problem("invalid_fields", "these views cannot be kept: see `fields`");
    const auto wrong = [&why](const std::string& name, const char* code, const char* words) { why.fields.push_back({name, code, words}); };
    if (views.size() > mostQueueViews) return problem("invalid_fields", "at most 30 views", {{"field", "views"}});
    std::set<std::string> names;
    int first = 0;
    for (const QueueView& each : views) {
        if (each.name.empty() || each.name.size() > longestViewName) wrong("name", "out_of_range", "a name of 1 to 60 bytes");
        else if (!names.insert(each.name).second) wrong("name", "duplicate", "two views of one name");
        const std::string* const words[] = {&each.show, &each.words, &each.stage, &each.assignee, &each.team, &each.severity, &each.risk, &each.sort};
        if (std::any_of(std::begin(words), std::end(words), [](const std::string* text) { return text->size() > longestQueueWord; })) wrong("words", "out_of_range", "at most 200 bytes each");
        if (each.youngest < 0 || each.oldest < 0 || (each.oldest != 0 && each.youngest > each.oldest)) wrong("youngest", "out_of_range", "the youngest is not older than the oldest");
        first += each.first ? 1 : 0;
    }
    if (first > 1) wrong("first", "duplicate", "only one is shown first");
    if (why.fields.empty()) return {};
    return why;
}

}  // namespace ok::oncall
