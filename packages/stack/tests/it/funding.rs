//! What a tenant pays in.

use berth_domain::Terms;
use berth_stack::Stack;
use cosmwasm_std::{Decimal, Uint128};

use crate::example;

fn terms() -> Terms {
    Terms {
        denom: "uusdc".into(),
        interest_rate: Decimal::zero(),
        match_tip: Uint128::new(10_000),
        close_tip: Uint128::new(10_000),
        stale_tip: Uint128::new(10_000),
        min_runway: 3_600,
        min_collateral: Uint128::new(1_000_000),
        slash: Uint128::zero(),
        take_rate: Decimal::zero(),
        reconfirmation_period: 600,
    }
}

fn funded(funding: &str) -> Stack {
    example::edited("web", |text| text.replace("fund_for: 30d", funding))
}

#[test]
fn a_month_is_what_a_month_costs() {
    let stack = Stack::parse(&example::text("web")).unwrap();
    // 2 x 17 and 52, and two holds of 0.02. Rounded down per second, and then up to the whole.
    assert_eq!(stack.deposit(&terms()), Ok(Uint128::new(86_040_000)));
    assert_eq!(funded("fund_for: 15d").deposit(&terms()), Ok(Uint128::new(43_040_000)));
}

#[test]
fn at_least_what_the_terms_ask_for() {
    // An hour of 86.00 a month is 0.119445, rounded up.
    assert_eq!(funded("fund_for: 1h").deposit(&terms()), Ok(Uint128::new(159_445)));
    assert_eq!(funded("deposit: 0.159445").deposit(&terms()), Ok(Uint128::new(159_445)));
    let refused = |funding: &str| funded(funding).deposit(&terms()).unwrap_err().to_string();
    assert_eq!(refused("fund_for: 59m"), "fund_for is 3540 s, allowed: at least 3600 s");
    assert_eq!(refused("deposit: 0.159444"), "deposit is 0.159444 USDC, allowed: at least 0.159445 USDC");
}

#[test]
fn what_the_terms_refuse() {
    let stack = Stack::parse(&example::text("web")).unwrap();
    let refused = |terms: Terms| stack.deposit(&terms).unwrap_err().field;
    assert_eq!(refused(Terms { denom: "uatom".into(), ..terms() }), "denom.name");
    let dear = Terms { min_collateral: Uint128::new(6_000_000), ..terms() };
    assert_eq!(refused(dear), "infrastructure[0].total collateral");
    let ages = funded("fund_for: 200000000000000d");
    assert!(ages.deposit(&terms()).is_ok());
    let rich = example::edited("web", |text| {
        text.replace("fund_for: 30d", "fund_for: 200000000000000d")
            .replace("month: 17.00", "month: 99999999999999999999")
    });
    assert_eq!(rich.deposit(&terms()).unwrap_err().field, "the deposit");
}
