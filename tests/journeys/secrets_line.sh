#!/usr/bin/env bash
# The console's secret store on a real keychain daemon, started for this test alone and ended with its bus.
cd "$(dirname "$0")/../.." || exit 1
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME=$home OK_TEST_KEYCHAIN=1
exec dbus-run-session -- bash -c '
  printf test | gnome-keyring-daemon --unlock --components=secrets > /dev/null
  # It answers before it has its name; asking earlier would start a second one that reads a keyring half written.
  gdbus wait --session --timeout 20 org.freedesktop.secrets || exit 1
  "$1" --gtest_filter="SecretStoreTest.TheRealKeychain*"' _ "build/${OK_PRESET:-release}/bin/tests_app_secrets"
