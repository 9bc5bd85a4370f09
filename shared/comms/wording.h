// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Placeholders and how they are spoken. A draft is written once and read in several time zones and at several
// addresses, so what differs stays a placeholder until a message is made for one customer:
//   {places}                 the customer's address, or addresses
//   {stop}                   the address of the page that ends these emails
//   {evidence <id>}          where this picture or page can be seen, exactly as it was when the message was approved
//   {sent}                   of a correction: when this customer got what it corrects; `today` while nobody knows
//   {time 2024-09-26T22:30:00Z}     `6:30 PM Thursday`  · `las 6:30 p. m. del jueves`
//   {range <instant> <instant>}     `5 PM and 8 PM Thursday` · `las 5 y las 8 p. m. del jueves`
// Anything else in braces is refused when an operator edits a draft.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/instant.h"
#include "shared/comms/channel.h"

namespace ok::comms {

/// What is known of the one customer a text is made for.
struct Reader {
    std::string zone;                 // IANA name
    Language language = Language::en;
    std::vector<std::string> places;  // short street addresses; may be empty
    std::string area;                 // said instead when no address is known
    std::string stopLink;             // of this one message
    Instant now;                      // when it is read, as far as we know: a day a week away needs its date
    Instant sent;                     // of a correction: when the wrong message was handed over
    std::string evidenceAt;           // what an address of evidence begins with; the id follows
    std::string evidenceEnd;          // and what it ends with
};

/// Fills every placeholder. Problems: `unknown_placeholder` (with the text in backticks), `unknown_time_zone`.
[[nodiscard]] Result<std::string> fillPlaceholders(std::string_view text, const Reader& reader);

/// What is wrong with the placeholders of an edited text; ok when it can be filled for anyone.
[[nodiscard]] Status checkPlaceholders(std::string_view text);

/// `6:30 PM Thursday`: the weekday always, because a message may be read tomorrow; no `12 AM`, which nobody reads
/// alike (midnight is written as the minute before it).
/// `dated`: the weekday alone would be another week's, so the date stands with it: `6:30 PM Thursday, October 3`.
[[nodiscard]] std::string sayTime(const CivilTime& t, Language language, bool dated = false);
[[nodiscard]] std::string sayRange(const CivilTime& from, const CivilTime& until, Language language, bool dated = false);
/// `123 Main St`, `123 Main St and 9 Oak Ave`, `123 Main St and 2 more places`.
[[nodiscard]] std::string sayPlaces(const Reader& reader);
/// `12,480`: the same grouping in US English and US Spanish.
[[nodiscard]] std::string sayCount(int n);

[[nodiscard]] std::string timePlaceholder(Instant t);
[[nodiscard]] std::string rangePlaceholder(Instant from, Instant until);

}  // namespace ok::comms
