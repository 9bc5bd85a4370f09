// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a person calls an action. What only the server does has no words: it is shown by its id.
#include <QCoreApplication>
#include <algorithm>
#include <iterator>

#include "app/access/role_dialogs.h"
#include "app/desk/command_body.h"

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ActionWords)
};

constexpr std::pair<const char*, const char*> names[] = {
    {"comms.draft", QT_TRANSLATE_NOOP("ActionWords", "Initiate: draft messages")},
    {"comms.send", QT_TRANSLATE_NOOP("ActionWords", "Publish: send messages")},
    {"comms.cancel", QT_TRANSLATE_NOOP("ActionWords", "Cancel messages")},
    {"approvals.acknowledge", QT_TRANSLATE_NOOP("ActionWords", "Say what they saw or checked of a request")},
    {"approvals.amend", QT_TRANSLATE_NOOP("ActionWords", "Change what waits for release")},
    {"approvals.cancel", QT_TRANSLATE_NOOP("ActionWords", "Withdraw their own requests")},
    {"comms.retract", QT_TRANSLATE_NOOP("ActionWords", "Take back what was wrong")},
    {"approvals.release", QT_TRANSLATE_NOOP("ActionWords", "Approve what others asked for")},
    {"approvals.reject", QT_TRANSLATE_NOOP("ActionWords", "Refuse what others asked for")},
    {"incidents.set_etr", QT_TRANSLATE_NOOP("ActionWords", "Change the restoration time")},
    {"incidents.*", QT_TRANSLATE_NOOP("ActionWords", "Everything with incidents")},
    {"reports.*", QT_TRANSLATE_NOOP("ActionWords", "Everything with reports")},
    {"comms.*", QT_TRANSLATE_NOOP("ActionWords", "Everything with messages")},
    {"ledger.*", QT_TRANSLATE_NOOP("ActionWords", "Read, export and schedule the log")},
    {"policies.*", QT_TRANSLATE_NOOP("ActionWords", "Everything with versions of rules")},
    {"access.*", QT_TRANSLATE_NOOP("ActionWords", "People, sessions and keys")},
    {"territory.*", QT_TRANSLATE_NOOP("ActionWords", "The territory and its import")},
    {"sync.follow", QT_TRANSLATE_NOOP("ActionWords", "Open the console")},
    {"*", QT_TRANSLATE_NOOP("ActionWords", "Everything")},
    {"access.assign", QT_TRANSLATE_NOOP("ActionWords", "Give and take roles")},
    {"access.create_user", QT_TRANSLATE_NOOP("ActionWords", "Create people")},
    {"access.directory", QT_TRANSLATE_NOOP("ActionWords", "Change the directory of people")},
    {"access.disable_user", QT_TRANSLATE_NOOP("ActionWords", "Shut people out")},
    {"access.evaluate", QT_TRANSLATE_NOOP("ActionWords", "Ask what somebody may do")},
    {"access.identities", QT_TRANSLATE_NOOP("ActionWords", "Where people come from")},
    {"access.keys", QT_TRANSLATE_NOOP("ActionWords", "Keys of others and their rules")},
    {"access.manage_clients", QT_TRANSLATE_NOOP("ActionWords", "Programs and their secrets")},
    {"access.read_sessions", QT_TRANSLATE_NOOP("ActionWords", "See who is signed in")},
    {"access.revoke_session", QT_TRANSLATE_NOOP("ActionWords", "End sessions of others")},
    {"access.sessions", QT_TRANSLATE_NOOP("ActionWords", "Sessions of others")},
    {"access.tokens", QT_TRANSLATE_NOOP("ActionWords", "Tokens of programs")},
    {"approvals.comment", QT_TRANSLATE_NOOP("ActionWords", "Comment on what waits")},
    {"approvals.confirm_override", QT_TRANSLATE_NOOP("ActionWords", "Confirm an emergency override")},
    {"approvals.override", QT_TRANSLATE_NOOP("ActionWords", "Ask for an emergency override")},
    {"approvals.review_override", QT_TRANSLATE_NOOP("ActionWords", "Look at emergency overrides afterwards")},
    {"approvals.escalate", QT_TRANSLATE_NOOP("ActionWords", "Take a request to the next level")},
    {"approvals.read", QT_TRANSLATE_NOOP("ActionWords", "See what waits for release")},
    {"comms.change_scope", QT_TRANSLATE_NOOP("ActionWords", "Change the channels of what waits")},
    {"comms.contact_choice", QT_TRANSLATE_NOOP("ActionWords", "Record what a customer wishes")},
    {"comms.resolve_unknown", QT_TRANSLATE_NOOP("ActionWords", "Say what became of a message")},
    {"incidents.close", QT_TRANSLATE_NOOP("ActionWords", "Close incidents")},
    {"incidents.close_restored", QT_TRANSLATE_NOOP("ActionWords", "Close incidents that are restored")},
    {"incidents.create", QT_TRANSLATE_NOOP("ActionWords", "Open incidents")},
    {"incidents.crew_note", QT_TRANSLATE_NOOP("ActionWords", "Write what crews say")},
    {"incidents.draw_boundary", QT_TRANSLATE_NOOP("ActionWords", "Draw the boundary of an incident")},
    {"incidents.merge", QT_TRANSLATE_NOOP("ActionWords", "Merge incidents")},
    {"incidents.move_report", QT_TRANSLATE_NOOP("ActionWords", "Move reports between incidents")},
    {"incidents.reopen", QT_TRANSLATE_NOOP("ActionWords", "Open closed incidents again")},
    {"incidents.restoration", QT_TRANSLATE_NOOP("ActionWords", "Say that power is back")},
    {"incidents.set_cause", QT_TRANSLATE_NOOP("ActionWords", "Say the cause")},
    {"incidents.set_status", QT_TRANSLATE_NOOP("ActionWords", "Change the state of incidents")},
    {"incidents.split", QT_TRANSLATE_NOOP("ActionWords", "Split incidents")},
    {"incidents.undo_change", QT_TRANSLATE_NOOP("ActionWords", "Undo a change to an incident")},
    {"integrity.remediate", QT_TRANSLATE_NOOP("ActionWords", "Mend damage of the log")},
    {"ledger.export", QT_TRANSLATE_NOOP("ActionWords", "Export the log")},
    {"ledger.export_policy", QT_TRANSLATE_NOOP("ActionWords", "Say how exports are masked and approved")},
    {"ledger.read", QT_TRANSLATE_NOOP("ActionWords", "Read the log")},
    {"ledger.schedule", QT_TRANSLATE_NOOP("ActionWords", "Schedule exports of the log")},
    {"oncall.acknowledge", QT_TRANSLATE_NOOP("ActionWords", "Say \"I am on it\" when called")},
    {"oncall.read", QT_TRANSLATE_NOOP("ActionWords", "See who is on call")},
    {"oncall.roster", QT_TRANSLATE_NOOP("ActionWords", "Keep the on-call roster")},
    {"oncall.steer", QT_TRANSLATE_NOOP("ActionWords", "Put off and hand on what people are called for")},
    {"operations.purge", QT_TRANSLATE_NOOP("ActionWords", "Remove what is past its time")},
    {"operations.recovery", QT_TRANSLATE_NOOP("ActionWords", "Record backups and rehearsals")},
    {"operations.retention", QT_TRANSLATE_NOOP("ActionWords", "Say how long things are kept")},
    {"operations.rotate_keys", QT_TRANSLATE_NOOP("ActionWords", "Change the keys of the vault")},
    {"policies.approve", QT_TRANSLATE_NOOP("ActionWords", "Approve versions of rules")},
    {"policies.configure", QT_TRANSLATE_NOOP("ActionWords", "Say how many approve rules")},
    {"policies.cut_over", QT_TRANSLATE_NOOP("ActionWords", "Move roles into versions of rules")},
    {"policies.draft", QT_TRANSLATE_NOOP("ActionWords", "Draft versions of rules")},
    {"policies.publish", QT_TRANSLATE_NOOP("ActionWords", "Publish versions of rules")},
    {"policies.read", QT_TRANSLATE_NOOP("ActionWords", "Read the rules")},
    {"privacy.erase", QT_TRANSLATE_NOOP("ActionWords", "Erase a person")},
    {"privacy.hold", QT_TRANSLATE_NOOP("ActionWords", "Hold evidence back from removal")},
    {"reports.discard", QT_TRANSLATE_NOOP("ActionWords", "Set reports aside")},
    {"reports.place", QT_TRANSLATE_NOOP("ActionWords", "Say where a report is")},
    {"reports.reveal", QT_TRANSLATE_NOOP("ActionWords", "Read a customer's own words and number")},
    {"settings.partner_key", QT_TRANSLATE_NOOP("ActionWords", "Keys of partners")},
    {"territory.import", QT_TRANSLATE_NOOP("ActionWords", "Import the territory")},
    {"territory.overrides", QT_TRANSLATE_NOOP("ActionWords", "Correct places on the map")},
    {"territory.read", QT_TRANSLATE_NOOP("ActionWords", "See the territory")},
};

}  // namespace

QString actionText(const std::string& action) {
    const auto found = std::find_if(std::begin(names), std::end(names), [&action](const auto& each) { return action == each.first; });
    return found == std::end(names) ? utf8(action) : Words::tr(found->second);
}

}  // namespace ok::app
