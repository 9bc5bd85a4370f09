#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""Who may do what, from the first key to the last session (issue "Who may do what", its "Done when"; F02.R1.A1, A5, F02.R6, F09.R1,
F09.R4.A5, I2): people enrol keys in a browser and at a console, a role with a scope is drafted, approved by two others and published
through okctl, it counts only with a key, everybody acts within their scope and is refused beyond it with the same decision in
console, browser, API and okctl, and whoever leaves is out of all four at once."""
import json
import os
import subprocess
import sys
import time

from browser import Browser
from house import BIN, PASSWORD, Person, Server, free_port, play, until

PROFILE = {"slug": "river", "name": "River Power", "service": "electric", "time_zone": "America/New_York", "languages": ["en"],
           "sms_number": "+16065550100", "voice_number": "+16065550101", "email_from": "outages@river.example", "phone_shown": "+1 606 555 0101",
           "bounds": {"low": {"lon": -84, "lat": 37}, "high": {"lon": -82, "lat": 39}}, "drill": False}
PEOPLE = ("ada:admin:Ada Brandt", "erik:admin:Erik Holm", "pat:policy_approver:Pat Ochs", "quinn:policy_approver:Quinn Abel",
          "nora:supervisor:Nora Lind", "otto:supervisor:Otto Kranz", "lars:supervisor:Lars Beck")
WEST, EAST = {"lon": -83.5, "lat": 38.5}, {"lon": -82.5, "lat": 38.5}
ANYTHING = {"channels": ["*"], "territories": ["*"], "areas": [], "severities": ["*"], "content_types": ["*"]}

# In the page's own world: what a browser does is done by the browser.
CEREMONY = """
const bytes = (t) => Uint8Array.from(atob(t.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
const assertion = async (options) => {
  const {attempt, ...publicKey} = options;
  publicKey.challenge = bytes(options.challenge);
  publicKey.allowCredentials = options.allowCredentials.map((one) => ({...one, id: bytes(one.id)}));
  const got = await navigator.credentials.get({publicKey});
  return {id: text(got.rawId), type: got.type, response: {clientDataJSON: text(got.response.clientDataJSON), signature: text(got.response.signature),
    authenticatorData: text(got.response.authenticatorData), userHandle: got.response.userHandle ? text(got.response.userHandle) : ""}};
};
const call = async (path, body, token) => {
  const answer = await fetch(path, {method: body === undefined ? "GET" : "POST", headers: {"Content-Type": "application/json", ...(token ? {Authorization: "Bearer " + token} : {})},
    body: body === undefined ? undefined : JSON.stringify(body), cache: "no-store"});
  return {status: answer.status, body: await answer.json().catch(() => ({}))};
};
"""
ASSERT = CEREMONY + "return assertion(given[0]);"
SIGN_IN = CEREMONY + """
const options = (await call("/v1/session/key/options", {utility: given[0]})).body;
return call("/v1/session/key", {utility: given[0], attempt: options.attempt, device: "browser", credential: await assertion(options)});"""
ACT = CEREMONY + "return call(given[1], given[2] === null ? undefined : given[2], given[0]);"


class RiverPerson(Person):
    utility = "river"


class Console:
    """The whole console in a process of its own, on a screen nobody sees."""

    def __init__(self, folder, server, login):
        self.log = open(folder / f"console-{login}.log", "w")
        words = [BIN / "journey_console", server.https, "river", login, folder / "password"]
        self.process = subprocess.Popen(["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
                                        text=True, env={**os.environ, "HOME": str(folder)}, start_new_session=True)

    def ask(self, what, **more):
        self.process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the console is gone: " + open(self.log.name).read()[-1500:]
        return json.loads(line)

    def end(self):
        try:
            self.process.stdin.close()   # nobody sits there any more: it closes itself
        except BrokenPipeError:
            pass
        self.process.wait(60)
        self.log.close()


class Journey:
    def __init__(self, folder):
        self.folder, self.console, self.browser, self.server = folder, None, None, None
        (folder / "password").write_text(PASSWORD)
        (folder / "profile.json").write_text(json.dumps(PROFILE))
        subprocess.run([BIN / "outagekit-server", "add-utility", "--data", folder / "data", "--profile", folder / "profile.json", "--password-file", folder / "password", "--exports-without-key",
                        *(word for person in PEOPLE for word in ("--person", person))], check=True, capture_output=True)
        self.server = Server(folder, port=free_port())
        ports = dict(line.split("=") for line in (folder / "ports").read_text().split())
        self.server.https = f"https://localhost:{ports['https']}"
        self.page = self.server.url.replace("127.0.0.1", "localhost") + "/sign-in?utility=river"
        self.browser, self.plugged, self.key = Browser(folder), None, None
        self.keys = {}
        self.ada, self.nora, self.lars = (RiverPerson(self.server, who) for who in ("ada", "nora", "lars"))

    def _okctl(self, who, *words, code=0):
        done = subprocess.run([BIN / "okctl", *words, "--session", self.folder / f"{who}.json"], capture_output=True, text=True)
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return json.loads(done.stdout) if code == 0 else done.stderr

    def _policy(self, who, *words, code=0):
        done = subprocess.run([BIN / "okctl", "policy", "--url", self.server.url, "--utility", "river", "--login", who, "--password-file", self.folder / "password", *words],
                              capture_output=True, text=True)
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return json.loads(done.stdout) if code == 0 else done.stderr

    def _plug(self, who):
        """Everybody has a key of their own; one is in the socket."""
        if self.plugged == who:
            return
        if self.key:
            self.keys[self.plugged] = self.browser.credentials(self.key)
            self.browser.remove_key(self.key)
        self.plugged, self.key = who, self.browser.add_key()
        for credential in self.keys.get(who, []):
            self.browser.add_credential(self.key, credential)

    def _enrol_in_browser(self, login, name):
        self._plug(login)
        self.browser.open(self.page)
        self.browser.type("login", login)
        self.browser.type("password", PASSWORD)
        self.browser.press("with-password")
        assert self.browser.settled() == "Signed in."
        self.browser.type("key-name", name)
        self.browser.press("enrol")
        message = self.browser.settled()
        assert message == "Security key added.", message
        lines = self.browser.script("return [...document.querySelectorAll('#keys li')].map((line) => line.firstChild.textContent);")
        assert lines == [name + " (first)"], lines

    def _step_up(self, person, login):
        self._plug(login)
        status, options = self.server.call("POST", "/v1/step-up/options", {}, person.headers)
        assert status == 200, options
        self.browser.open(self.page)
        credential = self.browser.promise(ASSERT, json.loads(options))
        assert "error" not in credential, credential
        status, body = self.server.call("POST", "/v1/step-up", credential, person.headers)
        assert status == 200, body

    def _in_browser(self, path, body=None):
        return self.browser.promise(ACT, self.token, path, body)

    @staticmethod
    def _incident(where, place):
        return {"name": "incidents.create", "body": {"centre": where, "place": place}}

    # --- a key for everybody, each where they work

    def people_enrol_their_keys_in_the_browser(self):
        for who in ("ada", "nora"):
            self._enrol_in_browser(who, f"{who.title()}'s key")

    def a_person_enrols_a_key_at_the_console(self):
        self.console = Console(self.folder, self.server, "otto")
        assert self.console.ask("online") == {"online": True, "failed": []}
        made = self.console.ask("enrol", name="Desk key")
        assert made.get("status") == 201 and made["body"]["name"] == "Desk key", made

    def before_there_is_a_role_nobody_may(self):
        status, why = self.nora.command("incidents.create", self._incident(WEST, "Mill St")["body"])
        assert status == 403 and why["code"] == "access_denied" and "operator" in why["details"]["roles_that_may"], why
        offered = self.console.ask("offered")["actions"]
        create = next(v for k, v in offered.items() if k.startswith("New incident"))
        assert not create["enabled"] and create["why"], create

    # --- the role, as a document that others approve

    def a_role_with_a_scope_is_drafted_checked_and_approved_by_two_others(self):
        user_ids = {}
        for who in ("nora", "otto", "lars"):
            user_ids[who] = self._policy("erik", "evaluate", "--user", who, "--action", "initiate")["user"]
        self.ids = user_ids
        document = self._policy("erik", "export", "--format", "json")
        matrix = document.get("document", document)
        ring = [{"lon": -84, "lat": 38}, {"lon": -83, "lat": 38}, {"lon": -83, "lat": 39}, {"lon": -84, "lat": 39}]
        for part in ("areas", "policies", "roles", "assignments"):
            matrix.setdefault(part, [])
        matrix["areas"].append({"id": "west", "name": "West", "territory": "", "shape": [{"rings": [ring]}]})
        matrix["policies"].append({"id": "west.desk", "name": "West desk", "effect": "allow", "actions": ["incidents.*", "sync.follow"],
                                   "scope": {**ANYTHING, "territories": [], "areas": ["west"]}, "self_approval": False})
        matrix["roles"].append({"id": "west_desk", "name": "West desk", "description": "the storm desk in the west", "inherits": [], "policies": ["west.desk"]})
        for who, user in user_ids.items():
            matrix["assignments"].append({"id": f"west.{who}", "kind": "user", "principal": user, "role": "west_desk", "source": "manual"})
        (self.folder / "roles.json").write_text(json.dumps(matrix))
        made = self._policy("erik", "edit", "--summary", "a desk for the west of the valley", "--file", self.folder / "roles.json")
        self.number = str(made["version"])
        self._policy("erik", "validate", "--version", self.number)
        self._policy("erik", "submit", "--version", self.number)
        refused = self._policy("erik", "approve", "--version", self.number, "--comment", "my own", code=1)
        assert "access_denied" in refused or "access_refused" in refused, refused
        self._policy("pat", "approve", "--version", self.number, "--comment", "as agreed")
        self._policy("erik", "publish", "--version", self.number, code=1)
        self._policy("quinn", "approve", "--version", self.number, "--comment", "as agreed")

    def published_it_holds_for_the_very_next_act(self):
        assert self._policy("erik", "evaluate", "--user", "nora", "--action", "incidents.create", "--geography", "a:west", "--severity", "minor")["decision"] == "Deny"
        self._policy("erik", "publish", "--version", self.number)
        assert self._policy("erik", "evaluate", "--user", "nora", "--action", "incidents.create", "--geography", "a:west", "--severity", "minor")["decision"] == "Allow"
        status, made = self.nora.command("incidents.create", self._incident(WEST, "Mill St")["body"])
        assert status == 200, made

    def the_role_counts_only_for_who_has_a_key(self):
        body = {"policy": {"roles_with_keys": ["west_desk"], "keys_per_person": 1, "grace_days": 0}}
        status, why = self.ada.command("access.set_key_policy", body)
        assert (status, why["code"]) == (401, "step_up_required"), why
        status, text = self.server.call("POST", "/v1/audit/exports", {"format": "csv", "purpose": "audit"}, self.ada.headers)
        assert (status, json.loads(text)["code"]) == (401, "step_up_required"), text
        self._step_up(self.ada, "ada")
        status, why = self.ada.command("access.set_key_policy", body)
        assert status == 200, why
        status, why = self.lars.command("incidents.create", self._incident(WEST, "Elm St")["body"])
        assert (status, why["code"]) == (403, "keys_required") and "RBAC_POLICY_NONCOMPLIANT" in why["details"]["aliases"], why
        seen = json.loads(self.server.call("GET", "/v1/effective-permissions?user=lars&actions=incidents.create", headers=self.ada.headers)[1])
        assert seen["withheld"] == ["west_desk"] and seen["cells"] == [], seen
        assert self.nora.command("incidents.create", self._incident(WEST, "Oak St")["body"])[0] == 200

    def what_leaves_the_house_waits_for_a_touch(self):
        asked = {"format": "csv", "purpose": "audit"}
        status, text = self.server.call("POST", "/v1/audit/exports", asked, self.ada.headers)
        assert status == 202, text
        self._plug("ada")
        self.browser.open(self.page)
        # And in the browser, where the key alone signed in: that was a touch.
        signed = self.browser.promise(SIGN_IN, "river")
        assert signed["status"] == 200 and signed["body"]["login"] == "ada", signed
        made = self.browser.promise(ACT, signed["body"]["token"], "/v1/audit/exports", asked)
        assert made["status"] == 202, made

    # --- within the scope and beyond it, by every way

    def _refused(self, why):
        assert why["code"] == "access_denied", why
        assert why["details"]["missing"] == "geography" and why["details"]["reason"] == "target_outside_authorized_geography", why
        return why["details"]["decision_id"]

    def the_api_lets_through_what_lies_within(self):
        assert self.nora.command("incidents.create", self._incident(WEST, "Pine St")["body"])[0] == 200
        status, why = self.nora.command("incidents.create", self._incident(EAST, "Far St")["body"])
        assert status == 403 and why["details"]["allowed_geography"] == "west", why
        self.beyond = self._refused(why)

    def okctl_says_the_same_by_the_same_decision(self):
        # Who has a key is asked for it after the password; without one at hand there is a recovery code.
        self._step_up(self.nora, "nora")
        status, codes = self.server.call("POST", "/v1/recovery-codes", {}, self.nora.headers)
        assert status == 200, codes
        signed = subprocess.run([BIN / "okctl", "login", "--url", self.server.url, "--utility", "river", "--login", "nora", "--password-file", self.folder / "password",
                                 "--code", json.loads(codes)["codes"][0], "--session", self.folder / "nora.json"], capture_output=True, text=True)
        assert signed.returncode == 0, signed.stderr
        self._okctl("nora", "do", "incidents.create", json.dumps(self._incident(WEST, "Ash St")["body"]))
        said = self._okctl("nora", "do", "incidents.create", json.dumps(self._incident(EAST, "Far St")["body"]), code=1)
        assert "access_denied" in said and self.beyond in said, said

    def the_browser_signs_in_with_the_key_alone_and_is_held_to_the_same(self):
        self._plug("nora")
        self.browser.open(self.page)
        signed = self.browser.promise(SIGN_IN, "river")
        assert signed["status"] == 200 and signed["body"]["login"] == "nora", signed
        self.token = signed["body"]["token"]
        assert self._in_browser("/v1/commands", self._incident(WEST, "Fir St"))["status"] == 200
        beyond = self._in_browser("/v1/commands", self._incident(EAST, "Far St"))
        assert beyond["status"] == 403 and self._refused(beyond["body"]) == self.beyond, beyond

    def the_console_offers_it_and_is_held_to_the_same(self):
        def offered():
            actions = self.console.ask("offered")["actions"]
            return next(v for k, v in actions.items() if k.startswith("New incident"))["enabled"]

        until("the console to offer what the new role allows", offered, 60)
        draft = next(v for k, v in self.console.ask("offered")["actions"].items() if k.startswith("Draft"))
        assert not draft["enabled"] and draft["why"], draft
        made = self.console.ask("send", **self._incident(WEST, "Bay St"))
        assert made["outcome"] == "done", made
        beyond = self.console.ask("send", **self._incident(EAST, "Far St"))
        assert (beyond["outcome"], beyond["code"]) == ("refused", "access_denied"), beyond

    def what_demands_a_fresh_key_is_answered_with_a_touch_at_the_console(self):
        done = self.console.ask("send", name="access.remove_key", body={"key": "018f0000-0000-7000-8000-000000000009", "reason": "there is none of that name"})
        assert done["outcome"] == "refused" and done["code"] == "key_not_found", done

    # --- and out

    def whoever_leaves_is_out_everywhere_at_once(self):
        began = time.monotonic()
        for who in ("nora", "otto"):
            status, why = self.ada.command("access.disable_user", {"user": self.ids[who], "disabled": True, "reason": "left the company today"})
            assert status == 200, why
        status, body = self.server.call("GET", "/v1/whoami", headers=self.nora.headers)
        assert status == 401 and json.loads(body)["code"] == "session_revoked", body
        assert self._in_browser("/v1/whoami")["status"] == 401
        told = self.console.ask("ended")
        assert "The session has ended." in told["failed"] and not told["online"], told
        # Measured for whoever reads the journey; the bound of the house is five seconds.
        print(f"out of API, browser and console after {time.monotonic() - began:.2f} s")
        assert "session_revoked" in self._okctl("nora", "whoami", code=1)

    def and_neither_key_nor_password_opens_anything_again(self):
        self.browser.open(self.page)
        signed = self.browser.promise(SIGN_IN, "river")
        assert signed["status"] == 401, signed
        status, body = self.server.call("POST", "/v1/session", {"utility": "river", "login": "nora", "password": PASSWORD, "device": "journey"})
        assert (status, json.loads(body)["code"]) == (401, "sign_in_refused"), body
        assert self._policy("erik", "evaluate", "--user", "nora", "--action", "incidents.create", "--geography", "a:west", "--severity", "minor")["decision"] == "Deny"

    def the_log_tells_it_all_and_a_rebuild_gives_identical_views(self):
        self.console.end()
        self.console = None
        self.server.stop()
        out = self.folder / "log.ndjson"
        subprocess.run([BIN / "outagekit-server", "export-log", "--db", self.folder / "data/outagekit.db", "--tenant", "river", "--out", out], check=True, capture_output=True)
        text = out.read_text()
        for kind in ("access.key_enrolled", "policy.published", "access.key_policy_changed", "access.refused", "access.key_used", "incident.opened", "access.session_revoked"):
            assert kind in text, kind
        assert text.count(self.beyond) >= 3, "one decision, told by each way it was asked"
        assert PASSWORD not in text
        self.server.assert_rebuild_is_identical()


if __name__ == "__main__":
    sys.exit(play("access_line", Journey))
