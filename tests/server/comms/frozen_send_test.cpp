// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What leaves is what was approved: a released broadcast goes to exactly the people of its snapshot with exactly its words, once, in the
// steps that its risk asked for, and can be stopped on its way (F01.R3, F04.R1, F04.R5, F05.R4, decisions.md 2, digest C16, C20).
#include "server/comms/letter_maker.h"
#include "shared/approvals/approval_evidence.h"
#include "shared/approvals/preflight.h"
#include "shared/comms/sending_rules.h"
#include "tests/support/killed_child.h"
#include "tests/support/send_desk.h"
#include "tests/support/store_faults.h"

namespace ok::comms {
namespace {

// F04.R5.A1, F04.R5.A2, F04.R1.A4, F04.R4.A3, F04.R6.A4: the incident grew since it was read; whoever is new is not told, and all that leaves names its snapshot.
TEST_F(FrozenSend, WhatLeavesEqualsWhatWasFrozenAlsoWhenTheIncidentGrew) {
    Desk desk(world);
    addPeople(world, 400);
    const SendBroadcast send = desk.draft(desk.incident());
    const Approval asked = desk.ask(send);
    approvals::RecipientList frozen;
    approvals::SnapshotContent content;
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) {
        content = frozenVersion(cx.views(), asked.id)->content;
        frozen = *frozenRecipients(cx, content.audience.list);
    });
    EXPECT_EQ(content.audience.messages, 400);
    addPeople(world, 2);   // half a percent: a notice, and no reason to freeze anew
    ASSERT_EQ(desk.release(asked), "ok") << toJson(desk.last.reply.problem());
    std::set<std::string> wanted;
    for (const auto& row : frozen.rows) wanted.insert(row.contact + " " + row.channel);
    EXPECT_EQ(desk.contacts(), wanted);
    for (const Message& m : desk.f.documents<Message>()) {
        EXPECT_EQ(m.snapshotId, asked.snapshotId);
        EXPECT_EQ(m.id, messageIdOf(asked.digest, enumName(m.channel), m.contact));
    }
    const auto left = desk.told<BroadcastSent>();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].leg.snapshotId, asked.snapshotId);
    EXPECT_EQ(left[0].leg.snapshotHash, asked.digest);
    EXPECT_EQ(left[0].leg.approval, asked.id.str());
    EXPECT_EQ(left[0].planned, (std::map<std::string, std::int64_t>{{"sms", 400}}));
    EXPECT_EQ(left[0].recipientCount, 400);
    const auto drafts = desk.f.document<Broadcast>(send.broadcast.str())->drafts;
    EXPECT_EQ(left[0].payloads, payloadsOf(drafts, {Channel::sms})) << "computed again from what is there";
}

// F04.R5.A1, decisions.md 2, C28: between the release and its hour somebody says STOP, somebody withdraws consent, two more are affected.
TEST_F(FrozenSend, WhoSaidStopAfterTheFreezeIsRecordedAndNotToldAndNobodyIsAdded) {
    Desk desk(world);
    addPeople(world, 5);
    SendBroadcast send = desk.draft(desk.incident());
    send.publishAt = desk.f.now() + hours(1);
    const Approval asked = desk.ask(send);
    ASSERT_EQ(desk.release(asked), "ok");
    world.stopped = {"phone1"};
    world.accounts[3].optedIn.sms = false;
    addPeople(world, 2);
    desk.wait(hours(1) + seconds(1));
    const auto left = desk.told<BroadcastSent>();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].planned.at("sms"), 5);
    EXPECT_EQ(left[0].withheld, (std::map<std::string, std::int64_t>{{"stopped", 1}, {"not_opted_in", 1}}));
    EXPECT_EQ(left[0].recipientCount, 3);
    EXPECT_EQ(desk.contacts("queued"), (std::set<std::string>{"phone0 sms", "phone2 sms", "phone4 sms"}));
    EXPECT_EQ(desk.contacts("withheld"), (std::set<std::string>{"phone1 sms", "phone3 sms"}));
    const auto progress = progressOf(desk.f.document<Broadcast>(send.broadcast.str())->messages, false);
    EXPECT_EQ(progress.planned, 5);
    EXPECT_EQ(progress.withheld, 2);
    EXPECT_EQ(desk.rows().size(), 3U);
    desk.hand(desk.rows());
    EXPECT_EQ(desk.f.document<Broadcast>(send.broadcast.str())->state, BroadcastState::done);
    const auto done = desk.told<BroadcastCompleted>();
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].counts.at("sms"), (std::map<std::string, int>{{"sent", 3}, {"withheld", 2}})) << "frozen = sent + withheld + failed";
    EXPECT_EQ(done[0].payloads, left[0].payloads);
}

// Everybody said STOP: nothing is under way, and the log says that it is over.
TEST_F(FrozenSend, ABroadcastOfWhichNothingMayLeaveIsOverAtOnce) {
    Desk desk(world);
    addPeople(world, 2);
    SendBroadcast send = desk.draft(desk.incident());
    send.publishAt = desk.f.now() + hours(1);
    ASSERT_EQ(desk.release(desk.ask(send)), "ok");
    world.stopped = {"phone0", "phone1"};
    desk.wait(hours(1) + seconds(1));
    EXPECT_EQ(desk.f.document<Broadcast>(send.broadcast.str())->state, BroadcastState::done);
    EXPECT_EQ(desk.told<BroadcastCompleted>().size(), 1U);
    EXPECT_TRUE(desk.rows().empty());
}

// F04.R5.A4, F05.R4.A3: two requests of one content, both released: one execution.
TEST_F(FrozenSend, TheSameContentExecutedTwiceSendsNothingTwice) {
    Desk desk(world);
    addPeople(world, 3);
    const SendBroadcast send = desk.draft(desk.incident());
    const Approval first = desk.ask(send), second = desk.ask(send);
    EXPECT_NE(first.id, second.id);
    EXPECT_EQ(first.digest, second.digest);
    EXPECT_EQ(desk.release(first), "ok");
    EXPECT_EQ(desk.release(second), "broadcast_not_draft");
    EXPECT_EQ(desk.f.document<Approval>(second.id.str())->state, ApprovalState::failed);
    EXPECT_EQ(desk.release(first), "approval_not_pending");
    EXPECT_EQ(desk.contacts().size(), 3U);
    EXPECT_EQ(desk.rows().size(), 3U);
    EXPECT_EQ(desk.told<BroadcastSent>().size(), 1U);
}

// Issue: crash between approval and send. The release and what it sends are one transaction: both are there afterwards, or neither.
TEST_F(FrozenSend, ACrashBetweenApprovalAndSendLosesAndDoublesNothing) {
    test::TempDir dir;
    const std::string path = dir.file("crash.db");
    addPeople(world, 3);
    Approval asked;
    BroadcastId broadcast;
    {
        Desk desk(world, path);
        const SendBroadcast send = desk.draft(desk.incident());
        broadcast = send.broadcast;
        asked = desk.ask(send);
        std::atomic<bool> failing{false};
        desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { test::failCommitsWhile(cx.store(), failing); });
        failing = true;
        EXPECT_EQ(desk.release(asked), "store_failed");
        desk.f.gate->stop();
        desk.f.gate.reset();
    }
    std::vector<std::string> ids;
    {
        Desk desk(world, path);
        EXPECT_EQ(desk.f.document<Approval>(asked.id.str())->state, ApprovalState::pending) << "nobody was told that it is released";
        EXPECT_TRUE(desk.contacts().empty());
        addPeople(world, 0);
        EXPECT_EQ(desk.release(asked), "ok");
        for (const OutboxRow& row : desk.rows()) ids.push_back(row.id);
        EXPECT_EQ(ids.size(), 3U);
    }
    {   // released, and the server gone before anything was handed over
        Desk desk(world, path);
        EXPECT_EQ(desk.release(asked), "approval_not_pending");
        std::vector<std::string> there;
        for (const OutboxRow& row : desk.rows()) there.push_back(row.id);
        EXPECT_EQ(there, ids);
        desk.hand(desk.rows());
        EXPECT_EQ(desk.contacts("sent").size(), 3U);
        desk.hand(desk.rows());
        EXPECT_EQ(desk.f.document<Broadcast>(broadcast.str())->messages, (std::map<std::string, int>{{"sent", 3}}));
    }
}

/// The child of a kill: releases what waits, then hands over as fast as it can, telling each number before the provider would have it.
[[noreturn]] void handOver(World& world, const std::string& path, const Approval& asked, std::size_t most, int pipeEnd) {
    Desk desk(world, path);
    if (desk.f.document<Approval>(asked.id.str())->state == ApprovalState::pending) (void)desk.release(asked);
    std::vector<OutboxRow> rows = desk.rows();
    std::erase_if(rows, [](const OutboxRow& row) { return row.state != OutboxState::queued; });
    rows.resize(std::min(rows.size(), most));
    for (std::size_t at = 0; at < rows.size(); at += 5) {
        outbox::ClaimRows claim;
        for (std::size_t i = at; i < std::min(rows.size(), at + 5); ++i) claim.ids.push_back(rows[i].id);
        if (desk.codeOf(claim, desk.system()) != "ok") _exit(3);
        const auto claimed = *fromJson<outbox::Claimed>(*desk.last.reply);
        for (const std::string& id : claimed.ids) {
            const auto number = static_cast<std::uint32_t>(std::stoul(desk.f.document<Message>(id)->contact.substr(5)));
            if (::write(pipeEnd, &number, sizeof number) != sizeof number) _exit(4);
        }
    }
    while (true) ::pause();
}

// Issue: crash in mid-send. Killed again and again, on one database: nobody is handed over twice, and who was not is known.
TEST_F(FrozenSend, AServerThatIsKilledInMidSendTellsNobodyTwice) {
    test::TempDir dir;
    const std::string path = dir.file("killed.db");
    addPeople(world, 120);
    Approval asked;
    {
        Desk desk(world, path);
        asked = desk.ask(desk.draft(desk.incident()));
    }
    std::vector<std::uint32_t> told;
    for (const std::size_t after : {1U, 17U, 23U}) {
        ASSERT_NO_FATAL_FAILURE(test::killAfter([&](int pipeEnd) { handOver(world, path, asked, after + 7, pipeEnd); }, after, told));
    }
    Desk desk(world, path);
    std::set<std::uint32_t> once(told.begin(), told.end());
    EXPECT_EQ(once.size(), told.size()) << "somebody was told twice";
    std::size_t queued = 0;
    for (const Message& m : desk.f.documents<Message>()) {
        const auto number = static_cast<std::uint32_t>(std::stoul(m.contact.substr(5)));
        if (m.state == MessageState::queued) {
            ++queued;
            EXPECT_FALSE(once.contains(number)) << "what was handed over is not queued again";
        }
    }
    EXPECT_EQ(desk.contacts().size(), 120U) << "all of the list, and each once";
    desk.hand(desk.rows());
    EXPECT_EQ(desk.contacts("sent").size(), queued);
}

// F04.R5.A5: tried again it says the same, byte for byte, from the snapshot; what would say something else does not leave.
TEST_F(FrozenSend, ATryAfterAFailureSaysTheSameBytesOrNothing) {
    Desk desk(world);
    addPeople(world, 1);
    const SendBroadcast send = desk.draft(desk.incident());
    ASSERT_EQ(desk.release(desk.ask(send)), "ok");
    auto row = desk.rows().at(0);
    row.drill = true;   // whose contact is not opened
    const auto make = letterMaker(desk.f.gate->vaultKeys());
    const auto letter = [&] {
        const auto reader = desk.f.gate->openReader();
        EXPECT_TRUE(reader.ok());
        return make(row, **reader);
    };
    const auto first = letter();
    ASSERT_TRUE(first.ok()) << first.problem().message;
    EXPECT_EQ(first->snapshotId, desk.f.documents<Message>().at(0).snapshotId);
    ASSERT_EQ(desk.codeOf(outbox::ClaimRows{{row.id}}, desk.system()), "ok");
    outbox::SettledRow failed{row.id, OutboxState::queued, {}, "provider_http_503", desk.f.now() + seconds(5), 1, sha256(first->subject + "\n" + first->text)};
    ASSERT_EQ(desk.codeOf(outbox::SettleRows{{failed}}, desk.system()), "ok");
    const auto again = letter();
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->text, first->text);
    failed.textHash = sha256("other words");
    desk.f.advance(seconds(6));
    ASSERT_EQ(desk.codeOf(outbox::ClaimRows{{row.id}}, desk.system()), "ok");
    ASSERT_EQ(desk.codeOf(outbox::SettleRows{{failed}}, desk.system()), "ok");
    ASSERT_FALSE(letter().ok());
    EXPECT_EQ(letter().problem().code, "text_changed");
}

// F04.R1.A2, F01.R3.A1, F05.R1: what is frozen says whom, where, in which words, by which versions, and how risky that is.
TEST_F(FrozenSend, WhatIsFrozenIsWhatASecondPersonHasToKnow) {
    Desk desk(world);
    addPeople(world, 3);
    addPeople(world, 1, true);
    world.accounts[0].criticalCare = true;
    world.accounts[1].position = {-82.1, 38.4};
    world.stopped = {"phone2"};
    desk.ports->areas = [](CommandContext&) { return std::vector<access::Area>{{"letcher", "Letcher", "letcher", {Polygon{{{{-84, 38}, {-83, 38}, {-83, 39}, {-84, 39}}}}}}}; };
    world.facts.eta = {desk.f.now() + hours(1), desk.f.now() + hours(2), EtaConfidence::high};
    const IncidentId incident = desk.incident();
    const Approval asked = desk.ask(desk.draft(incident, {Channel::sms, Channel::email}));
    ok::FrozenVersion version;
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { version = *frozenVersion(cx.views(), asked.id); });
    const auto& c = version.content;
    EXPECT_EQ(c.channels, (std::vector<std::string>{"email", "sms"}));
    using Values = std::map<std::string, std::int64_t>;
    EXPECT_EQ(c.audience.counts.at("channel"), (Values{{"sms", 2}, {"email", 1}}));
    EXPECT_EQ(c.audience.counts.at("segment"), (Values{{"critical_care", 1}, {"standard", 2}}));
    EXPECT_EQ(c.audience.counts.at("geography"), (Values{{"letcher", 2}, {"elsewhere", 1}}));
    EXPECT_EQ(c.audience.counts.at("withheld").at("stopped"), 1);
    EXPECT_EQ(c.audience.people, 3);
    ASSERT_EQ(c.incidents.size(), 1U);
    EXPECT_EQ(c.incidents[0].id, incident.str());
    EXPECT_EQ(c.incidents[0].impacted, 4);
    EXPECT_FALSE(c.incidents[0].boundary.rings.empty());
    ASSERT_TRUE(c.map);
    std::set<std::string> versions;
    for (const auto& each : c.versions) versions.insert(each.name);
    EXPECT_TRUE(versions.contains("clusterer") && versions.contains("eta_model") && versions.contains("routing_rules"));
    const auto sms = std::find_if(c.messages.begin(), c.messages.end(), [](const auto& t) { return t.channel == "sms" && t.language == "en"; });
    ASSERT_NE(sms, c.messages.end());
    EXPECT_NE(sms->pattern.find("{time "), std::string::npos);
    EXPECT_EQ(sms->text.find("{time "), std::string::npos) << "a time is read as customers read it: " << sms->text;
    EXPECT_NE(sms->text.find("{places}"), std::string::npos) << "an address is everybody's own";
    const auto file = *desk.f.document<approvals::RequestFile>(asked.id.str());
    ASSERT_TRUE(file.risk);
    EXPECT_EQ(file.risk->factors[0].rawValue.text, "3");
    EXPECT_FALSE(file.closing);
    EXPECT_EQ(version.stored.before.text, toJson(approvals::ReviewSide{})) << "nothing was told before";
}

// F01.R3.A1, F01.R3.A2: a preview counts a person once, leaves out who cannot be reached, and knows an opt-out of this very moment.
TEST_F(FrozenSend, APreviewCountsEverybodyOnceAndLeavesOutWhoStoppedAMomentAgo) {
    Desk desk(world);
    addPeople(world, 3);
    world.accounts[0].contacts.email = "mail of phone0";
    world.accounts[0].optedIn.email = true;
    addPeople(world, 2, true);
    world.accounts[1].criticalCare = true;
    desk.ports->areas = [](CommandContext&) { return std::vector<access::Area>{{"letcher", "Letcher", "letcher", {Polygon{{{{-84, 38}, {-83, 38}, {-83, 39}, {-84, 39}}}}}}}; };
    const SendBroadcast send = desk.draft(desk.incident(), {Channel::sms, Channel::email});
    const auto ahead = [&] {
        EXPECT_EQ(desk.codeOf(approvals::Preflight{.command = "comms.send_broadcast", .body = RawJson{toJson(send)}, .action = {}, .approval = {}}, desk.f.operatorAnna()), "ok");
        return *fromJson<approvals::PreflightReply>(*desk.last.reply);
    };
    using Values = std::map<std::string, std::int64_t>;
    auto shown = ahead();
    EXPECT_EQ(shown.people.at("channel"), (Values{{"sms", 3}, {"email", 3}}));
    EXPECT_EQ(shown.people.at("segment"), (Values{{"critical_care", 1}, {"standard", 4}})) << "five people, six messages";
    EXPECT_EQ(shown.people.at("geography"), (Values{{"letcher", 5}}));
    EXPECT_EQ(shown.computedAt, desk.f.now());
    world.stopped = {"phone1", "phone0"};
    desk.f.advance(seconds(1));
    shown = ahead();
    EXPECT_EQ(shown.people.at("channel"), (Values{{"sms", 1}, {"email", 3}}));
    EXPECT_EQ(shown.people.at("segment"), (Values{{"standard", 4}})) << "who is reached by mail still counts; who stopped everywhere does not";
    EXPECT_EQ(shown.people.at("withheld").at("stopped"), 2);
}

// F01.R3.A3: windows follow the utility's quiet hours by the clock of each customer, its limit of texts and what a lane takes at a time.
TEST_F(FrozenSend, WindowsFollowQuietHoursAndLimitsAndChangeWithThem) {
    Desk desk(world);
    addPeople(world, 600);
    for (auto& account : world.accounts) account.quietHours.reset();
    for (std::size_t i = 0; i < 200; ++i) world.accounts[i].timeZone = "America/Los_Angeles";   // 3 h behind
    const std::int64_t noonInNewYork = 1'727'020'800;   // 16:00 UTC
    desk.f.clockMicros = noonInNewYork * 1'000'000;
    const SendBroadcast send = desk.draft(desk.incident());
    const auto ahead = [&] {
        EXPECT_EQ(desk.codeOf(approvals::Preflight{.command = "comms.send_broadcast", .body = RawJson{toJson(send)}, .action = {}, .approval = {}}, desk.f.operatorAnna()), "ok");
        return *fromJson<approvals::PreflightReply>(*desk.last.reply);
    };
    auto shown = ahead();
    EXPECT_EQ(shown.delivery.at("sms").at("held"), 0) << "noon and nine o'clock: awake";
    EXPECT_EQ(shown.delivery.at("sms").at("minutes"), 2);
    EXPECT_EQ(shown.delivery.at("sms").at("at_a_time"), handOversAtATime);
    // Quiet until ten: in Los Angeles it is nine.
    ASSERT_EQ(desk.codeOf(PutInForce{"sending_rules", 1, RawJson{toJson(SendingRules{21 * 60, 10 * 60, 100})}}, desk.system()), "ok");
    shown = ahead();
    EXPECT_EQ(shown.delivery.at("sms").at("held"), 200);
    EXPECT_EQ(shown.people.at("held").at("sms"), 200);
    EXPECT_EQ(shown.delivery.at("sms").at("per_minute"), 100);
    EXPECT_EQ(shown.delivery.at("sms").at("minutes"), 6);
    const Approval asked = desk.ask(send);
    FrozenDelivery delivery;
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { delivery = *fromJson<FrozenDelivery>(frozenVersion(cx.views(), asked.id)->content.delivery.text); });
    ASSERT_EQ(delivery.windows.size(), 1U);
    EXPECT_EQ(delivery.windows[0].held, 200);
    EXPECT_EQ(delivery.windows[0].heldUntil, Instant::fromSeconds(noonInNewYork + 3'600));
    EXPECT_EQ(delivery.windows[0].perMinute, 100);
    EXPECT_EQ(delivery.quietTo, 10 * 60);
    // Other rules since: what waits has to be looked at again, and what leaves follows those that hold.
    ASSERT_EQ(desk.release(asked), "ok");
    std::map<std::int64_t, int> minutesOf;
    for (const OutboxRow& row : desk.rows()) ++minutesOf[row.due.micros() / 60'000'000];
    for (const auto& [minute, count] : minutesOf) EXPECT_LE(count, 200) << "no minute that begins with a message has more than the limit";
    EXPECT_GE(minutesOf.size(), 4U);
    EXPECT_TRUE(desk.rows().back().due >= Instant::fromSeconds(noonInNewYork + 3'600)) << "the west is told at ten, its own time";
}

// F01.R3.A4: twice as many as usual, after enough to know what is usual: it is frozen with its baseline and asks to be seen.
TEST_F(FrozenSend, MoreThanUsualIsFrozenWithItsBaselineAndAsksToBeSeen) {
    Desk desk(world);
    addPeople(world, 8);
    const auto usual = [&](int sends) {
        SendHistory history;
        for (int i = 0; i < sends; ++i) history.add({desk.f.now() - hours(24) * (sends - i), 5, "advisory", {}});
        desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { cx.views().save(history); });
    };
    usual(enoughToBeUsual - 1);
    const Approval few = desk.ask(desk.draft(desk.incident()));
    EXPECT_TRUE(desk.f.document<approvals::RequestFile>(few.id.str())->alerts.empty()) << "nobody knows yet what is usual";
    usual(enoughToBeUsual);
    const Approval asked = desk.ask(desk.draft(desk.incident()));
    const auto file = *desk.f.document<approvals::RequestFile>(asked.id.str());
    ASSERT_EQ(file.alerts.size(), 1U);
    EXPECT_EQ(file.alerts[0].name, "unusual_audience");
    EXPECT_EQ(file.alerts[0].facts.at("people"), "8");
    EXPECT_EQ(file.alerts[0].facts.at("median"), "5");
    EXPECT_EQ(file.alerts[0].facts.at("percent"), "160");
    EXPECT_EQ(desk.release(asked), "alert_unacknowledged");
    for (const auto& who : {desk.f.operatorAnna(), desk.f.approverCleo()}) {
        ASSERT_EQ(desk.codeOf(approvals::AcknowledgeAlert{asked.id, asked.digest, "unusual_audience"}, who), "ok");
    }
    approvals::Release key{asked.id, asked.digest};
    key.viewer = approvals::Viewer{"America/New_York", "en-US"};
    ASSERT_EQ(desk.codeOf(key, desk.f.approverCleo()), "ok");
    // F01.R3.A7: what the second person confirmed, in numbers, with who and when.
    const auto kept = desk.f.documents<approvals::KeptReview>();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].audience.people, 8);
    EXPECT_EQ(kept[0].audience.counts.at("channel").at("sms"), 8);
    const auto delivery = *fromJson<FrozenDelivery>(kept[0].delivery.text);
    EXPECT_TRUE(delivery.baseline.unusual);
    ASSERT_EQ(delivery.windows.size(), 1U);
    EXPECT_GT(delivery.windows[0].concurrency, 0);
    ASSERT_EQ(desk.codeOf(SampleAudience{asked.id}, desk.f.approverCleo()), "ok");
    EXPECT_EQ(kept[0].sample, fromJson<AudienceSample>(*desk.last.reply)->checksum);
    EXPECT_TRUE(kept[0].filters.known());
    EXPECT_EQ(kept[0].computedAt, asked.submittedAt);
    EXPECT_EQ(kept[0].account, "cleo");
}

// F01.R3.A5, F01.R3.A3: some of them, always the same, veiled; with how long it takes.
TEST_F(FrozenSend, ASampleShowsSomeOfThemAndNobodyInParticular) {
    Desk desk(world);
    addPeople(world, 300);
    std::string phone;
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { phone = cx.vault().tokenOf(cx.tenant(), PhoneNumber{"+15025550142"}).token; });
    for (auto& account : world.accounts) {
        if (account.contacts.phone == "phone7") account.contacts.phone = phone;
    }
    const Approval asked = desk.ask(desk.draft(desk.incident()));
    ASSERT_EQ(desk.codeOf(SampleAudience{asked.id}, desk.f.approverCleo()), "ok") << toJson(desk.last.reply.problem());
    const auto sample = *fromJson<AudienceSample>(*desk.last.reply);
    EXPECT_EQ(sample.messages, 300);
    EXPECT_EQ(sample.rows.size(), 200U);
    EXPECT_EQ(desk.last.reply->find("5025550142"), std::string::npos);
    EXPECT_EQ(desk.last.reply->find("phone"), std::string::npos) << "not even a token";
    world.stopped = {"phone1", "phone2", "phone3", "phone4", "phone5", "phone6"};
    ASSERT_EQ(desk.codeOf(SampleAudience{asked.id}, desk.f.approverCleo()), "ok");
    const auto again = *fromJson<AudienceSample>(*desk.last.reply);
    EXPECT_EQ(again.checksum, sample.checksum) << "the same people";
    EXPECT_TRUE(std::any_of(again.rows.begin(), again.rows.end(), [](const SampledRecipient& row) { return !row.reachable && row.reason == "stopped"; }));
    EXPECT_EQ(desk.codeOf(SampleAudience{asked.id}, desk.f.intake()), "access_denied");
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) {
        const auto delivery = *fromJson<FrozenDelivery>(frozenVersion(cx.views(), asked.id)->content.delivery.text);
        ASSERT_EQ(delivery.windows.size(), 1U);
        EXPECT_EQ(delivery.windows[0].messages, 300);
        EXPECT_EQ(delivery.windows[0].minutes, 1);
        EXPECT_EQ(delivery.baseline.basis, "none");
    });
}

// F01.R2, F05.R1: the next update is compared with what the last one told, and its change of the time is a fact of its risk.
TEST_F(FrozenSend, TheNextUpdateIsComparedWithWhatWasToldLast) {
    Desk desk(world);
    addPeople(world, 2);
    world.facts.eta = {desk.f.now() + hours(1), desk.f.now() + hours(2), EtaConfidence::high};
    const IncidentId incident = desk.incident();
    ASSERT_EQ(desk.release(desk.ask(desk.draft(incident))), "ok");
    desk.f.advance(minutes(5));
    world.facts.eta.latest += minutes(90);
    const Approval asked = desk.ask(desk.draft(incident));
    const auto file = *desk.f.document<approvals::RequestFile>(asked.id.str());
    EXPECT_EQ(file.risk->factors[1].rawValue.text, "90");
    const auto stored = *desk.f.document<approvals::StoredSnapshot>(asked.snapshotId);
    const auto before = *fromJson<approvals::ReviewSide>(stored.before.text);
    EXPECT_FALSE(before.texts.empty());
    EXPECT_EQ(before.audience.at("total").at("people"), 2);
    world.facts.kind = UpdateKind::restored;
    const Approval closing = desk.ask(desk.draft(incident));
    EXPECT_TRUE(desk.f.document<approvals::RequestFile>(closing.id.str())->closing) << "C25";
}

// F01.R2, F05.R3.A5: a changed estimate, before and after, and how many it concerns.
TEST_F(FrozenSend, AChangedEstimateIsFrozenWithWhatItReplaces) {
    Desk desk(world);
    const IncidentId incident = desk.incident();
    const Approval first = desk.ask(incidents::SetEtr{incident, {}, desk.f.now() + hours(2), 60, "crew", {}});
    ASSERT_EQ(desk.release(first), "ok");
    const Approval second = desk.ask(incidents::SetEtr{incident, {}, desk.f.now() + hours(3), 60, "assessed", {}});
    const auto stored = *desk.f.document<approvals::StoredSnapshot>(second.snapshotId);
    const auto content = *fromJson<approvals::SnapshotContent>(stored.content.text);
    const auto before = *fromJson<approvals::ReviewSide>(stored.before.text);
    ASSERT_EQ(content.incidents.size(), 1U);
    ASSERT_EQ(content.incidents[0].times.size(), 2U);
    EXPECT_EQ(content.incidents[0].times[0].what, "etr");
    EXPECT_EQ(content.incidents[0].times[0].source, "assessed");
    EXPECT_EQ(content.incidents[0].times[1].what, "etr_replaced");
    ASSERT_FALSE(before.times.empty());
    EXPECT_EQ(before.times[0].source, "crew");
    EXPECT_EQ(content.incidents[0].times[0].at - before.times[0].at > minutes(59), true);
    EXPECT_EQ(desk.codeOf(incidents::SetEtr{IncidentId{uuidV4({9})}, {}, desk.f.now() + hours(3), 60, "crew", {}}, desk.f.operatorAnna()), "incident_not_found") << "nothing to freeze";
}

}  // namespace
}  // namespace ok::comms
