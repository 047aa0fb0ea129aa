//! Apps: what they are, what they may, and how an enterprise authorizes them (contract: identity §3).
//!
//! What surprises:
//! - An app has its settings twice: as its console has them, and as each enterprise has authorized them. Console edits
//!   change nothing for a server app until an admin reauthorizes it ([`reauthorize`]).
//! - A server app's service account is made by its first authorization, in the enterprise that gives it.
//! - Secrets are kept as hashes and private keys not at all: whoever makes one shows it once.
mod authorization;
pub mod collaborators;
mod config;
mod db;
mod details;
mod draft;
mod explorer;
mod keys;
pub mod manager;
mod ops;
pub mod origins;
mod remove;
mod settings;
mod standing;
#[cfg(test)]
mod tests;
mod uris;

pub use authorization::{NewAccount, authorize, disable, enable, reauthorize};
pub use config::{AppAuth, AppConfig, AppSettings};
pub use db::{
    App, AppKey, Asked, Authorization, asked, authorization, authorizations, by_client_id, by_id, by_name, keys, list,
    secret_is,
};
pub use details::{Details, ServiceAccount, details};
pub use draft::{Draft, Field, faults};
pub use explorer::{explorer, explorer_id};
pub use keys::{KeyPair, PublicKey, add_key, remove_key};
pub use ops::{AppChange, NewApp, Purpose, change, create, editable, reset_secret};
pub use remove::delete;
pub use settings::Settings;
pub use standing::{Listed, Standing, Waiting, ask_review, decline, editable_by, waiting};
pub use uris::redirect_fits;
