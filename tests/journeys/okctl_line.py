#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""okctl does what the console does (issue "Who may do what", piece "CLI parity"; F02.R7.A7): it signs in once and keeps the
session for itself alone, every command the console sends can be sent, what is frozen can be released, sessions and tokens are
listed and ended, and a copied session file is worth nothing to who cannot read its key."""
import ctypes.util
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time

from house import BIN, PASSWORD, ROOT, Server, free_port, play

SENT = re.compile(r'"((?:access|approvals|comms|credits|crews|etas|incidents|integrity|ledger|operations|policies|policy|privacy|reports|restoration|rumors|'
                  r'territory|webhooks)\.[a-z_]+)"')
# Words of that shape that are no commands: kinds of events and settings the console reads.
SENDS = ("app/shell/desk_commands.cpp",)


class Journey:
    def __init__(self, folder):
        self.folder = folder
        self.server = Server(folder, port=free_port())

    def _okctl(self, who, *words, code=0, given=None):
        done = subprocess.run([BIN / "okctl", *words, "--session", self.folder / f"{who}.json"], capture_output=True, text=True, input=given)
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else done.stderr

    def _text(self, who, *words):
        done = subprocess.run([BIN / "okctl", *words, "--session", self.folder / f"{who}.json"], capture_output=True, text=True)
        assert done.returncode == 0, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def _login(self, who, password_file="password", code=0):
        return self._okctl(who, "login", "--url", self.server.url, "--utility", "bluegrass", "--login", who, "--password-file",
                           self.folder / password_file, code=code)

    def nobody_acts_before_signing_in(self):
        assert "not_signed_in" in self._okctl("maria", "whoami", code=1)
        (self.folder / "wrong").write_text("not the password")
        assert "sign_in_refused" in self._login("maria", "wrong", code=1)
        assert not (self.folder / "maria.json").exists()

    def a_session_is_kept_for_its_owner_alone(self):
        for who in ("maria", "jonas", "ada"):
            self._login(who)
        file = self.folder / "maria.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert PASSWORD not in file.read_text()
        assert self._okctl("maria", "whoami")["roles"] == ["operator"]
        file.chmod(0o644)
        assert "session_file_open_to_others" in self._okctl("maria", "whoami", code=1)
        file.chmod(0o600)

    def where_there_is_a_keychain_the_usual_session_lies_in_it(self):  # R3
        if not all(map(shutil.which, ("dbus-run-session", "gnome-keyring-daemon", "gdbus"))) or not ctypes.util.find_library("secret-1"):
            print("no keychain to be found here: skipped")
            return
        home = self.folder / "home"
        home.mkdir()
        at = home / ".local/state/outagekit/session.json"
        script = f"""
            printf test | gnome-keyring-daemon --unlock --components=secrets > /dev/null
            gdbus wait --session --timeout 20 org.freedesktop.secrets || exit 1
            {BIN}/okctl login --url {self.server.url} --utility bluegrass --login maria --password-file {self.folder}/password || exit 2
            cp {at} {self.folder}/kept.json
            {BIN}/okctl whoami || exit 3
            OKCTL_KEYCHAIN=off {BIN}/okctl whoami && exit 4
            {BIN}/okctl logout || exit 5
            {BIN}/okctl whoami && exit 6
            exit 0"""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "OKCTL_", "DBUS_"))}
        done = subprocess.run(["dbus-run-session", "--", "bash", "-c", script], capture_output=True, text=True, env={**env, "HOME": str(home)})
        assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
        assert '"operator"' in done.stdout, done.stdout
        kept = json.loads((self.folder / "kept.json").read_text())
        assert kept["in_keychain"] and kept["token"] == kept["refresh_token"] == kept["device_seed"] == "", kept
        assert "not_signed_in" in done.stderr and not at.exists()

    def a_copied_token_is_refused_without_the_key(self):
        kept = json.loads((self.folder / "maria.json").read_text())
        status, body = self.server.call("GET", "/v1/whoami", headers={"Authorization": "Bearer " + kept["token"]})
        assert status == 401 and json.loads(body)["code"] == "device_proof_missing", body
        status, body = self.server.call("POST", "/v1/session/refresh", {"refresh_token": kept["refresh_token"]})
        assert status == 401 and json.loads(body)["code"] == "device_proof_missing", body
        other = {**kept, "device_seed": "00" * 32}
        (self.folder / "thief.json").write_text(json.dumps(other))
        (self.folder / "thief.json").chmod(0o600)
        assert "device_proof_wrong" in self._okctl("thief", "whoami", code=1)

    def every_command_the_console_sends_can_be_sent(self):
        known = {each["name"] for each in self._okctl("maria", "commands")["items"]}
        sent = {name for file in SENDS for name in SENT.findall((ROOT / file).read_text())}
        assert len(sent) >= 15, sent
        assert sent <= known, sent - known
        for name in sorted(sent):
            said = subprocess.run([BIN / "okctl", "do", name, "{}", "--session", self.folder / "maria.json"], capture_output=True, text=True)
            assert "unknown_command" not in said.stderr and "not_reached" not in said.stderr, (name, said.stderr)

    def an_incident_is_made_changed_and_read(self):
        made = self._okctl("maria", "do", "incidents.create", json.dumps({"centre": {"lon": -84.5, "lat": 38.04}, "place": "Mill St"}))
        self.incident = made["reply"]["incident"]
        note = self.folder / "note.json"
        note.write_text(json.dumps({"incident": self.incident, "key": "on_site", "text": "pole replaced"}))
        self._okctl("maria", "do", "incidents.set_crew_note", f"@{note}")
        assert self._okctl("maria", "view", "incident", self.incident)["id"] == self.incident
        assert len(self._okctl("maria", "view", "incident", "--limit", "1")["items"]) == 1
        assert "document_not_found" in self._okctl("maria", "view", "incident", "nothing", code=1)

    def what_speaks_for_an_incident_is_attached_and_read_at_the_shell(self):
        """F04.R1.A6, F04.R6.A5 at a shell: a file with its hash, a link as it was given; what it is, its bytes say."""
        picture = b"\x89PNG\r\n\x1a\n" + b"the pole at the corner" * 60_000
        file, copy = self.folder / "pole.png", self.folder / "copy.png"
        file.write_bytes(picture)
        made = self._okctl("maria", "evidence", "attach", self.incident, file, "--title", "The pole", "--json")
        assert made["media_type"] == "image/png" and made["sha256"] == hashlib.sha256(picture).hexdigest() and made["bytes"] == len(picture), made
        assert "already_attached" in self._okctl("maria", "evidence", "attach", self.incident, file, code=1)
        self._okctl("maria", "evidence", "link", self.incident, "https://weather.example/radar", "--title", "Radar at noon", "--json")
        listed = self._text("jonas", "evidence", "list", self.incident)
        assert "The pole" in listed and "Radar at noon" in listed and made["sha256"] in listed, listed
        self._text("jonas", "evidence", "get", self.incident, made["id"], "--out", copy)
        assert copy.read_bytes() == picture
        assert "access_denied" in self._okctl("ada", "evidence", "link", self.incident, "https://weather.example/", "--title", "x", code=1)

    def the_same_id_is_carried_out_once(self):
        twice = [self._okctl("maria", "do", "incidents.create", json.dumps({"centre": {"lon": -84.4, "lat": 38.0}, "place": "Once St"}),
                             "--id", "018f0000-0000-7000-8000-000000000001")["reply"]["incident"] for _ in range(2)]
        assert twice[0] == twice[1]

    def what_needs_a_second_key_is_released_by_somebody_else(self):
        earliest, latest = (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + hours * 3600)) for hours in (2, 4))
        asked = self._okctl("maria", "do", "incidents.set_etr", json.dumps(
            {"incident": self.incident, "earliest": earliest, "latest": latest, "confidence_percent": 70, "basis": "crew"}))
        assert asked["code"] == "approval_required", asked
        release = json.dumps({"approval": asked["details"]["approval_id"], "digest": asked["details"]["digest"]})
        assert "self_approval" in self._okctl("maria", "do", "approvals.release", release, code=1)
        self._okctl("jonas", "do", "approvals.release", "-", given=release)

    def what_waits_is_reviewed_and_released_at_the_shell(self):
        """F01.R2, F04.R4, F05.R3 at a shell: both sides with + and -, the keys, and a release of exactly the version that was seen."""
        hours = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + ahead * 3600)) for ahead in (3, 6)]
        asked = self._okctl("maria", "do", "incidents.set_etr", json.dumps(
            {"incident": self.incident, "earliest": hours[0], "latest": hours[1], "confidence_percent": 60, "basis": "crew"}))
        request = asked["details"]["approval_id"]
        listed = self._text("jonas", "approvals", "list")
        assert request in listed and "incidents.set_etr" in listed and "LEFT" in listed, listed
        reply = self._okctl("jonas", "approvals", "review", request, "--json", "--zone", "America/New_York")
        seen = self._text("jonas", "approvals", "review", request, "--zone", "America/New_York", "--whole")
        assert reply["digest"] in seen and "fits its signature" in seen and "keys 1 of 2" in seen and "version 1 of 1" in seen, seen
        assert "\n    + " in seen or "  + " in seen or "  ~ " in seen, seen
        assert reply["verified"] and reply["diff"]["viewer"]["zone"] == "America/New_York", reply
        own = self._text("maria", "approvals", "review", request)
        assert "you cannot approve it" in own and "self_approval" in own, own
        assert "approval_digest_mismatch" in self._okctl("jonas", "approvals", "release", request, "0" * 16, code=1)
        assert "approval_digest_mismatch" in self._okctl("jonas", "approvals", "release", request, reply["digest"][:8], code=1), "too few digits"
        self._okctl("jonas", "approvals", "release", request, reply["digest"][:16])
        assert request not in self._text("jonas", "approvals", "list")
        assert request in self._text("jonas", "approvals", "list", "--state", "released")

    def ones_own_request_is_amended_frozen_anew_and_cancelled_at_the_shell(self):
        """F01.R5.A5, F04.R4.A4: a new version has a new fingerprint; the old one releases nothing; its author takes it back."""
        at = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + ahead * 3600)) for ahead in (4, 7)]
        body = {"incident": self.incident, "earliest": at[0], "latest": at[1], "confidence_percent": 55, "basis": "crew"}
        request = self._okctl("maria", "do", "incidents.set_etr", json.dumps(body))["details"]["approval_id"]
        first = self._okctl("jonas", "approvals", "review", request, "--json")["digest"]
        file = self.folder / "amended.json"
        file.write_text(json.dumps({**body, "confidence_percent": 65}))
        self._okctl("maria", "approvals", "amend", request, "--file", file, "--reason", "the crew is surer now")
        second = self._okctl("jonas", "approvals", "review", request, "--json")
        assert second["version"] == 2 and second["digest"] != first, second
        assert "approval_" in self._okctl("jonas", "approvals", "release", request, first, code=1)
        assert "nothing_changed" in self._okctl("maria", "approvals", "resnapshot", request, code=1), "the world is the one that was frozen"
        self._okctl("maria", "approvals", "cancel", request, "--reason", "the crew found another fault")
        assert self._okctl("jonas", "approvals", "review", request, "--json")["state"] == "cancelled"
        assert request in self._text("jonas", "approvals", "list", "--state", "cancelled")

    def an_update_is_scored_and_its_score_is_kept(self):
        asked = ("risk", "score", "--broadcast", "an-update", "--audience", "120000", "--eta-change", "90", "--channel", "sms", "--channel", "email")
        first = self._okctl("maria", *asked)
        assert 0 <= first["score"] <= 100 and first["metadata"]["fallbacks"] == ["model_confidence"], first
        assert [each["name"] for each in first["factors"]] == ["audience_size", "eta_change", "channel_mix", "model_confidence"]
        kept = self._okctl("maria", *asked, "--keep")
        assert kept["score"] == first["score"] and kept["factors"] == first["factors"]
        assert self._okctl("ada", "risk", "rules")["published"] is False
        assert "access_denied" in self._okctl("maria", "risk", "simulate", "--version", "1", code=1)
        assert "policy_version_not_found" in self._okctl("ada", "risk", "simulate", "--version", "1", code=1)

    def what_one_may_not_do_is_refused_with_who_may(self):
        said = self._okctl("maria", "do", "access.create_user", "{}", code=1)
        assert "access_denied" in said and "roles_that_may: admin" in said, said
        assert "access_denied" in self._okctl("maria", "session", "list", "--all", code=1)

    def sessions_are_listed_and_killed(self):
        sessions = self._okctl("ada", "session", "list", "--all")["items"]
        assert all(each["bound"] for each in sessions if each["login"] != "") and len(sessions) >= 3, sessions
        jonas = next(each["id"] for each in sessions if each["login"] == "jonas")
        self._okctl("ada", "session", "kill", jonas, "--reason", "lost laptop")
        assert "session_revoked" in self._okctl("jonas", "whoami", code=1)
        assert len(self._okctl("maria", "session", "list")["items"]) == 1

    def a_token_does_what_its_scope_says_and_no_more(self):
        made = self._okctl("maria", "token", "create", "dashboard", "--scope", "documents.read", "--days", "7")
        bearer = {"Authorization": "Bearer " + made["secret"]}
        assert self.server.call("GET", "/v1/documents/incident?limit=1", headers=bearer)[0] == 200
        status, body = self.server.call("POST", "/v1/commands", {"name": "incidents.create", "body": {}}, bearer)
        assert status == 403 and "no_scope_covers_action" in body, body
        listed = self._okctl("maria", "token", "list")["items"]
        assert [each["name"] for each in listed] == ["dashboard"] and made["secret"] not in json.dumps(listed)
        self._okctl("maria", "token", "revoke", made["client"])
        assert self.server.call("GET", "/v1/documents/incident?limit=1", headers=bearer)[0] == 401

    def programs_ask_for_a_risk_through_their_libraries(self):  # F05.R1.A2
        """The API, Python and Node.js answer the same by value; the order of the calls does not matter."""
        sys.dont_write_bytecode = True
        sys.path.insert(0, str(ROOT / "resources/sdk/python"))
        from outagekit import OutageKit, OutageKitError
        secret = self._okctl("maria", "token", "create", "risk", "--scope", "evaluation.invoke", "--days", "7")["secret"]
        inputs = [{"audience_size": 120000, "eta_change_minutes": 90, "channel_mix": ["sms", "email"], "model_confidence": 0.6}, {"audience_size": 10}, {}]
        kit = OutageKit(self.server.url, secret)

        def plain(answer):
            return {**answer, "metadata": {key: value for key, value in answer["metadata"].items() if key not in ("request_id", "evaluated_at")}}

        def ask(number):
            status, body = self.server.call("POST", "/v1/risk-score", {"broadcast_id": f"p-{number}", "inputs": inputs[number], "persist": False},
                                            {"Authorization": "Bearer " + secret})
            assert status == 200, body
            return plain(json.loads(body))

        expected = [ask(number) for number in range(3)]
        assert [plain(kit.evaluateRisk(f"p-{number}", inputs[number])) for number in (2, 0, 1)] == [expected[number] for number in (2, 0, 1)]
        script = ("const {OutageKit, OutageKitError} = await import(process.argv[1]); const kit = new OutageKit(process.argv[2], {token: process.argv[3]});"
                  "const inputs = JSON.parse(process.argv[4]); const all = await Promise.all(inputs.map((each, n) => kit.evaluateRisk(`p-${n}`, each)));"
                  "let code = ''; try { await kit.evaluateRisk('no good', {}); } catch (e) { code = e instanceof OutageKitError ? e.code : String(e); }"
                  "console.log(JSON.stringify({all, code}));")
        said = subprocess.run(["node", "--input-type=module", "-e", script, "--", ROOT / "resources/sdk/node/outagekit.mjs", self.server.url, secret, json.dumps(inputs)],
                              capture_output=True, text=True)
        assert said.returncode == 0, said.stderr
        node = json.loads(said.stdout)
        assert [plain(each) for each in node["all"]] == expected and node["code"] == "invalid_fields", node["code"]
        try:
            kit.evaluate_risk("no good", {})
            raise AssertionError("an id with a space is none")
        except OutageKitError as refused:
            assert refused.status == 422 and refused.code == "invalid_fields" and refused.fields

    def a_client_of_its_own_signs_in_with_oauth(self):
        made = self._okctl("ada", "token", "create", "billing", "--role", "auditor", "--scope", "audit.read", "--oauth")
        form = f"grant_type=client_credentials&client_id={made['client']}&client_secret={made['secret']}"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, body = self.server.call("POST", "/oauth/token", form, headers)
        assert status == 200, body
        bearer = {"Authorization": "Bearer " + json.loads(body)["access_token"]}
        assert self.server.call("GET", "/v1/ledger/ops/checkpoint", headers=bearer)[0] == 200
        newer = self._okctl("ada", "token", "rotate", made["client"], "--overlap-hours", "0")
        assert self.server.call("POST", "/oauth/token", form, headers)[0] == 401, "the old secret is over"
        assert self.server.call("POST", "/oauth/token", form.replace(made["secret"], newer["secret"]), headers)[0] == 200

    def signing_out_ends_the_session_at_the_server_too(self):
        kept = (self.folder / "maria.json").read_text()
        self._okctl("maria", "logout")
        assert not (self.folder / "maria.json").exists()
        (self.folder / "maria.json").write_text(kept)
        (self.folder / "maria.json").chmod(0o600)
        assert "session_revoked" in self._okctl("maria", "whoami", code=1)

    def the_log_has_it_all_and_a_rebuild_gives_identical_views(self):
        self.server.stop()
        log = self.folder / "log.ndjson"
        self.server.export_log(log)
        text = log.read_text()
        for kind in ("access.signed_in", "access.session_revoked", "access.device_refused", "access.api_client_created", "access.api_secret_added",
                     "access.client_token_issued", "access.api_client_revoked", "access.refused", "risk.score.computed"):
            assert kind in text, kind
        assert PASSWORD not in text and "okt_" not in text and "oks_" not in text, "a secret in the log"
        self.server.assert_rebuild_is_identical()


if __name__ == "__main__":
    sys.exit(play("okctl_line", Journey))
