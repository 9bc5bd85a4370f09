// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The sentences of reply.h. A part in [square brackets] is left out when one of its values is missing. Each fits one
// 160-character message with ordinary values; tests hold it to that.
#include <algorithm>
#include <array>

#include "shared/base/time_zone.h"
#include "shared/reports/reply.h"

namespace ok::reports {
namespace {

struct Sentence {
    std::string_view key;
    std::string_view en;
    std::string_view es;
    std::string_view enVoice;  ///< empty: as written
    std::string_view esVoice;
};

constexpr auto sentences = std::to_array<Sentence>({
    {"opted_out", "{utility}: You are unsubscribed and will get no more texts. Reply START to get updates again.",
     "{utility}: Baja confirmada. No recibirá más mensajes. Responda START para recibir avisos de nuevo.", "", ""},
    {"opted_in", "{utility}: You will get outage updates by text. Msg & data rates may apply. Reply STOP to end, HELP for help.",
     "{utility}: Recibirá avisos de cortes por SMS. Pueden aplicar tarifas. Responda ALTO para terminar, AYUDA para ayuda.",
     "You will get updates by text message.", "Recibirá avisos por mensaje de texto."},
    {"help", "{utility} outages: OUT = report, STATUS = news, START/STOP = updates on/off.[ Or call {phone}.] Wires down? Stay away, call 911.",
     "{utility} cortes: SIN LUZ = reportar, ESTADO = noticias, ALTO = no más avisos.[ Tel. {phone}.] ¿Cables caídos? Aléjese, llame al 911.", "", ""},
    {"received", "{utility}: Thank you, your report[ for {place}] is in. We are looking for the cause. Reply STATUS for news.",
     "{utility}: Gracias, recibimos su reporte[ de {place}]. Buscamos la causa. Responda ESTADO para noticias.",
     "Thank you. Your report[ for {place}] is in. We are looking for the cause.",
     "Gracias. Recibimos su reporte[ de {place}]. Buscamos la causa."},
    {"received_known", "{utility}: Thank you. We know of an outage[ at {place}] and are on it.[ Expected back: {etr}.] Reply STATUS for news.",
     "{utility}: Gracias. Ya sabemos del corte[ en {place}].[ Regreso estimado: {etr}.] Responda ESTADO para noticias.",
     "Thank you. We know of an outage[ at {place}] and are working on it.[ We expect power back {etr}.]",
     "Gracias. Ya sabemos del corte[ en {place}] y trabajamos en ello.[ Esperamos el regreso: {etr}.]"},
    {"repeated", "{utility}: We have your report[ for {place}] already and are on it.[ Expected back: {etr}.]",
     "{utility}: Ya tenemos su reporte[ de {place}] y trabajamos en ello.[ Regreso estimado: {etr}.]", "", ""},
    {"still_out", "{utility}: Thank you for telling us you are still out[ at {place}]. We have noted it for the crew.[ Expected back: {etr}.]",
     "{utility}: Gracias por avisar que sigue sin luz[ en {place}]. Lo anotamos para la cuadrilla.[ Regreso estimado: {etr}.]", "", ""},
    {"restored_thanks", "{utility}: Glad you are back on. Thank you for telling us. If it goes out again, reply OUT.",
     "{utility}: Nos alegra que haya vuelto. Gracias por avisar. Si se va de nuevo, responda SIN LUZ.", "", ""},
    {"status_known", "{utility}: We know of an outage[ at {place}].[ Expected back: {etr}.][ Cause: {cause}.] We update this as we learn more.",
     "{utility}: Hay un corte[ en {place}].[ Regreso estimado: {etr}.][ Causa: {cause}.] Avisaremos cuando sepamos más.",
     "We know of an outage[ at {place}].[ We expect power back {etr}.][ The cause: {cause}.]",
     "Hay un corte[ en {place}].[ Esperamos el regreso: {etr}.][ La causa: {cause}.]"},
    {"status_no_etr", "{utility}: We know of an outage[ at {place}]. No estimate yet; we will have one as soon as the crew knows the cause.",
     "{utility}: Hay un corte[ en {place}]. Aún no hay hora de regreso; la daremos cuando se sepa la causa.",
     "We know of an outage[ at {place}]. There is no estimate yet.", "Hay un corte[ en {place}]. Aún no hay hora de regreso."},
    {"status_none", "{utility}: We know of no outage[ at {place}]. If your power is out, reply OUT.",
     "{utility}: No sabemos de ningún corte[ en {place}]. Si no tiene luz, responda SIN LUZ.",
     "We know of no outage[ at {place}].", "No sabemos de ningún corte[ en {place}]."},
    {"ask_place", "{utility}: Where is it? Reply with the street address (12 Main St) or your account number.",
     "{utility}: ¿Dónde es? Responda con la dirección (Calle Luna 12) o su número de cuenta.", "", ""},
    {"ask_which", "{utility}: Which one? Reply with the number. {choices}",
     "{utility}: ¿Cuál? Responda con el número. {choices}", "", ""},
    {"choice_out_of_range", "{utility}: Please reply with a number from 1 to {count}.",
     "{utility}: Responda con un número del 1 al {count}.", "", ""},
    {"place_unknown", "{utility}: We could not find that place; a person will look at it. You can also reply with your account number.",
     "{utility}: No encontramos ese lugar; una persona lo revisará. También puede responder con su número de cuenta.",
     "We could not find that place. A person will look at it.", "No encontramos ese lugar. Una persona lo revisará."},
    {"danger_wires", "DANGER: stay 35 ft (10 m) away, touch nothing, call 911. {utility} has your message.[ Place: {place}.] No place given? Reply with the address.",
     "PELIGRO: aléjese 10 m, no toque nada, llame al 911. {utility} tiene su mensaje.[ Lugar: {place}.] Si falta, responda con la dirección.",
     "Danger. Stay at least thirty five feet away, touch nothing, and call 9 1 1. We have your message.",
     "Peligro. Aléjese al menos diez metros, no toque nada y llame al 9 1 1. Tenemos su mensaje."},
    {"danger_gas", "DANGER: leave the building now, use no switch, phone 911 from outside. {utility} has your message.[ Place: {place}.]",
     "PELIGRO: salga ya del edificio, no toque interruptores, llame al 911 desde afuera. {utility} tiene su mensaje.[ Lugar: {place}.]", "", ""},
    {"not_understood", "{utility}: Sorry, we did not understand. Reply OUT to report, STATUS for news, HELP for help. A person will read your message.",
     "{utility}: No entendimos. Responda SIN LUZ para reportar, ESTADO para noticias, AYUDA. Una persona leerá su mensaje.", "", ""},
    {"try_later", "{utility}: We could not take your message just now. Please send it again in a few minutes.",
     "{utility}: No pudimos recibir su mensaje ahora. Envíelo de nuevo en unos minutos.",
     "We cannot take your call just now. Please call again in a few minutes.",
     "No podemos atender su llamada ahora. Llame de nuevo en unos minutos."},
    {"voice_welcome", "Welcome to the outage line of {utility}.", "Bienvenido a la línea de cortes de {utility}.", "", ""},
    {"voice_spanish", "Para español, oprima nueve.", "For English, press eight.", "", ""},
    {"voice_menu", "To report an outage, press 1. For news, press 2. To get updates by text, press 3. To hear this again, press 0.",
     "Para reportar un corte, oprima 1. Para noticias, oprima 2. Para recibir avisos por mensaje, oprima 3. Para repetir, oprima 0.", "", ""},
    {"voice_ask_place", "Please enter your account number and press pound, or say your street address.",
     "Marque su número de cuenta y oprima numeral, o diga su dirección.", "", ""},
    {"voice_which", "To choose, press the number. {choices}", "Para elegir, oprima el número. {choices}", "", ""},
    {"voice_no_input", "We did not hear anything.", "No escuchamos nada.", "", ""},
    {"voice_wrong_key", "That is not one of the choices.", "Esa no es una de las opciones.", "", ""},
    {"voice_not_found", "We could not find that place.", "No encontramos ese lugar.", "", ""},
    {"voice_to_person", "We have kept your call for a person, who will look at it. If wires are down, stay away and call 9 1 1. Goodbye.",
     "Guardamos su llamada para una persona. Si hay cables caídos, aléjese y llame al 9 1 1. Adiós.", "", ""},
    {"voice_goodbye", "Goodbye.", "Adiós.", "", ""},
});

const Sentence* find(std::string_view key) {
    for (const auto& sentence : sentences) {
        if (sentence.key == key) return &sentence;
    }
    return nullptr;
}

std::string_view textFor(const Sentence& s, Language language, ReplyMedium medium) {
    const bool es = language == Language::es;
    if (medium == ReplyMedium::voice && !(es ? s.esVoice : s.enVoice).empty()) return es ? s.esVoice : s.enVoice;
    return es ? s.es : s.en;
}

/// Fills `{name}`; false when a value is missing.
bool fill(std::string_view text, const std::map<std::string, std::string>& values, std::string& out) {
    bool complete = true;
    for (std::size_t at = 0; at < text.size();) {
        const auto open = std::min(text.find('{', at), text.size());
        out.append(text.substr(at, open - at));
        if (open == text.size()) break;
        const auto close = text.find('}', open);
        const auto value = values.find(std::string(text.substr(open + 1, close - open - 1)));
        if (value != values.end() && !value->second.empty()) out += value->second;
        else complete = false;
        at = close + 1;
    }
    return complete;
}

}  // namespace

std::string replyText(const Reply& reply, Language language, ReplyMedium medium) {
    const auto* sentence = find(reply.key);
    if (!sentence) return {};
    const auto text = textFor(*sentence, language, medium);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto open = std::min(text.find('[', at), text.size());
        fill(text.substr(at, open - at), reply.values, out);
        if (open == text.size()) break;
        const auto close = text.find(']', open);
        std::string part;
        if (fill(text.substr(open + 1, close - open - 1), reply.values, part)) out += part;
        at = close + 1;
    }
    // A sentence spoken by the machine names the company in its welcome only.
    if (medium == ReplyMedium::voice || medium == ReplyMedium::page) {
        const auto utility = reply.values.find("utility");
        if (utility != reply.values.end() && out.starts_with(utility->second + ": ")) out.erase(0, utility->second.size() + 2);
    }
    return medium == ReplyMedium::sms ? gsmFriendly(out) : out;
}

std::vector<std::string> replyKeys() {
    std::vector<std::string> keys;
    for (const auto& sentence : sentences) keys.emplace_back(sentence.key);
    return keys;
}

std::string localMoment(Instant t, Instant now, std::string_view zone, Language language) {
    static constexpr std::array<const char*, 7> enDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 7> esDays = {"dom", "lun", "mar", "mié", "jue", "vie", "sáb"};
    auto local = localTime(t, zone);
    if (!local.ok()) local = localTime(t, "UTC");
    if (!local.ok()) return {};
    const auto& c = local->civil;
    const auto day = static_cast<std::size_t>(c.weekday % 7);
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const auto distance = t - now;
    const bool far = distance > hours(24 * 6) || distance < -hours(24 * 6);
    if (language == Language::es) {
        return std::string(esDays[day]) + (far ? " " + std::to_string(c.day) + "/" + std::to_string(c.month) : "") + " " +
               two(c.hour) + ":" + two(c.minute);
    }
    const int hour = c.hour % 12 == 0 ? 12 : c.hour % 12;
    return std::string(enDays[day]) + (far ? " " + std::to_string(c.month) + "/" + std::to_string(c.day) : "") + " " +
           std::to_string(hour) + ":" + two(c.minute) + (c.hour < 12 ? " AM" : " PM");
}

std::string localRange(Instant from, Instant until, Instant now, std::string_view zone, Language language, bool rough) {
    const std::string first = localMoment(from, now, zone, language), last = localMoment(until, now, zone, language);
    // The same day is said once.
    const auto day = first.find(' ');
    const bool sameDay = day != std::string::npos && last.starts_with(first.substr(0, day + 1)) && until - from < hours(24);
    std::string out = rough ? language == Language::es ? "quizá " : "maybe " : "";
    out += first + "-" + (sameDay ? last.substr(day + 1) : last);
    return out;
}

std::string causeWords(std::string_view key, Language language) {
    struct Words {
        std::string_view key, en, es;
    };
    static constexpr auto words = std::to_array<Words>({
        {"storm", "storm damage", "la tormenta"},
        {"tree", "a tree on our lines", "un árbol en las líneas"},
        {"equipment", "our equipment failed", "falló un equipo"},
        {"vehicle", "a car hit a pole", "un auto chocó un poste"},
        {"animal", "an animal on our lines", "un animal en las líneas"},
        {"planned", "planned work", "trabajo planeado"},
        {"safety", "power off for safety", "corte por seguridad"},
    });
    for (const Words& each : words) {
        if (each.key == key) return std::string(language == Language::es ? each.es : each.en);
    }
    return {};
}

std::string gsmFriendly(std::string_view text) {
    static constexpr auto pairs = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"á", "a"}, {"í", "i"}, {"ó", "o"}, {"ú", "u"}, {"Á", "A"}, {"Í", "I"}, {"Ó", "O"}, {"Ú", "U"},
        {"’", "'"}, {"‘", "'"}, {"“", "\""}, {"”", "\""}, {"–", "-"}, {"—", "-"}, {"…", "..."}, {"\u00A0", " "},
    });
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto pair = std::find_if(pairs.begin(), pairs.end(), [&](const auto& p) { return text.substr(i).starts_with(p.first); });
        if (pair != pairs.end()) {
            out += pair->second;
            i += pair->first.size();
        } else {
            out += text[i++];
        }
    }
    return out;
}

}  // namespace ok::reports
