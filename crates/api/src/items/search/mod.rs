//! Finding items by what they are called, what is said of them, and what is in them.
//!
//! - The index has a row for each item, with its words ([`words`]) without their endings ([`stem`]): both are ours, so that
//!   both engines find the same. It is written where an item changes, in the same transaction.
//! - What is asked becomes a tree of words ([`question`]), and only then a text for the engine ([`spell`]): nothing that is
//!   typed ever reaches it but letters and digits.
//! - Who may see what is a part of the statement ([`find`]): what is above the matches is climbed once, and what the caller
//!   owns or was given comes down from there.
mod find;
mod index;
mod question;
mod spell;
mod stem;
pub mod text;
mod words;

pub use find::{Filter, Found, Lists, Order, Range, Trash, find};
pub(crate) use index::{add, remove, renew, renew_by_id};
pub use index::{has_backlog, index_backlog};
pub use question::Question;
pub use spell::Field;
