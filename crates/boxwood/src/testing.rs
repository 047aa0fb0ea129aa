//! A server for a test: in the same process, in memory, gone with the value that stands for it.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), boxwood::testing::Error> {
//! let boxwood = boxwood::testing::start().await?;
//! let token = boxwood.token(boxwood.user_id()).await?;
//! let url = format!("{}/2.0/users/me", boxwood.base_url());
//! // GET url, with Authorization: Bearer token
//! # assert!(url.starts_with("http://127.0.0.1:") && !token.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! A start takes milliseconds, so that each test can have a server of its own, and none sees what another does. Or all share
//! one that was filled once, and each has a [fork](Boxwood::fork) of it.
pub use boxwood_server::{
    admin::Refused as Error,
    seed::{Planted, PlantedApp, PlantedEnterprise, PlantedUser},
};
use boxwood_server::{
    lab::{Lab, MAIN},
    proxy::Outside,
    seed::Seed,
    throwaway::{Details, Throwaway, Wish},
};
use std::{fs, path::Path, sync::Arc, time::Duration};

/// A running server; to drop it is to stop it.
pub struct Boxwood {
    server: Throwaway,
    config: String,
}

/// A world of a running server; to drop it is to drop the world.
pub struct Fork {
    name: String,
    base_url: String,
    lab: Lab,
}

impl Fork {
    /// What requests say in the header `X-Boxwood-World`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it is for clients that are told where Box is: `http://127.0.0.1:PORT/_world/NAME`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Puts it back to what it was forked from.
    ///
    /// # Errors
    /// In a sentence.
    pub async fn reset(&self) -> Result<(), Error> {
        let reset = self.lab.worlds().reset(&self.name, None).await;
        reset.map(drop).map_err(|problem| Error::failed(problem.to_string()))
    }

    /// Moves its clock forward, and does what waits for that time.
    ///
    /// # Errors
    /// When the world is gone.
    pub async fn advance(&self, by: Duration) -> Result<(), Error> {
        let world = self.lab.worlds().named(&self.name).map_err(|problem| Error::failed(problem.to_string()))?;
        world.advance(by).await;
        Ok(())
    }
}

impl Drop for Fork {
    fn drop(&mut self) {
        let _ = self.lab.worlds().end(&self.name);
    }
}

/// Starts a server with a company, an admin, a user and an app that may everything.
///
/// # Errors
/// In a sentence: no port, no memory.
pub async fn start() -> Result<Boxwood, Error> {
    Boxwood::of(Seed::sample()).await
}

/// Starts a server with what a seed in YAML names (docs/EXEC.md).
///
/// # Errors
/// What is wrong with the seed, by line and column or by path.
pub async fn seeded(yaml: &str) -> Result<Boxwood, Error> {
    Boxwood::of(Seed::parse(yaml)?).await
}

/// The same with a file, in whose folder are the files that it names.
///
/// # Errors
/// What is wrong with the seed, by line and column or by path.
pub async fn seeded_by(file: &Path) -> Result<Boxwood, Error> {
    Boxwood::of(Seed::read(file)?).await
}

impl Boxwood {
    async fn of(seed: Seed) -> Result<Boxwood, Error> {
        // Nobody comes by the proxy, but whoever does gets no further.
        let outside = Outside::Refused(Arc::new(|_| {}));
        let server = Throwaway::start(Wish { seed, outside, local_links: true, rate_limit: None, lab: true }).await?;
        let file = &server.details().config;
        let config = fs::read_to_string(file).map_err(|error| Error::failed(format!("{}: {error}", file.display())))?;
        Ok(Boxwood { server, config })
    }

    /// Where it is, without a slash at the end: `http://127.0.0.1:PORT`. Calls go to `/2.0`, uploads to `/api/2.0`, tokens come
    /// from `/oauth2/token`.
    pub fn base_url(&self) -> &str {
        &self.details().base_url
    }

    /// The app's settings file, as JSON: what SDKs log in with.
    pub fn config(&self) -> &str {
        &self.config
    }

    /// The same as a file, which is gone with the server.
    pub fn config_file(&self) -> &Path {
        &self.details().config
    }

    /// The app that programs log in as: the first of the first company.
    ///
    /// # Panics
    /// Never: a seed has one.
    pub fn app(&self) -> &PlantedApp {
        #[expect(clippy::expect_used, reason = "a seed has a company, and that an app")]
        self.enterprise().apps.first().expect("an app")
    }

    /// The first company.
    ///
    /// # Panics
    /// Never: a seed has one.
    pub fn enterprise(&self) -> &PlantedEnterprise {
        #[expect(clippy::expect_used, reason = "a seed has a company")]
        self.planted().enterprises.first().expect("a company")
    }

    /// All that is there: users by their logins, folders and files by owner and path.
    pub fn planted(&self) -> &Planted {
        &self.details().planted
    }

    pub fn client_id(&self) -> &str {
        &self.app().client_id
    }

    pub fn client_secret(&self) -> &str {
        &self.app().client_secret
    }

    /// The id of the company's admin.
    pub fn admin_id(&self) -> String {
        self.enterprise().admin.id.to_string()
    }

    /// The id of somebody to act as: the first user, or the admin where there is none.
    pub fn user_id(&self) -> String {
        let enterprise = self.enterprise();
        enterprise.users.first().unwrap_or(&enterprise.admin).id.to_string()
    }

    /// The app's developer token, which is the admin's.
    pub fn developer_token(&self) -> &str {
        self.app().developer_token.as_deref().unwrap_or_default()
    }

    /// A new access token for a user, by id.
    ///
    /// # Errors
    /// What the server answers where there is no such user, or the app may not have such tokens.
    pub async fn token(&self, user: impl AsRef<str>) -> Result<String, Error> {
        self.server.token(user.as_ref()).await
    }

    /// A world of its own for one test, which goes on from what is here by now; nothing is copied but what is changed then. It
    /// has an address of its own, below the server's ([`Fork::base_url`]).
    ///
    /// # Errors
    /// When the name is taken, or no name for a world: `a-z`, `0-9` and hyphens.
    pub async fn fork(&self, name: &str) -> Result<Fork, Error> {
        let lab = self.server.lab().cloned().ok_or_else(|| Error::failed("There is no laboratory."))?;
        lab.worlds().fork(name, MAIN).await.map_err(|problem| Error::new(problem.to_string()))?;
        Ok(Fork { base_url: format!("{}/_world/{name}", self.base_url()), name: name.to_owned(), lab })
    }

    /// Moves its clock forward, and does what waits for that time: tokens expire, the trash is emptied.
    ///
    /// # Errors
    /// When it has no laboratory; those that are started here have one.
    pub async fn advance(&self, by: Duration) -> Result<(), Error> {
        let lab = self.server.lab().ok_or_else(|| Error::failed("There is no laboratory."))?;
        lab.worlds().main().advance(by).await;
        Ok(())
    }

    /// The laboratory: worlds, their clocks (docs/LAB.md).
    pub fn lab(&self) -> Option<&Lab> {
        self.server.lab()
    }

    /// Stops it, and waits for that.
    ///
    /// # Errors
    /// In a sentence.
    pub async fn stop(self) -> Result<(), Error> {
        self.server.stop().await
    }

    fn details(&self) -> &Details {
        self.server.details()
    }
}
