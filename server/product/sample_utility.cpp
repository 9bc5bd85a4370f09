// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/sample_utility.h"

#include <cstdio>
#include <fstream>

#include <zlib.h>

#include "server/access/access_commands.h"
#include "server/access/tenant_directory.h"
#include "server/product/domains.h"
#include "server/product/installation_keys.h"
#include "server/territory/file_import.h"
#include "shared/base/derived_ids.h"
#include "shared/operations/storm.h"
#include "shared/reports/reports_commands.h"

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

Result<std::string> unpack(const std::filesystem::path& name) {
    gzFile file = gzopen(name.c_str(), "rb");
    if (file == nullptr) return problem("file_not_found", "cannot open `" + name.string() + "`");
    std::string out;
    std::vector<char> chunk(1 << 18);
    int got = 0;
    while ((got = gzread(file, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0) {
        out.append(chunk.data(), static_cast<std::size_t>(got));
    }
    gzclose(file);
    if (got < 0) return problem("file_damaged", "`" + name.string() + "` cannot be unpacked");
    return out;
}

Status letFeedIn(House& house, TenantId tenant) {
    OK_ASSIGN(const auto secrets, loadOrMakeDrillSecrets(house.options().dataDir / "drill", house.options().dice));
    const reports::AddPartnerKey command{"drill feed", sha256(secrets.feedKey)};
    const auto answer = house.gate().run(access::systemContext(tenant, true),
                                         {commandIdFrom(tenant, "sample_feed_key"),
                                          std::string(reports::AddPartnerKey::card.name), toJson(command)});
    if (!answer.reply.ok()) return answer.reply.problem();
    return {};
}

Status importTerritory(House& house, TenantId tenant, const std::filesystem::path& resourcesDir) {
    OK_ASSIGN(const std::string areas, unpack(resourcesDir / "sample" / "territory.geojson"));
    territory::ImportFile file{.kind = territory::ImportKind::areas, .name = "territory.geojson", .bytes = areas};
    file.options.format = territory::FileFormat::geojson;
    OK_ASSIGN(const auto record, house.domains().importFile(access::systemContext(tenant, true), file));
    std::fprintf(stderr, "  %lld counties of the territory\n", static_cast<long long>(record.accepted));
    return {};
}

// The made-up customers along the storm's path go through the import that any utility's file goes through.
Status importCustomers(House& house, TenantId tenant, const std::filesystem::path& resourcesDir) {
    OK_ASSIGN(const std::string text, unpack(resourcesDir / "sample" / "lgeku_2024-09_helene.changes.ndjson.gz"));
    OK_ASSIGN(const auto log, operations::readStormLog("lgeku", text));
    const operations::StormOptions options;
    const std::string csv = operations::accountsCsv(operations::sampleAccounts(log, options), options);
    territory::ImportFile file{.name = "sample-customers.csv", .bytes = csv};
    file.options.timeZone = options.timeZone;
    file.options.watcher = [](const territory::ImportProgress& progress) {
        if (progress.rowsRead % 4096 == 0) {
            std::fprintf(stderr, "\r  %llu customers read", static_cast<unsigned long long>(progress.rowsRead));
        }
        return true;
    };
    OK_ASSIGN(const auto record, house.domains().importFile(access::systemContext(tenant, true), file));
    std::fprintf(stderr, "\r  %lld customers imported, %lld rows kept aside\n", static_cast<long long>(record.accepted),
                 static_cast<long long>(record.keptAside));
    return {};
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
    OK_TRY(letFeedIn(house, tenant));
    OK_TRY(importTerritory(house, tenant, resourcesDir));
    return importCustomers(house, tenant, resourcesDir);
}

}  // namespace ok
