#!/usr/bin/env bash
# An approval on a phone, from the link to the proof: see phone_line.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/phone_line.py "build/${OK_PRESET:-release}/bin"
