//! Pricing programs: good, slow, silent, loud and broken ones.

use std::collections::BTreeMap;
use std::time::Duration;

use berth_provider::{Pricing, Program, Question, Quotes, Unfit, Wanted, reconcile_at};
use cosmwasm_std::{Decimal, Uint128};

use crate::world::{config, group, now, order, situation};

/// A shell's script. What is written to a file first could still be open for writing in another test's child when it is started.
fn program(script: &str) -> Program {
    Program {
        provider: "me".into(),
        command: "/bin/sh".into(),
        args: vec!["-c".into(), script.into()],
        environment: BTreeMap::from([("MARGIN".into(), "7".into())]),
        directory: "/".into(),
        time_limit: Duration::from_secs(60),
        round_limit: Duration::from_secs(120),
        at_once: 4,
    }
}

fn wanted(deployment: u64) -> Wanted {
    Wanted { order: order(deployment, vec![group(2)]), standing: Some(Uint128::new(9)) }
}

fn question() -> Question {
    Question::new("me".into(), now(), wanted(7))
}

async fn ask(program: Program) -> Result<Vec<Decimal>, String> {
    program.ask(&question()).await
}

#[tokio::test]
async fn it_reads_the_question_and_is_paid_what_it_says() {
    // Answers with what it was asked, so that the test sees it.
    let script = r#"question=$(cat); case "$question" in *'"deployment":7'*) ;; *'"7.1.1"'*) ;; *) exit 3;; esac
        echo '{"prices":["1.'$MARGIN'"]}'"#;
    assert_eq!(ask(program(script)).await, Ok(vec![Decimal::percent(170)]));
    let json: serde_json::Value = serde_json::to_value(question()).unwrap();
    for field in ["version", "provider", "height", "time", "order", "standing_price"] {
        assert!(json.get(field).is_some(), "{field}");
    }
    assert_eq!(serde_json::from_value::<Question>(json).unwrap(), question());
}

#[tokio::test]
async fn what_it_does_not_answer_is_no_price() {
    let cases = [
        ("echo '{\"decline\":\"weekend\"}'", "declined: weekend"),
        ("echo oops >&2; exit 4", "failed with exit status: 4: `oops`"),
        ("echo '{\"prices\":[\"1\"]}'; exit 1", "failed with exit status: 1"),
        ("kill -9 $$", "failed with signal: 9"),
        ("true", "answer is ``, allowed: prices or decline"),
        ("yes x", "too long, allowed: 65536 bytes"),
        ("yes x | head -c 65536; exec >&-; exit 0", "allowed: prices or decline"),
    ];
    for (script, expected) in cases {
        let error = ask(program(script)).await.unwrap_err();
        assert!(error.contains(expected), "{script}: {error}");
    }
    let mut missing = program("true");
    missing.command = "/nonexistent/pricing".into();
    assert!(ask(missing).await.unwrap_err().starts_with("the pricing program does not start: "));
}

#[tokio::test]
async fn it_may_answer_without_listening_and_complain_at_length() {
    let script = "exec <&-; head -c 300000 /dev/zero >&2; echo '{\"prices\":[\"2\"]}'";
    assert_eq!(ask(program(script)).await, Ok(vec![Decimal::percent(200)]));
}

#[tokio::test]
async fn it_sees_nothing_of_the_providers_environment() {
    let script = r#"env | grep -v -e ^PATH= -e ^MARGIN= -e ^PWD= -e ^SHLVL= -e ^_= -e ^OLDPWD= >&2 && exit 9; echo '{"prices":["1"]}'"#;
    assert_eq!(ask(program(script)).await, Ok(vec![Decimal::one()]));
}

/// Whether a process is there and not just waiting to be seen off.
fn runs(pid: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !status.is_empty() && !status.contains(") Z ")
}

async fn is_gone(pid: &str) -> bool {
    for _ in 0..3_000 {
        if !runs(pid) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}

#[tokio::test]
async fn when_it_is_late_it_is_killed_with_what_it_started() {
    let folder = std::env::temp_dir().join(format!("berth-pricing-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let pids = folder.join("pids");
    let script = format!("sleep 600 & echo $! $$ > {0}.new; mv {0}.new {0}; wait", pids.display());
    let slow = Program { time_limit: Duration::from_secs(2), ..program(&script) };
    let asked = ask(slow).await;
    let written = std::fs::read_to_string(&pids).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(asked.unwrap_err(), "the pricing program did not answer within 2s");
    let pids: Vec<_> = written.split_whitespace().collect();
    assert_eq!(pids.len(), 2);
    for pid in pids {
        assert!(is_gone(pid).await, "{pid}");
    }
}

#[tokio::test]
async fn one_that_hangs_takes_no_price_from_the_others() {
    let script = r#"case "$(cat)" in *'"2.1.1"'*) sleep 600;; *) echo '{"prices":["1"]}';; esac"#;
    let some_hang = Program { round_limit: Duration::from_secs(10), at_once: 2, ..program(script) };
    let quotes = some_hang.quotes(now(), vec![wanted(1), wanted(2), wanted(3)]).await;
    let world = situation((1..=4).map(|deployment| order(deployment, vec![group(2)])).collect());
    let plan = reconcile_at(&world, &config(), &quotes);
    let passed: Vec<_> =
        plan.passed_over.iter().map(|passed| (passed.order.deployment, passed.reason.to_string())).collect();
    let expected = [
        (2, "no price: the pricing program was not asked within the 10s that a block has".to_owned()),
        (4, "no price: no price was asked for in this block".to_owned()),
    ];
    assert_eq!(passed, expected);
    assert_eq!(plan.calls.len(), 1);
}

#[tokio::test]
async fn an_answer_for_another_order_gets_no_bid() {
    let world = situation(vec![order(1, vec![group(2)])]);
    for (prices, reason) in
        [(2, "resources has 2 groups, the order has 1"), (0, "resources has 0 groups, the order has 1")]
    {
        let mut quotes = Quotes::default();
        quotes.insert(world.orders[0].order.order, Ok(vec![Decimal::one(); prices]));
        let plan = reconcile_at(&world, &config(), &quotes);
        assert!(matches!(plan.passed_over[0].reason, Unfit::Price(_)));
        assert_eq!(plan.passed_over[0].reason.to_string(), reason);
    }
}

#[tokio::test]
async fn the_example_answers() {
    let mut example = program("");
    example.command = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/price.py").into();
    example.args.clear();
    example.environment = BTreeMap::from([("MARGIN".into(), "2".into())]);
    // One CPU and one GiB, at night and by day.
    let mut question = question();
    assert_eq!(example.ask(&question).await, Ok(vec![Decimal::percent(140)]));
    question.time = 43_200;
    assert_eq!(example.ask(&question).await, Ok(vec![Decimal::percent(200)]));
    question.order.order.infrastructure.resources[0].compute.gpu = Some(crate::world::gpu(1, None, None));
    assert_eq!(example.ask(&question).await, Err("declined: no graphics processors are sold".into()));
    question.order.order.denom = "uatom".into();
    assert_eq!(example.ask(&question).await, Err("declined: nothing is sold for uatom".into()));
    question.version = 2;
    assert!(example.ask(&question).await.unwrap_err().contains("does not understand version 2"));
}
