#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""A second verifier of exported logs, written from docs/log-format.md alone, in another language and without a line of
the first (F07.R6, J1): what both say can be believed more than what one says. `second_verifier.py FILE` ends with 0 or 1.

It checks less politely than okctl: the first fault ends it. `check(lines)` returns None or (line number, what is wrong)."""
import base64
import hashlib
import json
import re
import sys

# --- Ed25519 (RFC 8032), verification only, plain integers.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e, f = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)
    g, h = 2 * t1 * t2 * D, 2 * z1 * z2
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = add(out, point)
        point = add(point, point)
        n >>= 1
    return out


def lift(raw):
    value = int.from_bytes(raw, "little")
    sign, y = value >> 255, value & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


BASE = lift((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key, message, signature):
    point, r = lift(key), lift(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or point is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return same(times(s, BASE), add(r, times(k, point)))


# --- RFC 6962 tree, grown one leaf at a time.
class Tree:
    def __init__(self):
        self.peaks = []  # (height, hash), largest first

    def grow(self, entry_hash):
        height, node = 0, hashlib.sha256(b"\0" + entry_hash).digest()
        while self.peaks and self.peaks[-1][0] == height:
            node = hashlib.sha256(b"\1" + self.peaks.pop()[1] + node).digest()
            height += 1
        self.peaks.append((height, node))

    def root(self):
        if not self.peaks:
            return hashlib.sha256().digest()
        node = self.peaks[-1][1]
        for _, left in reversed(self.peaks[:-1]):
            node = hashlib.sha256(b"\1" + left + node).digest()
        return node


class Fault(Exception):
    pass


def octets(text):
    """Lower-case hexadecimal digits: one value has one text (bytes.fromhex takes capitals and blanks)."""
    must(re.fullmatch("(?:[0-9a-f]{2})*", text), "bad_line")
    return bytes.fromhex(text)


def must(holds, what):
    if not holds:
        raise Fault(what)


class Stream:
    def __init__(self):
        self.count, self.prev, self.head, self.tree, self.covered = 0, None, None, Tree(), 0


def values_of(line, order):
    """The raw texts of the members of one object, in the given order; the line must hold exactly these."""
    decoder, out = json.JSONDecoder(), []
    at = 0
    for number, name in enumerate(order):
        opening = ("{" if number == 0 else ",") + json.dumps(name) + ":"
        must(line.startswith(opening, at), "bad_line")
        at += len(opening)
        try:
            _, end = decoder.raw_decode(line, at)
        except ValueError:
            raise Fault("bad_line") from None
        out.append(line[at:end])
        at = end
    must(line[at:] == "}", "bad_line")
    return out


def entry(line, tenant, streams):
    stated, header_text, payload_text = values_of(line, ("hash", "header", "payload"))
    header = json.loads(header_text)
    must(isinstance(header, dict), "bad_header")
    must(header.get("tenant") == tenant, "wrong_tenant")
    must(header.get("stream") in ("ops", "decisions", "security", "executions"), "bad_header")
    stream = streams.setdefault(header["stream"], Stream())
    must(header.get("sequence") == stream.count + 1 and type(header["sequence"]) is int, "sequence_gap")
    if payload_text != '""':
        must(hashlib.sha256(payload_text.encode()).hexdigest() == header.get("payload_hash"), "bad_payload_hash")
    if header.get("type") == "ledger.segment_opened" and stream.count:
        cited = json.loads(payload_text)
        must(cited.get("cited_size") == stream.count == stream.covered and cited.get("cited_head") == stream.head and
             cited.get("cited_root") == stream.tree.root().hex() and cited.get("stream") == header["stream"], "bad_segment")
        stream.prev = None
    must("prev_hash" in header and header["prev_hash"] == stream.prev, "bad_prev_hash")
    before = bytes.fromhex(stream.prev) if stream.prev else bytes(32)
    raw = header_text.encode()
    own = hashlib.sha256(raw + before).digest()
    must(json.loads(stated) == own.hex(), "bad_hash")
    stream.count += 1
    stream.prev, stream.head = hashlib.sha256(raw).hexdigest(), own.hex()
    stream.tree.grow(own)


def checkpoint(line, tenant, streams, keys):
    text, key, signature = values_of(line, ("checkpoint", "public_key", "signature"))
    mark, key, signature = json.loads(text), json.loads(key), json.loads(signature)
    must(isinstance(mark, dict) and mark.get("tenant") == tenant, "wrong_tenant")
    stream = streams.get(mark.get("stream"))
    must(stream is not None and mark.get("size") == stream.count and mark.get("head_hash") == stream.head, "bad_checkpoint")
    must(mark.get("root") == stream.tree.root().hex(), "bad_root")
    keys.add(key)
    must(len(keys) == 1 and mark.get("key_id") == hashlib.sha256(octets(key)).hexdigest()[:16], "other_key")
    must(signed(octets(key), text.encode(), octets(signature)), "bad_signature")
    stream.covered = stream.count


def check(lines):
    tenant, streams, keys, number = None, {}, set(), 0
    try:
        for number, line in enumerate(lines, 1):
            if number == 1:
                first = json.loads(line)
                must(isinstance(first, dict) and first.get("format") == "outagekit-log/1", "bad_line")
                tenant = first.get("tenant")
            elif line.startswith('{"checkpoint":'):
                checkpoint(line, tenant, streams, keys)
            else:
                entry(line, tenant, streams)
        must(number > 0, "bad_line")
        must(all(s.covered == s.count for s in streams.values()), "unsigned_tail")
    except Fault as why:
        return number, str(why)
    except (ValueError, TypeError, KeyError, RecursionError) as why:
        return number, f"bad_line ({type(why).__name__})"
    return None


def read(path):
    text = path.read_bytes() if hasattr(path, "read_bytes") else open(path, "rb").read()
    return [line.decode("utf-8", "surrogateescape") for line in text.split(b"\n") if line]


def main():
    try:
        wrong = check(read(sys.argv[1]))
    except UnicodeEncodeError:
        wrong = (0, "bad_line")
    if wrong:
        print(f"line {wrong[0]}: {wrong[1]}")
        return 1
    print("the log fits")
    return 0


if __name__ == "__main__":
    sys.exit(main())
