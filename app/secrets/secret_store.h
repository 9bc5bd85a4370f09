// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where the console keeps what must not lie in a file: tokens that outlive the program, the key of the cache. In the system's
// keychain where there is one; else in memory, for as long as the program runs, and the screen says so. GUI thread.
//
// A keychain answers late or never (its daemon cannot start: 25 s a question), so each question has a time limit of its own.
// A locked keychain answers reads with "no such entry"; only a probe that is written and read back proves that it works.
#pragma once
#include <QHash>
#include <QObject>
#include <QString>
#include <functional>
#include <memory>
#include <vector>

namespace ok::app {

struct SecretReply {
    enum class State { Ok, Missing, Unavailable };
    State state = State::Ok;
    QByteArray value;
    QString detail;   ///< of Unavailable, in the system's words
};

class SecretStore {
  public:
    using Done = std::function<void(const SecretReply&)>;
    virtual ~SecretStore() = default;
    virtual void read(const QString& name, Done done) = 0;
    virtual void write(const QString& name, const QByteArray& value, Done done) = 0;
    virtual void remove(const QString& name, Done done) = 0;
};

/// Keeps until the program ends.
class MemorySecretStore final : public SecretStore {
  public:
    void read(const QString& name, Done done) override;
    void write(const QString& name, const QByteArray& value, Done done) override;
    void remove(const QString& name, Done done) override;

  private:
    QHash<QString, QByteArray> m_values;
};

/// The system's keychain (QtKeychain), each question limited in time.
class KeychainSecretStore final : public QObject, public SecretStore {
    Q_OBJECT
  public:
    /// What really asks. Tests give one that never answers.
    enum class Question { Read, Write, Remove };
    using Backend = std::function<void(Question, const QString& name, const QByteArray& value, Done done)>;
    explicit KeychainSecretStore(int limitMs = 3000, Backend backend = {}, QObject* parent = nullptr);
    void read(const QString& name, Done done) override { ask(Question::Read, name, {}, std::move(done)); }
    void write(const QString& name, const QByteArray& value, Done done) override { ask(Question::Write, name, value, std::move(done)); }
    void remove(const QString& name, Done done) override { ask(Question::Remove, name, {}, std::move(done)); }

  private:
    void ask(Question question, const QString& name, const QByteArray& value, Done done);
    int m_limitMs;
    Backend m_backend;
};

/// What the console uses: the keychain after a successful probe, else memory. What is asked before the probe has ended waits.
class ConsoleSecretStore final : public QObject, public SecretStore {
    Q_OBJECT
  public:
    explicit ConsoleSecretStore(std::unique_ptr<SecretStore> keychain, QObject* parent = nullptr);
    /// Once, at the start; `ready` follows.
    void probe();
    void read(const QString& name, Done done) override;
    void write(const QString& name, const QByteArray& value, Done done) override;
    void remove(const QString& name, Done done) override;
    [[nodiscard]] bool lasting() const { return m_state == State::Keychain; }
    /// For the screen; empty while the keychain works.
    [[nodiscard]] QString warning() const;

  signals:
    void ready(bool lasting);

  private:
    enum class State { Asking, Keychain, Memory };
    void settle(State state, const QString& detail);
    void later(std::function<void(SecretStore&)> work);
    std::unique_ptr<SecretStore> m_keychain;
    MemorySecretStore m_memory;
    State m_state = State::Asking;
    QString m_detail;
    std::vector<std::function<void(SecretStore&)>> m_waiting;
};

}  // namespace ok::app
