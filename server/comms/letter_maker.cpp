// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/letter_maker.h"

#include <map>
#include <mutex>

#include "shared/access/tenant_profile.h"
#include "shared/approvals/request_file.h"
#include "shared/comms/frozen_broadcast.h"
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
    Reader out{message.zone, message.language, {}, broadcast.area, stopUrl, broadcast.sentAt, message.corrects ? message.corrects->saidAt : Instant{}, {}, {}};
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

/// Contents of snapshots, which never change: a town's messages are made from one.
class Contents {
  public:
    Result<std::shared_ptr<const approvals::SnapshotContent>> of(Store& reader, TenantId tenant, const std::string& id) {
        const std::string key = tenant.str() + id;
        {
            const std::lock_guard lock(m_mutex);
            if (const auto found = m_kept.find(key); found != m_kept.end()) return found->second;
        }
        OK_ASSIGN(const auto stored, readDocument<approvals::StoredSnapshot>(reader, tenant, id));
        if (sha256(stored.content.text) != stored.header.contentHash) return problem("digest_mismatch", "the words are not those that were frozen");
        OK_ASSIGN(auto content, fromJson<approvals::SnapshotContent>(stored.content.text));
        auto made = std::make_shared<const approvals::SnapshotContent>(std::move(content));
        const std::lock_guard lock(m_mutex);
        if (m_kept.size() >= mostKept) m_kept.clear();
        m_kept[key] = made;
        return made;
    }

  private:
    static constexpr std::size_t mostKept = 16;
    std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<const approvals::SnapshotContent>> m_kept;
};

/// As it was released; of what nobody had to release, the broadcast's own.
Result<Draft> wordsOf(Store& store, Contents& contents, const OutboxRow& row, const Message& message, const Broadcast& broadcast) {
    if (!message.snapshotId.empty()) {
        OK_ASSIGN(const auto content, contents.of(store, row.tenant, message.snapshotId));
        auto frozen = draftOf(*content, message.channel, message.language);
        if (!frozen) frozen = draftOf(*content, message.channel, Language::en);
        if (!frozen) return problem("draft_not_found", "the snapshot has no words for this channel");
        return *frozen;
    }
    const Draft* draft = findDraft(broadcast, message.channel, message.language);
    if (draft == nullptr) draft = findDraft(broadcast, message.channel, Language::en);
    if (draft == nullptr) return problem("draft_not_found", "the broadcast has no draft for this channel");
    return *draft;
}

Result<outbox::Letter> makeLetter(const OutboxRow& row, Store& store, const VaultKeys& keys, const StopLink& stopLink, const EvidenceAddress& evidence, Contents& contents) {
    OK_ASSIGN(const auto message, readDocument<Message>(store, row.tenant, row.id));
    OK_ASSIGN(const auto broadcast, readDocument<Broadcast>(store, row.tenant, message.broadcast.str()));
    OK_ASSIGN(const Draft draft, wordsOf(store, contents, row, message, broadcast));
    const std::string stopUrl = stopLink ? stopLink(row.tenant, message.id, message.channel) : std::string();
    Reader reader = readerOf(store, row, message, broadcast, stopUrl);
    if (evidence && !message.snapshotId.empty()) reader.evidenceAt = evidence(row.tenant, message.snapshotId);
    OK_ASSIGN(auto made, renderDraft(draft, reader, row.drill || message.drill));
    // Tried again it says the same, byte for byte, or a person decides (F04.R5.A5): an address may be another by now.
    if (message.textHash.known() && message.textHash != sha256(made.subject + "\n" + made.text)) return problem("text_changed", "what it would say now is not what was tried before");
    outbox::Letter letter{.to = {}, .subject = std::move(made.subject), .text = std::move(made.text), .html = std::move(made.html), .language = enumName(draft.language),
                          .segments = made.size.segments, .stopUrl = stopUrl, .snapshotId = message.snapshotId, .secret = {}};
    if (row.drill) return letter;
    const Vault vault(store, keys);
    auto to = message.channel == Channel::email ? openContact<EmailAddress>(vault, row, message.contact)
                                                : openContact<PhoneNumber>(vault, row, message.contact);
    if (!to.ok()) return to.problem();
    letter.to = std::move(*to);
    return letter;
}

}  // namespace

outbox::MakeLetter letterMaker(const VaultKeys& keys, StopLink stopLink, EvidenceAddress evidence) {
    return [&keys, stopLink = std::move(stopLink), evidence = std::move(evidence), contents = std::make_shared<Contents>()](const OutboxRow& row, Store& store) {
        return makeLetter(row, store, keys, stopLink, evidence, *contents);
    };
}

}  // namespace ok::comms
