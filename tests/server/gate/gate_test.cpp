// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The gate's promises to every command. Main job piece 3; F07.R1.A1, A3, A4, A6; bad input.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"

namespace ok::test {
namespace {

class GateTest : public ::testing::Test, public GateFixture {
  protected:
    void SetUp() override {
        addCounterProjections(projections);
        addCounterHandlers(*gate);
        start();
    }
    std::int64_t total(TenantId of = {}) {
        std::int64_t out = -1;
        gate->inspect(of.known() ? of : tenant, [&out](CommandContext& cx) { out = cx.state<CounterSum>().total; });
        return out;
    }
    std::uint64_t figures(const std::string& code) { return gate->figures().problemsByCode[code]; }
    static std::string codeOf(const CommandAnswer& answer) { return answer.reply.ok() ? "ok" : answer.reply.problem().code; }
};

TEST_F(GateTest, ACommandBecomesAChainedEntryAViewAndAnAnswer) {  // F07.R1.A1, F07.R1.A4
    const auto first = run(Add{"a", 2}, operatorAnna());
    ASSERT_TRUE(first.reply.ok()) << first.reply.problem().message;
    EXPECT_EQ(*first.reply, R"({"value":2})");
    EXPECT_EQ(first.sequence, 1);
    ASSERT_TRUE(run(Add{"a", 3}, operatorAnna()).reply.ok());
    const auto log = entries();
    ASSERT_EQ(log.size(), 2u);
    EXPECT_FALSE(log[0].header.prevHash.known());
    EXPECT_EQ(log[1].header.prevHash, sha256(log[0].headerJson));
    EXPECT_EQ(log[1].hash, sha256Of({asBytes(log[1].headerJson), log[1].header.prevHash.bytes}));
    EXPECT_EQ(log[1].header.payloadHash, sha256(log[1].payload));
    EXPECT_EQ(log[1].header.actor.id, "anna");
    EXPECT_EQ(log[1].header.source, "console");
    EXPECT_FALSE(log[1].header.decisionId.empty());
    EXPECT_FALSE(log[1].header.correlationId.empty());
    EXPECT_NE(log[0].header.entryId, log[1].header.entryId);
    EXPECT_EQ(document<Counter>("a")->value, 5);
}

TEST_F(GateTest, TheSameCommandIdIsCarriedOutOnceAndAnsweredTheSame) {  // F07.R1.A3
    const CommandId id = freshId();
    const auto first = run(Add{"a", 2}, operatorAnna(), id);
    const auto again = run(Add{"a", 2}, operatorAnna(), id);
    ASSERT_TRUE(again.reply.ok());
    EXPECT_EQ(*again.reply, *first.reply);
    EXPECT_EQ(again.sequence, first.sequence);
    EXPECT_EQ(again.correlationId, first.correlationId);
    EXPECT_EQ(entries().size(), 1u);
}

TEST_F(GateTest, TheSameCommandIdWhileTheFirstIsStillQueuedJoinsIt) {  // F07.R1.A3
    std::promise<void> hold;
    auto held = hold.get_future().share();
    std::thread blocker([&] { gate->inspect(tenant, [&](CommandContext&) { held.wait(); }); });
    std::array<std::promise<CommandAnswer>, 3> answers;
    const CommandId id = freshId();
    for (auto& answer : answers) {
        gate->submit(operatorAnna(), {id, "test.add", toJson(Add{"a", 2})},
                     [&answer](CommandAnswer a) { answer.set_value(std::move(a)); });
    }
    hold.set_value();
    blocker.join();
    for (auto& answer : answers) EXPECT_EQ(answer.get_future().get().reply.valueOr(""), R"({"value":2})");
    EXPECT_EQ(entries().size(), 1u);
}

TEST_F(GateTest, ACommandIdCannotBeReusedForSomethingElseOrBySomebodyElse) {
    const CommandId id = freshId();
    ASSERT_TRUE(run(Add{"a", 2}, operatorAnna(), id).reply.ok());
    EXPECT_EQ(codeOf(run(Add{"a", 3}, operatorAnna(), id)), "idempotency_conflict");
    EXPECT_EQ(codeOf(run(Add{"a", 2}, operatorBen(), id)), "idempotency_conflict");
    EXPECT_EQ(entries().size(), 1u);
}

TEST_F(GateTest, ARefusalOfAccessNamesTheRolesThatMayAndIsAnEntry) {
    const auto answer = run(Add{"a", 2}, approverCleo());
    ASSERT_EQ(codeOf(answer), "access_denied");
    EXPECT_EQ(answer.reply.problem().details.at("roles_that_may"), "operator");
    EXPECT_TRUE(entries().empty());
    const auto decisions = entries(Stream::decisions);
    ASSERT_EQ(decisions.size(), 1u);
    EXPECT_EQ(decisions[0].header.type, "access.refused");
    EXPECT_EQ(decisions[0].header.actor.id, "cleo");
    EXPECT_EQ(decisions[0].header.decisionId, answer.reply.problem().details.at("decision_id"));
}

TEST_F(GateTest, TenantsNeverMeet) {  // F07.R1.A6
    SecurityContext other = operatorAnna();
    other.tenant = otherTenant;
    const CommandId id = freshId();
    ASSERT_TRUE(run(Add{"a", 2}, operatorAnna(), id).reply.ok());
    EXPECT_EQ(*run(Add{"a", 5}, other, id).reply, R"({"value":5})");  // the same id in another tenant is another command
    EXPECT_EQ(document<Counter>("a")->value, 2);
    ASSERT_EQ(documents<Counter>(otherTenant).size(), 1u);
    EXPECT_EQ(documents<Counter>(otherTenant)[0].value, 5);
    EXPECT_EQ(total(), 2);
    EXPECT_EQ(total(otherTenant), 5);
    ASSERT_EQ(entries(Stream::ops, otherTenant).size(), 1u);
    EXPECT_EQ(entries(Stream::ops, otherTenant)[0].header.sequence, 1);
    SecurityContext nobody = operatorAnna();
    nobody.tenant = tenantNamed("three");
    EXPECT_EQ(codeOf(run(Add{"a", 5}, nobody)), "unknown_tenant");
}

TEST_F(GateTest, HostileBodiesAreAnsweredWithAProblemAndChangeNothing) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "bad_json"}, {"{", "bad_json"}, {"null", "invalid_fields"}, {"[]", "invalid_fields"},
        {R"({"name":5})", "invalid_fields"}, {R"({"amount":1e400})", "invalid_fields"},
        {R"({"name":"a","name":"b"})", "bad_json"}, {"{\"name\":\"\xff\"}", "bad_json"},
        {std::string(200, '['), "bad_json"}, {std::string(GateSettings().maxBodyBytes + 1, ' '), "too_large"},
        {std::string("{}\0", 3), "bad_json"}};
    for (const auto& [body, code] : cases) {
        const auto answer = gate->run(operatorAnna(), {freshId(), "test.add", body});
        EXPECT_EQ(codeOf(answer), code) << body.substr(0, 60);
    }
    EXPECT_EQ(codeOf(gate->run(operatorAnna(), {freshId(), "no.such", "{}"})), "unknown_command");
    EXPECT_EQ(codeOf(gate->run(operatorAnna(), {CommandId{}, "test.add", "{}"})), "missing_command_id");
    EXPECT_TRUE(entries().empty());
    EXPECT_EQ(figures("too_large"), 1u);
}

TEST_F(GateTest, AHandlerThatThrowsOrBreaksItsRuleSpoilsNobodyElse) {
    std::promise<void> hold;
    auto held = hold.get_future().share();
    std::thread blocker([&] { gate->inspect(tenant, [&](CommandContext&) { held.wait(); }); });
    std::vector<std::promise<CommandAnswer>> answers(5);
    const char* const troubles[] = {"", "throw", "", "fail_after_emit", ""};
    for (std::size_t i = 0; i < answers.size(); ++i) {
        gate->submit(operatorAnna(), {freshId(), "test.add", toJson(Add{"a", 1, "red", troubles[i]})},
                     [&answers, i](CommandAnswer a) { answers[i].set_value(std::move(a)); });
    }
    hold.set_value();
    blocker.join();
    std::vector<std::string> codes;
    for (auto& answer : answers) codes.push_back(codeOf(answer.get_future().get()));
    EXPECT_EQ(codes, (std::vector<std::string>{"ok", "handler_failed", "ok", "handler_failed", "ok"}));
    EXPECT_EQ(document<Counter>("a")->value, 3);
    EXPECT_EQ(total(), 3);
    EXPECT_EQ(entries().size(), 3u);
}

TEST_F(GateTest, ARefusedCommandMayBeSentAgainUnderItsId) {
    const CommandId id = freshId();
    EXPECT_EQ(codeOf(run(Add{"a", 1, "red", "refuse"}, operatorAnna(), id)), "refused_as_asked");
    EXPECT_TRUE(run(Add{"a", 1}, operatorAnna(), id).reply.ok());
}

TEST_F(GateTest, ADrillIsMarkedOnEveryEntryAndTimer) {
    SecurityContext drill = operatorAnna();
    drill.drill = true;
    ASSERT_TRUE(run(Add{"a", 1}, drill).reply.ok());
    ASSERT_TRUE(run(AddLater{"t", "a", 1, seconds(5)}, drill).reply.ok());
    EXPECT_TRUE(entries()[0].header.drill);
    advance(seconds(6));
    gate->fireTimers();
    ASSERT_EQ(entries().size(), 2u);
    EXPECT_TRUE(entries()[1].header.drill);
}

TEST_F(GateTest, ADrillThatCarriesItsOwnTimeDecidesByItAndRecordsTheClocks) {
    SecurityContext drill = operatorAnna();
    drill.drill = true;
    drill.drillTime = now() - hours(24 * 30);
    ASSERT_TRUE(run(Add{"a", 1}, drill).reply.ok());
    ASSERT_TRUE(run(AddLater{"t", "a", 1, seconds(5)}, drill).reply.ok());
    EXPECT_EQ(entries()[0].header.eventTime, drill.drillTime);
    EXPECT_EQ(entries()[0].header.ledgerTime, now());
    EXPECT_EQ(gate->nextTimer(), now() + seconds(5));
}

}  // namespace
}  // namespace ok::test
