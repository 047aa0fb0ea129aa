//! The people of the enterprise at the admin console, on both engines.
use super::super::tests::{HOSTILE, assert_harmless, coadmin_with, foreign_admin, rename, set_role};
use boxwood_api::{
    Error,
    resources::users::{Permissions, Role},
    sign_in::FactorSecret,
};
use boxwood_store::Cost;
use boxwood_testing::{Browser, PASSWORD, Page, World, on_both_engines};
use serde_json::{Value, json};

const EVENTS: &str =
    "SELECT kind FROM events WHERE item_type = 'user' AND item_id = $1 AND kind NOT IN ('LOGIN') ORDER BY id";

async fn events(world: &World, user: i64) -> Vec<String> {
    let read = move |tx: &mut boxwood_store::Tx<boxwood_store::Read>| Ok::<_, Error>(tx.many(EVENTS, (user,))?);
    let rows: Vec<(String,)> = world.app().db().read(Cost::Scan, read).await.unwrap();
    rows.into_iter().map(|(kind,)| kind).collect()
}

async fn shown(world: &World, user: i64, fields: &str) -> Value {
    world.get(&format!("/users/{user}?fields={fields}")).by("ada").send().await.body
}

/// The names in a list, in its order.
fn names(page: &Page) -> String {
    let links = page.html.split("<a href=\"/admin/users/").skip(1);
    let names = links.filter_map(|rest| Some(rest.split_once('>')?.1.split_once('<')?.0));
    names.collect::<Vec<_>>().join(" ")
}

#[test]
fn people_are_listed_filtered_and_searched() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        for (query, expected) in [
            ("", "ada cole una max ina robot appu1 appu2 cora"),
            ("?status=inactive", "ina"),
            ("?status=active&role=user&kind=managed", "una max"),
            ("?role=coadmin", "cole cora"),
            ("?kind=app_user", "appu1 appu2"),
            ("?kind=service", "robot"),
            ("?kind=deleted", "ada cole una max ina robot appu1 appu2 cora"),
            ("?q=CO", "cole cora"),
            ("?q=cora%40exam", "cora"),
            ("?q=app&status=inactive", ""),
            ("?q=a&kind=app_user", "appu1 appu2"),
            ("?q=rob", "robot"),
            ("?q=olga", ""),
            ("?after=3", "max ina robot appu1 appu2 cora"),
            ("?after=x", "ada cole una max ina robot appu1 appu2 cora"),
        ] {
            let page = ada.get(&format!("/admin/users{query}")).await;
            assert_eq!((page.status, names(&page).as_str()), (200, expected), "{query}");
        }
        assert!(ada.get("/admin/users").await.html.contains("8 people and app users"));
    });
}

#[test]
fn long_lists_are_paged_by_key() {
    on_both_engines(async |world: World| {
        for n in 0..55 {
            let body = json!({ "name": format!("n{n:02}"), "login": format!("n{n:02}@example.com") });
            assert_eq!(world.post("/users", body).by("ada").send().await.status, 201);
        }
        let mut ada = world.signed_in("ada", 1).await;
        let first = ada.get("/admin/users?kind=managed").await;
        assert_eq!(names(&first).split(' ').count(), 50);
        let next = first.html.split("href=\"").find(|rest| rest.contains("Next page")).unwrap();
        let next = next.split('"').next().unwrap().replace("&#38;", "&");
        let second = ada.get(&next).await;
        assert_eq!(names(&second), (44..55).map(|n| format!("n{n:02}")).collect::<Vec<_>>().join(" "));
        assert!(second.html.contains("First page") && !second.html.contains("Next page"));
        let found = ada.get("/admin/users?q=n").await;
        assert!(found.html.contains("There are more. Type more of the name."));
    });
}

#[test]
fn a_user_is_added_with_a_one_time_password_that_is_shown_once() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        ada.get("/admin/users/new").await;
        let fields =
            [("name", "New User"), ("login", "new@example.com"), ("space_amount", "1 GB"), ("tracking_code_1", "T1")];
        let page = ada.submit("/admin/users/new", &fields).await;
        assert_eq!(page.status, 200, "{}", page.html);
        let secret =
            page.html.split("<div class=\"secret\"><code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let id: i64 =
            page.html.split("href=\"/admin/users/").find_map(|rest| rest.split('"').next()?.parse().ok()).unwrap();
        let made = shown(&world, id, "space_amount,tracking_codes,timezone,status").await;
        assert_eq!((&made["name"], &made["space_amount"]), (&json!("New User"), &json!(1 << 30)));
        assert_eq!(
            (&made["tracking_codes"][0]["name"], &made["tracking_codes"][0]["value"]),
            (&json!("Team"), &json!("T1"))
        );
        assert_eq!(events(&world, id).await, ["NEW_USER", "CHANGE_PASSWORD"]);
        assert!(!ada.get(&format!("/admin/users/{id}")).await.html.contains(&secret));
        let mut new = world.browser();
        assert_eq!(new.sign_in("new@example.com", &secret).await.location, "/sign-in/password?next=%2F");
        for (fields, why) in [
            (vec![("name", ""), ("login", "b@example.com")], "Enter a name of 1 to 50 characters"),
            (vec![("name", "B"), ("login", "b")], "Enter an email address"),
            (vec![("name", "B"), ("login", "UNA@example.com")], "Somebody has this email already"),
            (vec![("name", "B"), ("login", "b@example.com"), ("space_amount", "much")], "Enter a number with a unit"),
            (vec![("name", "B"), ("login", "b@example.com"), ("timezone", "Mars/Olympus")], "name of a time zone"),
            (vec![("name", "B"), ("login", "b@example.com"), ("role", "admin")], "Choose User or Co-admin"),
        ] {
            ada.get("/admin/users/new").await;
            let page = ada.submit("/admin/users/new", &fields).await;
            assert!(page.status == 422 && page.html.contains(why), "{why}: {}", page.html);
            assert!(page.html.contains("value=\"B\"") || fields[0].1.is_empty(), "what was typed is still there");
        }
    });
}

#[test]
fn every_field_is_changed_by_the_operation_with_its_rules() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get("/admin/users/3").await;
        assert!(page.status == 200 && page.html.contains("value=\"una\"") && page.html.contains("10.6 GB"));
        let fields = [
            ("name", "Una B"),
            ("role", "coadmin"),
            ("status", "cannot_delete_edit"),
            ("language", "de"),
            ("timezone", "Europe/Lisbon"),
            ("job_title", "Analyst"),
            ("phone", "+1 555 0100"),
            ("address", ""),
            ("space_amount", "unlimited"),
            ("notification_email", "post@elsewhere.example"),
            ("tracking_code_0", "42"),
            ("is_external_collab_restricted", "on"),
        ];
        let saved = ada.submit("/admin/users/3", &fields).await;
        assert_eq!((saved.status, saved.location.as_str()), (303, "/admin/users/3?said=saved"), "{}", saved.html);
        let all = "role,status,language,timezone,job_title,phone,address,notification_email,tracking_codes,\
            is_external_collab_restricted,can_see_managed_users,space_amount";
        let una = shown(&world, 3, all).await;
        for (name, value) in [
            ("name", json!("Una B")),
            ("role", json!("coadmin")),
            ("status", json!("cannot_delete_edit")),
            ("language", json!("de")),
            ("timezone", json!("Europe/Lisbon")),
            ("job_title", json!("Analyst")),
            ("address", json!("")),
            ("notification_email", json!({ "email": "post@elsewhere.example", "is_confirmed": true })),
            ("tracking_codes", json!([{ "type": "tracking_code", "name": "Cost Center", "value": "42" }])),
            ("is_external_collab_restricted", json!(true)),
            ("can_see_managed_users", json!(false)),
            ("space_amount", json!(1_000_000_000_000_000_i64)),
        ] {
            assert_eq!(una[name], value, "{name}");
        }
        assert_eq!(events(&world, 3).await, ["EDIT_USER", "CHANGE_ADMIN_ROLE"]);
        ada.get("/admin/users/3").await;
        let same = [("name", "Una B"), ("space_amount", "unlimited"), ("is_external_collab_restricted", "on")];
        assert_eq!(ada.submit("/admin/users/3", &same).await.location, "/admin/users/3?said=same");
        let bad = ada.submit("/admin/users/3", &[("name", &"x".repeat(51))]).await;
        assert!(bad.status == 422 && bad.html.contains("Enter a name of 1 to 50 characters"));
        // Of the admin nobody changes role or status, not even the admin.
        let own = ada.submit("/admin/users/1", &[("status", "inactive")]).await;
        assert!(own.status == 422 && own.html.contains("You may not change this"));
    });
}

#[test]
fn an_app_user_is_their_apps_business_and_still_the_admins() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        assert!(ada.get("/admin/users/8").await.html.contains("App user of plain"));
        let saved = ada.submit("/admin/users/8", &[("name", "Robot B"), ("external_app_user_id", "hr-8")]).await;
        assert_eq!(saved.location, "/admin/users/8?said=saved", "{}", saved.html);
        ada.get("/admin/users/7").await;
        assert_eq!(ada.submit("/admin/users/7/delete", &[("typed", "appuser_7")]).await.status, 422);
        let login = ada.get("/admin/users/7").await.html;
        let login = login.split("Type ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        assert_eq!(
            ada.submit("/admin/users/7/delete", &[("typed", &login)]).await.location,
            "/admin/users?said=deleted"
        );
        assert_eq!(ada.get("/admin/users/7").await.status, 404);
    });
}

#[test]
fn passwords_are_reset_sessions_ended_accounts_closed() {
    on_both_engines(async |world: World| {
        let mut una = world.signed_in("una", 3).await;
        let mut ada = world.signed_in("ada", 1).await;
        world.advance(std::time::Duration::from_secs(1));
        ada.get("/admin/users/3").await;
        let page = ada.submit("/admin/users/3/password", &[]).await;
        let secret =
            page.html.split("<div class=\"secret\"><code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert_eq!(una.get("/account").await.status, 303, "their session has ended");
        assert_eq!(world.get("/users/me").by("una").send().await.status, 401, "and their token");
        world.advance(std::time::Duration::from_secs(1));
        assert_eq!(world.browser().sign_in("una@example.com", &secret).await.location, "/sign-in/password?next=%2F");

        let mut max = world.signed_in("max", 4).await;
        world.advance(std::time::Duration::from_secs(1));
        ada.get("/admin/users/4").await;
        assert_eq!(ada.submit("/admin/users/4/end-sessions", &[]).await.location, "/admin/users/4?said=ended");
        assert_eq!(max.get("/account").await.status, 303);

        assert_eq!(
            ada.submit("/admin/users/4/status", &[("status", "inactive")]).await.location,
            "/admin/users/4?said=inactive"
        );
        assert_eq!(shown(&world, 4, "status").await["status"], "inactive");
        assert_eq!(
            ada.submit("/admin/users/4/status", &[("status", "active")]).await.location,
            "/admin/users/4?said=active"
        );
        assert_eq!(events(&world, 4).await, ["TERMINATE_SESSIONS", "EDIT_USER", "EDIT_USER"]);
    });
}

#[test]
fn users_are_rolled_out_and_deleted_with_the_operations_refusals() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        let folder = json!({ "name": "A", "parent": { "id": "0" } });
        assert_eq!(world.post("/folders", folder).by("una").send().await.status, 201);
        ada.get("/admin/users/3").await;
        let typed = ("typed", "UNA@example.com");
        let page = ada.submit("/admin/users/3/delete", &[("typed", "una")]).await;
        assert!(page.status == 422 && page.html.contains("what you typed is not una@example.com"));
        let page = ada.submit("/admin/users/3/delete", &[typed]).await;
        assert!(page.status == 422 && page.html.contains("this user owns folders"), "{}", page.html);
        assert_eq!(ada.submit("/admin/users/3/delete", &[typed, ("force", "on")]).await.status, 303);
        assert_eq!(ada.get("/admin/users/3").await.status, 404);
        ada.get("/admin/users/4").await;
        assert_eq!(ada.submit("/admin/users/4/roll-out", &[]).await.location, "/admin/users?said=rolled-out");
        assert_eq!(ada.get("/admin/users/4").await.status, 404, "no longer ours");
        assert!(names(&ada.get("/admin/users").await).starts_with("ada cole ina"));
    });
}

#[test]
fn all_that_a_user_owns_is_given_to_another() {
    on_both_engines(async |world: World| {
        let folder = json!({ "name": "Plans", "parent": { "id": "0" } });
        assert_eq!(world.post("/folders", folder).by("una").send().await.body["id"], "1");
        let mut ada = world.signed_in("ada", 1).await;
        assert!(ada.get("/admin/users/3").await.html.contains("Give away all that una owns?"));
        for (to, why) in [
            ("nobody@example.com", "nobody of the enterprise has that login."),
            ("", "nobody of the enterprise has that login."),
            ("olga@example.com", "nobody of the enterprise has that login."),
            ("una@example.com", "it is theirs already."),
        ] {
            let page = ada.submit("/admin/users/3/transfer", &[("to", to)]).await;
            assert!(page.status == 422 && page.html.contains(why), "{to}: {}", page.html);
        }
        let page = ada.submit("/admin/users/3/transfer", &[("to", " Max@example.com")]).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/admin/users/3?said=given"));
        assert!(ada.get(&page.location).await.html.contains("is in one new folder"));
        let owner = world.get("/folders/1?fields=owned_by").by("max").send().await;
        assert_eq!(owner.body["owned_by"]["id"], "4");
        assert_eq!(world.get("/folders/1").by("una").send().await.outcome(), "404 not_found");
        let typed = ("typed", "una@example.com");
        assert_eq!(ada.submit("/admin/users/3/delete", &[typed]).await.location, "/admin/users?said=deleted");
    });
}

#[test]
fn security_a_co_admin_gives_admins_nothing_and_takes_nothing_from_them() {
    on_both_engines(async |world: World| {
        let mut cole = world.signed_in("cole", 2).await;
        cole.get("/admin/users/3").await;
        for (user, to) in [(3, "ada"), (3, "cora"), (1, "una"), (10, "una")] {
            let to = format!("{to}@example.com");
            let page = cole.submit(&format!("/admin/users/{user}/transfer"), &[("to", &to)]).await;
            assert!(page.status == 422, "{user} {to}: {}", page.status);
        }
        for user in ["una", "cora", "ada"] {
            assert_eq!(world.get("/folders/0/items").by(user).send().await.body["total_count"], 0, "{user}");
        }
        assert_eq!(cole.submit("/admin/users/3/transfer", &[("to", "max@example.com")]).await.status, 303);
    });
}

#[test]
fn addresses_are_given_in_the_enterprises_domains_and_become_logins() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        ada.get("/admin/users/3").await;
        let page = ada.submit("/admin/users/3/aliases", &[("email", "una@elsewhere.example")]).await;
        assert!(page.status == 422 && page.html.contains("one of the enterprise&#39;s own domains"), "{}", page.html);
        assert_eq!(ada.submit("/admin/users/3/aliases", &[("email", "una.b@example.com")]).await.status, 303);
        assert!(ada.get("/admin/users/3").await.html.contains("<option value=\"una.b@example.com\">"));
        assert_eq!(ada.submit("/admin/users/3", &[("login", "una.b@example.com")]).await.status, 303);
        let html = ada.get("/admin/users/3").await.html;
        let alias = html.split("name=\"alias\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(ada.submit("/admin/users/3/aliases/remove", &[("alias", alias)]).await.status, 303);
        assert_eq!(shown(&world, 3, "login").await["login"], "una.b@example.com");
    });
}

#[test]
fn permissions_of_co_admins_are_the_admins_to_give() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        assert!(ada.get("/admin/users/10").await.html.contains("Log in to users&#39; accounts"));
        let ticked = [("reports", "on"), ("view_settings", "on")];
        assert_eq!(
            ada.submit("/admin/users/10/permissions", &ticked).await.location,
            "/admin/users/10?said=permissions"
        );
        let mut cora = world.signed_in("cora", 10).await;
        assert_eq!(cora.get("/admin/users").await.status, 403, "no longer");
        assert_eq!(cora.get("/admin/apps").await.status, 200);
        assert_eq!(ada.submit("/admin/users/3/permissions", &ticked).await.status, 400, "una is no co-admin");
        let mut cole = world.signed_in("cole", 2).await;
        assert!(!cole.get("/admin/users/10").await.html.contains("/permissions"));
        assert_eq!(cole.submit("/admin/users/10/permissions", &ticked).await.status, 403);
        assert_eq!(cole.submit("/admin/users/2/permissions", &ticked).await.status, 403, "not their own either");
        assert_eq!(events(&world, 10).await, ["CHANGE_ADMIN_ROLE"]);
    });
}

const POSTS: [&str; 14] = [
    "",
    "/factor",
    "/identity",
    "/status",
    "/permissions",
    "/aliases",
    "/aliases/remove",
    "/password",
    "/end-sessions",
    "/roll-out",
    "/transfer",
    "/delete",
    "/act",
    "/nothing",
];

#[test]
fn security_users_and_co_admins_without_the_right_get_nothing() {
    on_both_engines(async |world: World| {
        let mut una = world.signed_in("una", 3).await;
        let mut viewer = coadmin_with(&world, Permissions::VIEW_SETTINGS).await;
        for browser in [&mut una, &mut viewer] {
            for path in ["/admin/users", "/admin/users/new", "/admin/users/4"] {
                assert_eq!(browser.get(path).await.status, 403, "{path}");
            }
            browser.get("/account").await;
            let fields = [
                ("name", "X"),
                ("login", "x@example.com"),
                ("typed", "max@example.com"),
                ("email", "x@example.com"),
                ("alias", "1"),
            ];
            assert_eq!(browser.submit("/admin/users/new", &fields).await.status, 403);
            for post in POSTS {
                let status = browser.submit(&format!("/admin/users/4{post}"), &fields).await.status;
                assert_eq!(status, if post == "/nothing" { 404 } else { 403 }, "{post}");
            }
        }
        assert_eq!(events(&world, 4).await, Vec::<String>::new());
    });
}

#[test]
fn a_second_factor_is_turned_off_for_whoever_has_lost_it() {
    on_both_engines(async |world: World| {
        for user in [1, 3] {
            let begin = "INSERT INTO second_factors (user_id, secret, confirmed, last_step, created_at) VALUES ($1, $2, TRUE, 0, $3)";
            let on = move |tx: &mut boxwood_store::Tx<boxwood_store::Write>| {
                let now = tx.now();
                Ok::<_, Error>(tx.exec(begin, (user, FactorSecret([7; 20]), now))?)
            };
            world.app().db().write("testing.factor", on).await.unwrap();
        }
        let mut cole = world.signed_in("cole", 2).await;
        world.password(3, false).await;
        assert_eq!(world.browser().sign_in("una@example.com", PASSWORD).await.location, "/sign-in/code?next=%2F");
        let page = cole.get("/admin/users/3").await;
        assert!(page.html.contains("<dt>Second factor</dt><dd>On</dd>") && page.html.contains("/admin/users/3/factor"));
        let page = cole.submit("/admin/users/3/factor", &[]).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/admin/users/3?said=factor"));
        let page = cole.get(&page.location).await;
        assert!(page.html.contains("The second factor is off.") && !page.html.contains("/admin/users/3/factor"));
        assert_eq!(world.browser().sign_in("una@example.com", PASSWORD).await.location, "/");
        assert_eq!(events(&world, 3).await, ["SECOND_FACTOR_OFF"]);
        let again = cole.submit("/admin/users/3/factor", &[]).await;
        assert!(again.status == 400 && again.html.contains("is off already"), "{}", again.html);
        cole.get("/account").await;
        assert_eq!(cole.submit("/admin/users/1/factor", &[]).await.status, 403, "security: the admin's stays");
        cole.get("/account").await;
        assert_eq!(cole.submit("/admin/users/2/factor", &[]).await.status, 403, "security: their own has another page");
    });
}

async fn nothing_there(browser: &mut Browser<'_>, user: i64) {
    assert_eq!(browser.get(&format!("/admin/users/{user}")).await.status, 404, "{user}");
    browser.get("/account").await;
    let fields = [("name", "X"), ("typed", "una@example.com"), ("email", "x@example.com"), ("alias", "1")];
    for post in POSTS {
        let status = browser.submit(&format!("/admin/users/{user}{post}"), &fields).await.status;
        assert_eq!(status, 404, "{user}{post}");
    }
}

#[test]
fn security_nobody_reaches_users_of_elsewhere() {
    on_both_engines(async |world: World| {
        let mut olga = foreign_admin(&world).await;
        let mut ada = world.signed_in("ada", 1).await;
        for user in [3, 7, 6] {
            nothing_there(&mut olga, user).await;
        }
        for user in [9, 999] {
            nothing_there(&mut ada, user).await;
        }
        assert_eq!(names(&olga.get("/admin/users?q=una").await), "");
        assert_eq!(events(&world, 3).await, Vec::<String>::new());
    });
}

#[test]
fn security_a_co_admin_does_not_touch_the_admin_or_another_co_admin() {
    on_both_engines(async |world: World| {
        let mut cole = world.signed_in("cole", 2).await;
        for user in [1, 10] {
            assert!(cole.get(&format!("/admin/users/{user}")).await.html.contains("You can look, but not change"));
            for (post, status) in
                [("", 422), ("/status", 422), ("/password", 403), ("/roll-out", 422), ("/aliases", 403), ("/act", 403)]
            {
                let fields = [("name", "X"), ("email", "x@example.com")];
                assert_eq!(
                    cole.submit(&format!("/admin/users/{user}{post}"), &fields).await.status,
                    status,
                    "{user}{post}"
                );
            }
            let login = if user == 1 { "ada@example.com" } else { "cora@example.com" };
            assert_eq!(cole.submit(&format!("/admin/users/{user}/delete"), &[("typed", login)]).await.status, 422);
        }
        cole.get("/admin/users/3").await;
        let page = cole.submit("/admin/users/3", &[("name", "una"), ("role", "coadmin")]).await;
        assert!(page.status == 422 && page.html.contains("for the admin to say"));
        for user in [1, 3, 10] {
            assert_eq!(events(&world, user).await, Vec::<String>::new());
        }
    });
}

#[test]
fn security_hostile_names_of_users_stay_text() {
    on_both_engines(async |world: World| {
        rename(&world, 3, HOSTILE).await;
        set_role(&world, 3, Role::Coadmin, Permissions::DEFAULT).await;
        let mut ada = world.signed_in("ada", 1).await;
        for path in ["/admin/users", "/admin/users/3"] {
            assert_harmless(&ada.get(path).await.html);
        }
        assert_harmless(&ada.submit("/admin/users/3/delete", &[("typed", "x")]).await.html);
        assert_harmless(&ada.submit("/admin/users/3/password", &[]).await.html);
        let page =
            ada.get("/admin/users?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&status=%22%3E%3Cscript%3Ealert(1)").await;
        assert!(!page.html.contains("<script>alert"));
    });
}
