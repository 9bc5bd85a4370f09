// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// RunStrip: the server's checks of the last 24 hours as one line of marks: a short one each minute's, a tall one a whole
// check, red where something was found, a gap where nobody looked.
#pragma once
#include <QWidget>
#include <vector>

#include "app/style/theme.h"
#include "shared/integrity/verification_status.h"

namespace ok::app {

class RunStrip : public QWidget {
    Q_OBJECT
  public:
    explicit RunStrip(const Theme& theme, QWidget* parent = nullptr);
    void set(std::vector<integrity::RunNote> runs, Instant now);
    QSize sizeHint() const override { return {600, 46}; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    [[nodiscard]] double placeOf(Instant at) const;
    const Theme& m_theme;
    std::vector<integrity::RunNote> m_runs;
    Instant m_now;
};

}  // namespace ok::app
