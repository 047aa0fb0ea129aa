//! Signing in through a provider that each test starts, and all the ways in which it must not work.
mod accounts;
mod tokens;
mod trouble;

use boxwood_testing::{Browser, OpenIdProvider, Page, World, on_both_engines};
use std::time::Duration;

const UNA: (&str, i64) = ("una@example.com", 3);

/// The world with a provider that knows Una.
async fn with_provider(world: World) -> (World, OpenIdProvider) {
    let (world, provider) = world.with_provider(|_| {}).await;
    provider.knows("una there", UNA.0, true);
    (world, provider)
}

/// Where the page leads that follows the button.
fn address(page: &Page) -> String {
    let (_, rest) =
        page.html.split_once("content=\"0; url=").unwrap_or_else(|| panic!("{}: {}", page.status, page.html));
    rest.split('"').next().unwrap().replace("&#38;", "&")
}

/// To the provider, and what it sends the browser back with.
async fn away(browser: &mut Browser<'_>, provider: &OpenIdProvider, next: &str) -> String {
    browser.get("/sign-in").await;
    let page = browser.submit("/sign-in/provider", &[("next", next)]).await;
    assert_eq!(page.status, 200, "{}", page.html);
    let back = provider.visit(&address(&page));
    back.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned()
}

/// The state that is sent back.
fn state_of(back: &str) -> &str {
    let (_, state) = back.split_once("state=").unwrap();
    state.split('&').next().unwrap()
}

async fn sign_in(browser: &mut Browser<'_>, provider: &OpenIdProvider) -> Page {
    let back = away(browser, provider, "/account").await;
    browser.get(&back).await
}

/// Status and what is wrong of a page that says so; nobody is signed in then.
async fn refused(world: &World, provider: &OpenIdProvider) -> (u16, String) {
    let mut browser = world.browser();
    let page = sign_in(&mut browser, provider).await;
    assert!(!browser.cookie().contains("session"), "{}", browser.cookie());
    assert!(!browser.cookie().contains("provider"), "the browser forgets what it came with");
    (page.status, heading(&page))
}

fn heading(page: &Page) -> String {
    let (_, rest) = page.html.split_once("<h1>").unwrap_or(("", ""));
    rest.split("</h1>").next().unwrap_or_default().to_owned()
}

/// The kinds of the user's events, the newest last.
async fn events(world: &World, user: i64) -> Vec<String> {
    let read = world.app().db().read(boxwood_store::Cost::Scan, move |tx| {
        let rows: Vec<(String,)> =
            tx.many("SELECT kind FROM events WHERE item_type = 'user' AND item_id = $1 ORDER BY id", (user,))?;
        Ok::<_, boxwood_api::Error>(rows)
    });
    read.await.unwrap().into_iter().map(|(kind,)| kind).collect()
}

#[test]
fn a_providers_word_opens_the_account() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let mut browser = world.browser();
        let page = browser.get("/sign-in?next=%2Faccount%2Fsecurity").await;
        assert!(page.html.contains("Continue with Acme ID"));
        assert_eq!(provider.asked("description"), 0, "nothing is asked before somebody wants to sign in");
        let page = browser.submit("/sign-in/provider", &[("next", "/account/security")]).await;
        let set: Vec<_> = page.reply.headers.get_all("set-cookie").iter().map(|set| set.to_str().unwrap()).collect();
        let [set] = set[..] else { panic!("{set:?}") };
        assert!(
            set.starts_with("boxwood_provider=")
                && set.ends_with("; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=600"),
            "{set}"
        );
        let to = address(&page);
        for part in ["scope=openid+email", "response_type=code", "code_challenge_method=S256", "state=", "nonce="] {
            assert!(to.contains(part), "{part}: {to}");
        }
        assert!(page.html.contains("href=\"") && page.html.contains("On to Acme ID"), "there is a link, too");
        let back = provider.visit(&to).replace("http://127.0.0.1:8080", "");
        let page = browser.get(&back).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/account/security"), "{}", page.html);
        assert!(!browser.cookie().contains("provider") && !browser.cookie().contains("guest"));
        let page = browser.get("/account/security").await;
        assert!(page.html.contains("una@example.com, since"), "{}", page.html);
        assert_eq!(events(&world, UNA.1).await, ["IDENTITY_LINKED", "LOGIN"]);
        // The second time, nothing is linked, and the provider's description is known.
        assert_eq!(sign_in(&mut world.browser(), &provider).await.location, "/account");
        assert_eq!(events(&world, UNA.1).await, ["IDENTITY_LINKED", "LOGIN", "LOGIN"]);
        assert_eq!((provider.asked("description"), provider.asked("keys"), provider.asked("token")), (1, 1, 2));
    });
}

#[test]
fn without_a_provider_its_pages_are_not_there() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", UNA.1).await;
        assert!(!una.get("/account/security").await.html.contains("id=\"provider\""));
        assert_eq!(una.submit("/account/provider/unlink", &[]).await.status, 404);
        let mut browser = world.browser();
        assert!(!browser.get("/sign-in").await.html.contains("/sign-in/provider"));
        assert_eq!(browser.submit("/sign-in/provider", &[]).await.status, 404);
        assert_eq!(browser.get("/sign-in/provider/back?code=1&state=2").await.status, 404);
    });
}

#[test]
fn a_sign_in_comes_back_to_the_browser_that_began_it() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let mut browser = world.browser();
        let back = away(&mut browser, &provider, "/").await;
        let state = state_of(&back);
        let mut other = world.browser();
        away(&mut other, &provider, "/").await;
        for (who, browser, link) in [
            ("no cookie", world.browser(), back.clone()),
            ("another's cookie", other, back.clone()),
            ("another state", browser.copy(), back.replace(state, &"x".repeat(43))),
            ("no state", browser.copy(), back.replace(&format!("state={state}"), "")),
            ("part of the state", browser.copy(), back.replace(state, &state[..42])),
        ] {
            let mut browser = browser;
            let page = browser.get(&link).await;
            assert_eq!((page.status, heading(&page).as_str()), (400, "This sign-in cannot be finished"), "{who}");
            assert!(!browser.cookie().contains("session"), "{who}");
        }
        assert_eq!(provider.asked("token"), 0, "nothing of that is heard of by the provider");
        assert_eq!(browser.get(&back).await.status, 303, "the right one still counts");
    });
}

#[test]
fn a_sign_in_comes_back_once() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        provider.says(|script| script.lax = true);
        let mut browser = world.browser();
        let back = away(&mut browser, &provider, "/").await;
        let mut thief = browser.copy();
        assert_eq!(browser.get(&back).await.status, 303);
        let page = thief.get(&back).await;
        assert_eq!((page.status, heading(&page).as_str()), (400, "This sign-in cannot be finished"));
        assert!(!thief.cookie().contains("session"), "not even where the provider takes a code twice");
        // Whoever opens no account has used it up as well.
        provider.knows("a stranger", "nobody@example.com", true);
        let mut browser = world.browser();
        let back = away(&mut browser, &provider, "/").await;
        let mut again = browser.copy();
        assert_eq!(browser.get(&back).await.status, 403);
        assert_eq!(again.get(&back).await.status, 400);
    });
}

#[test]
fn what_is_begun_and_never_finished_takes_no_room() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let mut browser = world.browser();
        for _ in 0..50 {
            let back = away(&mut browser, &provider, "/").await;
            let mut other = browser.copy();
            let code = back.split("code=").nth(1).unwrap();
            assert_eq!(other.get(&back.replace(code, "made+up")).await.status, 502);
        }
        assert_eq!(rows(&world).await, 0);
        let back = away(&mut browser, &provider, "/").await;
        assert_eq!(browser.get(&back).await.status, 303);
        assert_eq!(rows(&world).await, 1, "one for each that the provider vouched for, until its time is over");
        world.advance(Duration::from_secs(600));
        world.app().db().write("testing.expire", boxwood_api::sign_in::delete_expired).await.unwrap();
        assert_eq!(rows(&world).await, 0);
    });
}

async fn rows(world: &World) -> i64 {
    let count = |tx: &mut boxwood_store::Tx<boxwood_store::Read>| {
        let (rows,): (i64,) = tx.one("SELECT count(*) FROM provider_flows", ())?;
        Ok::<_, boxwood_api::Error>(rows)
    };
    world.app().db().read(boxwood_store::Cost::Scan, count).await.unwrap()
}

#[test]
fn a_sign_in_that_nobody_began_here_is_not_heard_of() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let mut browser = world.browser();
        let back = away(&mut browser, &provider, "/").await;
        let own = browser.cookie();
        let mut other = world.browser();
        away(&mut other, &provider, "/").await;
        let (mine, theirs) = (parts(&own), parts(&other.cookie()));
        for cookie in [
            format!("{}..{}", mine[0], mine[2]),
            format!("{}.{}.{}", mine[0], theirs[1], mine[2]),
            format!("{}.{}", mine[0], mine[2]),
            format!("{}.{}x.{}", mine[0], mine[1], mine[2]),
        ] {
            let cookie = format!("boxwood_provider={cookie}");
            let reply = world.at("GET", &back).header("Cookie", &cookie).send().await;
            assert_eq!(reply.status, 400, "{cookie}");
        }
        assert_eq!(provider.asked("token"), 0);
    });
}

/// The secret, its proof and the way on.
fn parts(cookies: &str) -> [String; 3] {
    let (_, cookie) = cookies.split_once("boxwood_provider=").unwrap();
    let mut parts = cookie.split(';').next().unwrap().split('.').map(str::to_owned);
    std::array::from_fn(|_| parts.next().unwrap())
}

#[test]
fn a_sign_in_comes_back_in_time() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let mut browser = world.browser();
        let back = away(&mut browser, &provider, "/").await;
        world.advance(Duration::from_secs(600));
        assert_eq!(browser.get(&back).await.status, 400);
        let back = away(&mut browser, &provider, "/").await;
        world.advance(Duration::from_secs(599));
        assert_eq!(browser.get(&back).await.status, 303);
    });
}

#[test]
fn a_session_fixed_beforehand_is_not_taken_over() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let mut browser = world.browser();
        let back = away(&mut browser, &provider, "/").await;
        let cookie = format!("{}; boxwood_session=planted", browser.cookie());
        let reply = world.at("GET", &back).header("Cookie", &cookie).send().await;
        let sets: Vec<_> = reply.headers.get_all("set-cookie").iter().map(|set| set.to_str().unwrap()).collect();
        assert!(sets[0].starts_with("boxwood_session=") && !sets[0].contains("planted"), "{sets:?}");
        let reply = world.at("GET", "/account").header("Cookie", "boxwood_session=planted").send().await;
        assert_eq!(reply.status, 303);
    });
}

#[test]
fn it_leads_nowhere_else() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let long = format!("/{}", "a".repeat(3000));
        for (next, location) in [
            ("/account/security?a=b", "/account/security?a=b"),
            ("https://evil.example/", "/"),
            ("//evil.example/", "/"),
            ("/\\evil.example/", "/"),
            ("/\r\nSet-Cookie: a=b", "/"),
            (&long, "/"),
        ] {
            let mut browser = world.browser();
            let back = away(&mut browser, &provider, next).await;
            assert_eq!(browser.get(&back).await.location, location, "{next:?}");
        }
        // Nor with a cookie that was written by somebody else.
        let mut browser = world.browser();
        let back = away(&mut browser, &provider, "/").await;
        let [secret, proof, _] = parts(&browser.cookie());
        // "//evil.example/"
        let forged = format!("boxwood_provider={secret}.{proof}.Ly9ldmlsLmV4YW1wbGUv");
        let reply = world.at("GET", &back).header("Cookie", &forged).send().await;
        assert_eq!((reply.status, reply.headers["location"].to_str().unwrap()), (303, "/"));
    });
}

#[test]
fn a_form_counts_only_from_the_visitors_own_page() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let mut browser = world.browser();
        browser.get("/sign-in").await;
        for (csrf, site) in [("", "same-origin"), ("guessed", "same-origin"), (browser.csrf(), "cross-site")] {
            let ask = world.form("/sign-in/provider", &[("csrf", csrf)]).header("Cookie", &browser.cookie());
            assert_eq!(ask.header("Sec-Fetch-Site", site).send().await.status, 403, "{csrf} {site}");
        }
        assert_eq!(provider.asked("description"), 0);
    });
}
