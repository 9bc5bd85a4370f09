// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The reference: what may become of a request, said as simply as it can be. It knows human beings, versions and a number of keys, and
// nothing of how the server keeps them.
#pragma once
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "shared/base/digest.h"
#include "shared/base/ids.h"
#include "shared/base/instant.h"

namespace ok::walk {

struct ModelRequest {
    ApprovalId id;
    BroadcastId broadcast;
    std::vector<Digest> versions;      ///< newest last
    std::string author;                ///< a human being, not an account
    std::set<std::string> turned;      ///< human beings, for the newest version
    std::string state = "pending";
    Instant expiresAt;
    Instant givenUpAt;                 ///< the earliest moment at which its ladder may give it up
    bool later = false;                ///< leaves at an hour of its own
    bool clean = true;                 ///< nothing in the world has changed since the newest version was frozen
    std::string glassBy;               ///< who broke the glass over the newest version; empty: nobody
    Instant glassUntil;
    std::set<std::string> recipients;  ///< addresses, as they were frozen
};

inline constexpr Duration ladderWait = minutes(20);

class Model {
  public:
    int needed = 1;                    ///< keys besides the author's
    bool vendorsShut = false;
    std::map<std::string, std::string> humanOf;   ///< by account
    std::set<std::string> vendors;     ///< human beings
    std::vector<ModelRequest> requests;
    std::set<std::string> stopped;     ///< addresses that must not hear from us
    std::set<std::string> paused;      ///< broadcasts of which nothing may leave until they go on
    std::set<std::string> ended;       ///< broadcasts of which nothing may leave any more

    /// Everything that forbids this key; empty: it has to be let in, unless the world has changed.
    [[nodiscard]] std::set<std::string> forbids(const ModelRequest& r, const std::string& account, const Digest& seen, Instant now) const {
        if (r.state != "pending") return {"approval_not_pending"};
        if (now >= r.expiresAt) return {"approval_expired"};
        std::set<std::string> out;
        if (seen != r.versions.back()) {
            const bool older = std::find(r.versions.begin(), r.versions.end(), seen) != r.versions.end();
            return {older ? "approval_token_stale" : "approval_digest_mismatch"};
        }
        const std::string& human = humanOf.at(account);
        if (human == r.author) out.insert("policy_violation.self_approval");
        if (r.turned.contains(human)) out.insert("policy_violation.duplicate_identity");
        if (vendorsShut && vendors.contains(human)) out.insert("policy_violation.restricted_group");
        return out;
    }
    /// Somebody on the frozen list has said STOP since: it has to be frozen anew (digest C28).
    [[nodiscard]] bool somebodyStopped(const ModelRequest& r) const {
        return std::any_of(r.recipients.begin(), r.recipients.end(), [this](const std::string& each) { return stopped.contains(each); });
    }
    /// A key was let in. True: it was the last one, and the command runs.
    bool turn(ModelRequest& r, const std::string& account) const {
        r.turned.insert(humanOf.at(account));
        return static_cast<int>(r.turned.size()) >= needed;
    }
    void newVersion(ModelRequest& r, const std::string& account, const Digest& digest, Instant now) const {
        r.givenUpAt = now + ladderWait;
        r.versions.push_back(digest);
        r.author = humanOf.at(account);
        r.turned.clear();
        r.glassBy.clear();
        r.clean = true;
    }
    void worldChanged() {
        for (ModelRequest& each : requests) each.clean = false;
    }
};

}  // namespace ok::walk
