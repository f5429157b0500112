//! Making an exchange on a chain, and moving one to newer code.
//!
//! Both go on where they were interrupted: what is done already is seen on the chain. A journal beside the exchange file
//! remembers what cannot be seen there: which number a code was stored under, and before which block nothing was made.

mod code;
mod journal;
mod make;
mod migrate;
mod rules;
mod step;

pub use code::Code;
pub use make::{Deployed, Deployer};
pub use migrate::{Migration, Move};
pub use rules::{Difference, differences, rules};
pub use step::Step;
