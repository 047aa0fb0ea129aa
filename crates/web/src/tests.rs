//! The sweep of the pages: every address that a router is given, asked by those who must not get through. The addresses
//! are read from the source, so that a page is swept on the day it is routed.
use boxwood_testing::{World, on_both_engines};
use std::{collections::BTreeSet, fs, path::Path};

/// What everybody may see.
const PUBLIC: &[&str] = &[
    "/assets/",
    "/docs",
    "/favicon.ico",
    "/sign-in",
    "/api/oauth2/authorize",
    "/s/",
    "/v/",
    "/shared/",
    "/preview/",
    "/f/",
];

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Route {
    path: String,
    get: bool,
    post: bool,
}

impl Route {
    fn is_public(&self) -> bool {
        PUBLIC.iter().any(|public| self.path.starts_with(public))
    }
}

/// Every `.route("/path", routing::get(…).post(…))` of the crate, with something in the place of what varies.
fn routes() -> BTreeSet<Route> {
    let mut found = BTreeSet::new();
    visit(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").as_path(), &mut found);
    found
}

fn visit(folder: &Path, found: &mut BTreeSet<Route>) {
    sources(folder, &mut |text| {
        for routed in text.split(".route(").skip(1) {
            let routed = routed.split(".route(").next().unwrap_or_default().trim_start();
            let Some((path, rest)) = routed.strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
                continue;
            };
            let rest = rest.split(";\n").next().unwrap_or_default();
            let (get, post) = (rest.contains("get("), rest.contains("post("));
            assert!(get || post, "{path} answers nothing");
            found.insert(Route { path: filled(path), get, post });
        }
    });
}

/// Every source of the folder but the tests.
fn sources(folder: &Path, look: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() && !entry.ends_with("tests") {
            sources(&entry, look);
        } else if entry.extension().is_some_and(|ending| ending == "rs") && !entry.ends_with("tests.rs") {
            look(&fs::read_to_string(&entry).unwrap());
        }
    }
}

fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// With all pages that there can be: those of an OpenID Connect provider are not there without one.
async fn whole(world: World) -> World {
    world.with_provider(|_| {}).await.0
}

async fn post(world: &World, path: &str, cookie: &str, csrf: &str) -> (u16, String) {
    let reply = world.form(path, &[("csrf", csrf), ("id", "1"), ("app", "1")]).header("Cookie", cookie).send().await;
    let to = reply.headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
    (reply.status, to.to_owned())
}

#[test]
fn the_sweep_knows_the_pages() {
    let routes = routes();
    let has = |path: &str| routes.iter().any(|route| route.path == path);
    for path in [
        "/",
        "/sign-in",
        "/sign-out",
        "/account",
        "/account/security",
        "/account/factor/on",
        "/sign-in/provider",
        "/sign-in/provider/back",
        "/api/oauth2/authorize",
    ] {
        assert!(has(path), "{path} of {routes:?}");
    }
}

#[test]
fn strangers_are_sent_to_sign_in() {
    on_both_engines(async |world| {
        let world = whole(world).await;
        for route in routes().into_iter().filter(|route| !route.is_public()) {
            if route.get {
                let page = world.browser().get(&route.path).await;
                assert!(page.status == 303 && page.location.starts_with("/sign-in"), "{route:?}: {}", page.status);
            }
            if route.post {
                let (status, to) = post(&world, &route.path, "boxwood_session=guessed", "").await;
                assert!(status == 303 && to == "/sign-in", "{route:?}: {status} {to}");
            }
        }
    });
}

#[test]
fn no_form_counts_that_was_not_served() {
    on_both_engines(async |world| {
        let world = whole(world).await;
        let mut admin = world.signed_in("ada", 1).await;
        let cookie = admin.cookie();
        for route in routes().into_iter().filter(|route| route.post) {
            for csrf in ["", "guessed"] {
                let (status, _) = post(&world, &route.path, &cookie, csrf).await;
                // The steps of signing in are not for somebody who has done them.
                let is_step = route.path.starts_with("/sign-in/") && route.path != "/sign-in/provider";
                let ok = if is_step { status == 303 } else { status == 403 };
                assert!(ok, "{route:?}: {status}");
            }
        }
        assert_eq!(admin.get("/account").await.status, 200, "the session is still there");
    });
}

#[test]
fn the_admin_console_is_closed_to_users() {
    on_both_engines(async |world| {
        let world = whole(world).await;
        let mut una = world.signed_in("una", 3).await;
        una.get("/account").await;
        let own = ["/admin/stop-acting"];
        for route in routes().into_iter().filter(|route| route.path.starts_with("/admin")) {
            if own.contains(&route.path.as_str()) {
                continue;
            }
            if route.get {
                let status = una.get(&route.path).await.status;
                assert!(matches!(status, 403 | 404), "{route:?}: {status}");
            }
            if route.post {
                una.get("/account").await;
                let status = una.submit(&route.path, &[("id", "1"), ("app", "1")]).await.status;
                assert!(matches!(status, 403 | 404), "{route:?}: {status}");
            }
        }
    });
}

#[test]
fn every_page_is_locked_down() {
    on_both_engines(async |world| {
        let world = whole(world).await;
        let mut admin = world.signed_in("ada", 1).await;
        for route in routes().into_iter().filter(|route| route.get && !route.path.starts_with("/assets")) {
            let page = admin.get(&route.path).await;
            assert!(page.status < 500, "{route:?}: {}", page.status);
            if route.path == "/favicon.ico" {
                continue;
            }
            let headers = page.reply.headers;
            let policy =
                headers.get("content-security-policy").and_then(|value| value.to_str().ok()).unwrap_or_default();
            assert!(
                policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
                "{route:?}: {policy}"
            );
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{route:?}: {policy}");
            assert_eq!(headers.get("x-frame-options").map(|value| value.as_bytes()), Some(&b"DENY"[..]), "{route:?}");
            assert!(
                !page.html.contains(" style=\"") && !page.html.contains(" onclick"),
                "{route:?} has something inline"
            );
        }
    });
}

/// What nobody does in another's account, and what no person does.
const OFF_THE_RECORD: &[&str] = &["web.embed", "web.provider", "web.record", "web.seen", "web.sign_in", "web.submit"];

#[test]
fn whatever_the_pages_do_has_words_in_the_audit() {
    let mut names = BTreeSet::new();
    sources(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").as_path(), &mut |text| {
        let quoted = text.split("\"web.").skip(1).filter_map(|rest| rest.split_once('"'));
        names.extend(quoted.map(|(name, _)| format!("web.{name}")));
    });
    assert!(names.contains("web.act") && names.contains("web.app_change"), "{names:?}");
    for name in names.iter().filter(|name| !OFF_THE_RECORD.contains(&name.as_str())) {
        assert_ne!(crate::admin::in_words(name), *name, "as it is called inside");
    }
}
