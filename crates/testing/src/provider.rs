//! An OpenID Connect provider on a port of its own: description, keys, authorization, tokens, user info. Each can be made
//! to answer something else.
use super::{Signer, World};
use axum::{
    Form, Router,
    body::Body,
    extract::{RawQuery, State},
    http::{HeaderMap, Response, StatusCode, header},
    routing,
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use boxwood_oidc::{Secret, Settings};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    future::pending,
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
};
use tokio::net::TcpListener;

pub const CLIENT: &str = "boxwood";
pub const CLIENT_SECRET: &str = "the client's own secret";

/// Making one takes long.
static KEYS: LazyLock<[Signer; 2]> = LazyLock::new(|| [Signer::generate(), Signer::generate()]);

/// How an endpoint answers.
#[derive(Clone, Default)]
pub enum Answer {
    /// As it should.
    #[default]
    Right,
    /// This text, as JSON.
    Text(String),
    Status(u16),
    /// With a redirect there.
    Away(String),
    /// Not at all.
    Never,
}

/// How an ID token is signed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Signed {
    #[default]
    Right,
    /// By another key than the one it names.
    Forged,
    /// With an empty signature, and `alg: none`.
    None,
    /// With the client's secret for a key.
    Shared,
}

/// What the provider says, for a test to change.
#[derive(Default)]
pub struct Script {
    /// Claims of the ID token in the place of the right ones; null leaves one out.
    pub claims: Map<String, Value>,
    /// Members of the description in the place of the right ones.
    pub described: Map<String, Value>,
    /// What the user info endpoint says besides the subject.
    pub user_info: Map<String, Value>,
    pub signed: Signed,
    /// Whether the second key is in use, under a name of its own.
    pub rolled: bool,
    /// Codes are good for any number of times.
    pub lax: bool,
    pub description: Answer,
    pub keys: Answer,
    pub token: Answer,
    /// How often each endpoint was asked.
    pub asked: BTreeMap<&'static str, usize>,
}

/// What a code was given for.
struct Given {
    nonce: String,
    challenge: String,
    redirect: String,
}

#[derive(Default)]
struct Inner {
    script: Script,
    codes: BTreeMap<String, Given>,
}

#[derive(Clone)]
pub struct OpenIdProvider {
    pub issuer: String,
    inner: Arc<Mutex<Inner>>,
    clock: Arc<AtomicI64>,
}

impl World {
    /// The same world with a provider that people may sign in through, and a test may change.
    ///
    /// # Panics
    /// When there is no port.
    #[expect(clippy::expect_used, reason = "a test without a provider is over")]
    pub async fn with_provider(self, change: impl FnOnce(&mut Settings)) -> (World, OpenIdProvider) {
        let provider = OpenIdProvider::start(self.clock.clone()).await;
        let settings = Settings::new(&provider.issuer, CLIENT, Secret::new(CLIENT_SECRET));
        let mut settings = settings.and_then(|settings| settings.named("Acme ID")).expect("settings");
        change(&mut settings);
        let world = self.reopened(|config| config.provider = Some(settings)).expect("a server");
        (world, provider)
    }
}

impl OpenIdProvider {
    #[expect(clippy::expect_used, reason = "a test without a provider is over")]
    async fn start(clock: Arc<AtomicI64>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let provider = OpenIdProvider { issuer, inner: Arc::default(), clock };
        let router = Router::new()
            .route("/.well-known/openid-configuration", routing::get(description))
            .route("/elsewhere", routing::get(elsewhere))
            .route("/keys", routing::get(keys))
            .route("/authorize", routing::get(authorize))
            .route("/token", routing::post(token))
            .route("/me", routing::get(user_info))
            .with_state(provider.clone());
        // It ends with the runtime of the test.
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what it says from now on.
    pub fn says(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.inner().script);
    }

    /// Whom it signs in: a subject, an address, and whether that is verified.
    pub fn knows(&self, subject: &str, email: &str, verified: bool) {
        let claims = json!({ "sub": subject, "email": email, "email_verified": verified });
        self.says(|script| script.claims.extend(claims.as_object().cloned().unwrap_or_default()));
    }

    /// How often an endpoint was asked.
    pub fn asked(&self, endpoint: &str) -> usize {
        self.inner().script.asked.get(endpoint).copied().unwrap_or_default()
    }

    /// What a browser is answered that goes to that address: the way back, with a code.
    ///
    /// # Panics
    /// When the address is not of this provider's authorization endpoint.
    pub fn visit(&self, address: &str) -> String {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        assert_eq!(path, format!("{}/authorize", self.issuer));
        self.authorize(query)
    }

    fn authorize(&self, query: &str) -> String {
        let query: BTreeMap<String, String> = serde_urlencoded::from_str(query).unwrap_or_default();
        let text = |name: &str| query.get(name).cloned().unwrap_or_default();
        let (redirect, state) = (text("redirect_uri"), text("state"));
        let scopes = text("scope");
        let scopes: Vec<_> = scopes.split(' ').collect();
        let fits = text("response_type") == "code"
            && text("client_id") == CLIENT
            && text("code_challenge_method") == "S256"
            && ["openid", "email"].iter().all(|scope| scopes.contains(scope));
        let mut inner = self.inner();
        let code = format!("code {}", inner.codes.len());
        let back = if fits { [("state", state), ("code", code.clone())] } else { unfit(state) };
        let given = Given { nonce: text("nonce"), challenge: text("code_challenge"), redirect: redirect.clone() };
        inner.codes.insert(code, given);
        format!("{redirect}?{}", serde_urlencoded::to_string(back).unwrap_or_default())
    }

    /// The tokens for a code, or an error's status and code.
    fn exchange(&self, headers: &HeaderMap, form: &BTreeMap<String, String>) -> Result<Value, (u16, &'static str)> {
        let text = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        let client = serde_urlencoded::to_string([(CLIENT, CLIENT_SECRET)]).unwrap_or_default().replace('=', ":");
        let basic = format!("Basic {}", STANDARD.encode(client));
        let in_header = headers.get(header::AUTHORIZATION).is_some_and(|value| value.as_bytes() == basic.as_bytes());
        let in_form = text("client_id") == CLIENT && text("client_secret") == CLIENT_SECRET;
        if !in_header && !in_form {
            return Err((401, "invalid_client"));
        }
        let mut inner = self.inner();
        let code = text("code").to_owned();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(text("code_verifier").as_bytes()));
        let fits = |given: &&Given| given.challenge == challenge && given.redirect == text("redirect_uri");
        let nonce = inner.codes.get(&code).filter(fits).map(|given| given.nonce.clone());
        let Some(nonce) = nonce.filter(|_| text("grant_type") == "authorization_code") else {
            return Err((400, "invalid_grant"));
        };
        if !inner.script.lax {
            inner.codes.remove(&code);
        }
        let token = self.id_token(&inner.script, &nonce);
        Ok(json!({ "access_token": "an access token", "token_type": "Bearer", "expires_in": 60, "id_token": token }))
    }

    fn id_token(&self, script: &Script, nonce: &str) -> String {
        let now = self.clock.load(SeqCst) / 1_000_000;
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "1", "nonce": nonce, "iat": now, "exp": now + 300,
        });
        if let Some(claims) = claims.as_object_mut() {
            claims.extend(script.claims.clone());
            claims.retain(|_, value| !value.is_null());
        }
        let [first, second] = &*KEYS;
        let (signer, kid) = if script.rolled { (second, "second") } else { (first, "first") };
        let header = |alg| json!({ "alg": alg, "kid": kid, "typ": "JWT" });
        match script.signed {
            Signed::Right => signer.sign(&header("RS256"), &claims),
            Signed::Forged => second.sign(&header("RS256"), &claims),
            Signed::None => {
                let signed = signer.sign(&header("none"), &claims);
                let unsigned = signed.rsplit_once('.').map_or("", |(unsigned, _)| unsigned);
                format!("{unsigned}.")
            }
            Signed::Shared => shared(&header("HS256"), &claims),
        }
    }

    /// What it says of itself.
    fn described(&self) -> Value {
        let issuer = &self.issuer;
        let mut right = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/me"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        });
        if let Some(right) = right.as_object_mut() {
            right.extend(self.inner().script.described.clone());
        }
        right
    }

    fn counted(&self, endpoint: &'static str) -> MutexGuard<'_, Inner> {
        let mut inner = self.inner();
        *inner.script.asked.entry(endpoint).or_default() += 1;
        inner
    }
}

fn unfit(state: String) -> [(&'static str, String); 2] {
    [("state", state), ("error", "invalid_request".to_owned())]
}

fn shared(header: &Value, claims: &Value) -> String {
    use aws_lc_rs::hmac;
    let signed =
        format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, CLIENT_SECRET.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes())))
}

async fn answered(answer: Answer, right: Value) -> Response<Body> {
    let (status, text) = match answer {
        Answer::Right => (200, right.to_string()),
        Answer::Text(text) => (200, text),
        Answer::Status(status) => (status, "{}".to_owned()),
        Answer::Away(to) => return away(&to),
        Answer::Never => pending().await,
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    response
}

fn away(to: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    if let Ok(to) = to.parse() {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

async fn description(State(provider): State<OpenIdProvider>) -> Response<Body> {
    let answer = provider.counted("description").script.description.clone();
    answered(answer, provider.described()).await
}

/// Where a redirect leads that nobody should follow: to what would be right.
async fn elsewhere(State(provider): State<OpenIdProvider>) -> Response<Body> {
    drop(provider.counted("elsewhere"));
    answered(Answer::Right, provider.described()).await
}

async fn keys(State(provider): State<OpenIdProvider>) -> Response<Body> {
    let (answer, rolled) = {
        let inner = provider.counted("keys");
        (inner.script.keys.clone(), inner.script.rolled)
    };
    let [first, second] = &*KEYS;
    let (signer, kid) = if rolled { (second, "second") } else { (first, "first") };
    // A key of 2048 bits ends with its modulus, the three bytes of its exponent, and two of that one's own head.
    let der = signer.public_key();
    let modulus = der.len().checked_sub(261).and_then(|from| der.get(from..from + 256)).unwrap_or_default();
    let key = json!({
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": URL_SAFE_NO_PAD.encode(modulus), "e": "AQAB",
    });
    answered(answer, json!({ "keys": [key] })).await
}

async fn authorize(State(provider): State<OpenIdProvider>, RawQuery(query): RawQuery) -> Response<Body> {
    away(&provider.authorize(&query.unwrap_or_default()))
}

async fn token(
    State(provider): State<OpenIdProvider>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response<Body> {
    let answer = provider.counted("token").script.token.clone();
    match provider.exchange(&headers, &form) {
        Ok(tokens) => answered(answer, tokens).await,
        Err((status, code)) => {
            let mut refused = answered(Answer::Right, json!({ "error": code })).await;
            *refused.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
            refused
        }
    }
}

async fn user_info(State(provider): State<OpenIdProvider>, headers: HeaderMap) -> Response<Body> {
    let mut told = {
        let inner = provider.counted("me");
        let subject = inner.script.claims.get("sub").cloned().unwrap_or_else(|| json!("1"));
        let mut told = inner.script.user_info.clone();
        told.entry("sub").or_insert(subject);
        Value::Object(told)
    };
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value != "Bearer an access token") {
        told = json!({});
    }
    answered(Answer::Right, told).await
}
