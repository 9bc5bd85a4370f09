// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The certificate reports are signed with, and the signature itself: CAdES detached (PAdES B-B, with a time-stamp B-T).
// Files `report_certificate.pem` (with its chain) and `report_key.pem` among the installation's keys; made self-signed when
// there are none, to be replaced by what the utility's authority issues.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "shared/base/digest.h"

namespace ok::ledger {

/// A DER time-stamp token (RFC 3161) over a SHA-256 digest.
using TimeStamp = std::function<Result<Bytes>(const Digest&)>;

class ReportSigner {
  public:
    /// Problems `keys_unreadable`, `certificate_failed`.
    static Result<std::unique_ptr<ReportSigner>> loadOrMake(const std::filesystem::path& keys);
    ~ReportSigner();
    ReportSigner(const ReportSigner&) = delete;
    ReportSigner& operator=(const ReportSigner&) = delete;

    /// A CMS signature over the parts after each other, in DER. With `stamp` it carries the authority's time; when the
    /// authority does not answer, the report goes without and says so by lacking it.
    [[nodiscard]] Result<std::string> sign(std::string_view first, std::string_view second, const TimeStamp& stamp = {}) const;
    [[nodiscard]] std::string name() const;

  private:
    struct State;
    explicit ReportSigner(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace ok::ledger
