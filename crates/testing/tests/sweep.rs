//! Every operation of the registry, asked by everybody who must not get through. A new operation is swept on the day it
//! is registered: there is nothing to add here but, for a write, a body that would be accepted.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper that fails has failed the test")]

use base64::{Engine, engine::general_purpose::STANDARD};
use boxwood_api::{About, Method, Scope, resources};
use boxwood_store::{Cost, Error};
use boxwood_testing::{Reply, World, on_both_engines};
use serde_json::{Value, json};

/// The operations that read a form, with the name of the part that is a file.
const FORMS: [(&str, &str); 3] =
    [("post_users_id_avatar", "pic"), ("post_files_content", "file"), ("post_files_id_content", "file")];
/// Of a file that is to come in parts.
const SIZE: i64 = 20_000_000;
/// One transparent pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn form(file: &str) -> Vec<u8> {
    let said = r#"{"name":"New","parent":{"id":"1"}}"#;
    let said = format!("--b\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{said}\r\n");
    let head = format!("--b\r\nContent-Disposition: form-data; name=\"{file}\"; filename=\"p.png\"\r\n\r\n");
    [said.as_bytes(), head.as_bytes(), &STANDARD.decode(PIXEL).unwrap(), b"\r\n--b--\r\n"].concat()
}

fn body(about: &About) -> Value {
    match (about.method, about.id) {
        (Method::Get | Method::Delete, _) => Value::Null,
        (_, "post_folders") => json!({ "name": "New", "parent": { "id": "1" } }),
        (_, "post_folders_id" | "post_files_id" | "post_web_links_id") => json!({ "name": "New" }),
        (_, "post_web_links") => json!({ "url": "https://example.com", "parent": { "id": "1" } }),
        (_, "put_web_links_id") => json!({ "name": "New" }),
        (_, "post_folders_id_copy") => json!({ "name": "New", "parent": { "id": "0" } }),
        (_, "post_web_links_id_copy" | "post_files_id_copy") => json!({ "name": "New", "parent": { "id": "1" } }),
        (_, "put_folders_id") => json!({ "name": "New" }),
        (_, "post_users") => json!({ "name": "New", "login": "new@example.com" }),
        (_, "put_users_id") => json!({ "name": "New" }),
        (_, "post_folder_locks") => json!({ "folder": { "type": "folder", "id": "1" } }),
        (_, "put_users_id_folders_0") => json!({ "owned_by": { "id": "7" } }),
        (_, "post_users_id_email_aliases") => json!({ "email": "new@example.com" }),
        (_, id) if FORMS.iter().any(|(form, _)| *form == id) => Value::Null,
        (_, "post_files_upload_sessions") => json!({ "folder_id": "1", "file_size": SIZE, "file_name": "New" }),
        (_, "post_files_id_upload_sessions") => json!({ "file_size": SIZE }),
        (_, "put_files_upload_sessions_id") => Value::Null,
        (_, "post_files_upload_sessions_id_commit") => json!({ "parts": [] }),
        (_, "options_files_content") => json!({ "name": "New", "parent": { "id": "1" } }),
        (_, "options_files_id_content" | "put_files_id") => json!({ "name": "New" }),
        (_, "put_files_id_versions_id") => json!({ "trashed_at": null }),
        (_, "post_files_id_versions_current") => json!({ "id": "1" }),
        (_, "post_users_terminate_sessions") => json!({ "user_ids": ["3"], "user_logins": ["una@example.com"] }),
        (_, "post_invites") => json!({ "enterprise": { "id": "1" }, "actionable_by": { "login": "olga@example.com" } }),
        (_, "post_collaborations") => {
            json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": { "type": "user", "id": "2" }, "role": "viewer" })
        }
        (_, "put_collaborations_id") => json!({ "role": "viewer" }),
        (_, "post_comments") => json!({ "message": "New", "item": { "type": "file", "id": "2" } }),
        (_, "put_comments_id") => json!({ "message": "New" }),
        (_, "post_tasks") => json!({ "item": { "type": "file", "id": "2" } }),
        (_, "put_tasks_id") => json!({ "message": "New" }),
        (_, "post_task_assignments") => json!({ "task": { "type": "task", "id": "1" }, "assign_to": { "id": "7" } }),
        (_, "put_task_assignments_id") => json!({ "resolution_state": "approved" }),
        (_, "post_groups") => json!({ "name": "New" }),
        (_, "put_groups_id") => json!({ "description": "New" }),
        (_, "post_group_memberships") => json!({ "group": { "id": "1" }, "user": { "id": "7" } }),
        (_, "put_group_memberships_id") => json!({ "role": "admin" }),
        (_, "post_groups_terminate_sessions") => json!({ "group_ids": ["1"] }),
        (_, "post_zip_downloads") => json!({ "items": [{ "type": "folder", "id": "1" }] }),
        (_, "put_file_requests_id") => json!({ "title": "New" }),
        (_, "post_file_requests_id_copy") => json!({ "folder": { "id": "1" } }),
        (_, id) => panic!("give {id} a body that would be accepted"),
    }
}

/// `session` is that of a file in parts.
async fn ask(
    world: &World,
    session: &str,
    about: &About,
    token: Option<&str>,
    as_user: Option<&str>,
    link: Option<&str>,
) -> Reply {
    let path = about.path.replace("{upload_session_id}", session).replace("{folder_id}", "1").replace("{user_id}", "3");
    let path = path.replace("{email_alias_id}", "1").replace("{invite_id}", "1");
    let path = path.replace("{collaboration_id}", "1").replace("{file_id}", "2").replace("{file_version_id}", "1");
    let path = path.replace("{collection_id}", "3").replace("{web_link_id}", "1");
    let path = path.replace("{comment_id}", "1").replace("{task_id}", "1").replace("{task_assignment_id}", "1");
    let path = path.replace("{extension}", "png").replace("{representation}", "text");
    // Nobody has begun to download it: there is nothing to be told, whoever asks.
    let path = path.replace("{zip_download_id}", &"0".repeat(32)).replace("{file_request_id}", "1");
    let path = path.replace("{group_id}", "1").replace("{group_membership_id}", "1");
    let path = path.replace("{folder_lock_id}", "1");
    assert!(!path.contains('{'), "give {path} an id");
    let path = if about.id == "get_folder_locks" { format!("{path}?folder_id=1") } else { path };
    let path = if about.id == "get_search" { format!("{path}?query=New&ancestor_folder_ids=1") } else { path };
    let mut request = world.ask(about.method.name(), &path, body(about));
    if let Some((_, file)) = FORMS.iter().find(|(form, _)| *form == about.id) {
        request = request.bytes("multipart/form-data; boundary=b", form(file));
    }
    if about.path.contains("{upload_session_id}") {
        request = request.header("Digest", "sha=2jmj7l5rSw0yVb/vlWAYkK/YBwk=");
        request = request.header("Content-Range", &format!("bytes 0-{}/{SIZE}", (8 << 20) - 1));
    }
    if let Some(token) = token {
        request = request.by(token);
    }
    if let Some(id) = as_user {
        request = request.as_user(id);
    }
    if let Some(link) = link {
        request = request.header("BoxApi", &format!("shared_link={link}"));
    }
    request.send().await
}

/// Makes a link to a folder; its address.
async fn linked(world: &World, by: &str, folder: &str, access: &str) -> String {
    let link = json!({ "shared_link": { "access": access } });
    let made = world.put(&format!("/folders/{folder}"), link).by(by).send().await;
    made.body["shared_link"]["url"].as_str().unwrap().to_owned()
}

#[test]
fn nobody_gets_through_who_must_not() {
    on_both_engines(async |world: World| {
        founded(&world).await;
        said_and_asked(&world).await;
        let session = a_session(&world).await;
        a_file_request(&world).await;
        let elsewhere = downscoped_elsewhere(&world).await;
        // The one link that is asked for leads to what is asked for; the other elsewhere, and gives nothing here.
        let theirs = linked(&world, "una", "1", "collaborators").await;
        let aside = link_aside(&world).await;
        let before = rows(&world).await;
        for endpoint in resources::all().iter().flat_map(|resource| &resource.endpoints) {
            let about = &endpoint.about;
            let link = (about.id == "get_shared_items").then_some(theirs.as_str());
            for (who, token, as_user, outcome) in [
                ("without a token", None, None, "401 -"),
                ("with an unknown token", Some("nobody"), None, "401 -"),
                ("with an expired token", Some("ada expired"), None, "401 -"),
                ("from a disabled app", Some("ada, app disabled"), None, "401 unauthorized"),
                ("who is inactive", Some("ina"), None, "401 unauthorized"),
                ("acting without the feature", Some("ada, app without as-user"), Some("3"), "403 -"),
                ("acting without the right", Some("una"), Some("4"), "403 access_denied_insufficient_permissions"),
            ] {
                let reply = ask(&world, &session, about, token, as_user, link).await;
                assert_eq!(reply.outcome(), outcome, "{} by one {who}", about.id);
            }
            if about.scope != Scope::AnyToken {
                let reply = ask(&world, &session, about, Some("ada without scopes"), None, link).await;
                assert_eq!(
                    (reply.outcome().as_str(), reply.body),
                    ("403 -", Value::Null),
                    "{} without scope",
                    about.id
                );
            }
            if about.scope == Scope::Items {
                let reply = ask(&world, &session, about, Some(&elsewhere), None, link).await;
                assert!(matches!(reply.status, 403 | 404), "{} by a token for elsewhere: {reply:?}", about.id);
            }
            // Who only ever speaks of themselves needs no right.
            let own = ["get_users_me", "get_collaborations", "get_collections", "get_recent_items"];
            if !own.contains(&about.id) && about.id != "get_folders_trash_items" {
                let stranger = ask(&world, &session, about, Some("olga"), None, link).await;
                assert!(matches!(stranger.status, 403 | 404), "{} by a stranger: {stranger:?}", about.id);
                if about.scope == Scope::Items {
                    let visitor = ask(&world, &session, about, Some("olga"), None, link.or(Some(&aside))).await;
                    assert!(matches!(visitor.status, 403 | 404), "{} by a link to elsewhere: {visitor:?}", about.id);
                }
                // An admin who acts as a plain user has that user's rights and no more.
                let other = ask(&world, &session, about, Some("ada"), Some("4"), link).await;
                // Colleagues see each other's pictures.
                if about.id == "get_users_id_avatar" {
                    continue;
                }
                assert!(matches!(other.status, 403 | 404), "{} by an admin as another user: {other:?}", about.id);
            }
        }
        assert_eq!(rows(&world).await, before, "a refused call changed something");
    });
}

/// una's folder with a file, and what others have to do with it.
async fn founded(world: &World) {
    let folder = json!({ "name": "una's", "parent": { "id": "0" } });
    assert_eq!(world.post("/folders", folder).by("una").send().await.body["id"], "1");
    assert_eq!(world.post("/groups", json!({ "name": "G" })).by("ada").send().await.body["id"], "1");
    let membership = json!({ "group": { "id": "1" }, "user": { "id": "3" } });
    assert_eq!(world.post("/group_memberships", membership).by("ada").send().await.body["id"], "1");
    let given = json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": { "type": "user", "id": "7" },
        "role": "editor" });
    assert_eq!(world.post("/collaborations", given).by("una").send().await.body["id"], "1");
    let lock = json!({ "folder": { "type": "folder", "id": "1" } });
    assert_eq!(world.post("/folder_locks", lock).by("una").send().await.body["id"], "1");
    let file = world.post("/files/content", Value::Null).bytes("multipart/form-data; boundary=b", form("file"));
    assert_eq!(file.by("una").send().await.body["entries"][0]["id"], "2");
}

/// An open link to a folder of olga's.
async fn link_aside(world: &World) -> String {
    let folder = json!({ "name": "olga's", "parent": { "id": "0" } });
    let folder = world.post("/folders", folder).by("olga").send().await;
    linked(world, "olga", folder.body["id"].as_str().unwrap(), "open").await
}

/// A file in una's folder, a comment on it and a task, which she has herself.
async fn said_and_asked(world: &World) {
    let item = json!({ "type": "file", "id": "2" });
    for (path, body) in [
        ("/comments", json!({ "message": "Look", "item": item })),
        ("/tasks", json!({ "item": item })),
        ("/task_assignments", json!({ "task": { "type": "task", "id": "1" }, "assign_to": { "id": "3" } })),
    ] {
        assert_eq!(world.post(path, body).by("una").send().await.body["id"], "1", "{path}");
    }
}

/// Of a file in una's folder.
async fn a_session(world: &World) -> String {
    let session = json!({ "folder_id": "1", "file_size": SIZE, "file_name": "Large" });
    let session = world.post("/files/upload_sessions", session).by("una").send().await;
    session.body["id"].as_str().unwrap().to_owned()
}

/// For una's folder.
async fn a_file_request(world: &World) {
    const MAKE: &str = "INSERT INTO file_requests (item_id, title, is_active, is_email_required, is_description_required, \
        created_by, created_at, updated_by, updated_at) VALUES (1, 'Plans', TRUE, FALSE, FALSE, 3, 0, 3, 0)";
    let made = world.app().db().write("testing.file_request", |tx| tx.exec(MAKE, ()).map(drop));
    made.await.unwrap_or_else(|error: Error| panic!("{error}"));
}

/// A token of una's for another folder than the one that is asked for.
async fn downscoped_elsewhere(world: &World) -> String {
    let folder = json!({ "name": "another", "parent": { "id": "0" } });
    let id = world.post("/folders", folder).by("una").send().await.body["id"].as_str().unwrap().to_owned();
    let resource = format!("https://api.box.com/2.0/folders/{id}");
    let fields = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", "una"),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("scope", "root_readwrite"),
        ("resource", &resource),
    ];
    let narrowed = world.form("/oauth2/token", &fields).send().await;
    narrowed.body["access_token"].as_str().unwrap().to_owned()
}

/// How full each table is, and when it was changed last. Whatever happens leaves an event, so the events alone would do.
async fn rows(world: &World) -> Vec<(i64, i64)> {
    const COUNTS: &str = "SELECT count(*), max(modified_at) FROM users UNION ALL SELECT count(*), max(modified_at) \
        FROM items UNION ALL SELECT count(*), max(created_at) FROM events UNION ALL SELECT count(*), 0 FROM tokens \
        UNION ALL SELECT count(*), 0 FROM email_aliases UNION ALL SELECT count(*), 0 FROM avatars \
        UNION ALL SELECT count(*), 0 FROM invites UNION ALL SELECT count(*), max(modified_at) FROM user_groups \
        UNION ALL SELECT count(*), max(modified_at) FROM memberships \
        UNION ALL SELECT count(*), max(modified_at) FROM collaborations UNION ALL SELECT count(*), 0 FROM as_user_writes \
        UNION ALL SELECT count(*), 0 FROM blobs UNION ALL SELECT count(*), max(coalesce(trashed_at, 0)) FROM file_versions \
        UNION ALL SELECT count(*), max(modified_at) FROM comments UNION ALL SELECT count(*), 0 FROM tasks \
        UNION ALL SELECT count(*), coalesce(max(completed_at), 0) FROM task_assignments \
        UNION ALL SELECT count(*), 0 FROM favorites \
        UNION ALL SELECT count(*), max(dropped_at) FROM upload_sessions UNION ALL SELECT count(*), 0 FROM upload_parts \
        UNION ALL SELECT count(*), max(generation) FROM shared_links \
        UNION ALL SELECT count(*), 0 FROM renditions UNION ALL SELECT count(*), 0 FROM embeds \
        UNION ALL SELECT count(*), max(etag) FROM file_requests UNION ALL SELECT count(*), 0 FROM zip_downloads \
        UNION ALL SELECT count(*), 0 FROM recent_items UNION ALL SELECT count(*), 0 FROM search_index";
    let counts = world.app().db().read(Cost::Point, |tx| tx.many(COUNTS, ()));
    counts.await.unwrap_or_else(|error: Error| panic!("{error}"))
}
