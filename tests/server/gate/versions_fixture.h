// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A gate with one command that is captured, whose world the test moves: requests with versions, drift, risk and what is asked of approvers.
#pragma once
#include <gtest/gtest.h>

#include "server/gate/snapshot_store.h"
#include "shared/approvals/approval_policy.h"
#include "shared/approvals/guard_kind.h"
#include "shared/approvals/review.h"
#include "shared/approvals/risk_kind.h"
#include "shared/approvals/risk_rules_view.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/publish_policy.h"

namespace ok::test {
using namespace approvals;

/// What the command would reach: the world of these tests.
struct FrozenWorld {
    int people = 200;
    std::int64_t impacted = 1'000;
    std::string words = "Power back by 2 PM";
    std::vector<std::string> stopped;
    std::optional<double> moved = 10;
    bool gone = false;
    std::vector<FrozenAlert> alerts;
};

inline AccountId versionAccount(int n) { return AccountId{derivedUuid("account " + std::to_string(n))}; }

class VersionsTest : public ::testing::Test, public GateFixture {
  protected:
    void SetUp() override {
        addCounterProjections(projections);
        addCounterHandlers(*gate);
        policy::addProjections(projections);
        auto kinds = std::make_shared<policy::Kinds>();
        kinds->add(makeRiskKind());
        kinds->add(makeApprovalPolicyKind());
        kinds->add(makeGuardKind());
        policy::addHandlers(*gate, kinds);
        gate->captures<AddMuch>([this](CommandContext&, const AddMuch& c, Capture& out) { return look(c, out); });
        gate->joinPeople({[this](CommandContext&, const std::string& id) { return persons.contains(id) ? persons.at(id) : id; },
                          [this](CommandContext&, const std::string& id) { return teams.contains(id) ? teams.at(id) : std::vector<std::string>{}; }});
        gate->onRequests({[this](CommandContext&, const Approval& a) { followed.push_back("opened " + std::to_string(a.version)); },
                          [this](CommandContext&, const Approval&) { followed.emplace_back("stepped"); },
                          [this](CommandContext&, const Approval& a) { followed.push_back("closed " + enumName(a.state)); }});
        start();
    }
    Status look(const AddMuch& c, Capture& out) const {
        if (world.gone) return problem("broadcast_not_found", "there is no such broadcast");
        out.content.channels = {"sms"};
        out.content.messages = {{"sms", "en", "body", world.words, "", TextForm::plain}};
        out.content.incidents = {{c.name, "Boyd", "confirmed", "America/New_York", world.impacted, sha256("members"), {}, {}, false}};
        out.content.audience.counts = {{"channel", {{"sms", world.people}}}};
        for (int i = 0; i < world.people; ++i) out.recipients.push_back({"sms", "tok_" + std::to_string(i), "en", {versionAccount(i)}});
        out.stopped = world.stopped;
        out.alerts = world.alerts;
        out.risk = {world.people, world.moved, std::vector<std::string>{"sms"}, 0.9};
        out.published.texts = {{"sms", "en", "body", "Power back by noon", "", TextForm::plain}};
        return {};
    }
    static std::string codeOf(const CommandAnswer& answer) { return answer.reply.ok() ? "ok" : answer.reply.problem().code; }
    Release freeze(std::int64_t amount = 100) {
        const auto asked = run(AddMuch{"big", amount, ""}, operatorAnna());
        EXPECT_EQ(codeOf(asked), "approval_required");
        if (codeOf(asked) != "approval_required") return {};
        const auto& details = asked.reply.problem().details;
        return {*ApprovalId::parse(details.at("approval_id")), *Digest::parse(details.at("digest"))};
    }
    ReviewReply review(ApprovalId id, const SecurityContext& who, int version = 0) {
        const auto answer = run(Review{id, version, {"America/New_York", "en-US"}}, who);
        EXPECT_EQ(codeOf(answer), "ok");
        return answer.reply.ok() ? *fromJson<ReviewReply>(*answer.reply) : ReviewReply{};
    }
    Release latest(ApprovalId id) { return {id, document<Approval>(id.str())->digest}; }
    std::vector<std::string> typesOf(Stream stream = Stream::ops) {
        std::vector<std::string> out;
        for (const Entry& each : entries(stream)) out.push_back(each.header.type);
        return out;
    }
    bool has(const std::string& type, Stream stream = Stream::ops) {
        const auto all = typesOf(stream);
        return std::find(all.begin(), all.end(), type) != all.end();
    }
    void publish(RiskRules rules) { ASSERT_GT(publishPolicy(*gate, tenant, makeRiskKind(), toJson(rules)), 0); }

    FrozenWorld world;
    void ask(const ApprovalPolicy& policy) { ASSERT_GT(publishPolicy(*gate, tenant, makeApprovalPolicyKind(), toJson(policy)), 0); }
    void guard(std::vector<GuardRule> rules) { ASSERT_GT(publishPolicy(*gate, tenant, makeGuardKind(), toJson(GuardDocument{{}, std::move(rules)})), 0); }

    std::map<std::string, std::string> persons;
    std::map<std::string, std::vector<std::string>> teams;
    std::vector<std::string> followed;
};

}  // namespace ok::test
