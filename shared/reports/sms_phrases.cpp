// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// See sms_phrases.h. The lists are short on purpose: each row stands in a vector test with a message that needs it.
#include "shared/reports/sms_phrases.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace ok::reports {
namespace {

using Words = std::unordered_set<std::string_view>;

const Words& fillers() {
    static const Words words = {
        "a",    "an",   "the",  "my",   "our",  "your", "it",   "its",  "is",   "are",    "was",   "were",    "be",
        "been", "am",   "i",    "im",   "ive",  "we",   "weve", "here", "all",  "just",   "so",    "very",    "now",
        "please", "pls", "plz", "hi",   "hello", "hey", "there", "in",  "at",   "has",    "had",   "went",    "goes",
        "going", "gone", "completely", "totally", "entire", "whole", "house", "home", "of", "for", "and", "just",
        "everyone", "everybody", "street", "neighborhood", "area", "anymore", "el", "la", "los", "las", "un", "una", "mi", "mis", "nuestra", "nuestro", "su", "es",
        "esta", "estan", "estoy", "estamos", "de", "del", "en", "aqui", "por", "favor", "se", "me", "nos", "hola", "casa", "y", "que", "ha", "lo", "toda", "todo"};
    return words;
}

struct WordClass {
    std::string_view name;
    std::vector<std::string_view> words;
};

const std::vector<std::string_view>& wordClass(std::string_view name) {
    static const std::array<WordClass, 7> classes = {{
        {"$power", {"power", "lights", "light", "electricity", "electric", "elec", "current", "juice", "lites", "powr",
                    "pwr", "energy", "elektricity", "service"}},
        {"$net", {"internet", "wifi", "broadband", "connection", "fiber", "fibre", "dsl", "signal"}},
        {"$luz", {"luz", "electricidad", "corriente", "energia", "luces", "lus", "servicio"}},
        {"$down", {"out", "off", "down", "dead", "lost", "died", "failed", "quit", "outage", "failure", "cut", "dark", "gone"}},
        {"$wire", {"wire", "wires", "line", "lines", "cable", "cables", "powerline", "powerlines", "pole", "poles"}},
        {"$fallen", {"down", "downed", "fallen", "fell", "falling", "hanging", "arcing", "sparking", "sparks", "burning",
                     "smoking", "snapped", "broken", "broke", "fire", "exposed", "loose", "live"}},
        {"$msgs", {"texting", "texts", "text", "messaging", "messages", "message", "sending", "alerts", "alert", "sms",
                   "notifications", "msgs", "contacting", "bothering", "spamming", "subscription"}},
    }};
    static const std::vector<std::string_view> none;
    for (const auto& one : classes) {
        if (one.name == name) return one.words;
    }
    return none;
}

/// One edit apart (insert, drop, replace, swap) with the same first letter: a thumb's slip, not another word.
bool slipOf(std::string_view typed, std::string_view word) {
    if (word.size() < 5 || typed.empty() || typed.front() != word.front()) return false;
    if (typed.size() + 1 < word.size() || typed.size() > word.size() + 1) return false;
    std::size_t head = 0;
    while (head < typed.size() && head < word.size() && typed[head] == word[head]) ++head;
    std::size_t tail = 0;
    while (tail < typed.size() - head && tail < word.size() - head &&
           typed[typed.size() - 1 - tail] == word[word.size() - 1 - tail]) {
        ++tail;
    }
    const auto typedMiddle = typed.size() - head - tail, wordMiddle = word.size() - head - tail;
    if (typedMiddle <= 1 && wordMiddle <= 1) return true;
    return typedMiddle == 2 && wordMiddle == 2 && typed[head] == word[head + 1] && typed[head + 1] == word[head];
}

struct Slot {
    std::vector<std::string_view> words;
    bool optional = false;
    bool anything = false;
    bool forgiving = false;  // of slips: only for the classes that name a service

    [[nodiscard]] bool takes(std::string_view word) const {
        return std::any_of(words.begin(), words.end(),
                           [&](auto w) { return w == word || (forgiving && slipOf(word, w)); });
    }
};

struct PhraseRow {
    PhraseKind kind;
    Language language;
    Service service;
    std::string_view reason;
    std::string_view pattern;
};

constexpr auto en = Language::en;
constexpr auto es = Language::es;
constexpr auto electric = Service::electric;
constexpr auto water = Service::water;
constexpr auto gas = Service::gas;
constexpr auto net = Service::broadband;
using K = PhraseKind;

constexpr auto rows = std::to_array<PhraseRow>({
    {K::optOut, en, electric, "phrase.stop_texting", "stop|quit|end|cancel $msgs"},
    {K::optOut, en, electric, "phrase.unsubscribe", "unsubscribe|unsuscribe|unsubscribed"},
    {K::optOut, en, electric, "phrase.opt_out", "opt|opting out"},
    {K::optOut, en, electric, "phrase.remove_me", "remove|take|delete me|number|phone * off|list"},
    {K::optOut, en, electric, "phrase.remove_me", "remove me"},
    {K::optOut, en, electric, "phrase.no_more", "no more $msgs"},
    {K::optOut, en, electric, "phrase.dont_text", "dont|not|never text|message|contact me|us|this"},
    {K::optOut, en, electric, "phrase.leave_alone", "leave me alone"},
    {K::optOut, es, electric, "phrase.no_more", "no mas|quiero mas? recibir? mensajes|textos|alertas"},
    {K::optOut, es, electric, "phrase.stop_texting", "dejen|deja|dejar|paren mandar|enviar|molestar|escribir|mandarme|enviarme"},
    {K::optOut, es, electric, "phrase.stop_texting", "cancelar|cancela|cancele|cancelen mensajes|suscripcion|alertas"},
    {K::optOut, es, electric, "phrase.remove_me", "darme|dar|denme|deme baja"},
    {K::optOut, es, electric, "phrase.dont_text", "no envien|manden|escriban"},

    {K::gasSmell, en, gas, "phrase.gas_smell", "gas smell|odor|leak|leaking|smells"},
    {K::gasSmell, en, gas, "phrase.gas_smell", "smell|smells|smelling|leaking * gas"},
    {K::gasSmell, es, gas, "phrase.gas_smell", "olor|huele|fuga|escape a? gas"},

    {K::wireDown, en, electric, "phrase.wire_down", "$wire * $fallen"},
    {K::wireDown, en, electric, "phrase.wire_down", "downed|fallen|sparking|broken|hanging|arcing|snapped|burning|exposed|loose|live|down power|electric|electrical|utility|phone? $wire"},
    {K::wireDown, en, electric, "phrase.wire_down", "downed|fallen|sparking|broken|hanging|arcing|snapped|burning|exposed|loose|live $wire"},
    {K::wireDown, en, electric, "phrase.wire_down", "$wire * on * road|ground|street|car|yard|driveway|roof|sidewalk|lawn"},
    {K::wireDown, en, electric, "phrase.tree_on_line", "tree|branch|limb|trees|limbs * on|fell|across|into|hit|touching * $wire"},
    {K::wireDown, en, electric, "phrase.sparks", "sparks|sparking|arcing|sparkin"},
    {K::wireDown, en, electric, "phrase.equipment_fire", "transformer|pole|meter|box|wire * fire|smoking|smoke|burning|flames"},
    {K::wireDown, es, electric, "phrase.wire_down", "cable|cables|poste|postes|linea|lineas|alambre|alambres * caido|caidos|caida|caidas|cayo|cayeron|tirado|tirados|colgando|roto|rotos|quemando|suelo|calle"},
    {K::wireDown, es, electric, "phrase.wire_down", "cayo|cayeron|caido * cable|cables|poste|linea|arbol"},
    {K::wireDown, es, electric, "phrase.sparks", "chispas|chispeando|chispa"},
    {K::wireDown, es, electric, "phrase.equipment_fire", "transformador|poste * fuego|humo|quemando|incendio"},

    {K::stillOut, en, electric, "phrase.still_out", "still * $down"},
    {K::stillOut, en, electric, "phrase.still_out", "still no|without|dont|not|havent|nothing|waiting"},
    {K::stillOut, en, electric, "phrase.not_back", "not|hasnt|isnt|never|havent|aint * back|restored|fixed|returned"},
    {K::stillOut, en, electric, "phrase.not_back", "never came back"},
    {K::stillOut, es, electric, "phrase.still_out", "sigue|seguimos|sigo|siguen|continua|continuamos sin|apagado|apagada"},
    {K::stillOut, es, electric, "phrase.still_out", "todavia|aun|aun sin|no"},
    {K::stillOut, es, electric, "phrase.not_back", "no vuelto|regresado|llegado|vuelve|regresa|llega|volvio|regreso|llego"},

    {K::partial, en, electric, "phrase.partial", "half|part|parts|some|few|most * no|without|out|off|dont|dead"},
    {K::partial, en, electric, "phrase.partial", "only|just? half|some|part|partial|one * $power|works|working|outlets|rooms"},
    {K::partial, en, electric, "phrase.partial", "partial|partially $power|out|outage|without"},
    {K::partial, en, electric, "phrase.partial", "half|some * have|got * $power"},
    {K::partial, en, electric, "phrase.dim", "dim|dimming|dimmed|low $power|voltage"},
    {K::partial, en, electric, "phrase.dim", "$power * dim|dimming|dimmed|low"},
    {K::partial, en, electric, "phrase.dim", "brownout|brownouts"},
    {K::partial, en, electric, "phrase.dim", "brown out"},
    {K::partial, en, water, "phrase.low_pressure", "low water? pressure"},
    {K::partial, en, water, "phrase.low_pressure", "water pressure * low|weak|dropped"},
    {K::partial, en, net, "phrase.slow", "slow $net"},
    {K::partial, en, net, "phrase.slow", "$net * slow"},
    {K::partial, es, electric, "phrase.partial", "media|mitad|parte * sin|no|$luz"},
    {K::partial, es, electric, "phrase.partial", "solo|solamente media|mitad|parte|algunos"},
    {K::partial, es, electric, "phrase.dim", "$luz muy? baja|tenue|debil"},
    {K::partial, es, electric, "phrase.dim", "bajo voltaje"},

    {K::flickering, en, electric, "phrase.flicker", "flicker|flickering|flickers|flickered|flikering|blinking|blinks|surging"},
    {K::flickering, en, electric, "phrase.on_off", "on off"},
    {K::flickering, en, electric, "phrase.on_off", "off on"},
    {K::flickering, en, electric, "phrase.on_off", "comes|coming|come goes|go"},
    {K::flickering, en, electric, "phrase.on_off", "keeps|keep $down|blinking|flashing|cutting|tripping"},
    {K::flickering, en, net, "phrase.on_off", "$net * dropping|drops|intermittent|unstable"},
    {K::flickering, es, electric, "phrase.flicker", "parpadea|parpadeando|parpadean|parpadeo|intermitente"},
    {K::flickering, es, electric, "phrase.on_off", "va viene"},
    {K::flickering, es, electric, "phrase.on_off", "prende|enciende apaga"},

    {K::out, en, electric, "phrase.out", "no|without|lost|losing|lose|loss $power"},
    {K::out, en, electric, "phrase.out", "$power * $down"},
    {K::out, en, electric, "phrase.out", "$down * $power"},
    {K::out, en, electric, "phrase.out", "$power * not|isnt|wont|dont|doesnt|aint|didnt * work|working|on|come|turn"},
    {K::out, en, electric, "phrase.out", "dont|doesnt|havent|didnt|not * have|got|get|having * $power"},
    {K::out, en, electric, "phrase.outage", "outage|blackout|outtage|outages"},
    {K::out, en, electric, "phrase.outage", "black out"},
    {K::out, en, electric, "phrase.dark", "everything|nothing|block $down|works|dark|working"},
    {K::out, en, electric, "phrase.dark", "dark"},
    {K::out, en, electric, "phrase.signal_out", "stop|traffic|street sign|light|lights|signal|signals * $down"},
    {K::out, en, electric, "phrase.equipment", "transformer * blew|blown|exploded|popped|boom|bang|down|out"},
    {K::out, en, electric, "phrase.equipment", "blew|blown|exploded * transformer"},
    {K::out, en, water, "phrase.out", "no|without|lost water"},
    {K::out, en, water, "phrase.out", "water * $down"},
    {K::out, en, gas, "phrase.out", "no|without|lost gas|heat"},
    {K::out, en, gas, "phrase.out", "gas * off|out"},
    {K::out, en, net, "phrase.out", "no|without|lost $net"},
    {K::out, en, net, "phrase.out", "$net * $down"},
    {K::out, en, net, "phrase.out", "$net * not|isnt|wont|dont|doesnt * work|working|connect"},
    {K::out, es, electric, "phrase.out", "sin|no $luz"},
    {K::out, es, electric, "phrase.out", "no|nadie hay|ay|tengo|tenemos|tiene|tienen $luz"},
    {K::out, es, electric, "phrase.out", "fue|corto|cortaron|perdi|perdimos|quitaron|apago|falta|falla * $luz"},
    {K::out, es, electric, "phrase.out", "$luz fue|apago|corto|cortada|apagada"},
    {K::out, es, electric, "phrase.outage", "apagon|apagones"},
    {K::out, es, electric, "phrase.outage", "corte * $luz"},
    {K::out, es, electric, "phrase.equipment", "exploto|trono|revento * transformador"},
    {K::out, es, electric, "phrase.equipment", "transformador exploto|trono|revento"},
    {K::out, es, water, "phrase.out", "sin|no hay? agua"},
    {K::out, es, gas, "phrase.out", "sin|no hay? gas"},
    {K::out, es, net, "phrase.out", "sin|no hay? internet|wifi|senal"},

    {K::restored, en, electric, "phrase.restored", "$power|$net|water * back|restored|returned|fixed|working|works"},
    {K::restored, en, electric, "phrase.restored", "$power * on"},
    {K::restored, en, electric, "phrase.restored", "back on|online|up"},
    {K::restored, en, electric, "phrase.restored", "have|got|we|getting $power|$net back|again?"},
    {K::restored, en, electric, "phrase.not_out", "no longer out|off|without"},
    {K::restored, en, electric, "phrase.not_out", "$power not|isnt|never out|off|down"},
    {K::restored, es, electric, "phrase.restored", "ya hay|tengo|tenemos|volvio|regreso|llego|vino $luz?"},
    {K::restored, es, electric, "phrase.restored", "volvio|regreso|llego|vino|restaurada|restablecida $luz"},
    {K::restored, es, electric, "phrase.restored", "$luz * volvio|regreso|llego|vino|restaurada|restablecida"},

    {K::asks, en, electric, "question.when", "when|eta|etr|estimate|estimated|update|updates|status"},
    {K::asks, en, electric, "question.when", "how long|much|soon"},
    {K::asks, en, electric, "question.when", "what time|happening|happened"},
    {K::asks, en, electric, "question.when", "any|what news|idea|info|word"},
    {K::asks, en, electric, "question.why", "why"},
    {K::asks, es, electric, "question.when", "cuando|cuanto|hora|actualizacion|noticias|estado"},
});

std::vector<Slot> compile(std::string_view pattern) {
    std::vector<Slot> slots;
    for (std::size_t at = 0; at < pattern.size();) {
        auto end = std::min(pattern.find(' ', at), pattern.size());
        auto part = pattern.substr(at, end - at);
        at = end + 1;
        Slot slot;
        slot.anything = part == "*";
        if (part.ends_with('?')) {
            slot.optional = true;
            part.remove_suffix(1);
        }
        while (!slot.anything && !part.empty()) {
            const auto bar = std::min(part.find('|'), part.size());
            const auto word = part.substr(0, bar);
            part.remove_prefix(std::min(bar + 1, part.size()));
            if (word.starts_with('$')) {
                const auto& members = wordClass(word);
                slot.words.insert(slot.words.end(), members.begin(), members.end());
                slot.forgiving = slot.forgiving || word == "$power" || word == "$luz" || word == "$net";
            } else {
                slot.words.push_back(word);
            }
        }
        slots.push_back(std::move(slot));
    }
    return slots;
}

const std::vector<std::vector<Slot>>& book() {
    static const auto compiled = [] {
        std::vector<std::vector<Slot>> all;
        for (const auto& row : rows) all.push_back(compile(row.pattern));
        return all;
    }();
    return compiled;
}

bool isFiller(const TextToken& token) { return fillers().contains(token.folded); }

/// Position behind the match of slots at tokens[at..], or nothing. Fillers between the words of a pattern are passed
/// over. Depth is bounded by the pattern's length.
std::optional<std::size_t> matchFrom(std::span<const Slot> slots, std::span<const TextToken> tokens, std::size_t at,
                                     bool begun) {
    if (slots.empty()) return at;
    const auto& slot = slots.front();
    const auto rest = slots.subspan(1);
    if (slot.anything) {
        for (std::size_t skipped = 0; skipped <= 2;) {
            if (auto end = matchFrom(rest, tokens, at, begun)) return end;
            if (at >= tokens.size()) return std::nullopt;
            if (!isFiller(tokens[at++])) ++skipped;
        }
        return std::nullopt;
    }
    for (auto i = at; i < tokens.size(); ++i) {
        if (slot.takes(tokens[i].folded)) {
            if (auto end = matchFrom(rest, tokens, i + 1, true)) return end;
        }
        if (!begun || !isFiller(tokens[i])) break;
    }
    if (slot.optional) return matchFrom(rest, tokens, at, begun);
    return std::nullopt;
}

}  // namespace

std::vector<PhraseHit> findPhrases(std::span<const TextToken> tokens) {
    std::vector<PhraseHit> hits;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t at = 0; at < tokens.size(); ++at) {
            const auto end = matchFrom(book()[r], tokens, at, false);
            if (!end || *end == at) continue;
            hits.push_back({rows[r].kind, rows[r].language, rows[r].service, rows[r].reason, at, *end - 1});
            break;
        }
    }
    return hits;
}

bool isNegation(std::string_view word) {
    static const Words words = {"not", "no", "dont", "doesnt", "isnt", "hasnt", "havent", "never", "wont", "aint",
                                "without", "until", "till", "sin", "nunca", "didnt", "cant", "wasnt", "if", "hope"};
    return words.contains(word);
}

bool endsAddress(std::string_view word) {
    static const Words words = {
        "since", "for", "please", "pls", "power", "no", "lights", "light", "out", "and", "is", "are", "my", "we", "help", "thanks",
        "thank", "has", "have", "been", "was", "off", "still", "down", "when", "what", "at", "in", "on", "am", "pm", "hours",
        "hour", "hrs", "hr", "min", "mins", "minutes", "days", "day", "this", "last", "tonight", "today", "yesterday",
        "morning", "night", "ago", "people", "houses", "homes", "neighbors", "times", "with", "without", "need", "the", "it", "its",
        "electricity", "electric", "outage", "wire", "wires", "line", "lines", "oclock", "flickering", "sparking", "account", "acct",
        "desde", "hace", "sin", "luz", "no", "hay", "horas", "hora", "dias", "por", "favor", "gracias", "se", "y", "cuenta", "en", "minutos", "noche", "manana"};
    return words.contains(word);
}

}  // namespace ok::reports
