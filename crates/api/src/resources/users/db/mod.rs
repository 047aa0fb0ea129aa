//! The users table.
mod changes;
pub(super) mod directory;
mod list;
mod person;
mod rows;

pub use changes::NewPerson;
pub(super) use changes::{Record, delete, record, save};
pub(crate) use changes::{delete_with_app, end_sessions, has_app_users, insert, service_accounts};
pub use directory::{Account, Listed};
pub use list::Search;
pub(super) use list::{Reach, by_external_id, by_full_login, page, total};
pub use person::{Kind, Person};
pub(crate) use person::{person_by_address, person_by_login};
pub use rows::person;
pub use rows::{Loaded, Profile};
pub(crate) use rows::{allowance, loaded, shown, shown_login, space_key, space_used};
