// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The script of the page /sign-in, after key_page_words.h. It builds no HTML from text and keeps the session's token in a variable: closing or reloading
// the page forgets it.
#pragma once
#include <string_view>

namespace ok::access {

inline constexpr std::string_view keyPageScript = R"js(
const at = (id) => document.getElementById(id);
let token = "", ticket = "";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const say = (text) => { at("message").textContent = text; };

async function call(method, path, body) {
  const headers = {"Content-Type": "application/json"};
  if (token) headers.Authorization = "Bearer " + token;
  const answer = await fetch(path, {method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: "no-store", credentials: "omit"});
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(words[json.code] || json.message || "The server did not answer as it should."), {code: json.code, details: json.details || {}});
  return json;
}

const listed = (list) => (list || []).map((one) => ({...one, id: bytes(one.id)}));

async function assertion(options) {
  const {attempt, ...publicKey} = options;
  publicKey.challenge = bytes(options.challenge);
  publicKey.allowCredentials = listed(options.allowCredentials);
  const got = await navigator.credentials.get({publicKey});
  return {id: base64(got.rawId), type: got.type, response: {clientDataJSON: base64(got.response.clientDataJSON),
    authenticatorData: base64(got.response.authenticatorData), signature: base64(got.response.signature),
    userHandle: got.response.userHandle ? base64(got.response.userHandle) : ""}};
}

function show(name) {
  for (const id of ["out", "second", "in"]) at(id).hidden = id !== name;
  const first = at(name).querySelector("input:not([hidden]),button");
  if (first) first.focus();
}

async function enter(session) {
  token = session.token;
  at("who").textContent = session.login;
  at("password").value = at("code").value = "";
  at("named").hidden = true;
  show("in");
  say("Signed in.");
  await keys();
}

async function keys() {
  const list = await call("GET", "/v1/keys");
  at("keys").replaceChildren(...list.items.map((key) => {
    const line = document.createElement("li");
    line.dataset.id = key.id;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "Remove " + key.name;
    remove.addEventListener("click", () => act(() => drop(key, list.items)));
    line.append(key.name + (key.primary ? " (first)" : "") + (key.state === "suspended" ? " - suspended: ask your administrator" : ""), remove);
    return line;
  }));
}

async function stepUp() {
  const got = await assertion(await call("POST", "/v1/step-up/options", {}));
  const reply = await call("POST", "/v1/step-up", got);
  at("fresh").textContent = "Verified until " + new Date(reply.fresh_until).toLocaleTimeString();
  say("Verified.");
}

// What demands a fresh key asks for it once and goes on; an expired one may be enrolled anew right after its touch.
async function verified(work) {
  try { return await work(); } catch (why) {
    if (why.code !== "step_up_required") throw why;
    try { await stepUp(); } catch (expired) { if (expired.code !== "credential_expired") throw expired; }
    return work();
  }
}

async function drop(key, all) {
  const next = all.find((other) => other.id !== key.id && other.state === "active");
  const last = !next;
  if (last && !window.confirm(words.last_key)) return;
  await verified(() => call("POST", "/v1/keys/" + key.id + "/remove", {reason: "removed by its owner", primary: next ? next.id : "", last}));
  say("Removed.");
  await keys();
}

let named = "";

// The key is there; what it is called is the person's choice, and its model is a good first one.
function askName(key) {
  named = key.id;
  at("given-name").value = key.name;
  at("named").hidden = false;
  at("given-name").focus();
}

async function rename() {
  await call("POST", "/v1/keys/" + named + "/rename", {name: at("given-name").value});
  at("named").hidden = true;
  say("Name saved.");
  await keys();
}

async function enrol() {
  const name = at("key-name").value.trim();
  const key = await verified(async () => {
    const options = await call("POST", "/v1/keys/options", {});
    const publicKey = {...options, challenge: bytes(options.challenge), user: {...options.user, id: bytes(options.user.id)},
      excludeCredentials: listed(options.excludeCredentials)};
    const made = await navigator.credentials.create({publicKey});
    return call("POST", "/v1/keys", {name, credential: {id: base64(made.rawId), type: made.type,
      response: {clientDataJSON: base64(made.response.clientDataJSON), attestationObject: base64(made.response.attestationObject)},
      clientExtensionResults: made.getClientExtensionResults()}});
  });
  at("key-name").value = "";
  say("Security key added.");
  await keys();
  askName(key);
}

async function withKey() {
  const utility = at("utility").value;
  const options = await call("POST", "/v1/session/key/options", {utility});
  await enter(await call("POST", "/v1/session/key", {utility, attempt: options.attempt, device: "browser", credential: await assertion(options)}));
}

async function withPassword() {
  try {
    await enter(await call("POST", "/v1/session", {utility: at("utility").value, login: at("login").value, password: at("password").value, device: "browser"}));
  } catch (why) {
    if (why.code !== "second_factor_required") throw why;
    ticket = why.details.ticket;
    at("second-key").hidden = !why.details.methods.includes("key");
    show("second");
    say("Verification required to continue.");
  }
}

async function secondKey() {
  const credential = await assertion(await call("POST", "/v1/session/factor/options", {ticket}));
  await enter(await call("POST", "/v1/session/factor", {ticket, kind: "key", credential}));
}

async function secondCode() {
  const code = at("code").value.trim();
  await enter(await call("POST", "/v1/session/factor", {ticket, kind: /^\d{6}$/.test(code) ? "totp" : "recovery", code}));
}

async function signOut() {
  await call("DELETE", "/v1/session");
  token = "";
  show("out");
  say("Signed out.");
}

async function act(work) {
  const buttons = document.querySelectorAll("button");
  buttons.forEach((one) => { one.disabled = true; });
  document.body.dataset.busy = "yes";
  try { await work(); } catch (why) { say(browserWords[why.name] || why.message); } finally {
    buttons.forEach((one) => { one.disabled = false; });
    document.body.dataset.busy = "";
  }
}

at("with-key").addEventListener("click", () => act(withKey));
at("with-password").addEventListener("click", () => act(withPassword));
at("second-key").addEventListener("click", () => act(secondKey));
at("second-code").addEventListener("click", () => act(secondCode));
at("cancel").addEventListener("click", () => { ticket = ""; show("out"); say("Verification required to continue"); });
at("enrol").addEventListener("click", () => act(enrol));
at("rename").addEventListener("click", () => act(rename));
at("step-up").addEventListener("click", () => act(stepUp));
at("sign-out").addEventListener("click", () => act(signOut));
at("utility").value = new URLSearchParams(location.search).get("utility") || "";
if (!window.PublicKeyCredential) {
  at("with-key").disabled = true;
  say("This browser or this address does not allow security keys. Use a current browser and https.");
}
)js";

}  // namespace ok::access
