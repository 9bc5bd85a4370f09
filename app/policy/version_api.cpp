// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/policy/version_api.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include "app/desk/command_body.h"

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(PolicyWords)
};

QByteArray bytesOf(const QJsonObject& object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

QByteArray seen(const policy::PolicyVersion& version) { return '"' + QByteArray::number(version.revision) + '"'; }

QString pathOf(const policy::PolicyVersion& version) {
    return policyPath(utf8(version.kind), QStringLiteral("/versions/%1").arg(version.number));
}

}  // namespace

QString policyPath(const QString& kind, const QString& rest) { return QStringLiteral("/v1/policies/") + kind + rest; }

DataRequest stepRequest(const policy::PolicyVersion& version, const QString& step, const QJsonObject& body) {
    return {.method = "POST", .path = pathOf(version) + QLatin1Char('/') + step, .body = bytesOf(body), .ifMatch = seen(version)};
}

DataRequest saveRequest(const policy::PolicyVersion& draft, const std::string& body, const QString& reason) {
    const QJsonObject asked{{QStringLiteral("body"), objectOf(body)}, {QStringLiteral("reason"), reason}};
    return {.method = "PUT", .path = pathOf(draft), .body = bytesOf(asked), .ifMatch = seen(draft)};
}

DataRequest draftRequest(const QString& kind, const QString& summary) {
    return {.method = "POST", .path = policyPath(kind, QStringLiteral("/versions")), .body = bytesOf({{QStringLiteral("summary"), summary}})};
}

QString kindText(const std::string& kind) {
    if (kind == "roles") return Words::tr("Roles and scopes");
    if (kind == "risk_rules") return Words::tr("How risky an update is");
    if (kind == "approval_policy") return Words::tr("What is asked of approvers");
    if (kind == "routing_rules") return Words::tr("Who is told what");
    return kind == "guard_rules" ? Words::tr("What needs a reason or other people") : utf8(kind);
}

QString dimensionText(const std::string& dimension) {
    static const std::pair<const char*, const char*> names[] = {
        {"channel", QT_TRANSLATE_NOOP("PolicyWords", "Channel")},     {"geography", QT_TRANSLATE_NOOP("PolicyWords", "Geography")},
        {"severity", QT_TRANSLATE_NOOP("PolicyWords", "Severity")},   {"content_type", QT_TRANSLATE_NOOP("PolicyWords", "Content")},
        {"audience", QT_TRANSLATE_NOOP("PolicyWords", "Audience")},   {"action", QT_TRANSLATE_NOOP("PolicyWords", "Action")},
        {"principal", QT_TRANSLATE_NOOP("PolicyWords", "People and groups")}};
    for (const auto& [key, name] : names)
        if (dimension == key) return Words::tr(name);
    return dimension.empty() ? Words::tr("Other") : utf8(dimension);
}

QString changeText(policy::ChangeType change) {
    switch (change) {
        case policy::ChangeType::added: return Words::tr("added");
        case policy::ChangeType::removed: return Words::tr("removed");
        case policy::ChangeType::modified: return Words::tr("changed");
    }
    return {};
}

Tone changeTone(policy::ChangeType change) {
    if (change == policy::ChangeType::added) return Tone::Good;
    return change == policy::ChangeType::removed ? Tone::Critical : Tone::Warning;
}

StateWords stateWords(policy::VersionState state) {
    using policy::VersionState;
    switch (state) {
        case VersionState::draft: return {Words::tr("Draft"), Tone::Plain};
        case VersionState::inReview: return {Words::tr("In review"), Tone::Warning};
        case VersionState::approved: return {Words::tr("Approved"), Tone::Info};
        case VersionState::scheduled: return {Words::tr("Scheduled"), Tone::Info};
        case VersionState::published: return {Words::tr("In force"), Tone::Good};
        case VersionState::superseded: return {Words::tr("Superseded"), Tone::Muted};
        case VersionState::discarded: return {Words::tr("Discarded"), Tone::Muted};
    }
    return {};
}

QString policySentence(const DataReply& reply) {
    static const std::pair<const char*, const char*> sentences[] = {
        {"validation_failed", QT_TRANSLATE_NOOP("PolicyWords", "The check found something that must be mended first: press Check and look at the list.")},
        {"approvals_missing", QT_TRANSLATE_NOOP("PolicyWords", "Not enough people have approved this version yet.")},
        {"nothing_changed", QT_TRANSLATE_NOOP("PolicyWords", "This draft changes nothing. Change something first.")},
        {"schedule_overlap", QT_TRANSLATE_NOOP("PolicyWords", "Another version is scheduled already. Cancel its schedule first.")},
        {"wrong_state", QT_TRANSLATE_NOOP("PolicyWords", "The version is in another state by now. It has been read again.")},
        {"rebase_conflict", QT_TRANSLATE_NOOP("PolicyWords", "What is in force changed the same places as this draft. Make a new draft and repeat your change.")},
        {"policy_violation.not_an_approver", QT_TRANSLATE_NOOP("PolicyWords", "You do not have the role that approves versions.")},
        {"policy_violation.duplicate_approver", QT_TRANSLATE_NOOP("PolicyWords", "You have approved this version already; another person must.")},
        {"policy_violation.self_approval", QT_TRANSLATE_NOOP("PolicyWords", "Self-approval not permitted per policy: you changed this version.")}};
    for (const auto& [code, sentence] : sentences)
        if (reply.code == QLatin1String(code)) return Words::tr(sentence);
    return sentenceFor(reply);
}

QString whyNotSaved(const DataReply& reply) {
    QStringList lines{policySentence(reply)};
    const auto fields = reply.object().value(QStringLiteral("fields")).toArray();
    for (const auto& each : fields) lines << QStringLiteral("%1: %2").arg(each.toObject().value(QStringLiteral("field")).toString(), each.toObject().value(QStringLiteral("message")).toString());
    return lines.mid(0, 8).join(QLatin1Char('\n'));
}

}  // namespace ok::app
