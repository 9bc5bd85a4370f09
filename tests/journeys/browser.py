# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""A real Chromium with virtual security keys, driven over WebDriver (https://www.w3.org/TR/webdriver2/ and WebAuthn section 11):
plain HTTP and JSON, no further library."""
import json
import subprocess
import urllib.error
import urllib.request

from house import free_port, until


class Browser:
    def __init__(self, folder, phone=False):
        """`phone`: a small screen that is touched."""
        self.port = free_port()
        self.process = subprocess.Popen(["chromedriver", f"--port={self.port}", "--allowed-ips=127.0.0.1"], stdout=open(folder / "driver.log", "w"),
                                        stderr=subprocess.STDOUT)
        self.base = f"http://127.0.0.1:{self.port}"
        until("chromedriver", self._ready, 60)
        chrome = {"binary": "/usr/bin/chromium", "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
                                                          "--disable-quic", f"--user-data-dir={folder / 'chrome'}"]}
        if phone:
            chrome["mobileEmulation"] = {"deviceMetrics": {"width": 360, "height": 640, "pixelRatio": 2, "touch": True}}
        made = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": chrome, "webauthn:virtualAuthenticators": True, "unhandledPromptBehavior": "ignore"}}})
        self.base += "/session/" + made["sessionId"]

    def _ready(self):
        try:
            return self._call("GET", "/status")["ready"]
        except OSError:
            return False

    def _call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data=data, method=method, headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.loads(answer.read())["value"]
        except urllib.error.HTTPError as why:
            raise AssertionError(f"{method} {path}: {why.read().decode()[:600]}") from None

    def open(self, url):
        self._call("POST", "/url", {"url": url})

    def script(self, text, *given):
        return self._call("POST", "/execute/sync", {"script": text, "args": list(given)})

    def promise(self, text, *given):
        """The value of an asynchronous expression, or the name of its error."""
        body = "const done = arguments[arguments.length - 1]; const given = arguments; (async () => { " + text + " })().then(done, (why) => done({error: why.name}));"
        return self._call("POST", "/execute/async", {"script": body, "args": list(given)})

    def type(self, name, text):
        self.script("const box = document.getElementById(arguments[0]); box.value = arguments[1];", name, text)

    def press(self, name):
        """A click, and until the page has finished what it began."""
        self.script("document.getElementById(arguments[0]).click();", name)

    def settled(self, seconds=60):
        until("the page to finish", lambda: self.script("return document.body.dataset.busy !== 'yes';"), seconds)
        return self.message()

    def message(self):
        return self.script("return document.getElementById('message').textContent;")

    def keys(self, *values):
        """Keys pressed and let go one after the other, by whatever has the focus."""
        steps = [step for value in values for step in ({"type": "keyDown", "value": value}, {"type": "keyUp", "value": value})]
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": steps}]})

    def devtools(self, what, **more):
        return self._call("POST", "/goog/cdp/execute", {"cmd": what, "params": more})

    def accept(self):
        """Says yes to the question the page asks."""
        until("the question", self._asked, 30)
        self._call("POST", "/alert/accept", {})

    def _asked(self):
        try:
            return self._call("GET", "/alert/text")
        except AssertionError:
            return None

    # --- virtual security keys
    def add_key(self, **more):
        return self._call("POST", "/webauthn/authenticator", {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True,
                                                              "isUserVerified": True, **more})

    def remove_key(self, key):
        self._call("DELETE", f"/webauthn/authenticator/{key}")

    def credentials(self, key):
        return self._call("GET", f"/webauthn/authenticator/{key}/credentials")

    def add_credential(self, key, credential):
        self._call("POST", f"/webauthn/authenticator/{key}/credential", credential)

    def verifies_user(self, key, yes):
        self._call("POST", f"/webauthn/authenticator/{key}/uv", {"isUserVerified": yes})

    def end(self):
        try:
            self._call("DELETE", "")
        except (AssertionError, OSError):
            pass
        self.process.terminate()
        self.process.wait(30)
