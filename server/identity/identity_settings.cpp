// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/identity_settings.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>

namespace ok::identity {
namespace {

bool local(std::string_view url) {
    return url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:") || url.starts_with("http://[::1]:");
}

bool sound(const OidcSettings& s) { return (s.issuer.starts_with("https://") || local(s.issuer)) && !s.clientId.empty() && (s.clientSecret.empty() || s.clientKeyFile.empty()); }
bool sound(const SamlSettings& s) { return !s.metadataFile.empty(); }
bool sound(const LdapSettings& s) {
    const bool here = s.url.starts_with("ldap://127.0.0.1:") || s.url.starts_with("ldap://localhost:");
    const bool place = s.url.starts_with("ldaps://") || (s.url.starts_with("ldap://") && (s.startTls || here));
    return place && !s.peopleBase.empty() && s.pageSize >= 1 && s.pageSize <= 5000 && s.intervalMinutes >= 1 && s.intervalMinutes <= 10'080 &&
           s.timeoutSeconds >= 1 && s.timeoutSeconds <= 600 && s.gonePercent >= 0 && s.gonePercent <= 100 && s.goneLeast >= 0;
}

bool soundName(const std::string& name) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
    return !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), allowed);
}

template <class S>
Status check(const std::string& slug, const char* kind, const std::map<std::string, S>& all) {
    for (const auto& [name, settings] : all) {
        if (soundName(name) && sound(settings)) continue;
        return problem("identity_invalid", "`" + std::string(kind) + ":" + name.substr(0, 60) + "` of `" + slug.substr(0, 60) + "` lacks something it needs, or its name is not a-z, 0-9, - and _");
    }
    return {};
}

}  // namespace

Result<IdentityBook> readIdentityBook(std::string_view text) {
    auto book = fromJson<IdentityBook>(text);
    if (!book.ok()) {
        Problem why = problem("identity_invalid", "the file of identity sources is not what it should be: see `fields`");
        why.fields = book.problem().fields;
        return why;
    }
    for (const auto& [slug, tenant] : *book) {
        OK_TRY(check(slug, "oidc", tenant.oidc));
        OK_TRY(check(slug, "saml", tenant.saml));
        OK_TRY(check(slug, "ldap", tenant.ldap));
    }
    return book;
}

Result<IdentityBook> readIdentityFile(const std::string& path, const settings::SecretBox& secrets) {
    OK_ASSIGN(const auto file, settings::readPrivateFile(path, "identity", secrets));
    return file ? readIdentityBook(file->json) : IdentityBook{};
}

}  // namespace ok::identity
