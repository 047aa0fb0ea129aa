//! Cookies: read from a request, set in an answer.
use crate::Web;
use http::{HeaderMap, HeaderValue, header::COOKIE};

/// The session of somebody who signed in.
pub(crate) const SESSION: &str = "session";
/// What ties a form to the browser of somebody who has not signed in.
pub(crate) const GUEST: &str = "guest";
/// What comes back from an OpenID Connect provider with somebody who went there.
pub(crate) const PROVIDER: &str = "provider";

/// The value of a cookie; the first, where a name comes twice.
pub(crate) fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

/// Sets a cookie that no script reads and that no page of elsewhere sends along, but for one that leads here. A lifetime
/// of 0 seconds removes it; without one it lives as long as the browser.
///
/// `Secure` also by plain http: browsers take this machine's own addresses for safe, and nothing else is served without
/// TLS (contract: identity §1.1).
pub(crate) fn set(web: &Web, name: &str, value: &str, seconds: Option<i64>) -> Option<HeaderValue> {
    let name = web.cookie_name(name);
    let lifetime = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; Secure; SameSite=Lax{lifetime}")).ok()
}
