#!/usr/bin/env bash
# Twenty kills in the middle of a storm: see kill_during_replay.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/kill_during_replay.py "build/${OK_PRESET:-release}/bin"
