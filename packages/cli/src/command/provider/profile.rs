//! What a provider publishes about itself.

use berth_api::provider_registry::ExecuteMsg;
use berth_domain::{Attribute, Invalid, ProviderProfile};

use crate::Failure;
use crate::act::carry_out;
use crate::context::Context;

/// Makes you a provider, who may bid from then on
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where tenants and other providers reach you, as in `https://dc.example`
    #[arg(long, value_name = "URL")]
    endpoint: String,
    /// Where you stand: 1 to 32 characters out of a-z, 0-9 and -
    #[arg(long, value_name = "REGION")]
    region: String,
    /// What you state about yourself, as in tier=3; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    attribute: Vec<String>,
}

/// Changes what you publish about yourself; what is not named stays as it is
#[derive(Debug, clap::Args)]
pub struct UpdateArgs {
    /// Where tenants and other providers reach you, as in `https://dc.example`
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Where you stand
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// An attribute that is new or different, as in tier=3; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    attribute: Vec<String>,
    /// The key of an attribute that goes; may be given several times
    #[arg(long, value_name = "KEY")]
    remove_attribute: Vec<String>,
}

/// `key=value`, each key once.
pub fn attributes(texts: &[String]) -> Result<Vec<Attribute>, Failure> {
    let mut all = vec![];
    for text in texts {
        let split = text.split_once('=').filter(|(key, value)| !key.is_empty() && !value.is_empty());
        let (key, value) = split.ok_or_else(|| {
            Failure::Input(format!("--attribute is {text:?}, allowed: a key and a value, as in tier=3"))
        })?;
        if all.iter().any(|known: &Attribute| known.key == key) {
            return Err(Failure::Input(format!("--attribute has {key} twice, allowed: each key once")));
        }
        all.push(Attribute { key: key.to_owned(), value: value.to_owned() });
    }
    all.sort();
    Ok(all)
}

/// RegisterProvider.
pub async fn register(args: Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let Args { endpoint, region, attribute } = args;
    let profile = ProviderProfile { endpoint, region, attributes: attributes(&attribute)? };
    profile.check().map_err(|e| wrong(&e))?;
    let what = format!("register as the provider at {} in {}", profile.endpoint, profile.region);
    carry_out(context, what, vec![(ExecuteMsg::RegisterProvider { profile }.into(), vec![])]).await
}

/// UpdateProvider.
pub async fn update(args: UpdateArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let changed = attributes(&args.attribute)?;
    let own = context.own_address()?;
    let mut profile = context.exchange().await?.provider_registry().provider(&own).await?.profile;
    for gone in &args.remove_attribute {
        let before = profile.attributes.len();
        profile.attributes.retain(|attribute| attribute.key != *gone);
        if profile.attributes.len() == before {
            let keys: Vec<&str> = profile.attributes.iter().map(|attribute| attribute.key.as_str()).collect();
            return Err(Failure::Input(format!("--remove-attribute is {gone:?}, allowed: {}", keys.join(", "))));
        }
    }
    for attribute in changed {
        profile.attributes.retain(|known| known.key != attribute.key);
        profile.attributes.push(attribute);
    }
    profile.attributes.sort();
    profile.endpoint = args.endpoint.unwrap_or(profile.endpoint);
    profile.region = args.region.unwrap_or(profile.region);
    profile.check().map_err(|e| wrong(&e))?;
    let what = "change the published profile";
    carry_out(context, what, vec![(ExecuteMsg::UpdateProvider { profile }.into(), vec![])]).await
}

fn wrong(invalid: &Invalid) -> Failure {
    // Of a list of attributes the exchange names the place; the flag is `--attribute`.
    let field = invalid.field.split('[').next().unwrap_or_default().trim_end_matches('s').to_owned();
    Failure::Input(format!("--{field} is {}, allowed: {}", invalid.value, invalid.allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_pairs() {
        let found = attributes(&["tier=3".into(), "a=b=c".into()]).unwrap();
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, ["a=b=c", "tier=3"]);
        for (texts, told) in [
            (&["tier"][..], "--attribute is \"tier\", allowed: a key and a value, as in tier=3"),
            (&["=3"], "--attribute is \"=3\""),
            (&["tier="], "--attribute is \"tier=\""),
            (&["tier=3", "tier=4"], "--attribute has tier twice, allowed: each key once"),
        ] {
            let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            assert!(attributes(&texts).unwrap_err().to_string().starts_with(told), "{texts:?}");
        }
    }
}
