#!/usr/bin/env bash
# Every test: the native ones, then the compiled contracts in a real virtual machine with the gas table.
# Sets up what it needs: the toolchain's target, wasm-opt, cosmwasm-check. Cold it takes a quarter of an hour on two cores.
#
#   scripts/test.sh           everything
#   scripts/test.sh native    what needs no wasm
#   scripts/test.sh wasm      the contracts' wasm, built, checked and run
set -euo pipefail

# shellcheck source=scripts/tools.sh
source "$(dirname "${BASH_SOURCE[0]}")/tools.sh"
cd "$berth_root"

native() { cargo test --locked; }

wasm() {
  scripts/build-wasm.sh
  cargo test --locked -p berth-wasm-tests -- --nocapture
}

need_rust
case ${1:-all} in
  all) native && wasm ;;
  native) native ;;
  wasm) wasm ;;
  *) fail "'$1' is no part, allowed: native, wasm" ;;
esac
