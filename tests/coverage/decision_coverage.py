#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""Decision coverage of the access engine (H1): which branches of its sources the questions of tests/vectors/access take. The
sources are compiled with branch counters, asked every question, and the counters read with gcov. Below the bound is a failure.

A branch is a condition's outcome in a line of ours; edges that only an exception takes are none (an engine that runs out of memory
refuses, which decision_test.cpp shows). Lines in templates count once, whichever instance took them."""
import json
import pathlib
import subprocess
import sys
import tempfile

BOUND = 85.0
SOURCES = ["decision.cpp", "smallest_change.cpp"]   # decision_words.cpp decides nothing, it names what was decided


def branches_of(report, source):
    """(line, outcome) -> taken, of one source file."""
    taken = {}
    for part in report["files"]:
        if not part["file"].endswith("shared/access/" + source):
            continue
        for line in part["lines"]:
            outcomes = [b for b in line["branches"] if not b["throw"]]
            for index, branch in enumerate(outcomes):
                key = (line["line_number"], index)
                taken[key] = taken.get(key, False) or branch["count"] > 0
    return taken


def main():
    root, libraries = pathlib.Path(sys.argv[1]), sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        flags = ["-std=c++20", "-O0", "-DBOOST_JSON_DYN_LINK", "-I", str(root)]
        objects = []
        for source in [root / "shared/access" / name for name in SOURCES]:
            out = f"{folder}/{source.stem}.o"
            subprocess.run(["g++", *flags, "--coverage", "-fno-elide-constructors", "-c", str(source), "-o", out], check=True, cwd=folder)
            objects.append(out)
        asker = f"{folder}/asker.o"
        subprocess.run(["g++", *flags, "-c", str(root / "tests/coverage/decision_coverage.cpp"), "-o", asker], check=True, cwd=folder)
        subprocess.run(["g++", asker, *objects, "--coverage", "-Wl,--start-group", *libraries, "-Wl,--end-group", "-lboost_json", "-lboost_container", "-lcrypto", "-licuuc",
                        "-o", f"{folder}/asker"], check=True, cwd=folder)
        subprocess.run([f"{folder}/asker", *sorted(map(str, (root / "tests/vectors/access").glob("*.json")))], check=True, cwd=folder)
        total = hit = 0
        for source in SOURCES:
            name = source.removesuffix(".cpp")
            text = subprocess.run(["gcov", "-b", "--json-format", "--stdout", f"{name}.gcda"], check=True, cwd=folder, capture_output=True, text=True).stdout
            taken = branches_of(json.loads(text), source)
            missed = sorted({line for (line, _), was in taken.items() if not was})
            print(f"{source}: {sum(taken.values())} of {len(taken)} branches; not taken in lines {missed}")
            total, hit = total + len(taken), hit + sum(taken.values())
    share = 100.0 * hit / max(total, 1)
    print(f"decision coverage: figure={share:.1f} unit=percent bound={BOUND} {'ok' if share >= BOUND else 'LOW'}")
    return 0 if share >= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
