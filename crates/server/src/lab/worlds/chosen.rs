//! Which world a request is for, in this order: by its path, by a header, by the user name of a proxy, by its host, by its
//! token.
use axum::body::Body;
use http::{
    HeaderName, Request, Uri,
    header::{AUTHORIZATION, HOST},
};

/// `X-Boxwood-World: NAME`
const WORLD: HeaderName = HeaderName::from_static("x-boxwood-world");
/// `NAME.localhost`, which all resolvers know for this machine (RFC 6761 §6.3).
const DOMAIN: &str = ".localhost";

/// `/_world/NAME/…`: what clients are given as their base that can be given nothing else.
const BELOW: &str = "/_world/";

/// The world that its path names, which is then as if it did not.
pub(super) fn taken_from_path(request: &mut Request<Body>) -> Option<String> {
    let rest = request.uri().path_and_query()?.as_str().strip_prefix(BELOW)?;
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (name, path) = rest.split_at_checked(at)?;
    let (name, slash) = (name.to_owned(), if path.starts_with('/') { "" } else { "/" });
    *request.uri_mut() = format!("{slash}{path}").parse::<Uri>().ok()?;
    Some(name)
}

/// The world that it names otherwise.
pub(super) fn name(request: &Request<Body>, hint: Option<&str>) -> Option<String> {
    let header = request.headers().get(WORLD).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    header.or_else(|| hint.map(str::to_owned)).or_else(|| of_host(request))
}

fn of_host(request: &Request<Body>) -> Option<String> {
    let host = match request.uri().authority() {
        Some(authority) => authority.host(),
        None => request.headers().get(HOST)?.to_str().ok()?.split(':').next()?,
    };
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_suffix(DOMAIN).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// The token that it comes with.
pub(super) fn token(request: &Request<Body>) -> Option<&str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.split('&').next().unwrap_or(token).trim();
    Some(token).filter(|_| scheme.eq_ignore_ascii_case("bearer"))
}

#[cfg(test)]
mod tests {
    use super::{name, taken_from_path, token};
    use axum::body::Body;
    use http::Request;

    fn request(headers: &[(&str, &str)]) -> Request<Body> {
        let request =
            headers.iter().fold(Request::get("/2.0/users/me"), |all, (name, value)| all.header(*name, *value));
        request.body(Body::empty()).unwrap()
    }

    #[test]
    fn the_header_goes_before_the_proxys_user_and_that_before_the_host() {
        let host = ("host", "b.localhost:8080");
        assert_eq!(name(&request(&[("x-boxwood-world", "a"), host]), Some("c")).as_deref(), Some("a"));
        assert_eq!(name(&request(&[host]), Some("c")).as_deref(), Some("c"));
        assert_eq!(name(&request(&[host]), None).as_deref(), Some("b"));
        for plain in ["localhost:8080", "127.0.0.1", "api.box.com", "localhost"] {
            assert_eq!(name(&request(&[("host", plain)]), None), None, "{plain}");
        }
    }

    #[test]
    fn a_path_may_name_one_and_is_then_a_path_as_any() {
        for (path, of, rest) in [
            ("/_world/a/2.0/users/me?fields=id", Some("a"), "/2.0/users/me?fields=id"),
            ("/_world/a", Some("a"), "/"),
            ("/_world/a?b", Some("a"), "/?b"),
            ("/2.0/_world/a", None, "/2.0/_world/a"),
        ] {
            let mut request = Request::get(path).body(Body::empty()).unwrap();
            assert_eq!(taken_from_path(&mut request).as_deref(), of);
            assert_eq!(request.uri(), rest);
        }
    }

    #[test]
    fn a_token_is_told_as_the_api_tells_it() {
        assert_eq!(token(&request(&[("authorization", "Bearer abc&device_id=1")])), Some("abc"));
        assert_eq!(token(&request(&[("authorization", "Basic abc")])), None);
    }
}
