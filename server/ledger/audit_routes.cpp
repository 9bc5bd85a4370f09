// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/audit_routes.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "server/access/access_routes.h"
#include "server/ledger/entry_diff.h"
#include "server/ledger/ledger_reader.h"
#include "server/ledger/tree_cache.h"
#include "server/metrics/metrics.h"
#include "shared/base/derived_ids.h"
#include "shared/ledger/audit_event.h"
#include "shared/ledger/signed_time.h"

namespace ok::ledger {
namespace {

using net::HttpRequest;
using net::HttpResponse;

constexpr std::size_t largestPage = 500, deepestPage = 10'000;
constexpr std::int64_t mostCounted = 100'000;

/// A reader of the index that belongs to the reading thread.
struct IndexReader {
    std::string path;
    std::unique_ptr<PostingFile> file;
    PostingFile* get() {
        if (!file) {
            if (auto opened = PostingFile::open(path, PostingFile::Mode::reader); opened.ok()) file = std::move(*opened);
        }
        return file.get();
    }
};

/// Used on the reading thread only, but for `parts`.
struct Room {
    AuditRouteParts parts;
    IndexReader index;
    TreeCache trees;
};
using Answer = std::function<HttpResponse(Store&, PostingFile*)>;

std::size_t numberOf(std::string_view text, std::size_t most, const char* field, Problem& why) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value >= 1 && value <= most) return value;
    why.fields.push_back({field, "not_an_integer", "needs a number from 1 to " + std::to_string(most)});
    return 1;
}

/// Which member of the filter a parameter fills.
std::vector<std::string>* listOf(AuditFilter& filter, std::string_view name) {
    if (name == "actor" || name == "actor_id") return &filter.actors;
    if (name == "actor_type") return &filter.actorTypes;
    if (name == "type" || name == "event_type" || name == "action" || name == "action_type") return &filter.types;
    if (name == "incident" || name == "incident_id") return &filter.incidents;
    if (name == "object" || name == "user_id" || name == "objectId" || name == "object_id") return &filter.objects;
    if (name == "severity") return &filter.severities;
    if (name == "source" || name == "source_service") return &filter.sources;
    if (name == "correlation" || name == "correlation_id") return &filter.correlations;
    if (name == "stream") return &filter.streams;
    return nullptr;
}

/// The specification's names for members of payloads (F09.R6.A3); empty: it is none of them.
std::string_view memberOf(std::string_view name, std::string_view value) {
    static const std::set<std::string_view> kinds{"registration", "assertion", "policy_violation", "break_glass", "report_access"};
    if (name == "event_type") return kinds.contains(value.substr(0, value.find(','))) ? name : std::string_view();
    if (name == "source_ip") return "address";
    static const std::set<std::string_view> same{"outcome", "rp_id", "aaguid", "username", "region", "error_reason"};
    return same.contains(name) ? name : std::string_view();
}

void addValues(std::vector<std::string>& list, std::string_view text) {
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        if (comma != 0) list.emplace_back(text.substr(0, comma));
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
}

Instant timeOf(std::string_view text, const char* field, Problem& why) {
    const auto parsed = parseIso(text);
    if (parsed.ok()) return *parsed;
    why.fields.push_back({field, "bad_time", "needs an ISO 8601 time with a zone"});
    return {};
}

/// One parameter; false when there is none of that name.
bool take(AuditRequest& out, std::string_view name, const std::string& value, Problem& why) {
    AuditFilter& filter = out.question.filter;
    constexpr std::string_view fieldMark = "field.";
    const bool ofPayload = name == "decision" || name == "approver" || name == "approver_id" || name == "geography" || name == "ip_address" || name == "content_type" || name == "channel";
    if (name == "event_type" && value == "audit_mutation_attempt") addValues(filter.types, "ledger.change_blocked");
    else if (const auto member = memberOf(name, value); !member.empty()) addValues(filter.fields[std::string(member)], value);
    else if (ofPayload) addValues(filter.fields[name == "approver_id" ? "approver" : std::string(name)], value);
    else if (name.starts_with(fieldMark)) addValues(filter.fields[std::string(name.substr(fieldMark.size()))], value);
    else if (auto* list = listOf(filter, name)) addValues(*list, value);
    else if (name == "from" || name == "start_time") filter.from = timeOf(value, "from", why);
    else if (name == "to" || name == "end_time") filter.to = timeOf(value, "to", why);
    else if (name == "text" || name == "q") filter.text = value;
    else if (name == "reason_text") filter.reasonText = value;
    else if (name == "drill") filter.drill = value == "true";
    else if (name == "limit" || name == "page_size") out.limit = numberOf(value, largestPage, "limit", why);
    else if (name == "page" || name == "n") out.page = numberOf(value, deepestPage, "page", why);
    else if (name == "include_proof") out.includeProof = value == "true";
    else if (name == "count" || name == "total_count") out.countAll = value == "true";
    else if (name == "order") {
        const auto order = parseEnum<AuditOrder>(value == "asc" ? "oldest_first" : value == "desc" ? "newest_first" : value);
        if (order) out.question.order = *order;
        else why.fields.push_back({"order", "unknown_value", "newest_first or oldest_first"});
    } else return name == "cursor" || name == "page_token" || name == "tenant" || name == "tenant_id" || name == "purpose" || name == "authority";
    return true;
}

void count(const RedactionCounts& counts) {
    static auto& tokens = metrics::counter("audit_events_redacted_total", "values masked or, in the mode log, that would have been", {{"class", "token"}});
    static auto& justifications = metrics::counter("audit_events_redacted_total", "values masked or, in the mode log, that would have been", {{"class", "justification"}});
    if (counts.tokens > 0) tokens.add(static_cast<std::uint64_t>(counts.tokens));
    if (counts.justifications > 0) justifications.add(static_cast<std::uint64_t>(counts.justifications));
}

int statusFor(const Problem& why) {
    if (why.code == "cross_tenant") return 403;
    if (why.code == "log_damaged") return 409;
    return access::statusOf(why);
}

/// Who asks and may they; then on the reading thread.
void read(const std::shared_ptr<Room>& room, const HttpRequest& request, net::Responder respond,
          const std::function<Result<Answer>(const SecurityContext&)>& prepare) {
    const auto who = access::contextOf(request, room->parts.sessions);
    if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
    if (const auto may = access::mayRead(*who, "ledger.read", room->parts.grants, "your roles do not include reading the log"); !may.ok()) {
        access::noteRefused(room->parts.gate, *who, room->parts.clock(), Look::card.name, toJson(Look{request.path}));
        return respond(HttpResponse::problem(403, may.problem()));
    }
    auto answer = prepare(*who);
    if (!answer.ok()) return respond(HttpResponse::problem(statusFor(answer.problem()), answer.problem()));
    auto held = std::make_shared<net::Responder>(std::move(respond));
    room->parts.reader.post(
        [held, room, answer = std::move(*answer)](Store& store) {
            // One moment of the log for the whole answer.
            if (const auto begun = store.begin(); !begun.ok()) return (*held)(HttpResponse::problem(503, begun.problem()));
            auto response = answer(store, room->index.get());
            if (const auto why = store.trouble()) response = HttpResponse::problem(503, *why);
            store.rollback();
            response.headers.set("Cache-Control", "no-store");
            (*held)(std::move(response));
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

std::vector<std::string> flagsOf(const AuditRouteParts& parts, Store& store, const Entry& entry) {
    return parts.flags ? parts.flags(store, entry.header) : std::vector<std::string>();
}

/// How many there are, this page and those before it included; counting ends at the bound.
std::int64_t counted(AuditWalk& walk, std::size_t before, std::size_t shown, bool more) {
    auto total = static_cast<std::int64_t>(before + shown) + (more ? 1 : 0);
    while (more && total < mostCounted && walk.next()) ++total;
    return total;
}

HttpResponse page(const AuditRouteParts& parts, Store& store, PostingFile* index, const AuditRequest& asked, const SecurityContext& who, const RedactionPolicy& policy) {
    AuditWalk walk(store, index, asked.question);
    const ShapeOf shapes = shapesIn(store, parts.gate, who.tenant);
    std::size_t before = 0;   // as many as there are: a page behind the last one has none
    for (std::size_t skip = asked.page > 0 ? (asked.page - 1) * asked.limit : 0; before < skip && walk.next();) ++before;
    std::string body = "{\"events\":[";
    std::optional<EntryHeader> last;
    std::size_t shown = 0;
    for (; shown < asked.limit; ++shown) {
        const auto entry = walk.next();
        if (!entry) break;
        if (shown > 0) body += ',';
        body += shownJson(*entry, policy, flagsOf(parts, store, *entry), shapes);
        last = entry->header;
    }
    const bool more = shown == asked.limit && walk.next();
    const std::optional<std::int64_t> total = asked.countAll ? std::optional(counted(walk, before, shown, more)) : std::nullopt;
    body += "],";
    if (const auto damaged = walk.damaged(); !damaged.empty()) {
        reportTampered(parts.gate, who.tenant, who.drill, damaged, "search");
        body += "\"damaged\":" + toJson(damaged) + ",\"damaged_total\":" + std::to_string(walk.unreadable()) + ",";
    }
    body += "\"has_more\":" + std::string(more ? "true" : "false") + ",\"limit\":" + std::to_string(asked.limit);
    if (more) {
        const std::string next = writeCursor(*last, asked.question.filter, asked.question.order);
        body += ",\"next_cursor\":\"" + next + "\",\"next_page_token\":\"" + next + '"';
    }
    body += ",\"order\":\"" + enumName(asked.question.order) + '"';
    if (asked.page > 0) body += ",\"page\":" + std::to_string(asked.page);
    if (total) body += ",\"total\":" + std::to_string(*total) + ",\"total_is_exact\":" + (*total < mostCounted ? "true" : "false");
    return HttpResponse::json(200, body + "}");
}

void getEvents(const std::shared_ptr<Room>& room, AuditOrder order, const HttpRequest& request, net::Responder respond) {
    read(room, request, std::move(respond), [&](const SecurityContext& who) -> Result<Answer> {
        OK_ASSIGN(auto asked, auditRequestOf(request, who.tenant, order));
        const auto policy = redactionFor(who, room->parts.grants, room->parts.redaction(who.tenant));
        return Answer([asked = std::move(asked), policy, room, who](Store& store, PostingFile* index) {
            return page(room->parts, store, index, asked, who, policy);
        });
    });
}

/// An entry that is there and is not genuine is not shown: 409, with the reason. `changed`: it says it is the one asked for;
/// `unreadable`: at its moment lies something that does not say what it was, and nobody may answer that the entry never was.
HttpResponse notShown(const AuditRouteParts& parts, const SecurityContext& who, const std::vector<DamagedEntry>& damaged, const std::string& id) {
    auto found = std::find_if(damaged.begin(), damaged.end(), [&id](const DamagedEntry& each) { return each.entry == id; });
    const bool named = found != damaged.end();
    if (!named) found = std::find_if(damaged.begin(), damaged.end(), [](const DamagedEntry& each) { return each.entry.empty(); });
    if (found == damaged.end()) return HttpResponse::problem(404, problem("entry_not_found", "there is no such entry"));
    reportTampered(parts.gate, who.tenant, who.drill, {*found}, "search");
    return HttpResponse::problem(409, problem("log_damaged", "what lies there is not what was sealed: it is not shown",
                                              {{"entry", id}, {"reason", named ? "changed" : "unreadable"}, {"stream", enumName(found->stream)},
                                               {"sequence", std::to_string(found->sequence)}}));
}

/// The checkpoint that was signed with the entry's batch, and the way there (F07.R4.A1).
std::optional<SignedTime> signedTimeOf(Store& store, const LedgerReader& reader, const Entry& entry, const RedactionPolicy& policy) {
    const auto marks = store.checkpoints(entry.header.tenant, entry.header.stream, entry.header.sequence - 1, 1);
    if (marks.empty()) return {};
    const auto place = reader.inclusion(entry.header.sequence, marks.front().checkpoint.size);
    if (!place.ok()) return {};
    EntryHeader shown = entry.header;
    RedactionCounts counts;
    redactHeader(shown, policy, counts);
    // A masked header proves nothing, and the bytes behind it are not for this reader.
    return SignedTime{entry.header.ledgerTime, marks.front().checkpoint.keyId, RawJson{shown == entry.header ? entry.headerJson : "null"}, place->proof, marks.front()};
}

/// The proof of F07.R1.A5: the entry's place in its day's tree, beside the event itself.
HttpResponse withProof(Room& room, Store& store, TenantId tenant, const Entry& entry, const RedactionPolicy& policy, Instant now) {
    const LedgerReader reader(store, room.trees, tenant, entry.header.stream);
    const auto day = reader.day(toIso(entry.header.ledgerTime).substr(0, 10), entry.header.sequence, now);
    if (!day.ok()) return HttpResponse::problem(statusFor(day.problem()), day.problem());
    const auto signedTime = signedTimeOf(store, reader, entry, policy);
    return HttpResponse::json(200, "{\"event\":" + shownJson(entry, policy, flagsOf(room.parts, store, entry), shapesIn(store, room.parts.gate, tenant)) + ",\"proof\":" + toJson(*day) +
                                       (signedTime ? ",\"signed_timestamp\":" + toJson(*signedTime) : std::string()) + "}");
}

void getEvent(const std::shared_ptr<Room>& room, const HttpRequest& request, net::Responder respond) {
    read(room, request, std::move(respond), [&](const SecurityContext& who) -> Result<Answer> {
        const auto id = EntryId::parse(request.param("id"));
        const bool proof = request.queryValue("include_proof").value_or("") == "true";
        const auto policy = redactionFor(who, room->parts.grants, room->parts.redaction(who.tenant));
        return Answer([id = id.ok() ? *id : EntryId{}, who, tenant = who.tenant, proof, policy, room, now = room->parts.clock()](Store& store, PostingFile* index) {
            std::vector<DamagedEntry> damaged;
            const auto entry = entryById(store, index, tenant, id, &damaged);
            if (!entry) return notShown(room->parts, who, damaged, id.str());
            return proof ? withProof(*room, store, tenant, *entry, policy, now)
                         : HttpResponse::json(200, shownJson(*entry, policy, flagsOf(room->parts, store, *entry), shapesIn(store, room->parts.gate, tenant)));
        });
    });
}

void getDiff(const std::shared_ptr<Room>& room, const HttpRequest& request, net::Responder respond) {
    read(room, request, std::move(respond), [&](const SecurityContext& who) -> Result<Answer> {
        const auto id = EntryId::parse(request.param("id"));
        const auto policy = redactionFor(who, room->parts.grants, room->parts.redaction(who.tenant));
        return Answer([id = id.ok() ? *id : EntryId{}, who, tenant = who.tenant, policy, room](Store& store, PostingFile* index) {
            std::vector<DamagedEntry> damaged;
            const auto entry = entryById(store, index, tenant, id, &damaged);
            if (!entry) return notShown(room->parts, who, damaged, id.str());
            auto diff = diffOf(store, index, room->parts.projections, tenant, *entry, room->parts.summaries);
            if (!diff.ok()) return HttpResponse::problem(statusFor(diff.problem()), diff.problem());
            if (policy.mode == RedactionMode::enforce && policy.tokens == RedactionAction::remove) diff->digests.clear();
            RedactionCounts counts;
            auto body = redactPayload(toJson(*diff), policy, counts);
            count(counts);
            return HttpResponse::json(200, std::move(body));
        });
    });
}

}  // namespace

void addTamperHandler(Gate& gate) {
    gate.handle<ReportTamper>([](const Right&, CommandContext& cx, const ReportTamper& command) -> Status {
        EventOptions options{.subjects = {}, .eventTime = {}, .justification = {}, .stream = Stream::security};
        if (!command.entry.entry.empty()) options.subjects.push_back(command.entry.entry);
        cx.emit(TamperDetected{command.entry.entry, command.entry.stream, command.entry.sequence, command.metBy}, std::move(options));
        return {};
    });
}

void reportTampered(Gate& gate, TenantId tenant, bool drill, const std::vector<DamagedEntry>& damaged, const std::string& metBy) {
    constexpr std::size_t mostTold = 100;
    for (std::size_t i = 0; i < std::min(damaged.size(), mostTold); ++i) {
        const DamagedEntry& each = damaged[i];
        const std::string once = "tampered entry:" + enumName(each.stream) + ":" + std::to_string(each.sequence);
        gate.submit(access::systemContext(tenant, drill), {commandIdFrom(tenant, once), std::string(ReportTamper::card.name), toJson(ReportTamper{each, metBy})},
                    [](const CommandAnswer&) {});
    }
}

Result<AuditRequest> auditRequestOf(const HttpRequest& request, TenantId tenant, AuditOrder order) {
    AuditRequest out;
    out.question.tenant = tenant;
    out.question.order = order;
    Problem why = problem("invalid_fields", "some parameters are not valid: see `fields`");
    std::string cursor;
    for (const auto& [name, value] : request.query) {
        if ((name == "tenant" || name == "tenant_id") && value != tenant.str()) return problem("cross_tenant", "this is another utility's log");
        if (!take(out, name, value, why)) why.fields.push_back({name.substr(0, 40), "unknown_parameter", "there is no such filter"});
        if (name == "cursor" || name == "page_token") cursor = value;
    }
    if (out.page * out.limit > deepestPage) why.fields.push_back({"page", "too_deep", "go on with cursors beyond 10,000 entries"});
    if (!why.fields.empty()) return why;
    OK_TRY(check(out.question.filter));
    if (!cursor.empty()) {
        OK_ASSIGN(out.question.after, readCursor(cursor, out.question.filter, out.question.order));
    }
    return out;
}

RedactionPolicy redactionFor(const SecurityContext& who, const MatrixSource& grants, RedactionPolicy policy) {
    if (decideAccess(who, "privacy.read_tokens", grants).allowed) policy.mode = RedactionMode::off;
    return policy;
}

ShapeOf shapesIn(Store& store, Gate& gate, TenantId tenant) {
    return [&store, &gate, tenant](std::string_view token) {
        const Vault vault(store, gate.vaultKeys());
        const auto value = vault.open(tenant, Token<FreeText>{std::string(token)});
        return value.ok() ? shapeOfPersonal(value->text) : std::string();
    };
}

std::string shownJson(const Entry& entry, const RedactionPolicy& policy, const std::vector<std::string>& flags, const ShapeOf& shape) {
    RedactionCounts counts;
    EntryHeader header = entry.header;
    redactHeader(header, policy, counts);
    const std::string payload = redactPayload(entry.payload, policy, counts, shape);
    count(counts);
    const bool changed = policy.mode == RedactionMode::enforce && counts.tokens + counts.justifications > 0;
    return eventJson(header, payload, entry.hash, changed, flags);
}

void addAuditRoutes(net::Router& router, AuditRouteParts given) {
    const std::string path = given.indexPath;
    const auto room = std::make_shared<Room>(Room{std::move(given), {path, nullptr}, {}});
    const auto events = [room](AuditOrder order) {
        return [room, order](const HttpRequest& request, net::Responder respond) { getEvents(room, order, request, std::move(respond)); };
    };
    const auto bind = [room](auto handler) {
        return [room, handler](const HttpRequest& request, net::Responder respond) { handler(room, request, std::move(respond)); };
    };
    for (const char* name : {"/v1/audit/events", "/audit/events", "/api/audit"}) router.get(name, events(AuditOrder::newestFirst));
    router.get("/ledger", events(AuditOrder::oldestFirst));
    for (const char* name : {"/v1/audit/events/{id}", "/audit/events/{id}", "/ledger/{id}", "/api/audit/{id}"}) router.get(name, bind(getEvent));
    for (const char* name : {"/v1/audit/events/{id}/diff", "/audit/events/{id}/diff", "/api/audit/{id}/diff"}) router.get(name, bind(getDiff));
}

}  // namespace ok::ledger
