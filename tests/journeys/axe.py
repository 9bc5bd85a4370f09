# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""The rules of axe-core (npm, pinned in tests/axe, installed into the build directory), run in the page that a journey has open. Where npm or
the network is not there, a journey goes on without them and says so: its own measures stay."""
import pathlib
import shutil
import subprocess

from house import BIN

HERE = pathlib.Path(__file__).resolve().parent.parent / "axe"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """
const found = await axe.run(document, {runOnly: {type: 'tag', values: given[0]}, resultTypes: ['violations']});
return {version: axe.version, passes: found.passes.length, violations: found.violations.map((v) => ({id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160))}))};
"""


def source():
    """The text of axe-core, or None where it cannot be installed."""
    into = BIN.parent / "axe"
    into.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "package-lock.json").read_bytes()
    if not (into / "installed.json").exists() or (into / "installed.json").read_bytes() != wanted:
        for each in HERE.glob("package*.json"):
            shutil.copy(each, into / each.name)
        try:
            subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"], cwd=into, check=True, capture_output=True, timeout=300)
        except (OSError, subprocess.SubprocessError):
            return None
        (into / "installed.json").write_bytes(wanted)
    return (into / "node_modules/axe-core/axe.min.js").read_text()


def scan(browser, text):
    """What axe-core finds in the open page that is serious or critical."""
    browser.script(text)
    found = browser.promise(RUN, LEVELS)
    assert "error" not in found, found
    assert found["passes"] > 5, found
    return [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
