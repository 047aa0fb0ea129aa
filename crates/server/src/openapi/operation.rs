//! One operation: what it takes. What it answers is in `answers.rs`.
use super::{answers, plain, security};
use boxwood_api::{About, Endpoint, Method};
use schemars::SchemaGenerator;
use serde_json::{Value, json};

/// Where `box-version` need not be said.
const DEFAULT_VERSION: &str = "2024.0";

pub fn describe(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Value {
    let (about, schemas) = (&endpoint.about, &endpoint.schemas);
    let mut operation = json!({
        "operationId": about.id,
        "summary": about.summary,
        "tags": [tag(about.path)],
        "security": security::of(about),
        "parameters": parameters_of(endpoint, generator),
        "responses": answers::of(endpoint, generator),
    });
    if let (Some(operation), Some((media, body))) = (operation.as_object_mut(), schemas.body) {
        let content = json!({ media: { "schema": plain(body(generator)) } });
        operation.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
    operation
}

/// The collection that the path begins with: "Users", "Folders".
fn tag(path: &str) -> String {
    let mut first = path.split('/').find(|part| !part.is_empty()).unwrap_or_default().replace('_', " ");
    if let Some(letter) = first.get_mut(..1) {
        letter.make_ascii_uppercase();
    }
    first
}

fn parameters_of(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Vec<Value> {
    let (about, schemas) = (&endpoint.about, &endpoint.schemas);
    let names = about.path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0));
    let variable = names.zip(schemas.path).map(
        |(name, schema)| json!({ "name": name, "in": "path", "required": true, "schema": plain(schema(generator)) }),
    );
    let mut parameters: Vec<Value> = variable.collect();
    let query = plain((schemas.query)(generator));
    let required = |name| query.get("required").and_then(Value::as_array).is_some_and(|all| all.contains(&json!(name)));
    for (name, schema) in query.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let mut parameter = json!({ "name": name, "in": "query", "required": required(name), "schema": schema });
        // Lists are one text, with commas.
        if schema.get("type").is_some_and(|kind| kind == "array")
            && let Some(members) = parameter.as_object_mut()
        {
            members.insert("explode".to_owned(), json!(false));
        }
        parameters.push(parameter);
    }
    if !schemas.fields.is_empty() {
        parameters.push(json!({
            "name": "fields",
            "in": "query",
            "description": format!("Shows the mini tier and these instead of the standard tier. There are {}.",
                schemas.fields.join(", ")),
            "explode": false,
            "schema": { "type": "array", "items": { "type": "string", "examples": schemas.fields } },
        }));
    }
    if about.conditional {
        let name = if about.method == Method::Get { "IfNoneMatch" } else { "IfMatch" };
        parameters.push(json!({ "$ref": format!("#/components/parameters/{name}") }));
    }
    for name in schemas.headers {
        parameters.push(json!({ "$ref": format!("#/components/parameters/{name}") }));
    }
    if about.by_link {
        parameters.push(json!({ "$ref": "#/components/parameters/BoxApi" }));
    }
    if about.hinted {
        parameters.push(json!({ "$ref": "#/components/parameters/RepHints" }));
    }
    parameters.push(json!({ "$ref": "#/components/parameters/AsUser" }));
    parameters.push(version(about));
    parameters
}

fn version(about: &About) -> Value {
    if about.version == DEFAULT_VERSION {
        return json!({ "$ref": "#/components/parameters/BoxVersion" });
    }
    json!({ "name": "box-version", "in": "header", "required": true,
        "schema": { "type": "string", "enum": [about.version] } })
}

/// Those that operations share.
pub fn parameters() -> Value {
    let said = |name: &str, required: bool, description: &str, schema: Value| json!({ "name": name, "in": "header", "required": required, "description": description, "schema": schema });
    let header = |name: &str, description: &str, schema: Value| said(name, false, description, schema);
    let text = json!({ "type": "string" });
    json!({
        "AsUser": header("As-User", "The id of the user whom the call is made as", json!({ "type": "string", "pattern": "^[0-9]+$" })),
        "BoxApi": header("boxapi", "The shared link that the call comes by: `shared_link=ADDRESS`, and `&shared_link_password=PASSWORD` \
            where it has one", text.clone()),
        "BoxVersion": header("box-version", "The version of the API that the caller means",
            json!({ "type": "string", "enum": [DEFAULT_VERSION] })),
        "ContentMd5": header("content-md5", "The SHA-1 of the file in hexadecimal digits", text.clone()),
        "ContentRange": said("content-range", true, "Which bytes of the file the part has",
            json!({ "type": "string", "pattern": "^bytes [0-9]{1,15}-[0-9]{1,15}/[0-9]{1,15}$" })),
        "Digest": said("digest", true, "The SHA-1 of the bytes in base64, after `sha=`",
            json!({ "type": "string", "pattern": "^sha=[A-Za-z0-9+/]{27}=$" })),
        "RepHints": header("x-rep-hints", "The forms that `representations` is to list: each bracket is one wish, and what stands in it \
            are ways to grant it, the best first: `[jpg?dimensions=320x320,png?dimensions=1024x1024][pdf]`", text.clone()),
        "UnlessMatch": header("If-None-Match", "Refuses the change when the item still has this etag", text.clone()),
        "IfMatch": header("If-Match", "Refuses the change when the item has another etag by now", text.clone()),
        "IfNoneMatch": header("If-None-Match", "Answers 304 when the item still has this etag", text),
    })
}
