//! Addresses that a person has written.

use bech32::Bech32;
use bech32::primitives::decode::CheckedHrpstring;
use berth_domain::Invalid;

/// `address` is one of the chain that `known` is of: the same prefix, lower case, and no letter mistyped.
pub fn check_address(field: &str, address: &str, known: &str) -> Result<(), Invalid> {
    let prefix = known.rsplit_once('1').map_or("", |(prefix, _)| prefix);
    let read = CheckedHrpstring::new::<Bech32>(address);
    if read.is_ok_and(|read| read.hrp().as_str() == prefix) && !address.contains(|c: char| c.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(Invalid::new(
        field,
        format!("`{address}`"),
        format!("an address that begins with {prefix}1, without a mistake"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &str = "cosmos1vx8knpllrj7n963p9ttd80w47kpacrhuts497x";

    #[test]
    fn a_mistyped_letter_is_found() {
        assert_eq!(check_address("admin", KNOWN, KNOWN), Ok(()));
        let mistyped = KNOWN.replace("vx8", "vx9");
        let osmosis = "osmo1vx8knpllrj7n963p9ttd80w47kpacrhu2xw3wh";
        for wrong in ["", "cosmos1", &mistyped, &KNOWN.to_uppercase(), osmosis, "cosmos"] {
            let error = check_address("admin", wrong, KNOWN).unwrap_err();
            assert_eq!((error.field.as_str(), error.allowed.contains("cosmos1")), ("admin", true), "{wrong}");
        }
    }
}
