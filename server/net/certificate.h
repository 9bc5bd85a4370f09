// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A certificate for a first start: nobody should have to run without TLS because there is no certificate yet.
#pragma once
#include <string>
#include <vector>

#include "shared/base/result.h"

namespace ok::net {

struct CertificatePem {
    std::string certificate;
    std::string key;
};

/// A self-signed P-256 certificate, valid for one year from now, whose names are the given ones (host names or numeric
/// addresses).
[[nodiscard]] Result<CertificatePem> selfSignedCertificate(
    const std::vector<std::string>& names = {"localhost", "127.0.0.1", "::1"});

}  // namespace ok::net
