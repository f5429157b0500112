//! The play: programs act, each by itself, and the one who watches tells them what the story wants.

use std::collections::BTreeMap;
use std::sync::Arc;

use berth_api::{Call, escrow, market, provider_registry};
use berth_chain::Chain;
use berth_client::{Exchange, Session};
use berth_domain::Terms;
use berth_stack::Funding;
use cosmwasm_std::{Addr, Coin, Uint128};
use tokio::sync::watch as channel;
use tokio::task::JoinHandle;

use crate::Failure;
use crate::demo::actors::Actor;
use crate::demo::cast::{Cast, Datacenter, Party};
use crate::demo::opening::{WAIT, deposit_and_purse, rules, setup};
use crate::demo::place::Place;
use crate::demo::random::Random;
use crate::demo::record::{DatacenterRow, InfrastructureRow, PartyRow, Setup, What};
use crate::demo::story::{Scene, Story};
use crate::demo::tell::Teller;
use crate::demo::tenant::{Act, Tenant};
use crate::demo::wanted::Wanted;
use crate::demo::watch::Watch;
use crate::demo::{programs, reckoning};

/// Blocks after the end in which a keeper may still free bids that lost.
const MOST_CLEARING: u64 = 64;

/// Whoever is on stage.
struct Play<'a> {
    place: &'a Place,
    exchange: Exchange,
    cast: &'a Cast,
    wanted: &'a Wanted,
    watch: Watch<'a>,
    story: Story,
    /// Away while it acts.
    tenant: Option<Tenant>,
    acting: Option<JoinHandle<(Tenant, Result<(), Failure>)>>,
    deployment: u64,
    keeper: Option<Actor>,
    providers: BTreeMap<Addr, Actor>,
    /// Whose program was stopped, and whose was told to leave.
    silent: Option<Addr>,
    leaving: Option<Addr>,
    /// What is being done and not told here.
    on_the_way: Vec<JoinHandle<Result<(), Failure>>>,
    /// Tells the embedded node up to which block all was seen.
    seen: channel::Sender<u64>,
}

/// Plays the whole life of a lease and reckons up.
pub async fn play(
    place: &Place,
    wanted: &Wanted,
    seed: u64,
    blocks: u64,
    teller: &mut dyn Teller,
) -> Result<(), Failure> {
    let terms = rules(wanted)?;
    let (deposit, purse) = deposit_and_purse(wanted, &terms)?;
    let mut random = Random::from_seed(seed);
    let cast = Cast::new(wanted, purse, place, &mut random)?;
    let silent_after = u32::try_from(random.between(1, 2)).unwrap_or(1);
    let purses = cast.parties().into_iter().map(|party| (party.address.to_string(), purse_of(party, wanted)));
    place.give(purses.collect()).await?;
    let exchange = programs::deploy(place, &setup(&terms, &cast.protocol.address)).await?;
    let base = place.chain.head().await?;
    let mut watch = Watch::new(exchange.clone(), base, &cast, wanted, teller);
    watch.tell(What::Setup(opening(place, wanted, &cast, terms, seed, blocks)))?;
    let session = Session::new(exchange.clone(), place.writer(Arc::clone(&cast.tenant.key))?);
    let (seen, followed) = channel::channel(base.height);
    place.follow(followed);
    let mut play = Play {
        place,
        exchange: exchange.clone(),
        cast: &cast,
        wanted,
        watch,
        story: Story::new(wanted, silent_after),
        tenant: Some(Tenant::new(session, wanted.clone(), deposit)),
        acting: None,
        deployment: 0,
        keeper: None,
        providers: BTreeMap::new(),
        silent: None,
        leaving: None,
        on_the_way: vec![],
        seen,
    };
    play.begin(Scene::Break)?;
    play.introduce().await?;
    play.start()?;
    play.ask(Act::Submit);
    while play.watch.block() < blocks && play.story.scene != Scene::End {
        play.block().await?;
        play.direct().await?;
    }
    play.end().await?;
    let Play { mut watch, story, .. } = play;
    let verdict = story.verdict(watch.block(), |address| watch.name(address));
    reckoning::reckon(&mut watch, &exchange, &cast, &wanted.currency, deposit, verdict).await
}

fn purse_of(party: &Party, wanted: &Wanted) -> Vec<Coin> {
    if party.purse.is_zero() { vec![] } else { vec![Coin::new(party.purse, &wanted.currency.denom)] }
}

fn opening(place: &Place, wanted: &Wanted, cast: &Cast, terms: Terms, seed: u64, blocks: u64) -> Setup {
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
        chain: place.config.id.clone(),
        node: place.url(),
        embedded: place.is_embedded(),
        stack: wanted.source.clone(),
        seed,
        blocks,
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
    fn begin(&mut self, scene: Scene) -> Result<(), Failure> {
        self.story.scene = scene;
        self.chapter(scene.title())
    }

    fn chapter(&mut self, title: Option<&str>) -> Result<(), Failure> {
        title.map_or(Ok(()), |title| self.watch.tell(What::Chapter { title: title.to_owned() }))
    }

    /// Providers get a name here, and coins to post.
    async fn introduce(&mut self) -> Result<(), Failure> {
        for provider in &self.cast.providers {
            let session = self.session(&provider.party)?;
            let calls = introduction(provider, &self.wanted.currency.denom);
            self.on_the_way.push(tokio::spawn(async move { Ok(session.execute_many(calls).await.map(drop)?) }));
        }
        self.until_done().await
    }

    fn session(&self, party: &Party) -> Result<Session, Failure> {
        Ok(Session::new(self.exchange.clone(), self.place.writer(Arc::clone(&party.key))?))
    }

    /// Sees blocks until everything that is on its way is done.
    async fn until_done(&mut self) -> Result<(), Failure> {
        while self.on_the_way.iter().any(|one| !one.is_finished()) {
            self.block().await?;
        }
        for one in std::mem::take(&mut self.on_the_way) {
            one.await.map_err(|e| Failure::Story(e.to_string()))??;
        }
        Ok(())
    }

    /// Ends a program in good order, which takes it blocks.
    fn end_program(&mut self, program: Actor) {
        self.on_the_way.push(tokio::spawn(async move { program.end().await.map_err(Failure::Story) }));
    }

    /// Starts the keeper's program and those of the providers.
    fn start(&mut self) -> Result<(), Failure> {
        let keeper = programs::keeper(self.place, &self.exchange, &self.cast.keeper)?;
        self.place.follow(keeper.handled());
        self.keeper = Some(keeper);
        for provider in &self.cast.providers {
            self.start_provider(provider, false)?;
        }
        Ok(())
    }

    fn start_provider(&mut self, provider: &Datacenter, leaving: bool) -> Result<(), Failure> {
        let actor = programs::provider(self.place, &self.exchange, provider, leaving)?;
        self.place.follow(actor.handled());
        self.providers.insert(provider.party.address.clone(), actor);
        Ok(())
    }

    /// Sees every block there is by now.
    async fn block(&mut self) -> Result<(), Failure> {
        let head = self.place.head_above(self.watch.height()).await?;
        for height in self.watch.height() + 1..=head.height {
            let block = self.place.chain.block(height).await?;
            self.watch.see(&block).await?;
            self.story.watch(&self.watch.happened);
        }
        self.seen.send_replace(head.height);
        self.look_after().await
    }

    /// Nobody ends by itself; the tenant comes back when it has acted.
    async fn look_after(&mut self) -> Result<(), Failure> {
        let programs = self.keeper.iter().chain(self.providers.values());
        if programs.into_iter().any(Actor::has_ended) {
            return Err(Failure::Story("a program has ended by itself".to_owned()));
        }
        let Some(acting) = self.acting.take_if(|acting| acting.is_finished()) else { return Ok(()) };
        let (tenant, done) = acting.await.map_err(|e| Failure::Story(format!("the tenant's program ended: {e}")))?;
        self.deployment = tenant.deployment();
        self.tenant = Some(tenant);
        done
    }

    /// Lets the tenant do something; it does one thing after another.
    fn ask(&mut self, act: Act) {
        if let Some(mut tenant) = self.tenant.take() {
            self.acting = Some(tokio::spawn(async move {
                let done = tenant.act(act).await;
                (tenant, done)
            }));
        }
    }

    /// What the story wants: one provider's program is killed, and goes on to the next scene once what this one waits
    /// for is there.
    async fn direct(&mut self) -> Result<(), Failure> {
        self.silence().await?;
        if self.tenant.is_none() {
            return Ok(());
        }
        let is_dry = self.story.scene == Scene::Drain && self.is_dry().await?;
        if !self.story.is_over(is_dry) {
            return Ok(());
        }
        let (scene, act) = match self.story.scene {
            Scene::Break => (Scene::Change, Some(Act::Update(self.story.slot()))),
            Scene::Change => (Scene::Drain, Some(Act::TakeBack)),
            Scene::Drain => (Scene::TopUp, Some(Act::TopUp)),
            Scene::TopUp => (Scene::Resume, Some(Act::Resume)),
            Scene::Resume => (Scene::Leave, None),
            Scene::Leave | Scene::End => (Scene::End, None),
        };
        self.begin(scene)?;
        if let Some(act) = act {
            self.ask(act);
        }
        if scene == Scene::Leave { self.somebody_leaves().await } else { Ok(()) }
    }

    async fn is_dry(&self) -> Result<bool, Failure> {
        let account = self.exchange.escrow().at(self.watch.height()).account(self.deployment).await?;
        Ok(account.dry_at.is_some())
    }

    async fn silence(&mut self) -> Result<(), Failure> {
        let Some(provider) = self.cast.providers.iter().find(|one| self.story.is_silent(&one.party.address)) else {
            return Ok(());
        };
        let address = &provider.party.address;
        if self.silent.as_ref() == Some(address) {
            return Ok(());
        }
        self.silent = Some(address.clone());
        if let Some(program) = self.providers.remove(address) {
            program.kill();
        }
        self.watch.tell_silent(&provider.party).await
    }

    /// Its operator starts the program anew, with another config.
    async fn somebody_leaves(&mut self) -> Result<(), Failure> {
        self.story.somebody_leaves();
        let leaver = self.cast.providers.iter().find(|one| self.story.is_leaving(&one.party.address));
        let Some(provider) = leaver else { return Ok(()) };
        self.leaving = Some(provider.party.address.clone());
        if let Some(program) = self.providers.remove(&provider.party.address) {
            self.end_program(program);
            self.until_done().await?;
        }
        self.start_provider(provider, true)
    }

    /// The tenant cancels, the keeper frees what lost bids still lock, everybody stops, and takes what is theirs.
    async fn end(&mut self) -> Result<(), Failure> {
        self.chapter(Some("Everybody goes home"))?;
        while self.tenant.is_none() {
            self.block().await?;
        }
        for program in std::mem::take(&mut self.providers).into_values() {
            self.end_program(program);
        }
        self.until_done().await?;
        self.ask(Act::Cancel);
        let last = self.watch.height() + MOST_CLEARING;
        while self.tenant.is_none() || (self.watch.height() < last && !self.is_quiet().await?) {
            self.block().await?;
        }
        if let Some(keeper) = self.keeper.take() {
            self.end_program(keeper);
            self.until_done().await?;
        }
        self.everybody_withdraws().await
    }

    /// Whether a keeper would find nothing to do.
    async fn is_quiet(&self) -> Result<bool, Failure> {
        let pending = self.exchange.market().at(self.watch.height()).pending_work(None).await?;
        let market::PendingWorkResponse { ready, stale, dry, finished, .. } = pending;
        Ok(ready.is_empty() && stale.is_empty() && dry.is_empty() && finished.is_empty())
    }

    async fn everybody_withdraws(&mut self) -> Result<(), Failure> {
        let denom = &self.wanted.currency.denom;
        for party in self.cast.parties() {
            let balance = self.exchange.escrow().balance(party.address.as_str(), denom).await?;
            if !balance.withdrawable.is_zero() {
                let session = self.session(party)?;
                let withdraw = escrow::ExecuteMsg::Withdraw { denom: denom.clone(), amount: None };
                self.on_the_way
                    .push(tokio::spawn(async move { Ok(session.execute(withdraw, vec![]).await.map(drop)?) }));
            }
        }
        self.until_done().await?;
        // The last of them may stand in a block that is not seen yet.
        self.block().await
    }
}

/// How a provider begins: it has a name here, and coins to post.
fn introduction(provider: &Datacenter, denom: &str) -> Vec<(Call, Vec<Coin>)> {
    let register = provider_registry::ExecuteMsg::RegisterProvider { profile: provider.profile.clone() };
    let deposit = escrow::ExecuteMsg::Deposit { deployment: None };
    vec![(register.into(), vec![]), (deposit.into(), vec![Coin::new(provider.party.purse, denom)])]
}
