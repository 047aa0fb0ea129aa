//! One SQL text, two engines: an embedded SQLite file or a PostgreSQL-speaking server.
//!
//! Work is a plain closure over a transaction. `db.read` hands it a [`Tx<Read>`], `db.write` a [`Tx<Write>`]; it may run
//! more than once, so it must not do I/O of its own. No word of the product's domain appears in this crate.
mod cache;
mod config;
mod db;
mod engine;
mod error;
mod group;
mod home;
mod job;
mod migrate;
mod postgres;
mod row;
mod server;
mod sqlite;
mod threads;
mod tx;
mod value;
mod workers;

pub use boxwood_pages::Image;
pub use cache::{Cached, Key};
pub use config::{Clock, Config, Context, Ended, Observer};
pub use db::{Cost, Db};
pub use error::{Error, Result};
pub use migrate::{Migration, Schema, Whole};
pub use row::{FromRow, Joined, Row};
pub use tx::{Read, Tx, Write};
pub use value::{FromValue, Params, ToValue, Value};
