use super::{ESCAPED, HOSTILE, authorize, create};
use boxwood_testing::on_both_engines;
use serde_json::json;

const TABS: [&str; 8] =
    ["", "/configuration", "/authorization", "/enablement", "/secret", "/keys/new", "/settings-file", "/diagnostics"];
const FORMS: [&str; 10] = [
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
            let fields = [("name", "Mine")];
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
