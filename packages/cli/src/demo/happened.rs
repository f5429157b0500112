//! What a message did, as events say it.

use berth_api::event::*;
use cosmwasm_std::Event;
use serde::Serialize;
use serde_json::{Map, Value};

/// The name that an attribute of the host has: which contract spoke.
const SPEAKER: &str = "_contract_address";

macro_rules! happenings {
    ($($name:ident),* $(,)?) => {
        /// One event of a contract.
        #[derive(Clone, Debug)]
        pub enum Happened {
            $($name($name),)*
        }

        impl Happened {
            /// `None` for what the chain itself says.
            pub fn read(event: &Event) -> Option<Self> {
                $(if let Ok(event) = $name::try_from(event) {
                    return Some(Self::$name(event));
                })*
                None
            }
        }
    };
}

happenings!(
    ProviderRegistered,
    DeploymentSubmitted,
    DeploymentUpdated,
    DeploymentResumed,
    DeploymentCancelled,
    InfrastructureSet,
    OrderOpened,
    OrderClosed,
    FulfillmentSubmitted,
    FulfillmentReleased,
    LeaseStarted,
    LeaseConfirmed,
    LeasePaid,
    LeaseEnded,
    NoticeGiven,
    RecordChanged,
    AccountOpened,
    AccountDeposited,
    AccountClosed,
    AccountHeld,
    AccountRanDry,
    AccountResumed,
    Credited,
    Forfeited,
    Withdrawn,
);

/// An event as a JSON object: its type and its attributes, all of them texts.
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    /// Its type, without the host's prefix.
    event: String,
    #[serde(flatten)]
    attributes: Map<String, Value>,
}

impl From<&Event> for Said {
    fn from(event: &Event) -> Self {
        let own = event.attributes.iter().filter(|attribute| attribute.key != SPEAKER);
        let attributes = own.map(|attribute| (attribute.key.clone(), attribute.value.clone().into())).collect();
        Self { event: event.ty.strip_prefix("wasm-").unwrap_or(&event.ty).to_owned(), attributes }
    }
}
