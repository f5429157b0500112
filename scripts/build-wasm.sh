#!/usr/bin/env bash
# Builds the four contracts into artifacts/*.wasm, lets cosmwasm-check judge them, and writes artifacts/checksums.txt.
#
#   scripts/build-wasm.sh            build and check
#   scripts/build-wasm.sh --check    the same, then once more from a copy in another folder: byte for byte the same?
#   scripts/build-wasm.sh --no-vm    build only, without cosmwasm-check: a quick round while developing
#
# rustc >= 1.87 emits bulk-memory instructions, which released CosmWasm VMs refuse and no stable flag prevents; wasm-opt
# lowers them. All that shapes the bytes is pinned: rustc in rust-toolchain.toml, crates in Cargo.lock, wasm-opt in
# scripts/wasm/package-lock.json, the flags below; and no path of the building machine gets into the files.
set -euo pipefail

# shellcheck source=scripts/tools.sh
source "$(dirname "${BASH_SOURCE[0]}")/tools.sh"

out=$berth_root/artifacts
# A default chain takes 800 KiB and 100 locals; ours stay well below.
max_bytes=450000
# Every message and query of market is a JSON reader of its own. Not above this until somebody finds a smaller way.
max_bytes_market=690000
max_locals=90
# Artifact names. The package of each is berth-<name>, dashes for underscores.
contracts=(deployment market escrow provider_registry)

# What rustc may emit is enabled for reading; the two lowering passes then take out what the VM lacks.
wasm_opt_flags=(
  --enable-bulk-memory --enable-sign-ext --enable-mutable-globals --enable-nontrapping-float-to-int
  --enable-multivalue --enable-reference-types
  # Every handler has one caller; all of them inlined there would come near 100 locals, which chains refuse.
  -Os --one-caller-inline-max-function-size=200
  --llvm-memory-copy-fill-lowering --signext-lowering
  --strip-debug --strip-producers --strip-target-features
)

again=no
vm=yes
for argument in "$@"; do
  case $argument in
    --check) again=yes ;;
    --no-vm) vm=no ;;
    *) fail "unknown argument $argument (known: --check, --no-vm)" ;;
  esac
done

package_of() { echo "berth-${1//_/-}"; }

# compile SOURCE TARGET: cargo's output, before wasm-opt.
compile() {
  local source=$1 target=$2 sysroot commit name
  local packages=() flags=()
  sysroot=$(cd "$source" && rustc --print sysroot)
  commit=$(cd "$source" && rustc -vV | sed -n 's/^commit-hash: //p')
  # Of several prefixes that fit, rustc takes the one given last.
  flags+=("--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo")
  flags+=("--remap-path-prefix=$sysroot/lib/rustlib/src/rust=/rustc/$commit")
  flags+=("--remap-path-prefix=$source=/berth")
  flags+=("--remap-path-prefix=$target=/target")
  for name in "${contracts[@]}"; do packages+=(-p "$(package_of "$name")"); done
  (
    cd "$source"
    unset RUSTFLAGS
    joined=$(IFS=$'\x1f' && echo "${flags[*]}")
    CARGO_ENCODED_RUSTFLAGS=$joined CARGO_TARGET_DIR=$target CARGO_INCREMENTAL=0 \
      cargo build --quiet --release --locked --lib --target wasm32-unknown-unknown "${packages[@]}"
  )
}

# lower TARGET OUT: wasm-opt over what compile left, the files and their checksums into OUT.
lower() {
  local target=$1 to=$2 name package
  mkdir -p "$to"
  for name in "${contracts[@]}"; do
    package=$(package_of "$name")
    "$wasm_opt" "${wasm_opt_flags[@]}" -o "$to/$name.wasm" \
      "$target/wasm32-unknown-unknown/release/${package//-/_}.wasm"
  done
  (cd "$to" && sha256sum "${contracts[@]/%/.wasm}" >checksums.txt)
}

# Nothing of this machine may be inside.
check_paths() {
  local name path
  for name in "${contracts[@]}"; do
    for path in "$berth_root" "$HOME" "$target"; do
      if grep -qaF -- "$path/" "$out/$name.wasm"; then fail "$name.wasm contains the path $path"; fi
    done
  done
}

# The VM's own rules, by cosmwasm-check as it comes; then our two limits.
check_vm() {
  local name bytes locals report most files=()
  for name in "${contracts[@]}"; do files+=("$out/$name.wasm"); done
  report=$("$cosmwasm_check" --verbose "${files[@]}" 2>&1) || fail "cosmwasm-check refuses a contract: $report"
  printf '%-20s %10s %12s\n' contract bytes "max locals"
  for name in "${contracts[@]}"; do
    bytes=$(stat -c %s "$out/$name.wasm")
    locals=$(sed -n "s/^ *$name\.wasm: Max function locals: //p" <<<"$report")
    printf '%-20s %10s %12s\n' "$name" "$bytes" "$locals"
    most=$max_bytes
    [[ $name != market ]] || most=$max_bytes_market
    ((bytes <= most)) || fail "$name.wasm has $bytes bytes, more than $most"
    [[ $locals =~ ^[0-9]+$ ]] || fail "cosmwasm-check printed no count of locals for $name.wasm"
    ((locals <= max_locals)) || fail "$name.wasm has a function with $locals locals, more than $max_locals"
  done
}

# A second build from a copy of the sources elsewhere must give the same bytes.
check_again() {
  local copy name
  copy=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder's name of now
  trap "rm -rf '$copy'" EXIT
  mkdir "$copy/another"
  (cd "$berth_root" && tar -cf - --exclude=./target --exclude=./artifacts --exclude=./.git --exclude=node_modules .) |
    tar -xf - -C "$copy/another"
  compile "$copy/another" "$copy/build"
  lower "$copy/build" "$copy/out"
  for name in "${contracts[@]}"; do
    cmp "$out/$name.wasm" "$copy/out/$name.wasm" || fail "$name.wasm is not reproducible"
  done
}

need_rust
need_wasm_opt
wasm_opt=$tool
if [[ $vm == yes ]]; then
  need_cosmwasm_check
  cosmwasm_check=$tool
fi

target=${CARGO_TARGET_DIR:-$berth_root/target}
compile "$berth_root" "$target"
lower "$target" "$out"
check_paths
summary="built"
if [[ $vm == yes ]]; then
  check_vm
  summary+=", accepted by cosmwasm-check $cosmwasm_check_version"
fi
if [[ $again == yes ]]; then
  check_again
  summary+=", the same from another folder"
fi
echo "contracts: $summary"
cat "$out/checksums.txt"
