//! The server: one dispatcher for every operation, a token endpoint, the API document.
pub mod admin;
mod collect;
mod config;
mod failure;
mod front;
mod http;
mod index;
mod jobs;
pub mod lab;
mod metrics;
mod oauth;
mod openapi;
mod pdf;
pub mod provision;
pub mod proxy;
pub mod seed;
mod server;
pub mod throwaway;
mod tls;

pub use collect::{Collected, collect};
pub use config::{Config, Limits};
pub use failure::Failure;
pub use http::App;
pub use index::index;
pub use openapi::api_document;
pub use server::Server;
