//! Users who let an app in at the authorize page (contract: identity §2.4).
use super::{Credentials, StoredToken};
use crate::{BaseUrls, Client, Error, Result, Secret, contract::Random};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::fmt;

/// Letters of a verifier; at least 43, and at most 128.
const VERIFIER: usize = 64;

/// An app that users log in to.
#[derive(Clone, Debug)]
pub struct OAuthApp {
    /// The app.
    pub client_id: String,
    /// Its secret, where it can keep one.
    pub client_secret: Option<Secret>,
    /// Where the user is sent back to, as it stands in the app's configuration.
    pub redirect_uri: Option<String>,
}

/// What proves that who has the code is who asked for it (RFC 7636).
pub struct Pkce {
    verifier: Secret,
    challenge: String,
}

impl fmt::Debug for Pkce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pkce")
    }
}

impl Pkce {
    /// A new one, for one login.
    ///
    /// # Errors
    /// [`Error::Unfit`] where the system has no randomness.
    pub fn new(random: &Random) -> Result<Self> {
        let verifier = random.url_safe(VERIFIER).map_err(|_| Error::unfit("the system has no randomness to give"))?;
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        Ok(Pkce { verifier: Secret::from(verifier), challenge })
    }
}

impl OAuthApp {
    /// Where to send the user. `state` comes back with them: compare it, so that nobody else's answer is taken.
    pub fn authorize_url(&self, urls: &BaseUrls, state: &str, pkce: Option<&Pkce>) -> String {
        let mut query = vec![("response_type", "code"), ("client_id", &self.client_id), ("state", state)];
        query.extend(self.redirect_uri.as_deref().map(|uri| ("redirect_uri", uri)));
        if let Some(pkce) = pkce {
            query.extend([("code_challenge", pkce.challenge.as_str()), ("code_challenge_method", "S256")]);
        }
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        format!("{}/authorize?{query}", urls.authorize.trim_end_matches('/'))
    }
}

impl Client {
    /// Takes the code that a user has come back with from the authorize page, and keeps the tokens that it is worth in the
    /// store of this client's [`Credentials::OAuth`]. It has to be used within 30 seconds, and once.
    ///
    /// # Errors
    /// [`Error::NoToken`] for a code that is worth nothing; [`Error::Unfit`] with other credentials; those of the store.
    pub async fn log_in(&self, code: &str, pkce: Option<&Pkce>) -> Result<()> {
        let Credentials::OAuth(app, store) = &self.keeper().credentials else {
            return Err(Error::unfit("this client does not log in with a code: give it Credentials::OAuth"));
        };
        let mut form = vec![("grant_type", "authorization_code"), ("code", code), ("client_id", &app.client_id)];
        form.extend(app.client_secret.as_ref().map(|secret| ("client_secret", secret.expose())));
        form.extend(app.redirect_uri.as_deref().map(|uri| ("redirect_uri", uri)));
        form.extend(pkce.map(|pkce| ("code_verifier", pkce.verifier.expose())));
        let token = StoredToken::from(self.transport().grant(&form).await?);
        // Whoever was logged in before is so no more.
        self.keeper().forget().await?;
        store.save(&token).await
    }
}

#[cfg(test)]
mod tests {
    use super::{OAuthApp, Pkce};
    use crate::{BaseUrls, contract::Random};

    #[test]
    fn the_authorize_page_is_told_all_that_it_needs() {
        let app = OAuthApp {
            client_id: "app".to_owned(),
            client_secret: None,
            redirect_uri: Some("http://localhost:8/x".to_owned()),
        };
        let url = app.authorize_url(&BaseUrls::at("http://127.0.0.1:8080/"), "a b", None);
        let told = "response_type=code&client_id=app&state=a+b&redirect_uri=http%3A%2F%2Flocalhost%3A8%2Fx";
        assert_eq!(url, format!("http://127.0.0.1:8080/api/oauth2/authorize?{told}"));
        let pkce = Pkce::new(&Random::seeded(1)).unwrap();
        let url = app.authorize_url(&BaseUrls::default(), "s", Some(&pkce));
        assert!(url.starts_with("https://account.box.com/api/oauth2/authorize?"));
        assert!(url.ends_with(&format!("&code_challenge={}&code_challenge_method=S256", pkce.challenge)));
        assert!(!url.contains(pkce.verifier.expose()));
    }
}
