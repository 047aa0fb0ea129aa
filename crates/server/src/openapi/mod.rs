//! The API document at `/openapi.json` (OpenAPI 3.1), made from the registry.
mod answers;
mod archives;
mod oauth;
mod operation;
mod security;
#[cfg(test)]
mod tests;

use crate::http::gzip;
use axum::{Router, body::Body, routing};
use boxwood_api::{Resource, resources, resources::zip_downloads};
use http::{
    HeaderMap, HeaderValue, Response,
    header::{CONTENT_ENCODING, CONTENT_TYPE, VARY},
};
use schemars::{
    Schema,
    generate::SchemaSettings,
    transform::{Transform, transform_subschemas},
};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

pub(crate) fn routes() -> Router {
    Router::new().route("/openapi.json", routing::get(|headers| std::future::ready(answer(&headers))))
}

/// Packed once, like it is made once.
fn answer(headers: &HeaderMap) -> Response<Body> {
    static PACKED: LazyLock<Option<Vec<u8>>> = LazyLock::new(|| gzip::packed(api_document().as_bytes()));
    let packed = PACKED.as_deref().filter(|_| gzip::is_asked(headers));
    let mut response = Response::new(Body::from(packed.unwrap_or(api_document().as_bytes())));
    let answer = response.headers_mut();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if packed.is_some() {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Made when somebody asks for it first: a start does not wait for it.
pub fn api_document() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| document(&resources::all()).to_string());
    &TEXT
}

fn document(resources: &[Resource]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for endpoint in resources.iter().flat_map(|resource| &resource.endpoints) {
        let operation = operation::describe(endpoint, &mut generator);
        put(&mut paths, endpoint.about.path, endpoint.about.method.name(), operation);
    }
    for (path, operation) in oauth::operations() {
        put(&mut paths, path, "POST", operation);
    }
    put(&mut paths, zip_downloads::CONTENT, "GET", archives::content());
    let mut schemas: Map<String, Value> =
        generator.take_definitions(true).into_iter().map(|(name, schema)| (name, plain(schema))).collect();
    schemas.extend(answers::schemas());
    schemas.extend(oauth::schemas());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Boxwood",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "A server that speaks the Box Platform API",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/2.0" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": operation::parameters(),
            "headers": answers::headers(),
            "responses": answers::responses(),
            "securitySchemes": security::schemes(),
        },
    })
}

fn put(paths: &mut Map<String, Value>, path: &str, method: &str, operation: Value) {
    let path = paths.entry(path).or_insert_with(|| json!({}));
    if let Some(methods) = path.as_object_mut() {
        methods.insert(method.to_lowercase(), operation);
    }
}

/// Without defaults: those of our types merely say "not given" (an empty text, mostly), which a reader would take for a
/// value.
fn plain(schema: impl TryInto<Schema>) -> Value {
    fn without_default(schema: &mut Schema) {
        schema.remove("default");
        transform_subschemas(&mut without_default, schema);
    }
    let Ok(mut schema) = schema.try_into() else { return Value::Null };
    without_default.transform(&mut schema);
    schema.to_value()
}
