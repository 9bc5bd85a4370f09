#!/usr/bin/env bash
# Searching and exporting the audit log of a real server: see audit_line.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/audit_line.py "build/${OK_PRESET:-release}/bin"
