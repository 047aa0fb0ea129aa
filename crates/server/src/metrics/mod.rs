//! What the server counts, as text that Prometheus reads. Everything is a number in a place of its own from the start:
//! counting a request allocates nothing and looks nothing up.
mod meter;
mod page;
mod writes;

pub(crate) use meter::Meter;
pub(crate) use page::{CONTENT_TYPE, Page};
pub(crate) use writes::Writes;
