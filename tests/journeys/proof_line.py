#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""Two verifiers that share no code and no language agree on every log (F07.R1.A1, F07.R6, J1): the true one, and hundreds
bent at seeded random places: bits flipped, lines dropped, doubled, exchanged, cut off, signatures and hashes swapped."""
import json
import random
import subprocess
import sys

import second_verifier
from house import BIN, HELENE, Server, play

BENT = 120


class Journey:
    def __init__(self, folder):
        self.folder = folder
        self.server = Server(folder)
        assert HELENE.exists()
        subprocess.run(self.server.replay_command("--hours", "5"), check=True, capture_output=True)
        self.server.stop()
        self.log = folder / "log.ndjson"
        self.server.export_log(self.log)
        self.raw = self.log.read_bytes()

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

    def end(self):
        self.server.stop()


if __name__ == "__main__":
    sys.exit(play("proof_line", Journey))
