// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/review_rows.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

#include "app/desk/command_body.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

using namespace approvals;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Review)
};

const QString kBetween = QStringLiteral(" \u203a ");

/// Signs that turn the direction of writing, or are not there to the eye, can make a text read as another one: they are shown.
QString visible(const QString& text) {
    const auto hides = [](QChar c) { return (c >= QChar(0x202A) && c <= QChar(0x202E)) || (c >= QChar(0x2066) && c <= QChar(0x2069)) || c == QChar(0x200B) || c == QChar(0x200E) || c == QChar(0x200F); };
    if (std::none_of(text.begin(), text.end(), hides)) return text;
    QString out;
    for (const QChar c : text) out += hides(c) ? QStringLiteral("\u27e8U+%1\u27e9").arg(static_cast<int>(c.unicode()), 4, 16, QLatin1Char('0')) : QString(c);
    return out;
}

/// One side of a comparison word by word.
ReviewPieces sideOfRuns(const std::vector<TextRun>& runs, TextOp own) {
    ReviewPieces out;
    for (const auto& run : runs) {
        if (run.op != TextOp::same && run.op != own) continue;
        const bool marked = run.op == own;
        if (!out.empty() && out.back().marked == marked) out.back().text += visible(utf8(run.text));
        else out.push_back({visible(utf8(run.text)), marked});
    }
    return out;
}

/// A whole side that is marked when the other has nothing of it.
ReviewPieces whole(const QString& text, bool marked) { return text.isEmpty() ? ReviewPieces{} : ReviewPieces{{visible(text), marked}}; }

/// JSON as a person reads it: texts without their quotes.
QString valueText(const std::string& json) {
    if (json.size() < 2 || json.front() != '"') return utf8(json);
    const auto read = fromJson<std::string>(std::string_view(json));
    return read.ok() ? utf8(*read) : utf8(json);
}

QString shapeText(double area, std::int64_t corners) {
    return corners == 0 ? QString() : Words::tr("%1 km\u00b2, %n corners", nullptr, static_cast<int>(corners)).arg(QLocale().toString(area, 'f', 2));
}

class Builder {
  public:
    Builder(const ReviewDiff& diff, const PlaceNames& places) : m_diff(diff), m_places(places) {}

    std::vector<ReviewRow> build() {
        for (const auto& item : m_diff.items) {
            if (m_section < 0 || item.section != m_of) openSection(item.section);
            addItem(item);
        }
        closeSection();
        return std::move(m_rows);
    }

  private:
    void openSection(ReviewSection section) {
        closeSection();
        m_of = section;
        m_section = static_cast<int>(m_rows.size());
        m_items = m_changed = 0;
        ReviewRow row;
        row.id = QStringLiteral("section/") + utf8(enumName(section));
        row.name = row.path = sectionText(section);
        row.holds = true;
        m_rows.push_back(std::move(row));
    }

    void closeSection() {
        if (m_section < 0) return;
        ReviewRow& row = m_rows[static_cast<std::size_t>(m_section)];
        row.change = m_changed > 0 ? ChangeKind::modified : ChangeKind::same;
        row.tone = changeTone(row.change);
        row.delta = m_changed > 0 ? Words::tr("%1 of %2 changed").arg(m_changed).arg(m_items) : Words::tr("unchanged");
    }

    void addItem(const ReviewItem& item) {
        ++m_items;
        if (item.change != ChangeKind::same) ++m_changed;
        ReviewRow row;
        row.id = utf8(item.id);
        row.parent = m_section;
        row.change = item.change;
        row.name = itemText(item, m_places);
        row.delta = itemDelta(item);
        row.tone = changeTone(item.change);
        row.path = sectionText(item.section) + kBetween + row.name;
        fill(row, item);
        m_rows.push_back(std::move(row));
        if (item.fields) addFields(*item.fields, static_cast<int>(m_rows.size()) - 1);
    }

    static void fill(ReviewRow& row, const ReviewItem& item) {
        const bool added = item.change == ChangeKind::added, removed = item.change == ChangeKind::removed;
        if (item.text) {
            row.before = sideOfRuns(item.text->runs, TextOp::removed);
            row.after = sideOfRuns(item.text->runs, TextOp::added);
        } else if (item.time) {
            const bool other = item.change != ChangeKind::same;
            row.before = whole(item.time->before.at.known() ? utf8(item.time->before.here) : QString(), other);
            row.after = whole(item.time->after.at.known() ? utf8(item.time->after.here) : QString(), other);
            if (item.time->move == TimeMove::later) row.tone = Tone::Critical;
            if (item.time->move == TimeMove::earlier) row.tone = Tone::Good;
            QStringList there;
            for (const auto* each : {&item.time->before, &item.time->after})
                if (!each->there.empty()) there << utf8(each->there);
            row.tip = there.isEmpty() ? QString() : Words::tr("Where the incident is: %1").arg(there.join(QStringLiteral(" \u2192 ")));
        } else if (item.count) {
            row.before = whole(added ? QString() : countText(item.count->before), item.change != ChangeKind::same);
            row.after = whole(removed ? QString() : countText(item.count->after), item.change != ChangeKind::same);
        } else if (item.shape) {
            const auto& s = item.shape->summary;
            row.before = whole(shapeText(s.areaBeforeSqkm, s.vertexCountBefore), item.change != ChangeKind::same);
            row.after = whole(shapeText(s.areaAfterSqkm, s.vertexCountAfter), item.change != ChangeKind::same);
        }
    }

    /// Nodes come in reading order with their depth; the document itself (depth 0) is the item's row.
    void addFields(const FieldDiff& fields, int item) {
        std::vector<int> open{item};
        const QString id = m_rows[static_cast<std::size_t>(item)].id;
        for (const auto& node : fields.nodes) {
            if (node.depth == 0) {
                if (node.type == FieldType::value) setSides(m_rows[static_cast<std::size_t>(item)], node);
                else m_rows[static_cast<std::size_t>(item)].holds = true;
                continue;
            }
            open.resize(std::min(open.size(), static_cast<std::size_t>(node.depth)));
            ReviewRow row;
            row.id = id + QLatin1Char('#') + utf8(node.path);
            row.parent = open.back();
            row.change = node.change;
            row.name = utf8(node.key);
            row.tone = changeTone(node.change);
            row.path = m_rows[static_cast<std::size_t>(row.parent)].path + kBetween + row.name;
            row.holds = node.type != FieldType::value && node.below > 0;
            setSides(row, node);
            if (row.holds && node.changesInside > 0) row.delta = Words::tr("%n changed inside", nullptr, static_cast<int>(node.changesInside));
            else if (node.change != ChangeKind::same) row.delta = changeWord(node.change);
            m_rows.push_back(std::move(row));
            open.push_back(static_cast<int>(m_rows.size()) - 1);
        }
        if (fields.cut) addCut(item);
    }

    void addCut(int item) {
        ReviewRow row;
        row.id = m_rows[static_cast<std::size_t>(item)].id + QStringLiteral("#cut");
        row.parent = item;
        row.path = m_rows[static_cast<std::size_t>(item)].path;
        row.name = Words::tr("There is more than can be shown here; the counts are right.");
        m_rows.push_back(std::move(row));
    }

    static void setSides(ReviewRow& row, const FieldNode& node) {
        if (!node.words.empty()) {
            row.before = sideOfRuns(node.words, TextOp::removed);
            row.after = sideOfRuns(node.words, TextOp::added);
            return;
        }
        const bool other = node.change != ChangeKind::same;
        if (node.type != FieldType::value && node.below == 0 && node.before.empty() && node.after.empty()) {
            const QString empty = node.type == FieldType::object ? QStringLiteral("{}") : QStringLiteral("[]");
            if (node.change != ChangeKind::added) row.before = whole(empty, other);
            if (node.change != ChangeKind::removed) row.after = whole(empty, other);
            return;
        }
        row.before = whole(valueText(node.before), other);
        row.after = whole(valueText(node.change == ChangeKind::same && node.after.empty() ? node.before : node.after), other);
        if (!other && row.before.empty()) row.before = row.after;
    }

    const ReviewDiff& m_diff;
    const PlaceNames& m_places;
    std::vector<ReviewRow> m_rows;
    int m_section = -1, m_items = 0, m_changed = 0;
    ReviewSection m_of = ReviewSection::message;
};

}  // namespace

std::vector<ReviewRow> rowsOf(const ReviewDiff& diff, const PlaceNames& places) { return Builder(diff, places).build(); }

QString plain(const ReviewPieces& pieces) {
    QString out;
    for (const auto& each : pieces) out += each.text;
    return out;
}

}  // namespace ok::app
