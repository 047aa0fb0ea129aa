//! A client of Box's API, for Box itself and for any Boxwood.
//!
//! ```
//! # boxwood_testing::served(async |server| {
//! use boxwood_sdk::{BaseUrls, Client, Credentials};
//!
//! // With Box itself `Client::new(JwtConfig::from_file("app-config.json")?)` is all it takes.
//! let client = Client::builder(Credentials::Token("ada".into())).base_urls(BaseUrls::at(server.url())).build()?;
//!
//! let me = client.users().me().fields(&["name", "role"]).await?;
//! assert_eq!(me.name.value().map(String::as_str), Some("ada"));
//!
//! // Another client, which acts as user 3 and shares connections and token with the first.
//! let theirs = client.as_user("3");
//! let una = theirs.users().me().await?;
//! assert_eq!(una.id.to_string(), "3");
//! assert_eq!(theirs.as_self().users().me().await?.id, me.id);
//! # Ok::<_, boxwood_sdk::Error>(())
//! # });
//! ```
//!
//! - [`Client`] has a door for each resource: `client.folders().items(id)`. Behind all of them is
//!   [`Client::call`], which makes any operation of the contract.
//! - A [`Call`] is made when it is awaited; before that it can be told more (`fields`, `if_match`).
//! - A list ([`Pages`]) is awaited for a page of it, or streamed.
//! - [`Credentials`]: a key (JWT), client credentials, a user's login (OAuth 2.0 with PKCE), or a token.
//! - Calls are made again where the server asks for that, where it fails in passing, and with another token where that has
//!   run out; see [`Retries`].
/// The guide's examples.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/SDK.md")]
pub struct Guide;

pub mod auth;
mod call;
mod client;
mod clock;
pub mod contract;
pub mod doors;
pub mod download;
mod error;
pub mod events;
mod pages;
mod path;
mod payload;
mod render;
mod secret;
mod settings;
mod source;
mod transport;
pub mod upload;
pub mod webhook;

pub use auth::{Credentials, JwtConfig, Subject};
pub use call::Call;
pub use client::{Builder, Client};
pub use clock::{Clock, SystemClock};
pub use contract::{CollaborationRole, Random};
pub use error::{Error, NoToken, Refused, Result};
pub use pages::Pages;
pub use path::PathParts;
pub use payload::Sends;
pub use secret::Secret;
pub use settings::{Attempt, BaseUrls, Retries};
pub use source::Source;
