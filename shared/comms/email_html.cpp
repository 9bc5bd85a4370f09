// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/email_html.h"

#include <fmt/format.h>

namespace ok::comms {
namespace {

std::string linked(std::string_view paragraph) {
    std::string out;
    while (true) {
        const std::size_t at = paragraph.find("https://");
        out += escapeHtml(paragraph.substr(0, at));
        if (at == std::string_view::npos) return out;
        std::size_t end = paragraph.find_first_of(" \t\n\"'<>", at);
        if (end == std::string_view::npos) end = paragraph.size();
        const std::string url = escapeHtml(paragraph.substr(at, end - at));
        out += fmt::format("<a href=\"{0}\" style=\"color:#0b5394\">{0}</a>", url);
        paragraph.remove_prefix(end);
    }
}

}  // namespace

std::string escapeHtml(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out.push_back(c);
        }
    }
    return out;
}

std::string emailHtml(std::string_view subject, std::string_view text, Language language, bool drill) {
    std::string body;
    while (!text.empty()) {
        const std::size_t gap = text.find("\n\n");
        body += fmt::format("<p style=\"margin:0 0 16px\">{}</p>\n", linked(text.substr(0, gap)));
        text.remove_prefix(gap == std::string_view::npos ? text.size() : gap + 2);
    }
    const std::string_view banner =
        "<div style=\"height:8px;background:repeating-linear-gradient(45deg,#111 0 12px,#ffd400 12px 24px)\"></div>\n";
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><title>{}</title></head>\n"
        "<body style=\"margin:0;background:#f4f5f7\">\n{}"
        "<div style=\"max-width:560px;margin:0 auto;padding:24px;background:#ffffff;color:#1b1f24;"
        "font:17px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif\">\n{}</div>\n</body></html>\n",
        language == Language::en ? "en" : "es", escapeHtml(subject), drill ? banner : std::string_view(), body);
}

}  // namespace ok::comms
