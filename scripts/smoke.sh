#!/usr/bin/env bash
# One whole life on a real chain: the compiled contracts on the devnet, driven with the node's own command line. Three
# providers bid, the cheapest wins, confirms, falls silent and loses collateral and stake; the second wins the new order.
# The tenant changes what it wants; its account runs dry, is topped up too late, and resumed; the second gives notice,
# serves it and leaves to the third; the tenant cancels; everybody withdraws. Every step is checked by queries, at the end
# every coin is where it belongs. Exit code 1 otherwise.
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

# The exchange's rules. A period of about 20 s: going stale takes seconds, and a slow machine confirms in time all the same.
period=40
match_tip=2000
close_tip=3000
stale_tip=5000
collateral=1000000
min_runway=5
notice=5
wait_blocks=20
# Prices per second of one of two machines; the bids' are in quarters, so that rounding has something to do. Interest on
# the collateral comes to less than one uusdc in this short a life: what a lease earns is its price x seconds, rounded
# down, and its fee 1 % of that, rounded down.
max_price=20000
changed_price=22000
price1=12500.25
price2=13500.25
price3=15500.25
provider_deposit=3000000
deployment_deposit=50000000
top_up=40000000
# What provider1 stakes and takes out again, and what of it a broken lease costs.
stake=1000000
unstake=400000
slash=250000

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

# wait_until WHAT FILTER: until the filter says true about the work that is pending.
wait_until() {
  local deadline=$((SECONDS + 90))
  say "  waiting until $1"
  until ask market '{"pending_work":{}}' | jq -e "$2" >/dev/null; do
    ((SECONDS < deadline)) || fail "not after 90 s: $1"
    sleep 0.3
  done
}

# wait_for KIND ID: until market says that ID, a JSON value, is due.
wait_for() {
  wait_until "$2 is $1" ".$1 | index($2) != null"
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
# Of the life itself: when the current lease began, what each lease was paid in all, what the tenant took out on the way
# and got back at the end.
matched_at='' withdrawn='' refund=''
paid=()

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
        --arg collateral "$((match_tip + close_tip + stale_tip))" --argjson runway "$min_runway" --argjson period "$period" --arg slash "$slash" \
        '{contracts: ., terms: [{denom: $denom, interest_rate: "0.05", match_tip: $match, close_tip: $close,
          stale_tip: $stale, min_runway: $runway, min_collateral: $collateral, slash: $slash, take_rate: "0.01",
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

# infrastructure PRICE: the deployment's only one, at most at that price.
infrastructure() {
  jq -nc --argjson resources "$(resources "$1")" --argjson notice "$notice" \
    '{name: "web", region: "eu-west", persist: true, notice: $notice, resources: $resources,
      requirements: {attributes: [{key: "tier", value: "community"}], signed_by: {all_of: [], any_of: []},
                     min_stake: "0", min_reputation: 0, exclude: []}}'
}

submit_msg() {
  jq -nc --argjson web "$(infrastructure "$max_price")" --arg denom "$denom" --argjson wait "$wait_blocks" \
    '{submit_deployment: {version: ("5e" * 32), denom: $denom, wait_duration: {blocks: $wait}, infrastructure: [$web]}}'
}

update_msg() {
  jq -nc --argjson web "$(infrastructure "$changed_price")" \
    '{update_deployment: {deployment: 1, version: ("6f" * 32), set: [$web], remove: []}}'
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

# match ROUND WINNER MESSAGE: the keeper matches, the losers are free again.
match() {
  local lease=1.1.$1 provider
  wait_for ready "\"$lease\""
  step "match $1" market keeper "$3"
  matched_at=$(time_of)
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

# in_stake NAME FILTER
in_stake() {
  ask escrow "{\"stake\":{\"owner\":\"${address[$1]}\"}}" | jq -r "$2"
}

introductions() {
  local provider
  for provider in provider1 provider2 provider3; do
    step "register $provider" provider-registry "$provider" "$(register_msg "$provider")"
    step "deposit $provider" escrow "$provider" '{"deposit":{"deployment":null}}' "$provider_deposit$denom"
  done
  step stake escrow provider1 '{"stake":{}}' "${stake}stake"
  step unstake escrow provider1 "{\"unstake\":{\"amount\":\"$unstake\"}}"
  expect "what provider1 has bonded" "$(in_stake provider1 .bonded)" "$((stake - unstake))"
  expect "what provider1 has unbonding" "$(in_stake provider1 '.unbonding[0].amount')" "$unstake"
}

first_lease() {
  step submit deployment tenant "$(submit_msg)" "$deployment_deposit$denom"
  expect "the order of the deployment" "$(order 1.1.1 .status.open.collateral)" "$collateral"
  bids 1.1.1 "provider1=$price1" "provider2=$price2" "provider3=$price3"
  match 1 provider1 '{"match_open_orders":{"limit":4}}'
  step confirm market provider1 "$(confirm_msg 1.1.1 false false)"
  expect "due height after a confirmation" "$(attribute lease_confirmed due_height)" "$(($(jq -r .height <<<"$tx") + period))"
  earn_something
  step "confirm and collect" market provider1 "$(confirm_msg 1.1.1 true false)"
  paid[1]=$(earned "$price1" "$(($(time_of) - matched_at))")
  expect "what the first lease was paid" "$(attribute lease_paid paid)" "${paid[1]}"
  expect "the balance of provider1" "$(in_escrow provider1 balance)" "$((provider_deposit + paid[1] - $(fee_of "${paid[1]}")))"
}

# The provider of the first lease confirms no more.
goes_stale() {
  wait_for stale '"1.1.1"'
  step stale market keeper '{"invalidate_stale_leases":{"limit":4}}'
  expect "the end of the first lease" "$(order 1.1.1 .status.closed.reason)" stale
  expect "the balance of provider1 without its collateral" "$(in_escrow provider1 balance)" \
    "$((provider_deposit + paid[1] - $(fee_of "${paid[1]}") - collateral))"
  expect "what provider1 has locked" "$(in_escrow provider1 locked)" 0
  expect "the keeper's tips" "$(in_escrow keeper balance)" "$((match_tip + stale_tip))"
  expect "who is barred from the next order" "$(order 1.1.2 .status.open.barred)" "${address[provider1]}"
  expect "what provider1 has bonded still" "$(in_stake provider1 .bonded)" "$((stake - unstake - slash))"
}

second_lease() {
  local before
  bids 1.1.2 "provider2=$price2" "provider3=$price3"
  step "refused bid" market provider1 "$(bid_msg 1.1.2 "$price1")"
  expect "what the barred provider1 has locked" "$(in_escrow provider1 locked)" 0
  # A bid goes freely while its order's wait has not half passed, which a slow machine may miss, and always while paused.
  step pause provider-registry guardian '{"pause":{}}'
  expect "whether the exchange is paused" "$(ask provider-registry '{"authority":{}}' | jq .paused)" true
  step "cancel bid" market provider3 '{"cancel_fulfillment":{"orders":["1.1.2"]}}'
  expect "what provider3 has locked without its bid" "$(in_escrow provider3 locked)" 0
  step unpause provider-registry admin '{"unpause":{}}'
  match 2 provider2 '{"match_open_orders":{"limit":4}}'
  before=$(in_bank "${address[provider2]}")
  earn_something
  step "confirm, collect, pay out" market provider2 "$(confirm_msg 1.1.2 true true)"
  paid[2]=$(earned "$price2" "$(($(time_of) - matched_at))")
  expect "what was paid out to provider2" "$(($(in_bank "${address[provider2]}") - before))" "$((paid[2] - $(fee_of "${paid[2]}")))"
}

# The tenant may pay more from now on: the lease is replaced.
changes() {
  step update deployment tenant "$(update_msg)"
  paid[2]=$(earned "$price2" "$(($(time_of) - matched_at))")
  expect "the end of the second lease" "$(order 1.1.2 .status.closed.reason)" replaced
  expect "the version" "$(ask deployment '{"deployment":{"deployment":1}}' | jq -r .version)" "$(printf '6f%.0s' {1..32})"
  bids 1.1.3 "provider2=$price2" "provider3=$price3"
  match 3 provider2 '{"facilitate":{"limit":4,"deployments":[],"skip":[]}}'
}

# Nothing is left but the shortest runway; what is paid in when it is over revives nothing.
runs_dry() {
  local dry_at
  step "withdraw deposit" escrow tenant '{"withdraw_deposit":{"deployment":1,"amount":null,"payout":true}}'
  withdrawn=$(attribute credited amount)
  wait_for dry 1
  step "confirm dry" market provider2 "$(confirm_msg 1.1.3 false false)"
  step "deposit account" escrow tenant '{"deposit":{"deployment":1}}' "$top_up$denom"
  dry_at=$(ask escrow '{"account":{"deployment":1}}' | jq .dry_at)
  step "close unfunded" market keeper '{"close_unfunded_leases":{"deployments":[1],"limit":4}}'
  paid[3]=$(earned "$price2" "$((dry_at - matched_at))")
  expect "the end of the third lease" "$(order 1.1.3 .status.closed.reason)" unfunded
  expect "the keeper's tips" "$(in_escrow keeper balance)" "$((3 * match_tip + stale_tip + close_tip))"
  expect "what provider2 has locked" "$(in_escrow provider2 locked)" 0
  step resume deployment tenant '{"resume_deployment":{"deployment":1}}'
  expect "whether the account is dry" "$(ask escrow '{"account":{"deployment":1}}' | jq .dry_at)" null
}

# The provider of the fourth lease leaves to the third provider, and pays for the match of that.
leaves() {
  local leave_at
  bids 1.1.4 "provider2=$price2" "provider3=$price3"
  match 4 provider2 '{"facilitate":{"limit":4,"deployments":[],"skip":[]}}'
  step "give notice" market provider2 '{"give_notice":{"lease":"1.1.4"}}'
  leave_at=$(attribute notice_given leave_at)
  expect "the end of the notice" "$leave_at" "$(($(time_of) + notice))"
  wait_until "the notice is served" ".time >= $leave_at"
  step leave market provider2 '{"leave_lease":{"lease":"1.1.4"}}'
  paid[4]=$(earned "$price2" "$(($(time_of) - matched_at))")
  expect "the end of the fourth lease" "$(order 1.1.4 .status.closed.reason)" notice_served
  expect "who is barred from the next order" "$(order 1.1.5 .status.open.barred)" "${address[provider2]}"
  bids 1.1.5 "provider3=$price3"
  match 5 provider3 "{\"submit_lease\":{\"order\":\"1.1.5\",\"provider\":\"${address[provider3]}\"}}"
  earn_something
}

cancel() {
  local lease
  step cancel deployment tenant '{"cancel_deployment":{"deployment":1,"payout":true}}'
  paid[5]=$(earned "$price3" "$(($(time_of) - matched_at))")
  expect "the end of the fifth lease" "$(order 1.1.5 .status.closed.reason)" cancelled
  expect "what is left of the deployment" "$(ask deployment '{"deployment":{"deployment":1}}' | jq '.infrastructure | length')" 0
  # The fifth match was paid by provider2.
  refund=$((deployment_deposit - withdrawn + top_up - 4 * match_tip - close_tip + collateral - stale_tip))
  for lease in "${paid[@]}"; do refund=$((refund - lease)); done
  expect "the refund" "$(attribute account_closed amount)" "$refund"
}

withdraw_all() {
  local name
  for name in provider1 provider2 provider3 keeper feecollector; do
    expect "what $name has locked" "$(in_escrow "$name" locked)" 0
    step "withdraw $name" escrow "$name" "{\"withdraw\":{\"denom\":\"$denom\",\"amount\":null}}"
  done
  step "withdraw slashed" escrow feecollector '{"withdraw":{"denom":"stake","amount":null}}'
  expect "what was slashed" "$(attribute withdrawn amount)" "$slash"
}

# reckoning: what each has more or less than before, beside what it must be.
reckoning() {
  local name change lease fees=0 sum=0
  for lease in "${paid[@]}"; do fees=$((fees + $(fee_of "$lease"))); done
  local -A due=(
    [tenant]=$((withdrawn - deployment_deposit - top_up + refund))
    [keeper]=$((5 * match_tip + stale_tip + close_tip))
    [feecollector]=$fees
    [provider1]=$((paid[1] - $(fee_of "${paid[1]}") - collateral))
    [provider2]=$((paid[2] - $(fee_of "${paid[2]}") + paid[3] - $(fee_of "${paid[3]}") + paid[4] - $(fee_of "${paid[4]}") - match_tip))
    [provider3]=$((paid[5] - $(fee_of "${paid[5]}")))
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
  # Unbonding takes a day at least.
  expect "escrow's stake" "$(wasmd query bank balance "${address[escrow]}" stake --output json | jq -r .balance.amount)" "$((stake - slash))"
  say "escrow is empty but for provider1's stake, every coin is accounted for"
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
  introductions
  first_lease
  goes_stale
  second_lease
  changes
  runs_dry
  leaves
  cancel
  withdraw_all
  reckoning
  write_transcript
  gas_table
}

main "$@"
