// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/oncall/roster_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"
#include "app/oncall/roster_dialogs.h"
#include "app/oncall/roster_picture.h"
#include "shared/oncall/oncall_commands.h"

namespace ok::app {
namespace {

using namespace oncall;

const QString kKeeps = QStringLiteral("oncall.roster");

template <class T>
T* inList(std::vector<T>& all, std::string_view id) {
    const auto found = std::find_if(all.begin(), all.end(), [id](const T& each) { return each.id == id; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

RosterPage::RosterPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("roster"), tr("Rosters"), tr("Who is on call. A draft is asked by nobody until it is published."), QStringLiteral("oncall.team_"), QStringLiteral("oncall.read")}, parent),
      m_team(new QComboBox(this)), m_picture(new RosterPicture(desk.theme, this)), m_week(label(this, "figure")), m_state(label(this, "muted")), m_wrongTitle(label(this, "section")),
      m_table(new PlainTable(desk.theme, {tr("What"), tr("Step"), tr("Who"), tr("When"), tr("Note")}, this)), m_view(new QTableView(this)), m_wrong(new QListWidget(this)) {
    m_team->setAccessibleName(tr("Team"));
    m_team->setMinimumWidth(180);
    m_newTeam = button(this, tr("&New team\u2026"));
    m_editTeam = button(this, tr("&Team\u2026"));
    m_removeTeam = button(this, tr("Re&move team\u2026"));
    for (QWidget* each : std::initializer_list<QWidget*>{m_team, m_editTeam, m_newTeam, m_removeTeam}) buttons()->addWidget(each);
    buildPicture();
    buildBelow();
    connect(m_team, &QComboBox::activated, this, [this] { choose(m_team->currentData().toString()); });
    connect(m_newTeam, &QPushButton::clicked, this, &RosterPage::newTeam);
    connect(m_editTeam, &QPushButton::clicked, this, &RosterPage::editTeam);
    connect(m_removeTeam, &QPushButton::clicked, this, &RosterPage::removeTeam);
    connect(&this->desk().permits, &Permits::changed, this, &RosterPage::offer);
    present();
}

void RosterPage::buildPicture() {
    auto* back = button(this, tr("\u2190 &Week before"));
    auto* today = button(this, tr("T&his week"));
    auto* on = button(this, tr("Ne&xt week \u2192"));
    m_week->setWordWrap(false);
    m_week->setAccessibleName(tr("Week"));
    m_state->setAccessibleName(tr("State of the roster"));
    m_state->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* row = new QHBoxLayout;
    for (QWidget* each : std::initializer_list<QWidget*>{back, today, on, m_week}) row->addWidget(each);
    row->addWidget(m_state, 1);
    body()->addLayout(row);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_picture);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setMinimumHeight(150);
    body()->addWidget(scroll, 3);
    const auto go = [this](int days) {
        m_day = days == 0 ? 0 : m_day + days;
        present();
    };
    connect(back, &QPushButton::clicked, this, [go] { go(-7); });
    connect(today, &QPushButton::clicked, this, [go] { go(0); });
    connect(on, &QPushButton::clicked, this, [go] { go(7); });
    connect(m_picture, &RosterPicture::weekWanted, this, [go](int direction) { go(7 * direction); });
    connect(m_picture, &RosterPicture::opened, this, [this](const QString& key) { edit(key.toStdString()); });
    connect(m_picture, &RosterPicture::removeWanted, this, [this](const QString& key) { remove(key.toStdString()); });
    connect(m_picture, &RosterPicture::addWanted, this, [this](const QString& role, qint64 from, qint64 to) { addShift(role.toStdString(), Instant::fromMicros(from), Instant::fromMicros(to)); });
}

void RosterPage::buildBelow() {
    dressTable(m_view, m_table, 3, tr("Rotations, shifts, swaps and holidays"));
    new EmptyHint(m_view, tr("Nobody is on call yet.\nAdd people who take turns, or a shift."));
    m_wrong->setAccessibleName(tr("What stands in the way"));
    m_wrong->setWordWrap(true);
    m_addRotation = button(this, tr("Add t&urns\u2026"));
    m_addShift = button(this, tr("&Add shift\u2026"));
    m_addSwap = button(this, tr("S&wap\u2026"));
    m_addHoliday = button(this, tr("Holida&y\u2026"));
    m_edit = button(this, tr("&Edit\u2026"));
    m_remove = button(this, tr("&Remove"));
    m_choose = button(this, tr("&Choose somebody\u2026"));
    m_takeOut = button(this, tr("Ta&ke the step out"));
    auto* left = new QWidget(this);
    auto* leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(0, 0, 6, 0);
    auto* tools = new QHBoxLayout;
    for (auto* each : {m_addRotation, m_addShift, m_addSwap, m_addHoliday}) tools->addWidget(each);
    tools->addStretch(1);
    for (auto* each : {m_edit, m_remove}) tools->addWidget(each);
    leftColumn->addLayout(tools);
    leftColumn->addWidget(m_view, 1);
    auto* right = new QWidget(this);
    auto* rightColumn = new QVBoxLayout(right);
    rightColumn->setContentsMargins(6, 0, 0, 0);
    auto* fixes = new QHBoxLayout;
    fixes->addStretch(1);
    for (auto* each : {m_choose, m_takeOut}) fixes->addWidget(each);
    rightColumn->addWidget(m_wrongTitle);
    rightColumn->addWidget(m_wrong, 1);
    rightColumn->addLayout(fixes);
    auto* both = new QSplitter(Qt::Horizontal, this);
    both->addWidget(left);
    both->addWidget(right);
    both->setStretchFactor(0, 3);
    both->setStretchFactor(1, 2);
    both->setChildrenCollapsible(false);
    body()->addWidget(both, 4);
    m_discard = button(this, tr("&Discard changes"));
    m_save = button(this, tr("&Save draft"));
    m_publish = button(this, tr("&Publish"), true);
    auto* last = new QHBoxLayout;
    last->addStretch(1);
    for (auto* each : {m_discard, m_save, m_publish}) last->addWidget(each);
    body()->addLayout(last);
    connect(m_addRotation, &QPushButton::clicked, this, [this] { addRotation(chosenRole()); });
    connect(m_addShift, &QPushButton::clicked, this, [this] { addShift(chosenRole(), {}, {}); });
    connect(m_addSwap, &QPushButton::clicked, this, &RosterPage::addSwap);
    connect(m_addHoliday, &QPushButton::clicked, this, &RosterPage::addHoliday);
    connect(m_edit, &QPushButton::clicked, this, [this] { edit(chosenItem()); });
    connect(m_remove, &QPushButton::clicked, this, [this] { remove(chosenItem()); });
    connect(m_view, &QTableView::activated, this, [this] { edit(chosenItem()); });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RosterPage::offer);
    connect(m_wrong, &QListWidget::currentRowChanged, this, &RosterPage::offer);
    connect(m_wrong, &QListWidget::itemActivated, this, [this] { goToProblem(m_wrong->currentRow()); });
    connect(m_wrong, &QListWidget::itemClicked, this, [this] { goToProblem(m_wrong->currentRow()); });
    connect(m_choose, &QPushButton::clicked, this, [this] {
        const int row = std::max(0, m_wrong->currentRow());
        if (row >= static_cast<int>(m_problems.size())) return;
        const RosterProblem wrong = m_problems[static_cast<std::size_t>(row)];
        if (wrong.kind == RosterProblem::Kind::NoAlternate) return addRotation(wrong.role);
        if (wrong.kind == RosterProblem::Kind::Gap) return addShift(wrong.role, wrong.from, wrong.to);
        edit(wrong.item);
    });
    connect(m_takeOut, &QPushButton::clicked, this, [this] {
        const int row = m_wrong->currentRow();
        if (row < 0 || row >= static_cast<int>(m_problems.size())) return;
        m_draft.removeRole(std::string(m_problems[static_cast<std::size_t>(row)].role));
        present();
    });
    connect(m_discard, &QPushButton::clicked, this, &RosterPage::discard);
    connect(m_save, &QPushButton::clicked, this, [this] { keep(false); });
    connect(m_publish, &QPushButton::clicked, this, [this] { keep(true); });
}

void RosterPage::refresh() {
    desk().data.ask(this, {.path = QStringLiteral("/v1/roster/people")}, [this](const DataReply& reply) {
        auto people = readItems<RosterPerson>(reply);
        if (!people.ok()) return void(good(reply));
        m_draft.setPeople(std::move(*people));
        present();
    });
    desk().data.ask(this, {.path = QStringLiteral("/v1/roster/teams")}, [this](const DataReply& reply) {
        if (!good(reply)) return;
        auto teams = readItems<RosterTeam>(reply);
        if (teams.ok()) takeTeams(std::move(*teams));
        else say(QString::fromStdString(teams.problem().message), true);
    });
}

/// What somebody is in the middle of changing stays; that it was changed elsewhere meanwhile is said.
void RosterPage::takeTeams(std::vector<RosterTeam> teams) {
    m_teams = std::move(teams);
    const QString here = utf8(m_draft.team().id);
    const QSignalBlocker quiet(m_team);
    m_team->clear();
    for (const auto& each : m_teams) m_team->addItem(utf8(each.team.name.empty() ? each.team.id : each.team.name), utf8(each.team.id));
    if (m_draft.changed()) {
        if (m_draft.isNew()) m_team->addItem(utf8(m_draft.team().name), QString());
        m_team->setCurrentIndex(m_team->findData(here));
        for (const auto& each : m_teams)
            if (each.team.id == m_draft.team().id && each.revision != m_draft.saved().revision) say(tr("Somebody else has changed this team. Discard your changes to see it."), true);
        return present();
    }
    const int at = std::max(0, m_team->findData(here));
    m_team->setCurrentIndex(m_teams.empty() ? -1 : at);
    m_draft.set(m_teams.empty() ? RosterTeam{} : m_teams[static_cast<std::size_t>(at)]);
    present();
}

void RosterPage::choose(const QString& team) {
    if (utf8(m_draft.team().id) == team) return;
    if (m_draft.changed() && QMessageBox::question(this, tr("Unsaved changes"), tr("What you changed in %1 is not saved. Discard it?").arg(utf8(m_draft.team().name))) != QMessageBox::Yes) {
        const QSignalBlocker quiet(m_team);
        m_team->setCurrentIndex(m_team->findData(utf8(m_draft.team().id)));
        return;
    }
    for (const auto& each : m_teams)
        if (utf8(each.team.id) == team) m_draft.set(each);
    present();
}

void RosterPage::present() {
    m_problems = m_draft.problems(desk().now());
    m_picture->show(m_draft, m_problems, desk().now(), m_day);
    m_week->setText(m_picture->title());
    const bool have = !m_draft.team().name.empty();
    const bool saves = std::none_of(m_problems.begin(), m_problems.end(), [](const auto& each) { return !each.publishOnly; });
    m_state->setText(!have ? tr("No team yet.") : m_draft.changed() ? (saves ? tr("\u25cf Not saved yet") : tr("\u25cf Not saved yet, and it cannot be")) : m_draft.live() ? tr("\u2713 In force, revision %1").arg(m_draft.saved().revision)
                     : m_draft.saved().live ? tr("Saved; what is in force is older") : tr("Saved, not published"));
    presentItems();
    presentProblems();
    offer();
}

void RosterPage::presentItems() {
    m_items = m_draft.items();
    std::vector<PlainRow> rows;
    for (const auto& each : m_items) {
        const bool bad = std::any_of(m_problems.begin(), m_problems.end(), [&each](const auto& wrong) { return wrong.item == each.key || wrong.other == each.key; });
        rows.push_back({utf8(each.key), {{bad ? QStringLiteral("\u2715 ") + each.kind : each.kind, bad ? Tone::Critical : Tone::Plain}, {each.role.empty() ? QString() : rosterRoleText(each.role)}, {each.who}, {each.when}, {each.what, Tone::Muted}}});
    }
    m_table->setRows(std::move(rows));
}

void RosterPage::presentProblems() {
    const int row = m_wrong->currentRow();
    const QSignalBlocker quiet(m_wrong);
    m_wrong->clear();
    const bool have = !m_draft.team().name.empty();
    int first = 0;
    if (have) {
        for (const auto& each : m_problems) {
            auto* item = new QListWidgetItem((each.publishOnly ? QStringLiteral("\u25cb  ") : QStringLiteral("\u2715  ")) + each.words, m_wrong);
            item->setForeground(toneColour(each.publishOnly ? Tone::Warning : Tone::Critical, desk().theme.tokens()));
            item->setData(Qt::AccessibleTextRole, each.publishOnly ? tr("In the way of publishing: %1").arg(each.words) : tr("In the way of saving: %1").arg(each.words));
            first += each.publishOnly ? 0 : 1;
        }
    }
    m_wrong->setCurrentRow(std::min(row, m_wrong->count() - 1));
    const int later = m_wrong->count() - first;
    m_wrongTitle->setText(m_wrong->count() == 0 ? tr("NOTHING STANDS IN THE WAY") : tr("IN THE WAY: %1 OF SAVING, %2 OF PUBLISHING").arg(first).arg(later + first));
}

void RosterPage::offer() {
    const auto& may = desk().permits;
    const bool have = !m_draft.team().name.empty();
    const QString none = have ? QString() : tr("Make a team first.");
    may.show(m_newTeam, kKeeps, m_draft.changed() ? tr("Save or discard what you changed first.") : QString());
    may.show(m_removeTeam, kKeeps, have && m_draft.isNew() ? tr("It is not saved yet.") : none);
    for (auto* each : {m_editTeam, m_addShift, m_addRotation, m_addSwap, m_addHoliday}) may.show(each, kKeeps, none);
    const std::string item = chosenItem();
    const QString pick = item.empty() ? tr("Select a line first.") : QString();
    may.show(m_edit, kKeeps, item.starts_with("absences/") ? tr("Who is away says so themselves.") : pick);
    may.show(m_remove, kKeeps, pick);
    const int row = m_wrong->currentRow();
    const RosterProblem* wrong = row >= 0 && row < static_cast<int>(m_problems.size()) ? &m_problems[static_cast<std::size_t>(row)] : nullptr;
    may.show(m_choose, kKeeps, wrong ? QString() : tr("Select what stands in the way first."));
    m_takeOut->setVisible(wrong && wrong->kind == RosterProblem::Kind::NoAlternate && m_draft.team().roles.size() > 1);
    may.show(m_takeOut, kKeeps);
    const QString still = m_sending ? tr("It is being saved.") : !have ? none : QString();
    const QString same = !m_draft.changed() ? tr("Nothing was changed.") : QString();
    const auto blocking = std::find_if(m_problems.begin(), m_problems.end(), [](const auto& each) { return !each.publishOnly; });
    const QString saveWhy = !still.isEmpty() ? still : !same.isEmpty() ? same : blocking == m_problems.end() ? QString() : blocking->words;
    may.show(m_discard, kKeeps, same);
    may.show(m_save, kKeeps, saveWhy);
    const QString done = m_draft.live() && !m_draft.changed() ? tr("It is in force already.") : QString();
    may.show(m_publish, kKeeps, !still.isEmpty() ? still : !m_problems.empty() ? m_problems.front().words : done);
}

std::string RosterPage::chosenItem() const { return selectedIds(m_view).value(0).toStdString(); }

std::string RosterPage::chosenRole() const {
    if (const auto* bar = m_picture->current()) return bar->role;
    return m_draft.team().roles.empty() ? std::string() : m_draft.team().roles.front();
}

void RosterPage::newTeam() {
    Team fresh;
    fresh.zone = desk().store.utility().timeZone.toStdString();
    const auto made = askTeam(this, fresh);
    if (!made) return;
    m_draft.set({});
    m_draft.edit() = *made;
    m_team->addItem(utf8(made->name), QString());
    m_team->setCurrentIndex(m_team->count() - 1);
    present();
}

void RosterPage::editTeam() {
    if (auto made = askTeam(this, m_draft.team())) m_draft.edit() = std::move(*made);
    present();
}

void RosterPage::removeTeam() {
    const Team team = m_draft.team();
    if (QMessageBox::question(this, tr("Remove a team"), tr("%1 is asked by nobody any more, and its roster is gone. Go on?").arg(utf8(team.name))) != QMessageBox::Yes) return;
    send(outgoing(RemoveTeam{team.id, m_draft.saved().revision}), tr("%1 is removed.").arg(utf8(team.name)), [this] { m_draft.set({}); });
}

void RosterPage::addShift(const std::string& role, Instant from, Instant to) {
    Shift given;
    given.id = m_draft.freshId("shift");
    given.role = role;
    const Instant hour = Instant::fromSeconds((desk().now().wholeSeconds() / 3600 + 1) * 3600);
    given.from = from.known() ? from : hour;
    given.to = to.known() ? to : given.from + hours(12);
    if (auto made = askShift(this, m_draft, given)) m_draft.edit().shifts.push_back(std::move(*made));
    present();
}

void RosterPage::addRotation(const std::string& role) {
    // Whoever lacks a second step gets one.
    if (!role.empty() && std::find(m_draft.team().roles.begin(), m_draft.team().roles.end(), role) == m_draft.team().roles.end()) m_draft.edit().roles.push_back(role);
    Rotation given;
    given.id = m_draft.freshId("turns");
    given.role = role;
    given.startDate = QDateTime::fromMSecsSinceEpoch(desk().now().millis(), m_draft.zone()).date().addDays(-1).toString(Qt::ISODate).toStdString();
    if (auto made = askRotation(this, m_draft, given)) m_draft.edit().rotations.push_back(std::move(*made));
    present();
}

void RosterPage::addSwap() {
    Override given;
    given.id = m_draft.freshId("swap");
    given.setAt = desk().now();
    const auto* bar = m_picture->current();
    given.role = chosenRole();
    given.from = bar ? bar->from : desk().now();
    given.to = bar ? bar->to : desk().now() + hours(12);
    if (auto made = askSwap(this, m_draft, given)) m_draft.edit().overrides.push_back(std::move(*made));
    present();
}

void RosterPage::addHoliday() {
    Holiday given;
    given.role = chosenRole();
    if (auto made = askHoliday(this, m_draft, given)) m_draft.edit().holidays.push_back(std::move(*made));
    present();
}

void RosterPage::edit(const std::string& key) {
    if (!desk().permits.may(kKeeps)) return;
    const auto cut = key.find('/');
    if (cut == std::string::npos) return;
    const std::string kind = key.substr(0, cut), id = key.substr(cut + 1);
    // The draft may be another one when the question is answered: what was asked about is looked up again.
    Team& team = m_draft.edit();
    const auto change = [&](auto& all, const auto& ask) {
        auto* found = inList(all, id);
        if (!found) return;
        const auto given = *found;
        auto made = ask(this, m_draft, given);
        if (auto* again = inList(all, id); again && made) *again = std::move(*made);
    };
    if (kind == "shifts") change(team.shifts, askShift);
    if (kind == "rotations") change(team.rotations, askRotation);
    if (kind == "overrides") change(team.overrides, askSwap);
    if (kind == "holidays") {
        const auto all = team.holidays;
        for (const auto& each : all) {
            if (each.date + "/" + each.role != id) continue;
            if (auto made = askHoliday(this, m_draft, each)) std::replace(team.holidays.begin(), team.holidays.end(), each, *made);
            break;
        }
    }
    present();
}

void RosterPage::remove(const std::string& key) {
    if (key.empty() || !desk().permits.may(kKeeps)) return;
    m_draft.remove(key);
    present();
    say(tr("Taken out; Discard changes brings it back."));
}

/// To its week, its bar and its line.
void RosterPage::goToProblem(int row) {
    if (row < 0 || row >= static_cast<int>(m_problems.size())) return;
    const RosterProblem wrong = m_problems[static_cast<std::size_t>(row)];
    if (wrong.from.known()) {
        const auto dayOf = [this](Instant at) { return QDateTime::fromMSecsSinceEpoch(at.millis(), m_draft.zone()).date(); };
        const QDate today = dayOf(desk().now()), monday = today.addDays(1 - today.dayOfWeek()), at = dayOf(wrong.from);
        m_day = static_cast<int>(monday.daysTo(at.addDays(1 - at.dayOfWeek())));
        m_picture->show(m_draft, m_problems, desk().now(), m_day);
        m_week->setText(m_picture->title());
    }
    const auto& bars = m_picture->bars();
    for (std::size_t at = 0; at < bars.size(); ++at) {
        const bool fits = wrong.kind == RosterProblem::Kind::Overlap ? bars[at].look == RosterPicture::Look::Overlap && bars[at].item == wrong.item
                          : wrong.kind == RosterProblem::Kind::Gap   ? bars[at].look == RosterPicture::Look::Nobody && bars[at].role == wrong.role && bars[at].to > wrong.from
                                                                     : !wrong.item.empty() && bars[at].item == wrong.item;
        if (!fits) continue;
        m_picture->setCurrent(static_cast<int>(at));
        break;
    }
    if (const int line = m_table->rowOf(utf8(wrong.item)); line >= 0) m_view->selectRow(line);
    offer();
}

void RosterPage::keep(bool publish) {
    m_sending = true;
    offer();
    const SaveTeam command{m_draft.team(), m_draft.isNew() ? 0 : m_draft.saved().revision, publish};
    desk().commands.send(outgoing(command), [this, publish, name = utf8(command.team.name)](const CommandReply& reply) {
        m_sending = false;
        if (reply.outcome != CommandReply::Outcome::Done) {
            say(reply.code == QLatin1String("revision_conflict") ? tr("Somebody else has changed this team. Discard your changes to see it, then change it again.") : sentenceFor(reply), true);
            return offer();
        }
        RosterTeam kept = m_draft.saved();
        kept.team = m_draft.team();
        kept.team.id = reply.body.value(QStringLiteral("team")).toString().toStdString();
        kept.revision = reply.body.value(QStringLiteral("revision")).toInt(kept.revision + 1);
        kept.editedBy = desk().permits.user().toStdString();
        if (publish) kept.live = kept.team;
        m_draft.set(kept);
        say(publish ? tr("%1 is in force: the next step of every ladder asks by it.").arg(name) : tr("%1 is saved. It is asked by nobody until it is published.").arg(name));
        refresh();
    });
}

void RosterPage::discard() {
    m_draft.set(m_draft.saved());
    if (m_draft.isNew()) m_draft.set(m_teams.empty() ? RosterTeam{} : m_teams.front());
    refresh();
    say(tr("Your changes are discarded."));
}

}  // namespace ok::app
