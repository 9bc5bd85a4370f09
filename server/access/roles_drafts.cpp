// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where writes of single roles and assignments go: a draft of the person or program that writes.
#include <algorithm>
#include <set>

#include "server/access/roles_routes.h"
#include "shared/access/compiled_matrix.h"
#include "shared/access/key_standing.h"

namespace ok::access {
namespace {

using Desk = std::shared_ptr<const policy::PolicyDesk>;

struct Job {
    Desk desk;
    SecurityContext who;
    DraftWrite write;
    DraftDone done;
    int tries = 0;
    bool begun = false;
};

void run(const std::shared_ptr<Job>& job);

/// The newest draft this person works on; 0: none.
int ownDraft(Views& views, const std::string& who) {
    int out = 0;
    for (const auto& version : views.byKey<policy::PolicyVersion>("state", std::string(rolesKind) + "/draft")) {
        const bool own = std::find(version.editors.begin(), version.editors.end(), who) != version.editors.end();
        if (own) out = std::max(out, version.number);
    }
    return out;
}

Result<int> draftFor(Views& views, const Job& job) {
    if (job.write.version.empty() || job.write.version == "draft") return ownDraft(views, job.who.actor.id);
    int number = 0;
    for (const char c : job.write.version) {
        if (c < '0' || c > '9' || number > 100'000'000) return problem("policy_version_not_found", "there is no such version of this policy document");
        number = number * 10 + (c - '0');
    }
    return number;
}

void begin(const std::shared_ptr<Job>& job) {
    std::string summary = job->write.summary.empty() ? "Changes by " + job->who.actor.id + " through the roles API" : job->write.summary;
    job->begun = true;
    job->desk->submit(job->who, policy::CreateDraft::card.name, toJson(policy::CreateDraft{std::string(rolesKind), std::move(summary)}), [job](CommandAnswer answer) {
        if (!answer.reply.ok()) return job->done(answer.reply.problem(), {}, {});
        const auto made = fromJson<policy::VersionReply>(*answer.reply);
        if (!made.ok()) return job->done(made.problem(), {}, {});
        job->write.version = std::to_string(made->version);
        run(job);
    });
}

/// Overlaps and the like that this write brought.
std::vector<FieldProblem> newWarnings(const RolesMatrix& before, const RolesMatrix& after) {
    std::set<std::string> known;
    for (const FieldProblem& warning : warningsOf(before)) known.insert(warning.code + warning.message);
    std::vector<FieldProblem> out;
    for (FieldProblem& warning : warningsOf(after)) {
        if (!known.contains(warning.code + warning.message)) out.push_back(std::move(warning));
    }
    return out;
}

void put(const std::shared_ptr<Job>& job, Views& views, const policy::Facts& facts) {
    const auto before = fromJson<RolesMatrix>(facts.body);
    if (!before.ok()) return job->done(before.problem(), {}, {});
    RolesMatrix matrix = *before;
    auto written = job->write.change(matrix);
    policy::VersionReply version{facts.version.kind, facts.version.number, facts.version.revision, facts.version.state, facts.version.digest, 0, 0};
    if (!written.ok()) return job->done(std::move(written), version, {});
    if (const Status keys = keysForAssignments(views, *before, matrix, job->desk->parts().clock()); !keys.ok()) return job->done(keys.problem(), version, {});
    const auto body = policy::normalForm(toJson(matrix));
    auto changes = body.ok() ? policy::changesBetween(facts.body, *body) : Result<std::vector<policy::Change>>(body.problem());
    if (!changes.ok()) return job->done(changes.problem(), version, {});
    const policy::EditDraft command{std::string(rolesKind), version.version, facts.version.revision, std::move(*changes), {}, job->write.reason, job->write.transactionId};
    auto warnings = newWarnings(*before, matrix);
    job->desk->submit(job->who, policy::EditDraft::card.name, toJson(command), [job, version, written = std::move(*written), warnings = std::move(warnings)](CommandAnswer answer) mutable {
        if (!answer.reply.ok() && answer.reply.problem().code == "version_conflict" && ++job->tries < 5) return run(job);
        if (!answer.reply.ok()) return job->done(answer.reply.problem(), version, {});
        const auto reply = fromJson<policy::VersionReply>(*answer.reply);
        job->done(std::move(written), reply.ok() ? *reply : version, std::move(warnings));
    });
}

void run(const std::shared_ptr<Job>& job) {
    job->desk->parts().reader.post(
        [job](Store& store) {
            Views views(store.documents(job->who.tenant));
            const auto number = draftFor(views, *job);
            if (!number.ok()) return job->done(number.problem(), {}, {});
            if (*number == 0 && !job->begun) return begin(job);
            const auto facts = policy::factsFrom(views, *job->desk->parts().kinds, std::string(rolesKind), *number);
            if (!facts.ok()) return job->done(facts.problem(), {}, {});
            put(job, views, *facts);
        },
        [job](const Problem& why) { job->done(why, {}, {}); });
}

}  // namespace

void writeIntoDraft(const Desk& desk, const SecurityContext& who, DraftWrite write, DraftDone done) {
    run(std::make_shared<Job>(Job{desk, who, std::move(write), std::move(done)}));
}

Result<NamedMatrix> matrixNamed(const policy::PolicyDesk& desk, Store& store, const SecurityContext& who, std::string_view version) {
    Views views(store.documents(who.tenant));
    OK_ASSIGN(const auto now, policy::factsFrom(views, *desk.parts().kinds, std::string(rolesKind), 0));
    int number = now.liveNumber();
    if (version == "draft") number = ownDraft(views, who.actor.id);
    else if (!version.empty() && version != "live") {
        number = 0;
        for (const char c : version) {
            if (c < '0' || c > '9' || number > 100'000'000) return problem("policy_version_not_found", "there is no such version of this policy document");
            number = number * 10 + (c - '0');
        }
    }
    if (number == 0 && version == "draft") return problem("policy_version_not_found", "you have no draft");
    if (number == 0) return NamedMatrix{builtinRoles(), builtinMatrix()->version()};
    OK_ASSIGN(const auto facts, policy::factsFrom(views, *desk.parts().kinds, std::string(rolesKind), number));
    OK_ASSIGN(auto matrix, fromJson<RolesMatrix>(facts.body));
    return NamedMatrix{std::move(matrix), std::string(rolesKind) + "/" + std::to_string(number)};
}

}  // namespace ok::access
