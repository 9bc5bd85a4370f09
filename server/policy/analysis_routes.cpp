// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is worked out about a version (diff, impact, a trial on the past), and what is carried out of the house and into it.
// None of it changes what is in force; all of it leaves an entry that names the digests of what was looked at.
#include "server/policy/policy_routes.h"
#include "shared/policy/policy_tables.h"

namespace ok::policy {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Desk = std::shared_ptr<const PolicyDesk>;
using Held = PolicyDesk::Held;

constexpr std::size_t mostHistory = 200'000;
constexpr std::size_t importLimit = mostBodyBytes + (std::size_t{1} << 20);

/// Two versions to be compared.
struct Pair {
    const Kind* kind = nullptr;
    int baseline = 0, version = 0;
    std::string before, after;
    [[nodiscard]] Bodies bodies() const { return {before, after}; }
};

int numberIn(std::string_view text) {
    int out = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || out > 100'000'000) return -1;
        out = out * 10 + (c - '0');
    }
    return text.empty() ? -1 : out;
}

/// `live`, nothing or a number; nothing: `otherwise`.
Result<int> versionNamed(std::string_view text, int live, int otherwise) {
    if (text.empty()) return otherwise;
    if (text == "live") return live;
    const int number = numberIn(text);
    if (number < 0) return problem("policy_version_not_found", "there is no such version of this policy document");
    return number;
}

Result<Pair> pairOf(const Desk& desk, Views& views, const std::string& kind, const std::string& baseline, const std::string& version) {
    const Kinds& kinds = *desk->parts().kinds;
    OK_ASSIGN(const Facts now, factsFrom(views, kinds, kind, 0));
    OK_ASSIGN(const int from, versionNamed(baseline, now.liveNumber(), now.liveNumber()));
    OK_ASSIGN(const int to, versionNamed(version, now.liveNumber(), lastVersion(views, kind)));
    OK_ASSIGN(const Facts before, factsFrom(views, kinds, kind, from));
    OK_ASSIGN(const Facts after, factsFrom(views, kinds, kind, to));
    return Pair{kinds.find(kind), from, to, before.body, after.body};
}

PolicyExamined examinedOf(const Pair& pair, const char* what, const std::string& format) {
    PolicyExamined out;
    out.kind = pair.kind->name;
    out.number = pair.version;
    out.baseline = pair.baseline;
    out.what = what;
    out.digest = sha256(pair.after);
    out.baselineDigest = sha256(pair.before);
    out.format = format;
    return out;
}

std::string fileName(const Pair& pair, const char* what, const std::string& extension) {
    return pair.kind->name + "-" + what + "-" + std::to_string(pair.baseline) + "-" + std::to_string(pair.version) + "." + extension;
}

std::string queryText(const HttpRequest& request, std::string_view name, std::string_view otherwise = {}) {
    return std::string(request.queryValue(name).value_or(otherwise));
}

struct Asked {
    std::string kind, baseline, version, format;
    bool takenAway = false;   ///< as a file, whatever its form
};

Asked askedOf(const HttpRequest& request) {
    return {std::string(request.param("kind")), queryText(request, "baseline"), queryText(request, "version"), queryText(request, "format", "json")};
}

using Work = std::function<void(Store&, const SecurityContext&, const Pair&, const Held&)>;

/// Loads both versions on the reading thread, then works with them there. What is wrong with the question hears who may ask it.
void compare(const Desk& desk, const HttpRequest& request, net::Responder respond, const Result<Asked>& question, Work work) {
    const auto who = desk->admit(request, respond, "policies.read");
    if (!who) return;
    if (!question.ok()) return respond(desk->refused(question.problem()));
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    desk->post(held, [desk, who = *who, asked = *question, work = std::move(work), held](Store& store) {
        Views views(store.documents(who.tenant));
        const auto pair = pairOf(desk, views, asked.kind, asked.baseline, asked.version);
        if (!pair.ok()) return (*held)(desk->refused(pair.problem()));
        if ((asked.takenAway || asked.format != "json") && desk->parts().ports.beforeExport) {
            if (const auto why = desk->parts().ports.beforeExport(store, who)) return (*held)(desk->refused(*why));
        }
        work(store, who, *pair, held);
    });
}

Problem unknownFormat() { return problem("invalid_fields", "`format` is json, csv or, of a diff, pdf"); }

/// The result as it was asked for; what is taken away as a file is an export and leaves an entry.
void answerAs(const Desk& desk, const SecurityContext& who, PolicyExamined examined, const Pair& pair, const Held& held, std::string json,
              const std::function<std::string()>& csv, const std::function<std::string()>& pdf, bool always) {
    HttpResponse response = HttpResponse::json(200, std::move(json));
    const std::string what = examined.what == "export" ? "changes" : examined.what;
    if (examined.format == "csv") response = fileResponse("text/csv; charset=utf-8; header=present", fileName(pair, what.c_str(), "csv"), csv());
    else if (examined.format == "pdf" && pdf) response = fileResponse("application/pdf", fileName(pair, what.c_str(), "pdf"), pdf());
    else if (examined.format != "json") return (*held)(desk->refused(unknownFormat()));
    if (examined.format == "json" && !always) return (*held)(std::move(response));
    examined.resultDigest = sha256(response.bodyView());
    desk->record(who, std::move(examined), held, std::move(response));
}

void getDiff(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    DiffFilter filter{queryText(request, "dimension"), {}, queryText(request, "principal")};
    if (const std::string change = queryText(request, "change"); !change.empty()) {
        filter.change = parseEnum<ChangeType>(change);
        if (!filter.change) return compare(desk, request, std::move(respond), problem("invalid_fields", "`change` is added, removed or modified"), {});
    }
    const Asked asked = askedOf(request);
    compare(desk, request, std::move(respond), asked, [desk, filter, asked](Store&, const SecurityContext& who, const Pair& pair, const Held& held) {
        auto diff = diffOf(*pair.kind, pair.bodies(), filter);
        if (!diff.ok()) return (*held)(desk->refused(diff.problem()));
        diff->baseline = pair.baseline;
        diff->version = pair.version;
        PolicyExamined examined = examinedOf(pair, "export", asked.format);
        examined.counts = {{"added", diff->totals.added}, {"modified", diff->totals.modified}, {"removed", diff->totals.removed}};
        answerAs(desk, who, std::move(examined), pair, held, toJson(*diff), [&] { return csvOf(*diff); }, [&] { return pdfOf(*diff, desk->parts().clock()); }, false);
    });
}

void getImpact(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const Asked asked = askedOf(request);
    compare(desk, request, std::move(respond), asked, [desk, asked](Store&, const SecurityContext& who, const Pair& pair, const Held& held) {
        if (!pair.kind->impact) return (*held)(desk->refused(problem("not_supported", "this kind knows no impact analysis")));
        Impact impact = pair.kind->impact(pair.bodies());
        impact.kind = pair.kind->name;
        impact.baseline = pair.baseline;
        impact.version = pair.version;
        impact.baselineDigest = sha256(pair.before);
        impact.versionDigest = sha256(pair.after);
        impact.analysisId = formatUuid(desk->freshUuid());
        impact.at = desk->parts().clock();
        countImpact(impact);
        PolicyExamined examined = examinedOf(pair, "impact", asked.format);
        examined.analysisId = impact.analysisId;
        examined.counts = {{"gains", impact.total.gains}, {"high_risk", impact.highRisk}, {"losses", impact.total.losses}};
        answerAs(desk, who, std::move(examined), pair, held, toJson(impact), [&] { return csvOf(impact); }, {}, true);
    });
}

struct SimulateBody {
    std::string version, baseline;
    Instant from, to;
};
BOOST_DESCRIBE_STRUCT(SimulateBody, (), (version, baseline, from, to))

void postSimulate(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const auto body = fromJson<SimulateBody>(request.body);
    if (!body.ok()) return compare(desk, request, std::move(respond), body.problem(), {});
    if (!body->from.known() || body->to <= body->from) return compare(desk, request, std::move(respond), problem("invalid_fields", "`from` and `to` are a period"), {});
    Asked asked = askedOf(request);
    asked.version = body->version;
    asked.baseline = body->baseline;
    compare(desk, request, std::move(respond), asked, [desk, asked, from = body->from, to = body->to](Store& store, const SecurityContext& who, const Pair& pair, const Held& held) {
        if (!pair.kind->simulate || !desk->parts().ports.history) return (*held)(desk->refused(problem("not_supported", "this kind cannot be tried on the past")));
        auto cases = desk->parts().ports.history(store, who.tenant, pair.kind->name, from, to);
        if (cases.size() > mostHistory) return (*held)(desk->refused(problem("too_many_cases", "more than 200,000 actions: ask for a shorter period")));
        Simulation out{pair.kind->name, pair.baseline, pair.version, from, to, pair.kind->simulate(pair.bodies(), cases), {}, {}};
        countSimulation(out);
        PolicyExamined examined = examinedOf(pair, "simulation", asked.format);
        examined.counts = {{"allowed", out.total.allowed}, {"changed", out.total.changed}, {"denied", out.total.denied}};
        answerAs(desk, who, std::move(examined), pair, held, toJson(out), [&] { return csvOf(out); }, {}, true);
    });
}

void getExport(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    Asked asked = askedOf(request);
    if (asked.version.empty()) asked.version = "live";
    asked.takenAway = true;
    compare(desk, request, std::move(respond), asked, [desk, asked](Store&, const SecurityContext& who, const Pair& pair, const Held& held) {
        const ExportHeading heading{std::string(exportSchema), pair.kind->name, pair.kind->schemaVersion, pair.version, sha256(pair.after), desk->parts().clock()};
        const auto csv = asked.format == "csv" ? exportCsv(heading, pair.after) : Result<std::string>(std::string());
        if (!csv.ok()) return (*held)(desk->refused(csv.problem()));
        PolicyExamined examined = examinedOf(pair, "export", asked.format);
        answerAs(desk, who, std::move(examined), pair, held, exportJson(heading, pair.after), [&] { return *csv; }, {}, true);
    });
}

struct ImportAsked {
    std::string kind, mode, text, reason;
    int version = 0, ifRevision = 0;
    bool csv = false;
};

void commitImport(const Desk& desk, const SecurityContext& who, const ImportAsked& asked, const Facts& facts, Imported imported, const Held& held) {
    auto changes = changesBetween(facts.body, imported.body);
    if (!changes.ok()) return (*held)(desk->refused(changes.problem()));
    imported.report.transactionId = formatUuid(desk->freshUuid());
    const EditDraft command{asked.kind, asked.version, facts.version.revision, std::move(*changes), {}, asked.reason, imported.report.transactionId};
    desk->submit(who, EditDraft::card.name, toJson(command), [desk, held, report = std::move(imported.report)](CommandAnswer answer) {
        (*held)(answer.reply.ok() ? HttpResponse::json(200, toJson(report)) : desk->refused(answer.reply.problem()));
    });
}

void runImport(const Desk& desk, Store& store, const SecurityContext& who, const ImportAsked& asked, const Held& held) {
    Views views(store.documents(who.tenant));
    const auto facts = factsFrom(views, *desk->parts().kinds, asked.kind, asked.version);
    if (!facts.ok()) return (*held)(desk->refused(facts.problem()));
    if (const auto seen = checkRevision(facts->version, asked.ifRevision); !seen.ok()) return (*held)(desk->refused(seen.problem()));
    const std::string body = asked.version == 0 ? facts->liveBody() : facts->body;
    const auto records = asked.csv ? readCsvRecords(facts->kind, asked.text) : readJsonRecords(facts->kind, asked.text);
    if (!records.ok()) return (*held)(desk->refused(records.problem()));
    auto imported = importRecords(facts->kind, body, *records);
    if (!imported.ok()) return (*held)(desk->refused(imported.problem()));
    imported->report.mode = asked.mode;
    imported->report.version = asked.version;
    if (asked.mode == "commit") return commitImport(desk, who, asked, *facts, std::move(*imported), held);
    PolicyExamined examined;
    examined.kind = asked.kind;
    examined.number = asked.version;
    examined.what = "import_dry_run";
    examined.digest = sha256(asked.text);
    examined.format = asked.csv ? "csv" : "json";
    examined.counts = {{"invalid", imported->report.summary.invalid}, {"valid", imported->report.summary.valid}};
    desk->record(who, std::move(examined), held, HttpResponse::json(200, toJson(imported->report)));
}

void postImport(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const auto who = desk->admit(request, respond, "policies.draft");
    if (!who) return;
    const auto seen = ifMatch(request);
    if (!seen.ok()) return respond(desk->refused(seen.problem()));
    ImportAsked asked{std::string(request.param("kind")), queryText(request, "mode", "dry-run"), request.body, queryText(request, "reason"),
                      numberIn(queryText(request, "version", "0")), *seen, request.header("Content-Type").starts_with("text/csv")};
    if (asked.mode != "dry-run" && asked.mode != "commit") return respond(desk->refused(problem("invalid_fields", "`mode` is dry-run or commit")));
    if (asked.version < 0 || (asked.version == 0 && asked.mode == "commit")) {
        return respond(desk->refused(problem("invalid_fields", "`version` names the draft that takes the records")));
    }
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    desk->post(held, [desk, who = *who, asked = std::move(asked), held](Store& store) { runImport(desk, store, who, asked, held); });
}

}  // namespace

void addAnalysisRoutes(net::Router& router, const Desk& desk) {
    const auto bind = [desk](auto handler) {
        return [desk, handler](const HttpRequest& request, net::Responder respond) { handler(desk, request, std::move(respond)); };
    };
    router.get("/v1/policies/{kind}/diff", bind(getDiff));
    router.get("/v1/policies/{kind}/impact", bind(getImpact));
    router.post("/v1/policies/{kind}/impact", bind(getImpact));
    router.post("/v1/policies/{kind}/simulate", bind(postSimulate));
    router.get("/v1/policies/{kind}/export", bind(getExport));
    router.post("/v1/policies/{kind}/import", bind(postImport), {.bodyLimit = importLimit});
}

}  // namespace ok::policy
