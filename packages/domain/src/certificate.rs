//! Root certificates, as far as a chain judges them: whole, and of a bounded size.

use crate::Invalid;

/// Bytes of a certificate at most.
pub const MAX_CERTIFICATE: usize = 2_048;

/// SEQUENCE, constructed: what a certificate is from its first byte to its last.
const SEQUENCE: u8 = 0x30;

/// `certificate` is one whole DER SEQUENCE of at most 2,048 bytes, nothing before and nothing after it.
///
/// What is in it is for whoever opens a connection to judge: a chain has no use for a signature that it does not rely on.
pub fn check_certificate(field: &str, certificate: &[u8]) -> Result<(), Invalid> {
    if certificate.len() > MAX_CERTIFICATE {
        let found = format!("{} bytes long", certificate.len());
        return Err(Invalid::new(field, found, format!("at most {MAX_CERTIFICATE} bytes")));
    }
    let [tag, rest @ ..] = certificate else {
        return Err(Invalid::new(field, "empty", "one DER SEQUENCE"));
    };
    if *tag != SEQUENCE {
        return Err(Invalid::new(field, format!("of tag {tag:#04x}"), "one DER SEQUENCE: tag 0x30"));
    }
    match content(rest) {
        Some((stated, actual)) if stated == actual => Ok(()),
        Some((stated, actual)) => {
            Err(Invalid::new(field, format!("{actual} bytes after its length"), format!("the {stated} that it states")))
        }
        None => Err(Invalid::new(field, "of a malformed length", "the shortest DER length, of at most two bytes")),
    }
}

/// How many bytes of content a DER length states, and how many follow it; `None` if it is not the shortest encoding of a
/// length that [`MAX_CERTIFICATE`] allows.
fn content(after_tag: &[u8]) -> Option<(usize, usize)> {
    match after_tag {
        [short @ 0..=0x7f, content @ ..] => Some((usize::from(*short), content.len())),
        [0x81, length @ 0x80..=0xff, content @ ..] => Some((usize::from(*length), content.len())),
        [0x82, high @ 1..=0xff, low, content @ ..] => {
            Some((usize::from(u16::from_be_bytes([*high, *low])), content.len()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &[u8], content: usize) -> Vec<u8> {
        [header, &vec![7; content]].concat()
    }

    #[test]
    fn one_whole_sequence() {
        for (header, content) in [
            (&[0x30, 0x00][..], 0),
            (&[0x30, 0x7f], 0x7f),
            (&[0x30, 0x81, 0x80], 0x80),
            (&[0x30, 0x81, 0xff], 0xff),
            (&[0x30, 0x82, 0x01, 0x00], 0x100),
            (&[0x30, 0x82, 0x07, 0xfc], 2_044),
        ] {
            assert_eq!(check_certificate("certificate", &of(header, content)), Ok(()), "{header:?}");
            for wrong in [content.wrapping_sub(1), content + 1] {
                let broken = if wrong < usize::MAX { of(header, wrong) } else { vec![0x30] };
                assert!(check_certificate("certificate", &broken).is_err(), "{header:?} and {wrong}");
            }
        }
    }

    #[test]
    fn each_refusal_says_why() {
        let refusal = |bytes: &[u8]| check_certificate("certificate", bytes).unwrap_err().to_string();
        assert_eq!(refusal(&[]), "certificate is empty, allowed: one DER SEQUENCE");
        assert_eq!(refusal(&[0x31, 0]), "certificate is of tag 0x31, allowed: one DER SEQUENCE: tag 0x30");
        assert_eq!(refusal(&[0x30, 2, 1]), "certificate is 1 bytes after its length, allowed: the 2 that it states");
        let long = of(&[0x30, 0x82, 0x07, 0xfd], 2_045);
        assert_eq!(refusal(&long), "certificate is 2049 bytes long, allowed: at most 2048 bytes");
        // No length, indefinite, not the shortest, cut off, longer than any that is allowed.
        let malformed: [&[u8]; 7] = [
            &[0x30],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x81, 0x7f],
            &[0x30, 0x81],
            &[0x30, 0x82, 0x00, 0xff],
            &[0x30, 0x82, 0x01],
            &[0x30, 0x83, 0x01, 0x00, 0x00],
        ];
        for bytes in malformed {
            assert!(refusal(bytes).starts_with("certificate is of a malformed length"), "{bytes:?}");
        }
    }
}
