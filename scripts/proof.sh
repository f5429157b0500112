#!/usr/bin/env bash
# Heavy or slow proof, one NAME at a time; its last line is the figure.
#
# --seed is taken by every proof; one that draws nothing at random does not look at it.
#
#   scripts/proof.sh scale [--size ORDERS]   how costs grow, up to 1,000,000 open orders (default): a few minutes
#   scripts/proof.sh load [--size LEASES]    keeper and provider daemons among 10,000 leases (default), new orders all the time:
#                                            a while; with BERTH_LOAD_URL, _KEY and _ARTIFACTS on that node
#   scripts/proof.sh faults [--size SEEDS] [--seed FIRST]   keepers and providers while endpoints, the chain and they themselves
#                                                          fail at random: 50 seeds (default), a minute
#   scripts/proof.sh model [--size CASES] [--seed N]   the contracts against a second implementation of the specification, in
#                                                      cases of 100 random messages: 256 cases (default), a few minutes
set -euo pipefail

# shellcheck source=scripts/tools.sh
source "$(dirname "${BASH_SOURCE[0]}")/tools.sh"
cd "$berth_root"

name=${1:-}
[[ -n $name ]] && shift
size=
seed=1
while (($#)); do
  case $1 in
    --size) size=${2:?--size takes a number} && shift 2 ;;
    --seed) seed=${2:?--seed takes a number} && shift 2 ;;
    *) fail "unknown argument $1 (known: --seed N, --size N)" ;;
  esac
done

# First that no planted bug gets past the comparison, then the comparison.
model() {
  cargo test --locked --quiet --profile proof -p berth-tests --test model -- --ignored
  cargo run --locked --quiet --profile proof -p berth-tests --example model -- "$seed" "${size:-256}"
}

case $name in
  scale) cargo run --locked --quiet --profile proof -p berth-tests --example scale -- "${size:-1000000}" ;;
  load) cargo run --locked --quiet --profile proof -p berth-chain-tests --example load -- "$seed" "${size:-10000}" ;;
  faults) cargo run --locked --quiet --profile proof -p berth-chain-tests --example faults -- "${size:-50}" "$seed" ;;
  model) model ;;
  *) fail "'$name' is no proof, allowed: scale, load, faults, model" ;;
esac
