//! HTTP, and the token endpoint, which is asked without a token.
use crate::{Error, Result, auth::Token, error::NoToken, secret::Secret, settings::Settings};
use http::{HeaderMap, Method, header::DATE};
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::{Client as Http, Response, redirect::Policy};
use serde::Deserialize;
use std::time::Duration;

const AGENT: &str = concat!("boxwood-sdk/", env!("CARGO_PKG_VERSION"));
const CONNECT: Duration = Duration::from_secs(20);
/// Without a byte from the server.
const READ: Duration = Duration::from_secs(120);
const GRANT: &str = "post_oauth2_token";

/// The connections, and what is known of the server.
#[derive(Debug)]
pub(crate) struct Transport {
    pub http: Http,
    pub settings: Settings,
}

/// The answer of the token endpoint.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: Option<i64>,
    #[serde(default)]
    refresh_token: Option<String>,
}

/// Its refusal. Some failures have Box's envelope instead.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Denied {
    error: String,
    error_description: String,
    code: String,
    message: String,
}

impl Transport {
    /// # Errors
    /// [`Error::Unfit`] where no connection can be made at all: the system's certificates cannot be read.
    pub fn new(settings: Settings) -> Result<Self> {
        // Redirects are followed by those who ask for them: elsewhere a token has no business.
        let http =
            Http::builder().redirect(Policy::none()).user_agent(AGENT).connect_timeout(CONNECT).read_timeout(READ);
        let http = http.tls_certs_merge(settings.trusted.iter().cloned());
        let http = http.build().map_err(|error| Error::unfit(format!("no HTTP client: {}", text(&error))))?;
        Ok(Transport { http, settings })
    }

    /// Asks for a token.
    ///
    /// # Errors
    /// [`Error::NoToken`] where it is refused; [`Error::Unanswered`], [`Error::Unreadable`].
    pub async fn grant(&self, form: &[(&str, &str)]) -> Result<Token> {
        let (_, body) = self.form("/oauth2/token", form).await?;
        let granted: Granted = serde_json::from_slice(&body)
            .map_err(|_| Error::Unreadable { operation: GRANT, cause: "no token in it".to_owned() })?;
        let now = self.settings.clock.now();
        Ok(Token {
            access: Secret::from(granted.access_token),
            expires_at: granted.expires_in.map(|seconds| now + seconds),
            refresh: granted.refresh_token.map(Secret::from),
        })
    }

    /// Makes a token worth nothing.
    ///
    /// # Errors
    /// As [`grant`](Self::grant).
    pub async fn revoke(&self, form: &[(&str, &str)]) -> Result<()> {
        self.form("/oauth2/revoke", form).await.map(drop)
    }

    /// Posts a form, again where the server asks for that or has lost its way.
    async fn form(&self, path: &str, form: &[(&str, &str)]) -> Result<(HeaderMap, Vec<u8>)> {
        let Settings { urls, retries, clock, .. } = &self.settings;
        let body = serde_urlencoded::to_string(form).map_err(|error| Error::unfit(error.to_string()))?;
        let url = format!("{}{path}", urls.api.trim_end_matches('/'));
        let mut attempt = 1;
        loop {
            let request = self.http.request(Method::POST, &url).body(body.clone());
            let sent = request.header("Content-Type", "application/x-www-form-urlencoded").send().await;
            let (failure, pause) = match sent {
                Ok(response) if response.status().is_success() => return read(response, GRANT).await,
                Ok(response) => {
                    let (status, asked) = (response.status().as_u16(), retry_after(response.headers()));
                    let failure = denied(response).await;
                    if status != 429 && status < 500 {
                        return Err(failure);
                    }
                    (failure, asked)
                }
                Err(error) => (Error::Unanswered { operation: GRANT, cause: text(&error) }, None),
            };
            if attempt >= retries.attempts {
                return Err(failure);
            }
            clock.wait(retries.pause(attempt, pause, self.settings.chance())).await;
            attempt += 1;
        }
    }
}

/// All of an answer.
pub(crate) async fn read(response: Response, operation: &'static str) -> Result<(HeaderMap, Vec<u8>)> {
    let headers = response.headers().clone();
    let body = response.bytes().await;
    let body = body.map_err(|error| Error::Unanswered { operation, cause: text(&error) })?;
    Ok((headers, body.into()))
}

async fn denied(response: Response) -> Error {
    let (status, server_time) = (response.status().as_u16(), server_time(response.headers()));
    let body = response.bytes().await.unwrap_or_default();
    let Denied { error, error_description, code, message } = serde_json::from_slice(&body).unwrap_or_default();
    let error = if error.is_empty() { code } else { error };
    let description = if error_description.is_empty() { message } else { error_description };
    Error::NoToken(Box::new(NoToken { status, error, description, server_time }))
}

/// What time the server has: seconds since 1970.
fn server_time(headers: &HeaderMap) -> Option<i64> {
    let date = headers.get(DATE)?.to_str().ok()?;
    DateTimeParser::new().parse_timestamp(date).ok().map(|time| time.as_second())
}

/// A plain number of seconds; nothing else is ever sent.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: f64 = headers.get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// With all its causes, and without the address, which can have a query.
pub(crate) fn text(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "it took too long".to_owned() } else { "the connection failed".to_owned() };
    let mut cause = std::error::Error::source(error);
    while let Some(one) = cause {
        text = format!("{text}: {one}");
        cause = one.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{retry_after, server_time};
    use http::{HeaderMap, HeaderValue};
    use std::time::Duration;

    #[test]
    fn times_in_headers_are_read() {
        let mut headers = HeaderMap::new();
        assert_eq!((server_time(&headers), retry_after(&headers)), (None, None));
        headers.insert("date", HeaderValue::from_static("Sun, 15 Jun 2025 15:06:40 GMT"));
        headers.insert("retry-after", HeaderValue::from_static("3"));
        assert_eq!(server_time(&headers), Some(1_750_000_000));
        assert_eq!(retry_after(&headers), Some(Duration::from_secs(3)));
        headers.insert("retry-after", HeaderValue::from_static("-1"));
        assert_eq!(retry_after(&headers), None);
    }
}
