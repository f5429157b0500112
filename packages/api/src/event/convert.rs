//! How an event becomes a struct, and a struct an event.

use std::str::FromStr;

use berth_domain::OrderId;
use cosmwasm_std::{Addr, Event, HexBinary, Uint128, Uint256};
use thiserror::Error;

/// An event that is not what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EventError {
    /// Another event.
    #[error("the event is a `{actual}`, expected `{expected}`")]
    Type {
        /// Its type.
        actual: String,
        /// The one expected.
        expected: &'static str,
    },
    /// An attribute is missing or does not parse.
    #[error("event `{event}` has no usable attribute `{attribute}`")]
    Attribute {
        /// Its type.
        event: &'static str,
        /// Which attribute.
        attribute: &'static str,
    },
}

/// A value in an event's attribute. Absent ones are the empty text.
pub trait AttributeValue: Sized {
    fn write(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

macro_rules! plain_attributes {
    ($($type:ty),*) => {$(
        impl AttributeValue for $type {
            fn write(&self) -> String {
                self.to_string()
            }

            fn read(text: &str) -> Option<Self> {
                Self::from_str(text).ok()
            }
        }
    )*};
}

plain_attributes!(u32, u64, bool, String, Uint128, Uint256, OrderId);

impl AttributeValue for Addr {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        Some(Self::unchecked(text))
    }
}

impl AttributeValue for HexBinary {
    fn write(&self) -> String {
        self.to_hex()
    }

    fn read(text: &str) -> Option<Self> {
        Self::from_hex(text).ok()
    }
}

impl<T: AttributeValue> AttributeValue for Option<T> {
    fn write(&self) -> String {
        self.as_ref().map(AttributeValue::write).unwrap_or_default()
    }

    fn read(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { T::read(text).map(Some) }
    }
}

/// An attribute's value.
pub fn read<T: AttributeValue>(event: &Event, kind: &'static str, attribute: &'static str) -> Result<T, EventError> {
    let found = event.attributes.iter().find(|candidate| candidate.key == attribute);
    found.and_then(|found| T::read(&found.value)).ok_or(EventError::Attribute { event: kind, attribute })
}

/// What there is to know about one kind of event: made out of the documentation of its struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventKind {
    /// Its type, as the contract emits it.
    pub ty: &'static str,
    /// Which contract emits it, and what it says.
    pub doc: &'static str,
    /// In the order in which they are emitted.
    pub attributes: &'static [AttributeKind],
}

/// One attribute of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeKind {
    /// Its key.
    pub key: &'static str,
    /// The Rust type of its value; an absent one is the empty text.
    pub value: &'static str,
    /// What it says.
    pub doc: &'static str,
}

macro_rules! events {
    ($(#[doc = $all_doc:literal])* enum $all:ident;
    $($(#[doc = $doc:literal])* $name:ident = $kind:literal {
        $($(#[doc = $field_doc:literal])* $field:ident: $type:ty,)*
    })*) => {
        $(#[doc = $all_doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $all {
            $($(#[doc = $doc])* $name($name),)*
        }

        impl $all {
            /// The event's type, as the contract emits it.
            pub const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $name::TYPE,)*
                }
            }

            /// What was said; none if it is of a kind that this contract does not say.
            ///
            /// Errors if an attribute is missing or does not parse.
            pub fn read(event: &Event) -> Result<Option<Self>, EventError> {
                match event.ty.strip_prefix("wasm-").unwrap_or(&event.ty) {
                    $($kind => $name::try_from(event).map(Self::$name).map(Some),)*
                    _ => Ok(None),
                }
            }
        }

        impl From<$all> for Event {
            fn from(event: $all) -> Self {
                match event {
                    $($all::$name(event) => event.into(),)*
                }
            }
        }

        $(
        impl From<$name> for $all {
            fn from(event: $name) -> Self {
                Self::$name(event)
            }
        })*

        /// Every event of this contract.
        pub(super) const CATALOGUE: &[EventKind] = &[$(EventKind {
            ty: $kind,
            doc: concat!($($doc),*),
            attributes: &[$(AttributeKind {
                key: stringify!($field),
                value: stringify!($type),
                doc: concat!($($field_doc),*),
            },)*],
        },)*];

        $(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $($(#[doc = $field_doc])* pub $field: $type,)*
        }

        impl $name {
            /// The event's type, as the contract emits it.
            pub const TYPE: &'static str = $kind;
        }

        impl From<$name> for Event {
            fn from(event: $name) -> Self {
                Event::new($kind)$(.add_attribute(stringify!($field), event.$field.write()))*
            }
        }

        impl TryFrom<&Event> for $name {
            type Error = EventError;

            fn try_from(event: &Event) -> Result<Self, EventError> {
                if event.ty.strip_prefix("wasm-").unwrap_or(&event.ty) != $kind {
                    return Err(EventError::Type { actual: event.ty.clone(), expected: $kind });
                }
                Ok(Self { $($field: read(event, $kind, stringify!($field))?,)* })
            }
        }
    )*};
}

pub(super) use events;
