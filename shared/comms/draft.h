// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The update drafted from an incident's state (P09, main job 9): text message, email and call script, each in every
// language. The operator edits or accepts; what an operator may not do (drop the drill mark, break a placeholder,
// write a novel into a text message) is checked here too.
#pragma once
#include <string>
#include <vector>

#include "shared/comms/eta_words.h"
#include "shared/comms/sms_segments.h"
#include "shared/comms/wording.h"

namespace ok::comms {

/// correction: takes back what an earlier one said; nobody drafts one by itself (draftCorrection).
BOOST_DEFINE_ENUM_CLASS(UpdateKind, detected, confirmed, eta_set, eta_changed, partial, restored, correction)

/// The incident as words need it. Keys (`tree`, `on_site`) have sentences in phrases.cpp; unknown keys say nothing.
struct UpdateFacts {
    UpdateKind kind = UpdateKind::detected;
    bool drill = false;
    std::string utility;     // as customers call it
    std::string area;        // a name people use: `Riverside`
    int customersOut = 0;    // for a partial restoration: of how many
    int customersBack = 0;   // for a partial restoration: how many are back
    std::string causeKey;
    std::string crewKey;
    EtaBelief eta;
    EtaBelief oldEta;        // for eta_changed: what customers were told before
    Instant oldEtaToldAt;    // when they were told it: decides how precisely it was said
    Instant nextUpdate;      // when we promise to write again; unknown: no promise
    std::string pageUrl;
    std::string phone;
    bool operator==(const UpdateFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(UpdateFacts, (), (kind, drill, utility, area, customersOut, customersBack, causeKey, crewKey, eta,
                                        oldEta, oldEtaToldAt, nextUpdate, pageUrl, phone))

struct Draft {
    Channel channel = Channel::sms;
    Language language = Language::en;
    std::string subject;             // email only
    std::string text;                // with placeholders; paragraphs of an email are separated by an empty line
    std::vector<std::string> keys;   // the phrases it was made from, in order; empty once edited
    bool operator==(const Draft&) const = default;
};
BOOST_DESCRIBE_STRUCT(Draft, (), (channel, language, subject, text, keys))

/// All six drafts, channels by languages. Total: facts without a cause or an estimate give honest, shorter drafts.
[[nodiscard]] std::vector<Draft> draftUpdate(const UpdateFacts& facts, Instant now);

/// What is sent when the update made from these facts turns out wrong, in the same channels and languages. Written and approved together
/// with it, so it says that it was wrong and not what is right. `{sent}` becomes the time at which its reader got the wrong one.
[[nodiscard]] std::vector<Draft> draftCorrection(const UpdateFacts& facts);

/// A draft made for one reader, ready to hand over.
struct Rendered {
    std::string subject;
    std::string text;
    std::string html;  // email only
    SmsSize size;      // text message only
};

/// Fills the placeholders, puts the drill mark first, and writes a text message in plain GSM letters where accents
/// would cost a further segment.
[[nodiscard]] Result<Rendered> renderDraft(const Draft& draft, const Reader& reader, bool drill);

enum class DraftUse { update, correction };
/// Everything wrong with an edited draft, at once: placeholders, length, segments, line breaks in a subject. `{sent}` is for corrections.
[[nodiscard]] Status checkDraft(const Draft& draft, DraftUse use = DraftUse::update);

inline constexpr int mostSmsSegments = 2;
inline constexpr std::size_t longestSubject = 120;
inline constexpr std::size_t longestEmail = 8'000;
inline constexpr std::size_t longestScript = 1'500;

}  // namespace ok::comms
