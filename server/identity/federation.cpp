// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/federation.h"

#include <algorithm>
#include <array>

#include "server/access/access_commands.h"
#include "server/access/access_routes.h"
#include "server/access/session_commands.h"
#include "server/access/session_issue.h"
#include "server/access/sign_in.h"
#include "server/identity/identity_commands.h"
#include "server/identity/saml_provider.h"
#include "server/net/url.h"
#include "server/outbox/http_client.h"
#include "shared/access/bearer.h"
#include "shared/access/device_proof.h"
#include "shared/base/derived_ids.h"

namespace ok::identity {
namespace {

using net::HttpRequest;
using net::HttpResponse;

constexpr Duration flowLives = minutes(10), handleLives = minutes(2);

struct StartAsked {
    std::string utility, provider, redirect, challenge;
};
BOOST_DESCRIBE_STRUCT(StartAsked, (), (utility, provider, redirect, challenge))

struct StartReply {
    std::string url;
    Instant expiresAt;
};
BOOST_DESCRIBE_STRUCT(StartReply, (), (url, expiresAt))

struct RedeemAsked {
    std::string handle, verifier, device;
    std::string deviceKey;            ///< Ed25519, hexadecimal: the session is bound to it; empty: to whoever has the token
};
BOOST_DESCRIBE_STRUCT(RedeemAsked, (), (handle, verifier, device, deviceKey))

struct ProvidersShown {
    std::vector<std::string> providers;
};
BOOST_DESCRIBE_STRUCT(ProvidersShown, (), (providers))

/// A program on the person's own machine: nobody else hears what is sent there (RFC 8252).
bool isLoopback(std::string_view url) {
    const auto parsed = net::percentDecode(url);
    if (!parsed.ok() || *parsed != url || url.size() > 200) return false;
    for (const std::string_view start : {"http://127.0.0.1:", "http://[::1]:"}) {
        if (!url.starts_with(start)) continue;
        const std::string_view rest = url.substr(start.size());
        const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '_'; };
        return digits >= 1 && digits <= 5 && (digits == rest.size() || rest[digits] == '/') && std::all_of(rest.begin() + static_cast<std::ptrdiff_t>(digits), rest.end(), plain);
    }
    return false;
}

bool isChallenge(std::string_view text) {
    return text.size() == 43 && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
}

HttpResponse refusal(const Problem& why) {
    HttpResponse out = HttpResponse::problem(access::statusOf(why), why);
    out.headers.set("Cache-Control", "no-store");
    return out;
}

HttpResponse sendOn(const Flow& flow, const std::string& name, const std::string& value) {
    HttpResponse out = HttpResponse::redirect(303, flow.redirect + "?" + outbox::formEncode({{name, value}}));
    out.headers.set("Cache-Control", "no-store");
    out.headers.set("Referrer-Policy", "no-referrer");
    return out;
}

std::string field(const HttpRequest& request, std::string_view name) { return std::string(request.queryValue(name).value_or("")); }

SecurityContext asServer(const TenantProfile& profile) { return access::systemContext(profile.tenant, profile.drill); }

}  // namespace

Federation::Federation(Parts parts) : m_parts(std::move(parts)), m_thread([this] { return m_parts.gate.openReader(); }) {}
Federation::~Federation() { stop(); }
void Federation::start() { m_thread.start(); }
void Federation::stop() { m_thread.stop(); }

void Federation::work(std::function<void()> what, const Respond& respond) {
    m_thread.post([what = std::move(what)](Store&) { what(); }, [respond](const Problem& why) { (*respond)(HttpResponse::problem(503, why)); });
}

std::string Federation::fresh() {
    std::array<std::uint8_t, 32> raw{};
    m_parts.dice(raw);
    return toBase64Url(raw);
}

template <class T>
std::string Federation::sealed(const T& value, std::string_view kind) {
    std::array<std::uint8_t, 12> nonce{};
    m_parts.dice(nonce);
    return toBase64Url(seal(m_parts.secret.bytes, nonce, asBytes(toJson(value)), asBytes(kind)));
}

template <class T>
Result<T> Federation::opened(std::string_view text, std::string_view kind) const {
    const auto refuse = [] { return problem("sign_in_unknown", "this sign-in was not begun here, or took too long: begin again"); };
    const auto raw = text.size() > 4096 ? Result<Bytes>(refuse()) : fromBase64(text);
    if (!raw.ok()) return refuse();
    const auto plain = unseal(m_parts.secret.bytes, *raw, asBytes(kind));
    if (!plain.ok()) return refuse();
    auto value = fromJson<T>(asText(*plain));
    if (!value.ok() || m_parts.clock() >= value->until) return refuse();
    return value;
}

bool Federation::exists(const std::string& utility, const std::string& provider) const {
    const auto tenant = m_parts.book.find(utility);
    if (tenant == m_parts.book.end() || provider.size() < 6) return false;
    const std::string name = provider.substr(5);
    return provider.starts_with("oidc:") ? tenant->second.oidc.contains(name) : provider.starts_with("saml:") && tenant->second.saml.contains(name);
}

OidcClient* Federation::oidc(const std::string& utility, const std::string& provider) {
    auto& held = m_oidc[utility + "|" + provider];
    if (!held) held = std::make_unique<OidcClient>(m_parts.book.at(utility).oidc.at(provider.substr(5)), m_parts.publicUrl + "/v1/sign-in/callback", m_parts.clock);
    return held.get();
}

SamlProvider* Federation::saml(const std::string& utility, const std::string& provider) {
    auto& held = m_saml[utility + "|" + provider];
    if (!held) held = std::make_unique<SamlProvider>(m_parts.book.at(utility).saml.at(provider.substr(5)), m_parts.publicUrl, utility, provider.substr(5));
    return held.get();
}

// --- the beginning

Result<std::string> Federation::urlFor(const Flow& flow, const std::string& state) {
    if (flow.provider.starts_with("oidc:")) return oidc(flow.utility, flow.provider)->authorizationUrl({state, flow.nonce, flow.verifier});
    return saml(flow.utility, flow.provider)->signOnUrl(flow.nonce, state, m_parts.clock());
}

void Federation::begin(const HttpRequest& request, Respond respond) {
    const auto asked = fromJson<StartAsked>(request.body);
    if (!asked.ok()) return (*respond)(HttpResponse::problem(400, asked.problem()));
    if (!exists(asked->utility, asked->provider)) return (*respond)(refusal(problem("provider_not_found", "there is no such sign-in provider")));
    if (!isLoopback(asked->redirect) || !isChallenge(asked->challenge)) {
        return (*respond)(refusal(problem("invalid_fields", "a sign-in needs a loopback address to come back to and an S256 challenge")));
    }
    Flow flow{asked->utility, asked->provider, asked->redirect, asked->challenge, fresh(), fresh(), m_parts.clock() + flowLives};
    work([this, flow, respond] {
        const auto url = urlFor(flow, sealed(flow, "flow"));
        if (!url.ok()) return (*respond)(HttpResponse::problem(502, url.problem()));
        (*respond)(HttpResponse::json(200, toJson(StartReply{*url, flow.until})));
    }, respond);
}

// --- the way back

Result<Assertion> Federation::answered(const Flow& flow, const std::string& code, std::string_view iss) {
    OidcClient* client = oidc(flow.utility, flow.provider);
    // Before the code goes anywhere: it must not be shown to a provider that did not give it.
    OK_TRY(client->checkIssuer(iss));
    if (code.empty()) return problem("code_missing", "the identity provider did not sign anybody in");
    return client->redeem(code, {{}, flow.nonce, flow.verifier});
}

void Federation::callback(const HttpRequest& request, Respond respond) {
    const auto flow = opened<Flow>(field(request, "state"), "flow");
    if (!flow.ok() || !exists(flow->utility, flow->provider) || !flow->provider.starts_with("oidc:")) {
        return (*respond)(refusal(problem("sign_in_unknown", "this sign-in was not begun here, or took too long: begin again")));
    }
    work([this, flow = *flow, respond, code = field(request, "code"), iss = field(request, "iss")] { admit(flow, answered(flow, code, iss), respond); }, respond);
}

Result<Assertion> Federation::asserted(const Flow& flow, const std::string& response) {
    return saml(flow.utility, flow.provider)->read(response, flow.nonce, m_parts.clock());
}

void Federation::acs(const HttpRequest& request, Respond respond) {
    const auto fields = net::parseUrlEncoded(request.body);
    std::string state, response;
    if (fields.ok()) {
        for (const auto& [name, value] : *fields) {
            if (name == "RelayState") state = value;
            if (name == "SAMLResponse") response = value;
        }
    }
    const auto flow = opened<Flow>(state, "flow");
    if (!flow.ok() || !exists(flow->utility, flow->provider) || !flow->provider.starts_with("saml:")) {
        return (*respond)(refusal(problem("sign_in_unknown", "this sign-in was not begun here, or took too long: begin again")));
    }
    work([this, flow = *flow, respond, response = std::move(response)] { admit(flow, asserted(flow, response), respond); }, respond);
}

void Federation::admit(const Flow& flow, Result<Assertion> who, const Respond& respond) {
    const auto profile = m_parts.tenants.bySlug(flow.utility);
    if (!profile) return (*respond)(sendOn(flow, "error", "provider_not_found"));
    const std::string name = flow.provider.substr(5);
    if (!who.ok()) {
        // Whoever tried with a forged or stale answer is in the log, without a word of what it said.
        m_parts.gate.submit(asServer(*profile), {commandIdFrom(profile->tenant, "refused:" + fresh()), std::string(access::RecordSignInRefusal::card.name),
                                                 toJson(access::RecordSignInRefusal{"", "", flow.provider + " " + who.problem().code})},
                            [](CommandAnswer) {});
        return (*respond)(sendOn(flow, "error", who.problem().code));
    }
    const TenantIdentity& book = m_parts.book.at(flow.utility);
    const bool isOidc = flow.provider.starts_with("oidc:");
    Federate command{flow.provider, who->subject, who->userName, who->name, who->facts, who->hash, false, true};
    command.linkByUserName = isOidc ? book.oidc.at(name).linkByUserName : book.saml.at(name).linkByUserName;
    command.provision = isOidc ? book.oidc.at(name).provision : book.saml.at(name).provision;
    m_parts.gate.submit(asServer(*profile), {commandIdFrom(profile->tenant, "federate:" + fresh()), std::string(Federate::card.name), toJson(command)},
                        [this, flow, respond](CommandAnswer answer) {
                            if (!answer.reply.ok()) return (*respond)(sendOn(flow, "error", answer.reply.problem().code));
                            const auto reply = fromJson<FederateReply>(*answer.reply);
                            if (!reply.ok()) return (*respond)(sendOn(flow, "error", "store_failed"));
                            (*respond)(sendOn(flow, "handle", sealed(Handle{flow.utility, flow.challenge, flow.provider, reply->user, fresh(), m_parts.clock() + handleLives}, "handle")));
                        });
}

// --- the session

void Federation::redeem(const HttpRequest& request, Respond respond) {
    const auto asked = fromJson<RedeemAsked>(request.body);
    if (!asked.ok()) return (*respond)(HttpResponse::problem(400, asked.problem()));
    const auto handle = opened<Handle>(asked->handle, "handle");
    const auto profile = handle.ok() ? m_parts.tenants.bySlug(handle->utility) : std::optional<TenantProfile>();
    if (!handle.ok() || !profile || asked->verifier.size() < 43 || asked->verifier.size() > 128 || pkceChallenge(asked->verifier) != handle->challenge) {
        return (*respond)(refusal(problem("sign_in_refused", "this sign-in cannot be redeemed: begin again")));
    }
    const bool bound = !asked->deviceKey.empty();
    if (bound && !access::parseDeviceKey(asked->deviceKey).ok()) return (*respond)(refusal(problem("bad_device_key", "a device's key has 64 hexadecimal digits")));
    if (!bound && m_parts.limits.requireDeviceKey) return (*respond)(refusal(access::deviceKeyRequired()));
    // Whoever binds the session can refresh it, and gets short tokens; others keep theirs for the session.
    std::array<std::uint8_t, 32> family{};
    m_parts.dice(family);
    const access::FreshTokens tokens = access::freshTokens(m_parts.dice, SessionId{}, family);
    const std::string token = tokens.access;
    // The command's id is the handle's: shown again, with another token, it is a conflict and no second session.
    m_parts.gate.submit(asServer(*profile), {commandIdFrom(profile->tenant, "redeem:" + sha256(asked->handle).hex()), std::string(access::RecordSignIn::card.name),
                                             toJson(access::RecordSignIn{.user = handle->user, .tokenHash = sha256(token), .device = asked->device,
                                                                                 .address = request.remoteAddress, .method = handle->provider,
                                                                                 .familyHash = bound ? sha256(ByteView(family)) : Digest{},
                                                                                 .refreshHash = bound ? tokens.refreshHash : Digest{},
                                                                                 .deviceKey = asked->deviceKey})},
                        [respond, token, bound, refresh = tokens.refresh, clock = m_parts.clock, profile = *profile](CommandAnswer answer) {
                            if (!answer.reply.ok()) return (*respond)(refusal(problem("sign_in_refused", "this sign-in cannot be redeemed: begin again")));
                            const auto session = fromJson<access::Session>(*answer.reply);
                            if (!session.ok()) return (*respond)(refusal(session.problem()));
                            access::SignInReply reply;
                            reply.token = token;
                            reply.tenant = profile.tenant;
                            reply.utility = profile.slug;
                            reply.utilityName = profile.name;
                            reply.user = session->user;
                            reply.login = session->login;
                            reply.roles = session->roles;
                            reply.session = session->id;
                            reply.expiresAt = session->expiresAt;
                            reply.accessExpiresAt = session->accessExpiresAt;
                            reply.serverTime = clock();
                            // The session's id is the gate's: it enters the refresh token's text now.
                            if (auto text = access::parseRefresh(refresh); bound && text.ok()) {
                                text->session = session->id;
                                reply.refreshToken = access::formatRefresh(*text);
                            }
                            reply.drill = profile.drill;
                            auto response = HttpResponse::json(200, toJson(reply));
                            response.headers.set("Cache-Control", "no-store");
                            (*respond)(std::move(response));
                        });
}

void Federation::providers(const HttpRequest& request, Respond respond) {
    ProvidersShown out;
    if (const auto found = m_parts.book.find(field(request, "utility")); found != m_parts.book.end()) {
        for (const auto& [name, settings] : found->second.oidc) out.providers.push_back("oidc:" + name);
        for (const auto& [name, settings] : found->second.saml) out.providers.push_back("saml:" + name);
    }
    (*respond)(HttpResponse::json(200, toJson(out)));
}

void Federation::metadata(const HttpRequest& request, Respond respond) {
    const std::string utility(request.param("utility")), name(request.param("name"));
    if (!exists(utility, "saml:" + name)) return (*respond)(refusal(problem("provider_not_found", "there is no such sign-in provider")));
    work([this, utility, name, respond] {
        HttpResponse out = HttpResponse::text(200, saml(utility, "saml:" + name)->ownMetadata());
        out.headers.set("Content-Type", "application/samlmetadata+xml");
        (*respond)(std::move(out));
    }, respond);
}

// --- signing out

namespace {

struct SignOutReply {
    std::string url;   ///< empty: there is nothing to sign out of
};
BOOST_DESCRIBE_STRUCT(SignOutReply, (), (url))

HttpResponse signedOutPage(int status, const char* words) {
    HttpResponse out = HttpResponse::text(status, words);
    out.headers.set("Cache-Control", "no-store");
    return out;
}

}  // namespace

// What is over here is over, whatever becomes of the provider's side.
void Federation::signOut(const HttpRequest& request, Respond respond) {
    const auto who = m_parts.sessions == nullptr ? Result<SecurityContext>(problem("not_signed_in", "sign in first")) : access::contextOf(request, *m_parts.sessions);
    if (!who.ok()) return (*respond)(refusal(who.problem()));
    const auto profile = m_parts.tenants.byId(who->tenant);
    const CommandId id = commandIdFrom(who->tenant, "sign out:" + fresh());
    m_parts.gate.submit(*who, {id, std::string(access::EndMySession::card.name), toJson(access::EndMySession{})}, [this, respond, who = *who, profile](CommandAnswer answer) {
        if (!answer.reply.ok()) return (*respond)(refusal(answer.reply.problem()));
        m_thread.post([this, respond, who, profile](Store& store) {
            Views views(store.documents(who.tenant));
            const auto session = views.find<access::Session>(who.session.str());
            const auto person = views.find<DirectoryUser>(who.actor.id);
            SignOutReply reply;
            const std::string provider = session ? session->method : std::string();
            if (profile && person && provider.starts_with("saml:") && exists(profile->slug, provider)) {
                const auto link = std::find_if(person->links.begin(), person->links.end(), [&provider](const Link& each) { return each.provider == provider; });
                const SigningOut begun{profile->slug, provider, fresh(), m_parts.clock() + flowLives};
                if (link != person->links.end()) reply.url = saml(profile->slug, provider)->logoutUrl(link->subject, begun.nonce, sealed(begun, "sign-out"), m_parts.clock()).valueOr({});
            }
            HttpResponse out = HttpResponse::json(200, toJson(reply));
            out.headers.set("Cache-Control", "no-store");
            (*respond)(std::move(out));
        }, [respond](const Problem& why) { (*respond)(HttpResponse::problem(503, why)); });
    });
}

void Federation::signedOutThere(const HttpRequest& request, Respond respond) {
    const std::string utility(request.param("utility")), provider = "saml:" + std::string(request.param("name"));
    const auto profile = m_parts.tenants.bySlug(utility);
    if (!profile || !exists(utility, provider)) return (*respond)(refusal(problem("provider_not_found", "there is no such sign-in provider")));
    const std::size_t mark = request.target.find('?');
    const std::string query = mark == std::string::npos ? std::string() : request.target.substr(mark + 1);
    work([this, utility, provider, query, respond, profile = *profile, relay = field(request, "RelayState")] {
        const auto message = saml(utility, provider)->readLogout(query, m_parts.clock());
        if (!message.ok()) return (*respond)(refusal(message.problem()));
        if (!message->isRequest) {
            const auto begun = opened<SigningOut>(relay, "sign-out");
            const bool ours = begun.ok() && begun->utility == utility && begun->provider == provider && message->inResponseTo == SamlProvider::logoutIdOf(begun->nonce);
            if (!ours) return (*respond)(refusal(problem("sign_in_unknown", "this sign-out was not begun here, or took too long")));
            return (*respond)(signedOutPage(200, message->success ? "You are signed out, here and at your organisation. You may close this window.\n"
                                                                  : "You are signed out here. Your organisation could not sign you out everywhere.\n"));
        }
        const EndProviderSessions command{provider, message->nameId, message->id};
        m_parts.gate.submit(asServer(profile), {commandIdFrom(profile.tenant, "provider signed out:" + provider + message->id), std::string(EndProviderSessions::card.name), toJson(command)},
                            [this, respond, utility, provider, relay, message = *message](CommandAnswer answer) {
            // Whom we do not know has no session here, and that is what was asked for.
            const bool done = answer.reply.ok() || answer.reply.problem().code == "person_not_found";
            work([this, respond, utility, provider, relay, message, done] {
                const auto url = saml(utility, provider)->logoutAnswerUrl(message, fresh(), relay.size() <= 80 ? relay : std::string(), done, m_parts.clock());
                if (!url.ok() || url->empty()) return (*respond)(signedOutPage(done ? 200 : 503, done ? "You are signed out here.\n" : "Signing out did not work: try again.\n"));
                HttpResponse out = HttpResponse::redirect(303, *url);
                out.headers.set("Cache-Control", "no-store");
                (*respond)(std::move(out));
            }, respond);
        });
    }, respond);
}

void Federation::addRoutes(net::Router& router) {
    const auto bind = [this](void (Federation::*handler)(const HttpRequest&, Respond)) {
        return [this, handler](const HttpRequest& request, net::Responder respond) { (this->*handler)(request, std::make_shared<net::Responder>(std::move(respond))); };
    };
    router.get("/v1/sign-in/providers", bind(&Federation::providers));
    router.post("/v1/sign-in/start", bind(&Federation::begin), {.bodyLimit = 4096});
    router.get("/v1/sign-in/callback", bind(&Federation::callback));
    router.post("/v1/sign-in/acs", bind(&Federation::acs), {.bodyLimit = 512 * 1024});
    router.post("/v1/sign-in/redeem", bind(&Federation::redeem), {.bodyLimit = 16 * 1024});
    router.get("/v1/saml/{utility}/{name}", bind(&Federation::metadata));
    router.get("/v1/saml/{utility}/{name}/logout", bind(&Federation::signedOutThere));
    router.post("/v1/sign-in/logout", bind(&Federation::signOut), {.bodyLimit = 4096});
}

}  // namespace ok::identity
