//! What our programs rely on in a node: each literal refusal of the real one, and the paths that go well.
//!
//! `cargo test -p berth-chain-tests --test conformance` asks the embedded node. Against a real one of `scripts/devnet.sh`:
//! `BERTH_CONFORMANCE_URL=http://127.0.0.1:26657 BERTH_CONFORMANCE_KEY=SECRET cargo test ..`, where the secret is what
//! `wasmd keys export tenant --unsafe --unarmored-hex` prints; with `BERTH_CONFORMANCE_ARTIFACTS=artifacts` after
//! `scripts/build-wasm.sh` also the cases that need contracts are tried. `-- --nocapture` shows each case.
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic: that is how it fails"
)]

mod blocks;
mod broadcast;
mod contracts;
mod queries;
mod reading;
mod simulation;
mod socket;

use anyhow::Result;
use berth_chain_tests::Target;

/// How a case ended, if not in an error.
pub enum Verdict {
    /// As it should.
    Passed,
    /// It cannot be tried on this node.
    Skipped(&'static str),
}

/// What has been found.
#[derive(Default)]
struct Report {
    wrong: Vec<String>,
    passed: usize,
}

impl Report {
    fn note(&mut self, case: &str, result: Result<Verdict>) {
        match result {
            Ok(Verdict::Passed) => {
                self.passed += 1;
                println!("ok       {case}");
            }
            Ok(Verdict::Skipped(why)) => println!("skipped  {case}: {why}"),
            Err(error) => {
                println!("WRONG    {case}: {error:#}");
                self.wrong.push(format!("{case}: {error:#}"));
            }
        }
    }
}

macro_rules! run {
    ($target:expr, $report:expr, $($case:path),* $(,)?) => {
        $( $report.note(stringify!($case), $case($target).await); )*
    };
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_node_does_what_programs_rely_on() {
    let target = Target::open().await.unwrap();
    let mut report = Report::default();
    run!(
        &target,
        report,
        reading::health_and_status,
        reading::get_answers_as_post_does,
        reading::a_batch_is_answered_in_order_and_has_a_limit,
        reading::what_is_no_request_is_refused,
        reading::a_block_has_a_header_and_results,
        reading::heights_that_are_not_there,
        reading::parameters_of_the_wrong_type,
        reading::a_transaction_that_is_not_there,
        queries::accounts,
        queries::balances,
        queries::heights_of_queries,
        queries::unknown_paths,
        queries::config_tells_the_gas_price,
        queries::addresses_are_built_as_cosmwasm_std_builds_them,
        queries::contracts_and_codes_that_are_not_there,
        broadcast::what_is_no_transaction,
        broadcast::a_send_is_carried_out,
        broadcast::wrong_sequence,
        broadcast::several_in_one_block,
        broadcast::the_same_bytes_again,
        broadcast::fee_too_low,
        broadcast::fee_that_nobody_can_pay,
        broadcast::another_chain_or_account_number,
        broadcast::gas_beyond_the_block,
        broadcast::gas_too_low_for_the_signature,
        broadcast::memo_too_long,
        broadcast::unknown_granter,
        broadcast::nobody_knows_the_sender,
        blocks::out_of_gas_pays_the_fee,
        blocks::a_failing_message_undoes_the_others_and_pays,
        blocks::events_stand_where_they_should,
        blocks::a_timeout_that_has_passed_is_refused,
        blocks::a_timeout_of_the_latest_height_fails_in_the_block_and_costs_nothing,
        blocks::a_timeout_of_the_next_height_is_in_time,
        simulation::it_tells_the_gas,
        simulation::it_wants_the_pending_sequence,
        simulation::errors_are_wrapped,
        contracts::calling_nothing,
        contracts::storing_nonsense,
        contracts::the_exchange_can_be_made,
        contracts::a_wrong_address_undoes_all_four,
        socket::headers_come,
        socket::transactions_come,
        socket::what_is_wrong_is_refused,
    );
    println!("{} passed, {} wrong", report.passed, report.wrong.len());
    assert!(report.wrong.is_empty(), "{:#?}", report.wrong);
}
