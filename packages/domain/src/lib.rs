//! Berth's values, lifecycles and money arithmetic: pure code without storage, chain or clock.
