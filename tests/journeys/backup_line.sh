#!/usr/bin/env bash
# Backups of a running server, and their way back: see backup_line.py.
cd "$(dirname "$0")/../.." || exit 1
exec python3 tests/journeys/backup_line.py "build/${OK_PRESET:-release}/bin"
