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
//! A start takes milliseconds, so that each test can have a server of its own, and none sees what another does.
pub use boxwood_server::{
    admin::Refused as Error,
    seed::{Planted, PlantedApp, PlantedEnterprise, PlantedUser},
};
use boxwood_server::{
    proxy::Outside,
    seed::Seed,
    throwaway::{Details, Throwaway, Wish},
};
use std::{fs, path::Path, sync::Arc};

/// A running server; to drop it is to stop it.
pub struct Boxwood {
    server: Throwaway,
    config: String,
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
        let server = Throwaway::start(Wish { seed, outside, local_links: true, rate_limit: None }).await?;
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
