//! Settings: flags over variables over the file over the defaults. (clap puts flags over variables.)
use crate::{
    cli::{Common, Serve},
    provider::Said,
};
use boxwood_blobs::Place;
use boxwood_oidc::Secret;
use boxwood_server::admin::Refused;
use serde::Deserialize;
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

/// What the file may say; every name is also that of a flag.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct File {
    pub data: Option<PathBuf>,
    pub database: Option<String>,
    pub blobs: Option<String>,
    pub listen: Option<SocketAddr>,
    pub tls: Option<bool>,
    pub behind_proxy: Option<bool>,
    pub public_url: Option<String>,
    pub rate_limit: Option<u32>,
    pub metrics_listen: Option<SocketAddr>,
    pub oidc_issuer: Option<String>,
    pub oidc_client_id: Option<String>,
    pub oidc_client_secret: Option<Secret>,
    pub oidc_client_secret_file: Option<PathBuf>,
    pub oidc_name: Option<String>,
    pub oidc_scopes: Option<String>,
    pub log: Option<String>,
}

impl File {
    fn provider(&self) -> Said {
        Said {
            issuer: self.oidc_issuer.clone(),
            client_id: self.oidc_client_id.clone(),
            client_secret: self.oidc_client_secret.clone(),
            client_secret_file: self.oidc_client_secret_file.clone(),
            name: self.oidc_name.clone(),
            scopes: self.oidc_scopes.clone(),
        }
    }
}

/// What holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub data: PathBuf,
    pub database: Option<String>,
    /// Where the bytes of files are. None: in the data directory.
    pub blobs: Option<Place>,
    pub listen: SocketAddr,
    pub tls: bool,
    pub behind_proxy: bool,
    pub public_url: Option<String>,
    /// 0 is without limit.
    pub rate_limit: u32,
    pub metrics_listen: Option<SocketAddr>,
    /// Who else may vouch for people at the sign-in page.
    pub provider: Option<boxwood_oidc::Settings>,
    pub log: String,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            data: "./boxwood-data".into(),
            database: None,
            blobs: None,
            listen: (Ipv4Addr::LOCALHOST, 8080).into(),
            tls: false,
            behind_proxy: false,
            public_url: None,
            rate_limit: 0,
            metrics_listen: None,
            provider: None,
            log: "info".to_owned(),
        }
    }
}

fn place(text: &str) -> Result<Place, Refused> {
    text.parse().map_err(|error| Refused::failed(format!("--blobs: {error}")))
}

impl Settings {
    /// # Errors
    /// When the file cannot be read, or something in it will not do.
    pub fn of(common: &Common, serve: &Serve) -> Result<Settings, Refused> {
        let file = common.config.as_deref().map(read).transpose()?.unwrap_or_default();
        let (common, serve, default) = (common.clone(), serve.clone(), Settings::default());
        let from_file = file.provider();
        let settings = Settings {
            data: common.data.or(file.data).unwrap_or(default.data),
            database: common.database.or(file.database),
            blobs: serve.blobs.or(file.blobs).as_deref().map(place).transpose()?,
            listen: serve.listen.or(file.listen).unwrap_or(default.listen),
            tls: serve.tls.or(file.tls).unwrap_or(default.tls),
            behind_proxy: serve.behind_proxy.or(file.behind_proxy).unwrap_or(default.behind_proxy),
            public_url: serve.public_url.or(file.public_url),
            rate_limit: serve.rate_limit.or(file.rate_limit).unwrap_or(default.rate_limit),
            metrics_listen: serve.metrics_listen.or(file.metrics_listen),
            provider: Said::of(serve.oidc, from_file).settings()?,
            log: serve.log.or(file.log).unwrap_or(default.log),
        };
        settings.valid()?;
        Ok(settings)
    }

    fn valid(&self) -> Result<(), Refused> {
        if let Some(url) = &self.public_url {
            let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
            let host = host.trim_end_matches('/');
            if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
                let hint = "It is a scheme, a host and perhaps a port: --public-url https://box.example.com";
                return Err(Refused::new(format!("'{url}' will not do as public URL.")).hint(hint));
            }
        }
        match &self.database {
            Some(url)
                if !url.starts_with("postgres://")
                    && !url.starts_with("postgresql://")
                    && !url.starts_with("postgres:///") =>
            {
                let hint =
                    "--database postgres://user:password@host/name; without it, rows are kept in the data directory";
                Err(Refused::new("The database is no postgres:// URL.").hint(hint))
            }
            _ => Ok(()),
        }
    }

    /// Nobody else on the network must read tokens as they go by.
    ///
    /// # Errors
    /// With the ways out.
    pub fn exposes_nothing(&self) -> Result<(), Refused> {
        if self.listen.ip().is_loopback() || self.tls || self.behind_proxy {
            return Ok(());
        }
        let message =
            format!("Other machines can reach {}, and tokens would cross the network unprotected.", self.listen);
        let hint =
            "Add --tls to serve https, or --behind-proxy where a proxy in front ends TLS; or listen on 127.0.0.1.";
        Err(Refused::new(message).hint(hint))
    }
}

fn read(path: &Path) -> Result<File, Refused> {
    let failed = |error: String| {
        Refused::new(format!("{}: {error}", path.display())).hint("boxwood.default.toml shows what the file may say")
    };
    let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    toml::from_str(&text).map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULTS: &str = include_str!("../../../boxwood.default.toml");

    fn settings(text: &str, common: Common, serve: Serve) -> Result<Settings, Refused> {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("boxwood.toml");
        fs::write(&file, text).unwrap();
        Settings::of(&Common { config: Some(file), ..common }, &serve)
    }

    #[test]
    fn the_defaults_file_says_what_the_code_does() {
        assert_eq!(settings(DEFAULTS, Common::default(), Serve::default()).unwrap(), Settings::default());
        // What has no default stands there as a comment: uncommented, the file is complete and still understood.
        let names = [
            "data",
            "database",
            "blobs",
            "listen",
            "tls",
            "behind-proxy",
            "public-url",
            "rate-limit",
            "metrics-listen",
            "oidc-issuer",
            "oidc-client-id",
            "oidc-client-secret",
            "oidc-client-secret-file",
            "oidc-name",
            "oidc-scopes",
            "log",
        ];
        let uncommented: String = DEFAULTS
            .lines()
            .map(|line| {
                line.strip_prefix("# ")
                    .filter(|rest| names.iter().any(|name| rest.starts_with(&format!("{name} = "))))
                    .unwrap_or(line)
            })
            .collect::<Vec<_>>()
            .join("\n");
        let all: toml::Table = toml::from_str(&uncommented).unwrap();
        assert_eq!(all.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(), names.into());
        assert!(toml::from_str::<File>(&uncommented).is_ok());
    }

    #[test]
    fn flags_win_over_the_file_and_that_over_the_defaults() {
        let flags = Serve { tls: Some(false), rate_limit: Some(7), ..Serve::default() };
        let found = settings("tls = true\nbehind-proxy = true\nrate-limit = 9\n", Common::default(), flags).unwrap();
        let expected = Settings { tls: false, behind_proxy: true, rate_limit: 7, ..Settings::default() };
        assert_eq!(found, expected);
    }

    #[test]
    fn what_will_not_do_is_named() {
        for (text, part) in [
            ("tsl = true", "tsl"),
            ("listen = 'everywhere'", "listen"),
            ("public-url = 'box.example.com'", "public URL"),
            ("public-url = 'https://box.example.com/api'", "public URL"),
            ("database = 'mysql://a'", "postgres://"),
        ] {
            let refused = settings(text, Common::default(), Serve::default()).unwrap_err();
            assert!(refused.message.contains(part), "{text}: {}", refused.message);
        }
    }

    #[test]
    fn an_open_address_needs_protection() {
        let open = |tls, behind_proxy, listen: &str| {
            let settings = Settings { tls, behind_proxy, listen: listen.parse().unwrap(), ..Settings::default() };
            settings.exposes_nothing().is_ok()
        };
        assert!(
            !open(false, false, "0.0.0.0:8080") && !open(false, false, "[::]:1") && !open(false, false, "10.0.0.1:1")
        );
        assert!(open(true, false, "0.0.0.0:8080") && open(false, true, "0.0.0.0:8080"));
        assert!(open(false, false, "127.0.0.2:1") && open(false, false, "[::1]:1"));
    }
}
