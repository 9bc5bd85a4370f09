// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/policy/policy_routes.h"

#include <algorithm>
#include <charconv>

namespace ok::policy {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Desk = std::shared_ptr<const PolicyDesk>;
using Held = PolicyDesk::Held;

constexpr std::size_t bodyLimit = mostBodyBytes + (std::size_t{1} << 16);

Held hold(net::Responder respond) { return std::make_shared<net::Responder>(std::move(respond)); }

std::optional<int> numberOf(std::string_view text) {
    int out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size() || out < 0) return std::nullopt;
    return out;
}

struct KindView {
    std::string kind;
    int schemaVersion = 1, liveVersion = 0;
    Digest liveDigest;
    Instant liveSince;
    std::vector<std::string> dimensions;
    PolicySettings settings;
    RawJson schema;
};
BOOST_DESCRIBE_STRUCT(KindView, (), (kind, schemaVersion, liveVersion, liveDigest, liveSince, dimensions, settings, schema))

void getKinds(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    desk->read(request, std::move(respond), "policies.read", [desk](Store& store, const SecurityContext& who) {
        Views views(store.documents(who.tenant));
        std::vector<std::string> items;
        for (const std::string& name : desk->parts().kinds->names()) {
            const Kind& kind = *desk->parts().kinds->find(name);
            KindView out{name, kind.schemaVersion, 0, {}, {}, kind.dimensions, settingsIn(views, kind), RawJson{kind.schema}};
            if (const auto live = views.find<PolicyLive>(name)) {
                out.liveVersion = live->version;
                out.liveDigest = live->digest;
                out.liveSince = live->since;
            }
            items.push_back(toJson(out));
        }
        return HttpResponse::json(200, pageJson(items, {}));
    });
}

void getVersions(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const auto page = pageOf(request);
    if (!page.ok()) return respond(desk->refused(page.problem()));
    const std::string state(request.queryValue("state").value_or(""));
    desk->read(request, std::move(respond), "policies.read", [desk, page = *page, state, kind = std::string(request.param("kind"))](Store& store, const SecurityContext& who) {
        if (desk->parts().kinds->find(kind) == nullptr) return desk->refused(problem("kind_not_found", "there is no such kind of policy document"));
        Views views(store.documents(who.tenant));
        auto all = state.empty() ? views.byKey<PolicyVersion>("kind", kind) : views.byKey<PolicyVersion>("state", kind + "/" + state);
        std::reverse(all.begin(), all.end());  // the newest first
        std::vector<std::string> items;
        std::string next;
        for (const PolicyVersion& version : all) {
            if (!page.after.empty() && version.viewId() >= page.after) continue;
            if (items.size() == page.limit) {
                next = PolicyVersion::idOf(kind, version.number + 1);
                break;
            }
            items.push_back(toJson(version));
        }
        return HttpResponse::json(200, pageJson(items, next));
    });
}

struct VersionView {
    PolicyVersion version;
    RawJson body;
};
BOOST_DESCRIBE_STRUCT(VersionView, (), (version, body))

std::string etagOf(const PolicyVersion& version) { return "\"" + std::to_string(version.revision) + "\""; }

void getVersion(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const std::string tag(request.header("If-None-Match"));
    desk->read(request, std::move(respond), "policies.read", [desk, tag, kind = std::string(request.param("kind")), which = std::string(request.param("version"))](
                                                                 Store& store, const SecurityContext& who) {
        Views views(store.documents(who.tenant));
        const auto live = views.find<PolicyLive>(kind);
        const auto number = which == "live" ? std::optional<int>(live ? live->version : 0) : numberOf(which);
        const auto facts = factsFrom(views, *desk->parts().kinds, kind, number.value_or(0));
        if (!facts.ok()) return desk->refused(facts.problem());
        if (number.value_or(0) == 0) return desk->refused(problem("policy_version_not_found", "there is no such version of this policy document"));
        HttpResponse response = tag == etagOf(facts->version) ? HttpResponse{304, {}, std::string()}
                                                              : HttpResponse::json(200, toJson(VersionView{facts->version, RawJson{facts->body}}));
        response.headers.set("ETag", etagOf(facts->version));
        return response;
    });
}

/// A command whose answer is a version: its revision becomes the ETag.
void send(const Desk& desk, const SecurityContext& who, std::string_view command, std::string body, const Held& held, int status = 200) {
    desk->submit(who, command, std::move(body), [desk, held, status](CommandAnswer answer) {
        if (!answer.reply.ok()) return (*held)(desk->refused(answer.reply.problem()));
        auto response = HttpResponse::json(status, *answer.reply);
        if (const auto reply = fromJson<VersionReply>(*answer.reply); reply.ok() && reply->version != 0) {
            response.headers.set("ETag", "\"" + std::to_string(reply->revision) + "\"");
            if (status == 201) response.headers.set("Location", "/v1/policies/" + reply->kind + "/versions/" + std::to_string(reply->version));
        }
        (*held)(std::move(response));
    });
}

struct NewVersion {
    std::string summary;
};
BOOST_DESCRIBE_STRUCT(NewVersion, (), (summary))

void postVersion(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const auto who = desk->admit(request, respond, "policies.draft");
    if (!who) return;
    const auto body = fromJson<NewVersion>(request.body);
    if (!body.ok()) return respond(desk->refused(body.problem()));
    send(desk, *who, CreateDraft::card.name, toJson(CreateDraft{std::string(request.param("kind")), body->summary}), hold(std::move(respond)), 201);
}

struct EditBody {
    std::optional<RawJson> body;       // PUT
    std::vector<Change> changes;       // PATCH
    std::string summary, reason;
};
BOOST_DESCRIBE_STRUCT(EditBody, (), (body, changes, summary, reason))

/// The whole body: what it changes is worked out on the reading thread, and the gate is told only that.
void replaceBody(const Desk& desk, const SecurityContext& who, EditDraft command, const std::string& body, const Held& held) {
    desk->post(held, [desk, who, command, body, held](Store& store) mutable {
        Views views(store.documents(who.tenant));
        const auto facts = factsFrom(views, *desk->parts().kinds, command.kind, command.version);
        if (!facts.ok()) return (*held)(desk->refused(facts.problem()));
        const auto next = normalised(facts->kind, body);
        if (!next.ok()) return (*held)(desk->refused(next.problem()));
        auto changes = changesBetween(facts->body, *next);
        if (!changes.ok()) return (*held)(desk->refused(changes.problem()));
        command.changes = std::move(*changes);
        if (command.ifRevision == 0) command.ifRevision = facts->version.revision;
        send(desk, who, EditDraft::card.name, toJson(command), held);
    });
}

void writeVersion(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const auto who = desk->admit(request, respond, "policies.draft");
    if (!who) return;
    const auto body = fromJson<EditBody>(request.body);
    const auto seen = ifMatch(request);
    const auto number = numberOf(request.param("version"));
    if (!body.ok()) return respond(desk->refused(body.problem()));
    if (!seen.ok()) return respond(desk->refused(seen.problem()));
    if (!number) return respond(desk->refused(problem("policy_version_not_found", "there is no such version of this policy document")));
    EditDraft command{std::string(request.param("kind")), *number, *seen, body->changes, body->summary, body->reason, {}};
    if (request.method == "PATCH") return send(desk, *who, EditDraft::card.name, toJson(command), hold(std::move(respond)));
    if (!body->body) return respond(desk->refused(problem("invalid_fields", "`body` is missing: the whole document")));
    replaceBody(desk, *who, std::move(command), body->body->text, hold(std::move(respond)));
}

struct StepBody {
    std::string comment, reason, effectiveAt, zone = "UTC";
    Digest digest;
};
BOOST_DESCRIBE_STRUCT(StepBody, (), (comment, reason, effectiveAt, zone, digest))

struct Step {
    std::string_view command;
    std::string body;
};

std::optional<Step> stepOf(std::string_view name, const std::string& kind, int version, int seen, const StepBody& said) {
    const auto review = [&](ReviewDecision decision) {
        return Step{ReviewVersion::card.name, toJson(ReviewVersion{kind, version, seen, decision, said.comment, said.digest})};
    };
    if (name == "submit") return Step{SubmitDraft::card.name, toJson(SubmitDraft{kind, version, seen})};
    if (name == "approve") return review(ReviewDecision::approve);
    if (name == "request-changes") return review(ReviewDecision::requestChanges);
    if (name == "reject") return review(ReviewDecision::reject);
    if (name == "take-back") return Step{TakeBack::card.name, toJson(TakeBack{kind, version, seen, false, said.reason})};
    if (name == "discard") return Step{TakeBack::card.name, toJson(TakeBack{kind, version, seen, true, said.reason})};
    if (name == "schedule") return Step{ScheduleVersion::card.name, toJson(ScheduleVersion{kind, version, seen, said.effectiveAt, said.zone})};
    if (name == "unschedule") return Step{CancelSchedule::card.name, toJson(CancelSchedule{kind, version, seen, said.reason})};
    if (name == "publish") return Step{PublishVersion::card.name, toJson(PublishVersion{kind, version, seen, said.effectiveAt, said.zone})};
    if (name == "rebase") return Step{RebaseDraft::card.name, toJson(RebaseDraft{kind, version, seen})};
    return std::nullopt;
}

struct ValidationReport {
    std::string kind;
    int version = 0;
    bool valid = true;                   ///< nothing blocks
    std::vector<Finding> findings;
};
BOOST_DESCRIBE_STRUCT(ValidationReport, (), (kind, version, valid, findings))

void validate(const Desk& desk, const SecurityContext& who, const std::string& kind, int version, const Held& held) {
    desk->post(held, [desk, who, kind, version, held](Store& store) {
        Views views(store.documents(who.tenant));
        auto facts = factsFrom(views, *desk->parts().kinds, kind, version);
        if (!facts.ok()) return (*held)(desk->refused(facts.problem()));
        ValidationReport report{kind, version, true, findingsOf(*facts)};
        report.valid = !anyBlocking(report.findings);
        PolicyExamined examined;
        examined.kind = kind;
        examined.number = version;
        examined.baseline = facts->liveNumber();
        examined.what = "validation";
        examined.digest = facts->version.digest;
        std::string body = toJson(report);
        examined.resultDigest = sha256(body);
        for (const Finding& finding : report.findings) ++examined.counts[finding.blocking ? "blocking" : "warnings"];
        desk->record(who, std::move(examined), held, HttpResponse::json(200, std::move(body)));
    });
}

void postStep(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    // Which right it needs is the gate's question; here only who asks.
    auto who = desk->admit(request, respond, {});
    if (!who) return;
    const auto said = fromJson<StepBody>(request.body.empty() ? "{}" : std::string_view(request.body));
    const auto seen = ifMatch(request);
    const auto number = numberOf(request.param("version"));
    if (!said.ok()) return respond(desk->refused(said.problem()));
    if (!seen.ok()) return respond(desk->refused(seen.problem()));
    const std::string kind(request.param("kind"));
    if (!number) return respond(desk->refused(problem("policy_version_not_found", "there is no such version of this policy document")));
    if (request.param("step") == "validate") {
        if (auto why = desk->parts().ports.mayNot(*who, "policies.read")) return respond(desk->refused(*why));
        return validate(desk, *who, kind, *number, hold(std::move(respond)));
    }
    auto step = stepOf(request.param("step"), kind, *number, *seen, *said);
    if (!step) return respond(desk->refused(problem("step_not_found", "there is no such step in the life of a version")));
    send(desk, *who, step->command, std::move(step->body), hold(std::move(respond)));
}

struct RollbackBody {
    int version = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RollbackBody, (), (version, reason))

void postRollback(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const auto who = desk->admit(request, respond, {});
    if (!who) return;
    const auto body = fromJson<RollbackBody>(request.body);
    if (!body.ok()) return respond(desk->refused(body.problem()));
    send(desk, *who, Rollback::card.name, toJson(Rollback{std::string(request.param("kind")), body->version, body->reason}), hold(std::move(respond)));
}

struct SettingsBody {
    int approvers = 2;
    std::string approverRole = "policy_approver";
    std::vector<std::string> notify = {"alert_email"};
    std::map<std::string, std::int64_t> limits;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SettingsBody, (), (approvers, approverRole, notify, limits, reason))

void putSettings(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const auto who = desk->admit(request, respond, {});
    if (!who) return;
    const auto body = fromJson<SettingsBody>(request.body);
    if (!body.ok()) return respond(desk->refused(body.problem()));
    const ConfigurePolicy command{{std::string(request.param("kind")), body->approvers, body->approverRole, body->notify, body->limits}, body->reason};
    send(desk, *who, ConfigurePolicy::card.name, toJson(command), hold(std::move(respond)));
}

}  // namespace

std::optional<SecurityContext> PolicyDesk::admit(const HttpRequest& request, net::Responder& respond, std::string_view action) const {
    auto who = m_parts.ports.whoIs(request);
    if (!who.ok()) {
        respond(refused(who.problem()));
        return std::nullopt;
    }
    if (!action.empty()) {
        if (auto why = m_parts.ports.mayNot(*who, action)) {
            why->traceId = request.traceId;
            respond(refused(*why));
            return std::nullopt;
        }
    }
    who->traceId = request.traceId;
    who->source = "api";
    return std::move(*who);
}

void PolicyDesk::read(const HttpRequest& request, net::Responder respond, std::string_view action, Answer answer) const {
    const auto who = admit(request, respond, action);
    if (!who) return;
    const Held held = hold(std::move(respond));
    post(held, [held, who = *who, answer = std::move(answer)](Store& store) {
        auto response = answer(store, who);
        response.headers.set("Cache-Control", "no-store");
        (*held)(std::move(response));
    });
}

void PolicyDesk::post(const Held& held, std::function<void(Store&)> work) const {
    m_parts.reader.post(std::move(work), [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

void PolicyDesk::submit(const SecurityContext& who, std::string_view command, std::string body, std::function<void(CommandAnswer)> answer, CommandId id) const {
    m_parts.gate.submit(who, {id.known() ? id : CommandId{freshUuid()}, std::string(command), std::move(body)}, std::move(answer));
}

void PolicyDesk::record(const SecurityContext& who, PolicyExamined examined, const Held& held, HttpResponse response) const {
    auto kept = std::make_shared<HttpResponse>(std::move(response));
    submit(who, RecordExamination::card.name, toJson(RecordExamination{std::move(examined)}), [this, held, kept](CommandAnswer answer) {
        if (!answer.reply.ok()) return (*held)(refused(answer.reply.problem()));
        (*held)(std::move(*kept));
    });
}

HttpResponse PolicyDesk::refused(const Problem& why) const {
    static const std::map<std::string, int, std::less<>> statuses{
        {"version_conflict", 412}, {"edit_conflict", 409}, {"rebase_conflict", 409}, {"wrong_state", 409}, {"schedule_overlap", 409}, {"rollout_running", 409}, {"no_rollout", 409}, {"validation_failed", 409},
        {"approvals_missing", 409}, {"nothing_changed", 409}, {"policy_violation.not_an_approver", 403}, {"policy_violation.duplicate_approver", 409}, {"too_large", 413}};
    const auto found = statuses.find(why.code);
    return HttpResponse::problem(found != statuses.end() ? found->second : m_parts.ports.statusOf(why), why);
}

UuidBytes PolicyDesk::freshUuid() const {
    UuidBytes raw{};
    m_parts.dice(raw);
    return uuidV4(raw);
}

Result<Page> pageOf(const HttpRequest& request) {
    Page out;
    if (const auto limit = request.queryValue("limit")) {
        const auto number = numberOf(*limit);
        if (!number || *number < 1 || *number > 500) return problem("invalid_fields", "`limit` is 1 to 500");
        out.limit = static_cast<std::size_t>(*number);
    }
    const auto token = request.queryValue("page_token") ? request.queryValue("page_token") : request.queryValue("pageToken");
    if (token && !token->empty()) {
        const auto raw = fromBase64(*token);
        if (!raw.ok() || raw->size() > 400) return problem("invalid_fields", "`page_token` is not one of ours");
        out.after = std::string(asText(*raw));
    }
    return out;
}

std::string pageJson(const std::vector<std::string>& items, const std::string& next) {
    JsonWriter out;
    out.beginObject();
    out.plainKey("items");
    out.beginArray();
    for (const std::string& item : items) out.raw(item);
    out.endArray();
    if (!next.empty()) {
        out.plainKey("nextPageToken");
        out.plainText(toBase64Url(asBytes(next)));
    }
    out.endObject();
    return out.take();
}

Result<int> ifMatch(const HttpRequest& request) {
    std::string_view tag = request.header("If-Match");
    if (tag.empty() || tag == "*") return 0;
    if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"') tag = tag.substr(1, tag.size() - 2);
    const auto number = numberOf(tag);
    if (!number || *number == 0) return problem("version_conflict", "this entity tag is not one of a version");
    return *number;
}

HttpResponse fileResponse(std::string contentType, const std::string& name, std::string body) {
    HttpResponse out{200, {}, std::move(body)};
    out.headers.set("Content-Type", std::move(contentType));
    out.headers.set("Content-Disposition", "attachment; filename=\"" + name + "\"");
    out.headers.set("Cache-Control", "no-store");
    return out;
}

void addRoutes(net::Router& router, const Desk& desk) {
    const auto bind = [desk](auto handler) {
        return [desk, handler](const HttpRequest& request, net::Responder respond) { handler(desk, request, std::move(respond)); };
    };
    const net::RouteOptions large{.bodyLimit = bodyLimit};
    router.get("/v1/policies", bind(getKinds));
    router.get("/v1/policies/{kind}/versions", bind(getVersions));
    router.post("/v1/policies/{kind}/versions", bind(postVersion));
    router.get("/v1/policies/{kind}/versions/{version}", bind(getVersion));
    router.add("PUT", "/v1/policies/{kind}/versions/{version}", bind(writeVersion), large);
    router.add("PATCH", "/v1/policies/{kind}/versions/{version}", bind(writeVersion), large);
    router.post("/v1/policies/{kind}/versions/{version}/{step}", bind(postStep));
    router.post("/v1/policies/{kind}/rollback", bind(postRollback));
    router.add("PUT", "/v1/policies/{kind}/settings", bind(putSettings));
    addAnalysisRoutes(router, desk);
}

}  // namespace ok::policy
