//! The documentation's own words for what the API document only names: fields, scopes, statuses; and values for samples.
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::LazyLock};

static MEANINGS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" | ")).collect()
});

/// What a field means, in Markdown of one line. What the API document itself says comes last, for it is terse.
pub(crate) fn meaning(schema: &str, field: &str, described: Option<&str>) -> String {
    let found = MEANINGS.get(format!("{schema}.{field}").as_str()).or_else(|| MEANINGS.get(field));
    found.copied().or(described).unwrap_or_default().to_owned()
}

/// Of a field that an answer without `fields` does not have, or not always.
pub(crate) const ABSENT: &str = "\u{0}";

/// All of a sample, where the schema does not tell what is left out of it.
pub(crate) fn whole_sample(schema: &str) -> Option<Value> {
    // A folder's items are shown by their mini tier, unlike what other lists have.
    (schema == "PageOfItem").then(|| {
        let folder = json!({ "type": "folder", "id": "7", "etag": "0", "sequence_id": "0", "name": "Reports" });
        json!({ "entries": [folder], "total_count": 1, "limit": 100, "offset": 0, "order": order() })
    })
}

/// What folders are sorted by.
fn order() -> Value {
    json!([{ "by": "type", "direction": "ASC" }, { "by": "name", "direction": "ASC" }])
}

/// The value of a field in a sample, by the type of the thing that it belongs to.
pub(crate) fn sample(of: &str, field: &str) -> Option<Value> {
    static SAMPLES: LazyLock<Value> = LazyLock::new(samples);
    let find = |of: &str| SAMPLES.get(of)?.get(field).cloned();
    find(of).or_else(|| find("any"))
}

fn samples() -> Value {
    json!({
        "user": {
            "id": "3", "name": "Boxwood Sample User", "login": "sample.user@boxwood.example", "language": "en",
            "timezone": "America/Los_Angeles", "space_amount": 10_737_418_240_i64, "max_upload_size": 5_368_709_120_i64,
            "avatar_url": "/api/avatar/large/3", "notification_email": null,
        },
        "folder": {
            "id": "7", "etag": "0", "sequence_id": "0", "name": "Reports", "parent": root(), "shared_link": null,
            "folder_upload_email": null, "purged_at": null, "trashed_at": null, "item_status": "active",
            "path_collection": { "total_count": 1, "entries": [root()] },
            "item_collection": { "total_count": 0, "entries": [], "limit": 100, "offset": 0, "order": order() },
        },
        "file": {
            "id": "10", "etag": "0", "sequence_id": "0", "name": "report.txt", "parent": root(), "shared_link": null,
            "purged_at": null, "trashed_at": null, "item_status": "active", "size": 1024,
            "sha1": "85136c79cbf9fe36bb9d05d0639c70c265c18d37",
            "path_collection": { "total_count": 1, "entries": [root()] },
        },
        "file_version": {
            "id": "14", "sha1": "85136c79cbf9fe36bb9d05d0639c70c265c18d37", "name": "report.txt", "size": 1024,
            "trashed_at": null, "purged_at": null, "trashed_by": null, "restored_at": null, "restored_by": null,
        },
        "upload_session": {
            "id": SESSION, "session_expires_at": "2026-12-12T10:53:43Z", "part_size": 8_388_608, "total_parts": 3,
            "num_parts_processed": 0, "session_endpoints": endpoints(),
        },
        "enterprise": { "id": "1", "name": "Boxwood Enterprise" },
        "email_alias": { "id": "4", "email": "other.name@boxwood.example", "is_confirmed": true },
        "invite": { "id": "5" },
        "collaboration": { "id": "9", "role": "editor", "expires_at": null, "invite_email": null, "app_item": null },
        "collection": { "id": "3", "name": "Favorites" },
        "comment": { "id": "11", "message": "Looks good", "item": { "id": "10", "type": "file" } },
        "task": { "id": "12", "message": "Please read this", "item": file(), "due_at": null },
        "task_assignment": { "id": "13", "message": "", "item": file(), "completed_at": null, "reminded_at": null,
            "resolution_state": "incomplete" },
        "folder_lock": { "id": "16", "created_at": "2026-12-12T10:53:43Z", "created_by": { "id": "3", "type": "user" } },
        "group": { "id": "6", "name": "Support" },
        "group_membership": { "id": "8", "role": "member" },
        "any": {
            "total_count": 1, "limit": 100, "expires_in": 3600, "restricted_to": [], "next_marker": ABSENT, "order": ABSENT,
            "access_token": "c3FIOG9vSGV4VHo4QzAy", "refresh_token": ABSENT, "issued_token_type": ABSENT,
            "small": "/api/avatar/small/3", "large": "/api/avatar/large/3", "preview": "/api/avatar/preview/3",
            "message": "Request is successful, please check the admin events for the status of the job",
        },
    })
}

fn file() -> Value {
    let version = json!({ "type": "file_version", "id": "14", "sha1": SHA1 });
    json!({ "type": "file", "id": "10", "etag": "0", "sequence_id": "0", "name": "a.txt", "sha1": SHA1,
        "file_version": version })
}

const SESSION: &str = "D5E3F7A0E1B24C3D8F6A7B8C9D0E1F2A";

fn endpoints() -> Value {
    let at = |rest: &str| format!("https://boxwood.example/api/2.0/files/upload_sessions/{SESSION}{rest}");
    json!({ "upload_part": at(""), "commit": at("/commit"), "abort": at(""), "list_parts": at("/parts"), "status": at(""),
        "log_event": at("/log") })
}

/// Of nothing.
const SHA1: &str = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

/// Of everybody.
fn root() -> Value {
    json!({ "type": "folder", "id": "0", "sequence_id": null, "etag": null, "name": "All Files" })
}

/// What somebody does who gets that status.
pub(crate) fn advice(status: &str) -> &'static str {
    match status {
        "302" => "Follow `Location`, without the token.",
        "304" => "Use what you have.",
        "400" => "Read `message` and `context_info`: they name what is wrong.",
        "401" => "Ask for a new token, then try once more.",
        "403" => {
            "Give the `request_id` to `boxwood explain`: it tells which check refused, and which setting changes that."
        }
        "404" => "Check the id, and as whom the call is made.",
        "405" => "Ids are digits only.",
        "408" => "Send the body at once.",
        "409" => "Choose another name, or take what is there.",
        "410" => "Begin a new session.",
        "412" => "Fetch it again, and decide again; of a part, send it again.",
        "413" => "Send less.",
        "415" => "Ask for it only of pictures, texts, PDF, MP3 and MP4 files.",
        "416" => "Send a part that begins at a multiple of `part_size`.",
        "414" => "Ask for less at a time.",
        "429" => "Wait as many seconds as `Retry-After` says.",
        "5XX" => "Try again later. Whoever runs the server finds the cause in its log.",
        _ => "",
    }
}
