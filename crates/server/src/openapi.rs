//! The API document, made from the registry.
use boxwood_api::{Endpoint, Resource};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

pub(crate) fn document(resources: &[Resource]) -> Value {
    let mut generator =
        SchemaSettings::draft2020_12().with(|s| s.definitions_path = "/components/schemas".into()).into();
    let mut paths = Map::new();
    for endpoint in resources.iter().flat_map(|resource| &resource.endpoints) {
        let operation = operation(endpoint, &mut generator);
        let path = paths.entry(endpoint.about.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(endpoint.about.method.name().to_lowercase(), operation);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Boxwood", "version": env!("CARGO_PKG_VERSION") },
        "servers": [{ "url": "/2.0" }],
        "paths": paths,
        "components": { "schemas": generator.definitions() },
    })
}

fn operation(endpoint: &Endpoint, generator: &mut schemars::SchemaGenerator) -> Value {
    let (about, schemas) = (&endpoint.about, &endpoint.schemas);
    let mut parameters: Vec<Value> = (about.path.split('/'))
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    let query = (schemas.query)(generator);
    let names = query.get("properties").and_then(Value::as_object).into_iter().flatten();
    parameters.extend(names.map(|(name, schema)| json!({ "name": name, "in": "query", "schema": schema })));
    if !schemas.fields.is_empty() {
        let items = json!({ "type": "string", "enum": schemas.fields });
        let schema = json!({ "type": "array", "items": items });
        parameters.push(json!({ "name": "fields", "in": "query", "explode": false, "schema": schema }));
    }
    let content = |media: &str, schema: schemars::Schema| json!({ media: { "schema": schema } });
    let mut success = json!({ "description": about.summary });
    if let (Some(success), Some(reply)) = (success.as_object_mut(), schemas.reply) {
        success.insert("content".to_owned(), content(schemas.media, reply(generator)));
    }
    let status = about.success.to_string();
    let mut operation = json!({
        "operationId": about.id,
        "summary": about.summary,
        "parameters": parameters,
        "responses": { status: success },
    });
    if let (Some(operation), Some((media, body))) = (operation.as_object_mut(), schemas.body) {
        operation.insert("requestBody".to_owned(), json!({ "content": content(media, body(generator)) }));
    }
    operation
}
