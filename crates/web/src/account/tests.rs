//! One's own account: password, sessions, the second factor.
use boxwood_api::sign_in::{FactorSecret, factor_code};
use boxwood_testing::{Browser, PASSWORD, World, on_both_engines};
use std::time::Duration;

const UNA: (&str, i64) = ("una@example.com", 3);
const NEW: &str = "a whole new passphrase";

#[test]
fn a_new_password_signs_out_everywhere_else() {
    on_both_engines(async |world| {
        let mut other = world.signed_in("una", UNA.1).await;
        let mut browser = world.signed_in("una", UNA.1).await;
        browser.get("/account/security").await;
        for (current, password, again, why) in [
            ("wrong", NEW, NEW, "That is not your password"),
            (PASSWORD, NEW, "another", "differ"),
            (PASSWORD, "short", "short", "at least 12"),
        ] {
            let fields = [("current", current), ("password", password), ("again", again)];
            let page = browser.submit("/account/password", &fields).await;
            assert!(page.status == 422 && page.html.contains(why), "{why}: {}", page.html);
        }
        let before = browser.cookie();
        let page =
            browser.submit("/account/password", &[("current", PASSWORD), ("password", NEW), ("again", NEW)]).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/account/security?said=password"));
        assert_ne!(browser.cookie(), before);
        assert!(browser.get(&page.location).await.html.contains("Your password is changed"));
        assert_eq!(other.get("/account").await.status, 303, "the other browser is out");
        assert_eq!(world.browser().sign_in(UNA.0, PASSWORD).await.status, 422);
        assert_eq!(world.browser().sign_in(UNA.0, NEW).await.location, "/");
    });
}

#[test]
fn confirming_counts_wrong_passwords_like_signing_in() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in("una", UNA.1).await;
        browser.get("/account/security").await;
        let fields = [("current", "wrong"), ("password", NEW), ("again", NEW)];
        for _ in 0..5 {
            assert_eq!(browser.submit("/account/password", &fields).await.status, 422);
        }
        let page = browser.submit("/account/password", &fields).await;
        assert!(page.html.contains("Too many wrong answers"), "{}", page.html);
        assert_eq!(world.browser().sign_in(UNA.0, PASSWORD).await.status, 429, "it is one count");
    });
}

#[test]
fn sessions_are_listed_and_ended() {
    on_both_engines(async |world| {
        let (mut first, mut second) = (world.signed_in("una", UNA.1).await, world.signed_in("una", UNA.1).await);
        let mut max = world.signed_in("max", 4).await;
        let id_of = |html: &str| {
            let (_, rest) = html.split_once("name=\"id\" value=\"").unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let listed = first.get("/account/security").await.html;
        assert_eq!(listed.matches("Test Browser").count(), 2);
        assert_eq!(listed.matches("This one").count(), 1);
        // Another user's session is nobody's to end.
        let id = id_of(&listed);
        max.get("/account/security").await;
        max.submit("/account/sessions/end", &[("id", &id)]).await;
        assert_eq!(second.get("/account").await.status, 200);
        assert_eq!(max.submit("/account/sessions/end", &[("id", "x")]).await.status, 404);
        first.submit("/account/sessions/end", &[("id", &id)]).await;
        assert_eq!(second.get("/account").await.status, 303);
        let mut third = world.signed_in("una", UNA.1).await;
        first.get("/account/security").await;
        first.submit("/account/sessions/end-others", &[]).await;
        assert_eq!((first.get("/account").await.status, third.get("/account").await.status), (200, 303));
        assert_eq!(max.get("/account").await.status, 200);
    });
}

#[test]
fn a_session_is_seen_to_be_used() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in("una", UNA.1).await;
        world.advance(Duration::from_secs(3600));
        browser.get("/account").await;
        let html = browser.get("/account/security").await.html;
        assert!(html.contains("15:06:40 UTC") && html.contains("16:06:40 UTC"), "{html}");
    });
}

/// Turns the second factor on; answers its secret and the recovery codes.
async fn factor(world: &World, browser: &mut Browser<'_>) -> (FactorSecret, Vec<String>) {
    browser.get("/account/security").await;
    let begun = browser.submit("/account/factor/begin", &[("current", PASSWORD)]).await;
    assert_eq!(begun.location, "/account/factor", "{}", begun.html);
    let html = browser.get("/account/factor").await.html;
    let (_, rest) = html.split_once("<div class=\"secret\"><code>").unwrap();
    let text = rest.split('<').next().unwrap().replace(' ', "");
    let secret = FactorSecret(from_base32(&text).try_into().unwrap());
    let wrong = browser.submit("/account/factor/on", &[("code", "000000")]).await;
    assert!(wrong.status == 422 && wrong.html.contains("not the code of now"));
    let page = browser.submit("/account/factor/on", &[("code", &factor_code(&secret, world.now()))]).await;
    let (_, rest) = page.html.split_once("<pre tabindex=\"0\">").unwrap_or_else(|| panic!("{}", page.html));
    let codes = rest.split('<').next().unwrap().lines().map(str::to_owned).collect();
    (secret, codes)
}

/// By the book (RFC 4648), so that the key that people type is known to be that of the codes.
fn from_base32(text: &str) -> Vec<u8> {
    let digit = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap() as u64;
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0, 0);
    for c in text.chars() {
        (held, bits) = (held << 5 | digit(c), bits + 5);
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    bytes
}

#[test]
fn a_second_factor_is_asked_for_once_it_was_seen_to_work() {
    on_both_engines(async |world| {
        let mut elsewhere = world.signed_in("una", UNA.1).await;
        let mut browser = world.signed_in("una", UNA.1).await;
        let (secret, codes) = factor(&world, &mut browser).await;
        assert_eq!(codes.len(), 10);
        assert_eq!(elsewhere.get("/account").await.status, 303, "who came in without it is out");
        assert!(browser.get("/account/security").await.html.contains("10 recovery codes are left"));
        world.advance(Duration::from_secs(60));
        let mut other = world.browser();
        let page = other.sign_in(UNA.0, PASSWORD).await;
        assert_eq!(page.location, "/sign-in/code?next=%2F");
        let before = other.cookie();
        for path in ["/account", "/sign-in/password"] {
            assert_eq!(other.get(path).await.status, 303, "{path}: not before the code");
        }
        other.get(&page.location).await;
        assert_eq!(other.submit("/sign-in/code", &[("code", "000000")]).await.status, 422);
        let code = factor_code(&secret, world.now());
        let done = other.submit("/sign-in/code", &[("code", &code), ("next", "/docs")]).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/docs"));
        assert_ne!(other.cookie(), before, "the session has a new secret");
        assert_eq!(other.get("/account").await.status, 200);
    });
}

#[test]
fn no_code_is_good_twice() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in("una", UNA.1).await;
        let (secret, codes) = factor(&world, &mut browser).await;
        let answer = async |code: &str| {
            let mut other = world.browser();
            let page = other.sign_in(UNA.0, PASSWORD).await;
            other.get(&page.location).await;
            other.submit("/sign-in/code", &[("code", code)]).await.status
        };
        let used = factor_code(&secret, world.now());
        assert_eq!(answer(&used).await, 422, "the one that turned it on");
        world.advance(Duration::from_secs(30));
        let (next, old) = (factor_code(&secret, world.now()), used);
        assert_eq!((answer(&old).await, answer(&next).await, answer(&next).await), (422, 303, 422));
        assert_eq!(answer(&codes[0].to_uppercase()).await, 303, "a recovery code in its place");
        assert_eq!(answer(&codes[0]).await, 422);
        assert!(browser.get("/account/security").await.html.contains("9 recovery codes are left"));
    });
}

#[test]
fn guessing_codes_is_slowed_down() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in("una", UNA.1).await;
        let (secret, _) = factor(&world, &mut browser).await;
        world.advance(Duration::from_secs(60));
        let mut other = world.browser();
        let page = other.sign_in(UNA.0, PASSWORD).await;
        other.get(&page.location).await;
        for _ in 0..5 {
            assert_eq!(other.submit("/sign-in/code", &[("code", "000000")]).await.status, 422);
        }
        let code = factor_code(&secret, world.now());
        assert_eq!(other.submit("/sign-in/code", &[("code", &code)]).await.status, 429);
        // Signing in again, which the password allows, gives no fresh guesses.
        let mut again = world.browser();
        let page = again.sign_in(UNA.0, PASSWORD).await;
        again.get(&page.location).await;
        assert_eq!(again.submit("/sign-in/code", &[("code", &code)]).await.status, 429);
        world.advance(Duration::from_secs(31));
        let code = factor_code(&secret, world.now());
        assert_eq!(again.submit("/sign-in/code", &[("code", &code)]).await.status, 303);
    });
}

#[test]
fn what_was_begun_and_not_confirmed_is_not_asked_for() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in("una", UNA.1).await;
        browser.get("/account/security").await;
        let page = browser.submit("/account/factor/begin", &[("current", "wrong")]).await;
        assert!(page.status == 422 && page.html.contains("That is not your password"));
        browser.submit("/account/factor/begin", &[("current", PASSWORD)]).await;
        assert_eq!(world.browser().sign_in(UNA.0, PASSWORD).await.location, "/");
    });
}

#[test]
fn a_factor_is_turned_off_and_codes_are_renewed_with_the_password() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in("una", UNA.1).await;
        let (_, old) = factor(&world, &mut browser).await;
        browser.get("/account/security").await;
        for action in ["/account/factor/recovery", "/account/factor/off", "/account/factor/begin"] {
            assert_eq!(browser.submit(action, &[("current", "wrong")]).await.status, 422, "{action}");
        }
        let begun = browser.submit("/account/factor/begin", &[("current", PASSWORD)]).await;
        assert!(begun.status == 400 && begun.html.contains("is on already"), "another device only after the first");
        browser.get("/account/security").await;
        let renewed = browser.submit("/account/factor/recovery", &[("current", PASSWORD)]).await.html;
        assert!(!old.iter().any(|code| renewed.contains(code)));
        let mut other = world.browser();
        let page = other.sign_in(UNA.0, PASSWORD).await;
        other.get(&page.location).await;
        assert_eq!(other.submit("/sign-in/code", &[("code", &old[1])]).await.status, 422);
        browser.get("/account/security").await;
        let off = browser.submit("/account/factor/off", &[("current", PASSWORD)]).await;
        assert_eq!(off.location, "/account/security?said=factor-off");
        assert_eq!(world.browser().sign_in(UNA.0, PASSWORD).await.location, "/");
    });
}
