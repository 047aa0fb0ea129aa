//! The record of what was done as somebody else, and of what was refused (contract: identity §5.2).
//!
//! - A write is recorded in its own transaction ([`record_write`]): it cannot happen without its record.
//! - Every call is counted by the hour, too, for the chart ([`search::hours`]).
//! - Reads are counted by the minute in memory ([`Reads`]) and flushed by the server every second ([`Recorder`]).
//! - The last calls of each app are kept in memory for its developers ([`Calls`]).
//! - Refusals, and writes that failed, are recorded singly, in a store that a flood cannot fill ([`Refused`]).
mod asked;
mod calls;
mod reads;
mod recorder;
mod refusals;
mod rows;
pub mod search;
#[cfg(test)]
mod tests;
mod trace;
mod writes;

pub use asked::{Explained, explained};
pub use calls::{Calls, Made, calls_of_a_day};
pub use reads::{ReadCounts, Reads};
pub use recorder::Recorder;
pub use refusals::{Explanation, Refused, explain, flush_refusals, of_app};
pub use trace::{Step, trace};
pub use writes::{FailedWrite, flush_failed_writes, record_page, record_write};
