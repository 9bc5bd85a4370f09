// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/sample_utility.h"

#include <cstdio>
#include <fstream>

#include "server/access/tenant_directory.h"

namespace ok {
namespace {

TenantProfile sampleProfile() {
    TenantProfile profile;
    profile.slug = sampleSlug;
    profile.name = "Bluegrass Power (sample)";
    profile.timeZone = "America/New_York";
    profile.smsNumber = "+15025550199";
    profile.voiceNumber = "+15025550198";
    profile.emailFrom = "outages@bluegrass.example";
    profile.phoneShown = "+1 502 555 0198";
    profile.baseMap = "kentucky";
    profile.bounds = {{-89.2, 36.5}, {-82.2, 39.0}};
    profile.drill = true;
    return profile;
}

Result<std::string> passwordFrom(const std::string& file) {
    std::ifstream in(file);
    std::string password;
    std::getline(in, password);
    if (password.empty()) return problem("no_password", "put a password of at least 12 characters into `" + file + "`");
    return password;
}

struct SamplePerson {
    const char* login;
    const char* name;
    std::vector<std::string> roles;
};

}  // namespace

Status ensureSampleUtility(House& house, const std::filesystem::path& resourcesDir, const std::string& passwordFile) {
    if (house.tenants().bySlug(sampleSlug)) return {};
    OK_ASSIGN(const std::string password, passwordFrom(passwordFile));
    std::fprintf(stderr, "making the sample utility `%s`\n", sampleSlug);
    OK_ASSIGN(const TenantId tenant, house.createTenant(sampleProfile()));
    const SamplePerson people[] = {{"maria", "Maria Keller", {"operator"}},
                                   {"jonas", "Jonas Wirth", {"operator", "approver"}},
                                   {"ada", "Ada Brandt", {"admin", "auditor"}}};
    for (const SamplePerson& person : people) {
        OK_TRY(house.createUser(tenant, person.login, person.name, person.roles, password));
    }
    (void)resourcesDir;
    return {};
}

}  // namespace ok
