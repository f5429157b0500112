//! What messages answer.

use berth_api::{Call, ItemOutcome, Role, WorkDone, deployment, market};
use cw_utils::parse_execute_response_data;
use serde::de::DeserializeOwned;

use crate::view::{encode, understand};
use crate::{Error, Result};

/// What a message answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Nothing: it has no more to say than that it was carried out.
    Nothing,
    /// SubmitDeployment: the id of the deployment.
    Deployment(u64),
    /// A batch: what became of each id, in their order.
    Items(Vec<ItemOutcome>),
    /// A message with a limit: how much it did.
    Work(WorkDone),
}

impl Answer {
    /// The id of the new deployment.
    pub const fn deployment(&self) -> Option<u64> {
        match self {
            Self::Deployment(id) => Some(*id),
            _ => None,
        }
    }

    /// What became of each id; nothing for a message that is no batch.
    pub fn items(&self) -> &[ItemOutcome] {
        match self {
            Self::Items(items) => items,
            _ => &[],
        }
    }

    /// How much was done.
    pub const fn work(&self) -> Option<&WorkDone> {
        match self {
            Self::Work(work) => Some(work),
            _ => None,
        }
    }

    /// The answer to `call`, as the chain encodes it: one of [`berth_chain::TxOutcome::data`].
    ///
    /// Errors with [`Error::Answer`] if it is none.
    pub fn read(call: &Call, data: &[u8]) -> Result<Self> {
        use deployment::ExecuteMsg as Deployment;
        use market::ExecuteMsg as Market;
        match call {
            Call::Deployment(Deployment::SubmitDeployment { .. }) => decode(call, data).map(Self::Deployment),
            Call::Deployment(
                Deployment::UpdateDeployment { .. }
                | Deployment::ResumeDeployment { .. }
                | Deployment::CancelDeployment { .. }
                | Deployment::SetParameters { .. },
            )
            | Call::Escrow(_)
            | Call::ProviderRegistry(_) => Ok(Self::Nothing),
            Call::Market(msg) => match msg {
                Market::SubmitFulfillment { .. }
                | Market::CancelFulfillment { .. }
                | Market::SubmitLeaseConfirmation { .. }
                | Market::CollectEarnings { .. }
                | Market::CloseUnfundedLeases { .. } => decode(call, data).map(Self::Items),
                Market::SubmitStaleLease { .. } => decode(call, data).map(|item| Self::Items(vec![item])),
                Market::MatchOpenOrders { .. }
                | Market::InvalidateStaleLeases { .. }
                | Market::ReleaseFulfillments { .. }
                | Market::Facilitate { .. } => decode(call, data).map(Self::Work),
                Market::SubmitLease { .. }
                | Market::GiveNotice { .. }
                | Market::LeaveLease { .. }
                | Market::CloseLease { .. }
                | Market::SetTerms { .. }
                | Market::RemoveTerms { .. }
                | Market::SetParameters { .. }
                | Market::OpenOrders { .. }
                | Market::UpdateOrders { .. }
                | Market::CloseDeployment { .. } => Ok(Self::Nothing),
            },
        }
    }
}

/// The chain wraps a contract's answer in a protobuf message.
fn decode<T: DeserializeOwned>(call: &Call, data: &[u8]) -> Result<T> {
    let (role, message) = match call {
        Call::Deployment(msg) => (Role::Deployment, encode(msg)),
        Call::Market(msg) => (Role::Market, encode(msg)),
        Call::Escrow(msg) => (Role::Escrow, encode(msg)),
        Call::ProviderRegistry(msg) => (Role::ProviderRegistry, encode(msg)),
    };
    let unwrapped = parse_execute_response_data(data).map_err(|error| Error::Answer {
        role,
        question: "a message".to_owned(),
        field: ".".to_owned(),
        reason: error.to_string(),
    });
    understand(role, &message, &unwrapped?.data.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the chain encodes an answer of fewer than 128 bytes.
    fn wrapped(json: &str) -> Vec<u8> {
        let mut data = vec![0x0a, u8::try_from(json.len()).unwrap()];
        data.extend(json.as_bytes());
        data
    }

    fn work() -> Call {
        market::ExecuteMsg::MatchOpenOrders { limit: 5 }.into()
    }

    #[test]
    fn an_answer_is_what_its_message_answers() {
        let done = Answer::read(&work(), &wrapped("{\"visited\":2,\"released\":1}"));
        assert_eq!(done, Ok(Answer::Work(WorkDone { visited: 2, released: 1 })));
        let call = market::ExecuteMsg::SubmitStaleLease { lease: berth_domain::OrderId::new(1, 1, 1) }.into();
        let items = Answer::read(&call, &wrapped("{\"id\":\"1.1.1\",\"refused\":\"market/not_due: no\"}")).unwrap();
        assert_eq!(items.items()[0].refused.as_deref(), Some("market/not_due: no"));
        let withdraw = berth_api::escrow::ExecuteMsg::Stake {}.into();
        assert_eq!(Answer::read(&withdraw, &[]), Ok(Answer::Nothing));
    }

    #[test]
    fn what_cannot_be_an_answer_says_where() {
        for (data, at) in [
            (vec![], "."),
            (vec![0x0a, 0xff], "."),
            (vec![0x12, 0x01, 0x00], "."),
            (wrapped("{\"visited\":2}"), "."),
            (wrapped("{\"visited\":-1,\"released\":1}"), "visited"),
        ] {
            match Answer::read(&work(), &data) {
                Err(Error::Answer { role: Role::Market, field, .. }) => assert_eq!(field, at, "{data:?}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
