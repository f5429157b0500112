//! What a keeper decides: from the work that is due to the messages to send.
