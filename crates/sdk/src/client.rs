//! The client: connections and tokens, which all clients made of one another share, and whom each acts as.
use crate::{
    BaseUrls, Clock, Error, Result, Retries,
    auth::{Credentials, Keeper, Token},
    call::{Call, Request},
    contract::{Method, Op, Random, Scope},
    error::Refused,
    pages::{Pages, Way},
    path::PathParts,
    payload::{Payload, Sends},
    settings::{Attempt, Settings},
    transport::{Transport, retry_after, text},
};
use http::{HeaderMap, StatusCode, header::WWW_AUTHENTICATE};
use reqwest::{Certificate, Response};
use serde::Serialize;
use serde_json::Value;
use std::{fmt, sync::Arc};

/// The operations that go where files are uploaded.
const UPLOADS: [&str; 10] = [
    UPLOAD_AT,
    "post_files_content",
    "post_files_id_content",
    "post_files_upload_sessions",
    "post_files_id_upload_sessions",
    "get_files_upload_sessions_id",
    "put_files_upload_sessions_id",
    "delete_files_upload_sessions_id",
    "get_files_upload_sessions_id_parts",
    "post_files_upload_sessions_id_commit",
];
/// What is called by its path alone, where files are uploaded.
const UPLOAD_AT: &str = "upload_at";
/// The version of the API that nobody has to name.
const VERSION: &str = "2024.0";

/// A client of Box's API: of Box, or of any Boxwood.
///
/// It is cheap to clone, and to have act as somebody: connections and tokens are shared.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
    acting: Acting,
}

#[derive(Debug)]
struct Shared {
    transport: Transport,
    keeper: Keeper,
}

/// What a client says on each call besides.
#[derive(Clone, Debug, Default)]
struct Acting {
    user: Option<Arc<str>>,
    /// The header `BoxApi`.
    link: Option<Arc<str>>,
}

/// A client that is yet to be made.
#[must_use = "a client is made by `build`"]
#[derive(Debug)]
pub struct Builder {
    credentials: Credentials,
    settings: Settings,
}

impl Builder {
    /// Where the server is; Box, if nobody says.
    pub fn base_urls(mut self, urls: BaseUrls) -> Self {
        self.settings.urls = urls;
        self
    }

    /// When a call is made once more.
    pub fn retries(mut self, retries: Retries) -> Self {
        self.settings.retries = retries;
        self
    }

    /// Another clock than the system's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.settings.clock = Arc::new(clock);
        self
    }

    /// Other randomness than the system's.
    pub fn random(mut self, random: Random) -> Self {
        self.settings.random = random;
        self
    }

    /// Believes this CA, too (PEM): a Boxwood's own, which `boxwood serve --tls` names.
    ///
    /// # Errors
    /// [`Error::Unfit`] for what is no certificate.
    pub fn trust(mut self, pem: &[u8]) -> Result<Self> {
        let trusted = Certificate::from_pem_bundle(pem).ok().filter(|all| !all.is_empty());
        let unfit = || Error::unfit("this is no certificate in PEM: it begins with '-----BEGIN CERTIFICATE-----'");
        self.settings.trusted.extend(trusted.ok_or_else(unfit)?);
        Ok(self)
    }

    /// Is told of each attempt of each call: for logs and counts.
    pub fn watch(mut self, watch: impl Fn(Attempt) + Send + Sync + 'static) -> Self {
        self.settings.watch = Some(Arc::new(watch));
        self
    }

    /// The client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Unfit`] for an address that is none.
    pub fn build(self) -> Result<Client> {
        let urls = &self.settings.urls;
        for url in [&urls.api, &urls.upload, &urls.authorize] {
            let is_fit = url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            if !is_fit {
                return Err(Error::unfit(format!("'{url}' is no address: it begins with https:// or http://")));
            }
        }
        let shared = Shared { transport: Transport::new(self.settings)?, keeper: Keeper::new(self.credentials) };
        Ok(Client { shared: Arc::new(shared), acting: Acting::default() })
    }
}

impl Client {
    /// A client of Box itself.
    ///
    /// # Errors
    /// As [`Builder::build`].
    pub fn new(credentials: impl Into<Credentials>) -> Result<Client> {
        Client::builder(credentials).build()
    }

    /// For what [`new`](Self::new) takes as given: where the server is, how patient the client is.
    pub fn builder(credentials: impl Into<Credentials>) -> Builder {
        Builder { credentials: credentials.into(), settings: Settings::default() }
    }

    /// A client that acts as that user (`As-User`). It shares connections and tokens with this one, which goes on as it
    /// was; both can be used at the same time.
    ///
    /// Acting as somebody needs the app's permission to, and a token of a service account or an admin.
    #[must_use]
    pub fn as_user(&self, id: &(impl fmt::Display + ?Sized)) -> Client {
        let user = Some(Arc::from(id.to_string()));
        Client { shared: self.shared.clone(), acting: Acting { user, ..self.acting.clone() } }
    }

    /// A client that acts as whoever the token is for.
    #[must_use]
    pub fn as_self(&self) -> Client {
        Client { shared: self.shared.clone(), acting: Acting { user: None, ..self.acting.clone() } }
    }

    /// The user whom this client acts as, if not as itself.
    pub fn acts_as(&self) -> Option<&str> {
        self.acting.user.as_deref()
    }

    /// A client that comes by a shared link (`BoxApi`), and so reaches what that leads to.
    #[must_use]
    pub fn with_shared_link(&self, url: &str, password: Option<&str>) -> Client {
        let mut pairs = vec![("shared_link", url)];
        pairs.extend(password.map(|password| ("shared_link_password", password)));
        let link = serde_urlencoded::to_string(pairs).unwrap_or_default();
        Client { shared: self.shared.clone(), acting: Acting { link: Some(link.into()), ..self.acting.clone() } }
    }

    /// Calls any operation of the contract. The doors of [`users`](Self::users), [`folders`](Self::folders) and all the
    /// others end here.
    ///
    /// ```no_run
    /// # use boxwood_sdk::contract::{NoQuery, resources::users};
    /// # async fn me(client: boxwood_sdk::Client) -> boxwood_sdk::Result<()> {
    /// let me = client.call(&users::ME, (), NoQuery {}, ()).fields(&["role"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn call<P: PathParts, Q: Serialize, B, R>(
        &self,
        op: &Op<P, Q, B, R>,
        path: P,
        query: Q,
        body: impl Sends<B>,
    ) -> Call<R> {
        Call::new(self, Request::new(op, &path, &query, body))
    }

    /// Calls what is at a path below `/2.0`, which stands as it is written, its query with it (`/users?limit=5`): for what no
    /// operation is typed for.
    pub fn call_at(&self, method: Method, path: &str, body: Option<&Value>) -> Call<Value> {
        self.at("call_at", method, path, body)
    }

    /// The same where files are uploaded: `/files/upload_sessions/ID`.
    pub fn upload_at(&self, method: Method, path: &str, body: Option<&Value>) -> Call<Value> {
        self.at(UPLOAD_AT, method, path, body)
    }

    fn at(&self, name: &'static str, method: Method, path: &str, body: Option<&Value>) -> Call<Value> {
        let about = Op::<(), (), (), ()>::new(name, method, "", Scope::AnyToken, "").about;
        let payload = body.map_or(Ok(Payload::None), Payload::json);
        let path = path.to_owned();
        let (query, headers) = (Vec::new(), Vec::new());
        Call::new(self, payload.map(|payload| Request { about, path, query, headers, payload }))
    }

    pub(crate) fn list<P: PathParts, Q: Serialize, R, T>(
        &self,
        op: &Op<P, Q, (), R>,
        path: P,
        query: Q,
        way: Way,
    ) -> Pages<T> {
        Pages::new(self, Request::new(op, &path, &query, ()), way)
    }

    /// The token that calls are made with just now; fetched, if there is none.
    ///
    /// # Errors
    /// [`Error::NoToken`] and what else can stand in the way.
    pub async fn token(&self) -> Result<Token> {
        self.shared.keeper.token(&self.shared.transport).await.map(|token| (*token).clone())
    }

    /// Makes the token worth nothing, for the server and for all clients that share it. The next call fetches another,
    /// where the credentials are good for one.
    ///
    /// # Errors
    /// [`Error::NoToken`] where the server refuses.
    pub async fn revoke(&self) -> Result<()> {
        let keeper = &self.shared.keeper;
        let token = keeper.token(&self.shared.transport).await?;
        let (id, secret) = match &keeper.credentials {
            Credentials::Token(_) => ("", None),
            Credentials::Jwt(config) => (config.client_id.as_str(), Some(&config.client_secret)),
            Credentials::ClientCredentials { client_id, client_secret, .. } => {
                (client_id.as_str(), Some(client_secret))
            }
            Credentials::OAuth(app, _) => (app.client_id.as_str(), app.client_secret.as_ref()),
        };
        let mut form = vec![("client_id", id), ("token", token.access.expose())];
        form.extend(secret.map(|secret| ("client_secret", secret.expose())));
        self.shared.transport.revoke(&form).await?;
        keeper.forget().await
    }

    pub(crate) fn keeper(&self) -> &Keeper {
        &self.shared.keeper
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.shared.transport
    }

    /// Where a request goes.
    fn address(&self, request: &Request) -> Result<String> {
        let urls = &self.shared.transport.settings.urls;
        let base = if UPLOADS.contains(&request.about.id) { &urls.upload } else { &urls.api };
        let mut url = format!("{}/2.0{}", base.trim_end_matches('/'), request.path);
        if !request.query.is_empty() {
            let query = serde_urlencoded::to_string(&request.query);
            url = format!("{url}?{}", query.map_err(|error| Error::unfit(error.to_string()))?);
        }
        Ok(url)
    }

    /// What is said besides the token and the body.
    fn headers(&self, request: &Request) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        let mut say = |name: &'static str, value: &str| {
            let value =
                value.parse().map_err(|_| Error::unfit(format!("'{value}' cannot stand in the header {name}")))?;
            headers.insert(name_of(name)?, value);
            Ok::<_, Error>(())
        };
        for (name, value) in [("as-user", &self.acting.user), ("boxapi", &self.acting.link)] {
            if let Some(value) = value {
                say(name, value)?;
            }
        }
        if request.about.version != VERSION {
            say("box-version", request.about.version)?;
        }
        if let Some((media, length)) = request.payload.about() {
            say("content-type", &media)?;
            say("content-length", &length.to_string())?;
        }
        request.headers.iter().try_for_each(|(name, value)| say(name, value))?;
        Ok(headers)
    }

    /// Sends a request until it is answered: with another token, where that was refused; again, where the server asks for
    /// it or has lost its way.
    ///
    /// # Errors
    /// [`Error::Refused`] for any status but success, [`Error::Unanswered`]; those of the token.
    pub(crate) async fn send(&self, request: &Request) -> Result<Response> {
        let Shared { transport, keeper } = &*self.shared;
        let (url, headers) = (self.address(request)?, self.headers(request)?);
        let mut token = keeper.token(transport).await?;
        let (mut number, mut renewed) = (1, false);
        loop {
            let ended = self.attempt(request, &url, &headers, &token, number).await;
            let (failure, pause) = match ended {
                Ok(response) if is_answer(&response) => return Ok(response),
                Ok(response) => {
                    let (status, pause) = (response.status(), retry_after(response.headers()));
                    let failure = refused(request.about.id, number, response).await;
                    if status == StatusCode::UNAUTHORIZED && !renewed {
                        renewed = true;
                        if let Some(other) = keeper.renew(transport, &token).await? {
                            token = other;
                            continue;
                        }
                    }
                    if !is_passing(status) {
                        return Err(failure);
                    }
                    (failure, pause)
                }
                Err(error) => {
                    let failure = Error::Unanswered { operation: request.about.id, cause: text(&error) };
                    if !can_repeat(request, &error) {
                        return Err(failure);
                    }
                    (failure, None)
                }
            };
            let settings = &transport.settings;
            if number >= settings.retries.attempts {
                return Err(failure);
            }
            settings.clock.wait(settings.retries.pause(number, pause, settings.chance())).await;
            number += 1;
        }
    }

    async fn attempt(
        &self,
        request: &Request,
        url: &str,
        headers: &HeaderMap,
        token: &Token,
        number: u32,
    ) -> Result<Response, reqwest::Error> {
        let Transport { http, settings } = &self.shared.transport;
        let method = match request.about.method {
            crate::contract::Method::Get => http::Method::GET,
            crate::contract::Method::Post => http::Method::POST,
            crate::contract::Method::Put => http::Method::PUT,
            crate::contract::Method::Delete => http::Method::DELETE,
            crate::contract::Method::Options => http::Method::OPTIONS,
        };
        let sent = http.request(method, url).headers(headers.clone()).bearer_auth(token.access.expose());
        let sent = if request.payload.about().is_some() { sent.body(request.payload.body()) } else { sent };
        let ended = sent.send().await;
        if let Some(watch) = &settings.watch {
            let status = ended.as_ref().ok().map(|response| response.status().as_u16());
            watch(Attempt { operation: request.about.id, status, number });
        }
        ended
    }
}

fn name_of(name: &'static str) -> Result<http::HeaderName> {
    http::HeaderName::from_bytes(name.as_bytes()).map_err(|_| Error::unfit(format!("'{name}' is no header's name")))
}

/// Success, somewhere else to go, or nothing new. What is still being made is asked for again.
fn is_answer(response: &Response) -> bool {
    let status = response.status();
    let waits = status == StatusCode::ACCEPTED && response.headers().contains_key("retry-after");
    (status.is_success() && !waits) || status == StatusCode::FOUND || status == StatusCode::NOT_MODIFIED
}

/// Whether the same call may succeed later.
pub(crate) fn is_passing(status: StatusCode) -> bool {
    status == StatusCode::ACCEPTED || status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
}

/// Whether a call whose answer was lost can be made again. One that makes something could have made it already.
fn can_repeat(request: &Request, error: &reqwest::Error) -> bool {
    request.about.method != crate::contract::Method::Post || error.is_connect()
}

pub(crate) async fn refused(operation: &'static str, attempts: u32, response: Response) -> Error {
    let challenge = response.headers().get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (status, retry_after) = (response.status().as_u16(), retry_after(response.headers()));
    let refused = Refused { operation, status, challenge, retry_after, attempts, ..Refused::default() };
    Error::Refused(Box::new(refused.read(&response.bytes().await.unwrap_or_default())))
}
