//! The laboratory's page for people, and what its cookie is good for.
use super::in_a_laboratory;
use boxwood_testing::{LAB_TOKEN, Reply, World};
use http_body_util::BodyExt;
use serde_json::json;

/// Asks as a browser does that was given this cookie.
async fn page(world: &World, path: &str, cookie: &str) -> Reply {
    world.at("GET", path).header("Cookie", cookie).send().await
}

/// The cookie of somebody who has the token.
async fn cookie(world: &World) -> String {
    let opened = world.form("/_lab/sign-in", &[("token", LAB_TOKEN)]).send().await;
    assert_eq!((opened.status, opened.headers["location"].to_str().unwrap()), (303, "/_lab"));
    let set = opened.headers["set-cookie"].to_str().unwrap();
    for wanted in ["Path=/_lab", "HttpOnly", "SameSite=Strict"] {
        assert!(set.contains(wanted), "{set}");
    }
    assert!(!set.contains(LAB_TOKEN), "whoever gets hold of it may look, and no more: {set}");
    set.split(';').next().unwrap().to_owned()
}

fn html(reply: &Reply) -> String {
    String::from_utf8(reply.bytes.to_vec()).unwrap()
}

#[test]
fn the_page_asks_for_the_token_and_shows_nothing_before() {
    in_a_laboratory(async |world: World| {
        world.get("/users/me").by("ada").send().await;
        for wrong in ["", "boxwood_lab=", "boxwood_lab=guessed", "other=a-token-for-the-laboratory"] {
            let asked = page(&world, "/_lab", wrong).await;
            assert_eq!(asked.status, 200, "{wrong}");
            assert!(html(&asked).contains("name=\"token\"") && !html(&asked).contains("/2.0/users/me"), "{wrong}");
            assert_eq!(page(&world, "/_lab/worlds/main/requests", wrong).await.status, 401, "{wrong}");
        }
        for form in [&[("token", "guessed")][..], &[("token", "")], &[]] {
            let refused = world.form("/_lab/sign-in", form).send().await;
            assert_eq!(refused.status, 403, "{form:?}");
            assert!(!refused.headers.contains_key("set-cookie"), "{form:?}");
        }
    });
}

#[test]
fn calls_are_shown_with_who_made_them_and_why_they_were_refused() {
    in_a_laboratory(async |world: World| {
        let cookie = cookie(&world).await;
        assert!(html(&page(&world, "/_lab", &cookie).await).contains("Nothing was asked yet"));
        world.get("/users/me?access_token=ada").by("ada").as_user(3).send().await;
        world.get("/users/me").by("ada").as_user("<b>999").send().await;
        world.at("GET", "/assets/none.css").send().await;
        let shown = html(&page(&world, "/_lab?world=main", &cookie).await);
        for wanted in [
            "ada@example.com as una@example.com",
            "The As-User header names no user of the token&#39;s own enterprise.",
            "Refused here",
            "Not reached",
        ] {
            assert!(shown.contains(wanted), "{wanted}: {shown}");
        }
        for unwanted in ["<b>999", "access_token=ada", "/assets/none.css"] {
            assert!(!shown.contains(unwanted), "{unwanted}: {shown}");
        }
    });
}

#[test]
fn a_world_has_calls_of_its_own() {
    in_a_laboratory(async |world: World| {
        let cookie = cookie(&world).await;
        assert_eq!(world.in_lab("POST", "/worlds", json!({ "name": "w1" })).send().await.status, 201);
        world.at("GET", "/_world/w1/2.0/folders/0").by("ada").send().await;
        let (main, fork) = (page(&world, "/_lab", &cookie).await, page(&world, "/_lab?world=w1", &cookie).await);
        assert!(!html(&main).contains("/2.0/folders/0") && html(&main).contains("/_lab?world=w1"));
        assert!(html(&fork).contains("/2.0/folders/0"));
        let none = page(&world, "/_lab?world=nowhere", &cookie).await;
        assert!(html(&none).contains("Calls of main"), "one that was dropped leads back");
    });
}

#[test]
fn answers_are_told_as_they_come() {
    in_a_laboratory(async |world: World| {
        let cookie = cookie(&world).await;
        let live = world.at("GET", "/_lab/worlds/main/live").header("Cookie", &cookie).begun().await;
        assert_eq!(
            (live.status().as_u16(), live.headers()["content-type"].to_str().unwrap()),
            (200, "text/event-stream")
        );
        world.get("/users/me").by("ada").as_user(999).send().await;
        let told = live.into_body().frame().await.unwrap().unwrap().into_data().unwrap();
        let told = str::from_utf8(&told).unwrap();
        let data = told.strip_prefix("event: request\ndata: ").unwrap_or_else(|| panic!("{told}"));
        let told: serde_json::Value = serde_json::from_str(data.trim_end()).unwrap();
        assert_eq!((&told["status"], &told["operation"]), (&json!(403), &json!("get_users_me")));
        let steps = told["refused"]["steps"].as_array().unwrap();
        assert!(steps.iter().any(|step| step["step"] == "target" && step["outcome"] == "failed"), "{steps:?}");
    });
}

#[test]
fn by_its_cookie_one_may_look_and_do_nothing() {
    in_a_laboratory(async |world: World| {
        let cookie = cookie(&world).await;
        for (method, path) in [
            ("POST", "/_lab/worlds"),
            ("POST", "/_lab/worlds/main/reset"),
            ("PUT", "/_lab/worlds/main/clock"),
            ("POST", "/_lab/worlds/main/faults"),
            ("DELETE", "/_lab/worlds/main/requests"),
        ] {
            let asked = world.at(method, path).header("Cookie", &cookie).bytes("application/json", b"{}".to_vec());
            assert_eq!(asked.send().await.status, 401, "{method} {path}");
        }
        assert_eq!(page(&world, "/_lab/worlds", &cookie).await.status, 200);
        let value = cookie.split_once('=').unwrap().1;
        assert_eq!(
            world.at("DELETE", "/_lab/worlds/main/requests").by(value).send().await.status,
            401,
            "it is no token"
        );
    });
}
