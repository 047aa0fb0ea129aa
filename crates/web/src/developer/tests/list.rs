use super::{ESCAPED, HOSTILE, authorize, create};
use boxwood_testing::{Settings, on_both_engines};

/// The names in the list, in its order.
fn names(html: &str) -> Vec<&str> {
    let rows = html.split("<th scope=\"row\">").skip(1);
    rows.map(|row| row.split("<a href=").nth(1).unwrap().split_once('>').unwrap().1.split("</a>").next().unwrap())
        .collect()
}

#[test]
fn the_start_page_leads_to_the_apps() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        assert_eq!(una.get("/").await.location, "/developer/apps");
        let page = una.get("/developer/apps").await;
        assert!(page.html.contains("No app yet") && page.html.contains("Create an app"));
        assert_eq!(page.html.matches("btn primary").count(), 1, "one button");
        assert_eq!(world.browser().get("/developer/apps").await.location, "/sign-in?next=%2Fdeveloper%2Fapps");
    });
}

#[test]
fn security_everybody_sees_their_own_apps_and_who_edits_settings_the_enterprises() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        create(&mut una, "Unas", "jwt").await;
        assert_eq!(names(&una.get("/developer/apps").await.html), ["Unas"]);
        // A co-admin without the right, another user, and one of another enterprise.
        for (name, id) in [("cole", 2), ("max", 4), ("olga", 9)] {
            let mut browser = world.signed_in(name, id).await;
            assert!(browser.get("/developer/apps").await.html.contains("No app yet"), "{name}");
        }
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get("/developer/apps").await;
        assert_eq!(names(&page.html), ["full", "off", "own users only", "plain", "Unas", "user-auth"]);
        assert_eq!(page.html.matches("Of una · ").count(), 1);
    });
}

#[test]
fn the_list_is_searched_filtered_and_paged() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in("ada", 1).await;
        let made = create(&mut ada, "Signs in", "oauth2").await;
        for (query, found) in [
            ("q=SIGNS", vec!["Signs in"]),
            (&format!("q={}", made.client_id) as &str, vec!["Signs in"]),
            ("auth=oauth2", vec!["Signs in", "user-auth"]),
            ("auth=jwt&status=disabled", vec!["off"]),
            ("auth=jwt&status=authorised", vec!["full", "own users only", "plain"]),
            ("status=enabled", vec!["Signs in", "user-auth"]),
            ("q=nothing+is+called+so", vec![]),
            ("status=%3Cscript%3E&auth=x&page=-1&q=off", vec!["off"]),
        ] {
            let page = ada.get(&format!("/developer/apps?{query}")).await;
            assert_eq!((page.status, names(&page.html)), (200, found), "{query}");
        }
        assert!(ada.get("/developer/apps?q=%3Cb%3E").await.html.contains("No app matches"));
        for n in 0..25 {
            create(&mut ada, &format!("Many {n:02}"), "ccg").await;
        }
        let page = ada.get("/developer/apps?q=many").await;
        assert!(names(&page.html).len() == 25 && !page.html.contains(">Next<"));
        let first = ada.get("/developer/apps").await;
        assert!(first.html.contains("1 to 25 of 31") && first.html.contains("/developer/apps?page=2\""));
        let last = ada.get("/developer/apps?page=2").await;
        assert!(names(&last.html).len() == 6 && last.html.contains("26 to 31 of 31"));
        assert_eq!(names(&ada.get("/developer/apps?page=99").await.html), names(&last.html));
    });
}

#[test]
fn the_list_says_where_each_app_stands() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, HOSTILE, "both").await;
        assert!(una.get("/developer/apps?status=none").await.html.contains("Not authorised"));
        authorize(&world, &app.id).await;
        assert!(una.get("/developer/apps?status=authorised").await.html.contains(ESCAPED));
        world.configure(app.id.parse().unwrap(), Settings::JWT | Settings::READ).await;
        let page = una.get("/developer/apps").await;
        assert!(page.html.contains("Needs re-authorisation") && page.html.contains("1 app needs re-authorisation."));
        assert!(!page.html.contains("<script>alert") && page.html.matches(ESCAPED).count() == 4, "{}", page.html);
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get("/developer/apps?status=disabled").await;
        assert!(page.html.contains("Disabled by admin") && page.html.contains(">off</a>"));
    });
}

#[test]
fn a_client_secret_is_shown_once() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        let app = create(&mut una, "Payroll", "ccg").await;
        assert_eq!((app.client_id.len(), app.secret.len()), (32, 32));
        for below in ["", "/configuration", "/authorization", "/diagnostics"] {
            let page = una.get(&app.path(below)).await;
            assert!(page.status == 200 && !page.html.contains(&app.secret), "{below}");
        }
        authorize(&world, &app.id).await;
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", &app.client_id),
            ("client_secret", &app.secret),
            ("box_subject_type", "enterprise"),
            ("box_subject_id", "1"),
        ];
        assert_eq!(world.form("/oauth2/token", &fields).send().await.status, 200);
    });
}

#[test]
fn a_form_that_will_not_do_says_why_at_its_fields() {
    on_both_engines(async |world| {
        let mut una = world.signed_in("una", 3).await;
        una.get("/developer/apps/new").await;
        let long = "x".repeat(1001);
        let fields = [("name", " "), ("description", long.as_str()), ("purpose", "\"><script>"), ("auth", "magic")];
        let page = una.submit("/developer/apps/new", &fields).await;
        assert_eq!(page.status, 422);
        for id in ["name-error", "description-error", "purpose-error", "auth-error"] {
            assert!(page.html.contains(&format!("id=\"{id}\"")), "{id}");
        }
        assert!(page.html.contains(&long) && !page.html.contains("<script>\""));
        assert!(una.get("/developer/apps").await.html.contains("No app yet"), "nothing was made");
    });
}

#[test]
fn somebody_without_an_enterprise_makes_no_app() {
    on_both_engines(async |world| {
        let rolled = world.put("/users/4", serde_json::json!({ "enterprise": null, "notify": false })).by("ada");
        assert_eq!(rolled.send().await.status, 200);
        let mut max = world.signed_in("max", 4).await;
        max.get("/developer/apps/new").await;
        let page = max.submit("/developer/apps/new", &[("name", "A"), ("auth", "jwt")]).await;
        assert!(page.status == 403 && page.html.contains("You cannot make an app"));
    });
}
