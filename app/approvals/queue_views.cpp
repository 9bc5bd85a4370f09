// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/queue_views.h"

#include <QPointer>
#include <algorithm>

#include "app/desk/command_body.h"

namespace ok::app {

QueueViews::QueueViews(const DeskContext& desk, QObject* parent) : QObject(parent), m_desk(desk) {
    connect(&m_desk.permits, &Permits::changed, this, &QueueViews::load);
}

void QueueViews::load() {
    const QString who = m_desk.permits.user();
    if (who.isEmpty()) return;
    const bool fresh = who != m_whose;
    m_desk.data.ask(this, {.path = QStringLiteral("/v1/queue-views")}, [this, who, fresh](const DataReply& reply) {
        auto views = readItems<oncall::QueueView>(reply);
        if (!views.ok()) return;   // not connected: what was there stays
        m_whose = who;
        m_all = std::move(*views);
        emit changed(fresh);
    });
}

const oncall::QueueView* QueueViews::find(const QString& name) const {
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const auto& each) { return utf8(each.name) == name; });
    return found == m_all.end() ? nullptr : &*found;
}

void QueueViews::save(const oncall::QueueView& view) {
    auto next = m_all;
    const auto same = std::find_if(next.begin(), next.end(), [&](const auto& each) { return each.name == view.name; });
    if (same == next.end()) next.push_back(view);
    else *same = view;
    keep(std::move(next), tr("Saved as %1.").arg(utf8(view.name)));
}

void QueueViews::remove(const QString& name) {
    auto next = m_all;
    std::erase_if(next, [&](const auto& each) { return utf8(each.name) == name; });
    keep(std::move(next), tr("%1 is removed.").arg(name));
}

void QueueViews::setFirst(const QString& name) {
    auto next = m_all;
    for (auto& each : next) each.first = utf8(each.name) == name;
    keep(std::move(next), name.isEmpty() ? tr("The queue opens with everything.") : tr("The queue opens with %1.").arg(name));
}

void QueueViews::keep(std::vector<oncall::QueueView> next, const QString& done) {
    if (const Status sound = check(next); !sound.ok()) return emit told(tr("This cannot be saved: a name has 1 to 60 letters, and there are at most 30 views."), true);
    m_desk.commands.send(outgoing(oncall::SaveQueueViews{next}), [self = QPointer(this), next, done](const CommandReply& reply) {
        if (!self) return;
        if (reply.outcome != CommandReply::Outcome::Done) return emit self->told(sentenceFor(reply), true);
        self->m_all = next;
        emit self->changed(false);
        emit self->told(done, false);
    });
}

}  // namespace ok::app
