#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""The rules of docs/architecture.md that a machine can check: directions between layers and domains, what each room may
include, where clocks and sleeps may stand, sizes, names, licence lines, living links in the documents."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INFRA = ["base", "metrics", "ledger", "views", "wire", "store", "gate", "net", "outbox", "saml", "settings"]
DOMAINS = ["policy", "access", "identity", "integrity", "territory", "reports", "incidents", "restoration", "etas", "crews", "approvals", "oncall",
           "watch", "comms", "credits", "rumors", "webhooks", "operations", "sync", "drill_provider", "product"]
ORDER = {name: i for i, name in enumerate(INFRA + DOMAINS)}
ORDER["evidence"] = ORDER["approvals"]  # what is approved and what speaks for it: one domain in two folders
LAYERS = ("shared", "server", "app")
FORBIDDEN = {
    "shared": r"<(?:Q[A-Z]\w*|sqlite3\.h|libpq-fe\.h|curl/.*|boost/asio.*|boost/beast.*|sys/socket\.h|thread|fstream)>",
    "server": r"<Q[A-Z]\w*>",
    "app": r"<boost/(?:asio|beast).*>",
}
BANNED_STEMS = re.compile(r"(?:^|_)(utils?|helpers?|manager|impl|misc|dto)(?:_|$)")
CLOCK = re.compile(r"system_clock::now|\bgettimeofday|\btime\(nullptr\)|QDateTime::currentDateTime")
SLEEP = re.compile(r"sleep_(?:for|until)|\busleep\(|\bqWait\(|QThread::m?sleep|time\.sleep\(|waitForTimeout\(")
CLOCK_PORTS = {"server/main.cpp", "server/clock.cpp", "app/desk/clock.cpp", "app/okctl/clock.cpp"}


def tracked():
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
                         check=True).stdout
    return [f for f in out.splitlines() if (ROOT / f).is_file()]


FILES = tracked()
CODE = [f for f in FILES if f.endswith((".cpp", ".h"))]
TEXT = {f: (ROOT / f).read_text(encoding="utf-8", errors="replace") for f in CODE}


def place(path):
    parts = path.split("/")
    return (parts[0], parts[1]) if parts[0] in LAYERS and len(parts) > 2 else (parts[0], None)


def layers_do_not_include_each_other():
    for f, text in TEXT.items():
        layer, _ = place(f)
        allowed = {"shared": {"shared"}, "server": {"shared", "server"}, "app": {"shared", "app"}}.get(layer)
        if allowed is None:
            continue
        for other in re.findall(r'#include "(shared|server|app|tests)/', text):
            if other not in allowed:
                yield f"{f} includes {other}/"


def rank(layer, name):
    """shared/ledger is the log's format, below everything; server/ledger is its audit face, a domain beside access."""
    return ORDER["access"] + 0.5 if (layer, name) == ("server", "ledger") else ORDER[name]


def domains_use_only_lower_ones():
    for f, text in TEXT.items():
        layer, domain = place(f)
        if layer == "app" or domain not in ORDER:
            continue
        for there, other in re.findall(r'#include "(shared|server)/(\w+)/', text):
            # The gate is built on the pure values of access and approvals; their server side is built on the gate.
            comparable = there == layer or (domain in DOMAINS and other in DOMAINS)
            if comparable and other in ORDER and rank(there, other) > rank(layer, domain):
                yield f"{f} ({domain}) includes {other}"
            if other not in ORDER:
                yield f"{f} includes the unknown domain {other}"


def rooms_include_only_what_they_may():
    for f, text in TEXT.items():
        layer, domain = place(f)
        if layer not in FORBIDDEN:
            continue
        for header in re.findall(r"#include (<[^>]+>)", text):
            if re.fullmatch(FORBIDDEN[layer], header):
                yield f"{f} includes {header}"
            if layer == "server" and domain != "net" and re.match(r"<boost/(asio|beast)", header):
                yield f"{f} includes {header} outside server/net"


def clocks_are_read_in_one_place():
    for f, text in TEXT.items():
        if place(f)[0] in LAYERS and f not in CLOCK_PORTS and CLOCK.search(text):
            yield f


def nothing_sleeps():
    for f, text in TEXT.items():
        if SLEEP.search(text):
            yield f


def names_say_what_a_file_holds():
    for f in CODE:
        if BANNED_STEMS.search(pathlib.Path(f).stem) or not re.fullmatch(r"[a-z0-9_./]+", f.replace("CMakeLists", "")):
            yield f


def files_keep_their_size():
    exempt = {line.split()[0]: int(line.split()[1]) for line in
              (ROOT / "tests/tidy/long_files.txt").read_text().splitlines() if line and line[0] != "#"}
    for f in FILES:
        limit = {".cpp": 500, ".h": 200, ".qml": 250}.get(pathlib.Path(f).suffix)
        if limit is None:
            continue
        lines = (ROOT / f).read_text(encoding="utf-8", errors="replace").count("\n")
        if lines > max(limit, exempt.get(f, 0)):
            yield f"{f} has {lines} lines, the limit is {max(limit, exempt.get(f, 0))}"


def every_source_says_its_licence():
    for f, text in TEXT.items():
        if "SPDX-License-Identifier: Apache-2.0" not in text[:200]:
            yield f


def documents_link_to_what_exists():
    for f in FILES:
        if not f.endswith(".md") or f.startswith("tests/vectors/"):
            continue
        text = (ROOT / f).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
            if "://" not in target and not (ROOT / f).parent.joinpath(target).exists():
                yield f"{f}: {target}"
        for target in re.findall(r"`((?:shared|server|app|qml|tests|docs|resources|installer)/[\w./-]+\.\w+)`", text):
            if not (ROOT / target).exists():
                yield f"{f}: {target}"


def main():
    bad = 0
    for rule in (layers_do_not_include_each_other, domains_use_only_lower_ones, rooms_include_only_what_they_may,
                 clocks_are_read_in_one_place, nothing_sleeps, names_say_what_a_file_holds, files_keep_their_size,
                 every_source_says_its_licence, documents_link_to_what_exists):
        problems = sorted(set(rule()))
        if problems:
            bad += 1
            print(f"architecture.{rule.__name__}:\n  " + "\n  ".join(problems[:40]))
        print(f"[{'  FAILED  ' if problems else '       OK '}] architecture.{rule.__name__} (0 ms)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
