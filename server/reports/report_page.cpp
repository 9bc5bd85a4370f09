// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/reports/report_page.h"

#include <array>
#include <cstdlib>

#include "shared/reports/twiml.h"

namespace ok::reports {
namespace {

struct Phrase {
    std::string_view key, en, es;
};
constexpr auto phrases = std::to_array<Phrase>({
    {"title", "Report an outage", "Reportar un corte"},
    {"danger", "Wires down or smell of gas? Stay away and call 911 first.", "¿Cables caídos u olor a gas? Aléjese y llame primero al 911."},
    {"address", "Street address and town", "Dirección y ciudad"},
    {"account", "Account number (if you have it)", "Número de cuenta (si lo tiene)"},
    {"phone", "Phone number (optional)", "Teléfono (opcional)"},
    {"what", "What do you see?", "¿Qué pasa?"},
    {"out", "No service at all", "Sin servicio"},
    {"partial", "Part of it, or dim lights", "Solo una parte, o luz baja"},
    {"flickering", "It comes and goes", "Va y viene"},
    {"wire_down", "Wires or a pole down", "Cables o poste caídos"},
    {"restored", "It is back on", "Ya volvió"},
    {"details", "Anything else we should know?", "¿Algo más que debamos saber?"},
    {"updates", "Text me updates. Message and data rates may apply; reply STOP to end.", "Envíenme avisos por mensaje. Pueden aplicar tarifas; responda ALTO para terminar."},
    {"send", "Send report", "Enviar reporte"},
    {"locate", "Use my location", "Usar mi ubicación"},
    {"other", "Español", "English"},
    {"thanks", "Your report", "Su reporte"},
    {"reference", "Reference", "Referencia"},
    {"again", "Report another place", "Reportar otro lugar"},
    {"map", "See the outage map", "Ver el mapa de cortes"},
    {"drill", "DRILL: this is a rehearsal, not a real outage.", "SIMULACRO: esto es un ensayo, no un corte real."},
    {"place_missing", "Please tell us the address or the account number.", "Escriba la dirección o el número de cuenta."},
    {"phone_invalid", "That phone number does not look complete.", "Ese teléfono no parece completo."},
    {"form_expired", "This form was open too long. Please send it again.", "El formulario estuvo abierto demasiado tiempo. Envíelo de nuevo."},
    {"too_many", "Many reports came from your connection. Please wait a minute and send it again.", "Llegaron muchos reportes de su conexión. Espere un minuto y envíelo de nuevo."},
    {"too_long", "Please use fewer words.", "Use menos palabras, por favor."},
    {"sent_already", "We have your first report. If you changed something, send it once more.", "Ya tenemos su primer reporte. Si cambió algo, envíelo otra vez."},
    {"try_later", "We could not take your report just now. Please send it again.", "No pudimos recibir su reporte ahora. Envíelo de nuevo."},
});

std::string_view say(Language language, std::string_view key) {
    for (const auto& phrase : phrases) {
        if (phrase.key == key) return language == Language::es ? phrase.es : phrase.en;
    }
    return key;
}
std::string esc(std::string_view text) { return twiml::escaped(text); }

constexpr std::string_view style =
    "body{font:1.1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:34rem;padding:1rem;color:#1a1a1a;background:#fff}"
    "label,legend{display:block;margin:.9rem 0 .2rem;font-weight:600}"
    "input[type=text],input[type=tel],textarea{width:100%;box-sizing:border-box;font:inherit;padding:.6rem;border:1px solid #767676;border-radius:.3rem}"
    "fieldset{border:0;padding:0;margin:0}.row{display:block;font-weight:400;margin:0;padding:.45rem 0}"
    "button{font:inherit;font-weight:600;padding:.8rem 1.2rem;margin-top:1rem;border:0;border-radius:.3rem;background:#0b5cad;color:#fff;min-height:3rem}"
    ".danger,.error{border-left:.4rem solid #b00020;padding:.5rem .8rem;background:#fff0f0}.drill{background:#ffd54a;padding:.5rem .8rem;font-weight:700}"
    ".away{position:absolute;left:-99rem}"
    "@media(prefers-color-scheme:dark){body{background:#121212;color:#eee}.danger,.error{background:#3a1016}.drill{color:#121212}"
    "input[type=text],input[type=tel],textarea{background:#1e1e1e;color:#eee}a{color:#8ab4f8}}";

std::string head(const TenantProfile& utility, Language language) {
    const std::string lang = language == Language::es ? "es" : "en";
    std::string out = "<!doctype html><html lang=\"" + lang + "\"><head><meta charset=\"utf-8\">"
                      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" +
                      std::string(say(language, "title")) + " – " + esc(utility.name) + "</title><style>" + std::string(style) + "</style></head><body>";
    if (utility.drill) out += "<p class=\"drill\" role=\"alert\">" + std::string(say(language, "drill")) + "</p>";
    out += "<p><a lang=\"" + std::string(language == Language::es ? "en" : "es") + "\" href=\"/report/" + esc(utility.slug) + "?lang=" +
           (language == Language::es ? "en" : "es") + "\">" + std::string(say(language, "other")) + "</a></p>";
    return out + "<main><h1>" + esc(utility.name) + ": " + std::string(say(language, "title")) + "</h1>";
}

struct Field {
    std::string_view name, type, hint;
    const std::string& value;
};
std::string inputOf(Language language, const Field& field) {
    const std::string name(field.name);
    return "<label for=\"" + name + "\">" + std::string(say(language, name)) + "</label><input id=\"" + name + "\" name=\"" + name +
           "\" type=\"" + std::string(field.type) + "\" " + std::string(field.hint) + " value=\"" + esc(field.value) + "\">";
}

std::string symptomsOf(const FormPage& page) {
    std::string out = "<fieldset><legend>" + std::string(say(page.language, "what")) + "</legend>";
    for (const std::string_view key : {"out", "partial", "flickering", "wire_down", "restored"}) {
        out += "<label class=\"row\"><input type=\"radio\" name=\"symptom\" value=\"" + std::string(key) + "\"" +
               (page.symptom == key ? " checked" : "") + "> " + std::string(say(page.language, key)) + "</label>";
    }
    return out + "</fieldset>";
}

/// Only an improvement: without it the form works the same.
std::string locateScript(Language language) {
    return "<script>(function(){if(!navigator.geolocation)return;var f=document.forms[0],b=document.createElement('button');"
           "b.type='button';b.textContent='" + std::string(say(language, "locate")) + "';b.onclick=function(){"
           "navigator.geolocation.getCurrentPosition(function(p){f.lat.value=p.coords.latitude;f.lon.value=p.coords.longitude;"
           "f.metres.value=p.coords.accuracy;b.textContent+=' \\u2713'})};f.address.after(b)})()</script>";
}

}  // namespace

std::string renderForm(const FormPage& page) {
    const auto l = page.language;
    auto out = head(page.utility, l) + "<p class=\"danger\">" + std::string(say(l, "danger")) + "</p>";
    if (!page.errors.empty()) {
        out += "<div class=\"error\" role=\"alert\">";
        for (const auto& error : page.errors) out += "<p>" + std::string(say(l, error)) + "</p>";
        out += "</div>";
    }
    out += "<form method=\"post\" action=\"/report/" + esc(page.utility.slug) + "\" accept-charset=\"utf-8\">";
    out += inputOf(l, {"address", "text", "autocomplete=\"street-address\" maxlength=\"200\"", page.address});
    out += inputOf(l, {"account", "text", "inputmode=\"numeric\" maxlength=\"30\"", page.account});
    out += symptomsOf(page);
    out += inputOf(l, {"phone", "tel", "autocomplete=\"tel\" maxlength=\"30\"", page.phone});
    out += "<label class=\"row\"><input type=\"checkbox\" name=\"updates\" value=\"yes\"> " + std::string(say(l, "updates")) + "</label>";
    out += "<label for=\"details\">" + std::string(say(l, "details")) + "</label><textarea id=\"details\" name=\"details\" rows=\"3\" maxlength=\"1000\">" +
           esc(page.details) + "</textarea>";
    // People do not see this field; programs fill it in.
    out += "<p class=\"away\" aria-hidden=\"true\"><label>Website <input name=\"website\" type=\"text\" tabindex=\"-1\" autocomplete=\"off\"></label></p>";
    out += "<input type=\"hidden\" name=\"lat\"><input type=\"hidden\" name=\"lon\"><input type=\"hidden\" name=\"metres\">";
    out += "<input type=\"hidden\" name=\"lang\" value=\"" + std::string(l == Language::es ? "es" : "en") + "\">";
    out += "<input type=\"hidden\" name=\"id\" value=\"" + esc(page.token) + "\">";
    return out + "<button>" + std::string(say(l, "send")) + "</button></form></main>" + locateScript(l) + "</body></html>";
}

std::string renderAnswer(const AnswerPage& page) {
    const auto l = page.language;
    auto out = head(page.utility, l) + "<h2>" + std::string(say(l, "thanks")) + "</h2><p role=\"status\">" + esc(page.answer) + "</p>";
    if (!page.reference.empty()) out += "<p>" + std::string(say(l, "reference")) + ": <code>" + esc(page.reference) + "</code></p>";
    return out + "<p><a href=\"/o/" + esc(page.utility.slug) + "\">" + std::string(say(l, "map")) + "</a></p><p><a href=\"/report/" +
           esc(page.utility.slug) + "\">" + std::string(say(l, "again")) + "</a></p></main></body></html>";
}

Language preferredLanguage(std::string_view header) {
    double english = 0.001, spanish = 0;
    for (std::size_t at = 0; at < header.size() && at < 500;) {
        const auto end = std::min(header.find(',', at), header.size());
        auto part = header.substr(at, end - at);
        at = end + 1;
        while (part.starts_with(' ')) part.remove_prefix(1);
        double quality = 1;
        if (const auto q = part.find(";q="); q != std::string_view::npos) quality = std::atof(std::string(part.substr(q + 3, 5)).c_str());
        if (part.starts_with("en")) english = std::max(english, quality);
        if (part.starts_with("es")) spanish = std::max(spanish, quality);
    }
    return spanish > english ? Language::es : Language::en;
}

}  // namespace ok::reports
