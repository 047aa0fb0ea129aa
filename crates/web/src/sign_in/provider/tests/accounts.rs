//! Whose account an identity opens, and what is still asked for.
use super::{UNA, events, refused, sign_in, with_provider};
use boxwood_api::sign_in::{FactorSecret, factor_code};
use boxwood_testing::{PASSWORD, World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

#[test]
fn nobody_learns_who_there_is() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303);
        let kim = json!({ "name": "Third User", "login": "kim@example.com" });
        assert_eq!(world.post("/users", kim).by("ada").send().await.status, 201);
        let mut answers = Vec::new();
        // Not verified, nobody, inactive, service account, app user, a second identity of somebody who has one, one whose
        // address is another's in lower case alone.
        for (subject, email, verified) in [
            ("a", "max@example.com", false),
            ("b", "nobody@example.com", true),
            ("c", "ina@example.com", true),
            ("d", "robot@example.com", true),
            ("e", "appu1@example.com", true),
            ("f", "una@example.com", true),
            ("g", "\u{212a}im@example.com", true),
        ] {
            provider.knows(subject, email, verified);
            answers.push(refused(&world, &provider).await);
        }
        for missing in ["email", "email_verified"] {
            provider.knows("h", "max@example.com", true);
            provider.says(|script| {
                script.claims.insert(missing.to_owned(), Value::Null);
            });
            answers.push(refused(&world, &provider).await);
        }
        assert!(
            answers.iter().all(|answer| *answer == (403, "Acme ID opens no account here".to_owned())),
            "{answers:#?}"
        );
        assert_eq!(events(&world, 5).await, ["FAILED_LOGIN"], "the admins see it");
        assert_eq!(events(&world, UNA.1).await, ["IDENTITY_LINKED", "LOGIN", "FAILED_LOGIN"]);
        assert_eq!(events(&world, 4).await, [""; 0]);
        provider.knows("i", "MAX@Example.com", true);
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303, "letters have no case there");
    });
}

#[test]
fn an_address_that_passes_to_another_takes_no_account_along() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let mut una = world.browser();
        sign_in(&mut una, &provider).await;
        // Una has another address there by now, and even one that is somebody else's login here.
        for email in ["renamed@example.com", "max@example.com"] {
            provider.knows("una there", email, true);
            let mut browser = world.browser();
            sign_in(&mut browser, &provider).await;
            assert!(browser.get("/account").await.html.contains(UNA.0), "{email}");
        }
        provider.knows("una there", "", false);
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303, "who it is does not hang on it");
        // Whoever got her old address is not her.
        provider.knows("a newcomer", UNA.0, true);
        assert_eq!(refused(&world, &provider).await.0, 403);
        // A closed account stays closed.
        assert_eq!(world.put("/users/3", json!({ "status": "inactive" })).by("ada").send().await.status, 200);
        provider.knows("una there", UNA.0, true);
        assert_eq!(refused(&world, &provider).await.0, 403);
    });
}

#[test]
fn one_can_be_rid_of_an_identity() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let mut una = world.browser();
        sign_in(&mut una, &provider).await;
        let page = una.get("/account/security").await;
        assert!(page.html.contains("una@example.com, since <time"), "{}", page.html);
        let mut other = world.signed_in("max", 4).await;
        assert!(other.get("/account/security").await.html.contains("Not linked"));
        other.submit("/account/provider/unlink", &[]).await;
        assert!(una.get("/account/security").await.html.contains("Linked</span>"), "that was another's");
        let page = una.submit("/account/provider/unlink", &[]).await;
        assert_eq!(page.location, "/account/security?said=unlinked");
        let page = una.get(&page.location).await;
        assert!(page.html.contains("Not linked") && page.html.contains("signs you in no longer"));
        assert_eq!(events(&world, UNA.1).await, ["IDENTITY_LINKED", "LOGIN", "IDENTITY_UNLINKED"]);
        provider.knows("a newcomer", UNA.0, true);
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303);
        provider.knows("una there", UNA.0, true);
        assert_eq!(refused(&world, &provider).await.0, 403);
    });
}

#[test]
fn an_admin_unlinks_an_identity_for_somebody() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let form = [("issuer", provider.issuer.as_str())];
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get("/admin/users/3").await;
        assert!(!page.html.contains("/admin/users/3/identity"), "{}", page.html);
        let page = ada.submit("/admin/users/3/identity", &form).await;
        assert!(page.status == 400 && page.html.contains("No identity of this user is linked there"), "{}", page.html);
        sign_in(&mut world.browser(), &provider).await;
        let mut una = world.signed_in("una", UNA.1).await;
        let page = ada.get("/admin/users/3").await;
        assert!(page.html.contains(&format!("<dd>{}</dd>", provider.issuer)) && page.html.contains("Email there"));
        una.get("/account").await;
        assert_eq!(una.submit("/admin/users/3/identity", &form).await.status, 403, "security: not by themselves there");
        ada.get("/admin/users/3").await;
        assert_eq!(ada.submit("/admin/users/3/identity", &[("issuer", "https://another")]).await.status, 400);
        ada.get("/admin/users/3").await;
        let page = ada.submit("/admin/users/3/identity", &form).await;
        assert_eq!(page.location, "/admin/users/3?said=unlinked", "{}", page.html);
        let page = ada.get(&page.location).await;
        assert!(page.html.contains("signs nobody in here any more") && !page.html.contains("/admin/users/3/identity"));
        assert_eq!(events(&world, UNA.1).await, ["IDENTITY_LINKED", "LOGIN", "LOGIN", "IDENTITY_UNLINKED"]);
        assert_eq!(unlinked_by(&world).await, 1, "it is on record who did it");
        // Whoever has her address there now gets in, and not who had it before.
        provider.knows("a newcomer", UNA.0, true);
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303);
        provider.knows("una there", UNA.0, true);
        assert_eq!(refused(&world, &provider).await.0, 403);
    });
}

/// Who unlinked the last identity.
async fn unlinked_by(world: &World) -> i64 {
    let read = world.app().db().read(boxwood_store::Cost::Scan, |tx| {
        let who = "SELECT created_by FROM events WHERE kind = 'IDENTITY_UNLINKED' ORDER BY id DESC LIMIT 1";
        let (actor,): (i64,) = tx.one(who, ())?;
        Ok::<_, boxwood_api::Error>(actor)
    });
    read.await.unwrap()
}

#[test]
fn whoever_is_deleted_leaves_no_identity_behind() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        sign_in(&mut world.browser(), &provider).await;
        assert_eq!(world.delete("/users/3?force=true").by("ada").send().await.status, 204);
        assert_eq!(refused(&world, &provider).await.0, 403);
        let again = json!({ "name": "Una", "login": UNA.0 });
        assert_eq!(world.post("/users", again).by("ada").send().await.status, 201);
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303, "it is free for a new account");
    });
}

#[test]
fn a_second_factor_is_asked_for_and_a_one_time_password_is_not() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        world.password(UNA.1, true).await;
        let mut browser = world.browser();
        assert_eq!(sign_in(&mut browser, &provider).await.location, "/account");
        assert_eq!(browser.get("/account").await.status, 200, "no password was used, so none is to be changed");
        let secret = second_factor(&world, UNA.1).await;
        let mut browser = world.browser();
        let page = sign_in(&mut browser, &provider).await;
        assert_eq!(page.location, "/sign-in/code?next=%2Faccount");
        assert_eq!(browser.get("/account").await.status, 303, "not yet");
        let before = browser.cookie();
        browser.get("/sign-in/code").await;
        let code = factor_code(&secret, world.now());
        let page = browser.submit("/sign-in/code", &[("code", &code), ("next", "/account")]).await;
        assert_eq!(page.location, "/account", "and still no new password");
        assert_eq!(browser.get("/account").await.status, 200);
        assert_ne!(browser.cookie(), before);
        // By the password it is another matter.
        world.advance(Duration::from_secs(60));
        let mut browser = world.browser();
        browser.sign_in(UNA.0, PASSWORD).await;
        browser.get("/sign-in/code").await;
        let code = factor_code(&secret, world.now());
        let page = browser.submit("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(page.location, "/sign-in/password?next=%2F");
    });
}

/// Puts one in force, as if the user had set it up long ago.
async fn second_factor(world: &World, user: i64) -> FactorSecret {
    let secret = FactorSecret([7; 20]);
    let add = move |tx: &mut boxwood_store::Tx<boxwood_store::Write>| {
        let sql = "INSERT INTO second_factors (user_id, secret, confirmed, last_step, created_at) VALUES ($1, $2, TRUE, 0, 0)";
        tx.exec(sql, (user, secret))?;
        Ok::<_, boxwood_api::Error>(())
    };
    world.app().db().write("testing.factor", add).await.unwrap();
    secret
}

#[test]
fn an_address_may_be_told_by_the_user_info_alone() {
    on_both_engines(async |world| {
        let (world, provider) = world.with_provider(|_| {}).await;
        let told = |told: Value| {
            provider.says(|script| script.user_info = told.as_object().cloned().unwrap_or_default());
        };
        for unfit in [json!({}), json!({ "email": UNA.0 }), json!({ "email": UNA.0, "email_verified": false })] {
            told(unfit);
            assert_eq!(refused(&world, &provider).await.0, 403);
        }
        told(json!({ "email": UNA.0, "email_verified": true, "sub": "another" }));
        assert_eq!(refused(&world, &provider).await.0, 502, "that is about somebody else");
        told(json!({ "email": UNA.0, "email_verified": true }));
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303);
        assert_eq!(provider.asked("me"), 5);
    });
}
