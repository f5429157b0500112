//! Values that are written as one piece of text.

mod amount;
mod number;
mod quantity;
mod text;
mod time;

pub(crate) use amount::Amount;
pub(crate) use number::{Exponent, Flag, Format, Port, Whole};
pub(crate) use quantity::{Cpu, Mebibytes};
pub(crate) use text::{DenomName, Image, Symbol, Text, Word};
pub(crate) use time::Duration;
