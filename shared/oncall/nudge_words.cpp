// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/nudge_words.h"

#include <algorithm>

#include "shared/base/time_zone.h"

namespace ok::oncall {
namespace {

struct Words {
    const char *approval, *from, *until, *decide, *over, *subject, *overSubject, *others, *see, *critical, *number, *code, *mention, *drift;
};
// No accents: one of them more than halves the room of a text.
constexpr Words english{"Approval needed", "by", "until", "Decide", "No longer needed", "A request waits for your approval", "A request needs you no more",
                        "more wait for you", "Open it on your phone or at the console", "CRITICAL", "Request number", "Code", "You were mentioned", "A request is out of date"};
constexpr Words spanish{"Se necesita su aprobacion", "de", "hasta", "Decida", "Ya no hace falta", "Una solicitud espera su aprobacion", "Una solicitud ya no le necesita",
                        "mas le esperan", "Abrala en su telefono o en la consola", "CRITICO", "Numero de solicitud", "Codigo", "Le mencionaron", "Una solicitud ya no esta al dia"};

const Words& wordsIn(const std::string& language) { return language == "es" ? spanish : english; }

std::string clockOf(Instant at, const std::string& zone) {
    const auto local = localTime(at, zone);
    if (!local.ok()) return toIso(at);
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(local->civil.hour) + ":" + two(local->civil.minute);
}

/// At most so many bytes, and no half character.
std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t end = most > 2 ? most - 2 : 0;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "..";
}

std::string commandWords(const std::string& command) {
    const std::size_t dot = command.find('.');
    std::string out = dot == std::string::npos ? command : command.substr(dot + 1);
    std::replace(out.begin(), out.end(), '_', ' ');
    return out;
}

std::string headOf(const NudgeNotice& n, const Words& words) {
    std::string out = n.severity == "critical" ? std::string(words.critical) + " " : "";
    out += n.about == "over" ? words.over : n.about == "mention" ? words.mention : n.about == "drift" ? words.drift : words.approval;
    if (!n.incident.empty()) out += " " + n.incident;
    return out;
}

std::string shortText(const NudgeNotice& n, const Words& words, const std::string& link) {
    const std::string head = headOf(n, words) + ": ";
    std::string tail = n.about == "over" ? "" : std::string(" ") + words.from + " " + cut(n.requester, 16) + " " + words.until + " " + clockOf(n.deadline, n.zone);
    if (!link.empty() && n.about != "over") tail += " " + link;
    std::string middle = (n.summary.empty() ? commandWords(n.command) : n.summary) + (n.place.empty() ? "" : ", " + n.place);
    const std::size_t used = head.size() + tail.size();
    if (used + 4 > longestText) return head.substr(0, head.size() - 2) + tail;   // a long link leaves no room for more
    return head + cut(std::move(middle), longestText - used) + tail;
}

std::string longText(const NudgeNotice& n, const Words& words, const TapLink& tap, const std::string& link) {
    std::string out = headOf(n, words) + "\n\n" + commandWords(n.command) + "\n";
    if (!n.place.empty()) out += n.place + "\n";
    if (!n.summary.empty()) out += n.summary + "\n";
    out += n.severity + "\n" + words.from + " " + n.requester + "\n";
    if (n.about != "over") out += std::string(words.until) + " " + clockOf(n.deadline, n.zone) + " (" + toIso(n.deadline) + ")\n";
    if (n.others > 0) out += "+" + std::to_string(n.others) + " " + words.others + "\n";
    if (!link.empty() && n.about != "over") out += std::string("\n") + words.decide + ": " + link + "\n";
    if (!tap.code.empty() && n.about != "over") out += std::string(words.number) + " " + tap.number + ", " + words.code + " " + tap.code + "\n";
    return out;
}

/// Digit by digit, or a voice makes a million of them.
std::string spelled(const std::string& digits) {
    std::string out;
    for (const char c : digits) out += (out.empty() ? "" : " ") + std::string(1, c);
    return out;
}

/// Spoken: no address is ever read out.
std::string spokenText(const NudgeNotice& n, const Words& words, const TapLink& tap) {
    std::string out = headOf(n, words) + ". " + commandWords(n.command) + ". ";
    if (!n.place.empty()) out += n.place + ". ";
    if (n.about == "over") return out;
    out += std::string(words.from) + " " + n.requester + ", " + words.until + " " + clockOf(n.deadline, n.zone) + ". ";
    if (!tap.code.empty()) out += std::string(words.number) + ": " + spelled(tap.number) + ". " + words.code + ": " + spelled(tap.code) + ". ";
    return out + words.see + ".";
}

}  // namespace

NudgeText wordsOf(const NudgeNotice& notice, const TapLink& tap, const std::string& fallback) {
    const Words& words = wordsIn(notice.language);
    const std::string& link = tap.url.empty() ? fallback : tap.url;
    const std::string subject = notice.about == "over" ? words.overSubject : notice.about == "mention" ? words.mention : notice.about == "drift" ? words.drift : words.subject;
    if (notice.channel == "sms") return {subject, shortText(notice, words, link)};
    if (notice.channel == "voice") return {subject, spokenText(notice, words, tap)};
    return {subject + (notice.incident.empty() ? "" : " (" + notice.incident + ")"), longText(notice, words, tap, link)};
}

std::vector<std::string> mentionsIn(std::string_view text) {
    constexpr std::size_t most = 20;
    std::vector<std::string> out;
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'; };
    for (std::size_t at = text.find('@'); at != std::string_view::npos && out.size() < most; at = text.find('@', at + 1)) {
        if (at > 0 && plain(text[at - 1])) continue;   // a mailbox mentions nobody
        std::string name;
        for (std::size_t i = at + 1; i < text.size() && plain(text[i]) && name.size() < 64; ++i) name += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
        while (!name.empty() && name.back() == '.') name.pop_back();   // the end of a sentence
        if (!name.empty() && std::find(out.begin(), out.end(), name) == out.end()) out.push_back(std::move(name));
    }
    return out;
}

std::string connectorOf(const std::string& channel) {
    if (channel == "push") return {};
    return "nudge_" + channel;
}

}  // namespace ok::oncall
