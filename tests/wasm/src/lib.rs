//! The compiled contracts under a real VM, with the gas a chain charges.
