#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""A backup is made in the middle of a storm, the server's disk is lost, and the restored server goes on: same log, same
words behind the tokens, same people (E40, R4). A changed, cut or strange backup is refused and nothing is overwritten."""
import shutil
import subprocess
import sys

from house import BIN, Person, Server, free_port, play


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
        status, words = maria.command("reports.reveal", {"report": report["id"]})
        assert status == 200 and words["reply"]["text"], words
        more = subprocess.run(self.server.replay_command("--hours", "44"), capture_output=True, text=True)
        assert more.returncode == 0, more.stderr
        self.server.stop()
        self.server.assert_rebuild_is_identical()

    def end(self):
        self.server.stop()


if __name__ == "__main__":
    sys.exit(play("backup_line", Journey))
