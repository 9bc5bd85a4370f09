#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""The server is killed (SIGKILL) twenty times at seeded random moments while a storm is replayed and people are told of it,
and started again on the same data (main job "Bad input"; F07.R1.A3, TA3): afterwards every acknowledged text, form and
command is in the log exactly once, no message went to anybody twice, the chain verifies, and a rebuild gives identical
views. The provider of the messages is a process of its own, which nobody kills."""
import hashlib
import json
import random
import select
import subprocess
import sys
import threading
import uuid
from collections import Counter

from house import BIN, GONE, Person, Server, drafts_digest, free_port, play, until

KILLS = 20


def derived(text):
    raw = bytearray(hashlib.sha256(text.encode()).digest()[:16])
    raw[6] = 0x80 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    return str(uuid.UUID(bytes=bytes(raw)))


# In a storm it does: the incident has grown since, or another outage's words to the same people have not left yet.
THE_WORLD_WENT_ON = ("contradicts_live_message", "drift_unacknowledged", "snapshot_outdated", "snapshot_invalid", "incident_restored")


class Operators:
    """Two people who tell one incident after another, each time they are nudged, whatever happens to the server in between."""

    def __init__(self, server):
        self.nudge = threading.Semaphore(1)
        self.server, self.told, self.over = server, [], False
        self.dice = random.Random(7)
        self.maria, self.jonas = Person(server, "maria"), Person(server, "jonas")
        self.thread = threading.Thread(target=self.work)
        self.failure = None

    def insist(self, what):
        """Asks until the server has answered; `what` must carry its own command id."""
        while True:
            try:
                status, answer = what()
                if status != 503:
                    return status, answer
            except GONE:
                pass
            select.select([], [], [], 0.02)

    def work(self):
        try:
            tried = set()
            while True:
                self.nudge.acquire()
                if self.over:
                    return
                found = self.insist(lambda: (200, self.maria.documents("incident", key="state", value="open")))[1]
                fresh = [i for i in found if 1 < i["affected_accounts"] <= 60 and i["id"] not in tried]
                if fresh:
                    incident = max(fresh, key=lambda i: i["affected_accounts"])["id"]
                    tried.add(incident)
                    self.tell(incident)
        except Exception as why:  # the journey shows it
            self.failure = f"{type(why).__name__}: {why}"

    def tell(self, incident):
        ids = [str(uuid.UUID(int=self.dice.getrandbits(128), version=4)) for _ in range(3)]
        status, answer = self.insist(lambda: self.maria.command(
            "comms.draft_update", {"incident": incident, "emergency": True}, ids[0]))
        if status != 200:
            return  # merged or closed meanwhile
        broadcast = answer["reply"]["broadcast"]
        document = self.insist(lambda: (200, self.maria.document("broadcast", broadcast)))[1]
        body = {"broadcast": broadcast, "drafts_digest": drafts_digest(document)}
        status, problem = self.insist(lambda: self.maria.command("comms.send_broadcast", body, ids[1]))
        if problem.get("code") in THE_WORLD_WENT_ON:
            return
        assert status == 409 and problem["code"] == "approval_required", problem
        status, answer = self.insist(lambda: self.jonas.release(problem, ids[2]))
        if answer.get("code") in THE_WORLD_WENT_ON:
            return
        assert status == 200, answer
        self.told.append(broadcast)


class Storm:
    def __init__(self, folder):
        self.folder = folder
        (folder / "data").mkdir()
        self.provider = subprocess.Popen(
            [BIN / "outagekit-server", "drill-provider", "--data", folder / "data", "--journal", folder / "taken",
             "--port-file", folder / "provider"], stderr=subprocess.DEVNULL)
        until("the drill provider", (folder / "provider").exists)
        self.server = Server(folder, "--drill-provider", (folder / "provider").read_text().strip(), port=free_port())

    # A kill comes after so many more acknowledged calls: the moments depend on the dice, not on the machine's speed.
    def twenty_kills_do_not_stop_the_storm(self):
        operators = Operators(self.server)
        acks = self.folder / "acks"
        acks.touch()
        replay = subprocess.Popen(
            self.server.replay_command("--acks-file", acks, "--retry-seconds", "120", "--hours", "60"),
            stderr=subprocess.PIPE, text=True)
        operators.thread.start()
        dice, kills, seen = random.Random(20240926), 0, 0
        with open(acks, encoding="utf-8") as feed:
            while kills < KILLS and replay.poll() is None:
                wanted = seen + dice.randrange(30, 150)

                def reached():
                    nonlocal seen
                    seen += feed.read().count("\n")
                    return seen >= wanted or replay.poll() is not None

                until("the storm to go on", reached, 120)
                self.server.kill()
                kills += 1
                operators.nudge.release()
                self.server.start()
        errors = replay.communicate(timeout=300)[1]
        operators.over = True
        operators.nudge.release()
        operators.thread.join(60)
        assert kills == KILLS, f"the replay was over after {kills} kills"
        assert replay.returncode == 0, errors[-1500:]
        assert operators.failure is None, operators.failure
        self.told = operators.told
        assert len(self.told) >= 10, f"only {len(self.told)} broadcasts were sent between the kills"
        self.maria = operators.maria

    def nobody_is_told_twice_and_nobody_forgotten(self):
        """main job: no message went twice (the provider's own book says so, not ours)."""
        def settled():
            found = [m for b in self.told for m in self.maria.documents("message", key="broadcast", value=b)]
            return found if all(m["state"] not in ("queued", "sending") for m in found) else None

        messages = until("every message to be settled", settled, 120)
        taken = [json.loads(line) for line in (self.folder / "taken").read_text().splitlines()]
        times = Counter(t["callback"].split("?")[0].rsplit("/", 1)[-1] for t in taken)  # after it stands the snapshot
        assert not [k for k, n in times.items() if n > 1], "a message went twice"
        states = Counter(m["state"] for m in messages)
        ours = {m["id"] for m in messages if m["state"] in ("sent", "delivered")}
        assert ours and ours <= set(times), f"{len(ours - set(times))} messages are called sent that never went"
        for broadcast in self.told:
            document = self.maria.document("broadcast", broadcast)
            assert document["state"] in ("sending", "sent", "done"), document["state"]
        print(f"  {len(self.told)} broadcasts, {len(messages)} messages, {dict(states)}, {len(taken)} taken by the provider")
        self.server.stop()

    def every_acknowledged_call_is_in_the_log_once(self):
        log = self.folder / "log.ndjson"
        self.server.export_log(log)
        seen, touched, tenant = Counter(), set(), None
        for line in log.read_text().splitlines():
            header = json.loads(line).get("header")
            if not header:
                continue
            if isinstance(header, str):
                header = json.loads(header)
            tenant = header["tenant"]
            touched.add(header["correlation_id"])
            if header["type"] == "report.received":
                seen[header["correlation_id"]] += 1
        acknowledged = [a for a in (self.folder / "acks").read_text().split("\n") if a.startswith(("sms:", "web:"))]
        known = [derived(f"{tenant}|{a}") for a in acknowledged]
        assert len(acknowledged) > 300, len(acknowledged)
        kept = sum(1 for k in known if k in seen)
        lost = [a for a, k in zip(acknowledged, known) if k not in touched]
        assert not lost, f"{len(lost)} of {len(known)} acknowledged calls left no entry: {lost[:5]}"
        twice = [k for k, n in seen.items() if n > 1]
        assert not twice, f"{len(twice)} reports were written twice"
        print(f"  {len(known)} acknowledged calls, {kept} with a report of their own; the others answered a question of ours")

    def the_chain_verifies(self):
        done = subprocess.run([BIN / "okctl", "verify", self.folder / "log.ndjson"], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def a_rebuild_gives_identical_views(self):
        self.server.assert_rebuild_is_identical()


if __name__ == "__main__":
    sys.exit(play("kill_during_replay", Storm))
