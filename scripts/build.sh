#!/usr/bin/env bash
# Installs what is missing from Debian's packages and builds the release preset into build/release. Arguments go to the
# build: --target nearcopy_program is the program without its tests. With NEARCOPY_BENCH=1 there are benchmarks, too.
set -euo pipefail
cd "$(dirname "$0")/.."
packages=(cmake g++ libabsl-dev libboost-program-options-dev libgtest-dev libhwy-dev libsimdjson-dev libutf8proc-dev
  libxxhash-dev libzstd-dev ninja-build pkg-config python3-pytest zlib1g-dev zstd ${NEARCOPY_BENCH:+libbenchmark-dev})
installed=$(dpkg-query -W -f '${db:Status-Status}\n' "${packages[@]}" 2>/dev/null | grep -cx installed || true)
if [ "$installed" -lt ${#packages[@]} ]; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -q
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${packages[@]}"
fi
cmake --preset "${PRESET:-release}" -DNEARCOPY_WERROR="${CI:+ON}" ${NEARCOPY_BENCH:+-DNEARCOPY_BENCH=ON}
cmake --build --preset "${PRESET:-release}" "$@"
