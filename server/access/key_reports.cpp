// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/key_reports.h"

#include <algorithm>
#include <set>

#include "shared/base/csv_writer.h"
#include "shared/base/json_value.h"
#include "shared/base/pdf_pages.h"

namespace ok::access {
namespace {

constexpr int block = 2000;
constexpr std::size_t mostAnomalies = 100, mostFrequent = 10, lastPlaces = 5;

std::string guidanceFor(const std::string& type) {
    static const std::map<std::string, std::string> known{
        {"keys_missing", "enrol_keys"}, {"key_expired", "renew_key"}, {"key_renewal_due", "renew_key"}, {"renew_after_days", "renew_key"},
        {"key_not_approved", "use_approved_key"}, {"key_suspended", "remove_key"}, {"regions", "use_known_network"},
        {"environments", "use_known_network"}};
    const auto found = known.find(type);
    return found == known.end() ? "use_approved_key" : found->second;
}

std::string linkFor(const std::string& guidance, UserId user) {
    return guidance == "remove_key" ? "/v1/keys/reports/people/" + user.str() : "/sign-in";
}

std::vector<User> peopleOf(Views& views) {
    std::vector<User> out;
    views.each<User>([&](const User& user) {
        if (!user.disabled) out.push_back(user);
    });
    std::sort(out.begin(), out.end(), [](const User& a, const User& b) { return a.login < b.login; });
    return out;
}

void addLines(Views& views, const User& user, const RoleBook& book, Instant now, bool drill, std::vector<ViolationLine>& out) {
    const KeyStanding standing = standingOf(views, user, book, now);
    const auto roles = book.of(user.id.str(), user.roles);
    const std::string environment = drill ? "drill" : "live";
    for (const KeyShortfall& s : standing.shortfalls) {
        const std::string help = guidanceFor(s.kind);
        out.push_back({s.kind, user.id, user.login, roles, environment, {}, s.detail, 1, now, help, linkFor(help, user.id)});
    }
    const auto ran = views.find<KeyViolations>(user.id.str());
    if (!ran) return;
    for (const KeyViolation& v : ran->rules) {
        const std::string help = guidanceFor(v.rule);
        out.push_back({v.rule, user.id, user.login, roles, v.environment, v.region, v.aaguid, v.count, v.lastSeenAt, help, linkFor(help, user.id)});
    }
}

/// The sequence before the first entry at or after `from`.
std::int64_t placeOf(Store& store, TenantId tenant, Instant from) {
    std::int64_t low = 0, high = store.lastSequence(tenant, Stream::security);
    while (from.known() && low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        const auto one = store.entries(tenant, Stream::security, middle, 1);
        if (one.empty() || one.front().header.ledgerTime >= from) high = middle;
        else low = middle + 1;
    }
    return from.known() ? low : 0;
}

struct Line {
    std::string kind, outcome, address, region;
    UserId user;
};

/// An entry of keys in the words of a report; nothing for others.
std::optional<Line> lineOf(const Entry& entry) {
    const std::string& type = entry.header.type;
    const auto of = [&](const KeyFacts& f, const char* kind, const char* outcome) {
        return Line{f.eventType.empty() ? kind : f.eventType, f.outcome.empty() ? outcome : f.outcome, f.address, f.region, f.user};
    };
    if (type == KeyEnrolled::eventType) {
        if (const auto e = fromJson<KeyEnrolled>(entry.payload); e.ok()) return of(e->facts, "registration", "success");
    } else if (type == KeyUsed::eventType) {
        if (const auto e = fromJson<KeyUsed>(entry.payload); e.ok()) return of(e->facts, "assertion", "success");
    } else if (type == KeyRefused::eventType) {
        const auto e = fromJson<KeyRefused>(entry.payload);
        if (e.ok()) return of(e->facts, e->policyRule.empty() ? "assertion" : "policy_violation", e->policyRule.empty() ? "fail" : "blocked");
    } else if (type == KeyReportShown::eventType) {
        if (const auto e = fromJson<KeyReportShown>(entry.payload); e.ok()) return Line{e->look.eventType, e->look.outcome, {}, {}, UserId::parse(e->about).valueOr({})};
    }
    return {};
}

bool isAnomaly(const std::string& type) {
    return type == FactorAlert::eventType || type == RegionAlert::eventType || type == KeySuspended::eventType;
}

void keepMost(std::map<std::string, std::int64_t>& counts) {
    std::vector<std::pair<std::string, std::int64_t>> all(counts.begin(), counts.end());
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
    if (all.size() > mostFrequent) all.resize(mostFrequent);
    counts = {all.begin(), all.end()};
}

ReportAnomaly anomalyOf(const Entry& entry) {
    ReportAnomaly out{entry.header.type, entry.header.ledgerTime, entry.header.entryId.str(), {}, {}, {}, {}, {}, {}};
    if (!entry.header.subjects.empty()) out.user = entry.header.subjects.front();
    if (entry.header.type == RegionAlert::eventType) {
        if (auto e = fromJson<RegionAlert>(entry.payload); e.ok()) {
            out.login = e->login, out.address = e->address, out.region = e->newLocation;
            out.priorRegions = std::move(e->priorLocations);
            out.position = e->position;
        }
    } else if (const auto payload = JsonValue::parse(entry.payload); payload.ok()) {
        out.login = std::string(payload->textAt("login"));
    }
    return out;
}

/// Breaking the glass is told by the approvals, in this stream (override_review.h); here it is only counted.
struct BrokenGlass {
    std::string outcome, actor, approver;
};
std::optional<BrokenGlass> brokenGlass(const Entry& entry) {
    if (entry.header.type != "approval.break_glass") return {};
    const auto payload = JsonValue::parse(entry.payload);
    const JsonValue* record = payload.ok() ? payload->find("record") : nullptr;
    if (record == nullptr) return {};
    return BrokenGlass{std::string(record->textAt("outcome")), std::string(record->textAt("actor_user_id")), std::string(record->textAt("approver_user_id"))};
}

bool concerns(const Entry& entry, UserId user) {
    const auto& subjects = entry.header.subjects;
    if (const auto glass = user.known() ? brokenGlass(entry) : std::nullopt) return glass->actor == user.str() || glass->approver == user.str();
    return !user.known() || std::find(subjects.begin(), subjects.end(), user.str()) != subjects.end();
}

void add(KeyReport& out, const Entry& entry) {
    const EntryHeader& header = entry.header;
    if (isAnomaly(header.type)) {
        ++out.anomalyCounts[header.type];
        out.anomalies.push_back(anomalyOf(entry));
        if (out.anomalies.size() > mostAnomalies) out.anomalies.erase(out.anomalies.begin());
    }
    if (const auto glass = brokenGlass(entry)) {
        ++out.events;
        ++out.breakGlass[glass->outcome];
        ++out.byEventType["break_glass"];
        ++out.byOutcome[glass->outcome];
        ++out.byDay[toIso(header.ledgerTime).substr(0, 10)];
    }
    const auto line = lineOf(entry);
    if (!line) return;
    ++out.events;
    ++out.byEventType[line->kind];
    ++out.byOutcome[line->outcome];
    ++out.byDay[toIso(header.ledgerTime).substr(0, 10)];
    if (!line->region.empty()) ++out.byRegion[line->region];
    if (line->address.empty()) return;
    ++out.byAddress[line->address];
    std::erase(out.lastAddresses, line->address);
    out.lastAddresses.insert(out.lastAddresses.begin(), line->address);
    if (out.lastAddresses.size() > lastPlaces) out.lastAddresses.pop_back();
}

}  // namespace

std::vector<ViolationLine> violationsNow(Views& views, Instant now, bool drill) {
    std::vector<ViolationLine> out;
    const RoleBook book(views, now);
    for (const User& user : peopleOf(views)) addLines(views, user, book, now, drill, out);
    return out;
}

PolicyStatus policyStatus(Views& views, Instant now, bool drill) {
    PolicyStatus out;
    out.policy = policyOf(views);
    const KeyPolicy& policy = out.policy;
    out.policyId = "keys/" + std::to_string(policy.version);
    out.changedAt = policy.changedAt;
    const auto changer = views.find<User>(policy.changedBy);
    out.changedBy = changer ? changer->login : policy.changedBy;
    out.roles = policy.rolesWithKeys;
    out.environments = policy.environments;
    out.regions = policy.regions;
    const Instant grace = policy.demandedSince.known() ? policy.demandedSince + hours(24 * static_cast<std::int64_t>(policy.graceDays)) : Instant{};
    if (grace.known() && now < grace && !policy.rolesWithKeys.empty()) out.graceUntil = grace;
    out.state = policy.rolesWithKeys.empty() ? "open" : out.graceUntil.known() ? "grace" : "enforced";
    if (const auto lift = views.find<KeyPlacesLift>("keys"); lift && now < lift->until) out.liftedUntil = lift->until;
    if (const auto metadata = views.find<KeyMetadata>("fido")) {
        out.metadataNumber = metadata->number;
        out.metadataNextUpdate = metadata->nextUpdate;
    }
    const RoleBook book(views, now);
    for (const User& user : peopleOf(views)) {
        const KeyStanding standing = standingOf(views, user, book, now);
        if (standing.needed == 0) continue;
        ++out.concerned;
        ++(standing.compliant ? out.compliant : out.noncompliant);
    }
    out.violations = static_cast<std::int64_t>(violationsNow(views, now, drill).size());
    return out;
}

KeyReport keyReport(Store& store, TenantId tenant, UserId user, Instant from, Instant to, Instant now) {
    KeyReport out;
    out.tenant = tenant;
    out.user = user;
    out.from = from;
    out.to = to;
    out.generatedAt = now;
    Views views(store.documents(tenant));
    if (const auto person = views.find<User>(user.str())) out.login = person->login;
    std::set<std::string> models;
    const auto note = [&](const SecurityKey& key) {
        if (key.state != KeyState::removed) models.insert(key.aaguid);
    };
    if (user.known()) for (const SecurityKey& key : views.byKey<SecurityKey>("user", user.str())) note(key);
    else views.each<SecurityKey>(note);
    out.models.assign(models.begin(), models.end());
    for (std::int64_t after = placeOf(store, tenant, from);;) {
        const auto entries = store.entries(tenant, Stream::security, after, block);
        for (const Entry& entry : entries) {
            if (to.known() && entry.header.ledgerTime >= to) break;
            if (concerns(entry, user)) add(out, entry);
        }
        if (entries.size() < static_cast<std::size_t>(block) || (to.known() && entries.back().header.ledgerTime >= to)) break;
        after = entries.back().header.sequence;
    }
    keepMost(out.byAddress);
    keepMost(out.byRegion);
    return out;
}

namespace {

struct ReportLine {
    std::string section, name, value;
};

/// What a report says, in the order of its forms: CSV and PDF are this and nothing else.
std::vector<ReportLine> linesOf(const KeyReport& report) {
    std::vector<ReportLine> out;
    const auto line = [&](const char* section, const std::string& name, const std::string& value) { out.push_back({section, name, value}); };
    line("report", "generated_at", toIso(report.generatedAt));
    line("filter", "user", report.user.known() ? report.user.str() : "");
    line("filter", "login", report.login);
    line("filter", "from", report.from.known() ? toIso(report.from) : "");
    line("filter", "to", report.to.known() ? toIso(report.to) : "");
    line("total", "events", std::to_string(report.events));
    const auto counts = [&](const char* section, const std::map<std::string, std::int64_t>& map) {
        for (const auto& [name, count] : map) line(section, name, std::to_string(count));
    };
    counts("event_type", report.byEventType);
    counts("outcome", report.byOutcome);
    counts("day", report.byDay);
    counts("address", report.byAddress);
    counts("region", report.byRegion);
    counts("break_glass", report.breakGlass);
    counts("anomaly", report.anomalyCounts);
    for (const std::string& model : report.models) line("model", model, "");
    for (const std::string& address : report.lastAddresses) line("last_address", address, "");
    for (const ReportAnomaly& anomaly : report.anomalies) line("anomaly_entry", anomaly.entry, toIso(anomaly.at));
    return out;
}

}  // namespace

std::string csvOf(const KeyReport& report) {
    std::string out = "section,name,value\r\n";
    for (const ReportLine& line : linesOf(report)) appendCsvLine(out, {line.section, line.name, line.value});
    return out;
}

std::string pdfOf(const KeyReport& report) {
    PdfPages pdf;
    pdf.next();
    pdf.line(40, "F2", 16, report.user.known() ? "Security keys of " + report.login : std::string("Security keys"));
    std::string section;
    for (const ReportLine& line : linesOf(report)) {
        pdf.next(line.section == section ? 1 : 2);
        if (line.section != section) pdf.line(40, "F2", 9, line.section);
        section = line.section;
        pdf.line(160, "F1", 9, line.name);
        pdf.line(520, "F1", 9, line.value);
    }
    return pdf.finished(report.generatedAt, "OutageKit key report");
}

std::string csvOf(const std::vector<ViolationLine>& lines) {
    std::string out = "type,login,user,roles,environment,region,detail,count,last_seen_at,guidance,link\r\n";
    for (const ViolationLine& v : lines) {
        std::string roles;
        for (const std::string& role : v.roles) roles += (roles.empty() ? "" : " ") + role;
        appendCsvLine(out, {v.type, v.login, v.user.str(), roles, v.environment, v.region, v.detail, std::to_string(v.count), toIso(v.lastSeenAt), v.guidance, v.link});
    }
    return out;
}

}  // namespace ok::access
