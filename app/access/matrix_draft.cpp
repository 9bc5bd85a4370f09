// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/matrix_draft.h"

#include "app/desk/command_body.h"
#include "shared/access/compiled_matrix.h"

namespace ok::app {
namespace {

const QString kKind = QStringLiteral("roles");

}  // namespace

MatrixDraft::MatrixDraft(const DeskContext& desk, QObject* parent) : QObject(parent), m_desk(desk) {}

void MatrixDraft::load() {
    if (m_dirty) return;  // what somebody is typing is not taken from under the hands
    m_desk.data.ask(this, {.path = policyPath(kKind, QStringLiteral("/versions")), .query = {{QStringLiteral("limit"), QStringLiteral("50")}}}, [this](const DataReply& reply) {
        const auto versions = readItems<policy::PolicyVersion>(reply);
        if (!versions.ok()) {
            emit told(policySentence(reply), true);
            return showBuiltIn();
        }
        const policy::PolicyVersion *draft = nullptr, *live = nullptr;
        for (const auto& each : *versions) {
            if (!draft && each.state == policy::VersionState::draft) draft = &each;
            if (each.state == policy::VersionState::published) live = &each;
        }
        if (draft || live) loadVersion((draft ? draft : live)->number);
        else showBuiltIn();
    });
}

void MatrixDraft::showBuiltIn() {
    m_version.reset();
    m_matrix = m_saved = access::builtinRoles();
    m_dirty = false;
    emit changed();
}

void MatrixDraft::loadVersion(int number) {
    m_desk.data.ask(this, {.path = policyPath(kKind, QStringLiteral("/versions/%1").arg(number))}, [this](const DataReply& reply) {
        const auto found = read<VersionAndBody>(reply);
        if (found.ok()) take(*found);
        else emit told(policySentence(reply), true);
    });
}

void MatrixDraft::take(const VersionAndBody& from) {
    auto matrix = fromJson<access::RolesMatrix>(from.body.text);
    if (!matrix.ok()) return emit told(tr("This version cannot be shown by this console: it may be newer than the console."), true);
    m_version = from.version;
    m_matrix = m_saved = std::move(*matrix);
    m_dirty = false;
    emit changed();
}

QString MatrixDraft::standing() const {
    if (!m_version) return tr("In force: what is built in. Make a draft to change it.");
    if (isDraft()) return m_dirty ? tr("Draft %1, with changes that are not saved.").arg(number()) : tr("Draft %1. Nobody is affected before it is published.").arg(number());
    return tr("In force: version %1. Make a draft to change it.").arg(number());
}

QString MatrixDraft::hindrance() const { return isDraft() ? QString() : tr("What is in force cannot be edited. Make a draft first."); }

QStringList MatrixDraft::mistakes() const {
    QStringList out;
    for (const auto& each : access::checkMatrix(m_matrix)) out << QStringLiteral("%1: %2").arg(utf8(each.field), utf8(each.message));
    return out;
}

void MatrixDraft::change(const std::function<void(access::RolesMatrix&)>& how) {
    how(m_matrix);
    m_dirty = !(m_matrix == m_saved);
    emit changed();
}

void MatrixDraft::begin(const QString& summary) {
    m_desk.data.ask(this, draftRequest(kKind, summary), [this](const DataReply& reply) {
        if (!reply.ok()) return emit told(policySentence(reply), true);
        emit told(tr("The draft is made. What you change here is in force only when it was approved and published."), false);
        loadVersion(reply.object().value(QStringLiteral("version")).toInt());
    });
}

void MatrixDraft::save(const QString& reason) {
    if (!m_version) return;
    m_desk.data.ask(this, saveRequest(*m_version, toJson(m_matrix), reason), [this](const DataReply& reply) {
        if (!reply.ok()) return emit told(policySentence(reply), true);
        emit told(tr("Saved in draft %1. Ask for its review under Versions.").arg(number()), false);
        m_dirty = false;
        loadVersion(number());
    });
}

void MatrixDraft::forget() {
    m_matrix = m_saved;
    m_dirty = false;
    emit changed();
}

}  // namespace ok::app
