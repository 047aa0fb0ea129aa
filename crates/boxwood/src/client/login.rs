//! `boxwood login`, `logout` and `profiles`.
use super::{
    oauth,
    profiles::{DEFAULT, For, Means, Profile, Profiles},
    value_of, who,
};
use crate::show;
use boxwood_server::admin::Refused;
use clap::{ArgGroup, Args};
use serde_json::json;
use std::{
    fs, io,
    net::IpAddr,
    path::{Path, PathBuf},
};

const AFTER: &str = "\
  boxwood login --app-config boxwood-data/app-config.json
  boxwood login --client-id ID --client-secret-file secret.txt --enterprise ID
  boxwood login --client-id ID --oauth
  boxwood login --url https://api.box.com --token-file - --profile box";

#[derive(Args)]
#[command(after_help = AFTER, group(ArgGroup::new("means").required(true)))]
pub struct Login {
    /// As a server app, with its settings file, app-config.json (JWT); the file stays where it is
    #[arg(long, group = "means", value_name = "FILE")]
    app_config: Option<PathBuf>,
    /// As a server app, with its client id and secret (client credentials); or, with --oauth, as yourself
    #[arg(long, group = "means", value_name = "ID")]
    client_id: Option<String>,
    /// A file with the client secret, or - for the standard input
    #[arg(long, value_name = "FILE", requires = "client_id")]
    client_secret_file: Option<PathBuf>,
    /// With --client-id: the user whom tokens are for; an id
    #[arg(long, value_name = "ID", requires = "client_id", conflicts_with = "enterprise")]
    user: Option<String>,
    /// With --client-id: the enterprise whose service account tokens are for; an id
    #[arg(long, value_name = "ID", requires = "client_id")]
    enterprise: Option<String>,
    /// As yourself, at the server's own page in a browser (OAuth 2.0 with PKCE); with --client-id
    #[arg(long, requires = "client_id", conflicts_with_all = ["user", "enterprise"])]
    oauth: bool,
    /// With --oauth: where the page leads back to, on this machine, as it stands in the app's configuration
    #[arg(long, value_name = "URL", requires = "oauth", default_value = oauth::REDIRECT)]
    redirect_uri: String,
    /// With an access token: a file that it is in, or - for the standard input
    #[arg(long, group = "means", value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Where the server is; https://api.box.com is Box
    #[arg(long, env = "BOXWOOD_BASE_URL", value_name = "URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    /// The certificate of the server's own CA (PEM), which 'boxwood serve --tls' names
    #[arg(long, env = "BOXWOOD_CA", value_name = "FILE")]
    ca: Option<PathBuf>,
    /// The name of the profile
    #[arg(long, env = "BOXWOOD_PROFILE", value_name = "NAME", default_value = DEFAULT)]
    profile: String,
}

#[derive(Args)]
pub struct Logout {
    /// The profile to forget
    #[arg(long, env = "BOXWOOD_PROFILE", value_name = "NAME")]
    profile: Option<String>,
}

#[derive(Args)]
pub struct Choose {
    /// From now on, use this one where none is named
    #[arg(long, value_name = "NAME")]
    default: Option<String>,
}

impl Login {
    /// Nothing is kept that the server does not let in.
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        // Before anybody is asked: the file may be one that is refused.
        let mut all = Profiles::read()?;
        let login = self.means()?;
        let ca = self.ca.as_deref().map(absolute).transpose()?;
        let profile = Profile { url: self.url.trim_end_matches('/').to_owned(), ca, login };
        if is_readable(&profile.url) {
            show::warning(&format!(
                "What goes to {} can be read on its way, secrets and all: https:// hides it.",
                profile.url
            ));
        }
        if self.oauth {
            oauth::log_in(&profile).await?;
        }
        let me = value_of(&who::me(&who::client_of(&profile)?).await?);
        all.profiles.insert(self.profile.clone(), profile);
        if all.profiles.len() == 1 || all.default.is_none() {
            all.default = Some(self.profile.clone());
        }
        let path = all.write()?;
        if json {
            show::line(&json!({ "profile": self.profile, "url": self.url, "file": path, "user": me }));
        } else {
            show::items::user(&me);
            show::items::done("Logged in", &self.url, &format!("as profile '{}', in {}", self.profile, path.display()));
        }
        Ok(())
    }

    fn means(&self) -> Result<Means, Refused> {
        if self.oauth {
            return Ok(Means::OAuth {
                client_id: self.client_id.clone().unwrap_or_default(),
                client_secret: self.client_secret_file.as_deref().map(secret).transpose()?,
                redirect_uri: self.redirect_uri.clone(),
                tokens: Profiles::tokens(&self.profile)?,
            });
        }
        if let Some(config) = &self.app_config {
            return Ok(Means::Jwt { config: absolute(config)? });
        }
        if let Some(file) = &self.token_file {
            return Ok(Means::Token { token: secret(file)? });
        }
        let (subject, id) = match (&self.user, &self.enterprise) {
            (Some(user), _) => (For::User, user.clone()),
            (None, Some(enterprise)) => (For::Enterprise, enterprise.clone()),
            (None, None) => {
                return Err(Refused::new("A token is for somebody.")
                    .hint("Add --enterprise ID for the app's service account, or --user ID"));
            }
        };
        let client_id = self.client_id.clone().unwrap_or_default();
        let file = self.client_secret_file.as_deref().ok_or_else(|| {
            Refused::new("An app that logs in by itself has a secret.")
                .hint("Add --client-secret-file FILE, or - for the standard input; or log in as yourself: --oauth")
        })?;
        let client_secret = secret(file)?;
        Ok(Means::ClientCredentials { client_id, client_secret, subject, id })
    }
}

impl Logout {
    pub fn run(self, json: bool) -> Result<(), Refused> {
        let mut all = Profiles::read()?;
        let name = self.profile.or(all.default.clone()).unwrap_or_else(|| DEFAULT.to_owned());
        let Some(gone) = all.profiles.remove(&name) else {
            return Err(Profiles::unknown(&name));
        };
        if let Means::OAuth { tokens, .. } = gone.login {
            // It may have been used up and removed before.
            let _ = (fs::remove_file(tokens.with_added_extension("lock")), fs::remove_file(tokens));
        }
        if all.default.as_ref() == Some(&name) {
            all.default = None;
        }
        all.write()?;
        if json {
            show::line(&json!({ "forgotten": name }));
        } else {
            show::items::done("Forgot", &name, "what it logged in with works elsewhere as before");
        }
        Ok(())
    }
}

impl Choose {
    pub fn run(self, json: bool) -> Result<(), Refused> {
        let mut all = Profiles::read()?;
        if let Some(name) = self.default {
            if !all.profiles.contains_key(&name) {
                return Err(Profiles::unknown(&name));
            }
            all.default = Some(name);
            all.write()?;
        }
        let lines: Vec<_> = all
            .profiles
            .iter()
            .map(|(name, one)| {
                let is_default = all.default.as_ref() == Some(name);
                json!({ "name": name, "url": one.url, "login": one.login.name(), "ca": one.ca, "default": is_default })
            })
            .collect();
        if json {
            show::line(&lines);
        } else {
            show::items::profiles(&lines);
        }
        Ok(())
    }
}

/// Whether others than this machine see what is sent there, and can read it.
fn is_readable(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let host = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(host, |(host, _)| host);
    let is_here = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    !is_here && host != "localhost" && !host.ends_with(".localhost")
}

/// Commands are given in many directories.
fn absolute(path: &Path) -> Result<PathBuf, Refused> {
    fs::canonicalize(path)
        .map_err(|error| Refused::new(format!("{}: {error}", path.display())).hint("Name a file that can be read"))
}

/// What stands in a file, or comes by the standard input: other users see what is typed on a command line.
pub fn secret(file: &Path) -> Result<String, Refused> {
    let read = if file == Path::new("-") { io::read_to_string(io::stdin()) } else { fs::read_to_string(file) };
    let text = read.map_err(|error| {
        Refused::new(format!("{}: {error}", file.display()))
            .hint("Name a file that can be read, or - for the standard input")
    })?;
    let secret = text.trim();
    if secret.is_empty() || secret.contains(char::is_control) {
        return Err(Refused::new(format!("{} holds no token or secret.", file.display()))
            .hint("It is one line, and nothing besides"));
    }
    Ok(secret.to_owned())
}

#[cfg(test)]
mod tests {
    use super::is_readable;

    #[test]
    fn what_stays_on_this_machine_needs_no_tls() {
        for url in [
            "http://127.0.0.1:8080",
            "http://localhost",
            "http://a.localhost:1/x",
            "http://[::1]:80",
            "https://x.example",
        ] {
            assert!(!is_readable(url), "{url}");
        }
        for url in ["http://10.0.0.1:8080", "http://x.example/", "http://localhost.example", "http://[fe80::1]"] {
            assert!(is_readable(url), "{url}");
        }
    }
}
