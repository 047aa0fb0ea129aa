//! The contract and every resource of it.
//!
//! An operation is a typed constant ([`Op`]); a resource wires its operations to plain functions ([`Resource`]); the
//! server, the permission sweep and the API document all read the same registry, [`resources::all`].
pub mod access;
mod answer;
pub mod apps;
pub mod audit;
mod body;
pub mod counters;
pub mod enterprises;
pub mod events;
pub mod identity;
pub mod items;
pub mod made;
mod migrations;
pub mod oauth;
pub mod op;
mod path;
mod random;
pub mod resource;
pub mod resources;
pub mod sign_in;
pub mod signed;
mod site;
mod upload;
pub mod wire;

pub use answer::Answer;
pub use apps::Settings;
pub(crate) use body::without_nul;
pub use body::{Body, NoBody, Optional, text_or_null};
pub use identity::{Caller, Credentials};
pub use migrations::SCHEMA;
pub use op::{About, Method, Op, Scope};
pub use random::Random;
pub use resource::{Call, Endpoint, GiveUp, In, NoQuery, Resource, Run, Stage, StageFn, Turn, WriteFn, Written};
pub use site::Site;
pub use upload::{ATTRIBUTES, Content, Intake, Joining, Packing, Plan, SMALL, Stored, Upload};
pub use wire::{Error, Result};
