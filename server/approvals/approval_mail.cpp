// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/approval_mail.h"

namespace ok::approvals {
namespace {

std::string sentenceOf(const ApprovalNotice& notice) {
    if (notice.about == "rejected") return "What you asked for (" + notice.command + ") was rejected: " + notice.reason;
    if (notice.about == "amended") return "What you wrote or approved (" + notice.command + ") was changed since. Nothing of what was said about it counts any more: look at the new version.";
    if (notice.about == "paused") return "A message planned for " + notice.reason + " is paused: it is not approved yet. It leaves when it is released.";
    if (notice.about == "override") return "Somebody asks to send a message in an emergency and needs your word within three minutes: " + notice.reason;
    if (notice.about == "code_locked") return "Somebody typed wrong codes for a request that waits for you. Its code is locked for 15 minutes; your link still works.";
    return "A request (" + notice.command + ") waits for somebody with the role " + notice.role + (notice.reason.empty() ? std::string() : ": " + notice.reason);
}

std::string subjectOf(const ApprovalNotice& notice) {
    if (notice.about == "rejected") return "Your request was rejected";
    if (notice.about == "amended") return "A request has another version";
    if (notice.about == "paused") return "A planned message is paused";
    if (notice.about == "code_locked") return "Wrong codes for a request of yours";
    return notice.about == "override" ? "Emergency: confirm within three minutes" : "A request waits for you";
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
        return outbox::staffLetter(mailboxOf, row, notice.login, subjectOf(notice), std::move(text));
    };
}

void addRowOwners(outbox::RowOwners& owners) {
    owners.add(noticeConnector, outbox::ownerTelling(settled));
}

}  // namespace ok::approvals
