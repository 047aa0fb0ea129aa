//! How an answer is written: names of headers, dates, fewer bytes.
use crate::{TOKEN, start};
use flate2::read::GzDecoder;
use std::io::Read;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn row_71_header_names_are_written_in_title_case() {
    let server = start(|config| config.rate_limit = Some(1)).await;
    let fine = server.get("/2.0/users/me").await;
    let refused = server.get("/2.0/users/me").await;
    assert!(refused.starts_with("HTTP/1.1 429 Too Many Requests\r\n"), "{refused}");
    let wait = refused.lines().find_map(|line| line.strip_prefix("Retry-After: ")).unwrap();
    assert!((1..=60).contains(&wait.parse::<u32>().unwrap()), "{wait}");
    for answer in [fine, refused] {
        for name in ["Box-Request-Id", "Cache-Control", "Content-Length", "Content-Type", "Strict-Transport-Security"] {
            assert!(answer.contains(&format!("\r\n{name}: ")), "{name} is not in {answer}");
        }
    }
}

#[tokio::test]
async fn every_answer_has_a_date() {
    let server = start(|_| {}).await;
    for path in ["/2.0/users/me", "/2.0/nothing", "/oauth2/token", "/healthz"] {
        let answer = server.get(path).await;
        let date = answer.lines().find_map(|line| line.strip_prefix("Date: ")).unwrap();
        assert!(date.len() == 29 && date.ends_with(" GMT"), "{path}: {date}");
    }
    let refused = server.exchange("hello\r\n\r\n").await;
    assert!(refused.contains("\r\nDate: "), "{refused}");
}

#[tokio::test]
async fn head_is_the_same_head_without_a_body() {
    let server = start(|_| {}).await;
    let request = format!("HEAD /2.0/users/me HTTP/1.1\r\nHost: a\r\n{TOKEN}Connection: close\r\n\r\n");
    let (head, get) = (server.exchange(&request).await, server.get("/2.0/users/me").await);
    let length = |answer: &str| answer.lines().find(|line| line.starts_with("Content-Length: ")).map(str::to_owned);
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"), "{head}");
    assert_eq!(length(&head), length(&get));
}

#[tokio::test]
async fn long_answers_are_compressed_for_those_who_ask() {
    let server = start(|_| {}).await;
    let ask = async |path: &str, encoding: &str| {
        let mut stream = server.connect().await;
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n{TOKEN}{encoding}Connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let at = answer.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
        let body = answer.split_off(at);
        (String::from_utf8(answer).unwrap(), body)
    };
    for path in ["/2.0/users", "/openapi.json"] {
        let (head, plain) = ask(path, "").await;
        assert!(head.contains("\r\nVary: Accept-Encoding\r\n") && !head.contains("Content-Encoding"), "{head}");
        let (head, packed) = ask(path, "Accept-Encoding: gzip, deflate\r\n").await;
        assert!(head.contains("\r\nContent-Encoding: gzip\r\n") && packed.len() < plain.len(), "{head}");
        let mut unpacked = Vec::new();
        GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain);
    }
    let (head, _) = ask("/2.0/users/me?fields=name", "Accept-Encoding: gzip\r\n").await;
    assert!(!head.contains("Content-Encoding") && !head.contains("Vary"), "too short: {head}");
}
