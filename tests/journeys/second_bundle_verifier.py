#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""A second verifier of evidence bundles, written from docs/audit.md alone, in another language and without a line of the
first (F07.R5, F07.R4.A6, J1): checksums and their signature, every entry's hash, payload and order, the selection root, the
proofs to signed trees and to daily roots, signed days, and time stamps with OpenSSL's own `openssl ts`.

`second_bundle_verifier.py FILE.tar [TSA_CA.pem]` ends with 0 or 1; the first fault ends it."""
import base64
import bisect
import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from second_verifier import Fault, Tree, must, octets, signed, values_of  # noqa: E402  Ed25519 and the tree, written for logs


def leaf(entry_hash):
    return hashlib.sha256(b"\0" + entry_hash).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def climb(size, chosen, nodes):
    """The root of a tree of so many leaves from the chosen ones and the roots of the largest subtrees without any."""
    given, places = iter(nodes), sorted(chosen)

    def root(at, width):
        first = bisect.bisect_left(places, at)
        if first == len(places) or places[first] >= at + width:
            return next(given)
        if width == 1:
            return leaf(chosen[at])
        left = 1 << (width - 1).bit_length() - 1
        return node(root(at, left), root(at + left, width - left))
    try:
        top = root(0, size)
    except StopIteration:
        raise Fault("bad_proof") from None
    must(next(given, None) is None, "bad_proof")
    return top


def sums(files):
    word, key, mark = files["checksums.txt.sig"].decode().split()
    must(word == "outagekit-signature/1", "bad_signature")
    must(signed(octets(key), files["checksums.txt"], octets(mark)), "bad_signature")
    listed = {}
    for line in files["checksums.txt"].decode().splitlines():
        listed[line[66:]] = line[:64]
    must(set(listed) | {"checksums.txt", "checksums.txt.sig"} == set(files), "bad_checksum")
    for name, digest in listed.items():
        must(hashlib.sha256(files[name]).hexdigest() == digest, "bad_checksum")
    return key


def records(text, manifest):
    """Checks the entries; answers their hashes by (stream, day) and sequence, and by id."""
    places, by_id, last, tree = {}, {}, ("", ""), Tree()
    lines = text.decode().splitlines()
    must(len(lines) == manifest["records"], "bad_count")
    for line in lines:
        redacted = line.endswith(',"redacted":true}')
        order = ("hash", "header", "payload", "redacted") if redacted else ("hash", "header", "payload")
        stated, header_text, payload = values_of(line, order)[:3]
        header = json.loads(header_text)
        before = octets(header["prev_hash"]) if header["prev_hash"] else bytes(32)
        own = hashlib.sha256(header_text.encode() + before).digest()
        must(json.loads(stated) == own.hex(), "bad_hash")
        must(header["tenant"] == manifest["tenant"], "wrong_tenant")
        must(not redacted or manifest["redaction"] == "enabled", "bad_payload_hash")
        if redacted:
            must("tok_" not in payload, "not_redacted")
        elif payload != '""':
            must(hashlib.sha256(payload.encode()).hexdigest() == header["payload_hash"], "bad_payload_hash")
        now = (header["ledger_time"], header["entry_id"])
        must(now > last, "bad_order")
        last = now
        tree.grow(own)
        by_id[header["entry_id"]] = own
        for day in ("", header["ledger_time"][:10]):
            places.setdefault((header["stream"], day), {})[header["sequence"]] = own
    must(tree.root().hex() == manifest["selection_root"], "bad_selection_root")
    return places, by_id


def proofs(text, manifest, places, trees):
    days = {(d["stream"], d["day"], d["first"], d["last"]): d["root"] for d in manifest["days"]}
    left = dict(places)
    for line in text.decode().splitlines():
        proof = json.loads(line)
        tree, before = proof["proof"], int(proof["before"])
        chosen = {sequence - before - 1: own for sequence, own in left.pop((proof["stream"], proof["day"])).items()}
        must(climb(int(tree["size"]), chosen, [octets(n) for n in tree["nodes"]]).hex() == tree["root"], "bad_proof")
        if proof["day"]:
            must(days.get((proof["stream"], proof["day"], before + 1, before + int(tree["size"]))) == tree["root"], "bad_proof")
        else:
            must((proof["stream"], int(tree["size"]), tree["root"]) in trees, "bad_checkpoint")
    must(not left, "bad_proof")


def checkpoints(text, manifest, key):
    out = set()
    for line in text.decode().splitlines():
        body, own, mark = values_of(line, ("checkpoint", "public_key", "signature"))
        must(json.loads(own) == key, "other_key")
        must(signed(octets(key), body.encode(), octets(json.loads(mark))), "bad_signature")
        said = json.loads(body)
        must(said["tenant"] == manifest["tenant"], "wrong_tenant")
        out.add((said["stream"], said["size"], said["root"]))
    return out


def stamped(stamp, ca):
    if stamp["status"] != "ok" or not ca:
        return
    with tempfile.NamedTemporaryFile() as token:
        token.write(base64.b64decode(stamp["token"]))
        token.flush()
        done = subprocess.run(["openssl", "ts", "-verify", "-digest", stamp["digest"], "-token_in", "-in", token.name, "-CAfile", ca],
                              capture_output=True, text=True)
    must("Verification: OK" in done.stdout + done.stderr, "bad_time_stamp")


def times(text, by_id, key, ca):
    for line in text.decode().splitlines():
        said = json.loads(line)
        if "day" in said:
            body = line[line.index('"root":') + 7:line.index(',"signature":')]
            must(said["day"]["public_key"] == key and signed(octets(key), body.encode(), octets(said["day"]["signature"])), "bad_signature")
            must("stamp" not in said or said["stamp"]["digest"] == hashlib.sha256(body.encode()).hexdigest(), "bad_time_stamp")
        if "stamp" in said:
            if said["id"].startswith("entry/"):
                must(by_id[said["id"][6:]].hex() == said["stamp"]["digest"], "bad_time_stamp")
            stamped(said["stamp"], ca)


def check(data, ca=""):
    """None, or what is wrong."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            files = {member.name: archive.extractfile(member).read() for member in archive}
        key = sums(files)
        manifest = json.loads(files["manifest.json"])
        must(manifest["format"] == "outagekit-evidence/1", "bad_manifest")
        places, by_id = records(files["entries.jsonl"], manifest)
        trees = checkpoints(files["checkpoints.jsonl"], manifest, key)
        proofs(files["proofs.jsonl"], manifest, places, trees)
        times(files.get("times.jsonl", b""), by_id, key, ca)
    except Fault as why:
        return str(why)
    except (KeyError, ValueError, IndexError, TypeError, AttributeError, tarfile.TarError) as why:
        return f"unreadable: {why}"
    return None


if __name__ == "__main__":
    fault = check(pathlib.Path(sys.argv[1]).read_bytes(), sys.argv[2] if len(sys.argv) > 2 else "")
    print("valid" if fault is None else "NOT VALID: " + fault)
    sys.exit(0 if fault is None else 1)
