//! The company in the main world of a laboratory, and what is forked from it.
use crate::{Ask, Files, NOW, World, company, config, wait_for};
use boxwood_blobs::Place;
use boxwood_server::lab::Lab;
use http::Request;
use serde_json::Value;
use std::sync::{Arc, atomic::AtomicI64};

/// What the API of the tests' laboratories is called with.
pub const LAB_TOKEN: &str = "a-token-for-the-laboratory";

impl World {
    /// The main world of a laboratory, in memory. Its requests go by way of the laboratory, which chooses who answers.
    ///
    /// # Panics
    /// When the world cannot be made.
    #[expect(clippy::expect_used, reason = "a test without a world is over")]
    pub fn in_laboratory() -> World {
        let (files, clock) = (Files::Memory, Arc::new(AtomicI64::new(NOW)));
        let mut config = config(&files, &clock);
        config.blobs = Place::Memory;
        let lab = Lab::open(config, LAB_TOKEN).expect("a laboratory");
        let app = lab.main();
        wait_for(async {
            company::found(app.db()).await.expect("a company");
            lab.worlds().begin().await.expect("a beginning");
        });
        World { app, clock, files, lab: Some(lab) }
    }

    /// The laboratory that this world is in.
    ///
    /// # Panics
    /// Where it is in none.
    #[expect(clippy::expect_used, reason = "the test has failed then")]
    pub fn lab(&self) -> &Lab {
        self.lab.as_ref().expect("a laboratory")
    }

    /// A request of the laboratory's own API; `path` is below `/_lab`.
    pub fn in_lab(&self, method: &str, path: &str, body: Value) -> Ask {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let request = Request::builder().method(method).uri(format!("/_lab{path}"));
        Ask { app: self.app.clone(), lab: self.lab.clone(), request, body }.by(LAB_TOKEN)
    }
}
