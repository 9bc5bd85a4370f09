// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/house.h"

#include <array>
#include <atomic>
#include <cstdio>

#include "server/access/access_routes.h"
#include "server/access/live_matrices.h"
#include "server/access/key_reports.h"
#include "server/access/key_routes.h"
#include "server/access/key_room.h"
#include "server/access/password.h"
#include "server/access/session_routes.h"
#include "server/gate/letter_post.h"
#include "server/net/net_server.h"
#include "server/product/standing_routes.h"
#include "server/product/document_routes.h"
#include "server/product/domains.h"
#include "server/metrics/metrics.h"
#include "server/product/drill_post.h"
#include "server/product/free_port.h"
#include "server/product/installation_keys.h"
#include "server/product/ports.h"
#include "server/store/move_to_pg.h"
#include "server/store/work_thread.h"
#include "server/sync/sync_server.h"
#include "shared/base/derived_ids.h"
#include "shared/product/projections.h"

namespace ok {

struct Health {
    std::string status;       ///< `ok`, or `failing`
    std::string store;        ///< why not: `disk_full`, `database_unreachable`, ...; empty while all is well
    std::string durability;
    std::string database;
    std::uint64_t desks = 0;   ///< utilities this server decides for
    std::map<std::string, std::string> sinks;   ///< of the log: ledger, search, siem
};
BOOST_DESCRIBE_STRUCT(Health, (), (status, store, durability, database, desks, sinks))

struct House::Rooms {
    explicit Rooms(HouseOptions given) : options(std::move(given)) {}
    HouseOptions options;
    Projections projections;
    PgAddress databaseAddress;
    std::shared_ptr<LetterPost> post;
    std::unique_ptr<Gate> gate;
    std::unique_ptr<TenantDirectory> tenants;
    std::unique_ptr<access::LiveMatrices> matrices;
    std::unique_ptr<access::SessionBook> sessions;
    std::unique_ptr<access::SignInDesk> desk;
    std::unique_ptr<access::SessionRoutes> sessionRoutes;
    access::PassKey passKey{};
    std::vector<std::string> routes;
    Digest challengeKey;
    std::shared_ptr<const SigningKey> signingKey;   // the log's
    std::atomic<std::uint16_t> httpsPort = 0;   // as it is known: read by the gate's thread
    std::unique_ptr<access::FactorDesk> factors;
    std::unique_ptr<sync::SyncServer> sync;
    std::unique_ptr<Domains> domains;
    std::unique_ptr<DocumentRoutes> documents;
    std::unique_ptr<DrillPost> drillPost;
    std::unique_ptr<net::NetServer> net;
    std::unique_ptr<WorkThread> health;
    std::vector<metrics::Watch> watches;
    bool stopped = false;

    void watchGate();
    Result<std::unique_ptr<Store>> openStore();
    Status openPost(const VaultKey& master);
    Status openGate();
    void followGate();
    Status openNetwork();
    net::HttpResponse healthOf(const std::string& guarantee) const;
    Result<net::Router> makeRouter();
    void armTimer();
};

House::House(HouseOptions options) : m_rooms(std::make_unique<Rooms>(std::move(options))) {
    HouseOptions& own = m_rooms->options;
    if (own.httpPort == 0) own.httpPort = freePort(own.address);
    if (own.publicUrl.empty()) own.publicUrl = "http://" + own.address + ":" + std::to_string(own.httpPort);
}
House::~House() { stop(); }

Result<std::unique_ptr<Store>> House::Rooms::openStore() {
    if (options.database.empty()) return openSqliteStore((options.dataDir / "outagekit.db").string());
    std::array<std::uint8_t, 16> raw{};
    options.dice(raw);
    databaseAddress = {options.database, options.databaseSchema, formatUuid(uuidV4(raw))};
    OK_ASSIGN(auto store, openPgStore(databaseAddress));
    (void)dropLeftDrillSchemas(databaseAddress);   // of a rehearsed restore that was killed; one that goes on is left alone
    return store;
}

// On PostgreSQL there may be other servers, now or later: commands for their utilities travel as letters.
Status House::Rooms::openPost(const VaultKey& master) {
    if (options.database.empty()) return {};
    OK_ASSIGN(auto writing, openPgLetterbox(databaseAddress));
    OK_ASSIGN(auto listening, openPgLetterbox(databaseAddress));
    post = std::make_shared<LetterPost>(
        LetterPost::Parts{std::move(writing), std::move(listening), master, databaseAddress.node, options.dice});
    return {};
}

Status House::Rooms::openGate() {
    OK_ASSIGN(const auto keys, loadOrMakeKeys(options.dataDir / "keys", options.dice));
    OK_ASSIGN(auto store, openStore());
    OK_TRY(openPost(keys.master));
    addAllProjections(projections);
    Gate::Parts parts{.store = nullptr,
                      .projections = &projections,
                      .clock = options.clock,
                      .signingKey = SigningKey(keys.signingSeed),
                      .masterKey = keys.master,
                      .grants = access::builtinSource(),
                      .shapes = territoryShapes()};
    Store& storeForStart = *store;
    parts.store = std::move(store);
    parts.post = post;
    GateSettings settings;
    settings.takeAllDesks = options.database.empty() || options.takeAllDesks;
    settings.balanceDesks = !options.database.empty();
    settings.sees = options.contextSeen;
    gate = std::make_unique<Gate>(std::move(parts), settings);
    if (post) gate->onDeskTaken([this](TenantId tenant) { post->deskTaken(tenant); });
    access::addHandlers(*gate, options.sessions);
    challengeKey = hmacSha256(keys.derive, asBytes("outagekit key challenges 1"));
    access::addKeyHandlers(*gate, {[this] { return access::placeOf(options.publicUrl, options.address, options.httpPort, httpsPort); }, challengeKey});
    tenants = std::make_unique<TenantDirectory>(storeForStart, *gate);
    matrices = std::make_unique<access::LiveMatrices>(*gate, territoryShapes());
    sessions = std::make_unique<access::SessionBook>(storeForStart, *gate, *tenants, options.clock, options.sessions);
    // From the installation's master key: every server of a database opens what another one gave.
    passKey = hmacSha256(keys.derive, asBytes("outagekit client passes 1")).bytes;
    sessions->setPassKey(passKey);
    sessions->setDice(options.dice);
    if (options.contextSeen) sessions->onContext([this](const SecurityContext& who) { options.contextSeen(who, {}); });
    desk = std::make_unique<access::SignInDesk>(
        access::SignInDesk::Parts{*gate, *tenants, options.clock, options.dice, options.sessions, challengeKey});
    OK_ASSIGN(const auto secrets, loadOrMakeDrillSecrets(options.dataDir / "drill", options.dice));
    if (options.drillProviderUrl.empty()) {
        drillPost = std::make_unique<DrillPost>(
            drill::ProviderOptions{.authToken = secrets.providerToken, .clock = options.clock});
        OK_TRY(drillPost->start());
    }
    signingKey = std::make_shared<const SigningKey>(keys.signingSeed);
    domains = std::make_unique<Domains>(DomainParts{
        *gate, *tenants, *sessions, matrices->source(), options, projections, secrets, hmacSha256(keys.derive, asBytes("outagekit form secret 1")),
        drillPost ? drillPost->url() : options.drillProviderUrl, signingKey, settings::SecretBox(keys.derive),
        [this] { return access::placeOf(options.publicUrl, options.address, options.httpPort, httpsPort); }});
    domains->addHandlers();
    followGate();
    watchGate();
    OK_TRY(gate->start());
    OK_TRY(matrices->start());
    if (post) post->start(*gate);
    return desk->start();
}

// What TA3 asks to see of the durable log: depth, failures, latency.
void House::Rooms::watchGate() {
    const auto watch = [this](const char* name, const char* help, const metrics::Labels& labels,
                              std::function<double(const GateFigures&)> pick) {
        watches.push_back(metrics::watchGauge(name, help, labels, [this, pick = std::move(pick)] { return pick(gate->figures()); }));
    };
    watch("ok_gate_queue_depth", "commands waiting for the gate", {}, [](const auto& f) { return static_cast<double>(f.queueDepth); });
    watch("ok_gate_commands", "commands answered since the start", {}, [](const auto& f) { return static_cast<double>(f.commands); });
    watch("ok_gate_entries", "log entries made durable since the start", {}, [](const auto& f) { return static_cast<double>(f.entries); });
    watch("ok_gate_commits", "transactions since the start", {}, [](const auto& f) { return static_cast<double>(f.commits); });
    watch("ok_gate_failed_commits", "transactions that failed since the start", {}, [](const auto& f) { return static_cast<double>(f.failedCommits); });
    const auto latency = [&watch](const char* quantile, Duration GateFigures::*part) {
        watch("ok_gate_latency_seconds", "from submitting a command to its durable answer, lately", {{"quantile", quantile}},
              [part](const GateFigures& f) { return static_cast<double>((f.*part).count()) / 1e6; });
    };
    latency("0.5", &GateFigures::latencyP50);
    latency("0.95", &GateFigures::latencyP95);
    latency("0.99", &GateFigures::latencyP99);
}

void House::Rooms::followGate() {
    sync::SyncPorts ports;
    ports.admit = [this](const wire::Hello& hello, const Arrival& arrival) {
        return sessions->resolve({hello.token, arrival.address, "hello", hello.proof, false, arrival.userAgent, arrival.traceId});
    };
    ports.resume = [this](SessionId session, const Arrival& arrival) { return sessions->resume(session, arrival); };
    ports.active = [this](SessionId session) { sessions->active(session); };
    ports.openReader = [this] { return gate->openReader(); };
    ports.submit = [this](SecurityContext who, CommandEnvelope command, std::function<void(CommandAnswer)> answer) {
        gate->submit(std::move(who), std::move(command), std::move(answer));
    };
    ports.clock = options.clock;
    ports.grants = matrices->source();
    ports.publicKey = gate->publicKey();
    sync::SyncSettings settings;
    settings.snapshotKinds.assign(consoleKinds().begin(), consoleKinds().end());
    sync = std::make_unique<sync::SyncServer>(std::move(ports), std::move(settings));
    sessions->onRevoked([this](SessionId session) { sync->cutSession(session); });
    sessions->onRolesChanged([this](SessionId session) { sync->greetAgain(session); });
    gate->onCommitted([this](const CommittedBatch& batch) {
        sync->onCommitted(batch);
    });
}

// What an acknowledged command outlives is part of the answer (decisions.md 8).
net::HttpResponse House::Rooms::healthOf(const std::string& guarantee) const {
    // A database that refuses writes is told until one succeeds again; who watches sees 503 and why.
    std::string trouble = gate->figures().storeTrouble;
    if (trouble.empty() && guarantee.starts_with("unknown")) trouble = "database_unreachable";
    const int status = trouble.empty() ? 200 : 503;
    return net::HttpResponse::json(status, toJson(Health{trouble.empty() ? "ok" : "failing", trouble, guarantee,
                                                         options.database.empty() ? "sqlite" : "postgresql", gate->desks().size(),
                                                         domains ? domains->sinkStates() : std::map<std::string, std::string>()}));
}

Result<net::Router> House::Rooms::makeRouter() {
    net::Router router;
    const access::RouteParts accessParts{*gate, *sessions, *desk, options.dice, options.clock};
    access::addRoutes(router, accessParts);
    OK_ASSIGN(auto sessionReader, gate->openReader());
    sessionRoutes = std::make_unique<access::SessionRoutes>(accessParts, std::move(sessionReader), matrices->source(), passKey);
    sessionRoutes->add(router);
    factors = std::make_unique<access::FactorDesk>(
        access::FactorDesk::Parts{*gate, *tenants, options.clock, options.dice, options.sessions, challengeKey});
    factors->start();
    access::addKeyRoutes(router, accessParts, *factors);
    access::addKeyReportRoutes(router, {accessParts, *factors, matrices->source(), signingKey});
    sync->addRoute(router);
    documents = std::make_unique<DocumentRoutes>(*sessions, [this] { return gate->openReader(); }, consoleKinds(), matrices->source());
    documents->add(router);
    OK_TRY(domains->addRoutes(router));
    addStandingRoutes(router, {*sessions, matrices->source(), *health, options.clock, options.region});
    router.get("/health", [this](const net::HttpRequest&, net::Responder respond) {
        const auto answer = std::make_shared<net::Responder>(std::move(respond));
        health->post([this, answer](Store& store) { (*answer)(healthOf(store.guarantee())); },
                     [this, answer](const Problem&) { (*answer)(healthOf("unknown: the database does not answer")); });
    });
    net::addMetricsRoute(router);
    // Around every handler alike, so that no route can forget them.
    router.wrapHandlers([limiter = std::make_shared<net::RateLimiter>(options.clock), keyOf = access::clientRate(*sessions),
                         clock = options.clock](const std::string&, net::HttpHandler handler) {
        return net::limited(access::withBearerHints(std::move(handler)), limiter, keyOf, clock, access::answersFromMemory);
    });
    return router;
}

Status House::Rooms::openNetwork() {
    net::NetOptions netOptions;
    netOptions.now = options.clock;
    netOptions.listen = {{options.address, options.httpPort, false}};
    netOptions.trustedProxies = options.trustedProxies;
    if (options.tls) {
        OK_ASSIGN(const auto files, findOrMakeCertificate(options.dataDir / "tls"));
        netOptions.tls = {files.certificate, files.key};
        netOptions.listen.push_back({options.address, options.httpsPort, true});
    }
    health = std::make_unique<WorkThread>([this] { return gate->openReader(); });
    health->start();
    OK_ASSIGN(auto router, makeRouter());
    routes = router.routes();
    net = std::make_unique<net::NetServer>(netOptions, std::move(router));
    OK_TRY(net->start());
    if (options.tls) httpsPort = net->port(1);
    sync->start(net->timers());
    armTimer();
    return {};
}

// One look a quarter of a second: the gate's timers are rows, so nothing is lost between two looks.
void House::Rooms::armTimer() {
    net->timers().runAfter(milliseconds(250), [this] {
        gate->fireTimers();
        domains->look();
        armTimer();
    });
}

Status House::start() {
    std::error_code ec;
    std::filesystem::create_directories(m_rooms->options.dataDir, ec);
    OK_TRY(m_rooms->openGate());
    if (m_rooms->options.gateOnly) return {};
    OK_TRY(m_rooms->openNetwork());
    return m_rooms->domains->start();
}

void House::stop() {
    if (!m_rooms || m_rooms->stopped) return;
    m_rooms->stopped = true;
    m_rooms->watches.clear();
    if (m_rooms->domains) m_rooms->domains->stop();
    if (m_rooms->drillPost) m_rooms->drillPost->stop();
    if (m_rooms->net) m_rooms->net->stop();
    if (m_rooms->health) m_rooms->health->stop();
    if (m_rooms->sync) m_rooms->sync->stop();
    if (m_rooms->factors) m_rooms->factors->stop();
    m_rooms->desk.reset();
    if (m_rooms->post) m_rooms->post->stop();
    if (m_rooms->gate) m_rooms->gate->stop();
}

Gate& House::gate() { return *m_rooms->gate; }
Domains& House::domains() { return *m_rooms->domains; }
const HouseOptions& House::options() const { return m_rooms->options; }
const TenantDirectory& House::tenants() const { return *m_rooms->tenants; }
std::uint16_t House::httpPort() const { return m_rooms->net->port(0); }
std::uint16_t House::httpsPort() const { return m_rooms->options.tls ? m_rooms->net->port(1) : 0; }

const std::vector<std::string>& House::routes() const { return m_rooms->routes; }

Result<TenantId> House::createTenant(TenantProfile profile) {
    OK_TRY(checkSlug(profile.slug));
    if (m_rooms->tenants->bySlug(profile.slug)) {
        return problem("already_exists", "there is a utility `" + profile.slug + "` already");
    }
    for (const std::string& number : {profile.smsNumber, profile.voiceNumber}) {
        const auto holder = number.empty() ? std::nullopt : m_rooms->tenants->bySmsNumber(number);
        if (holder && holder->slug != profile.slug) {
            return problem("number_taken", "texts and calls to `" + number + "` go to the utility `" + holder->slug + "` already");
        }
    }
    if (!profile.tenant.known()) {
        std::array<std::uint8_t, 16> raw{};
        m_rooms->options.dice(raw);
        profile.tenant = TenantId{uuidV4(raw)};
    }
    OK_TRY(m_rooms->gate->addTenant(profile.tenant, profile.slug));
    const auto answer = m_rooms->gate->run(access::systemContext(profile.tenant, profile.drill),
                                           {commandIdFrom(profile.tenant, "create_tenant"),
                                            std::string(access::CreateTenant::card.name),
                                            toJson(access::CreateTenant{profile})});
    if (!answer.reply.ok()) return answer.reply.problem();
    return profile.tenant;
}

Result<UserId> House::createUser(TenantId tenant, const std::string& login, const std::string& name,
                                 std::vector<std::string> roles, const std::string& password) {
    OK_TRY(access::checkPassword(password));
    const auto profile = m_rooms->tenants->byId(tenant);
    if (!profile) return problem("tenant_not_found", "there is no such utility");
    const access::CreateUser command{
        login, PersonName{name}, std::move(roles), Secret{access::hashPassword(password, m_rooms->options.dice)}};
    const auto answer = m_rooms->gate->run(access::systemContext(tenant, profile->drill),
                                           {commandIdFrom(tenant, "create_user:" + login),
                                            std::string(access::CreateUser::card.name), toJson(command)});
    if (!answer.reply.ok()) return answer.reply.problem();
    OK_ASSIGN(const auto reply, fromJson<access::UserCreatedReply>(*answer.reply));
    return reply.user;
}

}  // namespace ok
