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

outbox::MakeLetter noticeLetters(std::function<std::string(TenantId, const std::string&)> mailboxOf, std::string publicUrl) {
    return [mailboxOf = std::move(mailboxOf), publicUrl = std::move(publicUrl)](const OutboxRow& row, Store&) -> Result<outbox::Letter> {
        OK_ASSIGN(const ApprovalNotice notice, fromJson<ApprovalNotice>(row.payload));
        outbox::Letter letter;
        letter.to = mailboxOf(row.tenant, notice.login);
        if (letter.to.empty() && !row.drill) return problem("no_recipient", "nobody knows where this person reads mail");
        letter.subject = notice.about == "rejected" ? "Your request was rejected" : "A request waits for you";
        letter.text = sentenceOf(notice) + "\n\n" + publicUrl + "/v1/approvals/" + notice.approval.str() + "\nAt: " + toIso(notice.at) + "\n";
        if (notice.expiresAt.known()) letter.text += "Until: " + toIso(notice.expiresAt) + "\n";
        letter.language = "en";
        return letter;
    };
}

void addRowOwners(outbox::RowOwners& owners) {
    owners.add(noticeConnector, outbox::ownerTelling(settled));
}

}  // namespace ok::approvals
