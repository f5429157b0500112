//! Who may send what, with which coins, and while paused.

use berth_api::deployment::ExecuteMsg;
use cosmwasm_std::coin;

use crate::world::{DENOM, DEPOSIT, World, infrastructure, submission, update, version};

/// One of each message, which the owner of deployment 1 (or the admin) may send.
fn messages() -> Vec<ExecuteMsg> {
    vec![
        submission(vec![infrastructure("web")]),
        update(vec![infrastructure("web")], &[]),
        ExecuteMsg::ResumeDeployment { deployment: 1 },
        ExecuteMsg::CancelDeployment { deployment: 1, payout: false },
        ExecuteMsg::SetParameters { max_wait_blocks: Some(1), max_wait_seconds: None, max_notice: None },
    ]
}

/// Who is let in: anyone, the owner, the admin.
fn lets_in(msg: &ExecuteMsg) -> &'static str {
    match msg {
        ExecuteMsg::SubmitDeployment { .. } => "anyone",
        ExecuteMsg::UpdateDeployment { .. }
        | ExecuteMsg::ResumeDeployment { .. }
        | ExecuteMsg::CancelDeployment { .. } => "owner",
        ExecuteMsg::SetParameters { .. } => "admin",
    }
}

#[test]
fn each_message_lets_in_those_it_names_and_nobody_else() {
    for msg in messages() {
        let takes_coins = matches!(msg, ExecuteMsg::SubmitDeployment { .. });
        let coins = if takes_coins { vec![coin(DEPOSIT, DENOM)] } else { vec![] };
        for who in ["owner", "admin", "guardian", "stranger", "market", "escrow", "registry", "deployment"] {
            let mut world = World::with(vec![infrastructure("web")]);
            let result = world.send(&world.address(who), msg.clone(), &coins);
            let expected = lets_in(&msg);
            assert_eq!(result.is_ok(), expected == "anyone" || expected == who, "{who}: {msg:?}: {result:?}");
            if let Err(error) = result {
                let code = if expected == "owner" { "deployment/not_owner: " } else { "deployment/unauthorized: " };
                assert!(error.to_string().starts_with(code), "{who}: {error}");
            }
        }
    }
}

#[test]
fn coins_that_a_message_does_not_take_are_refused() {
    for msg in messages() {
        let takes_coins = matches!(msg, ExecuteMsg::SubmitDeployment { .. });
        let who = if lets_in(&msg) == "admin" { "admin" } else { "owner" };
        let purses = [
            vec![],
            vec![coin(DEPOSIT, DENOM)],
            vec![coin(DEPOSIT, "uatom")],
            vec![coin(DEPOSIT, DENOM), coin(1, "uatom")],
            vec![coin(0, DENOM)],
        ];
        for (index, purse) in purses.iter().enumerate() {
            let mut world = World::with(vec![infrastructure("web")]);
            let result = world.send(&world.address(who), msg.clone(), purse);
            assert_eq!(result.is_ok(), index == usize::from(takes_coins), "{purse:?}: {msg:?}: {result:?}");
        }
    }
}

#[test]
fn deployments_that_are_not_there() {
    let mut world = World::with(vec![infrastructure("web")]);
    let messages = [
        ExecuteMsg::UpdateDeployment { deployment: 2, version: Some(version(2)), set: vec![], remove: vec![] },
        ExecuteMsg::ResumeDeployment { deployment: 2 },
        ExecuteMsg::CancelDeployment { deployment: 2, payout: false },
    ];
    for msg in messages {
        assert_eq!(world.refused(msg), "deployment/not_found: there is no deployment 2");
    }
}

#[test]
fn a_pause_stops_what_opens_orders() {
    let web = infrastructure("web");
    let persisting = berth_domain::DeploymentInfrastructure { persist: true, ..web.clone() };
    let moved = berth_domain::DeploymentInfrastructure { region: "eu-west".into(), ..web.clone() };
    let version =
        ExecuteMsg::UpdateDeployment { deployment: 1, version: Some(version(2)), set: vec![], remove: vec![] };
    let cases = [
        (submission(vec![web.clone()]), false),
        (ExecuteMsg::ResumeDeployment { deployment: 1 }, false),
        (update(vec![moved.clone()], &[]), false),
        (update(vec![infrastructure("new")], &["db"]), false),
        (update(vec![persisting.clone(), infrastructure("new")], &[]), false),
        (update(vec![persisting], &[]), true),
        (update(vec![web], &["db"]), true),
        (version, true),
        (ExecuteMsg::CancelDeployment { deployment: 1, payout: true }, true),
    ];
    for (msg, allowed) in cases {
        let mut world = World::with(vec![infrastructure("web"), infrastructure("db")]);
        let coins = matches!(msg, ExecuteMsg::SubmitDeployment { .. }).then(|| coin(DEPOSIT, DENOM));
        let coins: Vec<_> = coins.into_iter().collect();
        world.pause(true);
        let result = world.send(&world.owner.clone(), msg.clone(), &coins);
        assert_eq!(result.is_ok(), allowed, "{msg:?}: {result:?}");
        if let Err(error) = result {
            assert!(error.to_string().starts_with("deployment/paused: "), "{error}");
        }
        world.pause(false);
        if !allowed {
            world.send(&world.owner.clone(), msg, &coins).unwrap();
        }
    }
}
