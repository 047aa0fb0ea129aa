//! What words find.
use super::{file, folder, found, put, search};
use boxwood_testing::{World, on_both_engines};
use proptest::{
    prelude::{Strategy, any, prop, prop_oneof},
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::json;

#[test]
fn every_part_of_an_item_is_found() {
    on_both_engines(async |world: World| {
        file(&world, "una", "Annual_Report-2024.final.pdf.txt", 0, "The penguins were swimming.").await;
        put(&world, "una", "/files/1", json!({ "description": "Über Müllers Résumé", "tags": ["red apple", "tea"] }))
            .await;
        for message in ["Mind the walrus", "and the gap"] {
            let body = json!({ "message": message, "item": { "type": "file", "id": "1" } });
            assert_eq!(world.post("/comments", body).by("una").send().await.status, 201);
        }
        for (query, part) in [
            ("annual", "name"),
            ("REPORT", "name"),
            ("2024", "name"),
            ("annu", "name"),
            ("repor", "name"),
            ("annual_rep", "name"),
            ("Annual_Report-2024.final.pdf.txt", "name"),
            ("report 2024", "name"),
            ("reporting", "name"),
            ("uber", "description"),
            ("resume", "description"),
            ("re\u{301}sume\u{301}", "description"),
            ("apples", "tags"),
            ("\"red apple\"", "tags"),
            ("walruses", "comments"),
            ("penguin", "file_content"),
            ("swims", "file_content"),
            ("\"penguins were swimming\"", "file_content"),
        ] {
            assert_eq!(found(&world, "una", query, "").await.len(), 1, "{query}");
            for one in ["name", "description", "tags", "comments", "file_content"] {
                let count = found(&world, "una", query, &format!("&content_types={one}")).await.len();
                assert_eq!(count, usize::from(one == part), "{query} in {one}");
            }
            let both = found(&world, "una", query, &format!("&content_types=tags,{part}")).await;
            assert_eq!(both.len(), 1, "{query}");
        }
        for query in ["nnual", "\"apple tea\"", "\"apple red\"", "\"annu\"", "pengu", "a"] {
            assert_eq!(found(&world, "una", query, "").await.len(), 0, "{query}");
        }
    });
}

#[test]
fn operators_and_phrases() {
    on_both_engines(async |world: World| {
        for name in ["cat dog", "cat bird", "dog bird", "fish"] {
            folder(&world, "una", name, 0).await;
        }
        for (query, mut names) in [
            ("cat fish", vec!["cat dog", "cat bird", "fish"]),
            ("cat OR fish", vec!["cat dog", "cat bird", "fish"]),
            ("cat AND dog", vec!["cat dog"]),
            ("cat NOT dog", vec!["cat bird"]),
            ("cat AND NOT dog", vec!["cat bird"]),
            ("bird AND cat OR fish", vec!["cat bird", "fish"]),
            ("fish cat AND bird", vec!["cat bird", "fish"]),
            ("bird NOT cat NOT dog", vec![]),
            ("NOT cat", vec![]),
            ("\"bird dog\"", vec![]),
            ("\"dog bird\"", vec!["dog bird"]),
            ("dog.bird", vec!["dog bird"]),
            ("dog.bi", vec!["dog bird"]),
            ("fish NOT \"cat dog\"", vec!["fish"]),
            ("***", vec![]),
        ] {
            let mut found = found(&world, "una", query, "").await;
            found.sort_unstable();
            names.sort_unstable();
            assert_eq!(found, names, "{query}");
        }
    });
}

#[test]
fn what_fits_best_comes_first() {
    on_both_engines(async |world: World| {
        let filler = "some other words that say nothing of it at all and go on for a while ".repeat(3);
        file(&world, "una", "far.txt", 0, &format!("yellow {filler} submarine {filler}")).await;
        file(&world, "una", "close.txt", 0, &format!("{filler} yellow submarine {filler}")).await;
        file(&world, "una", "one.txt", 0, &format!("{filler} yellow {filler}")).await;
        folder(&world, "una", "Yellow submarine", 0).await;
        let best = ["Yellow submarine", "close.txt", "far.txt", "one.txt"];
        assert_eq!(found(&world, "una", "yellow submarine", "").await, best);
        let mut worst = best;
        worst.reverse();
        assert_eq!(found(&world, "una", "yellow submarine", "&direction=ASC").await, worst);
    });
}

#[test]
fn names_of_every_script_are_found() {
    on_both_engines(async |world: World| {
        for name in ["東京都の地図", "Привет мир", "δοκιμή", "नमस्ते", "émoji 😀.txt", "한국어 문서"]
        {
            folder(&world, "una", name, 0).await;
        }
        for (query, name) in [
            ("東京", "東京都の地図"),
            ("地図", "東京都の地図"),
            ("привет", "Привет мир"),
            ("ПРИВ", "Привет мир"),
            ("ΔΟΚΙΜΗ", "δοκιμή"),
            ("नमस्ते", "नमस्ते"),
            ("emoji", "émoji 😀.txt"),
            ("한국", "한국어 문서"),
        ] {
            assert_eq!(found(&world, "una", query, "").await, [name], "{query}");
        }
        assert!(found(&world, "una", "京東", "").await.is_empty());
    });
}

/// Whatever is typed is answered: as a list, never as an error of the engine's.
#[test]
fn any_question_is_answered() {
    let token = prop_oneof![
        3 => prop::sample::select(vec![
            "AND", "OR", "NOT", "NEAR", "\"", "'", "*", "(", ")", ":", "name :", "-", "^", "{name}", "a:*", "& | !", "<->", ":*",
            "\\", "'a", "a\"b", "NEAR(a b)", "%", ";", "--", "/*", "$1", "\u{0}", "+", ",",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec!["cat", "dog", "x", "東京", "é", "cat.dog"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let question = || prop::collection::vec(token.clone(), 0..8).prop_map(|tokens| tokens.join(" "));
    on_both_engines(async |world: World| {
        folder(&world, "una", "cat dog", 0).await;
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[13; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let mut answered = 0;
        for _ in 0..300 {
            let text = question().new_tree(&mut runner).unwrap().current();
            let reply = search(&world, "una", &text, "").await;
            let is_fine = match reply.status {
                200 => reply.body["type"] == "search_results_items",
                400 => text.trim().is_empty() || text.contains('\0'),
                _ => false,
            };
            assert!(is_fine, "{text:?} {reply:?}");
            answered += usize::from(reply.status == 200);
        }
        assert!(answered > 200, "{answered}");
        let long = "word.".repeat(1500) + &" other".repeat(500);
        assert_eq!(search(&world, "una", &long, "").await.status, 200);
    });
}
