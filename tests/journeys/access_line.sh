#!/usr/bin/env bash
# Who may do what, from the first key to the last session: see access_line.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/access_line.py "build/${OK_PRESET:-release}/bin"
