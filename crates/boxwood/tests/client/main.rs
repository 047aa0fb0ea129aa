//! The commands of whoever uses a server, against a server of their own.
#![expect(clippy::unwrap_used, reason = "a helper that fails ends its test, as the test itself would")]

mod commands;
mod oauth;
mod people;
mod resumed;
mod secure;
mod sync;
mod world;
