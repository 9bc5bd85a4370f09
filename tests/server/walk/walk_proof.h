// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the exported log alone proves about a walk, read by rules of its own: nobody asks the server, its documents or its quorum rules.
// Given besides: which accounts are one human being, and how many keys the utility's rules ask for.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "shared/approvals/request_file.h"
#include "shared/comms/comms_events.h"
#include "tests/server/walk/walk_model.h"
#include "tests/server/walk/walk_provider.h"

namespace ok::walk {

class Proof {
  public:
    Proof(const Model& people, const PublicKey& key) : m_people(people), m_key(key) {}

    /// One line of the export (docs/log-format.md).
    void line(std::string_view text);
    /// Everything else is there: what providers took against what the log says of it.
    void judge(const std::vector<TakenMessage>& taken);

    std::vector<std::string> faults;
    int sends = 0, corrections = 0, messages = 0, proved = 0, amended = 0;   ///< how much there was to prove

  private:
    struct Waiting {
        std::string author;                                  ///< human being of the newest version
        std::map<std::string, approvals::StoredSnapshot> versions;   ///< by hash
        std::string newest;
        std::set<std::string> stepped;                       ///< ids of steps with entries of their own
        bool released = false;
        int carriedOut = 0;
    };
    struct Sent {
        std::string broadcast, snapshotId;
        bool correction = false;
        comms::Channel channel = comms::Channel::sms;
        comms::Language language = comms::Language::en;
        std::string contact, withheld;
    };
    void entry(const EntryHeader& header, const std::string& payload);
    void taken(const approvals::SnapshotTaken& event);
    void decided(const approvals::ApprovalDecided& event);
    void overridden(const approvals::ApprovalDecided& event);
    void left(const comms::BroadcastSent& event);
    void drafted(const comms::BroadcastDrafted& event) { if (!event.amends.empty()) m_amends[event.broadcast.str()] = event.amends; }
    void takenBack(const comms::BroadcastRetracted& event);
    void queued(const comms::MessagesQueued& event);
    void words(const TakenMessage& message, const Sent& sent);
    void wrong(const std::string& what) { faults.push_back(what); }
    [[nodiscard]] std::string human(const std::string& account) const { return m_people.humanOf.contains(account) ? m_people.humanOf.at(account) : account; }

    const Model& m_people;
    const PublicKey m_key;
    std::map<std::string, Waiting> m_waiting;                // by request
    std::map<std::string, std::string> m_requestOf;          // snapshot id → request
    std::map<std::string, comms::BroadcastSent> m_sent;      // by broadcast: its first leg
    std::map<std::string, std::string> m_corrects;           // correction → broadcast
    std::map<std::string, Sent> m_messages;                  // by message
    std::map<std::string, Digest> m_textHash;                // of what the log says was handed over
    std::map<std::string, std::string> m_amends;             // newer broadcast → the one whose place it takes
    std::set<std::string> m_broadcasts;                      // that are allowed to have messages
};

/// Is this `pattern` with its placeholders filled in by something?
[[nodiscard]] bool fits(std::string_view pattern, std::string_view text);

}  // namespace ok::walk
