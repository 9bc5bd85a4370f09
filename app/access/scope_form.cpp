// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/scope_form.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "app/access/area_map.h"
#include "app/access/role_dialogs.h"
#include "app/desk/command_body.h"
#include "app/desk/pieces.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ScopeWords)
};

const std::string kAll = "*";

bool isAll(const std::vector<std::string>& values) { return std::find(values.begin(), values.end(), kAll) != values.end(); }

QString named(const std::vector<std::string>& values, QString (*name)(const std::string&), const QString& all) {
    if (isAll(values)) return all;
    QStringList out;
    for (const auto& each : values) out << name(each);
    return out.join(QStringLiteral(", "));
}

}  // namespace

QString channelName(const std::string& channel) {
    if (channel == "sms") return Words::tr("Text");
    if (channel == "email") return Words::tr("Email");
    if (channel == "voice") return Words::tr("Voice");
    return channel == kAll ? Words::tr("all channels") : utf8(channel);
}

QString severityName(const std::string& severity) {
    if (severity == "advisory") return Words::tr("Advisory");
    if (severity == "minor") return Words::tr("Minor");
    if (severity == "major") return Words::tr("Major");
    if (severity == "critical") return Words::tr("Critical");
    return severity == kAll ? Words::tr("any severity") : utf8(severity);
}

QString contentName(const std::string& content) {
    if (content == "etr") return Words::tr("Restoration time");
    if (content == "advisory") return Words::tr("Advisory");
    return content == kAll ? Words::tr("any content") : utf8(content);
}

QString scopeSentence(const access::Scope& scope, const std::vector<TerritoryDoc>& territories, const std::vector<access::Area>& areas) {
    QStringList where;
    if (isAll(scope.territories)) where << Words::tr("everywhere");
    for (const auto& id : scope.territories)
        for (const auto& each : territories)
            if (each.id == utf8(id)) where << each.name;
    for (const auto& id : scope.areas)
        for (const auto& each : areas)
            if (each.id == id) where << utf8(each.name);
    if (where.isEmpty()) where << Words::tr("nowhere");
    QStringList parts{named(scope.channels, channelName, Words::tr("all channels")), where.size() > 3 ? Words::tr("%1 and %n more", nullptr, static_cast<int>(where.size() - 2)).arg(where.mid(0, 2).join(QStringLiteral(", "))) : where.join(QStringLiteral(", ")),
                      named(scope.severities, severityName, Words::tr("any severity")), named(scope.contentTypes, contentName, Words::tr("any content"))};
    if (scope.maxAudience) parts << Words::tr("at most %1 recipients").arg(countText(*scope.maxAudience));
    if (scope.minAudience) parts << Words::tr("from %1 recipients").arg(countText(*scope.minAudience));
    return parts.join(QStringLiteral(" \u00b7 "));
}

ValueChoice::ValueChoice(const QString& name, const std::vector<std::pair<QString, QString>>& values, QWidget* parent)
    : QWidget(parent), m_all(new QCheckBox(Words::tr("All"), this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(14);
    row->addWidget(m_all);
    m_all->setAccessibleName(QStringLiteral("%1: %2").arg(name, m_all->text()));
    for (const auto& [key, words] : values) {
        auto* box = new QCheckBox(words, this);
        box->setAccessibleName(QStringLiteral("%1: %2").arg(name, words));
        m_boxes.emplace_back(key, box);
        row->addWidget(box);
        connect(box, &QCheckBox::toggled, this, &ValueChoice::changed);
    }
    row->addStretch(1);
    connect(m_all, &QCheckBox::toggled, this, [this](bool all) {
        for (const auto& [key, box] : m_boxes) box->setEnabled(!all);
        emit changed();
    });
}

void ValueChoice::set(const std::vector<std::string>& values) {
    m_others.clear();
    for (const auto& each : values)
        if (each != kAll && std::none_of(m_boxes.begin(), m_boxes.end(), [&](const auto& box) { return box.first == utf8(each); })) m_others.push_back(each);
    for (const auto& [key, box] : m_boxes) box->setChecked(std::find(values.begin(), values.end(), key.toStdString()) != values.end());
    m_all->setChecked(isAll(values));
}

std::vector<std::string> ValueChoice::values() const {
    if (m_all->isChecked()) return {kAll};
    std::vector<std::string> out;
    for (const auto& [key, box] : m_boxes)
        if (box->isChecked()) out.push_back(key.toStdString());
    out.insert(out.end(), m_others.begin(), m_others.end());
    return out;
}

ScopeForm::ScopeForm(const DeskContext& desk, const std::vector<access::Area>& areas, QWidget* parent) : QWidget(parent), m_desk(desk) {
    const auto values = [](std::initializer_list<const char*> keys, QString (*name)(const std::string&)) {
        std::vector<std::pair<QString, QString>> out;
        for (const char* key : keys) out.emplace_back(QLatin1String(key), name(key));
        return out;
    };
    m_channels = new ValueChoice(tr("Channels"), values({"sms", "email", "voice"}, channelName), this);
    m_severities = new ValueChoice(tr("Severities"), values({"advisory", "minor", "major", "critical"}, severityName), this);
    m_contents = new ValueChoice(tr("Content"), values({"etr", "advisory"}, contentName), this);
    m_limited = new QCheckBox(tr("At most this many recipients"), this);
    m_most = new QSpinBox(this);
    m_most->setRange(1, 10'000'000);
    m_most->setGroupSeparatorShown(true);
    m_most->setValue(1000);
    m_most->setEnabled(false);
    m_most->setAccessibleName(tr("Recipients at most"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    const std::pair<QString, QWidget*> rows[] = {{tr("CHANNELS"), m_channels}, {tr("SEVERITIES"), m_severities}, {tr("CONTENT"), m_contents}};
    for (const auto& [name, widget] : rows) {
        column->addWidget(label(this, "section", name));
        column->addWidget(widget);
    }
    auto* audience = new QHBoxLayout;
    audience->addWidget(m_limited);
    audience->addWidget(m_most);
    audience->addStretch(1);
    column->addLayout(audience);
    buildGeography(column, areas);
    for (auto* each : {m_channels, m_severities, m_contents}) connect(each, &ValueChoice::changed, this, &ScopeForm::changed);
    connect(m_limited, &QCheckBox::toggled, m_most, &QWidget::setEnabled);
    connect(m_limited, &QCheckBox::toggled, this, &ScopeForm::changed);
}

void ScopeForm::buildGeography(QVBoxLayout* column, const std::vector<access::Area>& areas) {
    m_everywhere = new QCheckBox(tr("&Everywhere"), this);
    m_place = new QWidget(this);
    m_map = new AreaMap(m_desk.theme, m_desk.store.utility().areas, m_place);
    m_draw = button(m_place, tr("&Draw an area\u2026"));
    m_where = label(m_place, "muted");
    auto* side = new QWidget(m_place);
    side->setFixedWidth(200);
    m_areaColumn = new QVBoxLayout(side);
    m_areaColumn->setContentsMargins(8, 0, 0, 0);
    m_areaColumn->addWidget(label(side, "section", tr("DRAWN AREAS")));
    for (const auto& each : areas) addAreaBox(each, false);
    m_areaColumn->addStretch(1);
    m_areaColumn->addWidget(m_where);
    m_areaColumn->addWidget(m_draw);
    auto* row = new QHBoxLayout(m_place);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_map, 1);
    row->addWidget(side);
    column->addWidget(label(this, "section", tr("GEOGRAPHY")));
    column->addWidget(m_everywhere);
    column->addWidget(m_place, 1);
    connect(m_everywhere, &QCheckBox::toggled, this, [this](bool all) {
        m_place->setEnabled(!all);
        emit changed();
    });
    connect(m_map, &AreaMap::chosenChanged, this, &ScopeForm::showGeography);
    connect(m_map, &AreaMap::cornersChanged, this, &ScopeForm::showGeography);
    connect(m_map, &AreaMap::closed, this, &ScopeForm::finishArea);
    connect(m_draw, &QPushButton::clicked, this, [this] {
        if (m_map->drawing() && m_map->corners().size() >= 3) return finishArea();
        m_map->setDrawing(!m_map->drawing());
        m_map->setFocus();
        showGeography();
    });
    showGeography();
}

void ScopeForm::addAreaBox(const access::Area& area, bool checked) {
    auto* box = new QCheckBox(utf8(area.name), m_place);
    box->setChecked(checked);
    m_areas.emplace_back(area.id, box);
    m_shapes.emplace_back(utf8(area.name), area.shape);
    m_areaColumn->insertWidget(static_cast<int>(m_areas.size()), box);
    m_map->setDrawn(m_shapes);
    connect(box, &QCheckBox::toggled, this, &ScopeForm::changed);
}

void ScopeForm::finishArea() {
    bool accepted = false;
    const QString name = QInputDialog::getText(this, tr("A drawn area"), tr("What is it called?"), QLineEdit::Normal, {}, &accepted).trimmed();
    if (!accepted || name.isEmpty()) return;
    access::Area area;
    area.name = name.toStdString();
    std::vector<std::string> taken;
    for (const auto& [id, box] : m_areas) taken.push_back(id);
    area.id = freshId(name, taken);
    area.shape = {m_map->polygon()};
    m_map->setDrawing(false);
    addAreaBox(area, true);
    m_new.push_back(std::move(area));
    showGeography();
}

void ScopeForm::showGeography() {
    if (m_map->drawing()) {
        m_where->setText(tr("Click the corners; a double click or Enter closes the shape."));
        m_draw->setText(m_map->corners().size() >= 3 ? tr("&Close the shape") : tr("&Stop drawing"));
    } else {
        m_where->setText(tr("Click the territories this holds in. %n chosen.", nullptr, static_cast<int>(m_map->chosen().size())));
        m_draw->setText(tr("&Draw an area\u2026"));
    }
    emit changed();
}

void ScopeForm::set(const access::Scope& scope) {
    m_channels->set(scope.channels);
    m_severities->set(scope.severities);
    m_contents->set(scope.contentTypes);
    m_everywhere->setChecked(isAll(scope.territories));
    QSet<QString> chosen;
    for (const auto& each : scope.territories)
        if (each != kAll) chosen.insert(utf8(each));
    m_map->setChosen(chosen);
    for (const auto& [id, box] : m_areas) box->setChecked(std::find(scope.areas.begin(), scope.areas.end(), id) != scope.areas.end());
    m_limited->setChecked(scope.maxAudience.has_value());
    if (scope.maxAudience) m_most->setValue(static_cast<int>(std::min<std::int64_t>(*scope.maxAudience, m_most->maximum())));
    m_least = scope.minAudience;
    showGeography();
}

access::Scope ScopeForm::scope() const {
    access::Scope out;
    out.channels = m_channels->values();
    out.severities = m_severities->values();
    out.contentTypes = m_contents->values();
    if (m_everywhere->isChecked()) out.territories = {kAll};
    else {
        for (const auto& each : m_map->chosen()) out.territories.push_back(each.toStdString());
        std::sort(out.territories.begin(), out.territories.end());
        for (const auto& [id, box] : m_areas)
            if (box->isChecked()) out.areas.push_back(id);
    }
    if (m_limited->isChecked()) out.maxAudience = m_most->value();
    out.minAudience = m_least;
    return out;
}

QString ScopeForm::mistake() const {
    const auto now = scope();
    if (now.channels.empty()) return tr("Choose at least one channel, or all.");
    if (now.severities.empty()) return tr("Choose at least one severity, or all.");
    if (now.contentTypes.empty()) return tr("Choose at least one kind of content, or all.");
    if (now.territories.empty() && now.areas.empty()) return tr("Choose where it holds: territories, a drawn area, or everywhere.");
    return {};
}

}  // namespace ok::app
