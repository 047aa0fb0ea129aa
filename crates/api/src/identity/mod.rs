//! Who calls: tokens, the As-User decision, the caller, and why somebody was not let in.
pub(crate) mod as_user;
mod caller;
mod issued;
mod password;
mod refusal;
#[cfg(test)]
mod tests;
mod token;

pub use caller::{Caller, Credentials};
pub use issued::{Drawn, SHORT};
pub use password::PasswordHash;
pub use refusal::Refusal;
pub use token::{Limit, Session, Token, TokenHash};
pub(crate) use token::{generation, session};
