//! A contract's storage that charges for what is done to it.

use std::cell::Cell;
use std::iter::Peekable;
use std::rc::Rc;

use cosmwasm_std::{Order, Record, Storage};

use super::costs::{self, PREFIX};
use super::meter::GasMeter;

/// Storage of one contract, for as long as one call lasts.
pub(super) struct ChargingStorage<S> {
    inner: S,
    meter: GasMeter,
    /// Bytes of values that have been read.
    read: Rc<Cell<u64>>,
}

impl<S> ChargingStorage<S> {
    pub(super) fn new(inner: S, meter: &GasMeter) -> Self {
        Self { inner, meter: meter.clone(), read: Rc::default() }
    }

    /// Bytes of the values that have been read, which the machine has to make sense of.
    pub(super) fn read_bytes(&self) -> u64 {
        self.read.get()
    }

    fn charge(&self, gas: u64) {
        self.meter.add(|total| total.kv += gas);
    }
}

/// What both kinds of access can do.
trait Readable {
    fn reader(&self) -> &dyn Storage;
}

/// What only a call that may write can do.
trait Writable {
    fn writer(&mut self) -> &mut dyn Storage;
}

impl Readable for &dyn Storage {
    fn reader(&self) -> &dyn Storage {
        *self
    }
}

impl Readable for &mut dyn Storage {
    fn reader(&self) -> &dyn Storage {
        *self
    }
}

impl Writable for &dyn Storage {
    fn writer(&mut self) -> &mut dyn Storage {
        unreachable!("a query is handed its storage without the right to write")
    }
}

impl Writable for &mut dyn Storage {
    fn writer(&mut self) -> &mut dyn Storage {
        *self
    }
}

impl<S: Readable + Writable> Storage for ChargingStorage<S> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        let value = self.inner.reader().get(key);
        let length = value.as_ref().map_or(0, Vec::len);
        self.charge(costs::read(PREFIX + key.len(), length));
        self.read.set(self.read.get() + costs::bytes(length));
        value
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        let mut rows = self.inner.reader().range(start, end, order).peekable();
        self.charge(costs::step(rows.peek().map(row_bytes)));
        Box::new(ChargingRows { rows, meter: self.meter.clone(), read: Rc::clone(&self.read) })
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.charge(costs::write(PREFIX + key.len(), value.len()));
        self.inner.writer().set(key, value);
    }

    fn remove(&mut self, key: &[u8]) {
        self.charge(costs::DELETE);
        self.inner.writer().remove(key);
    }
}

fn row_bytes(row: &Record) -> (usize, usize) {
    (PREFIX + row.0.len(), row.1.len())
}

struct ChargingRows<I: Iterator<Item = Record>> {
    rows: Peekable<I>,
    meter: GasMeter,
    read: Rc<Cell<u64>>,
}

impl<I: Iterator<Item = Record>> Iterator for ChargingRows<I> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let row = self.rows.next()?;
        let gas = costs::step(Some(row_bytes(&row)));
        self.meter.add(|total| total.kv += gas);
        self.read.set(self.read.get() + costs::bytes(row.1.len()));
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockStorage;

    use super::*;

    fn spent(meter: &GasMeter, act: impl FnOnce()) -> u64 {
        meter.begin();
        act();
        meter.gas().kv
    }

    #[test]
    fn each_operation_costs_what_a_node_charges() {
        let meter = GasMeter::new();
        let mut inner = MockStorage::new();
        let inner: &mut dyn Storage = &mut inner;
        let mut storage = ChargingStorage::new(inner, &meter);
        assert_eq!(spent(&meter, || storage.set(b"key", b"value")), 2_000 + 30 * 41);
        assert_eq!(spent(&meter, || assert!(storage.get(b"key").is_some())), 1_000 + 3 * 41);
        assert_eq!(spent(&meter, || assert!(storage.get(b"none").is_none())), 1_000 + 3 * 37);
        assert_eq!(spent(&meter, || storage.remove(b"none")), 1_000);
    }

    #[test]
    fn an_iterator_pays_its_first_row_twice_and_what_it_does_not_reach_not_at_all() {
        let meter = GasMeter::new();
        let mut inner = MockStorage::new();
        inner.set(b"a", b"1");
        inner.set(b"bb", b"22");
        inner.set(b"ccc", b"333");
        let inner: &mut dyn Storage = &mut inner;
        let storage = ChargingStorage::new(inner, &meter);
        let rows = |n: usize| storage.range(None, None, Order::Ascending).take(n).count();
        let (first, second, third) = (30 + 3 * 35, 30 + 3 * 37, 30 + 3 * 39);
        assert_eq!(spent(&meter, || assert_eq!(rows(0), 0)), first);
        assert_eq!(spent(&meter, || assert_eq!(rows(2), 2)), 2 * first + second);
        // The end of the range costs nothing.
        assert_eq!(spent(&meter, || assert_eq!(rows(9), 3)), 2 * first + second + third);
        let none = spent(&meter, || {
            assert_eq!(storage.range(Some(b"d"), None, Order::Ascending).take(9).count(), 0);
        });
        assert_eq!(none, 30);
    }
}
