//! Where to go after signing in: only ever to a page of this server.
use crate::page;
use axum::response::Response;
use http::Uri;

/// A path of this server with its query.
#[derive(Clone, Debug)]
pub(crate) struct Next(String);

/// Far above any of our own.
const LONGEST: usize = 8192;

impl Next {
    /// Anything that is no path here leads to the start page. A browser reads `\` as `/` and drops what is no printable
    /// character, so that neither is let through.
    pub fn of(text: &str) -> Next {
        let mut bytes = text.bytes();
        let local = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        Next(if local && plain && text.len() <= LONGEST { text.to_owned() } else { "/".to_owned() })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// To the sign-in page, and from there on.
pub(crate) fn to_sign_in(next: &Next) -> Response {
    match serde_urlencoded::to_string([("next", next.as_str())]) {
        Ok(query) if next.as_str() != "/" => page::redirect(&format!("/sign-in?{query}")),
        _ => page::redirect("/sign-in"),
    }
}

/// The same from a page that only somebody who has signed in sees, and back to it where it can be opened again.
pub(crate) fn sign_in_for(uri: Option<&Uri>) -> Response {
    to_sign_in(&Next::of(uri.and_then(Uri::path_and_query).map_or("/", |path| path.as_str())))
}

#[cfg(test)]
mod tests {
    use super::Next;

    #[test]
    fn nothing_leads_away() {
        for path in ["/", "/developer/apps?said=saved", "/api/oauth2/authorize?redirect_uri=https%3A%2F%2Fa.example"] {
            assert_eq!(Next::of(path).as_str(), path);
        }
        let long = format!("/{}", "a".repeat(9000));
        for path in [
            "",
            "a",
            "//a.example",
            "/\\a.example",
            "https://a.example",
            "/\t/a.example",
            "/a b",
            "\\\\a",
            "/ä",
            "/a\\b",
            &long,
        ] {
            assert_eq!(Next::of(path).as_str(), "/", "{path}");
        }
    }
}
