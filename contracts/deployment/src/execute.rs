//! What tenants do.

mod cancel_deployment;
mod submit_deployment;

pub use cancel_deployment::cancel_deployment;
pub use submit_deployment::{Submission, submit_deployment};
