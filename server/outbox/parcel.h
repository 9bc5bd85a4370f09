// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is handed to a provider. THE DRILL RULE lives in these types: a row becomes a RealParcel or a DrillParcel by its
// own drill mark, here and nowhere else; a RealConnector cannot be called with a DrillParcel, nor the other way round.
// No setting takes part in that decision, so no setting can break it.
#pragma once
#include <string>
#include <utility>
#include <variant>

#include "server/store/store.h"

namespace ok::outbox {

/// One message as its provider needs it. Holds personal data: lives in memory only, never in the log or the store.
struct Letter {
    std::string to;        ///< E.164 number or mailbox
    std::string subject;   ///< email
    std::string text;
    std::string html;      ///< email
    std::string language;  ///< `en`, `es`
    int segments = 0;
    std::string stopUrl;   ///< email: a page, and an address to post to, that end these emails; call: whom its key is told to
    std::string secret;    ///< webhook: what it is signed with
    std::string snapshotId;   ///< from which it leaves: told to the provider beside the words (F04.R5.A2)
};

/// A fictional recipient for a drill: a 555-01xx number or a mailbox below `.invalid`, which nobody can ever own. The
/// same row always gets the same one.
[[nodiscard]] std::string fictionalRecipient(const OutboxRow& row);

class RealParcel {
  public:
    [[nodiscard]] const OutboxRow& row() const { return m_row; }
    [[nodiscard]] const Letter& letter() const { return m_letter; }

  private:
    friend std::variant<RealParcel, class DrillParcel> pack(OutboxRow row, Letter letter);
    RealParcel(OutboxRow row, Letter letter) : m_row(std::move(row)), m_letter(std::move(letter)) {}
    OutboxRow m_row;
    Letter m_letter;
};

class DrillParcel {
  public:
    [[nodiscard]] const OutboxRow& row() const { return m_row; }
    [[nodiscard]] const Letter& letter() const { return m_letter; }

  private:
    friend std::variant<RealParcel, DrillParcel> pack(OutboxRow row, Letter letter);
    DrillParcel(OutboxRow row, Letter letter) : m_row(std::move(row)), m_letter(std::move(letter)) {}
    OutboxRow m_row;
    Letter m_letter;
};

using Parcel = std::variant<RealParcel, DrillParcel>;

/// The only maker of parcels. A drill's recipient is replaced by a fictional one, whoever stood in the letter.
[[nodiscard]] Parcel pack(OutboxRow row, Letter letter);

}  // namespace ok::outbox
