//! The explorer's login, as its script goes through it and as somebody does who should not.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use boxwood_api::{
    Caller, Error,
    apps::{self, Authorization},
    enterprises,
    wire::{AppId, EnterpriseId, RequestId},
};
use boxwood_store::{Cost, Read, Tx, Write};
use boxwood_testing::{Browser, Reply, World, on_both_engines};
use sha2::{Digest, Sha256};

const VERIFIER: &str = "0123456789012345678901234567890123456789012";
const STATE: &str = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq";
const CLIENT: &str = "explorer000000000000000000000001";
const BACK: &str = "http://127.0.0.1:8080/docs/explorer";

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER.as_bytes()))
}

/// Up to the consent page, whose address comes back.
async fn begun(browser: &mut Browser<'_>) -> String {
    browser.get("/docs/reference/get_users_me").await;
    let sent = browser.submit("/docs/explorer", &[("challenge", &challenge()), ("state", STATE)]).await;
    assert_eq!(sent.status, 303, "{}", sent.html);
    sent.location
}

/// Grants what that consent page asks; the code.
async fn granted(browser: &mut Browser<'_>, consent: &str) -> String {
    let page = browser.get(consent).await;
    assert!(page.status == 200 && page.html.contains("API explorer"), "{}", page.html);
    let back = browser.submit(consent, &[("consent_accept", "yes")]).await;
    assert_eq!(back.status, 303, "{}", back.html);
    let query = back.location.strip_prefix(&format!("{BACK}?")).unwrap_or_else(|| panic!("{}", back.location));
    let query: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
    query.into_iter().find(|(name, _)| name == "code").unwrap().1
}

async fn token(world: &World, fields: &[(&str, &str)]) -> Reply {
    world.form("/oauth2/token", fields).send().await
}

async fn redeem(world: &World, code: &str, verifier: &str) -> Reply {
    let grant = ("grant_type", "authorization_code");
    token(world, &[grant, ("client_id", CLIENT), ("code", code), ("code_verifier", verifier)]).await
}

#[test]
fn a_person_logs_in_and_acts_as_somebody() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        let consent = begun(&mut ada).await;
        assert!(consent.contains(&format!("state={STATE}")) && consent.contains(CLIENT), "{consent}");
        let code = granted(&mut ada, &consent).await;
        let reply = redeem(&world, &code, VERIFIER).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert!(reply.body.get("refresh_token").is_none(), "nothing that lasts: {}", reply.body);
        let bearer = reply.body["access_token"].as_str().unwrap().to_owned();
        assert_eq!(world.get("/users/me").by(&bearer).send().await.body["name"], "ada");
        assert_eq!(world.get("/users/me").by(&bearer).as_user(3).send().await.body["name"], "una");
        assert!(ada.get("/account/apps").await.html.contains("API explorer"), "among the connected apps");
        // It ends its own token, without a secret either.
        let ended = world.form("/oauth2/revoke", &[("client_id", CLIENT), ("token", &bearer)]).send().await;
        assert_eq!(ended.status, 200);
        assert_eq!(world.get("/users/me").by(&bearer).send().await.status, 401);
        // The second time, it is the same app.
        let again = begun(&mut ada).await;
        let code = granted(&mut ada, &again).await;
        assert_eq!(redeem(&world, &code, VERIFIER).await.status, 200);
    });
}

#[test]
fn a_user_gains_nothing_by_the_explorer() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let consent = begun(&mut una).await;
        let code = granted(&mut una, &consent).await;
        let bearer = redeem(&world, &code, VERIFIER).await.body["access_token"].as_str().unwrap().to_owned();
        assert_eq!(world.get("/users/me").by(&bearer).send().await.body["name"], "una");
        assert_eq!(world.get("/users").by(&bearer).send().await.status, 403);
        assert_eq!(world.get("/users/me").by(&bearer).as_user(4).send().await.status, 403);
    });
}

#[test]
fn without_its_verifier_a_code_is_worth_nothing() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        for verifier in ["", "1123456789012345678901234567890123456789012"] {
            let consent = begun(&mut ada).await;
            let code = granted(&mut ada, &consent).await;
            let reply = redeem(&world, &code, verifier).await;
            assert_eq!(reply.outcome(), "400 invalid_grant", "{verifier:?}");
        }
        // Nor is one that was asked for without a challenge: there is no secret in its place.
        let plain = format!("/api/oauth2/authorize?response_type=code&client_id={CLIENT}&redirect_uri={BACK}");
        let page = ada.get(&plain).await;
        if page.status == 200 {
            let code = granted(&mut ada, &plain).await;
            for verifier in ["", VERIFIER] {
                assert_eq!(redeem(&world, &code, verifier).await.outcome(), "400 invalid_grant");
            }
        } else {
            assert_eq!(page.status, 400);
        }
    });
}

#[test]
fn codes_for_the_explorer_go_to_this_server_alone() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        begun(&mut ada).await;
        for to in ["https://evil.example/", "http://127.0.0.1:8080/docs", "http://127.0.0.1:8080/docs/explorer?a=b"] {
            let query = serde_urlencoded::to_string([
                ("response_type", "code"),
                ("client_id", CLIENT),
                ("redirect_uri", to),
                ("code_challenge", &challenge()),
                ("code_challenge_method", "S256"),
            ]);
            let page = ada.get(&format!("/api/oauth2/authorize?{}", query.unwrap())).await;
            assert_eq!((page.status, page.location.as_str()), (400, ""), "{to}");
        }
    });
}

#[test]
fn only_the_explorer_does_without_a_secret_and_only_for_codes() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        begun(&mut ada).await;
        world.code("code", 3, None, None).await;
        let grant = ("grant_type", "authorization_code");
        let reply = token(&world, &[grant, ("client_id", "user-auth"), ("code", "code")]).await;
        assert_eq!(reply.outcome(), "400 invalid_client");
        for (secret, outcome) in [("guessed", "400 invalid_client"), (VERIFIER, "400 invalid_client")] {
            let reply =
                token(&world, &[grant, ("client_id", CLIENT), ("client_secret", secret), ("code", "code")]).await;
            assert_eq!(reply.outcome(), outcome);
        }
        // A code of another app is none of this one's.
        assert_eq!(redeem(&world, "code", VERIFIER).await.outcome(), "400 invalid_grant");
        for (grant, field) in [
            ("client_credentials", ("box_subject_type", "enterprise")),
            ("urn:ietf:params:oauth:grant-type:jwt-bearer", ("assertion", "a.b.c")),
            ("refresh_token", ("refresh_token", "x")),
        ] {
            let reply =
                token(&world, &[("grant_type", grant), ("client_id", CLIENT), field, ("box_subject_id", "1")]).await;
            assert_eq!(reply.status, 400, "{grant}: {}", reply.body);
        }
    });
}

#[test]
fn what_no_script_of_ours_sends_begins_no_login() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        una.get("/docs/reference/get_users_me").await;
        let good = challenge();
        for (challenge, state) in [("", ""), ("<script>", STATE), (good.as_str(), "x\r\ny"), (&good[1..], STATE)] {
            let page = una.submit("/docs/explorer", &[("challenge", challenge), ("state", state)]).await;
            assert!(page.status == 422 && page.html.contains("needs JavaScript"), "{challenge} {state}");
        }
        // Nobody is sent anywhere without a session.
        let mut stranger = world.browser();
        stranger.get("/sign-in").await;
        let page = stranger.submit("/docs/explorer", &[("challenge", &good), ("state", STATE)]).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/sign-in"));
        let html = stranger.get("/docs/reference/get_users_me").await.html;
        assert!(html.contains("/sign-in?next=%2Fdocs%2Freference%2Fget_users_me") && html.contains("<noscript>"));
    });
}

#[test]
fn only_pages_with_a_call_load_the_script() {
    on_both_engines(async |world| {
        let mut browser = world.browser();
        for (path, loads) in [
            ("/docs/reference/get_users_me", true),
            ("/docs/explorer", true),
            ("/docs/reference/get_authorize", false),
            ("/docs/reference", false),
            ("/docs/guides/as-user", false),
            ("/sign-in", false),
        ] {
            let html = browser.get(path).await.html;
            assert_eq!(html.contains("/assets/explorer-"), loads, "{path}");
        }
        let html = browser.get("/docs/reference/get_users_me").await.html;
        let script = html.split('"').find(|part| part.starts_with("/assets/explorer-")).unwrap().to_owned();
        let reply = browser.get(&script).await;
        assert!(reply.status == 200 && reply.html.contains("sessionStorage") && !reply.html.contains("localStorage"));
    });
}

#[test]
fn taking_the_grant_back_ends_the_token_at_once() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        let consent = begun(&mut ada).await;
        let code = granted(&mut ada, &consent).await;
        let bearer = redeem(&world, &code, VERIFIER).await.body["access_token"].as_str().unwrap().to_owned();
        assert_eq!(world.get("/users/me").by(&bearer).send().await.status, 200);
        let listed = ada.get("/account/apps").await.html;
        let (_, app) = listed.split_once("name=\"app\" value=\"").unwrap();
        let removed = ada.submit("/account/apps/remove", &[("app", app.split('"').next().unwrap())]).await;
        assert_eq!(removed.status, 303, "{}", removed.html);
        assert_eq!(world.get("/users/me").by(&bearer).send().await.status, 401);
    });
}

/// The admin's answer to an app that signs people in.
async fn switch(world: &World, id: AppId, answer: fn(&mut Tx<Write>, &Caller, AppId) -> Result<Authorization, Error>) {
    let decide = move |tx: &mut Tx<Write>| {
        let admin = enterprises::admin(tx, EnterpriseId(1))?.ok_or_else(Error::access_denied)?;
        answer(tx, &Caller::console(&admin, AppId::default(), RequestId::new(1)), id)
    };
    world.app().db().write("test", decide).await.unwrap();
}

#[test]
fn security_a_disabled_explorer_lets_nobody_in() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        let consent = begun(&mut ada).await;
        let code = granted(&mut ada, &consent).await;
        let bearer = redeem(&world, &code, VERIFIER).await.body["access_token"].as_str().unwrap().to_owned();
        let again = begun(&mut ada).await;
        let unused = granted(&mut ada, &again).await;
        let find = |tx: &mut Tx<Read>| apps::by_client_id(tx, CLIENT);
        let explorer = world.app().db().read(Cost::Point, find).await.unwrap().unwrap();
        switch(&world, explorer.id, apps::disable).await;
        assert_eq!(world.get("/users/me").by(&bearer).send().await.status, 401, "its tokens go with it");
        let late = redeem(&world, &unused, VERIFIER).await.body["access_token"].as_str().unwrap_or_default().to_owned();
        assert_eq!(world.get("/users/me").by(&late).send().await.status, 401, "a code from before gains nothing");
        let consent = begun(&mut ada).await;
        let page = ada.get(&consent).await;
        assert!(page.status == 400 && page.html.contains("Disabled by Administrator"), "{}", page.html);
        let page = ada.submit(&consent, &[("consent_accept", "yes")]).await;
        assert!(page.html.contains("Disabled by Administrator"), "{}", page.html);
        switch(&world, explorer.id, apps::enable).await;
        let consent = begun(&mut ada).await;
        let code = granted(&mut ada, &consent).await;
        assert_eq!(redeem(&world, &code, VERIFIER).await.status, 200);
    });
}
