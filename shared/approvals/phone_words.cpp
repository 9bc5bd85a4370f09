// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/phone_words.h"

#include <algorithm>
#include <array>

#include "shared/reports/twiml.h"

namespace ok::approvals {
namespace {

struct Phrase {
    std::string_view key, en, es;
};
constexpr auto phrases = std::to_array<Phrase>({
    // the frame
    {"title", "Approve or reject", "Aprobar o rechazar"},
    {"drill", "DRILL: this is a rehearsal, nothing reaches a customer.", "SIMULACRO: esto es un ensayo, nada llega a un cliente."},
    {"other", "Español", "English"},
    {"read_only", "This is what was frozen. Nothing can be changed here.", "Esto es lo que se congeló. Aquí no se puede cambiar nada."},
    {"for", "For", "Para"},
    // the request
    {"request", "The request", "La solicitud"},
    {"asked_by", "Asked by", "Solicitado por"},
    {"version", "Version", "Versión"},
    {"snapshot", "Snapshot", "Instantánea"},
    {"expires", "Open until", "Abierta hasta"},
    {"link_until", "This link works until", "Este enlace sirve hasta"},
    {"left", "{left} left", "faltan {left}"},
    {"hours", "{h} h {m} min", "{h} h {m} min"},
    {"minutes", "{m} min", "{m} min"},
    {"over", "time is over", "el tiempo terminó"},
    {"keys", "People", "Personas"},
    {"keys_of", "{have} of {needed} have agreed", "{have} de {needed} han aceptado"},
    {"missing_role", "still needed: {n} × {role}", "falta: {n} × {role}"},
    {"verified", "Signature checked: it is what was submitted.", "Firma comprobada: es lo que se envió."},
    {"not_verified", "The signature of this version does not fit. Do not approve it; tell your administrator.", "La firma de esta versión no es válida. No la apruebe; avise a su administrador."},
    // what would happen
    {"what", "What would change", "Qué cambiaría"},
    {"legend", "+ added, − removed", "+ añadido, − eliminado"},
    {"section_message", "Messages", "Mensajes"},
    {"section_voice", "Voice", "Voz"},
    {"section_times", "Times", "Horas"},
    {"section_audience", "Who is told", "A quién se avisa"},
    {"section_geometry", "Area", "Zona"},
    {"section_delivery", "Delivery", "Entrega"},
    {"section_payload", "Details", "Detalles"},
    {"evidence", "Evidence", "Pruebas"},
    {"unavailable", "Unavailable", "No disponible"},
    {"section_policy", "Rules", "Reglas"},
    {"same", "unchanged", "sin cambios"},
    {"added", "added", "añadido"},
    {"removed", "removed", "eliminado"},
    {"modified", "changed", "cambiado"},
    {"nothing_changed", "Nothing differs from what was last published.", "Nada difiere de lo último publicado."},
    {"unchanged_parts", "Unchanged parts ({n})", "Partes sin cambios ({n})"},
    {"cut", "Some of what stayed the same is left out here. The console shows all of it.", "Parte de lo que no cambió se omite aquí. La consola lo muestra todo."},
    {"before", "before", "antes"},
    {"after", "after", "después"},
    {"none", "none", "ninguna"},
    {"dimension", "Who", "Quién"},
    {"change", "Change", "Cambio"},
    {"people", "{n} people, {m} messages", "{n} personas, {m} mensajes"},
    {"not_included", "Not included: {channels}", "No incluido: {channels}"},
    {"map_label", "Read-only: the area as it was frozen", "Solo lectura: la zona como se congeló"},
    {"etr", "expected restoration", "restablecimiento previsto"},
    {"eta_earliest", "earliest", "lo más temprano"},
    {"eta_latest", "latest", "lo más tarde"},
    // drift
    {"drift", "Changed since it was frozen", "Cambió desde que se congeló"},
    {"drift_says", "What would be sent stays as it was frozen.", "Lo que se enviaría queda como se congeló."},
    {"drift_seen", "I saw what is different. It may go as it was frozen.", "Vi qué es diferente. Puede salir como se congeló."},
    {"drift_done", "You have acknowledged this.", "Usted ya lo confirmó."},
    {"drift_resnapshot", "Too much has changed: it cannot be approved as it is. Ask for a new version.", "Cambió demasiado: no se puede aprobar así. Pida una versión nueva."},
    {"drift_invalid", "What it is about is no more: it cannot be approved.", "Aquello de lo que trata ya no existe: no se puede aprobar."},
    {"stale_now", "Changes were made: what you see here is an older version and cannot be approved any more.", "Hubo cambios: lo que ve aquí es una versión anterior y ya no se puede aprobar."},
    {"closed_now", "This request was decided meanwhile: nothing can be done here any more.", "Esta solicitud ya se decidió: aquí no se puede hacer nada más."},
    {"refresh_review", "Refresh and review", "Actualizar y revisar"},
    {"alert", "Unusually many people", "Una cantidad inusual de personas"},
    {"alert_unusual", "{people} people would be told; usual are {median}. That is {percent} % of it.", "Se avisaría a {people} personas; lo usual son {median}. Eso es el {percent} %."},
    {"alert_seen", "I saw that this is unusually many, and it is meant.", "Vi que son inusualmente muchas, y es a propósito."},
    {"alert_unacknowledged", "You and whoever asked for it have to say that you saw how many this is.", "Usted y quien lo pidió deben decir que vieron cuántas personas son."},
    {"drift_draft", "the draft was edited", "el borrador fue editado"},
    {"drift_incident_closed", "an incident was closed", "un incidente se cerró"},
    {"drift_incident_gone", "an incident is no more", "un incidente ya no existe"},
    {"drift_stage", "an incident is in another stage", "un incidente está en otra etapa"},
    {"drift_impacted", "{n} % more or fewer affected", "{n} % más o menos afectados"},
    {"drift_members", "other accounts are affected", "otras cuentas están afectadas"},
    {"drift_boundary", "the area moved by {n} %", "la zona cambió un {n} %"},
    {"drift_time", "an expected time moved by {n} min", "una hora prevista cambió {n} min"},
    {"drift_recipients", "{n} % of the recipients are others", "{n} % de los destinatarios son otros"},
    {"drift_opted_out", "{n} opted out since; they are not told", "{n} se dieron de baja; no se les avisa"},
    {"drift_version", "a model or rule has another version", "un modelo o una regla tiene otra versión"},
    {"drift_evidence", "evidence is gone or has changed", "una prueba falta o cambió"},
    // risk
    {"risk", "Risk", "Riesgo"},
    {"score", "{score} of 100 ({level})", "{score} de 100 ({level})"},
    {"factor_audience_size", "how many are told", "a cuántos se avisa"},
    {"factor_eta_change", "how far a time moves", "cuánto cambia una hora"},
    {"factor_channel_mix", "by which channels", "por qué canales"},
    {"factor_model_confidence", "how sure the forecast is", "qué tan segura es la previsión"},
    {"defaulted", "not known, a default counts", "no se sabe, cuenta un valor por defecto"},
    {"checklist", "Check before you approve", "Compruebe antes de aprobar"},
    {"required", "required", "obligatorio"},
    {"action_block", "Blocked: the risk is too high to send it.", "Bloqueado: el riesgo es demasiado alto para enviarlo."},
    {"action_senior_approver", "Needs the approval of: {name}", "Necesita la aprobación de: {name}"},
    {"action_checklist", "Checklist: {name}", "Lista: {name}"},
    {"action_stagger", "Leaves in batches ({name})", "Sale por partes ({name})"},
    {"action_throttle", "At most {n} a minute", "Como máximo {n} por minuto"},
    // the word
    {"your_word", "Your decision", "Su decisión"},
    {"reason", "Why (needed to reject, at least 5 characters)", "Por qué (necesario para rechazar, al menos 5 caracteres)"},
    {"approve", "Approve", "Aprobar"},
    {"reject", "Reject", "Rechazar"},
    {"key_hint", "You will be asked for your passkey.", "Se le pedirá su llave de acceso."},
    {"key_no_script", "Approving needs your passkey, and this browser runs no scripts. Use another browser or the console.", "Para aprobar se necesita su llave de acceso y este navegador no ejecuta scripts. Use otro navegador o la consola."},
    {"cannot", "You cannot approve this now", "No puede aprobar esto ahora"},
    {"mine", "You wrote this version: another person has to approve it.", "Usted escribió esta versión: otra persona debe aprobarla."},
    {"problems", "Please look again", "Revise, por favor"},
    // sentences for codes
    {"reason_short", "Say why in at least 5 characters.", "Diga por qué con al menos 5 caracteres."},
    {"step_up_required", "This needs your passkey. Press the button again and touch it.", "Esto necesita su llave de acceso. Pulse otra vez el botón y tóquela."},
    {"key_refused", "This passkey was not accepted. Try again, or use the console.", "Esta llave no fue aceptada. Inténtelo otra vez o use la consola."},
    {"no_key_registered", "You have no passkey here yet. Add one at the sign-in page, or decide at the console.", "Aún no tiene llave de acceso. Añada una en la página de entrada o decida en la consola."},
    {"credential_expired", "This passkey has expired. Add it again at the sign-in page.", "Esta llave caducó. Añádala de nuevo en la página de entrada."},
    {"too_many_attempts", "Too many attempts. Wait ten minutes.", "Demasiados intentos. Espere diez minutos."},
    {"rate_limited", "Too many requests. Wait a minute.", "Demasiadas solicitudes. Espere un minuto."},
    {"form_refused", "This page was not sent from where it belongs. Open your link again.", "Esta página no se envió desde su lugar. Abra otra vez su enlace."},
    {"wrong_host", "This address is not one of ours.", "Esta dirección no es nuestra."},
    {"drift_unacknowledged", "Something changed meanwhile. You and whoever asked for it have to say that you saw it.", "Algo cambió mientras tanto. Usted y quien lo pidió deben decir que lo vieron."},
    {"drift_changed", "More has changed since you looked. Look again.", "Cambió más desde que miró. Mire otra vez."},
    {"risk_actions_incomplete", "What the risk asks for is not done yet. Tick every required point, or reject.", "Falta lo que pide el riesgo. Marque cada punto obligatorio, o rechace."},
    {"policy_violation.self_approval", "You wrote this: another person has to approve it.", "Usted lo escribió: otra persona debe aprobarlo."},
    {"policy_violation.duplicate_identity", "You have approved this already: another person has to, too.", "Usted ya lo aprobó: también debe hacerlo otra persona."},
    {"policy_violation.role", "The utility wants this approved by other roles than yours.", "La compañía quiere que lo aprueben otras funciones."},
    {"policy_violation.restricted_group", "Members of your group cannot approve this.", "Los miembros de su grupo no pueden aprobar esto."},
    {"policy_violation.same_role", "Somebody of another role has to approve it, too.", "También debe aprobarlo alguien con otra función."},
    {"policy_violation.same_team", "Somebody of another team has to approve it, too.", "También debe aprobarlo alguien de otro equipo."},
    {"access_denied", "Your roles do not allow this.", "Sus funciones no permiten esto."},
    {"key_none", "No passkey answered, or you cancelled. Nothing was decided.", "Ninguna llave respondió o usted canceló. No se decidió nada."},
    {"key_failed", "The server could not be reached. Nothing was decided; try again.", "No se pudo llegar al servidor. No se decidió nada; inténtelo otra vez."},
    {"key_old", "This browser knows no passkeys. Use a current one, or the console.", "Este navegador no conoce llaves de acceso. Use uno actual o la consola."},
    // outcomes
    {"h_released", "Approved. It is being carried out.", "Aprobado. Se está ejecutando."},
    {"n_released", "Exactly what you saw leaves now. You may close this page.", "Sale ahora exactamente lo que vio. Puede cerrar esta página."},
    {"h_awaiting_approval", "Your approval counts.", "Su aprobación cuenta."},
    {"n_awaiting_approval", "{have} of {needed} have agreed. Nothing leaves until all have. You may close this page.", "{have} de {needed} han aceptado. Nada sale hasta que todos lo hagan. Puede cerrar esta página."},
    {"h_rejected", "Rejected. Nothing is sent.", "Rechazado. No se envía nada."},
    {"n_rejected", "Whoever asked for it reads your reason. You may close this page.", "Quien lo pidió lee su motivo. Puede cerrar esta página."},
    {"h_one_tap_refused", "This link is not valid here", "Este enlace no es válido aquí"},
    {"n_one_tap_refused", "Open the link you were sent, on your own phone. A link that was sent to another person does not work for you.", "Abra el enlace que recibió, en su propio teléfono. Un enlace enviado a otra persona no le sirve."},
    {"h_one_tap_expired", "This link's time is over", "El tiempo de este enlace terminó"},
    {"n_one_tap_expired", "Nothing was decided. Ask for a new link, or decide at the console.", "No se decidió nada. Pida un enlace nuevo o decida en la consola."},
    {"h_one_tap_used", "This link was used already", "Este enlace ya se usó"},
    {"n_one_tap_used", "What was decided with it stays. Nothing happens twice.", "Lo que se decidió con él queda. Nada pasa dos veces."},
    {"h_one_tap_replaced", "A newer link took the place of this one", "Un enlace más nuevo reemplazó a este"},
    {"n_one_tap_replaced", "Open the newest message you were sent. Nothing was decided with this one.", "Abra el mensaje más reciente que recibió. Con este no se decidió nada."},
    {"h_approval_token_stale", "It was changed since this link was sent", "Cambió desde que se envió este enlace"},
    {"n_approval_token_stale", "Version {version} waits now. What was approved before does not count for it. Look at what is new.", "Ahora espera la versión {version}. Lo aprobado antes no cuenta para ella. Mire lo nuevo."},
    {"latest", "Show the latest version", "Mostrar la última versión"},
    {"h_approval_not_pending", "This request was decided already", "Esta solicitud ya se decidió"},
    {"n_approval_not_pending", "There is nothing left to do.", "No queda nada por hacer."},
    {"h_approval_expired", "This request has expired", "Esta solicitud venció"},
    {"n_approval_expired", "Nothing was sent. Whoever asked for it can ask again.", "No se envió nada. Quien la pidió puede pedirla otra vez."},
    {"h_other", "Nothing was decided", "No se decidió nada"},
    {"n_other", "Open your link again, or decide at the console.", "Abra otra vez su enlace o decida en la consola."},
    // the code form
    {"code_title", "Enter your code", "Escriba su código"},
    {"code_number", "Number of the request", "Número de la solicitud"},
    {"code_code", "Code", "Código"},
    {"code_go", "Show the request", "Mostrar la solicitud"},
    {"one_tap_refused", "Number or code is not right.", "El número o el código no es correcto."},
    {"one_tap_expired", "This code's time is over. Ask for a new one.", "El tiempo de este código terminó. Pida uno nuevo."},
    {"one_tap_locked", "Too many wrong codes. Wait 15 minutes, or open the link.", "Demasiados códigos incorrectos. Espere 15 minutos o abra el enlace."},
    // spoken
    {"v_number", "Approvals of {utility}. Enter the number of the request.", "Aprobaciones de {utility}. Marque el número de la solicitud."},
    {"v_code", "Now enter the code.", "Ahora marque el código."},
    {"v_review", "{command}. Asked by {who}. {n} people would be told. Press 1 to approve or 2 to reject.", "{command}. Solicitado por {who}. Se avisaría a {n} personas. Pulse 1 para aprobar o 2 para rechazar."},
    {"v_link", "This request can only be decided with your link. Open the link you were sent. Nothing was decided.", "Esta solicitud solo se puede decidir con su enlace. Abra el enlace que recibió. No se decidió nada."},
    {"v_again", "Nothing was decided. Call again, or open your link.", "No se decidió nada. Llame otra vez o abra su enlace."},
    {"v_by_phone", "rejected by telephone", "rechazado por teléfono"},
    // commands
    {"comms.send_broadcast", "Send an update to customers", "Enviar un aviso a los clientes"},
    {"comms.retract", "Retract an update", "Retirar un aviso"},
    {"comms.reorder_channels", "Send the rest in another order of channels", "Enviar el resto en otro orden de canales"},
    {"incidents.set_etr", "Set a restoration time", "Fijar una hora de restablecimiento"},
    {"incidents.create", "Open an incident", "Abrir un incidente"},
    {"incidents.merge", "Merge incidents", "Unir incidentes"},
    {"incidents.split", "Split an incident", "Dividir un incidente"},
    {"access.grant_roles", "Give a person roles", "Dar funciones a una persona"},
});

const Phrase* phraseOf(std::string_view key) {
    const auto at = std::find_if(phrases.begin(), phrases.end(), [key](const Phrase& each) { return each.key == key; });
    return at == phrases.end() ? nullptr : &*at;
}

}  // namespace

bool hasPhoneWord(std::string_view key) { return phraseOf(key) != nullptr; }

std::string_view phoneWord(PageLanguage language, std::string_view key) {
    const Phrase* found = phraseOf(key);
    if (found == nullptr) return key;
    return language == PageLanguage::es ? found->es : found->en;
}

std::string phoneWord(PageLanguage language, std::string_view key, std::initializer_list<std::pair<std::string_view, std::string>> values) {
    std::string out(phoneWord(language, key));
    for (const auto& [name, value] : values) {
        const std::string mark = "{" + std::string(name) + "}";
        if (const auto at = out.find(mark); at != std::string::npos) out.replace(at, mark.size(), reports::twiml::escaped(value));
    }
    return out;
}

std::string grouped(std::int64_t number) {
    std::string out = std::to_string(number < 0 ? -number : number);
    for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, ",");
    return number < 0 ? "−" + out : out;
}

// Colours are checked at 4.5:1 at least on their grounds, light and dark; nothing is told by colour alone.
std::string_view phoneStyle() {
    return "*{box-sizing:border-box}html{scroll-padding-bottom:8rem}"
           "body{font:1.0625rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:40rem;padding:1rem 1rem 0;color:#1a1a1a;background:#fff;overflow-wrap:anywhere}"
           "h1{font-size:1.4rem;line-height:1.25;margin:.5rem 0}h2{font-size:1.1rem;margin:1.5rem 0 .5rem;border-bottom:2px solid #1a1a1a}h3{font-size:1rem;margin:1rem 0 .25rem}"
           "a{color:#0b4f9e}.drill{background:#ffd54a;color:#1a1a1a;padding:.5rem .75rem;font-weight:700}"
           "dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem .75rem;margin:0}dt{font-weight:600}dd{margin:0}"
           ".box{border-left:.4rem solid #9a5b00;background:#fff6e5;padding:.5rem .75rem;margin:1rem 0}.bad{border-color:#b00020;background:#fff0f0}.good{border-color:#176b2c;background:#eefaf0}"
           "ins,del{text-decoration:none;padding:0 .15em;border-radius:.15em}ins{background:#d3f2da;color:#0b3d17;border-bottom:2px solid #176b2c}"
           "del{background:#ffdddd;color:#6b0014;border-bottom:2px dashed #b00020}ins::before{content:\"+ \";font-weight:700}del::before{content:\"\\2212 \";font-weight:700}"
           ".v{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.tag{font-weight:400;font-size:.875rem;border:1px solid;border-radius:.25rem;padding:0 .35rem;margin-left:.35rem}"
           ".text{white-space:pre-wrap;margin:.25rem 0}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .5rem .3rem 0;border-bottom:1px solid #767676;vertical-align:top}td.n{text-align:right;overflow-wrap:normal}thead th{overflow-wrap:normal}"
           "summary{min-height:2.75rem;padding:.6rem 0;font-weight:600}.tick{display:flex;gap:.75rem;align-items:flex-start;min-height:2.75rem;padding:.5rem 0}.tick input{width:1.5rem;height:1.5rem;flex:none;margin:0}"
           "label.above{display:block;font-weight:600;margin:1rem 0 .25rem}textarea,input[type=text]{width:100%;font:inherit;padding:.6rem;border:1px solid #5c5c5c;border-radius:.3rem;background:#fff;color:#1a1a1a}"
           ".bar{position:sticky;bottom:0;display:flex;gap:.75rem;background:#fff;border-top:1px solid #767676;padding:.75rem 0 calc(.75rem + env(safe-area-inset-bottom));margin-top:1rem}"
           "button{font:inherit;font-weight:700;flex:1;min-height:3.5rem;border-radius:.5rem;border:2px solid #0b4f9e;padding:.5rem 1rem}.yes{background:#0b4f9e;color:#fff}.no{background:#fff;color:#9c001c;border-color:#9c001c}"
           "button:disabled{opacity:.55}:focus-visible{outline:3px solid #9a5b00;outline-offset:2px}"
           "@media(prefers-color-scheme:dark){body,.bar{background:#121212;color:#eee}h2{border-color:#eee}a{color:#9cc4ff}.box{background:#33270f;border-color:#e0a030}.bad{background:#3a1016;border-color:#ff8a95}.good{background:#10301a;border-color:#7fd694}"
           "ins{background:#123d1f;color:#c8f5d3}del{background:#4a1119;color:#ffd6d9}textarea,input[type=text]{background:#1e1e1e;color:#eee;border-color:#9a9a9a}.yes{background:#9cc4ff;color:#0a1a2e;border-color:#9cc4ff}.no{background:#121212;color:#ff9aa5;border-color:#ff9aa5}:focus-visible{outline-color:#ffc257}}";
}

// Only what HTML cannot do: ask for the passkey, and keep a second tap away. It makes no HTML from text.
std::string_view phoneScript() {
    return R"js("use strict";(()=>{const f=document.getElementById("word");if(!f)return;const d=f.dataset,at=(i)=>document.getElementById(i);
const say=(t)=>{const m=at("message");m.textContent=t;m.hidden=!t;if(t)m.focus()};
const busy=(b)=>{d.busy=b?"yes":"";document.body.dataset.busy=d.busy;f.querySelectorAll("button").forEach((x)=>{x.setAttribute("aria-disabled",b?"true":"false")})};
const bytes=(t)=>Uint8Array.from(atob(t.replace(/-/g,"+").replace(/_/g,"/")),(c)=>c.charCodeAt(0));
const text=(b)=>b?btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,""):"";
const key=async()=>{const a=await fetch(d.here+"/key",{method:"POST",headers:{"Content-Type":"application/x-www-form-urlencoded"},body:new URLSearchParams({form:at("form-token").value}),cache:"no-store"});
const o=await a.json();if(!a.ok)throw{name:"told",message:o.said||d.failed};
o.challenge=bytes(o.challenge);o.allowCredentials=o.allowCredentials.map((c)=>({...c,id:bytes(c.id)}));
const c=await navigator.credentials.get({publicKey:o}),r=c.response;
return JSON.stringify({id:text(c.rawId),response:{clientDataJSON:text(r.clientDataJSON),authenticatorData:text(r.authenticatorData),signature:text(r.signature),userHandle:text(r.userHandle)}})};
f.addEventListener("submit",async(e)=>{if(d.busy==="yes"){e.preventDefault();return}
const no=e.submitter&&e.submitter.value==="reject";
if(no&&at("reason").value.trim().length<5){e.preventDefault();say(d.short);at("reason").setAttribute("aria-invalid","true");at("reason").focus();return}
at("decision").value=no?"reject":"approve";busy(true);say("");if(d.key!=="yes")return;e.preventDefault();
if(!window.PublicKeyCredential){say(d.old);busy(false);return}
try{at("assertion").value=await key();f.submit()}catch(w){say(w.name==="told"?w.message:w.name==="TypeError"?d.failed:d.none);busy(false)}});
const z=at("stale");if(z){const h=setInterval(async()=>{try{const a=await fetch(z.dataset.now,{cache:"no-store"});if(!a.ok)return;const o=await a.json();if(o.current)return;
clearInterval(h);if(o.closed){z.querySelector("p").textContent=z.dataset.closed;z.querySelector("form").hidden=true}z.hidden=false;busy(true);z.focus()}catch(w){}},1500)}
addEventListener("pageshow",(e)=>{if(e.persisted)busy(false)});
const t=at("left");if(t){const show=()=>{const s=Math.floor((Number(t.dataset.at)-Date.now())/1000);t.textContent=s<=0?t.dataset.over:s>=3600?Math.floor(s/3600)+" h "+Math.floor(s%3600/60)+" min":s>=60?Math.floor(s/60)+" min "+s%60+" s":s+" s"};show();setInterval(show,1000)}})();)js";
}

}  // namespace ok::approvals
