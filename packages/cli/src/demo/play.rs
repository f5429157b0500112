//! The play: everybody acts block by block, by the code that acts on a real chain.

use std::collections::BTreeSet;

use berth_api::{Call, escrow, provider_registry};
use berth_domain::OrderId;
use berth_provider::{Config, PassedOver};
use berth_sandbox::Sandbox;
use berth_stack::Funding;
use cosmwasm_std::{Addr, Coin, Uint128};

use crate::Failure;
use crate::demo::cast::{Cast, Datacenter, Party};
use crate::demo::opening::{BLOCK_SECONDS, WAIT, deposit_and_purse, rules, setup};
use crate::demo::random::Random;
use crate::demo::record::{DatacenterRow, InfrastructureRow, PartyRow, Setup, What};
use crate::demo::stage::Stage;
use crate::demo::story::{Scene, Story};
use crate::demo::tell::Teller;
use crate::demo::wanted::Wanted;
use crate::demo::{chain, reckoning};

/// Blocks after the end in which a keeper may still free bids that lost.
const MOST_CLEARING: u64 = 64;

pub(super) struct Play<'a> {
    pub(super) stage: Stage<'a>,
    pub(super) cast: &'a Cast,
    pub(super) wanted: &'a Wanted,
    pub(super) story: Story,
    pub(super) deposit: Uint128,
    /// What the tenant has taken out of the account, to let it run dry.
    pub(super) taken_back: Uint128,
    passed_over: BTreeSet<(Addr, OrderId)>,
    told_silent: BTreeSet<Addr>,
}

/// Plays the whole life of a lease and reckons up.
pub fn play(wanted: &Wanted, seed: u64, blocks: u64, teller: &mut dyn Teller) -> Result<(), Failure> {
    let terms = rules(wanted)?;
    let (deposit, purse) = deposit_and_purse(wanted, &terms)?;
    let mut random = Random::from_seed(seed);
    let mut chain = Sandbox::new(&setup(&terms))?;
    let cast = Cast::new(wanted, purse, |name| chain.account(name), &mut random)?;
    let silent_after = u32::try_from(random.between(1, 2)).unwrap_or(1);
    for party in cast.parties().into_iter().filter(|party| !party.purse.is_zero()) {
        chain.fund(&party.address, Coin::new(party.purse, &wanted.currency.denom))?;
    }
    let mut play = Play {
        stage: Stage::new(chain, &cast, wanted, teller),
        cast: &cast,
        wanted,
        story: Story::new(wanted, silent_after),
        deposit,
        taken_back: Uint128::zero(),
        passed_over: BTreeSet::new(),
        told_silent: BTreeSet::new(),
    };
    play.stage.tell(What::Setup(opening(wanted, &cast, terms, seed, blocks)))?;
    play.begin(Scene::Break)?;
    play.providers_register()?;
    for block in 2..=blocks {
        play.block(block == 2, block == blocks)?;
    }
    play.everybody_withdraws()?;
    let verdict = play.story.verdict(blocks, |address| play.stage.name(address));
    reckoning::reckon(&mut play.stage, &cast, &wanted.currency, deposit, verdict)
}

fn opening(wanted: &Wanted, cast: &Cast, terms: berth_domain::Terms, seed: u64, blocks: u64) -> Setup {
    let plain = |party: &Party| PartyRow {
        name: party.name.clone(),
        part: party.part,
        address: party.address.clone(),
        purse: party.purse,
        datacenter: None,
    };
    let datacenter = |provider: &Datacenter| DatacenterRow {
        region: provider.profile.region.clone(),
        attributes: provider.profile.attributes.iter().map(ToString::to_string).collect(),
        config: provider.config.clone(),
    };
    let providers = cast.providers.iter().map(|p| PartyRow { datacenter: Some(datacenter(p)), ..plain(&p.party) });
    let others = [plain(&cast.keeper), plain(&cast.protocol)];
    let infrastructure = wanted.infrastructure.iter().zip(1..).map(|(infrastructure, slot)| InfrastructureRow {
        slot,
        price: berth_domain::total_price(&infrastructure.resources),
        collateral: berth_domain::total_collateral(&infrastructure.resources).unwrap_or(Uint128::MAX),
        infrastructure: infrastructure.clone(),
    });
    Setup {
        stack: wanted.source.clone(),
        seed,
        blocks,
        block_seconds: BLOCK_SECONDS,
        currency: wanted.currency.clone(),
        terms,
        wait: WAIT,
        stack_wait: wanted.wait,
        stack_notice: wanted.stack.infrastructure.iter().map(|one| one.notice).max().unwrap_or_default(),
        fund_for: match wanted.stack.funding {
            Funding::Seconds(seconds) => Some(seconds),
            Funding::Deposit(_) => None,
        },
        roundings: wanted.stack.roundings().iter().map(ToString::to_string).collect(),
        parties: std::iter::once(plain(&cast.tenant)).chain(providers).chain(others).collect(),
        infrastructure: infrastructure.collect(),
    }
}

impl Play<'_> {
    /// A scene begins.
    pub(super) fn begin(&mut self, scene: Scene) -> Result<(), Failure> {
        self.story.scene = scene;
        self.chapter(scene.title())
    }

    fn chapter(&mut self, title: Option<&str>) -> Result<(), Failure> {
        title.map_or(Ok(()), |title| self.stage.tell(What::Chapter { title: title.to_owned() }))
    }

    /// Block 1. All that a provider owns becomes its balance in escrow, free to be posted.
    fn providers_register(&mut self) -> Result<(), Failure> {
        self.stage.next_block();
        for Datacenter { party, profile, .. } in &self.cast.providers {
            let register = provider_registry::ExecuteMsg::RegisterProvider { profile: profile.clone() };
            self.stage.send(&party.address, register.into(), &[])?;
            let deposit = escrow::ExecuteMsg::Deposit { deployment: None };
            let purse = self.coin(party.purse);
            self.stage.send(&party.address, deposit.into(), &[purse])?;
        }
        Ok(())
    }

    fn block(&mut self, is_first: bool, is_last: bool) -> Result<(), Failure> {
        self.stage.next_block();
        if is_last {
            self.chapter(Some("Everybody goes home"))?;
            self.tenant_cancels()?;
        } else if is_first {
            self.tenant_submits()?;
        } else {
            self.tenant_acts()?;
        }
        for provider in &self.cast.providers {
            self.provider_acts(provider)?;
        }
        self.keeper_acts()?;
        self.story.watch(&self.stage.happened);
        self.stage.tell_changes()
    }

    fn provider_acts(&mut self, provider: &Datacenter) -> Result<(), Failure> {
        let Party { name, address, .. } = &provider.party;
        if self.story.is_silent(address) {
            if self.told_silent.insert(address.clone()) {
                self.stage.tell_silent(&provider.party)?;
            }
            return Ok(());
        }
        let situation = chain::situation(&self.stage.chain, provider)?;
        let config = Config { leaving: self.story.is_leaving(address), ..provider.config.clone() };
        let plan = berth_provider::reconcile(&situation, &config);
        for call in plan.calls {
            self.stage.send(address, call, &[])?;
        }
        for PassedOver { order, reason } in plan.passed_over {
            // Once per order.
            if self.passed_over.insert((address.clone(), order)) {
                let (provider, reason) = (name.clone(), reason.to_string());
                self.stage.tell(What::PassedOver { provider, order, reason })?;
            }
        }
        Ok(())
    }

    fn keeper_acts(&mut self) -> Result<(), Failure> {
        let pending = chain::pending_work(&self.stage.chain)?;
        self.stage.tell_book(&pending.ready)?;
        if let Some(call) = berth_keeper::decide(&pending, berth_keeper::Config::default()) {
            self.stage.send(&self.cast.keeper.address, call, &[])?;
        }
        Ok(())
    }

    /// After the last block: first the keeper frees what lost bids still lock, then everybody takes what is theirs.
    fn everybody_withdraws(&mut self) -> Result<(), Failure> {
        for _ in 0..MOST_CLEARING {
            self.stage.next_block();
            if self.stage.is_quiet()? {
                break;
            }
            self.keeper_acts()?;
        }
        let denom = &self.wanted.currency.denom;
        for party in self.cast.parties() {
            let balance = chain::balance(&self.stage.chain, &party.address, denom)?;
            if !balance.withdrawable.is_zero() {
                let withdraw = escrow::ExecuteMsg::Withdraw { denom: denom.clone(), amount: None };
                self.stage.send(&party.address, Call::from(withdraw), &[])?;
            }
        }
        Ok(())
    }
}
