//! From a deployment as it is to what its stack says.

use berth_api::deployment::{DeploymentResponse, ExecuteMsg, InfrastructureResponse};
use berth_domain::{DeploymentInfrastructure, WaitDuration};
use berth_stack::Stack;
use cosmwasm_std::{Addr, HexBinary};

use crate::example;

fn web() -> Stack {
    Stack::parse(&example::text("web")).unwrap()
}

/// The deployment that comes of a stack.
fn submitted(stack: &Stack) -> DeploymentResponse {
    let infrastructure = stack.infrastructure.iter().cloned().zip(1..);
    DeploymentResponse {
        deployment: 7,
        owner: Addr::unchecked("tenant"),
        denom: stack.denom.name.clone(),
        closed: false,
        version: stack.version(),
        wait_duration: stack.wait,
        infrastructure: infrastructure
            .map(|(infrastructure, slot)| InfrastructureResponse { slot, infrastructure })
            .collect(),
    }
}

type Parts = (Option<HexBinary>, Vec<DeploymentInfrastructure>, Vec<String>);

fn parts(update: Option<ExecuteMsg>) -> Parts {
    match update {
        Some(ExecuteMsg::UpdateDeployment { deployment: 7, version, set, remove }) => (version, set, remove),
        other => panic!("{other:?}"),
    }
}

/// What becomes of a deployment by an update, as the deployment contract does it.
fn updated(mut deployment: DeploymentResponse, (version, set, remove): Parts) -> DeploymentResponse {
    deployment.version = version.unwrap_or(deployment.version);
    let list = &mut deployment.infrastructure;
    let mut slot = list.iter().map(|row| row.slot).max().unwrap_or_default();
    list.retain(|row| !remove.contains(&row.infrastructure.name));
    for infrastructure in set {
        match list.iter_mut().find(|row| row.infrastructure.name == infrastructure.name) {
            Some(row) => row.infrastructure = infrastructure,
            None => {
                slot += 1;
                list.push(InfrastructureResponse { slot, infrastructure });
            }
        }
    }
    deployment
}

#[test]
fn nothing_where_nothing_differs() {
    assert_eq!(web().update(&submitted(&web())), Ok(None));
    // What is paid in is no part of a deployment, and slots are the deployment's own affair.
    let funded = example::edited("web", |text| text.replace("fund_for: 30d", "deposit: 9"));
    let mut moved = submitted(&web());
    moved.infrastructure.reverse();
    assert_eq!(funded.update(&moved), Ok(None));
}

#[test]
fn only_what_differs_is_named() {
    let cases = [
        ("count: 2\n        compute", "count: 3\n        compute", vec!["web"], vec![], false),
        ("persist: true", "persist: false", vec!["web"], vec![], false),
        ("persist: true", "persist: true\n    notice: 7d", vec!["web"], vec![], false),
        ("nginx:1.29", "nginx:1.30", vec![], vec![], true),
        ("  db:\n    region", "  store:\n    region", vec!["store"], vec!["db"], true),
    ];
    for (from, to, set, remove, manifest) in cases {
        let stack = example::edited("web", |text| {
            text.replacen(from, to, 1).replace("[db]", if set == ["store"] { "[store]" } else { "[db]" })
        });
        let update = parts(stack.update(&submitted(&web())).unwrap());
        assert_eq!(update.0, manifest.then(|| stack.version()), "{to}");
        assert_eq!(update.1.iter().map(|i| i.name.as_str()).collect::<Vec<_>>(), set, "{to}");
        assert_eq!(update.2, remove, "{to}");
        assert_eq!(stack.update(&updated(submitted(&web()), update)), Ok(None), "{to}");
    }
}

#[test]
fn from_any_example_to_any_other() {
    for from in example::NAMES {
        for to in example::NAMES {
            let mut before = submitted(&Stack::parse(&example::text(from)).unwrap());
            let stack = Stack::parse(&example::text(to)).unwrap();
            (before.denom, before.wait_duration) = (stack.denom.name.clone(), stack.wait);
            match stack.update(&before).unwrap() {
                None => assert_eq!(from, to),
                update => assert_eq!(stack.update(&updated(before, parts(update))), Ok(None), "{from} to {to}"),
            }
        }
    }
}

#[test]
fn what_no_update_can_change() {
    let refused = |edit: &dyn Fn(&mut DeploymentResponse)| {
        let mut deployment = submitted(&web());
        edit(&mut deployment);
        web().update(&deployment).unwrap_err().to_string()
    };
    assert_eq!(refused(&|d| d.closed = true), "deployment is 7, allowed: one that is not cancelled");
    let denom = refused(&|d| d.denom = "uatom".into());
    assert_eq!(denom, "denom.name is uusdc, allowed: uatom, which deployment 7 is paid in");
    let wait = refused(&|d| d.wait_duration = WaitDuration::Blocks(600));
    assert_eq!(wait, "wait is 600 seconds, allowed: 600 blocks, which deployment 7 was submitted with");
}
