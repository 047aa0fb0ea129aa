//! One call of each operation, which the examples make: the SDKs' names for it, and what it carries.

/// A value that a call carries.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Given {
    Text(&'static str),
    Flag(bool),
    Texts(&'static str),
    /// An object with one member, a text; SDKs have a type for it, whose constructor may or may not ask for the member.
    Object {
        member: &'static str,
        text: &'static str,
        asked: bool,
    },
    /// One of a few texts, for which SDKs have constants.
    Choice(&'static str),
    /// The name of a file whose content is sent.
    File(&'static str),
}

pub(crate) struct Call {
    pub id: &'static str,
    /// The SDKs' manager and method, in Python's spelling; the others change the case. Empty: no SDK makes this call.
    pub manager: &'static str,
    pub method: &'static str,
    /// What SDKs call the type of the body, where it is not made of the method's name.
    pub body_type: &'static str,
    /// Values for the variable parts of the path, in their order.
    pub path: &'static [(&'static str, &'static str)],
    pub query: &'static [(&'static str, Given)],
    pub body: &'static [(&'static str, Given)],
    /// How many of the body's members, from the first on, the SDKs' constructors ask for.
    pub asked: usize,
}

const NONE: Call = Call { id: "", manager: "", method: "", body_type: "", path: &[], query: &[], body: &[], asked: 0 };

pub(crate) fn of(id: &str) -> Option<&'static Call> {
    CALLS.iter().find(|call| call.id == id)
}

use Given::{Choice, File, Flag, Object, Text, Texts};

/// The sample user that the first start makes.
const USER: (&str, &str) = ("user_id", "3");

pub(crate) const CALLS: &[Call] = &[
    Call { id: "get_users_me", manager: "users", method: "get_user_me", ..NONE },
    Call {
        id: "get_users",
        manager: "users",
        method: "get_users",
        query: &[("filter_term", Text("sample.user"))],
        ..NONE
    },
    Call {
        id: "post_users",
        manager: "users",
        method: "create_user",
        body: &[("name", Text("First User")), ("login", Text("first.user@boxwood.example"))],
        asked: 1,
        ..NONE
    },
    Call { id: "get_users_id", manager: "users", method: "get_user_by_id", path: &[USER], ..NONE },
    Call {
        id: "put_users_id",
        manager: "users",
        method: "update_user_by_id",
        path: &[USER],
        body: &[("name", Text("Second User")), ("job_title", Text("Gardener"))],
        ..NONE
    },
    Call {
        id: "delete_users_id",
        manager: "users",
        method: "delete_user_by_id",
        path: &[USER],
        query: &[("force", Flag(true))],
        ..NONE
    },
    Call { id: "get_users_id_avatar", manager: "avatars", method: "get_user_avatar", path: &[USER], ..NONE },
    Call {
        id: "post_users_id_avatar",
        manager: "avatars",
        method: "create_user_avatar",
        path: &[USER],
        body: &[("pic", File("picture.png"))],
        asked: 1,
        ..NONE
    },
    Call { id: "delete_users_id_avatar", manager: "avatars", method: "delete_user_avatar", path: &[USER], ..NONE },
    Call {
        id: "get_users_id_email_aliases",
        manager: "email_aliases",
        method: "get_user_email_aliases",
        path: &[USER],
        ..NONE
    },
    Call {
        id: "post_users_id_email_aliases",
        manager: "email_aliases",
        method: "create_user_email_alias",
        path: &[USER],
        body: &[("email", Text("other.name@boxwood.example"))],
        asked: 1,
        ..NONE
    },
    Call {
        id: "delete_users_id_email_aliases_id",
        manager: "email_aliases",
        method: "delete_user_email_alias_by_id",
        path: &[USER, ("email_alias_id", "4")],
        ..NONE
    },
    Call {
        id: "post_users_terminate_sessions",
        manager: "session_termination",
        method: "terminate_users_sessions",
        body: &[("user_ids", Texts("3")), ("user_logins", Texts("sample.user@boxwood.example"))],
        asked: 2,
        ..NONE
    },
    Call {
        id: "post_invites",
        manager: "invites",
        method: "create_invite",
        body: &[
            ("enterprise", Object { member: "id", text: "1", asked: true }),
            ("actionable_by", Object { member: "login", text: "somebody@elsewhere.example", asked: false }),
        ],
        asked: 2,
        ..NONE
    },
    Call { id: "get_invites_id", manager: "invites", method: "get_invite_by_id", path: &[("invite_id", "5")], ..NONE },
    Call {
        id: "post_folders",
        manager: "folders",
        method: "create_folder",
        body: &[("name", Text("Reports")), ("parent", Object { member: "id", text: "0", asked: true })],
        asked: 2,
        ..NONE
    },
    Call { id: "get_folders_id", manager: "folders", method: "get_folder_by_id", path: &[("folder_id", "0")], ..NONE },
    Call {
        id: "get_folders_id_items",
        manager: "folders",
        method: "get_folder_items",
        path: &[("folder_id", "0")],
        ..NONE
    },
    Call {
        id: "put_folders_id",
        manager: "folders",
        method: "update_folder_by_id",
        path: &[("folder_id", "7")],
        body: &[("name", Text("Reports of 2026")), ("description", Text("All of them"))],
        ..NONE
    },
    Call {
        id: "delete_folders_id",
        manager: "folders",
        method: "delete_folder_by_id",
        path: &[("folder_id", "7")],
        query: &[("recursive", Flag(true))],
        ..NONE
    },
    Call {
        id: "post_oauth2_token",
        manager: "authorization",
        method: "request_access_token",
        body_type: "PostOAuth2Token",
        body: &[
            ("grant_type", Choice("client_credentials")),
            ("client_id", Text("CLIENT_ID")),
            ("client_secret", Text("CLIENT_SECRET")),
            ("box_subject_type", Choice("enterprise")),
            ("box_subject_id", Text("1")),
        ],
        asked: 1,
        ..NONE
    },
    Call {
        id: "post_oauth2_revoke",
        manager: "authorization",
        method: "revoke_access_token",
        body_type: "PostOAuth2Revoke",
        body: &[
            ("client_id", Text("CLIENT_ID")),
            ("client_secret", Text("CLIENT_SECRET")),
            ("token", Text("ACCESS_TOKEN")),
        ],
        ..NONE
    },
    Call {
        id: "get_authorize",
        query: &[
            ("response_type", Text("code")),
            ("client_id", Text("CLIENT_ID")),
            ("redirect_uri", Text("http://localhost:5000/callback")),
            ("state", Text("STATE")),
        ],
        ..NONE
    },
];
