// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/nudge_letters.h"

#include "server/outbox/http_client.h"

namespace ok::oncall {
namespace {

struct ChatText {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(ChatText, (), (text))

}  // namespace

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
        std::vector<TapLink> more;
        for (const NudgeItem& item : notice.items) {
            const auto sealed = item.tap.known() ? Vault(reader, keys).open(row.tenant, item.tap) : Result<Secret>(problem("none", ""));
            more.push_back(sealed.ok() ? fromJson<TapLink>(sealed->text).valueOr({}) : TapLink{});
        }
        NudgeText words = wordsOf(notice, tap, publicUrl.empty() ? std::string() : publicUrl + "/v1/approvals/" + notice.approval.str(), more);
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

outbox::Handover ChatConnector::deliver(const outbox::RealParcel& parcel) {
    outbox::HttpCall call;
    call.method = "POST";
    call.url = parcel.letter().to;
    call.body = toJson(ChatText{parcel.letter().text});
    call.headers = {{"Content-Type", "application/json"}};
    const auto answer = outbox::call(call);
    if (answer.state != outbox::HttpAnswer::State::answered) return {outbox::Outcome::transient, {}, answer.reason, {}};
    if (answer.status / 100 == 2) return {outbox::Outcome::accepted, parcel.row().id, {}, {}};
    if (answer.status == 429 || answer.status >= 500) return {outbox::Outcome::transient, {}, "http_" + std::to_string(answer.status), answer.retryAfter};
    return {outbox::Outcome::refused, {}, "http_" + std::to_string(answer.status), {}};
}

}  // namespace ok::oncall
