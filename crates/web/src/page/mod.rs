//! What every page is made with: the frame around it, the headers it is sent with, and what is shown where there is none.
mod failure;
pub(crate) mod scopes;
mod shell;
pub(crate) mod texts;
mod trace;

pub(crate) use failure::{Answer, Failed, Failure};
pub(crate) use shell::{Acting, Area, Assets, Group, Link, Shell, initials, role};
pub(crate) use trace::Step;

use askama::Template;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, SET_COOKIE,
        STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};

/// Nothing from elsewhere, nothing inline, no frame around it; forms go to ourselves, and to where `form_action` says
/// besides: a browser holds a form's redirects to it, too.
fn policy(form_action: &str) -> String {
    let script = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'";
    format!("{script}; form-action 'self'{form_action}; base-uri 'none'; frame-ancestors 'none'")
}

/// A page as an answer.
pub(crate) fn show(template: &impl Template) -> Response {
    show_as(StatusCode::OK, template)
}

pub(crate) fn show_as(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => html_answer(status, html),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "This page cannot be shown.").into_response()
        }
    }
}

fn html_answer(status: StatusCode, html: String) -> Response {
    let mut answer = Response::new(Body::from(html));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    guard(headers, "");
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    answer
}

/// The headers of everything that is shown to one person alone.
fn guard(headers: &mut HeaderMap, form_action: &str) {
    let fixed = HeaderValue::from_static;
    if let Ok(policy) = HeaderValue::from_str(&policy(form_action)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(CACHE_CONTROL, fixed("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    headers.insert(X_FRAME_OPTIONS, fixed("DENY"));
    // With "no-referrer" a browser would not say where a form comes from.
    headers.insert(REFERRER_POLICY, fixed("same-origin"));
    headers.insert(STRICT_TRANSPORT_SECURITY, fixed("max-age=31536000"));
    headers.insert("cross-origin-opener-policy", fixed("same-origin"));
    headers.insert("permissions-policy", fixed("camera=(), microphone=(), geolocation=()"));
}

/// The same page for a frame in any other; it shows what a file is made of, and nothing else is loaded. Its address is a
/// secret, which nobody else is told.
pub(crate) fn framed(mut answer: Response) -> Response {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; \
        frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *";
    let headers = answer.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.remove(X_FRAME_OPTIONS);
    answer
}

/// To another page, by GET.
pub(crate) fn redirect(to: &str) -> Response {
    let mut answer = StatusCode::SEE_OTHER.into_response();
    guard(answer.headers_mut(), "");
    if let Ok(to) = HeaderValue::from_str(to) {
        answer.headers_mut().insert(LOCATION, to);
    }
    answer
}

/// A file to keep.
pub(crate) fn download(name: &str, media: &'static str, content: impl Into<Body>) -> Response {
    let mut answer = Response::new(content.into());
    let headers = answer.headers_mut();
    guard(headers, "");
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    let disposition = format!("attachment; filename=\"{name}\"");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(http::header::CONTENT_DISPOSITION, value);
    }
    answer
}

/// The same answer with a cookie.
pub(crate) fn with_cookie(mut answer: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    answer
}

/// Lets the page's forms end up at that origin, too.
pub(crate) fn with_form_action(mut answer: Response, origin: &str) -> Response {
    // A semicolon would begin another rule.
    if origin.bytes().all(|byte| byte.is_ascii_graphic() && byte != b';' && byte != b',') {
        guard(answer.headers_mut(), &format!(" {origin}"));
    }
    answer
}
