// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/gate/snapshot_store.h"

namespace ok {
namespace {

constexpr std::size_t pieceBytes = 512 * 1024;   // one sealed value: what a rotation of keys holds in memory at a time

std::string ownOf(const Digest& list) { return "recipients|" + list.hex(); }

/// The tokens of a list's pieces, in order. Settings are durable and small: the list itself is sealed.
std::string settingOf(const Digest& list) { return "snapshot_list." + list.hex(); }

}  // namespace

Status keepRecipients(CommandContext& cx, const approvals::RecipientList& list) {
    const auto there = cx.store().setting(cx.tenant(), settingOf(list.digest));
    if (list.rows.empty() || (there && !there->empty())) return {};
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < list.file.size(); at += pieceBytes) {
        const FreeText piece{list.file.substr(at, pieceBytes)};
        OK_ASSIGN(const auto token, cx.vault().putOwn(cx.tenant(), piece, ownOf(list.digest) + "|" + std::to_string(pieces.size())));
        pieces.push_back(token.token);
    }
    return cx.store().putSetting(cx.tenant(), settingOf(list.digest), toJson(pieces));
}

Result<approvals::RecipientList> frozenRecipients(CommandContext& cx, const Digest& list) {
    const auto kept = cx.store().setting(cx.tenant(), settingOf(list));
    if (!kept || kept->empty()) {
        auto empty = approvals::freezeRecipients({});
        if (empty.ok() && empty->digest == list) return empty;
        return problem("recipients_missing", "the list of who was to be told is not there");
    }
    OK_ASSIGN(const auto pieces, fromJson<std::vector<std::string>>(*kept));
    std::string file;
    for (const std::string& token : pieces) {
        OK_ASSIGN(const auto piece, cx.vault().open(cx.tenant(), Token<FreeText>{token}));
        file += piece.text;
    }
    return approvals::readRecipients(file, list);
}

Status eraseRecipients(CommandContext& cx, const Digest& list) {
    const auto kept = cx.store().setting(cx.tenant(), settingOf(list));
    if (!kept || kept->empty()) return {};
    OK_ASSIGN(const auto pieces, fromJson<std::vector<std::string>>(*kept));
    for (const std::string& token : pieces) OK_TRY(cx.vault().erase(cx.tenant(), token));
    return cx.store().putSetting(cx.tenant(), settingOf(list), "");
}

Result<FrozenVersion> frozenVersion(Views& views, ApprovalId approval, int version) {
    const auto file = views.find<approvals::RequestFile>(approval.str());
    const std::size_t wanted = file ? static_cast<std::size_t>(version == 0 ? file->request.version : version) : 0;
    if (!file || wanted < 1 || wanted > file->versions.size()) return problem("not_found", "there is no such version of this request");
    const auto stored = views.find<approvals::StoredSnapshot>(file->versions[wanted - 1].id);
    if (!stored) return problem("not_found", "there is no such version of this request");
    const auto raw = fromHex(stored->publicKey);
    PublicKey key{};
    if (!raw.ok() || raw->size() != key.size()) return problem("bad_signature", "the signature does not fit");
    std::copy(raw->begin(), raw->end(), key.begin());
    OK_TRY(approvals::verify(stored->snapshot(), key));
    FrozenVersion out{*stored, {}};
    OK_ASSIGN(out.content, fromJson<approvals::SnapshotContent>(stored->content.text));
    return out;
}

}  // namespace ok
