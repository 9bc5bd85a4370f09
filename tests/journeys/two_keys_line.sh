#!/usr/bin/env bash
# One update from its first word to the proof, on both databases: see two_keys_line.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/two_keys_line.py "build/${OK_PRESET:-release}/bin"
