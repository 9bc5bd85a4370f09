// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Policy documents over HTTP (docs/policy.md). Reading needs `policies.read`; writing goes through the gate, which asks for what
// its command needs. Lists take `limit` and `page_token`; a version's ETag is its revision, and `If-Match` holds a write to it.
//   GET  /v1/policies                                    the kinds, what is live, how they are configured
//   GET  /v1/policies/{kind}/versions                    POST {summary}: a draft of what is live
//   GET  /v1/policies/{kind}/versions/{version}          `live` too; PUT {body, summary, reason}, PATCH {changes, ...}
//   POST /v1/policies/{kind}/versions/{version}/{step}   submit approve request-changes reject take-back discard schedule unschedule
//                                                        publish rebase validate
//   POST /v1/policies/{kind}/rollback                    {version?, reason}
//   PUT  /v1/policies/{kind}/settings                    {approvers, approver_role, notify, limits, reason}
//   GET  /v1/policies/{kind}/diff | impact               ?baseline=&version=&format=json|csv|pdf
//   POST /v1/policies/{kind}/simulate                    {version, baseline, from, to}
//   GET  /v1/policies/{kind}/export                      ?version=&format=json|csv
//   POST /v1/policies/{kind}/import                      ?mode=dry-run|commit&version=; JSON, or CSV by its content type
#pragma once
#include "server/net/router.h"
#include "server/policy/policy_handlers.h"
#include "server/store/work_thread.h"
#include "shared/base/dice.h"
#include "shared/policy/records.h"

namespace ok::policy {

/// What the routes need of domains above this one.
struct PolicyPorts {
    std::function<Result<SecurityContext>(const net::HttpRequest&)> whoIs;
    /// Why this context may not do an action; nothing when it may.
    std::function<std::optional<Problem>(const SecurityContext&, std::string_view action)> mayNot;
    std::function<int(const Problem&)> statusOf;
    /// What has to happen before this person takes something away as a file; nothing where it may go on.
    std::function<std::optional<Problem>(Store&, const SecurityContext&)> beforeExport = {};
    /// What happened in a period, as a kind judges it.
    std::function<std::vector<SimulationCase>(Store&, TenantId, const std::string& kind, Instant from, Instant to)> history;
};

struct PolicyRouteParts {
    Gate& gate;
    std::shared_ptr<const Kinds> kinds;
    WorkThread& reader;          ///< of its own: an analysis takes seconds
    std::function<Instant()> clock;
    Dice dice;
    PolicyPorts ports;
};

/// What every route about policy documents does, this one's and the roles'.
class PolicyDesk {
  public:
    explicit PolicyDesk(PolicyRouteParts parts) : m_parts(std::move(parts)) {}
    using Held = std::shared_ptr<net::Responder>;
    using Answer = std::function<net::HttpResponse(Store&, const SecurityContext&)>;

    [[nodiscard]] const PolicyRouteParts& parts() const { return m_parts; }
    /// Signed in and allowed; answers otherwise.
    [[nodiscard]] std::optional<SecurityContext> admit(const net::HttpRequest& request, net::Responder& respond, std::string_view action) const;
    /// Answers on the reading thread.
    void read(const net::HttpRequest& request, net::Responder respond, std::string_view action, Answer answer) const;
    /// The same without an answer of its own: `work` answers through what it is given.
    void post(const Held& held, std::function<void(Store&)> work) const;
    void submit(const SecurityContext& who, std::string_view command, std::string body, std::function<void(CommandAnswer)> answer, CommandId id = {}) const;
    /// Writes down that this was looked at, then answers.
    void record(const SecurityContext& who, PolicyExamined examined, const Held& held, net::HttpResponse response) const;
    [[nodiscard]] net::HttpResponse refused(const Problem& why) const;
    [[nodiscard]] UuidBytes freshUuid() const;

  private:
    PolicyRouteParts m_parts;
};

/// `?limit=&page_token=` of a list; problem `invalid_fields`.
struct Page {
    std::size_t limit = 50;
    std::string after;
};
[[nodiscard]] Result<Page> pageOf(const net::HttpRequest& request);
/// {"items":[...],"nextPageToken":"..."}; `next` empty: no more.
[[nodiscard]] std::string pageJson(const std::vector<std::string>& items, const std::string& next);
/// A revision out of `If-Match: "7"`; 0: not given, or `*`. Problem `version_conflict` for one that cannot be.
[[nodiscard]] Result<int> ifMatch(const net::HttpRequest& request);
[[nodiscard]] net::HttpResponse fileResponse(std::string contentType, const std::string& name, std::string body);

void addRoutes(net::Router& router, const std::shared_ptr<const PolicyDesk>& desk);
/// Diff, impact, simulation, export and import: analysis_routes.cpp.
void addAnalysisRoutes(net::Router& router, const std::shared_ptr<const PolicyDesk>& desk);

}  // namespace ok::policy
