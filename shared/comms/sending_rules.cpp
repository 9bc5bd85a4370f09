// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/sending_rules.h"

#include "shared/policy/version.h"

namespace ok::comms {

SendingNow sendingNow(Views& views) {
    const auto live = views.find<policy::PolicyLive>(std::string(sendingKind));
    auto rules = live ? fromJson<SendingRules>(live->body.text) : Result<SendingRules>(problem("not_found", ""));
    if (!rules.ok()) return {};
    return {live->version, *rules};
}

Status check(const SendingRules& rules) {
    Problem why = problem("invalid_fields", "messages cannot leave like this: see `fields`");
    const auto minute = [&why](int value, const char* field) {
        if (value < 0 || value >= 24 * 60) why.fields.push_back({field, "out_of_range", "a minute of the day, 0 to 1,439"});
    };
    minute(rules.quietFrom, "quiet_from");
    minute(rules.quietTo, "quiet_to");
    if (rules.textsPerMinute < 0 || rules.textsPerMinute > 100'000) why.fields.push_back({"texts_per_minute", "out_of_range", "0 to 100,000; 0 is no limit"});
    if (why.fields.empty()) return {};
    return why;
}

policy::Kind makeSendingKind() {
    policy::Kind kind;
    kind.name = sendingKind;
    kind.emptyBody = policy::normalForm(toJson(SendingRules{})).valueOr("{}");
    kind.schema = jsonSchema<SendingRules>();
    kind.normalise = [](std::string_view body) -> Result<std::string> {
        OK_ASSIGN(const SendingRules rules, fromJson<SendingRules>(body));
        return toJson(rules);
    };
    kind.check = [](std::string_view body) -> Status {
        OK_ASSIGN(const SendingRules rules, fromJson<SendingRules>(body));
        return check(rules);
    };
    return kind;
}

}  // namespace ok::comms
