//! How the four are made, and what others made of the same code can do.

use anyhow::{Result, anyhow};
use berth_api::deployment::ExecuteMsg as Deployment;
use berth_api::escrow::{ExecuteMsg as Escrow, Settlement};
use berth_api::market::ExecuteMsg as Market;
use berth_api::plan::{Codes, Instantiation, Setup, instantiations};
use berth_api::{Contracts, Role};
use berth_domain::Terms;
use berth_sandbox::native;
use berth_tests::cast::submission;
use berth_tests::outcome::code;
use berth_tests::stage::DENOM;
use cosmwasm_std::{Addr, Binary, Coin, CosmosMsg, WasmMsg, coin, instantiate2_address, to_json_binary};
use cw_multi_test::App;

const SALT: &[u8] = b"berth";

/// A chain with the four codes, and nothing made of them.
struct Chain {
    app: App,
    codes: Codes,
    admin: Addr,
}

impl Chain {
    fn new() -> Self {
        let mut app = App::new(|router, api, storage| {
            for name in ["admin", "stranger"] {
                let coins = vec![coin(1_000_000_000, DENOM)];
                router.bank.init_balance(storage, &api.addr_make(name), coins).unwrap();
            }
        });
        let admin = app.api().addr_make("admin");
        let codes = Codes::of(|role| app.store_code(native(role)));
        Self { app, codes, admin }
    }

    /// Where the four will be.
    fn predicted(&self, creator: &Addr, salt: &[u8]) -> Contracts {
        let address = |role| {
            let info = self.app.wrap().query_wasm_code_info(*self.codes.get(role)).unwrap();
            let creator = cosmwasm_std::Api::addr_canonicalize(self.app.api(), creator.as_str()).unwrap();
            let address = instantiate2_address(info.checksum.as_slice(), &creator, salt).unwrap();
            cosmwasm_std::Api::addr_humanize(self.app.api(), &address).unwrap().into_string()
        };
        Contracts {
            deployment: address(Role::Deployment),
            market: address(Role::Market),
            escrow: address(Role::Escrow),
            provider_registry: address(Role::ProviderRegistry),
        }
    }

    fn plan(&self, contracts: &Contracts, setup: &Setup) -> Vec<WasmMsg> {
        messages(instantiations(&self.codes, contracts, setup, &self.admin, &Binary::from(SALT)).unwrap())
    }

    fn send(&mut self, sender: &Addr, messages: Vec<WasmMsg>) -> Result<()> {
        let messages = messages.into_iter().map(CosmosMsg::from).collect();
        self.app.execute_multi(sender.clone(), messages).map(drop).map_err(|e| anyhow!("{e:#}"))
    }

    fn make(&mut self, contracts: &Contracts) -> Result<()> {
        let plan = self.plan(contracts, &Setup::default());
        self.send(&self.admin.clone(), plan)
    }

    fn call(&mut self, sender: &Addr, contract: &str, msg: Binary, funds: &[Coin]) -> Result<()> {
        let execute = WasmMsg::Execute { contract_addr: contract.to_owned(), msg, funds: funds.to_vec() };
        self.send(sender, vec![execute])
    }

    fn is_made(&self, contracts: &Contracts) -> bool {
        Role::ALL.iter().any(|role| self.app.contract_data(&Addr::unchecked(contracts.get(*role))).is_ok())
    }
}

fn messages(plan: Vec<Instantiation>) -> Vec<WasmMsg> {
    plan.into_iter().map(WasmMsg::from).collect()
}

fn refused(result: Result<()>) -> String {
    code(&result.unwrap_err().to_string()).expect("a code")
}

/// S19: all four are made as planned, or none is.
#[test]
fn the_four_are_made_as_planned_or_not_at_all() {
    let mut chain = Chain::new();
    let (admin, stranger) = (chain.admin.clone(), chain.app.api().addr_make("stranger"));
    let right = chain.predicted(&admin, SALT);

    let of_another_salt = chain.predicted(&admin, b"other");
    assert_eq!(refused(chain.make(&of_another_salt)), "provider-registry/wiring");
    let swapped = Contracts { market: right.escrow.clone(), escrow: right.market.clone(), ..right.clone() };
    assert_eq!(refused(chain.make(&swapped)), "escrow/wiring");
    let twice = Contracts { market: right.escrow.clone(), ..right.clone() };
    assert_eq!(refused(chain.make(&twice)), "provider-registry/wiring");
    let terms = Terms { reconfirmation_period: 9, ..Setup::default().terms[0].clone() };
    let one_fails = chain.plan(&right, &Setup { terms: vec![terms], ..Setup::default() });
    assert_eq!(refused(chain.send(&admin, one_fails)), "market/invalid_field");
    // Somebody else's go elsewhere, so the addresses in the plan are not theirs.
    let copied = chain.plan(&right, &Setup::default());
    assert_eq!(refused(chain.send(&stranger, copied)), "provider-registry/wiring");
    assert!(!chain.is_made(&right));

    chain.make(&right).unwrap();
    assert!(chain.make(&right).is_err(), "made twice");
}

/// S20: contracts of the same code, made by a stranger and pointed at the real siblings, are nobody to them.
#[test]
fn impostors_of_the_same_code_are_refused_by_the_real_ones() {
    let mut chain = Chain::new();
    let (admin, stranger) = (chain.admin.clone(), chain.app.api().addr_make("stranger"));
    let submit = to_json_binary(&submission("web")).unwrap();
    let real = chain.predicted(&admin, SALT);
    chain.make(&real).unwrap();
    chain.call(&admin, &real.deployment, submit.clone(), &[coin(200_000, DENOM)]).unwrap();

    let theirs = chain.predicted(&stranger, SALT);
    let make_alone = |chain: &mut Chain, role: Role, contracts: &Contracts| {
        let plan = chain.plan(contracts, &Setup::default());
        let index = Role::ALL.iter().position(|other| *other == role).unwrap();
        chain.send(&stranger, vec![plan[index].clone()]).unwrap();
    };
    // Its deployment sends OpenAccount and OpenOrders, UpdateOrders and CloseDeployment; its market sends Settle.
    let with_deployment = Contracts { deployment: theirs.deployment.clone(), ..real.clone() };
    make_alone(&mut chain, Role::Deployment, &with_deployment);
    let sent = chain.call(&stranger, &theirs.deployment, submit.clone(), &[coin(200_000, DENOM)]);
    assert_eq!(refused(sent), "escrow/unauthorized");

    let without_escrow = chain.predicted(&stranger, b"all theirs");
    let plan = instantiations(&chain.codes, &without_escrow, &Setup::default(), &stranger, &b"all theirs".into());
    chain.send(&stranger, messages(plan.unwrap())).unwrap();
    chain.call(&stranger, &without_escrow.deployment, submit, &[coin(200_000, DENOM)]).unwrap();
    // Whatever their contracts might send, the real ones know only their own.
    let movements = "{\"open_account\":{\"deployment\":7,\"min_runway\":1,\"movements\":[]}}";
    let orders = Market::OpenOrders { deployment: 1, terms: 1, orders: vec![] };
    let owner = stranger.to_string();
    let settlement = Settlement { caller: owner.clone(), payout: true, accounts: vec![], slashes: vec![] };
    let denom = DENOM.to_owned();
    let close = Market::CloseDeployment { deployment: 1, owner, denom, slots: vec![1], payout: true };
    let forged: [(&String, Binary); 4] = [
        (&real.escrow, movements.as_bytes().into()),
        (&real.escrow, to_json_binary(&Escrow::Settle(settlement)).unwrap()),
        (&real.market, to_json_binary(&orders).unwrap()),
        (&real.market, to_json_binary(&close).unwrap()),
    ];
    for (contract, message) in forged {
        for sender in [&without_escrow.deployment, &without_escrow.market, &theirs.deployment] {
            let sent = chain.call(&Addr::unchecked(sender), contract, message.clone(), &[]);
            assert!(refused(sent).ends_with("/unauthorized"));
        }
    }
    // Their own exchange works, on its own coins; the real one is as it was.
    let cancel = to_json_binary(&Deployment::CancelDeployment { deployment: 1, payout: true }).unwrap();
    chain.call(&stranger, &without_escrow.deployment, cancel.clone(), &[]).unwrap();
    chain.call(&admin, &real.deployment, cancel, &[]).unwrap();
}
