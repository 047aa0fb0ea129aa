//! The settings of the OpenID Connect provider that people may sign in through: none, or all that it takes.
use boxwood_oidc::{Secret, Settings};
use boxwood_server::admin::Refused;
use clap::Args;
use std::{
    fs,
    path::{Path, PathBuf},
};

#[derive(Args, Clone, Default)]
pub struct Oidc {
    /// An OpenID Connect provider that people may sign in through: its issuer, https://login.example.com
    #[arg(long, env = "BOXWOOD_OIDC_ISSUER", value_name = "URL")]
    pub oidc_issuer: Option<String>,
    /// What the provider calls this server
    #[arg(long, env = "BOXWOOD_OIDC_CLIENT_ID", value_name = "ID")]
    pub oidc_client_id: Option<String>,
    /// The secret that the provider gave; better in the variable, for others can see flags
    #[arg(long, env = "BOXWOOD_OIDC_CLIENT_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub oidc_client_secret: Option<String>,
    /// A file with nothing but that secret
    #[arg(long, env = "BOXWOOD_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    pub oidc_client_secret_file: Option<PathBuf>,
    /// What people know the provider by, for the button [default: the issuer's host]
    #[arg(long, env = "BOXWOOD_OIDC_NAME", value_name = "NAME")]
    pub oidc_name: Option<String>,
    /// Scopes to ask for besides openid and email, separated by spaces
    #[arg(long, env = "BOXWOOD_OIDC_SCOPES", value_name = "SCOPES")]
    pub oidc_scopes: Option<String>,
}

/// The same from flags, variables and the file together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    pub issuer: Option<String>,
    pub client_id: Option<String>,
    pub client_secret: Option<Secret>,
    pub client_secret_file: Option<PathBuf>,
    pub name: Option<String>,
    pub scopes: Option<String>,
}

impl Said {
    /// What the flags and variables say, and where they say nothing, `file`.
    pub fn of(flags: Oidc, file: Said) -> Said {
        let secret = flags.oidc_client_secret.map(Secret::new);
        // Whoever gives a secret in one way does not mean the one that stands elsewhere.
        let (secret, secret_file) = match (secret, flags.oidc_client_secret_file) {
            (None, None) => (file.client_secret, file.client_secret_file),
            flags => flags,
        };
        Said {
            issuer: flags.oidc_issuer.or(file.issuer),
            client_id: flags.oidc_client_id.or(file.client_id),
            client_secret: secret,
            client_secret_file: secret_file,
            name: flags.oidc_name.or(file.name),
            scopes: flags.oidc_scopes.or(file.scopes),
        }
    }

    /// None: no provider is meant.
    ///
    /// # Errors
    /// Where something is missing or will not do.
    pub fn settings(self) -> Result<Option<Settings>, Refused> {
        let hint = "--oidc-issuer, --oidc-client-id and --oidc-client-secret-file make a provider; boxwood.default.toml has them all";
        let refused = |message: String| Refused::new(message).hint(hint);
        if self == Said::default() {
            return Ok(None);
        }
        let Some(issuer) = &self.issuer else {
            return Err(refused(
                "There are settings of an OpenID Connect provider, and none says which it is.".to_owned(),
            ));
        };
        let secret = match (self.client_secret, &self.client_secret_file) {
            (Some(_), Some(_)) => return Err(refused("The provider's secret is given twice.".to_owned())),
            (Some(secret), None) => secret,
            (None, Some(file)) => read(file)?,
            (None, None) => return Err(refused("The provider's secret is missing.".to_owned())),
        };
        let made = Settings::new(issuer, self.client_id.as_deref().unwrap_or_default(), secret)
            .and_then(|settings| self.name.map_or(Ok(settings.clone()), |name| settings.named(&name)))
            .and_then(|settings| self.scopes.map_or(Ok(settings.clone()), |scopes| settings.with_scopes(&scopes)));
        made.map(Some).map_err(|unfit| refused(format!("{}.", unfit.0)))
    }
}

/// Without the line's end that editors leave there.
fn read(file: &Path) -> Result<Secret, Refused> {
    let text = fs::read_to_string(file);
    let text = text
        .map_err(|error| Refused::new(format!("{}: {error}", file.display())).hint("It holds the provider's secret"))?;
    Ok(Secret::new(text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said() -> Said {
        Said {
            issuer: Some("https://login.example.com".to_owned()),
            client_id: Some("boxwood".to_owned()),
            client_secret: Some(Secret::new("hush")),
            ..Said::default()
        }
    }

    #[test]
    fn a_provider_is_whole_or_none() {
        assert_eq!(Said::default().settings().unwrap(), None);
        let expected = Settings::new("https://login.example.com", "boxwood", Secret::new("hush")).unwrap();
        assert_eq!(said().settings().unwrap(), Some(expected.clone()));
        let named = Said { name: Some("Acme".to_owned()), scopes: Some("profile".to_owned()), ..said() };
        let expected = expected.named("Acme").unwrap().with_scopes("profile").unwrap();
        assert_eq!(named.settings().unwrap(), Some(expected));
        for (said, part) in [
            (Said { issuer: None, ..said() }, "none says which"),
            (Said { client_secret: None, ..said() }, "secret is missing"),
            (Said { client_id: None, ..said() }, "an id and a secret"),
            (Said { client_secret_file: Some("x".into()), ..said() }, "given twice"),
            (Said { issuer: Some("http://login.example.com".to_owned()), ..said() }, "https"),
            (Said { scopes: Some("a\"b".to_owned()), ..said() }, "no scope"),
        ] {
            let refused = said.settings().unwrap_err();
            assert!(refused.message.contains(part), "{part}: {}", refused.message);
        }
    }

    #[test]
    fn the_secret_comes_from_a_file_too() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("secret");
        fs::write(&file, "hush\n").unwrap();
        let from_file = Said { client_secret: None, client_secret_file: Some(file.clone()), ..said() };
        assert_eq!(from_file.clone().settings().unwrap(), said().settings().unwrap());
        fs::remove_file(&file).unwrap();
        assert!(from_file.settings().unwrap_err().message.contains("secret"));
    }

    #[test]
    fn flags_win_over_the_file() {
        let flags =
            Oidc { oidc_client_secret: Some("flag".to_owned()), oidc_name: Some("Flag".to_owned()), ..Oidc::default() };
        let file = Said { client_secret: None, client_secret_file: Some("file".into()), ..said() };
        let both = Said::of(flags, file.clone());
        let expected = Said { client_secret: Some(Secret::new("flag")), name: Some("Flag".to_owned()), ..said() };
        assert_eq!(both, expected);
        assert_eq!(Said::of(Oidc::default(), file.clone()), file);
    }
}
