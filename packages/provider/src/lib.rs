//! What a provider decides: from orders, inventory and prices to bids and confirmations.
