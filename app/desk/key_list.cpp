// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/key_list.h"

#include <QMessageBox>

namespace ok::app {

void showKeys(QWidget* over, const QString& title, const std::vector<std::pair<QString, QString>>& keys) {
    auto* box = new QMessageBox(QMessageBox::NoIcon, title, {}, QMessageBox::Close, over);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QString html = QStringLiteral("<table cellspacing='6'>");
    for (const auto& [key, does] : keys) html += QStringLiteral("<tr><td><b>%1</b>&nbsp;&nbsp;</td><td>%2</td></tr>").arg(key.toHtmlEscaped(), does.toHtmlEscaped());
    box->setTextFormat(Qt::RichText);
    box->setText(html + QStringLiteral("</table>"));
    box->open();
}

}  // namespace ok::app
