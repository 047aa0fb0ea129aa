//! Links that embed a file, as the API tells them. What they open is tested with the pages.
use super::{clear, form, id};
use crate::resources::files::tests::made;
use boxwood_testing::{World, on_both_engines};
use serde_json::{Value, json};

#[test]
fn a_link_comes_with_a_token_that_looks_at_that_file_and_at_nothing_else() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a.txt", 0, b"hello").await;
        let other = made(&world, "una", "b.txt", 0, b"hello").await;
        let path = format!("/files/{}", id(&file));
        let reply = world.get(&format!("{path}?fields=name,expiring_embed_link")).by("una").send().await;
        assert_eq!((reply.status, &reply.body["name"]), (200, &json!("a.txt")));
        let mut link = reply.body["expiring_embed_link"].clone();
        let token = link["access_token"].as_str().unwrap().to_owned();
        assert!(link["url"].as_str().unwrap().starts_with("http://127.0.0.1:8080/preview/expiring_embed/"), "{link}");
        (link["access_token"], link["url"]) = (json!("[token]"), json!("[url]"));
        insta::assert_json_snapshot!(link, @r#"
        {
          "access_token": "[token]",
          "expires_in": 3600,
          "restricted_to": [
            {
              "object": {
                "id": "1",
                "type": "file"
              },
              "scope": "base_preview"
            },
            {
              "object": {
                "id": "1",
                "type": "file"
              },
              "scope": "item_preview"
            }
          ],
          "token_type": "bearer",
          "url": "[url]"
        }
        "#);
        assert_eq!(world.get(&form(&file, "text").1).by(&token).send().await.status, 200);
        assert_eq!(world.get(&format!("{path}/content")).by(&token).send().await.status, 403);
        assert_eq!(world.put(&path, json!({ "name": "c.txt" })).by(&token).send().await.status, 403);
        let beside = world.get(&form(&other, "text").1).by(&token).send().await;
        assert!(matches!(beside.status, 403 | 404), "{beside:?}");
        // It ends with the token that it comes from.
        let revoked = [("client_id", "full"), ("client_secret", "secret"), ("token", "una")];
        assert_eq!(world.form("/oauth2/revoke", &revoked).send().await.status, 200);
        assert_eq!(world.get(&form(&file, "text").1).by(&token).send().await.status, 401);
    });
}

#[test]
fn links_are_for_those_who_may_look_at_what_can_be_looked_at() {
    on_both_engines(async |world: World| {
        let zip = made(&world, "una", "a.zip", 0, b"PK").await;
        let path = format!("/files/{}?fields=expiring_embed_link", id(&zip));
        assert_eq!(world.get(&path).by("una").send().await.outcome(), "415 unsupported_media_type");
        assert_eq!(world.get(&path).by("max").send().await.outcome(), "404 not_found");
        assert_eq!(world.get(&path.replace("expiring_embed_link", "name")).by("una").send().await.status, 200);
        let folder = world.post("/folders", json!({ "name": "f", "parent": { "id": "0" } })).by("una").send().await;
        let folder: i64 = folder.body["id"].as_str().unwrap().parse().unwrap();
        let given = json!({ "item": { "type": "folder", "id": folder.to_string() },
            "accessible_by": { "type": "user", "id": "4" }, "role": "uploader" });
        assert_eq!(world.post("/collaborations", given).by("una").send().await.status, 201);
        let file = made(&world, "una", "a.png", folder, &clear(1, 1)).await;
        let path = format!("/files/{}?fields=expiring_embed_link", id(&file));
        assert_eq!(world.get(&path).by("max").send().await.status, 403);
        // It is made for whoever asks, and for the one file that they ask about.
        let listed = world.get(&format!("/folders/{folder}/items?fields=expiring_embed_link")).by("una").send().await;
        assert_eq!(listed.body["entries"][0].get("expiring_embed_link"), None::<&Value>);
        assert_eq!(world.delete(&format!("/files/{}", id(&file))).by("una").send().await.status, 204);
        assert_eq!(world.get(&path).by("una").send().await.outcome(), "415 unsupported_media_type");
    });
}
