//! A key without a coin, whose fees another address pays by a fee grant.

use std::sync::Arc;

use anyhow::Result;
use berth_chain::{Chain, Message, Network};
use berth_client::{Exchange, Session};
use cosmrs::Any;
use cosmrs::proto::cosmos::feegrant::v1beta1::{BasicAllowance, MsgGrantAllowance, MsgRevokeAllowance};
use cosmrs::proto::prost::Name;

use crate::facts::Facts;
use crate::party::Party;
use crate::stage::Stage;
use crate::wanted::{STAKE, register};

const REGION: &str = "granted";

/// The scenario.
pub async fn play(stage: &Stage, facts: &mut Facts) -> Result<()> {
    let [granter] = stage.parties(["granter"]).await?;
    let mut config = stage.network.config().clone();
    config.granter = Some(granter.address.clone());
    let network = Network::connect(config).await?;
    let pauper = Party::new(&network, "pauper")?;
    let exchange = Exchange::open(network.clone(), stage.exchange.contracts().clone()).await?;
    let session = Session::new(exchange, Arc::clone(&pauper.writer));

    let grant = MsgGrantAllowance {
        granter: granter.address.clone(),
        grantee: pauper.address.clone(),
        allowance: Some(any(&BasicAllowance { spend_limit: vec![], expiration: None })),
    };
    granter.writer.send(vec![other(&grant)]).await?;
    let before = network.balance(&granter.address, STAKE).await?;
    let done = session.execute(register("pauper", REGION), vec![]).await?;
    let paid = before.saturating_sub(network.balance(&granter.address, STAKE).await?);
    facts.same("what the granter paid is the fee", paid, done.receipt.fee.amount.try_into()?);
    facts.same("what the grantee has", network.balance(&pauper.address, STAKE).await?.u128(), 0);

    let revoke = MsgRevokeAllowance { granter: granter.address.clone(), grantee: pauper.address.clone() };
    granter.writer.send(vec![other(&revoke)]).await?;
    let refused = session.execute(register("pauper", REGION), vec![]).await.err();
    let told = refused.map(|error| error.to_string()).unwrap_or_default();
    facts.holds("without the grant it is refused, and told why", &told, told.contains("does not allow to pay fees"));
    Ok(())
}

fn any<M: Name>(message: &M) -> Any {
    Any { type_url: format!("/{}", M::full_name()), value: message.encode_to_vec() }
}

fn other<M: Name>(message: &M) -> Message {
    let Any { type_url, value } = any(message);
    Message::Other { type_url, value }
}
