// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/mime.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "shared/base/digest.h"
#include "shared/base/unicode.h"

namespace ok::comms {
namespace {

std::string rfc5322Date(Instant t) {
    constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const CivilTime c = toCivil(t);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[c.weekday], c.day, months[c.month - 1], c.year,
                       c.hour, c.minute, c.second);
}

// RFC 2047: words of at most 75 characters, cut between characters, one a line.
std::string headerText(std::string_view text) {
    std::string clean(text);
    std::replace_if(clean.begin(), clean.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
    if (isAscii(clean) && clean.size() <= 60) return clean;
    std::string out;
    std::string_view rest = clean;
    constexpr std::size_t bytesAWord = 42;  // 56 in base64, and `=?UTF-8?B?` `?=` around them
    while (!rest.empty()) {
        std::string_view part = cutUtf8(rest, bytesAWord);
        if (part.empty()) part = rest.substr(0, 1);
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + toBase64(asBytes(part)) + "?=";
        rest.remove_prefix(part.size());
    }
    return out;
}

// `"Bluegrass Electric" `, quoted, or encoded where it is not plain ASCII.
std::string displayName(std::string_view name) {
    const std::string text = headerText(name);
    if (text.empty()) return {};
    if (text.starts_with("=?")) return text + "\r\n ";
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\" ";
}

std::string bodyPart(std::string_view type, std::string_view content) {
    const std::string encoded = toBase64(asBytes(content));
    std::string out = fmt::format("Content-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", type);
    constexpr std::size_t lineLength = 76;
    for (std::size_t at = 0; at < encoded.size(); at += lineLength) out += encoded.substr(at, lineLength) + "\r\n";
    return out;
}

}  // namespace

bool isPlainMailbox(std::string_view text) {
    const std::size_t at = text.find('@');
    if (at == 0 || at == std::string_view::npos || at + 1 >= text.size() || text.size() > 254) return false;
    if (text.find('@', at + 1) != std::string_view::npos) return false;
    return std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return c > 0x20 && c < 0x7F && std::string_view("<>()[],;:\\\"").find(static_cast<char>(c)) == std::string_view::npos;
    });
}

Result<std::string> mimeOf(const Mail& mail) {
    for (const std::string& box : {mail.from, mail.to, mail.messageId}) {
        if (!isPlainMailbox(box)) return problem("bad_mailbox", "`" + box.substr(0, 60) + "` is not a mailbox");
    }
    // The boundary cannot stand in the parts: they are base64, which has no underscore.
    const std::string boundary = "ok_" + sha256(mail.messageId).hex().substr(0, 24);
    std::string out;
    out += fmt::format("Date: {}\r\nFrom: {}<{}>\r\n", rfc5322Date(mail.date), displayName(mail.fromName), mail.from);
    out += fmt::format("To: <{}>\r\nSubject: {}\r\nMessage-ID: <{}>\r\n", mail.to, headerText(mail.subject), mail.messageId);
    // Nobody reads what is mailed back, so only an address that works is offered.
    const bool plainUrl = mail.stopUrl.starts_with("https://") &&
                          std::none_of(mail.stopUrl.begin(), mail.stopUrl.end(), [](unsigned char c) { return c <= 0x20 || c >= 0x7F || c == '<' || c == '>'; });
    if (plainUrl) out += fmt::format("List-Unsubscribe: <{}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", mail.stopUrl);
    // No out-of-office answers to a thousand notices (RFC 3834).
    out += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
    if (mail.drill) out += "X-OutageKit-Drill: yes\r\n";
    const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; };
    if (!mail.snapshotId.empty() && std::all_of(mail.snapshotId.begin(), mail.snapshotId.end(), plain)) out += fmt::format("X-OutageKit-Snapshot: {}\r\n", mail.snapshotId);
    // Words to staff have no second form; an empty one would be what their reader shows.
    if (mail.html.empty()) return out + bodyPart("text/plain", mail.text);
    out += fmt::format("Content-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n", boundary);
    out += fmt::format("--{}\r\n{}--{}\r\n{}--{}--\r\n", boundary, bodyPart("text/plain", mail.text), boundary,
                       bodyPart("text/html", mail.html), boundary);
    return out;
}

}  // namespace ok::comms
