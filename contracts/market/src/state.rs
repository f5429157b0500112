//! What market keeps. What the siblings read of it is in [`berth_api::raw`].

pub mod book;
pub mod orders;
pub mod rules;
