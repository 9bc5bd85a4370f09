#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""docs/spec.md holds one line for every id of the specification: id, state, the tests that show it.

  spec_table.py update   fills in the evidence column from the tests that cite an id; an id cited for the first time
                         becomes `partly` (a person says `working`)
  spec_table.py check    fails when a row claims more than the tests cite, or a cited id has no row
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "spec.md"
ID = re.compile(r"\b(?:F\d{2}\.R\d+(?:\.A\d+)?|P\d{2}|E3[3-9]|E40|TA\d{1,2}|[GHIJKLM][12]|R[1-4])\b")
SHORT = re.compile(r"\b(F\d{2}\.R\d+)\.(A\d+)((?:, A\d+)+)")
STATES = ("working", "partly", "not yet")


def cited():
    """id -> sorted list of test files that cite it."""
    out = {}
    for path in sorted((ROOT / "tests").rglob("*")):
        if path.suffix not in (".cpp", ".h", ".py", ".sh", ".qml", ".mjs", ".js") or "tidy" in path.parts:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found = set(ID.findall(text))
        for match in SHORT.finditer(text):  # "F07.R1.A1, A3" cites both
            found |= {f"{match.group(1)}.{a}" for a in re.findall(r"A\d+", match.group(3))}
        for name in found:
            out.setdefault(name, []).append(str(path.relative_to(ROOT)))
    return out


def rows(text):
    return re.findall(r"^\| (\S+) \| (working|partly|not yet) \| (.*?) \|$", text, re.M)


def short(files):
    shown = ", ".join(f"`{f}`" for f in files[:3])
    return shown + (f" and {len(files) - 3} more" if len(files) > 3 else "")


def update():
    text = TABLE.read_text(encoding="utf-8")
    evidence = cited()

    def renew(match):
        name, state, old = match.groups()
        files = evidence.get(name, [])
        note = old.split(" — ", 1)[1] if " — " in old else ""
        if files and state == "not yet":
            state = "partly"
        if not files:
            state = "not yet"
        shown = short(files) if files else ""
        cell = f"{shown} — {note}" if note else (shown or "–")
        return f"| {name} | {state} | {cell} |"

    TABLE.write_text(re.sub(r"^\| (\S+) \| (working|partly|not yet) \| (.*?) \|$", renew, text, flags=re.M),
                     encoding="utf-8")


def check():
    table = rows(TABLE.read_text(encoding="utf-8"))
    evidence = cited()
    names = [name for name, _, _ in table]
    failures = {"every_id_stands_once": [n for n in set(names) if names.count(n) > 1],
                "the_table_is_whole": [] if len(names) == 1004 else [f"{len(names)} rows instead of 1004"],
                "a_claim_has_a_test": [n for n, state, _ in table if state != "not yet" and n not in evidence],
                "a_tested_id_is_not_called_not_yet": [n for n, state, _ in table if state == "not yet" and n in evidence],
                "a_cited_id_has_a_row": [n for n in evidence if n not in names]}
    bad = 0
    for name, problems in failures.items():
        if problems:
            bad += 1
            print(f"spec.{name}: {', '.join(sorted(problems)[:20])} (run tests/tidy/spec_table.py update)")
        print(f"[{'  FAILED  ' if problems else '       OK '}] spec.{name} (0 ms)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(update() if sys.argv[1:] == ["update"] else check())
