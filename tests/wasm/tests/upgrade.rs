//! The compiled contracts at one version, with state of every kind, moved to the next one in one transaction.
//!
//! There is no release yet whose code could be kept: the next version is the same code with another version in it.
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic: that is how it fails"
)]

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use berth_api::Role;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_api::plan::Each;
use berth_domain::{OrderId, WaitDuration};
use berth_sandbox::Sandbox;
use berth_sandbox::gas::GasMeter;
use berth_tests::cast::{BID_ON, Cast, LEASED, OPEN, OTHER_LEASE, READY, Sender, cast_on};
use berth_tests::messages::{message_name, samples};
use berth_tests::stage::{DENOM, PURSE, WAIT, infrastructure, stage_on};
use berth_wasm_tests::{Code, WasmContract};
use cosmwasm_std::Empty;
use cw_multi_test::Contract;

const NOW: &str = env!("CARGO_PKG_VERSION");
const NEXT: &str = "0.9.9";
/// Its wait is in seconds.
const LATER: OrderId = OrderId::new(3, 1, 1);

fn artifact(role: Role) -> String {
    role.name().replace('-', "_")
}

fn now(role: Role) -> Box<dyn Contract<Empty>> {
    Box::new(WasmContract::new(Code::artifact(&artifact(role)).unwrap(), &GasMeter::new()))
}

/// The same code, which says of itself that it is the next version.
fn next(role: Role) -> Box<dyn Contract<Empty>> {
    static CODES: OnceLock<Each<Arc<Code>>> = OnceLock::new();
    let codes = CODES.get_or_init(|| Each::of(renewed));
    Box::new(WasmContract::new(Arc::clone(codes.get(role)), &GasMeter::new()))
}

fn renewed(role: Role) -> Arc<Code> {
    let mut wasm = Code::bytes(&artifact(role)).unwrap();
    let name = format!("berth/{role}");
    let (old, new) = (format!("{name}{NOW}"), format!("{name}{NEXT}"));
    let places: Vec<usize> =
        wasm.windows(old.len()).enumerate().filter(|(_, window)| *window == old.as_bytes()).map(|(at, _)| at).collect();
    let [at] = places[..] else { panic!("{role} has its name and version {} times", places.len()) };
    wasm[at..at + new.len()].copy_from_slice(new.as_bytes());
    Arc::new(Code::compile(&wasm).unwrap())
}

/// A map's key begins with the length of its namespace in two bytes; an item's key is its name.
fn namespace(key: &[u8]) -> String {
    let name = match key {
        [0, length, rest @ ..] => &rest[..usize::from(*length)],
        whole => whole,
    };
    String::from_utf8(name.to_vec()).unwrap()
}

/// All that the four have stored, but for what they say of themselves.
fn state(sandbox: &Sandbox) -> Vec<(Role, Vec<u8>, Vec<u8>)> {
    let rows = Role::ALL.into_iter().flat_map(|role| {
        sandbox.dump(role).into_iter().filter(|(key, _)| key != b"contract_info").map(move |(k, v)| (role, k, v))
    });
    rows.collect()
}

fn version(sandbox: &Sandbox, role: Role) -> String {
    let info = sandbox.dump(role).into_iter().find(|(key, _)| key == b"contract_info").unwrap().1;
    let info: serde_json::Value = serde_json::from_slice(&info).unwrap();
    info["version"].as_str().unwrap().to_owned()
}

/// Orders and leases in every state, losing bids, a notice, an offered authority, certificates, attestations, stake that is being
/// unbonded: at least one row under every namespace that the contracts' README knows.
fn busy() -> Cast {
    let mut cast = cast_on(stage_on(|setup| Sandbox::with_code(setup, now)));
    let kept = ["attest", "publish_certificate", "propose_admin", "unstake", "give_notice"];
    for sample in samples(&cast).iter().filter(|sample| kept.contains(&message_name(&sample.call).as_str())) {
        // Some of these exclude one another: the first of each kind stands.
        drop(cast.send(sample.sender, sample.call.clone(), &sample.funds));
    }
    assert_eq!(cast.stage.bid(1, BID_ON, 60), None);
    cast.stage.submit_waiting(WaitDuration::Seconds(600), vec![infrastructure("later", true)]);
    assert_eq!(cast.stage.bid(0, LATER, 60), None);
    cast.stage.pass(WAIT - 1);
    assert_eq!(cast.stage.bid(1, OPEN, 60), None);
    cast.stage.pass(1);
    // No more than these two: what of a limit is left would free the bid that lost.
    assert_eq!(cast.stage.work_done(Market::MatchOpenOrders { limit: 2 }), (2, 0));
    cast.stage.pass(1);
    assert_eq!(cast.stage.confirm(0, READY, true), None);
    cast.send(Sender::Tenant, Market::CloseLease { lease: READY, reorder: false }, &[]).unwrap();
    cast
}

/// What the contracts' README has under Storage.
fn namespaces() -> BTreeSet<(String, String)> {
    let readme = include_str!("../../../contracts/README.md");
    let (_, storage) = readme.split_once("## Storage").unwrap();
    let rows = storage.lines().take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| "));
    let cells = rows.map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let known = cells.filter(|cells| cells[2].starts_with('`'));
    known.map(|cells| (cells[1].to_owned(), cells[2].trim_matches('`').to_owned())).collect()
}

#[test]
fn every_kind_of_state_outlives_the_next_version_of_all_four() {
    let mut cast = busy();
    let seen: BTreeSet<(String, String)> =
        state(&cast.stage.sandbox).iter().map(|(role, key, _)| (role.to_string(), namespace(key))).collect();
    let unseen: Vec<_> =
        namespaces().into_iter().filter(|known| known.1 != "contract_info" && !seen.contains(known)).collect();
    assert!(unseen.is_empty(), "no row of {unseen:?}");
    let admin = cast.address(Sender::Admin);
    let before = state(&cast.stage.sandbox);
    cast.stage.sandbox.check().unwrap();

    let sandbox = &mut cast.stage.sandbox;
    sandbox.migrate(&admin, Role::ALL.map(|role| (role, next(role)))).unwrap();
    assert!(state(sandbox) == before, "the migration changed something");
    assert_eq!(Role::ALL.map(|role| version(sandbox, role)), [NEXT; 4]);
    sandbox.check().unwrap();

    // The same again is no harm; an older version and other contracts are refused, all four with the one that is wrong.
    sandbox.migrate(&admin, Role::ALL.map(|role| (role, next(role)))).unwrap();
    for wrong in Role::ALL {
        let older = |role| if role == wrong { now(role) } else { next(role) };
        let refused = sandbox.migrate(&admin, Role::ALL.map(|role| (role, older(role)))).unwrap_err().to_string();
        assert!(refused.contains(NEXT) && refused.contains(NOW), "{refused}");
        let other = if wrong == Role::Market { Role::Escrow } else { Role::Market };
        let foreign = |role| if role == wrong { next(other) } else { next(role) };
        let refused = sandbox.migrate(&admin, Role::ALL.map(|role| (role, foreign(role)))).unwrap_err().to_string();
        assert!(
            refused.contains(&format!("berth/{wrong}")) && refused.contains(&format!("berth/{other}")),
            "{refused}"
        );
    }
    assert!(state(sandbox) == before && Role::ALL.iter().all(|role| version(sandbox, *role) == NEXT));

    // Everything goes on, and everybody gets out.
    for (who, lease) in [(0, LEASED), (1, OTHER_LEASE), (0, BID_ON)] {
        assert_eq!(cast.stage.confirm(who, lease, true), None, "{lease}");
    }
    cast.stage.pass(WAIT);
    assert_eq!(cast.stage.work_done(Market::MatchOpenOrders { limit: 32 }).0, 1, "{OPEN} is ready");
    for (owner, deployment) in [(Sender::Tenant, 1), (Sender::OtherTenant, 2), (Sender::Tenant, 3)] {
        cast.send(owner, Deployment::CancelDeployment { deployment, payout: true }, &[]).unwrap();
    }
    cast.stage.keep(Market::ReleaseFulfillments { limit: 32 });
    let cast_of: Vec<_> = Sender::ALL.into_iter().map(|sender| cast.address(sender)).collect();
    for person in cast_of.into_iter().chain(cast.stage.everybody()) {
        if !cast.stage.balance(&person).withdrawable.is_zero() {
            cast.stage.send(&person, Escrow::Withdraw { denom: DENOM.into(), amount: None }, &[]);
        }
    }
    cast.stage.sandbox.check().unwrap();
    let escrow = cast.stage.sandbox.contracts().escrow.clone();
    // What is left was sent there without a message.
    assert_eq!(cast.stage.sandbox.bank_balance(escrow, DENOM).unwrap().u128(), PURSE);
}
