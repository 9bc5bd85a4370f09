#!/usr/bin/env bash
# H1: the vectors of the access engine take at least 85 % of the branches of what decides.
cd "$(dirname "$0")/../.." || exit 1
shared=build/${OK_PRESET:-release}/shared
if python3 tests/coverage/decision_coverage.py "$PWD" "$PWD/$shared"/{access,policy,ledger,views,base}/lib*.a; then
    echo 'PASS : decision coverage'
else
    echo 'FAIL! : decision coverage'
    exit 1
fi
