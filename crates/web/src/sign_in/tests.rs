//! Signing in, as somebody at a browser does it and as somebody does it who should not.
use boxwood_testing::{PASSWORD, World, on_both_engines};
use std::time::Duration;

const UNA: (&str, i64) = ("una@example.com", 3);
const NEW: &str = "a whole new passphrase";

async fn title(world: &World, cookie: &str) -> String {
    let reply = world.at("GET", "/account").header("Cookie", cookie).send().await;
    format!("{} {}", reply.status, String::from_utf8_lossy(&reply.bytes).contains("Your account on this server"))
}

#[test]
fn a_password_opens_the_account_and_signing_out_closes_it() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in("una", UNA.1).await;
        let page = browser.get("/account").await;
        assert!(page.status == 200 && page.html.contains("una@example.com"));
        let thief = browser.copy();
        let left = browser.submit("/sign-out", &[]).await;
        assert_eq!((left.status, left.location.as_str()), (303, "/sign-in"));
        assert_eq!(title(&world, &thief.cookie()).await, "303 false", "the cookie is worth nothing afterwards");
    });
}

#[test]
fn a_one_time_password_opens_nothing_but_the_choice_of_another() {
    on_both_engines(async |world| {
        world.password(UNA.1, true).await;
        let mut browser = world.browser();
        let page = browser.sign_in(UNA.0, PASSWORD).await;
        assert_eq!(page.location, "/sign-in/password?next=%2F");
        let before = browser.cookie();
        assert_eq!(browser.get("/account").await.status, 303, "not yet");
        assert!(browser.get("/sign-in/password").await.html.contains("Choose a password"));
        for (password, again, why) in [
            ("short", "short", "at least 12"),
            (NEW, "another", "differ"),
            (PASSWORD, PASSWORD, "one-time password itself"),
        ] {
            let page = browser.submit("/sign-in/password", &[("password", password), ("again", again)]).await;
            assert!(page.status == 422 && page.html.contains(why), "{why}: {}", page.html);
        }
        let page = browser.submit("/sign-in/password", &[("password", NEW), ("again", NEW), ("next", "/docs")]).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/docs"));
        assert_eq!(browser.get("/account").await.status, 200);
        assert_eq!(title(&world, &before).await, "303 false", "the session has a new secret");
        assert_eq!(world.browser().sign_in(UNA.0, PASSWORD).await.status, 422);
        assert_eq!(world.browser().sign_in(UNA.0, NEW).await.location, "/");
    });
}

#[test]
fn nobody_learns_who_there_is() {
    on_both_engines(async |world| {
        for user in [3, 5, 6, 7] {
            world.password(user, false).await;
        }
        let mut answers = Vec::new();
        // Wrong password, nobody, inactive, service account, app user: the last four with the right one.
        for (login, password) in [
            (UNA.0, "wrong"),
            ("nobody@example.com", PASSWORD),
            ("ina@example.com", PASSWORD),
            ("robot@example.com", PASSWORD),
            ("appu1@example.com", PASSWORD),
        ] {
            let mut browser = world.browser();
            let page = browser.sign_in(login, password).await;
            assert!(!browser.cookie().contains("session"));
            let html = page.html.replace(login, "LOGIN").replace(browser.csrf(), "TOKEN");
            answers.push((page.status, html));
        }
        assert_eq!(answers[0].0, 422);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    });
}

#[test]
fn guessing_is_slowed_down_whoever_is_guessed_at() {
    on_both_engines(async |world| {
        world.password(UNA.1, false).await;
        for login in [UNA.0, "nobody@example.com"] {
            for _ in 0..5 {
                assert_eq!(world.browser().sign_in(login, "wrong").await.status, 422);
            }
            let page = world.browser().sign_in(&login.to_uppercase(), PASSWORD).await;
            assert!(page.status == 429 && page.html.contains("30 seconds"), "{login}: {}", page.html);
            world.advance(Duration::from_secs(31));
            assert_eq!(world.browser().sign_in(login, "wrong").await.status, 422);
            let page = world.browser().sign_in(login, "wrong").await;
            assert!(page.status == 429 && page.html.contains("60 seconds"), "{login}");
            world.advance(Duration::from_secs(61));
        }
        assert_eq!(world.browser().sign_in(UNA.0, PASSWORD).await.location, "/", "the right one is heard");
        assert_eq!(world.browser().sign_in(UNA.0, "wrong").await.status, 422, "and all is forgotten");
    });
}

#[test]
fn a_session_fixed_beforehand_is_not_taken_over() {
    on_both_engines(async |world| {
        world.password(UNA.1, false).await;
        let mut browser = world.browser();
        browser.get("/sign-in").await;
        // What somebody else may have put there.
        let (guest, planted) = (browser.cookie(), "boxwood_session=planted");
        let fields = [("login", UNA.0), ("password", PASSWORD), ("csrf", browser.csrf())];
        let ask = world.form("/sign-in", &fields).header("Cookie", &format!("{guest}; {planted}"));
        let reply = ask.send().await;
        assert_eq!(reply.status, 303);
        let set = reply.headers["set-cookie"].to_str().unwrap();
        assert!(set.starts_with("boxwood_session=") && !set.contains("planted"));
        assert_eq!(title(&world, planted).await, "303 false");
    });
}

#[test]
fn a_form_counts_only_from_the_visitors_own_page() {
    on_both_engines(async |world| {
        world.password(UNA.1, false).await;
        let mut browser = world.browser();
        browser.get("/sign-in").await;
        let (cookie, csrf) = (browser.cookie(), browser.csrf().to_owned());
        let mut other = world.browser();
        other.get("/sign-in").await;
        let fields = |csrf| [("login", UNA.0), ("password", PASSWORD), ("csrf", csrf)];
        for (cookie, csrf, site) in [
            (cookie.as_str(), "", "same-origin"),
            (cookie.as_str(), other.csrf(), "same-origin"),
            ("", csrf.as_str(), "same-origin"),
            (cookie.as_str(), csrf.as_str(), "cross-site"),
            (cookie.as_str(), csrf.as_str(), "same-site"),
        ] {
            let ask = world.form("/sign-in", &fields(csrf)).header("Cookie", cookie).header("Sec-Fetch-Site", site);
            assert_eq!(ask.send().await.status, 403, "{cookie} {csrf} {site}");
        }
        let from = |origin| {
            let ask = world.form("/sign-in", &fields(&csrf)).header("Cookie", &cookie).header("Host", "box.example");
            ask.header("Origin", origin).send()
        };
        assert_eq!(from("https://evil.example").await.status, 403);
        assert_eq!(from("null").await.status, 403);
        assert_eq!(from("https://box.example").await.status, 303);
    });
}

#[test]
fn signing_in_leads_nowhere_else() {
    on_both_engines(async |world| {
        world.password(UNA.1, false).await;
        for (next, location) in [
            ("/account/security", "/account/security"),
            ("https://evil.example/", "/"),
            ("//evil.example/", "/"),
            ("/\\evil.example/", "/"),
            ("/\r\nSet-Cookie: a=b", "/"),
        ] {
            let mut browser = world.browser();
            browser.get("/sign-in").await;
            let fields = [("login", UNA.0), ("password", PASSWORD), ("next", next)];
            assert_eq!(browser.submit("/sign-in", &fields).await.location, location, "{next:?}");
        }
        // A page that needs a session is come back to; the host of a request is nobody's business.
        let reply = world.at("GET", "/account/security?a=b").header("Host", "evil.example").send().await;
        assert_eq!(reply.headers["location"], "/sign-in?next=%2Faccount%2Fsecurity%3Fa%3Db");
    });
}

#[test]
fn pages_are_locked_down_by_their_headers() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in("una", UNA.1).await;
        for path in ["/sign-in", "/account", "/account/security", "/nothing-here"] {
            let headers = browser.get(path).await.reply.headers;
            let policy = headers["content-security-policy"].to_str().unwrap();
            for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
                assert!(policy.contains(rule), "{path}: {policy}");
            }
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{path}: {policy}");
            for (name, value) in [
                ("x-frame-options", "DENY"),
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),
                ("cache-control", "no-store"),
            ] {
                assert_eq!(headers[name], value, "{path}");
            }
        }
        let reply = world.at("GET", "/sign-in").send().await;
        let set = reply.headers["set-cookie"].to_str().unwrap();
        assert!(
            set.starts_with("boxwood_guest=") && set.ends_with("; Path=/; HttpOnly; Secure; SameSite=Lax"),
            "{set}"
        );
    });
}

#[test]
fn by_https_cookies_have_a_name_that_nobody_else_can_set() {
    on_both_engines(async |world| {
        let world = world.reopened(|config| config.public_url = Some("https://box.example".to_owned())).unwrap();
        let reply = world.at("GET", "/sign-in").send().await;
        assert!(reply.headers["set-cookie"].to_str().unwrap().starts_with("__Host-boxwood_guest="));
        let mut browser = world.signed_in("una", UNA.1).await;
        assert!(browser.cookie().starts_with("__Host-boxwood_session="));
        assert_eq!(browser.get("/account").await.status, 200);
    });
}

#[test]
fn a_session_ends_with_its_time_and_with_its_users_rights() {
    on_both_engines(async |world| {
        let first = world.signed_in("una", UNA.1).await.cookie();
        world.advance(Duration::from_secs(1));
        let body = serde_json::json!({ "user_ids": ["3"], "user_logins": ["una@example.com"] });
        assert_eq!(world.post("/users/terminate_sessions", body).by("ada").send().await.status, 202);
        assert_eq!(title(&world, &first).await, "303 false", "an admin has ended it");
        world.advance(Duration::from_secs(1));
        let second = world.signed_in("una", UNA.1).await.cookie();
        assert_eq!(title(&world, &second).await, "200 true");
        let body = serde_json::json!({ "status": "inactive" });
        assert_eq!(world.put("/users/3", body).by("ada").send().await.status, 200);
        assert_eq!(title(&world, &second).await, "303 false", "the account is closed");
        let third = world.signed_in("max", 4).await.cookie();
        world.advance(Duration::from_secs(6 * 86_400));
        assert_eq!(title(&world, &third).await, "200 true");
        world.advance(Duration::from_secs(86_400));
        assert_eq!(title(&world, &third).await, "303 false", "a week is over");
    });
}

#[test]
fn hostile_names_stay_text() {
    on_both_engines(async |world| {
        let name = "<script>alert(1)</script>\" onfocus=alert(1) x='";
        let body = serde_json::json!({ "name": name });
        assert_eq!(world.put("/users/3", body).by("ada").send().await.status, 200);
        let mut browser = world.signed_in("una", UNA.1).await;
        for path in ["/account", "/account/security"] {
            let html = browser.get(path).await.html;
            assert!(!html.contains("<script>alert") && !html.contains("\" onfocus"), "{path}");
            assert!(html.contains("&#60;script&#62;alert(1)"), "{path} shows the name");
        }
        let page = browser.get("/sign-in?login=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
        assert!(!page.html.contains("<script>alert"));
    });
}
