// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a request rests on, read through the link that leads to the request: the very bytes its version pinned (F04.R3.A5).
#include "server/access/access_commands.h"
#include "server/approvals/phone_room.h"
#include "server/evidence/evidence_files.h"

namespace ok::approvals {

net::HttpResponse PhonePages::Room::file(Store& store, const net::HttpRequest& request) const {
    const auto opened = open(store, request.param("token"));
    if (!opened.ok()) return refusal(request, opened.problem());
    if (const auto session = person.bySession(request); session && session->actor.id != opened->link.person.str()) return refusal(request, oneTapRefused(), nullptr);
    if (const Status may = mayTap(opened->link, opened->approval, parts.clock()); !may.ok()) return refusal(request, may.problem(), &*opened);
    Views views(store.documents(opened->profile.tenant));
    const auto wanted = evidence::pinnedIn(views, opened->approval.snapshotId, std::string(request.param("evidence")));
    if (!wanted.ok() || wanted->item.kind != evidence::EvidenceKind::file) return net::HttpResponse::problem(404, problem("evidence_not_found", "there is no such evidence"));
    const evidence::OpenEvidence command{wanted->item.incident, wanted->item.id, wanted->snapshot};
    const CommandAnswer may = person.run(person.looking(request, opened->profile, opened->person), command);
    if (!may.reply.ok()) return refusal(request, may.reply.problem(), &*opened);
    evidence::Delivery out = evidence::deliver(store, parts.gate.vaultKeys(), opened->profile.tenant, *wanted);
    if (out.report) (void)person.run(access::systemContext(opened->profile.tenant, opened->profile.drill), *out.report);
    return std::move(out.response);
}

}  // namespace ok::approvals
