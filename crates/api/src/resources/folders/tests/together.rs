//! Several at once: on PostgreSQL they really are.
use super::*;
use std::collections::BTreeSet;

#[test]
fn of_all_who_take_a_name_at_once_one_gets_it() {
    on_both_engines(async |world: World| {
        let replies = tokio::join!(
            make(&world, "una", "Plan", 0),
            make(&world, "una", "plan", 0),
            make(&world, "una", "PLAN", 0),
            make(&world, "una", "pLAN", 0),
        );
        let mut outcomes = [replies.0, replies.1, replies.2, replies.3].map(|reply| reply.outcome());
        outcomes.sort();
        assert_eq!(outcomes[0], "201 -");
        assert!(outcomes[1..].iter().all(|outcome| outcome == "409 item_name_in_use"), "{outcomes:?}");
        assert_eq!(get(&world, "una", "0/items").await.body["total_count"], 1);
    });
}

#[test]
fn renames_moves_and_new_folders_meet_without_a_clash() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "N"]).await;
        make(&world, "una", "B", 0).await;
        for _ in 0..5 {
            let (made, renamed, moved) =
                tokio::join!(make(&world, "una", "n", 0), rename(&world, "una", 3, "N"), move_to(&world, "una", 2, 0));
            let good = [made, renamed, moved]
                .iter()
                .filter(|reply| match reply.outcome().as_str() {
                    "200 -" | "201 -" => true,
                    "409 item_name_in_use" | "409 name_temporarily_reserved" => false,
                    other => panic!("{other}"),
                })
                .count();
            let list = get(&world, "una", "0/items?fields=id").await.body;
            let folded: BTreeSet<_> = names(&list).into_iter().map(str::to_lowercase).collect();
            assert_eq!((folded.len(), good), (names(&list).len(), 1), "{list}");
            assert_eq!(list["total_count"], names(&list).len());
            rename(&world, "una", 3, "B").await;
            move_to(&world, "una", 2, 1).await;
            let made = list["entries"].as_array().unwrap().iter().find(|entry| entry["name"] == "n");
            if let Some(made) = made {
                delete(&world, "una", made["id"].as_str().unwrap().parse().unwrap()).await;
            }
        }
    });
}

#[test]
fn two_moves_do_not_tie_a_knot() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        make(&world, "una", "B", 0).await;
        let (one, other) = tokio::join!(move_to(&world, "una", 1, 2), move_to(&world, "una", 2, 1));
        let mut outcomes = [one.outcome(), other.outcome()];
        outcomes.sort();
        assert_eq!(outcomes, ["200 -", "400 cyclical_folder_structure"]);
        assert_eq!(get(&world, "una", "0/items").await.body["total_count"], 1);
    });
}
