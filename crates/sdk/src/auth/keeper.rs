//! The token of a client and of all clients that were made of it: fetched when it is first wanted, renewed before it runs
//! out, by one of them for all.
use super::{Credentials, JwtConfig, OAuthApp, StoredToken, Token, TokenStore};
use crate::{Error, Result, transport::Transport};
use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicI64, Ordering::Relaxed},
};
use tokio::sync::Mutex;

/// Seconds before its end that a token is renewed: a call takes its time.
const EARLY: i64 = 60;

#[derive(Debug)]
pub(crate) struct Keeper {
    pub credentials: Credentials,
    current: RwLock<Option<Arc<Token>>>,
    renewing: Mutex<()>,
    /// Seconds that the server's clock is before this machine's.
    skew: AtomicI64,
}

impl Keeper {
    pub fn new(credentials: Credentials) -> Self {
        let given = match &credentials {
            Credentials::Token(access) => {
                Some(Arc::new(Token { access: access.clone(), expires_at: None, refresh: None }))
            }
            _ => None,
        };
        Keeper { credentials, current: RwLock::new(given), renewing: Mutex::new(()), skew: AtomicI64::new(0) }
    }

    fn current(&self) -> Option<Arc<Token>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, token: Token) -> Arc<Token> {
        let token = Arc::new(token);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        token
    }

    /// A token that is good for a while.
    pub async fn token(&self, transport: &Transport) -> Result<Arc<Token>> {
        let is_fresh =
            |token: &Arc<Token>| token.expires_at.is_none_or(|end| end - EARLY > transport.settings.clock.now());
        if let Some(token) = self.current().filter(is_fresh) {
            return Ok(token);
        }
        let _turn = self.renewing.lock().await;
        // Somebody else may have been first.
        match self.current().filter(is_fresh) {
            Some(token) => Ok(token),
            None => self.fetch(transport).await,
        }
    }

    /// Another token than the one that was refused; None where there can be none.
    pub async fn renew(&self, transport: &Transport, refused: &Token) -> Result<Option<Arc<Token>>> {
        if matches!(self.credentials, Credentials::Token(_)) {
            return Ok(None);
        }
        let _turn = self.renewing.lock().await;
        match self.current().filter(|token| token.access != refused.access) {
            Some(token) => Ok(Some(token)),
            None => self.fetch(transport).await.map(Some),
        }
    }

    /// The token is worth nothing any more.
    pub async fn forget(&self) -> Result<()> {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = None;
        if let Credentials::OAuth(_, store) = &self.credentials { store.clear().await } else { Ok(()) }
    }

    async fn fetch(&self, transport: &Transport) -> Result<Arc<Token>> {
        let token = match &self.credentials {
            Credentials::Token(_) => return self.current().ok_or_else(|| Error::unfit("the token was revoked")),
            Credentials::Jwt(config) => self.by_assertion(transport, config).await?,
            Credentials::ClientCredentials { client_id, client_secret, subject } => {
                let form = [
                    ("grant_type", "client_credentials"),
                    ("client_id", client_id),
                    ("client_secret", client_secret.expose()),
                    ("box_subject_type", subject.kind()),
                    ("box_subject_id", subject.id()),
                ];
                transport.grant(&form).await?
            }
            Credentials::OAuth(app, store) => self.by_refresh(transport, app, &**store).await?,
        };
        Ok(self.keep(token))
    }

    /// With this machine's time, and if the server does not like that, with its own.
    async fn by_assertion(&self, transport: &Transport, config: &JwtConfig) -> Result<Token> {
        let clock = &transport.settings.clock;
        let mut again = true;
        loop {
            let now = clock.now() + self.skew.load(Relaxed);
            let assertion = config.assertion(now, &transport.settings.hex(32)?)?;
            let form = [
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ("client_id", &config.client_id),
                ("client_secret", config.client_secret.expose()),
                ("assertion", &assertion),
            ];
            match transport.grant(&form).await {
                Err(Error::NoToken(refused)) if again && refused.is_about_time() && refused.server_time.is_some() => {
                    again = false;
                    let server = refused.server_time.unwrap_or_default();
                    self.skew.store(server - clock.now(), Relaxed);
                }
                ended => return ended,
            }
        }
    }

    /// What the store has, as long as that is good; then the next, which the store has before anybody uses it.
    async fn by_refresh(&self, transport: &Transport, app: &OAuthApp, store: &dyn TokenStore) -> Result<Token> {
        let none =
            || Error::unfit("nobody has logged in yet: send the user to the authorize page (OAuthApp::authorize_url)");
        let _lock = store.lock().await?;
        let stored = store.load().await?.ok_or_else(none)?;
        let is_new = self.current().is_none_or(|current| current.access != stored.access);
        if is_new && stored.expires_at.is_none_or(|end| end - EARLY > transport.settings.clock.now()) {
            return Ok(Token::from(stored));
        }
        let refresh = stored.refresh.ok_or_else(none)?;
        let mut form = vec![("grant_type", "refresh_token"), ("client_id", app.client_id.as_str())];
        form.extend(app.client_secret.as_ref().map(|secret| ("client_secret", secret.expose())));
        form.push(("refresh_token", refresh.expose()));
        let token = transport.grant(&form).await?;
        store.save(&StoredToken::from(token.clone())).await?;
        Ok(token)
    }
}
