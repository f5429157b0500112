//! The table of rules, for every message.

use cosmwasm_std::coins;

use super::*;

/// Every message, with who may send it (empty: anyone) and whether a pause lets it in.
fn table() -> Vec<(ExecuteMsg, &'static [&'static str], bool)> {
    let (somebody, certificate, expires_at) = (addr("somebody").into_string(), der(1), START + 10);
    let provider = addr("dc").into_string();
    let (admin, guardian) = (somebody.clone(), somebody);
    let attributes = vec![attribute("tier", "3")];
    vec![
        (ExecuteMsg::RegisterProvider { profile: profile("eu-west") }, &[], false),
        (ExecuteMsg::UpdateProvider { profile: profile("us-east") }, &[], true),
        (ExecuteMsg::ActivateProvider {}, &[], true),
        (ExecuteMsg::DeactivateProvider {}, &[], true),
        (ExecuteMsg::DeregisterProvider {}, &[], true),
        (ExecuteMsg::PublishCertificate { certificate: certificate.clone() }, &[], true),
        (ExecuteMsg::RotateCertificate { certificate }, &[], true),
        (ExecuteMsg::RevokeCertificate {}, &[], true),
        (ExecuteMsg::Attest { provider: provider.clone(), attributes, expires_at }, &[], true),
        (ExecuteMsg::RevokeAttestation { provider }, &[], true),
        (ExecuteMsg::ProposeAdmin { admin, expires_at }, &["admin"], true),
        (ExecuteMsg::CancelAdminProposal {}, &["admin"], true),
        (ExecuteMsg::AcceptAdmin {}, &["next"], true),
        (ExecuteMsg::SetGuardian { guardian }, &["admin"], true),
        (ExecuteMsg::Pause {}, &["guardian", "admin"], true),
        (ExecuteMsg::Unpause {}, &["admin"], true),
    ]
}

fn registry(paused: bool) -> Registry {
    let mut registry = Registry::new();
    registry.register("dc");
    let msg = ExecuteMsg::ProposeAdmin { admin: addr("next").into_string(), expires_at: START + 10 };
    registry.send("admin", msg).unwrap();
    if paused {
        registry.send("guardian", ExecuteMsg::Pause {}).unwrap();
    }
    registry
}

#[test]
fn only_who_may() {
    for (msg, allowed, _) in table() {
        for sender in ["admin", "guardian", "next", "dc", "auditor", "market", "provider-registry", "mallory"] {
            let refused = registry(false).send(sender, msg.clone()).err().map(|refused| code(&refused));
            let unauthorized = refused.as_deref() == Some("unauthorized");
            assert_eq!(unauthorized, !allowed.is_empty() && !allowed.contains(&sender), "{msg:?} by {sender}");
        }
    }
}

#[test]
fn a_pause_stops_registration_alone() {
    for (msg, allowed, while_paused) in table() {
        let sender = allowed.first().unwrap_or(&"dc");
        let refused = registry(true).send(sender, msg.clone()).err().map(|refused| code(&refused));
        assert_eq!(refused.as_deref() == Some("paused"), !while_paused, "{msg:?}: {refused:?}");
    }
}

#[test]
fn no_message_takes_coins() {
    for (msg, allowed, _) in table() {
        let sender = allowed.first().unwrap_or(&"dc");
        let one = coins(1, "uusdc");
        let two = [one.clone(), coins(1, "uother")].concat();
        for coins in [one, two, coins(0, "uusdc")] {
            let refused = registry(false).send_with(sender, msg.clone(), &coins).unwrap_err();
            assert_eq!(code(&refused), "payment", "{msg:?} with {coins:?}");
        }
    }
}
