use berth_api::event::CertificatePublished;
use berth_api::raw::{CERTIFICATES, CertificateRecord};

use super::*;

fn publish(certificate: Binary) -> ExecuteMsg {
    ExecuteMsg::PublishCertificate { certificate }
}

#[test]
fn a_provider_has_one_certificate() {
    let mut registry = Registry::new();
    registry.register("dc");
    assert_eq!(registry.certificate("dc"), None);
    let events = registry.send("dc", publish(der(1))).unwrap();
    assert_eq!(events, [Event::from(CertificatePublished { provider: addr("dc"), serial: 1 })]);
    let (provider, certificate) = (addr("dc"), Some(der(1)));
    let expected = CertificateResponse { provider, certificate, serial: 1, changed_at: START };
    assert_eq!(registry.certificate("dc"), Some(expected));
    assert_eq!(registry.refused("dc", publish(der(2))), "certificate_exists");
}

#[test]
fn after_a_revocation_another_may_follow() {
    let mut registry = Registry::new();
    registry.register("dc");
    registry.send("dc", publish(der(1))).unwrap();
    registry.send("dc", ExecuteMsg::RevokeCertificate {}).unwrap();
    let events = registry.send("dc", publish(der(2))).unwrap();
    assert_eq!(events, [Event::from(CertificatePublished { provider: addr("dc"), serial: 3 })]);
}

#[test]
fn each_refusal() {
    let mut registry = Registry::new();
    assert_eq!(registry.refused("dc", publish(der(1))), "not_registered");
    registry.register("dc");
    for wrong in [vec![], vec![0x31, 0], vec![0x30, 2, 1], vec![0x30, 1, 1, 1], vec![0x30, 0x80, 0, 0]] {
        assert_eq!(registry.refused("dc", publish(wrong.into())), "invalid_field");
    }
}

#[test]
fn at_most_2048_bytes() {
    let mut registry = Registry::new();
    registry.register("dc");
    let of = |content: u16| {
        let [high, low] = content.to_be_bytes();
        Binary::from([&[0x30, 0x82, high, low][..], &vec![7; content.into()]].concat())
    };
    assert_eq!(registry.refused("dc", publish(of(2_045))), "invalid_field");
    registry.send("dc", publish(of(2_044))).unwrap();
}

#[test]
fn serial_numbers_end() {
    let mut registry = Registry::new();
    registry.register("dc");
    let last = CertificateRecord { certificate: None, serial: u64::MAX, changed_at: START };
    CERTIFICATES.save(&mut registry.deps.storage, &addr("dc"), &last).unwrap();
    assert_eq!(registry.refused("dc", publish(der(1))), "serials_exhausted");
}
