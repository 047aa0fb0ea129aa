//! Lets a caller in, before anything is read or written for them.
use super::{rate::RateLimit, seen::Met};
use boxwood_api::{About, Caller, Credentials, Result, apps::origins};
use boxwood_store::{Read, Tx};
use http::HeaderValue;
use std::cell::Cell;

pub(super) struct Gate {
    about: About,
    /// The origin of the page that makes the call, if one does. The server's own pages are among its own.
    origin: Option<String>,
    rate: RateLimit,
    /// A transaction may run again; the call is one call all the same.
    counted: Cell<bool>,
}

impl Gate {
    pub fn new(about: About, origin: Option<&HeaderValue>, own: &str, rate: RateLimit) -> Self {
        let origin = origin.filter(|origin| origin.as_bytes() != own.as_bytes());
        let origin = origin.map(|origin| String::from_utf8_lossy(origin.as_bytes()).into_owned());
        Gate { about, origin, rate, counted: Cell::new(false) }
    }

    /// # Errors
    /// In this order: the page is none of the app's, the caller may not call, or has called too often.
    pub fn admit(&self, tx: &mut Tx<Read>, by: &Credentials, met: &mut Met) -> Result<Caller> {
        if let Some(origin) = &self.origin {
            met.page_may_read = origins::admit(tx, by, origin)?;
        }
        let who = Caller::identify(tx, by, &self.about)??;
        let now = tx.now();
        met.caller(&who, now);
        if !self.counted.replace(true) {
            self.rate.count(who.user().id, now)?;
        }
        Ok(who)
    }
}
