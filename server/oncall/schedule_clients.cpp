// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/schedule_clients.h"

#include <algorithm>
#include <set>

#include "server/outbox/http_client.h"
#include "shared/base/json_text.h"

namespace ok::oncall {
namespace {

using outbox::HttpAnswer;
using outbox::HttpCall;

constexpr int mostPages = 20;
constexpr std::size_t mostShifts = 2'000, mostWarnings = 50, longestId = 120;

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c); });
    return out;
}

std::string textAt(JsonView at, std::string_view key) { return std::string(at[key].text().value_or("")); }

/// `2026-03-02T09:00:00.0000000` in a zone that is named beside it, as Microsoft writes times; or RFC 3339.
std::optional<Instant> timeOf(JsonView at, const std::string& zone) {
    const std::string text = textAt(at, "date_time").empty() ? textAt(at, "dateTime") : textAt(at, "date_time");
    if (text.empty()) {
        const auto day = parseDate(textAt(at, "date"));
        const auto moment = day.ok() ? momentOn(*day, 0, zone) : Result<LocalMoment>(day.problem());
        return moment.ok() ? std::optional(moment->at) : std::nullopt;
    }
    if (const auto exact = parseIso(text); exact.ok()) return *exact;
    const std::string named = textAt(at, "timeZone");
    const auto asUtc = parseIso(text.substr(0, 19) + "Z");
    if (!asUtc.ok()) return {};
    const auto moment = momentAt(toCivil(*asUtc), named.empty() ? zone : named);
    return moment.ok() ? std::optional(moment->at) : std::nullopt;
}

class Reader {
  public:
    Reader(const ScheduleSettings& settings, const ScheduleQuestion& question) : m_settings(settings), m_question(question) {}

    Result<ScheduleAnswer> ask() {
        if (m_settings.kind == "ical") OK_TRY(iCalendar());
        for (const auto& [role, schedule] : m_settings.schedules) {
            if (m_settings.kind == "pagerduty") OK_TRY(pagerDuty(role, schedule));
            if (m_settings.kind == "opsgenie") OK_TRY(opsgenie(role, schedule));
            if (m_settings.kind == "google") OK_TRY(google(role, schedule));
            if (m_settings.kind == "microsoft") OK_TRY(microsoft(role, schedule));
        }
        addAlternates();
        return std::move(m_out);
    }

  private:
    [[nodiscard]] std::string base(const char* vendor) const { return m_settings.baseUrl.empty() ? vendor : m_settings.baseUrl; }
    void warn(std::string words) {
        if (m_out.warnings.size() < mostWarnings) m_out.warnings.push_back(std::move(words));
    }

    static Problem refused(const HttpAnswer& got) {
        if (got.state != HttpAnswer::State::answered) return problem("schedule_unreachable", "the scheduler does not answer", {{"reason", got.reason}});
        if (got.status == 429) return problem("schedule_throttled", "the scheduler asks to be asked later");
        if (got.status >= 500) return problem("schedule_unreachable", "the scheduler cannot answer now", {{"status", std::to_string(got.status)}});
        if (got.status == 404) return problem("schedule_not_found", "the scheduler knows no such schedule");
        return problem("schedule_refused", "the scheduler does not accept who asks", {{"status", std::to_string(got.status)}});
    }
    Result<std::string> get(const std::string& url, std::vector<std::pair<std::string, std::string>> headers) const {
        const auto got = outbox::call({.url = url, .headers = std::move(headers), .connectTime = seconds(3), .totalTime = seconds(10)});
        if (got.state != HttpAnswer::State::answered || got.status != 200) return refused(got);
        return got.body;
    }
    Result<JsonDocument> getJson(const std::string& url, std::vector<std::pair<std::string, std::string>> headers) const {
        OK_ASSIGN(const std::string body, get(url, std::move(headers)));
        auto doc = parseJson(body);
        if (!doc.ok()) return problem("schedule_unreadable", "the scheduler's answer is no JSON");
        return doc;
    }

    /// The account here of whom the source names by any of these words.
    [[nodiscard]] std::string personOf(const std::vector<std::string>& names) const {
        for (const std::string& name : names) {
            const auto known = m_question.people.find(lower(name));
            if (!name.empty() && known != m_question.people.end()) return known->second;
        }
        return {};
    }
    void add(const std::string& role, const std::string& id, const std::string& person, std::optional<Instant> from, std::optional<Instant> to) {
        if (!from || !to || *from >= *to || *to <= m_question.from || *from >= m_question.to) return;
        if (person.empty()) return warn("nobody known for `" + id.substr(0, longestId) + "` at " + toIso(*from));
        const std::string key = role + person + toIso(*from) + toIso(*to);   // one schedule may stand in several policies
        if (m_out.shifts.size() >= mostShifts || !m_known.insert(key).second) return;
        m_out.shifts.push_back({m_question.source + ":" + role + ":" + id.substr(0, longestId) + "@" + toIso(*from), role, person, *from, *to, m_question.source});
    }

    Status pagerDuty(const std::string& role, const std::string& schedule) {
        for (int page = 0; page < mostPages; ++page) {
            const std::string query = outbox::formEncode({{"schedule_ids[]", schedule}, {"include[]", "users"}, {"time_zone", "UTC"}, {"since", toIso(m_question.from)},
                                                          {"until", toIso(m_question.to)}, {"limit", "100"}, {"offset", std::to_string(page * 100)}});
            OK_ASSIGN(const auto doc, getJson(base("https://api.pagerduty.com") + "/oncalls?" + query,
                                              {{"Authorization", "Token token=" + m_settings.token}, {"Accept", "application/vnd.pagerduty+json;version=2"}}));
            const JsonView list = doc.root()["oncalls"];
            if (!list.isArray()) return problem("schedule_unreadable", "the scheduler's answer holds no `oncalls`");
            for (std::size_t i = 0; i < list.size(); ++i) {
                const JsonView each = list.at(i), user = each["user"];
                if (textAt(each["schedule"], "id") != schedule) continue;
                // No start, no end: it is always that one.
                const auto from = each["start"].isNull() ? std::optional(m_question.from) : optional(parseIso(textAt(each, "start")));
                const auto to = each["end"].isNull() ? std::optional(m_question.to) : optional(parseIso(textAt(each, "end")));
                add(role, textAt(user, "id"), personOf({textAt(user, "email"), textAt(user, "id")}), from, to);
            }
            if (!doc.root()["more"].boolean().value_or(false)) return {};
        }
        warn("more pages than are read");
        return {};
    }

    Status opsgenie(const std::string& role, const std::string& schedule) {
        const std::string query = outbox::formEncode({{"identifierType", "id"}, {"intervalUnit", "days"}, {"interval", std::to_string(m_settings.daysAhead)}, {"date", toIso(m_question.from)}});
        OK_ASSIGN(const auto doc, getJson(base("https://api.opsgenie.com") + "/v2/schedules/" + pathPart(schedule) +
                                              "/timeline?" + query,
                                          {{"Authorization", "GenieKey " + m_settings.token}}));
        const JsonView rotations = doc.root()["data"]["finalTimeline"]["rotations"];
        if (!rotations.isArray()) return problem("schedule_unreadable", "the scheduler's answer holds no final timeline");
        for (std::size_t i = 0; i < rotations.size(); ++i) {
            const JsonView periods = rotations.at(i)["periods"];
            for (std::size_t k = 0; periods.isArray() && k < periods.size(); ++k) {
                const JsonView each = periods.at(k), who = each["recipient"];
                if (textAt(each, "type") == "historical") continue;
                add(role, textAt(who, "id"), personOf({textAt(who, "name"), textAt(who, "id")}), optional(parseIso(textAt(each, "startDate"))), optional(parseIso(textAt(each, "endDate"))));
            }
        }
        return {};
    }

    Result<std::string> accessToken(const char* vendor, const char* scope) const {
        if (!m_settings.token.empty()) return m_settings.token;
        HttpCall call{.method = "POST", .url = m_settings.tokenUrl.empty() ? vendor : m_settings.tokenUrl, .connectTime = seconds(3), .totalTime = seconds(10)};
        call.form = {{"client_id", m_settings.clientId}, {"client_secret", m_settings.clientSecret}};
        if (m_settings.refreshToken.empty()) {
            call.form.emplace_back("grant_type", "client_credentials");
            call.form.emplace_back("scope", scope);
        } else {
            call.form.emplace_back("grant_type", "refresh_token");
            call.form.emplace_back("refresh_token", m_settings.refreshToken);
        }
        const auto got = outbox::call(call);
        if (got.state != HttpAnswer::State::answered || got.status != 200) return refused(got);
        const auto doc = parseJson(got.body);
        const std::string token = doc.ok() ? textAt(doc->root(), "access_token") : std::string();
        if (token.empty()) return problem("schedule_refused", "the calendar's provider gave no token");
        return token;
    }

    void addOccurrences(const std::string& role, const std::vector<Occurrence>& all) {
        ImportedShifts read = shiftsOf(all, m_question.teamName, role, m_question.people, m_question.source);
        for (std::string& words : read.warnings) warn(std::move(words));
        for (const Shift& each : read.shifts) add(role, each.id, each.person, each.from, each.to);
    }

    Status google(const std::string& role, const std::string& calendar) {
        OK_ASSIGN(const std::string token, accessToken("https://oauth2.googleapis.com/token", "https://www.googleapis.com/auth/calendar.readonly"));
        std::vector<Occurrence> all;
        std::string next;
        for (int page = 0; page < mostPages; ++page) {
            std::vector<std::pair<std::string, std::string>> fields{{"singleEvents", "true"}, {"orderBy", "startTime"}, {"maxResults", "250"}, {"timeMin", toIso(m_question.from)}, {"timeMax", toIso(m_question.to)}};
            if (!next.empty()) fields.emplace_back("pageToken", next);
            OK_ASSIGN(const auto doc, getJson(base("https://www.googleapis.com") + "/calendar/v3/calendars/" + pathPart(calendar) + "/events?" + outbox::formEncode(fields),
                                              {{"Authorization", "Bearer " + token}}));
            const JsonView items = doc.root()["items"];
            if (!items.isArray()) return problem("schedule_unreadable", "the calendar's answer holds no `items`");
            for (std::size_t i = 0; i < items.size(); ++i) {
                const JsonView each = items.at(i);
                if (textAt(each, "status") == "cancelled") continue;
                Occurrence event{textAt(each, "id"), textAt(each, "summary"), lower(textAt(each["organizer"], "email")), {}, {}, {}, Clarity::plain};
                const JsonView attendees = each["attendees"];
                for (std::size_t k = 0; attendees.isArray() && k < attendees.size(); ++k) {
                    if (textAt(attendees.at(k), "responseStatus") != "declined") event.attendees.push_back(lower(textAt(attendees.at(k), "email")));
                }
                keep(all, std::move(event), timeOf(each["start"], m_question.zone), timeOf(each["end"], m_question.zone));
            }
            next = textAt(doc.root(), "nextPageToken");
            if (next.empty()) break;
        }
        addOccurrences(role, all);
        return {};
    }

    Status microsoft(const std::string& role, const std::string& calendar) {
        OK_ASSIGN(const std::string token, accessToken("https://login.microsoftonline.com/common/oauth2/v2.0/token", "https://graph.microsoft.com/.default"));
        const std::string host = base("https://graph.microsoft.com");
        std::string url = host + "/v1.0/users/" + pathPart(calendar) + "/calendarView?" +
                          outbox::formEncode({{"startDateTime", toIso(m_question.from)}, {"endDateTime", toIso(m_question.to)}, {"$top", "100"}});
        std::vector<Occurrence> all;
        for (int page = 0; page < mostPages && !url.empty(); ++page) {
            OK_ASSIGN(const auto doc, getJson(url, {{"Authorization", "Bearer " + token}, {"Prefer", "outlook.timezone=\"UTC\""}}));
            const JsonView items = doc.root()["value"];
            if (!items.isArray()) return problem("schedule_unreadable", "the calendar's answer holds no `value`");
            for (std::size_t i = 0; i < items.size(); ++i) {
                const JsonView each = items.at(i);
                if (each["isCancelled"].boolean().value_or(false)) continue;
                Occurrence event{textAt(each, "id"), textAt(each, "subject"), lower(textAt(each["organizer"]["emailAddress"], "address")), {}, {}, {}, Clarity::plain};
                const JsonView attendees = each["attendees"];
                for (std::size_t k = 0; attendees.isArray() && k < attendees.size(); ++k) {
                    if (textAt(attendees.at(k)["status"], "response") != "declined") event.attendees.push_back(lower(textAt(attendees.at(k)["emailAddress"], "address")));
                }
                keep(all, std::move(event), timeOf(each["start"], m_question.zone), timeOf(each["end"], m_question.zone));
            }
            url = textAt(doc.root(), "@odata.nextLink");
            // The token goes nowhere but where it is for.
            if (!url.empty() && !url.starts_with(host + "/")) return problem("schedule_unreadable", "the calendar points elsewhere for its next page");
        }
        addOccurrences(role, all);
        return {};
    }

    Status iCalendar() {
        std::vector<std::pair<std::string, std::string>> headers{{"Accept", "text/calendar"}};
        if (!m_settings.token.empty()) headers.emplace_back("Authorization", "Bearer " + m_settings.token);
        OK_ASSIGN(const std::string text, get(m_settings.baseUrl, std::move(headers)));
        auto calendar = readCalendar(text);
        if (!calendar.ok()) return problem("schedule_unreadable", calendar.problem().message);
        for (std::string& words : calendar->warnings) warn(std::move(words));
        OK_ASSIGN(const auto all, occurrences(*calendar, m_question.from, m_question.to, m_question.zone));
        addOccurrences(m_settings.schedules.empty() ? "primary" : m_settings.schedules.begin()->first, all);
        return {};
    }

    /// Whoever stands in stands in for every shift of the first role (F06.R1.A2).
    void addAlternates() {
        const std::string person = m_settings.alternate.empty() ? std::string() : personOf({m_settings.alternate});
        if (!m_settings.alternate.empty() && person.empty()) warn("nobody known as the alternate");
        if (person.empty()) return;
        const std::vector<Shift> first = m_out.shifts;
        for (const Shift& each : first) {
            if (each.role == "primary") add("alternate", each.id, person, each.from, each.to);
        }
    }

    static std::string pathPart(const std::string& text) {
        std::string out = outbox::formEncode({{text, ""}});
        out.pop_back();
        return out;
    }
    static std::optional<Instant> optional(const Result<Instant>& at) { return at.ok() ? std::optional(*at) : std::nullopt; }
    static void keep(std::vector<Occurrence>& all, Occurrence event, std::optional<Instant> from, std::optional<Instant> to) {
        if (!from || !to || all.size() >= mostOccurrences) return;
        event.from = *from;
        event.to = *to;
        all.push_back(std::move(event));
    }

    const ScheduleSettings& m_settings;
    const ScheduleQuestion& m_question;
    ScheduleAnswer m_out;
    std::set<std::string> m_known;
};

}  // namespace

Result<ScheduleAnswer> askSchedule(const ScheduleSettings& settings, const ScheduleQuestion& question) { return Reader(settings, question).ask(); }

bool worthAskingAgain(const Problem& why) { return why.code == "schedule_unreachable" || why.code == "schedule_throttled"; }

bool webhookIsTheirs(const ScheduleSettings& settings, std::string_view signature, std::string_view secret, std::string_view body) {
    if (settings.webhookSecret.empty()) return false;
    if (settings.kind != "pagerduty") return constantTimeEqual(asBytes(sha256(secret).hex()), asBytes(sha256(settings.webhookSecret).hex()));
    const std::string wanted = "v1=" + hmacSha256(asBytes(settings.webhookSecret), asBytes(body)).hex();
    while (!signature.empty()) {
        const std::size_t comma = signature.find(',');
        std::string_view one = signature.substr(0, comma);
        while (one.starts_with(' ')) one.remove_prefix(1);
        if (one.size() == wanted.size() && constantTimeEqual(asBytes(one), asBytes(wanted))) return true;
        if (comma == std::string_view::npos) return false;
        signature.remove_prefix(comma + 1);
    }
    return false;
}

}  // namespace ok::oncall
