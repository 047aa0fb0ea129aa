use super::{
    compare::Compare,
    document::Document,
    tiers::{Side, tier},
};

const REFERENCE: &str = r##"{
    "paths": {
        "/users/{user_id}": { "put": {
            "operationId": "put_users_id",
            "parameters": [
                { "name": "user_id", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "notify", "in": "query", "schema": { "type": "boolean" } }
            ],
            "requestBody": { "content": { "application/json": { "schema": {
                "type": "object", "required": ["name"],
                "properties": { "name": { "type": "string" }, "role": { "type": "string", "enum": ["user", "admin"] } }
            } } } },
            "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/User--Full" } } } } }
        } },
        "/users/{user_id}#other": { "put": { "operationId": "other" } }
    },
    "components": { "schemas": {
        "User--Base": { "type": "object", "properties": { "id": { "type": "string" } } },
        "User--Mini": { "allOf": [ { "$ref": "#/components/schemas/User--Base" }, { "properties": { "name": { "type": "string" } } } ] },
        "User": { "allOf": [ { "$ref": "#/components/schemas/User--Mini" }, { "properties": { "phone": { "type": "string" } } } ] },
        "User--Full": { "allOf": [ { "$ref": "#/components/schemas/User" }, { "properties": { "role": { "type": "string" } } } ] }
    } }
}"##;

/// Ours, once as it should be and then with one thing changed.
fn differences(change: &str, to: &str) -> Vec<String> {
    let ours = REFERENCE.replace("--", "").replace("\"UserBase\"", "\"UserOther\"").replace("UserBase", "UserOther");
    assert!(change.is_empty() || ours.contains(change), "{change}");
    let ours = if change.is_empty() { ours } else { ours.replace(change, to) };
    let (reference, ours) = (Document::parse(REFERENCE).unwrap(), Document::parse(&ours).unwrap());
    let mut compare = Compare::new(&reference, &ours);
    let ours = ours.operations();
    for (key, theirs) in reference.operations() {
        compare.operation(theirs, ours[&key]);
    }
    compare.resources();
    compare.differences.into_iter().collect()
}

#[test]
fn what_is_the_same_is_no_difference() {
    assert!(differences("", "").is_empty());
}

#[test]
fn each_kind_of_difference_is_told() {
    for (change, to, difference) in [
        (
            "\"name\": \"notify\"",
            "\"name\": \"loud\"",
            ["put_users_id query loud: not there", "put_users_id query notify: not here"].as_slice(),
        ),
        ("\"boolean\"", "\"string\"", &["put_users_id query notify: boolean there, string here"]),
        ("[\"name\"]", "[]", &["put_users_id body: required only there: name; only here: -"]),
        ("\"admin\"", "\"owner\"", &["put_users_id body.role: values only there: admin; only here: owner"]),
        ("\"200\"", "\"201\"", &["put_users_id answers 200 only there", "put_users_id answers 201 only here"]),
        ("schemas/UserFull\"", "schemas/UserMini\"", &["put_users_id 200: the full User there, the mini one here"]),
        ("\"phone\"", "\"fax\"", &["User.fax: not there, standard here", "User.phone: standard there, not here"]),
        ("\"put_users_id\"", "\"put_user\"", &["put_users_id: another operationId"]),
    ] {
        assert_eq!(differences(change, to), difference, "{change}");
    }
}

#[test]
fn a_resource_in_the_trash_is_the_resource() {
    let reference = Document::parse(REFERENCE).unwrap();
    let of = |name| tier(Side::Reference, name, &reference);
    let full = Some(("User".to_owned(), "full"));
    assert_eq!((of("TrashUser"), of("TrashUserRestored"), of("User--Full")), (full.clone(), full.clone(), full));
    assert_eq!(of("TrashGroup"), None, "no resource with tiers");
}
