//! Berth's values, lifecycles and money arithmetic: pure code without storage, chain or clock.
//!
//! Time and height come in as arguments, money comes in as numbers, and every transition returns
//! what is to be done about it. The contracts load, call into this crate, save and send; the same
//! code answers their queries, so what a query predicts is what an execution does.
//!
//! Units used throughout:
//!
//! * an **amount** is in the smallest unit of a denom (a micro-unit for most), [`Uint128`];
//! * a **rate** is in 10^-18 of that unit per second ([`ATTO`] of them make one), [`Uint128`] for one
//!   order or lease, [`Uint256`] for sums and products;
//! * time is block time in whole seconds since the epoch, height is the block's number.
//!
//! [`Uint128`]: cosmwasm_std::Uint128
//! [`Uint256`]: cosmwasm_std::Uint256

mod account;
mod bid;
mod certificate;
mod ending;
mod id;
mod infrastructure;
mod invalid;
mod lease;
mod money;
mod movement;
mod order;
mod provider;
mod reputation;
mod requirements;
mod resources;
mod stake;
mod terms;
mod wait;

pub use account::Account;
pub use bid::{Mismatch, check_offer};
pub use certificate::{MAX_CERTIFICATE, check_certificate};
pub use ending::Ending;
pub use id::{OrderId, OrderIdError};
pub use infrastructure::{DeploymentInfrastructure, MAX_INFRASTRUCTURE, MAX_NOTICE, check_infrastructure_list};
pub use invalid::Invalid;
pub use lease::{Lease, LeasePayment, LeaseProgress};
pub use money::{ATTO, MoneyError, SECONDS_PER_YEAR, attos, interest_rate_per_second};
pub use movement::{Credit, CreditReason, Movement, Payment};
pub use order::{CloseReason, OpenOrder, Order};
pub use provider::{Applicant, Ineligible, ProviderProfile, Signature};
pub use reputation::{MAX_REPUTATION, ReputationParameters, TrackRecord, reputation};
pub use requirements::{
    Attribute, MAX_ATTRIBUTES, MAX_AUDITORS, MAX_EXCLUDED, Requirements, SignedBy, check_attributes,
};
pub use resources::{ComputeUnit, Gpu, MAX_GROUPS, ResourceGroup, check_resources, total_collateral, total_price};
pub use stake::{MAX_UNBONDING, Stake, StakeError, Unbonding};
pub use terms::{Quotation, Terms, TermsNumber};
pub use wait::{Moment, Now, WaitDuration};
