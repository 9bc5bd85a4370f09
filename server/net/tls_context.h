// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. The server's TLS settings as an Asio context.
#pragma once
#include "server/net/byte_stream.h"
#include "server/net/net_server.h"

namespace ok::net {

/// TLS 1.2 and later, the certificate from its files or self-signed.
[[nodiscard]] Result<TlsContext> makeTlsContext(const TlsOptions& options);

}  // namespace ok::net
