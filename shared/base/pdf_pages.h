// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Lines of words on landscape pages, one under the other: what a table on paper needs and no more.
#pragma once
#include <string>
#include <vector>

#include "shared/base/pdf_objects.h"

namespace ok {

struct PdfPages {
    static constexpr int width = 842, height = 595, step = 11, foot = 40;
    std::vector<std::string> pages;
    int y = 0;
    void line(int x, const char* font, double size, const std::string& words) { pdfLine(pages.back(), x, y, font, size, words); }
    void next(int lines = 1) {
        y -= lines * step;
        if (pages.empty() || y < foot) {
            pages.emplace_back();
            y = height - 40;
        }
    }
    /// The whole file, its pages numbered.
    [[nodiscard]] std::string finished(Instant at, std::string_view title) {
        for (std::size_t i = 0; i < pages.size(); ++i) {
            pdfLine(pages[i], 40, 24, "F1", 8, "Page " + std::to_string(i + 1) + " of " + std::to_string(pages.size()));
        }
        return PdfObjects().report(pages, {}, width, height, at, title);
    }
};

}  // namespace ok
