//! The server: one dispatcher for every operation, a token endpoint, the API document.
mod http;
mod oauth;
mod openapi;
mod record;

pub use http::{App, serve};
