// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/approval_mail.h"

namespace ok::approvals {
namespace {

std::string sentenceOf(const ApprovalNotice& notice) {
    if (notice.about == "rejected") return "What you asked for or approved (" + notice.command + ") was rejected: " + notice.reason;
    if (notice.about == "expired") return "Nobody decided in time what you asked for or approved (" + notice.command + "). It is closed: nothing of it happens. Ask for it again if it is still needed.";
    if (notice.about == "amended") return "What you wrote or approved (" + notice.command + ") was changed since. Nothing of what was said about it counts any more: look at the new version.";
    if (notice.about == "drifted") return "The world has changed since a request (" + notice.command + ") was frozen: " + notice.reason + ". Look at it: go on, freeze it anew, or withdraw it.";
    if (notice.about == "paused") return "A message planned for " + notice.reason + " is paused: it is not approved yet. It leaves when it is released.";
    if (notice.about == "override") return "Somebody asks to send a message in an emergency and needs your word within three minutes: " + notice.reason;
    if (notice.about == "code_locked") return "Somebody typed wrong codes for a request that waits for you. Its code is locked for 15 minutes; your link still works.";
    if (notice.about == "released") return "What you asked for (" + notice.command + ") was approved and is carried out.";
    if (notice.about == "cancelled") return "A request (" + notice.command + ") that waited for you was taken back: " + notice.reason;
    if (notice.about == "mismatch") return "What would run for a request (" + notice.command + ") is not what was approved. It is stopped, and no key of it counts any more: look at it.";
    if (notice.about == "lapsed") return "Keys that were turned for a request (" + notice.command + ") do not count any more (" + notice.reason + "): it waits for them anew.";
    if (notice.about == "override_forbidden") return "Somebody tried to break the glass over a request (" + notice.command + ") where the policy forbids it: " + notice.reason;
    if (notice.about == "change_attempted") return "Somebody tried to change or remove what was said about a request (" + notice.reason + "). Nothing was changed.";
    return "A request (" + notice.command + ") waits for somebody with the role " + notice.role + (notice.reason.empty() ? std::string() : ": " + notice.reason);
}

std::string subjectOf(const ApprovalNotice& notice) {
    if (notice.about == "rejected") return "Your request was rejected";
    if (notice.about == "expired") return "Request expired";
    if (notice.about == "amended") return "A request has another version";
    if (notice.about == "drifted") return "A request is not up to date any more";
    if (notice.about == "paused") return "A planned message is paused";
    if (notice.about == "released") return "Your request was approved";
    if (notice.about == "cancelled") return "A request was taken back";
    if (notice.about == "mismatch") return "A request was stopped: its content does not fit";
    if (notice.about == "lapsed") return "Keys of a request lapsed";
    if (notice.about == "override_forbidden") return "Compliance: a forbidden override was tried";
    if (notice.about == "change_attempted") return "An attempt to change the record of an approval";
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
