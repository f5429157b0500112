//! All that a third party needs to speak with Berth's contracts: messages, queries, events, error codes, raw keys.
