// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/nudge_letters.h"

namespace ok::oncall {

outbox::MakeLetter nudgeLetters(StaffAddress addressOf, const VaultKeys& keys, std::string publicUrl) {
    return [addressOf = std::move(addressOf), &keys, publicUrl = std::move(publicUrl)](const OutboxRow& row, Store& reader) -> Result<outbox::Letter> {
        OK_ASSIGN(const NudgeNotice notice, fromJson<NudgeNotice>(row.payload));
        outbox::Letter letter;
        letter.to = addressOf(row.tenant, notice.login, notice.channel);
        if (letter.to.empty() && !row.drill) return problem("no_recipient", "nobody knows how this person is reached");
        TapLink tap;
        if (notice.tap.known()) {
            const auto sealed = Vault(reader, keys).open(row.tenant, notice.tap);
            if (sealed.ok()) tap = fromJson<TapLink>(sealed->text).valueOr({});
        }
        NudgeText words = wordsOf(notice, tap, publicUrl.empty() ? std::string() : publicUrl + "/v1/approvals/" + notice.approval.str());
        letter.subject = std::move(words.subject);
        letter.text = std::move(words.text);
        letter.language = notice.language;
        return letter;
    };
}

outbox::RealConnector& NudgeConnector::of(const outbox::RealParcel& parcel) const {
    const auto notice = fromJson<NudgeNotice>(parcel.row().payload);
    return notice.ok() && notice->provider > 0 ? *m_second : *m_first;
}

}  // namespace ok::oncall
