//! Rows of the contract's tables of edge cases.
use super::*;

#[test]
fn content_row_68_names_are_unique_and_found_by_how_they_begin() {
    on_both_engines(async |world: World| {
        assert_eq!(make(&world, "ada", "Support").await.status, 201);
        let taken = make(&world, "ada", "SUPPORT").await;
        assert_eq!(taken.outcome(), "409 invalid_parameter");
        assert_eq!(taken.body["context_info"]["errors"][0]["name"], "name");
        // A name that was taken may have used up an id.
        let sales = format!("/groups/{}", make(&world, "ada", "Sales").await.body["id"].as_str().unwrap());
        let renamed = world.put(&sales, json!({ "name": "support" })).by("ada").send().await;
        assert_eq!(renamed.outcome(), "409 invalid_parameter");
        let own = world.put(&sales, json!({ "name": "SALES" })).by("ada").send().await;
        assert_eq!((own.status, &own.body["name"]), (200, &json!("SALES")));
        for (term, found) in
            [("su", vec!["Support"]), ("S", vec!["SALES", "Support"]), ("port", vec![]), ("", vec!["SALES", "Support"])]
        {
            let list = world.get(&format!("/groups?filter_term={term}")).by("ada").send().await;
            assert_eq!((names(&list.body), &list.body["total_count"]), (found.clone(), &json!(found.len())), "{term}");
        }
        assert_eq!(join(&world, "ada", 1, 3, "member").await.status, 201);
        assert_eq!(join(&world, "ada", 1, 3, "admin").await.outcome(), "409 conflict");
    });
}
