//! What operations answer, and every way they can fail.
use super::plain;
use boxwood_api::{Endpoint, Method};
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

/// The answer to one operation's success that has nothing to show, where another success has.
fn without_body(success: &Value) -> Value {
    let mut answer = success.clone();
    if let Some(answer) = answer.as_object_mut() {
        answer.remove("content");
    }
    answer
}

/// The answer of an operation that is not done yet, and wants to be asked again.
fn later() -> Value {
    let header = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    json!({
        "description": "It is being done: ask again",
        "headers": { "BOX-REQUEST-ID": header("RequestId"), "Retry-After": header("RetryAfter") },
    })
}

pub fn of(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Value {
    let (about, schemas) = (&endpoint.about, &endpoint.schemas);
    let mut success = json!({ "description": about.summary, "headers": request_id() });
    if let (Some(success), Some(reply)) = (success.as_object_mut(), schemas.reply) {
        let schema = json!({ "schema": plain(reply(generator)) });
        let content: Map<_, _> = schemas.media.iter().map(|media| ((*media).to_owned(), schema.clone())).collect();
        success.insert("content".to_owned(), Value::Object(content));
    }
    let statuses = std::iter::once(&about.success).chain(schemas.other_statuses);
    let answer = |status: &u16| match status {
        202 if about.success != 202 => later(),
        204 | 302 => without_body(&success),
        _ => success.clone(),
    };
    let mut responses: Map<_, _> = statuses.map(|status| (status.to_string(), answer(status))).collect();
    let reads = about.method == Method::Get;
    let has = |name| schemas.headers.contains(&name);
    let ways = [
        ("304", reads && about.conditional),
        ("400", true),
        ("401", true),
        ("403", true),
        ("404", true),
        ("405", !schemas.path.is_empty()),
        ("408", schemas.body.is_some()),
        ("409", !reads),
        ("410", about.path.contains("{upload_session_id}")),
        ("412", !reads && about.conditional || has("Digest")),
        ("413", schemas.body.is_some()),
        ("414", true),
        ("415", about.hinted),
        ("416", has("ContentRange")),
        ("429", true),
        ("5XX", true),
    ];
    for (status, _) in ways.into_iter().filter(|(_, possible)| *possible) {
        responses.insert(status.to_owned(), json!({ "$ref": format!("#/components/responses/{status}") }));
    }
    Value::Object(responses)
}

fn request_id() -> Value {
    json!({ "BOX-REQUEST-ID": { "$ref": "#/components/headers/RequestId" } })
}

pub fn headers() -> Value {
    json!({
        "RequestId": {
            "description": "Names the request: what to quote, and what `boxwood explain` takes",
            "required": true,
            "schema": { "type": "string" },
        },
        "Challenge": {
            "description": "Why there is no body: what is wrong with the token, or which right it lacks",
            "schema": { "type": "string" },
        },
        "RetryAfter": {
            "description": "Seconds to wait",
            "required": true,
            "schema": { "type": "integer", "minimum": 0 },
        },
    })
}

/// By status; 401 and 403 have no body when the token itself is the matter (contract: identity §7.2).
pub fn responses() -> Value {
    let error = |description: &str| {
        json!({
            "description": description,
            "headers": request_id(),
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/ClientError" } } },
        })
    };
    let with = |mut response: Value, name: &str, header: &str| {
        if let Some(headers) = response.get_mut("headers").and_then(Value::as_object_mut) {
            headers.insert(name.to_owned(), json!({ "$ref": format!("#/components/headers/{header}") }));
        }
        response
    };
    let challenge = |description| with(error(description), "WWW-Authenticate", "Challenge");
    json!({
        "304": { "description": "It still has that etag", "headers": request_id() },
        "400": error("The request cannot be understood or done"),
        "401": challenge("No valid token, and then no body; or one of a disabled app or a deactivated user"),
        "403": challenge("The token lacks the scope or feature, and then there is no body; or the user lacks the right"),
        "404": error("There is no such thing, or the caller cannot see it"),
        "405": error("A part of the path is no id"),
        "408": error("The body did not come in time"),
        "409": error("It is in the way of something else"),
        "410": error("The session has expired"),
        "412": error("The item has another etag by now, or the bytes have another digest than their header says"),
        "413": error("The body is too large"),
        "416": error("The range is none of the session's parts"),
        "414": error("The path and the query are too long"),
        "415": error("What is asked for cannot be made of files of that type"),
        "429": with(error("Too many calls"), "Retry-After", "RetryAfter"),
        "5XX": error("The server has failed; what it knows of the reason is in its log"),
    })
}

fn context() -> Value {
    let text = json!({ "type": "string" });
    let kinds = ["Folder", "File", "WebLink"].map(|kind| json!({ "$ref": format!("#/components/schemas/{kind}Mini") }));
    let item = json!({ "anyOf": kinds });
    let error = json!({ "type": "object", "properties": { "reason": text, "name": text, "message": text } });
    json!({
        "type": ["object", "null"],
        "description": "Details that depend on the code",
        "properties": {
            "errors": { "type": "array", "description": "What is wrong, by its name", "items": error },
            "conflicts": {
                "description": "What is in the way: of an upload alone, else in a list",
                "anyOf": [item, { "type": "array", "items": item }],
            },
            "origin": { "type": "string", "description": "Of the page that may not call" },
        },
    })
}

pub fn schemas() -> Map<String, Value> {
    let error = json!({
        "description": "What every failure says",
        "type": "object",
        "required": ["type", "status", "code", "message", "help_url", "request_id"],
        "properties": {
            "type": { "type": "string", "const": "error" },
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "What went wrong, for programs" },
            "message": { "type": "string", "description": "The same, for people" },
            "context_info": context(),
            "help_url": { "type": "string" },
            "request_id": { "type": "string" },
        },
    });
    Map::from_iter([("ClientError".to_owned(), error)])
}
