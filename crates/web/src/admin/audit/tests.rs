//! The record at the admin console, on both engines.
use super::super::tests::{HOSTILE, assert_harmless, coadmin_with, foreign_admin, rename};
use boxwood_api::resources::users::Permissions;
use boxwood_testing::{Browser, Page, World, on_both_engines};
use serde_json::json;
use std::time::Duration;

/// Operation and outcome of each row, in its order.
fn rows(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.html);
    let lines = page.html.split("<td data-th=\"Operation\"><code>").skip(1);
    let text = |line: &str| {
        let operation = line.split('<').next().unwrap_or_default().to_owned();
        let outcome = line.split("<span class=\"pill dot ").nth(1).and_then(|rest| rest.split(['>', '<']).nth(1));
        format!("{operation}: {}", outcome.unwrap_or_default())
    };
    lines.map(text).collect()
}

async fn folder(world: &World, name: &str, token: &str, user: i64) {
    let body = json!({ "name": name, "parent": { "id": "0" } });
    assert_eq!(world.post("/folders", body).by(token).as_user(user).send().await.status, 201);
}

/// A read by robot as una, twice; a write by ada as max; una's refusal; ada in una's account.
async fn a_days_work(world: &World) -> Browser<'_> {
    for _ in 0..2 {
        assert_eq!(world.get("/users/me").by("robot").as_user(3).send().await.status, 200);
    }
    world.advance(Duration::from_secs(60));
    folder(world, "A", "ada", 4).await;
    world.advance(Duration::from_secs(60));
    assert_eq!(world.get("/users/me").by("una").as_user(4).send().await.status, 403);
    world.flush().await;
    world.advance(Duration::from_secs(60));
    let mut ada = world.signed_in("ada", 1).await;
    ada.get("/admin/users/3").await;
    ada.submit("/admin/users/3/act", &[]).await;
    world.advance(Duration::from_secs(60));
    ada.get("/account").await;
    ada.submit("/admin/stop-acting", &[]).await;
    ada
}

const READ: &str = "GET /users/me: Allowed 200, 2 times";
const WRITE: &str = "POST /folders: Allowed 201";
const REFUSED: &str = "GET /users/me: Refused 403";
const BEGAN: &str = "Started acting: Allowed 200";
const ENDED: &str = "Stopped acting: Allowed 200";

#[test]
fn the_record_shows_who_acted_as_whom_and_what_came_of_it() {
    on_both_engines(async |world: World| {
        let mut ada = a_days_work(&world).await;
        for (query, expected) in [
            ("", vec![ENDED, BEGAN, REFUSED, WRITE, READ]),
            ("?actor=ada%40example.com", vec![ENDED, BEGAN, WRITE]),
            ("?actor=6", vec![READ]),
            ("?user=3", vec![ENDED, BEGAN, READ]),
            ("?user=max%40example.com", vec![REFUSED, WRITE]),
            ("?app=0", vec![ENDED, BEGAN]),
            ("?app=1", vec![REFUSED, WRITE, READ]),
            ("?operation=folders", vec![WRITE]),
            ("?outcome=refused", vec![REFUSED]),
            ("?outcome=allowed&user=3&app=1", vec![READ]),
            ("?from=2025-06-15&to=2025-06-15", vec![ENDED, BEGAN, REFUSED, WRITE, READ]),
            ("?from=2025-06-16", vec![]),
            ("?to=2025-06-14", vec![]),
            ("?from=nonsense&after=nonsense", vec![ENDED, BEGAN, REFUSED, WRITE, READ]),
            ("?user=nobody%40example.com", vec![]),
            // Of another enterprise: as good as nobody.
            ("?user=olga%40example.com", vec![]),
            ("?actor=9", vec![]),
        ] {
            assert_eq!(rows(&ada.get(&format!("/admin/audit{query}")).await), expected, "{query}");
        }
        let page = ada.get("/admin/audit?user=olga%40example.com").await.html;
        assert!(page.contains("Nobody here has this email or ID"));
        let page = ada.get("/admin/audit").await.html;
        assert!(page.contains("5 allowed") && page.contains("1 refused") && page.contains("<rect"), "{page}");
        assert!(page.contains("/admin/explain?request=") && page.contains("una@example.com"));
        assert!(ada.get("/admin/audit?from=2025-06-14").await.html.contains("Calls per day. 5 allowed, 1 refused"));
    });
}

#[test]
fn what_the_operation_refuses_is_one_entry_and_no_two() {
    on_both_engines(async |world: World| {
        let body = json!({ "name": "A", "parent": { "id": "77" } });
        world.post("/users", body).by("robot").as_user(3).send().await;
        world.get("/users").by("robot").as_user(3).send().await;
        world.flush().await;
        let mut ada = world.signed_in("ada", 1).await;
        assert_eq!(rows(&ada.get("/admin/audit").await), ["POST /users: Refused 403", "GET /users: Refused 403"]);
        assert!(ada.get("/admin/audit").await.html.contains("2 refused"));
    });
}

/// All pages, one after the other.
async fn walk(browser: &mut Browser<'_>, query: &str) -> (Vec<String>, usize) {
    let (mut all, mut pages, mut path) = (Vec::new(), 0, format!("/admin/audit{query}"));
    loop {
        let page = browser.get(&path).await;
        all.extend(rows(&page));
        pages += 1;
        let pager = page.html.split("aria-label=\"Pages\"").nth(1).unwrap_or_default();
        let next =
            pager.split("href=\"").find(|link| link.contains(">Older<") || link.contains(">Search further back<"));
        match next.and_then(|link| link.split('"').next()) {
            Some(next) if pages < 50 => path = next.replace("&#38;", "&"),
            _ => return (all, pages),
        }
    }
}

#[test]
fn pages_follow_each_other_and_miss_nothing() {
    on_both_engines(async |world: World| {
        for n in 0..70 {
            folder(&world, &format!("F{n}"), "ada", 3 + n % 2).await;
            world.get("/users/me").by("robot").as_user(3 + n % 2).send().await;
            if n % 5 == 0 {
                world.get("/users/me").by("una").as_user(4).send().await;
                world.advance(Duration::from_secs(60));
            }
            if n % 10 == 9 {
                world.flush().await;
            }
        }
        world.flush().await;
        let mut ada = world.signed_in("ada", 1).await;
        let (all, pages) = walk(&mut ada, "").await;
        let count = |what: &str| all.iter().filter(|row| row.starts_with(what)).count();
        assert_eq!((count("POST /folders"), count("GET /users/me: Refused")), (70, 14));
        let reads = count("GET /users/me: Allowed");
        assert!((28..=30).contains(&reads), "two users in each of 15 minutes or so: {reads}");
        assert!(pages >= 3);
        let (folders, _) = walk(&mut ada, "?operation=post_folders&user=4").await;
        assert_eq!(folders.len(), 35);
    });
}

#[test]
fn the_record_is_exported_as_csv() {
    on_both_engines(async |world: World| {
        rename(&world, 3, "=HYPERLINK(\"http://evil.example\"),x").await;
        let mut ada = a_days_work(&world).await;
        let file = ada.get("/admin/audit.csv").await;
        assert_eq!(file.reply.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(file.reply.headers["content-disposition"], "attachment; filename=\"audit.csv\"");
        let lines: Vec<_> = file.html.split("\r\n").collect();
        assert_eq!(lines.len(), 7, "{}", file.html);
        assert_eq!(lines[6], "");
        assert!(lines[0].starts_with("time,actor_id,actor,"));
        let cell = "\"'=HYPERLINK(\"\"http://evil.example\"\"),x\"";
        assert_eq!(
            lines[5],
            format!("2025-06-15T15:06:00+00:00,6,robot,AutomationUser_robot@example.com,3,{cell},una@example.com,1,full,get_users_me,GET /users/me,200,2,")
                .replace("AutomationUser_robot", "robot")
        );
        let some = ada.get("/admin/audit.csv?outcome=refused").await.html;
        assert_eq!(some.matches("\r\n").count(), 2, "{some}");
        let none = ada.get("/admin/audit.csv?user=olga%40example.com").await.html;
        assert_eq!(none.matches("\r\n").count(), 1, "{none}");
    });
}

#[test]
fn security_the_record_is_for_the_enterprises_own_auditors() {
    on_both_engines(async |world: World| {
        a_days_work(&world).await;
        let mut una = world.signed_in("una", 3).await;
        let mut cole = world.signed_in("cole", 2).await;
        for path in ["/admin/audit", "/admin/audit.csv"] {
            assert_eq!(una.get(path).await.status, 403, "{path}");
            assert_eq!(cole.get(path).await.status, 403, "a co-admin without reports: {path}");
        }
        let mut auditor = coadmin_with(&world, Permissions::REPORTS).await;
        assert_eq!(rows(&auditor.get("/admin/audit").await).len(), 5);
        let mut olga = foreign_admin(&world).await;
        for query in ["", "?actor=1", "?user=3", "?app=1", "?from=2025-01-01"] {
            let page = olga.get(&format!("/admin/audit{query}")).await;
            assert_eq!(rows(&page), Vec::<String>::new(), "{query}");
            assert!(page.html.contains("<span class=\"key ok\">0 allowed"), "not even counts: {query}");
        }
        assert_eq!(olga.get("/admin/audit.csv").await.html.matches("\r\n").count(), 1);
    });
}

#[test]
fn security_hostile_names_on_record_stay_text() {
    on_both_engines(async |world: World| {
        rename(&world, 3, HOSTILE).await;
        let mut ada = a_days_work(&world).await;
        assert_harmless(&ada.get("/admin/audit").await.html);
        let page = ada.get("/admin/audit?actor=%22%3E%3Cscript%3Ealert(1)&operation=%22%3E%3Cscript%3Ealert(1)").await;
        assert!(!page.html.contains("<script>alert"));
    });
}
