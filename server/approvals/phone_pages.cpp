// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/phone_room.h"

#include <algorithm>

#include "server/access/access_routes.h"
#include "server/net/url.h"
#include "server/reports/report_page.h"
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/approval_evidence.h"
#include "shared/approvals/approval_policy.h"
#include "shared/approvals/phone_words.h"

namespace ok::approvals {
namespace {

using net::HttpRequest;
using net::HttpResponse;

constexpr std::size_t largestForm = 64 * 1024, longestToken = 120, longestReason = 1'000;
constexpr int mostStrangers = 120;   // a minute

int statusOf(const std::string& code) {
    static const std::map<std::string, int, std::less<>> own{
        {"one_tap_refused", 403}, {"form_refused", 403}, {"wrong_host", 403}, {"one_tap_expired", 410}, {"approval_expired", 410}, {"one_tap_used", 409}, {"one_tap_replaced", 409},
        {"approval_token_stale", 409}, {"one_tap_locked", 429}, {"reason_short", 422}, {"drift_unacknowledged", 409}, {"drift_changed", 409},
        {"risk_actions_incomplete", 409}, {"alert_unacknowledged", 409}};
    if (const auto found = own.find(code); found != own.end()) return found->second;
    return access::statusOf(problem(code, ""));
}

bool wantsJson(const HttpRequest& request) {
    const std::string_view accept = request.header("Accept");
    return accept.find("application/json") != std::string_view::npos && accept.find("text/html") == std::string_view::npos;
}

HttpResponse guarded(HttpResponse response, const HttpRequest& request) {
    response.headers.set("Content-Security-Policy", phonePolicy());
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("X-Frame-Options", "DENY");
    // The address is a secret; our own pages must say where they come from, or their forms could not be told from others'.
    response.headers.set("Referrer-Policy", "same-origin");
    response.headers.set("Permissions-Policy", "publickey-credentials-get=(self)");
    response.headers.set("X-Robots-Tag", "noindex, nofollow");
    if (request.tls) response.headers.set("Strict-Transport-Security", "max-age=31536000");
    return response;
}

std::string trimmed(std::string text) {
    const auto space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
    while (!text.empty() && space(text.back())) text.pop_back();
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), space));
    return text;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

struct TapReply {
    std::string status;
    int have = 0, needed = 0;
};
BOOST_DESCRIBE_STRUCT(TapReply, (), (status, have, needed))

struct PhoneCurrent {
    bool current = false, closed = false;
    int version = 1;
};
BOOST_DESCRIBE_STRUCT(PhoneCurrent, (), (current, closed, version))

struct LinkReply {
    std::string url;
    Instant expiresAt;
};
BOOST_DESCRIBE_STRUCT(LinkReply, (), (url, expiresAt))

}  // namespace

bool PhonePages::Room::ourHost(const HttpRequest& request) const {
    const std::string host(request.header("Host"));
    if (host.empty()) return false;
    if (parts.publicUrl == "https://" + host || parts.publicUrl == "http://" + host) return true;
    const auto origins = parts.place().origins;
    return std::any_of(origins.begin(), origins.end(), [&host](const std::string& origin) { return origin.ends_with("://" + host); });
}

// A form's origin is said by every browser that has passkeys; one that says another is not our page (F06.R3.A6).
bool PhonePages::Room::fromOurPage(const HttpRequest& request) const {
    const std::string_view origin = request.header("Origin"), site = request.header("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") return false;
    if (origin.empty()) return true;
    return origin == "https://" + std::string(request.header("Host")) || origin == "http://" + std::string(request.header("Host"));
}

Result<Opened> PhonePages::Room::open(Store& store, std::string_view token) const {
    const std::size_t dot = token.find('.');
    if (dot == std::string_view::npos || token.size() > longestToken) return oneTapRefused();
    const auto profile = parts.tenants.bySlug(std::string(token.substr(0, dot)));
    if (!profile) return oneTapRefused();
    Views views(store.documents(profile->tenant));
    const auto link = views.find<OneTapLink>(OneTapDesk::idOf(token).hex());
    if (!link) return oneTapRefused();
    const auto approval = views.find<Approval>(link->approval.str());
    const auto user = views.find<access::User>(link->person.str());
    if (!approval || !user || user->disabled) return oneTapRefused();
    return Opened{*profile, *link, *approval, *user};
}

TapDemand PhonePages::Room::demand(Store& store, const HttpRequest& request, const Opened& opened) const {
    TapDemand out = demandOf({parts.desk.highRisk(opened.approval.command), opened.approval.riskScore, person.newDevice(store, request, opened.profile, opened.link.person)}, parts.desk.policy());
    Views views(store.documents(opened.profile.tenant));
    if (approvalPolicyNow(views).says.stepUpMinutes > 0) {
        out.key = true;
        out.factors.emplace_back("policy");
    }
    return out;
}

PhoneFrame PhonePages::Room::frameOf(const HttpRequest& request, const TenantProfile* profile, const Form& form) const {
    PhoneFrame out;
    out.now = parts.clock();
    if (profile != nullptr) {
        out.utility = profile->name;
        out.slug = profile->slug;
        out.drill = profile->drill;
        out.zone = profile->timeZone;
    } else {
        out.utility = "OutageKit";
    }
    const std::string asked = form.at("lang").empty() ? std::string(request.queryValue("lang").value_or("")) : form.at("lang");
    const bool spanish = asked.empty() ? reports::preferredLanguage(request.header("Accept-Language")) == reports::Language::es : asked == "es";
    out.language = spanish ? PageLanguage::es : PageLanguage::en;
    return out;
}

HttpResponse PhonePages::Room::outcome(const HttpRequest& request, PhoneOutcome page, int status, const Problem& why) const {
    if (wantsJson(request)) {
        if (status == 200) return guarded(HttpResponse::json(200, toJson(TapReply{page.code, page.have, page.needed})), request);
        return guarded(HttpResponse::problem(status, why), request);
    }
    return guarded(HttpResponse::html(status, phoneOutcome(page)), request);
}

// Whoever holds a link whose time is not over may go on with what came after it: the next version, or, where the link alone decides nothing,
// a link of its own after a nudge that came while they were reading.
bool PhonePages::Room::mayGoOn(const Opened& opened, const Problem& why) const {
    if (opened.link.state == OneTapState::used || parts.clock() >= opened.link.expiresAt) return false;
    return why.code == "approval_token_stale" || (why.code == "one_tap_replaced" && parts.desk.highRisk(opened.approval.command));
}

HttpResponse PhonePages::Room::refusal(const HttpRequest& request, const Problem& why, const Opened* opened) const {
    PhoneOutcome page{.frame = frameOf(request, opened != nullptr ? &opened->profile : nullptr), .code = why.code, .words = why.message};
    if (const auto version = why.details.find("latest_version"); version != why.details.end()) page.latestVersion = version->second;
    if (opened != nullptr && mayGoOn(*opened, why)) {
        page.again = std::string(request.path.substr(0, request.path.find('/', 3))) + "/latest";
        page.formToken = formToken(opened->link);
    }
    if (opened != nullptr && !wantsJson(request)) addClosed(request, *opened, page);
    return outcome(request, std::move(page), statusOf(why.code), why);
}

void PhonePages::Room::addClosed(const HttpRequest& request, const Opened& opened, PhoneOutcome& page) const {
    const bool over = page.code == "approval_not_pending" || page.code == "approval_expired" || page.code == "one_tap_used";
    if (!over || request.method != "GET" || parts.clock() >= opened.link.expiresAt) return;
    const CommandAnswer answer = person.run(person.looking(request, opened.profile, opened.person), Review{opened.approval.id, opened.link.version, viewerOf(page.frame)});
    auto reply = answer.reply.ok() ? fromJson<ReviewReply>(*answer.reply) : Result<ReviewReply>(problem("not_found", ""));
    if (reply.ok()) page.closed = std::move(*reply);
}

// Asked every second and a half by a page that is open: is what it shows still what waits (F01.R7.A1)? Nothing but that is told.
HttpResponse PhonePages::Room::current(Store& store, const HttpRequest& request) const {
    const auto opened = open(store, request.param("token"));
    if (!opened.ok()) return guarded(HttpResponse::problem(statusOf(opened.problem().code), opened.problem()), request);
    const Approval& now = opened->approval;
    PhoneCurrent out{now.state == ApprovalState::pending && now.version == opened->link.version && now.digest == opened->link.digest, now.state != ApprovalState::pending, now.version};
    return guarded(HttpResponse::json(200, toJson(out)), request);
}

HttpResponse PhonePages::Room::review(Store& store, const HttpRequest& request, const Opened& opened, const std::vector<std::string>& errors, int status, const std::string& typed) const {
    PhoneFrame frame = frameOf(request, &opened.profile);
    const Review question{opened.approval.id, 0, viewerOf(frame)};
    const CommandAnswer answer = person.run(person.looking(request, opened.profile, opened.person), question);
    if (!answer.reply.ok()) return refusal(request, answer.reply.problem(), &opened);
    const auto reply = fromJson<ReviewReply>(*answer.reply);
    if (!reply.ok()) return refusal(request, reply.problem(), &opened);
    if (reply->version != opened.link.version || reply->digest != opened.link.digest) {
        return refusal(request, problem("approval_token_stale", "what waits was changed since: look at the latest version", {{"latest_version", std::to_string(reply->latestVersion)}}), &opened);
    }
    if (wantsJson(request)) return guarded(HttpResponse::json(status, *answer.reply), request);
    const auto session = person.bySession(request);
    PhoneReview page{.frame = frame, .review = *reply, .action = std::string(request.path.substr(0, request.path.find('/', 3))), .formToken = formToken(opened.link),
                     .login = opened.person.login, .linkExpiresAt = opened.link.expiresAt};
    page.needsKey = demand(store, request, opened).key && !(session && session->actor.id == opened.link.person.str() && person.fresh(*session));
    page.errors = errors;
    page.reason = typed;
    return guarded(HttpResponse::html(status, phoneReview(page)), request);
}

HttpResponse PhonePages::Room::show(Store& store, const HttpRequest& request) const {
    const auto opened = open(store, request.param("token"));
    if (!opened.ok()) return refusal(request, opened.problem());
    // Somebody else's link in this browser: they are told nothing of it.
    if (const auto session = person.bySession(request); session && session->actor.id != opened->link.person.str()) return refusal(request, oneTapRefused(), nullptr);
    if (const Status may = mayTap(opened->link, opened->approval, parts.clock()); !may.ok()) return refusal(request, may.problem(), &*opened);
    return review(store, request, *opened, {}, 200, {});
}

OneTapAttempt PhonePages::Room::attemptOf(const HttpRequest& request, const Opened& opened, const Tapped& word) const {
    OneTapAttempt out;
    out.link = opened.link.id;
    out.approval = opened.link.approval;
    out.version = opened.link.version;
    out.digest = opened.link.digest;
    out.person = opened.link.person;
    out.channel = opened.link.channel;
    out.decision = word.approve ? "approve" : "reject";
    out.stepUp = "none";
    out.riskScore = opened.approval.riskScore;
    out.address = request.remoteAddress;
    out.userAgent = printableAgent(request.header("User-Agent"));
    out.device = PhonePerson::deviceOf(request);
    return out;
}

void PhonePages::Room::record(const TenantProfile& profile, OneTapAttempt attempt, const std::string& result) const {
    attempt.result = result;
    (void)person.run(access::systemContext(profile.tenant, profile.drill), RecordTap{std::move(attempt)});
}

// A link nobody made is an attempt too. Whose requests come too fast is stopped before; from everywhere at once they do not fill the log.
void PhonePages::Room::recordStranger(const HttpRequest& request) const {
    if (!limiter->take("phone strangers", mostStrangers).allowed) return;
    const std::string_view token = request.param("token");
    const auto profile = parts.tenants.bySlug(std::string(token.substr(0, std::min(token.find('.'), longestToken))));
    if (!profile) return;
    OneTapAttempt attempt;
    attempt.link = OneTapDesk::idOf(token);
    attempt.address = request.remoteAddress;
    attempt.userAgent = printableAgent(request.header("User-Agent"));
    record(*profile, std::move(attempt), "one_tap_refused");
}

// Signed in here or elsewhere as the link's person, a passkey, or the link alone where that is enough.
Result<PhonePerson::Proved> PhonePages::Room::whoTaps(Store& store, const HttpRequest& request, const Opened& opened, const Tapped& word, OneTapAttempt& attempt) const {
    const TapDemand asked = demand(store, request, opened);
    attempt.factors = asked.factors;
    std::optional<SecurityContext> session = person.bySession(request);
    if (request.headers.has("Authorization")) {
        OK_ASSIGN(session, access::contextOf(request, parts.sessions));
        session->source = "phone";
    }
    if (session && (session->tenant != opened.profile.tenant || session->actor.type != ActorType::human || session->actor.id != opened.link.person.str())) return oneTapRefused();
    if (session && (!asked.key || person.fresh(*session))) {
        attempt.stepUp = "session";
        return PhonePerson::Proved{std::move(*session), {}};
    }
    if (!word.assertion.empty()) {
        OK_ASSIGN(auto proved, person.byKey(request, opened.profile, opened.link, word.assertion));
        attempt.stepUp = "passkey";
        return proved;
    }
    if (asked.key) return problem("step_up_required", "touch your passkey to decide this");
    return person.byLink(request, opened.profile, opened.link);
}

CommandAnswer PhonePages::Room::carryOut(const Opened& opened, const SecurityContext& who, const Tapped& word) const {
    const ApprovalId id = opened.approval.id;
    const Digest seen = opened.link.digest;
    if (!word.approve) return person.run(who, Reject{id, word.reason, seen});
    if (const auto drift = Digest::parse(word.drift); drift.ok()) {
        CommandAnswer said = person.run(who, AcknowledgeDrift{id, seen, *drift});
        if (!said.reply.ok()) return said;
    }
    for (const std::string& alert : word.alerts) {
        CommandAnswer said = person.run(who, AcknowledgeAlert{id, seen, alert});
        if (!said.reply.ok()) return said;
    }
    for (const std::string& tick : word.ticks) {
        const std::size_t slash = tick.find('/');
        if (slash == std::string::npos) continue;
        CommandAnswer said = person.run(who, Attest{id, seen, tick.substr(0, slash), tick.substr(slash + 1)});
        if (!said.reply.ok()) return said;
    }
    return person.run(who, Release{id, seen, word.reason, word.viewer});
}

HttpResponse PhonePages::Room::decide(Store& store, const HttpRequest& request) const {
    const auto parsed = net::parseUrlEncoded(request.body);
    const Form form{parsed.ok() ? *parsed : net::TextPairs{}};
    const auto opened = open(store, request.param("token"));
    if (!opened.ok()) {
        recordStranger(request);
        return refusal(request, opened.problem());
    }
    Tapped word{form.at("decision") == "approve", trimmed(form.at("reason")).substr(0, longestReason), form.at("drift"), form.at("assertion"), form.all("attest"), form.all("alert"), viewerOf(frameOf(request, &opened->profile, form))};
    OneTapAttempt attempt = attemptOf(request, *opened, word);
    const auto refuse = [&](const Problem& why) {
        record(opened->profile, attempt, why.code);
        return refusal(request, why, &*opened);
    };
    const auto again = [&](const std::string& code) {
        record(opened->profile, attempt, code);
        if (wantsJson(request)) return guarded(HttpResponse::problem(statusOf(code), problem(code, std::string(phoneWord(PageLanguage::en, code)))), request);
        return review(store, request, *opened, {code}, statusOf(code), word.reason);
    };
    if (!fromOurPage(request) || !constantTimeEqual(asBytes(form.at("form")), asBytes(formToken(opened->link)))) return refuse(problem("form_refused", "this was not sent from our page"));
    if (const Status may = mayTap(opened->link, opened->approval, parts.clock()); !may.ok()) return refuse(may.problem());
    if (form.at("digest") != opened->link.digest.hex()) return refuse(problem("approval_token_stale", "this is not what the link was sent for", {{"latest_version", std::to_string(opened->approval.version)}}));
    if (form.at("decision") != "approve" && form.at("decision") != "reject") return refuse(problem("form_refused", "say approve or reject"));
    if (!word.approve && characters(word.reason) < shortestRejection) return again("reason_short");
    auto proved = whoTaps(store, request, *opened, word, attempt);
    if (!proved.ok()) {
        const std::string& code = proved.problem().code;
        if (code == "step_up_required" || code == "key_refused" || code == "credential_expired" || code == "too_many_attempts") return again(code);
        return refuse(proved.problem());
    }
    attempt.session = proved->who.session;
    const CommandAnswer answer = carryOut(*opened, proved->who, word);
    HttpResponse out;
    if (answer.reply.ok()) {
        const TapReply reply = word.approve ? fromJson<TapReply>(*answer.reply).valueOr(TapReply{"released", 0, 0}) : TapReply{"rejected", 0, 0};
        record(opened->profile, attempt, reply.status);
        out = outcome(request, {.frame = frameOf(request, &opened->profile, form), .code = reply.status, .words = {}, .have = reply.have, .needed = reply.needed}, 200);
    } else {
        Problem why = answer.reply.problem();
        if (why.code == "approval_digest_mismatch") why.code = "approval_token_stale";
        // What can be mended on this very page is said on it.
        const bool mendable = why.code == "drift_unacknowledged" || why.code == "drift_changed" || why.code == "risk_actions_incomplete" || why.code == "alert_unacknowledged";
        out = mendable ? again(why.code) : refuse(why);
    }
    if (!proved->cookie.empty()) out.headers.add("Set-Cookie", proved->cookie);
    return out;
}

HttpResponse PhonePages::Room::key(Store& store, const HttpRequest& request) const {
    const auto parsed = net::parseUrlEncoded(request.body);
    const Form form{parsed.ok() ? *parsed : net::TextPairs{}};
    const auto say = [&](Problem why) {
        const PageLanguage language = frameOf(request, nullptr).language;
        JsonWriter out;
        out.beginObject();
        out.plainKey("code");
        out.text(why.code);
        out.plainKey("said");
        out.text(hasPhoneWord(why.code) ? std::string(phoneWord(language, why.code)) : hasPhoneWord("h_" + why.code) ? std::string(phoneWord(language, "h_" + why.code)) : why.message);
        out.endObject();
        return guarded(HttpResponse::json(statusOf(why.code), out.take()), request);
    };
    const auto opened = open(store, request.param("token"));
    if (!opened.ok()) return say(opened.problem());
    if (!fromOurPage(request) || !constantTimeEqual(asBytes(form.at("form")), asBytes(formToken(opened->link)))) return say(problem("form_refused", "this was not sent from our page"));
    if (const Status may = mayTap(opened->link, opened->approval, parts.clock()); !may.ok()) return say(may.problem());
    const auto asked = person.ask(opened->profile, opened->link);
    if (!asked.ok()) return say(asked.problem());
    return guarded(HttpResponse::json(200, *asked), request);
}

HttpResponse PhonePages::Room::latest(Store& store, const HttpRequest& request) const {
    const auto parsed = net::parseUrlEncoded(request.body);
    const Form form{parsed.ok() ? *parsed : net::TextPairs{}};
    const auto opened = open(store, request.param("token"));
    if (!opened.ok()) return refusal(request, opened.problem());
    if (!fromOurPage(request) || !constantTimeEqual(asBytes(form.at("form")), asBytes(formToken(opened->link)))) return refusal(request, problem("form_refused", "this was not sent from our page"), &*opened);
    const Status may = mayTap(opened->link, opened->approval, parts.clock());
    if (may.ok()) return review(store, request, *opened, {}, 200, {});
    if (!mayGoOn(*opened, may.problem())) return refusal(request, parts.clock() >= opened->link.expiresAt ? problem("one_tap_expired", "this link's time is over: ask for a new one") : may.problem(), &*opened);
    const CommandAnswer answer = person.run(access::systemContext(opened->profile.tenant, opened->profile.drill), MakeLink{opened->approval.id, opened->link.person, "web"});
    if (!answer.reply.ok()) return refusal(request, answer.reply.problem(), &*opened);
    const auto made = fromJson<OneTap>(*answer.reply);
    if (!made.ok()) return refusal(request, made.problem(), &*opened);
    return guarded(HttpResponse::redirect(303, made->url.substr(made->url.find("/a/"))), request);
}

HttpResponse PhonePages::Room::showCode(Store&, const HttpRequest& request) const {
    const auto profile = parts.tenants.bySlug(std::string(request.param("utility")));
    if (!profile) return refusal(request, oneTapRefused());
    return guarded(HttpResponse::html(200, phoneCodeForm({frameOf(request, &*profile), std::string(request.queryValue("number").value_or("").substr(0, 12)), {}})), request);
}

HttpResponse PhonePages::Room::redeem(Store&, const HttpRequest& request) const {
    const auto parsed = net::parseUrlEncoded(request.body);
    const Form form{parsed.ok() ? *parsed : net::TextPairs{}};
    const auto profile = parts.tenants.bySlug(std::string(request.param("utility")));
    if (!profile) return refusal(request, oneTapRefused());
    if (!fromOurPage(request)) return refusal(request, problem("form_refused", "this was not sent from our page"));
    const std::string number = trimmed(form.at("number")).substr(0, 12);
    const auto again = [&](const std::string& code) {
        return guarded(HttpResponse::html(statusOf(code), phoneCodeForm({frameOf(request, &*profile, form), number, code})), request);
    };
    const CommandAnswer answer = person.run(access::systemContext(profile->tenant, profile->drill), RedeemCode{number, Secret{trimmed(form.at("code")).substr(0, 12)}, request.remoteAddress});
    if (!answer.reply.ok()) return refusal(request, answer.reply.problem());
    const auto reply = fromJson<RedeemReply>(*answer.reply);
    if (!reply.ok()) return refusal(request, reply.problem());
    if (reply->refused == "one_tap_refused" || reply->refused == "one_tap_expired" || reply->refused == "one_tap_locked") return again(reply->refused);
    if (!reply->refused.empty()) return refusal(request, problem(reply->refused, "this request cannot be decided by a code"));
    return guarded(HttpResponse::redirect(303, reply->link.url.substr(reply->link.url.find("/a/"))), request);
}

HttpResponse PhonePages::Room::ownLink(Store&, const HttpRequest& request) const {
    const auto who = access::contextOf(request, parts.sessions);
    if (!who.ok()) return HttpResponse::problem(statusOf(who.problem().code), who.problem());
    const auto user = UserId::parse(who->actor.id);
    if (who->actor.type != ActorType::human || !who->client.empty() || !user.ok()) return HttpResponse::problem(403, problem("not_a_person", "only a signed-in person gets a link"));
    if (const Status may = access::mayRead(*who, "approvals.read", parts.grants, "your roles do not include seeing approvals"); !may.ok()) return HttpResponse::problem(403, may.problem());
    const auto approval = ApprovalId::parse(request.param("id"));
    if (!approval.ok()) return HttpResponse::problem(404, problem("approval_not_found", "there is no such approval request"));
    const CommandAnswer answer = person.run(access::systemContext(who->tenant, who->drill), MakeLink{*approval, *user, "web"});
    if (!answer.reply.ok()) return HttpResponse::problem(answer.reply.problem().code == "not_found" ? 404 : statusOf(answer.reply.problem().code), answer.reply.problem());
    const auto made = fromJson<OneTap>(*answer.reply);
    if (!made.ok()) return HttpResponse::problem(500, made.problem());
    auto out = HttpResponse::json(201, toJson(LinkReply{made->url, made->expiresAt}));
    out.headers.set("Cache-Control", "no-store");
    return out;
}

PhonePages::PhonePages(PhonePageParts parts) : m_room(std::make_shared<Room>(std::move(parts))) {}
PhonePages::~PhonePages() { stop(); }
void PhonePages::start() { m_room->work.start(); }
void PhonePages::stop() { m_room->work.stop(); }

void PhonePages::addRoutes(net::Router& router) {
    using Handler = HttpResponse (Room::*)(Store&, const HttpRequest&) const;
    // One thread reads and waits for the gate; two words by one link are heard one after the other.
    const auto on = [room = m_room](Handler handler) {
        return [room, handler](const HttpRequest& request, net::Responder respond) {
            if (!room->ourHost(request)) return respond(room->refusal(request, problem("wrong_host", "this address is not one of ours")));
            auto held = std::make_shared<net::Responder>(std::move(respond));
            room->work.post([room = room.get(), held, handler, copy = request](Store& store) { (*held)((room->*handler)(store, copy)); },
                            [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
        };
    };
    // A secret of 192 bits needs no limit; a code of six digits does, and so does what every attempt leaves in the log.
    const auto limited = [this](net::HttpHandler handler, const char* what = "phone ", int part = 1, int times = 1) {
        return net::limited(std::move(handler), m_room->limiter,
                            [what, most = m_room->parts.perMinute * times / part](const HttpRequest& request) { return std::optional<net::RateKey>({what + request.remoteAddress, most}); }, m_room->parts.clock);
    };
    const net::RouteOptions form{.bodyLimit = largestForm};
    router.get("/a/code/{utility}", limited(on(&Room::showCode)));
    router.post("/a/code/{utility}", limited(on(&Room::redeem), "codes ", 3), form);
    router.get("/a/{token}", limited(on(&Room::show)));
    router.get("/a/{token}/now", limited(on(&Room::current), "phone now ", 1, 10));   // a room full of approvers behind one address
    router.post("/a/{token}", limited(on(&Room::decide)), form);
    router.get("/a/{token}/evidence/{evidence}", limited(on(&Room::file)));
    router.post("/a/{token}/key", limited(on(&Room::key)), form);
    router.post("/a/{token}/latest", limited(on(&Room::latest)), form);
    // Signed by the provider, and each call leads to a code: no limit of an address, which is the provider's.
    router.post("/webhooks/twilio/approve/{utility}", [room = m_room](const HttpRequest& request, net::Responder respond) {
        auto held = std::make_shared<net::Responder>(std::move(respond));
        room->work.post([room = room.get(), held, copy = request](Store& store) { (*held)(room->call(store, copy)); }, [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
    }, form);
    router.post("/v1/approvals/{id}/link", [room = m_room](const HttpRequest& request, net::Responder respond) {
        auto held = std::make_shared<net::Responder>(std::move(respond));
        room->work.post([room = room.get(), held, copy = request](Store& store) { (*held)(room->ownLink(store, copy)); }, [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
    });
}

}  // namespace ok::approvals
