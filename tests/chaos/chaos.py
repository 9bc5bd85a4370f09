#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""Long fault runs against the real server process (K1, K2, R4, F07.R1.A3): while customers' texts arrive without a pause, the
server is killed, stopped, its disk fills up, turns read-only or reports errors, its clock jumps. After each run: every
acknowledged text is in the log exactly once, sequences have no gap, the chain verifies, a rebuild gives the same views, and
the server said what was wrong and went on by itself. Prints the figures; the exit code says pass or fail.

    ./ok chaos [SECONDS] [NAME...]      each kind of fault for so many seconds (default 30)
"""
import json
import mmap
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "journeys"))
from house import BIN, GONE, Server, free_port, until  # noqa: E402
from kill_during_replay import derived  # noqa: E402

SENDERS = 6


class Control:
    """The file both map: see chaos_shim.cpp."""

    def __init__(self, path):
        path.write_bytes(bytes(4096))
        self.file = open(path, "r+b")
        self.map = mmap.mmap(self.file.fileno(), 4096)

    def mode(self, letter):
        self.map[0:1] = letter.encode() if letter else b"\0"

    def clock(self, seconds):
        self.map[8:16] = struct.pack("<q", seconds)

    def refused(self):
        return struct.unpack("<q", self.map[16:24])[0]


class Senders:
    """Customers that text without a pause; each text is sent until it is acknowledged, as a provider does."""

    def __init__(self, server, seed):
        self.server, self.acked, self.attempts, self.refusals = server, [], 0, {}
        self.slowest, self.last_ack, self.over = 0.0, time.monotonic(), False
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.work, args=(seed, n), daemon=True) for n in range(SENDERS)]
        for thread in self.threads:
            thread.start()

    def work(self, seed, lane):
        count = 0
        while not self.over:
            sid, count = f"SM{seed}x{lane}x{count}", count + 1
            began = time.monotonic()
            while True:
                status, body = 0, ""
                try:
                    status, body = self.server.text_message(sid, f"+1502{seed % 100:02d}{lane}{count % 10000:04d}", "power is out")
                except GONE:
                    pass
                with self.lock:
                    self.attempts += 1
                    if status == 200 and "send it again" not in body:
                        self.acked.append(sid)
                        self.last_ack = time.monotonic()
                        self.slowest = max(self.slowest, self.last_ack - began)
                        break
                    said = "not there" if not status else "asked to send again" if status == 200 else str(status)
                    self.refusals[said] = self.refusals.get(said, 0) + 1
                wait(0.01)

    def acks(self):
        with self.lock:
            return len(self.acked)

    def stop(self):
        self.over = True
        for thread in self.threads:
            thread.join(120)
            assert not thread.is_alive(), "a text was never acknowledged although the server is well again"


def wait(seconds):
    threading.Event().wait(seconds)


class Run:
    def __init__(self, name, seconds, seed):
        self.name, self.seconds, self.dice = name, seconds, random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"chaos-{name}-"))
        self.control = Control(self.folder / "control")
        (self.folder / "data").mkdir()
        self.server = Server(self.folder, port=free_port(), env={
            "LD_PRELOAD": str(BIN / "libok_chaos.so"), "OK_CHAOS_CONTROL": str(self.folder / "control")})
        self.senders = Senders(self.server, seed)
        self.recoveries, self.blows, self.said = [], 0, set()

    def recovered(self, since):
        """From the moment the cause was gone to the next acknowledgement."""
        before = self.senders.acks()
        until("the server to go on", lambda: self.senders.acks() > before, 60)
        self.recoveries.append(time.monotonic() - since)

    def health(self):
        try:
            status, body = self.server.call("GET", "/health")
            return status, json.loads(body)
        except GONE:
            return 0, {}

    def spread(self, blow):
        until("the load to begin", lambda: self.senders.acks() > 20, 60)
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            wait(self.dice.uniform(0.2, 1.2))
            blow()
            self.blows += 1

    # --- the kinds of fault

    def kill(self):
        def blow():
            self.server.kill()
            began = time.monotonic()
            self.server.start()
            self.recovered(began)
        self.spread(blow)

    def stop(self):
        def blow():
            self.server.process.send_signal(signal.SIGSTOP)
            wait(self.dice.uniform(0.1, 1.5))
            self.server.process.send_signal(signal.SIGCONT)
            self.recovered(time.monotonic())
        self.spread(blow)

    def disk(self, letter, expected):
        def blow():
            self.control.mode(letter)

            def told():
                status, body = self.health()
                return body.get("store") if status == 503 else None

            self.said.add(until("the server to say what is wrong", told, 20))
            wait(self.dice.uniform(0.05, 0.5))
            self.control.mode("")
            self.recovered(time.monotonic())
            until("health to be well again", lambda: self.health()[0] == 200, 20)
        self.spread(blow)
        assert self.said and self.said <= expected, f"the server said {self.said}, not {expected}"
        assert self.control.refused() > 0, "the disk refused nothing: nothing was shown"

    def full_disk(self):
        self.disk("f", {"disk_full"})

    def half_writes(self):
        self.disk("h", {"disk_full"})

    def read_only(self):
        self.disk("r", {"disk_error", "disk_read_only"})

    def write_errors(self):
        self.disk("e", {"disk_error"})

    def fsync_errors(self):
        self.disk("s", {"disk_error"})

    def slow_disk(self):
        """K2: half a second more on every fsync is waited for, not refused."""
        def blow():
            self.control.mode("l")
            before = self.senders.acks()
            wait(self.dice.uniform(1.5, 3))
            assert self.senders.acks() > before, "a slow disk stopped everything"
            assert self.health()[0] == 200, "a slow disk is called a failing one"
            self.control.mode("")
            self.recovered(time.monotonic())
        self.spread(blow)
        assert not self.senders.refusals, f"refused because of a slow disk: {self.senders.refusals}"

    def clock_jumps(self):
        def blow():
            self.control.clock(self.dice.choice([0, 60, -60, 3600, -3600, 40_000, -40_000, -400_000]))
            self.recovered(time.monotonic())
        self.spread(blow)
        self.control.clock(0)

    def everything(self):
        def blow():
            kind = self.dice.choice(["kill", "stop", "f", "r", "e", "s", "clock"])
            if kind == "kill":
                self.control.mode(self.dice.choice(["", "f", "s"]))  # killed while the disk fails
                wait(0.1)
                self.server.kill()
                self.control.mode("")
                self.server.start()
            elif kind == "stop":
                self.server.process.send_signal(signal.SIGSTOP)
                wait(0.3)
                self.server.process.send_signal(signal.SIGCONT)
            elif kind == "clock":
                self.control.clock(self.dice.choice([0, 3600, -3600]))
            else:
                self.control.mode(kind)
                wait(0.3)
                self.control.mode("")
            self.recovered(time.monotonic())
        self.spread(blow)

    # --- what must hold afterwards

    def check(self):
        self.control.mode("")
        self.control.clock(0)
        self.senders.stop()
        self.server.stop()
        log = self.folder / "log.ndjson"
        self.server.export_log(log)
        seen, tenant, last = {}, None, {}
        for line in log.read_text().splitlines():
            header = json.loads(line).get("header")
            if not header:
                continue
            header = json.loads(header) if isinstance(header, str) else header
            tenant = header["tenant"]
            stream = header["stream"]
            assert header["sequence"] == last.get(stream, 0) + 1, f"{stream} jumps to {header['sequence']}"
            last[stream] = header["sequence"]
            if header["type"] == "report.received":
                seen[header["correlation_id"]] = seen.get(header["correlation_id"], 0) + 1
        ids = [derived(f"{tenant}|sms:{sid}") for sid in self.senders.acked]
        lost = [sid for sid, i in zip(self.senders.acked, ids) if i not in seen]
        twice = [i for i, n in seen.items() if n > 1]
        assert not lost, f"{len(lost)} of {len(ids)} acknowledged texts are lost: {lost[:3]}"
        assert not twice, f"{len(twice)} texts were written twice"
        done = subprocess.run([BIN / "okctl", "verify", log], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        self.server.assert_rebuild_is_identical()

    def figures(self):
        slow = sorted(self.recoveries)
        at = lambda share: slow[int((len(slow) - 1) * share)] if slow else 0  # noqa: E731
        return (f"{self.blows} blows, {len(self.senders.acked)} texts acknowledged ({self.senders.attempts} attempts, "
                f"refused {self.senders.refusals}), back after p50 {at(0.5) * 1000:.0f} ms, worst {at(1) * 1000:.0f} ms, "
                f"longest wait of a customer {self.senders.slowest:.1f} s"
                + (f", said {sorted(self.said)}" if self.said else ""))

    def end(self):
        self.senders.over = True
        self.control.mode("")
        if self.server.process.poll() is None:
            self.server.process.send_signal(signal.SIGCONT)
        self.server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


KINDS = ["kill", "full_disk", "half_writes", "read_only", "write_errors", "fsync_errors", "slow_disk", "stop", "clock_jumps", "everything"]


def main():
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 30
    kinds = sys.argv[3:] or KINDS
    failed = 0
    for number, kind in enumerate(kinds):
        run = Run(kind, seconds, 1000 + number)
        why = None
        try:
            getattr(run, kind)()
            run.check()
        except Exception as found:  # it is this run that failed, whatever it is
            why = f"{type(found).__name__}: {str(found)[:800]}"
            failed += 1
        print(f"chaos {kind}: {'pass' if why is None else 'FAIL'}: {run.figures()}", flush=True)
        if why:
            print(f"  {why}", flush=True)
            log = run.folder / "server.log"
            print("  " + log.read_text()[-800:].replace("\n", "\n  "), flush=True)
        run.end()
    print(f"chaos: {len(kinds) - failed} of {len(kinds)} passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
