//! When there is no page to show: an error page that says what is wrong and what to do.
use super::{Acting, Assets, show_as};
use askama::Template;
use axum::response::{IntoResponse, Response};
use boxwood_api::Error;
use http::StatusCode;

/// What a page's code returns.
pub(crate) type Answer = Result<Response, Failure>;

pub(crate) enum Failure {
    /// Another answer than the page: to the sign-in page, mostly.
    Answered(Box<Response>),
    /// A form that was not served by us to this visitor, or long ago.
    ForeignForm,
    TooLarge,
    Error(Error),
    /// Ours to word: a status, what is wrong, what to do.
    Said(StatusCode, String, String),
}

const FOR_ADMINS: &str =
    "It is for the admin of your enterprise, and for co-admins who were given the right to it. Ask your admin.";
/// The same to somebody who may be that admin.
const FOR_THEM: &str = "Whom you act as has no right to it, and so you have none now. Stop acting to use your own.";

impl Failure {
    pub fn said(status: StatusCode, title: impl Into<String>, help: impl Into<String>) -> Self {
        Failure::Said(status, title.into(), help.into())
    }

    /// There is nothing here, or nothing that is this visitor's to see.
    pub fn not_found() -> Self {
        Failure::said(
            StatusCode::NOT_FOUND,
            "There is no such page",
            "The address may be mistyped, or what it named is gone, or it is not yours to see.",
        )
    }

    /// Only for those with a share in the administration.
    pub fn forbidden(what: &str) -> Self {
        Failure::said(StatusCode::FORBIDDEN, format!("You cannot open {what}"), FOR_ADMINS)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Error(error)
    }
}

impl From<boxwood_store::Error> for Failure {
    fn from(error: boxwood_store::Error) -> Self {
        Failure::Error(error.into())
    }
}

/// What the page of an error says; it goes along with its answer, for whoever knows more about the visitor.
#[derive(Clone)]
pub(crate) struct Failed {
    status: StatusCode,
    title: String,
    help: String,
}

#[derive(Template)]
#[template(path = "page/failure.html")]
struct Page<'a> {
    assets: Assets,
    status: u16,
    title: &'a str,
    help: &'a str,
    acting: Option<Acting>,
}

impl Failed {
    pub fn shown(&self, acting: Option<Acting>) -> Response {
        let Failed { status, title, help } = self;
        let help = if acting.is_some() && help == FOR_ADMINS { FOR_THEM } else { help };
        show_as(*status, &Page { assets: Assets, status: status.as_u16(), title, help, acting })
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, title, help) = match self {
            Failure::Answered(answer) => return *answer,
            Failure::Said(status, title, help) => (status, title, help),
            Failure::ForeignForm => (
                StatusCode::FORBIDDEN,
                "This form was not sent from a page of this server".to_owned(),
                "It may have been open for too long: go back, load the page again and repeat what you did. Or your browser keeps no cookies of this server, as where it is reached by plain http from another machine: use https."
                    .to_owned(),
            ),
            Failure::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "This form is too large".to_owned(),
                "Go back and shorten what you entered.".to_owned(),
            ),
            Failure::Error(error) => return of_error(&error),
        };
        let failed = Failed { status, title, help };
        let mut answer = failed.shown(None);
        answer.extensions_mut().insert(failed);
        answer
    }
}

fn of_error(error: &Error) -> Response {
    let failure = match error.status() {
        401 => {
            return super::super::visitor::sign_in_for(None);
        }
        403 => Failure::forbidden("this page"),
        404 => Failure::not_found(),
        status if status < 500 => Failure::said(
            StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
            "That cannot be done",
            format!("{}. Go back and change what you entered.", error.message().trim_end_matches('.')),
        ),
        503 => Failure::said(
            StatusCode::SERVICE_UNAVAILABLE,
            "The server is busy",
            "Nothing was changed. Wait a moment, then try again.",
        ),
        _ => {
            tracing::error!(%error, "a page failed");
            Failure::said(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong here",
                "Nothing was changed. Try again; if it stays so, tell whoever runs this server to look into its log.",
            )
        }
    };
    failure.into_response()
}
