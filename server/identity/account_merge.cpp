// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/account_merge.h"

#include <algorithm>

#include "server/access/key_room.h"
#include "server/access/key_rules.h"
#include "shared/access/api_client.h"
#include "shared/access/user.h"

namespace ok::identity {
namespace {

using access::User;

EventOptions inSecurity(std::vector<std::string> subjects, const std::string& reason) {
    return {.subjects = std::move(subjects), .justification = reason, .stream = Stream::security};
}

bool isAdmin(const User& user) { return std::find(user.roles.begin(), user.roles.end(), "admin") != user.roles.end(); }

Status keepsAnAdministrator(CommandContext& cx, const User& without) {
    bool other = !isAdmin(without);
    cx.views().each<User>([&](const User& user) { other = other || (!user.disabled && !(user.id == without.id) && isAdmin(user)); });
    if (other) return {};
    return problem("last_administrator", "nobody else could administer this utility: make another administrator first");
}

Status mayMerge(CommandContext& cx, const MergeAccounts& command, const User& local) {
    if (command.reason.size() < 10 || command.reason.size() > 500) return problem("invalid_fields", "say why in 10 to 500 characters: it stays in the log", {{"field", "reason"}});
    const auto person = cx.views().find<DirectoryUser>(command.into.str());
    if (!person || person->removed || !person->active) return problem("person_not_found", "the mirror has nobody active with this id");
    if (cx.views().find<DirectoryUser>(local.id.str())) return problem("not_local", "a directory tells of this account already: it is not merged by hand");
    const std::string& me = cx.who().actor.id;
    if (me == local.id.str() || me == command.into.str()) return problem("own_account", "somebody else has to do this with your accounts");
    if (local.disabled || cx.views().find<MergedAccount>(local.id.str())) return problem("not_local", "this account is closed");
    return keepsAnAdministrator(cx, local);
}

AccountsMerged closed(CommandContext& cx, const MergeAccounts& command, const User& local) {
    AccountsMerged out;
    out.merged = {local.id, command.into, cx.clockNow()};
    out.login = local.login;
    for (const access::Session& session : cx.views().byKey<access::Session>("user", local.id.str())) {
        if (session.revoked || session.expiresAt <= cx.clockNow()) continue;
        cx.emit(access::SessionRevoked{session.id, "account_merged"}, inSecurity({session.id.str(), local.id.str()}, command.reason));
        ++out.sessionsEnded;
    }
    for (const access::ApiClient& client : cx.views().byKey<access::ApiClient>("owner", local.id.str())) {
        if (client.revoked) continue;
        cx.emit(access::ApiClientRevoked{client.id, "account_merged"}, inSecurity({client.id.str(), local.id.str()}, command.reason));
        ++out.tokensRevoked;
    }
    return out;
}

Status merge(const Right&, CommandContext& cx, const MergeAccounts& command) {
    const auto named = cx.views().byKey<User>("login", command.login);
    if (named.empty()) return problem("user_not_found", "there is no account `" + command.login.substr(0, 64) + "`");
    const User& before = named.front();
    OK_TRY(mayMerge(cx, command, before));
    AccountsMerged done = closed(cx, command, before);
    OK_ASSIGN(done.keysRemoved, access::removeEveryKey(cx, before.id, command.reason));
    cx.emit(access::UserDisabled{before.id, true}, inSecurity({before.id.str()}, command.reason));
    cx.reply(done);
    cx.emit(std::move(done), inSecurity({before.id.str(), command.into.str()}, command.reason));
    return {};
}

}  // namespace

void addMergeHandler(Gate& gate) { gate.handle<MergeAccounts>(merge); }

}  // namespace ok::identity
