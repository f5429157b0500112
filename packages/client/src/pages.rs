//! Reading a list page by page.

use berth_api::MAX_PAGE;
use berth_chain::Refusal;

use crate::{Error, Result};

/// A list that is read page by page: [`Walk::next`] says what to ask, [`Walk::take`] takes what was answered.
pub struct Walk<Row, Key> {
    rows: Vec<Row>,
    after: Option<Key>,
    limit: u32,
    ended: bool,
}

impl<Row, Key: Clone + PartialEq> Walk<Row, Key> {
    pub const fn new() -> Self {
        Self { rows: vec![], after: None, limit: MAX_PAGE, ended: false }
    }

    /// Where the next page begins, and how long it may be; none at the end of the list.
    pub fn next(&self) -> Option<(Option<Key>, u32)> {
        (!self.ended).then(|| (self.after.clone(), self.limit))
    }

    /// The next page; `key` is a row's. One that a node has not the gas to answer is to be asked for again, half as long.
    pub fn take(&mut self, page: Result<Vec<Row>>, key: impl Fn(&Row) -> Key) -> Result<()> {
        let rows = match page {
            Ok(rows) => rows,
            Err(error) => {
                self.limit = shorter(error, self.limit)?;
                return Ok(());
            }
        };
        let last = rows.last().map(key);
        let full = u32::try_from(rows.len()).is_ok_and(|rows| rows >= self.limit);
        // A page that ends where the one before did would be read for ever.
        self.ended = !full || last == self.after;
        self.after = last;
        self.rows.extend(rows);
        Ok(())
    }

    /// What was read.
    pub fn rows(self) -> Vec<Row> {
        self.rows
    }
}

/// Half as many rows, if it was the gas that did not suffice.
pub fn shorter(error: Error, limit: u32) -> Result<u32> {
    let half = limit >> 1;
    match &error {
        Error::Chain(berth_chain::Error::Query(Refusal { log, .. })) if half > 0 && log.contains("out of gas") => {
            Ok(half)
        }
        _ => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Asked = Vec<(Option<u32>, u32)>;

    fn refused(log: &str) -> Error {
        berth_chain::Error::Query(Refusal { code: 6, codespace: "sdk".into(), log: log.into() }).into()
    }

    fn walk(page: impl Fn(Option<u32>, u32) -> Result<Vec<u32>>) -> (Result<Vec<u32>>, Asked) {
        let (mut walk, mut asked) = (Walk::new(), vec![]);
        while let Some((after, limit)) = walk.next() {
            asked.push((after, limit));
            if let Err(error) = walk.take(page(after, limit), |row| *row) {
                return (Err(error), asked);
            }
        }
        (Ok(walk.rows()), asked)
    }

    /// A list of `length` numbers from 1 on, of which no more than `most` can be read at once.
    fn read(length: u32, most: u32) -> (Result<Vec<u32>>, Asked) {
        walk(|after, limit| match limit > most {
            true => Err(refused("out of gas in location: ReadFlat")),
            false => Ok((after.map_or(1, |last| last.saturating_add(1))..=length)
                .take(usize::try_from(limit).unwrap())
                .collect()),
        })
    }

    #[test]
    fn pages_are_read_to_the_end() {
        for length in [0, 1, 99, 100, 101, 200, 250] {
            assert_eq!(read(length, 100).0.unwrap(), (1..=length).collect::<Vec<_>>());
        }
        assert_eq!(read(101, 100).1, [(None, 100), (Some(100), 100)]);
    }

    #[test]
    fn a_page_too_long_for_a_node_is_halved() {
        let (rows, asked) = read(60, 30);
        assert_eq!(rows.unwrap().len(), 60);
        assert_eq!(asked, [(None, 100), (None, 50), (None, 25), (Some(25), 25), (Some(50), 25)]);
        assert!(read(60, 0).0.is_err());
    }

    #[test]
    fn any_other_refusal_ends_it() {
        let refusal = || refused("market/std: no address");
        assert_eq!(walk(|_, _| Err(refusal())).0, Err(refusal()));
    }

    #[test]
    fn a_node_that_repeats_itself_is_not_asked_for_ever() {
        assert_eq!(walk(|_, limit| Ok(vec![7; usize::try_from(limit).unwrap()])).0.unwrap().len(), 200);
    }
}
