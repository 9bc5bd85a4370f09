// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One include and one line a domain; and the domain's target in CMakeLists.txt.
#include "shared/product/projections.h"

#include "shared/access/tenant_profile.h"
#include "shared/identity/directory.h"
#include "shared/approvals/artifact.h"
#include "shared/approvals/one_tap.h"
#include "shared/approvals/release.h"
#include "shared/comms/comms_views.h"
#include "shared/evidence/evidence.h"
#include "shared/incidents/incidents_views.h"
#include "shared/integrity/anomaly.h"
#include "shared/oncall/oncall_views.h"
#include "shared/operations/audit_schedules.h"
#include "shared/operations/audit_sinks.h"
#include "shared/operations/privacy.h"
#include "shared/policy/policy_events.h"
#include "shared/reports/reports_views.h"
#include "shared/territory/territory_views.h"
#include "shared/webhooks/webhooks.h"

namespace ok {

void addAllProjections(Projections& projections) {
    policy::addProjections(projections);
    access::addProjections(projections);
    identity::addProjections(projections);
    approvals::addProjections(projections);
    approvals::addOneTapProjections(projections);
    approvals::addArtifactProjections(projections);
    territory::addProjections(projections);
    reports::addProjections(projections);
    incidents::addProjections(projections);
    evidence::addProjections(projections);
    oncall::addProjections(projections);
    comms::addProjections(projections);
    operations::addProjections(projections);
    integrity::addProjections(projections);
    operations::addExportProjections(projections);
    operations::addScheduleProjections(projections);
    operations::addSinkProjections(projections);
    webhooks::addProjections(projections);
}

}  // namespace ok
