//! What providers do.

mod register_provider;

pub use register_provider::register_provider;
