//! Who may read, say, change and delete what.
use super::*;

#[test]
fn whoever_may_preview_may_comment() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        say(&world, "una", FILE, "first").await;
        for (n, role) in ["previewer", "viewer", "uploader", "previewer uploader", "co-owner"].into_iter().enumerate() {
            let given = json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": { "type": "user", "id": "4" },
                "role": role });
            assert_eq!(world.post("/collaborations", given).by("una").send().await.status, 201);
            let may = role != "uploader";
            let (read, made) = if may { ("200 -", "201 -") } else { (DENIED, DENIED) };
            assert_eq!(world.get("/files/2/comments").by("max").send().await.outcome(), read, "{role}");
            assert_eq!(see(&world, "max", "1").await, read, "{role}");
            assert_eq!(say(&world, "max", FILE, "x").await.outcome(), made, "{role}");
            assert_eq!(say(&world, "max", ("comment", "1"), "x").await.outcome(), made, "{role}");
            let id = (n + 1).to_string();
            assert_eq!(world.delete(&format!("/collaborations/{id}")).by("una").send().await.status, 204);
            assert_eq!(world.get("/files/2/comments").by("max").send().await.outcome(), MISSING, "{role}");
            assert_eq!(see(&world, "max", "1").await, MISSING, "{role}");
            assert_eq!(say(&world, "max", ("comment", "1"), "x").await.outcome(), MISSING, "{role}");
        }
    });
}

#[test]
fn the_author_changes_and_the_owners_delete() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        give(&world, 4, "viewer").await;
        give(&world, 2, "co-owner").await;
        give(&world, 7, "editor").await;
        for _ in 0..3 {
            say(&world, "max", FILE, "max's").await;
        }
        let text = json!({ "message": "changed" });
        for (by, change, deletion) in
            [("appu1", DENIED, DENIED), ("una", DENIED, "204 -"), ("cole", DENIED, "204 -"), ("max", "200 -", "204 -")]
        {
            let id = &world.get("/files/2/comments?limit=1").by("una").send().await.body["entries"][0]["id"];
            let id = id.as_str().unwrap();
            assert_eq!(put(&world, by, id, text.clone()).await.outcome(), change, "{by}");
            assert_eq!(end(&world, by, id).await, deletion, "{by}");
        }
        assert!(told(&world, "una").await.is_empty());
    });
}

#[test]
fn nothing_is_said_about_what_is_gone() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        say(&world, "una", FILE, "first").await;
        assert_eq!(world.delete("/folders/1?recursive=true").by("una").send().await.status, 204);
        assert_eq!(world.get("/files/2/comments").by("una").send().await.outcome(), "404 trashed");
        assert_eq!(say(&world, "una", FILE, "x").await.outcome(), "404 trashed");
        assert_eq!(see(&world, "una", "1").await, MISSING);
        assert_eq!(say(&world, "una", ("comment", "1"), "x").await.outcome(), MISSING);
        assert_eq!(end(&world, "una", "1").await, MISSING);
    });
}

#[test]
fn a_comment_outlives_its_author_and_ends_with_its_file() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        give(&world, 4, "viewer").await;
        say(&world, "max", FILE, "max's").await;
        say(&world, "una", ("comment", "1"), "answer").await;
        assert_eq!(world.delete("/users/4").by("ada").send().await.status, 204);
        let left = world.get("/comments/1").by("una").send().await;
        assert_eq!((&left.body["message"], &left.body["created_by"]["name"]), (&json!("max's"), &json!("max")));
        // The newest item's row stays for its id, and so the file goes in both ways, as the newest and not.
        file(&world, "b.txt").await;
        say(&world, "una", ("file", "3"), "b").await;
        assert_eq!(world.delete("/users/3?force=true").by("ada").send().await.status, 204);
        while world.app().db().write("test", crate::items::take_apart).await.unwrap() {}
        const COUNT: &str = "SELECT count(*) FROM comments";
        let left = world.app().db().read(Cost::Point, |tx| tx.one::<(i64,)>(COUNT, ())).await;
        let left: Result<_, boxwood_store::Error> = left;
        assert_eq!(left.unwrap().0, 0);
    });
}

#[test]
fn as_user_comments_as_that_user() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        let body = json!({ "message": "x", "item": { "type": "file", "id": "2" } });
        let made = world.post("/comments", body.clone()).by("ada").as_user("3").send().await;
        assert_eq!((made.status, &made.body["created_by"]["name"]), (201, &json!("una")));
        assert_eq!(world.post("/comments", body.clone()).by("ada").send().await.outcome(), MISSING);
        assert_eq!(world.post("/comments", body).by("ada").as_user("4").send().await.outcome(), MISSING);
        assert_eq!(see(&world, "ada", "1").await, MISSING);
        assert_eq!(events(&world).await, ["COMMENT_CREATE comment 1 by 3 Some(1)"]);
    });
}
