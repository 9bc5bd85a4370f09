// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/ldap_directory.h"

#include <ldap.h>

#include <fstream>
#include <functional>
#include <memory>
#include <unordered_map>

#include "shared/base/freer.h"
#include "shared/base/json_value.h"
#include "shared/base/unicode.h"

namespace ok::identity {
namespace {

constexpr std::size_t mostPeople = 200'000;

void closeLdap(LDAP* connection) { ldap_unbind_ext_s(connection, nullptr, nullptr); }
void freeMessage(LDAPMessage* message) { ldap_msgfree(message); }
using Connection = std::unique_ptr<LDAP, Freer<closeLdap>>;
using Message = std::unique_ptr<LDAPMessage, Freer<freeMessage>>;

Problem failed(const char* code, const char* what, int error) {
    return problem(code, what, {{"ldap", ldap_err2string(error)}});
}

std::string firstLineOf(const std::string& file) {
    std::ifstream in(file);
    std::string out;
    std::getline(in, out);
    return out;
}

Status secure(LDAP* connection, const LdapSettings& settings) {
    int demand = LDAP_OPT_X_TLS_DEMAND, fresh = 0;
    ldap_set_option(connection, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
    if (!settings.caFile.empty()) ldap_set_option(connection, LDAP_OPT_X_TLS_CACERTFILE, settings.caFile.c_str());
    ldap_set_option(connection, LDAP_OPT_X_TLS_NEWCTX, &fresh);
    if (!settings.startTls || settings.url.starts_with("ldaps://")) return {};
    const int error = ldap_start_tls_s(connection, nullptr, nullptr);
    if (error == LDAP_SUCCESS) return {};
    if (error == LDAP_SERVER_DOWN || error == LDAP_TIMEOUT) return failed("ldap_unreachable", "the directory does not answer", error);
    return failed("ldap_not_trusted", "the directory's certificate is not trusted, or it offers no encryption", error);
}

Result<Connection> open(const LdapSettings& settings) {
    LDAP* raw = nullptr;
    if (const int error = ldap_initialize(&raw, settings.url.c_str()); error != LDAP_SUCCESS) return failed("ldap_failed", "the directory's address is not valid", error);
    Connection out(raw);
    const int version = LDAP_VERSION3;
    const timeval patience{settings.timeoutSeconds, 0};
    ldap_set_option(raw, LDAP_OPT_PROTOCOL_VERSION, &version);
    ldap_set_option(raw, LDAP_OPT_NETWORK_TIMEOUT, &patience);
    ldap_set_option(raw, LDAP_OPT_TIMEOUT, &patience);
    ldap_set_option(raw, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
    OK_TRY(secure(raw, settings));
    std::string password = settings.passwordFile.empty() ? settings.bindPassword : firstLineOf(settings.passwordFile);
    // A name without a password is a bind that every directory accepts and that proves nothing.
    if (!settings.bindDn.empty() && password.empty()) return problem("ldap_refused", "the directory has a `bind_dn` and no password");
    berval secret{password.size(), password.data()};
    const int error = ldap_sasl_bind_s(raw, settings.bindDn.empty() ? nullptr : settings.bindDn.c_str(), LDAP_SASL_SIMPLE, &secret, nullptr, nullptr, nullptr);
    if (error == LDAP_SUCCESS) return out;
    if (error == LDAP_SERVER_DOWN || error == LDAP_TIMEOUT || error == LDAP_CONNECT_ERROR) {
        return failed(settings.url.starts_with("ldaps://") && error != LDAP_TIMEOUT ? "ldap_not_trusted" : "ldap_unreachable", "the directory does not answer, or is not trusted", error);
    }
    return failed("ldap_refused", "the directory did not let us in", error);
}

std::vector<std::string> valuesOf(LDAP* connection, LDAPMessage* entry, const std::string& attribute) {
    std::vector<std::string> out;
    if (attribute.empty()) return out;
    berval** values = ldap_get_values_len(connection, entry, attribute.c_str());
    for (int i = 0; values != nullptr && values[i] != nullptr; ++i) {
        std::string text(values[i]->bv_val, values[i]->bv_len);
        if (isUtf8(text)) out.push_back(std::move(text));
    }
    if (values != nullptr) ldap_value_free_len(values);
    return out;
}

std::string firstOf(LDAP* connection, LDAPMessage* entry, const std::string& attribute) {
    auto values = valuesOf(connection, entry, attribute);
    return values.empty() ? std::string() : std::move(values.front());
}

/// One spelling of a distinguished name; empty when it is none.
std::string normalDn(const std::string& dn) {
    char* normal = nullptr;
    if (ldap_dn_normalize(dn.c_str(), LDAP_DN_FORMAT_LDAPV3, &normal, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS || normal == nullptr) return {};
    std::string out = asciiLower(normal);
    ldap_memfree(normal);
    return out;
}

std::string dnOf(LDAP* connection, LDAPMessage* entry) {
    char* dn = ldap_get_dn(connection, entry);
    std::string out = dn == nullptr ? std::string() : normalDn(dn);
    if (dn != nullptr) ldap_memfree(dn);
    return out;
}

/// The next page's cookie; empty: that was the last.
Result<std::string> cookieIn(LDAP* connection, LDAPMessage* result) {
    int error = LDAP_SUCCESS;
    LDAPControl** controls = nullptr;
    if (const int parsed = ldap_parse_result(connection, result, &error, nullptr, nullptr, nullptr, &controls, 0); parsed != LDAP_SUCCESS || error != LDAP_SUCCESS) {
        if (controls != nullptr) ldap_controls_free(controls);
        return failed("ldap_incomplete", "the directory broke off", parsed != LDAP_SUCCESS ? parsed : error);
    }
    std::string out;
    LDAPControl* page = controls == nullptr ? nullptr : ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nullptr);
    berval cookie{0, nullptr};
    ber_int_t estimate = 0;
    if (page != nullptr && ldap_parse_pageresponse_control(connection, page, &estimate, &cookie) == LDAP_SUCCESS && cookie.bv_val != nullptr) {
        out.assign(cookie.bv_val, cookie.bv_len);
        ber_memfree(cookie.bv_val);
    }
    if (controls != nullptr) ldap_controls_free(controls);
    return out;
}

struct Search {
    std::string base, filter;
    std::vector<std::string> attributes;
};

Status eachEntry(LDAP* connection, const LdapSettings& settings, const Search& search, const std::function<void(LDAPMessage*)>& visit) {
    std::vector<char*> names;
    for (const std::string& name : search.attributes) {
        if (!name.empty()) names.push_back(const_cast<char*>(name.c_str()));
    }
    names.push_back(nullptr);
    std::string cookie;
    std::size_t seen = 0;
    do {
        berval at{cookie.size(), cookie.data()};
        LDAPControl* page = nullptr;
        if (const int error = ldap_create_page_control(connection, settings.pageSize, &at, 1, &page); error != LDAP_SUCCESS) return failed("ldap_failed", "pages could not be asked for", error);
        LDAPControl* controls[] = {page, nullptr};
        timeval patience{settings.timeoutSeconds, 0};
        LDAPMessage* raw = nullptr;
        const int error = ldap_search_ext_s(connection, search.base.c_str(), LDAP_SCOPE_SUBTREE, search.filter.c_str(), names.data(), 0, controls, nullptr, &patience, LDAP_NO_LIMIT, &raw);
        ldap_control_free(page);
        const Message result(raw);
        if (error != LDAP_SUCCESS) {
            const bool gone = error == LDAP_SERVER_DOWN || error == LDAP_TIMEOUT;
            return failed(gone ? "ldap_unreachable" : "ldap_incomplete", "the directory could not be read to its end", error);
        }
        for (LDAPMessage* entry = ldap_first_entry(connection, result.get()); entry != nullptr; entry = ldap_next_entry(connection, entry)) {
            if (++seen > mostPeople) return problem("ldap_incomplete", "the directory has more than 200,000 entries: narrow the filter");
            visit(entry);
        }
        OK_ASSIGN(cookie, cookieIn(connection, result.get()));
    } while (!cookie.empty());
    return {};
}

using GroupsByDn = std::unordered_map<std::string, std::vector<std::string>>;

Result<GroupsByDn> readGroups(LDAP* connection, const LdapSettings& settings) {
    GroupsByDn out;
    if (settings.groupsBase.empty()) return out;
    OK_TRY(eachEntry(connection, settings, {settings.groupsBase, settings.groupsFilter, {settings.groupNameAttribute, settings.memberAttribute}}, [&](LDAPMessage* entry) {
        const std::string name = firstOf(connection, entry, settings.groupNameAttribute);
        for (const std::string& member : valuesOf(connection, entry, settings.memberAttribute)) {
            if (!name.empty()) out[normalDn(member)].push_back(name);
        }
    }));
    return out;
}

DirectoryEntry entryOf(LDAP* connection, LDAPMessage* raw, const LdapSettings& settings, const GroupsByDn& groups) {
    DirectoryEntry out;
    out.externalId = firstOf(connection, raw, settings.idAttribute);
    out.userName = firstOf(connection, raw, settings.userNameAttribute);
    out.name = {firstOf(connection, raw, settings.nameAttribute)};
    for (const auto& [name, attribute] : settings.attributes) out.facts.attributes[name] = valuesOf(connection, raw, attribute);
    if (!settings.onCallAttribute.empty()) {
        const std::string held = asciiLower(firstOf(connection, raw, settings.onCallAttribute));
        out.facts.attributes["on_call"] = {held == "true" || held == "yes" || held == "1" ? "true" : "false"};
    }
    if (!settings.lockedAttribute.empty()) {
        const std::string held = asciiLower(firstOf(connection, raw, settings.lockedAttribute));
        out.active = held.empty() || held == "false" || held == "0";
    }
    if (const auto found = groups.find(dnOf(connection, raw)); found != groups.end()) out.facts.groups = found->second;
    out.facts = tidied(std::move(out.facts));
    return out;
}

}  // namespace

Result<std::vector<DirectoryEntry>> readDirectory(const LdapSettings& settings) {
    OK_ASSIGN(const Connection connection, open(settings));
    OK_ASSIGN(const GroupsByDn groups, readGroups(connection.get(), settings));
    Search search{settings.peopleBase, settings.peopleFilter, {settings.idAttribute, settings.userNameAttribute, settings.nameAttribute, settings.onCallAttribute, settings.lockedAttribute}};
    for (const auto& [name, attribute] : settings.attributes) search.attributes.push_back(attribute);
    std::vector<DirectoryEntry> out;
    OK_TRY(eachEntry(connection.get(), settings, search, [&](LDAPMessage* raw) {
        DirectoryEntry entry = entryOf(connection.get(), raw, settings, groups);
        // Who has no lasting id or no name to sign in with cannot be followed.
        if (!entry.externalId.empty() && !entry.userName.empty()) out.push_back(std::move(entry));
    }));
    return out;
}

}  // namespace ok::identity
