//! Berth's escrow contract.
