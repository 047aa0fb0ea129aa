use super::{Made, authorize, between, create};
use base64::{Engine, engine::general_purpose::STANDARD};
use boxwood_testing::{PASSWORD, Signer, World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

async fn signs_in(world: &World, app: &Made, secret: &str) -> bool {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", &app.client_id),
        ("client_secret", secret),
        ("box_subject_type", "enterprise"),
        ("box_subject_id", "1"),
    ];
    world.form("/oauth2/token", &fields).send().await.status == 200
}

fn pem(signer: &Signer) -> String {
    let text = STANDARD.encode(signer.public_key());
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}

fn once(html: &str) -> &str {
    between(between(html, "class=\"secret\"", "</div>"), "<code>", "</code>")
}

#[test]
fn a_secret_is_reset_by_who_knows_the_password() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Payroll", "ccg").await;
        authorize(&world, &app.id).await;
        una.get(&app.path("/secret")).await;
        let page = una.submit(&app.path("/secret"), &[("password", "wrong")]).await;
        assert!(page.status == 422 && page.html.contains("id=\"password-error\""));
        assert!(signs_in(&world, &app, &app.secret).await, "nothing has happened");
        let page = una.submit(&app.path("/secret"), &[("password", PASSWORD)]).await;
        let new = once(&page.html).to_owned();
        assert!(page.status == 200 && new.len() == 32 && new != app.secret);
        assert_eq!(page.reply.headers["cache-control"], "no-store");
        assert!(signs_in(&world, &app, &new).await && !signs_in(&world, &app, &app.secret).await);
        for below in ["/configuration", "/secret", ""] {
            let page = una.get(&app.path(below)).await;
            assert!(page.status == 200 && !page.html.contains(&new), "shown once");
        }
    });
}

#[test]
fn public_keys_are_verified_listed_and_removed() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Payroll", "jwt").await;
        let (signer, path) = (Signer::generate(), app.path("/keys/new"));
        let good = pem(&signer);
        una.get(&path).await;
        let private = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", "MIIE");
        for (pem, password, wrong) in [
            ("<script>", PASSWORD, "This is no public key in PEM"),
            (&*private, PASSWORD, "This is a private key: keep it"),
            (&good.replace("MIIB", "MIIA"), PASSWORD, "This is no "),
            (&good, "wrong", "That is not your password."),
        ] {
            let page = una.submit(&path, &[("pem", pem), ("password", password)]).await;
            assert!(page.status == 422 && page.html.contains(wrong), "{pem}: {}", page.html);
            assert!(!page.html.contains("<script>\n") && !page.html.contains("BEGIN PRIVATE"), "not shown again");
        }
        assert!(una.get(&app.path("/configuration")).await.html.contains("No key yet"));
        let page = una.submit(&path, &[("pem", &good), ("password", PASSWORD)]).await;
        assert_eq!(page.location, app.path("/configuration?said=key#keys"));
        let page = una.get(&app.path("/configuration?said=key")).await;
        assert!(page.html.contains("RSA 2048") && page.html.contains("The key is added."));
        let kid = between(&page.html, "name=\"kid\" value=\"", "\"").to_owned();
        let page = una.submit(&path, &[("pem", &good), ("password", PASSWORD)]).await;
        assert!(page.status == 422 && page.html.contains(&format!("The app has this key already, as {kid}")));
        una.submit(&app.path("/keys/remove"), &[("kid", &kid)]).await;
        assert!(una.get(&app.path("/configuration")).await.html.contains("No key yet"));
        assert_eq!(una.submit(&app.path("/keys/remove"), &[("kid", &kid)]).await.status, 404);
        let ccg = create(&mut una, "Other", "ccg").await;
        assert_eq!(una.get(&ccg.path("/keys/new")).await.status, 404, "it signs nothing");
    });
}

#[test]
fn a_key_tells_on_which_day_it_was_last_used() {
    let (signer, other) = (Signer::generate(), Signer::generate());
    on_both_engines(async |world| {
        world.add_key(1, "k1", &signer).await;
        world.add_key(1, "k2", &other).await;
        let mut ada = world.signed_in("ada", 1).await;
        let used = |html: &str| -> Vec<String> {
            let cells = html.split("<td data-th=\"Last used\">").skip(1);
            cells.map(|rest| rest.split('<').next().unwrap_or_default().to_owned()).collect()
        };
        let sign_in = async |jti: &str| {
            let assertion = signer.sign(&json!({ "alg": "RS256", "typ": "JWT", "kid": "k1" }), &world.claims(jti));
            let grant = ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
            let client = [("client_id", "full"), ("client_secret", "secret")];
            let fields = [&[grant, ("assertion", &assertion)][..], &client].concat();
            assert_eq!(world.form("/oauth2/token", &fields).send().await.status, 200, "{jti}");
        };
        let path = "/developer/apps/1/configuration";
        assert_eq!(used(&ada.get(path).await.html), ["Never", "Never"]);
        sign_in("a").await;
        assert_eq!(used(&ada.get(path).await.html), ["15 Jun 2025", "Never"]);
        world.advance(Duration::from_secs(3600));
        sign_in("b").await;
        assert_eq!(used(&ada.get(path).await.html), ["15 Jun 2025", "Never"]);
        world.advance(Duration::from_secs(86_400));
        sign_in("c").await;
        assert_eq!(used(&ada.get(path).await.html), ["16 Jun 2025", "Never"]);
    });
}

#[test]
fn a_settings_file_is_made_once_and_works() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Payroll", "both").await;
        authorize(&world, &app.id).await;
        let path = app.path("/settings-file");
        una.get(&path).await;
        let known = [("secret_from", "known"), ("secret", "not it"), ("password", PASSWORD), ("do", "key")];
        let page = una.submit(&path, &known).await;
        assert!(page.status == 422 && page.html.contains("This is not the app&#39;s client secret."));
        let known = [("secret_from", "known"), ("secret", &app.secret), ("password", "wrong"), ("do", "key")];
        assert_eq!(una.submit(&path, &known).await.status, 422);
        assert!(una.get(&app.path("/configuration")).await.html.contains("No key yet"), "nothing was made");
        let known = [("secret_from", "known"), ("secret", &app.secret), ("password", PASSWORD), ("do", "plain")];
        let file = una.submit(&path, &known).await.reply;
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"1_config.json\"");
        let auth = json!({ "publicKeyID": "", "privateKey": "", "passphrase": "" });
        assert_eq!((&file.body["enterpriseID"], &file.body["boxAppSettings"]["appAuth"]), (&json!("1"), &auth));
        assert!(signs_in(&world, &app, &app.secret).await, "the secret stays");
        let new = [("secret_from", "new"), ("password", PASSWORD), ("do", "key")];
        let file = una.submit(&path, &new).await.reply;
        let settings = &file.body["boxAppSettings"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (kid, secret) = (text(&settings["appAuth"]["publicKeyID"]), text(&settings["clientSecret"]));
        let name = format!("attachment; filename=\"1_{kid}_config.json\"");
        assert_eq!((file.status, file.headers["content-disposition"].to_str().unwrap()), (200, &*name));
        assert_eq!(file.headers["cache-control"], "no-store");
        assert!(text(&settings["appAuth"]["privateKey"]).starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        assert!(signs_in(&world, &app, &secret).await && !signs_in(&world, &app, &app.secret).await);
        let page = una.get(&app.path("/configuration")).await;
        assert!(page.html.contains(&kid) && !page.html.contains(&secret) && !page.html.contains("BEGIN"));
    });
}

#[test]
fn a_developer_token_is_its_makers_and_dies_when_it_is_revoked() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Signs in", "oauth2").await;
        una.get(&app.path("/configuration")).await;
        let token = once(&una.submit(&app.path("/token"), &[]).await.html).to_owned();
        let me = async |token: &str| world.get("/users/me").by(token).send().await;
        assert_eq!(me(&token).await.body["login"], "una@example.com");
        let page = una.get(&app.path("/configuration")).await;
        assert!(page.html.contains("60 minutes left") && !page.html.contains(&token), "its text was shown once");
        world.advance(Duration::from_secs(18 * 60 + 1));
        assert!(una.get(&app.path("/configuration")).await.html.contains("41 minutes left"));
        let second = once(&una.submit(&app.path("/token"), &[]).await.html).to_owned();
        assert_eq!((me(&token).await.status, me(&second).await.status), (401, 200), "one at a time");
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get(&app.path("/configuration")).await;
        assert!(page.html.contains("Active token of una"), "whoever may change the app sees whose it is");
        let page = ada.submit(&app.path("/token/revoke"), &[]).await;
        assert_eq!(page.location, app.path("/configuration?said=revoked#token"));
        assert_eq!(me(&second).await.status, 401);
        assert!(una.get(&app.path("/configuration")).await.html.contains("There is no token now."));
        una.submit(&app.path("/token"), &[]).await;
        world.advance(Duration::from_secs(3601));
        assert!(una.get(&app.path("/configuration")).await.html.contains("There is no token now."), "it has expired");
    });
}

#[test]
fn security_nobody_who_acts_as_another_takes_a_token_of_theirs() {
    const ACT: &str = "UPDATE web_sessions SET acting_as = 3 WHERE user_id = 1";
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Signs in", "oauth2").await;
        let mut ada = world.signed_in("ada", 1).await;
        let act = |tx: &mut boxwood_store::Tx<boxwood_store::Write>| tx.exec(ACT, ());
        world.app().db().write("test", act).await.unwrap();
        assert!(ada.get(&app.path("/configuration")).await.html.contains("you are acting as"));
        let page = ada.submit(&app.path("/token"), &[]).await;
        assert!(page.status == 400 && page.html.contains("stop acting as somebody else first"), "{}", page.html);
        assert!(una.get(&app.path("/configuration")).await.html.contains("There is no token now."));
    });
}
