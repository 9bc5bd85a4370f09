# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""What the journeys share: the real server as a process, people who sign in to it, the drill provider's texts, and the
loop that runs a journey's steps as tests."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

BIN = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(__file__).resolve().parents[2]
HELENE = ROOT / "resources/sample/lgeku_2024-09_helene.changes.ndjson.gz"
PASSWORD = "storm-watch-2024"


def until(what, condition, seconds=30):
    """Asks again until the condition holds; each round waits for the server to have had a moment, never blindly long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        select.select([], [], [], 0.02)
    raise AssertionError(f"waited {seconds} s for: {what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """A private PostgreSQL on a Unix socket, gone afterwards; `missing` says why there is none. It does not run as root."""

    TOOLS = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    AS = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.geteuid() == 0 else []

    def __init__(self):
        self.missing = "" if self.TOOLS else "PostgreSQL is not installed: `./ok setup` does it"
        if self.missing:
            return
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="okpg"))
        if self.AS:
            shutil.chown(self.folder, "postgres")
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "super", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self._run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", self.folder / "log",
                  "-o", f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off", "start")
        for sql in ("CREATE ROLE outagekit LOGIN", "CREATE DATABASE outagekit OWNER outagekit"):
            self._run("psql", "-X", "-q", "-h", self.folder, "-U", "super", "-d", "postgres", "-c", sql)
        self.address = f"host={self.folder} user=outagekit dbname=outagekit connect_timeout=10"

    def _run(self, tool, *words):
        done = subprocess.run([*self.AS, self.TOOLS[-1] / tool, *words], cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT if tool != "pg_ctl" else subprocess.DEVNULL, text=True)
        assert done.returncode == 0, (tool, done.stdout)

    def stop(self):
        if not self.missing:
            self._run("pg_ctl", "-D", self.folder / "data", "-w", "-m", "immediate", "stop")
            shutil.rmtree(self.folder)


class Server:
    """`outagekit-server serve --sample` on a folder; a fixed port lets it come back under the same address after a kill."""

    def __init__(self, folder, *more, port=0, env=None):
        self.folder, self.more, self.port, self.process = folder, more, port, None
        self.env = {**os.environ, **(env or {})}
        (folder / "password").write_text(PASSWORD)
        self.start()
        self.token = (folder / "data/drill/provider.token").read_text().strip()

    def start(self):
        ports = self.folder / "ports"
        ports.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [BIN / "outagekit-server", "serve", "--data", self.folder / "data", "--resources", ROOT / "resources", "--sample",
             "--sample-password-file", self.folder / "password", "--port-file", ports, "--http-port", str(self.port),
             *self.more], stderr=open(self.folder / "server.log", "a"), env=self.env)
        until("the server's ports", lambda: ports.exists() or self.process.poll() is not None, 120)
        assert self.process.poll() is None, (self.folder / "server.log").read_text()[-3000:]
        found = dict(line.split("=") for line in ports.read_text().split())
        self.url = f"http://127.0.0.1:{found['http']}"

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def call(self, method, path, body=None, headers=None):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def text_message(self, sid, sender, body, token=None, to="+15025550199"):
        fields = {"MessageSid": sid, "AccountSid": "ACdrill", "From": sender, "To": to, "Body": body,
                  "NumMedia": "0"}
        signed = self.url + "/webhooks/twilio/sms" + "".join(k + fields[k] for k in sorted(fields))
        mark = base64.b64encode(hmac.new((token or self.token).encode(), signed.encode(), hashlib.sha1).digest()).decode()
        return self.call("POST", "/webhooks/twilio/sms", urllib.parse.urlencode(fields),
                         {"X-Twilio-Signature": mark, "Content-Type": "application/x-www-form-urlencoded"})

    def replay_command(self, *more):
        return [BIN / "okctl", "replay", "--url", self.url, "--utility", "bluegrass", "--quiet",
                *([] if "--log" in more else ["--log", HELENE]),
                "--provider-token-file", self.folder / "data/drill/provider.token",
                "--feed-key-file", self.folder / "data/drill/feed.key", *more]

    def export_log(self, out):
        subprocess.run([BIN / "outagekit-server", "export-log", "--db", self.folder / "data/outagekit.db", "--tenant",
                        "bluegrass", "--out", out], check=True, capture_output=True)

    def assert_rebuild_is_identical(self):
        done = subprocess.run([BIN / "okctl", "rebuild", "--db", self.folder / "data/outagekit.db"], capture_output=True,
                              text=True)
        assert done.returncode == 0, done.stdout + done.stderr


# What a client sees of a server that dies or is not there.
GONE = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)


class Person:
    utility = "bluegrass"

    def __init__(self, server, login):
        self.server = server
        status, body = server.call("POST", "/v1/session", {"utility": self.utility, "login": login, "password": PASSWORD,
                                                           "device": "journey"})
        assert status == 200, body
        self._take(json.loads(body))

    def _take(self, reply):
        self._tokens, self._since = reply, time.monotonic()

    @property
    def headers(self):
        """An access token lives for minutes; whoever works longer exchanges it."""
        if time.monotonic() - self._since > 300:
            status, body = self.server.call("POST", "/v1/session/refresh", {"refresh_token": self._tokens["refresh_token"]})
            assert status == 200, body
            self._take(json.loads(body))
        return {"Authorization": "Bearer " + self._tokens["token"]}

    def document(self, kind, name):
        status, body = self.server.call("GET", f"/v1/documents/{kind}/{name}", headers=self.headers)
        assert status == 200, body
        return json.loads(body)

    def documents(self, kind, **query):
        items, after = [], ""
        while True:
            found = {**query, "limit": 1000, "after": after}
            status, body = self.server.call("GET", f"/v1/documents/{kind}?" + urllib.parse.urlencode(found),
                                            headers=self.headers)
            assert status == 200, body
            page = json.loads(body)
            items += page["items"]
            after = page["next_after"]
            if not after:
                return items

    def command(self, name, body, command_id=None, purpose=None):
        asked = {"name": name, "body": body, **({"id": command_id} if command_id else {}), **({"justification": {"purpose": purpose}} if purpose else {})}
        status, answer = self.server.call("POST", "/v1/commands", asked, self.headers)
        return status, json.loads(answer)

    def release(self, problem, command_id=None):
        details = problem["details"]
        return self.command("approvals.release", {"approval": details["approval_id"], "digest": details["digest"]}, command_id)


def drafts_digest(broadcast):
    """Of the words that were read: the drafts, and the correction that is released with them."""
    parts = [broadcast["drafts"]] + ([broadcast["correction"]] if broadcast.get("correction") else [])
    text = "\n".join(json.dumps(each, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for each in parts)
    return hashlib.sha256(text.encode()).hexdigest()


def street_without_power(server, folder, utility, operator):
    """Thirty customers of one street, told by text, and the incident that an operator opened there. Its id."""
    rows = "account_number,house_number,street,city,lon,lat,phone,sms_opt_in,voice_opt_in,language\n" + "".join(
        f"R-{i},{1200 + 2 * i},Main St,Paintsville,{-82.80 - i * 0.0005},{37.81 + i * 0.0001},+1606555{1000 + i},yes,no,{'es' if i % 5 == 0 else 'en'}\n" for i in range(30))
    (folder / "accounts.csv").write_text(rows)
    done = subprocess.run([BIN / "okctl", "import", folder / "accounts.csv", "--kind", "accounts", "--url", server.url, "--utility", utility, "--login", "ada",
                           "--password-file", folder / "password", "--time-zone", "America/New_York"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    status, made = operator.command("incidents.create", {"centre": {"lon": -82.803, "lat": 37.8106}, "radius_metres": 600, "place": "Main St"})
    assert status == 200, made
    return made["reply"]["incident"]


PARTS = ("console", "browser", "phisher", "server", "provider", "postgres")   # whoever needs another ends before it


def end(journey):
    """Ends everything that a journey has running, by the names it goes under."""
    for name in PARTS:
        part = getattr(journey, name, None)
        if isinstance(part, subprocess.Popen):
            part.terminate()
            part.wait(30)
        elif part:
            next(getattr(part, way) for way in ("end", "stop", "shutdown") if hasattr(part, way))()


def play(name, journey_class):
    """Runs the public methods of the class in order, each as a test of its own; returns the exit code."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=name + "-"))
    journey, failed = None, 0
    try:
        journey = journey_class(folder)
        for step_name, step in list(vars(journey_class).items()):
            if step_name.startswith("_"):
                continue
            began = time.monotonic()
            try:
                step(journey)
                verdict = "[       OK ]"
            except Exception as why:  # whatever it is, it is this step that failed
                failed += 1
                verdict = "[  FAILED  ]"
                print(f"{step_name}: {type(why).__name__}: {str(why)[:1500]}")
            print(f"{verdict} {name}.{step_name} ({int((time.monotonic() - began) * 1000)} ms)", flush=True)
    finally:
        if journey:
            end(journey)
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0
