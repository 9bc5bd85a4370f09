// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A team's roster while somebody changes it, before it is saved: what stands in the way of saving and of publishing, found with the
// server's own check (F06.R1.A3), each with the stretch of time it is about so that a picture can show it. Knows no widgets.
#pragma once
#include <QString>
#include <QTimeZone>
#include <optional>
#include <vector>

#include "shared/oncall/oncall_views.h"
#include "shared/oncall/roster_people.h"

namespace ok::app {

/// What holds a roster back. `publishOnly`: it may be saved with it, not published.
struct RosterProblem {
    enum class Kind { Overlap, Gap, Inactive, NoAlternate, Other };
    Kind kind = Kind::Other;
    bool publishOnly = false;
    std::string item;        ///< `shifts/<id>`, `rotations/<id>`, ...; empty: of the team
    std::string other;       ///< overlap: the item it is in the way of
    std::string role, person;
    Instant from, to;
    QString words;           ///< one sentence, times in the team's zone
};

/// One line of the roster: a rotation, shift, swap, holiday or absence.
struct RosterItem {
    std::string key;         ///< `shifts/<id>`
    std::string role, person;   ///< person: id; of a rotation the first
    Instant from, to;        ///< of a rotation: its first day, its last one or unknown
    QString kind, what, who, when;
};

class RosterDraft {
  public:
    void set(const oncall::RosterTeam& team);
    void setPeople(std::vector<oncall::RosterPerson> people) { m_people = std::move(people); }
    [[nodiscard]] const oncall::Team& team() const { return m_team; }
    [[nodiscard]] oncall::Team& edit() { return m_team; }
    [[nodiscard]] const oncall::RosterTeam& saved() const { return m_saved; }
    [[nodiscard]] const std::vector<oncall::RosterPerson>& people() const { return m_people; }
    [[nodiscard]] bool changed() const { return !(m_team == m_saved.team); }
    /// Is what is saved also what ladders ask?
    [[nodiscard]] bool live() const { return m_saved.live && *m_saved.live == m_saved.team; }
    [[nodiscard]] bool isNew() const { return m_saved.editedBy.empty(); }
    [[nodiscard]] QTimeZone zone() const;
    [[nodiscard]] QString nameOf(const std::string& person) const;
    [[nodiscard]] bool active(const std::string& person) const;
    [[nodiscard]] oncall::Inactive inactive() const;
    [[nodiscard]] std::vector<RosterItem> items() const;
    /// Of the four weeks from `now` on; those that hinder saving first.
    [[nodiscard]] std::vector<RosterProblem> problems(Instant now) const;
    /// Who is on call, stretch by stretch.
    [[nodiscard]] std::vector<oncall::Stretch> stretches(const std::string& role, Instant from, Instant to) const;
    void remove(const std::string& key);
    /// Without this step; what names it goes with it.
    void removeRole(const std::string& role);
    [[nodiscard]] std::string freshId(const char* kind) const;
    /// `Mon 23 Sep 08:00`
    [[nodiscard]] QString timeText(Instant at) const;

  private:
    void addSaveProblems(Instant now, std::vector<RosterProblem>& out) const;
    void addGaps(Instant now, std::vector<RosterProblem>& out) const;
    [[nodiscard]] bool anybodyFor(const std::string& role) const;
    oncall::RosterTeam m_saved;
    oncall::Team m_team;
    std::vector<oncall::RosterPerson> m_people;
};

[[nodiscard]] QString rosterRoleText(const std::string& role);
/// What is published has to have no gaps for so long.
inline constexpr Duration rosterAhead = hours(24 * 28);

}  // namespace ok::app
