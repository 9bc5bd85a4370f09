// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/actions.h"

#include <algorithm>
#include <array>

namespace ok::access {
namespace {

constexpr DimensionSet place = setOf(Dimension::geography);
constexpr DimensionSet incident = place | setOf(Dimension::severity);
constexpr DimensionSet words = incident | setOf(Dimension::content_type);
constexpr DimensionSet update = words | setOf(Dimension::channel);

// In order of name. A test holds it against every registered command.
constexpr std::array actions = std::to_array<ActionInfo>({
    {"access.assign"}, {"access.create_user"}, {"access.devices"}, {"access.directory"}, {"access.disable_user"}, {"access.evaluate"},
    {"access.identities"}, {"access.keys"}, {"access.manage_clients"}, {"access.read_sessions"}, {"access.revoke_session"},
    {"access.sessions"}, {"access.tokens"},
    {"approvals.acknowledge"}, {"approvals.amend"}, {"approvals.cancel"}, {"approvals.comment"}, {"approvals.confirm_override", everyDimension}, {"approvals.escalate"}, {"approvals.expire"}, {"approvals.override", everyDimension},
    {"approvals.read"}, {"approvals.read_outcomes"}, {"approvals.read_snapshots"}, {"approvals.reject"}, {"approvals.release", everyDimension, "approve"}, {"approvals.review_override"}, {"approvals.score"}, {"approvals.snapshot"},
    {"audit.desk"},
    {"ceremony.begin"}, {"ceremony.codes"}, {"ceremony.review"}, {"ceremony.sign_in"},
    {"comms.cancel", update, "cancel"}, {"comms.change_scope", everyDimension}, {"comms.contact_choice"}, {"comms.draft", everyDimension, "initiate"},
    {"comms.resolve_unknown"}, {"comms.retract", update, "cancel"}, {"comms.send", everyDimension, "publish"},
    {"contacts.stop"},
    {"evidence.attach", incident}, {"evidence.read", incident}, {"evidence.store"},
    {"feeds.ingest"},
    {"incidents.close", incident}, {"incidents.close_restored"}, {"incidents.create", incident},
    {"incidents.crew_note", incident}, {"incidents.draw_boundary", incident}, {"incidents.merge", incident},
    {"incidents.move_report", incident}, {"incidents.reopen", incident}, {"incidents.restoration", incident},
    {"incidents.set_cause", incident}, {"incidents.set_etr", words, "edit_etr"}, {"incidents.set_status", incident},
    {"incidents.split", incident}, {"incidents.undo_change", incident},
    {"integrity.remediate"}, {"integrity.report"},
    {"ledger.export"}, {"ledger.export_policy"}, {"ledger.read"}, {"ledger.schedule"},
    {"oncall.acknowledge"}, {"oncall.clock"}, {"oncall.read"}, {"oncall.roster"}, {"oncall.steer"},
    {"operations.create_tenant"}, {"operations.purge"}, {"operations.read_models"}, {"operations.recovery"},
    {"operations.retention"}, {"operations.rotate_keys"},
    {"outbox.dispatch"},
    {"policies.approve"}, {"policies.configure"}, {"policies.cut_over"}, {"policies.draft"}, {"policies.publish"},
    {"policies.read"},
    {"privacy.erase"}, {"privacy.hold"}, {"privacy.read_tokens"},
    {"provisioning.reconcile"}, {"provisioning.sign_in"}, {"provisioning.write"},
    {"receipts.take"},
    {"reports.discard"}, {"reports.place"}, {"reports.receive"}, {"reports.reveal"},
    {"self.keys"}, {"self.preferences"}, {"self.sessions"}, {"self.tokens"},
    {"settings.partner_key"},
    {"sign_in.record"},
    {"snapshots.annotate"}, {"snapshots.read"},
    {"sync.follow"},
    {"territory.import"}, {"territory.overrides"}, {"territory.read"},
    {"webhooks.configure"}, {"webhooks.deliver"}, {"webhooks.read"}, {"webhooks.verify"},
});

}  // namespace

std::span<const ActionInfo> knownActions() { return actions; }

DimensionSet dimensionsOf(std::string_view action) {
    const auto found = std::lower_bound(actions.begin(), actions.end(), action,
                                        [](const ActionInfo& a, std::string_view name) { return a.name < name; });
    return found != actions.end() && found->name == action ? found->dimensions : everyDimension;
}

}  // namespace ok::access
