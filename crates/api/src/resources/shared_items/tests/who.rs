//! Who gets in by a link, and who may make one.
use super::*;

async fn give(world: &World, kind: &str, id: i64, to: &str, role: &str) {
    let to = json!({ "type": "user", "login": format!("{to}@example.com") });
    let body = json!({ "item": { "type": kind, "id": id.to_string() }, "accessible_by": to, "role": role });
    let reply = world.post("/collaborations", body).by("una").send().await;
    assert_eq!(reply.status, 201, "{reply:?}");
}

#[test]
fn a_company_link_is_for_the_owners_company() {
    on_both_engines(async |world: World| {
        let folder = format!("/folders/{}", folder(&world, "una", "Plans", 0).await);
        let url = link(&world, "una", &folder, json!({ "access": "company" })).await;
        assert_eq!(come(&world, "max", &url, "/shared_items").await.status, 200);
        assert_eq!(come(&world, "olga", &url, "/shared_items").await.outcome(), MISSING);
        assert_eq!(come(&world, "olga", &url, &folder).await.outcome(), MISSING);
    });
}

#[test]
fn a_link_for_collaborators_gives_nothing_new() {
    on_both_engines(async |world: World| {
        let id = folder(&world, "una", "Plans", 0).await;
        let (path, file) = (format!("/folders/{id}"), number(&made(&world, "una", "a.txt", id, b"a").await));
        let url = link(&world, "una", &path, json!({ "access": "collaborators" })).await;
        assert_eq!(come(&world, "max", &url, "/shared_items").await.outcome(), MISSING);
        give(&world, "folder", id, "max", "previewer").await;
        assert_eq!(come(&world, "max", &url, "/shared_items").await.status, 200);
        let content = come(&world, "max", &url, &format!("/files/{file}/content")).await;
        assert_eq!(content.outcome(), DENIED, "a previewer still");
    });
}

#[test]
fn a_link_adds_to_what_one_was_given() {
    on_both_engines(async |world: World| {
        let id = folder(&world, "una", "Plans", 0).await;
        let (path, file) = (format!("/folders/{id}"), number(&made(&world, "una", "a.txt", id, b"a").await));
        give(&world, "folder", id, "max", "uploader").await;
        let url = link(&world, "una", &path, json!({})).await;
        let content = format!("/files/{file}/content");
        assert_eq!(world.get(&content).by("max").send().await.outcome(), DENIED);
        assert_eq!(come(&world, "max", &url, &content).await.status, 302);
        let body = json!({ "name": "New", "parent": { "id": id.to_string() } });
        let made = world.post("/folders", body).by("max").header("BoxApi", &header(&url)).send().await;
        assert_eq!(made.status, 201, "an uploader still");
        let body = json!({ "name": "New", "parent": { "id": id.to_string() } });
        let made = world.post("/folders", body).by("cole").header("BoxApi", &header(&url)).send().await;
        assert_eq!(made.outcome(), MISSING, "and to put something in is nothing that a link is for");
    });
}

#[test]
fn who_may_share_makes_a_link_and_who_manages_sets_it() {
    on_both_engines(async |world: World| {
        let id = folder(&world, "una", "Plans", 0).await;
        let path = format!("/folders/{id}");
        for (person, role) in [("max", "viewer"), ("cole", "previewer"), ("ada", "editor")] {
            give(&world, "folder", id, person, role).await;
        }
        assert_eq!(shared(&world, "cole", &path, json!({})).await.outcome(), DENIED);
        assert_eq!(shared(&world, "max", &path, json!({ "access": "company" })).await.outcome(), DENIED);
        let url = link(&world, "max", &path, json!({})).await;
        assert_eq!(link(&world, "max", &path, json!({ "access": "open" })).await, url, "as it is already");
        assert_eq!(shared(&world, "max", &path, json!({ "access": "company" })).await.outcome(), DENIED);
        assert_eq!(shared(&world, "max", &path, Value::Null).await.outcome(), DENIED);
        let hidden = world.get(&format!("{path}?fields=shared_link")).by("cole").send().await;
        assert_eq!(hidden.body["shared_link"], Value::Null, "who may not share does not read it");
        assert_eq!(shared(&world, "ada", &path, json!({ "access": "company" })).await.status, 200);
        assert_eq!(shared(&world, "ada", &path, Value::Null).await.status, 200);
        // Nobody shares what they only came to by a link.
        let url = link(&world, "una", &path, json!({})).await;
        let put = world.put(&path, json!({ "shared_link": null })).by("olga").header("BoxApi", &header(&url));
        assert_eq!(put.send().await.outcome(), DENIED);
    });
}

#[test]
fn an_editable_link_gives_new_versions_and_names() {
    on_both_engines(async |world: World| {
        let file = number(&made(&world, "una", "a.txt", 0, b"a").await);
        let path = format!("/files/{file}");
        let url = link(&world, "una", &path, json!({})).await;
        let rename = async || {
            let put = world.put(&path, json!({ "name": "b.txt" })).by("olga").header("BoxApi", &header(&url));
            put.send().await.outcome()
        };
        assert_eq!(rename().await, DENIED);
        shared(&world, "una", &path, json!({ "permissions": { "can_edit": true } })).await;
        assert_eq!(rename().await, "200 -");
        let delete = world.delete(&path).by("olga").header("BoxApi", &header(&url)).send().await;
        assert_eq!(delete.outcome(), MISSING, "nor is to delete");
        let comment = json!({ "item": { "type": "file", "id": file.to_string() }, "message": "Seen" });
        let comment = world.post("/comments", comment).by("olga").header("BoxApi", &header(&url)).send().await;
        assert_eq!(comment.status, 201, "{comment:?}");
    });
}

#[test]
fn an_inactive_owners_link_leads_nowhere() {
    on_both_engines(async |world: World| {
        let folder = format!("/folders/{}", folder(&world, "una", "Plans", 0).await);
        let url = link(&world, "una", &folder, json!({})).await;
        assert_eq!(come(&world, "olga", &url, "/shared_items").await.status, 200);
        world.put("/users/3", json!({ "status": "inactive" })).by("ada").send().await;
        assert_eq!(come(&world, "olga", &url, "/shared_items").await.outcome(), MISSING);
    });
}

#[test]
fn who_acts_as_somebody_comes_by_their_links_too() {
    on_both_engines(async |world: World| {
        let folder = format!("/folders/{}", folder(&world, "una", "Plans", 0).await);
        let url = link(&world, "una", &folder, json!({ "access": "company" })).await;
        let asked = world.get("/shared_items").by("ada").as_user(4).header("BoxApi", &header(&url)).send().await;
        assert_eq!(asked.status, 200, "as max, whose company it is");
        // Content of another enterprise is out of reach for who acts as somebody, link or not (identity §5.2).
        let theirs = format!("/folders/{}", self::folder(&world, "olga", "Theirs", 0).await);
        let url = link(&world, "olga", &theirs, json!({})).await;
        let asked = world.get("/shared_items").by("ada").as_user(4).header("BoxApi", &header(&url)).send().await;
        assert_eq!(asked.outcome(), MISSING);
        assert_eq!(come(&world, "max", &url, "/shared_items").await.status, 200);
    });
}

#[test]
fn a_bad_header_is_a_link_that_is_not_there() {
    on_both_engines(async |world: World| {
        for bad in ["shared_link=", "nothing", "shared_link=https://x/f/1", "shared_link=https://x/s/%00"] {
            for path in ["/shared_items", "/folders/0"] {
                let reply = world.get(path).by("una").header("BoxApi", bad).send().await;
                assert_eq!(reply.outcome(), MISSING, "{bad} {path}");
            }
        }
        let users = world.get("/users/me").by("una").header("BoxApi", "shared_link=").send().await;
        assert_eq!(users.status, 200, "what is not about content does not ask");
    });
}

#[test]
fn a_visitor_is_told_of_the_item_and_not_of_the_people() {
    on_both_engines(async |world: World| {
        let folder = folder(&world, "una", "Plans", 0).await;
        let file = number(&made(&world, "una", "a.txt", folder, b"a").await);
        give(&world, "folder", folder, "max", "viewer").await;
        let task = json!({ "item": { "type": "file", "id": file.to_string() } });
        assert_eq!(world.post("/tasks", task).by("una").send().await.status, 201);
        let url = link(&world, "una", &format!("/folders/{folder}"), json!({})).await;
        for path in ["collaborations", "tasks"] {
            let path = format!("/files/{file}/{path}");
            assert_eq!(come(&world, "olga", &url, &path).await.outcome(), MISSING, "{path}");
        }
        let people = come(&world, "olga", &url, &format!("/folders/{folder}/collaborations")).await;
        assert_eq!(people.outcome(), MISSING);
        for path in [format!("/files/{file}/comments"), format!("/files/{file}/versions"), format!("/files/{file}")] {
            assert_eq!(come(&world, "olga", &url, &path).await.status, 200, "{path}");
        }
        let upload = made(&world, "olga", "own.txt", 0, b"own").await;
        assert_eq!(upload["name"], "own.txt");
    });
}
