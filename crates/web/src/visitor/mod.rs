//! Who is looking at a page: nobody yet, or somebody with a session; and whether a form is one of our own.
//!
//! A page takes [`SignedIn`] where it shows, [`Posted`] where it changes something; [`Guest`] and [`GuestPosted`] are for
//! those who are about to sign in. A form counts only with the token that its page was served with, which is made of the
//! visitor's own cookie, and only when the browser does not say that it comes from elsewhere.
pub(crate) mod cookie;
mod extract;
mod next;
mod visit;

pub(crate) use extract::{Guest, GuestPosted, InStage, InStagePosted, Offered, Posted, SignedIn, Visitor};
pub(crate) use next::{Next, sign_in_for, to_sign_in};
pub(crate) use visit::{around, told};

use crate::web::Web;
use http::HeaderMap;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The field of a form's token.
pub(crate) const TOKEN_FIELD: &str = "csrf";

/// What a form of whoever has this cookie must carry.
pub(crate) fn form_token(cookie: &str) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let mut hash = Sha256::new();
    hash.update(b"form ");
    hash.update(cookie.as_bytes());
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// Whether a posted form comes from a page that was served to this visitor.
fn is_own(headers: &HeaderMap, form: &crate::form::Form, cookie: &str) -> bool {
    is_own_token(headers, form.text(TOKEN_FIELD), cookie)
}

/// The same of a form that is read piece by piece.
pub(crate) fn is_own_token(headers: &HeaderMap, token: &str, cookie: &str) -> bool {
    let is_right: bool = token.as_bytes().ct_eq(form_token(cookie).as_bytes()).into();
    is_right && !cookie.is_empty() && is_from_here(headers)
}

/// Whether the browser says that the request comes from a page of this server. An old one that says nothing is believed
/// by its token alone.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == text("host")
}

impl Web {
    /// The name of a cookie. Where browsers come by https, one that neither a subdomain nor plain http can set.
    pub(crate) fn cookie_name(&self, name: &str) -> String {
        if self.is_https() { format!("__Host-boxwood_{name}") } else { format!("boxwood_{name}") }
    }
}

#[cfg(test)]
mod tests {
    use super::is_from_here;
    use http::{HeaderMap, HeaderName, HeaderValue};

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        all.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_form_from_elsewhere_is_known_by_what_the_browser_says() {
        for (said, own) in [
            (vec![], true),
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "none")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("sec-fetch-site", "cross-site"), ("origin", "http://a.example"), ("host", "a.example")], false),
            (vec![("origin", "http://a.example:8080"), ("host", "a.example:8080")], true),
            (vec![("origin", "http://a.example:8080"), ("host", "a.example")], false),
            (vec![("origin", "null"), ("host", "a.example")], false),
        ] {
            assert_eq!(is_from_here(&headers(&said)), own, "{said:?}");
        }
    }
}
