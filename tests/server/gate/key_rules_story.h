// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The part of the audit story about the rules around keys: metadata, places, reviews, reports, alarms.
#pragma once
#include "server/access/key_rules.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/soft_key.h"

namespace ok::test {

/// `say(command, who)` carries one out; `released(command)` one that a second person releases.
template <class Say, class Released>
void tellKeyRules(GateFixture& f, UserId person, const SecurityContext& self, const SecurityContext& system, Say say, Released released) {
    const SoftMetadata metadata;
    access::KeyPolicy policy;
    policy.stepUpMinutes = 10;
    policy.metadataRoots = {metadata.rootPem};
    policy.renewAfterDays = 60;
    say(access::SetKeyPolicy{policy}, self);
    say(access::ImportKeyMetadata{metadata.blob(1, {})}, self);
    released(access::LiftKeyPlaces{5, "the control room is flooded"});
    say(access::ReviewKeys{}, system);
    say(access::RecordKeyReport{person, "status", "", "json", {}, {}}, system);
    for (int i = 0; i < access::alertFailures; ++i) (void)f.run(access::CheckCode{person, "totp", Secret{"000000"}, "192.0.2.9"}, system);
    say(access::TellFactorAlert{person}, system);
}

}  // namespace ok::test
