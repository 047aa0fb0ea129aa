//! Assertions, signed with an app's private key (contract: identity §2.6, §2.9).
use super::Subject;
use crate::{Error, Result, Secret};
use aws_lc_rs::{rand, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument};
use serde::{Deserialize, Serialize};
use std::{fmt, path::Path, sync::Arc};

/// What an assertion is for, whatever server it is sent to.
const AUDIENCE: &str = "https://api.box.com/oauth2/token";
/// Seconds that an assertion lives; the server takes 60 at the most, by its own clock.
const LIFETIME: i64 = 30;

/// An app that logs in with a key: what its configuration file says.
#[derive(Clone)]
pub struct JwtConfig {
    pub(crate) client_id: String,
    pub(crate) client_secret: Secret,
    kid: String,
    key: Arc<KeyPair>,
    pub(crate) subject: Subject,
}

/// The file, as Box's developer console and `boxwood` write it.
#[derive(Deserialize)]
struct File {
    #[serde(rename = "boxAppSettings")]
    app: App,
    #[serde(rename = "enterpriseID", default)]
    enterprise: Option<String>,
    #[serde(rename = "userID", default)]
    user: Option<String>,
}

#[derive(Deserialize)]
struct App {
    #[serde(rename = "clientID")]
    client_id: String,
    #[serde(rename = "clientSecret")]
    client_secret: String,
    #[serde(rename = "appAuth")]
    auth: Auth,
}

#[derive(Deserialize)]
struct Auth {
    #[serde(rename = "publicKeyID")]
    kid: String,
    #[serde(rename = "privateKey")]
    private_key: String,
    #[serde(default)]
    passphrase: String,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    kid: &'a str,
    typ: &'a str,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    box_sub_type: &'a str,
    aud: &'a str,
    jti: &'a str,
    exp: i64,
}

impl JwtConfig {
    /// From the file that the developer console gives, or that `boxwood serve` has written.
    ///
    /// # Errors
    /// [`Error::Unfit`] where it cannot be read, is no such file, or its passphrase does not open its key.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text =
            std::fs::read_to_string(path).map_err(|error| Error::unfit(format!("{}: {error}", path.display())))?;
        JwtConfig::from_json(&text).map_err(|error| Error::unfit(format!("{}: {error}", path.display())))
    }

    /// From the text of such a file.
    ///
    /// # Errors
    /// As [`from_file`](Self::from_file).
    pub fn from_json(text: &str) -> Result<Self> {
        let file: File = serde_json::from_str(text).map_err(|error| {
            Error::unfit(format!("this is no app configuration (boxAppSettings, enterpriseID): {error}"))
        })?;
        // An enterprise goes first, as in Box's own clients.
        let subject = match (file.enterprise.filter(|id| !id.is_empty() && id != "0"), file.user) {
            (Some(id), _) => Subject::Enterprise(id),
            (None, Some(id)) => Subject::User(id),
            (None, None) => return Err(Error::unfit("the configuration names neither enterpriseID nor userID")),
        };
        let App { client_id, client_secret, auth } = file.app;
        let key = Arc::new(open(&auth)?);
        Ok(JwtConfig { client_id, client_secret: Secret::from(client_secret), kid: auth.kid, key, subject })
    }

    /// The same app, for somebody else: a user, or the service account of another enterprise.
    #[must_use]
    pub fn on_behalf_of(self, subject: Subject) -> Self {
        JwtConfig { subject, ..self }
    }

    /// Signs an assertion that can be used once. `now`: what time the server has, in seconds since 1970.
    pub(crate) fn assertion(&self, now: i64, jti: &str) -> Result<String> {
        let header = Header { alg: "RS256", kid: &self.kid, typ: "JWT" };
        let (sub, box_sub_type) = (self.subject.id(), self.subject.kind());
        let claims = Claims { iss: &self.client_id, sub, box_sub_type, aud: AUDIENCE, jti, exp: now + LIFETIME };
        let signed = format!("{}.{}", part(&header)?, part(&claims)?);
        let mut signature = vec![0; self.key.public_modulus_len()];
        #[expect(
            clippy::disallowed_types,
            reason = "signatures of this kind are made without chance; it is only asked for"
        )]
        let chance = rand::SystemRandom::new();
        let done = self.key.sign(&RSA_PKCS1_SHA256, &chance, signed.as_bytes(), &mut signature);
        done.map_err(|_| Error::unfit("the private key of the app's configuration cannot sign"))?;
        Ok(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
    }
}

impl fmt::Debug for JwtConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let JwtConfig { client_id, kid, subject, .. } = self;
        f.debug_struct("JwtConfig")
            .field("client_id", client_id)
            .field("kid", kid)
            .field("subject", subject)
            .finish_non_exhaustive()
    }
}

fn part(value: &impl Serialize) -> Result<String> {
    let json = serde_json::to_vec(value).map_err(|error| Error::unfit(error.to_string()))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(json))
}

/// The key, whether it is encrypted or not.
fn open(auth: &Auth) -> Result<KeyPair> {
    let pem = auth.private_key.trim();
    let (label, document) = SecretDocument::from_pem(pem)
        .map_err(|_| Error::unfit("'privateKey' is no PEM: it begins with '-----BEGIN ENCRYPTED PRIVATE KEY-----'"))?;
    let document = match label {
        "ENCRYPTED PRIVATE KEY" => EncryptedPrivateKeyInfoRef::try_from(document.as_bytes())
            .and_then(|sealed| sealed.decrypt(&auth.passphrase))
            .map_err(|_| {
                Error::unfit("'passphrase' does not open 'privateKey' (an encrypted PKCS#8 key is expected)")
            })?,
        "PRIVATE KEY" => document,
        other => {
            return Err(Error::unfit(format!(
                "'privateKey' is of the kind '{other}'; convert it: openssl pkcs8 -topk8"
            )));
        }
    };
    KeyPair::from_pkcs8(document.as_bytes())
        .map_err(|_| Error::unfit("'privateKey' is no RSA key of 2048 bits or more"))
}

#[cfg(test)]
mod tests {
    use super::{JwtConfig, Subject};
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    use boxwood_api::{
        Random,
        apps::{AppAuth, AppConfig, KeyPair},
        wire::EnterpriseId,
    };
    use serde_json::Value;

    fn config(pair: &KeyPair) -> String {
        AppConfig::new(EnterpriseId(7), "app".to_owned(), "secret".to_owned(), AppAuth::from(pair)).text()
    }

    #[test]
    fn a_configuration_file_signs_assertions() {
        let pair = KeyPair::generate(&Random::seeded(1)).unwrap();
        let jwt = JwtConfig::from_json(&config(&pair)).unwrap();
        assert_eq!(jwt.subject, Subject::Enterprise("7".to_owned()));
        let assertion = jwt.assertion(1000, "0123456789abcdef").unwrap();
        let parts: Vec<Value> = assertion
            .split('.')
            .take(2)
            .map(|part| serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
            .collect();
        assert_eq!((parts[0]["alg"].as_str(), parts[0]["kid"].as_str()), (Some("RS256"), Some(pair.kid.as_str())));
        let claims = &parts[1];
        assert_eq!((claims["iss"].as_str(), claims["sub"].as_str()), (Some("app"), Some("7")));
        assert_eq!((claims["box_sub_type"].as_str(), claims["exp"].as_i64()), (Some("enterprise"), Some(1030)));
        assert_eq!(claims["aud"], "https://api.box.com/oauth2/token");
        let shown = format!("{jwt:?}");
        assert!(!shown.contains("secret") && shown.contains("\"app\""), "{shown}");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let pair = KeyPair::generate(&Random::seeded(2)).unwrap();
        let good: Value = serde_json::from_str(&config(&pair)).unwrap();
        let said = |change: &dyn Fn(&mut Value)| {
            let mut file = good.clone();
            change(&mut file);
            JwtConfig::from_json(&file.to_string()).err().map(|error| error.to_string()).unwrap_or_default()
        };
        assert_eq!(said(&|_| ()), "");
        let wrong = |file: &mut Value| file["boxAppSettings"]["appAuth"]["passphrase"] = "wrong".into();
        assert!(said(&wrong).starts_with("'passphrase' does not open"));
        let no_key = |file: &mut Value| file["boxAppSettings"]["appAuth"]["privateKey"] = "".into();
        assert!(said(&no_key).starts_with("'privateKey' is no PEM"));
        let nobody = |file: &mut Value| file["enterpriseID"] = Value::Null;
        assert!(said(&nobody).starts_with("the configuration names neither"));
        assert!(said(&|file: &mut Value| *file = Value::Null).starts_with("this is no app configuration"));
    }
}
