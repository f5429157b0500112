//! Every message while the exchange is paused.

use std::fmt::Write;

use berth_api::provider_registry::ExecuteMsg as Registry;
use berth_tests::cast::{Sender, cast};
use berth_tests::golden::assert_golden;
use berth_tests::messages::samples;
use berth_tests::outcome::outcome;

/// S56: a pause stops new business and nothing else.
#[test]
fn a_pause_stops_what_the_tables_say() {
    let mut cast = cast();
    let mut text = String::new();
    for sample in samples(&cast) {
        let name = sample.name();
        sample.prepare(&mut cast);
        // The sample of Unpause has paused it already.
        let _paused = cast.send(Sender::Guardian, Registry::Pause {}, &[]);
        let outcome = outcome(&cast.send(sample.sender, sample.call.clone(), &sample.funds));
        // Of an update it is for the handler to say whether it opens an order.
        let opens = name == "deployment update_deployment";
        let refused = outcome.ends_with("/paused");
        assert_eq!(refused, opens || !sample.rule().while_paused, "{name}: {outcome}");
        writeln!(text, "{name:<56} {outcome}").unwrap();
    }
    assert_golden("matrices/paused.txt", &text);
}
