//! Which test holds which line of the security checklist, as far as the contracts hold it.

use crate::sources::{root, rust_files};

/// Lines of the checklist and names of tests.
const HELD_BY: &[(&str, &str)] = &[
    ("S01", "every_message_takes_the_coins_that_its_table_says"),
    ("S02", "each_deployment_is_paid_in_its_own_coin"),
    ("S02", "every_message_takes_the_coins_that_its_table_says"),
    ("S03", "a_coin_beyond_128_bits_is_refused"),
    ("S04", "what_is_wrong_in_escrow_is_found"),
    ("S04", "what_is_wrong_in_market_is_found"),
    ("S05", "coins_sent_without_a_message_change_nothing"),
    ("S05", "no_contract_decides_by_its_own_bank_balance"),
    ("S06", "no_id_stands_twice_in_a_message"),
    ("S06", "the_same_message_again_in_a_block_pays_nothing"),
    ("S08", "a_year_of_fractions_settled_at_random_moments_comes_to_what_one_settlement_pays"),
    ("S08", "paying_each_second_or_once_is_the_same_and_never_falls"),
    ("S09", "calls_go_one_way_each_once_and_coins_go_last_to_the_sender"),
    ("S10", "no_sum_wraps"),
    ("S11", "the_build_checks_overflow_and_asks_for_no_new_capability"),
    ("S12", "ranges_are_hard"),
    ("S13", "no_term_changes_what_has_opened"),
    ("S13", "rules_that_change_later_change_nothing_for_what_has_opened"),
    ("S14", "a_payee_that_cannot_be_paid_harms_nobody_else"),
    ("S15", "none_of_the_four_contracts_is_payee_officer_auditor_or_excluded"),
    ("S16", "every_action_in_every_state"),
    ("S17", "every_message_lets_in_whom_its_table_says"),
    ("S19", "the_four_are_made_as_planned_or_not_at_all"),
    ("S20", "impostors_of_the_same_code_are_refused_by_the_real_ones"),
    ("S21", "messages_have_no_field_for_secrets_or_for_other_messages"),
    ("S22", "calls_go_one_way_each_once_and_coins_go_last_to_the_sender"),
    ("S23", "only_addresses_as_the_chain_writes_them_are_taken"),
    ("S23", "questions_take_addresses_as_the_chain_writes_them_only"),
    ("S24", "authority_goes_over_once"),
    ("S24", "only_who_was_proposed"),
    ("S25", "calls_go_one_way_each_once_and_coins_go_last_to_the_sender"),
    ("S26", "a_sibling_that_fails_undoes_the_whole_message"),
    ("S27", "what_has_failed_is_told_and_nobody_elses_answer_is_taken"),
    ("S33", "orders_that_can_never_be_matched_do_not_jam_the_queue"),
    ("S34", "earliest_first_and_nothing_before_its_time"),
    ("S35", "a_bad_id_harms_no_other"),
    ("S36", "after_a_century_without_keepers_everybody_can_leave"),
    ("S37", "a_message_overtaken_by_another_is_refused_and_changes_nothing"),
    ("S38", "pages_are_bounded_and_add_up"),
    ("S39", "no_value_of_any_field_is_too_much"),
    ("S40", "no_value_of_any_field_is_too_much"),
    ("S43", "a_lease_is_never_stale_at_its_due_height_and_always_one_later"),
    ("S43", "a_provider_may_leave_from_leave_at_on_and_not_a_second_before"),
    ("S44", "after_a_century_without_keepers_everybody_can_leave"),
    ("S45", "namespaces_are_distinct_and_none_begins_another_item"),
    ("S46", "a_lease_outlives_new_code_of_all_four"),
    ("S46", "nobody_else_and_nothing_else"),
    ("S47", "every_key_and_record_is_as_committed"),
    ("S48", "the_index_is_what_the_rows_say"),
    ("S49", "events_say_nothing_but_short_words"),
    ("S50", "events_say_nothing_but_short_words"),
    ("S51", "a_message_does_what_the_query_said"),
    ("S52", "messages_have_no_field_for_secrets_or_for_other_messages"),
    ("S55", "the_build_checks_overflow_and_asks_for_no_new_capability"),
    ("S56", "a_pause_stops_what_the_tables_say"),
    ("S56", "everybody_can_leave_and_only_the_admin_ends_the_pause"),
    ("S57", "every_message_lets_in_whom_its_table_says"),
    ("S61", "orders_that_can_never_be_matched_do_not_jam_the_queue"),
    ("S62", "closing_one_lease_ahead_of_a_batch_lets_the_others_be_confirmed"),
    ("S63", "a_period_is_lengthened_for_running_leases_and_never_shortened"),
    ("S63", "rules_that_change_later_change_nothing_for_what_has_opened"),
    ("S64", "a_deposit_to_a_dry_account_revives_no_lease"),
    ("S65", "the_order_of_a_block_decides_nothing_about_a_lease_that_has_ended"),
    ("S66", "a_bid_that_scared_rivals_away_wins_and_must_serve"),
    ("S66", "nobody_bids_and_matches_in_one_block"),
    ("S67", "a_tenant_who_is_not_served_orders_again_at_once"),
    ("S67", "winning_for_nothing_and_never_serving_costs_the_collateral_each_time"),
    ("S68", "loops_of_a_pair_never_end_with_more_coins"),
    ("S68", "no_coalition_takes_a_coin_from_anybody_else"),
    ("S69", "confirming_often_saves_no_fee"),
    ("S70", "a_hundred_notices_by_turns_cost_the_tenant_nothing"),
];

#[test]
fn every_test_on_the_list_is_there() {
    assert!(HELD_BY.is_sorted());
    let folders = ["contracts", "packages", "tests"].map(|folder| rust_files(&root().join(folder)));
    let sources: Vec<_> = folders.into_iter().flatten().collect();
    for (line, name) in HELD_BY {
        let test = format!("fn {name}(");
        assert!(sources.iter().any(|(_, text)| text.contains(&test)), "{line}: there is no test {name}");
    }
}
