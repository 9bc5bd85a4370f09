// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/nudge_words.h"

#include <algorithm>

#include "shared/base/time_zone.h"

namespace ok::oncall {
namespace {

struct Words {
    const char *approval, *from, *until, *decide, *over, *subject, *overSubject, *others, *see, *critical, *number, *code, *mention, *risk, *update, *reply, *left, *taken,
        *rejected, *expired, *reason, *several, *look, *priority;
};
// No accents: one of them more than halves the room of a text.
constexpr Words english{"Approval needed", "by", "until", "Decide", "No longer needed", "A request waits for your approval", "A request needs you no more",
                        "more wait for you", "Open it on your phone or at the console", "CRITICAL", "Request number", "Code", "You were mentioned",
                        "risk", "Update", "Reply ACK if you are on it", "min left", "Others decide it now", "Your request was rejected", "Request expired", "Reason", "requests wait for you",
                        "Look at it", "Priority"};
constexpr Words spanish{"Se necesita su aprobacion", "de", "hasta", "Decida", "Ya no hace falta", "Una solicitud espera su aprobacion", "Una solicitud ya no le necesita",
                        "mas le esperan", "Abrala en su telefono o en la consola", "CRITICO", "Numero de solicitud", "Codigo", "Le mencionaron",
                        "riesgo", "Aviso", "Responda ACK si se encarga", "min restantes", "Ahora deciden otros", "Su solicitud fue rechazada", "La solicitud vencio", "Motivo",
                        "solicitudes le esperan", "Veala", "Prioridad"};

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

/// Nobody is asked for anything: there is nothing to decide, only something to know.
bool tellsOnly(const NudgeNotice& n) { return n.about == "over" || n.about == "taken" || n.about == "rejected" || n.about == "expired"; }

std::string headOf(const NudgeNotice& n, const Words& words) {
    std::string out = n.severity == "critical" ? std::string(words.critical) + " " : "";
    if (!n.items.empty()) return out + std::to_string(n.items.size() + 1) + " " + words.several;
    out += n.about == "over"       ? words.over
           : n.about == "taken"    ? words.taken
           : n.about == "rejected" ? words.rejected
           : n.about == "expired"  ? words.expired
           : n.about == "mention"  ? words.mention
                                   : words.approval;
    if (!n.incident.empty()) out += " " + n.incident;
    return out;
}

std::string riskOf(const NudgeNotice& n, const Words& words) {
    return n.riskScore < 0 ? std::string() : std::string(words.risk) + " " + (n.riskLevel.empty() ? "" : n.riskLevel + " ") + std::to_string(n.riskScore);
}

std::string shortText(const NudgeNotice& n, const Words& words, const std::string& link) {
    const std::string head = headOf(n, words) + ": ";
    std::string tail = tellsOnly(n) ? "" : std::string(" ") + words.from + " " + cut(n.requester, 16) + " " + words.until + " " + clockOf(n.deadline, n.zone);
    if (n.about == "remind") tail += " (" + std::to_string((n.leftSeconds + 59) / 60) + " " + words.left + ")";
    if (!link.empty() && n.about != "over" && n.about != "taken") tail += " " + link;
    std::string middle = commandWords(n.command);
    if (!n.reason.empty()) middle += ", " + n.reason;
    else if (const std::string risk = riskOf(n, words); !risk.empty()) middle += ", " + priorityOf(n.severity) + " " + risk;
    if (!n.place.empty()) middle += ", " + n.place;
    const std::size_t used = head.size() + tail.size();
    if (used + 4 > longestText) return head.substr(0, head.size() - 2) + tail;   // a long link leaves no room for more
    std::string out = head + cut(std::move(middle), longestText - used) + tail;
    const std::string ack = std::string(". ") + words.reply;
    const bool room = (n.about == "ask" || n.about == "remind") && out.size() + ack.size() <= longestText;
    return room ? out + ack : out;
}

/// Several in one text: a line and a link for each. Longer than one segment, and still less than a text for each.
std::string severalText(const NudgeNotice& n, const Words& words, const std::string& link, const std::vector<TapLink>& more, bool codes) {
    constexpr std::size_t mostItems = 5;
    std::string out = headOf(n, words) + (n.incident.empty() ? "" : " " + n.incident) + ":";
    const auto add = [&](int place, const std::string& command, const std::string& incident, Instant deadline, const TapLink& tap, const std::string& url) {
        out += "\n" + std::to_string(place) + ") " + cut(commandWords(command), 24) + (incident.empty() || incident == n.incident ? "" : " " + incident) + ", " + words.until + " " +
               clockOf(deadline, n.zone) + (url.empty() ? "" : " " + url);
        if (codes && !tap.code.empty()) out += " (" + std::string(words.number) + " " + tap.number + ", " + words.code + " " + tap.code + ")";
    };
    add(1, n.command, n.incident, n.deadline, {}, link);
    for (std::size_t i = 0; i < n.items.size() && i + 1 < mostItems; ++i) {
        const TapLink tap = i < more.size() ? more[i] : TapLink{};
        add(static_cast<int>(i) + 2, n.items[i].command, n.items[i].incident, n.items[i].deadline, tap, tap.url);
    }
    if (n.items.size() + 1 > mostItems) out += "\n+" + std::to_string(n.items.size() + 1 - mostItems);
    return out;
}

std::string longText(const NudgeNotice& n, const Words& words, const TapLink& tap, const std::string& link) {
    std::string out = headOf(n, words) + "\n\n" + commandWords(n.command) + "\n";
    if (!n.place.empty()) out += n.place + "\n";
    out += std::string(words.priority) + " " + priorityOf(n.severity) + " (" + n.severity + ")\n";
    if (!n.subject.empty()) out += std::string(words.update) + " " + n.subject + "\n";
    if (const std::string risk = riskOf(n, words); !risk.empty()) out += risk + "\n";
    out += std::string(words.from) + " " + n.requester + "\n";
    if (!n.reason.empty()) out += std::string(words.reason) + ": " + n.reason + "\n";
    if (n.about == "remind") out += std::to_string((n.leftSeconds + 59) / 60) + " " + words.left + "\n";
    if (!tellsOnly(n)) out += std::string(words.until) + " " + clockOf(n.deadline, n.zone) + " (" + toIso(n.deadline) + ")\n";
    if (n.others > 0) out += "+" + std::to_string(n.others) + " " + words.others + "\n";
    if (!link.empty() && n.about != "over" && n.about != "taken") out += std::string("\n") + (tellsOnly(n) ? words.look : words.decide) + ": " + link + "\n";
    if (!tap.code.empty() && !tellsOnly(n)) out += std::string(words.number) + " " + tap.number + ", " + words.code + " " + tap.code + "\n";
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
    if (tellsOnly(n)) return out;
    out += std::string(words.from) + " " + n.requester + ", " + words.until + " " + clockOf(n.deadline, n.zone) + ". ";
    if (!tap.code.empty()) out += std::string(words.number) + ": " + spelled(tap.number) + ". " + words.code + ": " + spelled(tap.code) + ". ";
    return out + words.see + ".";
}

}  // namespace

NudgeText wordsOf(const NudgeNotice& notice, const TapLink& tap, const std::string& fallback, const std::vector<TapLink>& more) {
    const Words& words = wordsIn(notice.language);
    const std::string& link = tap.url.empty() ? fallback : tap.url;
    const bool told = notice.about == "rejected" || notice.about == "expired" || notice.about == "taken" || notice.about == "mention";
    const std::string subject = notice.about == "over" ? words.overSubject : told ? headOf(notice, words) : words.subject;
    if (notice.channel == "voice") return {subject, spokenText(notice, words, tap)};
    if (!notice.items.empty()) return {headOf(notice, words), severalText(notice, words, link, more, notice.channel != "sms")};
    if (notice.channel == "sms") return {subject, shortText(notice, words, link)};
    return {subject + (notice.incident.empty() || told ? "" : " (" + notice.incident + ")"), longText(notice, words, tap, link)};
}

std::string priorityOf(const std::string& severity) { return severity == "critical" ? "P1" : severity == "major" ? "P2" : severity == "minor" ? "P3" : "P4"; }

std::optional<std::string> acknowledgedIn(std::string_view text) {
    std::string plain;
    for (const char c : text.substr(0, 40)) {
        const bool gap = c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '.' || c == '!';
        if (!gap || (!plain.empty() && plain.back() != ' ')) plain += gap ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    while (!plain.empty() && plain.back() == ' ') plain.pop_back();
    if (text.size() > 40 || !plain.starts_with("ack") || (plain.size() > 3 && plain[3] != ' ')) return {};
    const std::string number = plain.size() > 4 ? plain.substr(4) : std::string();
    if (!std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; })) return {};
    return number;
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
