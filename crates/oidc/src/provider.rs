//! What is known of the provider, and the two steps of signing in: where to send somebody, and who came back.
use crate::{
    Failure, Flow, Identity, Settings,
    http::{Http, Unanswered},
    tokens,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, DiscoveryError, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreJsonWebKeySet, CoreProviderMetadata,
        CoreTokenResponse,
    },
};
use std::sync::Arc;
use tokio::sync::Mutex;
use url::Url;

const SECOND: i64 = 1_000_000;
/// How long the provider's description of itself holds.
const FRESH: i64 = 3600 * SECOND;
/// How often its keys are asked for because a token names one that is not among them.
const KEYS_EVERY: i64 = 60 * SECOND;
/// After it could not be reached, nobody waits for it again for so long.
const REST: i64 = 5 * SECOND;

pub struct Provider {
    settings: Settings,
    /// Where the provider sends people back to.
    redirect: String,
    http: Http,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    known: Option<Known>,
    failed_at: Option<i64>,
}

#[derive(Clone)]
struct Known {
    metadata: Arc<CoreProviderMetadata>,
    keys: Arc<CoreJsonWebKeySet>,
    at: i64,
    keys_at: i64,
}

/// With the endpoints that a description has to name.
pub(crate) type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

impl Provider {
    /// Asks nothing yet. `redirect` is the address of this server's own page that people come back to.
    pub fn new(settings: Settings, redirect: String) -> Self {
        let http = Http::new(&settings);
        Provider { settings, redirect, http, state: Mutex::default() }
    }

    /// What people know it by.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Where to send a browser that begins to sign in.
    ///
    /// # Errors
    /// Where the provider cannot be reached, or names an address that nobody should be sent to.
    pub async fn address(&self, now: i64, flow: &Flow) -> Result<Url, Failure> {
        let known = self.known(now).await?;
        let client = self.client(&known)?;
        if !self.http.reaches(client.auth_uri().url()) {
            return Err(Failure::Untrusted("an authorization endpoint that is not https".to_owned()));
        }
        let (state, nonce) = (CsrfToken::new(flow.state.clone()), Nonce::new(flow.nonce.clone()));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(flow.verifier.clone()));
        let asked = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .add_scope(Scope::new("email".to_owned()))
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge);
        Ok(asked.url().0)
    }

    /// Exchanges the code that a browser came back with, and believes the answer only when all of it holds.
    ///
    /// # Errors
    /// When it does not, or the provider cannot be reached.
    pub async fn identity(&self, now: i64, code: &str, flow: &Flow) -> Result<Identity, Failure> {
        let known = self.known(now).await?;
        let client = self.client(&known)?;
        let answer = self.exchange(&client, code, flow).await?;
        let verified = tokens::verify(&answer, &self.settings, &known.keys, now, &flow.nonce);
        let claims = match verified {
            // A key that is not known yet: the provider has changed its keys since.
            Err(tokens::Doubt::UnknownKey) => {
                let keys = self.newer_keys(now).await?;
                tokens::verify(&answer, &self.settings, &keys, now, &flow.nonce)
            }
            other => other,
        };
        let claims = claims.map_err(tokens::Doubt::failure)?;
        tokens::identity(&client, &self.http, &answer, claims).await
    }

    async fn exchange(&self, client: &Client, code: &str, flow: &Flow) -> Result<CoreTokenResponse, Failure> {
        let asked = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let asked = asked.map_err(|error| Failure::untrusted(&error))?;
        let asked = asked.set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()));
        asked.request_async(&self.http).await.map_err(tokens::refused)
    }

    fn client(&self, known: &Known) -> Result<Client, Failure> {
        let (id, secret) = (self.settings.client_id.clone(), self.settings.client_secret.expose().to_owned());
        let redirect = RedirectUrl::new(self.redirect.clone()).map_err(|error| Failure::untrusted(&error))?;
        let (id, secret) = (ClientId::new(id), ClientSecret::new(secret));
        let client = CoreClient::from_provider_metadata((*known.metadata).clone(), id, Some(secret));
        Ok(client.set_redirect_uri(redirect).set_auth_type(auth_type(&known.metadata)))
    }

    /// One asks at a time; the others wait for what comes of it.
    async fn known(&self, now: i64) -> Result<Known, Failure> {
        let mut state = self.state.lock().await;
        let is_fresh = |known: &&Known| (0..FRESH).contains(&(now - known.at));
        if let Some(known) = state.known.as_ref().filter(is_fresh) {
            return Ok(known.clone());
        }
        if state.failed_at.is_some_and(|at| (0..REST).contains(&(now - at))) {
            return Err(Failure::Unavailable("it could not be reached a moment ago".to_owned()));
        }
        let found = self.discover().await;
        state.failed_at = matches!(found, Err(Failure::Unavailable(_))).then_some(now);
        let metadata = found?;
        let keys = Arc::new(metadata.jwks().clone());
        let known = Known { metadata: Arc::new(metadata), keys, at: now, keys_at: now };
        state.known = Some(known.clone());
        Ok(known)
    }

    async fn discover(&self) -> Result<CoreProviderMetadata, Failure> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|error| Failure::untrusted(&error))?;
        CoreProviderMetadata::discover_async(issuer, &self.http).await.map_err(undescribed)
    }

    /// The keys again, for a token that was signed with none of those that are known; not for every such token.
    async fn newer_keys(&self, now: i64) -> Result<Arc<CoreJsonWebKeySet>, Failure> {
        let mut state = self.state.lock().await;
        let Some(known) = state.known.as_mut().filter(|known| !(0..KEYS_EVERY).contains(&(now - known.keys_at))) else {
            return Err(tokens::Doubt::UnknownKey.failure());
        };
        known.keys_at = now;
        let keys = CoreJsonWebKeySet::fetch_async(known.metadata.jwks_uri(), &self.http).await;
        known.keys = Arc::new(keys.map_err(undescribed)?);
        Ok(known.keys.clone())
    }
}

fn undescribed(error: DiscoveryError<Unanswered>) -> Failure {
    match error {
        DiscoveryError::Request(Unanswered::Busy) => Failure::Busy,
        error => Failure::unavailable(&error),
    }
}

/// In the header, as every provider must understand it, unless this one says that it wants the secret in the form alone.
fn auth_type(metadata: &CoreProviderMetadata) -> AuthType {
    let said = metadata.token_endpoint_auth_methods_supported();
    let has = |method| said.is_some_and(|methods| methods.contains(&method));
    if has(CoreClientAuthMethod::ClientSecretPost) && !has(CoreClientAuthMethod::ClientSecretBasic) {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}
