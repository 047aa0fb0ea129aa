use super::*;
use crate::{
    Caller, Error, Random, Result, enterprises,
    identity::TokenHash,
    wire::{AppId, EnterpriseId, RequestId, UserId},
};
use boxwood_store::{Cost, Read, Tx, Write};
use boxwood_testing::{World, on_both_engines};
use serde_json::json;

const TOKEN: &str = "INSERT INTO tokens (hash, app_id, user_id, settings, downscoped, issued_at, expires_at) \
    VALUES ($1, $2, $3, $4, FALSE, $5, $6)";
const EVENTS: &str = "SELECT kind, created_by FROM events WHERE item_type = 'app' ORDER BY id";
const USER: &str = "SELECT u.name, u.login, u.kind, u.role FROM users u WHERE u.id = $1";

fn admin(tx: &mut Tx<Read>) -> Result<Caller> {
    let admin = enterprises::admin(tx, EnterpriseId(1))?.ok_or_else(Error::access_denied)?;
    Ok(Caller::console(&admin, AppId::default(), RequestId::new(1)))
}

fn account() -> NewAccount {
    NewAccount { random: "AbCdEfGh12".to_owned() }
}

/// As the admin of the first enterprise.
async fn by_admin<T: Send + 'static>(
    world: &World,
    work: impl Fn(&mut Tx<Write>, &Caller) -> Result<T> + Send + 'static,
) -> Result<T> {
    let run = move |tx: &mut Tx<Write>| {
        let who = admin(tx)?;
        work(tx, &who)
    };
    world.app().db().write("test", run).await
}

fn refusal<T>(outcome: Result<T>) -> String {
    outcome
        .err()
        .and_then(|error| error.body(""))
        .map_or_else(String::new, |body| body["message"].as_str().unwrap_or_default().to_owned())
}

fn new_app(settings: Settings) -> NewApp {
    NewApp {
        name: " Payroll ".to_owned(),
        description: " Pays. ".to_owned(),
        contact_email: String::new(),
        purpose: Some(Purpose::Automation),
        client_id: "abcdefghijklmnopqrstuvwxyz012345".to_owned(),
        secret: TokenHash::of("secret"),
        settings,
        redirect_uris: vec!["https://payroll.example/cb".to_owned()],
        cors_origins: Vec::new(),
    }
}

const SERVER: Settings = Settings(Settings::JWT.0 | Settings::READ.0 | Settings::ENTERPRISE_ACCESS.0);

#[test]
fn an_app_is_made_changed_and_found() {
    on_both_engines(async |world: World| {
        let app = by_admin(&world, |tx, who| create(tx, who, &new_app(SERVER))).await.unwrap();
        assert_eq!((app.name.as_str(), app.owner_id, app.enterprise_id), ("Payroll", Some(UserId(1)), EnterpriseId(1)));
        let again = by_admin(&world, |tx, who| create(tx, who, &new_app(SERVER))).await;
        assert_eq!(refusal(again), "The client id is taken");
        let id = app.id;
        let edit = AppChange {
            settings: Some(Settings::OAUTH2 | Settings::READ_WRITE),
            cors_origins: Some(vec!["https://payroll.example".to_owned()]),
            ..AppChange::default()
        };
        by_admin(&world, move |tx, who| change(tx, who, id, &edit)).await.unwrap();
        let find = |tx: &mut Tx<Read>| by_client_id(tx, "abcdefghijklmnopqrstuvwxyz012345");
        let found: App = world.app().db().read(Cost::Point, find).await.unwrap().unwrap();
        assert_eq!(found.settings, Settings::JWT | Settings::READ_WRITE, "grants are fixed");
        assert_eq!((found.redirect_uris, found.cors_origins.0.len()), (app.redirect_uris, 1));
        let all = world.app().db().read(Cost::Scan, |tx| list(tx, None)).await.unwrap();
        let other = world.app().db().read(Cost::Scan, |tx| list(tx, Some(EnterpriseId(2)))).await.unwrap();
        assert_eq!((all.len(), other.len()), (6, 0));
        let bad = AppChange { name: Some("\n".to_owned()), ..AppChange::default() };
        assert!(by_admin(&world, move |tx, who| change(tx, who, id, &bad)).await.is_err());
        let named = world.app().db().read(Cost::Point, |tx| by_name(tx, "Payroll")).await.unwrap();
        assert_eq!(named.len(), 1);
    });
}

#[test]
fn the_first_authorization_makes_the_service_account() {
    on_both_engines(async |world: World| {
        let id = by_admin(&world, |tx, who| create(tx, who, &new_app(SERVER))).await.unwrap().id;
        let refused = by_admin(&world, move |tx, who| reauthorize(tx, who, id)).await;
        assert_eq!(refusal(refused), "The app is not authorized here yet");
        let refused = by_admin(&world, move |tx, who| disable(tx, who, id)).await;
        assert_eq!(refusal(refused), "The app is not authorized here yet");
        let given = by_admin(&world, move |tx, who| authorize(tx, who, id, &account())).await.unwrap();
        assert_eq!((given.settings, given.enabled, given.authorized_by), (SERVER, true, Some(UserId(1))));
        let user = given.service_account_id.unwrap();
        let row: (String, String, String, String) =
            world.app().db().read(Cost::Point, move |tx| Ok::<_, Error>(tx.one(USER, (user,))?)).await.unwrap();
        let login = format!("automationuser_{id}_abcdefgh12@boxdevedition.com");
        assert_eq!(row, ("Payroll".to_owned(), login, "service".to_owned(), "user".to_owned()));
        let twice = by_admin(&world, move |tx, who| authorize(tx, who, id, &account())).await;
        assert!(refusal(twice).starts_with("The app is authorized already"));
        let again = by_admin(&world, move |tx, who| reauthorize(tx, who, id)).await.unwrap();
        assert_eq!(again.service_account_id, Some(user));
        let kinds: Vec<(String, i64)> =
            world.app().db().read(Cost::Scan, |tx| Ok::<_, Error>(tx.many(EVENTS, ())?)).await.unwrap();
        let update = ("ENTERPRISE_APP_AUTHORIZATION_UPDATE".to_owned(), 1);
        assert_eq!(kinds, [("APPLICATION_CREATED".to_owned(), 1), update.clone(), update]);
    });
}

#[test]
fn an_app_that_signs_users_in_is_switched_without_authorization() {
    on_both_engines(async |world: World| {
        let id = by_admin(&world, |tx, who| create(tx, who, &new_app(Settings::OAUTH2))).await.unwrap().id;
        assert!(by_admin(&world, move |tx, who| authorize(tx, who, id, &account())).await.is_err());
        let off = by_admin(&world, move |tx, who| disable(tx, who, id)).await.unwrap();
        assert_eq!((off.enabled, off.service_account_id), (false, None));
        assert!(by_admin(&world, move |tx, who| enable(tx, who, id)).await.unwrap().enabled);
    });
}

#[test]
fn only_those_who_may_edit_settings_decide_about_apps() {
    on_both_engines(async |world: World| {
        let as_co_admin = move |tx: &mut Tx<Write>| {
            let cole = crate::resources::users::person(tx, UserId(2))?.ok_or_else(Error::access_denied)?;
            let who = Caller::console(&cole, AppId::default(), RequestId::new(1));
            assert_eq!(change(tx, &who, AppId(1), &AppChange::default()).err().map(|e| e.status()), Some(404));
            authorize(tx, &who, AppId(1), &account())
        };
        let refused = world.app().db().write("test", as_co_admin).await;
        assert_eq!(refused.err().map(|error| error.status()), Some(403));
    });
}

#[test]
fn keys_are_added_and_removed() {
    on_both_engines(async |world: World| {
        let pair = KeyPair::generate(&Random::seeded(3)).unwrap();
        let other = KeyPair::generate(&Random::seeded(4)).unwrap();
        let (public, second) = (pair.public.clone(), other.public.clone());
        by_admin(&world, move |tx, who| add_key(tx, who, AppId(1), "abcd1234", &public)).await.unwrap();
        let public = pair.public.clone();
        let twice = by_admin(&world, move |tx, who| add_key(tx, who, AppId(1), "bcde2345", &public)).await;
        assert_eq!(refusal(twice), "The app has this key already, as abcd1234");
        let taken = by_admin(&world, move |tx, who| add_key(tx, who, AppId(1), "abcd1234", &second)).await;
        assert_eq!(refusal(taken), "The app has a key of that name");
        let known = world.app().db().read(Cost::Point, |tx| keys(tx, AppId(1))).await.unwrap();
        assert_eq!((known.len(), &known[0].public_key), (1, &pair.public));
        by_admin(&world, |tx, who| remove_key(tx, who, AppId(1), "abcd1234")).await.unwrap();
        assert!(by_admin(&world, |tx, who| remove_key(tx, who, AppId(1), "abcd1234")).await.is_err());
    });
}

/// A token as the token endpoint would issue it today: with what the enterprise has authorized.
async fn issue(world: &World, text: &'static str, app: AppId) {
    let issue = move |tx: &mut Tx<Write>| {
        let given = authorization(tx, app, EnterpriseId(1))?.ok_or_else(Error::access_denied)?;
        let (now, user) = (tx.now(), given.service_account_id);
        tx.exec(TOKEN, (TokenHash::of_token(text), app, user, given.settings, now, now + 3_600_000_000))?;
        Ok::<_, Error>(())
    };
    world.app().db().write("test", issue).await.unwrap();
}

#[test]
fn row_20_a_new_scope_counts_after_reauthorization_and_with_a_new_token() {
    on_both_engines(async |world: World| {
        let id = by_admin(&world, |tx, who| create(tx, who, &new_app(SERVER))).await.unwrap().id;
        by_admin(&world, move |tx, who| authorize(tx, who, id, &account())).await.unwrap();
        issue(&world, "first", id).await;
        assert_eq!(world.get("/users").by("first").send().await.outcome(), "403 -");
        let more = AppChange { settings: Some(SERVER | Settings::MANAGE_USERS), ..AppChange::default() };
        by_admin(&world, move |tx, who| change(tx, who, id, &more)).await.unwrap();
        issue(&world, "second", id).await;
        for token in ["first", "second"] {
            assert_eq!(world.get("/users").by(token).send().await.outcome(), "403 -", "only the console has it");
        }
        by_admin(&world, move |tx, who| reauthorize(tx, who, id)).await.unwrap();
        issue(&world, "third", id).await;
        assert_eq!(world.get("/users").by("second").send().await.outcome(), "403 -", "the token is older");
        assert_eq!(world.get("/users").by("third").send().await.outcome(), "200 -");
        // What the console takes away waits for the next authorization too, and then goes at once.
        let less = AppChange { settings: Some(SERVER), ..AppChange::default() };
        by_admin(&world, move |tx, who| change(tx, who, id, &less)).await.unwrap();
        assert_eq!(world.get("/users").by("third").send().await.outcome(), "200 -");
        by_admin(&world, move |tx, who| reauthorize(tx, who, id)).await.unwrap();
        assert_eq!(world.get("/users").by("third").send().await.outcome(), "403 -");
    });
}

#[test]
fn row_37_a_disabled_app_is_out_with_its_tokens_until_it_is_enabled() {
    on_both_engines(async |world: World| {
        let id = by_admin(&world, |tx, who| create(tx, who, &new_app(SERVER))).await.unwrap().id;
        by_admin(&world, move |tx, who| authorize(tx, who, id, &account())).await.unwrap();
        issue(&world, "token", id).await;
        assert_eq!(world.get("/users/me").by("token").send().await.status, 200);
        by_admin(&world, move |tx, who| disable(tx, who, id)).await.unwrap();
        let refused = world.get("/users/me").by("token").send().await;
        assert_eq!(refused.outcome(), "401 unauthorized");
        assert_eq!(refused.body["message"], json!("Unauthorized - Cannot authorize with this service"));
        by_admin(&world, move |tx, who| enable(tx, who, id)).await.unwrap();
        assert_eq!(world.get("/users/me").by("token").send().await.status, 200);
    });
}

#[test]
fn a_secret_is_replaced() {
    on_both_engines(async |world: World| {
        by_admin(&world, |tx, who| reset_secret(tx, who, AppId(1), TokenHash::of("new"))).await.unwrap();
        let elsewhere = by_admin(&world, |tx, who| reset_secret(tx, who, AppId(99), TokenHash::of("new"))).await;
        assert_eq!(elsewhere.err().map(|error| error.status()), Some(404));
    });
}

async fn waiting_apps(world: &World) -> Vec<(AppId, bool, bool)> {
    let found = world.app().db().read(Cost::Scan, |tx| waiting(tx, EnterpriseId(1))).await.unwrap();
    found.into_iter().map(|one| (one.app.id, one.in_force.is_some(), one.asked.is_some())).collect()
}

#[test]
fn what_changed_or_is_asked_for_waits_for_the_admin() {
    on_both_engines(async |world: World| {
        assert_eq!(waiting_apps(&world).await, [], "all of the company is authorized as it is");
        let id = by_admin(&world, |tx, who| create(tx, who, &new_app(SERVER))).await.unwrap().id;
        assert_eq!(waiting_apps(&world).await, [], "nobody has asked for the new one yet");
        by_admin(&world, move |tx, who| ask_review(tx, who, id)).await.unwrap();
        by_admin(&world, move |tx, who| ask_review(tx, who, id)).await.unwrap();
        assert_eq!(waiting_apps(&world).await, [(id, false, true)], "asked twice, it is one request");
        by_admin(&world, move |tx, who| authorize(tx, who, id, &account())).await.unwrap();
        assert_eq!(waiting_apps(&world).await, []);
        let nothing = by_admin(&world, move |tx, who| ask_review(tx, who, id)).await;
        assert!(refusal(nothing).starts_with("There is nothing to review"));
        let more = AppChange { settings: Some(SERVER | Settings::AS_USER), ..AppChange::default() };
        by_admin(&world, move |tx, who| change(tx, who, id, &more)).await.unwrap();
        assert_eq!(waiting_apps(&world).await, [(id, true, false)], "a change waits unasked");
        by_admin(&world, move |tx, who| ask_review(tx, who, id)).await.unwrap();
        by_admin(&world, move |tx, who| decline(tx, who, id)).await.unwrap();
        assert_eq!(waiting_apps(&world).await, [(id, true, false)]);
        by_admin(&world, move |tx, who| reauthorize(tx, who, id)).await.unwrap();
        assert_eq!(waiting_apps(&world).await, []);
        let oauth = NewApp { client_id: "o".repeat(32), ..new_app(Settings::OAUTH2) };
        let id = by_admin(&world, move |tx, who| create(tx, who, &oauth)).await.unwrap().id;
        by_admin(&world, move |tx, who| enable(tx, who, id)).await.unwrap();
        let more = AppChange { settings: Some(Settings::READ), ..AppChange::default() };
        by_admin(&world, move |tx, who| change(tx, who, id, &more)).await.unwrap();
        assert_eq!(waiting_apps(&world).await, [], "what users let in waits for nobody");
    });
}

#[test]
fn a_list_holds_ones_own_apps_and_the_enterprises_for_those_who_may_edit_them() {
    on_both_engines(async |world: World| {
        let made = move |tx: &mut Tx<Write>| {
            let una = crate::resources::users::person(tx, UserId(3))?.ok_or_else(Error::access_denied)?;
            create(tx, &Caller::console(&una, AppId::default(), RequestId::new(1)), &new_app(SERVER))
        };
        let id = world.app().db().write("test", made).await.unwrap().id;
        for (user, count, owner) in [(1, 6, Some("una")), (2, 0, None), (3, 1, None), (4, 0, None), (9, 0, None)] {
            let read = move |tx: &mut Tx<Read>| {
                let person = crate::resources::users::person(tx, UserId(user))?.ok_or_else(Error::access_denied)?;
                editable_by(tx, &Caller::console(&person, AppId::default(), RequestId::new(1)))
            };
            let listed = world.app().db().read(Cost::Scan, read).await.unwrap();
            let owned = listed.iter().find(|app| app.id == id).and_then(|app| app.owner.clone());
            assert_eq!((listed.len(), owned.as_deref()), (count, owner), "user {user}");
            assert!(listed.is_sorted_by_key(|app| app.name.to_lowercase()));
        }
    });
}

#[test]
fn a_deleted_app_is_gone_with_its_tokens_and_its_service_account() {
    on_both_engines(async |world: World| {
        let users = by_admin(&world, |tx, who| delete(tx, who, AppId(1))).await;
        assert!(refusal(users).starts_with("The app has app users"));
        let new = new_app(SERVER | Settings::READ_WRITE);
        let id = by_admin(&world, move |tx, who| create(tx, who, &new)).await.unwrap().id;
        let given = by_admin(&world, move |tx, who| authorize(tx, who, id, &account())).await.unwrap();
        issue(&world, "token", id).await;
        let folder = json!({ "name": "A", "parent": { "id": "0" } });
        let made = world.post("/folders", folder).by("token").send().await;
        assert_eq!(made.status, 201, "{}", made.body);
        let owns = by_admin(&world, move |tx, who| delete(tx, who, id)).await;
        assert!(refusal(owns).starts_with("The app's service account owns folders"));
        let path = format!("/folders/{}", made.body["id"].as_str().unwrap());
        assert_eq!(world.delete(&path).by("token").send().await.status, 204);
        let trashed = by_admin(&world, move |tx, who| delete(tx, who, id)).await;
        assert!(refusal(trashed).starts_with("The app's service account owns folders"), "in the trash, too");
        let emptied = move |tx: &mut Tx<Write>| Ok::<_, Error>(tx.exec("DELETE FROM items", ())?);
        world.app().db().write("test", emptied).await.unwrap();
        by_admin(&world, move |tx, who| delete(tx, who, id)).await.unwrap();
        assert_eq!(world.get("/users/me").by("token").send().await.outcome(), "401 -");
        let account = given.service_account_id.unwrap();
        assert_eq!(world.get(&format!("/users/{account}")).by("ada").send().await.status, 404);
        let again = by_admin(&world, move |tx, who| delete(tx, who, id)).await;
        assert_eq!(again.err().map(|error| error.status()), Some(404));
        let find = |tx: &mut Tx<Read>| by_client_id(tx, "abcdefghijklmnopqrstuvwxyz012345");
        assert!(world.app().db().read(Cost::Point, find).await.unwrap().is_none());
        let taken = by_admin(&world, |tx, who| create(tx, who, &new_app(SERVER))).await;
        assert_eq!(refusal(taken), "The client id is taken", "and stays so");
    });
}

#[test]
fn the_settings_file_is_boxs() {
    let auth = AppAuth { kid: "abcd1234".to_owned(), private_key: "PEM\n".to_owned(), passphrase: "00ff".to_owned() };
    let config = AppConfig::new(EnterpriseId(1), "client".to_owned(), "secret".to_owned(), auth);
    let expected = json!({
        "boxAppSettings": {
            "clientID": "client",
            "clientSecret": "secret",
            "appAuth": { "publicKeyID": "abcd1234", "privateKey": "PEM\n", "passphrase": "00ff" },
        },
        "enterpriseID": "1",
    });
    assert_eq!(serde_json::from_str::<serde_json::Value>(&config.text()).unwrap(), expected);
}
