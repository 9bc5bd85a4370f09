// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The file structure of PDF 1.7 as far as a report needs it: numbered objects, cross-reference table, and the incremental
// update that carries a signature (ISO 32000-1, 7.5 and 12.8). Object numbers are fixed by what is in the file.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/instant.h"

namespace ok {

struct PdfAttachment {
    std::string name;
    std::string contentType;
    std::string bytes;
};

/// UTF-8 as a PDF string in WinAnsi; what that cannot say stands as `\u{1F600}`.
[[nodiscard]] std::string pdfText(std::string_view utf8);
/// One line of words into a page's content: font `F1` (Helvetica) or `F2` (bold), in points from the lower left corner.
void pdfLine(std::string& page, int x, int y, const char* font, double size, std::string_view words);

/// Where the first revision left the objects an update must write again.
inline constexpr int pdfCatalog = 1, pdfPages = 2, pdfFirstPage = 6;

class PdfObjects {
  public:
    /// A whole file: one page a content stream, files attached.
    [[nodiscard]] std::string report(const std::vector<std::string>& pages, const std::vector<PdfAttachment>& attachments, int width,
                                     int height, Instant at, std::string_view title = "OutageKit Compliance Report");

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

}  // namespace ok
