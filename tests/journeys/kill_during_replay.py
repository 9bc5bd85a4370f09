#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""The server is killed (SIGKILL) twenty times at seeded random moments while a storm is replayed, and started again on the
same data (main job "Bad input"; F07.R1.A3, TA3): afterwards every acknowledged text and form is in the log exactly once,
the chain verifies, and a rebuild gives identical views."""
import hashlib
import json
import pathlib
import random
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid

BIN = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(__file__).resolve().parents[2]
KILLS = 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def derived(text):
    raw = bytearray(hashlib.sha256(text.encode()).digest()[:16])
    raw[6] = 0x80 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    return str(uuid.UUID(bytes=bytes(raw)))


class Storm:
    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        (folder / "password").write_text("storm-watch-2024")
        self.start()

    def start(self):
        ports = self.folder / "ports"
        ports.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [BIN / "outagekit-server", "serve", "--data", self.folder / "data", "--resources", ROOT / "resources",
             "--sample", "--sample-password-file", self.folder / "password", "--port-file", ports, "--http-port",
             str(self.port)], stderr=open(self.folder / "server.log", "a"))
        end = time.monotonic() + 60
        while not ports.exists():
            assert self.process.poll() is None and time.monotonic() < end, (self.folder / "server.log").read_text()
            select.select([], [], [], 0.02)

    def replay_with_kills(self):
        replay = subprocess.Popen(
            [BIN / "okctl", "replay", "--url", f"http://127.0.0.1:{self.port}", "--utility", "bluegrass", "--quiet",
             "--log", ROOT / "resources/sample/lgeku_2024-09_helene.changes.ndjson.gz", "--provider-token-file",
             self.folder / "data/drill/provider.token", "--feed-key-file", self.folder / "data/drill/feed.key",
             "--acks-file", self.folder / "acks", "--retry-seconds", "60", "--hours", "60"],
            stderr=subprocess.PIPE, text=True)
        dice, kills = random.Random(20240926), 0
        while kills < KILLS and replay.poll() is None:
            select.select([], [], [], dice.uniform(0.05, 0.35))  # the random moment
            if replay.poll() is not None:
                break
            self.process.kill()
            self.process.wait()
            kills += 1
            self.start()
        errors = replay.communicate(timeout=120)[1]
        assert kills == KILLS, f"the replay was over after {kills} kills"
        assert replay.returncode == 0, errors[-1500:]
        self.kills = kills
        self.process.terminate()
        self.process.wait(30)

    def every_acknowledged_call_is_in_the_log_once(self):
        log = self.folder / "log.ndjson"
        subprocess.run([BIN / "outagekit-server", "export-log", "--db", self.folder / "data/outagekit.db", "--tenant",
                        "bluegrass", "--out", log], check=True, capture_output=True)
        seen, touched, tenant = {}, set(), None
        for line in log.read_text().splitlines():
            header = json.loads(line).get("header")
            if not header:
                continue
            if isinstance(header, str):
                header = json.loads(header)
            tenant = header["tenant"]
            touched.add(header["correlation_id"])
            if header["type"] == "report.received":
                seen[header["correlation_id"]] = seen.get(header["correlation_id"], 0) + 1
        acknowledged = [a for a in (self.folder / "acks").read_text().split("\n") if a.startswith(("sms:", "web:"))]
        known = [derived(f"{tenant}|{a}") for a in acknowledged]
        assert len(acknowledged) > 300, len(acknowledged)
        kept = sum(1 for k in known if k in seen)
        # Only a status question to which nothing is open changes nothing and so leaves no entry.
        lost = [a for a, k in zip(acknowledged, known) if k not in touched]
        assert len(lost) < 0.08 * len(known), f"{len(lost)} of {len(known)} acknowledged calls left no entry: {lost[:5]}"
        twice = [k for k, n in seen.items() if n > 1]
        assert not twice, f"{len(twice)} reports were written twice"
        print(f"  {self.kills} kills, {len(known)} acknowledged calls, {kept} with a report of their own, {len(lost)} that changed nothing")

    def the_chain_verifies(self):
        done = subprocess.run([BIN / "okctl", "verify", self.folder / "log.ndjson"], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def a_rebuild_gives_identical_views(self):
        done = subprocess.run([BIN / "okctl", "rebuild", "--db", self.folder / "data/outagekit.db"], capture_output=True,
                              text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kill-storm-"))
    storm, failed = Storm(folder), 0
    try:
        for name in ("replay_with_kills", "every_acknowledged_call_is_in_the_log_once", "the_chain_verifies",
                     "a_rebuild_gives_identical_views"):
            began = time.monotonic()
            try:
                getattr(storm, name)()
                verdict = "[       OK ]"
            except (AssertionError, KeyError, ValueError, subprocess.SubprocessError, OSError) as why:
                failed += 1
                verdict = "[  FAILED  ]"
                print(f"{name}: {type(why).__name__}: {str(why)[:1500]}")
            print(f"{verdict} kill_during_replay.{name} ({int((time.monotonic() - began) * 1000)} ms)", flush=True)
    finally:
        if storm.process.poll() is None:
            storm.process.kill()
            storm.process.wait()
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
