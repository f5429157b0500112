//! The gas of each message beside the offline estimate.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use tokio::process::Command;

use crate::facts::Facts;
use crate::transcript::{Estimates, Transcript};

/// How far an estimate may be off, in hundredths of a percent.
const TOLERANCE: i128 = 200;

/// Lets the estimator read a transcript, and compares.
pub async fn compare(estimator: &Path, path: &Path, transcript: &Transcript, facts: &mut Facts) -> Result<()> {
    let output = Command::new(estimator).arg(path).output().await.context("the estimator does not start")?;
    ensure!(output.status.success(), "the estimator failed: {}", String::from_utf8_lossy(&output.stderr));
    let estimates: Estimates = serde_json::from_slice(&output.stdout).context("what the estimator says")?;
    println!("\n{:<28} {:>10} {:>10} {:>8}", "message", "gas", "estimate", "off");
    let (mut far, mut worst) = (vec![], 0);
    for (name, gas) in &transcript.gas {
        let estimate = estimates.get(name).and_then(serde_json::Value::as_u64).with_context(|| format!("of {name}"))?;
        let off = off(*gas, estimate);
        println!("{name:<28} {gas:>10} {estimate:>10} {:>8}", percent(off));
        worst = worst.max(off.abs());
        if off.abs() > TOLERANCE {
            far.push(format!("{name} {}", percent(off)));
        }
    }
    let most = percent(TOLERANCE);
    let told = if far.is_empty() { format!("at most {}", percent(worst)) } else { far.join(", ") };
    facts.holds(
        format!("{} messages cost what is estimated, within {most}", transcript.gas.len()),
        told,
        far.is_empty(),
    );
    Ok(())
}

/// In hundredths of a percent.
fn off(gas: u64, estimate: u64) -> i128 {
    let difference = i128::from(estimate).saturating_sub(gas.into());
    difference.saturating_mul(10_000).checked_div(gas.into()).unwrap_or(i128::MAX)
}

fn percent(hundredths: i128) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let hundredths = hundredths.unsigned_abs();
    let (whole, rest) = (hundredths.checked_div(100), hundredths.checked_rem(100));
    format!("{sign}{}.{:02} %", whole.unwrap_or_default(), rest.unwrap_or_default())
}
