// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Writes TwiML, the XML with which a Twilio-compatible provider is told what to text or say. Only the verbs we use.
// Whatever is put in, the result is well-formed XML 1.0: text is escaped and characters that XML lacks are left out.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ok::reports::twiml {

struct Element {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::string text;
    std::vector<Element> children;
};

[[nodiscard]] Element message(std::string text);
/// `language` as BCP 47, such as `es-US`; empty leaves the provider's default.
[[nodiscard]] Element say(std::string text, std::string language);
[[nodiscard]] Element pause(int seconds);
[[nodiscard]] Element redirect(std::string url);
[[nodiscard]] Element hangup();

struct GatherOptions {
    std::string action;
    std::string input = "dtmf";  ///< `dtmf`, `speech` or `dtmf speech`
    int timeoutSeconds = 6;
    int digits = 0;              ///< 0: as many as come before `#`
    std::string language;
    std::string hints;           ///< words the speech recogniser should expect
};
[[nodiscard]] Element gather(const GatherOptions& options, std::vector<Element> inside);

/// `<?xml ...?><Response>...</Response>`
[[nodiscard]] std::string response(const std::vector<Element>& verbs);

/// Escapes for text and attributes alike; input that is not UTF-8 is read as Windows-1252.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace ok::reports::twiml
