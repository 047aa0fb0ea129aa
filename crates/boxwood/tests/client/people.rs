//! Who there is, who works with whom, acting as somebody for a command, and what is about no item.
use super::world::{World, ok, refused};
use serde_json::Value;

fn texts<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|one| one[field].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn users_are_listed_for_whoever_may() {
    let world = World::logged_in().await;
    let all = world.json(&["users"]).await;
    assert_eq!(texts(&all, "login"), ["admin@boxwood.example", "sample.user@boxwood.example"]);
    let found = world.json(&["users", "--filter", "sample"]).await;
    assert_eq!(texts(&found, "login"), ["sample.user@boxwood.example"]);
    let user = world.server.user_id();
    let (code, said) = refused(&world.run(&["users", "--as-user", &user]).await);
    assert!(code == 1 && said.contains("403"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn collaborators_come_change_and_go() {
    let world = World::logged_in().await;
    let login = "sample.user@boxwood.example";
    ok(&world.run(&["mkdir", "/Plans"]).await);
    let added = world.json(&["collab", "add", "/Plans", login, "--role", "editor"]).await;
    assert_eq!((&added["role"], &added["accessible_by"]["login"]), (&"editor".into(), &login.into()));
    let theirs = world.json(&["as", login, "--", "ls", "/"]).await;
    assert_eq!(texts(&theirs, "name"), ["Plans"]);
    assert_eq!(world.json(&["collab", "set", "/Plans", login, "--role", "viewer"]).await["role"], "viewer");
    assert_eq!(texts(&world.json(&["collab", "ls", "/Plans"]).await, "role"), ["viewer"]);
    let shown = ok(&world.run(&["collab", "ls", "/Plans"]).await);
    assert!(shown.contains("viewer") && shown.contains(login), "{shown}");
    ok(&world.run(&["collab", "rm", "/Plans", login]).await);
    assert_eq!(world.json(&["collab", "ls", "/Plans"]).await, Value::Array(Vec::new()));
    assert_eq!(refused(&world.run(&["collab", "rm", "/Plans", login]).await).0, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_command_is_carried_out_as_somebody() {
    let world = World::logged_in().await;
    let user = world.server.user_id();
    assert_eq!(world.json(&["as", &user, "--", "whoami"]).await["id"], user.as_str());
    let (code, said) = refused(&world.run(&["as", &user, "--", "doctor"]).await);
    assert!(code == 1 && said.contains("calls no server"), "{said}");
    assert_eq!(refused(&world.run(&["as", "nobody@boxwood.example", "--", "whoami"]).await).0, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_events_says_so() {
    let world = World::logged_in().await;
    let (code, said) = refused(&world.run(&["events"]).await);
    assert!(code == 3 && said.contains("no stream of events"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_go_along_with_any_call() {
    let world = World::logged_in().await;
    let made = world.json(&["api", "POST", "/folders", r#"{"name": "Made", "parent": {"id": "0"}}"#]).await;
    let path = format!("/folders/{}", made["id"].as_str().unwrap());
    let (code, said) = refused(&world.run(&["api", "PUT", &path, "{}", "-H", "If-Match: 7"]).await);
    assert!(code == 1 && said.contains("412"), "{said}");
    assert_eq!(refused(&world.run(&["api", "GET", &path, "-H", "nothing"]).await).0, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_a_man_page_for_each_command_and_completions_for_each_shell() {
    let world = World::new().await;
    let pages = world.path("man").display().to_string();
    ok(&world.run(&["man", &pages]).await);
    for name in ["boxwood.1", "boxwood-sync.1", "boxwood-lab-fork.1", "boxwood-user-create.1"] {
        let page = std::fs::read_to_string(world.path("man").join(name)).unwrap();
        assert!(page.contains(".TH") && page.contains("SYNOPSIS"), "{name}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = ok(&world.run(&["completions", shell]).await);
        assert!(["sync", "collab", "lab"].iter().all(|verb| script.contains(verb)), "{shell}");
    }
}
