//! The platform apps manager, on both engines.
use super::super::tests::{HOSTILE, assert_harmless, coadmin_with, foreign_admin};
use boxwood_api::{
    Caller, Error, Settings,
    apps::{self, AppChange, NewApp},
    enterprises,
    identity::TokenHash,
    resources::users::Permissions,
    wire::{AppId, EnterpriseId, RequestId},
};
use boxwood_store::{Cost, Read, Tx, Write};
use boxwood_testing::{Browser, Page, World, on_both_engines};

const CLIENT: &str = "abcdefghijklmnopqrstuvwxyz012345";
const ASKED: Settings = Settings(Settings::JWT.0 | Settings::READ.0 | Settings::ENTERPRISE_ACCESS.0);
const EVENTS: &str =
    "SELECT kind, created_by FROM events WHERE kind = 'ENTERPRISE_APP_AUTHORIZATION_UPDATE' ORDER BY id";

/// An app of the first enterprise that nobody has authorized.
async fn new_app(world: &World, name: &'static str, settings: Settings) -> AppId {
    let make = move |tx: &mut Tx<Write>| {
        let admin = enterprises::admin(tx, EnterpriseId(1))?.ok_or_else(Error::access_denied)?;
        let who = Caller::console(&admin, AppId::default(), RequestId::new(1));
        let new = NewApp {
            name: name.to_owned(),
            description: "What it is for".to_owned(),
            contact_email: String::new(),
            purpose: None,
            client_id: CLIENT.to_owned(),
            secret: TokenHash::of("secret"),
            settings,
            redirect_uris: Vec::new(),
            cors_origins: Vec::new(),
        };
        Ok::<_, Error>(apps::create(tx, &who, &new)?.id)
    };
    world.app().db().write("test", make).await.unwrap()
}

async fn ask_for(world: &World, app: AppId, settings: Settings) {
    let edit = move |tx: &mut Tx<Write>| {
        let admin = enterprises::admin(tx, EnterpriseId(1))?.ok_or_else(Error::access_denied)?;
        let who = Caller::console(&admin, AppId::default(), RequestId::new(1));
        apps::change(tx, &who, app, &AppChange { settings: Some(settings), ..AppChange::default() })
    };
    world.app().db().write("test", edit).await.unwrap();
}

async fn given(world: &World, app: AppId, enterprise: i64) -> Option<(Settings, bool)> {
    let read = move |tx: &mut Tx<Read>| apps::authorization(tx, app, EnterpriseId(enterprise));
    let found = world.app().db().read(Cost::Point, read).await.unwrap();
    found.map(|given| (given.settings, given.enabled))
}

async fn answer(browser: &mut Browser<'_>, seen: Settings, word: &str) -> Page {
    let seen = seen.0.to_string();
    browser.submit("/admin/apps/answer", &[("client_id", CLIENT), ("seen", &seen), ("answer", word)]).await
}

#[test]
fn an_app_is_authorized_reviewed_disabled_and_enabled() {
    on_both_engines(async |world: World| {
        let id = new_app(&world, "Payroll", ASKED).await;
        let mut ada = world.signed_in("ada", 1).await;
        let list = ada.get("/admin/apps").await;
        assert!(list.status == 200 && list.html.contains("Not authorised") && !list.html.contains("1 app waits"));
        let path = format!("/admin/apps/{id}");
        let page = ada.get(&path).await;
        assert!(page.html.contains("Authorise app") && page.html.contains("Read all files and folders"));
        let done = answer(&mut ada, ASKED, "authorize").await;
        assert_eq!((done.status, done.location), (303, format!("{path}?said=authorize")));
        assert_eq!(given(&world, id, 1).await, Some((ASKED, true)));

        let wider = (ASKED | Settings::AS_USER | Settings::MANAGE_GROUPS) & !Settings::READ;
        ask_for(&world, id, wider).await;
        let page = ada.get(&path).await.html;
        assert!(page.contains("Needs re-authorisation") && page.contains("any of your 6 managed users"), "{page}");
        for line in [
            r#"<tr><th scope="row">Make API calls using the as-user header</th><td data-th="In force"><del>Off</del></td><td data-th="Asked for"><ins>On</ins>"#,
            r#"<tr><th scope="row">Manage groups</th><td data-th="In force"><del>Off</del>"#,
            r#"<tr><th scope="row">Read all files and folders</th><td data-th="In force"><del>On</del></td><td data-th="Asked for"><ins>Off</ins>"#,
            r#"<tr class="muted"><th scope="row">Access level</th><td data-th="In force">App + enterprise</td><td data-th="Asked for">No change</td>"#,
        ] {
            assert!(page.contains(line), "{line}\n{page}");
        }
        assert_eq!(given(&world, id, 1).await, Some((ASKED, true)), "still in force");
        assert_eq!(answer(&mut ada, wider, "reauthorize").await.status, 303);
        assert_eq!(given(&world, id, 1).await, Some((wider, true)));
        assert_eq!(answer(&mut ada, wider, "disable").await.status, 303);
        assert_eq!(given(&world, id, 1).await, Some((wider, false)));
        assert!(ada.get(&path).await.html.contains("Enable app"));
        assert_eq!(answer(&mut ada, wider, "enable").await.location, format!("{path}?said=enable"));
        let toast = ada.get(&format!("{path}?said=enable")).await.html;
        assert!(toast.contains("The app is enabled.") && toast.contains("Disable app"));
        assert_eq!(answer(&mut ada, wider, "destroy").await.status, 400);
        let events: Vec<(String, i64)> =
            world.app().db().read(Cost::Scan, |tx| Ok::<_, Error>(tx.many(EVENTS, ())?)).await.unwrap();
        assert_eq!(events.len(), 4);
        assert!(events.iter().all(|(_, by)| *by == 1));
    });
}

#[test]
fn a_request_is_shown_and_declined() {
    on_both_engines(async |world: World| {
        let id = new_app(&world, "Payroll", ASKED).await;
        let ask = move |tx: &mut Tx<Write>| {
            let admin = enterprises::admin(tx, EnterpriseId(1))?.ok_or_else(Error::access_denied)?;
            apps::ask_review(tx, &Caller::console(&admin, AppId::default(), RequestId::new(1)), id)
        };
        world.app().db().write("test", ask).await.unwrap();
        let mut ada = world.signed_in("ada", 1).await;
        let list = ada.get("/admin/apps").await.html;
        assert!(list.contains("1 app waits") && list.contains("Waiting for you"));
        let page = ada.get(&format!("/admin/apps/{id}")).await.html;
        assert!(page.contains("ada asked for your answer on") && page.contains("What it is for"));
        assert_eq!(answer(&mut ada, ASKED, "decline").await.location, format!("/admin/apps/{id}?said=decline"));
        assert!(!ada.get("/admin/apps").await.html.contains("1 app waits"));
        assert_eq!(given(&world, id, 1).await, None);
    });
}

#[test]
fn what_is_in_force_stays_when_a_request_for_more_is_declined() {
    on_both_engines(async |world: World| {
        let id = new_app(&world, "Payroll", ASKED).await;
        let mut ada = world.signed_in("ada", 1).await;
        ada.get(&format!("/admin/apps/{id}")).await;
        answer(&mut ada, ASKED, "authorize").await;
        let wider = ASKED | Settings::AS_USER;
        ask_for(&world, id, wider).await;
        let ask = move |tx: &mut Tx<Write>| {
            let admin = enterprises::admin(tx, EnterpriseId(1))?.ok_or_else(Error::access_denied)?;
            apps::ask_review(tx, &Caller::console(&admin, AppId::default(), RequestId::new(1)), id)
        };
        world.app().db().write("test", ask).await.unwrap();
        let path = format!("/admin/apps/{id}");
        assert!(ada.get(&path).await.html.contains("Keep what is in force"));
        let done = answer(&mut ada, wider, "decline").await;
        assert_eq!(done.location, format!("{path}?said=decline"));
        assert_eq!(given(&world, id, 1).await, Some((ASKED, true)), "the app goes on as it was");
        let asked = move |tx: &mut Tx<Read>| apps::asked(tx, id, EnterpriseId(1));
        assert!(world.app().db().read(Cost::Point, asked).await.unwrap().is_none());
        let page = ada.get(&format!("{path}?said=decline")).await.html;
        assert!(page.contains("What was in force stays so.") && page.contains("Needs re-authorisation"), "{page}");
    });
}

#[test]
fn nothing_is_agreed_to_that_was_not_on_the_page() {
    on_both_engines(async |world: World| {
        let id = new_app(&world, "Payroll", ASKED).await;
        let mut ada = world.signed_in("ada", 1).await;
        ada.get(&format!("/admin/apps/{id}")).await;
        ask_for(&world, id, ASKED | Settings::AS_USER).await;
        let page = answer(&mut ada, ASKED, "authorize").await;
        assert!(page.status == 422 && page.html.contains("the app changed while you looked"), "{}", page.html);
        assert_eq!(given(&world, id, 1).await, None);
        let page = answer(&mut ada, ASKED | Settings::AS_USER, "authorize").await;
        assert_eq!(page.status, 303);
    });
}

#[test]
fn security_who_may_look_and_who_may_decide() {
    on_both_engines(async |world: World| {
        let id = new_app(&world, "Payroll", ASKED).await;
        let path = format!("/admin/apps/{id}");
        let mut una = world.signed_in("una", 3).await;
        for path in ["/admin/apps", "/admin/apps/add", path.as_str()] {
            assert_eq!(una.get(path).await.status, 403, "{path}");
        }
        una.get("/account").await;
        assert_eq!(answer(&mut una, ASKED, "authorize").await.status, 403);

        let mut cole = world.signed_in("cole", 2).await;
        let page = cole.get(&path).await;
        assert!(page.status == 200 && page.html.contains("You can look, but not decide"));
        assert!(!page.html.contains("name=\"answer\""));
        assert_eq!(answer(&mut cole, ASKED, "authorize").await.status, 403);

        let mut none = coadmin_with(&world, Permissions::MANAGE_USERS).await;
        assert_eq!(none.get("/admin/apps").await.status, 403);
        assert_eq!(given(&world, id, 1).await, None, "nobody has decided");

        let mut editor = coadmin_with(&world, Permissions::EDIT_SETTINGS).await;
        assert!(editor.get(&path).await.html.contains("Authorise app"));
        assert_eq!(answer(&mut editor, ASKED, "authorize").await.status, 303);
    });
}

#[test]
fn security_an_app_of_elsewhere_is_found_by_its_client_id_only() {
    on_both_engines(async |world: World| {
        let id = new_app(&world, "Payroll", ASKED).await;
        let mut olga = foreign_admin(&world).await;
        assert_eq!(olga.get(&format!("/admin/apps/{id}")).await.status, 404);
        assert_eq!(olga.get("/admin/apps/x").await.status, 404);
        assert!(!olga.get("/admin/apps").await.html.contains("Payroll"));
        let page = olga.get("/admin/apps/add?client_id=nothing").await;
        assert!(page.status == 422 && page.html.contains("No app has this client ID"));
        let page = olga.get(&format!("/admin/apps/add?client_id={CLIENT}")).await;
        assert!(page.status == 200 && page.html.contains("Authorise app") && page.html.contains("Acme"));
        assert_eq!(answer(&mut olga, ASKED, "authorize").await.location, format!("/admin/apps/{id}?said=authorize"));
        assert_eq!((given(&world, id, 2).await, given(&world, id, 1).await), (Some((ASKED, true)), None));
        assert_eq!(olga.get(&format!("/admin/apps/{id}")).await.status, 200);
        let again = olga.get(&format!("/admin/apps/add?client_id={CLIENT}")).await;
        assert_eq!(again.location, format!("/admin/apps/{id}"));
    });
}

#[test]
fn user_apps_are_switched_without_authorization() {
    on_both_engines(async |world: World| {
        let id = new_app(&world, "Portal", Settings::OAUTH2 | Settings::READ).await;
        let mut ada = world.signed_in("ada", 1).await;
        assert!(!ada.get("/admin/apps").await.html.contains("Portal"));
        assert!(ada.get("/admin/apps?kind=user").await.html.contains("Portal"));
        let page = ada.get(&format!("/admin/apps/{id}")).await.html;
        assert!(page.contains("Disable app") && !page.contains("Authorise app"));
        assert_eq!(answer(&mut ada, Settings::OAUTH2, "disable").await.status, 303);
        assert_eq!(given(&world, id, 1).await.map(|(_, enabled)| enabled), Some(false));
    });
}

#[test]
fn security_hostile_names_of_apps_stay_text() {
    on_both_engines(async |world: World| {
        let id = new_app(&world, HOSTILE, ASKED).await;
        let mut ada = world.signed_in("ada", 1).await;
        for path in ["/admin/apps".to_owned(), format!("/admin/apps/{id}")] {
            assert_harmless(&ada.get(&path).await.html);
        }
        let page = ada.get("/admin/apps/add?client_id=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
        assert!(!page.html.contains("<script>alert"));
    });
}
