#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""A backup is made in the middle of a storm, the server's disk is lost, and the restored server goes on: same log, same
words behind the tokens, same people (E40, R4). A changed, cut or strange backup is refused and nothing is overwritten."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys

from house import BIN, Person, Postgres, Server, free_port, play


class Journey:
    def __init__(self, folder):
        self.folder = folder
        self.server = Server(folder, port=free_port())
        (folder / "passphrase").write_text("correct horse battery staple\n")
        self.file = folder / "storm.okbackup"

    def _backup(self, verb, *more, file=None, data="data", passphrase="passphrase"):
        return subprocess.run([BIN / "okctl", "backup", verb, "--data", self.folder / data, "--file", file or self.file,
                               "--passphrase-file", self.folder / passphrase, *more], capture_output=True, text=True)

    def it_is_made_while_the_storm_goes_on(self):
        storm = subprocess.Popen(self.server.replay_command("--hours", "40"), stderr=subprocess.PIPE)
        first = self._backup("create", file=self.folder / "early.okbackup")
        assert first.returncode == 0 and "verified" in first.stdout, first.stdout + first.stderr
        assert storm.communicate(timeout=120) and storm.returncode == 0
        done = self._backup("create")
        assert done.returncode == 0, done.stdout + done.stderr
        self.said = done.stdout.splitlines()[1]
        assert "overwrites nothing" in self._backup("create").stderr, "a backup was overwritten"
        assert self.file.stat().st_mode & 0o077 == 0, "others can read the backup"
        text = done.stdout + done.stderr
        assert "correct horse" not in text and (self.folder / "data/keys/master.key").read_text().strip() not in text
        raw = self.file.read_bytes()
        assert b"SQLite format" not in raw and b"bluegrass" not in raw, "the backup can be read without its passphrase"

    def it_verifies_and_a_dry_run_leaves_nothing(self):
        before = sorted(p.name for p in self.folder.iterdir())
        for verb, more in (("verify", []), ("restore", ["--dry-run"])):
            done = self._backup(verb, *more, data="nowhere")
            assert done.returncode == 0 and self.said in done.stdout, (verb, done.stdout, done.stderr)
        assert sorted(p.name for p in self.folder.iterdir()) == before

    def a_wrong_passphrase_and_any_change_are_refused(self):
        (self.folder / "wrong").write_text("wrong horse battery staple\n")
        (self.folder / "short").write_text("short\n")
        assert "passphrase" in self._backup("verify", passphrase="wrong").stderr
        assert "12 characters" in self._backup("verify", passphrase="short").stderr
        raw, bent = self.file.read_bytes(), self.folder / "bent.okbackup"
        second = raw.index(b"\n", raw.index(b"\n") + 1) + 1
        for what, changed in (("flipped", raw[:-1000] + bytes([raw[-1000] ^ 1]) + raw[-999:]), ("cut", raw[:len(raw) // 2]),
                              ("last chunk gone", raw[:second]), ("header", raw.replace(b"created_at", b"created_aT", 1)),
                              ("added to", raw + b"more"), ("empty", b""), ("strange", b"hello\nworld\n" * 40)):
            bent.write_bytes(changed)
            done = self._backup("verify", file=bent)
            assert done.returncode == 1 and done.stderr, f"{what} was believed: {done.stdout}"

    def the_lost_server_comes_back_and_goes_on(self):
        maria = Person(self.server, "maria")
        incidents = {i["id"]: i for i in maria.documents("incident")}
        report = next(r for r in maria.documents("report") if r["text"])
        self.server.kill()
        assert "not empty" in self._backup("restore").stderr, "a restore overwrote something"
        shutil.rmtree(self.folder / "data")
        done = self._backup("restore")
        assert done.returncode == 0 and self.said in done.stdout, done.stdout + done.stderr
        self.server.start()
        maria = Person(self.server, "maria")
        assert {i["id"]: i for i in maria.documents("incident")} == incidents
        status, words = maria.command("reports.reveal", {"report": report["id"]}, purpose="investigation")
        assert status == 200 and words["reply"]["text"], words
        more = subprocess.run(self.server.replay_command("--hours", "44"), capture_output=True, text=True)
        assert more.returncode == 0, more.stderr
        self.server.stop()
        self.server.assert_rebuild_is_identical()

    def a_drill_is_timed_and_stands_in_the_log(self):  # R4
        self.server.start()
        ada = Person(self.server, "ada")
        (self.folder / "token").write_text(ada.headers["Authorization"].split()[1])
        more = ["--url", self.server.url, "--token-file", self.folder / "token"]
        done = self._backup("drill", "--objective-seconds", "600", *more)
        assert done.returncode == 0 and "kept" in done.stdout and "recorded" in done.stdout, done.stdout + done.stderr
        kept = ada.document("recovery", "drill")
        assert kept["facts"]["valid"] and kept["facts"]["within_objective"] and kept["facts"]["seconds"] > 0, kept
        missed = self._backup("drill", "--objective-seconds", "0", *more)
        assert missed.returncode == 1 and "MISSED" in missed.stdout
        assert not ada.document("recovery", "drill")["facts"]["within_objective"]
        assert ada.document("recovery", "restore")["times"] == 1, "the restore above was recorded when it was done"
        listed = subprocess.run([BIN / "okctl", "backup", "list", "--data", self.folder / "data", "--folder", self.folder, "--json"],
                                capture_output=True, text=True)
        assert listed.returncode == 0, listed.stderr
        known = {each["file"]: each for each in json.loads(listed.stdout)}
        mine, early = known["storm.okbackup"], known["early.okbackup"]
        assert mine["valid"] and "verified_at" in mine and mine["drill_seconds"] > 0 and not mine["within_objective"], mine
        assert "verified_at" not in early and early["bytes"] > 0 and early["backup_of"] < mine["backup_of"], early
        again = self._backup("verify", *more, file=self.folder / "early.okbackup")
        assert again.returncode == 0 and "recorded" in again.stdout, again.stdout + again.stderr
        lines = subprocess.run([BIN / "okctl", "backup", "list", "--data", self.folder / "data", "--folder", self.folder], capture_output=True, text=True)
        words = next(line for line in lines.stdout.splitlines() if line.startswith("early.okbackup"))
        assert "verified 20" in words and "no drill yet" in words, words
        alone = self._backup("drill")
        assert "not recorded" in alone.stderr, "beside a server that runs nothing is written behind its back"

    def it_goes_back_to_a_moment(self):  # R4, E40: point in time
        self.server.stop()
        with sqlite3.connect(self.folder / "data/outagekit.db") as db:
            marks = [json.loads(body)["checkpoint"] for (body,) in db.execute("SELECT body FROM checkpoints")]
        times = sorted({m["ledger_time"] for m in marks if m["stream"] == "ops"})
        moment = times[len(times) // 2]
        late = self.folder / "late.okbackup"
        assert self._backup("create", file=late).returncode == 0
        done = self._backup("restore", "--until", moment, file=late, data="then")
        assert done.returncode == 0 and "went back" in done.stdout, done.stdout + done.stderr
        with sqlite3.connect(self.folder / "then/outagekit.db") as db:
            left = [json.loads(body)["checkpoint"] for (body,) in db.execute("SELECT body FROM checkpoints")]
            newest = max(m["ledger_time"] for m in left if m["stream"] == "ops")
            assert newest == moment, (newest, moment)
        check = subprocess.run([BIN / "okctl", "rebuild", "--db", self.folder / "then/outagekit.db"], capture_output=True, text=True)
        assert check.returncode == 0, check.stdout + check.stderr
        other = Server.__new__(Server)
        other.folder, other.more, other.port, other.process, other.env = self.folder / "past", [], free_port(), None, dict(os.environ)
        other.folder.mkdir()
        (other.folder / "password").write_text("storm-watch-2024")
        (self.folder / "then").rename(other.folder / "data")
        other.start()
        assert Person(other, "maria").documents("incident")
        other.stop()

    def _headers(self):
        out = self.folder / "headers.ndjson"
        self.server.export_log(out)
        lines = [json.loads(line) for line in out.read_text().splitlines()]
        return [(line["hash"], line["header"]) for line in lines if "header" in line]

    def one_incident_is_put_back(self):  # E40: partial restore
        db = self.folder / "data/outagekit.db"
        with sqlite3.connect(db) as base:
            places = {bytes(digest).hex(): place for place, digest in base.execute("SELECT place, hash FROM entries")}
            mine = [(places[digest], header) for digest, header in self._headers()]  # in the database they are sealed (F07.R1.A7)
            incident = next(h["subjects"][0] for _, h in mine if h["type"] == "incident.opened")
            hurt = [place for place, h in mine if incident in h["subjects"]][:5]
            base.executemany("UPDATE entries SET payload = x'' WHERE place = ?", [(p,) for p in hurt[:-1]])
            base.execute("UPDATE entries SET payload = '{}' WHERE place = ?", (hurt[-1],))
        base.close()
        late, words = self.folder / "late.okbackup", ["--incident", incident, "--utility", "bluegrass"]
        dry = self._backup("restore", *words, "--dry-run", file=late)
        assert dry.returncode == 0 and f"{len(hurt)} would be put back" in dry.stdout, dry.stdout + dry.stderr
        done = self._backup("restore", *words, file=late)
        assert done.returncode == 0 and f"{len(hurt)} put back" in done.stdout, done.stdout + done.stderr
        again = self._backup("restore", *words, file=late)
        assert " 0 put back" in again.stdout, again.stdout
        log = self.folder / "mended.ndjson"
        self.server.export_log(log)
        assert subprocess.run([BIN / "okctl", "verify", log], capture_output=True).returncode == 0
        self.server.assert_rebuild_is_identical()
        assert "no entry" in self._backup("restore", "--incident", "nobody", "--utility", "bluegrass", file=late).stderr

    def a_backup_of_either_database_goes_into_either(self):  # E40, R4: PostgreSQL like SQLite
        self.postgres = Postgres()
        if self.postgres.missing:
            print(f"  {self.postgres.missing}")
            return
        db = ["--db", self.postgres.address]
        grown = self.folder / "grown"
        grown.mkdir()
        done = self._backup("restore", *db, data="grown/data")
        assert done.returncode == 0 and self.said in done.stdout, done.stdout + done.stderr
        assert "0 not as signed" in done.stdout and not (grown / "data/outagekit.db").exists(), done.stdout
        assert "already" in self._backup("restore", *db, data="again").stderr, "a schema that is in use was overwritten"
        server = Server(grown, "--database", self.postgres.address, port=free_port())
        ada = Person(server, "ada")
        assert ada.documents("incident"), "the restored server knows its incidents"
        (self.folder / "token").write_text(ada.headers["Authorization"].split()[1])
        at = ["--url", server.url, "--token-file", self.folder / "token"]
        from_pg = self.folder / "from_pg.okbackup"
        made = self._backup("create", *db, *at, file=from_pg, data="grown/data")
        assert made.returncode == 0 and "verified" in made.stdout and "recorded" in made.stdout, made.stdout + made.stderr
        said = made.stdout.splitlines()[1]
        drill = self._backup("drill", *db, *at, file=from_pg, data="grown/data")
        assert drill.returncode == 0 and "kept" in drill.stdout, drill.stdout + drill.stderr
        copied = self.folder / "elsewhere.okbackup"
        shutil.copy(from_pg, copied)
        copy = subprocess.run([BIN / "okctl", "backup", "record", "--file", copied, "--place", "vault B", "--data", grown / "data", *db, *at],
                              capture_output=True, text=True)
        assert copy.returncode == 0, copy.stdout + copy.stderr
        told = json.loads(server.call("GET", "/v1/backups", None, ada.headers)[1])
        assert told["known"] >= 2 and told["verified_age_seconds"] >= 0 and told["durability"] and told["residency"] == "local", told
        assert any(p["place"] == "vault B" for b in told["backups"] for p in b["places"]), told
        server.stop()
        back = self._backup("restore", file=from_pg, data="back")
        assert back.returncode == 0 and said in back.stdout, back.stdout + back.stderr


if __name__ == "__main__":
    sys.exit(play("backup_line", Journey))
