// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The smallest domain there is, for tests and benchmarks of the gate: counters that are added to, one of them with
// high risk, one that breaks the rules on demand.
#pragma once
#include "server/gate/gate.h"

namespace ok::test {

struct Counter {
    static constexpr std::string_view viewKind = "counter";
    std::string name;
    std::int64_t value = 0;
    std::string colour;
    [[nodiscard]] std::string viewId() const { return name; }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"colour", colour}}; }
    bool operator==(const Counter&) const = default;
};
BOOST_DESCRIBE_STRUCT(Counter, (), (name, value, colour))

struct CounterAdded {
    static constexpr std::string_view eventType = "counter.added";
    std::string name;
    std::int64_t amount = 0;
    std::string colour;
};
BOOST_DESCRIBE_STRUCT(CounterAdded, (), (name, amount, colour))

struct Add {
    static constexpr CommandCard card{.name = "test.add", .action = "incidents.test"};
    std::string name;
    std::int64_t amount = 0;
    std::string colour = "red";
    std::string trouble;  ///< `refuse`, `throw`, `fail_after_emit`
};
BOOST_DESCRIBE_STRUCT(Add, (), (name, amount, colour, trouble))

struct AddMuch {
    static constexpr CommandCard card{.name = "test.add_much", .action = "incidents.test", .risk = RiskClass::high};
    std::string name;
    std::int64_t amount = 0;
    std::string trouble;
    [[nodiscard]] std::vector<std::string> approvalSubjects() const { return {name}; }
};
BOOST_DESCRIBE_STRUCT(AddMuch, (), (name, amount, trouble))

struct AddLater {
    static constexpr CommandCard card{.name = "test.add_later", .action = "incidents.test",
                                      .silent = "tests of timers count the entries of what the timer runs"};
    std::string key;
    std::string name;
    std::int64_t amount = 0;
    Duration after{};
    bool cancel = false;
    std::string trouble;  ///< of the command that the timer runs
};
BOOST_DESCRIBE_STRUCT(AddLater, (), (key, name, amount, after, cancel, trouble))

struct AddReply {
    std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(AddReply, (), (value))

/// In-memory sum over all counters: must always equal the views, also after a failed commit.
struct CounterSum final : TenantState {
    std::int64_t total = 0;
};

inline void addCounterProjections(Projections& projections) {
    projections.on<CounterAdded>([](const EntryHeader&, const CounterAdded& e, Views& views) {
        Counter next;
        if (const auto found = views.find<Counter>(e.name)) next = *found;
        next.name = e.name;
        next.value += e.amount;
        next.colour = e.colour;
        views.save(std::move(next));
    });
}

inline Status addTo(CommandContext& cx, const std::string& name, std::int64_t amount, const std::string& colour,
                    const std::string& trouble) {
    if (trouble == "refuse") return problem("refused_as_asked", "the command asked to be refused");
    if (trouble == "throw") throw std::runtime_error("the command asked for an exception");
    cx.emit(CounterAdded{name, amount, colour}, {.subjects = {name}});
    cx.state<CounterSum>().total += amount;
    if (trouble == "fail_after_emit") return problem("rule_broken", "the handler broke its rule");
    cx.reply(AddReply{cx.views().find<Counter>(name)->value});
    return {};
}

inline void addCounterHandlers(Gate& gate) {
    gate.addState<CounterSum>([](TenantId, Store&, Views& views) {
        auto sum = std::make_unique<CounterSum>();
        views.each<Counter>([&sum](const Counter& c) { sum->total += c.value; });
        return sum;
    });
    gate.handle<Add>([](const Right&, CommandContext& cx, const Add& c) {
        return addTo(cx, c.name, c.amount, c.colour, c.trouble);
    });
    gate.handle<AddMuch>([](const Right&, CommandContext& cx, const AddMuch& c) {
        return addTo(cx, c.name, c.amount, "much", c.trouble);
    });
    gate.handle<AddLater>([](const Right&, CommandContext& cx, const AddLater& c) -> Status {
        if (c.cancel) {
            cx.cancelTimer(c.key);
            return {};
        }
        Timer timer;
        timer.key = c.key;
        timer.due = cx.now() + c.after;
        timer.command = std::string(Add::card.name);
        timer.body = toJson(Add{c.name, c.amount, "red", c.trouble});
        cx.setTimer(std::move(timer));
        return {};
    });
}

}  // namespace ok::test
