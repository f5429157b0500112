//! Stories and properties over the whole exchange.
