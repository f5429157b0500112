//! Configuration: one documented struct, filled from a file, then the environment, then flags. What comes later wins,
//! field by field.
//!
//! The struct's doc comments are its documentation: [`template()`] prints them beside the defaults, so that the two cannot
//! differ. An unknown key, a wrong type, a wrong value stop the program, with where it stood, what was found, and what is
//! allowed. Secrets are of type [`Secret`] and are never shown.

mod error;
mod layer;
mod schema;
mod secret;
mod template;

use std::path::Path;

use figment::Figment;
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

pub use error::{ConfigError, Wrong};
pub use secret::{Endpoint, Secret};
pub use template::template;

use layer::Layer;

/// A program's configuration. Its structs have `#[serde(default, deny_unknown_fields)]`.
pub trait Settings: Serialize + DeserializeOwned + Default + JsonSchema {
    /// What the types alone do not say: bounds, and fields that depend on one another. The field is named by its path, as
    /// in `keeper.limit`.
    fn check(&self) -> Result<(), Wrong> {
        Ok(())
    }
}

/// The settings: of `file` (TOML) if there is one, over it those environment variables that begin with `env_prefix`, over
/// them `flags`, in which what is `None` counts as not given.
///
/// A field `keeper.limit` is the variable `<env_prefix>KEEPER__LIMIT`. Text stands there as it is, numbers and truth values as
/// in TOML, lists as `[a, b]`.
pub fn load<T: Settings>(file: Option<&Path>, env_prefix: &str, flags: impl Serialize) -> Result<T, ConfigError> {
    // Variables that are no Unicode cannot be meant.
    let variables =
        std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)));
    load_from(file, env_prefix, variables, flags)
}

/// [`load`] with the environment handed in.
pub fn load_from<T: Settings>(
    file: Option<&Path>,
    env_prefix: &str,
    variables: impl IntoIterator<Item = (String, String)>,
    flags: impl Serialize,
) -> Result<T, ConfigError> {
    let schema = schema::of::<T>();
    let mut figment = Figment::new();
    if let Some(path) = file {
        figment = figment.merge(Layer::file(path)?);
    }
    for layer in Layer::environment(env_prefix, variables, &schema) {
        figment = figment.merge(layer);
    }
    figment = figment.merge(Layer::flags(flags)?);
    let settings: T = figment.extract().map_err(|error| ConfigError::of_figment(error, &schema))?;
    settings.check().map_err(|wrong| {
        // A list comes from one source as a whole.
        let path = wrong.field.split('[').next().unwrap_or_default();
        let origin = figment.find_metadata(path).map_or_else(|| "default".to_owned(), |of| of.name.to_string());
        ConfigError::field(origin, wrong)
    })?;
    Ok(settings)
}

/// The settings as they are in force, as TOML, secrets left out.
pub fn effective<T: Settings>(settings: &T) -> Result<String, ConfigError> {
    toml::to_string(settings).map_err(|error| ConfigError::Print { reason: error.to_string() })
}
