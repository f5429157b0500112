//! What tenants do, and what the admin sets.

mod cancel_deployment;
mod set_parameters;
mod submit_deployment;

pub use cancel_deployment::cancel_deployment;
pub use set_parameters::set_parameters;
pub use submit_deployment::{Submission, submit_deployment};
