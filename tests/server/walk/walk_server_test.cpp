// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "tests/server/walk/walk_server.h"

#include <future>

#include "server/access/access_commands.h"
#include "server/access/key_room.h"
#include "server/approvals/approval_mail.h"
#include "server/comms/letter_maker.h"
#include "server/net/url.h"
#include "server/oncall/nudge_letters.h"
#include "server/outbox/staff_letters.h"
#include "shared/approvals/notice.h"
#include "shared/product/projections.h"
#include "tests/support/store_faults.h"

namespace ok::walk {

Outside::Outside(std::uint64_t seed) : path(dir.file("walk.db")) {
    dice = [this, seed](std::span<std::uint8_t> out) {
        const std::lock_guard lock(mutex);
        const Digest fresh = sha256(std::to_string(seed) + " dice " + std::to_string(rolls++));
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = fresh.bytes[i % 32];
    };
    provider = std::make_shared<WalkProvider>(seed, [this] { return now(); });
}

WalkServer::WalkServer(Outside& outside) : f(outside.path), m_outside(outside) {
    f.clockMicros = outside.clockMicros.load();
    f.projections = Projections();
    addAllProjections(f.projections);
    auto opened = f.gate->openReader();
    EXPECT_TRUE(opened.ok());
    m_reader = std::move(*opened);
    access::addHandlers(*f.gate);
    access::addKeyHandlers(*f.gate, {[] { return access::KeyPlace{"localhost", {walkOrigin}}; }, sha256("challenges")});
    m_tenants = std::make_unique<TenantDirectory>(*m_reader, *f.gate);
    addDomains();
    addPages();
    addDispatcher();
    f.start();
    m_pages->start();
    f.gate->inspect(f.tenant, [this](CommandContext& cx) {
        test::failCommitsWhile(cx.store(), m_lost);
        // The machine does not lose its power here: what a dead process wrote is in the file without waiting for the disk.
        if (auto* sqlite = dynamic_cast<SqliteStore*>(&cx.store())) (void)sqlite->database().execute("PRAGMA synchronous=OFF");
    });
}

WalkServer::~WalkServer() {
    if (m_dispatching) m_dispatcher->stop();
    m_pages->stop();
    f.gate->stop();
}

void WalkServer::addDomains() {
    m_options.publicUrl = walkOrigin;
    m_options.clock = [this] { return f.now(); };
    m_options.dice = m_outside.dice;
    comms::TenantProviders book;
    book.twilio = comms::TwilioAccount{};
    book.staffPhones = m_outside.phones;
    m_options.providers["one"] = std::move(book);
    m_sessions = std::make_unique<access::SessionBook>(*m_reader, *f.gate, *m_tenants, m_options.clock);
    m_sessions->setPassKey(test::keyOf(3));
    m_sessions->setDice(m_outside.dice);
    m_domains = std::make_unique<Domains>(DomainParts{*f.gate, *m_tenants, *m_sessions, access::builtinSource(), m_options, f.projections, {}, sha256("form"), "http://127.0.0.1:1",
                                                      std::make_shared<const SigningKey>(test::keyOf(7)), {}, [] { return access::KeyPlace{"localhost", {walkOrigin}}; }});
    m_domains->addHandlers();
}

void WalkServer::addPages() {
    m_taps = std::make_unique<approvals::OneTapDesk>(approvals::OneTapDesk::Parts{m_outside.dice, walkOrigin, sha256("codes"), [](const std::string&) { return true; }, {}});
    m_pages = std::make_unique<approvals::PhonePages>(approvals::PhonePageParts{*f.gate, *m_sessions, *m_tenants, access::builtinSource(), *m_taps,
                                                                                [] { return access::KeyPlace{"localhost", {walkOrigin}}; }, walkOrigin, m_options.clock, m_outside.dice,
                                                                                sha256("phone pages"), 1'000'000, [](const TenantProfile&) { return std::string("token"); }});
    m_pages->addRoutes(m_router);
}

void WalkServer::addDispatcher() {
    outbox::DispatcherParts parts;
    parts.gate = f.gate.get();
    parts.clock = m_options.clock;
    parts.dice = [this] {
        std::uint8_t byte = 0;
        m_outside.dice(std::span(&byte, 1));
        return byte / 256.0;
    };
    parts.newUuid = [this] {
        UuidBytes bytes{};
        m_outside.dice(bytes);
        return uuidV4(bytes);
    };
    const auto letters = comms::letterMaker(f.gate->vaultKeys());
    const auto phoneOf = [this](const std::string& login) { return m_outside.phones.contains(login) ? m_outside.phones.at(login) : std::string(); };
    const outbox::MailboxOf mailboxOf = [](TenantId, const std::string& login) { return login + "@staff.example"; };
    for (const char* connector : {"sms", "email", "voice"}) parts.letters[connector] = letters;
    const auto nudges = oncall::nudgeLetters([phoneOf](TenantId, const std::string& login, const std::string&) { return phoneOf(login); }, f.gate->vaultKeys(), walkOrigin);
    for (const char* channel : {"sms", "voice", "email"}) parts.letters[oncall::connectorOf(channel)] = nudges;
    parts.letters[approvals::noticeConnector] = approvals::noticeLetters(mailboxOf, walkOrigin);
    parts.letters[outbox::staffConnector] = outbox::staffLetters(mailboxOf);
    for (const auto& [connector, maker] : parts.letters) parts.real[connector] = m_outside.provider;
    parts.workers = 1;                // one hand-over after the other, in the order of the store
    parts.look = seconds(3'600);      // looks when it is asked to
    m_dispatcher = std::make_unique<outbox::Dispatcher>(std::move(parts));
}

SecurityContext WalkServer::as(const std::string& login, int device) const {
    SecurityContext who = f.person(m_outside.accounts.at(login), {});
    who.device = (device == 0 ? "desk of " : "tablet of ") + login;
    who.session = SessionId{derivedUuid("session " + std::to_string(device) + login)};
    return who;
}

std::pair<CommandAnswer, CommandAnswer> WalkServer::together(const SecurityContext& first, const CommandEnvelope& one, const SecurityContext& second, const CommandEnvelope& other) {
    std::promise<CommandAnswer> a, b;
    f.gate->inspect(f.tenant, [&](CommandContext&) {   // on the gate's thread: both are in the queue before it takes a batch
        f.gate->submit(first, one, [&a](CommandAnswer answer) { a.set_value(std::move(answer)); });
        f.gate->submit(second, other, [&b](CommandAnswer answer) { b.set_value(std::move(answer)); });
    });
    auto early = a.get_future(), late = b.get_future();
    return {early.get(), late.get()};
}

bool WalkServer::dispatch() {
    if (!m_dispatching) {
        m_dispatching = true;
        EXPECT_TRUE(m_dispatcher->start().ok());
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!m_outside.provider->dead() && !m_dispatcher->quiet(milliseconds(20))) {
        EXPECT_LT(std::chrono::steady_clock::now(), until) << "the dispatcher finds no rest";
        if (std::chrono::steady_clock::now() >= until) break;
    }
    f.gate->inspect(f.tenant, [](CommandContext&) {});
    return !m_outside.provider->dead();
}

void WalkServer::fire() {
    f.clockMicros = m_outside.clockMicros.load();
    f.gate->fireTimers();
    rest();
}

void WalkServer::rest() {
    for (int i = 0; i < 3; ++i) f.gate->inspect(f.tenant, [](CommandContext&) {});
}

Instant WalkServer::gateNow() {
    Instant out;
    f.gate->inspect(f.tenant, [&out](CommandContext& cx) { out = cx.clockNow(); });
    return out;
}

namespace {

std::string valueOf(const std::string& html, const std::string& name) {
    const auto at = html.find("name=\"" + name + "\"");
    const auto value = html.find("value=\"", at);
    if (at == std::string::npos || value == std::string::npos) return {};
    return html.substr(value + 7, html.find('"', value + 7) - value - 7);
}

}  // namespace

std::vector<WalkServer::Link> WalkServer::links() const {
    std::vector<Link> out;
    for (const TakenMessage& each : m_outside.provider->taken()) {
        const auto from = each.text.find("/a/");
        if (each.connector == "nudge_sms" && from != std::string::npos) out.push_back({each.text.substr(from, each.text.find_first_of(" \n", from) - from), each.to});
    }
    return out;
}

std::string WalkServer::form(const std::string& path, const std::string& hand, const std::string& decision, const std::string& seen) {
    const std::string html(call("GET", path).bodyView());
    const std::string token = valueOf(html, "form"), drift = valueOf(html, "drift");
    const auto asked = parseJson(call("POST", path + "/key", "form=" + token).bodyView());
    const auto challenge = asked.ok() ? fromBase64(asked->root()["challenge"].text().value_or("")) : Result<Bytes>(asked.problem());
    std::string assertion;
    if (const auto said = challenge.ok() ? test::SoftBrowser().answer(m_outside.keys[hand], *challenge) : std::nullopt) {
        assertion = R"({"id":")" + toBase64Url(said->said.credentialId) + R"(","response":{"clientDataJSON":")" + toBase64Url(asBytes(said->clientData)) + R"(","authenticatorData":")" +
                    toBase64Url(said->said.authData) + R"(","signature":")" + toBase64Url(said->said.signature) + R"(","userHandle":")" + toBase64Url(said->said.userHandle) + "\"}}";
    }
    return "form=" + token + "&digest=" + (seen.empty() ? valueOf(html, "digest") : seen) + "&decision=&decision=" + decision + "&reason=" + net::percentEncode("as it stands") + "&assertion=" +
           net::percentEncode(assertion) + (drift.empty() ? "" : "&drift=" + drift);
}

net::HttpResponse WalkServer::call(const std::string& method, const std::string& target, const std::string& body) {
    net::HttpRequest request;
    request.method = method;
    request.target = request.path = target;
    request.headers = net::Headers{{"Host", "localhost:8443"}, {"User-Agent", walkPhone}, {"Origin", walkOrigin}};
    request.body = body;
    request.remoteAddress = "192.0.2.7";
    request.traceId = std::string(32, 'a');
    const auto match = m_router.find(method, request.path);
    if (match.outcome != net::Router::Outcome::found) return net::HttpResponse::text(404, "no route");
    request.params = match.params;
    auto said = std::make_shared<std::promise<net::HttpResponse>>();
    auto answer = said->get_future();
    match.route->handler(request, net::Responder([said](net::HttpResponse response) { said->set_value(std::move(response)); }));
    return answer.get();
}

}  // namespace ok::walk
