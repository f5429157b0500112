#!/usr/bin/env bash
# The programs on a real chain: wasmd, driven through our own client. A whole life of the exchange, every message of which costs
# what the offline estimate says, within 2 %; two keepers racing; a keeper killed between broadcast and block; a provider killed,
# whose lease another takes over; the node killed with kill -9 under all programs; endpoints that are dead or die; a key whose
# fees another pays; all contracts moved to other code under a lease. At the end the facts that were checked, as a table. Exit code 1 if one is not as it must be.
#
#   scripts/e2e.sh                     build what is needed, start the devnet if it is down, play everything
#   scripts/e2e.sh --as-built [NAME..] the same with artifacts/*.wasm as they are; with names only these scenarios: life, race,
#                                      keeper, provider, node, endpoints, grant, migrate
#
# It may be run again and again on one chain: each run makes an exchange of its own. It takes about ten minutes once all is built.
#
# environment:
#   BERTH_DEVNET_DIR, BERTH_DEVNET_*_PORT  which devnet, as scripts/devnet.sh reads them; logs and the transcript go to e2e/ there
#   CARGO_TARGET_DIR                       as for cargo
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
state_dir=${BERTH_DEVNET_DIR:-$root/.devnet}
[[ $state_dir == /* ]] || state_dir=$PWD/$state_dir
target_dir=${CARGO_TARGET_DIR:-$root/target}
[[ $target_dir == /* ]] || target_dir=$PWD/$target_dir

fail() {
  printf 'e2e: %s\n' "$*" >&2
  exit 1
}

case ${1:-} in
  "") "$root/scripts/build-wasm.sh" --no-vm ;;
  --as-built) shift ;;
  *) fail "unknown argument $1 (known: --as-built)" ;;
esac
for contract in deployment escrow market provider_registry; do
  [[ -f $root/artifacts/$contract.wasm ]] || fail "artifacts/$contract.wasm is missing: run scripts/build-wasm.sh"
done

cd "$root"
cargo build --locked -p berth-wasm-tests --example estimate
cargo build --locked -p berth-chain-tests --example e2e
"$root/scripts/devnet.sh" status 2>/dev/null || "$root/scripts/devnet.sh" up

# Logs of an earlier run would only confuse.
rm -rf "$state_dir/e2e"
mkdir -p "$state_dir/e2e"
BERTH_E2E_KEY=$("$state_dir/wasmd" keys export admin --unsafe --unarmored-hex --yes 2>/dev/null </dev/null) ||
  fail "the devnet's key admin cannot be exported"
export BERTH_E2E_KEY
export BERTH_E2E_URL=http://127.0.0.1:${BERTH_DEVNET_RPC_PORT:-26657}
export BERTH_E2E_ARTIFACTS=$root/artifacts
export BERTH_E2E_DIR=$state_dir/e2e
export BERTH_E2E_ESTIMATOR=$target_dir/debug/examples/estimate
export BERTH_E2E_DEVNET=$root/scripts/devnet.sh
export BERTH_E2E_NODE_PID=$state_dir/chain/node.pid
exec "$target_dir/debug/examples/e2e" "$@"
