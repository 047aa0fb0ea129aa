//! Why a call was not let in: one reason inside, one of few answers outside.
use crate::Error;
use serde::Serialize;

/// The first thing that stood in the way, in the order in which they are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    NoToken,
    UnknownToken,
    ExpiredToken,
    AppDisabled,
    ActorInactive,
    FeatureOff,
    ActorIsNoAdmin,
    ActorLacksPermission,
    NoSuchTarget,
    TargetIsActor,
    TargetIsServiceAccount,
    TargetIsAdmin,
    AppAccessOnly,
    OtherAppsUser,
    TargetInactive,
    ScopeMissing,
    /// The caller was let in, and the operation refused.
    RightMissing,
}

impl Refusal {
    /// What the wire shows.
    #[track_caller]
    pub fn error(self) -> Error {
        match self {
            Refusal::NoToken => Error::no_token(),
            Refusal::UnknownToken => Error::invalid_token(),
            Refusal::ExpiredToken => Error::expired_token(),
            Refusal::AppDisabled => Error::app_disabled(),
            Refusal::ActorInactive | Refusal::TargetInactive => Error::user_deactivated(),
            Refusal::FeatureOff | Refusal::ScopeMissing => Error::insufficient_scope(),
            _ => Error::access_denied(),
        }
    }

    /// The step of the trace that it belongs to: token → app → actor → feature → role → target → scope → rights.
    pub fn step(self) -> &'static str {
        match self {
            Refusal::NoToken | Refusal::UnknownToken | Refusal::ExpiredToken => "token",
            Refusal::AppDisabled => "app",
            Refusal::ActorInactive => "actor",
            Refusal::FeatureOff => "feature",
            Refusal::ActorIsNoAdmin | Refusal::ActorLacksPermission => "role",
            Refusal::ScopeMissing => "scope",
            Refusal::RightMissing => "rights",
            _ => "target",
        }
    }

    /// In a sentence, for those who may know.
    pub fn reason(self) -> &'static str {
        match self {
            Refusal::NoToken => "The call carried no access token.",
            Refusal::UnknownToken => "This token was never issued here, or it was revoked.",
            Refusal::ExpiredToken => "The token has expired.",
            Refusal::AppDisabled => "The app is disabled for this enterprise, or it is no longer authorized.",
            Refusal::ActorInactive => "The token's own user is inactive.",
            Refusal::FeatureOff => "The app, as it was authorized, or this token may not use the As-User header.",
            Refusal::ActorIsNoAdmin => "The token's own user is neither an admin, a co-admin nor a service account.",
            Refusal::ActorLacksPermission => {
                "The token's own user is a co-admin without a permission that As-User needs."
            }
            Refusal::NoSuchTarget => "The As-User header names no user of the token's own enterprise.",
            Refusal::TargetIsActor => "The As-User header names the token's own user.",
            Refusal::TargetIsServiceAccount => "The As-User header names a service account; nobody acts as one.",
            Refusal::TargetIsAdmin => "The As-User header names an admin or co-admin; nobody acts as one.",
            Refusal::AppAccessOnly => "The app has App Access Only, and the target is not an app user that it made.",
            Refusal::OtherAppsUser => "The target is an app user of another app.",
            Refusal::TargetInactive => "The user that the As-User header names is inactive.",
            Refusal::ScopeMissing => "The token has no scope that this operation asks for.",
            Refusal::RightMissing => "The effective user may not do this.",
        }
    }

    /// The setting that would change the answer.
    pub fn remedy(self) -> &'static str {
        match self {
            Refusal::NoToken => "Send the header 'Authorization: Bearer TOKEN'.",
            Refusal::UnknownToken | Refusal::ExpiredToken => "Get a new token from /oauth2/token.",
            Refusal::AppDisabled => {
                "An admin enables it: boxwood app enable APP; or authorizes it: boxwood app authorize APP."
            }
            Refusal::ActorInactive | Refusal::TargetInactive => {
                "An admin sets the user's status to active: boxwood user update USER --status active."
            }
            Refusal::FeatureOff => {
                "Switch on 'Make API calls using the as-user header' (boxwood app set APP --as-user on), have an admin \
                 re-authorise the app (boxwood app reauthorize APP), and get a new token. A downscoped token never has it."
            }
            Refusal::ActorIsNoAdmin => "Use the app's service account, or the token of an admin or co-admin.",
            Refusal::ActorLacksPermission => {
                "Give the co-admin 'Manage users' and 'Log in to users' accounts': boxwood user update USER --permissions …."
            }
            Refusal::NoSuchTarget => "Take the id of a user from GET /users; a login or a name is no id.",
            Refusal::TargetIsActor => "Leave the header out: the call is made as that user anyway.",
            Refusal::TargetIsServiceAccount => "Leave the header out and use the service account's own token.",
            Refusal::TargetIsAdmin => "Act as a managed user or an app user, or let the admin sign in by OAuth 2.0.",
            Refusal::AppAccessOnly => {
                "Set App + Enterprise Access (boxwood app set APP --access enterprise), and have an admin re-authorise the app."
            }
            Refusal::OtherAppsUser => "Use the app that made this app user.",
            Refusal::ScopeMissing => {
                "Add the scope to the app (boxwood app set APP --scopes …), have an admin re-authorise it, and get a new token."
            }
            Refusal::RightMissing => "Give the effective user the right, or make the call as one who has it.",
        }
    }
}
