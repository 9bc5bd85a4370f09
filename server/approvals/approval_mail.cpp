// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/approval_mail.h"

namespace ok::approvals {
namespace {

std::string sentenceOf(const ApprovalNotice& notice) {
    if (notice.about == "rejected") return "What you asked for (" + notice.command + ") was rejected: " + notice.reason;
    return "A request (" + notice.command + ") waits for somebody with the role " + notice.role + (notice.reason.empty() ? std::string() : ": " + notice.reason);
}

/// False: nothing that a person's mail is about.
bool settled(CommandContext& cx, const outbox::RowChange& change) {
    const bool sent = change.row.state == OutboxState::sent;
    if (!sent && change.row.state != OutboxState::failed && change.row.state != OutboxState::dead) return false;
    const auto notice = fromJson<ApprovalNotice>(change.row.payload);
    if (!notice.ok()) return false;
    cx.emit(PersonTold{notice->approval, notice->about, notice->login, sent ? "sent" : "failed", change.reason},
            {.subjects = {notice->approval.str()}, .eventTime = {}, .justification = {}, .stream = Stream::security});
    return true;
}

}  // namespace

outbox::MakeLetter noticeLetters(outbox::MailboxOf mailboxOf, std::string publicUrl) {
    return [mailboxOf = std::move(mailboxOf), publicUrl = std::move(publicUrl)](const OutboxRow& row, Store&) -> Result<outbox::Letter> {
        OK_ASSIGN(const ApprovalNotice notice, fromJson<ApprovalNotice>(row.payload));
        std::string text = sentenceOf(notice) + "\n\n" + publicUrl + "/v1/approvals/" + notice.approval.str() + "\nAt: " + toIso(notice.at) + "\n";
        if (notice.expiresAt.known()) text += "Until: " + toIso(notice.expiresAt) + "\n";
        return outbox::staffLetter(mailboxOf, row, notice.login, notice.about == "rejected" ? "Your request was rejected" : "A request waits for you", std::move(text));
    };
}

void addRowOwners(outbox::RowOwners& owners) {
    owners.add(noticeConnector, outbox::ownerTelling(settled));
}

}  // namespace ok::approvals
