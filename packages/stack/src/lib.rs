//! The stack file: a tenant's infrastructure and manifest, read from YAML and checked.
