//! The JWT grant.
use super::{JWT, name, token, told};
use boxwood_testing::{FULL, Reply, Settings, Signer, World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

async fn assert(world: &World, assertion: &str) -> Reply {
    let fields = [("grant_type", JWT), ("client_id", "full"), ("client_secret", "secret"), ("assertion", assertion)];
    token(world, &fields).await
}

/// Header with that key id.
fn by(kid: &str) -> Value {
    json!({ "alg": "RS256", "typ": "JWT", "kid": kid })
}

/// Good claims with one of them changed, or, by null, left out.
fn but(world: &World, jti: &str, claim: &str, value: Value) -> Value {
    let mut claims = world.claims(jti);
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(claim);
    } else {
        claims[claim] = value;
    }
    claims
}

#[test]
fn a_service_account_logs_in() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        let reply = assert(&world, &key.sign(&by("k1"), &world.claims("a"))).await;
        assert_eq!(told(&reply), "200");
        assert_eq!((&reply.body["expires_in"], &reply.body["token_type"]), (&json!(3600), &json!("bearer")));
        assert_eq!(reply.body["restricted_to"], json!([]));
        assert!(reply.body.get("refresh_token").is_none(), "a server app signs again instead");
        assert!(reply.body["access_token"].as_str().unwrap().starts_with("1!"));
        assert_eq!(reply.headers["cache-control"], "no-store");
        assert_eq!(name(&world, &reply).await, "robot");
        world.advance(Duration::from_secs(3600));
        assert_eq!(name(&world, &reply).await, "401 -", "an hour is its life");
    });
}

#[test]
fn a_user_logs_in_through_the_app() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        for (user, whose) in [("3", "una"), ("7", "appu1"), ("1", "ada")] {
            let mut claims = world.claims(user);
            (claims["sub"], claims["box_sub_type"]) = (json!(user), json!("user"));
            let reply = assert(&world, &key.sign(&by("k1"), &claims)).await;
            assert_eq!((told(&reply).as_str(), name(&world, &reply).await.as_str()), ("200", whose));
        }
    });
}

#[test]
fn row_01_token_without_grant_type() {
    on_both_engines(async |world: World| {
        let missing = "400 invalid_request: Invalid grant_type parameter or parameter missing";
        assert_eq!(told(&token(&world, &[]).await), missing);
        assert_eq!(told(&token(&world, &[("grant_type", "password"), ("client_id", "full")]).await), missing);
        let other = world.get("/users/me").send().await;
        assert_eq!(other.status, 401);
    });
}

#[test]
fn row_02_wrong_secret_in_the_jwt_grant() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        let signed = key.sign(&by("k1"), &world.claims("a"));
        for (client, secret) in [("full", "wrong"), ("nobody", "secret"), ("full", "")] {
            let fields =
                [("grant_type", JWT), ("client_id", client), ("client_secret", secret), ("assertion", &signed)];
            assert_eq!(told(&token(&world, &fields).await), "400 invalid_client: The client credentials are invalid");
        }
    });
}

#[test]
fn row_09_row_10_exp_too_late_or_past() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        let now = world.now() / 1_000_000;
        for (jti, exp, outcome) in [
            (
                "a",
                json!(now + 61),
                "400 invalid_grant: Please check the 'exp' claim. The 'exp' value exceeds the maximum value of 60 seconds beyond the issue time.",
            ),
            ("b", json!(now + 60), "200"),
            (
                "c",
                json!(now),
                "400 invalid_grant: Current date/time MUST be before the expiration date/time listed in the 'exp' claim",
            ),
            (
                "d",
                json!(now - 120),
                "400 invalid_grant: Current date/time MUST be before the expiration date/time listed in the 'exp' claim",
            ),
            ("e", json!("soon"), "400 invalid_grant: Please check the 'exp' claim."),
            ("f", Value::Null, "400 invalid_grant: Please check the 'exp' claim."),
        ] {
            let reply = assert(&world, &key.sign(&by("k1"), &but(&world, jti, "exp", exp.clone()))).await;
            assert_eq!(told(&reply), outcome, "exp {exp}");
        }
        // A clock that is a second ahead, and says when it signed.
        let mut claims = but(&world, "g", "exp", json!(now + 61));
        claims["iat"] = json!(now + 1);
        assert_eq!(told(&assert(&world, &key.sign(&by("k1"), &claims)).await), "200");
    });
}

#[test]
fn row_11_jti_replayed() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        let replay = "400 invalid_grant: Please check the 'jti' claim. A unique 'jti' value is required.";
        let signed = key.sign(&by("k1"), &world.claims("a"));
        assert_eq!(told(&assert(&world, &signed).await), "200");
        assert_eq!(told(&assert(&world, &signed).await), replay);
        // A forged assertion uses nobody's jti up.
        let forger = Signer::generate();
        let claims = world.claims("b");
        assert!(told(&assert(&world, &forger.sign(&by("k1"), &claims)).await).contains("Signature verification error"));
        assert_eq!(told(&assert(&world, &key.sign(&by("k1"), &claims)).await), "200");
        // Nor does one whose subject is refused.
        let mut claims = world.claims("c");
        claims["sub"] = json!("77");
        assert!(told(&assert(&world, &key.sign(&by("k1"), &claims)).await).contains("'sub'"));
        claims["sub"] = json!("1");
        assert_eq!(told(&assert(&world, &key.sign(&by("k1"), &claims)).await), "200");
    });
}

#[test]
fn row_12_jti_too_short_or_too_long() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        let refused = "400 invalid_grant: Please check the 'jti' claim. A unique 'jti' value is required.";
        for (jti, outcome) in [
            (json!("x".repeat(15)), refused),
            (json!("x".repeat(129)), refused),
            (json!("x".repeat(16)), "200"),
            (json!("x+/=".repeat(32)), "200"),
            (json!(1_234_567_890_123_456_i64), refused),
            (Value::Null, refused),
        ] {
            let reply = assert(&world, &key.sign(&by("k1"), &but(&world, "", "jti", jti.clone()))).await;
            assert_eq!(told(&reply), outcome, "jti {jti}");
        }
    });
}

#[test]
fn row_13_row_14_audiences() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        let refused = "400 invalid_grant: Please check the 'aud' claim.";
        for (jti, aud, outcome) in [
            ("a", json!("https://api.box.com/oauth2/token"), "200"),
            ("b", json!(["https://evil/", "https://api.box.com/oauth2/token"]), "200"),
            ("c", json!("https://evil/"), refused),
            ("d", json!(["https://evil/"]), refused),
            ("e", Value::Null, refused),
        ] {
            let reply = assert(&world, &key.sign(&by("k1"), &but(&world, jti, "aud", aud.clone()))).await;
            assert_eq!(told(&reply), outcome, "aud {aud}");
        }
        // As one client writes it: the key twice in one object.
        let claims = world.claims("f").to_string().replacen('{', r#"{"aud":"https://first/","#, 1);
        assert_eq!(told(&assert(&world, &key.sign_text(&by("k1"), &claims)).await), "200");
    });
}

#[test]
fn row_15_algorithms() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        for (alg, outcome) in [
            ("RS256", "200"),
            ("RS384", "200"),
            ("RS512", "200"),
            ("none", "400 invalid_grant: Algorithm not allowed"),
            ("HS256", "400 invalid_grant: Algorithm not allowed"),
            ("PS256", "400 invalid_grant: Algorithm not allowed"),
        ] {
            let signed = key.sign(&json!({ "alg": alg, "kid": "k1" }), &world.claims(alg));
            assert_eq!(told(&assert(&world, &signed).await), outcome, "{alg}");
        }
        for (text, outcome) in [
            ("", "Wrong number of segments"),
            ("a.b", "Wrong number of segments"),
            ("a.b.c.d", "Wrong number of segments"),
            ("!.e30.", "Invalid header encoding"),
            ("e30.W10.", "Invalid claims encoding"),
            ("e30.e30.!", "Invalid signature encoding"),
            ("e30.e30.", "Algorithm not allowed"),
        ] {
            assert_eq!(told(&assert(&world, text).await), format!("400 invalid_grant: {outcome}"), "{text}");
        }
    });
}

#[test]
fn row_16_kid_unknown_or_removed_or_absent() {
    let (old, new) = (Signer::generate(), Signer::generate());
    on_both_engines(async |world: World| {
        let none = "400 unauthorized_client: This app is not configured properly. No public key(s) added";
        assert_eq!(told(&assert(&world, &old.sign(&by("old"), &world.claims("a"))).await), none);
        world.add_key(1, "old", &old).await;
        world.add_key(1, "new", &new).await;
        assert_eq!(told(&assert(&world, &old.sign(&by("old"), &world.claims("b"))).await), "200");
        assert_eq!(told(&assert(&world, &new.sign(&by("new"), &world.claims("c"))).await), "200");
        let no_kid = json!({ "alg": "RS256" });
        assert_eq!(told(&assert(&world, &new.sign(&no_kid, &world.claims("d"))).await), "200", "all keys are tried");
        let in_claims = but(&world, "e", "kid", json!("new"));
        assert_eq!(told(&assert(&world, &new.sign(&no_kid, &in_claims)).await), "200");
        let unknown = "400 invalid_grant: \"kid\" invalid, unable to lookup correct key";
        assert_eq!(told(&assert(&world, &new.sign(&by("newer"), &world.claims("f"))).await), unknown);
        let crossed = assert(&world, &new.sign(&by("old"), &world.claims("g"))).await;
        assert!(told(&crossed).starts_with("400 invalid_grant: Signature verification error."));
        world.remove_key(1, "old").await;
        assert_eq!(told(&assert(&world, &old.sign(&by("old"), &world.claims("h"))).await), unknown);
    });
}

#[test]
fn row_17_row_18_subjects() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        let refused = "400 invalid_grant: Please check the 'sub' claim. The 'sub' specified is invalid.";
        for (sub, kind, outcome) in [
            (json!(1), "enterprise", refused),
            (json!("3"), "enterprise", refused),
            (json!("999"), "user", refused),
            (json!("9"), "user", "200"),
            (json!("8"), "user", refused),
            (json!("1"), "external", refused),
            (Value::Null, "enterprise", refused),
        ] {
            let mut claims = but(&world, &format!("{sub}{kind}"), "sub", sub.clone());
            claims["box_sub_type"] = json!(kind);
            assert_eq!(told(&assert(&world, &key.sign(&by("k1"), &claims)).await), outcome, "{kind} {sub}");
        }
        let foreign = but(&world, "iss", "iss", json!("plain"));
        let reply = assert(&world, &key.sign(&by("k1"), &foreign)).await;
        assert_eq!(
            told(&reply),
            "400 invalid_grant: Please check the 'iss' claim. The client id specified is invalid."
        );
    });
}

#[test]
fn row_19_jwt_before_the_admin_authorizes() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        let refused = "400 unauthorized_client: This app is not authorized by the enterprise admin";
        world.enable(1, false).await;
        assert_eq!(told(&assert(&world, &key.sign(&by("k1"), &world.claims("a"))).await), refused);
        world.unauthorize(1).await;
        assert_eq!(told(&assert(&world, &key.sign(&by("k1"), &world.claims("b"))).await), refused);
        let mut claims = but(&world, "c", "sub", json!("3"));
        claims["box_sub_type"] = json!("user");
        assert_eq!(told(&assert(&world, &key.sign(&by("k1"), &claims)).await), refused);
    });
}

#[test]
fn row_20_a_new_scope_waits_for_reauthorization_and_a_new_token() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        let log_in = async |jti: &str| assert(&world, &key.sign(&by("k1"), &world.claims(jti))).await;
        let list = async |login: &Reply| {
            let token = login.body["access_token"].as_str().unwrap();
            world.get("/users").by(token).send().await.outcome()
        };
        let narrow = FULL & !(Settings::MANAGE_USERS | Settings::MANAGE_APP_USERS);
        world.configure(1, narrow).await;
        world.reauthorize(1).await;
        let old = log_in("a").await;
        assert_eq!(list(&old).await, "403 -");
        world.configure(1, FULL).await;
        assert_eq!(list(&old).await, "403 -", "the console's edit waits");
        assert_eq!(list(&log_in("b").await).await, "403 -", "also for a new token");
        world.reauthorize(1).await;
        assert_eq!(list(&old).await, "403 -", "an old token stays what it was");
        let new = log_in("c").await;
        assert_eq!(list(&new).await, "200 -");
        world.configure(1, narrow).await;
        world.reauthorize(1).await;
        assert_eq!(list(&new).await, "403 -", "what the app loses, its tokens lose at once");
    });
}

#[test]
fn row_22_app_access_only_and_managed_user() {
    let key = Signer::generate();
    let refused = "400 invalid_request: Cannot obtain user token based on the enterprise configuration for your app";
    on_both_engines(async |world: World| {
        world.add_key(3, "k1", &key).await;
        let mut claims = world.claims("a");
        (claims["iss"], claims["sub"], claims["box_sub_type"]) = (json!("own users only"), json!("3"), json!("user"));
        let signed = key.sign(&by("k1"), &claims);
        let fields =
            [("grant_type", JWT), ("client_id", "own users only"), ("client_secret", "secret"), ("assertion", &signed)];
        assert_eq!(told(&token(&world, &fields).await), refused);
    });
}

#[test]
fn row_23_the_service_account_as_user_subject() {
    let key = Signer::generate();
    let refused = "400 invalid_request: Cannot obtain user token based on the enterprise configuration for your app";
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        let mut claims = world.claims("a");
        (claims["sub"], claims["box_sub_type"]) = (json!("6"), json!("user"));
        assert_eq!(told(&assert(&world, &key.sign(&by("k1"), &claims)).await), refused);
    });
}

#[test]
fn row_27_as_user_and_unknown_fields_at_the_token_endpoint_are_ignored() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        let signed = key.sign(&by("k1"), &world.claims("a"));
        let fields = [
            ("grant_type", JWT),
            ("client_id", "full"),
            ("client_secret", "secret"),
            ("assertion", signed.as_str()),
            ("box_device_id", "0"),
            ("grant_type", "refresh_token"),
        ];
        let reply = world.form("/oauth2/token/", &fields).as_user(3).send().await;
        assert_eq!(name(&world, &reply).await, "robot");
    });
}

#[test]
fn the_grant_must_be_the_apps() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(5, "k1", &key).await;
        let claims = but(&world, "a", "iss", json!("user-auth"));
        let signed = key.sign(&by("k1"), &claims);
        let fields =
            [("grant_type", JWT), ("client_id", "user-auth"), ("client_secret", "secret"), ("assertion", &signed)];
        let refused = "400 unauthorized_client: The grant type is unauthorized for this client_id";
        assert_eq!(told(&token(&world, &fields).await), refused);
    });
}
