//! The prices: of the store, of a contract call, of a response.

use cosmwasm_std::{Attribute, Event};

/// A store read, whatever it finds.
const READ: u64 = 1_000;
/// Each byte of a key or value read or ranged over.
const READ_BYTE: u64 = 3;
/// A store write.
const WRITE: u64 = 2_000;
/// Each byte of a key or value written.
const WRITE_BYTE: u64 = 30;
/// A step of an iterator, its creation being the first.
const STEP: u64 = 30;

/// Deletion of a key, present or not.
pub const DELETE: u64 = 1_000;
/// Asking whether a key exists.
pub const HAS: u64 = 1_000;
/// What a contract's keys carry in front: one byte and its 32-byte address.
pub const PREFIX: usize = 33;
/// Loading a contract's code for a call.
pub const CALL: u64 = 60_000;
/// The same where the chain counts the code as still in memory.
pub const CALL_AGAIN: u64 = 2_000;
/// The virtual machine's gas in one SDK gas.
pub const VM_PER_SDK: u64 = 140_000;

/// Bytes of attribute text in one response that cost nothing.
const FREE_BYTES: u64 = 100;
const PER_ATTRIBUTE: u64 = 10;
const PER_EVENT: u64 = 20;

/// Length as a number of bytes to charge.
pub(crate) fn bytes(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Reading a whole key of `key` bytes that holds `value` bytes (0 when it holds nothing).
pub fn read(key: usize, value: usize) -> u64 {
    READ + READ_BYTE * bytes(key + value)
}

/// Writing `value` bytes under a whole key of `key` bytes.
pub fn write(key: usize, value: usize) -> u64 {
    WRITE + WRITE_BYTE * bytes(key + value)
}

/// A step of an iterator from the row it stands on, if it stands on one: `(key, value)` in bytes.
///
/// Creating an iterator is such a step too, so that the first row is paid twice and a row never reached not at all.
pub fn step(row: Option<(usize, usize)>) -> u64 {
    STEP + row.map_or(0, |(key, value)| READ_BYTE * bytes(key + value))
}

/// What a node charges to keep the events of one response.
pub fn events(attributes: &[Attribute], events: &[Event]) -> u64 {
    let mut free = FREE_BYTES;
    let mut gas = attribute_list(attributes, &mut free);
    for event in events {
        gas += PER_EVENT + bytes(event.ty.len()) + attribute_list(&event.attributes, &mut free);
    }
    gas
}

fn attribute_list(attributes: &[Attribute], free: &mut u64) -> u64 {
    let text: u64 = attributes.iter().map(|a| bytes(a.key.len() + a.value.len())).sum();
    let paid = text.saturating_sub(*free);
    *free = free.saturating_sub(text);
    paid + PER_ATTRIBUTE * bytes(attributes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_pays_for_key_and_value_and_a_missing_key_for_the_key_alone() {
        assert_eq!(read(PREFIX + 7, 60), 1_300);
        assert_eq!(read(PREFIX + 7, 0), 1_120);
        assert_eq!(write(PREFIX + 7, 60), 5_000);
    }

    #[test]
    fn the_free_bytes_are_shared_by_all_events_of_a_response() {
        let text = |n: usize| "x".repeat(n);
        let attributes = [Attribute::new("k", text(79))];
        // 80 of 100 free bytes gone, so the event's 31 bytes pay 11, and its type always.
        let event = Event::new("moved").add_attribute("k", text(30));
        assert_eq!(events(&attributes, &[]), 10);
        assert_eq!(events(&attributes, &[event]), 10 + 20 + 5 + 10 + 11);
    }
}
