//! Clients that are slow, wrong or greedy.
use crate::{Running, TOKEN, start};
use std::time::Duration;

async fn is_well(server: &Running) {
    assert!(server.get("/2.0/users/me").await.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn clients_that_send_no_request_are_let_go() {
    let short = Duration::from_millis(80);
    let server = start(|config| (config.limits.head, config.limits.idle) = (short, 4 * short)).await;
    assert_eq!(server.exchange("").await, "", "nothing at all");
    assert_eq!(server.exchange("GET /2.0/users/me HTTP/1.1\r\nHos").await, "", "half a head");
    let answer = server.exchange("GET /2.0/users/me HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 401 Unauthorized\r\n"), "idle after a request: {answer}");
    is_well(&server).await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let server = start(|config| config.limits.body = Duration::from_millis(80)).await;
    let head = format!("POST /2.0/folders HTTP/1.1\r\nHost: a\r\n{TOKEN}");
    let answer = server.exchange(&format!("{head}Content-Length: 100\r\n\r\n{{\"name\":")).await;
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
    assert!(answer.contains(r#""code":"request_timeout""#), "{answer}");
    let answer = server.exchange("POST /oauth2/token HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\ngrant").await;
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
    is_well(&server).await;
}

/// What never becomes a call has no body and no id; what does is refused as any other.
#[tokio::test]
async fn what_is_no_request_is_refused() {
    let server = start(|_| {}).await;
    let many: String = (0..200).map(|n| format!("X-{n}: y\r\n")).collect();
    let head = format!("POST /2.0/folders HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{TOKEN}");
    let long = |path: &str| format!("GET {path}{} HTTP/1.1\r\nConnection: close\r\n\r\n", "y".repeat(20_000));
    for (what, request, status, code) in [
        ("no HTTP", "hello\r\n\r\n".to_owned(), "400", ""),
        ("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n".to_owned(), "400", ""),
        ("an unknown version", "GET / HTTP/9.9\r\n\r\n".to_owned(), "400", ""),
        ("a bad header", "GET / HTTP/1.1\r\nHost: a\r\nb\u{0}d: x\r\n\r\n".to_owned(), "400", ""),
        ("too many headers", format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n"), "431", ""),
        ("a huge header", format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "y".repeat(100_000)), "431", ""),
        ("two lengths", format!("{head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{{}}"), "400", ""),
        ("a negative length", format!("{head}Content-Length: -1\r\n\r\n{{}}"), "400", ""),
        (
            "length and chunks",
            format!("{head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            "400",
            "bad_request",
        ),
        ("a long path", long("/"), "404", "not_found"),
        ("a long operation", long("/2.0/"), "414", "request_uri_too_long"),
        ("a bad chunk", format!("{head}Transfer-Encoding: chunked\r\n\r\nxyz\r\n"), "400", "bad_request"),
        ("no JSON", format!("{head}Content-Length: 2\r\n\r\n{{x"), "400", "bad_request"),
    ] {
        let answer = server.exchange(&request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{what}: {answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let is_told = if code.is_empty() { body.is_empty() } else { body.contains(&format!(r#""code":"{code}""#)) };
        assert!(is_told && head.contains("\r\nBox-Request-Id: ") != code.is_empty(), "{what}: {answer}");
    }
    is_well(&server).await;
}

#[tokio::test]
async fn who_sends_too_much_is_told_so() {
    let server = start(|_| {}).await;
    let (head, much) = (format!("POST /2.0/folders HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{TOKEN}"), 4 << 20);
    let answer = server.exchange(&format!("{head}Content-Length: {much}\r\n\r\n{}", "x".repeat(much))).await;
    assert!(answer.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{answer}");
    assert!(answer.contains(r#""code":"request_entity_too_large""#), "{answer}");
    is_well(&server).await;
}
