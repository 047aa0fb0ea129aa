//! Forks, snapshots, resets, and which world a request is for.
use crate::{in_a_laboratory, text};
use boxwood_testing::{Reply, World};
use serde_json::{Value, json};

async fn fork(world: &World, name: &str) {
    let made = world.in_lab("POST", "/worlds", json!({ "name": name })).send().await;
    assert_eq!((made.status, text(&made, "name").as_str()), (201, name), "{made:?}");
}

/// A folder in Ada's root, in the world of that name.
async fn folder(world: &World, of: &str, name: &str) -> Reply {
    let body = json!({ "name": name, "parent": { "id": "0" } });
    world.post("/folders", body).by("ada").header("X-Boxwood-World", of).send().await
}

/// What there is in Ada's root.
async fn names(world: &World, of: &str) -> Vec<String> {
    let listed = world.get("/folders/0/items").by("ada").header("X-Boxwood-World", of).send().await;
    assert_eq!(listed.status, 200, "{listed:?}");
    let entries = listed.body["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn forks_have_what_was_there_and_go_their_own_ways() {
    in_a_laboratory(async |world| {
        assert_eq!(folder(&world, "main", "first").await.status, 201);
        fork(&world, "one").await;
        fork(&world, "two").await;
        let ids = [folder(&world, "one", "a").await, folder(&world, "two", "b").await].map(|made| text(&made, "id"));
        assert_eq!(ids[0], ids[1], "ids go on from where they were, in each");
        assert_eq!(folder(&world, "main", "later").await.status, 201);
        assert_eq!(names(&world, "one").await, ["a", "first"]);
        assert_eq!(names(&world, "two").await, ["b", "first"]);
        assert_eq!(names(&world, "main").await, ["first", "later"]);
        let ended = world.in_lab("DELETE", "/worlds/one", Value::Null).send().await;
        assert_eq!(ended.status, 204);
        let gone = folder(&world, "one", "c").await;
        assert_eq!(gone.status, 404);
        assert!(text(&gone, "message").contains("POST /_lab/worlds makes one"), "{gone:?}");
        assert_eq!(names(&world, "two").await, ["b", "first"]);
    });
}

#[test]
fn a_world_is_put_back_to_what_it_began_with_or_to_a_snapshot() {
    in_a_laboratory(async |world| {
        fork(&world, "one").await;
        folder(&world, "one", "a").await;
        let kept = world.in_lab("POST", "/worlds/one/snapshots", json!({ "name": "with-a" })).send().await;
        assert_eq!(kept.status, 201);
        folder(&world, "one", "b").await;
        let reset = world.in_lab("POST", "/worlds/one/reset", Value::Null).send().await;
        assert_eq!((reset.status, names(&world, "one").await.len()), (200, 0));
        let reset = world.in_lab("POST", "/worlds/one/reset", json!({ "to": "with-a" })).send().await;
        assert_eq!((reset.status, names(&world, "one").await), (200, vec!["a".to_owned()]));
        let reset = world.in_lab("POST", "/worlds/one/reset", Value::Null).send().await;
        assert_eq!((reset.status, names(&world, "one").await.len()), (200, 0), "what it was forked from is still that");
        let more = json!({ "name": "more", "from": "with-a" });
        assert_eq!(world.in_lab("POST", "/worlds", more).send().await.status, 201);
        assert_eq!(names(&world, "more").await, ["a"]);
        world.in_lab("POST", "/worlds/main/reset", json!({ "to": "with-a" })).send().await;
        folder(&world, "main", "mine").await;
        assert_eq!(names(&world, "main").await, ["a", "mine"]);
        assert_eq!(world.in_lab("POST", "/worlds/main/reset", Value::Null).send().await.status, 200);
        assert_eq!(names(&world, "main").await.len(), 0, "the beginning of the main world");
        let listed = world.in_lab("GET", "/worlds", Value::Null).send().await.body;
        let worlds: Vec<_> = listed["worlds"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
        assert_eq!((json!(worlds), &listed["snapshots"]), (json!(["main", "more", "one"]), &json!(["with-a"])));
        assert_eq!(world.in_lab("DELETE", "/snapshots/with-a", Value::Null).send().await.status, 204);
        assert_eq!(world.in_lab("POST", "/worlds/one/reset", json!({ "to": "with-a" })).send().await.status, 404);
    });
}

#[test]
fn files_are_each_worlds_own() {
    in_a_laboratory(async |world| {
        let body = "hello ".repeat(200_000);
        let form = |name: &str| {
            let attributes = json!({ "name": name, "parent": { "id": "0" } });
            format!(
                "--x\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{attributes}\r\n--x\r\n\
                 Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{body}\r\n--x--\r\n"
            )
        };
        let upload = async |of: &str, name: &str| {
            let ask = world.at("POST", "/api/2.0/files/content").by("ada").header("X-Boxwood-World", of);
            ask.bytes("multipart/form-data; boundary=x", form(name).into_bytes()).send().await
        };
        let made = upload("main", "large.txt").await;
        assert_eq!(made.status, 201, "{made:?}");
        let id = made.body["entries"][0]["id"].as_str().unwrap().to_owned();
        fork(&world, "one").await;
        let read = async |of: &str| {
            let path = format!("/files/{id}/content");
            let moved = world.get(&path).by("ada").header("X-Boxwood-World", of).send().await;
            if moved.status != 302 {
                return moved;
            }
            let to = moved.headers["location"].to_str().unwrap().to_owned();
            let path = to.splitn(4, '/').nth(3).unwrap().to_owned();
            world.at("GET", &format!("/{path}")).header("X-Boxwood-World", of).send().await
        };
        assert_eq!(read("one").await.bytes, body.as_bytes());
        let deleted = world.delete(&format!("/files/{id}")).by("ada").send().await;
        assert_eq!(deleted.status, 204);
        assert_eq!((read("main").await.status, read("one").await.bytes.len()), (404, body.len()));
        assert_eq!(upload("one", "other.txt").await.status, 201);
        assert_eq!(names(&world, "main").await.len(), 0);
    });
}

#[test]
fn a_world_is_chosen_by_header_proxy_host_or_token() {
    in_a_laboratory(async |world| {
        fork(&world, "one").await;
        folder(&world, "one", "a").await;
        let count = async |ask: boxwood_testing::Ask| ask.by("ada").send().await.body["total_count"].as_i64().unwrap();
        assert_eq!(count(world.get("/folders/0/items")).await, 0);
        assert_eq!(count(world.get("/folders/0/items").header("X-Boxwood-World", "one")).await, 1);
        assert_eq!(count(world.get("/folders/0/items").header("Host", "one.localhost:8080")).await, 1);
        let request = http::Request::get("/2.0/folders/0/items").header("Authorization", "Bearer ada");
        let hinted = world.lab().handle(request.body(axum::body::Body::empty()).unwrap(), Some("one")).await;
        assert_eq!(hinted.status(), 200);
        let unknown = world.get("/users/me").by("ada").header("Host", "two.localhost").send().await;
        assert_eq!((unknown.status, text(&unknown, "code").as_str()), (404, "not_found"));
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", "full"),
            ("client_secret", "secret"),
            ("box_subject_type", "user"),
            ("box_subject_id", "1"),
        ];
        let issued = world.form("/oauth2/token", &fields).header("X-Boxwood-World", "one").send().await;
        assert_eq!(issued.status, 200, "{issued:?}");
        let token = text(&issued, "access_token");
        let seen = world.get("/folders/0/items").by(&token).send().await;
        assert_eq!(seen.body["total_count"], 1, "the token's own world: {seen:?}");
        let elsewhere = world.get("/users/me").by(&token).header("X-Boxwood-World", "main").send().await;
        assert_eq!(elsewhere.status, 401, "it was issued in another world");
        world.in_lab("DELETE", "/worlds/one", Value::Null).send().await;
        assert_eq!(world.get("/users/me").by(&token).send().await.status, 401);
    });
}

#[test]
fn the_api_is_for_its_own_token_and_says_what_to_do() {
    in_a_laboratory(async |world| {
        for path in ["/_lab/worlds", "/_lab/worlds/main/clock", "/_lab/nothing"] {
            assert_eq!(world.at("GET", path).send().await.status, 401, "{path}");
            assert_eq!(world.at("GET", path).by("ada").send().await.status, 401, "{path}");
        }
        for (method, path, body, status, told) in [
            ("GET", "/nothing", Value::Null, 404, ""),
            ("GET", "/worlds/two", Value::Null, 404, "GET /_lab/worlds lists all"),
            ("POST", "/worlds", json!({ "name": "Two" }), 400, "a-z, 0-9"),
            ("POST", "/worlds", json!({ "name": "main" }), 409, "already"),
            ("POST", "/worlds", json!({ "name": "two", "from": "none" }), 404, "neither a world nor a snapshot"),
            ("POST", "/worlds", json!({ "named": "two" }), 400, "unknown field"),
            ("DELETE", "/worlds/main", Value::Null, 409, "reset puts it back"),
            ("PATCH", "/worlds", Value::Null, 405, ""),
        ] {
            let reply = world.in_lab(method, path, body).send().await;
            assert_eq!(reply.status, status, "{method} {path}: {reply:?}");
            assert!(text(&reply, "message").contains(told), "{method} {path}: {reply:?}");
        }
    });
}

/// With something of all that a seed has words for.
const SEED: &str = r#"{"enterprises": [{"name": "Acme", "domains": ["acme.example", "acme.test"],
    "admin": {"name": "Ada Admin", "login": "ada@acme.example"},
    "apps": [{"name": "Narrow", "client_id": "narrow", "auth": ["ccg"], "scopes": ["root_readonly"], "access": "app",
            "as_user": false, "user_tokens": false, "users": [{"name": "Robot", "external_app_user_id": "7",
                "folders": [{"name": "Its own"}]}]},
        {"name": "Web", "client_id": "web", "auth": ["oauth2"], "redirect_uris": ["http://localhost/back"],
            "cors_origins": ["http://localhost"]},
        {"name": "Wide", "client_id": "wide", "client_secret": "not-so-secret", "authorized": false}],
    "users": [{"name": "Max", "login": "max@acme.example", "job_title": "Tester", "role": "coadmin",
            "permissions": ["manage_groups"], "web_links": [{"url": "https://docs.example", "name": "Docs"}]},
        {"name": "Una", "login": "una@acme.example", "folders": [{"name": "Plans", "tags": ["year"], "description": "All",
            "collaborations": [{"user": "max@acme.example", "role": "editor"}, {"group": "Readers", "role": "viewer"}],
            "folders": [{"name": "Old"}],
            "files": [{"name": "plan.txt", "text": "A plan.\n"}]}],
        "files": [{"name": "empty.txt", "shared_link": {"access": "open"}}]}],
    "groups": [{"name": "Readers", "members": ["max@acme.example"]}]}]}"#;

#[test]
fn an_export_planted_again_is_the_same() {
    in_a_laboratory(async |_| {
        let mut before: Option<Value> = None;
        for _ in 0..2 {
            let seed = before.as_ref().map_or_else(|| SEED.to_owned(), Value::to_string);
            let mut config = boxwood_server::Config::new(boxwood_store::Config::MEMORY);
            config.blobs = boxwood_blobs::Place::Memory;
            let random = config.random.clone();
            let lab = boxwood_server::lab::Lab::open(config, boxwood_testing::LAB_TOKEN).unwrap();
            let app = lab.main();
            let seed = boxwood_server::seed::Seed::parse(&seed).unwrap();
            seed.plant(app.db(), app.blobs(), &random).await.unwrap_or_else(|refused| panic!("{refused}: {before:?}"));
            let request = http::Request::get("/_lab/worlds/main/export");
            let request = request.header("Authorization", format!("Bearer {}", boxwood_testing::LAB_TOKEN));
            let answer = lab.handle(request.body(axum::body::Body::empty()).unwrap(), None).await;
            let bytes = http_body_util::BodyExt::collect(answer.into_body()).await.unwrap().to_bytes();
            let exported: Value = serde_json::from_slice(&bytes).unwrap();
            let una = &exported["enterprises"][0]["users"][1];
            let plans = &una["folders"][0];
            assert_eq!((&una["login"], &plans["name"]), (&json!("una@acme.example"), &json!("Plans")), "{exported:#}");
            assert_eq!(plans["files"][0]["text"], "A plan.\n");
            assert_eq!((&plans["tags"], &plans["folders"][0]["name"]), (&json!(["year"]), &json!("Old")));
            assert_eq!(plans["collaborations"].as_array().unwrap().len(), 2, "{exported:#}");
            assert_eq!(una["files"][0]["shared_link"]["access"], "open");
            let acme = &exported["enterprises"][0];
            assert_eq!(acme["groups"][0]["members"], json!(["max@acme.example"]));
            assert_eq!(acme["domains"], json!(["acme.example", "acme.test"]));
            let max = &acme["users"][0];
            assert_eq!((&max["role"], &max["permissions"]), (&json!("coadmin"), &json!(["manage_groups"])));
            assert_eq!(max["web_links"], json!([{ "url": "https://docs.example", "name": "Docs" }]));
            let robot = json!({ "name": "Robot", "external_app_user_id": "7", "folders": [{ "name": "Its own" }] });
            let narrow = json!({
                "name": "Narrow", "client_id": "narrow", "auth": ["ccg"], "scopes": ["root_readonly"], "access": "app",
                "as_user": false, "user_tokens": false, "users": [robot],
            });
            let web = json!({
                "name": "Web", "client_id": "web", "auth": ["oauth2"], "redirect_uris": ["http://localhost/back"],
                "cors_origins": ["http://localhost"],
            });
            let wide = json!({ "name": "Wide", "client_id": "wide", "authorized": false });
            assert_eq!(acme["apps"], json!([narrow, web, wide]));
            if let Some(before) = before.replace(exported.clone()) {
                assert_eq!(before, exported);
            }
        }
    });
}
