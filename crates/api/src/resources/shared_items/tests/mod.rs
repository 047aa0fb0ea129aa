//! Shared links of items, and what they lead to.
mod rows;
mod tokens;
mod who;

use crate::resources::files::tests::{made, place};
use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

const MISSING: &str = "404 not_found";
const DENIED: &str = "403 access_denied_insufficient_permissions";

pub(super) async fn folder(world: &World, by: &str, name: &str, parent: i64) -> i64 {
    let body = json!({ "name": name, "parent": { "id": parent.to_string() } });
    number(&world.post("/folders", body).by(by).send().await.body)
}

fn number(item: &Value) -> i64 {
    item["id"].as_str().unwrap().parse().unwrap()
}

/// Sets the link of an item; the whole answer.
async fn shared(world: &World, by: &str, path: &str, link: Value) -> Reply {
    world.put(&format!("{path}?fields=shared_link,etag"), json!({ "shared_link": link })).by(by).send().await
}

/// Makes a link; its address.
async fn link(world: &World, by: &str, path: &str, wish: Value) -> String {
    let reply = shared(world, by, path, wish).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body["shared_link"]["url"].as_str().unwrap().to_owned()
}

fn header(url: &str) -> String {
    format!("shared_link={url}")
}

async fn come(world: &World, by: &str, url: &str, path: &str) -> Reply {
    world.get(path).by(by).header("BoxApi", &header(url)).send().await
}

#[test]
fn a_link_is_made_shown_changed_and_removed() {
    on_both_engines(async |world: World| {
        let file = number(&made(&world, "una", "Report.pdf", 0, b"hello").await);
        let path = format!("/files/{file}");
        let none =
            world.get(&format!("{path}?fields=shared_link,is_accessible_via_shared_link")).by("una").send().await;
        assert_eq!(
            (&none.body["shared_link"], &none.body["is_accessible_via_shared_link"]),
            (&Value::Null, &json!(false))
        );

        let reply = world.put(&path, json!({ "shared_link": {} })).by("una").send().await;
        let mut shown = reply.body["shared_link"].clone();
        let (url, download) = (shown["url"].take(), shown["download_url"].take());
        let token = url.as_str().unwrap().strip_prefix("http://127.0.0.1:8080/s/").unwrap();
        assert_eq!(download, format!("http://127.0.0.1:8080/shared/static/{token}.pdf"));
        assert_json_snapshot!(shown, @r#"
        {
          "access": "open",
          "download_count": 0,
          "download_url": null,
          "effective_access": "open",
          "effective_permission": "can_download",
          "is_password_enabled": false,
          "permissions": {
            "can_download": true,
            "can_edit": false,
            "can_preview": true
          },
          "preview_count": 0,
          "unshared_at": null,
          "url": null,
          "vanity_name": null,
          "vanity_url": null
        }
        "#);
        assert_eq!(reply.body["etag"], "1");

        let same = shared(&world, "una", &path, json!({})).await;
        assert_eq!((&same.body["shared_link"]["url"], &same.body["etag"]), (&url, &json!("1")), "nothing has changed");
        let company =
            shared(&world, "una", &path, json!({ "access": "company", "permissions": { "can_download": false } }));
        let company = company.await;
        assert_eq!(company.body["shared_link"]["url"], url, "changed where it is");
        assert_eq!(company.body["shared_link"]["effective_permission"], "can_preview");
        assert_eq!(company.body["shared_link"]["download_url"], Value::Null);
        let default = shared(&world, "una", &path, json!({ "access": "" })).await;
        assert_eq!(default.body["shared_link"]["access"], "open", "an empty text is the default");

        let gone = shared(&world, "una", &path, Value::Null).await;
        assert_eq!((gone.status, gone.body.get("shared_link")), (200, Some(&Value::Null)));
        let again = shared(&world, "una", &path, Value::Null).await;
        assert_eq!((again.status, &again.body["etag"]), (200, &gone.body["etag"]), "there was none");
        assert_eq!(
            kinds_of_events(&world).await,
            ["ITEM_UPLOAD", "ITEM_SHARED_CREATE", "ITEM_SHARED_UPDATE", "ITEM_SHARED_UPDATE", "ITEM_SHARED_UNSHARE"]
        );
    });
}

async fn kinds_of_events(world: &World) -> Vec<String> {
    let read = world.app().db().read(boxwood_store::Cost::Scan, |tx| {
        tx.many::<(String,)>("SELECT kind FROM events WHERE item_type IN ('file', 'folder') ORDER BY id", ())
    });
    let kinds: Result<Vec<(String,)>, boxwood_store::Error> = read.await;
    kinds.unwrap().into_iter().map(|(kind,)| kind).collect()
}

#[test]
fn every_kind_of_item_is_shared_and_found() {
    on_both_engines(async |world: World| {
        let folder = folder(&world, "una", "Plans", 0).await;
        let inner = made(&world, "una", "inner.txt", folder, b"inner").await;
        let body = json!({ "url": "https://box.com", "name": "Box", "parent": { "id": "0" } });
        let web_link = number(&world.post("/web_links", body).by("una").send().await.body);
        let file = number(&made(&world, "una", "a.txt", 0, b"a").await);
        for path in [format!("/folders/{folder}"), format!("/web_links/{web_link}"), format!("/files/{file}")] {
            let url = link(&world, "una", &path, json!({})).await;
            let found = come(&world, "olga", &url, "/shared_items").await;
            let mut own = world.get(&path).by("una").send().await.body;
            let mut theirs = found.body.clone();
            assert_eq!(theirs["path_collection"], json!({ "total_count": 0, "entries": [] }), "{path}");
            assert_eq!(theirs["parent"], Value::Null);
            for body in [&mut own, &mut theirs] {
                // Another zone, and another place.
                for key in [
                    "path_collection",
                    "parent",
                    "created_at",
                    "modified_at",
                    "content_created_at",
                    "content_modified_at",
                ] {
                    body.as_object_mut().unwrap().remove(key);
                }
            }
            assert_eq!(own, theirs, "the standard form of {path}");
            let few = come(&world, "olga", &url, "/shared_items?fields=name").await;
            assert!(few.body["name"].is_string() && few.body.get("owned_by").is_none(), "{few:?}");
            let etag = found.body["etag"].as_str().unwrap().to_owned();
            let unchanged = world.get("/shared_items").by("olga").header("BoxApi", &header(&url));
            assert_eq!(unchanged.header("If-None-Match", &etag).send().await.status, 304);
            // Who owns it sees it in its place.
            let own = come(&world, "una", &url, "/shared_items").await;
            assert_eq!(own.body["path_collection"]["total_count"], 1);
        }
        assert_eq!(inner["name"], "inner.txt");
        let nameless = world.get("/shared_items").by("una").send().await;
        assert_eq!(nameless.outcome(), "400 bad_request", "the header is missing");
    });
}

#[test]
fn a_download_by_link_is_counted() {
    on_both_engines(async |world: World| {
        let file = number(&made(&world, "una", "a.txt", 0, b"counted").await);
        let path = format!("/files/{file}");
        let url = link(&world, "una", &path, json!({})).await;
        for by in ["olga", "una"] {
            let reply = come(&world, by, &url, &format!("{path}/content")).await;
            assert_eq!(world.at("GET", &place(&reply)).send().await.bytes, "counted");
        }
        let without = world.get(&format!("{path}/content")).by("una").send().await;
        world.at("GET", &place(&without)).send().await;
        world.flush().await;
        let shown = world.get(&format!("{path}?fields=shared_link")).by("una").send().await;
        assert_eq!(shown.body["shared_link"]["download_count"], 2);
        shared(&world, "una", &path, Value::Null).await;
        let anew = shared(&world, "una", &path, json!({})).await;
        assert_eq!(anew.body["shared_link"]["download_count"], 0, "another link");
    });
}

#[test]
fn a_name_of_ones_own_is_nobody_elses() {
    on_both_engines(async |world: World| {
        let (one, other) = (folder(&world, "una", "One", 0).await, folder(&world, "una", "Other", 0).await);
        let (one, other) = (format!("/folders/{one}"), format!("/folders/{other}"));
        let named = shared(&world, "una", &one, json!({ "vanity_name": "Our-Own_Place" })).await;
        assert_eq!(named.body["shared_link"]["vanity_url"], "http://127.0.0.1:8080/v/Our-Own_Place");
        assert_eq!(named.body["shared_link"]["vanity_name"], "Our-Own_Place");
        for url in ["https://acme.app.box.com/v/our-own_place", "http://127.0.0.1:8080/v/Our-Own_Place"] {
            assert_eq!(come(&world, "olga", url, "/shared_items").await.body["name"], "One", "{url}");
        }
        let taken = shared(&world, "una", &other, json!({ "vanity_name": "our-own_place" })).await;
        assert_eq!(taken.outcome(), "409 conflict");
        let none = world.get(&format!("{other}?fields=shared_link,etag")).by("una").send().await;
        assert_eq!((&none.body["shared_link"], &none.body["etag"]), (&Value::Null, &json!("0")), "nothing was made");
        for bad in ["short", "with spaces in it", "with/slash/in/it", "far-too-long-a-name-for-an-address"] {
            let refused = shared(&world, "una", &other, json!({ "vanity_name": bad })).await;
            assert_eq!(refused.outcome(), "400 invalid_parameter", "{bad}");
        }
        shared(&world, "una", &one, json!({ "vanity_name": null })).await;
        assert_eq!(shared(&world, "una", &other, json!({ "vanity_name": "our-own_place" })).await.status, 200, "free");
    });
}

#[test]
fn a_link_waits_in_the_trash_and_ends_with_its_item() {
    on_both_engines(async |world: World| {
        let folder = folder(&world, "una", "Plans", 0).await;
        let (path, inner) = (format!("/folders/{folder}"), made(&world, "una", "a.txt", folder, b"a").await);
        let url = link(&world, "una", &path, json!({ "vanity_name": "plans-of-una" })).await;
        let by_file = link(&world, "una", &format!("/files/{}", number(&inner)), json!({})).await;
        world.delete(&format!("{path}?recursive=true")).by("una").send().await;
        assert_eq!(come(&world, "olga", &url, "/shared_items").await.outcome(), MISSING);
        assert_eq!(come(&world, "olga", &by_file, "/shared_items").await.outcome(), MISSING, "gone with the folder");
        world.post(&path, json!({})).by("una").send().await;
        assert_eq!(come(&world, "olga", &url, "/shared_items").await.status, 200, "and back");
        world.delete(&format!("{path}?recursive=true")).by("una").send().await;
        world.delete(&format!("{path}/trash")).by("una").send().await;
        while world.app().db().write("test.apart", crate::items::take_apart).await.unwrap() {}
        assert_eq!(come(&world, "olga", &url, "/shared_items").await.outcome(), MISSING);
        let other = self::folder(&world, "una", "Plans", 0).await;
        let named = shared(&world, "una", &format!("/folders/{other}"), json!({ "vanity_name": "plans-of-una" })).await;
        assert_eq!(named.status, 200, "the name is free again: {named:?}");
    });
}

#[test]
fn a_copy_has_no_link_and_a_moved_item_keeps_its_own() {
    on_both_engines(async |world: World| {
        let (file, to) = (number(&made(&world, "una", "a.txt", 0, b"a").await), folder(&world, "una", "To", 0).await);
        let url = link(&world, "una", &format!("/files/{file}"), json!({})).await;
        let copy = json!({ "parent": { "id": to.to_string() } });
        let copy = world.post(&format!("/files/{file}/copy"), copy).by("una").send().await;
        assert_eq!(copy.body["shared_link"], Value::Null);
        let moved = json!({ "parent": { "id": to.to_string() }, "name": "b.txt" });
        world.put(&format!("/files/{file}"), moved).by("una").send().await;
        assert_eq!(come(&world, "olga", &url, "/shared_items").await.body["name"], "b.txt");
    });
}

#[test]
fn a_list_shows_the_links_of_its_items() {
    on_both_engines(async |world: World| {
        let folder = folder(&world, "una", "Plans", 0).await;
        for n in 0..30 {
            let file = number(&made(&world, "una", &format!("{n:02}.txt"), folder, b"a").await);
            if n != 7 {
                link(&world, "una", &format!("/files/{file}"), json!({})).await;
            }
        }
        let items = world.get(&format!("/folders/{folder}/items?fields=shared_link&limit=30")).by("una").send().await;
        let linked: Vec<bool> =
            items.body["entries"].as_array().unwrap().iter().map(|item| item["shared_link"].is_object()).collect();
        assert_eq!(linked.iter().filter(|is| !**is).count(), 1);
        assert!(!linked[7]);
    });
}
