use berth_api::event::{CertificateRevoked, ProviderDeregistered};
use berth_api::provider_registry::ProvidersResponse;

use super::*;

#[test]
fn a_free_provider_goes_and_may_come_back() {
    let mut registry = Registry::new();
    registry.register("dc");
    let events = registry.send("dc", ExecuteMsg::DeregisterProvider {}).unwrap();
    assert_eq!(events, [Event::from(ProviderDeregistered { provider: addr("dc") })]);
    assert_eq!(registry.provider("dc"), None);
    for query in [
        QueryMsg::Providers { start_after: None, limit: None },
        QueryMsg::ProvidersByRegion { region: "eu-west".into(), start_after: None, limit: None },
    ] {
        assert_eq!(registry.ask::<ProvidersResponse>(query).unwrap().providers, []);
    }
    registry.register("dc");
}

#[test]
fn who_is_bound_stays() {
    let mut registry = Registry::new();
    registry.register("dc");
    for (leases, bids, held) in
        [(true, false, "live leases"), (false, true, "bids"), (true, true, "live leases and bids")]
    {
        registry.obligations(leases, bids);
        let refused = registry.send("dc", ExecuteMsg::DeregisterProvider {}).unwrap_err();
        let dc = addr("dc");
        let expected =
            format!("provider-registry/has_obligations: provider {dc} has {held}, allowed: no live lease and no bid");
        assert_eq!(refused, expected);
    }
    assert!(registry.provider("dc").is_some());
}

#[test]
fn a_certificate_goes_and_its_serial_number_stays() {
    let mut registry = Registry::new();
    registry.register("dc");
    registry.send("dc", ExecuteMsg::PublishCertificate { certificate: der(1) }).unwrap();
    registry.at(START + 9);
    let events = registry.send("dc", ExecuteMsg::DeregisterProvider {}).unwrap();
    let revoked = CertificateRevoked { provider: addr("dc"), serial: 2 };
    assert_eq!(events, [Event::from(revoked), Event::from(ProviderDeregistered { provider: addr("dc") })]);
    let left = registry.certificate("dc").unwrap();
    assert_eq!((left.certificate, left.serial, left.changed_at), (None, 2, START + 9));

    registry.register("dc");
    registry.send("dc", ExecuteMsg::PublishCertificate { certificate: der(1) }).unwrap();
    assert_eq!(registry.certificate("dc").unwrap().serial, 3);
}

#[test]
fn a_revoked_certificate_is_not_revoked_again() {
    let mut registry = Registry::new();
    registry.register("dc");
    registry.send("dc", ExecuteMsg::PublishCertificate { certificate: der(1) }).unwrap();
    registry.send("dc", ExecuteMsg::RevokeCertificate {}).unwrap();
    let events = registry.send("dc", ExecuteMsg::DeregisterProvider {}).unwrap();
    assert_eq!(events, [Event::from(ProviderDeregistered { provider: addr("dc") })]);
    assert_eq!(registry.certificate("dc").unwrap().serial, 2);
}

#[test]
fn who_is_not_registered_cannot_go() {
    assert_eq!(Registry::new().refused("dc", ExecuteMsg::DeregisterProvider {}), "not_registered");
}
