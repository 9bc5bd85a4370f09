// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/reports/twiml.h"

#include "shared/reports/sms_text.h"

namespace ok::reports::twiml {
namespace {

void write(std::string& out, const Element& element) {
    out += '<';
    out += element.name;
    for (const auto& [name, value] : element.attributes) {
        out.append(" ").append(name).append("=\"").append(escaped(value)).append("\"");
    }
    if (element.text.empty() && element.children.empty()) {
        out += "/>";
        return;
    }
    out += '>';
    out += escaped(element.text);
    for (const auto& child : element.children) write(out, child);
    out.append("</").append(element.name).append(">");
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string repaired;
    if (!isValidUtf8(text)) {
        repaired = fromWindows1252(text);
        text = repaired;
    }
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&apos;"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') break;
                // U+FFFE and U+FFFF are no XML characters.
                if (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF") {
                    i += 2;
                    break;
                }
                out += c;
        }
    }
    return out;
}

Element message(std::string text) { return {.name = "Message", .text = std::move(text)}; }

Element say(std::string text, std::string language) {
    Element element{.name = "Say", .text = std::move(text)};
    if (!language.empty()) element.attributes.emplace_back("language", std::move(language));
    return element;
}

Element pause(int seconds) { return {.name = "Pause", .attributes = {{"length", std::to_string(seconds)}}}; }
Element redirect(std::string url) {
    return {.name = "Redirect", .attributes = {{"method", "POST"}}, .text = std::move(url)};
}
Element hangup() { return {.name = "Hangup"}; }

Element gather(const GatherOptions& options, std::vector<Element> inside) {
    Element element{.name = "Gather", .children = std::move(inside)};
    auto& attributes = element.attributes;
    attributes.emplace_back("input", options.input);
    attributes.emplace_back("action", options.action);
    attributes.emplace_back("method", "POST");
    attributes.emplace_back("timeout", std::to_string(options.timeoutSeconds));
    if (options.digits > 0) attributes.emplace_back("numDigits", std::to_string(options.digits));
    else attributes.emplace_back("finishOnKey", "#");
    if (!options.language.empty()) attributes.emplace_back("language", options.language);
    if (!options.hints.empty()) attributes.emplace_back("hints", options.hints);
    return element;
}

std::string response(const std::vector<Element>& verbs) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    write(out, Element{.name = "Response", .children = verbs});
    return out;
}

}  // namespace ok::reports::twiml
