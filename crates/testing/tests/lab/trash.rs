//! The end of what is in the trash, thirty days on: by the laboratory's clock.
use crate::{in_a_laboratory, text};
use boxwood_testing::{Collected, World};
use serde_json::{Value, json};

const TRASH: &str = "/folders/trash/items";

async fn advance(world: &World, by: &str) {
    let moved = world.in_lab("PUT", "/worlds/main/clock", json!({ "advance": by })).send().await;
    assert_eq!(moved.status, 200, "{moved:?}");
}

/// A new file, too large to be part of a row.
async fn upload(world: &World, name: &str) -> String {
    let attributes = json!({ "name": name, "parent": { "id": "0" } });
    let bytes = format!("{name} ").repeat(20_000);
    let form = format!(
        "--x\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{attributes}\r\n--x\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{bytes}\r\n--x--\r\n"
    );
    let ask = world.at("POST", "/api/2.0/files/content").by("ada");
    let made = ask.bytes("multipart/form-data; boundary=x", form.into_bytes()).send().await;
    assert_eq!(made.status, 201, "{made:?}");
    made.body["entries"][0]["id"].as_str().unwrap().to_owned()
}

/// A token that was issued just now: those of the company are long over a month on.
async fn fresh(world: &World) -> String {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", "full"),
        ("client_secret", "secret"),
        ("box_subject_type", "user"),
        ("box_subject_id", "1"),
    ];
    text(&world.form("/oauth2/token", &fields).send().await, "access_token")
}

/// The names in Ada's trash, in the world of that name.
async fn trashed(world: &World, of: &str) -> Vec<String> {
    let token = fresh(world).await;
    let ask = if of == "main" { world.get(TRASH).by(&token) } else { world.get(TRASH).by("ada") };
    let listed = ask.header("X-Boxwood-World", of).send().await;
    assert_eq!(listed.status, 200, "{listed:?}");
    let entries = listed.body["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_was_in_it_for_thirty_days_is_gone_and_its_bytes_are_collected() {
    in_a_laboratory(async |world: World| {
        let ids = [upload(&world, "early").await, upload(&world, "late").await, upload(&world, "kept").await];
        let [early, late, kept] = &ids;
        assert_eq!((world.collected().await, world.objects().await), (Collected::default(), 3));
        assert_eq!(world.delete(&format!("/files/{early}")).by("ada").send().await.status, 204);
        advance(&world, "2d").await;
        let token = fresh(&world).await;
        assert_eq!(world.delete(&format!("/files/{late}")).by(&token).send().await.status, 204);
        advance(&world, "27d").await;
        assert_eq!(trashed(&world, "main").await.len(), 2, "29 days");
        let shown = world.get(&format!("/files/{early}/trash")).by(&fresh(&world).await).send().await;
        assert_eq!((shown.status, text(&shown, "purged_at")), (200, "2025-07-15T15:06:40+00:00".to_owned()));
        advance(&world, "2d").await;
        assert_eq!(trashed(&world, "main").await, ["late"], "31 days, and 29");
        let token = fresh(&world).await;
        assert_eq!(world.get(&format!("/files/{early}/trash")).by(&token).send().await.status, 404);
        assert_eq!(
            world.post(&format!("/files/{early}"), json!({})).by(&token).send().await.status,
            404,
            "no way back"
        );
        assert_eq!(world.collected().await, Collected { contents: 1, objects: 1 });
        assert_eq!(world.objects().await, 2);
        advance(&world, "31d").await;
        assert!(trashed(&world, "main").await.is_empty());
        assert_eq!(world.collected().await, Collected { contents: 1, objects: 1 });
        let there = world.get(&format!("/files/{kept}/content")).by(&fresh(&world).await).send().await;
        assert_eq!(there.status, 302, "what nobody has deleted is there: {there:?}");
    });
}

#[test]
fn it_is_gone_in_the_world_whose_clock_was_moved_and_in_no_other() {
    in_a_laboratory(async |world: World| {
        let id = upload(&world, "early").await;
        assert_eq!(world.delete(&format!("/files/{id}")).by("ada").send().await.status, 204);
        assert_eq!(world.in_lab("POST", "/worlds", json!({ "name": "one" })).send().await.status, 201);
        advance(&world, "31d").await;
        assert!(trashed(&world, "main").await.is_empty());
        assert_eq!(world.collected().await, Collected { contents: 1, objects: 1 });
        assert_eq!(trashed(&world, "one").await, ["early"], "it is the same day there");
        let back =
            world.post(&format!("/files/{id}"), json!({})).by("ada").header("X-Boxwood-World", "one").send().await;
        assert_eq!(back.status, 201, "{back:?}");
        let content =
            world.get(&format!("/files/{id}/content")).by("ada").header("X-Boxwood-World", "one").send().await;
        let to = content.headers["location"].to_str().unwrap().to_owned();
        let path = to.splitn(4, '/').nth(3).unwrap().to_owned();
        let read = world.at("GET", &format!("/{path}")).header("X-Boxwood-World", "one").send().await;
        assert_eq!((read.status, read.bytes.len()), (200, 120_000), "with its bytes");
        let listed = world.in_lab("GET", "/worlds/one", Value::Null).send().await;
        assert_eq!(text(&listed, "now"), "2025-06-15T15:06:40+00:00");
    });
}
