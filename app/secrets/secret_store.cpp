// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/secrets/secret_store.h"

#include <qt6keychain/keychain.h>

#include <QPointer>
#include <QTimer>
#include <utility>

namespace ok::app {
namespace {

const QString kService = QStringLiteral("org.outagekit.console");
const QString kProbe = QStringLiteral("probe");

SecretReply replyOf(QKeychain::Job* job) {
    if (job->error() == QKeychain::NoError) return {};
    if (job->error() == QKeychain::EntryNotFound) return {SecretReply::State::Missing, {}, {}};
    return {SecretReply::State::Unavailable, {}, job->errorString()};
}

void askKeychain(KeychainSecretStore::Question question, const QString& name, const QByteArray& value, SecretStore::Done done) {
    using Question = KeychainSecretStore::Question;
    QKeychain::Job* job = nullptr;
    if (question == Question::Read) {
        job = new QKeychain::ReadPasswordJob(kService);
    } else if (question == Question::Write) {
        auto* writing = new QKeychain::WritePasswordJob(kService);
        writing->setBinaryData(value);
        job = writing;
    } else {
        job = new QKeychain::DeletePasswordJob(kService);
    }
    job->setKey(name);
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    QObject::connect(job, &QKeychain::Job::finished, job, [question, done = std::move(done)](QKeychain::Job* ended) {
        SecretReply reply = replyOf(ended);
        if (question == Question::Read && reply.state == SecretReply::State::Ok) {
            reply.value = static_cast<QKeychain::ReadPasswordJob*>(ended)->binaryData();
        }
        done(reply);
    });
    job->start();
}

}  // namespace

void MemorySecretStore::read(const QString& name, Done done) {
    const auto found = m_values.constFind(name);
    if (found == m_values.constEnd()) return done({SecretReply::State::Missing, {}, {}});
    done({SecretReply::State::Ok, *found, {}});
}

void MemorySecretStore::write(const QString& name, const QByteArray& value, Done done) {
    m_values.insert(name, value);
    done({});
}

void MemorySecretStore::remove(const QString& name, Done done) {
    m_values.remove(name);
    done({});
}

KeychainSecretStore::KeychainSecretStore(int limitMs, Backend backend, QObject* parent)
    : QObject(parent), m_limitMs(limitMs), m_backend(backend ? std::move(backend) : Backend(askKeychain)) {}

// Whichever comes first, the answer or the limit; what comes second falls on nobody.
void KeychainSecretStore::ask(Question question, const QString& name, const QByteArray& value, Done done) {
    const auto waiting = std::make_shared<Done>(std::move(done));
    const auto say = [waiting](const SecretReply& reply) {
        if (const Done told = std::exchange(*waiting, nullptr)) told(reply);
    };
    auto* limit = new QTimer(this);
    limit->setSingleShot(true);
    connect(limit, &QTimer::timeout, this, [limit, say] {
        limit->deleteLater();
        say({SecretReply::State::Unavailable, {}, QStringLiteral("no answer in time")});
    });
    limit->start(m_limitMs);
    m_backend(question, name, value, [limit = QPointer<QTimer>(limit), say](const SecretReply& reply) {
        if (limit) limit->deleteLater();
        say(reply);
    });
}

ConsoleSecretStore::ConsoleSecretStore(std::unique_ptr<SecretStore> keychain, QObject* parent)
    : QObject(parent), m_keychain(std::move(keychain)) {}

void ConsoleSecretStore::probe() {
    const QByteArray mark("works");
    m_keychain->write(kProbe, mark, [this, mark](const SecretReply& written) {
        if (written.state != SecretReply::State::Ok) return settle(State::Memory, written.detail);
        m_keychain->read(kProbe, [this, mark](const SecretReply& found) {
            const bool works = found.state == SecretReply::State::Ok && found.value == mark;
            settle(works ? State::Keychain : State::Memory, works ? QString() : tr("it does not give back what it was given"));
        });
    });
}

void ConsoleSecretStore::settle(State state, const QString& detail) {
    m_state = state;
    m_detail = detail;
    for (const auto& work : std::exchange(m_waiting, {})) later(work);
    emit ready(lasting());
}

void ConsoleSecretStore::later(std::function<void(SecretStore&)> work) {
    if (m_state == State::Asking) return m_waiting.push_back(std::move(work));
    work(m_state == State::Keychain ? *m_keychain : static_cast<SecretStore&>(m_memory));
}

void ConsoleSecretStore::read(const QString& name, Done done) {
    later([=](SecretStore& store) { store.read(name, done); });
}
void ConsoleSecretStore::write(const QString& name, const QByteArray& value, Done done) {
    later([=](SecretStore& store) { store.write(name, value, done); });
}
void ConsoleSecretStore::remove(const QString& name, Done done) {
    later([=](SecretStore& store) { store.remove(name, done); });
}

QString ConsoleSecretStore::warning() const {
    if (m_state != State::Memory) return {};
    return tr("This computer has no keychain that works (%1). What you are signed in with is kept in memory only: after closing "
              "the console you sign in again.").arg(m_detail.isEmpty() ? tr("no reason given") : m_detail);
}

}  // namespace ok::app
