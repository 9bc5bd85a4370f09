// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/ledger/entry_proof.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "shared/ledger/merkle.h"

namespace ok::app {

bool isProven(const EntryPlace& place, const QByteArray& answer) {
    const auto hash = Digest::parse(place.hash.toStdString()), root = Digest::parse(place.root.toStdString());
    if (!hash.ok() || !root.ok()) return false;
    merkle::Proof proof;
    for (const auto& each : QJsonDocument::fromJson(answer).object().value(QLatin1String("proof")).toArray()) {
        const auto step = Digest::parse(each.toString().toStdString());
        if (!step.ok()) return false;
        proof.push_back(*step);
    }
    return merkle::verifyInclusion(merkle::leafHash(hash->bytes), place.sequence - 1, place.size, proof, *root);
}

}  // namespace ok::app
