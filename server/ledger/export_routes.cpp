// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/export_routes.h"

#include <algorithm>
#include <fstream>
#include <tuple>

#include "server/access/access_routes.h"
#include "server/ledger/audit_routes.h"
#include "server/net/mapped_body.h"
#include "shared/base/derived_ids.h"
#include "shared/ledger/record_files.h"
#include "shared/operations/audit_schedules.h"

namespace ok::ledger {
namespace {

using namespace operations;
using net::HttpRequest;
using net::HttpResponse;
using Parts = std::shared_ptr<const ExportRouteParts>;
using Held = std::shared_ptr<net::Responder>;

struct ExportBody {
    std::string tenant;
    AuditFilter filter;
    AuditFilter filters;      // the name F07.R5.A4 uses
    ExportFormat format = ExportFormat::csv;
    bool redact = false;
    std::string note;
    std::vector<DeliveryTarget> deliverTo;
    std::string purpose, authority;   // what for and by what right (H2); or in X-OK-Purpose, X-OK-Authority
};
BOOST_DESCRIBE_STRUCT(ExportBody, (), (tenant, filter, filters, format, redact, note, deliverTo, purpose, authority))

int statusFor(const Problem& why) {
    if (why.code == "cross_tenant") return 403;
    if (why.code == "idempotency_conflict" || why.code == "export_not_ready") return 409;
    if (why.code == "link_expired") return 410;
    return access::statusOf(why);
}

HttpResponse refusal(const Problem& why) { return HttpResponse::problem(statusFor(why), why); }

/// Signed in and allowed; answers otherwise.
std::optional<SecurityContext> admitted(const Parts& parts, const HttpRequest& request, net::Responder& respond) {
    auto who = access::admitted(request, parts->sessions, respond, [&](const SecurityContext& asks) {
        return request.method == "GET" ? access::mayRead(asks, "ledger.export", parts->grants, "your roles do not include exporting the log") : Status();
    });
    if (who) who->source = "api";
    return who;
}

CommandId freshId(const Dice& dice) {
    UuidBytes raw{};
    dice(raw);
    return CommandId{uuidV4(raw)};
}

std::string hrefOf(ExportId id) { return "/v1/audit/exports/" + id.str(); }

/// Where the policy asks for a second person, the request waits for one: the answer says which approval to release.
void submitForApproval(const Parts& parts, const SecurityContext& who, CommandId id, const StartExport& command, const Held& held) {
    const CommandId own = commandIdFrom(who.tenant, "approved:" + id.str());
    parts->gate.submit(who, {own, std::string(RequestApproved::card.name), toJson(RequestApproved{command, {}})}, [held](CommandAnswer answer) {
        if (!answer.reply.ok()) return (*held)(refusal(answer.reply.problem()));
        (*held)(HttpResponse::json(202, *answer.reply));
    });
}

void submit(const Parts& parts, const SecurityContext& who, CommandId id, const StartExport& command, const Held& held) {
    parts->gate.submit(who, {id, std::string(StartExport::card.name), toJson(command)}, [parts, who, id, command, held](CommandAnswer answer) {
        if (!answer.reply.ok() && answer.reply.problem().code == "export_needs_approval") return submitForApproval(parts, who, id, command, held);
        if (!answer.reply.ok()) return (*held)(refusal(answer.reply.problem()));
        auto response = HttpResponse::json(202, *answer.reply);
        const auto reply = fromJson<ExportReply>(*answer.reply);
        if (reply.ok()) response.headers.set("Location", hrefOf(reply->exportId));
        (*held)(std::move(response));
    });
}

void postExport(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    auto who = admitted(parts, request, respond);
    if (!who) return;
    const auto body = fromJson<ExportBody>(request.body);
    if (!body.ok()) return respond(HttpResponse::problem(400, body.problem()));
    if (!body->purpose.empty()) who->purpose = body->purpose;
    if (!body->authority.empty()) who->authority = body->authority;
    if (!body->tenant.empty() && body->tenant != who->tenant.str()) return respond(refusal(problem("cross_tenant", "this is another utility's log")));
    const StartExport command{body->filters == AuditFilter{} ? body->filter : body->filters, body->format, body->redact, body->note, body->deliverTo};
    const std::string key(request.header("Idempotency-Key"));
    if (key.size() > 200) return respond(HttpResponse::problem(400, problem("invalid_fields", "an idempotency key has at most 200 bytes")));
    const CommandId id = key.empty() ? freshId(parts->dice) : commandIdFrom(who->tenant, "export:" + who->actor.id + ":" + key);
    submit(parts, *who, id, command, std::make_shared<net::Responder>(std::move(respond)));
}

using WithExport = std::function<void(const AuditExport&, const Held&)>;

/// Finds the export of the path on the reading thread.
void withExport(const Parts& parts, TenantId tenant, std::string_view id, Held held, WithExport then) {
    const auto parsed = ExportId::parse(id);
    parts->reader.post(
        [tenant, held, then = std::move(then), id = parsed.ok() ? *parsed : ExportId{}](Store& store) {
            const auto found = Views(store.documents(tenant)).find<AuditExport>(id.str());
            if (!found) return (*held)(refusal(problem("export_not_found", "there is no such export")));
            then(*found, held);
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

constexpr std::size_t mostListed = 200;

template <class T>
std::string listJson(const std::vector<T>& items) { return "{\"items\":" + toJson(items) + "}"; }

/// All documents of a kind, in the order `before` says, on the reading thread.
template <class T, class Before>
void answerList(const Parts& parts, TenantId tenant, const Held& held, const std::function<bool(const T&)>& wanted, Before before) {
    parts->reader.post(
        [tenant, held, wanted, before](Store& store) {
            std::vector<T> items;
            Views(store.documents(tenant)).each<T>([&](const T& each) {
                if (wanted(each)) items.push_back(each);
            });
            std::sort(items.begin(), items.end(), before);
            if (items.size() > mostListed) items.resize(mostListed);
            auto response = HttpResponse::json(200, listJson(items));
            response.headers.set("Cache-Control", "no-store");
            (*held)(std::move(response));
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

void getExports(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    answerList<AuditExport>(parts, who->tenant, std::make_shared<net::Responder>(std::move(respond)), [](const AuditExport&) { return true; },
                            [](const AuditExport& a, const AuditExport& b) { return std::tie(b.createdAt, b.id) < std::tie(a.createdAt, a.id); });
}

void getSchedules(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    answerList<AuditSchedule>(parts, who->tenant, std::make_shared<net::Responder>(std::move(respond)), [](const AuditSchedule& s) { return s.active; },
                              [](const AuditSchedule& a, const AuditSchedule& b) { return std::tie(a.name, a.id) < std::tie(b.name, b.id); });
}

void getTargets(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    std::vector<DeliveryTarget> out;
    const auto profile = parts->tenants.byId(who->tenant);
    if (const auto found = parts->targets.find(profile ? profile->slug : std::string()); found != parts->targets.end()) {
        for (const auto& [name, target] : found->second.sftp) out.push_back({DeliveryKind::sftp, name});
        for (const auto& [name, target] : found->second.https) out.push_back({DeliveryKind::https, name});
        for (const auto& [name, target] : found->second.email) out.push_back({DeliveryKind::email, name});
    }
    respond(HttpResponse::json(200, listJson(out)));
}

void getExport(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    withExport(parts, who->tenant, request.param("id"), std::make_shared<net::Responder>(std::move(respond)), [](const AuditExport& found, const Held& held) {
        // The document with the names the specification asks for in front.
        std::string body = "{\"export_id\":\"" + found.id.str() + "\",\"redaction_status\":\"" + (found.redacted ? "enabled" : "disabled") + "\",\"status\":\"" + enumName(found.state) + "\",";
        auto response = HttpResponse::json(200, body + toJson(found).substr(1));
        response.headers.set("Cache-Control", "no-store");
        (*held)(std::move(response));
    });
}

/// Records the download, then sends the file.
void send(const Parts& parts, const SecurityContext& who, const AuditExport& found, const std::string& wanted, const Held& held) {
    if (found.state != ExportState::ready) return (*held)(refusal(problem("export_not_ready", "this export is not ready")));
    const ExportFile* file = nullptr;
    for (const ExportFile& each : found.files) {
        if (each.name == wanted || (wanted.empty() && file == nullptr)) file = &each;
    }
    if (file == nullptr) return (*held)(refusal(problem("file_not_found", "this export has no such file")));
    const RecordDownload command{found.id, file->name};
    parts->gate.submit(who, {freshId(parts->dice), std::string(RecordDownload::card.name), toJson(command)},
                       [held, file = *file, path = parts->desk.directoryOf(who.tenant, found.id) / file->name](CommandAnswer answer) {
                           if (!answer.reply.ok()) return (*held)(refusal(answer.reply.problem()));
                           auto body = net::mapFile(path.string());
                           if (!body.ok()) return (*held)(refusal(problem("file_not_found", "the file is not there any more")));
                           HttpResponse response;
                           response.headers = {{"Content-Type", file.contentType},
                                               {"Content-Disposition", "attachment; filename=\"" + file.name + "\""},
                                               {"Cache-Control", "no-store"},
                                               {"Digest", "sha-256=" + toBase64(file.sha256.bytes)}};
                           response.body = std::move(*body);
                           (*held)(std::move(response));
                       });
}

void getDownload(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    withExport(parts, who->tenant, request.param("id"), std::make_shared<net::Responder>(std::move(respond)),
               [parts, who = *who, file = std::string(request.queryValue("file").value_or(""))](const AuditExport& found, const Held& held) { send(parts, who, found, file, held); });
}

constexpr std::int64_t mostVerified = 256LL << 20;

/// Reads the files back and checks them as anybody else would; `okctl verify` for what is larger.
HttpResponse verified(const ExportRouteParts& parts, TenantId tenant, const AuditExport& found) {
    std::int64_t total = 0;
    for (const ExportFile& file : found.files) total += file.size;
    if (total > mostVerified) return refusal(problem("export_too_large", "check so large an export with `okctl verify`"));
    std::map<std::string, std::string> bytes;
    BundleFiles files;
    for (const ExportFile& file : found.files) {
        std::ifstream in(parts.desk.directoryOf(tenant, found.id) / file.name, std::ios::binary);
        bytes[file.name].assign(std::istreambuf_iterator<char>(in), {});
        files[file.name] = bytes[file.name];
    }
    const EvidenceTrust trust{toHex(parts.gate.publicKey()), parts.authorities};
    EvidenceVerdict verdict = verifyExportFiles(files, trust);
    if (found.format == ExportFormat::bundle && verdict.valid) verdict = verifyEvidenceArchive(files[found.files.front().name], trust);
    return HttpResponse::json(200, toJson(verdict));
}

void getVerification(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    withExport(parts, who->tenant, request.param("id"), std::make_shared<net::Responder>(std::move(respond)),
               [parts, tenant = who->tenant](const AuditExport& found, const Held& held) {
                   if (found.state != ExportState::ready) return (*held)(refusal(problem("export_not_ready", "this export is not ready")));
                   auto response = verified(*parts, tenant, found);
                   response.headers.set("Cache-Control", "no-store");
                   (*held)(std::move(response));
               });
}

void getSinks(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post(
        [parts, held, tenant = who->tenant](Store& store) {
            auto response = HttpResponse::json(200, listJson(parts->sinks ? parts->sinks(store, tenant) : std::vector<SinkStatus>()));
            response.headers.set("Cache-Control", "no-store");
            (*held)(std::move(response));
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

void getByLink(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto link = readLink(request.param("link"), parts->linkSecret, parts->clock());
    if (!link.ok()) return respond(refusal(link.problem()));
    const auto profile = parts->tenants.byId(link->tenant);
    if (!profile) return respond(refusal(problem("link_not_found", "there is no such link")));
    SecurityContext who = access::systemContext(link->tenant, profile->drill);
    who.source = "email_link";
    who.address = request.remoteAddress;
    withExport(parts, link->tenant, link->id.str(), std::make_shared<net::Responder>(std::move(respond)),
               [parts, who, file = std::string(request.queryValue("file").value_or(""))](const AuditExport& found, const Held& held) { send(parts, who, found, file, held); });
}

/// E34. The same period asked for again is the same export, so a client asks until it is there.
void getBundle(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    auto who = admitted(parts, request, respond);
    if (!who) return;
    if (const auto purpose = request.queryValue("purpose")) who->purpose = std::string(*purpose);
    if (const auto authority = request.queryValue("authority")) who->authority = std::string(*authority);
    const auto asked = auditRequestOf(request, who->tenant, AuditOrder::oldestFirst);
    if (!asked.ok()) return respond(refusal(asked.problem()));
    if (!asked->question.filter.to.known()) return respond(refusal(problem("invalid_fields", "say `to`: a bundle is about a closed period")));
    const StartExport command{asked->question.filter, ExportFormat::bundle, false, "GET /audit/export", {}};
    const CommandId id = commandIdFrom(who->tenant, "bundle:" + who->actor.id + ":" + toJson(command));
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->gate.submit(*who, {id, std::string(StartExport::card.name), toJson(command)}, [parts, held, who = *who](CommandAnswer answer) {
        if (!answer.reply.ok()) return (*held)(refusal(answer.reply.problem()));
        const auto reply = fromJson<ExportReply>(*answer.reply);
        if (!reply.ok()) return (*held)(refusal(reply.problem()));
        withExport(parts, who.tenant, reply->exportId.str(), held, [parts, who](const AuditExport& found, const Held& here) {
            if (found.state != ExportState::processing) return send(parts, who, found, {}, here);
            auto response = HttpResponse::json(202, toJson(ExportReply{found.id, "processing"}));
            response.headers.set("Location", hrefOf(found.id));
            response.headers.set("Retry-After", "1");
            (*here)(std::move(response));
        });
    });
}

}  // namespace

std::string writeLink(const ExportLink& link, const Digest& secret) {
    const std::string text = toJson(link);
    return toBase64Url(asBytes(text)) + "." + toBase64Url(hmacSha256(secret.bytes, asBytes("export link|" + text)).bytes);
}

Result<ExportLink> readLink(std::string_view text, const Digest& secret, Instant now) {
    const Problem bad = problem("link_not_found", "there is no such link");
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos || text.size() > 1000) return bad;
    const auto body = fromBase64(text.substr(0, dot)), mac = fromBase64(text.substr(dot + 1));
    if (!body.ok() || !mac.ok()) return bad;
    const std::string json(asText(*body));
    if (!constantTimeEqual(hmacSha256(secret.bytes, asBytes("export link|" + json)).bytes, *mac)) return bad;
    OK_ASSIGN(const auto link, fromJson<ExportLink>(json));
    if (now >= link.until) return problem("link_expired", "this link is not valid any more");
    return link;
}

void addExportRoutes(net::Router& router, ExportRouteParts given) {
    const Parts parts = std::make_shared<const ExportRouteParts>(std::move(given));
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(parts, request, std::move(respond)); };
    };
    router.post("/v1/audit/exports", bind(postExport), {.bodyLimit = 64 * 1024});
    router.get("/v1/audit/exports", bind(getExports));
    router.get("/v1/audit/schedules", bind(getSchedules));
    router.get("/v1/audit/targets", bind(getTargets));
    router.get("/v1/audit/exports/{id}", bind(getExport));
    router.get("/v1/audit/exports/{id}/download", bind(getDownload));
    router.get("/v1/audit/exports/{id}/verification", bind(getVerification));
    router.get("/v1/audit/sinks", bind(getSinks));
    router.get("/v1/audit/downloads/{link}", bind(getByLink));
    router.get("/audit/export", bind(getBundle));
}

}  // namespace ok::ledger
