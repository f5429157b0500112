use berth_api::event::CertificateRevoked;

use super::*;

#[test]
fn the_serial_number_stays() {
    let mut registry = Registry::new();
    registry.register("dc");
    registry.send("dc", ExecuteMsg::PublishCertificate { certificate: der(1) }).unwrap();
    registry.at(START + 5);
    let events = registry.send("dc", ExecuteMsg::RevokeCertificate {}).unwrap();
    assert_eq!(events, [Event::from(CertificateRevoked { provider: addr("dc"), serial: 2 })]);
    let found = registry.certificate("dc").unwrap();
    assert_eq!((found.certificate, found.serial, found.changed_at), (None, 2, START + 5));
}

#[test]
fn each_refusal() {
    let mut registry = Registry::new();
    assert_eq!(registry.refused("dc", ExecuteMsg::RevokeCertificate {}), "not_registered");
    registry.register("dc");
    assert_eq!(registry.refused("dc", ExecuteMsg::RevokeCertificate {}), "no_certificate");
    registry.send("dc", ExecuteMsg::PublishCertificate { certificate: der(1) }).unwrap();
    registry.send("dc", ExecuteMsg::RevokeCertificate {}).unwrap();
    assert_eq!(registry.refused("dc", ExecuteMsg::RevokeCertificate {}), "no_certificate");
}
