//! What Berth's four contracts share: due-queues, payment checks, paging, authority.
