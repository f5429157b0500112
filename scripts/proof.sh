#!/usr/bin/env bash
# Heavy or slow proof, one NAME at a time; its last line is the figure.
#
# --seed is taken by every proof; one that draws nothing at random does not look at it.
#
#   scripts/proof.sh scale [--size ORDERS]   how costs grow, up to 1,000,000 open orders (default): a few minutes
set -euo pipefail

# shellcheck source=scripts/tools.sh
source "$(dirname "${BASH_SOURCE[0]}")/tools.sh"
cd "$berth_root"

name=${1:-}
[[ -n $name ]] && shift
size=
while (($#)); do
  case $1 in
    --size) size=${2:?--size takes a number} && shift 2 ;;
    --seed) : "${2:?--seed takes a number}" && shift 2 ;;
    *) fail "unknown argument $1 (known: --seed N, --size N)" ;;
  esac
done

case $name in
  scale) cargo run --locked --quiet --profile proof -p berth-tests --example scale -- "${size:-1000000}" ;;
  *) fail "'$name' is no proof, allowed: scale" ;;
esac
