//! Apps: what they are, what they may, and how an enterprise authorizes them.
mod settings;

pub use settings::Settings;
