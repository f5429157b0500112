//! How long a page is.

use berth_api::{DEFAULT_PAGE, MAX_PAGE};

/// Rows of a page: what was asked for, 30 by default, never more than 100.
pub fn page(limit: Option<u32>) -> usize {
    limit.unwrap_or(DEFAULT_PAGE).min(MAX_PAGE).try_into().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_bounded() {
        assert_eq!([None, Some(0), Some(7), Some(101), Some(u32::MAX)].map(page), [30, 0, 7, 100, 100]);
    }
}
