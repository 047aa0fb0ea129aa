//! The document as a whole; `cargo xtask contract` compares what it says with the published one.
use super::api_document;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn document() -> Value {
    serde_json::from_str(api_document()).unwrap()
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
}

#[test]
fn every_reference_leads_somewhere() {
    fn check(value: &Value, document: &Value) {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(to)) = map.get("$ref") {
                    assert!(document.pointer(to.trim_start_matches('#')).is_some(), "{to} leads nowhere");
                }
                map.values().for_each(|value| check(value, document));
            }
            Value::Array(all) => all.iter().for_each(|value| check(value, document)),
            _ => {}
        }
    }
    let document = document();
    check(&document, &document);
}

#[test]
fn every_operation_has_an_id_of_its_own_and_names_its_path() {
    let document = document();
    let ids: Vec<_> = operations(&document).map(|operation| operation["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    for (path, methods) in document["paths"].as_object().unwrap() {
        for operation in methods.as_object().unwrap().values() {
            let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
            let named = parameters.iter().filter(|parameter| parameter["in"] == "path");
            assert_eq!(named.count(), path.matches('{').count(), "{path}");
        }
    }
}

#[test]
fn tiers_stand_on_each_other() {
    let schemas = &document()["components"]["schemas"];
    let below = |name: &str| schemas[name]["allOf"][0]["$ref"].clone();
    assert_eq!(schemas["UserMini"]["properties"]["type"], json!({ "type": "string", "const": "user" }));
    assert_eq!(schemas["UserMini"]["required"], json!(["type", "id"]));
    assert_eq!(below("User"), "#/components/schemas/UserMini");
    assert_eq!(below("UserFull"), "#/components/schemas/User");
    assert!(schemas["User"]["properties"]["role"].is_null());
    assert!(schemas["UserFull"]["properties"]["role"].is_object());
}

#[test]
fn an_operation_says_what_it_takes_and_answers() {
    let me = &document()["paths"]["/users/me"]["get"];
    assert_eq!(me["operationId"], "get_users_me");
    assert_eq!(me["tags"], json!(["Users"]));
    assert_eq!(me["security"], json!([{ "OAuth2": [] }]));
    let content = &me["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(content, &json!({ "$ref": "#/components/schemas/UserFull" }));
    let statuses: Vec<_> = me["responses"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(statuses, ["200", "400", "401", "403", "404", "414", "429", "5XX"]);
    let folders = &document()["paths"]["/folders/{folder_id}/items"]["get"]["security"];
    assert_eq!(folders, &json!([{ "OAuth2": ["root_readonly"] }, { "OAuth2": ["root_readwrite"] }]));
}

/// What the frame asks of each operation besides its description.
#[test]
fn only_pictures_and_passwords_are_slow_to_read() {
    let slow = |body: &'static str| -> Vec<_> {
        let call = boxwood_api::Call { body: body.into(), ..boxwood_api::Call::default() };
        let endpoints = boxwood_api::resources::all().into_iter().flat_map(|resource| resource.endpoints);
        endpoints.filter(|one| (one.slow_body)(&call)).map(|one| one.about.id).collect()
    };
    assert_eq!(slow("{}"), ["post_users_id_avatar"]);
    for body in [r#"{"shared_link":{"password":"Secret123"}}"#, r#"{"shared_link":{"p\u0061ssword":"Secret123"}}"#] {
        assert!(slow(body).contains(&"put_files_id"), "{body}");
    }
}

#[test]
fn an_operation_names_every_success_that_it_may_answer_with() {
    let document = document();
    let avatar = &document["paths"]["/users/{user_id}/avatar"];
    let of = |method: &str| avatar[method]["responses"].as_object().unwrap();
    let successes: Vec<_> = of("post").keys().filter(|status| status.starts_with('2')).collect();
    assert_eq!(successes, ["200", "201"], "replaced, new");
    assert_eq!(of("post")["200"]["content"], of("post")["201"]["content"]);
    let media: Vec<_> = of("get")["200"]["content"].as_object().unwrap().keys().collect();
    assert_eq!(media, ["image/jpeg", "image/png"]);
    assert!(of("delete")["204"]["content"].is_null());
    let collaboration = &document["paths"]["/collaborations/{collaboration_id}"]["put"]["responses"];
    assert!(collaboration["200"]["content"].is_object() && collaboration["204"]["content"].is_null(), "given away");
}

#[test]
fn what_is_sent_has_the_bounds_that_are_checked() {
    let schemas = &document()["components"]["schemas"];
    let user = &schemas["NewUser"]["properties"];
    assert_eq!(user["name"], json!({ "type": ["string", "null"], "minLength": 1, "maxLength": 50 }));
    assert_eq!(user["login"], json!({ "type": ["string", "null"], "format": "email", "maxLength": 254 }));
    assert_eq!((&user["phone"]["maxLength"], &user["address"]["maxLength"]), (&json!(100), &json!(255)));
    assert_eq!(user["space_amount"]["minimum"], -1);
    let folder = &schemas["FolderUpdate"]["properties"];
    assert_eq!((&folder["name"]["maxLength"], &folder["description"]["maxLength"]), (&json!(255), &json!(256)));
    assert_eq!(schemas["UserSessions"]["properties"]["user_ids"]["minItems"], 1);
}

#[test]
fn a_failure_has_its_details_described() {
    let schemas = &document()["components"]["schemas"];
    let details = &schemas["ClientError"]["properties"]["context_info"]["properties"];
    let names: Vec<_> = details.as_object().unwrap().keys().collect();
    assert_eq!(names, ["conflicts", "errors", "origin"]);
    let [one, several] = &**details["conflicts"]["anyOf"].as_array().unwrap() else { panic!("{details}") };
    assert_eq!(one, &several["items"], "told alone, or in a list");
    assert_eq!(one["anyOf"][1], json!({ "$ref": "#/components/schemas/FileMini" }));
}
