// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Each handler in three paragraphs: load, decide (shared/reports/intake.h, voice_flow.h), apply.
#include "server/reports/reports_handlers.h"

#include "server/net/url.h"
#include "server/reports/feed_intake.h"
#include "server/reports/report_intake.h"
#include "shared/reports/sms_intent.h"
#include "shared/reports/sms_text.h"
#include "shared/reports/voice_flow.h"

namespace ok::reports {
namespace {

/// The open question of a contact; one that is too old counts for nothing.
std::shared_ptr<const ContactTalk> openTalk(CommandContext& cx, const Token<PhoneNumber>& contact) {
    auto talk = cx.views().find<ContactTalk>(contact.token);
    if (talk && cx.now() - talk->askedAt > talkLifetime) return nullptr;
    return talk;
}

struct TextHeard {
    Token<PhoneNumber> contact;
    Token<FreeText> text;
    Token<StreetAddress> address;
    SmsReading reading;
    std::shared_ptr<const ContactTalk> talk;
    bool optedOut = false;
    Language preferred = Language::unknown;
};

TextHeard hear(CommandContext& cx, const ReceiveText& command) {
    TextHeard heard;
    heard.contact = cx.vault().tokenOf(cx.tenant(), command.from);
    heard.talk = openTalk(cx, heard.contact);
    if (const auto preference = cx.views().find<ContactPreference>(heard.contact.token)) {
        heard.optedOut = preference->optedOut;
        heard.preferred = preference->language;
    }
    SmsContext context{.language = heard.talk ? heard.talk->language : heard.preferred};
    if (heard.talk) {
        context.choices = static_cast<int>(heard.talk->choices.size());
        context.awaitingPlace = heard.talk->awaitingPlace;
    }
    heard.reading = readSms(command.body.text, context);
    return heard;
}

/// The number of whoever we act on, and the words of a report. A text that only asks for help leaves nothing behind: personal
/// data that no entry speaks of could never be found again to erase it.
Status keepPersonal(CommandContext& cx, const ReceiveText& command, const IntakePlan& plan, TextHeard& heard) {
    const bool acted = plan.record || plan.answersPending || plan.asksWhich || plan.asksPlace || plan.endsTalk ||
                       plan.consent != ConsentChange::none;
    if (!acted) return {};
    OK_ASSIGN(heard.contact, cx.vault().put(cx.tenant(), command.from));
    if (!plan.record) return {};
    OK_ASSIGN(heard.text, cx.keepOwn(FreeText{readSmsText(command.body.text).clean}));
    if (heard.reading.address) {
        OK_ASSIGN(heard.address, cx.keepOwn(StreetAddress{*heard.reading.address}));
    }
    return {};
}

PlaceAsked askedBy(const TextHeard& heard) {
    PlaceAsked asked{.contact = heard.contact, .accountNumber = heard.reading.account.value_or(""),
                     .address = heard.reading.address.value_or("")};
    if (heard.reading.choice && heard.talk) asked.chosen = heard.talk->choices[static_cast<std::size_t>(*heard.reading.choice) - 1];
    return asked;
}

ContactTalk talkFor(CommandContext& cx, const TextHeard& heard, const IntakePlan& plan, const PlaceFacts& facts, ReportId kept) {
    ContactTalk talk{.contact = heard.contact, .awaitingPlace = true, .pending = kept, .forStatus = plan.askStatus,
                     .askedAt = cx.now(), .language = heard.reading.language};
    if (!kept.known() && heard.talk) {
        talk.pending = heard.talk->pending;
        talk.forStatus = heard.talk->forStatus;
    }
    if (plan.asksWhich) {
        for (const auto& account : facts.byContact) talk.choices.push_back(account.account);
    }
    return talk;
}

Status receiveText(const ReportsPorts& ports, CommandContext& cx, const ReceiveText& command) {
    Intake intake(cx, ports);
    TextHeard heard = hear(cx, command);
    const auto& reading = heard.reading;
    const auto facts = intake.lookUp(askedBy(heard));
    const auto place = resolvePlace(facts);
    auto service = reading.service;
    if (service == Service::electric && facts.byContact.size() == 1) service = facts.byContact.front().service;

    const auto plan = planMessage({reading, place, heard.talk.get(), heard.optedOut});

    OK_TRY(keepPersonal(cx, command, plan, heard));
    IntakeReply reply{.language = reading.language, .outcome = "none"};
    intake.consent(heard.contact, plan.consent, Channel::sms, reading.language, reading.reasons.empty() ? "" : reading.reasons.front());
    if (plan.record) {
        const auto kept = intake.keep({.channel = Channel::sms, .providerMessageId = command.messageId, .from = heard.contact,
                                       .service = service, .symptoms = plan.symptoms, .text = heard.text, .address = heard.address,
                                       .language = reading.language},
                                      place, plan.unplacedReason);
        reply.report = kept.report;
        reply.outcome = kept.outcome;
        reply.reason = kept.reason;
        reply.incident = kept.incident;
    } else if (plan.answersPending && place.place &&
               intake.settle(heard.talk->pending, place.account, *place.place, "customer")) {
        reply.report = heard.talk->pending;
        reply.outcome = "placed";
    }
    if (plan.asksWhich || plan.asksPlace) {
        const auto pending = reply.outcome == "unplaced" ? reply.report : ReportId{};
        cx.emit(ContactAsked{talkFor(cx, heard, plan, facts, pending)}, {.subjects = {heard.contact.token}});
    } else if (plan.endsTalk && plan.consent != ConsentChange::optOut) {
        cx.emit(ContactAsked{ContactTalk{.contact = heard.contact}}, {.subjects = {heard.contact.token}});
    }
    if (!plan.replyKey.empty()) {
        const auto who = intake.utility();
        reply.reply = replyFor(plan.replyKey, {.utility = who.name, .phone = who.phone, .place = place,
                                               .incident = intake.incidentAt(place, service), .repeated = reply.outcome == "repeated",
                                               .language = reading.language, .now = cx.now(), .timeZone = who.timeZone});
        if (plan.asksWhich) reply.reply->values["choices"] = choicesText(facts.byContact);
        if (heard.talk) reply.reply->values["count"] = std::to_string(heard.talk->choices.size());
    }
    cx.reply(reply);
    return {};
}

Status checkReport(const ReceiveReport& command) {
    Problem why = problem("invalid_fields", "some fields are not valid: see `fields`");
    if (command.symptoms.empty()) why.fields.push_back({"symptoms", "missing", "needs at least one symptom"});
    if (command.symptoms.size() > 10) why.fields.push_back({"symptoms", "too_many", "needs at most ten symptoms"});
    if (command.text.text.size() > 4000) why.fields.push_back({"text", "too_long", "needs at most 4,000 bytes"});
    if (command.address.text.size() > 400) why.fields.push_back({"address", "too_long", "needs at most 400 bytes"});
    if (command.accountNumber.size() > 40) why.fields.push_back({"account_number", "too_long", "needs at most 40 bytes"});
    if (command.messageId.size() > 200) why.fields.push_back({"message_id", "too_long", "needs at most 200 bytes"});
    if (command.device && (!isValid(command.device->position) || command.device->precisionMetres < 0)) {
        why.fields.push_back({"device", "bad_position", "needs a longitude and a latitude"});
    }
    if (why.fields.empty()) return {};
    return why;
}

Status receiveReport(const ReportsPorts& ports, CommandContext& cx, const ReceiveReport& command) {
    OK_TRY(checkReport(command));
    Intake intake(cx, ports);
    OK_ASSIGN(const auto contact, cx.vault().put(cx.tenant(), command.from));
    OK_ASSIGN(const auto text, cx.keepOwn(command.text));
    OK_ASSIGN(const auto address, cx.keepOwn(command.address));
    auto device = command.device;
    if (device) device->method = "device";
    const auto facts = intake.lookUp({.contact = contact, .accountNumber = command.accountNumber, .address = command.address.text,
                                      .device = device});
    auto place = resolvePlace(facts);
    // Whoever fills the form in may type anybody's phone or account number: the answer tells no address that was not typed.
    if (command.channel == Channel::web && place.reason != "address") place.label.clear();
    std::string unplaced = place.placed() ? "" : place.reason;
    if (unplaced.empty() && !place.place) unplaced = "account_without_place";

    // A form can name anybody's number: it opts in whoever has said nothing yet, but only the phone itself takes back its STOP.
    const auto preference = cx.views().find<ContactPreference>(contact.token);
    const bool saidStop = preference && preference->optedOut;
    if (command.wantsUpdates && !saidStop) intake.consent(contact, ConsentChange::optIn, command.channel, command.language, "form.updates");
    const auto kept = intake.keep({.channel = command.channel, .providerMessageId = command.messageId, .from = contact,
                                   .service = command.service, .symptoms = command.symptoms, .text = text, .address = address,
                                   .language = command.language},
                                  place, unplaced);
    const auto who = intake.utility();
    const auto incident = intake.incidentAt(place, command.service);
    std::string key = answerKeyOf(command.symptoms);
    if (kept.outcome == "unplaced" && !key.starts_with("danger")) key = "place_unknown";
    IntakeReply reply{.language = command.language, .report = kept.report, .outcome = kept.outcome, .reason = kept.reason,
                      .incident = kept.incident};
    reply.reply = replyFor(key, {.utility = who.name, .phone = who.phone, .place = place, .incident = incident,
                                 .repeated = kept.outcome == "repeated", .language = command.language, .now = cx.now(),
                                 .timeZone = who.timeZone});
    cx.reply(reply);
    return {};
}

/// What the caller pressed or said, looked up; the incident at the place that is known after it.
VoiceFacts factsOfCall(Intake& intake, CommandContext& cx, const VoiceState& state, const VoiceInput& input,
                       const Token<PhoneNumber>& contact) {
    const auto who = intake.utility();
    VoiceFacts facts{.byContact = intake.accountsOf(contact), .utility = who.name, .now = cx.now(), .timeZone = who.timeZone};
    const auto lookup = voiceLookup(state, input);
    PlaceResolution here{.account = state.account, .place = state.at};
    if (!lookup.accountNumber.empty() || !lookup.address.empty()) {
        facts.found = resolvePlace(intake.lookUp({.contact = contact, .accountNumber = lookup.accountNumber,
                                                  .address = lookup.address, .useContact = false}));
        here = *facts.found;
    } else if (lookup.choice > 0 && static_cast<std::size_t>(lookup.choice) <= facts.byContact.size()) {
        here = resolvePlace({.chosen = facts.byContact[static_cast<std::size_t>(lookup.choice) - 1]});
    } else if (state.step == VoiceStep::entry && facts.byContact.size() == 1) {
        here = resolvePlace({.chosen = facts.byContact.front()});
    }
    facts.incident = intake.incidentAt(here, Service::electric);
    return facts;
}

Status takeCall(const ReportsPorts& ports, CommandContext& cx, const TakeCall& command) {
    OK_ASSIGN(const auto query, net::parseUrlEncoded(command.state));
    OK_ASSIGN(const auto state, voiceStateFrom(query));
    Intake intake(cx, ports);
    const auto contact = cx.vault().tokenOf(cx.tenant(), command.from);
    const VoiceInput input{command.digits, readSmsText(command.speech.text).clean};
    const auto facts = factsOfCall(intake, cx, state, input, contact);

    const auto turn = voiceTurn(state, input, facts);

    if (!turn.effects.empty()) OK_TRY(cx.vault().put(cx.tenant(), command.from));  // a caller who only listens is not kept
    for (const auto& effect : turn.effects) {
        if (effect.act == VoiceAct::optIn) {
            intake.consent(contact, ConsentChange::optIn, Channel::voice, turn.next.language, "key.3");
            continue;
        }
        OK_ASSIGN(const auto said, cx.keepOwn(FreeText{effect.speech}));
        const bool lost = effect.act == VoiceAct::toPerson || !effect.at;
        intake.keep({.channel = Channel::voice, .providerMessageId = command.callId, .from = contact, .symptoms = {Symptom::out},
                     .text = said, .language = turn.next.language},
                    {.account = effect.account, .place = effect.at, .reason = "call"}, lost ? "call_not_placed" : "");
    }
    cx.reply(CallReply{toTwiml(turn, command.actionUrl)});
    return {};
}

Status placeReport(const ReportsPorts& ports, CommandContext& cx, const PlaceReport& command) {
    const auto held = cx.views().find<Report>(command.report.str());
    if (!held) return problem("report_not_found", "no report has this id");
    if (held->state != ReportState::unplaced) return problem("report_not_waiting", "the report is not in the tray any more");
    std::optional<AccountFact> account;
    if (command.account.known()) {
        if (ports.account) account = ports.account(cx, command.account);
        if (!account) return problem("account_not_found", "no account has this id");
    }
    std::optional<ReportPlace> place;
    if (command.position) {
        if (!isValid(*command.position)) return problem("bad_position", "a place needs a longitude and a latitude");
        place = ReportPlace{*command.position, "operator", 25, 1};
    } else if (account) {
        place = account->place;
    }
    if (!place) return problem("place_missing", "say where the report is: an account on the map or a point");

    Intake(cx, ports).settle(command.report, command.account, *place, "operator");
    return {};
}

Status discardReport(const ReportsPorts& ports, CommandContext& cx, const DiscardReport& command) {
    const auto held = cx.views().find<Report>(command.report.str());
    if (!held) return problem("report_not_found", "no report has this id");
    if (held->state == ReportState::discarded) return problem("report_not_waiting", "the report is discarded already");
    if (command.reason.empty() || command.reason.size() > 500) {
        return problem("reason_missing", "say in up to 500 bytes why the report is discarded");
    }
    cx.emit(ReportDiscarded{command.report, command.reason}, {.subjects = {command.report.str()}, .justification = command.reason});
    if (ports.drop) ports.drop(cx, command.report);
    return {};
}

/// Opens one token; what was erased is said, everything else that goes wrong is a problem.
template <class T>
Status openInto(CommandContext& cx, const Token<T>& token, std::string_view field, std::string& out, RevealReply& reply,
                std::vector<std::string>& fields) {
    if (!token.known()) return {};
    const auto opened = cx.vault().open(cx.tenant(), token);
    if (!opened.ok() && opened.problem().code == "erased") {
        reply.erased = true;
        return {};
    }
    OK_TRY(opened);
    out = opened->text;
    fields.emplace_back(field);
    return {};
}

Status revealReport(CommandContext& cx, const RevealReport& command) {
    const auto held = cx.views().find<Report>(command.report.str());
    if (!held) return problem("report_not_found", "no report has this id");
    RevealReply reply;
    ReportRevealed event{command.report, {}};
    OK_TRY(openInto(cx, held->text, "text", reply.text, reply, event.fields));
    OK_TRY(openInto(cx, held->from, "from", reply.from, reply, event.fields));
    OK_TRY(openInto(cx, held->address, "address", reply.address, reply, event.fields));
    cx.emit(event, {.subjects = {command.report.str()}, .stream = Stream::security});
    cx.reply(reply);
    return {};
}

Status addPartnerKey(CommandContext& cx, const AddPartnerKey& command) {
    if (command.partner.empty() || command.partner.size() > 80) return problem("partner_missing", "name the partner in up to 80 bytes");
    if (!command.keyHash.known()) return problem("key_missing", "the SHA-256 of the key is missing");
    OK_TRY(cx.store().putSetting(cx.tenant(), partnerKeySetting(command.keyHash), command.partner));
    cx.emit(PartnerKeyAdded{command.partner, command.keyHash.hex().substr(0, 16)}, {.stream = Stream::security});
    return {};
}

}  // namespace

std::string partnerKeySetting(const Digest& keyHash) { return "partner_key." + keyHash.hex(); }

void addHandlers(Gate& gate, ReportsPorts given) {
    const auto ports = std::make_shared<const ReportsPorts>(std::move(given));
    gate.handle<ReceiveText>([ports](const Right&, CommandContext& cx, const ReceiveText& c) { return receiveText(*ports, cx, c); });
    gate.handle<ReceiveReport>([ports](const Right&, CommandContext& cx, const ReceiveReport& c) { return receiveReport(*ports, cx, c); });
    gate.handle<TakeCall>([ports](const Right&, CommandContext& cx, const TakeCall& c) { return takeCall(*ports, cx, c); });
    gate.handle<PlaceReport>([ports](const Right&, CommandContext& cx, const PlaceReport& c) { return placeReport(*ports, cx, c); });
    gate.handle<DiscardReport>([ports](const Right&, CommandContext& cx, const DiscardReport& c) { return discardReport(*ports, cx, c); });
    gate.handle<RevealReport>([](const Right&, CommandContext& cx, const RevealReport& c) { return revealReport(cx, c); });
    gate.handle<AddPartnerKey>([](const Right&, CommandContext& cx, const AddPartnerKey& c) { return addPartnerKey(cx, c); });
    addFeedHandlers(gate, ports);
}

}  // namespace ok::reports
