#!/usr/bin/env bash
# Two verifiers on bent logs: see proof_line.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/proof_line.py "build/${OK_PRESET:-release}/bin"
