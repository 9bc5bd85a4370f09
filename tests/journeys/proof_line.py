#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""Two verifiers that share no code and no language agree on every log (F07.R1.A1, F07.R6, J1): the true one, and hundreds
bent at seeded random places: bits flipped, lines dropped, doubled, exchanged, cut off, signatures and hashes swapped."""
import base64
import hashlib
import json
import random
import sqlite3
import subprocess
import sys
import time

import second_verifier
from house import BIN, HELENE, Person, Server, play

BENT = 120


class Journey:
    def __init__(self, folder):
        self.folder = folder
        self.server = Server(folder)
        assert HELENE.exists()
        subprocess.run(self.server.replay_command("--hours", "5"), check=True, capture_output=True)
        self.ada, self.maria = Person(self.server, "ada"), Person(self.server, "maria")
        self.asked = {name: self._ask(path) for name, path in (
            ("note", "ops/checkpoint"), ("one", "ops/inclusion?sequence=7"), ("early", "ops/consistency?from=20"))}
        self.day = self._ask("ops/days/" + time.strftime("%Y-%m-%d", time.gmtime()) + "?sequence=9")
        self.refusals = [self.server.call("GET", "/v1/ledger/ops/checkpoint")[0],
                         self.server.call("GET", "/v1/ledger/ops/checkpoint", headers=self.maria.headers)[0],
                         self._ask("horses/checkpoint")[0], self._ask("ops/inclusion?sequence=999999999")[0],
                         self._ask("ops/inclusion?sequence=x")[0], self._ask("ops/days/2026-02-31")[0],
                         self._ask("ops/days/2001-01-01?sequence=9")[0],
                         self.server.call("DELETE", "/v1/ledger/ops/checkpoint", headers=self.ada.headers)[0]]
        assert self.server.call("POST", "/v1/ledger/verification/run", {}, headers=self.ada.headers)[0] == 202
        until = time.monotonic() + 60
        self.status = self._ask("verification/status")
        while not json.loads(self.status[1])["last_full_run_at"] and time.monotonic() < until:
            self.status = self._ask("verification/status")
        self.refusals_of_change = [self.server.call(how, "/v1/ledger/ops/entries/3", headers=self.ada.headers)[0] for how in ("PUT", "DELETE")]
        self.hidden = [self.server.call("GET", path)[0] for path in ("/api/v1/ledger/verification/status", "/v1/ledger/forensics/x")]
        self.hidden.append(self.server.call("GET", "/v1/ledger/verification/status", headers=self.maria.headers)[0])
        self.metrics = self.server.call("GET", "/metrics")[1]
        self.server.stop()
        self.log = folder / "log.ndjson"
        self.server.export_log(self.log)
        self.raw = self.log.read_bytes()

    def _ask(self, path):
        return self.server.call("GET", "/v1/ledger/" + path, headers=self.ada.headers)

    def the_servers_proofs_fit_the_exported_log(self):
        """F07.R1.A2, F07.R1.A5: note, inclusion and consistency checked with nothing but hashlib and the second verifier."""
        entries = [json.loads(line) for line in self.raw.decode().splitlines()[1:] if not line.startswith('{"checkpoint":')]
        hashes = [bytes.fromhex(e["hash"]) for e in entries if e["header"]["stream"] == "ops"]
        key = bytes.fromhex(json.loads(next(x for x in self.raw.decode().splitlines() if x.startswith('{"checkpoint":')))["public_key"])
        status, note = self.asked["note"]
        assert status == 200, note
        body, marks = note.rsplit("\n\n", 1)
        origin, size, root = body.split("\n")
        assert origin == "outagekit/bluegrass/ops" and int(size) == len(hashes), (origin, size, len(hashes))
        whole = second_verifier.Tree()
        for each in hashes:
            whole.grow(each)
        assert base64.b64decode(root) == whole.root()
        name, signature = marks.strip().removeprefix("\u2014 ").split(" ")
        raw = base64.b64decode(signature)
        assert raw[:4] == hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]
        assert second_verifier.signed(key, (body + "\n").encode(), raw[4:])

        def fits(proof, leaves):
            node, index, size = hashlib.sha256(b"\0" + bytes.fromhex(proof["entry_hash"])).digest(), proof["sequence"] - 1 - leaves, proof["size"]
            path = [bytes.fromhex(step) for step in proof["proof"]]
            last = size - 1
            while last > 0:  # RFC 9162, 2.1.3.2
                if index & 1 or index == last:
                    node = hashlib.sha256(b"\1" + path.pop(0) + node).digest()
                    while not index & 1 and index:
                        index, last = index >> 1, last >> 1
                else:
                    node = hashlib.sha256(b"\1" + node + path.pop(0)).digest()
                index, last = index >> 1, last >> 1
            return not path and node.hex() == proof["root"]

        one = json.loads(self.asked["one"][1])
        assert one["entry_hash"] == hashes[6].hex() and one["root"] == whole.root().hex() and fits(one, 0), one
        assert not fits({**one, "sequence": 8}, 0)
        early = json.loads(self.asked["early"][1])
        begun = second_verifier.Tree()
        for each in hashes[:20]:
            begun.grow(each)
        assert early["from_root"] == begun.root().hex() and early["to_root"] == whole.root().hex() and early["proof"]
        day = json.loads(self.day[1])
        assert day["entries"] == len(hashes) and not day["closed"] and fits(day["inclusion"], day["first"] - 1), day

    def who_may_not_or_asks_nonsense_is_told_so(self):
        assert self.refusals == [401, 403, 404, 404, 422, 422, 422, 405], self.refusals

    def the_server_verifies_itself_and_says_so(self):
        """F07.R6.A4, F07.R6.A7, F07.R1.A3: status, metrics, and nothing that can be changed."""
        status, said = self.status[0], json.loads(self.status[1])
        assert status == 200 and said["status"] == "OK" and said["anomalies"] == [] and said["coverage_ratio"] == 1, said
        assert said["last_incremental_run_at"] and said["entries_verified"] == said["entries_present"], said
        assert {"anchors", "job_durations", "last_full_run_at", "timeline"} <= set(said), said
        assert self.hidden == [401, 401, 403], self.hidden
        assert self.refusals_of_change == [405, 405], self.refusals_of_change
        for name in ("outagekit_ledger_verification_coverage_ratio", "outagekit_ledger_verification_last_run_age_seconds",
                     "outagekit_quarantine_segments", "outagekit_verification_job_duration_seconds"):
            assert name in self.metrics, name

    def _okctl(self, path):
        return subprocess.run([BIN / "okctl", "verify", path], capture_output=True, text=True)

    def both_say_that_the_true_log_fits(self):
        done = self._okctl(self.log)
        assert done.returncode == 0, done.stdout + done.stderr
        wrong = second_verifier.check(second_verifier.read(self.log))
        assert wrong is None, wrong
        assert self.raw.count(b'{"checkpoint":') > 10 and self.raw.count(b"\n") > 300

    def the_second_verifier_knows_a_good_signature_from_a_bad_one(self):
        """RFC 8032, section 7.1, test 2."""
        key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        good = bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                             "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        assert second_verifier.signed(key, b"\x72", good)
        assert not second_verifier.signed(key, b"\x73", good)
        assert not second_verifier.signed(key, b"\x72", good[:63] + b"\x01")

    def _bent(self, dice):
        lines = self.raw.split(b"\n")[:-1]
        kind = dice.choice(("flip", "flip", "flip", "drop", "double", "exchange", "cut", "swap", "renumber"))
        at = dice.randrange(1, len(lines))
        if kind == "flip":
            raw = bytearray(self.raw)
            place = dice.randrange(len(raw))
            raw[place] ^= 1 << dice.randrange(8)
            return kind, bytes(raw)
        if kind == "drop":
            del lines[at]
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "exchange":
            other = dice.randrange(1, len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "cut":
            del lines[at:]
        elif kind == "swap":  # the signature of another checkpoint
            marks = [n for n, line in enumerate(lines) if line.startswith(b'{"checkpoint":')]
            one, two = dice.sample(marks, 2)
            first, second = json.loads(lines[one]), json.loads(lines[two])
            lines[one] = lines[one].replace(first["signature"].encode(), second["signature"].encode())
        else:
            lines[at] = lines[at].replace(b'"sequence":', b'"sequence":1', 1)
        return kind, b"\n".join(lines) + b"\n"

    def both_agree_on_every_bent_log(self):
        dice, found, whole = random.Random(6962), 0, 0
        file = self.folder / "bent.ndjson"
        for number in range(BENT):
            kind, raw = self._bent(dice)
            if raw == self.raw:
                continue
            file.write_bytes(raw)
            first = self._okctl(file)
            try:
                second = second_verifier.check(second_verifier.read(file))
            except UnicodeEncodeError:
                second = (0, "bad_line")
            said = (first.stdout + first.stderr)[-600:]
            assert first.returncode in (0, 1), said
            assert (first.returncode == 0) == (second is None), f"{number} {kind}: okctl {first.returncode}, second {second}; {said}"
            found += second is not None
            whole += second is None
        print(f"  {found} bent logs found by both, {whole} whose bending changed nothing that is said")
        assert found > BENT * 0.9, "too many bent logs passed"

    def the_database_itself_can_be_checked_and_a_changed_one_is_told_where(self):
        """okctl verify-store: whole, then with one bit of one sealed payload turned; without the keys it says so (F07.R1.A7)."""
        database = next(self.folder.rglob("outagekit.db"))
        asked = [BIN / "okctl", "verify-store", "--db", database, "--tenant", "bluegrass"]
        done = subprocess.run(asked, capture_output=True, text=True)
        assert done.returncode == 0 and "bluegrass/ops" in done.stdout and "NOT" not in done.stdout, done.stdout + done.stderr
        keyless = subprocess.run([*asked, "--keys", self.folder], capture_output=True, text=True)
        assert keyless.returncode == 1 and "vault_key_missing" in keyless.stderr and "CORRUPTION" not in keyless.stdout, keyless.stdout + keyless.stderr
        held = sqlite3.connect(database)
        assert held.execute("SELECT count(*) FROM entries WHERE substr(header, 1, 1) <> x'01'").fetchone()[0] == 0, "every entry is sealed"
        assert held.execute("SELECT count(*) FROM entries WHERE instr(payload, ?)", (b'"cause"',)).fetchone()[0] == 0
        place, payload = held.execute("SELECT place, payload FROM entries WHERE place < 5 << 40 AND length(payload) > 0 ORDER BY place "
                                      "LIMIT 1 OFFSET 3").fetchone()
        held.execute("UPDATE entries SET payload = ? WHERE place = ?", (payload[:-1] + bytes([payload[-1] ^ 4]), place))
        held.commit()
        held.close()
        done = subprocess.run(asked, capture_output=True, text=True)
        where = place & ((1 << 40) - 1)
        assert done.returncode == 1 and f"CORRUPTION bad_payload: entries {where} to {where}" in done.stdout, done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(play("proof_line", Journey))
