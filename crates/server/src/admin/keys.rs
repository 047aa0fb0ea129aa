//! Keys of apps, and the settings files that hold them.
use super::{Admin, Answer, AppConfigAsked, FileAsked, KeyChange, Keypair, Refused, Result, find, operator};
use boxwood_api::{
    apps::{self, App, AppAuth, AppConfig, KeyPair, PublicKey},
    identity::TokenHash,
    wire::{AppId, RequestId},
};
use boxwood_store::{Tx, Write};

/// The client secret for a settings file, and what to do about the app's own.
#[derive(Clone)]
enum Secret {
    Reset(String),
    Given(String),
    Unknown,
}

impl Admin {
    pub(super) async fn keypair(&self, asked: Keypair) -> Result<Answer> {
        let request = self.request()?;
        if let Some(kid) = asked.remove {
            return self.remove_key(asked.app, kid, request).await;
        }
        if let Some(pem) = asked.add {
            let (kid, key) = (self.random.lower(8)?, PublicKey::from_pem(&pem)?);
            return self.add_key(asked.app, kid, key, request).await;
        }
        let secret = self.secret(asked.file)?;
        if matches!(secret, Secret::Unknown) {
            let message = "A settings file holds the client secret, of which the server keeps only a hash.";
            return Err(
                Refused::new(message).hint("Give it with --secret SECRET, or make a new one with --reset-secret")
            );
        }
        let random = self.random.clone();
        let pair = tokio::task::spawn_blocking(move || KeyPair::generate(&random)).await;
        let pair = pair.map_err(|error| Refused::failed(error.to_string()))??;
        let (auth, kid, public) = (AppAuth::from(&pair), pair.kid, pair.public);
        self.settings_file(asked.app, secret, auth, request, move |tx, who, app| {
            apps::add_key(tx, who, app, &kid, &public)
        })
        .await
    }

    pub(super) async fn config(&self, asked: AppConfigAsked) -> Result<Answer> {
        let (request, secret) = (self.request()?, self.secret(asked.file)?);
        self.settings_file(asked.app, secret, AppAuth::default(), request, |_, _, _| Ok(())).await
    }

    async fn settings_file(
        &self,
        app: String,
        secret: Secret,
        auth: AppAuth,
        request: RequestId,
        also: impl Fn(&mut Tx<Write>, &boxwood_api::Caller, AppId) -> boxwood_api::Result<()> + Send + 'static,
    ) -> Result<Answer> {
        let write = move |tx: &mut Tx<Write>| -> Result<_> {
            let app: App = find::app(tx, Some(&app))?;
            let who = operator(tx, app.enterprise_id, AppId::default(), request)?;
            let text = match &secret {
                Secret::Reset(text) => {
                    apps::reset_secret(tx, &who, app.id, TokenHash::of(text))?;
                    text.clone()
                }
                Secret::Given(text) if apps::secret_is(tx, app.id, text)? => text.clone(),
                Secret::Given(_) => {
                    let hint = "--reset-secret makes a new one; the old one stops working";
                    return Err(Refused::new("This is not the app's client secret.").hint(hint));
                }
                Secret::Unknown => String::new(),
            };
            also(tx, &who, app.id)?;
            Ok(AppConfig::new(app.enterprise_id, app.client_id, text, auth.clone()))
        };
        Ok(Answer::Config(self.db.write("admin.keypair", write).await?))
    }

    async fn add_key(&self, app: String, kid: String, key: PublicKey, request: RequestId) -> Result<Answer> {
        let add = move |tx: &mut Tx<Write>| -> Result<_> {
            let app = find::app(tx, Some(&app))?;
            let who = operator(tx, app.enterprise_id, AppId::default(), request)?;
            apps::add_key(tx, &who, app.id, &kid, &key)?;
            Ok(KeyChange { app_id: app.id, app: app.name, key_id: kid.clone() })
        };
        Ok(Answer::KeyAdded(self.db.write("admin.keypair", add).await?))
    }

    async fn remove_key(&self, app: String, kid: String, request: RequestId) -> Result<Answer> {
        let remove = move |tx: &mut Tx<Write>| -> Result<_> {
            let app = find::app(tx, Some(&app))?;
            let who = operator(tx, app.enterprise_id, AppId::default(), request)?;
            apps::remove_key(tx, &who, app.id, &kid).map_err(|error| {
                let known = format!("boxwood app show {} lists its keys", app.id);
                Refused::from(error).hint(known)
            })?;
            Ok(KeyChange { app_id: app.id, app: app.name, key_id: kid.clone() })
        };
        Ok(Answer::KeyRemoved(self.db.write("admin.keypair", remove).await?))
    }

    fn secret(&self, asked: FileAsked) -> Result<Secret> {
        Ok(match (asked.secret, asked.reset_secret) {
            (_, true) => Secret::Reset(self.random.alphanumeric(32)?),
            (Some(text), false) => Secret::Given(text),
            (None, false) => Secret::Unknown,
        })
    }
}
