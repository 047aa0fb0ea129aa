//! The archives themselves, whose addresses carry their own permission: they stand beside the operations.
use serde_json::{Value, json};

const SUMMARY: &str = "An archive, made while it is sent";

pub fn content() -> Value {
    let response = |status: &str| json!({ "$ref": format!("#/components/responses/{status}") });
    let archive = json!({ "schema": { "type": "string", "format": "binary" } });
    json!({
        "operationId": "get_zip_downloads_id_content",
        "summary": SUMMARY,
        "tags": ["Zip downloads"],
        "security": [],
        "parameters": [{
            "name": "zip_download_id",
            "in": "path",
            "required": true,
            "schema": { "type": "string", "pattern": "^[0-9a-f]{32}$" },
        }],
        "responses": {
            "200": {
                "description": SUMMARY,
                "headers": { "BOX-REQUEST-ID": { "$ref": "#/components/headers/RequestId" } },
                "content": { "application/zip": archive },
            },
            "400": response("400"),
            "404": response("404"),
            "405": response("405"),
            "429": response("429"),
            "5XX": response("5XX"),
        },
    })
}
