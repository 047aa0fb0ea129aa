//! The documentation, as anybody reads it.
use super::{call, examples::LANGUAGES, reference, text::Html, words};
use boxwood_api::resources;
use boxwood_testing::{World, on_both_engines};
use serde_json::Value;
use std::{collections::BTreeSet, fs};

/// Beside those of the registry.
const OTHERS: [&str; 4] = ["post_oauth2_token", "post_oauth2_revoke", "get_authorize", "get_zip_downloads_id_content"];

fn operations() -> Vec<&'static str> {
    let endpoints = resources::all().into_iter().flat_map(|resource| resource.endpoints);
    endpoints.map(|endpoint| endpoint.about.id).chain(OTHERS).collect()
}

async fn page(world: &World, path: &str) -> String {
    let page = world.browser().get(path).await;
    assert_eq!(page.status, 200, "{path}");
    assert!(page.html.len() < 100 << 10, "{path} has {} bytes", page.html.len());
    page.html
}

/// What stands in the element with that id.
fn element(html: &str, id: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!(" id=\"{id}\""))?;
    let (code, _) = rest.split_once('>')?.1.split_once("</pre>")?;
    Some(Html(code.to_owned()).plain())
}

#[test]
fn every_operation_has_its_page_with_an_example_in_every_language() {
    on_both_engines(async |world| {
        let index = page(&world, "/docs/reference").await;
        for id in operations() {
            assert!(index.contains(&format!("href=\"/docs/reference/{id}\"")), "{id} is not on the index");
            let html = page(&world, &format!("/docs/reference/{id}")).await;
            assert!(!reference::notes(id).0.is_empty(), "nothing is said of {id}");
            let call = call::of(id).unwrap();
            for language in &LANGUAGES {
                let code = element(&html, language.id).unwrap_or_default();
                assert!(!code.is_empty(), "{id} in {}", language.name);
                // No SDK makes it: the others say so.
                let of_no_sdk = call.manager.is_empty() && code.contains("see curl, or Rust");
                for (_, value) in call.path.iter().filter(|_| !of_no_sdk) {
                    assert!(code.contains(value), "{id} in {}: {code}", language.name);
                }
                assert!(!code.contains('{') || !code.contains("_id}"), "{id} in {}: {code}", language.name);
                if language.id == "rust" {
                    assert_rust(id, &code);
                }
            }
        }
        assert_eq!(world.browser().get("/docs/reference/get_nothing").await.status, 404);
    });
}

/// It can be read as Rust; whether reqwest has what it calls is not asked.
fn assert_rust(what: &str, code: &str) {
    if let Err(error) = syn::parse_file(&format!("async fn example() -> Result<(), Error> {{\n{code}\nOk(())\n}}")) {
        panic!("{what}: {error}\n{code}");
    }
}

#[test]
fn the_guides_rust_can_be_read_as_rust() {
    let mut found = 0;
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/docs/guides")).unwrap() {
        let file = file.unwrap().path();
        let text = if file.extension().is_some_and(|ending| ending == "md") {
            fs::read_to_string(&file).unwrap()
        } else {
            String::new()
        };
        for block in text.split("```rust").skip(1) {
            let (_, code) = block.split_once('\n').unwrap();
            assert_rust(&file.display().to_string(), code.split("```").next().unwrap());
            found += 1;
        }
    }
    assert!(found >= 2, "{found}");
}

#[test]
fn notes_and_calls_are_of_operations_that_there_are() {
    let known: BTreeSet<_> = operations().into_iter().collect();
    for id in call::all().map(|call| call.id) {
        assert!(known.contains(id), "{id}");
    }
    let notes = include_str!("notes.md").lines().filter_map(|line| line.strip_prefix("## "));
    for id in notes.flat_map(str::split_whitespace) {
        assert!(known.contains(id), "{id}");
    }
}

#[test]
fn every_parameter_field_and_status_has_a_meaning() {
    on_both_engines(async |world| {
        let document = world.at("GET", "/openapi.json").send().await;
        explained(&super::Manual::of(&serde_json::from_slice(&document.bytes).unwrap()));
    });
}

fn explained(manual: &super::Manual) {
    assert_eq!(manual.operations.len(), operations().len());
    let mut unexplained = BTreeSet::new();
    for operation in &manual.operations {
        let of_body = operation.body.iter().flat_map(|body| &body.fields);
        let parameters = operation.parameters.iter().map(|parameter| &parameter.field);
        for field in parameters.chain(of_body).chain(&operation.answer).chain(&operation.entries) {
            if field.meaning.is_empty() || field.kind.is_empty() {
                unexplained.insert((field.name.clone(), &*operation.id));
            }
            assert!(!field.meaning.contains("contract:"), "{}: {field:?}", operation.id);
        }
        for status in operation.statuses.iter().filter(|status| operation.guarded && !status.code.starts_with('2')) {
            assert!(!words::advice(&status.code).is_empty(), "{}: {}", operation.id, status.code);
        }
        let body: BTreeSet<_> = operation.body.iter().flat_map(|body| &body.fields).map(|field| &*field.name).collect();
        let required = operation.body.iter().flat_map(|body| &body.fields).filter(|field| field.required);
        let given: BTreeSet<_> = operation.call.body.iter().map(|(name, _)| *name).collect();
        assert!(given.is_subset(&body), "{}: {given:?}", operation.id);
        for field in required {
            assert!(given.contains(&*field.name), "{}: {} is required", operation.id, field.name);
        }
        for (name, _) in operation.call.query.iter() {
            assert!(operation.parameters.iter().any(|known| known.field.name == *name), "{}: {name}", operation.id);
        }
    }
    assert!(unexplained.is_empty(), "words.txt does not know {unexplained:?}");
}

/// The members of an object, of its members' objects, and of the first of a list.
fn shape(value: &Value, at: &str, all: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                all.insert(format!("{at}/{name}"));
                shape(member, &format!("{at}/{name}"), all);
            }
        }
        Value::Array(list) => list.first().into_iter().for_each(|one| shape(one, &format!("{at}[]"), all)),
        _ => {}
    }
}

fn shaped(value: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    shape(value, "", &mut all);
    all
}

#[test]
fn sample_answers_have_the_shape_of_real_ones() {
    on_both_engines(async |world| {
        let document = world.at("GET", "/openapi.json").send().await;
        let manual = super::Manual::of(&serde_json::from_slice(&document.bytes).unwrap());
        let folder = serde_json::json!({ "name": "Reports", "parent": { "id": "0" } });
        let made = world.post("/folders", folder).by("una").send().await;
        let id = made.body["id"].as_str().unwrap().to_owned();
        let body = serde_json::json!({ "description": "x" });
        let alias = serde_json::json!({ "email": "another@example.com" });
        let aliases = world.post("/users/3/email_aliases", alias).by("ada").send().await;
        for (operation, reply) in [
            ("post_folders", made),
            ("post_users_id_email_aliases", aliases),
            ("get_users_me", world.get("/users/me").by("una").send().await),
            ("get_users_id", world.get("/users/3").by("una").send().await),
            ("get_users", world.get("/users").by("ada").send().await),
            ("put_folders_id", world.put(&format!("/folders/{id}"), body).by("una").send().await),
            ("get_folders_id", world.get(&format!("/folders/{id}")).by("una").send().await),
            ("get_folders_id_items", world.get("/folders/0/items").by("una").send().await),
            ("get_users_id_email_aliases", world.get("/users/3/email_aliases").by("ada").send().await),
        ] {
            let sample: Value =
                serde_json::from_str(manual.operation(operation).unwrap().sample.as_ref().unwrap()).unwrap();
            assert_eq!(shaped(&sample), shaped(&reply.body), "{operation}: {}", reply.body);
        }
    });
}

/// Addresses of this server that a page leads to.
fn links(html: &str) -> impl Iterator<Item = &str> {
    html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|href| !href.contains("://"))
}

/// Not the documentation's, and some of them need a session.
const ELSEWHERE: [&str; 7] = ["/assets/", "/account", "/admin", "/developer", "/sign-in", "/openapi.json", "#i-"];

#[test]
fn no_link_of_the_documentation_is_dead() {
    on_both_engines(async |world| {
        let (mut waiting, mut seen) = (vec!["/docs".to_owned()], BTreeSet::new());
        while let Some(path) = waiting.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let html = page(&world, &path).await;
            for href in
                links(&html).filter(|href| *href != "/" && !ELSEWHERE.iter().any(|start| href.starts_with(start)))
            {
                let (to, anchor) = href.split_once('#').unwrap_or((href, ""));
                let to = if to.is_empty() { path.as_str() } else { to };
                assert!(to.starts_with("/docs"), "{path} leads to {href}");
                if !anchor.is_empty() {
                    let there = page(&world, to).await;
                    assert!(there.contains(&format!("id=\"{anchor}\"")), "{path} leads to {href}");
                }
                waiting.push(to.to_owned());
            }
        }
        let guides = seen.iter().filter(|path| path.starts_with("/docs/guides/")).count();
        assert_eq!(guides, files_of_guides());
        assert!(operations().iter().all(|id| seen.contains(&format!("/docs/reference/{id}"))));
    });
}

/// As many as there are files.
fn files_of_guides() -> usize {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/docs/guides");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().ends_with(".md")).count()
}

#[test]
fn guides_are_whole_and_name_this_server() {
    on_both_engines(async |world| {
        for guide in super::guides::all("https://box.example") {
            let document = &guide.document;
            assert!(!document.title.is_empty() && document.sections.len() > 2, "{}", guide.slug);
            assert!(!document.html.0.contains("{BASE}") && !document.html.0.contains("{REFUSALS}"), "{}", guide.slug);
            let anchors: BTreeSet<_> = document.sections.iter().map(|(anchor, _)| anchor).collect();
            assert_eq!(anchors.len(), document.sections.len(), "{} has an anchor twice", guide.slug);
        }
        let html = page(&world, "/docs/guides/as-user").await;
        for part in [
            "http://127.0.0.1:8080/2.0/folders/0",
            "The As-User header names no user of the token&#x27;s own enterprise",
            "aria-label=\"Rust\"",
            "id=\"what-refused-it\"",
        ] {
            assert!(html.contains(part) || html.contains(&part.replace("&#x27;", "'")), "{part}");
        }
        assert_eq!(world.browser().get("/docs/guides/nothing").await.status, 404);
        let mut una = world.signed_in("una", 3).await;
        assert!(una.get("/docs/guides/as-user").await.html.contains("una@example.com"), "with the account's bar");
    });
}

#[test]
fn the_search_finds_operations_and_guides() {
    on_both_engines(async |world| {
        for (question, first) in [
            ("get_users_me", "/docs/reference/get_users_me"),
            ("terminate sessions users", "/docs/reference/post_users_terminate_sessions"),
            ("trash", "/docs/reference/get_files_id_trash"),
            ("As-User", "/docs/guides/as-user"),
            ("pkce", "/docs/guides/oauth2"),
            ("narrow token", "/docs/guides/downscoping"),
            ("github actions", "/docs/guides/ci"),
        ] {
            let html =
                page(&world, &format!("/docs/search?{}", serde_urlencoded::to_string([("q", question)]).unwrap()))
                    .await;
            let found = html.split_once("<section class=\"tight\">").map(|(_, rest)| links(rest).next().unwrap());
            assert_eq!(found, Some(first), "{question}");
            assert!(html.contains("<mark>"), "{question}");
        }
        let nothing = page(&world, "/docs/search?q=zzzzz").await;
        assert!(nothing.contains("Nothing was found"));
    });
}

#[test]
fn hostile_questions_stay_text() {
    on_both_engines(async |world| {
        let long = "user ".repeat(2000);
        for question in [
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "'; DROP TABLE users; --",
            "\u{202e}resu \u{0}",
            "{{ 7 * 7 }} ${7*7} %s",
            &long,
        ] {
            let html =
                page(&world, &format!("/docs/search?{}", serde_urlencoded::to_string([("q", question)]).unwrap()))
                    .await;
            assert!(!html.contains("<script>alert") && !html.contains("<img"), "{question}");
        }
        page(&world, "/docs/search?q=%ff%fe&q=&=").await;
        page(&world, "/docs/search").await;
    });
}
