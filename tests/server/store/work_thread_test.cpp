// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Work that throws on a background thread ends neither the process nor the thread, and whoever waits is told.
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

#include "server/store/work_thread.h"
#include "tests/support/gate_fixture.h"

namespace ok {
namespace {

std::string answerOf(WorkThread& thread, WorkThread::Work work) {
    auto said = std::make_shared<std::promise<std::string>>();
    auto answer = said->get_future();
    thread.post(
        [said, work = std::move(work)](Store& store) {
            work(store);
            said->set_value("done");
        },
        [said](const Problem& why) { said->set_value(why.code); });
    return answer.get();
}

TEST(WorkThreadTest, WorkThatThrowsIsToldAndTheNextOneGoesOn) {
    test::GateFixture f;
    f.start();
    int opened = 0;
    WorkThread thread([&] {
        ++opened;
        return f.gate->openReader();
    });
    thread.start();
    EXPECT_EQ(answerOf(thread, [](Store& store) { EXPECT_EQ(store.tenants().size(), 2u); }), "done");
    EXPECT_EQ(answerOf(thread, [](Store&) { throw std::runtime_error("a page that cannot be"); }), "internal_error");
    EXPECT_EQ(answerOf(thread, [](Store&) { throw 7; }), "internal_error");
    EXPECT_EQ(answerOf(thread, [](Store& store) { EXPECT_EQ(store.tenants().size(), 2u); }), "done");
    EXPECT_EQ(opened, 3) << "each time with a reader made anew";
}

TEST(WorkThreadTest, AReaderThatCannotBeOpenedIsToldAlsoWhenOpeningThrows) {
    WorkThread thread([]() -> Result<std::unique_ptr<Store>> { throw std::bad_alloc(); });
    thread.start();
    EXPECT_EQ(answerOf(thread, [](Store&) {}), "internal_error");
}

}  // namespace
}  // namespace ok
