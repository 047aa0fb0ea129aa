//! Rows of the contract's edge cases (content §10).
use super::*;
use std::time::Duration;

#[test]
fn content_row_35_36_a_removed_link_is_null_and_a_new_one_is_another() {
    on_both_engines(async |world: World| {
        let folder = folder(&world, "una", "Plans", 0).await;
        let path = format!("/folders/{folder}");
        let first = link(&world, "una", &path, json!({})).await;
        assert_eq!(come(&world, "olga", &first, "/shared_items").await.status, 200);
        shared(&world, "una", &path, Value::Null).await;
        let shown = world.get(&format!("{path}?fields=shared_link")).by("una").send().await;
        assert_eq!(shown.body.get("shared_link"), Some(&Value::Null));
        assert_eq!(come(&world, "olga", &first, "/shared_items").await.outcome(), MISSING);
        let second = link(&world, "una", &path, json!({})).await;
        assert_ne!(first, second);
        assert_eq!(
            come(&world, "olga", &first, "/shared_items").await.outcome(),
            MISSING,
            "the old address stays dead"
        );
        assert_eq!(come(&world, "olga", &second, "/shared_items").await.status, 200);
        let forged = second.replace("/s/A", "/s/B");
        assert_eq!(come(&world, "olga", &forged, "/shared_items").await.outcome(), MISSING);
    });
}

#[test]
fn a_links_password_is_guessed_slowly() {
    on_both_engines(async |world: World| {
        let file = number(&made(&world, "una", "a.txt", 0, b"a").await);
        let reply = shared(&world, "una", &format!("/files/{file}"), json!({ "password": "Secret123@" })).await;
        let url = reply.body["shared_link"]["url"].as_str().unwrap().to_owned();
        let with = async |by: &str, password: &str| {
            let header = format!("{}&shared_link_password={password}", header(&url));
            world.get("/shared_items").by(by).header("BoxApi", &header).send().await
        };
        assert_eq!(with("una", "Secret123@").await.status, 200);
        for _ in 0..5 {
            assert_eq!(with("olga", "guess").await.outcome(), "403 incorrect_shared_item_password");
        }
        let closed = with("olga", "Secret123@").await;
        assert_eq!(closed.outcome(), "429 rate_limit_exceeded", "even the right one is not heard");
        assert_eq!(closed.headers["retry-after"], "30");
        assert_eq!(with("una", "Secret123@").await.status, 200, "what fitted before still does");
        world.advance(std::time::Duration::from_secs(30));
        assert_eq!(with("olga", "Secret123@").await.status, 200);
    });
}

#[test]
fn guesses_side_by_side_count_one_by_one() {
    on_both_engines(async |world: World| {
        let file = number(&made(&world, "una", "a.txt", 0, b"a").await);
        let reply = shared(&world, "una", &format!("/files/{file}"), json!({ "password": "Secret123@" })).await;
        let header =
            format!("{}&shared_link_password=guess", header(reply.body["shared_link"]["url"].as_str().unwrap()));
        let guess = async || world.get("/shared_items").by("olga").header("BoxApi", &header).send().await.outcome();
        let outcomes = futures_util::future::join_all((0..12).map(|_| guess())).await;
        let heard = outcomes.iter().filter(|outcome| *outcome == "403 incorrect_shared_item_password").count();
        let closed = outcomes.iter().filter(|outcome| *outcome == "429 rate_limit_exceeded").count();
        assert_eq!((heard, closed), (5, 7), "{outcomes:?}");
    });
}

#[test]
fn content_row_37_a_password_is_asked_for() {
    const WRONG: &str = "403 incorrect_shared_item_password";
    on_both_engines(async |world: World| {
        let file = number(&made(&world, "una", "a.txt", 0, b"a").await);
        let path = format!("/files/{file}");
        let reply = shared(&world, "una", &path, json!({ "password": "Secret123@" })).await;
        let told = reply.body.to_string();
        assert!(reply.body["shared_link"]["is_password_enabled"] == true && !told.contains("Secret123@"), "{told}");
        let url = reply.body["shared_link"]["url"].as_str().unwrap().to_owned();
        let with = async |by: &str, password: &str| {
            let header = format!("{}&shared_link_password={password}", header(&url));
            world.get("/shared_items").by(by).header("BoxApi", &header).send().await.outcome()
        };
        assert_eq!(come(&world, "olga", &url, "/shared_items").await.outcome(), WRONG, "missing");
        assert_eq!(with("olga", "secret123@").await, WRONG);
        assert_eq!(with("olga", "Secret123@").await, "200 -");
        assert_eq!(with("olga", "Secret123%40").await, "200 -", "escaped, and remembered");
        assert_eq!(with("nobody", "Secret123@").await, "401 -", "a password is no token");

        shared(&world, "una", &path, json!({ "password": "Another456" })).await;
        assert_eq!(with("olga", "Secret123@").await, WRONG, "what fitted once fits no longer");
        assert_eq!(with("olga", "Another456").await, "200 -");
        shared(&world, "una", &path, json!({ "password": null })).await;
        assert_eq!(come(&world, "olga", &url, "/shared_items").await.status, 200);

        shared(&world, "una", &path, json!({ "password": "Secret123@" })).await;
        let only = shared(&world, "una", &path, json!({ "access": "collaborators" })).await;
        assert_eq!(only.body["shared_link"]["is_password_enabled"], false, "dropped without a word");
        assert_eq!(with("olga", "Secret123@").await, MISSING);
        let still = shared(&world, "una", &path, json!({ "password": "Secret123@" })).await;
        assert_eq!(still.body["shared_link"]["is_password_enabled"], false, "means nothing there");
    });
}

#[test]
fn content_row_38_a_link_reaches_what_is_below_and_nothing_beside() {
    on_both_engines(async |world: World| {
        let top = folder(&world, "una", "Top", 0).await;
        let (linked, beside) = (folder(&world, "una", "Linked", top).await, folder(&world, "una", "Beside", top).await);
        let deep = folder(&world, "una", "Deep", linked).await;
        let file = number(&made(&world, "una", "a.txt", deep, b"deep").await);
        let other = number(&made(&world, "una", "b.txt", beside, b"other").await);
        let linked = format!("/folders/{linked}");
        let url = link(&world, "una", &linked, json!({})).await;
        let see = async |path: String| come(&world, "olga", &url, &path).await;

        assert_eq!(see(format!("{linked}/items")).await.body["total_count"], 1);
        let shown = see(format!("/files/{file}?fields=path_collection,parent,permissions")).await;
        let path: Vec<_> =
            shown.body["path_collection"]["entries"].as_array().unwrap().iter().map(|e| &e["name"]).collect();
        assert_eq!(path, ["Linked", "Deep"], "from the linked folder on");
        assert_eq!(shown.body["permissions"]["can_download"], true);
        for not in ["can_share", "can_invite_collaborator", "can_delete", "can_rename", "can_upload"] {
            assert_eq!(shown.body["permissions"][not], false, "{not}");
        }
        let content = see(format!("/files/{file}/content")).await;
        assert_eq!(world.at("GET", &place(&content)).send().await.bytes, "deep");
        for path in [format!("/folders/{top}"), format!("/folders/{beside}"), format!("/files/{other}")] {
            assert_eq!(see(path.clone()).await.outcome(), MISSING, "{path}");
            assert_eq!(world.get(&path).by("olga").send().await.outcome(), MISSING);
        }
        assert_eq!(world.get(&linked).by("olga").send().await.outcome(), MISSING, "without the header it is not there");
        let root = see("/folders/0/items".to_owned()).await;
        assert_eq!(root.body["total_count"], 0, "it does not come into anybody's root");

        shared(&world, "una", &linked, json!({ "permissions": { "can_download": false } })).await;
        assert_eq!(see(format!("/files/{file}/content")).await.outcome(), DENIED);
        assert_eq!(see(format!("/files/{file}")).await.status, 200, "to be looked at all the same");
    });
}

#[test]
fn content_row_39_what_a_link_cannot_be() {
    on_both_engines(async |world: World| {
        let folder = format!("/folders/{}", folder(&world, "una", "Plans", 0).await);
        let file = format!("/files/{}", number(&made(&world, "una", "a.txt", 0, b"a").await));
        let edit = json!({ "permissions": { "can_edit": true } });
        assert_eq!(shared(&world, "una", &folder, edit.clone()).await.outcome(), "400 invalid_parameter");
        let no_download = json!({ "permissions": { "can_edit": true, "can_download": false } });
        assert_eq!(shared(&world, "una", &file, no_download).await.outcome(), "400 invalid_parameter");
        shared(&world, "una", &file, json!({ "permissions": { "can_download": false } })).await;
        let edited = shared(&world, "una", &file, edit).await;
        let permissions = json!({ "can_preview": true, "can_download": true, "can_edit": true });
        assert_eq!(edited.body["shared_link"]["permissions"], permissions, "to edit is to download, too");
        assert_eq!(edited.body["shared_link"]["effective_permission"], "can_edit");
        for bad in [
            json!({ "password": "Short1" }),
            json!({ "password": "lowercase" }),
            json!({ "access": "everybody" }),
            json!({ "unshared_at": "2020-01-01T00:00:00Z" }),
            json!("open"),
        ] {
            let reply = shared(&world, "una", &folder, bad.clone()).await;
            assert_eq!(reply.status, 400, "{bad}: {reply:?}");
        }
        let root = shared(&world, "una", "/folders/0", json!({})).await;
        assert_eq!(root.outcome(), DENIED, "nobody shares a root");
    });
}

#[test]
fn content_row_40_a_link_ends_at_its_time() {
    on_both_engines(async |world: World| {
        let folder = format!("/folders/{}", folder(&world, "una", "Plans", 0).await);
        let end = json!({ "unshared_at": "2025-06-15T15:16:40Z", "vanity_name": "until-quarter-past" });
        let reply = shared(&world, "una", &folder, end).await;
        assert_eq!(reply.body["shared_link"]["unshared_at"], "2025-06-15T15:16:40+00:00");
        let url = reply.body["shared_link"]["url"].as_str().unwrap().to_owned();
        assert_eq!(come(&world, "olga", &url, "/shared_items").await.status, 200);
        world.advance(Duration::from_secs(599));
        assert_eq!(come(&world, "olga", &url, "/shared_items").await.status, 200);
        world.advance(Duration::from_secs(1));
        for by in ["olga", "una"] {
            assert_eq!(come(&world, by, &url, "/shared_items").await.outcome(), MISSING);
            assert_eq!(come(&world, by, "https://x/v/until-quarter-past", "/shared_items").await.outcome(), MISSING);
        }
        let shown = world.get(&format!("{folder}?fields=shared_link")).by("una").send().await;
        assert_eq!(shown.body["shared_link"], Value::Null);
        let anew = shared(&world, "una", &folder, json!({})).await;
        assert_ne!(anew.body["shared_link"]["url"], url, "another link");
        assert_eq!(anew.body["shared_link"]["unshared_at"], Value::Null);
    });
}
