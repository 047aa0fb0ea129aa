//! The authorize page, answered by users and abused by apps (contract: identity §2.4).
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use boxwood_testing::{Browser, FULL, Page, Settings, World, on_both_engines};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// The company's app that signs users in, and one of its users.
const APP: i64 = 5;
const BACK: &str = "https://app.example/back";
const PATH: &str = "/api/oauth2/authorize";
const GRANT: &[(&str, &str)] = &[("consent_accept", "1")];
const DENY: &[(&str, &str)] = &[("consent_reject", "1")];

fn path(more: &str) -> String {
    format!("{PATH}?response_type=code&client_id=user-auth{more}")
}

/// The app has one address; una has signed in.
async fn una(world: &World) -> Browser<'_> {
    world.redirects(APP, &[BACK]).await;
    world.signed_in("una", 3).await
}

async fn answered(browser: &mut Browser<'_>, path: &str, answer: &[(&str, &str)]) -> Page {
    let shown = browser.get(path).await;
    assert_eq!(shown.status, 200, "{path}: {}", shown.html);
    browser.submit(path, answer).await
}

fn code(page: &Page) -> String {
    let (_, rest) =
        page.location.split_once("code=").unwrap_or_else(|| panic!("no code: {} {}", page.location, page.html));
    rest.split('&').next().unwrap_or_default().to_owned()
}

async fn token(world: &World, code: &str, more: &[(&str, &str)]) -> boxwood_testing::Reply {
    let fields =
        [("grant_type", "authorization_code"), ("client_id", "user-auth"), ("client_secret", "secret"), ("code", code)];
    let fields: Vec<_> = fields.into_iter().chain(more.iter().copied()).collect();
    world.form("/oauth2/token", &fields).send().await
}

#[test]
fn a_user_lets_an_app_in_and_it_acts_for_them() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        let shown = browser.get(&path("&state=a%20b%2B")).await;
        for text in
            ["user-auth asks for access", "una@example.com", "Acme", "Grant access to Box", "https://app.example"]
        {
            assert!(shown.html.contains(text), "{text}: {}", shown.html);
        }
        let policy = shown.reply.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("form-action 'self' https://app.example;"), "{policy}");
        let granted = browser.submit(&path("&state=a%20b%2B"), GRANT).await;
        assert_eq!(granted.status, 303);
        assert!(granted.location.starts_with("https://app.example/back?code="), "{}", granted.location);
        assert!(granted.location.ends_with("&state=a%20b%2B"), "the state comes back as it was sent");
        let reply = token(&world, &code(&granted), &[]).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let access = reply.body["access_token"].as_str().unwrap();
        let me = world.get("/users/me").by(access).send().await;
        assert_eq!(me.body["login"], "una@example.com");
        assert_eq!(token(&world, &code(&granted), &[]).await.body["error"], "invalid_grant", "a code is for one use");
    });
}

#[test]
fn a_user_denies() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        let denied = answered(&mut browser, &path("&state=x"), DENY).await;
        let expected = "https://app.example/back?error=access_denied\
            &error_description=The+user+denied+access+to+your+application&state=x";
        assert_eq!((denied.status, denied.location.as_str()), (303, expected));
        let neither = browser.submit(&path(""), &[]).await;
        assert!(neither.location.contains("error=access_denied"), "no button is no consent");
    });
}

#[test]
fn whoever_has_not_signed_in_does_so_first_and_comes_back() {
    on_both_engines(async |world| {
        una(&world).await;
        let mut browser = world.browser();
        let asked = path("&redirect_uri=https%3A%2F%2Fapp.example%2Fback&state=%7Bx%7D");
        let sent = browser.get(&asked).await;
        assert_eq!(sent.status, 303);
        let shown = browser.get(&sent.location).await;
        let (_, next) = shown.html.split_once("name=\"next\" value=\"").unwrap();
        let next = next.split('"').next().unwrap().replace("&#38;", "&");
        assert_eq!(next, asked);
        let fields = [("login", "una@example.com"), ("password", boxwood_testing::PASSWORD), ("next", &next)];
        assert_eq!(browser.submit("/sign-in", &fields).await.location, asked);
        assert_eq!(browser.get(&asked).await.status, 200);
    });
}

#[test]
fn requests_that_cannot_be_trusted_are_told_on_a_page_of_ours() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        let unknown = format!("{PATH}?response_type=code&client_id=nobody&redirect_uri=https%3A%2F%2Fevil.example");
        let server_app = format!("{PATH}?response_type=code&client_id=full");
        for (path, text) in [
            (PATH.to_owned(), "invalid_client"),
            (unknown, "invalid_client"),
            (server_app, "unauthorized_client"),
            (path("&redirect_uri=https%3A%2F%2Fevil.example%2Fback"), "redirect_uri_mismatch"),
            (path("&redirect_uri=https%3A%2F%2Fapp.example%2Fback%2F"), "redirect_uri_mismatch"),
            (path("&redirect_uri=javascript%3Aalert(1)"), "redirect_uri_mismatch"),
        ] {
            let page = browser.get(&path).await;
            assert!(page.status == 400 && page.html.contains(text), "{path}: {} {}", page.status, page.html);
            assert_eq!(page.location, "");
            // Nobody has to sign in to be told; and a form that is posted there changes nothing.
            assert_eq!(world.browser().get(&path).await.status, 400);
            browser.get("/account").await;
            assert_eq!(browser.submit(&path, GRANT).await.status, 400);
        }
    });
}

#[test]
fn row_33_two_redirect_uris_and_none_sent() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        for uris in [&[BACK, "https://app.example/other"][..], &[]] {
            world.redirects(APP, uris).await;
            let page = browser.get(&path("")).await;
            assert_eq!((page.status, page.location.as_str()), (400, ""), "an error page, no redirect");
            assert!(page.html.contains("redirect_uri_missing"), "{}", page.html);
        }
        world.redirects(APP, &[BACK, "https://app.example/other"]).await;
        assert_eq!(browser.get(&path("&redirect_uri=https%3A%2F%2Fapp.example%2Fother")).await.status, 200);
    });
}

#[test]
fn row_34_state_with_ampersand_unicode_and_2_kib() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        let state = format!("a&b=c d+e ü 雪 \"<>' {}", "x".repeat(2048));
        let escaped = serde_urlencoded::to_string([("state", &state)]).unwrap();
        for answer in [GRANT, DENY] {
            let back = answered(&mut browser, &path(&format!("&{escaped}")), answer).await.location;
            let (_, query) = back.split_once('?').unwrap();
            let told: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
            let echoed = told.iter().find(|(name, _)| name == "state").map(|(_, value)| value.as_str());
            assert_eq!(echoed, Some(state.as_str()));
        }
    });
}

#[test]
fn requests_that_are_merely_wrong_go_back_to_the_app() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        world.configure(APP, Settings::OAUTH2 | Settings::READ).await;
        for (asked, error) in [
            (format!("{PATH}?client_id=user-auth&state=s"), "unsupported_response_type"),
            (format!("{PATH}?client_id=user-auth&response_type=token&state=s"), "unsupported_response_type"),
            (path("&scope=root_readwrite&state=s"), "invalid_scope"),
            (path("&scope=as_user&state=s"), "invalid_scope"),
            (path("&scope=nonsense&state=s"), "invalid_scope"),
            (path("&code_challenge=abc&state=s"), "invalid_request"),
            (path("&code_challenge=abc&code_challenge_method=plain&state=s"), "invalid_request"),
            (path("&code_challenge_method=S256&state=s"), "invalid_request"),
        ] {
            let page = browser.get(&asked).await;
            assert!(
                page.location.starts_with(&format!("{BACK}?error={error}&")),
                "{asked}: {} {}",
                page.status,
                page.location
            );
            assert!(page.location.ends_with("&state=s"), "{}", page.location);
        }
    });
}

#[test]
fn an_app_gets_the_scopes_that_it_asks_for_and_no_more() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        world.configure(APP, Settings(FULL.0 & !Settings::SERVER.0) | Settings::OAUTH2).await;
        let asked = path("&scope=root_readonly");
        let shown = browser.get(&asked).await;
        assert!(shown.html.contains("Read all files and folders that you can open"));
        assert!(!shown.html.contains("Manage your enterprise"), "{}", shown.html);
        let granted = browser.submit(&asked, GRANT).await;
        let reply = token(&world, &code(&granted), &[]).await;
        let access = reply.body["access_token"].as_str().unwrap();
        assert_eq!(world.get("/folders/0").by(access).send().await.status, 200);
        let body = serde_json::json!({ "name": "n", "parent": { "id": "0" } });
        assert_eq!(world.post("/folders", body).by(access).send().await.status, 403, "reading is all it asked for");
    });
}

#[test]
fn a_code_with_a_challenge_needs_its_verifier() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        let verifier = "v".repeat(43);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let asked = path(&format!("&code_challenge={challenge}&code_challenge_method=S256"));
        let granted = answered(&mut browser, &asked, GRANT).await;
        let refused = token(&world, &code(&granted), &[("code_verifier", &"w".repeat(43))]).await;
        assert_eq!(refused.body["error"], "invalid_grant");
        let granted = answered(&mut browser, &asked, GRANT).await;
        assert_eq!(token(&world, &code(&granted), &[("code_verifier", &verifier)]).await.status, 200);
    });
}

#[test]
fn row_32_on_this_machine_any_port_will_do() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        world.redirects(APP, &["http://127.0.0.1/callback"]).await;
        let asked = path("&redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Fcallback");
        let shown = browser.get(&asked).await;
        let policy = shown.reply.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("form-action 'self' http://127.0.0.1:49152;"), "{policy}");
        let granted = browser.submit(&asked, GRANT).await;
        assert!(granted.location.starts_with("http://127.0.0.1:49152/callback?code="), "{}", granted.location);
        let other = path("&redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Fother");
        assert!(browser.get(&other).await.html.contains("redirect_uri_mismatch"), "another path is another address");
    });
}

#[test]
fn a_disabled_app_is_not_let_in() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        assert_eq!(browser.get(&path("")).await.status, 200);
        world.enable(APP, false).await;
        let page = browser.get(&path("")).await;
        assert!(page.status == 400 && page.html.contains("Disabled by Administrator"));
        let page = browser.submit(&path(""), GRANT).await;
        assert!(page.html.contains("Disabled by Administrator"), "not by an old form, either");
    });
}

#[test]
fn consent_counts_only_from_the_page_itself() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        browser.get(&path("")).await;
        let fields = [("consent_accept", "1"), ("csrf", browser.csrf())];
        let foreign = world.form(&path(""), &fields).header("Cookie", &browser.cookie());
        assert_eq!(foreign.header("Sec-Fetch-Site", "cross-site").send().await.status, 403);
        let without = world.form(&path(""), &[("consent_accept", "1")]).header("Cookie", &browser.cookie());
        assert_eq!(without.send().await.status, 403);
        let mut other = world.signed_in("max", 4).await;
        other.get(&path("")).await;
        let stolen = [("consent_accept", "1"), ("csrf", other.csrf())];
        assert_eq!(world.form(&path(""), &stolen).header("Cookie", &browser.cookie()).send().await.status, 403);
    });
}

#[test]
fn what_was_granted_is_listed_and_taken_back() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        assert!(browser.get("/account/apps").await.html.contains("No app acts for you"));
        let granted = answered(&mut browser, &path(""), GRANT).await;
        let pair = token(&world, &code(&granted), &[]).await.body;
        let (access, refresh) = (pair["access_token"].as_str().unwrap(), pair["refresh_token"].as_str().unwrap());
        let unused = code(&answered(&mut browser, &path(""), GRANT).await);
        // Another user's stay, and so do tokens of another kind.
        let mut max = world.signed_in("max", 4).await;
        let of_max = token(&world, &code(&answered(&mut max, &path(""), GRANT).await), &[]).await.body;
        let of_max = of_max["access_token"].as_str().unwrap();
        let listed = browser.get("/account/apps").await.html;
        assert!(listed.contains("user-auth") && listed.contains("Acme") && listed.contains("15 Jun 2025"), "{listed}");
        assert_eq!(world.get("/users/me").by(access).send().await.status, 200);
        let removed = browser.submit("/account/apps/remove", &[("app", "5")]).await;
        assert_eq!((removed.status, removed.location.as_str()), (303, "/account/apps?said=removed"));
        assert_eq!(world.get("/users/me").by(access).send().await.status, 401, "the token is dead at once");
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("client_id", "user-auth"),
            ("client_secret", "secret"),
        ];
        assert_eq!(world.form("/oauth2/token", &fields).send().await.status, 400, "and cannot be renewed");
        assert_eq!(token(&world, &unused, &[]).await.status, 400, "nor by a code from before");
        assert!(browser.get("/account/apps").await.html.contains("No app acts for you"));
        assert_eq!(world.get("/users/me").by(of_max).send().await.status, 200);
        assert_eq!(world.get("/users/me").by("una").send().await.status, 200);
        assert_eq!(browser.submit("/account/apps/remove", &[("app", "5")]).await.status, 404);
    });
}

#[test]
fn an_app_named_as_script_stays_text() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        world.app_name(APP, "<img src=x onerror=alert(1)>\"'").await;
        for page in [browser.get(&path("&state=%22%3E%3Cscript%3E")).await, browser.get("/account/apps").await] {
            assert_eq!(page.status, 200);
            assert!(!page.html.contains("<img src=x") && !page.html.contains("\"><script>"), "{}", page.html);
        }
        let granted = browser.get(&path("&state=%22%3E%3Cscript%3E")).await;
        assert!(granted.html.contains("&#60;img src=x"), "the name is shown");
    });
}

#[test]
fn a_code_is_good_for_half_a_minute() {
    on_both_engines(async |world| {
        let mut browser = una(&world).await;
        let granted = answered(&mut browser, &path(""), GRANT).await;
        world.advance(Duration::from_secs(31));
        assert_eq!(token(&world, &code(&granted), &[]).await.body["error"], "invalid_grant");
    });
}
