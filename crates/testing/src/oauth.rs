//! What a client of the token endpoint has: a key pair to sign with, a code from the authorize page.
use super::World;
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use boxwood_api::{
    Error,
    identity::TokenHash,
    oauth::{self, NewCode},
    wire::{AppId, UserId},
};
use boxwood_store::{Tx, Write};
use serde_json::{Value, json};

const ADD_KEY: &str = "INSERT INTO app_keys (app_id, kid, public_key, created_at) VALUES ($1, $2, $3, $4)";
const REMOVE_KEY: &str = "DELETE FROM app_keys WHERE app_id = $1 AND kid = $2";
const CONFIGURE: &str = "UPDATE apps SET settings = $2 WHERE id = $1";
const NAME: &str = "UPDATE apps SET name = $2 WHERE id = $1";
const REDIRECTS: &str = "UPDATE apps SET redirect_uris = $2 WHERE id = $1";
const AUTHORIZE: &str = "UPDATE app_authorizations SET settings = (SELECT settings FROM apps WHERE id = $1) \
    WHERE app_id = $1 AND enterprise_id = 1";
const UNAUTHORIZE: &str = "DELETE FROM app_authorizations WHERE app_id = $1";
const ENABLE: &str = "UPDATE app_authorizations SET enabled = $2 WHERE app_id = $1";

/// An RSA key pair of 2048 bits.
pub struct Signer(KeyPair);

#[expect(clippy::expect_used, reason = "a test without a key is over")]
impl Signer {
    /// # Panics
    /// When there is no randomness.
    pub fn generate() -> Self {
        Signer(KeyPair::generate(KeySize::Rsa2048).expect("a key pair"))
    }

    /// From what [`private_key`](Self::private_key) gave.
    ///
    /// # Errors
    /// When it is no key.
    pub fn of(pkcs8: &[u8]) -> Result<Self, aws_lc_rs::error::KeyRejected> {
        KeyPair::from_pkcs8(pkcs8).map(Signer)
    }

    /// PKCS #8, DER.
    ///
    /// # Panics
    /// Never.
    pub fn private_key(&self) -> Vec<u8> {
        let der: Pkcs8V1Der<'_> = self.0.as_der().expect("a private key");
        der.as_ref().to_vec()
    }

    /// SubjectPublicKeyInfo, DER.
    ///
    /// # Panics
    /// Never.
    pub fn public_key(&self) -> Vec<u8> {
        let der: PublicKeyX509Der<'_> = self.0.public_key().as_der().expect("a public key");
        der.as_ref().to_vec()
    }

    /// A JWT of these claims. `header.alg` says how it is signed; RS256 where it says nothing of ours.
    ///
    /// # Panics
    /// Never.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(header, &claims.to_string())
    }

    /// Claims as they are written, for what is not quite JSON.
    ///
    /// # Panics
    /// Never.
    pub fn sign_text(&self, header: &Value, claims: &str) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims));
        let algorithm = match header["alg"].as_str() {
            Some("RS384") => &RSA_PKCS1_SHA384,
            Some("RS512") => &RSA_PKCS1_SHA512,
            _ => &RSA_PKCS1_SHA256,
        };
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(algorithm, &SystemRandom::new(), signed.as_bytes(), &mut signature).expect("a signature");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// What the console does, until there is one in a test.
#[expect(clippy::expect_used, reason = "the test has failed then")]
impl World {
    /// Changes a table of the world and forgets what was cached of the app.
    async fn console(&self, app: i64, run: impl Fn(&mut Tx<Write>) -> Result<(), Error> + Send + 'static) {
        let change = move |tx: &mut Tx<Write>| {
            run(tx)?;
            tx.forget(AppId(app).key());
            Ok::<_, Error>(())
        };
        self.app().db().write("testing.console", change).await.expect("changed");
    }

    /// # Panics
    /// When the store refuses; so do the others here.
    pub async fn add_key(&self, app: i64, kid: &'static str, key: &Signer) {
        let spki = key.public_key();
        self.console(app, move |tx| {
            let now = tx.now();
            tx.exec(ADD_KEY, (app, kid, &spki, now))?;
            Ok(())
        })
        .await;
    }

    pub async fn remove_key(&self, app: i64, kid: &'static str) {
        self.console(app, move |tx| tx.exec(REMOVE_KEY, (app, kid)).map(|_| ()).map_err(Error::from)).await;
    }

    /// Sets what the app may, as its configuration page does.
    pub async fn configure(&self, app: i64, settings: boxwood_api::Settings) {
        self.console(app, move |tx| tx.exec(CONFIGURE, (app, settings)).map(|_| ()).map_err(Error::from)).await;
    }

    /// Calls the app something else.
    pub async fn app_name(&self, app: i64, name: &'static str) {
        self.console(app, move |tx| tx.exec(NAME, (app, name)).map(|_| ()).map_err(Error::from)).await;
    }

    /// Sets where the app's users may be sent back to.
    pub async fn redirects(&self, app: i64, uris: &[&str]) {
        let uris = json!(uris).to_string();
        self.console(app, move |tx| tx.exec(REDIRECTS, (app, &uris)).map(|_| ()).map_err(Error::from)).await;
    }

    /// Takes a new snapshot of the app's settings for the first enterprise.
    pub async fn reauthorize(&self, app: i64) {
        self.console(app, move |tx| tx.exec(AUTHORIZE, (app,)).map(|_| ()).map_err(Error::from)).await;
    }

    pub async fn unauthorize(&self, app: i64) {
        self.console(app, move |tx| tx.exec(UNAUTHORIZE, (app,)).map(|_| ()).map_err(Error::from)).await;
    }

    pub async fn enable(&self, app: i64, enabled: bool) {
        self.console(app, move |tx| tx.exec(ENABLE, (app, enabled)).map(|_| ()).map_err(Error::from)).await;
    }

    /// Hands out an authorization code of the user-auth app, as the authorize page does.
    pub async fn code(&self, code: &'static str, user: i64, redirect: Option<&'static str>, challenge: Option<String>) {
        let issue = move |tx: &mut Tx<Write>| {
            let new = NewCode {
                app: AppId(5),
                user: UserId(user),
                settings: super::FULL,
                redirect_uri: redirect,
                code_challenge: challenge.as_deref(),
            };
            oauth::issue_code(tx, &TokenHash::of_token(code), &new)
        };
        self.app().db().write("testing.code", issue).await.expect("a code");
    }

    /// The app's developer token, for a user.
    pub async fn developer_token(&self, text: &'static str, app: i64, user: i64) {
        let issue = move |tx: &mut Tx<Write>| {
            oauth::developer_token(tx, AppId(app), UserId(user), super::FULL, TokenHash::of_token(text))
        };
        self.app().db().write("testing.developer_token", issue).await.expect("a token");
    }

    /// Good claims of the first app, for its service account; tests change what they are about.
    pub fn claims(&self, jti: &str) -> Value {
        json!({
            "iss": "full", "sub": "1", "box_sub_type": "enterprise", "aud": "https://api.box.com/oauth2/token",
            "jti": format!("{jti:-<20}"), "exp": self.now() / 1_000_000 + 30,
        })
    }
}
