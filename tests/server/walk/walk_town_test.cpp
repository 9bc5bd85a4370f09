// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How a walk's utility begins.
#include "server/access/access_commands.h"
#include "server/access/key_room.h"
#include "server/identity/identity_commands.h"
#include "shared/access/key_commands.h"
#include "shared/approvals/guard_kind.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/oncall/ladder_kind.h"
#include "shared/territory/territory_commands.h"
#include "tests/server/walk/walk_server.h"
#include "tests/support/publish_policy.h"

namespace ok::walk {
namespace {

constexpr double mile = 0.0145;

template <class C>
std::string must(WalkServer& server, const C& command, const SecurityContext& who) {
    const auto answer = server.run(command, who);
    EXPECT_TRUE(answer.reply.ok()) << C::card.name << ": " << (answer.reply.ok() ? "" : toJson(answer.reply.problem()));
    return answer.reply.valueOr("{}");
}

/// Two directories name the same people: whoever is in both has two accounts and is one person.
void addPeople(WalkServer& server, Outside& outside, const SecurityContext& admin) {
    using namespace identity;
    MappingRules rules;
    for (const char* role : {"operator", "approver", "policy_editor", "policy_approver"}) rules.rules.push_back({role, role, {{"group", {"desk"}}}, role, access::Scope::everything()});
    must(server, SetMapping{rules, "who sits at the desk"}, admin);
    const auto apply = [&](const std::string& source, const std::vector<std::string>& people) {
        ApplyEntries command{source, SyncRunId{derivedUuid(source)}, {}};
        for (const std::string& name : people) {
            IdentityFacts facts{{}, {"desk"}};
            if (name == "dee") facts.groups.push_back("vendors");
            command.entries.push_back({source + name, name, {name}, facts, true});
        }
        must(server, command, server.system());
    };
    apply("ldap:main", {"ada", "bob", "cho", "dee", "eli"});
    apply("ldap:other", {"ada", "bob"});
    for (const auto& user : server.f.documents<DirectoryUser>()) {
        outside.accounts[user.userName + (user.source == "ldap:main" ? "" : ".private")] = user.id.str();
        outside.phones[user.login] = "+1502555020" + std::to_string(outside.phones.size());
    }
}

void addPasskey(WalkServer& server, Outside& outside, const std::string& login) {
    const UserId user = *UserId::parse(outside.accounts.at(login));
    const auto session = fromJson<access::Session>(must(server, access::RecordSignIn{user, sha256(login), "desk", "192.0.2.1"}, server.system()));
    ASSERT_TRUE(session.ok());
    SecurityContext self = server.as(login), room = server.f.person(user.str(), {"system"});
    self.session = room.session = session->id;
    const auto asked = fromJson<access::Ceremony>(must(server, access::BeginCeremony{"enrol", session->id.str(), sha256("key of " + login), user}, room));
    ASSERT_TRUE(asked.ok());
    const auto made = test::SoftBrowser().enrol(outside.keys[login], *fromBase64(asked->challenge), user.bytes);
    must(server, access::EnrolKey{"Blue", toBase64Url(asBytes(made.clientData)), toBase64Url(made.made.attestationObject), true, false}, self);
}

void addRules(WalkServer& server, Outside& outside, const Founding& how) {
    approvals::GuardRule rule{.action = "comms.send", .approvers = how.approvers};
    if (how.vendorsShut) rule.restrictedGroups = {"vendors"};
    EXPECT_GT(test::publishPolicy(*server.f.gate, server.f.tenant, approvals::makeGuardKind(), toJson(approvals::GuardDocument{{}, {rule}})), 0);
    oncall::LadderPolicy ladder;
    ladder.id = "usual";
    const auto user = [&](const char* login) { return "user:" + outside.accounts.at(login); };
    ladder.steps = {{{user("bob"), user("cho")}, {"sms"}, 120, 0}, {{user("eli"), user("ada"), user("dee")}, {"sms"}, 300, 0}};
    EXPECT_GT(test::publishPolicy(*server.f.gate, server.f.tenant, oncall::makeLadderKind(), toJson(oncall::LadderRules{{ladder}, {{"*", {}, "usual"}}})), 0);
}

void addCustomers(WalkServer& server, Town& town, const SecurityContext& admin) {
    const ImportId import{derivedUuid("import")};
    must(server, territory::StartImport{import, "accounts", "customers.csv", sha256("file")}, admin);
    territory::PutRows rows{.import = import};
    for (int i = 0; i < 6; ++i) {
        territory::AccountRow row;
        row.account.number = "10020030" + std::to_string(i);
        row.account.position = {-84.5, 38.0 + i * mile};
        row.account.source = territory::PositionSource::meter;
        row.account.optedIn.sms = true;
        row.account.optedIn.email = i % 2 == 0;
        row.account.quietHours = territory::QuietHours{0, 0};
        row.phone = PhoneNumber{"+1502555014" + std::to_string(i)};
        if (i % 2 == 0) row.email = EmailAddress{"customer" + std::to_string(i) + "@mail.example"};
        town.customers.push_back(row.phone.text);
        town.mailboxes.push_back(row.email.text);
        rows.accounts.push_back(std::move(row));
    }
    must(server, rows, admin);
    territory::ImportDone done;
    done.id = import;
    done.accepted = 6;
    must(server, territory::FinishImport{done}, admin);
}

}  // namespace

Polygon Town::around(double fromMile, double toMile) {
    const double south = 38.0 + (fromMile - 0.4) * mile, north = 38.0 + (toMile + 0.4) * mile;
    return {{{{-84.51, south}, {-84.49, south}, {-84.49, north}, {-84.51, north}}}};
}

Town found(WalkServer& server, Outside& outside, const Founding& how) {
    Town town;
    const SecurityContext admin = server.f.person("ada the admin", {"admin"});
    must(server, access::CreateTenant{{.tenant = server.f.tenant, .slug = "one", .name = "One", .smsNumber = "+15025550100"}}, server.system());
    addPeople(server, outside, admin);
    for (const char* login : {"bob", "cho", "eli"}) addPasskey(server, outside, login);
    addRules(server, outside, how);
    addCustomers(server, town, admin);
    const auto outage = [&](double from, double to) {
        incidents::CreateIncident create;
        create.place = "Riverside";
        create.boundary = Town::around(from, to);
        const auto made = fromJson<incidents::IncidentReply>(must(server, create, server.as("ada")));
        return made.ok() ? made->incident : IncidentId{};
    };
    town.west = outage(0, 2);
    town.east = outage(3, 5);
    return town;
}

}  // namespace ok::walk
