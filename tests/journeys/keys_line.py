#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""Security keys in a real browser (F09.R1, issue piece "hardware keys"): a person enrols a key on the page /sign-in, signs in
with it alone and after the password, steps up, removes it. A page at another address, a removed key, a key that does not ask
who touches it, and a clone get nowhere, and the log says why."""
import http.server
import json
import subprocess
import threading

from browser import Browser
from house import BIN, PASSWORD, Server, play


class Phisher(http.server.BaseHTTPRequestHandler):
    """A page at another port: the same host name, another origin."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>OutageKit</title>")

    def log_message(self, *_):
        pass


ASSERT = """const options = given[0]; const {attempt, ...publicKey} = options;
const bytes = (t) => Uint8Array.from(atob(t.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
publicKey.challenge = bytes(options.challenge);
publicKey.allowCredentials = options.allowCredentials.map((one) => ({...one, id: bytes(one.id)}));
const got = await navigator.credentials.get({publicKey});
return {id: text(got.rawId), type: got.type, response: {clientDataJSON: text(got.response.clientDataJSON), signature: text(got.response.signature),
  authenticatorData: text(got.response.authenticatorData), userHandle: got.response.userHandle ? text(got.response.userHandle) : ""}};"""


class Journey:
    def __init__(self, folder):
        self.folder = folder
        self.server = Server(folder)
        self.page = self.server.url.replace("127.0.0.1", "localhost") + "/sign-in?utility=bluegrass"
        self.browser = Browser(folder)
        self.key = self.browser.add_key()
        self.phisher = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Phisher)
        threading.Thread(target=self.phisher.serve_forever, daemon=True).start()

    def _password(self, login):
        self.browser.open(self.page)
        self.browser.type("login", login)
        self.browser.type("password", PASSWORD)
        self.browser.press("with-password")
        return self.browser.settled()

    def _with_key(self):
        self.browser.open(self.page)
        self.browser.press("with-key")
        return self.browser.settled()

    def _press(self, name):
        self.browser.press(name)
        return self.browser.settled()

    def _lines(self):
        return self.browser.script("return [...document.querySelectorAll('#keys li')].map((line) => line.firstChild.textContent);")

    def _log(self, kind):
        """The payloads of a kind in the log, as an export has them."""
        out = self.folder / "log.ndjson"
        out.unlink(missing_ok=True)
        subprocess.run([BIN / "outagekit-server", "export-log", "--db", self.folder / "data/outagekit.db", "--tenant", "bluegrass", "--out", out],
                       check=True, capture_output=True)
        found = []
        for line in out.read_text().splitlines():
            if f'"{kind}"' in line or f'\\"{kind}\\"' in line:
                found.append(line)
        return found

    def a_person_enrols_a_key(self):
        assert self._password("maria") == "Signed in."
        message = self._press("enrol")
        assert message == "Security key added.", message
        # Named as well as can be known, and its person is asked for a better one.
        assert self._lines() == ["Security key (first)"], self._lines()
        assert self.browser.script("return [document.getElementById('named').hidden, document.getElementById('given-name').value];") == [False, "Security key"]
        self.browser.type("given-name", "Blue key")
        assert self._press("rename") == "Name saved."
        assert self._lines() == ["Blue key (first)"], self._lines()

    def the_same_key_is_not_enrolled_twice(self):
        self.browser.type("key-name", "Again")
        message = self._press("enrol")
        assert message == "This security key is enrolled already.", message

    def the_key_signs_in_alone(self):
        assert self._with_key() == "Signed in."
        assert self.browser.script("return document.getElementById('who').textContent;") == "maria"

    def after_the_password_the_key_is_asked_for(self):
        assert self._password("maria") == "Verification required to continue."
        assert self._press("second-key") == "Signed in."
        message = self._press("step-up")
        assert message == "Verified.", message

    def a_key_that_does_not_ask_who_touches_it_is_refused(self):
        self.browser.verifies_user(self.key, False)
        message = self._with_key()
        assert "No security key answered" in message, message
        self.browser.verifies_user(self.key, True)

    def a_page_at_another_address_gets_an_answer_that_opens_nothing(self):
        status, text = self.server.call("POST", "/v1/session/key/options", {"utility": "bluegrass"})
        assert status == 200, text
        options = json.loads(text)
        self.browser.open(f"http://localhost:{self.phisher.server_port}/")
        stolen = self.browser.promise(ASSERT, options)
        assert "error" not in stolen, stolen
        status, text = self.server.call("POST", "/v1/session/key", {"utility": "bluegrass", "attempt": options["attempt"], "credential": stolen})
        assert (status, json.loads(text)["code"]) == (401, "key_refused"), text
        assert any("key_wrong_origin" in line for line in self._log("access.key_refused"))
        # And where the name does not fit either, the browser itself says no.
        self.browser.open(f"http://127.0.0.1:{self.phisher.server_port}/")
        assert self.browser.promise(ASSERT, options) == {"error": "SecurityError"}

    def a_replayed_answer_opens_nothing(self):
        status, text = self.server.call("POST", "/v1/session/key/options", {"utility": "bluegrass"})
        options = json.loads(text)
        self.browser.open(self.page)
        credential = self.browser.promise(ASSERT, options)
        asked = {"utility": "bluegrass", "attempt": options["attempt"], "credential": credential}
        assert self.server.call("POST", "/v1/session/key", asked)[0] == 200
        status, text = self.server.call("POST", "/v1/session/key", asked)
        assert (status, json.loads(text)["code"]) == (401, "key_refused"), text
        assert any("challenge_used" in line for line in self._log("access.key_refused"))

    def a_clone_suspends_the_key(self):
        held = self.browser.credentials(self.key)
        assert len(held) == 1 and held[0]["signCount"] > 1, held
        assert self._with_key() == "Signed in."
        self.browser.remove_key(self.key)
        self.key = self.browser.add_key()
        self.browser.add_credential(self.key, {**held[0], "signCount": 1})
        assert self._with_key() == "This security key was not accepted."
        assert self._log("access.key_suspended")
        # Not even with a counter far ahead.
        self.browser.remove_key(self.key)
        self.key = self.browser.add_key()
        self.browser.add_credential(self.key, {**held[0], "signCount": 1000})
        assert self._with_key() == "This security key was not accepted."

    def a_removed_key_opens_nothing(self):
        self.browser.remove_key(self.key)
        self.key = self.browser.add_key()
        assert self._password("jonas") == "Signed in."
        self.browser.type("key-name", "Red key")
        assert self._press("enrol") == "Security key added."
        assert self._with_key() == "Signed in."
        self.browser.script("document.querySelector('#keys li button').click();")
        self.browser.accept()
        assert self.browser.settled() == "Removed."
        assert self._lines() == []
        assert self._with_key() == "This security key was not accepted."
        assert self._password("jonas") == "Signed in.", "the password is enough again"

    def the_log_still_rebuilds_identically(self):
        self.server.stop()
        self.server.assert_rebuild_is_identical()


if __name__ == "__main__":
    raise SystemExit(play("keys_line", Journey))
