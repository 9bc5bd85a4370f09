#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""One update from its first word to the proof (issue "Two keys"): drafted, looked at, asked for, its approver is called by text, opens the
link of that text in a real browser on a small screen and approves with a passkey; exactly what was frozen leaves, and the exported
log shows it to whoever has nothing but SHA-256: content, people, words (F01.R1, F01.R6, F04.R1, F04.R5, F04.R6, F06.R3, F06.R4).
Twice: on SQLite and on PostgreSQL."""
import hashlib
import json
import re
import subprocess
import sys
import time

from browser import Browser
from house import BIN, PASSWORD, Person, Postgres, Server, drafts_digest, free_port, play, street_without_power, until

PROFILE = {"slug": "river", "name": "River Power", "service": "electric", "time_zone": "America/New_York", "languages": ["en", "es"],
           "sms_number": "+16065550100", "voice_number": "+16065550101", "email_from": "outages@river.example", "phone_shown": "+1 606 555 0101",
           "bounds": {"low": {"lon": -84, "lat": 37}, "high": {"lon": -82, "lat": 39}}, "drill": False}
PEOPLE = ("ada:admin:Ada Brandt", "maria:operator:Maria Keller", "jonas:approver:Jonas Weber", "erik:policy_editor,policy_publisher:Erik Holm",
          "pat:policy_approver:Pat Ochs", "quinn:policy_approver:Quinn Abel")
JONAS = "+16065559001"
LADDERS = {"ladders": [{"id": "usual", "zone": "America/New_York", "version": 0, "max_total_wait_seconds": 1200, "decide_within_seconds": 600, "retry_seconds": 120,
                        "attempts": 5, "critical_attempts": 4, "receipt_seconds": 30, "providers": {}, "critical_bypasses_quiet": True, "most_nudges": 3, "critical_extra": 2,
                        "window_seconds": 900, "tell_when_exceeded": [], "variants": [],
                        "steps": [{"targets": ["role:approver"], "channels": ["sms"], "wait_seconds": 300, "acknowledgements": 1}]}],
           "choices": [{"command": "comms.send_broadcast", "severities": [], "ladder": "usual"}]}


class RiverPerson(Person):
    utility = "river"


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Journey:
    _on_postgres = False

    def __init__(self, folder):
        self.folder, self.browser, self.server, self.provider, self.postgres = folder, None, None, None, None
        (folder / "password").write_text(PASSWORD)
        (folder / "profile.json").write_text(json.dumps(PROFILE))
        (folder / "counterpart").mkdir()
        where = []
        if self._on_postgres:
            self.postgres = Postgres()
            assert not self.postgres.missing, self.postgres.missing
            where = ["--database", self.postgres.address]
        self.provider = subprocess.Popen([BIN / "outagekit-server", "drill-provider", "--data", folder / "counterpart", "--journal", folder / "taken",
                                          "--port-file", folder / "provider"], stderr=subprocess.DEVNULL)
        until("the provider's counterpart", (folder / "provider").exists)
        token = until("its token", lambda: (folder / "counterpart/drill/provider.token").read_text().strip())
        account = {"twilio": {"account_sid": "AC00000000000000000000000000000000", "from": "+16065550100", "auth_token": token,
                              "base_url": (folder / "provider").read_text().strip()}, "staff_phones": {"jonas": JONAS}}
        providers = folder / "providers.json"
        providers.write_text(json.dumps({"river": account}))
        providers.chmod(0o600)
        made = subprocess.run([BIN / "outagekit-server", "add-utility", "--data", folder / "data", *where, "--profile", folder / "profile.json", "--password-file", folder / "password",
                               *(word for person in PEOPLE for word in ("--person", person))], capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
        port = free_port()
        self.local = f"http://localhost:{port}"
        self.server = Server(folder, *where, "--providers", providers, port=port)
        self.browser = Browser(folder, phone=True)
        self.maria, self.jonas = RiverPerson(self.server, "maria"), RiverPerson(self.server, "jonas")

    def _taken(self):
        file = self.folder / "taken"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def _policy(self, who, *words):
        done = subprocess.run([BIN / "okctl", "policy", "--kind", "ladders", "--url", self.server.url, "--utility", "river", "--login", who, "--password-file",
                               self.folder / "password", *words], capture_output=True, text=True)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def _review(self, person):
        status, answer = person.command("approvals.review", {"approval": self.asked["approval_id"], "version": 0, "viewer": {"zone": "America/New_York", "locale": "en-US"}})
        assert status == 200, answer
        return answer["reply"]

    # --- the way of one update
    def a_ladder_is_published_an_approver_has_a_passkey_and_a_street_has_customers(self):
        (self.folder / "ladders.json").write_text(json.dumps(LADDERS))
        number = str(self._policy("erik", "edit", "--summary", "approvers are called by text", "--file", self.folder / "ladders.json")["version"])
        self._policy("erik", "submit", "--version", number)
        self._policy("pat", "approve", "--version", number, "--comment", "as agreed")
        self._policy("quinn", "approve", "--version", number, "--comment", "as agreed")
        self._policy("erik", "publish", "--version", number)
        self.key = self.browser.add_key()
        self.browser.open(self.local + "/sign-in?utility=river")
        self.browser.type("login", "jonas")
        self.browser.type("password", PASSWORD)
        self.browser.press("with-password")
        assert self.browser.settled() == "Signed in."
        self.browser.type("key-name", "Jonas' phone")
        self.browser.press("enrol")
        assert self.browser.settled() == "Security key added."
        self.browser.devtools("Network.clearBrowserCookies")
        self.incident = street_without_power(self.server, self.folder, "river", self.maria)

    def it_is_drafted_and_looked_at_before_anybody_is_asked(self):
        status, drafted = self.maria.command("comms.draft_update", {"incident": self.incident, "emergency": True, "channels": ["sms"]})
        assert status == 200, drafted
        self.broadcast = drafted["reply"]["broadcast"]
        self.body = {"broadcast": self.broadcast, "drafts_digest": drafts_digest(self.maria.document("broadcast", self.broadcast))}
        status, shown = self.maria.command("approvals.preflight", {"command": "comms.send_broadcast", "body": self.body})
        assert status == 200 and shown["reply"]["next"] == "request_approval", shown
        assert [each["login"] if isinstance(each, dict) else each for each in shown["reply"]["logins"].values()].count("jonas") == 1, shown["reply"]["logins"]

    def asking_for_it_sends_nothing_and_calls_the_approver_by_text(self):
        began = time.monotonic()
        status, problem = self.maria.command("comms.send_broadcast", self.body)
        assert (status, problem["code"]) == (409, "approval_required"), problem
        self.asked = problem["details"]
        nudge = until("the text to the approver", lambda: [each for each in self._taken() if each["to"] == JONAS], 60)
        took = time.monotonic() - began
        print(f"  the nudge was with its provider after {took * 1000:.0f} ms (bound 5,000)")
        assert took < 5, took
        assert len(nudge) == 1, nudge
        assert all(each["to"] == JONAS for each in self._taken()), "a customer was told before anybody approved"
        link = re.search(re.escape(self.server.url) + r"(/a/\S+)", nudge[0]["body"])
        assert link, nudge
        self.link = self.local + link.group(1)   # a passkey belongs to a name, not to a number
        status, refused = self.maria.release(problem)
        assert refused["code"] == "policy_violation.self_approval", refused

    def everybody_sees_the_same(self):
        mine, his = self._review(self.maria), self._review(self.jonas)
        assert mine["digest"] == his["digest"] == self.asked["digest"] and mine["diff"] == his["diff"]
        assert his["verified"] and his["blocked_by"] == "" and mine["blocked_by"] == "policy_violation.self_approval", (his["blocked_why"], mine["blocked_by"])
        assert his["audience"]["people"] > 5 and his["drift"]["level"] == "none", his["audience"]
        self.frozen = his

    def on_the_phone_one_tap_and_a_passkey_let_it_go(self):
        self.browser.open(self.link)
        text = self.browser.script("return document.body.innerText;")
        assert "Main St" in text and "maria" in text, text[:500]
        assert self.maria.document("approval", self.asked["approval_id"])["state"] == "pending", "looking is not deciding"
        self.browser.script("document.querySelector('button[value=approve]').click();")
        code = until("what became of it", lambda: self.browser.script("const e = document.getElementById('outcome'); return e ? e.dataset.code : '';"), 90)
        assert code == "released", code

    def exactly_those_people_get_exactly_those_words(self):
        def delivered():
            found = self.maria.documents("message", key="broadcast", value=self.broadcast)
            return found if found and all(m["state"] == "delivered" for m in found) else None

        self.messages = until("every receipt", delivered, 90)
        taken = [each for each in self._taken() if each["to"] != JONAS]
        assert len(taken) == len({each["to"] for each in taken}) == len(self.messages) == self.frozen["audience"]["messages"]
        words = sorted(hashlib.sha256(("\n" + each["body"]).encode()).hexdigest() for each in taken)   # subject, line break, text
        assert words == sorted(m["text_hash"] for m in self.messages), "what left is not what the log says"
        status, answer = self.jonas.release({"details": self.asked})
        assert answer["code"] == "approval_not_pending", answer

    def the_log_proves_that_what_was_sent_is_what_was_approved(self):
        self.server.stop()
        out = self.folder / "log.ndjson"
        where = self.postgres.address if self._on_postgres else self.folder / "data/outagekit.db"
        more = ["--keys", self.folder / "data/keys"] if self._on_postgres else []
        done = subprocess.run([BIN / "outagekit-server", "export-log", "--db", where, *more, "--tenant", "river", "--out", out], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        checked = subprocess.run([BIN / "okctl", "verify", out], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        lines = [line for line in out.read_text().splitlines()[1:] if not line.startswith('{"checkpoint":')]
        entries = [json.loads(line) for line in lines]
        of = {}
        for each in entries:
            of.setdefault(each["header"]["type"], []).append(each["payload"])
        taken = [p["snapshot"] for p in of["snapshot.taken"] if p["snapshot"]["header"]["approval"] == self.asked["approval_id"]]
        assert len(taken) == 1
        content = taken[0]["content"]
        digest = hashlib.sha256(canonical(content).encode()).hexdigest()
        decided = [p for p in of["approval.decided"] if p["approval"] == self.asked["approval_id"]][0]
        executed = [p for p in of["approval.executed"] if p["approval"] == self.asked["approval_id"]][0]
        assert digest == taken[0]["header"]["content_hash"] == self.asked["digest"] == decided["record"]["digest"] == executed["payload_fingerprint_sha256"]
        assert executed["approver2_decision"] == "approved" and executed["approver1_id"] != executed["approver2_id"]
        # The people: the list that was frozen has the digest of the list that left.
        queued = [m for p in of["comms.messages_queued"] if p["broadcast"] == self.broadcast for m in p["messages"]]
        rows = sorted(({"accounts": sorted(m["accounts"]), "channel": m["channel"], "contact": m["contact"], "language": m["language"]} for m in queued),
                      key=lambda row: (row["channel"], row["contact"]))
        file = "".join(canonical(row) + "\n" for row in rows)
        assert hashlib.sha256(file.encode()).hexdigest() == content["audience"]["list"], "others than those who were frozen"
        assert content["command"] == "comms.send_broadcast" and content["body"]["broadcast"] == self.broadcast
        # In this order, and no secret of the link in it.
        order = [each["header"]["type"] for each in entries if each["header"]["correlation_id"] == [e for e in entries if e["header"]["type"] == "approval.requested"][-1]["header"]["correlation_id"]]
        at = [order.index(kind) for kind in ("approval.requested", "snapshot.taken", "approval.decided", "comms.messages_queued")]
        assert at == sorted(at), order
        assert self.link.split(".")[-1] not in out.read_text()


if __name__ == "__main__":
    sqlite = play("two_keys_line", Journey)
    postgres = play("two_keys_line_on_postgresql", type("OnPostgres", (), {**vars(Journey), "_on_postgres": True}))
    sys.exit(sqlite or postgres)
