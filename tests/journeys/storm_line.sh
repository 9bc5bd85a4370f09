#!/usr/bin/env bash
# The whole line on the real binaries: see storm_line.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/storm_line.py "build/${OK_PRESET:-release}/bin"
