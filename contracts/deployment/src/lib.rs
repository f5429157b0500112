//! Berth's deployment contract.
