//! The client-credentials grant, and developer tokens.
use super::{name, token, told};
use boxwood_testing::{FULL, Reply, Settings, World, on_both_engines};
use std::time::Duration;

const REFUSED: &str = "400 invalid_grant: Grant credentials are invalid";
const NOT_CONFIGURED: &str =
    "400 invalid_request: Cannot obtain user token based on the enterprise configuration for your app";

async fn ask(world: &World, app: &str, secret: &str, kind: &str, id: &str) -> Reply {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", app),
        ("client_secret", secret),
        ("box_subject_type", kind),
        ("box_subject_id", id),
    ];
    token(world, &fields).await
}

#[test]
fn a_service_account_and_a_user_log_in() {
    on_both_engines(async |world: World| {
        let service = ask(&world, "full", "secret", "enterprise", "1").await;
        assert_eq!((told(&service).as_str(), name(&world, &service).await.as_str()), ("200", "robot"));
        let user = ask(&world, "full", "secret", "user", "3").await;
        assert_eq!(name(&world, &user).await, "una");
        let own = ask(&world, "full", "secret", "user", "7").await;
        assert_eq!(name(&world, &own).await, "appu1");
    });
}

#[test]
fn row_03_wrong_secret_in_the_client_credentials_grant() {
    on_both_engines(async |world: World| {
        for (app, secret, kind, id) in [
            ("full", "wrong", "enterprise", "1"),
            ("nobody", "secret", "enterprise", "1"),
            ("full", "secret", "enterprise", "77"),
            ("full", "secret", "user", "77"),
            ("full", "secret", "user", "8"),
            ("full", "secret", "user", "5"),
            ("full", "secret", "group", "1"),
            ("full", "secret", "", ""),
            ("off", "secret", "enterprise", "1"),
        ] {
            assert_eq!(told(&ask(&world, app, secret, kind, id).await), REFUSED, "{app} {secret} {kind} {id}");
        }
    });
}

#[test]
fn row_21_user_subject_with_the_feature_off() {
    on_both_engines(async |world: World| {
        world.configure(1, FULL & !Settings::USER_TOKENS).await;
        world.reauthorize(1).await;
        assert_eq!(told(&ask(&world, "full", "secret", "user", "3").await), NOT_CONFIGURED);
        assert_eq!(told(&ask(&world, "full", "secret", "user", "7").await), "200", "its own app user");
        assert_eq!(told(&ask(&world, "own users only", "secret", "user", "3").await), NOT_CONFIGURED);
        assert_eq!(told(&ask(&world, "full", "secret", "user", "6").await), NOT_CONFIGURED);
    });
}

#[test]
fn row_24_a_jwt_app_uses_client_credentials() {
    on_both_engines(async |world: World| {
        world.configure(1, FULL & !Settings::CLIENT_CREDENTIALS).await;
        let refused = "400 unauthorized_client: The \"box_subject_type\" value is unauthorized for this client_id";
        assert_eq!(told(&ask(&world, "full", "secret", "enterprise", "1").await), refused);
        let other = "400 unauthorized_client: The grant type is unauthorized for this client_id";
        assert_eq!(told(&ask(&world, "user-auth", "secret", "enterprise", "1").await), other);
    });
}

#[test]
fn a_developer_token_is_the_only_one_of_its_app() {
    on_both_engines(async |world: World| {
        world.developer_token("first", 1, 1).await;
        assert_eq!(world.get("/users/me").by("first").send().await.body["name"], "ada");
        world.developer_token("second", 1, 1).await;
        assert_eq!(world.get("/users/me").by("first").send().await.status, 401);
        assert_eq!(world.get("/users/me").by("second").send().await.status, 200);
        world.advance(Duration::from_secs(3600));
        assert_eq!(world.get("/users/me").by("second").send().await.status, 401);
    });
}
