// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/audience_sample.h"

#include "server/comms/broadcast_audience.h"
#include "server/comms/letter_maker.h"
#include "server/gate/snapshot_store.h"

namespace ok::comms {
namespace {

constexpr std::size_t mostSampled = 200;
constexpr std::size_t postcodeShown = 3;

std::string contactOf(CommandContext& cx, const std::string& token, Channel channel) {
    if (channel == Channel::email) {
        const auto email = cx.vault().open(cx.tenant(), Token<EmailAddress>{token});
        return email.ok() ? veiled(email->text, channel) : std::string("\u2022\u2022\u2022");
    }
    const auto phone = cx.vault().open(cx.tenant(), Token<PhoneNumber>{token});
    return phone.ok() ? veiled(phone->text, channel) : std::string("\u2022\u2022\u2022");
}

void addPlace(CommandContext& cx, const approvals::FrozenRecipient& row, SampledRecipient& out) {
    const auto body = row.accounts.empty() ? std::nullopt : cx.store().rowBody(cx.tenant(), accountTable, row.accounts.front().str());
    const auto account = body ? fromJson<territory::Account>(*body) : Result<territory::Account>(problem("gone", ""));
    if (!account.ok()) return;
    out.city = account->address.city;
    out.postcode = account->address.postcode.substr(0, postcodeShown);
}

}  // namespace

std::string veiled(const std::string& contact, Channel channel) {
    const std::string veil = "\u2022\u2022\u2022";
    if (channel != Channel::email) return contact.size() < 6 ? veil : veil + contact.substr(contact.size() - 2);
    const std::size_t at = contact.rfind('@');
    if (at == std::string::npos || at == 0 || at + 1 == contact.size()) return veil;
    return std::string(cutUtf8(contact, 1)) + veil + "@" + std::string(cutUtf8(std::string_view(contact).substr(at + 1), 1)) + veil;
}

Status sampleAudience(CommandContext& cx, const CommsPorts& ports, const SampleAudience& command) {
    OK_ASSIGN(const ok::FrozenVersion version, ok::frozenVersion(cx.views(), command.approval));
    OK_ASSIGN(const approvals::RecipientList list, frozenRecipients(cx, version.content.audience.list));
    const Digest& seed = version.stored.header.contentHash;
    AudienceSample out{version.stored.header.id, static_cast<std::int64_t>(list.rows.size()), {}, {}};
    const auto chosen = approvals::sampleOf(list, seed, mostSampled);
    for (const approvals::FrozenRecipient& row : chosen) {
        const Channel channel = parseEnum<Channel>(row.channel).value_or(Channel::sms);
        SampledRecipient& each = out.rows.emplace_back();
        each.channel = row.channel;
        each.contact = contactOf(cx, row.contact, channel);
        each.language = row.language;
        each.accounts = static_cast<int>(row.accounts.size());
        addPlace(cx, row, each);
        each.reachable = !isStopped(cx, ports, row.contact, channel);
        if (!each.reachable) each.reason = "stopped";
    }
    out.checksum = sha256(toJson(chosen));
    cx.reply(out);
    return {};
}

}  // namespace ok::comms
