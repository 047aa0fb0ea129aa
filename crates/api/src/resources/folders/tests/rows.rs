//! The edge cases of the contract's content §10, as far as they are about folders.
use super::*;

#[test]
fn content_row_07_names_of_folders() {
    on_both_engines(async |world: World| {
        for (name, outcome) in [
            ("n".repeat(255), "201 -"),
            ("n".repeat(256), "400 item_name_too_long"),
            ("..".to_owned(), "400 item_name_invalid"),
            (".".to_owned(), "400 item_name_invalid"),
            ("a/b".to_owned(), "400 item_name_invalid"),
            ("a\\b".to_owned(), "400 item_name_invalid"),
            ("a\nb".to_owned(), "400 item_name_invalid"),
            ("x ".to_owned(), "400 item_name_invalid"),
            (" x".to_owned(), "201 -"),
        ] {
            assert_eq!(make(&world, "una", &name, 0).await.outcome(), outcome, "{name:?}");
        }
        for (name, outcome) in [("a/b", "400 item_name_invalid"), ("y ", "400 item_name_invalid"), (" y", "200 -")] {
            assert_eq!(rename(&world, "una", 1, name).await.outcome(), outcome, "{name:?}");
        }
    });
}

#[test]
fn content_row_11_if_match_guards_changes_and_deletions() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        let put = async |etag: &str, name: &str| {
            let request = world.put("/folders/1", json!({ "name": name })).by("una").header("If-Match", etag);
            request.send().await.outcome()
        };
        let delete = async |id: i64, etag: &str| {
            world.delete(&format!("/folders/{id}")).by("una").header("If-Match", etag).send().await.outcome()
        };
        assert_eq!(put("0", "B").await, "200 -");
        assert_eq!(put("0", "C").await, "412 precondition_failed");
        assert_eq!(put("\"1\"", "C").await, "200 -", "quoted, as the RFC has it");
        assert_eq!(delete(1, "1").await, "412 precondition_failed");
        assert_eq!(get(&world, "una", "1").await.body["name"], "C");
        assert_eq!(delete(99, "1").await, "404 not_found");
        assert_eq!(put("7, 2", "D").await, "200 -");
        assert_eq!(delete(1, "3").await, "204 -");
    });
}

#[test]
fn content_row_12_if_none_match_spares_the_body() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        let get = async || world.get("/folders/1").by("una").header("If-None-Match", "0").send().await;
        let unchanged = get().await;
        assert_eq!((unchanged.status, unchanged.body), (304, Value::Null));
        rename(&world, "una", 1, "B").await;
        assert_eq!(get().await.status, 200);
    });
}

#[test]
fn content_row_21_a_folder_with_something_in_it_is_kept() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B"]).await;
        let delete = async |path: &str| world.delete(path).by("una").send().await.outcome();
        assert_eq!(delete("/folders/1").await, "400 folder_not_empty");
        assert_eq!(delete("/folders/1?recursive=false").await, "400 folder_not_empty");
        assert_eq!(delete("/folders/2").await, "204 -");
        assert_eq!(delete("/folders/1").await, "204 -", "what is in the trash does not count");
        nest_again(&world).await;
    });
}

/// The names are free again, and a whole tree can go at once.
async fn nest_again(world: &World) {
    assert_eq!(make(world, "una", "A", 0).await.body["id"], "3");
    assert_eq!(make(world, "una", "B", 3).await.status, 201);
    assert_eq!(world.delete("/folders/3?recursive=True").by("una").send().await.status, 204);
    assert_eq!(get(world, "una", "4").await.outcome(), "404 trashed");
    assert_eq!(get(world, "una", "0/items").await.body["total_count"], 0);
}

#[test]
fn content_row_22_what_is_in_the_trash_is_gone() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B", "C"]).await;
        assert_eq!(delete(&world, "una", 2).await, "204 -");
        for id in [2, 3] {
            assert_eq!(get(&world, "una", &id.to_string()).await.outcome(), "404 trashed");
            assert_eq!(get(&world, "una", &format!("{id}/items")).await.outcome(), "404 trashed");
            assert_eq!(rename(&world, "una", id, "N").await.outcome(), "404 trashed");
            assert_eq!(make(&world, "una", "N", id).await.outcome(), "404 trashed");
            assert_eq!(delete(&world, "una", id).await, "404 trashed");
            assert_eq!(get(&world, "max", &id.to_string()).await.outcome(), "404 not_found", "who never saw it");
        }
        assert_eq!(get(&world, "una", "1").await.body["item_collection"]["total_count"], 0);
    });
}

#[test]
fn content_row_27_a_folder_cannot_be_in_itself() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B", "C"]).await;
        for (folder, parent) in [(1, 1), (1, 2), (1, 3), (2, 3)] {
            assert_eq!(move_to(&world, "una", folder, parent).await.outcome(), "400 cyclical_folder_structure");
        }
        let same = move_to(&world, "una", 2, 1).await;
        assert_eq!((same.status, &same.body["etag"]), (200, &json!("0")), "where it is already");
        assert_eq!(move_to(&world, "una", 1, 0).await.status, 200);
    });
}

#[test]
fn content_row_28_letter_case_and_two_changes_at_once() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["plan", "B"]).await;
        let renamed = rename(&world, "una", 1, "PLAN").await;
        assert_eq!((renamed.status, &renamed.body["name"]), (200, &json!("PLAN")));
        let both = json!({ "name": "b", "parent": { "id": 0 } });
        let both = world.put("/folders/2", both).by("una").send().await;
        assert_eq!((both.status, &both.body["name"], &both.body["parent"]["id"]), (200, &json!("b"), &json!("0")));
        // The old name is taken where it goes, and the new one where it comes from: neither is in the way.
        make(&world, "una", "plan", 2).await;
        make(&world, "una", "old", 2).await;
        make(&world, "una", "old", 0).await;
        let swap = json!({ "name": "new", "parent": { "id": "0" } });
        assert_eq!(world.put("/folders/4", swap).by("una").send().await.status, 200);
    });
}

#[test]
fn content_row_29_the_root_stays_as_it_is() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        for body in
            [json!({ "name": "N" }), json!({ "parent": { "id": "1" } }), json!({ "parent": { "id": "0" } }), json!({})]
        {
            let put = world.put("/folders/0", body).by("una").send().await;
            assert_eq!(put.outcome(), "403 access_denied_insufficient_permissions");
        }
        assert_eq!(delete(&world, "una", 0).await, "403 access_denied_insufficient_permissions");
    });
}

#[test]
fn content_row_30_what_is_no_id_and_what_is_no_folder() {
    on_both_engines(async |world: World| {
        for path in ["abc", "-1", "1a", "%31x", "abc/items"] {
            assert_eq!(get(&world, "una", path).await.outcome(), "405 method_not_allowed", "{path}");
        }
        let missing = get(&world, "una", "999999999").await;
        assert_json_snapshot!(missing.body, { ".request_id" => "[id]" }, @r#"
        {
          "code": "not_found",
          "context_info": {
            "errors": [
              {
                "message": "Invalid value 'd_999999999'. 'folder' with value 'd_999999999' not found",
                "name": "folder",
                "reason": "invalid_parameter"
              }
            ]
          },
          "help_url": "http://developers.box.com/docs/#errors",
          "message": "Not Found",
          "request_id": "[id]",
          "status": 404,
          "type": "error"
        }
        "#);
    });
}

#[test]
fn content_row_31_pages_cover_all_once() {
    on_both_engines(async |world: World| {
        for name in ["c", "A", "b"] {
            make(&world, "una", name, 0).await;
        }
        let mut seen = Vec::new();
        for offset in 0..4 {
            let page = get(&world, "una", &format!("0/items?limit=1&offset={offset}")).await.body;
            assert_eq!((&page["total_count"], &page["limit"]), (&json!(3), &json!(1)));
            seen.extend(names(&page).into_iter().map(str::to_owned));
        }
        assert_eq!(seen, ["A", "b", "c"]);
        assert_eq!(get(&world, "una", "0/items?limit=5000").await.body["limit"], 1000);
    });
}

#[test]
fn content_row_32_markers_end_in_null() {
    on_both_engines(async |world: World| {
        for name in ["c", "a", "b"] {
            make(&world, "una", name, 0).await;
        }
        let first = get(&world, "una", "0/items?usemarker=true&limit=2").await.body;
        assert_eq!((names(&first), &first["next_marker"]), (vec!["c", "a"], &json!("8")));
        let last = get(&world, "una", "0/items?usemarker=true&limit=2&marker=8").await.body;
        assert_eq!((names(&last), last.get("next_marker")), (vec!["b"], Some(&Value::Null)));
        let whole = get(&world, "una", "0/items/?limit=3&usemarker=True&marker=0").await.body;
        assert_eq!(whole.get("next_marker"), Some(&Value::Null), "a full page can be the last");
        for query in [
            "usemarker=true&offset=0",
            "usemarker=true&marker=x",
            "usemarker=true&sort=name",
            "usemarker=true&direction=ASC",
            "marker=2",
        ] {
            let refused = get(&world, "una", &format!("0/items?{query}")).await;
            assert_eq!(refused.outcome(), "400 invalid_parameter", "{query}");
        }
    });
}

#[test]
fn content_row_33_offsets_and_limits_out_of_range() {
    on_both_engines(async |world: World| {
        for path in ["0", "0/items"] {
            for (query, outcome) in [
                ("offset=10001", "400 invalid_offset"),
                ("offset=-1", "400 invalid_offset"),
                ("offset=x", "400 invalid_offset"),
                ("offset=10000", "200 -"),
                ("limit=-1", "400 invalid_limit"),
                ("limit=x", "400 invalid_limit"),
                ("limit=", "200 -"),
                ("sort=shape", "400 invalid_parameter"),
                ("direction=up", "400 invalid_parameter"),
            ] {
                assert_eq!(get(&world, "una", &format!("{path}?{query}")).await.outcome(), outcome, "{path}?{query}");
            }
        }
    });
}

#[test]
fn content_row_34_fields_add_to_the_mini_tier() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        let mini = json!({ "type": "folder", "id": "1", "sequence_id": "0", "etag": "0", "name": "A" });
        assert_eq!(get(&world, "una", "1?fields=nope").await.body, mini);
        let with = |name: &str, value: Value| {
            let mut more = mini.clone();
            more[name] = value;
            more
        };
        let (size, metadata) = (with("size", json!(0)), with("metadata", Value::Null));
        assert_eq!(get(&world, "una", "1?fields=size").await.body, size);
        assert_eq!(get(&world, "una", "1?fields=metadata.enterprise_1.foo").await.body, metadata);
        assert_eq!(get(&world, "una", "0/items?fields=size,nope").await.body["entries"], json!([size]));
        let root = get(&world, "una", "0?fields=size,item_collection").await.body;
        assert_eq!(root["item_collection"]["entries"], json!([size]), "the entries are shaped alike");
        assert_eq!(get(&world, "una", "0").await.body["item_collection"]["entries"], json!([mini]));
    });
}

#[test]
fn content_row_82_the_body_of_each_mode() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        assert_json_snapshot!(get(&world, "una", "0/items?usemarker=true").await.body, @r#"
        {
          "entries": [
            {
              "etag": "0",
              "id": "1",
              "name": "A",
              "sequence_id": "0",
              "type": "folder"
            }
          ],
          "limit": 100,
          "next_marker": null
        }
        "#);
        assert_json_snapshot!(get(&world, "una", "0/items?limit=9999").await.body, @r#"
        {
          "entries": [
            {
              "etag": "0",
              "id": "1",
              "name": "A",
              "sequence_id": "0",
              "type": "folder"
            }
          ],
          "limit": 1000,
          "offset": 0,
          "order": [
            {
              "by": "type",
              "direction": "ASC"
            },
            {
              "by": "name",
              "direction": "ASC"
            }
          ],
          "total_count": 1
        }
        "#);
    });
}

#[test]
fn content_row_85_sequence_ids_grow() {
    const ETAG: &str = "SELECT etag FROM items WHERE id = $1";
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B"]).await;
        let mut last = 0;
        for body in [json!({ "name": "b" }), json!({ "description": "d" }), json!({ "parent": { "id": "0" } })] {
            let now = world.put("/folders/2", body).by("una").send().await.body;
            let sequence: i64 = now["sequence_id"].as_str().unwrap().parse().unwrap();
            assert!(sequence > last && now["etag"] == now["sequence_id"], "{now}");
            last = sequence;
        }
        delete(&world, "una", 2).await;
        let trashed = world.app().db().read(boxwood_store::Cost::Point, |tx| tx.one::<(i64,)>(ETAG, (2i64,)));
        let trashed: Result<_, boxwood_store::Error> = trashed.await;
        assert_eq!(trashed, Ok((last + 1,)));
    });
}
