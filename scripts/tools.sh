#!/usr/bin/env bash
# The pinned tools that the other scripts use: sourced by them, each installs what it needs when it is missing.
# Run by itself it installs all of them: scripts/tools.sh
#
# They lie outside the repository, in $BERTH_TOOLS (default ~/.cache/berth-tools), one folder per version, so that a new
# clone does not build them again; wasm-opt alone lies in scripts/wasm/node_modules.
set -euo pipefail

berth_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
berth_tools=${BERTH_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/berth-tools}

cargo_deny_version=0.20.2
cosmwasm_check_version=3.0.10

fail() {
  echo "${0##*/}: $1" >&2
  exit 1
}

# need_command NAME HINT
need_command() {
  command -v "$1" >/dev/null || fail "$1 is missing: $2"
}

# The compiler with the components and the target that rust-toolchain.toml names.
need_rust() {
  need_command cargo "install rustup first"
  if command -v rustup >/dev/null; then
    (cd "$berth_root" && rustup --quiet component add clippy rustfmt && rustup --quiet target add wasm32-unknown-unknown)
  fi
}

# need_cargo_tool NAME VERSION: sets `tool` to the program's path.
need_cargo_tool() {
  local folder=$berth_tools/$1-$2
  tool=$folder/bin/$1
  if [[ ! -x $tool ]]; then
    echo "installing $1 $2 into $folder" >&2
    # A target folder of its own, since the workspace's would be locked meanwhile. Unoptimised: they build in a third of the
    # time and run for seconds.
    (
      cd "$berth_root"
      CARGO_TARGET_DIR=$folder/target CARGO_PROFILE_DEV_DEBUG=0 \
        cargo install --quiet --locked --debug --root "$folder" "$1@$2"
    )
    rm -rf "$folder/target"
  fi
}

need_cosmwasm_check() { need_cargo_tool cosmwasm-check "$cosmwasm_check_version"; }

need_cargo_deny() { need_cargo_tool cargo-deny "$cargo_deny_version"; }

# wasm-opt from the npm package that scripts/wasm/package-lock.json pins: sets `tool` to the program's path.
need_wasm_opt() {
  local folder=$berth_root/scripts/wasm
  tool=$folder/node_modules/.bin/wasm-opt
  if [[ ! -x $tool || $folder/package-lock.json -nt $folder/node_modules/.package-lock.json ]]; then
    need_command npm "install Node.js 20 or newer"
    echo "installing wasm-opt into $folder/node_modules" >&2
    npm ci --silent --ignore-scripts --prefix "$folder"
  fi
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  need_rust
  need_wasm_opt && echo "$tool"
  need_cosmwasm_check && echo "$tool"
  need_cargo_deny && echo "$tool"
fi
