// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/staff_answers.h"

#include "server/access/access_commands.h"
#include "shared/base/derived_ids.h"
#include "shared/oncall/nudge_words.h"
#include "shared/oncall/oncall_commands.h"

namespace ok {
namespace {

std::string wordsOf(const CommandAnswer& answer) {
    const auto reply = answer.reply.ok() ? fromJson<oncall::AcknowledgedReply>(*answer.reply) : Result<oncall::AcknowledgedReply>(answer.reply.problem());
    const bool spanish = reply.ok() && reply->language == "es";
    if (!reply.ok() || reply->approvals.empty()) return spanish ? "Nada le espera ahora." : "Nothing waits for you now.";
    return spanish ? "Anotado: usted se encarga. No le recordaremos de nuevo." : "Noted: you are on it. We remind you no more.";
}

}  // namespace

std::function<bool(const TenantProfile&, const std::string&, const std::string&, const std::string&, std::function<void(std::string)>)> staffAnswers(Gate& gate, comms::ProviderBook book) {
    return [&gate, book = std::move(book)](const TenantProfile& profile, const std::string& from, const std::string& text, const std::string& messageId,
                                           std::function<void(std::string)> reply) {
        const auto number = oncall::acknowledgedIn(text);
        const auto providers = book.find(profile.slug);
        const std::string login = number && providers != book.end() ? providers->second.loginAt(from) : std::string();
        if (login.empty()) return false;
        gate.submit(access::systemContext(profile.tenant, profile.drill),
                    {commandIdFrom(profile.tenant, "ack by text " + messageId), std::string(oncall::AcknowledgeByText::card.name), toJson(oncall::AcknowledgeByText{login, *number})},
                    [reply = std::move(reply)](const CommandAnswer& answer) { reply(wordsOf(answer)); });
        return true;
    };
}

}  // namespace ok
