use super::{Made, authorize, create};
use boxwood_api::{
    Caller, Error,
    apps::{self, AppChange},
    enterprises,
    wire::{AppId, EnterpriseId, RequestId},
};
use boxwood_store::{Cost, Tx, Write};
use boxwood_testing::{Browser, Page, Settings, World, on_both_engines};

async fn stored(world: &World, app: &Made) -> apps::App {
    let id: AppId = app.id.parse().unwrap();
    world.app().db().read(Cost::Point, move |tx| apps::by_id(tx, id)).await.unwrap().unwrap()
}

async fn save(browser: &mut Browser<'_>, app: &Made, fields: &[(&str, &str)]) -> Page {
    browser.get(&app.path("/configuration")).await;
    browser.submit(&app.path("/configuration"), fields).await
}

#[test]
fn redirect_uris_are_wrong_at_their_own_fields() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Signs in", "oauth2").await;
        let page = una.get(&app.path("/configuration")).await;
        assert!(page.html.contains("id=\"uri1\"") && !page.html.contains("App access level"));
        let (good, plain, hostile) =
            ("https://a.example/cb", "http://a.example/cb", "javascript:alert(\"1\")//<script>");
        let fields = [("uri", good), ("uri", plain), ("uri", ""), ("uri", good), ("uri", hostile)];
        let page = save(&mut una, &app, &fields).await;
        assert_eq!(page.status, 422);
        let at = |id: &str| {
            let (_, rest) = page.html.split_once(&format!("id=\"{id}-error\"")).unwrap_or_default();
            rest.split_once("</p>").unwrap_or_default().0
        };
        assert_eq!(at("uri1"), "");
        assert!(at("uri2").contains("Use https. Plain http is allowed only for localhost"));
        assert!(at("uri3").contains("there twice"), "what is left empty counts for nothing");
        assert!(at("uri4").contains("Write a whole address") && page.html.contains("Not saved yet."));
        assert!(page.html.contains("value=\"javascript:alert(&#34;1&#34;)//&#60;script&#62;\""));
        assert!(stored(&world, &app).await.redirect_uris.0.is_empty());
        let page = save(&mut una, &app, &[("uri", good), ("uri", " http://127.0.0.1:3000/cb ")]).await;
        assert_eq!((page.status, page.location.as_str()), (303, &*app.path("/configuration?said=saved")));
        assert_eq!(stored(&world, &app).await.redirect_uris.0, [good, "http://127.0.0.1:3000/cb"]);
    });
}

#[test]
fn lines_of_addresses_come_and_go_without_script() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Signs in", "oauth2").await;
        let two = [("uri", "https://a.example/1"), ("uri", "https://a.example/2"), ("as_user", "on")];
        let page = save(&mut una, &app, &[&two[..], &[("add", "uri")]].concat()).await;
        assert!(page.status == 200 && page.html.contains("id=\"uri3\"") && page.html.contains("Not saved yet."));
        assert!(page.html.contains("name=\"as_user\" value=\"on\" checked"), "what was typed stays");
        let page = save(&mut una, &app, &[&two[..], &[("remove", "1")]].concat()).await;
        assert!(page.html.contains("https://a.example/2") && !page.html.contains("https://a.example/1"));
        assert!(stored(&world, &app).await.redirect_uris.0.is_empty(), "and nothing is stored");
    });
}

#[test]
fn each_change_of_a_server_app_waits_for_the_admin() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Payroll", "jwt").await;
        let page = una.get(&app.path("/configuration")).await;
        assert!(page.html.contains("This app waits for an admin.") && !page.html.contains(">Pending<"));
        let as_it_is = [("scope", "root_readwrite"), ("level", "app")];
        authorize(&world, &app.id).await;
        assert!(!una.get(&app.path("/configuration")).await.html.contains("waits"));
        for (more, label) in [
            (("level", "enterprise"), "App + enterprise access"),
            (("as_user", "on"), "Make API calls using the as-user header"),
            (("user_tokens", "on"), "Generate user access tokens"),
            (("scope", "manage_managed_users"), "Manage users"),
            (("scope", "manage_webhook"), "Manage webhooks"),
        ] {
            // The last of a name counts where one alone can.
            let fields: Vec<_> = as_it_is.iter().filter(|(name, _)| more.0 != "level" || *name != "level").collect();
            let fields: Vec<_> = fields.into_iter().copied().chain([more]).collect();
            let page = save(&mut una, &app, &fields).await;
            let page = una.get(&page.location).await;
            assert_eq!(page.html.matches(">Pending<").count(), 1, "{label}");
            assert!(page.html.contains("Saved. Needs re-authorisation.") && page.html.contains("Ask an admin"));
            let diff = una.get(&app.path("/authorization")).await;
            let row = super::between(&diff.html, &format!("<th scope=\"row\">{label}</th>"), "</tr>");
            assert!(row.contains("<del>Off</del>") && row.contains("<ins>On</ins>"), "{label}: {row}");
            assert_eq!(diff.html.matches("<ins>").count(), 1);
            authorize(&world, &app.id).await;
            let page = una.get(&app.path("/configuration")).await;
            assert!(!page.html.contains(">Pending<") && page.html.contains("Authorised"), "{label}");
            save(&mut una, &app, &as_it_is).await;
            let page = una.get(&app.path("/configuration")).await;
            assert_eq!(page.html.matches(">Pending<").count(), 1, "what is taken away waits as well: {label}");
            authorize(&world, &app.id).await;
        }
        let fields = [&as_it_is[..], &[("origins", "https://a.example\r\nhttps://*.b.example, http://localhost:3000")]];
        save(&mut una, &app, &fields.concat()).await;
        assert_eq!(stored(&world, &app).await.cors_origins.0.len(), 3);
        assert!(!una.get(&app.path("/configuration")).await.html.contains("re-authorisation.</b>"), "origins do not");
        let page = save(&mut una, &app, &[("origins", "https://a.example/path"), ("level", "app")]).await;
        assert!(page.status == 422 && page.html.contains("id=\"origins-error\""));
    });
}

#[test]
fn a_developer_asks_and_the_admin_finds_it() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Payroll", "ccg").await;
        let page = una.get(&app.path("/authorization")).await;
        assert!(page.html.contains("Submit for review") && page.html.contains("What the admin is asked to authorise"));
        let page = una.submit(&app.path("/review"), &[]).await;
        assert_eq!(page.location, app.path("/authorization?said=asked"));
        let page = una.get(&page.location).await;
        assert!(page.html.contains("una asked for a review") && !page.html.contains("Submit for review"));
        let find =
            |tx: &mut boxwood_store::Tx<boxwood_store::Read>| apps::waiting(tx, boxwood_api::wire::EnterpriseId(1));
        let waiting = world.app().db().read(Cost::Scan, find).await.unwrap();
        let asked = waiting[0].asked.as_ref().map(|asked| (asked.asked_by.0, asked.name.as_str()));
        assert_eq!((waiting.len(), waiting[0].app.id.to_string(), asked), (1, app.id.clone(), Some((3, "una"))));
        authorize(&world, &app.id).await;
        assert!(!una.get(&app.path("/authorization")).await.html.contains("asked for a review"));
        assert_eq!(una.submit(&app.path("/review"), &[]).await.status, 400, "nothing is left to decide");
    });
}

#[test]
fn security_a_form_gives_an_app_nothing_that_its_kind_has_not() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Signs in", "oauth2").await;
        let fields = [
            ("scope", "root_readonly"),
            ("scope", "manage_app_users"),
            ("scope", "jwt"),
            ("scope", "item_delete"),
            ("scope", "enterprise_access"),
            ("level", "enterprise"),
            ("user_tokens", "on"),
            ("as_user", "on"),
            ("auth", "jwt"),
        ];
        assert_eq!(save(&mut una, &app, &fields).await.status, 303);
        let settings = stored(&world, &app).await.settings;
        assert_eq!(settings, Settings::OAUTH2 | Settings::READ | Settings::AS_USER);
        let page = una.get(&app.path("/enablement")).await;
        assert!(page.html.contains("Enabled.") && page.html.contains("counts at once"));
        world.enable(app.id.parse().unwrap(), false).await;
        assert_eq!(una.submit(&app.path("/review"), &[]).await.status, 400);
    });
}

#[test]
fn security_no_edit_makes_an_app_public_or_gives_it_another_grant() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Payroll", "ccg").await;
        let before = stored(&world, &app).await.settings;
        let fields = [("scope", "root_readwrite"), ("scope", "public"), ("public", "on"), ("settings", "-1")];
        assert_eq!(save(&mut una, &app, &fields).await.status, 303);
        assert_eq!(stored(&world, &app).await.settings, before);
        // Nor does the function behind the form, and the command's.
        let id: AppId = app.id.parse().unwrap();
        let edit = move |tx: &mut Tx<Write>| {
            let admin = enterprises::admin(tx, EnterpriseId(1))?.ok_or_else(Error::access_denied)?;
            let who = Caller::console(&admin, AppId::default(), RequestId::new(1));
            let all = Some(Settings(-1));
            apps::change(tx, &who, id, &AppChange { settings: all, ..AppChange::default() })
        };
        world.app().db().write("test", edit).await.unwrap();
        let after = stored(&world, &app).await.settings;
        assert!(after.has(Settings::CLIENT_CREDENTIALS) && after.has(Settings::AS_USER));
        assert!(!after.any(Settings::PUBLIC | Settings::JWT | Settings::OAUTH2), "{after:?}");
        let reply = world.form("/oauth2/token", &[("grant_type", "client_credentials"), ("client_id", &app.client_id)]);
        assert_eq!(reply.send().await.status, 400, "it still needs its secret");
    });
}
