// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The server's reason keys about its own log, as sentences.
#pragma once
#include <QString>

#include "app/desk/pieces.h"
#include "shared/integrity/verification_status.h"

namespace ok::app {

struct Verdict {
    QString word, why;
    Tone tone = Tone::Plain;
};
[[nodiscard]] Verdict overallVerdict(const integrity::VerificationStatus& status);
[[nodiscard]] Verdict clockVerdict(const integrity::VerificationStatus& status);
[[nodiscard]] QString findingText(const ledger::Finding& finding);
/// `security 20 to 24`
[[nodiscard]] QString rangeText(const ledger::Finding& finding);
[[nodiscard]] Verdict anomalyVerdict(const integrity::Anomaly& anomaly);
[[nodiscard]] Verdict stampVerdict(const integrity::Anchor& anchor);
[[nodiscard]] Verdict placesVerdict(const integrity::HeadsAnchorDoc& anchor);
/// Which of the check's own promises are broken now; empty when all are kept.
[[nodiscard]] QString promisesText(const integrity::VerificationStatus& status);
[[nodiscard]] QString checkKindText(const std::string& kind);

}  // namespace ok::app
