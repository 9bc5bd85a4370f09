// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Everybody in an LDAP directory, read whole or not at all: a directory that breaks off in the middle says nothing. Blocking.
// Filters come from the settings alone; nothing a person wrote is ever part of one.
#pragma once
#include <vector>

#include "server/identity/identity_settings.h"
#include "shared/identity/reconcile.h"

namespace ok::identity {

/// Problems: `ldap_unreachable`, `ldap_not_trusted` (TLS), `ldap_refused` (bind), `ldap_incomplete`, `ldap_failed`.
[[nodiscard]] Result<std::vector<DirectoryEntry>> readDirectory(const LdapSettings& settings);

}  // namespace ok::identity
