//! One call of each operation, which the examples make: the SDKs' names for it, and what it carries.
mod files;
mod previews;
mod requests;
mod trash;
mod trees;
mod upload_sessions;

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
    /// An object with several; how many of them, from the first on, its constructor asks for.
    Objects(&'static [(&'static str, Given)], usize),
    /// One of a few texts, for which SDKs have constants.
    Choice(&'static str),
    /// The name of a file whose content is sent.
    File(&'static str),
    /// Null, which clears.
    Nothing,
    Number(i64),
    /// A list of one object.
    List(&'static [(&'static str, Given)]),
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
    /// How many of the members of the body, or of the query where there is none, from the first on, the SDKs' constructors
    /// ask for.
    pub asked: usize,
    /// What is said beside the body; no SDK is told it like this.
    pub headers: &'static [(&'static str, &'static str)],
    /// The name of a file that is the whole body.
    pub bytes: &'static str,
}

const NONE: Call = Call {
    id: "",
    manager: "",
    method: "",
    body_type: "",
    path: &[],
    query: &[],
    body: &[],
    asked: 0,
    headers: &[],
    bytes: "",
};

pub(crate) fn of(id: &str) -> Option<&'static Call> {
    all().find(|call| call.id == id)
}

pub(crate) fn all() -> impl Iterator<Item = &'static Call> {
    let more = [files::CALLS, previews::CALLS, requests::CALLS, trash::CALLS, trees::CALLS, upload_sessions::CALLS];
    CALLS.iter().chain(more.into_iter().flatten())
}

use Given::{Choice, File, Flag, Object, Objects, Text, Texts};

/// The sample user that the first start makes.
const USER: (&str, &str) = ("user_id", "3");
const GROUP: (&str, &str) = ("group_id", "6");
const COLLABORATION: (&str, &str) = ("collaboration_id", "9");
const FILE: (&str, &str) = ("file_id", "10");
const COMMENT: (&str, &str) = ("comment_id", "11");
const TASK: (&str, &str) = ("task_id", "12");
const ASSIGNMENT: (&str, &str) = ("task_assignment_id", "13");
const COLLECTION: (&str, &str) = ("collection_id", "3");
const MEMBERSHIP: (&str, &str) = ("group_membership_id", "8");

const CALLS: &[Call] = &[
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
    Call { id: "get_groups", manager: "groups", method: "get_groups", query: &[("filter_term", Text("sup"))], ..NONE },
    Call {
        id: "post_groups",
        manager: "groups",
        method: "create_group",
        body: &[("name", Text("Support")), ("description", Text("All who help"))],
        asked: 1,
        ..NONE
    },
    Call { id: "get_groups_id", manager: "groups", method: "get_group_by_id", path: &[GROUP], ..NONE },
    Call {
        id: "put_groups_id",
        manager: "groups",
        method: "update_group_by_id",
        path: &[GROUP],
        body: &[("name", Text("Customer support"))],
        ..NONE
    },
    Call { id: "delete_groups_id", manager: "groups", method: "delete_group_by_id", path: &[GROUP], ..NONE },
    Call {
        id: "get_groups_id_memberships",
        manager: "memberships",
        method: "get_group_memberships",
        path: &[GROUP],
        ..NONE
    },
    Call {
        id: "get_users_id_memberships",
        manager: "memberships",
        method: "get_user_memberships",
        path: &[USER],
        ..NONE
    },
    Call {
        id: "post_group_memberships",
        manager: "memberships",
        method: "create_group_membership",
        body: &[
            ("user", Object { member: "id", text: "3", asked: true }),
            ("group", Object { member: "id", text: "6", asked: true }),
        ],
        asked: 2,
        ..NONE
    },
    Call {
        id: "get_group_memberships_id",
        manager: "memberships",
        method: "get_group_membership_by_id",
        path: &[MEMBERSHIP],
        ..NONE
    },
    Call {
        id: "put_group_memberships_id",
        manager: "memberships",
        method: "update_group_membership_by_id",
        path: &[MEMBERSHIP],
        body: &[("role", Choice("admin"))],
        ..NONE
    },
    Call {
        id: "delete_group_memberships_id",
        manager: "memberships",
        method: "delete_group_membership_by_id",
        path: &[MEMBERSHIP],
        ..NONE
    },
    Call {
        id: "post_groups_terminate_sessions",
        manager: "session_termination",
        method: "terminate_groups_sessions",
        body: &[("group_ids", Texts("6"))],
        asked: 1,
        ..NONE
    },
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
        id: "post_folders_id_copy",
        manager: "folders",
        method: "copy_folder",
        path: &[("folder_id", "7")],
        body: &[("parent", Object { member: "id", text: "0", asked: true }), ("name", Text("Reports, again"))],
        asked: 1,
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
        id: "post_collaborations",
        manager: "user_collaborations",
        method: "create_collaboration",
        body: &[
            ("item", Objects(&[("type", Choice("folder")), ("id", Text("7"))], 0)),
            ("accessible_by", Objects(&[("type", Choice("user")), ("login", Text("sample.user@boxwood.example"))], 1)),
            ("role", Choice("editor")),
        ],
        asked: 3,
        ..NONE
    },
    Call {
        id: "get_collaborations",
        manager: "list_collaborations",
        method: "get_collaborations",
        query: &[("status", Choice("pending"))],
        asked: 1,
        ..NONE
    },
    Call {
        id: "get_collaborations_id",
        manager: "user_collaborations",
        method: "get_collaboration_by_id",
        path: &[COLLABORATION],
        ..NONE
    },
    Call {
        id: "put_collaborations_id",
        manager: "user_collaborations",
        method: "update_collaboration_by_id",
        path: &[COLLABORATION],
        body: &[("role", Choice("viewer"))],
        ..NONE
    },
    Call {
        id: "delete_collaborations_id",
        manager: "user_collaborations",
        method: "delete_collaboration_by_id",
        path: &[COLLABORATION],
        ..NONE
    },
    Call {
        id: "get_folders_id_collaborations",
        manager: "list_collaborations",
        method: "get_folder_collaborations",
        path: &[("folder_id", "7")],
        ..NONE
    },
    Call {
        id: "get_files_id_collaborations",
        manager: "list_collaborations",
        method: "get_file_collaborations",
        path: &[FILE],
        ..NONE
    },
    Call {
        id: "get_groups_id_collaborations",
        manager: "list_collaborations",
        method: "get_group_collaborations",
        path: &[GROUP],
        ..NONE
    },
    Call { id: "get_files_id_comments", manager: "comments", method: "get_file_comments", path: &[FILE], ..NONE },
    Call {
        id: "post_comments",
        manager: "comments",
        method: "create_comment",
        body: &[("message", Text("Looks good")), ("item", Objects(&[("id", Text("10")), ("type", Choice("file"))], 2))],
        asked: 2,
        ..NONE
    },
    Call { id: "get_comments_id", manager: "comments", method: "get_comment_by_id", path: &[COMMENT], ..NONE },
    Call {
        id: "put_comments_id",
        manager: "comments",
        method: "update_comment_by_id",
        path: &[COMMENT],
        body: &[("message", Text("Looks even better"))],
        ..NONE
    },
    Call { id: "delete_comments_id", manager: "comments", method: "delete_comment_by_id", path: &[COMMENT], ..NONE },
    Call { id: "get_files_id_tasks", manager: "tasks", method: "get_file_tasks", path: &[FILE], ..NONE },
    Call {
        id: "post_tasks",
        manager: "tasks",
        method: "create_task",
        body: &[
            ("item", Objects(&[("id", Text("10")), ("type", Choice("file"))], 0)),
            ("action", Choice("review")),
            ("message", Text("Please read this")),
        ],
        asked: 1,
        ..NONE
    },
    Call { id: "get_tasks_id", manager: "tasks", method: "get_task_by_id", path: &[TASK], ..NONE },
    Call {
        id: "put_tasks_id",
        manager: "tasks",
        method: "update_task_by_id",
        path: &[TASK],
        body: &[("message", Text("Please read this by Friday"))],
        ..NONE
    },
    Call { id: "delete_tasks_id", manager: "tasks", method: "delete_task_by_id", path: &[TASK], ..NONE },
    Call {
        id: "get_tasks_id_assignments",
        manager: "task_assignments",
        method: "get_task_assignments",
        path: &[TASK],
        ..NONE
    },
    Call {
        id: "post_task_assignments",
        manager: "task_assignments",
        method: "create_task_assignment",
        body: &[
            ("task", Objects(&[("id", Text("12")), ("type", Choice("task"))], 1)),
            ("assign_to", Object { member: "login", text: "sample.user@boxwood.example", asked: false }),
        ],
        asked: 2,
        ..NONE
    },
    Call {
        id: "get_task_assignments_id",
        manager: "task_assignments",
        method: "get_task_assignment_by_id",
        path: &[ASSIGNMENT],
        ..NONE
    },
    Call {
        id: "put_task_assignments_id",
        manager: "task_assignments",
        method: "update_task_assignment_by_id",
        path: &[ASSIGNMENT],
        body: &[("message", Text("Fine with me")), ("resolution_state", Choice("approved"))],
        ..NONE
    },
    Call {
        id: "delete_task_assignments_id",
        manager: "task_assignments",
        method: "delete_task_assignment_by_id",
        path: &[ASSIGNMENT],
        ..NONE
    },
    Call { id: "get_collections", manager: "collections", method: "get_collections", ..NONE },
    Call {
        id: "get_collections_id",
        manager: "collections",
        method: "get_collection_by_id",
        path: &[COLLECTION],
        ..NONE
    },
    Call {
        id: "get_collections_id_items",
        manager: "collections",
        method: "get_collection_items",
        path: &[COLLECTION],
        ..NONE
    },
    Call { id: "get_shared_items", ..NONE },
    Call { id: "get_recent_items", manager: "recent_items", method: "get_recent_items", ..NONE },
    Call {
        id: "get_search",
        manager: "search",
        method: "search_for_content",
        query: &[("query", Text("report")), ("limit", Text("10"))],
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
