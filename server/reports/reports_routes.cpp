// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/reports/reports_routes.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <mutex>

#include "server/metrics/metrics.h"
#include "server/net/arrival.h"
#include "server/net/url.h"
#include "server/reports/report_page.h"
#include "server/reports/reports_handlers.h"
#include "shared/base/derived_ids.h"
#include "shared/reports/provider_signature.h"
#include "shared/reports/reports_commands.h"
#include "shared/reports/sms_text.h"
#include "shared/reports/token_bucket.h"
#include "shared/reports/twiml.h"
#include "shared/territory/territory_import.h"

namespace ok::reports {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using net::Responder;
using net::TextPairs;

constexpr std::size_t mostForm = 64UL * 1024;
constexpr std::size_t mostFeed = 16UL * 1024 * 1024;
constexpr std::size_t feedPart = 500UL * 1024;  // a command's body is limited, and JSON escapes grow it
constexpr Duration formLifetime = hours(24);
constexpr double coarsestMetresOfDevice = 1000;  // coarser is a cell tower, not a house

void countRefused(std::string_view route, std::string_view code) {
    metrics::counter("ok_intake_refused_total", "intake requests refused, by route and reason",
                     {{"route", std::string(route)}, {"reason", std::string(code)}})
        .add();
}
HttpResponse refused(std::string_view route, int status, Problem why) {
    countRefused(route, why.code);
    return HttpResponse::problem(status, why);
}
std::string valueOf(const TextPairs& fields, std::string_view name) {
    for (const auto& [key, value] : fields) {
        if (key == name) return value;
    }
    return {};
}
HttpResponse xml(std::string body) {
    HttpResponse out = HttpResponse::text(200, std::move(body));
    out.headers.set("Content-Type", "text/xml; charset=utf-8");
    return out;
}
int statusOf(const Problem& why) {
    if (why.code == "overloaded" || why.code == "store_failed") return 503;
    if (why.code == "access_denied") return 403;
    return 422;
}
std::optional<double> numberOf(const std::string& text) {
    double out = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (text.empty() || ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return out;
}

struct Room : std::enable_shared_from_this<Room> {
    Room(Gate& g, const TenantDirectory& t, ReportsRouteOptions o) : gate(g), tenants(t), options(std::move(o)) {}
    Gate& gate;
    const TenantDirectory& tenants;
    ReportsRouteOptions options;
    std::mutex bucketMutex;
    TokenBuckets buckets;
    std::atomic<std::uint64_t> forms{0};

    // --- webhooks
    struct Webhook {
        TenantProfile profile;
        TextPairs fields;
    };
    std::optional<TenantProfile> profileOf(const HttpRequest& request, const TextPairs& fields) const;
    Result<Webhook> checked(const HttpRequest& request, std::string_view route, int& status) const;
    void sms(const HttpRequest& request, Responder respond);
    void voice(const HttpRequest& request, Responder respond);

    // --- the form
    [[nodiscard]] std::string formToken(const TenantProfile& profile);
    [[nodiscard]] bool tokenFits(const TenantProfile& profile, const std::string& token) const;
    [[nodiscard]] std::string signedPart(const TenantProfile& profile, std::string_view text) const;
    void form(const HttpRequest& request, Responder respond);
    void formPosted(const HttpRequest& request, Responder respond);
    [[nodiscard]] bool mayPost(const std::string& address);

    // --- machines
    std::optional<TenantProfile> partnerOf(const HttpRequest& request, std::string& partner) const;
    void partnerReport(const HttpRequest& request, Responder respond);
    void feed(const HttpRequest& request, Responder respond);

    SecurityContext context(const TenantProfile& profile, const std::string& source, const HttpRequest& request) const {
        return tenants.intakeContext(profile, arrivalOf(request, source), request.header("X-OutageKit-Drill-Time"));
    }
    template <class C>
    void submit(SecurityContext who, const C& command, const std::string& key, std::function<void(CommandAnswer)> answer) {
        const auto id = commandIdFrom(who.tenant, key);
        gate.submit(std::move(who), {id, std::string(C::card.name), toJson(command)}, std::move(answer));
    }
};

std::optional<TenantProfile> Room::profileOf(const HttpRequest& request, const TextPairs& fields) const {
    if (const auto slug = request.param("tenant"); !slug.empty()) return tenants.bySlug(slug);
    const auto to = valueOf(fields, "To");
    if (auto found = tenants.bySmsNumber(to)) return found;
    for (auto& profile : tenants.all()) {
        if (!to.empty() && profile.voiceNumber == to) return profile;
    }
    return std::nullopt;
}

Result<Room::Webhook> Room::checked(const HttpRequest& request, std::string_view route, int& status) const {
    const auto fail = [&](int code, Problem why) {
        status = code;
        countRefused(route, why.code);
        return why;
    };
    auto fields = net::parseUrlEncoded(request.body);
    if (!fields.ok()) return fail(400, problem("bad_form", "the body is not a form"));
    auto profile = profileOf(request, *fields);
    if (!profile) return fail(404, problem("tenant_not_found", "no utility has this number"));
    const auto token = options.signingToken ? options.signingToken(*profile) : std::string();
    const std::string url = options.publicBase + request.target;
    const auto check = checkProviderSignature({url, *fields, request.body, request.header("X-Twilio-Signature")}, token);
    if (token.empty() || check != SignatureCheck::valid) {
        metrics::counter("ok_security_events_total", "what may be an attack, by kind", {{"kind", "webhook_signature"}}).add();
        return fail(403, problem("bad_signature", "the signature does not fit"));
    }
    return Webhook{std::move(*profile), std::move(*fields)};
}

void Room::sms(const HttpRequest& request, Responder respond) {
    int status = 400;
    auto hook = checked(request, "sms", status);
    if (!hook.ok()) return respond(HttpResponse::problem(status, hook.problem()));
    const auto messageId = valueOf(hook->fields, "MessageSid");
    const auto from = territory::normalPhone(valueOf(hook->fields, "From"), "1");
    if (messageId.empty() || messageId.size() > 100) {
        return respond(refused("sms", 400, problem("message_id_missing", "a message needs `MessageSid`")));
    }
    if (from.empty()) return respond(refused("sms", 400, problem("bad_sender", "`From` is not a phone number")));
    const ReceiveText command{messageId, PhoneNumber{from}, FreeText{readSmsText(valueOf(hook->fields, "Body")).clean}};
    auto answer = std::make_shared<Responder>(std::move(respond));
    const auto say = [answer](const std::string& text) { (*answer)(xml(twiml::response({twiml::message(text)}))); };
    if (options.staffText && options.staffText(hook->profile, from, command.body.text, messageId, say)) return;
    submit(context(hook->profile, "sms", request), command, "sms:" + messageId,
           [answer, name = hook->profile.name](const CommandAnswer& a) {
               if (!a.reply.ok()) {
                   // The provider does not deliver again by itself: tell the customer, who can.
                   countRefused("sms", a.reply.problem().code);
                   return (*answer)(xml(twiml::response({twiml::message(replyText({"try_later", {{"utility", name}}}, Language::en, ReplyMedium::sms))})));
               }
               const auto reply = fromJson<IntakeReply>(*a.reply);
               if (!reply.ok() || !reply->reply) return (*answer)(xml(twiml::response({})));
               (*answer)(xml(twiml::response({twiml::message(replyText(*reply->reply, reply->language, ReplyMedium::sms))})));
           });
}

void Room::voice(const HttpRequest& request, Responder respond) {
    int status = 400;
    auto hook = checked(request, "voice", status);
    if (!hook.ok()) return respond(HttpResponse::problem(status, hook.problem()));
    const auto callId = valueOf(hook->fields, "CallSid");
    if (callId.empty() || callId.size() > 100) return respond(refused("voice", 400, problem("call_id_missing", "a call needs `CallSid`")));
    const auto mark = request.target.find('?');
    const std::string path = request.target.substr(0, mark);
    TakeCall command{.callId = callId, .from = PhoneNumber{territory::normalPhone(valueOf(hook->fields, "From"), "1")},
                     .state = mark == std::string::npos ? "" : request.target.substr(mark + 1),
                     .digits = valueOf(hook->fields, "Digits").substr(0, 64),
                     .speech = FreeText{readSmsText(valueOf(hook->fields, "SpeechResult")).clean.substr(0, 1000)},
                     .actionUrl = options.publicBase + path};
    auto answer = std::make_shared<Responder>(std::move(respond));
    submit(context(hook->profile, "voice", request), command, "voice:" + callId + ":" + command.state + ":" + command.digits,
           [answer, name = hook->profile.name](const CommandAnswer& a) {
               const auto reply = a.reply.ok() ? fromJson<CallReply>(*a.reply) : Result<CallReply>(a.reply.problem());
               if (reply.ok()) return (*answer)(xml(reply->twiml));
               countRefused("voice", reply.problem().code);
               (*answer)(xml(twiml::response({twiml::say(replyText({"try_later", {{"utility", name}}}, Language::en, ReplyMedium::voice), "en-US"),
                                              twiml::hangup()})));
           });
}

std::string Room::signedPart(const TenantProfile& profile, std::string_view text) const {
    const std::string about = profile.slug + "|" + std::string(text);
    return hmacSha256(options.formSecret.bytes, asBytes(about)).hex().substr(0, 32);
}
std::string Room::formToken(const TenantProfile& profile) {
    const auto text = std::to_string(options.clock().micros()) + "." + std::to_string(forms++);
    return text + "." + signedPart(profile, text);
}
bool Room::tokenFits(const TenantProfile& profile, const std::string& token) const {
    const auto dot = token.rfind('.');
    if (dot == std::string::npos || token.size() > 120) return false;
    const auto text = std::string_view(token).substr(0, dot);
    if (!constantTimeEqual(asBytes(signedPart(profile, text)), asBytes(std::string_view(token).substr(dot + 1)))) return false;
    std::int64_t micros = 0;
    std::from_chars(text.data(), text.data() + text.size(), micros);
    const auto age = options.clock() - Instant::fromMicros(micros);
    return age >= Duration(0) && age <= formLifetime;
}
bool Room::mayPost(const std::string& address) {
    const std::lock_guard lock(bucketMutex);
    return buckets.take(address, options.clock());
}

HttpResponse page(int status, std::string body) {
    auto out = HttpResponse::html(status, std::move(body));
    out.headers.set("Cache-Control", "no-store");
    out.headers.set("Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'");
    out.headers.set("Referrer-Policy", "no-referrer");
    return out;
}
Language languageOf(std::string_view chosen, const HttpRequest& request) {
    if (chosen == "es") return Language::es;
    if (chosen == "en") return Language::en;
    return preferredLanguage(request.header("Accept-Language"));
}

void Room::form(const HttpRequest& request, Responder respond) {
    const auto profile = tenants.bySlug(request.param("tenant"));
    if (!profile) return respond(refused("form", 404, problem("tenant_not_found", "there is no such utility")));
    respond(page(200, renderForm({.utility = *profile, .language = languageOf(request.queryValue("lang").value_or(""), request),
                                  .token = formToken(*profile)})));
}

std::optional<ReportPlace> deviceOf(const TextPairs& fields) {
    const auto lat = numberOf(valueOf(fields, "lat")), lon = numberOf(valueOf(fields, "lon"));
    if (!lat || !lon || !isValid({*lon, *lat})) return std::nullopt;
    const double metres = std::clamp(numberOf(valueOf(fields, "metres")).value_or(100), 1.0, 100'000.0);
    if (metres > coarsestMetresOfDevice) return std::nullopt;
    return ReportPlace{{*lon, *lat}, "device", metres, 0.9};
}

void Room::formPosted(const HttpRequest& request, Responder respond) {
    const auto profile = tenants.bySlug(request.param("tenant"));
    if (!profile) return respond(refused("form", 404, problem("tenant_not_found", "there is no such utility")));
    const auto fields = net::parseUrlEncoded(request.body);
    if (!fields.ok()) return respond(refused("form", 400, problem("bad_form", "the body is not a form")));
    const auto language = languageOf(valueOf(*fields, "lang"), request);
    FormPage back{.utility = *profile, .language = language, .token = formToken(*profile),
                  .address = readSmsText(valueOf(*fields, "address")).clean, .account = readSmsText(valueOf(*fields, "account")).clean,
                  .phone = readSmsText(valueOf(*fields, "phone")).clean, .details = readSmsText(valueOf(*fields, "details")).clean,
                  .symptom = valueOf(*fields, "symptom")};
    const auto phone = territory::normalPhone(back.phone, "1");
    const auto device = deviceOf(*fields);
    const auto token = valueOf(*fields, "id");
    int status = 422;
    // A rehearsal plays thousands of forms from one machine and fetches none.
    if (!profile->drill && !mayPost(request.remoteAddress)) {
        back.errors.push_back("too_many");
        status = 429;
    } else if (!profile->drill && !tokenFits(*profile, token)) {
        back.errors.push_back("form_expired");
    }
    if (back.address.empty() && back.account.empty() && !device) back.errors.push_back("place_missing");
    if (!back.phone.empty() && phone.empty()) back.errors.push_back("phone_invalid");
    if (back.address.size() > 400 || back.details.size() > 4000 || back.account.size() > 40) back.errors.push_back("too_long");
    if (!back.errors.empty()) {
        for (const auto& error : back.errors) countRefused("form", error);
        auto answer = page(status, renderForm(back));
        if (status == 429) answer.headers.set("Retry-After", "60");
        return respond(std::move(answer));
    }
    // The trap was filled in: answered as if all were well, so that the program learns nothing.
    if (!valueOf(*fields, "website").empty()) {
        countRefused("form", "honeypot");
        return respond(page(200, renderAnswer({*profile, language, replyText({"received", {}}, language, ReplyMedium::page), ""})));
    }
    ReceiveReport command{.channel = Channel::web, .messageId = token.substr(0, 120), .from = PhoneNumber{phone},
                          .accountNumber = back.account, .address = StreetAddress{back.address}, .device = device,
                          .service = parseEnum<Service>(profile->service).value_or(Service::electric),
                          .symptoms = {parseEnum<Symptom>(back.symptom).value_or(Symptom::out)}, .text = FreeText{back.details},
                          .language = language, .wantsUpdates = valueOf(*fields, "updates") == "yes" && !phone.empty()};
    auto answer = std::make_shared<Responder>(std::move(respond));
    submit(context(*profile, "web", request), command, "web:" + (token.empty() ? request.traceId : token),
           [answer, back = std::make_shared<FormPage>(back), profile](const CommandAnswer& a) {
               const auto reply = a.reply.ok() ? fromJson<IntakeReply>(*a.reply) : Result<IntakeReply>(a.reply.problem());
               FormPage again{.utility = *profile, .language = back->language, .token = back->token, .address = back->address,
                              .account = back->account, .phone = back->phone, .details = back->details, .symptom = back->symptom};
               if (!reply.ok() || !reply->reply) {
                   countRefused("form", reply.ok() ? "no_reply" : reply.problem().code);
                   // Somebody went back, changed what they wrote and sent the same form: the page brings a fresh one.
                   const bool sentBefore = !reply.ok() && reply.problem().code == "idempotency_conflict";
                   again.errors.push_back(sentBefore ? "sent_already" : "try_later");
                   return (*answer)(page(sentBefore ? 409 : 503, renderForm(again)));
               }
               (*answer)(page(200, renderAnswer({*profile, back->language, replyText(*reply->reply, back->language, ReplyMedium::page),
                                                 reply->report.str().substr(0, 13)})));
           });
}

std::optional<TenantProfile> Room::partnerOf(const HttpRequest& request, std::string& partner) const {
    constexpr std::string_view scheme = "Bearer ";
    const auto header = request.header("Authorization");
    if (!header.starts_with(scheme) || !options.partner || header.size() > 400) return std::nullopt;
    const auto hash = sha256(header.substr(scheme.size()));
    for (auto& profile : tenants.all()) {
        const auto wanted = request.queryValue("utility");
        if (wanted && *wanted != profile.slug) continue;
        if (auto name = options.partner(profile, hash)) {
            partner = *name;
            return profile;
        }
    }
    return std::nullopt;
}
HttpResponse unauthorised(std::string_view route) {
    metrics::counter("ok_security_events_total", "what may be an attack, by kind", {{"kind", "partner_key"}}).add();
    auto out = refused(route, 401, problem("key_invalid", "the key is missing or unknown"));
    out.headers.set("WWW-Authenticate", "Bearer");
    return out;
}

void Room::partnerReport(const HttpRequest& request, Responder respond) {
    std::string partner;
    const auto profile = partnerOf(request, partner);
    if (!profile) return respond(unauthorised("partner"));
    auto command = fromJson<ReceiveReport>(std::string_view(request.body));
    if (!command.ok()) return respond(refused("partner", 422, command.problem()));
    const std::string key(request.header("Idempotency-Key").empty() ? std::string_view(command->messageId) : request.header("Idempotency-Key"));
    if (key.empty() || key.size() > 200) {
        return respond(refused("partner", 422, problem("idempotency_key_missing", "send `Idempotency-Key` or `message_id`")));
    }
    command->channel = Channel::partner;
    command->messageId = partner + ":" + key;
    if (!command->from.text.empty()) {
        command->from.text = territory::normalPhone(command->from.text, "1");
        if (command->from.text.empty()) return respond(refused("partner", 422, problem("bad_sender", "`from` is not a phone number")));
    }
    auto answer = std::make_shared<Responder>(std::move(respond));
    submit(context(*profile, "partner:" + partner, request), *command, "partner:" + partner + ":" + key, [answer](const CommandAnswer& a) {
        if (!a.reply.ok()) return (*answer)(refused("partner", statusOf(a.reply.problem()), a.reply.problem()));
        (*answer)(HttpResponse::json(202, *a.reply));
    });
}

/// The parts of one feed batch, one after the other; answers when the last is durable.
struct FeedRun : std::enable_shared_from_this<FeedRun> {
    std::shared_ptr<Room> room;
    SecurityContext who;
    std::string adapter, body, key;
    std::size_t at = 0;
    int part = 0;
    FeedReply sum;
    std::shared_ptr<Responder> answer;

    void next() {
        auto end = std::min(at + feedPart, body.size());
        if (end < body.size()) {
            const auto line = body.rfind('\n', end);
            if (line != std::string::npos && line > at) end = line + 1;
            else end = std::min(body.find('\n', end), body.size() - 1) + 1;
        }
        const IngestFeed command{adapter, body.substr(at, end - at)};
        at = end;
        room->submit(who, command, key + ":" + std::to_string(part++), [self = shared_from_this()](const CommandAnswer& a) { self->answered(a); });
    }
    void answered(const CommandAnswer& a) {
        auto reply = a.reply.ok() ? fromJson<FeedReply>(*a.reply) : Result<FeedReply>(a.reply.problem());
        if (!reply.ok()) return (*answer)(refused("feed", statusOf(reply.problem()), reply.problem()));
        reply->records += sum.records;
        reply->snapshots += sum.snapshots;
        reply->refused += sum.refused;
        for (const auto& [code, n] : sum.problems) reply->problems[code] += n;
        sum = std::move(*reply);
        if (at < body.size()) return next();
        (*answer)(HttpResponse::json(200, toJson(sum)));
    }
};

void Room::feed(const HttpRequest& request, Responder respond) {
    std::string partner;
    const auto profile = partnerOf(request, partner);
    if (!profile) return respond(unauthorised("feed"));
    const std::string adapter(request.param("adapter"));
    if (request.body.empty()) return respond(refused("feed", 422, problem("body_missing", "send the feed's lines as the body")));
    const auto run = std::make_shared<FeedRun>();
    run->room = shared_from_this();
    run->who = context(*profile, "feed:" + adapter.substr(0, 40), request);
    run->adapter = adapter;
    run->body = request.body;
    run->key = "feed:" + adapter + ":" + sha256(request.body).hex();
    run->answer = std::make_shared<Responder>(std::move(respond));
    run->next();
}

}  // namespace

void addRoutes(net::Router& router, Gate& gate, const TenantDirectory& tenants, ReportsRouteOptions options) {
    const auto room = std::make_shared<Room>(gate, tenants, std::move(options));
    using Take = void (Room::*)(const HttpRequest&, Responder);
    const auto to = [room](Take take) {
        return [room, take](const HttpRequest& request, Responder respond) { ((*room).*take)(request, std::move(respond)); };
    };
    for (const std::string tail : {"", "/{tenant}"}) {
        router.post("/webhooks/twilio/sms" + tail, to(&Room::sms), {.bodyLimit = mostForm});
        router.post("/webhooks/twilio/voice" + tail, to(&Room::voice), {.bodyLimit = mostForm});
    }
    router.get("/report/{tenant}", to(&Room::form));
    router.post("/report/{tenant}", to(&Room::formPosted), {.bodyLimit = mostForm});
    router.post("/v1/reports", to(&Room::partnerReport), {.bodyLimit = mostForm});
    // A stranger must not make the server hold 16 MiB: the key is asked for before the body is read.
    const auto admit = [room](const HttpRequest& request) -> std::optional<HttpResponse> {
        std::string partner;
        if (room->partnerOf(request, partner)) return std::nullopt;
        return unauthorised("feed");
    };
    router.post("/v1/feeds/{adapter}", to(&Room::feed), {.bodyLimit = mostFeed, .admit = admit});
}

std::function<std::optional<std::string>(const TenantProfile&, const Digest&)> partnersOf(Gate& gate) {
    struct Reader {
        std::mutex mutex;
        std::unique_ptr<Store> store;
    };
    const auto reader = std::make_shared<Reader>();
    return [reader, &gate](const TenantProfile& profile, const Digest& hash) -> std::optional<std::string> {
        const std::lock_guard lock(reader->mutex);
        if (!reader->store) {
            auto opened = gate.openReader();
            if (!opened.ok()) return std::nullopt;
            reader->store = std::move(*opened);
        }
        return reader->store->setting(profile.tenant, partnerKeySetting(hash));
    };
}

}  // namespace ok::reports
