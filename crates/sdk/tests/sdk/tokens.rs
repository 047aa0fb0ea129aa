//! How a client comes by its token, and by the next one.
use super::{
    common::{TestClock, builder, by},
    patience::{answer, listening, say},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use boxwood_sdk::{
    BaseUrls, Client, Credentials, Error, JwtConfig, Random, Retries, Secret, Subject,
    auth::{FileStore, MemoryStore, Narrowed, OAuthApp, Pkce, TokenStore},
    contract::{resources::users::NewUser, wire::UserId},
    doors::Folders,
};
use boxwood_testing::{Served, Signer, served, served_by_tls};
use pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::join;

/// The configuration file of the app `full`, whose key the server knows.
async fn config(server: &Served) -> String {
    let pair = boxwood_api::apps::KeyPair::generate(&boxwood_api::Random::seeded(3)).unwrap();
    let (_, sealed) = SecretDocument::from_pem(&pair.private_key).unwrap();
    let sealed = EncryptedPrivateKeyInfoRef::try_from(sealed.as_bytes()).unwrap();
    let signer = Signer::of(sealed.decrypt(&pair.passphrase).unwrap().as_bytes()).unwrap();
    server.world().add_key(1, "sdk", &signer).await;
    let auth = json!({ "publicKeyID": "sdk", "privateKey": pair.private_key, "passphrase": pair.passphrase });
    let app = json!({ "clientID": "full", "clientSecret": "secret", "appAuth": auth });
    json!({ "boxAppSettings": app, "enterpriseID": "1" }).to_string()
}

async fn whoami(client: &Client) -> String {
    client.users().me().await.unwrap().name.value().cloned().unwrap_or_default()
}

#[test]
fn a_key_logs_in_and_acts_as_users() {
    served(async |server| {
        let jwt = JwtConfig::from_json(&config(server).await)?;
        let client = builder(server, jwt.clone()).build()?;
        assert_eq!(whoami(&client).await, "robot");
        let una = client.as_user(&UserId(3));
        assert_eq!((whoami(&una).await, una.acts_as()), ("una".to_owned(), Some("3")));
        assert_eq!((whoami(&una.as_self()).await, whoami(&client).await), ("robot".to_owned(), "robot".to_owned()));
        // One token for all three.
        assert_eq!(client.token().await?.access, una.token().await?.access);
        let user = builder(server, jwt.on_behalf_of(Subject::User("3".to_owned()))).build()?;
        assert_eq!(whoami(&user).await, "una");
        Ok::<_, Error>(())
    });
}

/// The server says what time it has as it refuses; a world's time is not its machine's, so this server is written here.
#[tokio::test]
async fn a_clock_that_is_wrong_is_told_by_the_servers() {
    let pair = boxwood_api::apps::KeyPair::generate(&Random::seeded(4)).unwrap();
    let auth = json!({ "publicKeyID": "k", "privateKey": pair.private_key, "passphrase": pair.passphrase });
    let app = json!({ "clientID": "full", "clientSecret": "secret", "appAuth": auth });
    let config = json!({ "boxAppSettings": app, "enterpriseID": "1" }).to_string();
    let refusal = r#"{"error":"invalid_grant","error_description":"Please check the 'exp' claim."}"#;
    let refusal = answer(refusal).replace("200 OK", "400 Bad Request\nDate: Sun, 15 Jun 2025 15:06:40 GMT");
    let token = answer(r#"{"access_token":"t","expires_in":3600,"token_type":"bearer","restricted_to":[]}"#);
    let me = answer(r#"{"type":"user","id":"6"}"#);
    let (listener, url) = listening().await;
    let client = Client::builder(JwtConfig::from_json(&config).unwrap()).base_urls(BaseUrls::at(&url));
    let client = client.clock(TestClock::at(1_750_000_000 - 7200)).build().unwrap();
    let answers = [refusal.as_str(), &token, &me];
    let (asked, user) = join!(say(listener, &answers), client.users().me().into_future());
    assert_eq!(user.unwrap().id, UserId(6));
    let exp = |request: &str| {
        let assertion = request.split("assertion=").nth(1).and_then(|rest| rest.split('.').nth(1)).unwrap();
        let claims: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(assertion).unwrap()).unwrap();
        claims["exp"].as_i64().unwrap()
    };
    assert_eq!((exp(&asked[0]), exp(&asked[1])), (1_750_000_030 - 7200, 1_750_000_030));
    // One that is refused by the server's own time is not signed a third time.
    let (listener, url) = listening().await;
    let client = Client::builder(JwtConfig::from_json(&config).unwrap()).base_urls(BaseUrls::at(&url)).build().unwrap();
    let answers = [refusal.as_str(), &refusal];
    let (_, user) = join!(say(listener, &answers), client.users().me().into_future());
    let error = user.unwrap_err();
    assert_eq!(error.code(), "invalid_grant");
    assert!(error.to_string().ends_with("set this machine's clock"), "{error}");
}

#[test]
fn client_credentials_log_in() {
    served(async |server| {
        let credentials = |secret: &str, subject| Credentials::ClientCredentials {
            client_id: "full".to_owned(),
            client_secret: Secret::from(secret),
            subject,
        };
        let client = builder(server, credentials("secret", Subject::Enterprise("1".to_owned()))).build()?;
        assert_eq!(whoami(&client).await, "robot");
        let una = builder(server, credentials("secret", Subject::User("3".to_owned()))).build()?;
        assert_eq!(whoami(&una).await, "una");
        let wrong = builder(server, credentials("wrong", Subject::Enterprise("1".to_owned()))).build()?;
        let error = wrong.users().me().await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(400), "invalid_grant"), "{error}");
        assert!(!format!("{error} {error:?} {wrong:?}").contains("\"wrong\""));
        Ok::<_, Error>(())
    });
}

#[test]
fn a_token_is_renewed_before_its_end_and_when_it_is_refused() {
    served(async |server| {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let told = seen.clone();
        let subject = Subject::Enterprise("1".to_owned());
        let credentials = Credentials::ClientCredentials {
            client_id: "full".to_owned(),
            client_secret: Secret::from("secret"),
            subject,
        };
        let client =
            builder(server, credentials).watch(move |attempt| told.lock().unwrap().push(attempt.status)).build()?;
        whoami(&client).await;
        let first = client.token().await?.access;
        server.world().advance(Duration::from_secs(3600 - 61));
        whoami(&client).await;
        assert_eq!(client.token().await?.access, first, "it is good for another minute");
        server.world().advance(Duration::from_secs(2));
        let second = client.token().await?.access;
        assert_ne!(second, first);
        // Somebody revokes it behind the client's back.
        let form = [("client_id", "full"), ("client_secret", "secret"), ("token", second.expose())];
        assert_eq!(server.world().form("/oauth2/revoke", &form).send().await.status, 200);
        seen.lock().unwrap().clear();
        assert_eq!(whoami(&client).await, "robot");
        assert_eq!(*seen.lock().unwrap(), [Some(401), Some(200)]);
        assert_ne!(client.token().await?.access, second);
        // Its own is gone at once, and the next call has another.
        let third = client.token().await?.access;
        client.revoke().await?;
        assert_eq!(whoami(&client).await, "robot");
        assert_ne!(client.token().await?.access, third);
        Ok::<_, Error>(())
    });
}

#[test]
fn a_given_token_ends_where_it_ends() {
    served(async |server| {
        let error = by(server, "nobody").users().me().await.unwrap_err();
        assert_eq!(error.status(), Some(401));
        assert!(error.to_string().ends_with("get a new token"), "{error}");
        Ok::<_, Error>(())
    });
}

#[test]
fn many_calls_at_once_fetch_one_token() {
    served(async |server| {
        let jwt = JwtConfig::from_json(&config(server).await)?;
        let client = builder(server, jwt).build()?;
        let calls = (0..20).map(|n| {
            let client = if n % 2 == 0 { client.as_user("3") } else { client.as_self() };
            async move { client.token().await.map(|token| token.access.expose().to_owned()) }
        });
        let tokens = futures_util::future::try_join_all(calls).await?;
        assert!(tokens.windows(2).all(|two| two[0] == two[1]));
        Ok::<_, Error>(())
    });
}

#[test]
fn a_user_logs_in_with_a_code_and_stays_so() {
    served(async |server| {
        let directory = tempfile::tempdir().unwrap();
        let redirect = "http://localhost:9/back";
        server.world().redirects(5, &[redirect]).await;
        let app = OAuthApp {
            client_id: "user-auth".to_owned(),
            client_secret: Some(Secret::from("secret")),
            redirect_uri: Some(redirect.to_owned()),
        };
        let urls = BaseUrls::at(server.url());
        for store in [
            Arc::new(MemoryStore::default()) as Arc<dyn TokenStore>,
            Arc::new(FileStore::new(directory.path().join("token.json"))),
        ] {
            let client = builder(server, Credentials::OAuth(app.clone(), store.clone())).build()?;
            let error = client.users().me().await.unwrap_err();
            assert!(error.to_string().contains("nobody has logged in yet"), "{error}");
            let pkce = Pkce::new(&Random::seeded(5))?;
            let url = app.authorize_url(&urls, "state", Some(&pkce));
            let challenge = url.split("code_challenge=").nth(1).and_then(|rest| rest.split('&').next());
            let code = Box::leak(format!("code-{:p}", Arc::as_ptr(&store)).into_boxed_str());
            server.world().code(code, 3, Some(redirect), challenge.map(str::to_owned)).await;
            assert!(by(server, "ada").log_in(code, Some(&pkce)).await.is_err(), "not what that one logs in with");
            client.log_in(code, Some(&pkce)).await?;
            let client = builder(server, Credentials::OAuth(app.clone(), store.clone())).build()?;
            assert_eq!(whoami(&client).await, "una");
            // The times that stand in the store are those of this machine here, so they are not over yet: the server
            // refuses the token by its own.
            let before = store.load().await?.unwrap();
            server.world().advance(Duration::from_secs(3700));
            assert_eq!(whoami(&client).await, "una");
            let after = store.load().await?.unwrap();
            assert_ne!(before.access, after.access);
            assert_ne!(before.refresh, after.refresh);
            // Another program that has the same store goes on with it.
            let another = builder(server, Credentials::OAuth(app.clone(), store.clone())).build()?;
            assert_eq!(whoami(&another).await, "una");
            client.revoke().await?;
            assert!(store.load().await?.is_none());
        }
        Ok::<_, Error>(())
    });
}

#[test]
fn a_narrowed_token_reaches_one_folder() {
    served(async |server| {
        let una = by(server, "una");
        let (inside, outside) = (
            una.folders().create("inside", Folders::ROOT).await?.id,
            una.folders().create("outside", Folders::ROOT).await?.id,
        );
        let resource = una.resource_url("folders", inside);
        let to = Narrowed { scopes: &["root_readonly"], resource: Some(&resource), ..Narrowed::default() };
        let token = una.narrowed(to).await?;
        let narrow = builder(server, Credentials::Token(token.access)).build()?;
        assert_eq!(narrow.folders().get(inside).await?.id, inside);
        let error = narrow.folders().get(outside).await.unwrap_err();
        assert!(matches!(error.status(), Some(403 | 404)), "{error}");
        let error = una.narrowed(Narrowed { scopes: &["nonsense"], ..Narrowed::default() }).await.unwrap_err();
        assert_eq!(error.code(), "invalid_scope");
        Ok::<_, Error>(())
    });
}

#[test]
fn acting_without_the_right_says_what_to_do() {
    served(async |server| {
        let error = by(server, "una").as_user("4").users().me().await.unwrap_err();
        assert_eq!(error.code(), "access_denied_insufficient_permissions");
        let error = by(server, "ada, app without as-user").as_user("3").users().me().await.unwrap_err();
        assert_eq!(error.status(), Some(403));
        assert!(error.to_string().contains("the right to act as users"), "{error}");
        let error = by(server, "una").users().create(NewUser::default()).await.unwrap_err();
        assert!(error.refused().is_some_and(|refused| !refused.request_id.is_empty()), "{error}");
        Ok::<_, Error>(())
    });
}

#[test]
fn a_server_with_a_ca_of_its_own_is_believed_when_that_is_trusted() {
    served_by_tls(async |server, ca| {
        assert!(server.url().starts_with("https://"));
        let ada = || builder(server, Credentials::Token("ada".into())).retries(Retries::NONE);
        let error = ada().build()?.users().me().await.unwrap_err();
        assert!(matches!(error, Error::Unanswered { .. }), "{error}");
        let client = ada().trust(&std::fs::read(ca).unwrap())?.build()?;
        assert_eq!(whoami(&client).await, "ada");
        let file = client.files().upload("a.txt", Folders::ROOT, "by https").await?.entries.remove(0);
        assert_eq!(client.files().download(file.id).bytes().await?, "by https");
        assert!(ada().trust(b"nonsense").is_err());
        Ok::<_, Error>(())
    });
}

#[test]
fn programs_that_share_a_store_renew_the_token_one_after_the_other() {
    served(async |server| {
        let directory = tempfile::tempdir().unwrap();
        let redirect = "http://localhost:9/back";
        server.world().redirects(5, &[redirect]).await;
        let client_secret = Some(Secret::from("secret"));
        let app =
            OAuthApp { client_id: "user-auth".to_owned(), client_secret, redirect_uri: Some(redirect.to_owned()) };
        let memory = Arc::new(MemoryStore::default());
        let program = |is_file: bool| {
            let file = || Arc::new(FileStore::new(directory.path().join("token.json")));
            let store: Arc<dyn TokenStore> = if is_file { file() } else { memory.clone() };
            builder(server, Credentials::OAuth(app.clone(), store)).build()
        };
        for (is_file, code) in [(true, "code-1"), (false, "code-2")] {
            server.world().code(code, 3, Some(redirect), None).await;
            program(is_file)?.log_in(code, None).await?;
        }
        for is_file in [true, false, true, false] {
            let programs = (0..8).map(|_| program(is_file)).collect::<Result<Vec<_>, _>>()?;
            for program in &programs {
                assert_eq!(whoami(program).await, "una");
            }
            server.world().advance(Duration::from_secs(3700));
            // All have the old one in their hands, and a refresh token is good once.
            let names = futures_util::future::join_all(programs.iter().map(whoami)).await;
            assert!(names.iter().all(|name| name == "una"), "{names:?}");
            let mut tokens = Vec::new();
            for program in &programs {
                tokens.push(program.token().await?.access);
            }
            assert!(tokens.windows(2).all(|two| two[0] == two[1]), "the first has renewed it for all");
        }
        Ok::<_, Error>(())
    });
}
