//! Who collaborates in something, and what waits for an answer.
use super::*;

/// "max editor A": of each, to whom, which role, in what.
fn told(list: &Value) -> Vec<String> {
    let name = |value: &Value| value["name"].as_str().unwrap_or("-").to_owned();
    let entries = list["entries"].as_array().unwrap().iter();
    entries
        .map(|one| format!("{} {} {}", name(&one["accessible_by"]), one["role"].as_str().unwrap(), name(&one["item"])))
        .collect()
}

#[test]
fn a_folders_list_has_all_who_reach_it() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        folder(&world, "una", "B", "1").await;
        folder(&world, "una", "C", "2").await;
        for (folder, to, role) in [
            ("2", user(4), "viewer"),
            ("1", user(2), "editor"),
            ("3", user(4), "co-owner"),
            ("2", login("olga@example.com"), "viewer"),
            ("1", user(7), "uploader"),
        ] {
            assert_eq!(give(&world, "una", folder, to, role).await.status, 201);
        }
        let list = async |by: &str, path: &str| world.get(path).by(by).send().await.body;
        let all = list("una", "/folders/2/collaborations").await;
        assert_eq!(told(&all), ["max viewer B", "cole editor A", "- viewer B", "appu1 uploader A"]);
        assert_eq!((&all["total_count"], &all["limit"], &all["next_marker"]), (&json!(4), &json!(100), &Value::Null));
        assert!(all.get("offset").is_none());
        // What max cannot see has no name.
        let seen = list("max", "/folders/3/collaborations").await;
        assert_eq!(told(&seen), ["max viewer B", "cole editor -", "max co-owner C", "- viewer B", "appu1 uploader -"]);
        let first = list("una", "/folders/3/collaborations?limit=2").await;
        assert_eq!(
            (told(&first), &first["next_marker"]),
            (vec!["max viewer B".to_owned(), "cole editor A".to_owned()], &json!("2"))
        );
        let next = list("una", "/folders/3/collaborations?limit=2&marker=2&fields=role,accessible_by,item").await;
        assert_eq!(
            (told(&next), &next["next_marker"]),
            (vec!["max co-owner C".to_owned(), "- viewer B".to_owned()], &json!("4"))
        );
        let last = list("una", "/folders/3/collaborations?limit=2&marker=4").await;
        assert_eq!(
            (told(&last), &last["next_marker"], &last["total_count"]),
            (vec!["appu1 uploader A".to_owned()], &Value::Null, &json!(5))
        );
        assert_eq!(world.get("/folders/1/collaborations").by("max").send().await.outcome(), MISSING);
        for (query, outcome) in [("marker=x", "400 invalid_parameter"), ("limit=0", "400 invalid_limit")] {
            let refused = world.get(&format!("/folders/1/collaborations?{query}")).by("una").send().await;
            assert_eq!(refused.outcome(), outcome);
        }
    });
}

#[test]
fn a_files_list_has_those_of_the_folders_above() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        let file = file(&world, 1, "a.txt").await;
        give(&world, "una", "1", user(4), "previewer").await;
        let body =
            json!({ "item": { "type": "file", "id": file.to_string() }, "accessible_by": user(2), "role": "viewer" });
        let made = world.post("/collaborations", body).by("una").send().await;
        assert_eq!(made.status, 201);
        assert_json_snapshot!(made.body["item"], @r#"
        {
          "etag": "0",
          "file_version": null,
          "id": "2",
          "name": "a.txt",
          "sequence_id": "0",
          "sha1": null,
          "type": "file"
        }
        "#);
        let list = world.get(&format!("/files/{file}/collaborations")).by("max").send().await;
        assert_eq!(told(&list.body), ["max previewer A", "cole viewer a.txt"]);
        assert_eq!(root(&world, "cole").await, ["a.txt"]);
        assert_eq!(world.get(&format!("/files/{file}/collaborations")).by("ada").send().await.outcome(), MISSING);
        assert_eq!(world.get("/files/1/collaborations").by("una").send().await.outcome(), MISSING, "that is a folder");
        let given = put(&world, "una", id(&made), json!({ "role": "owner" })).await;
        assert_eq!(given.outcome(), "204 -");
        let list = world.get(&format!("/files/{file}/collaborations")).by("cole").send().await;
        assert_eq!(told(&list.body), ["una editor a.txt"]);
    });
}

#[test]
fn what_waits_for_an_answer() {
    on_both_engines(async |world: World| {
        for (n, name) in ["A", "B", "C", "D"].into_iter().enumerate() {
            folder(&world, "una", name, "0").await;
            give(&world, "una", &(n + 1).to_string(), login("olga@example.com"), "viewer").await;
        }
        put(&world, "olga", "1", json!({ "status": "accepted" })).await;
        world.delete("/folders/4").by("una").send().await;
        let list = async |query: &str| world.get(&format!("/collaborations{query}")).by("olga").send().await;
        let all = list("?status=pending").await.body;
        assert_eq!(told(&all), ["olga viewer -", "olga viewer -"]);
        assert_eq!((&all["total_count"], &all["limit"], &all["offset"]), (&json!(2), &json!(100), &json!(0)));
        let page = list("?status=pending&limit=1&offset=1&fields=status").await.body;
        assert_eq!(page["entries"], json!([{ "type": "collaboration", "id": "3", "status": "pending" }]));
        assert_eq!(page["total_count"], 2);
        assert_eq!(list("").await.outcome(), "400 invalid_parameter");
        assert_eq!(list("?status=accepted").await.outcome(), "400 invalid_parameter");
        let una = world.get("/collaborations?status=pending").by("una").send().await;
        assert_eq!(una.body["total_count"], 0);
    });
}
