//! Which server is called, and who calls it.
use super::{
    profiles::{For, Means, Profile, Profiles},
    text,
    told::told,
    value_of,
};
use crate::show;
use boxwood_sdk::{
    BaseUrls, Client, Credentials, JwtConfig, Retries, Secret, Subject,
    auth::{FileStore, OAuthApp},
    contract::resources::users::{ListQuery, User},
};
use boxwood_server::admin::Refused;
use clap::Args;
use futures_util::TryStreamExt;
use std::{fs, path::PathBuf, sync::Arc, time::Duration};

/// Where Box itself is.
const BOX: &str = "https://api.box.com";

/// The variable that says whom to act as, where no flag does.
pub const ACTING: &str = "BOXWOOD_AS_USER";

/// What all commands take that call a server.
#[derive(Args, Clone)]
pub struct Who {
    /// Act as that user: an id or a login
    #[arg(long, env = ACTING, value_name = "USER")]
    as_user: Option<String>,
    /// The profile to use, of those that 'boxwood login' has kept
    #[arg(long, env = "BOXWOOD_PROFILE", value_name = "NAME")]
    profile: Option<String>,
    /// Where the server is, if no profile says so; with the next one, as in 'boxwood exec'
    #[arg(long, env = "BOXWOOD_BASE_URL", value_name = "URL", hide = true)]
    base_url: Option<String>,
    #[arg(long, env = "BOX_CONFIG_FILE", value_name = "FILE", hide = true)]
    app_config: Option<PathBuf>,
    #[arg(long, env = "BOXWOOD_CA", value_name = "FILE", hide = true)]
    ca: Option<PathBuf>,
}

impl Who {
    /// A client of that server, as that user.
    ///
    /// # Errors
    /// Where nobody is logged in, or there is no such user.
    pub async fn client(&self) -> Result<Client, Refused> {
        let client = client_of(&self.server()?)?;
        match &self.as_user {
            Some(user) => Ok(client.as_user(&id_of(&client, user).await?)),
            None => Ok(client),
        }
    }

    /// A profile that is named wins over the environment, and that over the one that is used where none is named.
    fn server(&self) -> Result<Profile, Refused> {
        match (&self.profile, &self.base_url, &self.app_config) {
            (None, Some(url), Some(config)) => {
                let login = Means::Jwt { config: config.clone() };
                Ok(Profile { url: url.clone(), ca: self.ca.clone(), login })
            }
            (name, ..) => Profiles::read()?.find(name.as_deref()).cloned(),
        }
    }

    /// `boxwood whoami`.
    pub async fn run(&self, json: bool) -> Result<(), Refused> {
        let me = me(&self.client().await?).await?;
        if json {
            show::line(&value_of(&me));
        } else {
            show::items::user(&value_of(&me));
        }
        Ok(())
    }
}

/// Who calls are made as.
pub async fn me(client: &Client) -> Result<User, Refused> {
    client.users().me().await.map_err(told)
}

/// A client of a profile's server.
///
/// # Errors
/// Where a file of it cannot be read, or will not do.
pub fn client_of(profile: &Profile) -> Result<Client, Refused> {
    let credentials = match &profile.login {
        Means::Jwt { config } => Credentials::from(JwtConfig::from_file(config).map_err(told)?),
        Means::OAuth { client_id, client_secret, redirect_uri, tokens } => {
            let app = OAuthApp {
                client_id: client_id.clone(),
                client_secret: client_secret.as_deref().map(Secret::from),
                redirect_uri: Some(redirect_uri.clone()),
            };
            Credentials::OAuth(app, Arc::new(FileStore::new(tokens)))
        }
        Means::Token { token } => Credentials::Token(token.as_str().into()),
        Means::ClientCredentials { client_id, client_secret, subject, id } => Credentials::ClientCredentials {
            client_id: client_id.clone(),
            client_secret: client_secret.as_str().into(),
            subject: match subject {
                For::Enterprise => Subject::Enterprise(id.clone()),
                For::User => Subject::User(id.clone()),
            },
        },
    };
    let urls = urls_of(profile);
    // Somebody waits at a terminal.
    let retries = Retries { attempts: 4, base: Duration::from_millis(250), ..Retries::default() };
    let mut builder = Client::builder(credentials).base_urls(urls).retries(retries);
    if let Some(path) = &profile.ca {
        let pem = fs::read(path).map_err(|error| {
            Refused::new(format!("{}: {error}", path.display()))
                .hint("Name the certificate of the server's CA: boxwood login --ca FILE")
        })?;
        builder = builder.trust(&pem).map_err(told)?;
    }
    builder.build().map_err(told)
}

/// Where a profile's server is.
pub fn urls_of(profile: &Profile) -> BaseUrls {
    let url = profile.url.trim_end_matches('/');
    if url == BOX { BaseUrls::default() } else { BaseUrls::at(url) }
}

/// A user's id, of which a login is as good.
async fn id_of(client: &Client, user: &str) -> Result<String, Refused> {
    if user.chars().all(|letter| letter.is_ascii_digit()) && !user.is_empty() {
        return Ok(user.to_owned());
    }
    let query = ListQuery { filter_term: user.to_owned(), ..ListQuery::default() };
    let mut all = std::pin::pin!(client.users().matching(query).fields(&["login"]).stream());
    while let Some(one) = all.try_next().await.map_err(told)? {
        if text(&value_of(&one), "login").eq_ignore_ascii_case(user) {
            return Ok(one.id.to_string());
        }
    }
    Err(Refused::missing(format!("There is no user '{user}'."))
        .hint("Name an id or a whole login; boxwood users lists those of the enterprise"))
}
