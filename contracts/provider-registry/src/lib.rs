//! Berth's provider-registry contract.
