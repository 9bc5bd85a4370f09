// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/phone_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "shared/approvals/phone_diff.h"
#include "shared/approvals/phone_words.h"
#include "shared/base/local_text.h"
#include "shared/reports/twiml.h"

namespace ok::approvals {
namespace {

using reports::twiml::escaped;

std::string hashOf(std::string_view text) { return "'sha256-" + toBase64(sha256(text).bytes) + "'"; }

/// One page in one language: the pieces in the order they are read.
class Page {
  public:
    explicit Page(const PhoneFrame& frame) : m_frame(frame) {}

    [[nodiscard]] std::string word(std::string_view key) const { return std::string(phoneWord(m_frame.language, key)); }
    [[nodiscard]] std::string word(std::string_view key, std::initializer_list<std::pair<std::string_view, std::string>> values) const {
        return phoneWord(m_frame.language, key, values);
    }
    [[nodiscard]] std::string time(Instant at) const {
        if (!at.known()) return word("none");
        const auto text = localText(at, m_frame.zone, m_frame.language == PageLanguage::es ? "es-US" : "en-US");
        return "<time datetime=\"" + toIso(at) + "\">" + escaped(text.ok() ? *text : toIso(at)) + "</time>";
    }
    [[nodiscard]] std::string html(const std::string& title, const std::string& inside, bool script = false) const {
        const bool es = m_frame.language == PageLanguage::es;
        std::string out = fmt::format("<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                                      "<meta name=\"robots\" content=\"noindex\"><title>{} – {}</title><style>{}</style></head><body>\n<header>",
                                      es ? "es" : "en", escaped(title), escaped(m_frame.utility), phoneStyle());
        if (m_frame.drill) out += "<p class=\"drill\">" + word("drill") + "</p>";
        out += fmt::format("<p>{} · <a lang=\"{}\" href=\"?lang={}\">{}</a></p></header>\n<main>", escaped(m_frame.utility), es ? "en" : "es", es ? "en" : "es", word("other"));
        out += inside + "</main>\n";
        if (script) out += "<script>" + std::string(phoneScript()) + "</script>";
        return out + "</body></html>\n";
    }
    [[nodiscard]] const PhoneFrame& frame() const { return m_frame; }

  private:
    const PhoneFrame& m_frame;
};

class ReviewPage {
  public:
    explicit ReviewPage(const PhoneReview& page) : m_page(page), m_review(page.review), m_at(page.frame) {}

    [[nodiscard]] std::string html(SameParts same) const {
        const std::string title = m_at.word("title") + ": " + m_at.word(m_review.command);
        // One form around everything: its buttons stay within a thumb's reach, and what is ticked goes with them.
        std::string out = "<h1>" + escaped(title) + "</h1>" + where() + "<p>" + m_at.word("snapshot") + " <code>" + escaped(m_review.snapshotId) + "</code>, " + m_at.time(m_review.frozenAt.known() ? m_review.frozenAt : m_review.submittedAt) + ", " +
                          m_at.word("version") + " " + std::to_string(m_review.version) + ". " + m_at.word("read_only") + "</p>" + stale() + message() + formHead() + driftBanner() + alerts() + audience();
        out += "<h2>" + m_at.word("what") + "</h2><p>" + m_at.word("legend") + "</p>" + phoneDiff(m_review.diff, m_page.frame.language, same) + evidence() + risk() + request() + formEnd();
        return m_at.html(title + ", " + m_review.snapshotId, out, true);
    }

  private:
    [[nodiscard]] bool driftOpen() const { return m_review.drift.level == DriftLevel::acknowledge && !m_review.driftSeen; }
    [[nodiscard]] bool blockedByRisk() const {
        return std::any_of(m_review.actions.begin(), m_review.actions.end(), [](const ActionState& each) { return each.action.kind == RiskActionKind::block; });
    }
    /// What ticks on this page can mend does not take the button away.
    [[nodiscard]] bool mayApprove() const {
        if (m_review.drift.level > DriftLevel::acknowledge || blockedByRisk() || !m_review.verified || m_review.state != "pending") return false;
        if (m_review.blockedBy.empty()) return true;
        if (m_review.blockedBy.starts_with("policy_violation.") || m_review.blockedBy.starts_with("access_") || m_review.mine) return false;
        return driftOpen() || !m_review.alertsUnseen.empty() || std::any_of(m_review.actions.begin(), m_review.actions.end(), [](const ActionState& each) {
            return each.action.kind == RiskActionKind::checklist && !each.complete;
        });
    }

    [[nodiscard]] std::string message() const {
        std::string inside;
        for (const std::string& key : m_page.errors) inside += (inside.empty() ? "" : "<br>") + escaped(m_at.word(key));
        return "<p class=\"box bad\" id=\"message\" role=\"alert\" tabindex=\"-1\"" + std::string(inside.empty() ? " hidden" : "") + ">" + inside + "</p>";
    }

    /// What it is about, by name: the words themselves may say `{places}`.
    [[nodiscard]] std::string where() const {
        constexpr std::size_t most = 5;
        std::string names;
        for (std::size_t i = 0; i < std::min(most, m_review.incidents.size()); ++i) names += (names.empty() ? "" : ", ") + escaped(m_review.incidents[i]);
        if (m_review.incidents.size() > most) names += " +" + std::to_string(m_review.incidents.size() - most);
        return names.empty() ? names : "<p><strong>" + names + "</strong></p>";
    }

    [[nodiscard]] std::string driftBanner() const {
        if (m_review.drift.level == DriftLevel::none) return {};
        std::string items;
        std::set<std::string> told;
        for (const DriftItem& item : m_review.drift.items) {
            std::string line = m_at.word(std::string("drift_") + enumName(item.kind), {{"n", fmt::format("{:.4g}", item.size)}});
            if (const std::string name = nameOf(item.subject); !name.empty()) line = escaped(name) + ": " + line;
            if (told.insert(line).second) items += "<li>" + line + "</li>";
        }
        for (const DriftedTime& time : m_review.drift.times) {
            items += "<li>" + escaped(nameOf(time.incident)) + " " + m_at.word(time.what) + ": " + m_at.time(time.before.at) + " → " + m_at.time(time.after.at) + "</li>";
        }
        const bool bad = m_review.drift.level > DriftLevel::acknowledge;
        std::string out = "<section class=\"box" + std::string(bad ? " bad" : "") + "\" aria-labelledby=\"h-drift\"><h2 id=\"h-drift\">" + m_at.word("drift") + "</h2><p>" +
                          m_at.word(m_review.drift.level == DriftLevel::resnapshot ? "drift_resnapshot" : m_review.drift.level == DriftLevel::invalid ? "drift_invalid" : "drift_says") +
                          "</p><ul>" + items + "</ul>";
        if (driftOpen()) {
            out += "<label class=\"tick\"><input type=\"checkbox\" name=\"drift\" value=\"" + m_review.drift.digest().hex() + "\" required> <span>" + m_at.word("drift_seen") + "</span></label>";
        } else if (m_review.driftSeen) {
            out += "<p>" + m_at.word("drift_done") + "</p>";
        }
        return out + "</section>";
    }
    [[nodiscard]] std::string nameOf(const std::string& incident) const {
        for (const DriftedIncident& each : m_review.drift.incidents) {
            if (each.id == incident) return each.name;
        }
        return {};
    }

    /// Hidden until the page learns that something else waits by now: nobody has to press to be told (F01.R7.A1, F01.R7.A4).
    [[nodiscard]] std::string stale() const {
        return fmt::format("<section id=\"stale\" class=\"box bad\" role=\"alert\" tabindex=\"-1\" data-now=\"{0}/now\" data-closed=\"{1}\" hidden><p>{2}</p>"
                           "<form method=\"post\" action=\"{0}/latest\"><input type=\"hidden\" name=\"form\" value=\"{3}\"><button class=\"yes\" id=\"newest\">{4}</button></form></section>",
                           escaped(m_page.action), escaped(m_at.word("closed_now")), m_at.word("stale_now"), escaped(m_page.formToken), m_at.word("refresh_review"));
    }
    /// What everybody who holds a key has to have seen (F01.R3.A4).
    [[nodiscard]] std::string alerts() const {
        std::string out;
        for (const FrozenAlert& alert : m_review.alerts) {
            const auto fact = [&alert](const char* name) { return alert.facts.contains(name) ? grouped(std::atoll(alert.facts.at(name).c_str())) : std::string("?"); };
            const bool open = std::find(m_review.alertsUnseen.begin(), m_review.alertsUnseen.end(), alert.name) != m_review.alertsUnseen.end();
            out += "<section class=\"box\"><h2>" + m_at.word("alert") + "</h2><p>" +
                   m_at.word("alert_unusual", {{"people", fact("people")}, {"median", fact("median")}, {"percent", fact("percent")}}) + "</p>";
            if (open) out += "<label class=\"tick\"><input type=\"checkbox\" name=\"alert\" value=\"" + escaped(alert.name) + "\" required> <span>" + m_at.word("alert_seen") + "</span></label>";
            out += "</section>";
        }
        return out;
    }

    [[nodiscard]] std::string row(std::string_view key, const std::string& value) const { return "<dt>" + m_at.word(key) + "</dt><dd>" + value + "</dd>"; }

    [[nodiscard]] std::string request() const {
        std::string out = "<section aria-labelledby=\"h-request\"><h2 id=\"h-request\">" + m_at.word("request") + "</h2><dl>";
        out += row("for", escaped(m_page.login));
        out += row("asked_by", escaped(m_review.submittedBy));
        out += row("expires", m_at.time(m_review.expiresAt) + " (" + left(m_review.expiresAt) + ")");
        out += row("link_until", m_at.time(m_page.linkExpiresAt));
        std::string people = m_at.word("keys_of", {{"have", std::to_string(m_review.quorum.have)}, {"needed", std::to_string(m_review.quorum.needed)}});
        for (const auto& [role, n] : m_review.quorum.missingRoles) people += "<br>" + m_at.word("missing_role", {{"n", std::to_string(n)}, {"role", role}});
        for (const Turn& turn : m_review.turns) people += "<br>" + escaped(nameOfPerson(turn.who.person, turn.who.account)) + ", " + m_at.time(turn.at);
        out += row("keys", people) + "</dl>";
        return out + "<p class=\"box " + (m_review.verified ? "good" : "bad") + "\">" + m_at.word(m_review.verified ? "verified" : "not_verified") + "</p></section>";
    }
    [[nodiscard]] std::string nameOfPerson(const std::string& person, const std::string& otherwise) const {
        const auto known = m_review.logins.find(person);
        return known == m_review.logins.end() ? otherwise : known->second;
    }
    /// Who ticked it before.
    [[nodiscard]] std::string attestedBy(const std::string& list, const std::string& item) const {
        std::string out;
        for (const Attestation& each : m_review.attested) {
            if (each.checklist == list && each.item == item) out += "<br><small>✓ " + escaped(nameOfPerson(each.person, each.person)) + ", " + m_at.time(each.at) + "</small>";
        }
        return out;
    }
    /// Right when the page was made; a script, where there is one, goes on counting.
    [[nodiscard]] std::string left(Instant until) const {
        const std::int64_t seconds = (until - m_page.frame.now).count() / 1'000'000;
        std::string text = m_at.word("over");
        if (seconds >= 3600) text = m_at.word("hours", {{"h", std::to_string(seconds / 3600)}, {"m", std::to_string(seconds % 3600 / 60)}});
        else if (seconds > 0) text = m_at.word("minutes", {{"m", std::to_string(std::max<std::int64_t>(1, seconds / 60))}});
        const std::string span = fmt::format("<span id=\"left\" data-at=\"{}\" data-over=\"{}\">{}</span>", until.micros() / 1000, m_at.word("over"), text);
        std::string out = m_at.word("left");
        if (seconds <= 0) return span;
        const auto at = out.find("{left}");
        return out.replace(at, 6, span);
    }

    [[nodiscard]] std::string risk() const {
        if (!m_review.risk && m_review.actions.empty()) return {};
        std::string out = "<section aria-labelledby=\"h-risk\"><h2 id=\"h-risk\">" + m_at.word("risk") + "</h2>";
        if (m_review.risk) {
            out += "<p><strong>" + m_at.word("score", {{"score", std::to_string(m_review.risk->score)}, {"level", m_review.risk->riskLevel}}) + "</strong></p><ul>";
            for (const RiskFactor& factor : m_review.risk->factors) {
                out += "<li>" + m_at.word("factor_" + factor.name) + ": " + fmt::format("{:.0f} %", factor.contributionPercent) + " <code>" + escaped(factor.rawValue.text) + "</code>" +
                       (factor.defaultUsed ? " (" + m_at.word("defaulted") + ")" : "") + "</li>";
            }
            out += "</ul>";
        }
        for (const ActionState& each : m_review.actions) {
            if (each.action.kind == RiskActionKind::checklist) {
                out += checklist(each);
                continue;
            }
            const bool bad = each.action.kind == RiskActionKind::block;
            out += "<p" + std::string(bad ? " class=\"box bad\"" : "") + ">" + m_at.word(std::string("action_") + enumName(each.action.kind), {{"name", each.action.name}, {"n", std::to_string(each.action.perMinute)}}) +
                   (each.complete && !bad ? " ✓" : "") + "</p>";
        }
        return out + "</section>";
    }
    /// A file is read through this very link, a page elsewhere where it is; each in a window of its own (F04.R3.A5).
    [[nodiscard]] std::string evidence() const {
        if (m_review.evidence.empty()) return {};
        std::string out = "<section aria-labelledby=\"h-evidence\"><h2 id=\"h-evidence\">" + m_at.word("evidence") + "</h2><ul>";
        for (const ReviewEvidence& each : m_review.evidence) {
            const bool link = each.frozen.sourceType == "link";
            const std::string where = link ? each.frozen.url : m_page.action + "/evidence/" + each.frozen.id;
            out += "<li><a href=\"" + escaped(where) + "\" target=\"_blank\" rel=\"noopener noreferrer\">" + escaped(each.frozen.title) + "</a> (" + escaped(each.frozen.sourceType) + ")" +
                   (each.available ? "" : " <strong class=\"bad\">" + m_at.word("unavailable") + "</strong>") + "<br><small>" + m_at.time(each.frozen.fetchedAt) + ", SHA-256 <code>" +
                   each.frozen.sha256.hex().substr(0, 16) + "</code></small></li>";
        }
        return out + "</ul></section>";
    }
    [[nodiscard]] std::string checklist(const ActionState& state) const {
        std::string out = "<fieldset><legend>" + m_at.word("checklist") + "</legend>";
        for (const Checklist& list : m_review.checklists) {
            if (list.id != state.action.name) continue;
            for (const ChecklistItem& item : list.items) {
                const bool open = std::find(state.missing.begin(), state.missing.end(), item.id) != state.missing.end();
                const bool done = item.required && !open;
                out += "<label class=\"tick\"><input type=\"checkbox\" name=\"attest\" value=\"" + escaped(list.id + "/" + item.id) + "\"" +
                       (done ? " checked disabled" : item.required ? " required" : "") + "> <span>" + escaped(item.text) + (item.required ? " (" + m_at.word("required") + ")" : "") +
                       (item.help.empty() ? "" : "<br><small>" + escaped(item.help) + "</small>") + attestedBy(list.id, item.id) + "</span></label>";
            }
        }
        return out + "</fieldset>";
    }

    [[nodiscard]] std::string audience() const {
        if (m_review.audience.people == 0 && m_review.audience.messages == 0) return {};
        return "<p><strong>" + m_at.word("section_audience") + ":</strong> " +
               m_at.word("people", {{"n", grouped(m_review.audience.people)}, {"m", grouped(m_review.audience.messages)}}) + notIncluded() + "</p>";
    }

    /// Channels by which nothing leaves (F04.R3.A3).
    [[nodiscard]] std::string notIncluded() const {
        std::string out;
        for (const std::string_view channel : {"sms", "email", "voice", "web"}) {
            const std::string part = "/" + std::string(channel) + "/";
            const bool there = std::any_of(m_review.diff.items.begin(), m_review.diff.items.end(), [&](const ReviewItem& item) { return item.text && item.change != ChangeKind::removed && item.id.find(part) != std::string::npos; });
            if (!there) out += (out.empty() ? "" : ", ") + std::string(channel);
        }
        return out.empty() ? out : "<br>" + m_at.word("not_included", {{"channels", out}});
    }

    [[nodiscard]] std::string formHead() const {
        std::string out = fmt::format("<form id=\"word\" method=\"post\" action=\"{0}\" accept-charset=\"utf-8\" data-here=\"{0}\" data-key=\"{1}\" data-short=\"{2}\" data-none=\"{3}\" "
                                      "data-failed=\"{4}\" data-old=\"{5}\">",
                                      escaped(m_page.action), m_page.needsKey ? "yes" : "no", escaped(m_at.word("reason_short")), escaped(m_at.word("key_none")),
                                      escaped(m_at.word("key_failed")), escaped(m_at.word("key_old")));
        return out + "<input type=\"hidden\" name=\"form\" id=\"form-token\" value=\"" + escaped(m_page.formToken) + "\"><input type=\"hidden\" name=\"digest\" value=\"" + m_review.digest.hex() +
               "\"><input type=\"hidden\" name=\"lang\" value=\"" + (m_page.frame.language == PageLanguage::es ? "es" : "en") +
               "\"><input type=\"hidden\" name=\"decision\" id=\"decision\"><input type=\"hidden\" name=\"assertion\" id=\"assertion\">";
    }
    [[nodiscard]] std::string formEnd() const {
        const bool may = mayApprove();
        std::string out = "<h2>" + m_at.word("your_word") + "</h2>";
        if (!may) out += "<p class=\"box bad\">" + m_at.word("cannot") + (why().empty() ? "" : ": " + why()) + "</p>";
        out += "<label class=\"above\" for=\"reason\">" + m_at.word("reason") + "</label><textarea id=\"reason\" name=\"reason\" rows=\"2\" maxlength=\"1000\" aria-describedby=\"message\">" + escaped(m_page.reason) + "</textarea>";
        if (m_page.needsKey) out += "<p>" + m_at.word("key_hint") + "</p><noscript><p class=\"box bad\">" + m_at.word("key_no_script") + "</p></noscript>";
        out += "<div class=\"bar\"><button class=\"no\" name=\"decision\" value=\"reject\" formnovalidate>" + m_at.word("reject") + "</button>";
        if (may) out += "<button class=\"yes\" name=\"decision\" value=\"approve\">" + m_at.word("approve") + "</button>";
        return out + "</div></form>";
    }
    [[nodiscard]] std::string why() const {
        if (m_review.mine) return m_at.word("mine");
        if (m_review.blockedBy.empty()) return {};
        if (hasPhoneWord(m_review.blockedBy)) return m_at.word(m_review.blockedBy);
        return escaped(m_review.blockedWhy);
    }

    const PhoneReview& m_page;
    const ReviewReply& m_review;
    Page m_at;
};

}  // namespace

std::string phoneReview(const PhoneReview& page) {
    const ReviewPage made(page);
    std::string out;
    for (const SameParts same : {SameParts::whole, SameParts::around, SameParts::named}) {
        out = made.html(same);
        if (out.size() <= largestPhonePage) break;
    }
    return out;
}

std::string phoneOutcome(const PhoneOutcome& page) {
    const Page at(page.frame);
    const bool good = page.code == "released" || page.code == "awaiting_approval" || page.code == "rejected";
    std::string head = at.word("h_other"), next = at.word("n_other");
    if (hasPhoneWord("h_" + page.code)) {
        head = at.word("h_" + page.code);
        next = at.word("n_" + page.code, {{"have", std::to_string(page.have)}, {"needed", std::to_string(page.needed)}, {"version", page.latestVersion}});
    } else if (hasPhoneWord(page.code)) {
        next = at.word(page.code);
    } else if (!page.words.empty()) {
        next = escaped(page.words);
    }
    std::string out = "<h1 id=\"outcome\" data-code=\"" + escaped(page.code) + "\" tabindex=\"-1\">" + head + "</h1><p role=\"status\" class=\"box " + (good ? "good" : "bad") + "\">" + next + "</p>";
    if (!page.again.empty()) {
        out += "<form method=\"post\" action=\"" + escaped(page.again) + "\"><input type=\"hidden\" name=\"form\" value=\"" + escaped(page.formToken) +
               "\"><div class=\"bar\"><button class=\"yes\" id=\"latest\">" + at.word("latest") + "</button></div></form>";
    }
    if (page.closed) {
        out += "<p><strong>" + at.word("section_audience") + ":</strong> " + at.word("people", {{"n", grouped(page.closed->audience.people)}, {"m", grouped(page.closed->audience.messages)}}) + "</p><h2>" +
               at.word("what") + "</h2><p>" + at.word("legend") + "</p>" + phoneDiff(page.closed->diff, page.frame.language, SameParts::around);
    }
    return at.html(head, out);
}

std::string phoneCodeForm(const PhoneCodeForm& page) {
    const Page at(page.frame);
    const auto input = [&](std::string_view name, const std::string& value, std::string_view more) {
        return fmt::format("<label class=\"above\" for=\"{0}\">{1}</label><input id=\"{0}\" name=\"{0}\" type=\"text\" inputmode=\"numeric\" autocomplete=\"{2}\" maxlength=\"12\" value=\"{3}\" required>",
                           name, at.word("code_" + std::string(name)), more, escaped(value));
    };
    std::string out = "<h1>" + at.word("code_title") + "</h1>";
    if (!page.error.empty()) out += "<p class=\"box bad\" role=\"alert\">" + escaped(at.word(page.error)) + "</p>";
    out += "<form method=\"post\" action=\"/a/code/" + escaped(page.frame.slug) + "\">" + input("number", page.number, "off") + input("code", {}, "one-time-code") +
           "<input type=\"hidden\" name=\"lang\" value=\"" + (page.frame.language == PageLanguage::es ? "es" : "en") + "\"><div class=\"bar\"><button class=\"yes\">" + at.word("code_go") + "</button></div></form>";
    return at.html(at.word("code_title"), out);
}

const std::string& phonePolicy() {
    static const std::string policy = "default-src 'none'; style-src " + hashOf(phoneStyle()) + "; script-src " + hashOf(phoneScript()) +
                                      "; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    return policy;
}

}  // namespace ok::approvals
