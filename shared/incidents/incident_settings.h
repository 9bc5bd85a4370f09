// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The numbers the incident rules go by. One set a tenant; a policy document later.
#pragma once
#include "shared/incidents/evidence.h"

namespace ok::incidents {

struct IncidentSettings {
    ClusterSettings clustering;
    Duration evidenceLifetime = hours(24);  ///< older reports no longer make or join clusters
    double reportMarginMetres = 150;        ///< the neighbours of a report are out too
    double feedReachMetres = 500;           ///< a report this near to a feed's outage belongs to it
    int accountsToConfirm = 10;             ///< so many accounts confirm an incident without a person
    int stillOutToReopen = 2;               ///< so many accounts that are still out reopen a restored incident
    Duration reopenWithin = hours(6);      ///< after closing
    int customersToRestore = 3;             ///< replies "it is back", and
    double shareToRestore = 0.5;            ///< this share of the reporting accounts, restore without a person
    int contactsToRestore = 2;              ///< of these, so many different telephones: a form proves nothing
    int metersToRestore = 3;                ///< answering meters do too
};

}  // namespace ok::incidents
