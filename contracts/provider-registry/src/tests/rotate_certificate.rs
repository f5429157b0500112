use berth_api::event::CertificateRotated;

use super::*;

fn rotate(content: u8) -> ExecuteMsg {
    ExecuteMsg::RotateCertificate { certificate: der(content) }
}

#[test]
fn another_certificate_has_the_next_serial_number() {
    let mut registry = Registry::new();
    registry.register("dc");
    registry.send("dc", ExecuteMsg::PublishCertificate { certificate: der(1) }).unwrap();
    registry.at(START + 5);
    let events = registry.send("dc", rotate(2)).unwrap();
    assert_eq!(events, [Event::from(CertificateRotated { provider: addr("dc"), serial: 2 })]);
    let found = registry.certificate("dc").unwrap();
    assert_eq!((found.certificate, found.serial, found.changed_at), (Some(der(2)), 2, START + 5));
}

#[test]
fn each_refusal() {
    let mut registry = Registry::new();
    assert_eq!(registry.refused("dc", rotate(1)), "not_registered");
    registry.register("dc");
    assert_eq!(registry.refused("dc", rotate(1)), "no_certificate");
    registry.send("dc", ExecuteMsg::PublishCertificate { certificate: der(1) }).unwrap();
    assert_eq!(registry.refused("dc", rotate(1)), "unchanged");
    let broken = ExecuteMsg::RotateCertificate { certificate: Binary::from([0x30]) };
    assert_eq!(registry.refused("dc", broken), "invalid_field");
    registry.send("dc", ExecuteMsg::RevokeCertificate {}).unwrap();
    assert_eq!(registry.refused("dc", rotate(2)), "no_certificate");
}
