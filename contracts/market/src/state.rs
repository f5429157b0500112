//! What market keeps. Terms and locks are in [`berth_api::raw`], since the siblings read them.

pub mod book;
pub mod orders;
