// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/export_notices.h"

#include "shared/access/user.h"
#include "shared/base/derived_ids.h"

namespace ok::ledger {
namespace {

using namespace operations;

std::string sentenceOf(const NoticeRow& row) {
    if (row.about == "ready") return "The audit export you asked for is ready: " + std::to_string(row.records) + " records.";
    if (row.about == "delivered") return "The audit export you asked for was delivered.";
    if (row.about == "delivery_failed") return "The audit export you asked for could not be delivered: " + row.reason + ". It can be fetched.";
    return "The audit export you asked for could not be made: " + row.reason + ".";
}

/// False: nothing the requester's document is about.
bool settled(CommandContext& cx, const outbox::RowChange& change) {
    const bool sent = change.row.state == OutboxState::sent;
    if (!sent && change.row.state != OutboxState::failed && change.row.state != OutboxState::dead) return false;
    const auto row = fromJson<NoticeRow>(change.row.payload);
    if (!row.ok()) return false;
    cx.emit(RequesterTold{row->id, row->about, sent ? "sent" : "failed", change.reason}, {.subjects = {row->id.str()}, .stream = Stream::security});
    return true;
}

}  // namespace

void tellRequester(CommandContext& cx, const AuditExport& exported, const std::string& about, const std::string& reason) {
    const auto user = cx.views().find<access::User>(exported.initiator);
    const NoticeRow row{exported.id, about, user ? user->login : exported.initiator, enumName(exported.format), exported.records, reason, cx.clockNow()};
    cx.send({.id = formatUuid(derivedUuid("export notice " + exported.id.str() + about)), .connector = noticeConnector, .payload = toJson(row),
             .due = cx.clockNow()});
}

outbox::MakeLetter noticeLetters(outbox::MailboxOf mailboxOf, std::string publicUrl) {
    return [mailboxOf = std::move(mailboxOf), publicUrl = std::move(publicUrl)](const OutboxRow& row, Store&) -> Result<outbox::Letter> {
        OK_ASSIGN(const NoticeRow notice, fromJson<NoticeRow>(row.payload));
        return outbox::staffLetter(mailboxOf, row, notice.login, "Audit export " + notice.about,
                                   sentenceOf(notice) + "\n\n" + publicUrl + "/v1/audit/exports/" + notice.id.str() + "\nFormat: " + notice.format +
                                       "\nAt: " + toIso(notice.at) + "\n");
    };
}

void addRowOwners(outbox::RowOwners& owners) {
    owners.add(noticeConnector, outbox::ownerTelling(settled));
}

}  // namespace ok::ledger
