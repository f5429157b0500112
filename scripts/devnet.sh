#!/usr/bin/env bash
# A real chain for Berth on this machine: one wasmd validator, for trying the
# compiled contracts by hand and for scripts/e2e.sh. Nothing of it is for
# production: the keys lie unencrypted in the state directory.
set -euo pipefail

usage() {
  cat <<TEXT
usage: scripts/devnet.sh up|down|status

  up      build wasmd (once), make a chain with funded keys, start it
  down    stop the node and delete the chain; the built wasmd is kept
  status  height, chain id and RPC address; exit code 1 when it does not run

environment:
  BERTH_DEVNET_DIR       state and binary      (default: .devnet in the repository)
  BERTH_DEVNET_RPC_PORT  RPC, on 127.0.0.1     (default: 26657)
  BERTH_DEVNET_P2P_PORT  peers, on 127.0.0.1   (default: 16656)
  BERTH_DEVNET_GRPC_PORT gRPC, on 127.0.0.1    (default: 9090)

A second devnet beside the first needs its own directory and ports.
TEXT
}

scripts_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
module_dir=$scripts_dir/devnet
state_dir=${BERTH_DEVNET_DIR:-$(dirname "$scripts_dir")/.devnet}
rpc_port=${BERTH_DEVNET_RPC_PORT:-26657}
p2p_port=${BERTH_DEVNET_P2P_PORT:-16656}
grpc_port=${BERTH_DEVNET_GRPC_PORT:-9090}
[[ $state_dir == /* ]] || state_dir=$PWD/$state_dir

chain_id=berth-1
rpc_url=tcp://127.0.0.1:$rpc_port
wasmd=$state_dir/bin/wasmd
build_stamp=$state_dir/bin/wasmd.built-from
# Everything that 'down' deletes. wasmd takes its settings from .wasmd in $HOME,
# so it runs with this as its $HOME and leaves the user's own alone.
chain_dir=$state_dir/chain
pid_file=$chain_dir/node.pid
log_file=$chain_dir/node.log

keys=(admin guardian feecollector tenant keeper provider1 provider2 provider3)
# stake pays the fees, uusdc is what the exchange trades in: 10,000 and
# 1,000,000 whole units, more than any example can spend.
coins=10000000000stake,1000000000000uusdc
min_gas_price=0.01stake
block_time=500ms
# A real chain limits the gas of a block; without a limit here a message that
# is too big everywhere else would pass unnoticed.
block_max_gas=100000000

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "devnet: $*"
  exit 1
}

need() {
  command -v "$1" >/dev/null || fail "'$1' is not installed ($2)"
}

port_is_busy() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# The pid file alone proves nothing: after a reboot the number may belong to
# another program, which 'down' must not stop.
node_pid() {
  local pid
  pid=$(cat "$pid_file" 2>/dev/null) || return 1
  ps -o command= -p "$pid" 2>/dev/null | grep -qF -- "$wasmd start" || return 1
  printf '%s' "$pid"
}

wasmd_in() {
  local home=$1
  shift
  HOME=$home "$wasmd" "$@"
}

node_height() {
  local height
  height=$(wasmd_in "$chain_dir" status 2>/dev/null |
    jq -re "select(.node_info.network == \"$chain_id\") | .sync_info.latest_block_height | tonumber") || return 1
  # Height 0: the RPC answers already, but there is no block to query yet.
  [ "$height" -gt 0 ] && printf '%s' "$height"
}

module_checksum() {
  cat "$module_dir/go.mod" "$module_dir/go.sum" | cksum
}

# The binary finds libwasmvm in Go's module cache. Running it shows whether it
# is still there, so a cleaned cache leads to a build, not to a loader error.
wasmd_is_built() {
  [ "$(cat "$build_stamp" 2>/dev/null)" = "$(module_checksum)" ] && wasmd_in "$state_dir/bin" version >/dev/null 2>&1
}

build_wasmd() {
  wasmd_is_built && return
  need go "https://go.dev/doc/install, version 1.25.9 or newer"
  need cc "a C compiler, which Go needs to link the virtual machine"
  say "building wasmd from scripts/devnet/go.mod: about 4 minutes on two cores, the first time only ..."
  mkdir -p "$state_dir/bin"
  # The prefix and names are compiled in by every chain that runs wasmd; these
  # are wasmd's own. -mod=readonly: what go.sum does not pin is not built.
  (cd "$module_dir" && CGO_ENABLED=1 go build -mod=readonly -trimpath -o "$wasmd" -ldflags "-w -s \
    -X github.com/cosmos/cosmos-sdk/version.Name=wasm \
    -X github.com/cosmos/cosmos-sdk/version.AppName=wasmd \
    -X github.com/CosmWasm/wasmd/app.Bech32Prefix=wasm" \
    github.com/CosmWasm/wasmd/cmd/wasmd) || fail "wasmd was not built, see above"
  module_checksum >"$build_stamp"
}

# What a user calls: the built wasmd with the devnet's keys and settings.
write_wrapper() {
  cat >"$state_dir/wasmd" <<'SH'
#!/bin/sh
# Written by scripts/devnet.sh.
dir=$(cd "$(dirname "$0")" && pwd)
if [ ! -f "$dir/chain/.wasmd/config/genesis.json" ]; then
  echo "there is no chain; make one with 'scripts/devnet.sh up'" >&2
  exit 1
fi
HOME="$dir/chain" exec "$dir/bin/wasmd" "$@"
SH
  chmod +x "$state_dir/wasmd"
}

# Built aside and moved at the end, so that an interrupted 'up' leaves nothing
# that the next one would take for a chain.
make_chain() {
  local new=$state_dir/chain.new log=$state_dir/chain.new/node.log home name address
  home=$new/.wasmd
  say "making chain $chain_id ..."
  rm -rf "$new"
  mkdir -p "$new"
  wasmd_in "$new" testnet init-files --v 1 --single-host --output-dir "$new/files" \
    --chain-id "$chain_id" --commit-timeout "$block_time" --keyring-backend test \
    --minimum-gas-prices "$min_gas_price" >"$log" 2>&1 || fail "no chain was made, see $log"
  rm -rf "$home"
  mv "$new/files/node0/wasmd" "$home"
  rm -rf "$new/files"
  write_client_config "$home"
  for name in "${keys[@]}"; do
    wasmd_in "$new" keys add "$name" --no-backup >>"$log" 2>&1 || fail "no key for $name, see $log"
    address=$(wasmd_in "$new" keys show "$name" --address)
    wasmd_in "$new" genesis add-genesis-account "$address" "$coins" >>"$log" 2>&1 ||
      fail "no coins for $name, see $log"
  done
  jq --arg gas "$block_max_gas" '.consensus.params.block.max_gas = $gas' \
    "$home/config/genesis.json" >"$home/config/genesis.new"
  mv "$home/config/genesis.new" "$home/config/genesis.json"
  mv "$new" "$chain_dir"
}

# What wasmd assumes when a flag is missing.
write_client_config() {
  cat >"$1/config/client.toml" <<TOML
chain-id = "$chain_id"
keyring-backend = "test"
output = "json"
node = "$rpc_url"
broadcast-mode = "sync"
TOML
}

check_ports() {
  local port
  for port in "$rpc_port" "$p2p_port" "$grpc_port"; do
    ! port_is_busy "$port" ||
      fail "port $port is in use by another program; choose another one, see 'scripts/devnet.sh help'"
  done
}

start_node() {
  # The ports may have changed since the chain was made.
  write_client_config "$chain_dir/.wasmd"
  # Three listeners, all local; everything else that wasmd could open is off.
  # gRPC stays on because wasmd serves simulation (--gas auto) only with it.
  HOME=$chain_dir nohup "$wasmd" start \
    --rpc.laddr "$rpc_url" --p2p.laddr "tcp://127.0.0.1:$p2p_port" --p2p.pex=false \
    --rpc.pprof_laddr "" --grpc.address "127.0.0.1:$grpc_port" --grpc-web.enable=false --api.enable=false --log_level warn \
    >>"$log_file" 2>&1 </dev/null &
  printf '%s\n' "$!" >"$pid_file"
}

wait_for_block() {
  local deadline=$((SECONDS + 60))
  until node_height >/dev/null; do
    if ! node_pid >/dev/null; then
      tail -n 5 "$log_file" >&2
      fail "the node stopped while starting; its whole output is in $log_file"
    fi
    [ "$SECONDS" -lt "$deadline" ] || fail "no block after 60 s; the node's output is in $log_file"
    sleep 0.3
  done
}

print_status() {
  printf 'chain   %s, height %s\n' "$chain_id" "$1"
  printf 'rpc     http://127.0.0.1:%s\n' "$rpc_port"
}

print_keys() {
  printf 'keys    each with %s\n' "$coins"
  wasmd_in "$chain_dir" keys list --output json |
    jq -r '.[] | select(.name != "node0") | "\(.name) \(.address)"' |
    while read -r name address; do
      printf '        %-12s %s\n' "$name" "$address"
    done
}

up() {
  need jq "https://jqlang.org/download"
  mkdir -p "$state_dir"
  if node_pid >/dev/null; then
    say "already running"
  else
    check_ports
    build_wasmd
    write_wrapper
    [ -d "$chain_dir" ] || make_chain
    start_node
  fi
  wait_for_block
  print_status "$(node_height)"
  print_keys
  # 1.5: the command line simulates without a fee, and paying it costs 19,000 gas.
  cat <<TEXT

The node's command line, with these keys:
  $state_dir/wasmd query bank balances tenant
  $state_dir/wasmd tx bank send tenant ADDRESS 5uusdc --gas auto --gas-adjustment 1.5 --gas-prices $min_gas_price --yes
Its output: $log_file
Stop it and delete the chain: scripts/devnet.sh down
TEXT
}

down() {
  local pid deadline=$((SECONDS + 20))
  if pid=$(node_pid); then
    kill "$pid"
    while node_pid >/dev/null; do
      # A node that does not end in time has nothing to lose: its state goes now.
      [ "$SECONDS" -lt "$deadline" ] || kill -KILL "$pid"
      sleep 0.2
    done
    say "stopped"
  else
    say "not running"
  fi
  rm -rf "$chain_dir" "$state_dir/chain.new"
}

status() {
  local height
  need jq "https://jqlang.org/download"
  node_pid >/dev/null || fail "not running; start it with 'scripts/devnet.sh up'"
  height=$(node_height) || fail "the node runs but does not answer at http://127.0.0.1:$rpc_port; see $log_file"
  print_status "$height"
}

case "${1:-}" in
  up | down | status)
    [ "$#" -eq 1 ] || fail "'$1' takes no arguments"
    "$1"
    ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
