#!/usr/bin/env bash
# The rules of the house and the truth of docs/spec.md, in the same output form as the other tests.
cd "$(dirname "$0")/../.." || exit 1
status=0
python3 tests/tidy/architecture.py || status=1
python3 tests/tidy/spec_table.py check || status=1
exit $status
