//! The two endpoints that stand beside the operations: forms in, errors in the shape of RFC 6749.
use serde_json::{Map, Value, json};

pub fn operations() -> [(&'static str, Value); 2] {
    let json = |schema: Value| json!({ "application/json": { "schema": schema } });
    let token = json(json!({ "$ref": "#/components/schemas/AccessToken" }));
    [
        ("/oauth2/token", operation("post_oauth2_token", "A token for a grant", "PostOAuth2Token", token)),
        (
            "/oauth2/revoke",
            operation(
                "post_oauth2_revoke",
                "Ends a token and what belongs to it",
                "PostOAuth2Revoke",
                json(json!({ "type": "object" })),
            ),
        ),
    ]
}

fn operation(id: &str, summary: &str, form: &str, content: Value) -> Value {
    let schema = |name: &str| json!({ "schema": { "$ref": format!("#/components/schemas/{name}") } });
    let headers = json!({ "BOX-REQUEST-ID": { "$ref": "#/components/headers/RequestId" } });
    json!({
        "operationId": id,
        "summary": summary,
        "tags": ["Authorization"],
        // Not below `/2.0`.
        "servers": [{ "url": "/" }],
        "security": [],
        "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": schema(form) } },
        "responses": {
            "200": { "description": summary, "headers": headers, "content": content },
            "400": {
                "description": "The grant is refused",
                "headers": headers,
                "content": { "application/json": schema("OAuth2Error") },
            },
            "408": { "$ref": "#/components/responses/408" },
            "413": { "$ref": "#/components/responses/413" },
            "5XX": { "$ref": "#/components/responses/5XX" },
        },
    })
}

pub fn schemas() -> Map<String, Value> {
    let schemas = json!({
        "PostOAuth2Token": token_form(),
        "PostOAuth2Revoke": {
            "type": "object",
            "required": ["client_id", "client_secret"],
            "properties": texts(&["client_id", "client_secret", "token", "refresh_token"]),
        },
        "AccessToken": access_token(),
        "OAuth2Error": {
            "type": "object",
            "required": ["error", "error_description"],
            "properties": texts(&["error", "error_description"]),
        },
    });
    if let Value::Object(schemas) = schemas { schemas } else { Map::new() }
}

fn texts(names: &[&str]) -> Map<String, Value> {
    names.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect()
}

/// Which of them a grant needs, its refusal says.
fn token_form() -> Value {
    let mut properties = texts(&[
        "client_id",
        "client_secret",
        "code",
        "redirect_uri",
        "code_verifier",
        "refresh_token",
        "assertion",
        "subject_token",
        "actor_token",
        "scope",
        "resource",
        "box_subject_id",
        "box_shared_link",
    ]);
    for (name, values) in [
        ("grant_type", GRANTS),
        ("subject_token_type", &["urn:ietf:params:oauth:token-type:access_token"]),
        ("actor_token_type", &["urn:ietf:params:oauth:token-type:id_token"]),
        ("box_subject_type", &["enterprise", "user"]),
    ] {
        properties.insert(name.to_owned(), json!({ "type": "string", "enum": values }));
    }
    json!({ "type": "object", "required": ["grant_type"], "properties": properties })
}

const GRANTS: &[&str] = &[
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:token-exchange",
];

fn access_token() -> Value {
    let restriction = json!({
        "type": "object",
        "required": ["scope", "object"],
        "properties": {
            "scope": { "type": "string" },
            "object": { "type": "object", "required": ["type", "id"], "properties": texts(&["type", "id"]) },
        },
    });
    json!({
        "type": "object",
        "required": ["access_token", "expires_in", "token_type", "restricted_to"],
        "properties": {
            "access_token": { "type": "string" },
            "expires_in": { "type": "integer", "description": "Seconds" },
            "token_type": { "type": "string", "const": "bearer" },
            "restricted_to": { "type": "array", "items": restriction },
            "refresh_token": { "type": "string" },
            "issued_token_type": { "type": "string", "const": "urn:ietf:params:oauth:token-type:access_token" },
        },
    })
}
