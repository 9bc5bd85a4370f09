#!/usr/bin/env bash
# A real utility's messages, and a drill's that cannot get out: see providers_line.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/providers_line.py "build/${OK_PRESET:-release}/bin"
