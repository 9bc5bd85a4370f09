// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/supersedes_words.h"

#include <QCoreApplication>
#include <map>

#include "app/access/scope_form.h"
#include "app/desk/command_body.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

struct Sentences {
    Q_DECLARE_TR_FUNCTIONS(Supersedes)
};

/// The members of one item, by name; of a list by name and place: `channels/0`.
using Members = std::map<QString, std::string>;

/// As the document is now: what it said in an earlier version is in the comparison.
std::map<int, Members> itemsOf(const approvals::FieldDiff& fields) {
    std::map<int, Members> out;
    for (const auto& node : fields.nodes) {
        const QStringList steps = utf8(node.path).split(QLatin1Char('/'));   // "", "items", "0", "accounts"
        if (node.after.empty() && node.change != approvals::ChangeKind::same) continue;
        if (steps.size() < 4 || steps[1] != QLatin1String("items")) continue;
        out[steps[2].toInt()][steps.mid(3).join(QLatin1Char('/'))] = node.after.empty() ? node.before : node.after;
    }
    return out;
}

std::string textIn(const Members& item, const char* name) {
    const auto found = item.find(QLatin1String(name));
    const auto text = found == item.end() ? Result<std::string>(problem("missing", "")) : fromJson<std::string>(found->second);
    return text.ok() ? *text : std::string();
}

qint64 numberIn(const Members& item, const char* name) {
    const auto found = item.find(QLatin1String(name));
    return found == item.end() ? 0 : utf8(found->second).toLongLong();
}

QString channelsIn(const Members& item) {
    QStringList out;
    for (const auto& [name, value] : item) {
        if (!name.startsWith(QLatin1String("channels/"))) continue;
        const auto channel = fromJson<std::string>(value);
        if (channel.ok()) out << channelName(*channel);
    }
    return out.join(QStringLiteral(", "));
}

QString claimOf(const Members& item, const QTimeZone& zone, Instant now) {
    const std::string kind = textIn(item, "kind");
    const auto until = parseIso(textIn(item, "until"));
    if (kind == "restored") return Sentences::tr("power is back");
    if (kind == "eta" && until.ok()) return Sentences::tr("power back by %1").arg(clockText(*until, zone, now));
    return Sentences::tr("out, no time yet");
}

}  // namespace

QStringList supersedesLines(const approvals::ReviewDiff& diff, const QTimeZone& zone, Instant now) {
    QStringList out;
    for (const auto& item : diff.items) {
        if (item.id != "delivery/supersedes" || !item.fields) continue;
        for (const auto& [place, each] : itemsOf(*item.fields)) {
            QString line = Sentences::tr("%1 customers were told (%2): %3. The new words replace it.").arg(countText(numberIn(each, "accounts")), channelsIn(each), claimOf(each, zone, now));
            if (const qint64 kept = numberIn(each, "kept"); kept > 0) line += QLatin1Char(' ') + Sentences::tr("%1 more heard it and are not reached now.").arg(countText(kept));
            out << line;
        }
    }
    return out;
}

}  // namespace ok::app
