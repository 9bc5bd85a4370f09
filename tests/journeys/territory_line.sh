#!/usr/bin/env bash
# A utility's files come in: see territory_line.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/territory_line.py "build/${OK_PRESET:-release}/bin"
