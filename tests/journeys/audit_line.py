#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""The audit log of a real server over HTTP: pages, refusals, diffs, proofs, exports in every format, and a bundle that okctl
verifies with the server stopped (F07.R1.A5, F07.R1.A6, F07.R3.A5, F07.R5, E34, J1, TA4)."""
import csv
import hashlib
import io
import json
import subprocess
import sys
import urllib.parse
import urllib.request

import second_bundle_verifier
from house import BIN, Person, Server, play, until

OTHER = "018f2b6e-0000-4000-8000-00000000ffff"


class Journey:
    def __init__(self, folder):
        self.folder = folder
        self.server = Server(folder)
        subprocess.run(self.server.replay_command("--hours", "5"), check=True, capture_output=True)
        self.ada, self.maria = Person(self.server, "ada"), Person(self.server, "maria")

    def _get(self, path, who=None, **query):
        text = path + ("?" + urllib.parse.urlencode(query) if query else "")
        status, body = self.server.call("GET", text, headers=(who or self.ada).headers)
        return status, json.loads(body)

    def _all(self, path, limit, **query):
        found, cursor = [], ""
        while True:
            status, page = self._get(path, limit=limit, **query, **({"cursor": cursor} if cursor else {}))
            assert status == 200, page
            assert len(page["events"]) <= limit
            found += page["events"]
            cursor = page.get("next_cursor", "")
            assert bool(cursor) == page["has_more"]
            if not cursor:
                return found

    def _bytes(self, path):
        request = urllib.request.Request(self.server.url + path, headers=self.ada.headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.headers, answer.read()

    def _export(self, body, key):
        status, answer = self.server.call("POST", "/v1/audit/exports", body, {**self.ada.headers, "Idempotency-Key": key, "X-OK-Purpose": "audit"})
        assert status == 202, answer
        made = json.loads(answer)
        assert made["status"] == "processing"

        def ready():
            status, now = self._get("/v1/audit/exports/" + made["export_id"])
            assert status == 200 and now["status"] != "failed", now
            return now if now["status"] == "ready" else None
        return until("the export", ready, 120)

    def every_entry_comes_exactly_once_in_pages_of_any_size_under_every_name(self):
        status, newest = self._get("/v1/audit/events", limit=1)
        assert status == 200, newest
        end = newest["events"][0]["ledger_time"]
        self.until = end
        ascending = self._all("/ledger", 200, end_time=end)
        self.count = len(ascending)
        assert self.count > 300, self.count
        order = [(e["ledger_time"], e["entry_id"]) for e in ascending]
        assert order == sorted(order) and len(set(order)) == len(order)
        descending = self._all("/v1/audit/events", 317, to=end)
        assert [e["entry_id"] for e in descending] == [e["entry_id"] for e in reversed(ascending)]
        for name in ("/audit/events", "/api/audit"):
            assert self._get(name, limit=3, to=end)[1]["events"] == descending[:3]
        for stream in ("ops", "decisions", "security", "executions"):
            numbers = [e["sequence"] for e in ascending if e["stream"] == stream]
            assert sorted(numbers) == list(range(1, len(numbers) + 1)), stream

    def filters_find_what_looking_at_every_entry_finds(self):
        everything = self._all("/ledger", 500, end_time=self.until)
        report = next(e for e in everything if e["event_type"] == "incident.opened")
        subject = report["subjects"][0]
        for query, fits in (({"type": "incident.*"}, lambda e: e["event_type"].startswith("incident.")),
                            ({"object": subject}, lambda e: subject in e["subjects"]),
                            ({"severity": "notice,warning"}, lambda e: e["severity"] in ("notice", "warning")),
                            ({"actor": report["actor_id"], "stream": "ops"}, lambda e: e["actor_id"] == report["actor_id"] and e["stream"] == "ops"),
                            ({"correlation": report["correlation_id"]}, lambda e: e["correlation_id"] == report["correlation_id"])):
            found = [e["entry_id"] for e in self._all("/ledger", 400, end_time=self.until, **query)]
            assert found == [e["entry_id"] for e in everything if fits(e)], query
            assert found, query
        self.entry = report

    def refusals_say_what_they_may_and_no_more(self):
        known, unknown = self.entry["entry_id"], "018f2b6e-0000-7000-8000-000000000001"
        for path in ("/v1/audit/events", "/ledger", f"/api/audit/{known}/diff", f"/api/audit/{unknown}/diff", f"/v1/audit/events/{unknown}"):
            status, why = self._get(path, self.maria)
            assert status == 403 and why["code"] == "access_refused", (path, why)
        assert self._get(f"/api/audit/{unknown}/diff")[0] == 404
        assert self._get("/v1/audit/events", tenant=OTHER)[0] == 403
        assert self._get("/v1/audit/events", colour="red")[0] == 422
        assert self.server.call("GET", "/ledger")[0] == 401
        for method in ("PUT", "DELETE", "PATCH"):
            for path in (f"/ledger/{known}", f"/v1/audit/events/{known}"):
                status, why = self.server.call(method, path, "{}", self.ada.headers)
                assert status == 403 and json.loads(why)["code"] == "append_only", (method, path, status, why)
        tried = self._all("/ledger", 10, event_type="audit_mutation_attempt")
        assert [(e["event_type"], e["stream"]) for e in tried] == [("ledger.change_blocked", "security")] * 6, "each attempt is in the log itself"

    def an_entry_has_its_proof_and_its_diff(self):
        status, found = self._get("/ledger/" + self.entry["entry_id"], include_proof="true")
        assert status == 200 and found["event"] == self.entry
        assert found["proof"]["inclusion"]["entry_hash"] == self.entry["hash"]
        status, diff = self._get(f"/api/audit/{self.entry['entry_id']}/diff")
        assert status == 200, diff
        assert diff["parent_audit_id"] == self.entry["entry_id"] and diff["object_type"] == "incident", diff
        assert any(c["field"] == "/status" for o in diff["objects"] for c in o["changes"]), diff
        assert self._get(f"/api/audit/{self.entry['entry_id']}/diff")[1] == diff

    def exports_in_every_format_hold_what_was_asked_for_and_repeat_to_the_byte(self):
        query = {"filter": {"to": self.until, "types": ["incident.*", "access.*"]}}
        expected = self._all("/ledger", 500, end_time=self.until, type="incident.*,access.*")
        self.made = {}
        for form in ("csv", "jsonl", "json", "pdf", "bundle"):
            done = self._export({**query, "format": form}, "journey-" + form)
            again = self._export({**query, "format": form}, "journey-" + form)
            assert again["export_id"] == done["export_id"], "the same key, the same export"
            other = self._export({**query, "format": form}, "another-" + form)
            assert other["export_id"] != done["export_id"]
            headers, data = self._bytes(f"/v1/audit/exports/{done['export_id']}/download")
            assert hashlib.sha256(data).hexdigest() == done["files"][0]["sha256"]
            assert done["files"][0]["name"] in headers["Content-Disposition"]
            if form != "pdf":
                assert self._bytes(f"/v1/audit/exports/{other['export_id']}/download")[1] == data
            assert done["records"] == len(expected), form
            folder = self.folder / form
            folder.mkdir()
            for each in done["files"]:
                (folder / each["name"]).write_bytes(self._bytes(f"/v1/audit/exports/{done['export_id']}/download?file={each['name']}")[1])
            self.made[form] = (folder, folder / done["files"][0]["name"])
        rows = list(csv.DictReader(io.StringIO(self.made["csv"][1].read_bytes().decode(), newline="")))
        assert [r["entry_id"] for r in rows] == [e["entry_id"] for e in expected]
        lines = [json.loads(x) for x in self.made["jsonl"][1].read_text().splitlines()]
        vouched = ("checkpoint", "checkpoint_key_id", "clock_drift_critical", "clock_metrics")
        assert all(x[name] != "" for x in lines for name in vouched), lines[0]
        assert [{k: v for k, v in x.items() if k not in vouched and not k.startswith("tsa_")} for x in lines] == expected
        assert json.loads(self.made["json"][1].read_text()) == lines, "the same records as one array"
        conflict = self.server.call("POST", "/v1/audit/exports", {"format": "csv"}, {**self.ada.headers, "Idempotency-Key": "journey-csv"})
        assert conflict[0] == 409, conflict
        assert self.server.call("POST", "/v1/audit/exports", {"format": "csv"}, self.maria.headers)[0] == 403
        assert self.server.call("POST", "/v1/audit/exports", {"format": "csv", "tenant": OTHER}, self.ada.headers)[0] == 403

    def a_bundle_comes_by_one_get_and_every_step_is_in_the_log(self):
        path = "/audit/export?" + urllib.parse.urlencode({"from": "2020-01-01T00:00:00Z", "to": self.until, "purpose": "audit"})
        until("the bundle", lambda: self.server.call("GET", path, headers=self.ada.headers)[0] == 200, 120)
        data = self._bytes(path)[1]
        (self.folder / "whole.tar").write_bytes(data)
        types = [e["event_type"] for e in self._all("/v1/audit/events", 500, type="audit.*")]
        for step, least in (("audit.export_requested", 9), ("audit.export_completed", 9), ("audit.export_downloaded", 20)):
            assert types.count(step) >= least, (step, types.count(step))

    def okctl_verifies_all_of_it_with_the_server_gone(self):
        self.server.stop()
        for target in (self.folder / "whole.tar", self.made["bundle"][1], *[folder for folder, _ in self.made.values()]):
            done = subprocess.run([BIN / "okctl", "verify", target], capture_output=True, text=True)
            assert done.returncode == 0, (target, done.stdout, done.stderr)
        sums = subprocess.run(["sha256sum", "-c", "checksums.txt"], cwd=self.made["csv"][0], capture_output=True, text=True)
        assert sums.returncode == 0, sums.stdout + sums.stderr
        for bundle in (self.folder / "whole.tar", self.made["bundle"][1]):
            assert second_bundle_verifier.check(bundle.read_bytes()) is None, "a verifier in another language says so too"
        bent = self.folder / "bent.tar"
        raw = bytearray((self.folder / "whole.tar").read_bytes())
        raw[raw.index(b'"header"') + 40] ^= 1
        bent.write_bytes(raw)
        assert second_bundle_verifier.check(bytes(raw)) is not None
        done = subprocess.run([BIN / "okctl", "verify", "--json", bent], capture_output=True, text=True)
        assert done.returncode == 1 and json.loads(done.stdout)["faults"], done.stdout
        self.made["jsonl"][1].write_text("{}\n")
        assert subprocess.run([BIN / "okctl", "verify", self.made["jsonl"][0]], capture_output=True).returncode == 1


if __name__ == "__main__":
    sys.exit(play("audit_line", Journey))
