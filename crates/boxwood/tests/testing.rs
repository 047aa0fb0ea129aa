//! `boxwood::testing`, as a program's own tests use it.
#![expect(clippy::unwrap_used, reason = "a helper that fails ends its test, as the test itself would")]

use boxwood::testing;
use serde_json::Value;
use std::{
    io::{Read, Write},
    net::TcpStream,
};

/// What a client gets; on a thread of its own, for the server is in this process.
async fn get(base_url: &str, path: &str, token: &str) -> Value {
    let address = base_url.strip_prefix("http://").unwrap().to_owned();
    let head = format!("GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n");
    let asked = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    });
    asked.await.unwrap()
}

#[tokio::test]
async fn each_test_has_a_server_of_its_own() {
    let (one, other) = (testing::start().await.unwrap(), testing::start().await.unwrap());
    let token = one.token(one.user_id()).await.unwrap();
    let me = get(one.base_url(), "/2.0/users/me", &token).await;
    assert_eq!((&me["id"], &me["login"]), (&one.user_id().into(), &"sample.user@boxwood.example".into()));
    assert!(me["avatar_url"].as_str().unwrap().starts_with(one.base_url()));
    let admin = get(other.base_url(), "/2.0/users/me", other.developer_token()).await;
    assert_eq!(admin["id"], other.admin_id());
    assert_ne!(one.client_secret(), other.client_secret());
    let config: Value = serde_json::from_str(one.config()).unwrap();
    assert_eq!(config["boxAppSettings"]["clientID"], one.client_id());
    assert!(one.config_file().exists());
    let (file, refused) = (one.config_file().to_owned(), one.token("4711").await.unwrap_err());
    assert!(refused.message.contains("4711"), "{refused}");
    one.stop().await.unwrap();
    assert!(!file.exists());
}

#[tokio::test]
async fn a_seed_is_given_as_text() {
    let yaml = "enterprises:\n- name: Acme\n  admin: {name: Ada, login: ada@acme.example}\n  users:\n  \
        - {name: Una, login: una@acme.example, files: [{name: a.txt, text: hello}]}\n";
    let boxwood = testing::seeded(yaml).await.unwrap();
    let una = boxwood.planted().users["una@acme.example"].clone();
    assert_eq!((una.clone(), boxwood.planted().files.len()), (boxwood.user_id(), 1));
    let token = boxwood.token(una).await.unwrap();
    let items = get(boxwood.base_url(), "/2.0/folders/0/items", &token).await;
    assert_eq!(items["entries"][0]["name"], "a.txt");
    let refused = testing::seeded("enterprises: []").await.err().unwrap();
    assert!(refused.message.contains("enterprises"), "{refused}");
}

#[tokio::test]
async fn tests_that_share_a_server_have_a_world_each() {
    let boxwood = testing::start().await.unwrap();
    let (one, other) = (boxwood.fork("one").await.unwrap(), boxwood.fork("other").await.unwrap());
    let me = async |world: &testing::Fork| {
        let (address, path) = world.base_url().strip_prefix("http://").unwrap().split_once('/').unwrap();
        let (address, path) = (address.to_owned(), path.to_owned());
        let token = boxwood.developer_token().to_owned();
        let head = format!(
            "GET /{path}/2.0/users/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        );
        let asked = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer.lines().next().unwrap().to_owned()
        });
        asked.await.unwrap()
    };
    assert!(me(&one).await.contains(" 200 "), "a token from before the fork counts in it");
    one.advance(std::time::Duration::from_secs(86_400)).await.unwrap();
    assert!(me(&one).await.contains(" 401 "), "it has expired there");
    assert!(me(&other).await.contains(" 200 "), "and only there");
    one.reset().await.unwrap();
    assert!(me(&one).await.contains(" 200 "));
    assert!(boxwood.fork("one").await.is_err());
    drop(one);
    assert!(boxwood.fork("one").await.is_ok());
    boxwood.stop().await.unwrap();
}
