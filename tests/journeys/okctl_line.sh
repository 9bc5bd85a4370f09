#!/usr/bin/env bash
# okctl as a person: see okctl_line.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/okctl_line.py "build/${OK_PRESET:-release}/bin"
