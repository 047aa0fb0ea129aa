//! Files in pages of others.
use boxwood_testing::{World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n, or so it says";

async fn made(world: &World, name: &str, bytes: &[u8]) -> String {
    let said = json!({ "name": name, "parent": { "id": "0" } });
    let said = format!("--b\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{said}\r\n");
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
    let form = [said.as_bytes(), head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat();
    let reply = world.post("/files/content", Value::Null).bytes("multipart/form-data; boundary=b", form).by("una");
    reply.send().await.body["entries"][0]["id"].as_str().unwrap().to_owned()
}

/// The path of an address that embeds a file.
async fn embedded(world: &World, by: &str, id: &str) -> String {
    let shown = world.get(&format!("/files/{id}?fields=expiring_embed_link")).by(by).send().await;
    assert_eq!(shown.status, 200, "{shown:?}");
    let url = shown.body["expiring_embed_link"]["url"].as_str().unwrap();
    url.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned()
}

/// What the page shows: the address that is behind this attribute.
fn source(html: &str) -> String {
    let (_, rest) = html.split_once("<main").unwrap();
    let (_, rest) = rest.split_once("src=\"").unwrap();
    rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

#[test]
fn an_address_opens_once_and_shows_the_file_in_any_page() {
    on_both_engines(async |world: World| {
        let id = made(&world, "notes & more.txt", b"to be read").await;
        let there = embedded(&world, "una", &id).await;
        assert!(there.starts_with("/preview/expiring_embed/"), "{there}");
        assert_eq!(world.at("HEAD", &there).send().await.status, 303, "who only asks uses nothing up");
        let page = world.at("GET", &there).send().await;
        assert_eq!(page.status, 200, "{page:?}");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"), "{policy}");
        assert_eq!(page.headers.get("x-frame-options"), None);
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        let html = String::from_utf8(page.bytes.to_vec()).unwrap();
        assert!(html.contains("<iframe") && html.contains("notes &#38; more.txt"), "{html}");
        let shown = world.at("GET", &source(&html)).send().await;
        assert_eq!((shown.status, &*shown.bytes), (200, &b"to be read"[..]));
        for again in [&*there, "/preview/expiring_embed/forged"] {
            let over = world.at("GET", again).send().await;
            assert_eq!(over.status, 404);
            assert_eq!(over.headers["x-frame-options"], "DENY");
        }
    });
}

#[test]
fn each_kind_of_file_is_shown_as_what_it_is() {
    on_both_engines(async |world: World| {
        for (name, tag, form) in [
            ("a.png", "<img", "jpg_2048x2048"),
            ("a.mp3", "<audio", "mp3"),
            ("a.mp4", "<video", "mp4"),
            ("a.pdf", "<iframe", "pdf"),
        ] {
            let id = made(&world, name, PNG).await;
            let page = world.at("GET", &embedded(&world, "una", &id).await).send().await;
            let html = String::from_utf8(page.bytes.to_vec()).unwrap();
            assert!(
                html.contains(tag) && source(&html).contains(&format!("/representations/{form}/content/")),
                "{html}"
            );
        }
    });
}

#[test]
fn an_address_ends_with_its_time_and_with_its_file() {
    on_both_engines(async |world: World| {
        let id = made(&world, "a.txt", b"a").await;
        let late = embedded(&world, "una", &id).await;
        world.advance(Duration::from_secs(60));
        assert_eq!(world.at("GET", &late).send().await.status, 404);
        let there = embedded(&world, "una", &id).await;
        world.delete(&format!("/files/{id}")).by("una").send().await;
        assert_eq!(world.at("GET", &there).send().await.status, 404);
    });
}
