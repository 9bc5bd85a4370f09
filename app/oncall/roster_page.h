// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// RosterPage: who is on call, week by week, and changing it (F06.R1.A3). What is changed here is a draft until it is saved; what is saved
// is asked by nobody until it is published. Neither is possible while something stands in the way: that is listed, named, hatched in the
// picture, and one press away.
#pragma once
#include "app/desk/page.h"
#include "app/oncall/roster_draft.h"

class QComboBox;
class QListWidget;
class QPushButton;
class QTableView;

namespace ok::app {

class PlainTable;
class RosterPicture;

class RosterPage : public Page {
    Q_OBJECT
  public:
    RosterPage(const DeskContext& desk, QWidget* parent);
    void refresh() override;
    [[nodiscard]] RosterDraft& draft() { return m_draft; }
    [[nodiscard]] RosterPicture& picture() { return *m_picture; }

  private:
    void buildPicture();
    void buildBelow();
    void takeTeams(std::vector<oncall::RosterTeam> teams);
    void choose(const QString& team);
    void present();
    void presentProblems();
    void presentItems();
    void offer();
    void newTeam();
    void editTeam();
    void removeTeam();
    void addShift(const std::string& role, Instant from, Instant to);
    void addRotation(const std::string& role);
    void addSwap();
    void addHoliday();
    void edit(const std::string& key);
    void remove(const std::string& key);
    void goToProblem(int row);
    void keep(bool publish);
    void discard();
    [[nodiscard]] std::string chosenItem() const;
    [[nodiscard]] std::string chosenRole() const;
    RosterDraft m_draft;
    std::vector<oncall::RosterTeam> m_teams;
    std::vector<RosterProblem> m_problems;
    std::vector<RosterItem> m_items;
    int m_day = 0;                        // of the week that is shown, from this one's Monday
    bool m_sending = false;
    QComboBox* m_team;
    RosterPicture* m_picture;
    QLabel *m_week, *m_state, *m_wrongTitle;
    PlainTable* m_table;
    QTableView* m_view;
    QListWidget* m_wrong;
    QPushButton *m_newTeam, *m_editTeam, *m_removeTeam, *m_addShift, *m_addRotation, *m_addSwap, *m_addHoliday, *m_edit, *m_remove, *m_discard, *m_save, *m_publish, *m_choose, *m_takeOut;
};

}  // namespace ok::app
