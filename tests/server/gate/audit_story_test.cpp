// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "tests/server/gate/audit_story_steps.h"

#include "server/access/api_client_commands.h"
#include "server/access/session_book.h"
#include "server/access/session_commands.h"
#include "server/approvals/one_tap.h"
#include "server/identity/account_merge.h"
#include "server/identity/identity_commands.h"
#include "server/ledger/timeline_routes.h"
#include "server/outbox/outbox_commands.h"
#include "server/policy/policy_commands.h"
#include "server/product/domains.h"
#include "shared/approvals/guard_kind.h"
#include "shared/approvals/review.h"
#include "shared/comms/cohorts.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_views.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/incidents/incidents_views.h"
#include "shared/integrity/anchors.h"
#include "shared/integrity/anomaly.h"
#include "shared/integrity/clock_health.h"
#include "shared/integrity/head_anchors.h"
#include "shared/integrity/sli.h"
#include "shared/operations/audit_schedules.h"
#include "shared/operations/audit_sinks.h"
#include "shared/operations/privacy.h"
#include "shared/operations/read_models.h"
#include "shared/operations/recovery.h"
#include "shared/operations/retention.h"
#include "shared/product/projections.h"
#include "shared/reports/reports_commands.h"
#include "shared/reports/reports_views.h"
#include "shared/access/totp.h"
#include "shared/territory/territory_commands.h"
#include "tests/server/gate/key_rules_story.h"
#include "tests/support/publish_policy.h"
#include "tests/support/soft_key.h"
#include "tests/support/touched.h"

namespace ok::test {
namespace {

constexpr double mileNorth = 0.0145;

LonLat at(double miles) { return {-84.5, 38.0 + miles * mileNorth}; }

Polygon squareAround(LonLat centre, double halfDegrees) {
    const double west = centre.lon - halfDegrees, east = centre.lon + halfDegrees;
    const double south = centre.lat - halfDegrees, north = centre.lat + halfDegrees;
    Polygon out;
    out.rings.push_back({{west, south}, {east, south}, {east, north}, {west, north}});
    return out;
}

}  // namespace

AuditStory::AuditStory() {
    m_f = std::make_unique<GateFixture>([this](std::unique_ptr<Store> opened) {
        m_store = opened.get();
        return opened;
    });
    m_f->projections = Projections();
    addAllProjections(m_f->projections);
    m_options = std::make_unique<HouseOptions>();
    m_options->publicUrl = "http://127.0.0.1:1";
    m_options->clock = [this] { return m_f->now(); };
    m_options->dice = [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), 5); };
    access::addHandlers(*m_f->gate);
    access::addKeyHandlers(*m_f->gate, {[] { return access::KeyPlace{"localhost", {"https://localhost:8443"}}; }, sha256("challenges")});
    m_tenants = std::make_unique<TenantDirectory>(*m_store, *m_f->gate);
    m_sessions = std::make_unique<access::SessionBook>(*m_store, *m_f->gate, *m_tenants, m_options->clock);
    m_domains = std::make_unique<Domains>(DomainParts{*m_f->gate, *m_tenants, *m_sessions, access::builtinSource(), *m_options, m_f->projections, {}, sha256("form"),
                                                      "http://127.0.0.1:1", std::make_shared<const SigningKey>(keyOf(7))});
    m_domains->addHandlers();
    m_f->start();
    m_system = m_f->person("system", {"system"});
    m_system.actor.type = ActorType::system;
    m_operator = m_f->operatorAnna();
    m_second = m_f->person("jonas", {"operator", "approver"});
    m_admin = m_f->person("ada", {"admin", "auditor"});
    m_otherAdmin = m_f->person("erik", {"admin"});
    m_intake = m_f->intake();
}

AuditStory::~AuditStory() { m_f->gate->stop(); }

void AuditStory::count(const std::string& name, CommandId id) {
    int found = 0;
    for (const Stream stream : allStreams) {
        for (const Entry& entry : m_f->entries(stream)) found += entry.header.correlationId == id.str() || entry.header.causationId == id.str() ? 1 : 0;
    }
    entriesOf[name] = found;
    if (afterEach) afterEach(name);
}

void AuditStory::tell() {
    people();
    identities();
    territory();
    reports();
    incidents();
    broadcasts();
    approvals();
    risks();
    integrity();
    evidence();
    privacy();
    exports();
    policies();
    oncall();
}

// What keeps a session going, every way it ends, and programs' credentials.
void AuditStory::sessions(UserId maria) {
    const auto begin = [&](const std::string& token) {
        return ask<access::Session>(access::RecordSignIn{.user = maria, .tokenHash = sha256(token), .device = "desk", .address = "192.0.2.1",
                                                         .familyHash = sha256("family"), .refreshHash = sha256("first")}, m_system);
    };
    const auto first = begin("one");
    SecurityContext self = m_f->person(maria.str(), {"operator"});
    self.session = first.id;
    say(access::RefreshSession{.session = first.id, .familyHash = sha256("family"), .presentedHash = sha256("first"), .tokenHash = sha256("two"),
                               .refreshHash = sha256("second")}, m_system);
    say(access::RecordDeviceRefusal{first.id, "192.0.2.9", "device_proof_wrong"}, m_system);
    say(access::EndIdleSession{begin("three").id}, m_system);
    say(access::EndMySession{begin("four").id}, self);
    say(access::EndMySessions{true}, [&] { begin("five"); return self; }());
    say(access::RevokeSessions{maria, "moved"}, m_admin);
    const auto token = ask<access::ApiClientReply>(access::CreateMyToken{"script", {"incidents.write"}, sha256("secret"), "cret", 30}, self);
    say(access::NoteClientUse{token.client, "192.0.2.1"}, m_system);
    say(access::RevokeMyToken{token.client}, self);
    const auto client = ask<access::ApiClientReply>(
        access::CreateApiClient{.name = "billing", .roles = {"auditor"}, .scopes = {"audit.read"}, .secretHash = sha256("other"), .hint = "ther"}, m_admin);
    say(access::RotateApiSecret{.client = client.client, .secretHash = sha256("next"), .hint = "next"}, m_admin);
    say(access::RecordClientToken{client.client, {"audit.read"}, m_f->now() + minutes(15), "192.0.2.1"}, m_system);
    say(access::RecordClientRefusal{client.client.str(), "192.0.2.1", "wrong_secret"}, m_system);
    say(access::RevokeApiClient{client.client, "leaked"}, m_admin);
    say(access::DisableUser{maria, true, "left"}, m_admin);
}

void AuditStory::people() {
    say(access::CreateTenant{{.tenant = m_f->tenant, .slug = "one", .name = "One", .smsNumber = "+15025550100"}}, m_system);
    const auto user = ask<access::UserCreatedReply>(
        access::CreateUser{"maria", {"Maria Keller"}, {"operator"}, {"$argon2id$made-up"}}, m_admin);
    const auto session = ask<access::Session>(access::RecordSignIn{user.user, sha256("token"), "desk", "192.0.2.1"}, m_system);
    sayReleased(access::GrantRoles{user.user, {"operator"}, "joins the storm desk"}, m_admin, m_otherAdmin);
    say(access::RecordSignInRefusal{"abc", "192.0.2.1", "wrong_password"}, m_system);
    say(access::RevokeSession{session.id, "left her desk"}, m_admin);
    keys();
    sessions(user.user);
}

void AuditStory::identities() {
    using namespace ok::identity;
    const auto token = ask<ScimToken>(MakeScimToken{"the directory", sha256("scim"), 30}, m_admin);
    MappingRules rules;
    rules.rules = {{"north", "North", {{"territory", {"North"}}}, "operator", access::Scope::everything()}};
    say(SetMapping{rules, "the org chart says so"}, m_admin);
    const RawJson lena{R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"territory":"North","userName":"lena"})"};
    const auto made = ask<ScimReply>(ScimWrite{{{"POST", ResourceType::user, {}, {}, {}, lena}}}, m_system);
    ASSERT_EQ(made.outcomes.size(), 1u);
    const UserId person = *UserId::parse(made.outcomes.front().id);
    say(LinkPerson{person, {"oidc:house", "s-1"}, false, "she showed her badge"}, m_admin);
    say(Federate{"oidc:house", "s-1", "lena", {"Lena"}, {}, sha256("assertion").hex()}, m_system);
    say(EndProviderSessions{"oidc:house", "s-1", "request-1"}, m_system);
    say(access::CreateUser{"lena.old", {"Lena"}, {"operator"}, {"$argon2id$made-up"}}, m_system);
    sayReleased(MergeAccounts{"lena.old", person, "she showed her badge"}, m_admin, m_otherAdmin);
    say(ApplyEntries{"ldap:main", SyncRunId{derivedUuid("run")}, {{"e-1", "ben", {"Ben"}, {{{"territory", {"North"}}}, {}}, true}}}, m_system);
    UserId ben;
    for (const auto& one : m_f->documents<DirectoryUser>()) {
        if (one.userName == "ben") ben = one.id;
    }
    FinishSync end;
    end.source = "ldap:main";
    end.run = SyncRunId{derivedUuid("run")};
    end.gone = {ben};
    end.tooMany = true;
    say(end, m_system);
    say(SettleHeldSync{"ldap:main", end.run, true, "he left the company"}, m_admin);
    say(StartSync{"ldap:main"}, m_admin);
    say(Deprovision{person, "she left the company"}, m_admin);
    say(RevokeScimToken{token.id, "the directory has moved"}, m_admin);
}

void AuditStory::keys() {  // Lena looks after her own keys and codes; then an administrator after them
    const auto lena = ask<access::UserCreatedReply>(access::CreateUser{"lena", {"Lena"}, {"admin"}, {"$argon2id$made-up"}}, m_system).user;
    const auto session = ask<access::Session>(access::RecordSignIn{lena, sha256("lena"), "desk", "192.0.2.1"}, m_system);
    SecurityContext self = m_f->person(lena.str(), {"admin"}), server = m_f->person(lena.str(), {"system"});
    self.session = server.session = session.id;
    SoftKey first, second;
    const auto challenge = [&](const char* purpose, const std::string& binding, int dice) {
        return *fromBase64(ask<access::Ceremony>(access::BeginCeremony{purpose, binding, sha256(std::to_string(dice)), lena}, server).challenge);
    };
    const auto enrol = [&](SoftKey& key, const char* name, int dice) {
        const auto made = SoftBrowser().enrol(key, challenge("enrol", session.id.str(), dice), lena.bytes);
        return ask<access::SecurityKey>(access::EnrolKey{name, toBase64Url(asBytes(made.clientData)), toBase64Url(made.made.attestationObject), true, false}, self);
    };
    const auto answer = [&](SoftKey& key, const Bytes& asked) {
        const auto said = SoftBrowser().answer(key, asked);
        return access::KeyAnswer{toBase64Url(said->said.credentialId), toBase64Url(asBytes(said->clientData)), toBase64Url(said->said.authData),
                                 toBase64Url(said->said.signature), toBase64Url(said->said.userHandle)};
    };
    const access::SecurityKey blue = enrol(first, "Blue", 1);
    self.freshUntil = ask<access::StepUpReply>(access::StepUp{answer(first, challenge("step_up", session.id.str(), 2))}, self).freshUntil, self.assurance = 2;
    const access::SecurityKey red = enrol(second, "Red", 3);
    say(access::CheckKey{answer(first, challenge("sign_in", "attempt", 4)), "attempt", {}, "192.0.2.1"}, m_system);
    say(access::RenameKey{red.id, "Green"}, self);
    say(access::MakeKeyPrimary{red.id}, self);
    server.freshUntil = self.freshUntil, server.assurance = 2;
    const Bytes secret = *access::fromBase32(ask<access::TotpReply>(access::MakeTotp{Secret{toHex(Bytes(20, 5))}}, server).secret);
    const auto code = [&] { return Secret{access::totpCode(secret, access::totpStep(m_f->now()))}; };
    say(access::ConfirmTotp{code()}, self);
    m_f->advance(seconds(30));
    say(access::CheckCode{lena, "totp", code(), "192.0.2.1"}, m_system);
    say(access::MakeRecoveryCodes{Secret{toHex(Bytes(100, 6))}}, server);
    say(access::RemoveTotp{}, self);
    say(access::ResetCodes{lena, "telephone lost"}, self);
    tellKeyRules(*m_f, lena, self, m_system, [&](const auto& c, const auto& who) { say(c, who); }, [&](const auto& c) { sayReleased(c, self, touched(m_second, m_f->now())); });
    say(access::RemoveKey{blue.id, "worn out"}, self);
    say(access::RevokeKey{red.id, "lost"}, self);
}

void AuditStory::territory() {
    const ImportId import{derivedUuid("import")};
    say(territory::StartImport{import, "accounts", "customers.csv", sha256("file")}, m_admin);
    territory::PutRows rows{.import = import};
    for (int i = 0; i < 6; ++i) {
        territory::AccountRow row;
        row.account.number = "10020030" + std::to_string(i);
        row.account.position = at(i * 0.01);
        row.account.source = territory::PositionSource::meter;
        row.account.optedIn.sms = true;
        row.account.quietHours = territory::QuietHours{0, 0};
        row.phone = PhoneNumber{"+1502555014" + std::to_string(i)};
        rows.accounts.push_back(std::move(row));
    }
    say(rows, m_admin);
    territory::ImportDone done;
    done.id = import;
    done.accepted = 6;
    say(territory::FinishImport{done}, m_admin);
    say(territory::SetAreas{{{"21067", "Fayette", "county", {squareAround(at(0), 0.5)}}}}, m_admin);
    say(territory::SetOverrides{{{"the old mill", at(1), 10, "asked the miller"}}}, m_operator);
    say(territory::RemoveOverride{"the old mill"}, m_operator);
}

std::vector<std::string> AuditStory::onlyAsks() {
    people();
    std::vector<std::string> before, added;
    const auto look = [this](std::vector<std::string>& out) {
        m_f->gate->inspect(m_f->tenant, [&out](CommandContext& cx) {
            for (const auto& [token, sealed] : cx.store().sealedAfter(cx.tenant(), "", 100)) out.push_back(token);
        });
    };
    look(before);
    say(ok::reports::ReceiveText{"SM1", {"+15025550999"}, {"HELP"}}, m_intake);
    say(ok::reports::TakeCall{"CA9", {"+15025550998"}, "", "", {}, "/x"}, m_intake);
    look(added);
    std::erase_if(added, [&before](const std::string& t) { return std::find(before.begin(), before.end(), t) != before.end(); });
    return added;
}

void AuditStory::reports() {
    using namespace ok::reports;
    say(AddPartnerKey{"the county", sha256("key")}, m_admin);
    for (int i = 0; i < 4; ++i) {
        const auto reply = ask<IntakeReply>(
            ReceiveText{"SM" + std::to_string(i), {"+1502555014" + std::to_string(i)}, {"power is out"}}, m_intake);
        EXPECT_TRUE(reply.report.known()) << toJson(reply);
        m_reports.push_back(reply.report);
    }
    say(ReceiveText{"SM9", {"+15025550144"}, {"HELP"}}, m_intake);
    ReceiveReport form;
    form.channel = Channel::partner;
    form.messageId = "case-1";
    form.accountNumber = "100200304";
    say(form, m_intake);
    const auto greeting = ask<CallReply>(TakeCall{"CA1", {"+15025550145"}, "", "", {}, "/x"}, m_intake).twiml;
    std::string state = greeting.substr(greeting.find("/x?") + 3);
    state.resize(state.find('"'));
    for (std::size_t amp; (amp = state.find("&amp;")) != std::string::npos;) state.erase(amp + 1, 4);
    say(TakeCall{"CA1", {"+15025550145"}, state, "1", {}, "/x"}, m_intake);
    say(IngestFeed{"lgeku", R"({"t":"2024-09-27T04:40:00Z","snapshot":"ok","outages":1,"customers":4})"}, m_intake);
    const auto lost = ask<IntakeReply>(ReceiveText{"SM10", {"+15025550177"}, {"power out at 99 nowhere lane"}}, m_intake);
    const auto spam = ask<IntakeReply>(ReceiveText{"SM11", {"+15025550178"}, {"no power, 98 nowhere lane"}}, m_intake);
    say(PlaceReport{lost.report, {}, at(3)}, m_operator);
    say(DiscardReport{spam.report, "spam"}, m_operator);
    say(RevealReport{m_reports.front()}, m_operator);
    m_f->gate->inspect(m_f->tenant, [this](CommandContext& cx) {
        m_phoneToken = cx.vault().tokenOf(cx.tenant(), PhoneNumber{"+15025550177"}).token;
    });
}

void AuditStory::incidents() {
    using namespace ok::incidents;
    const auto create = [this](double miles) {
        CreateIncident command;
        command.place = "Riverside";
        command.centre = at(miles);
        command.radiusMetres = 400;
        return ask<IncidentReply>(command, m_operator).incident;
    };
    const IncidentId main = create(0), other = create(20), third = create(40);
    const auto merged = ask<IncidentReply>(MergeIncidents{main, other, "one feeder"}, m_operator);
    say(UndoIncidentChange{merged.change, "two feeders after all"}, m_operator);
    say(MoveReport{m_reports[0], third}, m_operator);
    say(MoveReport{m_reports[0], main}, m_operator);
    say(MoveReport{m_reports[1], third}, m_operator);
    say(MoveReport{m_reports[1], main}, m_operator);
    say(SplitIncident{main, {m_reports[1]}, {}, "another transformer"}, m_operator);
    say(DrawBoundary{main, squareAround(at(0), 0.01)}, m_operator);
    say(SetIncidentStatus{main, IncidentStatus::assigned, "crew 7"}, m_operator);
    say(SetCause{main, "tree", "a tree on the line"}, m_operator);
    say(SetCrewNote{main, "on_the_way", "crew 7"}, m_operator);
    SetEtr etr;
    etr.incident = main;
    etr.latest = m_f->now() + hours(3);
    sayReleased(etr, m_operator, m_second);
    say(ConfirmRestoration{other, EvidenceKind::crew, 1, "lights are on"}, m_operator);
    const auto restored = m_f->document<Incident>(other.str());
    ASSERT_TRUE(restored);
    say(CloseRestored{other, restored->restoredAt.value_or(Instant{})}, m_system);
    say(CloseIncident{third, "nobody is out there any more"}, m_operator);
    say(ReopenIncident{third, "somebody is"}, m_operator);
}

void AuditStory::broadcasts() {
    using namespace ok::comms;
    IncidentId incident;
    for (const auto& one : m_f->documents<ok::incidents::Incident>()) {
        if (one.cause.key == "tree") incident = one.id;
    }
    const auto draft = [&] { return ask<BroadcastReply>(DraftUpdate{.incident = incident, .channels = {Channel::sms}, .emergency = true}, m_operator).broadcast; };
    const BroadcastId first = draft();
    auto document = m_f->document<Broadcast>(first.str());
    ASSERT_TRUE(document && !document->drafts.empty());
    say(EditDraft{first, document->drafts.front()}, m_operator);
    say(ChangeScope{draft(), {Channel::sms, Channel::email}, "those by the river asked for mail"}, m_operator);
    document = m_f->document<Broadcast>(first.str());
    sayReleased(SendBroadcast{first, digestOfDrafts(*document)}, m_operator, m_second);
    std::vector<std::string> rows;
    for (const Message& message : m_f->documents<Message>()) rows.push_back(message.id.str());
    ASSERT_GE(rows.size(), 2u) << "the story needs customers to tell";
    say(PauseBroadcast{first, "is it the right street?"}, m_operator);
    say(SlowBroadcast{first, 1'000, "the desk is full of calls"}, m_operator);
    say(DelayChannel{first, Channel::sms, 1, "the desk is full of calls"}, m_operator);
    const auto pace = m_f->document<BroadcastPace>(first.str());
    sayReleased(ReorderChannels{first, {Channel::sms}, 0, "texts are read sooner", pace ? pace->stand.revision : 0}, m_operator, m_second);
    say(ResumeBroadcast{first, "it is the right street"}, m_operator);
    m_f->advance(seconds(5));
    say(outbox::ClaimRows{rows}, m_system);
    say(outbox::SettleRows{{{rows[0], OutboxState::unknown, "", "", {}, 0, {}}, {rows[1], OutboxState::sent, "SM77", "", {}, 1, {}}}}, m_system);
    say(outbox::ResolveUnknown{rows[0], true}, m_operator);
    say(TakeReceipt{*MessageId::parse(rows[1]), "SM77", "delivered", ""}, m_intake);
    say(StopFromMessage{*MessageId::parse(rows[0]), "voice.key"}, m_intake);
    say(SetContactChoice{"tok_somebody", Channel::email, true, "asked on the phone"}, m_operator);
    say(CancelBroadcast{first, "the tree is gone"}, m_operator);
    say(RetractBroadcast{first, "it was another feeder"}, m_operator);
}

void AuditStory::approvals() {
    const auto hold = [this] {
        incidents::SetEtr etr;
        etr.incident = m_f->documents<ok::incidents::Incident>().front().id;
        etr.latest = m_f->now() + hours(6);
        const auto asked = m_f->run(etr, m_operator);
        EXPECT_TRUE(held(asked));
        approvals::Release release;
        release.approval = *ApprovalId::parse(asked.reply.problem().details.at("approval_id"));
        release.digest = *Digest::parse(asked.reply.problem().details.at("digest"));
        return release;
    };
    say(hold(), m_second);
    versions(hold());
    say(ok::approvals::Reject{hold().approval, "not yet"}, m_second);
    const ApprovalId stale = hold().approval;
    m_f->advance(hours(5));
    say(ok::approvals::Expire{stale}, m_system);

    const ok::approvals::GuardRule rule{.action = "incidents.set_etr", .roles = {}, .severities = {}, .answerWithinMinutes = 10,
                                        .escalateTo = "duty_manager", .escalateAfterRejection = true};
    publishPolicy(*m_f->gate, m_f->tenant, ok::approvals::makeGuardKind(), toJson(ok::approvals::GuardDocument{{"Safety"}, {rule}}));
    const ApprovalId waiting = hold().approval;
    say(ok::approvals::EscalateDue{waiting}, m_system);
    UserId reader;
    for (const auto& user : m_f->documents<access::User>()) reader = user.disabled ? reader : user.id;
    say(ok::approvals::MakeLink{waiting, reader, "sms"}, m_system);
    say(ok::approvals::RedeemCode{"00000", Secret{"000000"}, "192.0.2.1"}, m_system);
    say(ok::approvals::RecordTap{{.link = sha256("made up"), .address = "192.0.2.1"}}, m_system);
    say(ok::approvals::Reject{waiting, "not like this"}, m_second);
    say(ok::approvals::ReportTampered{waiting, "as if its record had been bent"}, m_system);
    // What is high risk is asked for anew (digest C15); what the utility's own rules hold back goes to the next level.
    const ok::approvals::GuardRule own{.action = "incidents.set_cause", .approvers = 1, .roles = {}, .severities = {}, .escalateTo = "duty_manager", .escalateAfterRejection = true};
    publishPolicy(*m_f->gate, m_f->tenant, ok::approvals::makeGuardKind(), toJson(ok::approvals::GuardDocument{{"Safety"}, {rule, own}}));
    const auto cause = m_f->run(ok::incidents::SetCause{m_f->documents<ok::incidents::Incident>().front().id, "animal", "a squirrel"}, m_operator);
    EXPECT_TRUE(held(cause));
    const ApprovalId lower = *ApprovalId::parse(cause.reply.problem().details.at("approval_id"));
    EXPECT_TRUE(m_f->run(ok::approvals::Reject{lower, "nobody saw it"}, m_second).reply.ok());
    say(ok::approvals::Escalate{lower, "the crew lead agrees"}, m_operator);
    say(ok::approvals::Comment{lower, "the feeder is closed again"}, m_second);
    publishPolicy(*m_f->gate, m_f->tenant, ok::approvals::makeGuardKind(), toJson(ok::approvals::GuardDocument{{"Safety"}, {rule}}));
    programs();
    emergencies();
}

void AuditStory::privacy() {
    using namespace ok::operations;
    say(SetLegalHold{m_reports[0].str(), "the court asked"}, m_admin);
    sayReleased(LiftLegalHold{m_reports[0].str(), "the court is done"}, m_admin, m_otherAdmin);
    sayReleased(ErasePerson{{m_phoneToken}, "asked to be forgotten", "request of 2026-11-03"}, m_admin, m_otherAdmin);
    sayReleased(SetRetention{{{"operational", 60}}, "the auditors asked"}, m_admin, m_otherAdmin);
    say(PurgeExpired{}, m_system);
    say(RebuildReadModel{"incident_overview"}, m_admin);
    say(RecordRecovery{{.kind = RecoveryKind::drill, .file = "night.okbackup", .valid = true, .seconds = 2}}, m_admin);
    say(NoteMasterKey{"0123456789abcdef"}, m_system);
    const auto key = ask<VaultKeyReply>(RotateVaultKey{"as every year"}, m_admin);
    say(ResealVault{key.version, {}, 0, 0}, m_system);
    say(KeepVaultKeyFresh{}, m_system);
}

void AuditStory::integrity() {
    using namespace ok::integrity;
    ReportCheck report;
    report.kind = "full";
    report.damage = {{{"CORRUPTION", Stream::ops, 3, 3, "bad_payload", {}, {}}, "{}"}, {{"CORRUPTION", Stream::ops, 5, 5, "bad_payload", {}, {}}, "{}"}};
    report.run = CheckRun{};
    say(report, m_system);
    const auto found = m_f->documents<Anomaly>();
    ASSERT_EQ(found.size(), 2u);
    say(RepeatAlert{found[0].id}, m_system);
    for (const Anomaly& each : found) {
        if (each.finding.first == 5) sayReleased(AcceptDamage{each.id, "nobody has the bytes"}, touched(m_admin, m_f->now()), touched(m_otherAdmin, m_f->now()));
        if (each.finding.first == 5) continue;
        const Entry third = m_f->entries()[2];
        const RestoreEntries restore{each.id, {{3, toBase64(asBytes(third.headerJson)), toBase64(asBytes(third.payload))}}, "from the backup of tonight"};
        sayReleased(restore, touched(m_admin, m_f->now()), touched(m_otherAdmin, m_f->now()));
    }
    say(ChangeEntry{Stream::ops, 7, "PUT"}, m_admin);
    say(CloseDay{{signDayRoot({m_f->tenant, Stream::ops, "2024-09-21", 1, 2, sha256("day")}, SigningKey(keyOf(7)))}, true}, m_system);
    say(RequestStamps{{{"entry/x", sha256("entry")}}}, m_system);
    say(RecordStamp{"entry/x", {}, {}, "tsa_unavailable"}, m_system);
    const HeadsAnchor anchor{"hour/2024-09-21T10", m_f->tenant, m_f->now(), {{Stream::ops, 3, sha256("root"), sha256("head")}}};
    say(AnchorHeads{signHeads(anchor, SigningKey(keyOf(7))), {"/anchors"}, true}, m_system), say(RecordPublication{anchor.anchorId, "/anchors", {}}, m_system);
    say(ReportSlis{{{"coverage_ratio", 0.5, 0.999, true}}}, m_system);
    say(RecordClockAlarm{{ClockAlarmKind::drift, true, "critical", m_f->now(), {}, {}, 0}}, m_system);
}

void AuditStory::exports() {
    using namespace ok::operations;
    StartExport start;
    start.note = "the regulator asked";
    start.deliverTo = {{DeliveryKind::sftp, "regulator"}};
    const auto asked = ask<ExportReply>(start, m_admin);
    const ExportId id = asked.exportId;
    say(FinishExport{id, {{"a.csv", "text/csv", 1, sha256("x")}}, 1, sha256("x"), {}, "token", ""}, m_system);
    say(RecordDownload{id, "a.csv"}, m_admin);
    say(RecordDelivery{id, start.deliverTo[0], false, "connect_failed", m_f->now() + minutes(1)}, m_system);
    say(RetryDelivery{id, start.deliverTo[0]}, m_system);
    say(RecordSinkFailure{"webhook soc", m_f->now(), 9, "http_503"}, m_system), say(ResumeSink{"webhook soc", "mended"}, m_admin);
    const CreateSchedule schedule{.name = "every night", .formats = {ExportFormat::csv}};
    const auto made = ask<ScheduleReply>(schedule, m_admin);
    say(RunSchedule{made.scheduleId, made.nextRunAt}, m_system);
    say(PauseSchedule{made.scheduleId, true, "the regulator is on holiday"}, m_admin), say(CancelSchedule{made.scheduleId, "no longer asked for"}, m_admin);
    sayReleased(RequestApproved{start, {}}, m_admin, m_otherAdmin);
    say(ledger::ReportTamper{{Stream::ops, 3, "an entry"}, "search"}, m_system), say(ledger::ReportGap{"an incident", "a chain", {"approved"}, 0}, m_system);
    sayReleased(SetExportPolicy{{}, ExportApproval::unredacted, "the counsel's wish of May"}, m_admin, m_otherAdmin);
}

}  // namespace ok::test
