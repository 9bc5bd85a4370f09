// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where identities come from, by utility: `<data>/identity.json`, which only the server's owner may read. The log and its
// documents know sources by name; addresses and secrets stand here alone.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "server/settings/private_file.h"
#include "shared/base/json.h"

namespace ok::identity {

struct OidcSettings {
    std::string issuer;                 ///< exactly as the provider names itself
    std::string clientId, clientSecret; ///< no secret: a public client (PKCE alone)
    std::string clientKeyFile, clientKeyId;   ///< instead of a secret: a private key (client_key.h), and what the provider calls it
    std::vector<std::string> scopes = {"openid", "profile"};
    std::string userNameClaim = "preferred_username", nameClaim = "name", groupsClaim = "groups";
    std::vector<std::string> attributeClaims = {"territory", "channel", "on_call"};
    bool linkByUserName = false;        ///< trust the provider to say who in the mirror this is
    bool provision = true;              ///< make people who are not known
};
BOOST_DESCRIBE_STRUCT(OidcSettings, (), (issuer, clientId, clientSecret, clientKeyFile, clientKeyId, scopes, userNameClaim, nameClaim, groupsClaim, attributeClaims, linkByUserName, provision))

struct SamlSettings {
    std::string metadataFile;           ///< of the identity provider
    std::string entityId;               ///< ours; empty: `<public url>/v1/saml/<utility>/<name>`
    std::string userNameAttribute = "uid", nameAttribute = "displayName", groupsAttribute = "groups";
    std::vector<std::string> attributes = {"territory", "channel", "on_call"};
    bool linkByUserName = false;
    bool provision = true;
};
BOOST_DESCRIBE_STRUCT(SamlSettings, (), (metadataFile, entityId, userNameAttribute, nameAttribute, groupsAttribute, attributes, linkByUserName, provision))

struct LdapSettings {
    std::string url;                    ///< `ldap://host:389` or `ldaps://host:636`
    bool startTls = true;               ///< of an `ldap://` address
    std::string caFile;
    std::string bindDn, bindPassword, passwordFile;   ///< the password here, sealed, or in the first line of a file
    std::string peopleBase, peopleFilter = "(objectClass=inetOrgPerson)";
    std::string groupsBase, groupsFilter = "(objectClass=groupOfNames)";  ///< no base: groups are not read
    std::string idAttribute = "entryUUID", userNameAttribute = "uid", nameAttribute = "cn", groupNameAttribute = "cn", memberAttribute = "member";
    std::string onCallAttribute;        ///< becomes `on_call`
    std::string lockedAttribute;        ///< there and not FALSE: the person is not active
    std::map<std::string, std::string> attributes;  ///< mapping's name → the directory's: `{"territory": "l"}`
    int pageSize = 500;
    int intervalMinutes = 15;
    int timeoutSeconds = 30;
    int gonePercent = 20, goneLeast = 5;   ///< beyond both a person is asked before anybody is closed
};
BOOST_DESCRIBE_STRUCT(LdapSettings, (), (url, startTls, caFile, bindDn, bindPassword, passwordFile, peopleBase, peopleFilter, groupsBase, groupsFilter, idAttribute, userNameAttribute,
                                         nameAttribute, groupNameAttribute, memberAttribute, onCallAttribute, lockedAttribute, attributes, pageSize, intervalMinutes,
                                         timeoutSeconds, gonePercent, goneLeast))

struct TenantIdentity {
    std::map<std::string, OidcSettings> oidc;
    std::map<std::string, SamlSettings> saml;
    std::map<std::string, LdapSettings> ldap;
};
BOOST_DESCRIBE_STRUCT(TenantIdentity, (), (oidc, saml, ldap))

/// By the utility's short name.
using IdentityBook = std::map<std::string, TenantIdentity>;

/// No file: nobody comes from anywhere. Problems: `identity_exposed` (others may read it), `identity_invalid`.
[[nodiscard]] Result<IdentityBook> readIdentityFile(const std::string& path, const settings::SecretBox& secrets = {});
/// The same from its text.
[[nodiscard]] Result<IdentityBook> readIdentityBook(std::string_view text);

}  // namespace ok::identity
