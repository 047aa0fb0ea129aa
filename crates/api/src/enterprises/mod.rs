//! Enterprises. On the wire an enterprise is only ever a part of a user.
mod settings;

pub use settings::{EnterpriseSettings, settings, zone};
