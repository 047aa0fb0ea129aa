use super::{DENIED, add, ids};
use boxwood_testing::{World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::json;

#[test]
fn get_users_leaves_out_service_accounts_and_other_apps_users() {
    on_both_engines(async |world: World| {
        let page = world.get("/users").by("ada").send().await;
        assert_eq!(ids(&page.body), ["1", "2", "3", "4", "5", "7", "10"]);
        let page = world.get("/users?limit=2&offset=1&fields=role").by("robot").send().await;
        assert_json_snapshot!(page.body, @r#"
        {
          "entries": [
            {
              "id": "2",
              "login": "cole@example.com",
              "name": "cole",
              "role": "coadmin",
              "type": "user"
            },
            {
              "id": "3",
              "login": "una@example.com",
              "name": "una",
              "role": "user",
              "type": "user"
            }
          ],
          "limit": 2,
          "offset": 1,
          "total_count": 7
        }
        "#);
        for (query, expected) in [("offset=6", vec!["10"]), ("offset=7", vec![]), ("offset=10000", vec![])] {
            let page = world.get(&format!("/users?{query}")).by("ada").send().await;
            assert_eq!((ids(&page.body), &page.body["total_count"]), (expected, &json!(7)), "{query}");
        }
    });
}

#[test]
fn row_55_limit_is_capped_and_offset_refused() {
    on_both_engines(async |world: World| {
        assert_eq!(world.get("/users?limit=5000").by("ada").send().await.body["limit"], 1000);
        for (query, outcome) in [
            ("limit=0", "400 invalid_limit"),
            ("limit=-1", "400 invalid_limit"),
            ("limit=x", "400 invalid_limit"),
            ("offset=-1", "400 invalid_offset"),
            ("offset=x", "400 invalid_offset"),
            ("offset=10001", "400 invalid_offset"),
            ("marker=3", "400 invalid_parameter"),
            ("usemarker=true&marker=3&offset=1", "400 invalid_parameter"),
            ("usemarker=true&marker=x", "400 invalid_parameter"),
            ("usemarker=yes", "400 invalid_request_parameters"),
            ("user_type=friends", "400 invalid_parameter"),
            ("filter_term=%00", "400 invalid_request_parameters"),
            ("limit=&offset=&usemarker=&marker=", "200 -"),
        ] {
            assert_eq!(world.get(&format!("/users?{query}")).by("ada").send().await.outcome(), outcome, "{query}");
        }
    });
}

#[test]
fn row_56_markers_lead_to_the_end() {
    on_both_engines(async |world: World| {
        let (mut seen, mut marker) = (Vec::new(), String::new());
        loop {
            let path = format!("/users?usemarker=True&limit=3&fields=name&marker={marker}");
            let page = world.get(&path).by("ada").send().await;
            assert!(page.body.get("total_count").is_none() && page.body.get("offset").is_none());
            seen.extend(ids(&page.body).into_iter().map(str::to_owned));
            match page.body["next_marker"].as_str() {
                Some(next) => marker = next.to_owned(),
                None => break assert_eq!(page.body["next_marker"], json!(null)),
            }
        }
        assert_eq!(seen, ["1", "2", "3", "4", "5", "7", "10"]);
        let first = world.get("/users?usemarker=true&limit=7&marker=0").by("ada").send().await;
        assert_eq!((ids(&first.body).len(), &first.body["next_marker"]), (7, &json!(null)));
    });
}

#[test]
fn row_57_an_empty_user_type_is_the_default() {
    on_both_engines(async |world: World| {
        let page = world.get("/users/?user_type=&offset=0&limit=100").by("ada").send().await;
        assert_eq!((page.status, ids(&page.body).len()), (200, 7));
        for user_type in ["managed", "all"] {
            let page = world.get(&format!("/users?user_type={user_type}")).by("ada").send().await;
            assert_eq!(ids(&page.body).len(), 7, "{user_type}");
        }
    });
}

#[test]
fn filter_term_is_the_beginning_of_a_name_or_login_in_any_case() {
    on_both_engines(async |world: World| {
        add(&world, json!({ "name": "Ängström Über", "login": "scientist@example.com" })).await;
        add(&world, json!({ "name": "Una Second", "login": "zz@example.com" })).await;
        for (term, expected) in [
            ("UN", vec!["3", "12"]),
            ("una@", vec!["3"]),
            ("una%20s", vec!["12"]),
            ("ZZ", vec!["12"]),
            ("%C3%84NG", vec!["11"]),
            ("sci", vec!["11"]),
            ("appu", vec!["7"]),
            ("na", vec![]),
            ("robot", vec![]),
            ("olga", vec![]),
            ("%25", vec![]),
            ("_na", vec![]),
            ("%F4%8F%BF%BF", vec![]),
        ] {
            let page = world.get(&format!("/users?filter_term={term}")).by("ada").send().await;
            assert_eq!(
                (ids(&page.body), &page.body["total_count"]),
                (expected.clone(), &json!(expected.len())),
                "{term}"
            );
        }
        let page = world.get("/users?filter_term=u&limit=1&offset=1").by("ada").send().await;
        assert_eq!((ids(&page.body), &page.body["total_count"]), (vec!["12"], &json!(2)));
        let page = world.get("/users?filter_term=u&limit=1&usemarker=true").by("ada").send().await;
        assert_eq!((ids(&page.body), &page.body["next_marker"]), (vec!["3"], &json!("3")));
        let page = world.get("/users?filter_term=u&limit=1&usemarker=true&marker=3").by("ada").send().await;
        assert_eq!((ids(&page.body), &page.body["next_marker"]), (vec!["12"], &json!(null)));
    });
}

#[test]
fn people_from_outside_are_found_by_their_whole_login() {
    on_both_engines(async |world: World| {
        let find = async |query: &str| {
            let page = world.get(&format!("/users?{query}")).by("ada").send().await;
            (ids(&page.body).join(" "), page.body["total_count"].as_i64().unwrap())
        };
        assert_eq!(
            find("user_type=external&filter_term=olga@example.com").await,
            (String::new(), 0),
            "not yet a guest"
        );
        super::folder(&world, "una").await;
        world.share(1, "olga", "editor").await;
        assert_eq!(find("user_type=external&filter_term=Olga@Example.com").await, ("9".to_owned(), 1));
        assert_eq!(find("user_type=all&filter_term=olga@example.com").await, ("9".to_owned(), 1));
        assert_eq!(find("user_type=external&filter_term=olga@exam").await, (String::new(), 0));
        assert_eq!(find("user_type=external").await, (String::new(), 0));
        assert_eq!(find("user_type=managed&filter_term=olga@example.com").await, (String::new(), 0));
        assert_eq!(find("user_type=external&filter_term=una@example.com").await, (String::new(), 0));
        assert_eq!(find("user_type=all&filter_term=una").await, ("3".to_owned(), 1));
        let page = world.get("/users?user_type=external&filter_term=olga@example.com").by("ada").send().await;
        assert_eq!(
            (&page.body["entries"][0]["name"], &page.body["entries"][0]["status"]),
            (&json!("olga"), &json!(null))
        );
    });
}

#[test]
fn row_68_lists_are_for_those_who_manage_users() {
    on_both_engines(async |world: World| {
        for (token, outcome) in [("una", DENIED), ("appu1", DENIED), ("ada without scopes", "403 -"), ("cora", "200 -")]
        {
            let refused = world.get("/users").by(token).send().await;
            assert_eq!(refused.outcome(), outcome, "{token}");
            assert_eq!(refused.body.is_null(), outcome == "403 -");
        }
        assert_eq!(world.get("/users").by("ada").as_user(3).send().await.outcome(), DENIED);
    });
}

#[test]
fn row_69_external_app_user_ids_are_known_to_their_own_app() {
    on_both_engines(async |world: World| {
        let new = json!({ "name": "A", "is_platform_access_only": true, "external_app_user_id": "x 1" });
        let made = world.post("/users", new).by("robot").send().await;
        assert_eq!((made.status, &made.body["id"]), (201, &json!("11")));
        let find = async |token: &str, query: &str| {
            let page = world.get(&format!("/users?external_app_user_id={query}")).by(token).send().await;
            (ids(&page.body).join(" "), page.body["total_count"].as_i64().unwrap_or(-1))
        };
        assert_eq!(find("robot", "x%201").await, ("11".to_owned(), 1));
        assert_eq!(find("ada", "x+1").await, ("11".to_owned(), 1));
        assert_eq!(find("robot", "x%201&offset=1").await, (String::new(), 1));
        assert_eq!(find("robot", "x%201&usemarker=true").await, ("11".to_owned(), -1));
        assert_eq!(find("robot", "X%201").await, (String::new(), 0));
        assert_eq!(find("ada, app without as-user", "x%201").await, (String::new(), 0), "another app");
        assert_eq!(find("ada", "").await.1, 8, "an empty one is none");
    });
}

#[test]
fn app_access_only_shows_the_apps_own_users() {
    on_both_engines(async |world: World| {
        let page = world.get("/users").by("ada, app access only").send().await;
        assert_eq!((ids(&page.body), &page.body["total_count"]), (vec![], &json!(0)));
        let new = json!({ "name": "Own", "is_platform_access_only": true });
        assert_eq!(world.post("/users", new).by("ada, app access only").send().await.status, 201);
        let page = world.get("/users").by("ada, app access only").send().await;
        assert_eq!((ids(&page.body), &page.body["total_count"]), (vec!["11"], &json!(1)));
        let page = world.get("/users?filter_term=o").by("ada, app access only").send().await;
        assert_eq!((ids(&page.body), &page.body["total_count"]), (vec!["11"], &json!(1)));
        let page = world.get("/users?filter_term=ada&user_type=all").by("ada, app access only").send().await;
        assert_eq!(ids(&page.body), [""; 0]);
    });
}
