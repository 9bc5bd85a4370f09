#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""One storm, from the first text to the proof, on the real binaries over loopback (main job, P01 P02 P03 P04 P06 P08 P09
P10 P11 P12, F07.R1.A1, TA1, TA3): reports come in, incidents form, an ETA needs a second person, customers are told once,
the public page says the same in a real browser, the exported log verifies and a flipped byte is named."""
import json
import subprocess
import sys
import urllib.parse

from house import BIN, ROOT, Person, Server, drafts_digest, play, until

CHROME = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
          "--disable-background-networking", "--disable-component-update", "--disable-sync"]


class Journey:
    """Steps in order; each is a test of its own in the output."""

    def __init__(self, folder):
        self.folder = folder
        self.server = Server(folder)

    def the_storm_comes_in_through_every_door(self):
        done = subprocess.run(self.server.replay_command("--hours", "9"), capture_output=True, text=True)
        assert done.returncode == 0 and " 0 refused" in done.stderr, done.stderr
        self.maria, self.jonas = Person(self.server, "maria"), Person(self.server, "jonas")
        incidents = self.maria.documents("incident")
        reports = self.maria.documents("report")
        assert len(incidents) > 20 and len(reports) > 40, (len(incidents), len(reports))
        assert {r["channel"] for r in reports} >= {"sms", "web", "voice"}
        assert any(i["accounts_reporting"] > 0 and i["feeds"] for i in incidents), "no report joined a feed's incident"
        assert all(i["drill"] for i in incidents) and all(r["drill"] for r in reports)

    def what_cannot_be_placed_waits_in_the_tray(self):
        before = len(self.maria.documents("tray"))
        status, body = self.server.text_message("SM" + "a" * 32, "+19895550142", "it is dark and the dog is scared")
        assert status == 200 and "<Response" in body, body
        assert len(self.maria.documents("tray")) == before + 1, body

    def a_repeated_delivery_counts_once_and_a_forged_one_not_at_all(self):
        first = self.server.text_message("SM" + "b" * 32, "+12015550143", "power is out at 99999 Nowhere Street")
        count = len(self.maria.documents("report"))
        assert self.server.text_message("SM" + "b" * 32, "+12015550143", "power is out at 99999 Nowhere Street") == first
        assert len(self.maria.documents("report")) == count
        assert self.server.text_message("SM" + "c" * 32, "+12015550144", "OUT", token="wrong")[0] == 403
        assert len(self.maria.documents("report")) == count

    def an_eta_needs_a_second_person(self):
        self.incident = max((i for i in self.maria.documents("incident", key="state", value="open")
                             if i["affected_accounts"] > 2), key=lambda i: i["customers_out"])
        status, problem = self.maria.command("incidents.set_etr", {
            "incident": self.incident["id"], "latest": "2024-09-27T22:30:00Z", "confidence_percent": 90, "basis": "assessed"})
        assert status == 409 and problem["code"] == "approval_required", problem
        assert self.maria.release(problem)[1]["code"] == "policy_violation.self_approval"
        wrong = json.loads(json.dumps(problem))
        wrong["details"]["digest"] = "0" * 64
        assert self.jonas.release(wrong)[1]["code"] == "approval_digest_mismatch"
        assert self.jonas.release(problem)[0] == 200
        now = self.maria.document("incident", self.incident["id"])
        assert now["etr"]["latest"] == "2024-09-27T22:30:00.000000Z" and now["etr"]["source"] == "console", now["etr"]

    def customers_are_told_once_after_two_people_agreed(self):
        status, answer = self.maria.command(  # it is night in the storm: only an emergency may wake people
            "comms.draft_update", {"incident": self.incident["id"], "emergency": True})
        assert status == 200, answer
        broadcast = answer["reply"]["broadcast"]
        document = self.maria.document("broadcast", broadcast)
        assert {(d["channel"], d["language"]) for d in document["drafts"]} == {
            (c, l) for c in ("sms", "email", "voice") for l in ("en", "es")}
        body = {"broadcast": broadcast, "drafts_digest": drafts_digest(document)}
        status, problem = self.maria.command("comms.send_broadcast", body)
        assert status == 409 and problem["code"] == "approval_required", problem
        assert not self.maria.documents("message", key="broadcast", value=broadcast)
        status, answer = self.jonas.release(problem)
        assert status == 200, answer

        def all_delivered():
            found = self.maria.documents("message", key="broadcast", value=broadcast)
            return found if found and all(m["state"] == "delivered" for m in found) else None

        try:
            messages = until("every message delivered", all_delivered)
        except AssertionError as why:
            found = self.maria.documents("message", key="broadcast", value=broadcast)
            raise AssertionError(f"{why}: {[(m['channel'], m['state'], m['reasons']) for m in found][:12]}") from None
        contacts = [(m["channel"], m["contact"]) for m in messages]
        assert len(contacts) == len(set(contacts)), "somebody was told twice"
        assert all(m["drill"] for m in messages)

    def the_public_page_says_the_same_in_a_real_browser(self):
        number = self.incident["number"]
        until("the page to follow", lambda: number in self.server.call("GET", "/o/bluegrass")[1] or
              number in self.server.call("GET", "/o/bluegrass/incidents.geojson")[1])
        profile = str(self.folder / "chrome")
        page = subprocess.run(CHROME + [f"--user-data-dir={profile}", "--dump-dom", self.server.url + "/o/bluegrass"],
                              capture_output=True, text=True, timeout=60).stdout
        assert "DRILL" in page.upper() and "Bluegrass Power" in page and "<svg" in page, page[:400]
        assert "<script" not in page
        assert len(self.server.call("GET", "/o/bluegrass")[1].encode()) <= 30_000
        feed = json.loads(self.server.call("GET", "/o/bluegrass/incidents.geojson")[1])
        assert feed["type"] == "FeatureCollection" and len(feed["features"]) > 20

    def points_come_by_box_in_pages_that_are_the_same_each_time(self):
        """E36"""
        def ask(**query):
            return self.server.call("GET", "/geo/points?" + urllib.parse.urlencode(query), headers=self.maria.headers)

        assert self.server.call("GET", "/geo/points?bbox=-90,30,-80,40")[0] == 401
        for wrong in ("", "1,2,3", "a,b,c,d", "-80,30,-90,40", "nan,1,2,3", "-90,30,-80,400"):
            assert ask(bbox=wrong)[0] == 422, wrong
        whole = json.loads(ask(bbox="-90,30,-80,40", limit=5000)[1])["points"]
        placed = [r for r in self.maria.documents("report") if r["state"] == "placed"]
        assert {p["id"] for p in whole} == {r["id"] for r in placed} and len(whole) > 20
        pages, after = [], ""
        while True:
            page = json.loads(ask(bbox="-90,30,-80,40", limit=7, after=after)[1])
            pages += page["points"]
            after = page["next_after"]
            if not after:
                break
        assert pages == whole, "pages and the whole differ"
        inside = json.loads(ask(bbox="-84,36.5,-82,38")[1])["points"]
        assert 0 < len(inside) < len(whole) and all(-84 <= p["position"]["lon"] <= -82 for p in inside)

    def the_metrics_tell_what_the_gate_does(self):
        text = self.server.call("GET", "/metrics")[1]
        read = dict(line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
        assert float(read["ok_gate_entries"]) > 500 and float(read["ok_gate_failed_commits"]) == 0, read
        assert float(read['ok_gate_latency_seconds{quantile="0.95"}']) > 0 and "ok_gate_queue_depth" in read

    def the_second_recorded_storm_plays_through_its_own_adapter(self):
        """main job 12: the shut-offs of October 2019, in the other shape of feed."""
        done = subprocess.run(self.server.replay_command("--adapter", "pge2019", "--hours", "20", "--seed", "2019", "--log",
                                                         ROOT / "resources/sample/pge_2019-10-09_psps.changes.ndjson.gz"),
                              capture_output=True, text=True)
        assert done.returncode == 0 and " 0 refused" in done.stderr, done.stderr
        anchored = [i for i in self.maria.documents("incident") if any(f["adapter"] == "pge2019" for f in i["feeds"])]
        assert len(anchored) > 20 and all(i["drill"] for i in anchored), len(anchored)

    def the_exported_log_verifies_and_a_flipped_byte_is_named(self):
        self.server.stop()
        log = self.folder / "log.ndjson"
        self.server.export_log(log)
        assert subprocess.run([BIN / "okctl", "verify", log], capture_output=True).returncode == 0
        raw = bytearray(log.read_bytes())
        raw[len(raw) // 2] ^= 1
        (self.folder / "bent.ndjson").write_bytes(raw)
        bent = subprocess.run([BIN / "okctl", "verify", self.folder / "bent.ndjson"], capture_output=True, text=True)
        assert bent.returncode == 1, bent.stdout
        assert b'"drill":false' not in log.read_bytes(), "an entry of the drill is not marked"

    def a_rebuild_gives_identical_views(self):
        self.server.assert_rebuild_is_identical()


if __name__ == "__main__":
    sys.exit(play("storm_line", Journey))
