// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ScopeForm: where a policy or an assignment holds, dimension by dimension. Everything has to be said: "all" is a choice of its
// own, an empty dimension is a mistake that is named at its place (F02.R7.A1).
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"
#include "shared/access/roles_matrix.h"

class QCheckBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace ok::app {

class AreaMap;

/// Check boxes of a dimension's values, with "all" in front.
class ValueChoice : public QWidget {
    Q_OBJECT
  public:
    ValueChoice(const QString& name, const std::vector<std::pair<QString, QString>>& values, QWidget* parent);
    void set(const std::vector<std::string>& values);
    [[nodiscard]] std::vector<std::string> values() const;

  signals:
    void changed();

  private:
    QCheckBox* m_all;
    std::vector<std::pair<QString, QCheckBox*>> m_boxes;
    std::vector<std::string> m_others;  // of other surfaces; kept as they are
};

class ScopeForm : public QWidget {
    Q_OBJECT
  public:
    ScopeForm(const DeskContext& desk, const std::vector<access::Area>& areas, QWidget* parent);
    void set(const access::Scope& scope);
    [[nodiscard]] access::Scope scope() const;
    /// Areas that were drawn here and are not in the matrix yet.
    [[nodiscard]] const std::vector<access::Area>& drawn() const { return m_new; }
    /// The first dimension that says nothing, as a sentence.
    [[nodiscard]] QString mistake() const;

  signals:
    void changed();

  private:
    void buildGeography(QVBoxLayout* column, const std::vector<access::Area>& areas);
    void addAreaBox(const access::Area& area, bool checked);
    void finishArea();
    void showGeography();
    DeskContext m_desk;
    ValueChoice *m_channels, *m_severities, *m_contents;
    QCheckBox *m_everywhere, *m_limited;
    AreaMap* m_map;
    QWidget* m_place;
    QPushButton* m_draw;
    QLabel* m_where;
    QVBoxLayout* m_areaColumn;
    std::vector<std::pair<std::string, QCheckBox*>> m_areas;
    std::vector<std::pair<QString, MultiPolygon>> m_shapes;
    std::vector<access::Area> m_new;
    QSpinBox* m_most;
    std::optional<std::int64_t> m_least;
};

[[nodiscard]] QString channelName(const std::string& channel);
[[nodiscard]] QString severityName(const std::string& severity);
[[nodiscard]] QString contentName(const std::string& content);
/// A scope in one line.
[[nodiscard]] QString scopeSentence(const access::Scope& scope, const std::vector<TerritoryDoc>& territories, const std::vector<access::Area>& areas);

}  // namespace ok::app
