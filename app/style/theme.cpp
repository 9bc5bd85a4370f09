// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Colours, palette and style sheet.
#include "app/style/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStyleFactory>
#include <cmath>

namespace ok::app {
namespace {

Tokens darkTokens() {
    Tokens t;
    t.window = QColor("#0d1218"), t.panel = QColor("#131a22"), t.raised = QColor("#1c2530"), t.line = QColor("#2b3744");
    t.text = QColor("#e4ebf2"), t.muted = QColor("#9aa8b6");
    t.accent = QColor("#4da3f5"), t.onAccent = QColor("#04121f");
    t.critical = QColor("#ff6a5b"), t.onCritical = QColor("#240400");
    t.warning = QColor("#e8b04a"), t.info = QColor("#74b1f7"), t.good = QColor("#58c08d");
    t.drill = QColor("#c79bff"), t.onDrill = QColor("#1b0836"), t.drillStripe = QColor("#3b1d6b");
    t.land = QColor("#161e27"), t.water = QColor("#0f2233"), t.road = QColor("#2a3542"), t.roadMajor = QColor("#3d4b5a");
    t.building = QColor("#212b36"), t.boundary = QColor("#5b7690"), t.report = QColor("#9db2c7");
    return t;
}

Tokens lightTokens() {
    Tokens t;
    t.window = QColor("#e9edf1"), t.panel = QColor("#ffffff"), t.raised = QColor("#f3f5f8"), t.line = QColor("#cdd5dd");
    t.text = QColor("#18212b"), t.muted = QColor("#515d6a");
    t.accent = QColor("#0b5cad"), t.onAccent = QColor("#ffffff");
    t.critical = QColor("#b91c13"), t.onCritical = QColor("#ffffff");
    t.warning = QColor("#805200"), t.info = QColor("#1b5bb5"), t.good = QColor("#146c3f");
    t.drill = QColor("#5b21b6"), t.onDrill = QColor("#ffffff"), t.drillStripe = QColor("#cdb4f6");
    t.land = QColor("#f2f3f0"), t.water = QColor("#c9dcea"), t.road = QColor("#d9dbdc"), t.roadMajor = QColor("#bfc4c9");
    t.building = QColor("#e3e3df"), t.boundary = QColor("#5d7388"), t.report = QColor("#4a6076");
    return t;
}

QColor mix(const QColor& a, const QColor& b, double share) {
    const auto channel = [&](double x, double y) { return static_cast<float>(x * (1 - share) + y * share); };
    return QColor::fromRgbF(channel(a.redF(), b.redF()), channel(a.greenF(), b.greenF()), channel(a.blueF(), b.blueF()));
}

double luminance(const QColor& c) {
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

QFont consoleFont() {
    QFont font = QApplication::font();
    // Narrow, even-figured faces first: the desk is read all day and most of it is numbers.
    for (const char* family : {"Inter", "Source Sans 3", "Noto Sans", "Segoe UI", "DejaVu Sans Condensed", "DejaVu Sans"}) {
        if (QFontDatabase::families().contains(QLatin1String(family))) {
            font.setFamily(QLatin1String(family));
            break;
        }
    }
    font.setPointSizeF(9.5);
    return font;
}

}  // namespace

Tokens tokensFor(Scheme scheme, bool drill) {
    Tokens t = scheme == Scheme::Dark ? darkTokens() : lightTokens();
    if (drill) {
        const QColor tint(scheme == Scheme::Dark ? "#5b2bb0" : "#b794f6");
        const double share = scheme == Scheme::Dark ? 0.13 : 0.16;
        for (QColor* surface : {&t.window, &t.panel, &t.raised, &t.land, &t.water}) *surface = mix(*surface, tint, share);
        t.line = mix(t.line, tint, 0.35);
    }
    return t;
}

double contrastRatio(const QColor& a, const QColor& b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

QPalette paletteFor(const Tokens& t) {
    QPalette p;
    p.setColor(QPalette::Window, t.window);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.panel);
    p.setColor(QPalette::AlternateBase, t.raised);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::PlaceholderText, t.muted);
    p.setColor(QPalette::Button, t.raised);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.critical);
    p.setColor(QPalette::Highlight, t.accent);
    p.setColor(QPalette::HighlightedText, t.onAccent);
    p.setColor(QPalette::ToolTipBase, t.raised);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::Link, t.info);
    p.setColor(QPalette::Light, t.line);
    p.setColor(QPalette::Mid, t.line);
    p.setColor(QPalette::Dark, t.window);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, mix(t.muted, t.panel, 0.35));
    return p;
}

QString styleSheetFor(const Tokens& t) {
    QString sheet = QStringLiteral(R"(
* { outline: none; }
QMainWindow, QDialog { background: @window; }
QMainWindow::separator { background: @window; width: 6px; height: 6px; }
QMainWindow::separator:hover { background: @accent; }
QDockWidget { color: @muted; font-weight: 600; titlebar-close-icon: none; titlebar-normal-icon: none; }
QDockWidget::title { background: @window; padding: 7px 10px 6px 10px; text-align: left; }
QMenuBar { background: @window; color: @muted; padding: 2px 4px; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @raised; color: @text; }
QMenu { background: @raised; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 14px; border-radius: 4px; }
QMenu::item:selected { background: @accent; color: @onAccent; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QStatusBar { background: @window; color: @muted; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QStatusBar QLabel { padding: 2px 8px; color: @muted; }
QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 4px 6px; }
QAbstractItemView { background: @panel; alternate-background-color: @raised; color: @text; border: none;
    selection-background-color: @accent; selection-color: @onAccent; gridline-color: @line; }
QAbstractItemView:focus { border: 1px solid @accent; }
QHeaderView::section { background: @panel; color: @muted; border: none; border-bottom: 1px solid @line; padding: 5px 8px;
    font-weight: 600; }
QTableView::item { padding: 3px 8px; border-bottom: 1px solid @line; }
QTableView::item:selected { background: @accent; color: @onAccent; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: @window; color: @muted; padding: 7px 14px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:focus { color: @text; background: @raised; }
QTabWidget::pane { border: none; background: @panel; }
QPushButton, QToolButton { background: @raised; color: @text; border: 1px solid @line; border-radius: 4px; padding: 5px 12px; }
QToolButton { padding: 4px 8px; }
QPushButton:hover, QToolButton:hover { border-color: @muted; }
QPushButton:focus, QToolButton:focus { border: 1px solid @accent; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked, QPushButton:checked { background: @line; }
QPushButton:disabled, QToolButton:disabled { color: @faint; border-color: @raised; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:focus { border: 2px solid @text; padding: 4px 11px; }
QPushButton[primary="true"]:disabled { background: @raised; color: @faint; border-color: @line; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateTimeEdit { background: @window; color: @text;
    border: 1px solid @line; border-radius: 4px; padding: 4px 7px; selection-background-color: @accent;
    selection-color: @onAccent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateTimeEdit:focus {
    border: 1px solid @accent; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @line; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QCheckBox:focus, QRadioButton:focus { color: @accent; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator { width: 12px; height: 12px; background: @window;
    border: 1px solid @muted; border-radius: 3px; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accent; border: 1px solid @accent; }
QRadioButton::indicator:checked { background: @accent; border: 3px solid @window; width: 8px; height: 8px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @line; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QLabel[role="title"] { font-size: 15pt; font-weight: 600; color: @text; }
QLabel[role="figure"] { font-size: 22pt; font-weight: 600; color: @text; }
QLabel[role="tile"] { font-size: 15pt; font-weight: 600; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="error"] { color: @critical; }
QLabel[role="section"] { color: @muted; font-weight: 600; font-size: 8pt; }
QFrame[role="card"] { background: @panel; border: 1px solid @line; border-radius: 6px; }
QFrame[role="panel"], QWidget[role="panel"] { background: @panel; }
QFrame[role="alarm"] { background: @critical; border: none; }
QFrame[role="alarm"] QLabel { color: @onCritical; font-weight: 600; }
QListWidget[role="nav"] { background: @window; border: none; border-right: 1px solid @line; padding-top: 10px; }
QListWidget[role="nav"]::item { padding: 8px 13px; color: @text; background: @window; border-left: 3px solid @window; }
QListWidget[role="nav"]::item:selected { background: @raised; color: @text; border-left: 3px solid @accent; }
QListWidget[role="nav"]::item:disabled { color: @faint; }
QProgressBar { background: @window; border: 1px solid @line; border-radius: 4px; text-align: center; color: @text; min-height: 18px; }
QProgressBar::chunk { background: @line; border-radius: 3px; }
QSplitter::handle { background: @line; }
QPlainTextEdit[role="code"] { font-family: "DejaVu Sans Mono", monospace; font-size: 9pt; }
QGroupBox { border: 1px solid @line; border-radius: 6px; margin-top: 9px; padding-top: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; color: @muted; }
QFrame[role="bar"] { background: @window; border-bottom: 1px solid @line; }
QFrame[role="rule"] { background: @line; max-height: 1px; min-height: 1px; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget { background: @panel; border: none; }
)");
    const std::pair<const char*, QColor> names[] = {
        {"@window", t.window},     {"@panel", t.panel},   {"@raised", t.raised},     {"@line", t.line},
        {"@text", t.text},         {"@muted", t.muted},   {"@accent", t.accent},     {"@onAccent", t.onAccent},
        {"@critical", t.critical}, {"@onCritical", t.onCritical}, {"@faint", mix(t.muted, t.panel, 0.35)}};
    // Longest name first is not needed: @onAccent does not start with another name.
    for (const auto& [name, colour] : names) sheet.replace(QLatin1String(name), colour.name());
    return sheet;
}

Theme::Theme(QObject* parent) : QObject(parent), m_tokens(tokensFor(m_scheme, m_drill)) {}

void Theme::setScheme(Scheme scheme) {
    if (scheme == m_scheme) return;
    m_scheme = scheme;
    refresh();
}

void Theme::setDrill(bool drill) {
    if (drill == m_drill) return;
    m_drill = drill;
    refresh();
}

void Theme::applyTo(QApplication& application) {
    m_application = &application;
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    application.setFont(consoleFont());
    refresh();
}

void Theme::refresh() {
    m_tokens = tokensFor(m_scheme, m_drill);
    if (m_application) {
        m_application->setPalette(paletteFor(m_tokens));
        m_application->setStyleSheet(styleSheetFor(m_tokens));
    }
    emit changed();
}

}  // namespace ok::app
