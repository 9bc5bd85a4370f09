// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/schedule_settings.h"

#include <algorithm>
#include <set>

namespace ok::oncall {
namespace {

// Plain http only to this machine: a token must not cross a network in the clear. `http://127.0.0.1:80@elsewhere` is elsewhere.
bool isWebAddress(const std::string& url) {
    if (url.find('@') != std::string::npos) return false;
    return url.starts_with("https://") || url.starts_with("http://127.0.0.1:") || url.starts_with("http://[::1]:");
}

std::string faultOf(const std::string& name, const ScheduleSettings& s) {
    static const std::set<std::string> kinds{"pagerduty", "opsgenie", "google", "microsoft", "ical"};
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
    if (name.empty() || name.size() > 40 || !std::all_of(name.begin(), name.end(), fits)) return "a name is of a-z, 0-9, - and _";
    if (!kinds.contains(s.kind)) return "`kind` is pagerduty, opsgenie, google, microsoft or ical";
    if (s.team.empty()) return "`team` says whose shifts these are";
    if (s.kind == "ical" ? !isWebAddress(s.baseUrl) : !s.baseUrl.empty() && !isWebAddress(s.baseUrl)) return "`base_url` begins with https://";
    if (!s.tokenUrl.empty() && !isWebAddress(s.tokenUrl)) return "`token_url` begins with https://";
    if (s.kind != "ical" && s.schedules.empty()) return "`schedules` gives each role the schedule it is read from";
    if ((s.kind == "pagerduty" || s.kind == "opsgenie") && s.token.empty()) return "`token` is missing";
    if ((s.kind == "google" || s.kind == "microsoft") && s.token.empty() && (s.clientId.empty() || s.clientSecret.empty())) return "a calendar needs `token`, or `client_id` and `client_secret`";
    if (s.everySeconds < 15 || s.everySeconds > 86'400 || s.daysAhead < 1 || s.daysAhead > 62) return "`every_seconds` is 15 to 86,400, `days_ahead` 1 to 62";
    return {};
}

}  // namespace

Result<ScheduleBook> readScheduleBook(std::string_view text) {
    auto book = fromJson<ScheduleBook>(text);
    if (!book.ok()) {
        Problem why = problem("oncall_invalid", "the file of schedules is not what it should be: see `fields`");
        why.fields = book.problem().fields;
        return why;
    }
    for (const auto& [slug, sources] : *book) {
        for (const auto& [name, settings] : sources) {
            const std::string fault = faultOf(name, settings);
            if (!fault.empty()) return problem("oncall_invalid", "`" + name.substr(0, 60) + "` of `" + slug.substr(0, 60) + "`: " + fault);
        }
    }
    return book;
}

Result<ScheduleBook> readScheduleFile(const std::string& path, const settings::SecretBox& secrets) {
    OK_ASSIGN(const auto file, settings::readPrivateFile(path, "oncall", secrets));
    return file ? readScheduleBook(file->json) : ScheduleBook{};
}

}  // namespace ok::oncall
