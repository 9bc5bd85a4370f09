// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The certificate reports are signed with, and the signature itself: CAdES detached (PAdES B-B, with a time-stamp B-T).
// Files `report_certificate.pem` (with its chain) and `report_key.pem` among the installation's keys; made self-signed when
// there are none, to be replaced by what the utility's authority issues.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "shared/base/time_stamp.h"

namespace ok::ledger {

/// Asks an authority for a time stamp (RFC 3161) over a digest.
using AskTimeStamp = std::function<Result<TimeStamp>(const Digest&)>;

class ReportSigner {
  public:
    /// Problems `keys_unreadable`, `certificate_failed`.
    static Result<std::unique_ptr<ReportSigner>> loadOrMake(const std::filesystem::path& keys);
    ~ReportSigner();
    ReportSigner(const ReportSigner&) = delete;
    ReportSigner& operator=(const ReportSigner&) = delete;

    struct Signed {
        std::string der;
        std::optional<Instant> stampedAt;   ///< what the authority said
        std::string stampProblem;           ///< why it said nothing; empty also where none is asked
    };
    /// A CMS signature over the parts after each other; it says that it was made at `at`. With `stamp` it carries the
    /// authority's time as well (B-T); when the authority does not answer, the report goes without.
    [[nodiscard]] Result<Signed> sign(std::string_view first, std::string_view second, Instant at, const AskTimeStamp& stamp = {}) const;
    [[nodiscard]] std::string name() const;

  private:
    struct State;
    explicit ReportSigner(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace ok::ledger
