//! What single commands do.
use crate::world::{World, ok, refused};
use serde_json::Value;
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

#[tokio::test(flavor = "multi_thread")]
async fn profiles_come_and_go() {
    let world = World::new().await;
    let (code, said) = refused(&world.run(&["whoami"]).await);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("logged in nowhere") && said.contains("boxwood login"), "{said}");

    let config = world.server.config_file().display().to_string();
    let told = ok(&world.login(&["--app-config", &config]).await);
    assert!(told.contains("Logged in") && told.contains("profile 'default'"), "{told}");
    let mode = fs::metadata(world.profiles()).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let service = world.json(&["whoami"]).await;

    let token = world.file("token", world.server.developer_token().as_bytes());
    ok(&world.login(&["--token-file", &token, "--profile", "admin"]).await);
    let admin = world.json(&["whoami", "--profile", "admin"]).await;
    assert_eq!(admin["id"], world.server.admin_id());
    assert_eq!(world.json(&["whoami"]).await["id"], service["id"], "the first stays the default");

    let secret = world.file("secret", world.server.client_secret().as_bytes());
    let user = world.server.user_id();
    let by_secret = [
        "--client-id",
        world.server.client_id(),
        "--client-secret-file",
        &secret,
        "--user",
        &user,
        "--profile",
        "user",
    ];
    ok(&world.login(&by_secret).await);
    assert_eq!(world.json(&["whoami", "--profile", "user"]).await["id"], user.as_str());

    let listed = world.json(&["profiles", "--default", "user"]).await;
    let default: Vec<_> = listed.as_array().unwrap().iter().filter(|one| one["default"] == true).collect();
    assert_eq!((listed.as_array().unwrap().len(), default[0]["name"].as_str()), (3, Some("user")));
    assert!(!listed.to_string().contains(world.server.client_secret()), "no secret is shown");
    ok(&world.run(&["logout", "--profile", "admin"]).await);
    assert_eq!(refused(&world.run(&["whoami", "--profile", "admin"]).await).0, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_will_not_do_is_refused() {
    let world = World::new().await;
    let wrong = world.file("wrong", b"no-such-token\n");
    let (code, said) = refused(&world.login(&["--token-file", &wrong]).await);
    assert_eq!(code, 1, "{said}");
    assert!(!world.profiles().exists(), "nothing is kept that does not work");
    assert_eq!(refused(&world.login(&[]).await).0, 2, "with nothing to log in with");

    let config = world.server.config_file().display().to_string();
    ok(&world.login(&["--app-config", &config]).await);
    fs::set_permissions(world.profiles(), fs::Permissions::from_mode(0o644)).unwrap();
    let (code, said) = refused(&world.run(&["ls"]).await);
    assert_eq!(code, 1);
    assert!(said.contains("Others can read") && said.contains("chmod 600"), "{said}");
    fs::set_permissions(world.profiles(), fs::Permissions::from_mode(0o600)).unwrap();

    let (code, said) = refused(&world.run(&["ls", "/none"]).await);
    assert_eq!(code, 3, "{said}");
    assert_eq!(refused(&world.run(&["ls", "none"]).await).0, 1, "no path");
    assert_eq!(refused(&world.run(&["ls", "id:999999"]).await).0, 3);
    assert_eq!(refused(&world.run(&["ls", "/none/", "--json"]).await).0, 3);
    assert_eq!(refused(&world.run(&["ls", "--as-user", "nobody@nowhere.example"]).await).0, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_of_exec_is_enough() {
    let world = World::new().await;
    let url = PathBuf::from(world.server.base_url());
    let variables = [("BOXWOOD_BASE_URL", url.as_path()), ("BOX_CONFIG_FILE", world.server.config_file())];
    ok(&world.told(&["mkdir", "/Made"], &variables, "").await);
    let listed = ok(&world.told(&["ls", "/"], &variables, "").await);
    assert!(listed.contains("Made/"), "{listed}");
    // And in that environment itself, where a download leads to a host of Box's by way of the proxy.
    let program = env!("CARGO_BIN_EXE_boxwood");
    let file = world.file("note.txt", b"a note");
    let line = format!("{program} put {file} / >&2 && {program} get /note.txt -");
    let output = world.run(&["exec", "--", "sh", "-c", &line]).await;
    assert_eq!(ok(&output), "a note");
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_and_items_are_made_copied_moved_and_deleted() {
    let world = World::logged_in().await;
    ok(&world.run(&["mkdir", "-p", "/Plans/2030"]).await);
    ok(&world.run(&["mkdir", "--parents", "/Plans/2030"]).await);
    assert_eq!(refused(&world.run(&["mkdir", "/plans"]).await).0, 1, "names are unique but for their case");
    let note = world.file("note.txt", b"a note");
    let plan = world.file("plan.txt", b"a plan");
    ok(&world.run(&["put", &note, &plan, "/plans/2030"]).await);
    assert_eq!(world.names("/Plans/2030").await, ["note.txt", "plan.txt"]);
    let tree = ok(&world.run(&["tree", "/"]).await);
    assert!(tree.contains("  Plans/\n    2030/\n      note.txt\n      plan.txt"), "{tree}");
    let flat = world.json(&["tree", "/Plans", "--depth", "2"]).await;
    let paths: Vec<_> = flat.as_array().unwrap().iter().map(|item| item["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["/Plans/2030", "/Plans/2030/note.txt", "/Plans/2030/plan.txt"]);
    assert_eq!(world.json(&["tree", "/Plans", "--depth", "1"]).await.as_array().unwrap().len(), 1);

    ok(&world.run(&["cp", "/Plans/2030/note.txt", "/Plans"]).await);
    ok(&world.run(&["cp", "/Plans/2030", "/Plans/2031"]).await);
    ok(&world.run(&["mv", "/Plans/note.txt", "/Plans/2031/renamed.txt"]).await);
    assert_eq!(world.names("/Plans").await, ["2030", "2031"]);
    assert_eq!(world.names("/Plans/2031").await, ["note.txt", "plan.txt", "renamed.txt"]);
    let taken = world.run(&["cp", "/Plans/2030/note.txt", "/Plans/2031/plan.txt"]).await;
    assert_eq!(refused(&taken).0, 1);

    assert_eq!(refused(&world.run(&["mv", "/Plans/2031", "/Plans/2031"]).await).0, 1);
    ok(&world.run(&["mv", "/Plans/2031/plan.txt", "/plans/2031/Plan.txt"]).await);
    assert_eq!(world.names("/Plans/2031").await, ["note.txt", "Plan.txt", "renamed.txt"]);

    let (code, said) = refused(&world.run(&["rm", "/Plans"]).await);
    assert!(code == 1 && said.contains("--recursive"), "{code}: {said}");
    let id = world.json(&["ls", "/Plans/2030/note.txt"]).await[0]["id"].as_str().unwrap().to_owned();
    ok(&world.run(&["rm", &format!("id:{id}"), "/Plans/2030/plan.txt"]).await);
    ok(&world.run(&["rm", "-r", "/Plans"]).await);
    assert_eq!(world.names("/").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_and_go() {
    let world = World::logged_in().await;
    let note = world.file("note.txt", b"first");
    let first: Value = world.json(&["put", &note, "/"]).await;
    world.file("note.txt", b"second");
    let second: Value = world.json(&["put", &note, "/"]).await;
    assert_eq!(first["id"], second["id"], "the next version");
    ok(&world.run(&["put", &note, "/other.txt"]).await);
    assert_eq!(ok(&world.run(&["get", "/other.txt", "-"]).await), "second");

    let (code, said) = refused(&world.run(&["get", "/note.txt"]).await);
    assert!(code == 1 && said.contains("--force"), "{code}: {said}");
    world.file("note.txt", b"third");
    ok(&world.run(&["get", "/NOTE.txt", "--force"]).await);
    assert_eq!(fs::read(world.path("note.txt")).unwrap(), b"second");
    let told = world.json(&["get", &format!("id:{}", first["id"].as_str().unwrap()), "copy.txt"]).await;
    assert_eq!(told["bytes"], 6);
    assert_eq!(refused(&world.run(&["get", "/"]).await).0, 1, "a folder");
    assert_eq!(refused(&world.run(&["put", "none.txt", "/"]).await).0, 1);
    assert_eq!(refused(&world.run(&["put", &note, &note, "/nowhere"]).await).0, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn large_files_go_in_parts() {
    let world = World::logged_in().await;
    let bytes: Vec<u8> = (0..21_000_000_u32).map(|n| (n % 251) as u8).collect();
    let large = world.file("large.bin", &bytes);
    ok(&world.run(&["put", &large, "/"]).await);
    let told = ok(&world.run(&["get", "/large.bin", "again.bin"]).await);
    assert!(told.contains("20 MB") || told.contains("20.0 MB"), "{told}");
    assert!(fs::read(world.path("again.bin")).unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_can_be_acted_as() {
    let world = World::logged_in().await;
    let user = world.server.user_id();
    let login = world.json(&["whoami", "--as-user", &user]).await["login"].as_str().unwrap().to_owned();
    assert_eq!(world.json(&["whoami", "--as-user", &login]).await["id"], user.as_str());
    ok(&world.run(&["mkdir", "/Theirs", "--as-user", &login]).await);
    assert_eq!(world.names("/").await, Vec::<String>::new());
    let theirs = world.json(&["ls", "--as-user", &user]).await;
    assert!(theirs.as_array().unwrap().iter().any(|item| item["name"] == "Theirs"), "{theirs}");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_made_and_taken_away() {
    let world = World::logged_in().await;
    ok(&world.run(&["mkdir", "/Shared"]).await);
    let link = world.json(&["share", "/Shared", "--access", "open"]).await;
    assert!(link["url"].as_str().unwrap().starts_with("http") && link["access"] == "open", "{link}");
    let password = world.file("password", b"A long Passw0rd\n");
    let shown = ok(&world.run(&["share", "/Shared", "--password-file", &password]).await);
    assert!(shown.contains("asked for"), "{shown}");
    assert!(world.json(&["share", "/Shared", "--remove"]).await.is_null());
    assert_eq!(refused(&world.run(&["share", "/Shared", "--until", "tomorrow"]).await).0, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn any_call_can_be_made() {
    let world = World::logged_in().await;
    let made = world.json(&["api", "POST", "/folders", r#"{"name": "Made", "parent": {"id": "0"}}"#]).await;
    let path = format!("/2.0/folders/{}", made["id"].as_str().unwrap());
    let changed = world.told(&["api", "put", &path, "-"], &[], r#"{"description": "Plans"}"#).await;
    assert!(ok(&changed).contains("\"description\": \"Plans\""));
    let fields = world.json(&["api", "GET", &format!("{path}?fields=name")]).await;
    assert!(fields["name"] == "Made" && fields.get("description").is_none(), "{fields}");
    let body = world.file("body.json", br#"{"name": "Renamed"}"#);
    assert_eq!(world.json(&["api", "PUT", &path, &format!("@{body}")]).await["name"], "Renamed");
    assert_eq!(ok(&world.run(&["api", "DELETE", &path]).await), "");
    let (code, said) = refused(&world.run(&["api", "GET", &path]).await);
    assert_eq!(code, 3, "{said}");
    assert_eq!(refused(&world.run(&["api", "GET", "users/me"]).await).0, 1);
    assert_eq!(refused(&world.run(&["api", "FETCH", "/users/me"]).await).0, 2);
    assert_eq!(refused(&world.run(&["api", "POST", "/folders", "{"]).await).0, 1);
}
