use super::{ESCAPED, HOSTILE, authorize, create};
use boxwood_testing::on_both_engines;
use serde_json::json;

const TABS: [&str; 8] =
    ["", "/configuration", "/authorization", "/enablement", "/secret", "/keys/new", "/settings-file", "/diagnostics"];
const FORMS: [&str; 12] = [
    "/collaborators",
    "/collaborators/remove",
    "",
    "/delete",
    "/configuration",
    "/secret",
    "/token",
    "/token/revoke",
    "/keys/new",
    "/keys/remove",
    "/settings-file",
    "/review",
];

#[test]
fn security_another_users_app_is_not_there() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Unas", "jwt").await;
        // A co-admin without the right to settings, another user, somebody of another enterprise.
        for (name, id) in [("cole", 2), ("max", 4), ("olga", 9)] {
            let mut browser = world.signed_in(name, id).await;
            browser.get("/developer/apps/new").await;
            for below in TABS {
                assert_eq!(browser.get(&app.path(below)).await.status, 404, "{name} {below}");
            }
            browser.get("/developer/apps/new").await;
            let fields = [("name", "Mine"), ("login", "max@example.com"), ("user", "4")];
            for below in FORMS {
                assert_eq!(browser.submit(&app.path(below), &fields).await.status, 404, "{name} {below}");
            }
        }
        let mut ada = world.signed_in("ada", 1).await;
        assert_eq!(ada.get(&app.path("")).await.status, 200, "who may edit the enterprise's settings");
        for strange in ["0", "99999", "abc", "1;2", "-1", "9223372036854775808", "%00"] {
            assert_eq!(ada.get(&format!("/developer/apps/{strange}")).await.status, 404, "{strange}");
        }
    });
}

#[test]
fn what_an_app_is_called_is_changed_and_checked() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Unas", "jwt").await;
        let page = una.get(&app.path("")).await;
        assert!(page.html.contains("una@example.com") && page.html.contains("Does things."));
        assert!(page.html.contains("value=\"automation\" selected"));
        let wrong = [("name", ""), ("description", HOSTILE), ("contact_email", "nobody"), ("purpose", "other")];
        let page = una.submit(&app.path(""), &wrong).await;
        assert!(page.status == 422 && page.html.contains("id=\"name-error\"") && page.html.contains("contact-error"));
        assert!(page.html.contains(ESCAPED) && page.html.contains("value=\"other\" selected"), "as it was typed");
        let right = [("name", HOSTILE), ("description", HOSTILE), ("contact_email", ""), ("purpose", "integration")];
        let page = una.submit(&app.path(""), &right).await;
        assert_eq!((page.status, page.location.as_str()), (303, &*app.path("?said=saved")));
        let page = una.get(&page.location).await;
        assert!(page.html.contains("Saved.") && page.html.contains("value=\"integration\" selected"));
        assert!(!page.html.contains("<script>alert") && page.html.matches(ESCAPED).count() >= 4, "{}", page.html);
    });
}

#[test]
fn an_app_is_deleted_unless_somebody_depends_on_it() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        ada.get("/developer/apps/1").await;
        let page = ada.submit("/developer/apps/1/delete", &[]).await;
        assert!(
            page.status == 422 && page.html.contains("The app was not deleted.") && page.html.contains("app users")
        );
        let app = create(&mut ada, "Short", "ccg").await;
        authorize(&world, &app.id).await;
        let page = ada.get(&app.path("")).await;
        assert!(page.html.contains("AutomationUser_"), "its service account: {}", page.html);
        let page = ada.submit(&app.path("/delete"), &[]).await;
        assert_eq!(page.location, "/developer/apps?said=deleted");
        assert!(ada.get(&page.location).await.html.contains("Its tokens no longer work."));
        assert_eq!(ada.get(&app.path("")).await.status, 404);
        let users = world.get("/users/6").by("ada").send().await;
        assert_eq!(users.body["name"], json!("robot"), "the account of another app stays");
    });
}

#[test]
fn a_colleague_is_let_in_changes_the_app_and_decides_nothing_else() {
    on_both_engines(async |world| {
        let (mut una, mut max) = (world.signed_in("una", 3).await, world.signed_in("max", 4).await);
        let app = create(&mut una, "Unas", "jwt").await;
        una.get(&app.path("")).await;
        for (login, why) in [
            ("olga@example.com", "Nobody of the enterprise"),
            ("ina@example.com", "Nobody of the enterprise"),
            ("nobody@example.com", "Nobody of the enterprise"),
            (HOSTILE, "Nobody of the enterprise"),
            ("una@example.com", "theirs already"),
        ] {
            let page = una.submit(&app.path("/collaborators"), &[("login", login)]).await;
            assert!(page.status == 422 && page.html.contains(why) && page.html.contains("login-error"), "{login}");
            assert!(!page.html.contains(HOSTILE));
        }
        assert_eq!(max.get(&app.path("")).await.status, 404);
        let page = una.submit(&app.path("/collaborators"), &[("login", " Max@example.com ")]).await;
        assert_eq!(page.location, app.path("?said=collaborator"));
        let page = una.get(&page.location).await;
        assert!(page.html.contains("They can see and change the app now.") && page.html.contains("max@example.com"));

        assert!(max.get("/developer/apps").await.html.contains(&app.path("\"")), "it is in their list");
        let page = max.get(&app.path("")).await;
        assert!(page.status == 200 && !page.html.contains("Delete app") && !page.html.contains("Add collaborator"));
        let fields = [("name", "Ours"), ("description", ""), ("contact_email", "")];
        assert_eq!(max.submit(&app.path(""), &fields).await.status, 303);
        assert!(una.get(&app.path("")).await.html.contains("Ours"));
        let fields = [("login", "cole@example.com"), ("user", "4")];
        for form in ["/delete", "/collaborators", "/collaborators/remove"] {
            max.get(&app.path("")).await;
            assert_eq!(max.submit(&app.path(form), &fields).await.status, 403, "{form}");
        }

        una.get(&app.path("")).await;
        let page = una.submit(&app.path("/collaborators/remove"), &[("user", "4")]).await;
        assert_eq!(page.location, app.path("?said=collaborator-removed"));
        assert_eq!(max.get(&app.path("")).await.status, 404);
        assert_eq!(una.submit(&app.path("/collaborators/remove"), &[("user", "4")]).await.status, 404);
    });
}

#[test]
fn security_who_leaves_the_enterprise_leaves_its_apps() {
    on_both_engines(async |world| {
        let (mut una, mut max) = (world.signed_in("una", 3).await, world.signed_in("max", 4).await);
        let app = create(&mut una, "Unas", "jwt").await;
        una.get(&app.path("")).await;
        una.submit(&app.path("/collaborators"), &[("login", "max@example.com")]).await;
        assert_eq!(max.get(&app.path("")).await.status, 200);
        let out = world.put("/users/4", json!({ "enterprise": null })).by("ada").send().await;
        assert_eq!(out.status, 200, "{}", out.body);
        assert_eq!(max.get(&app.path("")).await.status, 404);
        assert!(!max.get("/developer/apps").await.html.contains("Unas"));
        assert!(!una.get(&app.path("")).await.html.contains("max@example.com"));
    });
}

#[test]
fn versions_calls_and_keys_in_use_are_told() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        let app = create(&mut ada, "Payroll", "ccg").await;
        authorize(&world, &app.id).await;
        for scope in ["root_readonly", "manage_groups"] {
            ada.get(&app.path("/configuration")).await;
            assert_eq!(ada.submit(&app.path("/configuration"), &[("scope", scope)]).await.status, 303);
        }
        ada.submit(&app.path("/configuration"), &[("scope", "manage_groups")]).await;
        let page = ada.get(&app.path("/authorization")).await;
        assert!(page.html.contains("version 1 is in force, version 3 waits"), "{}", page.html);
        authorize(&world, &app.id).await;
        ada.get(&app.path("/configuration")).await;
        ada.submit(&app.path("/configuration"), &[("scope", "root_readonly")]).await;
        let page = ada.get(&app.path("")).await;
        assert!(page.html.contains("version 3 is in force, version 4 waits"), "{}", page.html);

        for _ in 0..3 {
            world.get("/users/me").by("ada").send().await;
        }
        world.advance(std::time::Duration::from_secs(23 * 3600));
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get("/developer/apps/1/diagnostics").await;
        assert!(page.html.contains("3 in the last 24 hours"), "{}", page.html);
        let row = ada.get("/developer/apps").await.html;
        assert!(row.contains("<td data-th=\"Calls, 24 h\" class=\"num\">3</td>"), "{row}");
        world.advance(std::time::Duration::from_secs(3600));
        assert!(ada.get("/developer/apps/1/diagnostics").await.html.contains("0 in the last 24 hours"));
    });
}
