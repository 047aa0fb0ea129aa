//! The edge cases of the contract's content §10 that are about comments.
use super::*;

#[test]
fn content_row_66_what_a_comment_cannot_be() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        let both = json!({ "message": "a", "tagged_message": "a", "item": { "type": "file", "id": "2" } });
        assert_eq!(world.post("/comments", both).by("una").send().await.outcome(), "400 bad_request");
        assert_eq!(say(&world, "una", FILE, "one").await.status, 201);
        assert_eq!(say(&world, "una", ("comment", "1"), "two").await.status, 201);
        let deeper = say(&world, "una", ("comment", "2"), "three").await;
        assert_eq!(
            (&deeper.body["is_reply_comment"], &deeper.body["item"]),
            (&json!(true), &json!({ "type": "file", "id": "2" }))
        );
        give(&world, 4, "editor").await;
        assert_eq!(end(&world, "max", "1").await, DENIED, "an editor is a stranger to it");
        assert_eq!(end(&world, "cole", "1").await, MISSING);
        assert_eq!(say(&world, "una", ("folder", "1"), "x").await.outcome(), "400 bad_request");
        assert_eq!(say(&world, "una", ("file", "1"), "x").await.outcome(), MISSING, "that is a folder");
    });
}

#[test]
fn a_comment_has_one_text_that_says_something() {
    on_both_engines(async |world: World| {
        a_file(&world).await;
        let item = json!({ "type": "file", "id": "2" });
        let long = "ü".repeat(10_000);
        for (text, outcome) in [("", "400 bad_request"), (" \n", "400 bad_request"), (&long, "201 -")] {
            assert_eq!(say(&world, "una", FILE, text).await.outcome(), outcome);
        }
        assert_eq!(say(&world, "una", FILE, &format!("{long}x")).await.outcome(), "400 bad_request");
        for body in [json!({ "item": item }), json!({ "item": item, "message": null }), json!({ "message": "x" })] {
            assert_eq!(world.post("/comments", body).by("una").send().await.outcome(), "400 bad_request");
        }
        assert_eq!(put(&world, "una", "1", json!({})).await.outcome(), "400 bad_request");
        let both = json!({ "message": "a", "tagged_message": "a" });
        assert_eq!(put(&world, "una", "1", both).await.outcome(), "400 bad_request");
        assert_eq!(say(&world, "una", ("comment", "9"), "x").await.outcome(), MISSING);
    });
}
