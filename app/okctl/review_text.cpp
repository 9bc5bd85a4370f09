// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/okctl/review_text.h"

#include <algorithm>
#include <cstdio>
#include <limits>

namespace ok::okctl {
namespace {

using namespace approvals;

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

std::string leftText(Instant until, Instant now) {
    const std::int64_t left = (until - now).count() / 1'000'000;
    if (!until.known()) return "-";
    if (left <= 0) return "over";
    char text[32];
    if (left >= 3600) std::snprintf(text, sizeof text, "%lldh%02lldm", static_cast<long long>(left / 3600), static_cast<long long>(left / 60 % 60));
    else std::snprintf(text, sizeof text, "%lldm%02llds", static_cast<long long>(left / 60), static_cast<long long>(left % 60));
    return text;
}

std::string signedText(std::int64_t n) { return (n < 0 ? "" : "+") + std::to_string(n); }

char signOf(ChangeKind change) {
    switch (change) {
        case ChangeKind::added: return '+';
        case ChangeKind::removed: return '-';
        case ChangeKind::modified: return '~';
        case ChangeKind::same: break;
    }
    return ' ';
}

std::string numberText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", value == static_cast<double>(static_cast<std::int64_t>(value)) ? 0 : 1, value);
    return text;
}

/// Every line of it behind the sign.
void side(std::string& out, char sign, const std::string& text, const std::string& indent = "    ") {
    std::size_t from = 0;
    const std::string safe = shownSafely(text);
    while (from <= safe.size()) {
        const std::size_t end = std::min(safe.find('\n', from), safe.size());
        out += indent + sign + ' ' + safe.substr(from, end - from) + '\n';
        from = end + 1;
    }
}

std::string sideOf(const std::vector<TextRun>& runs, TextOp own) {
    std::string out;
    for (const auto& run : runs)
        if (run.op == TextOp::same || run.op == own) out += run.text;
    return out;
}

/// A list or an object without anything in it has no text of its own.
std::string valueOf(const FieldNode& node, const std::string& text) { return !text.empty() || node.type == FieldType::value ? text : node.type == FieldType::object ? "{}" : "[]"; }

void writeFields(std::string& out, const FieldDiff& fields, bool whole) {
    for (const auto& node : fields.nodes) {
        const bool leaf = node.type == FieldType::value || node.below == 0;
        if (!leaf || (node.change == ChangeKind::same && !whole)) continue;
        out += "    " + std::string(1, signOf(node.change)) + ' ' + shownSafely(node.path.empty() ? "/" : node.path);
        if (node.change == ChangeKind::same) out += ": " + shownSafely(valueOf(node, node.after));
        out += '\n';
        if (node.change == ChangeKind::removed || node.change == ChangeKind::modified) side(out, '-', valueOf(node, node.before), "      ");
        if (node.change == ChangeKind::added || node.change == ChangeKind::modified) side(out, '+', valueOf(node, node.after), "      ");
    }
    if (fields.cut) out += "    (there is more than can be listed; the counts are right)\n";
}

void writeItem(std::string& out, const ReviewItem& item, bool whole) {
    const bool before = item.change == ChangeKind::removed || item.change == ChangeKind::modified, after = item.change == ChangeKind::added || item.change == ChangeKind::modified;
    out += "  " + std::string(1, signOf(item.change)) + ' ' + shownSafely(item.id);
    if (item.count) out += "  " + std::to_string(item.count->before) + " -> " + std::to_string(item.count->after) + " (" + signedText(item.count->delta) + (item.count->percent ? ", " + numberText(*item.count->percent) + " %" : "") + ")";
    if (item.time && !item.time->delta.empty()) out += "  (" + item.time->delta + ' ' + enumName(item.time->move) + (item.time->otherDay ? ", another day" : "") + ")";
    if (item.shape) out += "  " + numberText(item.shape->summary.areaBeforeSqkm) + " -> " + numberText(item.shape->summary.areaAfterSqkm) + " km2";
    out += '\n';
    if (item.text && item.change == ChangeKind::same) side(out, ' ', sideOf(item.text->runs, TextOp::same));
    if (item.text && before) side(out, '-', sideOf(item.text->runs, TextOp::removed));
    if (item.text && after) side(out, '+', sideOf(item.text->runs, TextOp::added));
    if (item.time && item.time->before.at.known() && item.change != ChangeKind::same) side(out, '-', item.time->before.here);
    if (item.time && item.time->after.at.known()) side(out, item.change == ChangeKind::same ? ' ' : '+', item.time->after.here);
    if (item.fields) writeFields(out, *item.fields, whole);
}

void writeDiff(std::string& out, const ReviewDiff& diff, bool whole) {
    std::optional<ReviewSection> section;
    for (const auto& item : diff.items) {
        if (item.change == ChangeKind::same && !whole) continue;
        if (section != item.section) out += "\n" + enumName(item.section) + "\n";
        section = item.section;
        writeItem(out, item, whole);
    }
    out += "\n+" + std::to_string(diff.added) + " added, -" + std::to_string(diff.removed) + " removed, ~" + std::to_string(diff.modified) + " changed, " + std::to_string(diff.same) + " unchanged" +
           (whole || diff.same == 0 ? "" : " (--whole shows them)") + (diff.coarse ? "; long texts are compared in whole parts" : "") + '\n';
}

void writeDrift(std::string& out, const ReviewReply& reply) {
    const Drift& drift = reply.drift;
    if (drift.level == DriftLevel::none) return;
    out += "\nDIFFERENT SINCE IT WAS FROZEN (" + enumName(drift.level) + (reply.driftSeen ? ", seen by you" : "") + ")\n";
    const auto& r = drift.recipients;
    if (r.added + r.removed + r.optedOut > 0)
        out += "  recipients +" + std::to_string(r.added) + " -" + std::to_string(r.removed) + " (net " + signedText(r.net) + " of " + std::to_string(r.before) + "), " + std::to_string(r.optedOut) + " opted out\n";
    for (const auto& each : drift.incidents) {
        out += "  " + shownSafely(each.name.empty() ? each.id : each.name) + ": " + std::to_string(each.impactedBefore) + " -> " + std::to_string(each.impactedAfter) + " customers";
        out += std::string(each.gone ? ", gone" : "") + (each.boundaryChanged ? ", boundary changed" : "") + (each.membersChanged ? ", other members" : "");
        out += each.stageBefore == each.stageAfter ? "\n" : ", " + each.stageBefore + " -> " + each.stageAfter + "\n";
    }
    for (const auto& each : drift.times) {
        const auto at = [](const FrozenTime& time) { return time.at.known() ? toIso(time.at) + " (" + time.source + ")" : std::string("none"); };
        out += "  " + each.what + " of " + shownSafely(each.incident) + ": " + at(each.before) + " -> " + at(each.after) + (each.deltaMinutes ? " (" + signedText(*each.deltaMinutes) + " min)" : "") + "\n";
    }
    for (const auto& each : drift.items)
        if (each.kind == DriftKind::draft || each.kind == DriftKind::version || each.kind == DriftKind::evidence || each.kind == DriftKind::incident_closed) out += "  " + enumName(each.kind) + ' ' + shownSafely(each.subject) + "\n";
    if (drift.level == DriftLevel::acknowledge && !reply.driftSeen) out += "  seen it: okctl approvals acknowledge " + reply.approval.str() + ' ' + drift.digest().hex().substr(0, 16) + "\n";
    if (drift.level == DriftLevel::acknowledge || drift.level == DriftLevel::resnapshot) out += "  freeze anew: okctl approvals resnapshot " + reply.approval.str() + "\n";
}

void writeRisk(std::string& out, const ReviewReply& reply) {
    if (reply.risk) {
        out += "\nrisk " + std::to_string(reply.risk->score) + " of 100, " + shownSafely(reply.risk->riskLevel) + "\n";
        for (const auto& each : reply.risk->factors)
            out += "  " + padded(each.name, 18) + ' ' + padded(shownSafely(each.rawValue.text), 18) + ' ' + numberText(each.contributionPercent) + " %" + (each.defaultUsed ? " (not known: a default)" : "") + "\n";
    }
    for (const auto& each : reply.actions) {
        out += std::string("  [") + (each.complete ? 'x' : ' ') + "] " + enumName(each.action.kind) + ' ' + shownSafely(each.action.name) + (each.action.perMinute > 0 ? std::to_string(each.action.perMinute) + " a minute" : "") + "\n";
        for (const auto& list : reply.checklists) {
            if (each.action.kind != RiskActionKind::checklist || list.id != each.action.name) continue;
            for (const auto& item : list.items) {
                const bool missing = std::find(each.missing.begin(), each.missing.end(), item.id) != each.missing.end();
                out += std::string("      [") + (missing || !item.required ? ' ' : 'x') + "] " + shownSafely(item.id) + ": " + shownSafely(item.text) + "\n";
            }
        }
    }
}

/// Nothing is left out because it cannot be had: that it was there when it was frozen is what counts.
void writeEvidence(std::string& out, const ReviewReply& reply) {
    if (reply.evidence.empty()) return;
    out += "\nevidence\n";
    for (const auto& each : reply.evidence) {
        const FrozenEvidence& item = each.frozen;
        out += "  " + shownSafely(item.title) + " (" + shownSafely(item.sourceType) + (item.bytes > 0 ? ", " + std::to_string(item.bytes) + " bytes" : "") + ")";
        if (!each.available) out += " UNAVAILABLE" + (each.status.empty() ? std::string() : " (" + shownSafely(each.status) + ")");
        out += "\n    " + shownSafely(item.url) + "\n    sha256 " + item.sha256.hex() + ", " + toIso(item.fetchedAt) + "\n";
    }
}

void writeKeys(std::string& out, const ReviewReply& reply) {
    out += "\nkeys " + std::to_string(reply.quorum.have) + " of " + std::to_string(reply.quorum.needed);
    for (const auto& [role, count] : reply.quorum.missingRoles) out += ", " + std::to_string(count) + " more of " + shownSafely(role);
    out += '\n';
    for (const auto& turn : reply.turns) {
        const auto login = reply.logins.find(turn.who.account);
        out += "  " + toIso(turn.at) + ' ' + shownSafely(login == reply.logins.end() ? turn.who.account : login->second) + "\n";
    }
    if (!reply.blockedBy.empty()) out += "you cannot approve it: " + shownSafely(reply.blockedWhy.empty() ? reply.blockedBy : reply.blockedWhy) + " (" + reply.blockedBy + ")\n";
    else if (reply.state == "pending") out += "approve exactly this: okctl approvals release " + reply.approval.str() + ' ' + reply.digest.hex() + "\n";
}

}  // namespace

std::string shownSafely(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = static_cast<unsigned char>(text[at]);
        const auto next = [&](std::size_t n) { return at + n < text.size() ? static_cast<unsigned char>(text[at + n]) : 0u; };
        char escaped[16] = "";
        std::size_t length = 1;
        if ((c < 0x20 && c != '\n') || c == 0x7f) {
            std::snprintf(escaped, sizeof escaped, "\\u{%x}", c);
        } else if (c == 0xc2 && next(1) >= 0x80 && next(1) < 0xa0) {
            std::snprintf(escaped, sizeof escaped, "\\u{%x}", next(1));
            length = 2;
        } else if (c == 0xe2 && ((next(1) == 0x80 && ((next(2) >= 0xaa && next(2) <= 0xae) || next(2) == 0x8b || next(2) == 0x8e || next(2) == 0x8f)) || (next(1) == 0x81 && next(2) >= 0xa6 && next(2) <= 0xa9))) {
            std::snprintf(escaped, sizeof escaped, "\\u{%x}", 0x2000u + ((next(1) & 0x3fu) << 6) + (next(2) & 0x3fu));
            length = 3;
        }
        if (escaped[0]) out += escaped;
        else out += text[at];
        at += length;
    }
    return out;
}

std::string reviewText(const ReviewReply& reply, Instant now, bool whole) {
    std::string out = shownSafely(reply.command) + ", asked for by " + shownSafely(reply.submittedBy) + " at " + toIso(reply.submittedAt) + "\n";
    out += "version " + std::to_string(reply.version) + " of " + std::to_string(reply.latestVersion) + ", " + reply.state;
    if (reply.state == "pending") out += ", " + leftText(reply.expiresAt, now) + " left";
    out += "\nsnapshot " + shownSafely(reply.snapshotId) + "\nfingerprint " + reply.digest.hex() + (reply.verified ? " (fits its signature)" : " DOES NOT FIT ITS SIGNATURE") + "\n";
    if (reply.version != reply.latestVersion) out += "THIS IS NOT THE LAST VERSION: it cannot be approved\n";
    writeDiff(out, reply.diff, whole);
    out += std::to_string(reply.audience.people) + " people, " + std::to_string(reply.audience.messages) + " messages\n";
    writeEvidence(out, reply);
    writeDrift(out, reply);
    writeRisk(out, reply);
    writeKeys(out, reply);
    return out;
}

std::string queueText(std::vector<Approval> waiting, Instant now) {
    const auto until = [](const Approval& each) { return each.state == ApprovalState::pending && each.expiresAt.known() ? each.expiresAt.micros() : std::numeric_limits<std::int64_t>::max(); };
    std::sort(waiting.begin(), waiting.end(), [&](const Approval& a, const Approval& b) { return std::tuple(until(a), -a.riskScore, a.id) < std::tuple(until(b), -b.riskScore, b.id); });
    std::string out = padded("LEFT", 9) + padded("RISK", 13) + padded("KEYS", 7) + padded("VER", 5) + padded("STATE", 13) + padded("WHAT", 26) + "ID\n";
    for (const auto& each : waiting) {
        const std::string risk = each.riskScore < 0 ? "-" : std::to_string(each.riskScore) + ' ' + shownSafely(each.riskLevel);
        out += padded(each.state == ApprovalState::pending ? leftText(each.expiresAt, now) : "-", 9) + padded(risk, 13) + padded(std::to_string(1 + each.have()) + '/' + std::to_string(1 + each.needed), 7) +
               padded(std::to_string(each.version), 5) + padded(enumName(each.state), 13) + padded(shownSafely(each.command), 26) + each.id.str() + "\n";
    }
    return waiting.empty() ? "nothing\n" : out;
}

std::string overridesText(const std::vector<approvals::OverrideReview>& all) {
    const auto list = [](const std::vector<std::string>& words) {
        std::string out;
        for (const std::string& each : words) out += (out.empty() ? "" : ", ") + shownSafely(each);
        return out;
    };
    std::string out;
    for (const approvals::OverrideReview& each : all) {
        const auto& over = each.emergency;
        out += shownSafely(over.id) + "\n  " + shownSafely(each.command) + ", " + std::string(enumName(over.state)) + ", the request is " + std::string(enumName(each.outcome)) + "\n";
        out += "  asked " + toIso(over.startedAt) + " by " + shownSafely(over.by.id);
        if (over.confirmedBy) out += ", confirmed " + toIso(over.confirmedAt) + " by " + shownSafely(over.confirmedBy->id);
        out += "\n  why: " + shownSafely(over.justification) + "\n";
        out += "  reached: " + list(over.scope.channels) + "; " + list(over.scope.territories) + "; " + std::to_string(over.scope.audience.value_or(0)) + " people\n";
        if (each.done) out += "  found " + toIso(each.reviewedAt) + " by " + shownSafely(each.reviewedBy.id) + ": " + shownSafely(each.findings) + "\n";
    }
    return all.empty() ? "nothing\n" : out;
}

}  // namespace ok::okctl
