//! A provider that is away, in disorder, or not to be trusted with what it says.
use super::{UNA, address, away, heading, refused, sign_in, state_of, with_provider};
use boxwood_testing::{Answer, PASSWORD, on_both_engines};
use serde_json::json;
use std::time::Duration;

#[test]
fn a_provider_in_trouble_is_no_trouble_of_ours() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let huge = format!("{{\"x\": \"{}\"}}", "x".repeat(300_000));
        let answers = || {
            let garbage = ["<html>", "{}", "[]", "\"\u{0}\"", "{\"issuer\": 1}"];
            let garbage = garbage.into_iter().map(|text| Answer::Text(text.to_owned()));
            let away = Answer::Away(format!("{}/elsewhere", provider.issuer));
            garbage.chain([Answer::Status(500), Answer::Status(404), Answer::Text(huge.clone()), away])
        };
        for answer in answers() {
            provider.says(|script| script.description = answer);
            world.advance(Duration::from_secs(5));
            let mut browser = world.browser();
            browser.get("/sign-in").await;
            let page = browser.submit("/sign-in/provider", &[]).await;
            assert_eq!((page.status, heading(&page).as_str()), (502, "Acme ID does not answer"));
            assert!(page.html.contains("href=\"/sign-in\""), "there is a way back");
        }
        let asked = provider.asked("description");
        provider.says(|script| script.description = Answer::Right);
        let mut browser = world.browser();
        browser.get("/sign-in").await;
        assert_eq!(browser.submit("/sign-in/provider", &[]).await.status, 502, "it is left alone for a moment");
        assert_eq!(provider.asked("description"), asked);
        world.advance(Duration::from_secs(5));
        for answer in answers() {
            provider.says(|script| script.token = answer);
            assert_eq!(refused(&world, &provider).await, (502, "Acme ID does not answer".to_owned()));
        }
        provider.says(|script| script.token = Answer::Right);
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303);
        assert_eq!(provider.asked("elsewhere"), 0);
    });
}

#[test]
fn a_provider_that_never_answers_is_not_waited_for() {
    on_both_engines(async |world| {
        let (world, provider) = world.with_provider(|settings| settings.patience = Duration::from_millis(300)).await;
        provider.knows("una there", UNA.0, true);
        provider.says(|script| script.description = Answer::Never);
        let mut browser = world.browser();
        browser.get("/sign-in").await;
        assert_eq!(browser.submit("/sign-in/provider", &[]).await.status, 502);
        world.password(UNA.1, false).await;
        assert_eq!(world.browser().sign_in(UNA.0, PASSWORD).await.status, 303, "passwords are as good as ever");
    });
}

#[test]
fn a_server_starts_without_its_provider() {
    on_both_engines(async |world| {
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let secret = boxwood_oidc::Secret::new("hush");
        let settings = boxwood_oidc::Settings::new(&format!("http://{nobody}"), "boxwood", secret).unwrap();
        let world = world.reopened(|config| config.provider = Some(settings)).unwrap();
        let mut browser = world.browser();
        assert_eq!(browser.get("/sign-in").await.status, 200);
        assert_eq!(browser.submit("/sign-in/provider", &[]).await.status, 502);
    });
}

#[test]
fn nothing_is_sent_where_it_can_be_read() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        for endpoint in ["authorization_endpoint", "jwks_uri", "token_endpoint"] {
            // The last would lead to the provider itself, by an address that is not this machine's alone.
            let path =
                endpoint.split('_').next().unwrap().replace("authorization", "authorize").replace("jwks", "keys");
            let any = provider.issuer.replace("127.0.0.1", "0.0.0.0");
            for elsewhere in
                ["http://login.example.com/x", "javascript://127.0.0.1/%0aalert(1)", &format!("{any}/{path}")]
            {
                provider.says(|script| {
                    script.described.clear();
                    script.described.insert(endpoint.to_owned(), json!(elsewhere));
                });
                world.advance(Duration::from_secs(3600));
                let mut browser = world.browser();
                browser.get("/sign-in").await;
                let page = browser.submit("/sign-in/provider", &[]).await;
                let status = if page.status == 200 {
                    let back = provider.visit(&address(&page));
                    browser.get(&back.replace("http://127.0.0.1:8080", "")).await.status
                } else {
                    page.status
                };
                assert_eq!(status, 502, "{endpoint} {elsewhere}");
            }
        }
    });
}

#[test]
fn what_a_provider_says_is_not_repeated() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let mut browser = world.browser();
        let back = away(&mut browser, &provider, "/").await;
        let state = state_of(&back);
        let said = "error=%3Cscript%3E&error_description=%3Cscript%3Ealert(1)%3C/script%3E";
        let page = browser.get(&format!("/sign-in/provider/back?state={state}&{said}")).await;
        assert_eq!((page.status, heading(&page).as_str()), (403, "Acme ID did not sign you in"));
        assert!(!page.html.contains("alert"));
        // An answer that names another provider is none of this one's.
        let back = away(&mut browser, &provider, "/").await;
        let page = browser.get(&format!("{back}&iss=https%3A%2F%2Flogin.example.com")).await;
        assert_eq!((page.status, provider.asked("token")), (403, 0));
        let back = away(&mut browser, &provider, "/").await;
        assert_eq!(browser.get(&format!("{back}&iss={}", provider.issuer)).await.status, 303);
    });
}

#[test]
fn a_provider_may_want_the_secret_in_the_form() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        provider.says(|script| {
            script.described.insert("token_endpoint_auth_methods_supported".to_owned(), json!(["client_secret_post"]));
        });
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303);
    });
}

#[test]
fn a_hostile_name_stays_text() {
    on_both_engines(async |world| {
        let name = "<script>alert(1)</script>\" x='";
        let named = |settings: &mut boxwood_oidc::Settings| *settings = settings.clone().named(name).unwrap();
        let (world, provider) = world.with_provider(named).await;
        provider.knows("una there", UNA.0, true);
        let mut browser = world.browser();
        let mut pages = vec![browser.get("/sign-in").await];
        pages.push(browser.submit("/sign-in/provider", &[]).await);
        sign_in(&mut browser, &provider).await;
        pages.push(browser.get("/account/security").await);
        provider.knows("another", "nobody@example.com", true);
        pages.push(sign_in(&mut world.browser(), &provider).await);
        for page in pages {
            assert!(
                !page.html.contains("<script>alert") && page.html.contains("&#60;script&#62;alert(1)"),
                "{}",
                page.html
            );
        }
    });
}
