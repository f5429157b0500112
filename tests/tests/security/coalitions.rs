//! Whether any group of actors can make coins out of the exchange.

use berth_api::Call;
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::ExecuteMsg as Escrow;
use berth_api::market::ExecuteMsg as Market;
use berth_domain::{DeploymentInfrastructure, OrderId, WaitDuration};
use berth_tests::cast::STAKED;
use berth_tests::lifecycle::wealth;
use berth_tests::messages::tenants::update;
use berth_tests::stage::{DENOM, Stage, WAIT, infrastructure, stage, stage_with};
use cosmwasm_std::{Addr, Coin, Decimal, Uint128, coin};

/// The honest ones: a deployment leased to a provider who confirms. The coalition: tenant, two providers, keeper.
struct Field {
    stage: Stage,
    honest: [Addr; 2],
    lease: OrderId,
    coalition: Vec<Addr>,
}

const HONEST_DEPOSIT: u128 = 5_000_000;

fn field() -> Field {
    let mut stage = stage_with(|setup| {
        setup.terms[0].slash = Uint128::new(100);
        setup.terms[0].take_rate = Decimal::zero();
    });
    let honest = [stage.person("honest tenant"), stage.provider("honest provider")];
    let wait = WaitDuration::Blocks(WAIT);
    let id = stage.submit_as(&honest[0], wait, vec![infrastructure("web", true)], coin(HONEST_DEPOSIT, DENOM));
    let lease = OrderId::new(id, 1, 1);
    assert_eq!(stage.offer(&honest[1], lease, Decimal::one()), None);
    stage.pass(WAIT);
    // The honest one matches it himself: the tip stays among them.
    let provider = honest[1].to_string();
    stage.send(&honest[1], Market::SubmitLease { order: lease, provider }, &[]);
    let [one, two, _] = stage.providers.clone();
    for who in [&one, &honest[1]] {
        stage.mint(who, 10_000, STAKED);
        stage.send(who, Escrow::Stake {}, &[coin(10_000, STAKED)]);
    }
    let coalition = vec![stage.tenant.clone(), one, two, stage.keeper.clone()];
    Field { stage, honest, lease, coalition }
}

impl Field {
    /// Everything that the honest ones own, wherever it is; they are paid by one another.
    fn owned(&mut self) -> i128 {
        let begin = self.stage.sandbox.remember();
        let confirm = Market::SubmitLeaseConfirmation { leases: vec![self.lease], collect: true, payout: false };
        self.stage.send(&self.honest[1], confirm, &[]);
        let cancel = Deployment::CancelDeployment { deployment: self.lease.deployment, payout: false };
        self.stage.send(&self.honest[0], cancel, &[]);
        let owned = self.honest.iter().map(|who| wealth(&self.stage, who)).sum();
        let staked = self.stage.stake(&self.honest[1]).bonded.u128();
        self.stage.sandbox.go_back(&begin);
        assert_eq!(staked, 10_000);
        owned
    }

    fn pass(&mut self, blocks: u64) {
        self.stage.pass(blocks);
        let confirm = Market::SubmitLeaseConfirmation { leases: vec![self.lease], collect: false, payout: false };
        self.stage.send(&self.honest[1].clone(), confirm, &[]);
    }
}

/// A stream of numbers that look random.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn wanted(dice: &mut Dice) -> DeploymentInfrastructure {
    let mut wanted = infrastructure(["a", "b"][usize::try_from(dice.roll(2)).unwrap()], dice.roll(2) == 0);
    wanted.resources[0].collateral = Uint128::new(2_000_000);
    wanted.resources[0].price = Decimal::percent(50 + dice.roll(50));
    wanted
}

/// What the coalition does next: anything, mostly to its own deployments, sometimes to the honest one's.
fn next(dice: &mut Dice, field: &Field) -> (Addr, Call, Vec<Coin>) {
    let [tenant, one, two, keeper] = [0, 1, 2, 3].map(|index| field.coalition[index].clone());
    let provider = if dice.roll(2) == 0 { one } else { two };
    let deployment = if dice.roll(8) == 0 { field.lease.deployment } else { 2 + dice.roll(2) };
    let (slot, round) = (1 + dice.roll(3), 1 + dice.roll(4));
    let order = OrderId::new(deployment, slot.try_into().unwrap(), round.try_into().unwrap());
    let leases = vec![order];
    let free: Vec<Coin> = vec![];
    match dice.roll(18) {
        0 => {
            let infrastructure = vec![wanted(dice)];
            let submit = Deployment::SubmitDeployment {
                version: [7; 32].into(),
                denom: DENOM.to_owned(),
                wait_duration: WaitDuration::Blocks(1),
                infrastructure,
            };
            (tenant, submit.into(), vec![coin(60_000, DENOM)])
        }
        1..=4 => {
            let bids = vec![field.stage.answer(order, Decimal::percent(1 + dice.roll(50)))];
            (provider, Market::SubmitFulfillment { bids }.into(), free)
        }
        5 => (keeper, Market::MatchOpenOrders { limit: 32 }.into(), free),
        6 => (provider, Market::GiveNotice { lease: order }.into(), free),
        7 => (provider, Market::LeaveLease { lease: order }.into(), free),
        8 => (tenant, Market::CloseLease { lease: order, reorder: dice.roll(2) == 0 }.into(), free),
        9 => (provider, Market::SubmitLeaseConfirmation { leases, collect: true, payout: false }.into(), free),
        10 => (provider, Market::SubmitStaleLease { lease: order }.into(), free),
        11 => (keeper, Market::Facilitate { limit: 32, deployments: vec![2, 3], skip: vec![] }.into(), free),
        12 => (tenant, Deployment::ResumeDeployment { deployment }.into(), free),
        13 => match update(vec![wanted(dice)], vec![]) {
            Deployment::UpdateDeployment { version, set, remove, .. } => {
                (tenant, Deployment::UpdateDeployment { deployment, version, set, remove }.into(), free)
            }
            other => (tenant, other.into(), free),
        },
        14 => (tenant, Deployment::CancelDeployment { deployment, payout: true }.into(), free),
        15 => (tenant, Escrow::WithdrawDeposit { deployment, amount: None, payout: true }.into(), free),
        16 => (provider, Escrow::Withdraw { denom: DENOM.to_owned(), amount: None }.into(), free),
        _ => (keeper, Escrow::Deposit { deployment: Some(deployment) }.into(), vec![coin(20_000, DENOM)]),
    }
}

/// S68: whatever tenants, providers and keepers do together, nobody outside loses a coin by it.
#[test]
fn no_coalition_takes_a_coin_from_anybody_else() {
    let mut done = 0;
    for seed in 1..=8 {
        let (mut field, mut dice) = (field(), Dice(u64::wrapping_mul(seed, 0x9E37_79B9_7F4A_7C15)));
        let owned = field.owned();
        for _ in 0..80 {
            if dice.roll(4) == 0 {
                let blocks = 1 + dice.roll(9);
                field.pass(blocks);
            }
            let (sender, call, funds) = next(&mut dice, &field);
            done += usize::from(field.stage.sandbox.send(&sender, call, &funds).is_ok());
            field.stage.sandbox.check().unwrap();
        }
        field.pass(1);
        let now = field.owned();
        assert!(now >= owned, "seed {seed}: the honest had {owned}, have {now}");
        field.stage.exit();
    }
    assert!(done > 150, "{done}");
}

/// S68: the loops by name: win, serve notice, leave; break and let a partner book it; match and cancel. None pays.
#[test]
fn loops_of_a_pair_never_end_with_more_coins() {
    let rounds = 10;
    let total = |stage: &Stage| stage.everybody().iter().skip(1).map(|who| wealth(stage, who)).sum::<i128>();
    for how in ["leave", "break", "cancel"] {
        let mut stage = stage();
        let (before, one) = (total(&stage), stage.providers[0].clone());
        for _ in 0..rounds {
            let mut wanted = infrastructure("web", how != "cancel");
            wanted.resources[0].collateral = Uint128::new(2_000_000);
            let id = stage.submit(vec![wanted], 200_000);
            let order = OrderId::new(id, 1, 1);
            stage.let_to(0, order, 50);
            match how {
                "leave" => {
                    stage.send(&one, Market::GiveNotice { lease: order }, &[]);
                    stage.send(&one, Market::LeaveLease { lease: order }, &[]);
                }
                "break" => {
                    stage.pass(11);
                    stage.keep(Market::InvalidateStaleLeases { limit: 32 });
                }
                _ => {}
            }
            stage.by_tenant(Deployment::CancelDeployment { deployment: id, payout: true });
        }
        assert!(total(&stage) <= before, "{how}");
        stage.exit();
    }
}

/// S69: who confirms in each block pays as much of a fee as who confirms once.
#[test]
fn confirming_often_saves_no_fee() {
    let fee = |often: bool| {
        let mut stage = stage();
        let order = OrderId::new(1, 1, 1);
        stage.submit(vec![infrastructure("web", false)], 1_000_000);
        stage.let_to(0, order, 100);
        for block in 1..=200 {
            stage.sandbox.next_block(1);
            if often || block % 10 == 0 {
                assert_eq!(stage.confirm(0, order, often || block == 200), None);
            }
        }
        let fee = stage.balance(&stage.admin()).balance.u128();
        stage.exit();
        fee
    };
    // 200 s at 1, of which the protocol gets a hundredth.
    assert_eq!([fee(false), fee(true)], [2, 2]);
}
