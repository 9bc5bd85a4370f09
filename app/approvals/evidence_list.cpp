// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/evidence_list.h"

#include <QDesktopServices>
#include <QLabel>
#include <QPointer>
#include <QVBoxLayout>
#include <algorithm>

#include "app/approvals/wall_clock.h"
#include "app/desk/command_body.h"
#include "app/desk/pieces.h"
#include "app/desk/words.h"
#include "shared/evidence/evidence_commands.h"

namespace ok::app {
namespace {

constexpr int shownDigits = 12;

QString kindText(const approvals::FrozenEvidence& item) {
    if (item.sourceType == "link") return EvidenceList::tr("web page");
    if (item.sourceType.starts_with("image/")) return EvidenceList::tr("picture");
    if (item.sourceType.starts_with("video/")) return EvidenceList::tr("video");
    return item.sourceType == "application/pdf" ? EvidenceList::tr("PDF") : EvidenceList::tr("text");
}

}  // namespace

EvidenceList::EvidenceList(const DeskContext& desk, QWidget* parent) : QWidget(parent), openUrl([](const QUrl& url) { QDesktopServices::openUrl(url); }), m_desk(desk) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addWidget(label(this, "section", tr("EVIDENCE")));
    m_lines = label(this, "text");
    m_lines->setTextFormat(Qt::RichText);
    m_lines->setWordWrap(true);
    m_lines->setMinimumWidth(1);
    m_lines->setAccessibleName(tr("Evidence"));
    m_lines->setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::LinksAccessibleByKeyboard);
    column->addWidget(m_lines);
    connect(m_lines, &QLabel::linkActivated, this, &EvidenceList::open);
    hide();
}

void EvidenceList::show(const approvals::ReviewReply& reply) {
    m_items = reply.evidence;
    m_snapshot = reply.snapshotId;
    setVisible(!m_items.empty());
    const Tokens& t = m_desk.theme.tokens();
    const auto zone = zoneOf(m_desk.store.utility());
    QString html;
    for (const auto& each : m_items) {
        const auto& item = each.frozen;
        html += QStringLiteral("<div><a style='color:%1' href='%2'>%3</a> (%4)").arg(t.accent.name(), utf8(item.id).toHtmlEscaped(), utf8(item.title).toHtmlEscaped(), kindText(item).toHtmlEscaped());
        if (!each.available) html += QStringLiteral(" <b style='color:%1'>%2</b>").arg(t.critical.name(), tr("Unavailable").toHtmlEscaped());
        html += QStringLiteral("<br><span style='color:%1'>%2 \u00b7 %3 \u00b7 SHA-256 %4</span></div>")
                    .arg(t.muted.name(), clockText(item.fetchedAt, zone, wallNow(m_desk)).toHtmlEscaped(), utf8(item.url).toHtmlEscaped(), utf8(item.sha256.hex()).left(shownDigits));
    }
    m_lines->setText(html);
}

void EvidenceList::open(const QString& id) {
    const auto at = std::find_if(m_items.begin(), m_items.end(), [&id](const approvals::ReviewEvidence& each) { return utf8(each.frozen.id) == id; });
    if (at == m_items.end()) return;
    if (at->frozen.sourceType == "link") return openUrl(QUrl(utf8(at->frozen.url), QUrl::StrictMode));
    // `/v1/incidents/<id>/evidence/...`: the address names whose it is.
    const auto parts = QString(utf8(at->frozen.url)).split(QLatin1Char('/'), Qt::SkipEmptyParts);
    const auto incident = parts.size() > 2 ? IncidentId::parse(parts[2].toStdString()) : Result<IncidentId>(IncidentId{});
    if (!incident.ok()) return;
    m_desk.commands.send(outgoing(evidence::OpenEvidence{*incident, at->frozen.id, m_snapshot}), [self = QPointer(this)](const CommandReply& reply) {
        if (!self) return;
        const QString address = reply.body.value(QStringLiteral("address")).toString();
        if (reply.outcome == CommandReply::Outcome::Done && !address.isEmpty()) self->openUrl(QUrl(address, QUrl::StrictMode));
        else emit self->told(sentenceFor(reply), true);
    });
}

QString EvidenceList::text() const { return m_lines->text(); }

}  // namespace ok::app
