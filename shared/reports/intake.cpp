// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/reports/intake.h"

#include <algorithm>

namespace ok::reports {
namespace {

PlaceResolution fromAccount(const AccountFact& account, std::string reason) {
    return {.outcome = PlaceOutcome::account, .account = account.account, .place = account.place, .label = account.label,
            .timeZone = account.timeZone, .reason = std::move(reason)};
}

PlaceResolution notPlaced(PlaceOutcome outcome, std::string reason) { return {.outcome = outcome, .reason = std::move(reason)}; }

PlaceResolution fromAddress(const AddressFact& address) {
    if (address.ambiguous) return notPlaced(PlaceOutcome::unknown, "address_ambiguous");
    if (address.place.precisionMetres > coarsestMetres || address.place.confidence < leastConfidence) {
        return notPlaced(PlaceOutcome::unknown, "address_too_coarse");
    }
    return {.outcome = PlaceOutcome::address, .account = address.account, .place = address.place, .label = address.label,
            .reason = "address"};
}

bool reportsSomething(const SmsReading& reading) {
    return reading.intent == SmsIntent::report || reading.intent == SmsIntent::still_out || reading.intent == SmsIntent::restored;
}

std::string dangerKey(const std::vector<Symptom>& symptoms) {
    const auto has = [&](Symptom s) { return std::find(symptoms.begin(), symptoms.end(), s) != symptoms.end(); };
    if (has(Symptom::gas_smell)) return "danger_gas";
    return has(Symptom::wire_down) ? "danger_wires" : std::string();
}

std::string reportKey(SmsIntent intent, const std::vector<Symptom>& symptoms) {
    if (auto danger = dangerKey(symptoms); !danger.empty()) return danger;
    if (intent == SmsIntent::restored) return "restored_thanks";
    return intent == SmsIntent::still_out ? "still_out" : "received";
}

/// A question goes out with the plan; danger is answered at once, the question can wait for the reply.
void ask(IntakePlan& plan, const PlaceResolution& place) {
    const bool danger = plan.replyKey.starts_with("danger");
    if (place.outcome == PlaceOutcome::askWhich) {
        plan.asksWhich = true;
        if (!danger) plan.replyKey = "ask_which";
    } else {
        plan.asksPlace = true;
        if (!danger) plan.replyKey = place.outcome == PlaceOutcome::askPlace ? "ask_place" : "place_unknown";
    }
}

IntakePlan planReport(const MessageFacts& facts) {
    IntakePlan plan{.record = true, .symptoms = facts.reading.symptoms};
    plan.replyKey = reportKey(facts.reading.intent, plan.symptoms);
    if (facts.place.placed()) {
        plan.endsTalk = facts.talk != nullptr;
        if (!facts.place.place) plan.unplacedReason = "account_without_place";
        return plan;
    }
    plan.unplacedReason = facts.place.reason;
    ask(plan, facts.place);
    return plan;
}

IntakePlan planStatus(const MessageFacts& facts) {
    IntakePlan plan{.replyKey = "status"};
    if (facts.place.placed()) {
        plan.endsTalk = facts.talk != nullptr;
        return plan;
    }
    ask(plan, facts.place);
    plan.askStatus = true;
    return plan;
}

/// An account, an address or a digit: the answer to our question, or a bare place out of the blue.
IntakePlan planPlace(const MessageFacts& facts) {
    if (facts.talk && facts.talk->forStatus) return planStatus(facts);
    if (!facts.talk) return planStatus(facts);
    IntakePlan plan{.answersPending = facts.talk->pending.known(), .replyKey = "received"};
    if (facts.place.placed()) {
        plan.endsTalk = true;
        return plan;
    }
    ask(plan, facts.place);
    plan.answersPending = false;
    return plan;
}

IntakePlan planOptOut(const MessageFacts& facts) {
    // A second STOP is obeyed in silence: answering each one would itself be an unwanted message.
    IntakePlan plan{.consent = ConsentChange::optOut, .endsTalk = facts.talk != nullptr,
                    .replyKey = facts.optedOut ? "" : "opted_out"};
    if (facts.optedOut) plan.consent = ConsentChange::none;
    if (!facts.reading.symptoms.empty()) {
        plan.record = true;
        plan.symptoms = facts.reading.symptoms;
        if (!facts.place.place) plan.unplacedReason = facts.place.placed() ? "account_without_place" : facts.place.reason;
    }
    return plan;
}

IntakePlan planHeard(const MessageFacts& facts) {
    const auto intent = facts.reading.intent;
    if (intent == SmsIntent::opt_out) return planOptOut(facts);
    if (intent == SmsIntent::opt_in) return {.consent = ConsentChange::optIn, .replyKey = "opted_in"};
    if (intent == SmsIntent::help) return {.replyKey = "help"};
    if (reportsSomething(facts.reading)) return planReport(facts);
    if (intent == SmsIntent::status) return planStatus(facts);
    if (intent == SmsIntent::choice && !facts.reading.choice) return {.replyKey = "choice_out_of_range"};
    if (intent == SmsIntent::choice || intent == SmsIntent::account || intent == SmsIntent::address) return planPlace(facts);
    if (intent == SmsIntent::empty) return {.replyKey = "help"};
    // Words we cannot read are never dropped: a person reads them, at the caller's account if the number tells one.
    return {.record = true, .unplacedReason = "not_understood", .replyKey = "not_understood"};
}

}  // namespace

PlaceResolution resolvePlace(const PlaceFacts& facts) {
    if (facts.chosen) return fromAccount(*facts.chosen, "account_chosen");
    if (facts.byNumber) return fromAccount(*facts.byNumber, "account_number");
    if (facts.byAddress) {
        auto found = fromAddress(*facts.byAddress);
        // An address we cannot pin down, from somebody with one account: theirs is the better guess only if the address
        // was coarse, not if it named another place.
        if (found.placed() || !facts.device) return found;
    }
    if (facts.device) {
        return {.outcome = PlaceOutcome::device, .account = {}, .place = facts.device, .label = {}, .timeZone = {}, .reason = "device"};
    }
    if (facts.numberGiven && !facts.addressGiven && facts.byContact.empty()) return notPlaced(PlaceOutcome::unknown, "account_unknown");
    if (facts.addressGiven) return notPlaced(PlaceOutcome::unknown, "address_unknown");
    if (facts.byContact.size() == 1) return fromAccount(facts.byContact.front(), "contact");
    if (facts.byContact.size() > 1) return notPlaced(PlaceOutcome::askWhich, "several_accounts");
    return notPlaced(PlaceOutcome::askPlace, "no_place");
}

std::optional<ReportId> repeatedReport(const std::vector<EarlierReport>& earlier, Service service, bool sameAccount,
                                       std::optional<LonLat> position, Instant now) {
    const EarlierReport* best = nullptr;
    for (const auto& report : earlier) {
        if (!report.out || report.service != service) continue;
        const bool current = report.incident.known() ? report.incidentOpen : now - report.receivedAt <= unjoinedLifetime;
        if (!current) continue;
        if (!sameAccount) {
            if (!position || !report.position || metresBetween(*position, *report.position) > samePlaceMetres) continue;
        }
        if (!best || report.receivedAt < best->receivedAt ||
            (report.receivedAt == best->receivedAt && report.report < best->report)) {
            best = &report;
        }
    }
    return best ? std::optional(best->report) : std::nullopt;
}

IntakePlan planMessage(const MessageFacts& facts) {
    auto plan = planHeard(facts);
    // After STOP only START and HELP are answered; what was reported is kept all the same.
    const bool mayAnswer = plan.consent != ConsentChange::none || plan.replyKey == "help";
    if (facts.optedOut && !mayAnswer) {
        plan.replyKey.clear();
        plan.asksWhich = plan.asksPlace = false;
    }
    return plan;
}

std::string answerKeyOf(const std::vector<Symptom>& symptoms) {
    const auto has = [&](Symptom s) { return std::find(symptoms.begin(), symptoms.end(), s) != symptoms.end(); };
    if (auto danger = dangerKey(symptoms); !danger.empty()) return danger;
    if (has(Symptom::restored)) return "restored_thanks";
    return has(Symptom::still_out) ? "still_out" : "received";
}

Reply replyFor(const std::string& key, const AnswerFacts& facts) {
    Reply reply{key, {{"utility", facts.utility}}};
    if (!facts.phone.empty()) reply.values["phone"] = facts.phone;
    if (!facts.place.label.empty()) reply.values["place"] = facts.place.label;
    const bool known = facts.incident && facts.incident->open;
    const auto etr = known ? facts.incident->etr : std::nullopt;
    if (known) {
        if (auto cause = causeWords(facts.incident->cause, facts.language); !cause.empty()) reply.values["cause"] = std::move(cause);
        // A time that has passed is no promise any more.
        if (etr && *etr > facts.now) {
            // The hour on the customer's own wall: a utility may serve two time zones.
            const auto& zone = !facts.place.timeZone.empty()       ? facts.place.timeZone
                               : !facts.incident->timeZone.empty() ? facts.incident->timeZone
                                                                   : facts.timeZone;
            reply.values["etr"] = facts.incident->etrFrom
                                      ? localRange(*facts.incident->etrFrom, *etr, facts.now, zone, facts.language, facts.incident->etrRough)
                                      : localMoment(*etr, facts.now, zone, facts.language);
        }
    }
    if (key == "status") {
        reply.key = !known ? "status_none" : reply.values.contains("etr") ? "status_known" : "status_no_etr";
    } else if (key == "received") {
        reply.key = facts.repeated ? "repeated" : known ? "received_known" : "received";
    }
    return reply;
}

std::string choicesText(const std::vector<AccountFact>& accounts) {
    std::string out;
    for (std::size_t i = 0; i < accounts.size() && i < maxChoices; ++i) {
        if (i > 0) out += "; ";
        out += std::to_string(i + 1) + " = " + accounts[i].label;
    }
    return out;
}

}  // namespace ok::reports
