#!/usr/bin/env bash
# One whole life on a real chain: the compiled contracts on the devnet, driven with the node's own command line. Three
# providers bid, the cheapest wins, confirms, falls silent and loses its collateral; the second wins the new order; the
# tenant cancels; everybody withdraws. Every step is checked by queries, at the end escrow is empty and every coin is
# where it belongs. Exit code 1 otherwise.
#
#   scripts/smoke.sh             build the contracts, start the devnet if it is down, play, print the gas of each message
#   scripts/smoke.sh --as-built  the same with artifacts/*.wasm as they are
#
# It may be run again and again on one chain: each run makes four contracts of its own.
#
# BERTH_SMOKE_ESTIMATOR is the command that estimates the gas of the same messages offline (default: the example
# `estimate` of tests/wasm, which builds a whole VM at first): it gets the path of the transcript as its last argument and
# prints {"message as in the table": gas}. A message that costs more than 2 % more or less than its estimate fails the run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
state_dir=${BERTH_DEVNET_DIR:-$root/.devnet}
# What was sent, when, and what it cost.
transcript=$state_dir/smoke.json
estimator=${BERTH_SMOKE_ESTIMATOR:-cargo run -q --manifest-path $root/Cargo.toml -p berth-wasm-tests --example estimate --}
tolerance_percent=2

denom=uusdc
actors=(tenant keeper feecollector provider1 provider2 provider3)

# The exchange's rules. The period is the shortest that market allows, so that going stale takes seconds.
period=10
match_tip=2000
close_tip=3000
stale_tip=5000
collateral=1000000
min_runway=60
wait_blocks=10
# Prices per second of one of two machines; the bids' are in quarters, so that rounding has something to do. Interest on
# the collateral comes to less than one uusdc in this short a life: what a lease earns is its price x seconds, rounded
# down, and its fee 1 % of that, rounded down.
max_price=20000
price1=12500.25
price2=13500.25
price3=15500.25
provider_deposit=3000000
deployment_deposit=50000000

say() { printf '%s\n' "$*"; }
fail() {
  printf 'smoke: %s\n' "$*" >&2
  exit 1
}

# expect WHAT ACTUAL EXPECTED
expect() {
  [[ $2 == "$3" ]] || fail "$1 is $2, expected $3"
}

wasmd() { "$state_dir/wasmd" "$@"; }

# --- transactions -----------------------------------------------------------------------------------------------------

# A fixed limit and fee: what a transaction uses depends on them by a few gas at most, and the command line's own
# estimate is too low.
gas_limit=2000000
fee=100000stake

# broadcast ARGUMENTS OF wasmd tx: the hash of the transaction, once the node took it.
broadcast() {
  local answer
  answer=$(wasmd tx "$@" --yes --output json 2>&1) || fail "the command line refuses '$1 $2': $answer"
  [[ $(jq -r .code <<<"$answer") == 0 ]] || fail "the node refuses '$1 $2': $(jq -r .raw_log <<<"$answer")"
  jq -r .txhash <<<"$answer"
}

# deliver HASH: sets tx to the transaction as it was delivered.
deliver() {
  local deadline=$((SECONDS + 30))
  until tx=$(wasmd query tx "$1" --output json 2>/dev/null); do
    ((SECONDS < deadline)) || fail "transaction $1 is in no block after 30 s"
    sleep 0.2
  done
  [[ $(jq -r .code <<<"$tx") == 0 ]] || fail "transaction $1 failed: $(jq -r .raw_log <<<"$tx")"
}

# send ROLE FROM MESSAGE [COINS]: broadcasts an execute, prints its hash.
send() {
  local coins=()
  [[ -z ${4:-} ]] || coins=(--amount "$4")
  broadcast wasm execute "${address[$1]}" "$3" --from "$2" "${coins[@]}" --gas "$gas_limit" --fees "$fee"
}

# finish STEP HASH ROLE FROM MESSAGE [COINS]: waits for the transaction, notes what it cost.
finish() {
  deliver "$2"
  steps+=("$1")
  gas_of[$1]=$(jq -r .gas_used <<<"$tx")
  jq -c --arg step "$1" --arg role "$3" --arg from "$4" --argjson msg "$5" --arg coins "${6:-}" \
    '{step: $step, role: $role, sender: $from, msg: $msg, coins: $coins, gas: (.gas_used | tonumber),
      height: (.height | tonumber), seconds: (.timestamp | fromdate)}' <<<"$tx" >>"$transcript.steps"
  printf '  %-28s %9s gas  height %s\n' "$1" "${gas_of[$1]}" "$(jq -r .height <<<"$tx")"
}

# step STEP ROLE FROM MESSAGE [COINS]: one execute from broadcast to block.
step() {
  local name=$1 hash
  shift
  hash=$(send "$@")
  finish "$name" "$hash" "$@"
}

# attribute TYPE NAME: of the contracts' event of that type in tx, which must be one.
attribute() {
  jq -er --arg type "wasm-$1" --arg name "$2" \
    '[.events[] | select(.type == $type)] | if length == 1 then .[0].attributes[] | select(.key == $name).value else error("\(length) events \($type)") end' \
    <<<"$tx" || fail "no single event $1 with $2 in transaction $(jq -r .txhash <<<"$tx")"
}

# --- queries ----------------------------------------------------------------------------------------------------------

# ask ROLE QUERY: the answer of a contract.
ask() {
  wasmd query wasm contract-state smart "${address[$1]}" "$2" --output json | jq -c .data
}

# in_bank ADDRESS: its coins outside the contracts.
in_bank() {
  wasmd query bank balance "$1" "$denom" --output json | jq -r .balance.amount
}

# in_escrow NAME FIELD
in_escrow() {
  ask escrow "{\"balance\":{\"owner\":\"${address[$1]}\",\"denom\":\"$denom\"}}" | jq -r ".$2"
}

# order ID FILTER
order() {
  ask market "{\"order\":{\"order\":\"$1\"}}" | jq -r "$2"
}

# wait_for KIND ID: until market says that ID is due.
wait_for() {
  local deadline=$((SECONDS + 60))
  say "  waiting until $2 is $1"
  until ask market '{"pending_work":{}}' | jq -e --arg kind "$1" --arg id "$2" '.[$kind] | index($id)' >/dev/null; do
    ((SECONDS < deadline)) || fail "$2 is not $1 after 60 s"
    sleep 0.3
  done
}

# introduce_keys: a key's first transaction stores its public key, for 13,100 gas more than any later one. Here, so that
# the table does not depend on what the chain has seen before.
introduce_keys() {
  local name hash hashes=()
  for name in "${actors[@]}"; do
    hash=$(broadcast bank send "$name" "${address[$name]}" 1stake --gas "$gas_limit" --fees "$fee")
    hashes+=("$hash")
  done
  for hash in "${hashes[@]}"; do deliver "$hash"; done
}

# --- the exchange -----------------------------------------------------------------------------------------------------

# In the order in which they are instantiated.
roles=(provider-registry escrow market deployment)
declare -A address before code checksum gas_of
contracts='' tx=''
steps=()
# Of the life itself: when the current lease began, what each lease was paid in all, what the tenant got back.
matched_at='' paid1='' paid2='' refund=''

store_codes() {
  local role hash
  for role in "${roles[@]}"; do
    hash=$(broadcast wasm store "$root/artifacts/${role//-/_}.wasm" --from admin --gas 20000000 --fees 200000stake)
    deliver "$hash"
    code[$role]=$(jq -r '.events[] | select(.type == "store_code").attributes[] | select(.key == "code_id").value' <<<"$tx")
    checksum[$role]=$(jq -r '.events[] | select(.type == "store_code").attributes[] | select(.key == "code_checksum").value' <<<"$tx")
    say "  code ${code[$role]} is $role, $(jq -r .gas_used <<<"$tx") gas"
  done
}

instantiate_msg() {
  case $1 in
    provider-registry)
      jq -c --arg admin "${address[admin]}" --arg guardian "${address[guardian]}" \
        '{contracts: ., admin: $admin, guardian: $guardian}' <<<"$contracts"
      ;;
    escrow)
      jq -c --arg collector "${address[feecollector]}" \
        '{contracts: ., fee_collector: $collector, staking_denom: "stake", unbonding: 1209600,
          slash_cap: "100000000"}' <<<"$contracts"
      ;;
    market)
      jq -c --arg denom "$denom" --arg match "$match_tip" --arg close "$close_tip" --arg stale "$stale_tip" \
        --arg collateral "$((match_tip + close_tip + stale_tip))" --argjson runway "$min_runway" --argjson period "$period" \
        '{contracts: ., terms: [{denom: $denom, interest_rate: "0.05", match_tip: $match, close_tip: $close,
          stale_tip: $stale, min_runway: $runway, min_collateral: $collateral, slash: "0", take_rate: "0.01",
          reconfirmation_period: $period}],
          parameters: {reputation: {half_service: 2592000, half_stake: "1000000000", penalty: 604800}, sudo_limit: 0}}' <<<"$contracts"
      ;;
    deployment) jq -c '{contracts: ., max_wait_blocks: 14400, max_wait_seconds: 86400, max_notice: 2592000}' <<<"$contracts" ;;
  esac
}

# The four in one transaction: each refuses to start at another address than the one that all of them were told.
instantiate_all() {
  local role salt hash unsigned=$state_dir/smoke-unsigned.json signed=$state_dir/smoke-signed.json
  # A salt of its own for each run, or the addresses would be taken already.
  salt=$(printf 'smoke-%s' "$(date +%s)" | od -An -tx1 | tr -d ' \n')
  for role in "${roles[@]}"; do
    address[$role]=$(wasmd query wasm build-address "${checksum[$role]}" "${address[admin]}" "$salt" --hex | tr -d '"\n')
  done
  contracts=$(jq -nc --arg d "${address[deployment]}" --arg m "${address[market]}" --arg e "${address[escrow]}" \
    --arg r "${address[provider-registry]}" '{deployment: $d, market: $m, escrow: $e, provider_registry: $r}')
  for role in "${roles[@]}"; do
    wasmd tx wasm instantiate2 "${code[$role]}" "$(instantiate_msg "$role")" "$salt" --hex --label "berth $role" --admin "${address[admin]}" \
      --from admin --generate-only --gas "$gas_limit" --fees "$fee" --output json
  done | jq -s '.[0].body.messages = map(.body.messages[0]) | .[0]' >"$unsigned"
  wasmd tx sign "$unsigned" --from admin --output-document "$signed" >/dev/null 2>&1 || fail "signing $unsigned failed"
  hash=$(broadcast_file "$signed")
  deliver "$hash"
  rm -f "$unsigned" "$signed"
  for role in "${roles[@]}"; do
    expect "what $role says about the four" "$(ask "$role" '{"contracts":{}}' | jq -cS .)" "$(jq -cS . <<<"$contracts")"
  done
  say "  four contracts in one transaction, $(jq -r .gas_used <<<"$tx") gas"
}

broadcast_file() {
  local answer
  answer=$(wasmd tx broadcast "$1" --output json) || fail "$1 was not broadcast"
  [[ $(jq -r .code <<<"$answer") == 0 ]] || fail "the node refuses $1: $(jq -r .raw_log <<<"$answer")"
  jq -r .txhash <<<"$answer"
}

# --- the messages -----------------------------------------------------------------------------------------------------

# resources PRICE: what the tenant wants, at that price.
resources() {
  jq -nc --arg price "$1" --arg collateral "$collateral" \
    '[{compute: {cpu: 2000, memory: 4096, disk: 20480, bandwidth: 100, gpu: null},
       price: $price, collateral: $collateral, count: 2}]'
}

submit_msg() {
  jq -nc --argjson resources "$(resources "$max_price")" --arg denom "$denom" --argjson wait "$wait_blocks" \
    '{submit_deployment: {version: ("5e" * 32), denom: $denom, wait_duration: {blocks: $wait},
      infrastructure: [{name: "web", region: "eu-west", persist: true, notice: 0, resources: $resources,
                        requirements: {attributes: [{key: "tier", value: "community"}], signed_by: {all_of: [], any_of: []},
                                       min_stake: "0", min_reputation: 0, exclude: []}}]}}'
}

register_msg() {
  jq -nc --arg host "https://$1.example:8443" \
    '{register_provider: {profile: {endpoint: $host, region: "eu-west", attributes: [{key: "tier", value: "community"}]}}}'
}

bid_msg() {
  jq -nc --arg order "$1" --argjson resources "$(resources "$2")" \
    '{submit_fulfillment: {bids: [{order: $order, resources: $resources}]}}'
}

confirm_msg() {
  printf '{"submit_lease_confirmation":{"leases":["%s"],"collect":%s,"payout":%s}}' "$1" "$2" "$3"
}

# --- the life ---------------------------------------------------------------------------------------------------------

# bids ORDER PROVIDER=PRICE..: all of them broadcast before the first is waited for, so that they meet in one round of
# bidding. The first bid starts its clock.
bids() {
  local order=$1 bid provider
  local -A hash
  shift
  for bid in "$@"; do
    provider=${bid%=*}
    hash[$provider]=$(send market "$provider" "$(bid_msg "$order" "${bid#*=}")")
  done
  for bid in "$@"; do
    provider=${bid%=*}
    finish "bid ${order##*.} $provider" "${hash[$provider]}" market "$provider" "$(bid_msg "$order" "${bid#*=}")"
    expect "the bidder in the event" "$(attribute fulfillment_submitted provider)" "${address[$provider]}"
    expect "what $provider has locked" "$(in_escrow "$provider" locked)" "$collateral"
  done
}

# match ROUND WINNER: the keeper matches, the losers are free again.
match() {
  local lease=1.1.$1 provider
  wait_for ready "$lease"
  step "match $1" market keeper '{"match_open_orders":{"limit":4}}'
  expect "the winner of $lease" "$(attribute lease_started provider)" "${address[$2]}"
  expect "the provider of $lease" "$(order "$lease" .status.leased.provider)" "${address[$2]}"
  for provider in provider1 provider2 provider3; do
    [[ $provider == "$2" ]] || expect "what the loser $provider has locked" "$(in_escrow "$provider" locked)" 0
  done
}

# earned PRICE SECONDS: by two machines at that price.
earned() { say $((2 * ${1/./} * $2 / 100)); }
fee_of() { say $(($1 / 100)); }

# The block time of tx, in whole seconds: what contracts are told.
time_of() { jq -r '.timestamp | fromdate' <<<"$tx"; }

# Leases earn by whole seconds, and two messages can be in one.
earn_something() { sleep 1; }

first_lease() {
  local provider
  for provider in provider1 provider2 provider3; do
    step "register $provider" provider-registry "$provider" "$(register_msg "$provider")"
    step "deposit $provider" escrow "$provider" '{"deposit":{"deployment":null}}' "$provider_deposit$denom"
  done
  step submit deployment tenant "$(submit_msg)" "$deployment_deposit$denom"
  expect "the order of the deployment" "$(order 1.1.1 .status.open.collateral)" "$collateral"
  bids 1.1.1 "provider1=$price1" "provider2=$price2" "provider3=$price3"
  match 1 provider1
  matched_at=$(time_of)
  step confirm market provider1 "$(confirm_msg 1.1.1 false false)"
  expect "due height after a confirmation" "$(attribute lease_confirmed due_height)" "$(($(jq -r .height <<<"$tx") + period))"
  earn_something
  step "confirm and collect" market provider1 "$(confirm_msg 1.1.1 true false)"
  paid1=$(earned "$price1" "$(($(time_of) - matched_at))")
  expect "what the first lease was paid" "$(attribute lease_paid paid)" "$paid1"
  expect "the balance of provider1" "$(in_escrow provider1 balance)" "$((provider_deposit + paid1 - $(fee_of "$paid1")))"
}

# The provider of the first lease confirms no more.
goes_stale() {
  wait_for stale 1.1.1
  step stale market keeper '{"invalidate_stale_leases":{"limit":4}}'
  expect "the end of the first lease" "$(order 1.1.1 .status.closed.reason)" stale
  expect "the balance of provider1 without its collateral" "$(in_escrow provider1 balance)" \
    "$((provider_deposit + paid1 - $(fee_of "$paid1") - collateral))"
  expect "what provider1 has locked" "$(in_escrow provider1 locked)" 0
  expect "the keeper's tips" "$(in_escrow keeper balance)" "$((match_tip + stale_tip))"
  expect "who is barred from the next order" "$(order 1.1.2 .status.open.barred)" "${address[provider1]}"
}

second_lease() {
  local before
  bids 1.1.2 "provider2=$price2" "provider3=$price3"
  step "refused bid" market provider1 "$(bid_msg 1.1.2 "$price1")"
  expect "what the barred provider1 has locked" "$(in_escrow provider1 locked)" 0
  match 2 provider2
  matched_at=$(time_of)
  before=$(in_bank "${address[provider2]}")
  earn_something
  step "confirm, collect, pay out" market provider2 "$(confirm_msg 1.1.2 true true)"
  paid2=$(earned "$price2" "$(($(time_of) - matched_at))")
  expect "what was paid out to provider2" "$(($(in_bank "${address[provider2]}") - before))" "$((paid2 - $(fee_of "$paid2")))"
}

cancel() {
  step cancel deployment tenant '{"cancel_deployment":{"deployment":1,"payout":true}}'
  paid2=$(earned "$price2" "$(($(time_of) - matched_at))")
  expect "the end of the second lease" "$(order 1.1.2 .status.closed.reason)" cancelled
  expect "what is left of the deployment" "$(ask deployment '{"deployment":{"deployment":1}}' | jq '.infrastructure | length')" 0
  refund=$((deployment_deposit - paid1 - paid2 - 2 * match_tip + collateral - stale_tip))
  expect "the refund" "$(attribute account_closed amount)" "$refund"
}

withdraw_all() {
  local name
  for name in provider1 provider2 provider3 keeper feecollector; do
    expect "what $name has locked" "$(in_escrow "$name" locked)" 0
    step "withdraw $name" escrow "$name" "{\"withdraw\":{\"denom\":\"$denom\",\"amount\":null}}"
  done
}

# reckoning: what each has more or less than before, beside what it must be.
reckoning() {
  local name change sum=0
  local -A due=(
    [tenant]=$((refund - deployment_deposit))
    [keeper]=$((2 * match_tip + stale_tip))
    [feecollector]=$(($(fee_of "$paid1") + $(fee_of "$paid2")))
    [provider1]=$((paid1 - $(fee_of "$paid1") - collateral))
    [provider2]=$((paid2 - $(fee_of "$paid2")))
    [provider3]=0
  )
  printf '\n%-14s %14s\n' "who" "$denom more"
  for name in "${actors[@]}"; do
    change=$(($(in_bank "${address[$name]}") - before[$name]))
    printf '%-14s %14s\n' "$name" "$change"
    expect "the change of $name" "$change" "${due[$name]}"
    sum=$((sum + change))
  done
  expect "the sum of all changes" "$sum" 0
  expect "escrow's bank balance" "$(in_bank "${address[escrow]}")" 0
  expect "the balances in escrow" "$(ask escrow '{"balances":{}}' | jq -c .balances)" "[]"
  expect "the accounts in escrow" "$(ask escrow '{"accounts":{}}' | jq -c .accounts)" "[]"
  say "escrow is empty, every coin is accounted for"
}

write_transcript() {
  jq -s --argjson contracts "$contracts" --argjson actors "$(for name in admin guardian "${actors[@]}"; do
    jq -nc --arg name "$name" --arg address "${address[$name]}" '{($name): $address}'
  done | jq -s add)" --argjson instantiate "$(for role in "${roles[@]}"; do
    jq -nc --arg role "$role" --argjson msg "$(instantiate_msg "$role")" '{($role): $msg}'
  done | jq -s add)" '{contracts: $contracts, actors: $actors, instantiate: $instantiate, steps: .}' \
    "$transcript.steps" >"$transcript"
  rm -f "$transcript.steps"
}

# The gas of each message on the node, beside the offline estimate where there is one.
gas_table() {
  local name estimates='{}' estimate off far=()
  # Unquoted: a command with arguments.
  # shellcheck disable=SC2086
  [[ -z $estimator ]] || estimates=$($estimator "$transcript") || fail "the estimator failed"
  printf '\n%-28s %10s %10s %8s\n' message "gas" estimate off
  for name in "${steps[@]}"; do
    estimate=$(jq -r --arg name "$name" '.[$name] // empty' <<<"$estimates")
    off=
    if [[ -n $estimate ]]; then
      off=$(jq -nr --argjson gas "${gas_of[$name]}" --argjson estimate "$estimate" '($estimate / $gas - 1) * 10000 | round / 100')
      jq -ne --argjson off "$off" --argjson most "$tolerance_percent" '($off | fabs) <= $most' >/dev/null || far+=("$name")
      off="$off %"
    fi
    printf '%-28s %10s %10s %8s\n' "$name" "${gas_of[$name]}" "${estimate:--}" "$off"
  done
  [[ ${#far[@]} == 0 ]] || fail "more than $tolerance_percent % off the estimate: ${far[*]}"
}

main() {
  local name
  case ${1:-} in
    "") "$root/scripts/build-wasm.sh" --no-vm ;;
    --as-built) ;;
    *) fail "unknown argument $1 (known: --as-built)" ;;
  esac
  "$root/scripts/devnet.sh" status 2>/dev/null || "$root/scripts/devnet.sh" up
  rm -f "$transcript.steps"
  for name in admin guardian "${actors[@]}"; do
    address[$name]=$(wasmd keys show "$name" --address)
    before[$name]=$(in_bank "${address[$name]}")
  done
  introduce_keys
  say "the exchange"
  store_codes
  instantiate_all
  say "the life of deployment 1"
  first_lease
  goes_stale
  second_lease
  cancel
  withdraw_all
  reckoning
  write_transcript
  gas_table
}

main "$@"
