//! Asking one contract, as of one height.

use berth_api::Role;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Exchange, Result};

/// One contract, as of one height.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub exchange: &'a Exchange,
    pub role: Role,
    pub at: Option<u64>,
}

impl View<'_> {
    /// Its answer.
    pub async fn ask<T: DeserializeOwned>(&self, question: &impl Serialize) -> Result<T> {
        let query = encode(question);
        let answer = self.exchange.chain().smart(self.exchange.contracts().get(self.role), &query, self.at).await?;
        understand(self.role, &query, &answer)
    }

    /// The same as of a height that stays: the latest, if none was named.
    pub async fn pinned(self) -> Result<Self> {
        let at = match self.at {
            Some(height) => height,
            None => self.exchange.chain().head().await?.height,
        };
        Ok(Self { at: Some(at), ..self })
    }
}

/// A message or question as the contracts read it. Every one of the api's can be written.
pub fn encode(message: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(message).unwrap_or_default()
}

/// A contract's answer to a question or message.
pub fn understand<T: DeserializeOwned>(role: Role, question: &[u8], answer: &[u8]) -> Result<T> {
    let mut reader = serde_json::Deserializer::from_slice(answer);
    let understood = serde_path_to_error::deserialize(&mut reader);
    understood.map_err(|error| Error::Answer {
        role,
        question: name(question),
        field: error.path().to_string(),
        reason: error.inner().to_string(),
    })
}

/// The name of a message: `pending_work` of `{"pending_work":{..}}`.
fn name(message: &[u8]) -> String {
    let message: serde_json::Value = serde_json::from_slice(message).unwrap_or_default();
    let name = message.as_object().and_then(|object| object.keys().next());
    name.cloned().unwrap_or_default()
}

/// A typed client of one contract: one method for each question.
macro_rules! questions {
    (
        $(#[doc = $client_doc:literal])* $client:ident = $role:expr, $module:ident;
        $($(#[doc = $doc:literal])* $method:ident($($argument:ident: $type:ty),*) -> $answer:ty = $variant:ident;)*
    ) => {
        $(#[doc = $client_doc])*
        ///
        /// Questions are answered as of the latest block, or as of that of [`Self::at`]. Errors are the chain's; the contract's
        /// own refusals have a code.
        #[derive(Clone, Copy)]
        pub struct $client<'a>(pub(crate) crate::view::View<'a>);

        impl<'a> $client<'a> {
            pub(crate) const fn new(exchange: &'a crate::Exchange) -> Self {
                Self(crate::view::View { exchange, role: $role, at: None })
            }

            /// The same contract as of a height; of the latest block with `None`.
            #[must_use]
            pub fn at(self, height: impl Into<Option<u64>>) -> Self {
                Self(crate::view::View { at: height.into(), ..self.0 })
            }

            $(
            $(#[doc = $doc])*
            pub async fn $method(&self $(, $argument: $type)*) -> crate::Result<$answer> {
                self.0.ask(&berth_api::$module::QueryMsg::$variant { $($argument: $argument.into()),* }).await
            }
            )*
        }
    };
}

/// Whole lists of the same contract, read page by page as of one height.
macro_rules! lists {
    (
        $client:ident;
        $($(#[doc = $doc:literal])* $method:ident($($argument:ident: $type:ty),*) -> $row:ty =
            $page:ident.$rows:ident after |$last:ident| $key:expr;)*
    ) => {
        impl $client<'_> {
            $(
            $(#[doc = $doc])*
            ///
            /// All of them, as of one height: the latest if none was named.
            pub async fn $method(&self $(, $argument: $type)*) -> crate::Result<Vec<$row>> {
                let pinned = Self(self.0.pinned().await?);
                let mut walk = crate::pages::Walk::new();
                while let Some((after, limit)) = walk.next() {
                    let page = pinned.$page($($argument,)* after, Some(limit)).await;
                    walk.take(page.map(|page| page.$rows), |$last: &$row| $key)?;
                }
                Ok(walk.rows())
            }
            )*
        }
    };
}

pub(crate) use {lists, questions};
