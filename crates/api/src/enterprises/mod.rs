//! Enterprises and the people in them, as whoever runs the server sees them. On the wire an enterprise is only ever a
//! part of a user.
mod db;
mod ops;
mod settings;
#[cfg(test)]
mod tests;

pub use db::{EnterpriseRow, PersonRow, admin, by_id, list, name, people, person_by_login};
pub use ops::{EnterpriseChange, NewEnterprise, change, create, own};
pub use settings::{EnterpriseSettings, Texts, settings, zone};
