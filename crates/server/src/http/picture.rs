//! `avatar_url` and `pic_urls` (contract: identity §6.1): other names of the operation that answers with a picture.
use http::{Method, Request, Uri};

const SIZES: [&str; 3] = ["small", "large", "preview"];

/// The same request by the operation's own path, if it asks for a picture.
pub(super) fn readdressed<B>(mut request: Request<B>) -> Request<B> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if let Some(operation) = operation(request.uri().path()).filter(|_| reads) {
        *request.uri_mut() = operation;
    }
    request
}

fn operation(path: &str) -> Option<Uri> {
    let (size, id) = path.strip_prefix("/api/avatar/")?.split_once('/')?;
    let known = SIZES.contains(&size);
    known.then(|| format!("/2.0/users/{}/avatar", id.trim_end_matches('/')).parse().ok()).flatten()
}
