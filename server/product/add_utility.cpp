// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/add_utility.h"

#include <cstdio>
#include <fstream>
#include <sstream>

namespace ok {
namespace {

struct NewPerson {
    std::string login, name;
    std::vector<std::string> roles;
};

Result<NewPerson> personFrom(const std::string& text) {
    const std::size_t first = text.find(':');
    const std::size_t second = first == std::string::npos ? first : text.find(':', first + 1);
    if (second == std::string::npos || second + 1 == text.size()) {
        return problem("bad_person", "`" + text + "` is not login:roles:name, such as ada:admin,auditor:Ada Brandt");
    }
    NewPerson person{text.substr(0, first), text.substr(second + 1), {}};
    std::istringstream roles(text.substr(first + 1, second - first - 1));
    for (std::string role; std::getline(roles, role, ',');) person.roles.push_back(role);
    return person;
}

Status addUtility(const AddUtilityOptions& options) {
    std::ifstream in(options.profileFile);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return problem("profile_unreadable", "cannot read `" + options.profileFile + "`");
    OK_ASSIGN(auto profile, fromJson<TenantProfile>(text.str()));
    std::vector<NewPerson> people;
    for (const std::string& each : options.people) {
        OK_ASSIGN(auto person, personFrom(each));
        people.push_back(std::move(person));
    }
    std::ifstream secret(options.passwordFile);
    std::string password;
    if (!std::getline(secret, password)) {
        return problem("no_password", "`" + options.passwordFile + "` holds no password in its first line");
    }
    // This process has no providers: were it to send, what waits for the real ones would fail for want of them.
    HouseOptions gateOnly = options.house;
    gateOnly.gateOnly = true;
    House house(std::move(gateOnly));
    OK_TRY(house.start());
    // A rehearsal has nothing to take out that is anybody's.
    const bool exportsNeedKey = !profile.drill && !options.exportsWithoutKey;
    OK_ASSIGN(const TenantId tenant, house.createTenant(std::move(profile), exportsNeedKey));
    if (exportsNeedKey) std::fprintf(stderr, "  exports wait for a security key: enrol yours on the sign-in page first\n");
    for (const NewPerson& person : people) {
        OK_TRY(house.createUser(tenant, person.login, person.name, person.roles, password));
        std::fprintf(stderr, "  %s may sign in\n", person.login.c_str());
    }
    house.stop();
    return {};
}

}  // namespace

int addUtilityMain(AddUtilityOptions options) {
    const auto done = addUtility(options);
    if (done.ok()) return 0;
    std::fprintf(stderr, "outagekit-server: %s (%s)\n", done.problem().message.c_str(), done.problem().code.c_str());
    for (const FieldProblem& f : done.problem().fields) std::fprintf(stderr, "  %s: %s\n", f.field.c_str(), f.message.c_str());
    return 1;
}

}  // namespace ok
