//! Every way an operation can fail, named by the code the client sees.
mod lab;
mod previews;
mod uploads;
mod zips;

use crate::identity::Refusal;
use serde_json::{Value, json};
use std::{borrow::Cow, fmt, panic::Location};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Boxed, because results travel far and errors are rare.
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    status: u16,
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    context: Option<Value>,
    shape: Shape,
    /// What the status is no use without: `Retry-After`, `Allow`.
    header: Option<(&'static str, String)>,
    /// For the log only.
    cause: Option<String>,
    refusal: Option<Refusal>,
    at: &'static Location<'static>,
}

/// How the failure is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    Envelope,
    /// No body at all, and this `WWW-Authenticate`: clients take a 401 or 403 with a body for another matter.
    Challenge(&'static str),
    /// RFC 6749, for the token endpoint.
    OAuth,
}

const HELP: &str = "http://developers.box.com/docs/#errors";
const INVALID_VERSION: &str = "invalid_api_version";
const VERSION_HELP: &str = "https://developer.box.com/reference/error-codes/invalid-api-version";
const DENIED: &str = "Access denied - insufficient permission";

impl Error {
    #[track_caller]
    fn new(status: u16, code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        let at = Location::caller();
        Error(Box::new(Inner {
            status,
            code: code.into(),
            message: message.into(),
            context: None,
            shape: Shape::Envelope,
            header: None,
            cause: None,
            refusal: None,
            at,
        }))
    }

    fn with(mut self, context: Value) -> Self {
        self.0.context = Some(context);
        self
    }

    fn shaped(mut self, shape: Shape) -> Self {
        self.0.shape = shape;
        self
    }

    #[track_caller]
    pub fn no_token() -> Self {
        Self::new(401, "unauthorized", "Unauthorized").shaped(Shape::Challenge(r#"Bearer realm="Service""#))
    }

    #[track_caller]
    pub fn invalid_token() -> Self {
        Self::new(401, "invalid_token", "Unauthorized").shaped(Shape::Challenge(
            r#"Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid.""#,
        ))
    }

    /// One client renews its token only where the header says this (contract: content §10, row 80).
    #[track_caller]
    pub fn expired_token() -> Self {
        Self::new(401, "invalid_token", "Unauthorized").shaped(Shape::Challenge(
            r#"Bearer realm="Service", error="expired_token", error_description="The access token provided has expired.""#,
        ))
    }

    #[track_caller]
    pub fn insufficient_scope() -> Self {
        Self::new(403, "insufficient_scope", "Forbidden").shaped(Shape::Challenge(
            r#"Bearer realm="Service", error="insufficient_scope", error_description="The request requires higher privileges than provided by the access token.""#,
        ))
    }

    #[track_caller]
    pub fn app_disabled() -> Self {
        Self::new(401, "unauthorized", "Unauthorized - Cannot authorize with this service")
    }

    #[track_caller]
    pub fn user_deactivated() -> Self {
        Self::new(401, "unauthorized", "Unauthorized - User has been deactivated")
    }

    #[track_caller]
    pub fn access_denied() -> Self {
        Self::new(403, "access_denied_insufficient_permissions", DENIED).because(Refusal::RightMissing)
    }

    #[track_caller]
    pub fn not_found(what: &str, id: impl fmt::Display) -> Self {
        let message = format!("Invalid value '{id}'. '{what}' with value '{id}' not found");
        Self::new(404, "not_found", "Not Found").with(detail(what, &message))
    }

    #[track_caller]
    pub fn no_such_path() -> Self {
        Self::new(404, "not_found", "Not Found")
    }

    #[track_caller]
    pub fn method_not_allowed() -> Self {
        Self::new(405, "method_not_allowed", "Method Not Allowed")
    }

    /// A header that goes with the answer.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.header = Some((name, value.into()));
        self
    }

    #[track_caller]
    pub fn request_timeout() -> Self {
        Self::new(408, "request_timeout", "Request Timeout")
    }

    #[track_caller]
    pub fn uri_too_long() -> Self {
        Self::new(414, "request_uri_too_long", "Request URI Too Long")
    }

    /// The page that makes the call is of no origin that the token's app has listed.
    #[track_caller]
    pub fn cors_origin_not_whitelisted(origin: &str) -> Self {
        let message = "Access denied - Did you forget to safelist your origin in the CORS config of your app?";
        Self::new(403, "cors_origin_not_whitelisted", message).with(json!({ "origin": origin }))
    }

    /// `box-version` as it must not be; the message says which way (contract: identity §7.5).
    #[track_caller]
    pub fn invalid_api_version(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(400, INVALID_VERSION, message)
    }

    #[track_caller]
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(400, "bad_request", message)
    }

    #[track_caller]
    pub fn missing_parameter(name: &str) -> Self {
        Self::new(400, "missing_parameter", "Bad Request").with(detail(name, "Missing value"))
    }

    #[track_caller]
    pub fn invalid_parameter(name: &str) -> Self {
        Self::new(400, "invalid_parameter", "Bad Request").with(detail(name, "Invalid value"))
    }

    #[track_caller]
    pub fn invalid_request_parameters() -> Self {
        Self::new(400, "invalid_request_parameters", "Invalid input parameters in request")
    }

    #[track_caller]
    pub fn invalid_limit() -> Self {
        Self::new(400, "invalid_limit", "Bad Request")
    }

    #[track_caller]
    pub fn invalid_offset() -> Self {
        Self::new(400, "invalid_offset", "Bad Request")
    }

    /// A precondition (`If-Match`) that no longer holds.
    #[track_caller]
    pub fn precondition_failed() -> Self {
        Self::new(
            412,
            "precondition_failed",
            "The resource has been modified. Please retrieve the resource again and retry",
        )
    }

    #[track_caller]
    pub fn too_large() -> Self {
        Self::new(413, "request_entity_too_large", "Request Entity Too Large")
    }

    /// The content is not what the client said that it is.
    #[track_caller]
    pub fn bad_digest() -> Self {
        Self::new(400, "bad_digest", "The specified content-md5 did not match what we received")
    }

    /// The file stands before what is said of it.
    #[track_caller]
    pub fn metadata_after_file_contents() -> Self {
        Self::new(400, "metadata_after_file_contents", "The attributes must come before the file's contents")
    }

    #[track_caller]
    pub fn file_size_limit_exceeded() -> Self {
        Self::new(403, "file_size_limit_exceeded", "File size exceeds the account's limit")
    }

    #[track_caller]
    pub fn storage_limit_exceeded() -> Self {
        Self::new(403, "storage_limit_exceeded", "Account storage limit reached")
    }

    #[track_caller]
    pub fn access_denied_item_locked() -> Self {
        Self::new(403, "access_denied_item_locked", "Access denied - item locked")
    }

    /// By a shared link, without its password or with another.
    #[track_caller]
    pub fn incorrect_shared_item_password() -> Self {
        Self::new(403, "incorrect_shared_item_password", "Incorrect shared item password")
    }

    #[track_caller]
    pub fn vanity_name_in_use() -> Self {
        let message = "A shared link with the specified vanity name already exists";
        Self::new(409, "conflict", message).with(detail("vanity_name", message))
    }

    #[track_caller]
    pub fn item_name_invalid() -> Self {
        Self::new(400, "item_name_invalid", "Item name invalid")
    }

    #[track_caller]
    pub fn item_name_too_long() -> Self {
        Self::new(400, "item_name_too_long", "Item name is too long")
    }

    /// Another transaction is taking this very name; who asks again learns whether it got it.
    #[track_caller]
    pub fn name_temporarily_reserved() -> Self {
        Self::new(409, "name_temporarily_reserved", "The item name is reserved by another operation")
    }

    /// It is in the trash, and the caller could see it before.
    #[track_caller]
    pub fn trashed(what: &str, id: impl fmt::Display) -> Self {
        let message = format!("'{what}' with value '{id}' is in the trash");
        Self::new(404, "trashed", "Item is trashed").with(detail(what, &message))
    }

    /// It is not in the trash by itself.
    #[track_caller]
    pub fn not_trashed(what: &str, id: impl fmt::Display) -> Self {
        let message = format!("'{what}' with value '{id}' is not in the trash");
        Self::new(404, "not_trashed", "Item is not trashed").with(detail(what, &message))
    }

    #[track_caller]
    pub fn folder_not_empty() -> Self {
        Self::new(400, "folder_not_empty", "Cannot delete - folder not empty")
    }

    #[track_caller]
    pub fn cyclical_folder_structure() -> Self {
        Self::new(400, "cyclical_folder_structure", "Folder move creates cyclical folder structure")
    }

    #[track_caller]
    pub fn cannot_make_collaborated_subfolder_private() -> Self {
        let message = "Cannot move a collaborated subfolder to a private folder unless the new owner is specified";
        Self::new(400, "cannot_make_collaborated_subfolder_private", message)
    }

    #[track_caller]
    pub fn item_name_in_use(conflicts: Value) -> Self {
        let message = "Item with the same name already exists";
        Self::new(409, "item_name_in_use", message).with(json!({ "conflicts": conflicts }))
    }

    #[track_caller]
    pub fn user_login_already_used() -> Self {
        Self::new(409, "user_login_already_used", "User with the specified login already exists")
    }

    /// The code is the contract's (content §8.1).
    #[track_caller]
    pub fn group_name_in_use() -> Self {
        let message = "A group with the specified name already exists";
        Self::new(409, "invalid_parameter", message).with(detail("name", message))
    }

    #[track_caller]
    pub fn member_already() -> Self {
        Self::new(409, "conflict", "The user is a member of the group already")
    }

    #[track_caller]
    pub fn collaborations_not_available_on_root_folder() -> Self {
        Self::new(400, "collaborations_not_available_on_root_folder", "Root folder cannot be collaborated")
    }

    #[track_caller]
    pub fn user_already_collaborator() -> Self {
        Self::new(400, "user_already_collaborator", "User is already a collaborator")
    }

    #[track_caller]
    pub fn external_collaboration_restricted() -> Self {
        let message = "Collaboration with people outside of the enterprise is restricted";
        Self::new(400, "external_collaboration_restricted", message)
    }

    #[track_caller]
    pub fn cannot_invite_deactivated_user() -> Self {
        Self::new(400, "cannot_invite_deactivated_user", "A deactivated user cannot be invited")
    }

    #[track_caller]
    pub fn invalid_status() -> Self {
        Self::new(400, "invalid_status", "Only a pending collaboration can be accepted or rejected")
    }

    /// Nobody is given a task about what they cannot read.
    #[track_caller]
    pub fn task_assignee_not_allowed() -> Self {
        Self::new(400, "task_assignee_not_allowed", "The assignee has no access to the task's file")
    }

    #[track_caller]
    pub fn task_assigned_already() -> Self {
        Self::new(409, "conflict", "The task is assigned to the user already")
    }

    #[track_caller]
    pub fn external_id_in_use() -> Self {
        Self::new(409, "conflict", "An app user with the specified external_app_user_id already exists")
    }

    /// `seconds`: when to try again. A plain number, for clients read nothing else (contract: identity §0 rule 9).
    #[track_caller]
    pub fn rate_limit_exceeded(seconds: i64) -> Self {
        Self::new(429, "rate_limit_exceeded", "Request rate limit exceeded, please try again later")
            .with_header("retry-after", seconds.to_string())
    }

    #[track_caller]
    pub fn unavailable() -> Self {
        Self::new(503, "unavailable", "Service Unavailable")
    }

    /// Whatever a test would like a client to see. Nobody else ever answers that.
    #[track_caller]
    pub fn wished_for(status: u16, code: String, message: String) -> Self {
        Self::new(status, code, message)
    }

    #[track_caller]
    pub fn oauth(code: &'static str, description: &'static str) -> Self {
        Self::new(400, code, description).shaped(Shape::OAuth)
    }

    /// Remembers why the caller was not let in, for the record and not for the wire.
    #[must_use]
    pub fn because(mut self, refusal: Refusal) -> Self {
        self.0.refusal = Some(refusal);
        self
    }

    pub fn refusal(&self) -> Option<Refusal> {
        self.0.refusal
    }

    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// In a sentence, as clients see it; a page of ours shows it, too.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    pub fn shape(&self) -> Shape {
        self.0.shape
    }

    pub fn header(&self) -> Option<(&'static str, &str)> {
        self.0.header.as_ref().map(|(name, value)| (*name, value.as_str()))
    }

    /// The body, but for a challenge, which has none.
    pub fn body(&self, request_id: &str) -> Option<Value> {
        let Inner { status, code, message, context, .. } = &*self.0;
        match self.0.shape {
            Shape::Challenge(_) => None,
            Shape::OAuth => Some(json!({ "error": code, "error_description": message })),
            Shape::Envelope => {
                let help = if code == INVALID_VERSION { VERSION_HELP } else { HELP };
                let mut body = json!({ "type": "error", "status": status, "code": code, "help_url": help,
                    "message": message, "request_id": request_id });
                if let (Some(body), Some(context)) = (body.as_object_mut(), context) {
                    body.insert("context_info".to_owned(), context.clone());
                }
                Some(body)
            }
        }
    }
}

fn detail(name: &str, message: &str) -> Value {
    json!({ "errors": [{ "reason": "invalid_parameter", "name": name, "message": message }] })
}

impl From<Refusal> for Error {
    #[track_caller]
    fn from(refusal: Refusal) -> Self {
        refusal.error().because(refusal)
    }
}

/// Whatever the store could not do is our fault and none of the client's business. `?` brings the line along.
impl From<boxwood_store::Error> for Error {
    #[track_caller]
    fn from(cause: boxwood_store::Error) -> Self {
        let mut error = match &cause {
            // Nothing was done, so it is worth another try.
            boxwood_store::Error::Unavailable(_) | boxwood_store::Error::Conflict => Self::unavailable(),
            _ => Self::new(500, "internal_server_error", "Internal Server Error"),
        };
        error.0.cause = Some(cause.to_string());
        error
    }
}

/// For the log: with the cause and the place.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} at {}", self.0.status, self.0.code, self.0.at)?;
        self.0.cause.as_ref().map_or(Ok(()), |cause| write!(f, ": {cause}"))
    }
}

impl std::error::Error for Error {}
