// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/page_words.h"

#include <algorithm>
#include <array>

namespace ok::comms {
namespace {

struct Word {
    std::string_view key;
    std::string_view text[languageCount];
};

constexpr std::array words = {
    Word{"title", {"Power outages: <utility>", "Apagones: <utility>"}},
    Word{"skip", {"Skip to the list of outages", "Ir a la lista de apagones"}},
    Word{"other_language", {"Español", "English"}},
    Word{"summary", {"Right now", "En este momento"}},
    Word{"customers_out", {"customers without power", "clientes sin luz"}},
    Word{"areas_out", {"areas with an outage", "zonas con apagón"}},
    Word{"last_update", {"Last update: <when>", "Última actualización: <when>"}},
    Word{"no_update", {"We have no reports yet.", "Aún no tenemos avisos."}},
    Word{"all_fine", {"We know of no outages right now.", "No sabemos de apagones en este momento."}},
    Word{"all_fine_hint", {"If your power is out, please tell us.", "Si no tiene luz, avísenos por favor."}},
    Word{"map", {"Map", "Mapa"}},
    Word{"map_title", {"Map of outages, <utility>", "Mapa de apagones, <utility>"}},
    Word{"map_desc", {"<areas> areas without power. The list below says the same in words; the numbers on the map are the numbers in the list.",
                      "<areas> zonas sin luz. La lista de abajo dice lo mismo en palabras; los números del mapa son los de la lista."}},
    Word{"legend", {"Customers without power in an area", "Clientes sin luz en una zona"}},
    Word{"legend.1", {"1 to 50", "1 a 50"}},
    Word{"legend.2", {"51 to 500", "51 a 500"}},
    Word{"legend.3", {"501 to 5,000", "501 a 5,000"}},
    Word{"legend.4", {"more than 5,000", "más de 5,000"}},
    Word{"legend.b", {"power is back", "ya hay luz"}},
    Word{"list", {"Outages by area", "Apagones por zona"}},
    Word{"customers.one", {"1 customer", "1 cliente"}},
    Word{"customers.other", {"<count> customers", "<count> clientes"}},
    Word{"customers.none", {"Number of customers not known yet", "Aún no se sabe cuántos clientes"}},
    Word{"area_unnamed", {"Area <number>", "Zona <number>"}},
    Word{"status.detected", {"We are checking", "Lo revisamos"}},
    Word{"status.confirmed", {"Outage confirmed", "Apagón confirmado"}},
    Word{"status.assigned", {"Crew on the way", "Cuadrilla en camino"}},
    Word{"status.restoring", {"Crew at work", "Cuadrilla trabajando"}},
    Word{"status.restored", {"Power should be back", "Ya debe haber luz"}},
    Word{"since", {"Since <when>", "Desde <when>"}},
    Word{"pages", {"Pages of the list", "Páginas de la lista"}},
    Word{"page", {"Page <number>", "Página <number>"}},
    Word{"tell_us", {"Is your power out?", "¿No tiene luz?"}},
    Word{"tell_us.form", {"Report it on our form", "Avísenos en nuestro formulario"}},
    Word{"tell_us.sms", {"Text OUT to <sms>", "Envíe OUT al <sms>"}},
    Word{"tell_us.phone", {"Call <phone>", "Llame al <phone>"}},
    Word{"safety", {"Stay away from downed lines. If you see one, call 911.",
                    "No se acerque a cables caídos. Si ve uno, llame al 911."}},
    Word{"honest", {"How sure are we? We name an exact time only when we are sure. Else we give a range, or say that we do not know yet.",
                    "¿Qué tan seguros estamos? Damos una hora exacta solo si estamos seguros. Si no, damos un rango o decimos que aún no sabemos."}},
    Word{"times", {"All times are local (<zone>).", "Todas las horas son locales (<zone>)."}},
    Word{"feed", {"Data for maps (GeoJSON)", "Datos para mapas (GeoJSON)"}},
    Word{"drill", {"THIS IS A DRILL. Nothing on this page is real.", "ESTO ES UN SIMULACRO. Nada en esta página es real."}},
};

}  // namespace

std::string pageWord(std::string_view key, Language language, const PhraseValues& values) {
    const auto it = std::find_if(words.begin(), words.end(), [key](const Word& w) { return w.key == key; });
    return it == words.end() ? std::string() : fillPhrase(it->text[static_cast<int>(language)], values);
}

}  // namespace ok::comms
