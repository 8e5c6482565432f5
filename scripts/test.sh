#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test (PRESET=asan for the sanitizers). Arguments go to ctest: -R Words
# runs the tests of that name.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh
ctest --preset "${PRESET:-release}" --parallel "$(nproc)" "$@"
