mod secrets;

use super::{Claims, Tape, Wanted, Written, har};
use crate::http::{Found, Known};
use axum::body::Body;
use boxwood_api::wire::UserId;
use http::{Request, Response};
use http_body_util::BodyExt;
use serde_json::{Value, json};

const SECRET: &str = "qW7nZpLx0SecretSecret";

fn una() -> Known {
    Known { user: UserId(3), user_login: "una@acme.example".to_owned(), ..Known::default() }
}

/// One exchange, whose bodies pass by as they do on a connection.
async fn exchange(tape: &Tape, request: Request<Body>, operation: &'static str, response: Response<Body>) {
    let (head, body) = request.into_parts();
    let taken = tape.begin(&head, operation, 1_750_000_000_000_000);
    taken.hears(body).collect().await.unwrap();
    let written = Written { found: Found::default(), names: Some(una()), faults: Vec::new() };
    taken.answered(response, written).into_body().collect().await.unwrap();
}

fn post(path: &str, media: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::post(path).header("host", "api.box.com").header("content-type", media);
    request.header("authorization", format!("Bearer {SECRET}")).body(body.into()).unwrap()
}

fn answer(body: &Value) -> Response<Body> {
    Response::builder().header("content-type", "application/json").body(Body::from(body.to_string())).unwrap()
}

async fn tape() -> Tape {
    let tape = Tape::default();
    let form = format!("grant_type=refresh_token&refresh_token={SECRET}&client_secret={SECRET}");
    let issued = json!({ "access_token": SECRET, "refresh_token": SECRET, "token_type": "bearer" });
    exchange(
        &tape,
        post("/oauth2/token", "application/x-www-form-urlencoded", form),
        "post_oauth2_token",
        answer(&issued),
    )
    .await;
    let made = json!({ "name": "Plans", "parent": { "id": "0" }, "shared_link": { "password": SECRET } });
    let request = post("/2.0/folders?fields=id", "application/json", made.to_string());
    let link = format!("https://dl.boxcloud.com/d/1/{SECRET}/download");
    exchange(&tape, request, "post_folders", answer(&json!({ "id": "7", "download_url": link }))).await;
    tape
}

#[tokio::test]
async fn no_secret_is_in_anything_that_comes_out() {
    let tape = tape().await;
    let shown = tape.shown(&Wanted::default());
    let texts = [serde_json::to_string(&shown).unwrap(), har(&shown).to_string()];
    for text in texts {
        assert!(!text.contains(SECRET), "{text}");
        assert!(text.contains("Plans") && text.contains("grant_type=refresh_token"), "{text}");
    }
    let (first, second) = (&shown[0], &shown[1]);
    let bearer = &first.request.as_ref().unwrap().headers["authorization"];
    assert_eq!(Some(bearer), second.request.as_ref().unwrap().headers.get("authorization"), "the same token");
    assert_eq!(second.url, "https://api.box.com/2.0/folders?fields=id");
}

#[test]
fn what_nobody_knows_is_refused() {
    let fine = json!({ "operation": "get_*", "user": "3", "status": 200 });
    assert!(serde_json::from_value::<Wanted>(fine.clone()).is_ok());
    assert!(serde_json::from_value::<Claims>(json!({ "that": [fine] })).is_ok());
    for odd in [json!({ "operation": "get_*", "usr": "3" }), json!({ "of": { "user": "3" } }), json!({ "user": 3 })] {
        assert!(serde_json::from_value::<Wanted>(odd.clone()).is_err(), "{odd}");
        assert!(serde_json::from_value::<Claims>(json!({ "that": [odd] })).is_err(), "{odd}");
    }
}

#[tokio::test]
async fn claims_hold_or_say_what_comes_near() {
    let tape = tape().await;
    let check = |claims: Value| tape.check(&serde_json::from_value::<Claims>(claims).unwrap());
    let held = check(json!({ "in_order": true, "that": [
        { "operation": "post_oauth2_token", "count": 1 },
        { "operation": "post_folders", "user": "una@acme.example", "status": 200, "count": { "at_least": 1 },
          "header": { "Authorization": format!("Bearer {SECRET}") }, "body": { "parent": { "id": "0" } },
          "answer": { "id": "7" } },
        { "operation": "delete_*", "count": 0 },
    ] }));
    assert!(held.ok, "{held:?}");
    let failed =
        check(json!({ "that": [{ "operation": "post_folders", "status": 201, "body": { "name": "Others" } }] }));
    assert!(!failed.ok);
    let near = &failed.outcomes[0].near[0];
    assert_eq!((near.number, near.misses.len()), (2, 2), "{near:?}");
    let order = check(json!({ "in_order": true, "that": [{ "operation": "post_folders" }, { "path": "/oauth2/*" }] }));
    assert!(!order.ok && order.outcomes[0].ok && order.outcomes[1].why.is_some(), "{order:?}");
}

#[tokio::test]
async fn only_so_much_of_a_body_is_kept() {
    let tape = Tape::default();
    let large = vec![b'x'; 200 << 10];
    exchange(&tape, post("/2.0/files/content", "text/plain", large), "post_files_content", answer(&json!({}))).await;
    let shown = tape.shown(&Wanted::default()).remove(0).request.unwrap();
    assert_eq!((shown.bytes, shown.cut, shown.text.unwrap().len()), (200 << 10, true, 64 << 10));
    for _ in 0..1100 {
        let body = vec![b'y'; 64 << 10];
        exchange(&tape, post("/2.0/files/content", "text/plain", body), "post_files_content", answer(&json!({}))).await;
    }
    let kept = tape.shown(&Wanted::default());
    assert!(kept.len() < 1050 && kept.len() > 900, "{}", kept.len());
    tape.clear();
    assert_eq!(tape.room.load(std::sync::atomic::Ordering::Relaxed), 0, "all room is given back");
}
