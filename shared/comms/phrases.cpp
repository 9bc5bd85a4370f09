// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/phrases.h"

#include <algorithm>
#include <array>

namespace ok::comms {
namespace {

struct Phrase {
    std::string_view key;
    std::string_view text[languageCount];
};

constexpr std::array phrases = {
    // Openings of a text message: who we are, what, where.
    Phrase{"sms.detected", {"<utility>: We may have a power outage at {places}. We are checking now.",
                            "<utility>: Puede haber un apagón en {places}. Lo estamos revisando."}},
    Phrase{"sms.confirmed", {"<utility>: Your power is out at {places}. We are working on it.",
                             "<utility>: No hay luz en {places}. Ya trabajamos para que vuelva."}},
    Phrase{"sms.eta_set", {"<utility>: Your power is out at {places}.", "<utility>: No hay luz en {places}."}},
    Phrase{"sms.eta_changed", {"<utility>: New estimate for {places}.", "<utility>: Nueva hora para {places}."}},
    Phrase{"sms.partial", {"<utility>: Power is back for <restored> of <count> customers near <area>. We are working on the rest.",
                           "<utility>: Volvió la luz a <restored> de <count> clientes cerca de <area>. Seguimos con el resto."}},
    Phrase{"sms.restored", {"<utility>: Power should be back on at {places}. If you are still out, reply OUT.",
                            "<utility>: Ya debe haber luz en {places}. Si sigue sin luz, responda OUT."}},
    Phrase{"sms.page", {"Map: <page>", "Mapa: <page>"}},
    Phrase{"sms.stop", {"Reply STOP to end texts.", "Responda STOP para no recibir más."}},

    // Subjects and openings of an email.
    Phrase{"subject.detected", {"We are checking a power outage near <area>", "Revisamos un apagón cerca de <area>"}},
    Phrase{"subject.confirmed", {"Power outage near <area>", "Apagón cerca de <area>"}},
    Phrase{"subject.eta_set", {"When we expect power back near <area>", "Cuándo esperamos que vuelva la luz cerca de <area>"}},
    Phrase{"subject.eta_changed", {"New estimate for the outage near <area>", "Nueva hora para el apagón cerca de <area>"}},
    Phrase{"subject.partial", {"Power is back for some customers near <area>", "Volvió la luz a algunos clientes cerca de <area>"}},
    Phrase{"subject.restored", {"Power should be back on near <area>", "Ya debe haber luz cerca de <area>"}},
    Phrase{"long.detected", {"We may have a power outage at {places}. We are checking now.",
                             "Puede haber un apagón en {places}. Lo estamos revisando."}},
    Phrase{"long.confirmed", {"Your power is out at {places}. We know about it and are working on it.",
                              "No hay luz en {places}. Lo sabemos y ya trabajamos para que vuelva."}},
    Phrase{"long.eta_set", {"Your power is out at {places}.", "No hay luz en {places}."}},
    Phrase{"long.eta_changed", {"We have a new estimate for {places}.", "Tenemos una nueva hora para {places}."}},
    Phrase{"long.partial", {"Power is back for <restored> of <count> customers near <area>. We are working on the rest.",
                            "Volvió la luz a <restored> de <count> clientes cerca de <area>. Seguimos con el resto."}},
    Phrase{"long.restored", {"Power should be back on at {places}.", "Ya debe haber luz en {places}."}},

    // The estimate, as precise as it is known.
    Phrase{"eta.exact", {"We expect power back by <eta>.", "Esperamos que la luz vuelva antes de <eta>."}},
    Phrase{"eta.range", {"We expect power back between <eta>.", "Esperamos que la luz vuelva entre <eta>."}},
    Phrase{"eta.rough_range", {"Our early guess is between <eta>. This may change.",
                               "Por ahora creemos que será entre <eta>. Puede cambiar."}},
    Phrase{"eta.none", {"We do not have an estimate yet. Next update by <next>.",
                        "Aún no tenemos una hora. Próximo aviso antes de <next>."}},
    Phrase{"eta.none.open", {"We do not have an estimate yet. We will tell you when we do.",
                             "Aún no tenemos una hora. Le avisaremos cuando la sepamos."}},
    Phrase{"eta.passed", {"We missed our estimate and are sorry. Next update by <next>.",
                          "La hora que dimos ya pasó. Lo sentimos. Próximo aviso antes de <next>."}},
    Phrase{"eta.passed.open", {"We missed our estimate and are sorry. We will tell you the new one soon.",
                               "La hora que dimos ya pasó. Lo sentimos. Pronto le daremos otra."}},
    Phrase{"old.exact", {"Before, we said by <old>.", "Antes dijimos: antes de <old>."}},
    Phrase{"old.range", {"Before, we said between <old>.", "Antes dijimos: entre <old>."}},
    Phrase{"old.none", {"Before, we had no estimate.", "Antes no teníamos una hora."}},
    Phrase{"old.later", {"We are sorry that you have to wait longer.", "Sentimos que tenga que esperar más."}},

    // Why, who is on it, how many.
    Phrase{"cause.storm", {"Storm damage caused this outage.", "La tormenta causó este apagón."}},
    Phrase{"cause.tree", {"A tree hit our lines.", "Un árbol dañó nuestras líneas."}},
    Phrase{"cause.equipment", {"Some of our gear failed.", "Falló uno de nuestros equipos."}},
    Phrase{"cause.vehicle", {"A car hit one of our poles.", "Un auto chocó con un poste."}},
    Phrase{"cause.animal", {"An animal touched our lines.", "Un animal tocó nuestras líneas."}},
    Phrase{"cause.planned", {"This is planned work on our lines.", "Es un trabajo planeado en nuestras líneas."}},
    Phrase{"cause.safety", {"We turned the power off to keep you safe.", "Cortamos la luz para cuidar a todos."}},
    Phrase{"cause.unknown", {"We are looking for the cause.", "Buscamos la causa."}},
    Phrase{"crew.assigned", {"A crew is on the way.", "Una cuadrilla va en camino."}},
    Phrase{"crew.on_site", {"A crew is at work there.", "Una cuadrilla ya trabaja ahí."}},
    Phrase{"count.one", {"1 customer near <area> has no power.", "1 cliente cerca de <area> no tiene luz."}},
    Phrase{"count.other", {"<count> customers near <area> have no power.", "<count> clientes cerca de <area> no tienen luz."}},

    // What an update that was wrong is taken back with. It was written before anybody knew what is right.
    Phrase{"correct.sms.outage", {"<utility>: Our message of {sent} about {places} was wrong. Please ignore it. We will write again soon.",
                                  "<utility>: Nuestro mensaje de {sent} sobre {places} tenía un error. No lo tome en cuenta. Pronto le avisaremos."}},
    Phrase{"correct.sms.eta", {"<utility>: Our message of {sent} about {places} was wrong. Do not count on the time it gave. We will write again soon.",
                               "<utility>: Nuestro mensaje de {sent} sobre {places} tenía un error. No cuente con esa hora. Pronto le avisaremos."}},
    Phrase{"correct.sms.restored", {"<utility>: Our message of {sent} about {places} was wrong. Your power may still be out. If it is, reply OUT.",
                                    "<utility>: Nuestro mensaje de {sent} sobre {places} tenía un error. Puede que aún no haya luz. Si no la tiene, responda OUT."}},
    Phrase{"correct.subject", {"We made a mistake: the outage near <area>", "Nos equivocamos: el apagón cerca de <area>"}},
    Phrase{"correct.long.outage", {"Our message of {sent} about {places} was wrong. Please ignore it.",
                                   "Nuestro mensaje de {sent} sobre {places} tenía un error. No lo tome en cuenta."}},
    Phrase{"correct.long.eta", {"Our message of {sent} about {places} was wrong. Please do not count on the time it gave.",
                                "Nuestro mensaje de {sent} sobre {places} tenía un error. No cuente con la hora que dimos."}},
    Phrase{"correct.long.restored", {"Our message of {sent} about {places} was wrong. Your power may still be out.",
                                     "Nuestro mensaje de {sent} sobre {places} tenía un error. Puede que aún no haya luz."}},
    Phrase{"correct.sorry", {"We are sorry. We are looking into it and will write again soon.",
                             "Lo sentimos. Lo estamos revisando y pronto le avisaremos."}},

    // What to do now.
    Phrase{"still_out.phone", {"If you are still out, reply OUT to our text or call <phone>.",
                               "Si sigue sin luz, responda OUT a nuestro mensaje o llame al <phone>."}},
    Phrase{"still_out.text", {"If you are still out, reply OUT to our text.",
                              "Si sigue sin luz, responda OUT a nuestro mensaje."}},
    Phrase{"safety.lines", {"Stay away from downed lines. If you see one, call 911.",
                            "No se acerque a cables caídos. Si ve uno, llame al 911."}},
    Phrase{"email.page", {"See the map and the latest news: <page>", "Vea el mapa y las noticias: <page>"}},
    Phrase{"email.stop", {"To stop these emails: {stop}", "Para no recibir más correos: {stop}"}},
    Phrase{"voice.hello", {"Hello. This is <utility>.", "Hola. Le llama <utility>."}},
    Phrase{"voice.still_out", {"If you are still out, call <phone>.", "Si sigue sin luz, llame al <phone>."}},
    Phrase{"voice.stop", {"To stop these calls, press 9.", "Para no recibir más llamadas, oprima 9."}},
};

const Phrase* findPhrase(std::string_view key) {
    const auto it = std::find_if(phrases.begin(), phrases.end(), [key](const Phrase& p) { return p.key == key; });
    return it == phrases.end() ? nullptr : &*it;
}

}  // namespace

bool hasPhrase(std::string_view key) { return findPhrase(key) != nullptr; }

std::string fillPhrase(std::string_view text, const PhraseValues& values) {
    std::string out;
    while (!text.empty()) {
        const std::size_t open = text.find('<');
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        const std::size_t close = text.find('>', open);
        if (const auto it = values.find(text.substr(open + 1, close - open - 1)); it != values.end()) out += it->second;
        text.remove_prefix(close + 1);
    }
    return out;
}

std::string phrase(std::string_view key, Language language, const PhraseValues& values) {
    const Phrase* found = findPhrase(key);
    return found == nullptr ? std::string() : fillPhrase(found->text[static_cast<int>(language)], values);
}

std::string_view drillMark(Language language) {
    return language == Language::en ? "THIS IS A DRILL." : "ESTO ES UN SIMULACRO.";
}

}  // namespace ok::comms
