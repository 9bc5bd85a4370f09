// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/pieces.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Pieces)
};

}  // namespace

QLabel* label(QWidget* parent, const char* role, const QString& text) {
    auto* made = new QLabel(text, parent);
    made->setProperty("role", role);
    made->setWordWrap(true);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return made;
}

QWidget* rule(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setProperty("role", "rule");
    return line;
}

void makePrimary(QPushButton* button) {
    button->setProperty("primary", true);
    button->style()->unpolish(button);
    button->style()->polish(button);
}

QPushButton* button(QWidget* parent, const QString& text, bool primary) {
    auto* made = new QPushButton(text, parent);
    made->setAutoDefault(false);  // in a dialog Enter would press whichever comes first
    if (primary) makePrimary(made);
    made->setAccessibleName(QString(text).remove(QLatin1Char('&')).remove(QStringLiteral("\u2026")));
    return made;
}

QColor toneColour(Tone tone, const Tokens& t) {
    switch (tone) {
        case Tone::Plain: return t.text;
        case Tone::Muted: return t.muted;
        case Tone::Good: return t.good;
        case Tone::Info: return t.info;
        case Tone::Warning: return t.warning;
        case Tone::Critical: return t.critical;
    }
    return t.text;
}

Tile::Tile(const Theme& theme, const QString& name, QWidget* parent)
    : QFrame(parent), m_theme(theme), m_name(label(this, "section", name)), m_figure(label(this, "tile")), m_detail(label(this, "muted")) {
    setProperty("role", "card");
    m_figure->setTextInteractionFlags(Qt::NoTextInteraction);
    m_figure->setWordWrap(false);
    m_name->setWordWrap(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 9, 12, 9);
    column->setSpacing(1);
    column->addWidget(m_name);
    column->addWidget(m_figure);
    column->addWidget(m_detail);
    column->addStretch(1);
    setMinimumWidth(150);
    connect(&theme, &Theme::changed, this, &Tile::paintFigure);
}

void Tile::set(const QString& figure, const QString& detail, Tone tone) {
    m_tone = tone;
    m_figure->setText(figure);
    m_detail->setText(detail);
    setAccessibleName(QStringLiteral("%1: %2. %3").arg(m_name->text(), figure, detail));
    paintFigure();
}

void Tile::paintFigure() {
    m_figure->setStyleSheet(QStringLiteral("color: %1").arg(toneColour(m_tone, m_theme.tokens()).name()));
}

QDateTimeEdit* wallClockEdit(QWidget* parent, const QTimeZone& zone, Instant at, const QString& name) {
    auto* edit = new QDateTimeEdit(parent);
    edit->setDisplayFormat(QStringLiteral("ddd d MMM yyyy HH:mm"));
    edit->setTimeSpec(Qt::UTC);
    const QDateTime wall = QDateTime::fromMSecsSinceEpoch(at.millis(), zone);
    edit->setDateTime(QDateTime(wall.date(), wall.time(), Qt::UTC));
    edit->setCalendarPopup(true);
    edit->setAccessibleName(name);
    return edit;
}

Instant instantOf(const QDateTimeEdit* edit, const QTimeZone& zone) {
    return Instant::fromMicros(QDateTime(edit->date(), edit->time(), zone).toMSecsSinceEpoch() * 1000);
}

std::optional<QString> askReason(QWidget* parent, const ReasonQuestion& asked) {
    QDialog dialog(parent);
    dialog.setWindowTitle(asked.title);
    auto* text = new QPlainTextEdit(&dialog);
    text->setAccessibleName(Words::tr("Reason"));
    text->setTabChangesFocus(true);
    text->setMinimumSize(420, 90);
    auto* count = label(&dialog, "muted");
    auto* box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, &dialog);
    box->button(QDialogButtonBox::Ok)->setText(asked.accept);
    if (!asked.dangerous) makePrimary(box->button(QDialogButtonBox::Ok));
    const auto check = [=] {
        const auto missing = asked.least - text->toPlainText().trimmed().size();
        box->button(QDialogButtonBox::Ok)->setEnabled(missing <= 0);
        count->setText(missing > 0 ? Words::tr("%n more character(s): this stays in the log.", nullptr, static_cast<int>(missing))
                                   : Words::tr("This stays in the log."));
    };
    QObject::connect(text, &QPlainTextEdit::textChanged, &dialog, check);
    QObject::connect(box, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(box, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    auto* column = new QVBoxLayout(&dialog);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(10);
    column->addWidget(label(&dialog, "text", asked.question));
    column->addWidget(text);
    column->addWidget(count);
    column->addWidget(box);
    check();
    if (dialog.exec() != QDialog::Accepted) return {};
    return text->toPlainText().trimmed();
}

}  // namespace ok::app
