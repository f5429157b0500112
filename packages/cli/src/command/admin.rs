//! `berth admin`: who holds authority, and what they do in an emergency.

use std::io::{self, Write};
use std::path::PathBuf;

use berth_api::provider_registry::{AuthorityResponse, ExecuteMsg};
use berth_chain::Chain as _;
use clap::Subcommand;
use serde::Serialize;

use crate::Failure;
use crate::act::carry_out;
use crate::command::rules;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, pairs, utc};

/// Authority over the exchange: the admin, the guardian, the pause
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Shows who holds authority, and whether new business is stopped
    Show,
    /// Offers the admin's authority to somebody, who must accept it, as the admin
    Propose {
        /// To whom
        admin: String,
        /// In so many hours it must be accepted, 30 days at most
        #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u64).range(1..=720))]
        hours: u64,
    },
    /// Takes that offer back, as the admin
    CancelProposal,
    /// Becomes the admin, as who was proposed
    Accept,
    /// Replaces the guardian, as the admin
    SetGuardian {
        /// By whom
        guardian: String,
    },
    /// Makes the rules those of a setup file, as the admin: terms of each denom, parameters; in one transaction
    ///
    /// `berth chain params` prints the rules as they are, to be changed and set.
    SetRules {
        /// The setup file
        setup: PathBuf,
    },
    /// Stops new business, as the guardian or the admin; what ends, pays or frees goes on
    Pause,
    /// Lets new business in again, as the admin
    Unpause,
}

/// Who holds authority.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    authority: AuthorityResponse,
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        let (what, msg) = match self {
            Self::Show => {
                let authority = context.exchange().await?.provider_registry().authority().await?;
                return context.answer(&Shown { authority });
            }
            Self::SetRules { setup } => return rules::set(&setup, context).await,
            Self::Propose { admin, hours } => {
                let now = context.network().await?.head().await?.time;
                let expires_at = now.saturating_add(hours.saturating_mul(3_600));
                let what = format!("offer the admin's authority to {admin} until {}", utc(expires_at));
                (what, ExecuteMsg::ProposeAdmin { admin, expires_at })
            }
            Self::CancelProposal => {
                ("take back the offer of the admin's authority".into(), ExecuteMsg::CancelAdminProposal {})
            }
            Self::Accept => ("become the admin".into(), ExecuteMsg::AcceptAdmin {}),
            Self::SetGuardian { guardian } => {
                (format!("make {guardian} the guardian"), ExecuteMsg::SetGuardian { guardian })
            }
            Self::Pause => ("stop new business".into(), ExecuteMsg::Pause {}),
            Self::Unpause => ("let new business in again".to_owned(), ExecuteMsg::Unpause {}),
        };
        carry_out(context, what, vec![(msg.into(), vec![])]).await
    }
}

impl Answer for Shown {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let AuthorityResponse { admin, pending, guardian, paused } = &self.authority;
        let mut rows = vec![("admin", admin.to_string())];
        rows.extend(pending.iter().map(|p| ("proposed", format!("{} until {}", p.address, utc(p.expires_at)))));
        rows.push(("guardian", guardian.to_string()));
        rows.push(("new business", if *paused { "stopped" } else { "welcome" }.to_owned()));
        pairs(out, &rows)
    }
}
