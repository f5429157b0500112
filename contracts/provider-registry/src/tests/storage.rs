//! Keys and records as siblings and explorers read them.

use super::*;

fn stored(registry: &Registry) -> Vec<(String, String)> {
    let rows = registry.deps.storage.range(None, None, Order::Ascending);
    rows.map(|(key, value)| {
        let key = key.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '.' }).collect();
        (key, String::from_utf8(value).unwrap())
    })
    .collect()
}

#[test]
fn every_key_and_record() {
    let mut registry = Registry::new();
    registry.register("dc");
    registry.send("dc", ExecuteMsg::PublishCertificate { certificate: der(7) }).unwrap();
    let (dc, auditor, next) = (addr("dc"), addr("auditor"), addr("next"));
    let (provider, attributes) = (dc.to_string(), vec![attribute("tier", "3")]);
    registry.send("auditor", ExecuteMsg::Attest { provider, attributes, expires_at: START + 1 }).unwrap();
    registry.send("admin", ExecuteMsg::ProposeAdmin { admin: next.to_string(), expires_at: START + 2 }).unwrap();
    let (admin, guardian) = (addr("admin"), addr("guardian"));
    let [registry_address, escrow, market, deployment] = Role::ALL.map(|role| contracts().get(role).to_owned());
    let version = env!("CARGO_PKG_VERSION");
    // A dot stands for a byte that is no letter; `C` is 67, the length of the address after it.
    let expected = [
        (
            format!("..attestations.C{dc}{auditor}"),
            r#"{"attributes":[{"key":"tier","value":"3"}],"expires_at":1700000001}"#.to_owned(),
        ),
        (format!("..certificates{dc}"), r#"{"certificate":"MAEH","serial":1,"changed_at":1700000000}"#.to_owned()),
        (
            format!("..providers{dc}"),
            concat!(
                r#"{"profile":{"endpoint":"https://dc.example:8443","region":"eu-west","#,
                r#""attributes":[{"key":"tier","value":"3"}]},"active":true}"#
            )
            .to_owned(),
        ),
        (format!("..regions..eu-west{dc}"), "1".to_owned()),
        (
            "authority".to_owned(),
            format!(r#"["{admin}",{{"address":"{next}","expires_at":1700000002}},"{guardian}",false]"#),
        ),
        ("contract_info".to_owned(), format!(r#"{{"contract":"berth/provider-registry","version":"{version}"}}"#)),
        ("contracts".to_owned(), format!(r#"["{registry_address}","{escrow}","{market}","{deployment}"]"#)),
    ];
    let mut found = stored(&registry);
    found.sort();
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(found, expected);

    registry.send("dc", ExecuteMsg::RevokeCertificate {}).unwrap();
    let left = stored(&registry).into_iter().find(|(key, _)| key.contains("certificates")).unwrap();
    assert_eq!(left.1, r#"{"certificate":null,"serial":2,"changed_at":1700000000}"#);
}
