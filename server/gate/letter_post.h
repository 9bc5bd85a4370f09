// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Commands and answers as sealed letters (server/store/letterbox.h). Two threads: one writes letters, one listens; the
// gate's thread never waits for either. Letters are sealed under a key derived from the installation's master key, so
// that who can only write to the database cannot command anything.
#pragma once
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <set>

#include "server/gate/command_post.h"
#include "server/store/letterbox.h"
#include "shared/base/dice.h"

namespace ok {

class LetterPost final : public CommandPost {
  public:
    struct Parts {
        std::unique_ptr<Letterbox> writing, listening;
        VaultKey masterKey{};
        std::string node;                  ///< this server's name among them
        Dice dice;                         ///< called on the writing thread only
        Duration patience = seconds(15);   ///< how long an answer may take
    };
    explicit LetterPost(Parts parts);
    ~LetterPost() override;

    /// After the gate started; stop() before it stops.
    void start(Gate& gate);
    void stop();
    void carry(SecurityContext who, CommandEnvelope command, std::function<void(CommandAnswer)> answer) override;
    /// A desk was taken: letters that waited for it are fetched at the next look.
    void deskTaken(TenantId tenant);

  private:
    struct Waiting {
        std::function<void(CommandAnswer)> answer;
        std::chrono::steady_clock::time_point until;
    };
    struct Outgoing {
        std::string box, text;
        std::string request;  ///< set when an answer is awaited
    };
    void writeLoop();
    void listenLoop();
    void read(const Bytes& sealed);
    void answerRequest(const std::string& from, const std::string& id, SecurityContext who, CommandEnvelope command);
    void giveUp();
    void write(Outgoing letter);

    Parts m_parts;
    VaultKey m_key{};
    Gate* m_gate = nullptr;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Outgoing> m_outgoing;
    std::map<std::string, Waiting> m_waiting;
    std::set<TenantId> m_desks;
    std::uint64_t m_count = 0;
    bool m_stopping = false;
    std::thread m_writer, m_listener;
};

}  // namespace ok
