#!/usr/bin/env bash
# Security keys in a real browser: see keys_line.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/keys_line.py "build/${OK_PRESET:-release}/bin"
