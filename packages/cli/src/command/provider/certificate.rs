//! A provider's root certificate.

use std::io::{self, Write};
use std::path::PathBuf;

use berth_api::provider_registry::{CertificateResponse, ExecuteMsg};
use clap::Subcommand;
use cosmwasm_std::Binary;
use serde::Serialize;

use super::bytes;
use crate::Failure;
use crate::act::carry_out;
use crate::context::Context;
use crate::money::Currencies;
use crate::output::{Answer, pairs, utc};

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// A root certificate.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Publishes your root certificate, while you have none
    Publish {
        /// PEM or DER
        file: PathBuf,
    },
    /// Replaces it
    Rotate {
        /// PEM or DER
        file: PathBuf,
    },
    /// Takes it back
    Revoke,
    /// Shows it, as PEM
    Show {
        /// Whose [default: that of --key]
        provider: Option<String>,
    },
}

/// A certificate.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    certificate: CertificateResponse,
    /// The same as PEM.
    pem: Option<String>,
}

impl Command {
    /// Does it.
    pub async fn run(self, context: &mut Context<'_>) -> Result<(), Failure> {
        let (what, msg) = match self {
            Self::Show { provider } => return show(provider, context).await,
            Self::Publish { file } => {
                ("publish the root certificate", ExecuteMsg::PublishCertificate { certificate: read(&file)? })
            }
            Self::Rotate { file } => {
                ("replace the root certificate", ExecuteMsg::RotateCertificate { certificate: read(&file)? })
            }
            Self::Revoke => ("revoke the root certificate", ExecuteMsg::RevokeCertificate {}),
        };
        carry_out(context, what, vec![(msg.into(), vec![])]).await
    }
}

async fn show(provider: Option<String>, context: &mut Context<'_>) -> Result<(), Failure> {
    let provider = context.address_or_own(provider.as_ref())?;
    let certificate = context.exchange().await?.provider_registry().certificate(&provider).await?;
    let pem = certificate.certificate.as_ref().map(to_pem);
    context.answer(&Shown { certificate, pem })
}

/// DER, out of a file of either form.
fn read(file: &PathBuf) -> Result<Binary, Failure> {
    let all = bytes(file)?;
    let wrong =
        |found: &str, allowed: &str| Failure::Input(format!("{} is {found}, allowed: {allowed}", file.display()));
    let der = match std::str::from_utf8(&all) {
        Ok(text) if text.contains(BEGIN) => from_pem(text)
            .ok_or_else(|| wrong("a broken PEM file", "one certificate between its BEGIN and END lines"))?,
        _ => Binary::new(all),
    };
    berth_domain::check_certificate("certificate", &der).map_err(|e| wrong(&e.value, &e.allowed))?;
    Ok(der)
}

/// Of the one certificate in the text; nothing if there are several, as in a chain.
fn from_pem(text: &str) -> Option<Binary> {
    let (_, rest) = text.split_once(BEGIN)?;
    let (inner, after) = rest.split_once(END)?;
    if after.contains(BEGIN) {
        return None;
    }
    let digits: String = inner.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    Binary::from_base64(&digits).ok()
}

fn to_pem(der: &Binary) -> String {
    let digits: Vec<char> = der.to_base64().chars().collect();
    let lines: Vec<String> = digits.chunks(64).map(|line| line.iter().collect()).collect();
    format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"))
}

impl Answer for Shown {
    fn text(&self, _: &Currencies, out: &mut dyn Write) -> io::Result<()> {
        let CertificateResponse { provider, serial, changed_at, .. } = &self.certificate;
        let rows = [
            ("provider", provider.to_string()),
            ("serial", serial.to_string()),
            ("changed", utc(*changed_at)),
            ("status", if self.pem.is_some() { "published" } else { "revoked" }.to_owned()),
        ];
        pairs(out, &rows)?;
        self.pem.iter().try_for_each(|pem| write!(out, "{pem}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_there_and_back() {
        let der = Binary::new((0..=255).collect());
        let pem = to_pem(&der);
        assert!(pem.lines().all(|line| line.len() <= 64));
        assert_eq!(from_pem(&pem), Some(der.clone()));
        assert_eq!(from_pem(&format!("subject: x\r\n{}", pem.replace('\n', "\r\n"))), Some(der));
        assert_eq!(from_pem(&format!("{pem}{pem}")), None);
        assert_eq!(from_pem(&pem.replace(END, "")), None);
        assert_eq!(from_pem(&format!("{BEGIN}\n***\n{END}")), None);
    }
}
