// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The file structure of PDF 1.7 as far as a report needs it: numbered objects, cross-reference table, and the incremental
// update that carries a signature (ISO 32000-1, 7.5 and 12.8). Object numbers are fixed by what is in the file.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "shared/base/instant.h"

namespace ok::ledger {

struct PdfAttachment;

/// Where the first revision left the objects an update must write again.
inline constexpr int pdfCatalog = 1, pdfPages = 2, pdfFirstPage = 6;

class PdfObjects {
  public:
    /// A whole file: one page a content stream, files attached.
    [[nodiscard]] std::string report(const std::vector<std::string>& pages, const std::vector<PdfAttachment>& attachments, int width,
                                     int height, Instant at);

    /// The same file with `custody` attached and a place for a signature behind it.
    struct Unsigned {
        std::string bytes;
        std::size_t contentsAt = 0;    ///< of the `<` before the signature's hex digits
        std::size_t contentsSize = 0;  ///< with `<` and `>`
    };
    [[nodiscard]] static Unsigned withPlace(const std::string& content, const PdfAttachment& custody, Instant signedAt,
                                            const std::string& signer);
    /// Puts a signature (DER) into its place.
    static bool fill(Unsigned& file, const std::string& der);

  private:
    void put(int number, const std::string& body);
    std::string m_out;
    std::map<int, std::size_t> m_offsets;
};

}  // namespace ok::ledger
