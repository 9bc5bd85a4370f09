// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The part of the story that is about what speaks for an incident, and what is kept of what was frozen.
#include "shared/approvals/artifact.h"
#include "shared/evidence/evidence_commands.h"
#include "shared/incidents/incident.h"
#include "shared/operations/artifact_runs.h"
#include "tests/server/gate/audit_story_steps.h"

namespace ok::test {

void AuditStory::evidence() {
    using namespace ok::evidence;
    const IncidentId incident = m_f->documents<ok::incidents::Incident>().front().id;
    const std::string words = "the pole at the corner is down";
    const Digest digest = sha256(words);
    const auto piece = fromJson<PieceReply>(*m_f->run(PutEvidencePiece{incident, digest, 0, toBase64(asBytes(words))}, m_system).reply);
    ASSERT_TRUE(piece.ok());
    const AttachEvidenceFile file{incident, "What the crew saw", "", "note.txt", "text/plain", digest, static_cast<std::int64_t>(words.size()), {piece->token}};
    const auto attached = ask<EvidenceLine>(file, m_operator);
    const auto link = ask<EvidenceLine>(AttachEvidenceLink{incident, "https://weather.example/radar", "Radar of the storm", "", {}}, m_operator);
    say(NoteAvailability{link.id, false, "404"}, m_operator);
    say(OpenEvidence{incident, attached.id, {}}, m_second);
    say(ReportMismatch{attached.id, {}, sha256("another"), 7, "digest_mismatch"}, m_system);
    const auto kept = m_f->documents<ok::approvals::StoredArtifact>();
    ASSERT_FALSE(kept.empty());
    say(ok::approvals::OpenArtifact{kept.front().id}, m_second);
    say(ok::approvals::NoteArtifact{kept.front().id, "looked at with the regulator"}, m_admin);
    say(operations::PurgeArtifacts{}, m_system);
}

}  // namespace ok::test
