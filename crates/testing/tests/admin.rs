//! The commands of whoever runs the server, as one of the store's users among others: they work on either engine, and
//! what they change counts at once for those who call.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper that fails ends its test, as the test itself would"
)]

use boxwood_api::Random;
use boxwood_server::admin::{Admin, Answer, Command, Kind, Refused};
use boxwood_store::{Cost, Read, Tx};
use boxwood_testing::{World, on_both_engines};
use clap::Parser;
use serde_json::{Value, json};

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

struct Operator(Admin);

impl Operator {
    fn of(world: &World) -> Self {
        Operator(Admin::new(world.app().db().clone(), Random::seeded(1)))
    }

    /// As it would be typed.
    async fn run(&self, line: &[&str]) -> Result<Answer, Refused> {
        let line = Line::try_parse_from([&["boxwood"], line].concat()).unwrap_or_else(|error| panic!("{error}"));
        // Through the form in which commands and answers cross the socket.
        let command = serde_json::from_str(&serde_json::to_string(&line.command).unwrap()).unwrap();
        let answer = self.0.run(command).await?;
        Ok(serde_json::from_str(&serde_json::to_string(&answer).unwrap()).unwrap())
    }

    async fn value(&self, line: &[&str]) -> Value {
        let answer = self.run(line).await.unwrap_or_else(|refused| panic!("{line:?}: {refused}"));
        serde_json::to_value(answer).unwrap()["value"].take()
    }

    async fn refusal(&self, line: &[&str]) -> (Kind, String) {
        let refused = self.run(line).await.err().unwrap_or_else(|| panic!("{line:?} was done"));
        (refused.kind, format!("{} {}", refused.message, refused.hint.unwrap_or_default()))
    }
}

#[test]
fn a_password_is_given_to_whoever_has_lost_theirs() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        // The admin, too: nobody else could help them.
        for (login, id) in [("una@example.com", 3), ("ada@example.com", 1)] {
            let mut before = world.signed_in(login.split('@').next().unwrap(), id).await;
            let given = operator.value(&["user", "password", login]).await;
            assert_eq!((&given["user_id"], &given["second_factor"]), (&json!(id.to_string()), &json!(false)));
            assert_eq!(before.get("/account").await.status, 303, "{login}: all sessions have ended");
            assert_eq!(world.browser().sign_in(login, boxwood_testing::PASSWORD).await.status, 422, "{login}");
            let one_time = given["one_time_password"].as_str().unwrap();
            let page = world.browser().sign_in(login, one_time).await;
            assert_eq!(page.location, "/sign-in/password?next=%2F", "{login}");
        }
        let (_, text) = operator.refusal(&["user", "password", "robot@example.com"]).await;
        assert!(text.contains("Only managed users have passwords"), "{text}");
        let (kind, _) = operator.refusal(&["user", "password", "nobody@example.com"]).await;
        assert_eq!(kind, Kind::Missing);
    });
}

#[test]
fn users_are_listed_in_pages() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        let page = operator.value(&["user", "list", "--enterprise", "Acme", "--limit", "6"]).await;
        assert_eq!((page["entries"].as_array().unwrap().len(), &page["next"]), (6, &json!("6")));
        assert_eq!(page["entries"][5]["kind"], "service");
        let rest = operator.value(&["user", "list", "--enterprise", "1", "--after", "6"]).await;
        assert_eq!((rest["entries"].as_array().unwrap().len(), &rest["next"]), (3, &json!(null)));
        let (_, text) = operator.refusal(&["user", "list"]).await;
        assert_eq!(text, "Several enterprises could be meant. --enterprise with one of 1 (Acme), 2 (Other)");
        let (kind, text) = operator.refusal(&["user", "list", "--enterprise", "Nope"]).await;
        assert_eq!((kind, text.as_str()), (Kind::Missing, "No enterprise is 'Nope'. There are: 1 (Acme), 2 (Other)"));
    });
}

#[test]
fn users_are_made_changed_and_deleted_by_the_contracts_own_operations() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        let create = ["user", "create", "Ben", "Ben@example.com", "--enterprise", "1", "--role", "coadmin"];
        let made =
            operator.value(&[&create[..], &["--permissions", "reports,view_content", "--space", "1GB"]].concat()).await;
        let (id, api) = (made["id"].as_str().unwrap(), &made["user"]);
        assert_eq!(
            (&made["login"], &made["permissions"]),
            (&json!("ben@example.com"), &json!(["view_content", "reports"]))
        );
        assert_eq!((&api["space_amount"], &api["enterprise"]["name"]), (&json!(1 << 30), &json!("Acme")));
        let (_, text) = operator.refusal(&create).await;
        assert_eq!(text.trim_end(), "User with the specified login already exists");
        let changed = operator.value(&["user", "update", id, "--role", "user", "--job-title", "Tester"]).await;
        assert_eq!((&changed["role"], &changed["user"]["job_title"]), (&json!("user"), &json!("Tester")));
        let (_, text) = operator.refusal(&["user", "update", id, "--permissions", "all"]).await;
        assert!(text.starts_with("Only co-admins have permissions"), "{text}");
        let (_, text) = operator.refusal(&["user", "update", id, "--permissions", "everything"]).await;
        assert!(text.starts_with("'everything' is no permission. There are: manage_users, "), "{text}");
        let (_, text) = operator.refusal(&["user", "update", id]).await;
        assert!(text.starts_with("Nothing to change."), "{text}");
        operator.value(&["user", "delete", "ben@example.com"]).await;
        let (kind, _) = operator.refusal(&["user", "show", id]).await;
        assert_eq!(kind, Kind::Missing);
        let (_, text) = operator.refusal(&["user", "create", "Nobody", "--enterprise", "1"]).await;
        assert!(text.contains("needs a login"), "{text}");
    });
}

#[test]
fn a_user_with_content_is_deleted_by_force_only() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        world.post("/folders", json!({ "name": "una's", "parent": { "id": "0" } })).by("una").send().await;
        let (_, text) = operator.refusal(&["user", "delete", "una@example.com"]).await;
        assert!(text.contains("--force"), "{text}");
        assert_eq!(operator.value(&["user", "delete", "una@example.com", "--force"]).await["id"], "3");
        assert_eq!(world.get("/users/me").by("una").send().await.status, 401);
    });
}

#[test]
fn app_users_are_their_apps_business() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        let create = ["user", "create", "Customer", "--app", "full", "--external-app-user-id", "c-1"];
        let made = operator.value(&create).await;
        assert_eq!((&made["kind"], &made["app_id"]), (&json!("app_user"), &json!("1")));
        assert!(made["login"].as_str().unwrap().starts_with("AppUser_1_"), "{made}");
        let id = made["id"].as_str().unwrap();
        let changed = operator.value(&["user", "update", id, "--status", "inactive"]).await;
        assert_eq!((&changed["status"], &changed["user"]["external_app_user_id"]), (&json!("inactive"), &json!("c-1")));
        operator.value(&["user", "delete", id]).await;
        let shown = operator.value(&["user", "show", "6"]).await;
        assert_eq!((&shown["kind"], &shown["user"]["name"]), (&json!("service"), &json!("robot")));
    });
}

#[test]
fn enterprises_are_made_with_a_one_time_password() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        let made = operator.value(&["enterprise", "create", "Third", "--admin", "Root@third.example"]).await;
        assert_eq!((&made["id"], &made["admin_login"]), (&json!("3"), &json!("root@third.example")));
        assert_eq!(made["one_time_password"].as_str().unwrap().len(), 16);
        let all = operator.value(&["enterprise", "list"]).await;
        assert_eq!((all.as_array().unwrap().len(), &all[2]["users"]), (3, &json!(1)));
        assert_eq!((&made["domains"], &all[2]["domains"]), (&json!(["third.example"]), &json!(["third.example"])));
        let (kind, _) = operator.refusal(&["enterprise", "create", "Fourth", "--admin", "root@third.example"]).await;
        assert_eq!(kind, Kind::Refused);
        let create = ["enterprise", "create", "Fourth", "--admin", "root@fourth.example", "--domain", "a.example"];
        operator.value(&[&create[..], &["--domain", "B.example"]].concat()).await;
        let shown = operator.value(&["enterprise", "show", "Fourth"]).await;
        assert_eq!((&shown["domains"], &shown["users"]), (&json!(["a.example", "b.example"]), &json!(1)));
        let bad = ["enterprise", "create", "Fifth", "--admin", "root@fifth.example", "--domain", "nowhere at all"];
        assert!(operator.refusal(&bad).await.1.contains("is no domain"));
        let (kind, _) = operator.refusal(&["enterprise", "show", "Nope"]).await;
        assert_eq!(kind, Kind::Missing);
    });
}

#[test]
fn an_enterprise_is_renamed_and_has_other_domains() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        let (_, text) = operator.refusal(&["enterprise", "set", "--name", "X"]).await;
        assert!(text.starts_with("Several enterprises could be meant."), "{text}");
        let (_, text) = operator.refusal(&["enterprise", "set", "Acme"]).await;
        assert!(text.starts_with("Nothing to change."), "{text}");
        let set =
            ["enterprise", "set", "Acme", "--name", " Acme Ltd ", "--domain", "B.example", "--domain", "a.example"];
        let made = operator.value(&set).await;
        assert_eq!((&made["name"], &made["domains"]), (&json!("Acme Ltd"), &json!(["a.example", "b.example"])));
        let alias = json!({ "email": "una@a.example", "is_confirmed": true });
        let given = world.post("/users/3/email_aliases", alias).by("ada").send().await;
        assert_eq!(given.status, 201, "it counts at once: {:?}", given.body);
        let same = operator.value(&["enterprise", "set", "1", "--domain", ""]).await;
        assert_eq!((&same["name"], &same["domains"]), (&json!("Acme Ltd"), &json!([])), "the rest stays");
        for (option, value, why) in [("--name", " ", "1 to 100 characters"), ("--domain", "no where", "is no domain")] {
            let (kind, text) = operator.refusal(&["enterprise", "set", "1", option, value]).await;
            assert!(kind == Kind::Refused && text.contains(why), "{text}");
        }
        let (kind, _) = operator.refusal(&["enterprise", "set", "Nope", "--name", "X"]).await;
        assert_eq!(kind, Kind::Missing);
        let events = "SELECT count(*) FROM events WHERE item_type = 'enterprise'";
        let read = move |tx: &mut Tx<Read>| tx.one(events, ());
        let (count,): (i64,) = world.app().db().read(Cost::Scan, read).await.unwrap();
        assert_eq!(count, 2, "each change leaves an event, no refusal does");
    });
}

#[test]
fn an_app_is_made_authorized_changed_and_reauthorized() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        let create = ["app", "create", "Payroll", "--enterprise", "1", "--scopes", "root_readonly", "--auth", "ccg"];
        let made = operator.value(&create).await;
        assert_eq!(made["client_secret"].as_str().unwrap().len(), 32);
        assert_eq!(made["auth"], json!(["client_credentials"]));
        let token = async || {
            let fields = [
                ("grant_type", "client_credentials"),
                ("client_id", made["client_id"].as_str().unwrap()),
                ("client_secret", made["client_secret"].as_str().unwrap()),
                ("box_subject_type", "enterprise"),
                ("box_subject_id", "1"),
            ];
            world.form("/oauth2/token", &fields).send().await.body
        };
        assert_eq!(token().await["error_description"], "Grant credentials are invalid");
        let (_, text) = operator.refusal(&["app", "reauthorize", "Payroll"]).await;
        assert!(text.ends_with("boxwood app authorize 6"), "{text}");
        let app = operator.value(&["app", "authorize", "Payroll"]).await;
        assert_eq!((&app["server_app"], &app["authorizations"][0]["enabled"]), (&json!(true), &json!(true)));
        let first = token().await["access_token"].as_str().unwrap().to_owned();
        assert_eq!(world.get("/users").by(&first).send().await.outcome(), "403 -");
        let app = operator.value(&["app", "set", "Payroll", "--scopes", "all", "--access", "enterprise"]).await;
        assert_eq!(
            (&app["authorizations"][0]["outdated"], &app["settings"]["access"]),
            (&json!(true), &json!("enterprise"))
        );
        operator.value(&["app", "reauthorize", "Payroll"]).await;
        let second = token().await["access_token"].as_str().unwrap().to_owned();
        assert_eq!(world.get("/users").by(&first).send().await.outcome(), "403 -");
        assert_eq!(world.get("/users").by(&second).send().await.outcome(), "200 -");
        operator.value(&["app", "disable", "Payroll"]).await;
        assert_eq!(world.get("/users").by(&second).send().await.outcome(), "401 unauthorized");
        operator.value(&["app", "enable", "Payroll"]).await;
        assert_eq!(world.get("/users").by(&second).send().await.outcome(), "200 -");
    });
}

#[test]
fn an_app_of_another_enterprise_is_let_in_by_the_one_that_is_named() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        operator.value(&["enterprise", "create", "Third", "--admin", "root@third.example"]).await;
        operator.value(&["app", "create", "Payroll", "--enterprise", "Third", "--authorize"]).await;
        let app = operator.value(&["app", "authorize", "Payroll", "--enterprise", "Acme"]).await;
        let given = app["authorizations"].as_array().unwrap();
        assert_eq!(
            (given.len(), &given[0]["enterprise_id"], &given[1]["enterprise_id"]),
            (2, &json!("1"), &json!("3"))
        );
        assert_ne!(given[0]["service_account_id"], given[1]["service_account_id"]);
    });
}

#[test]
fn a_settings_file_is_made_once_and_works() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        let (_, text) = operator.refusal(&["app", "keypair", "1"]).await;
        assert!(text.contains("--reset-secret"), "{text}");
        let (_, text) = operator.refusal(&["app", "keypair", "1", "--secret", "wrong"]).await;
        assert!(text.starts_with("This is not the app's client secret."), "{text}");
        let file = operator.value(&["app", "keypair", "1", "--secret", "secret"]).await;
        assert_eq!((&file["boxAppSettings"]["clientSecret"], &file["enterpriseID"]), (&json!("secret"), &json!("1")));
        let auth = &file["boxAppSettings"]["appAuth"];
        assert!(auth["privateKey"].as_str().unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        let kid = auth["publicKeyID"].as_str().unwrap();
        let known = operator.value(&["app", "show", "full"]).await;
        assert_eq!(known["keys"][0]["id"], kid);
        let without = operator.value(&["app", "config", "1", "--reset-secret"]).await;
        assert_eq!(without["boxAppSettings"]["clientSecret"].as_str().unwrap().len(), 32);
        assert_eq!(without["boxAppSettings"]["appAuth"]["privateKey"], "");
        operator.value(&["app", "keypair", "1", "--remove", kid]).await;
        let (kind, text) = operator.refusal(&["app", "keypair", "1", "--remove", kid]).await;
        assert_eq!(
            (kind, text),
            (Kind::Missing, format!("There is no key '{kid}'. boxwood app show 1 lists its keys"))
        );
    });
}

#[test]
fn a_developer_token_is_the_owners_or_a_users() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        let (_, text) = operator.refusal(&["token", "developer"]).await;
        assert!(text.starts_with("Several apps could be meant."), "{text}");
        let issued = operator.value(&["token", "developer", "--app", "full", "--user", "una@example.com"]).await;
        let token = issued["access_token"].as_str().unwrap();
        assert_eq!((token.len(), &issued["expires_in"]), (32, &json!(3600)));
        assert_eq!(world.get("/users/me").by(token).send().await.body["name"], "una");
        let (_, text) = operator.refusal(&["token", "developer", "--app", "full", "--user", "5"]).await;
        assert!(text.contains("inactive"), "{text}");
    });
}

#[test]
fn a_refusal_is_explained() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        let refused = world.get("/users/me").by("una").as_user(4).send().await;
        let id = refused.body["request_id"].as_str().unwrap();
        world.app().flush().await.unwrap();
        let why = operator.value(&["explain", id]).await;
        assert_eq!((&why["operation"], &why["status"]), (&json!("get_users_me"), &json!(403)));
        let failed: Vec<_> =
            why["steps"].as_array().unwrap().iter().filter(|step| step["outcome"] == "failed").collect();
        assert_eq!((failed.len(), &failed[0]["step"]), (1, &json!("role")));
        let refused = world.get("/users").by("ada without scopes").send().await;
        world.app().flush().await.unwrap();
        let why = operator.value(&["explain", refused.headers["box-request-id"].to_str().unwrap()]).await;
        let scope = why["steps"].as_array().unwrap().iter().find(|step| step["step"] == "scope").unwrap();
        let found = "get_users asks for manage_managed_users or manage_app_users";
        assert_eq!((&scope["outcome"], &scope["found"]), (&json!("failed"), &json!(found)));
        let (kind, _) = operator.refusal(&["explain", "abcdefghij123456"]).await;
        assert_eq!(kind, Kind::Missing);
        let (kind, _) = operator.refusal(&["explain", "x"]).await;
        assert_eq!(kind, Kind::Refused);
    });
}

#[test]
fn the_doctor_looks_into_the_store() {
    on_both_engines(async |world: World| {
        let report = Operator::of(&world).value(&["doctor"]).await;
        let verdicts: Vec<_> =
            report.as_array().unwrap().iter().map(|check| (check["name"].as_str(), &check["verdict"])).collect();
        let good = json!("good");
        let names = ["integrity", "migrations", "counters", "contents", "clock"];
        assert_eq!(verdicts, names.map(|name| (Some(name), &good)), "{report:#}");
    });
}

#[test]
fn people_without_an_account_are_asked_for_files() {
    on_both_engines(async |world: World| {
        let operator = Operator::of(&world);
        let folder = json!({ "name": "Plans", "parent": { "id": "0" } });
        let folder = world.post("/folders", folder).by("una").send().await.body["id"].as_str().unwrap().to_owned();
        let create = ["file-request", "create", &folder, "Your plans", "--email-required", "--expires", "2030-12-31"];
        let made = operator.value(&create).await;
        assert_eq!(
            (&made["created_by"], &made["folder_id"], &made["status"]),
            (&json!("3"), &json!(folder), &json!("active"))
        );
        assert!(made["url"].as_str().unwrap().starts_with("http://127.0.0.1:8080/f/"), "{made}");
        assert_eq!(operator.value(&["file-request", "list", "--enterprise", "1"]).await, json!([made]));
        assert_eq!(operator.value(&["file-request", "list", "--enterprise", "2"]).await, json!([]));
        let (kind, said) = operator.refusal(&["file-request", "create", "99", "Plans"]).await;
        assert!(kind == Kind::Missing && said.contains("no folder 99"), "{said}");
        let (_, said) = operator.refusal(&["file-request", "create", &folder, "Plans", "--expires", "soon"]).await;
        assert!(said.contains("'soon' is no date"), "{said}");
    });
}
