//! Berth's market contract.
