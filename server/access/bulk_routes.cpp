// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Roles given to and taken from many people at once (F02.R7.A5). Each person is done whole or not at all: what one person gets
// and loses is part of one edit of the draft. People go in batches, so that somebody can watch.
#include <algorithm>
#include <deque>
#include <mutex>
#include <set>

#include "server/access/roles_routes.h"
#include "shared/access/key_standing.h"
#include "shared/access/user.h"

namespace ok::access {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Desk = std::shared_ptr<const policy::PolicyDesk>;

constexpr std::size_t batchSize = 25, mostPeople = 10'000, mostJobs = 100;

struct BulkPrincipal {
    PrincipalKind kind = PrincipalKind::user;
    std::string id;
};
BOOST_DESCRIBE_STRUCT(BulkPrincipal, (), (kind, id))

struct BulkBody {
    std::vector<std::string> users;            ///< ids or logins
    std::vector<BulkPrincipal> principals;
    std::vector<std::string> assign, remove;   ///< role ids
    std::string version, summary, reason;
};
BOOST_DESCRIBE_STRUCT(BulkBody, (), (users, principals, assign, remove, version, summary, reason))

struct BulkResult {
    std::string principal, status, reason;     ///< `Success`, `Failure`
};
BOOST_DESCRIBE_STRUCT(BulkResult, (), (principal, status, reason))

struct BulkState {
    std::string id, status = "running";        ///< `running`, `done`
    std::int64_t total = 0, done = 0, succeeded = 0, failed = 0;
    int policyVersion = 0;
    std::vector<BulkResult> results;
};
BOOST_DESCRIBE_STRUCT(BulkState, (), (id, status, total, done, succeeded, failed, policyVersion, results))

struct BulkJob {
    std::mutex mutex;                          ///< guards the state
    BulkState state;
    TenantId tenant;
    std::string owner;
    SecurityContext who;
    BulkBody asked;
    std::size_t next = 0;
};

class BulkDesk : public std::enable_shared_from_this<BulkDesk> {
  public:
    explicit BulkDesk(Desk desk) : m_desk(std::move(desk)) {}

    void start(const HttpRequest& request, net::Responder respond) {
        const auto who = m_desk->admit(request, respond, "policies.draft");
        if (!who) return;
        auto body = fromJson<BulkBody>(request.body);
        if (!body.ok()) return respond(m_desk->refused(body.problem()));
        for (std::string& user : body->users) body->principals.push_back({PrincipalKind::user, std::move(user)});
        body->users.clear();
        if (body->principals.empty() || body->principals.size() > mostPeople || body->assign.size() + body->remove.size() == 0 || body->assign.size() + body->remove.size() > 50) {
            return respond(m_desk->refused(problem("invalid_fields", "name 1 to 10,000 people and 1 to 50 roles to assign or remove")));
        }
        const auto job = std::make_shared<BulkJob>();
        job->state.id = formatUuid(m_desk->freshUuid());
        job->state.total = static_cast<std::int64_t>(body->principals.size());
        job->tenant = who->tenant;
        job->owner = who->actor.id;
        job->who = *who;
        job->asked = std::move(*body);
        keep(job);
        auto response = HttpResponse::json(202, toJson(job->state));
        response.headers.set("Location", "/v1/assignments/bulk/" + job->state.id);
        respond(std::move(response));
        step(job);
    }

    void show(const HttpRequest& request, net::Responder respond) {
        const auto who = m_desk->admit(request, respond, "policies.read");
        if (!who) return;
        const std::string id(request.param("id"));
        const std::lock_guard lock(m_mutex);
        const auto found = std::find_if(m_jobs.begin(), m_jobs.end(), [&](const auto& job) { return job->state.id == id && job->tenant == who->tenant; });
        if (found == m_jobs.end()) return respond(m_desk->refused(problem("job_not_found", "there is no such job")));
        const std::lock_guard inner((*found)->mutex);
        respond(HttpResponse::json(200, toJson((*found)->state)));
    }

  private:
    void keep(const std::shared_ptr<BulkJob>& job) {
        const std::lock_guard lock(m_mutex);
        if (m_jobs.size() >= mostJobs) m_jobs.pop_front();
        m_jobs.push_back(job);
    }

    /// Who of the next batch is somebody; then their edit.
    void step(const std::shared_ptr<BulkJob>& job) {
        m_desk->parts().reader.post(
            [self = shared_from_this(), job](Store& store) {
                Views views(store.documents(job->tenant));
                const std::size_t end = std::min(job->next + batchSize, job->asked.principals.size());
                std::vector<BulkPrincipal> batch;
                for (; job->next < end; ++job->next) {
                    BulkPrincipal one = job->asked.principals[job->next];
                    std::string why = unknown(views, one);
                    if (why.empty() && lacksKeys(views, one, job->asked.assign, self->m_desk->parts().clock())) why = "person_lacks_keys";
                    if (!why.empty()) self->tell(*job, one.id, why);
                    else batch.push_back(std::move(one));
                }
                self->edit(job, std::move(batch));
            },
            [self = shared_from_this(), job](const Problem& why) { self->fail(*job, why.code); });
    }

    static std::string unknown(Views& views, BulkPrincipal& one) {
        if (one.kind != PrincipalKind::user) return one.id.empty() ? "missing" : "";
        auto user = views.find<User>(one.id);
        if (!user) {
            if (const auto byLogin = views.byKey<User>("login", one.id); !byLogin.empty()) user = std::make_shared<const User>(byLogin.front());
        }
        if (!user) return "user_not_found";
        if (user->disabled) return "user_disabled";
        one.id = user->id.str();
        return {};
    }

    /// Whoever lacks the keys for one of the roles gets none of them; the others theirs.
    static bool lacksKeys(Views& views, const BulkPrincipal& one, const std::vector<std::string>& roles, Instant now) {
        RolesMatrix given;
        for (const std::string& role : roles) given.assignments.push_back({{}, one.kind, one.id, role, {}, "manual", {}});
        return !keysForAssignments(views, {}, given, now).ok();
    }

    static Result<Written> apply(RolesMatrix& matrix, const BulkBody& asked, const std::vector<BulkPrincipal>& batch) {
        std::set<std::string> roles;
        for (const Role& role : matrix.roles) roles.insert(role.id);
        for (const std::string& role : asked.assign) {
            if (!roles.contains(role)) return problem("role_not_found", "there is no role `" + role.substr(0, 80) + "`");
        }
        for (const BulkPrincipal& one : batch) {
            std::erase_if(matrix.assignments, [&](const Assignment& a) {
                return a.kind == one.kind && a.principal == one.id && std::find(asked.remove.begin(), asked.remove.end(), a.role) != asked.remove.end();
            });
            for (const std::string& role : asked.assign) {
                const bool has = std::any_of(matrix.assignments.begin(), matrix.assignments.end(),
                                             [&](const Assignment& a) { return a.kind == one.kind && a.principal == one.id && a.role == role && !a.within; });
                if (has) continue;
                const std::string id = enumName(one.kind) + "." + one.id + "." + role;
                std::erase_if(matrix.assignments, [&id](const Assignment& a) { return a.id == id; });
                matrix.assignments.push_back({id, one.kind, one.id, role, {}, "manual", {}});
            }
        }
        return Written{};
    }

    void edit(const std::shared_ptr<BulkJob>& job, std::vector<BulkPrincipal> batch) {
        if (batch.empty()) return proceed(job);
        DraftWrite write{job->asked.version, job->asked.summary, job->asked.reason, {}, job->state.id};
        write.change = [job, batch](RolesMatrix& matrix) { return apply(matrix, job->asked, batch); };
        writeIntoDraft(m_desk, job->who, std::move(write), [self = shared_from_this(), job, batch](const Result<Written>& done, const policy::VersionReply& version, const auto&) {
            if (version.version != 0) {
                job->asked.version = std::to_string(version.version);
                const std::lock_guard lock(job->mutex);
                job->state.policyVersion = version.version;
            }
            for (const BulkPrincipal& one : batch) self->tell(*job, one.id, done.ok() ? "" : done.problem().code);
            self->proceed(job);
        });
    }

    void proceed(const std::shared_ptr<BulkJob>& job) {
        if (job->next < job->asked.principals.size()) return step(job);
        const std::lock_guard lock(job->mutex);
        job->state.status = "done";
    }
    void tell(BulkJob& job, const std::string& principal, const std::string& why) {
        const std::lock_guard lock(job.mutex);
        ++job.state.done;
        ++(why.empty() ? job.state.succeeded : job.state.failed);
        job.state.results.push_back({principal, why.empty() ? "Success" : "Failure", why});
    }
    void fail(BulkJob& job, const std::string& why) {
        for (; job.next < job.asked.principals.size(); ++job.next) tell(job, job.asked.principals[job.next].id, why);
        const std::lock_guard lock(job.mutex);
        job.state.status = "done";
    }

    Desk m_desk;
    std::mutex m_mutex;                                ///< guards the jobs
    std::deque<std::shared_ptr<BulkJob>> m_jobs;       ///< the newest behind
};

}  // namespace

void addBulkRoutes(net::Router& router, const Desk& desk) {
    const auto bulk = std::make_shared<BulkDesk>(desk);
    router.post("/v1/assignments/bulk", [bulk](const HttpRequest& request, net::Responder respond) { bulk->start(request, std::move(respond)); });
    router.get("/v1/assignments/bulk/{id}", [bulk](const HttpRequest& request, net::Responder respond) { bulk->show(request, std::move(respond)); });
}

}  // namespace ok::access
