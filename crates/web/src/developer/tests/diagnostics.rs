use super::{authorize, create};
use boxwood_testing::{World, on_both_engines};

const OWN: &str = "UPDATE apps SET owner_id = $1 WHERE id = $2";
const RENAME: &str = "UPDATE refusals SET trace = replace(trace, 'get_users', '<script>alert(1)</script>')";

/// Makes una a developer of the company's first app.
async fn owned_by_una(world: &World) {
    let give = |tx: &mut boxwood_store::Tx<boxwood_store::Write>| tx.exec(OWN, (3_i64, 1_i64));
    world.app().db().write("test", give).await.unwrap();
}

#[test]
fn recent_calls_are_listed_the_newest_first() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        assert!(ada.get("/developer/apps/1/diagnostics").await.html.contains("No call since"));
        world.get("/users/me").by("robot").send().await;
        let second = world.get("/folders/77").by("robot").as_user(3).send().await;
        world.get("/users/me").by("nobody").send().await;
        world.get("/users/me").by("ada, user-auth app").send().await;
        let page = ada.get("/developer/apps/1/diagnostics").await;
        let (first, rest) = page.html.split_once("get_folders_id").unwrap();
        assert!(!first.contains("get_users_me") && rest.contains("get_users_me"), "{}", page.html);
        assert!(page.html.contains("User 6 as user 3") && page.html.contains(">404<"));
        let id = &second.headers["box-request-id"].to_str().unwrap()[..16];
        assert!(page.html.contains(id), "to find it in the log");
        assert_eq!(page.html.matches("<th scope=\"row\">").count(), 2, "neither strangers' calls nor other apps'");
        for _ in 0..60 {
            world.get("/users/me").by("robot").send().await;
        }
        let page = ada.get("/developer/apps/1/diagnostics").await;
        assert_eq!(page.html.matches("<th scope=\"row\">").count(), 50);
    });
}

#[test]
fn every_refusal_leads_to_its_fix() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        for (app, token, target, reason, fix) in [
            (
                2,
                "ada, app without as-user",
                "3",
                "may not use the As-User header",
                "/developer/apps/2/configuration#advanced",
            ),
            (3, "ada, app access only", "3", "App Access Only", "/developer/apps/3/configuration#access"),
            (4, "ada, app disabled", "3", "The app is disabled", "/developer/apps/4/authorization"),
            (
                1,
                "ada without scopes",
                "",
                "no scope that this operation asks for",
                "/developer/apps/1/configuration#scopes",
            ),
            (1, "ada", "5", "names is inactive", "/admin/users"),
            (1, "una", "4", "neither an admin, a co-admin nor", "/docs/guides/as-user"),
        ] {
            world.get("/users").by(token).as_user(target).send().await;
            let page = ada.get(&format!("/developer/apps/{app}/diagnostics")).await;
            let newest = page.html.split("<details").nth(1).unwrap_or_default();
            assert!(newest.contains(reason) && newest.contains(&format!("href=\"{fix}\"")), "{token}: {newest}");
            assert_eq!(newest.matches("Refused here").count(), 1, "{token}");
        }
    });
}

#[test]
fn security_a_developer_learns_nothing_of_users_whom_they_may_not_see() {
    on_both_engines(async |world| {
        owned_by_una(&world).await;
        let mut una = world.signed_in("una", 3).await;
        let mut told = Vec::new();
        // Nobody, somebody of another enterprise, an admin, an inactive user, another app's user.
        for target in ["999", "9", "2", "5", "8"] {
            let refused = world.get("/users/me").by("robot").as_user(target).send().await;
            assert!(refused.status == 403 || refused.status == 401, "{target}");
            let page = una.get("/developer/apps/1/diagnostics").await;
            let newest = page.html.split("<details").nth(1).unwrap_or_default();
            let id = refused.headers["box-request-id"].to_str().unwrap()[..16].to_owned();
            let newest = newest.split("</details>").next().unwrap_or_default().replace(&id, "ID");
            // What the wire says itself is no secret.
            told.push(newest.replace(&format!(">{}<", refused.status), ">STATUS<"));
        }
        assert!(told[0].contains("nobody as whom this call may be made"), "{}", told[0]);
        assert!(told.iter().all(|one| *one == told[0]), "{told:#?}");
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get("/developer/apps/1/diagnostics").await;
        assert!(page.html.contains("names no user of the token") && page.html.contains("user 2, managed, coadmin"));
    });
}

#[test]
fn security_users_of_other_enterprises_are_not_named() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        world.get("/users/me").by("olga").send().await;
        world.get("/users").by("olga").as_user(1).send().await;
        let page = ada.get("/developer/apps/1/diagnostics").await;
        assert!(page.html.contains("A user from elsewhere") && !page.html.contains("User 9"));
        assert!(page.html.contains("Nothing was refused"), "that is for the other enterprise to know");
        let mut olga = world.signed_in("olga", 9).await;
        assert_eq!(olga.get("/developer/apps/1/diagnostics").await.status, 404);
    });
}

#[test]
fn security_what_is_on_record_is_escaped() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        let app = create(&mut ada, super::HOSTILE, "ccg").await;
        authorize(&world, &app.id).await;
        world.get("/users/me").by("robot").as_user("<script>alert(2)</script>").send().await;
        world.get("/users").by("ada without scopes").send().await;
        world.flush().await;
        world.app().db().write("test", |tx| tx.exec(RENAME, ())).await.unwrap();
        for path in ["/developer/apps/1/diagnostics".to_owned(), app.path("/diagnostics")] {
            let page = ada.get(&path).await;
            assert!(page.status == 200 && !page.html.contains("<script>alert"), "{}", page.html);
        }
        let page = ada.get("/developer/apps/1/diagnostics").await;
        assert!(page.html.contains("&#60;script&#62;alert(2)") && page.html.contains("&#60;script&#62;alert(1)"));
    });
}
