// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/gate/letter_post.h"

#include "server/gate/kept_answer.h"

namespace ok {

/// A letter's text, sealed. A request has `command`, an answer has `answer` (as kept answers are packed, in hex).
struct CarriedLetter {
    std::string id;
    std::string from;
    SecurityContext who;
    CommandId command;
    std::string name;
    std::string body;
    approvals::Justification justification;
    std::string answer;
    bool replayOnly = false;
};
BOOST_DESCRIBE_STRUCT(CarriedLetter, (), (id, from, who, command, name, body, justification, answer, replayOnly))

namespace {

constexpr std::string_view sealContext = "outagekit letter 1";
constexpr Duration lookEvery = milliseconds(200);
constexpr unsigned looksASecond = 5;

CommandAnswer unreachable() {
    CommandAnswer out;
    out.reply = problem("server_unreachable", "the server that works for this utility did not answer: ask again");
    return out;
}

}  // namespace

LetterPost::LetterPost(Parts parts) : m_parts(std::move(parts)) {
    const Digest key = hmacSha256(m_parts.masterKey, asBytes("outagekit letters between servers 1"));
    std::copy(key.bytes.begin(), key.bytes.end(), m_key.begin());
}

LetterPost::~LetterPost() { stop(); }

void LetterPost::start(Gate& gate) {
    m_gate = &gate;
    m_writer = std::thread([this] { writeLoop(); });
    m_listener = std::thread([this] { listenLoop(); });
}

void LetterPost::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_writer.joinable()) m_writer.join();
    if (m_listener.joinable()) m_listener.join();
    giveUp();
}

void LetterPost::deskTaken(TenantId tenant) {
    const std::lock_guard lock(m_mutex);
    m_desks.insert(tenant);
}

void LetterPost::write(Outgoing letter) {
    const std::lock_guard lock(m_mutex);
    m_outgoing.push_back(std::move(letter));
    m_wake.notify_one();
}

void LetterPost::carry(SecurityContext who, CommandEnvelope command, std::function<void(CommandAnswer)> answer) {
    CarriedLetter letter;
    const std::string box = "t" + who.tenant.str();
    letter.from = m_parts.node;
    letter.who = std::move(who);
    letter.command = command.id;
    letter.name = std::move(command.name);
    letter.body = std::move(command.body);
    letter.justification = std::move(command.justification);
    letter.replayOnly = command.replayOnly;
    bool refused = false;
    {
        const std::lock_guard lock(m_mutex);
        letter.id = m_parts.node + "/" + std::to_string(m_count++);
        refused = m_stopping;
        if (!refused) {
            const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(m_parts.patience.count());
            m_waiting[letter.id] = {std::move(answer), until};
            m_outgoing.push_back({box, toJson(letter), letter.id});
            m_wake.notify_one();
        }
    }
    if (refused && answer) answer(unreachable());
}

void LetterPost::writeLoop() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stopping || !m_outgoing.empty(); });
        if (m_outgoing.empty()) return;
        const std::vector<Outgoing> letters = std::exchange(m_outgoing, {});
        lock.unlock();
        std::vector<Letter> sealed;
        for (const Outgoing& letter : letters) {
            std::array<std::uint8_t, 12> nonce{};
            m_parts.dice(nonce);
            sealed.push_back({letter.box, seal(m_key, nonce, asBytes(letter.text), asBytes(sealContext))});
        }
        const bool written = m_parts.writing->put(sealed).ok();
        lock.lock();
        if (written) continue;
        // It cannot be known whether they arrived; whoever waits hears it at once and asks again under the same id.
        for (const Outgoing& letter : letters) {
            if (const auto found = m_waiting.find(letter.request); found != m_waiting.end()) found->second.until = {};
        }
    }
}

void LetterPost::listenLoop() {
    unsigned looks = 0;
    while (true) {
        std::vector<std::string> boxes{"n" + m_parts.node};
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopping) return;
            std::erase_if(m_desks, [this](TenantId tenant) { return !m_gate->holds(tenant); });
            for (const TenantId tenant : m_desks) boxes.push_back("t" + tenant.str());
        }
        if (const auto letters = m_parts.listening->take(boxes); letters.ok()) {
            for (const Bytes& letter : *letters) read(letter);
        } else {
            // The database is away: wait as long as a look takes, not in a circle.
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, std::chrono::microseconds(lookEvery.count()), [this] { return m_stopping; });
        }
        giveUp();
        // A bell can be missed (a connection made anew): once a second we look without one.
        const bool rung = m_parts.listening->await(lookEvery);
        if (rung || ++looks % looksASecond == 0) m_gate->lookAround();
    }
}

void LetterPost::read(const Bytes& sealed) {
    const auto text = unseal(m_key, sealed, asBytes(sealContext));
    if (!text.ok()) return;  // not written by one of us
    auto letter = fromJson<CarriedLetter>(asText(*text));
    if (!letter.ok()) return;
    if (letter->answer.empty()) {
        return answerRequest(letter->from, letter->id, std::move(letter->who),
                             {letter->command, std::move(letter->name), std::move(letter->body), std::move(letter->justification), letter->replayOnly});
    }
    std::function<void(CommandAnswer)> answer;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_waiting.find(letter->id);
        if (found == m_waiting.end()) return;  // too late; it was told that nobody answered
        answer = std::move(found->second.answer);
        m_waiting.erase(found);
    }
    const auto packed = fromHex(letter->answer);
    if (answer) answer(packed.ok() ? unpackAnswer({}, asText(*packed)) : unreachable());
}

void LetterPost::answerRequest(const std::string& from, const std::string& id, SecurityContext who, CommandEnvelope command) {
    // A desk that was lost meanwhile must not send the letter on in a circle: it is answered by whoever holds it now, or late.
    m_gate->submit(std::move(who), std::move(command), [this, from, id](const CommandAnswer& answer) {
        CarriedLetter reply;
        reply.id = id;
        reply.from = m_parts.node;
        reply.answer = toHex(asBytes(packAnswer({}, answer)));
        write({"n" + from, toJson(reply), {}});
    });
}

void LetterPost::giveUp() {
    std::vector<std::function<void(CommandAnswer)>> late;
    {
        const std::lock_guard lock(m_mutex);
        const auto now = std::chrono::steady_clock::now();
        std::erase_if(m_waiting, [&](auto& one) {
            if (!m_stopping && one.second.until > now) return false;
            late.push_back(std::move(one.second.answer));
            return true;
        });
    }
    for (const auto& answer : late) {
        if (answer) answer(unreachable());
    }
}

}  // namespace ok
