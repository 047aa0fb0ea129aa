//! The edge cases of the contract's content §10, as far as they are about archives.
use super::*;

#[test]
fn content_row_69_an_address_is_good_for_one_download() {
    on_both_engines(async |world: World| {
        let id = file(&world, "una", "a.txt", 0, b"a").await;
        let zip = asked(&world, "una", &[("file", id)]).await;
        assert_eq!(status(&world, "una", &zip).await.outcome(), "404 not_found", "before it has begun");
        let looked = world.at("HEAD", path(&zip, "download_url")).send().await;
        assert_eq!(looked.status, 405, "a look does not use it up");
        assert_eq!(download(&world, &zip).await.status, 200);
        assert_eq!(download(&world, &zip).await.outcome(), "404 not_found");
        assert_eq!(status(&world, "una", &zip).await.status, 200);
        let late = asked(&world, "una", &[("file", id)]).await;
        world.advance(Duration::from_mins(5));
        assert_eq!(download(&world, &late).await.outcome(), "404 not_found");
        for none in [&"0".repeat(32), "x"] {
            let reply = world.at("GET", &format!("/2.0/zip_downloads/{none}/content")).send().await;
            assert_eq!(reply.outcome(), "404 not_found", "{none}");
        }
    });
}

#[test]
fn content_row_69_items_of_one_name_are_renamed() {
    on_both_engines(async |world: World| {
        let other = folder(&world, "una", "Other", 0).await;
        let (first, second) =
            (file(&world, "una", "a.txt", 0, b"1").await, file(&world, "una", "A.txt", other, b"2").await);
        let zip = asked(&world, "una", &[("file", first), ("file", second)]).await;
        insta::assert_json_snapshot!(zip["name_conflicts"], @r#"
        [
          [
            {
              "download_name": "a (2).txt",
              "id": "2",
              "original_name": "a.txt",
              "type": "file"
            },
            {
              "download_name": "A (3).txt",
              "id": "3",
              "original_name": "A.txt",
              "type": "file"
            }
          ]
        ]
        "#);
        let paths: Vec<_> = unzipped(&download(&world, &zip).await.bytes).into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["A (3).txt", "a (2).txt"]);
    });
}

#[test]
fn content_row_69_what_cannot_be_downloaded() {
    on_both_engines(async |world: World| {
        let id = file(&world, "una", "a.txt", 0, b"a").await;
        for (body, outcome) in [
            (json!({ "items": [{ "type": "folder", "id": "0" }] }), "400 bad_request"),
            (json!({ "items": [] }), "400 bad_request"),
            (json!({}), "400 bad_request"),
            (json!({ "items": [{ "type": "web_link", "id": "1" }] }), "400 bad_request"),
            (json!({ "items": [{ "type": "file" }] }), "400 bad_request"),
            (json!({ "items": [{ "type": "file", "id": "x" }] }), "400 bad_request"),
            (json!({ "items": [{ "type": "file", "id": "99" }] }), "403 access_denied_insufficient_permissions"),
            (
                json!({ "items": [{ "type": "folder", "id": id.to_string() }] }),
                "403 access_denied_insufficient_permissions",
            ),
            (
                json!({ "items": [{ "type": "file", "id": id.to_string() }], "download_file_name": "a/b" }),
                "400 item_name_invalid",
            ),
        ] {
            assert_eq!(world.post("/zip_downloads", body.clone()).by("una").send().await.outcome(), outcome, "{body}");
        }
        assert_eq!(
            ask(&world, &[("file", id)]).by("max").send().await.outcome(),
            "403 access_denied_insufficient_permissions"
        );
    });
}
