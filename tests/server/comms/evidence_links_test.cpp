// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a message leads to is what was pinned with it (F04.R5.A1, F04.R5.A6): the address names the version, and nothing that happens to the
// evidence later changes what was queued or is tried again.
#include "server/comms/letter_maker.h"
#include "server/evidence/evidence_handlers.h"
#include "tests/support/send_desk.h"

namespace ok::comms {
namespace {

using EvidenceLinks = FrozenSend;

void withEvidence(test::GateFixture& f) {
    evidence::addProjections(f.projections);
    evidence::addHandlers(*f.gate, {sha256("addresses"), "http://127.0.0.1:1", [&f] { return f.now(); }});
}

std::string attachLink(Desk& desk, IncidentId incident, const std::string& url) {
    EXPECT_EQ(desk.codeOf(evidence::AttachEvidenceLink{incident, url, "Radar of the storm", "", {}}, desk.f.operatorAnna()), "ok");
    return fromJson<evidence::EvidenceLine>(*desk.last.reply)->id;
}

/// The draft in other words, with this sentence at their end.
SendBroadcast saying(Desk& desk, const SendBroadcast& send, const std::string& sentence) {
    const auto broadcast = *desk.f.document<Broadcast>(send.broadcast.str());
    for (Draft draft : broadcast.drafts) {
        draft.text = "Crews are on site. " + sentence;
        EXPECT_EQ(desk.codeOf(EditDraft{send.broadcast, draft}, desk.f.operatorAnna()), "ok") << (desk.last.reply.ok() ? "" : toJson(desk.last.reply.problem()));
    }
    return {send.broadcast, digestOfDrafts(*desk.f.document<Broadcast>(send.broadcast.str()))};
}

TEST_F(EvidenceLinks, AMessageLeadsToTheVersionThatWasPinnedWhateverComesLater) {
    Desk desk(world, {}, withEvidence);
    addPeople(world, 1);
    const IncidentId incident = desk.incident();
    const std::string id = attachLink(desk, incident, "https://weather.example/radar?t=12");
    const SendBroadcast send = saying(desk, desk.draft(incident), "See {evidence " + id + "}");
    const Approval asked = desk.ask(send);
    ASSERT_EQ(desk.release(asked), "ok");
    auto row = desk.rows().at(0);
    row.drill = true;   // whose contact is not opened
    const auto make = letterMaker(desk.f.gate->vaultKeys(), {}, [](TenantId, const std::string& snapshot) { return "https://u.example/e/one/" + snapshot + "/"; });
    const auto letter = [&] {
        const auto reader = desk.f.gate->openReader();
        return make(row, **reader);
    };
    const auto first = letter();
    ASSERT_TRUE(first.ok()) << first.problem().message;
    EXPECT_NE(first->text.find("https://u.example/e/one/" + asked.snapshotId + "/" + id), std::string::npos) << first->text;
    // The world goes on: more is attached, the page is gone.
    (void)attachLink(desk, incident, "https://weather.example/radar?t=13");
    ASSERT_EQ(desk.codeOf(evidence::NoteAvailability{id, false, "404"}, desk.f.operatorAnna()), "ok");
    const auto again = letter();
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->text, first->text);
    const auto stored = *desk.f.document<approvals::StoredSnapshot>(asked.snapshotId);
    const auto content = *fromJson<approvals::SnapshotContent>(stored.content.text);
    ASSERT_EQ(content.evidence.size(), 1U);
    EXPECT_EQ(content.evidence[0].url, "https://weather.example/radar?t=12");
    EXPECT_EQ(evidenceNamedIn(content), std::vector<std::string>{id});
    // The entries of the send name the content that has them (F04.R5.A6).
    EXPECT_EQ(desk.told<approvals::SnapshotTaken>().at(0).snapshot.header.contentHash, stored.header.contentHash);
}

TEST_F(EvidenceLinks, WhatTheIncidentDoesNotHaveIsRefusedBeforeAnybodyIsAsked) {
    Desk desk(world, {}, withEvidence);
    addPeople(world, 1);
    const SendBroadcast send = saying(desk, desk.draft(desk.incident()), "See {evidence 0192f0c0-0000-7000-8000-000000000001}");
    EXPECT_EQ(desk.codeOf(send, desk.f.operatorAnna()), "evidence_not_found");
    EXPECT_TRUE(desk.f.documents<Approval>().empty());
}

TEST(EvidencePlaceholder, IsAnAddressWithAnIdOrIsRefused) {
    const std::string id = "0192f0c0-0000-7000-8000-000000000001";
    EXPECT_TRUE(checkPlaceholders("See {evidence " + id + "}").ok());
    EXPECT_FALSE(checkPlaceholders("See {evidence radar}").ok());
    EXPECT_FALSE(checkPlaceholders("See {evidence}").ok());
    Reader reader{.zone = "UTC", .evidenceAt = "https://u.example/e/"};
    EXPECT_EQ(*fillPlaceholders("See {evidence " + id + "}.", reader), "See https://u.example/e/" + id + ".");
    reader.evidenceAt.clear();
    EXPECT_EQ(fillPlaceholders("{evidence " + id + "}", reader).problem().code, "evidence_not_frozen");
}

}  // namespace
}  // namespace ok::comms
