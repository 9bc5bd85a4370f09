// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/letter_maker.h"

#include "shared/access/tenant_profile.h"
#include "shared/comms/message.h"
#include "shared/territory/account.h"

namespace ok::comms {
namespace {

constexpr std::size_t placesRead = 3;  // a text names at most two; the third says there are more

template <ViewDocument T>
Result<T> readDocument(Store& reader, TenantId tenant, const std::string& id) {
    const auto body = reader.documents(tenant).read(T::viewKind, id);
    if (!body) return problem("message_unknown", "a document of this message is missing");
    return fromJson<T>(*body);
}

std::string shortAddress(const territory::AddressText& a) {
    if (a.street.empty()) return a.line;
    std::string out = a.houseNumber.empty() ? a.street : a.houseNumber + " " + a.street;
    if (!a.unit.empty()) out += " " + a.unit;
    return out;
}

Reader readerOf(Store& store, const OutboxRow& row, const Message& message, const Broadcast& broadcast, const std::string& stopUrl) {
    Reader out{message.zone, message.language, {}, broadcast.area, stopUrl, broadcast.sentAt, message.corrects ? message.corrects->saidAt : Instant{}};
    for (const AccountId& id : message.accounts) {
        if (out.places.size() == placesRead) {
            out.places.resize(message.accounts.size(), out.places.back());  // only their number is said
            break;
        }
        const auto body = store.rowBody(row.tenant, accountTable, id.str());
        if (!body) continue;
        const auto account = fromJson<territory::Account>(*body);
        if (!account.ok() || account->address.empty()) continue;
        out.places.push_back(shortAddress(account->address));
    }
    return out;
}

template <PersonalType T>
Result<std::string> openContact(const Vault& vault, const OutboxRow& row, const std::string& token) {
    OK_ASSIGN(const auto contact, vault.open(row.tenant, Token<T>{token}));
    return contact.text;
}

Result<outbox::Letter> makeLetter(const OutboxRow& row, Store& store, const VaultKeys& keys, const StopLink& stopLink) {
    OK_ASSIGN(const auto message, readDocument<Message>(store, row.tenant, row.id));
    OK_ASSIGN(const auto broadcast, readDocument<Broadcast>(store, row.tenant, message.broadcast.str()));
    const Draft* draft = findDraft(broadcast, message.channel, message.language);
    if (draft == nullptr) draft = findDraft(broadcast, message.channel, Language::en);
    if (draft == nullptr) return problem("draft_not_found", "the broadcast has no draft for this channel");
    const std::string stopUrl = stopLink ? stopLink(row.tenant, message.id, message.channel) : std::string();
    OK_ASSIGN(auto made, renderDraft(*draft, readerOf(store, row, message, broadcast, stopUrl), row.drill || message.drill));
    outbox::Letter letter{{}, std::move(made.subject), std::move(made.text), std::move(made.html), enumName(draft->language),
                          made.size.segments, stopUrl};
    if (row.drill) return letter;
    const Vault vault(store, keys);
    auto to = message.channel == Channel::email ? openContact<EmailAddress>(vault, row, message.contact)
                                                : openContact<PhoneNumber>(vault, row, message.contact);
    if (!to.ok()) return to.problem();
    letter.to = std::move(*to);
    return letter;
}

}  // namespace

outbox::MakeLetter letterMaker(const VaultKeys& keys, StopLink stopLink) {
    return [&keys, stopLink = std::move(stopLink)](const OutboxRow& row, Store& store) { return makeLetter(row, store, keys, stopLink); };
}

}  // namespace ok::comms
