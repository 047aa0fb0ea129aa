//! Every operation, read out of the API document: what the reference shows, what search looks through.
use super::{
    call::{self, Call},
    schema::{Field, Schemas, pretty},
    words,
};
use serde_json::{Value, json};

pub(crate) struct Manual {
    /// By resource, path and method.
    pub operations: Vec<Operation>,
}

pub(crate) struct Operation {
    pub id: String,
    /// "Users", "Folders"; the collection that the path begins with.
    pub resource: String,
    pub method: String,
    /// From the root of the server.
    pub path: String,
    pub summary: String,
    /// Path, query, headers.
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// The members of the answer; those of an entry where it is a list.
    pub answer: Vec<Field>,
    /// What is listed, where the answer is a list.
    pub entries: Vec<Field>,
    /// The media types of the answer.
    pub media: Vec<String>,
    /// What the answer looks like.
    pub sample: Option<String>,
    pub statuses: Vec<Status>,
    pub success: u16,
    /// Any one of these will do; none: any token.
    pub scopes: Vec<String>,
    /// Whether a token is needed at all.
    pub guarded: bool,
    pub call: &'static Call,
}

pub(crate) struct Parameter {
    /// path, query or header
    pub place: String,
    pub field: Field,
}

pub(crate) struct Body {
    pub media: String,
    pub fields: Vec<Field>,
}

pub(crate) struct Status {
    pub code: String,
    pub meaning: String,
}

impl Manual {
    /// Reads the document. An operation without a call to show is left out; a test sees to it that there is none.
    pub fn of(document: &Value) -> Manual {
        let mut operations = Vec::new();
        let authorize = json!({ "/api/oauth2/authorize": { "get": authorize() } });
        for paths in [document.get("paths"), Some(&authorize)] {
            for (path, methods) in paths.and_then(Value::as_object).into_iter().flatten() {
                for (method, operation) in methods.as_object().into_iter().flatten() {
                    operations.extend(operation_of(document, path, method, operation));
                }
            }
        }
        operations.sort_by_cached_key(Operation::order);
        Manual { operations }
    }

    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// In their order, with their operations.
    pub fn resources(&self) -> Vec<(&str, Vec<&Operation>)> {
        let mut all: Vec<(&str, Vec<&Operation>)> = Vec::new();
        for operation in &self.operations {
            match all.last_mut() {
                Some((name, operations)) if *name == operation.resource => operations.push(operation),
                _ => all.push((&operation.resource, vec![operation])),
            }
        }
        all
    }
}

impl Operation {
    fn order(&self) -> (String, String, usize) {
        const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];
        let method = METHODS.iter().position(|method| *method == self.method).unwrap_or(METHODS.len());
        (self.resource.clone(), self.path.clone(), method)
    }

    /// Whether it can be done as somebody else: what administers is judged by the target's role, and so refused.
    pub fn suits_as_user(&self) -> bool {
        self.guarded && !self.scopes.iter().any(|scope| scope.starts_with("manage_"))
    }

    /// The path as the side bar shows it: `/users/:id`.
    pub fn short_path(&self) -> String {
        let short = |part: &str| if part.starts_with('{') { ":id".to_owned() } else { part.to_owned() };
        let path = self.path.strip_prefix("/2.0").unwrap_or(&self.path);
        path.split('/').map(short).collect::<Vec<_>>().join("/")
    }

    pub fn verb(&self) -> (&'static str, &'static str) {
        match self.method.as_str() {
            "GET" => ("info", "GET"),
            "POST" => ("ok", "POST"),
            "PUT" => ("warn", "PUT"),
            "DELETE" => ("bad", "DEL"),
            _ => ("", "CALL"),
        }
    }
}

fn operation_of(document: &Value, path: &str, method: &str, operation: &Value) -> Option<Operation> {
    let text = |at: &str| operation.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
    let id = text("operationId");
    let call = call::of(&id)?;
    let below_root = operation.pointer("/servers/0/url").is_some();
    let responses = operation.get("responses").and_then(Value::as_object);
    let codes = || responses.into_iter().flatten();
    let success = codes().find_map(|(code, _)| code.parse().ok().filter(|code: &u16| (200..400).contains(code)))?;
    let answered = codes().find(|(code, _)| code.starts_with('2')).map(|(_, answer)| answer);
    let content = answered.and_then(|answer| answer.get("content")?.as_object());
    let schema = content.and_then(|content| content.get("application/json")?.get("schema"));
    let schemas = Schemas(document);
    let entries = schema.and_then(|schema| schemas.resolved(schema).1.pointer("/properties/entries/items"));
    let guarded = operation.get("security").is_none_or(|all| all.as_array().is_some_and(|all| !all.is_empty()));
    Some(Operation {
        resource: operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default().to_owned(),
        method: method.to_uppercase(),
        path: if below_root { path.to_owned() } else { format!("/2.0{path}") },
        summary: text("summary"),
        parameters: parameters(&schemas, operation, guarded),
        body: body(&schemas, operation),
        answer: schema.map(|schema| schemas.fields(schema)).unwrap_or_default(),
        entries: entries.map(|schema| schemas.fields(schema)).unwrap_or_default(),
        media: content.into_iter().flat_map(|content| content.keys().cloned()).collect(),
        sample: schema.map(|schema| pretty(&schemas.sample(schema))).filter(|text| text.contains('\n')),
        statuses: codes().map(|(code, response)| status(document, code, response)).collect(),
        success,
        scopes: scopes(operation),
        guarded,
        call,
        id,
    })
}

fn parameters(schemas: &Schemas<'_>, operation: &Value, guarded: bool) -> Vec<Parameter> {
    let header = |name: &str, kind: &str, required| Parameter {
        place: "header".to_owned(),
        field: Field {
            name: name.to_owned(),
            kind: kind.to_owned(),
            meaning: words::meaning("", name, None),
            required,
            tier: None,
        },
    };
    let mut all = Vec::new();
    for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        let shared = parameter.get("$ref").and_then(Value::as_str).map(|at| at.trim_start_matches('#'));
        let parameter = shared.and_then(|at| schemas.0.pointer(at)).unwrap_or(parameter);
        let text = |at: &str| parameter.get(at).and_then(Value::as_str);
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        let name = text("name").unwrap_or_default();
        let described = text("description").or_else(|| schema.get("description").and_then(Value::as_str));
        let kind = if name == "As-User" { "id".to_owned() } else { schemas.kind(schema) };
        all.push(Parameter {
            place: text("in").unwrap_or_default().to_owned(),
            field: Field {
                name: name.to_owned(),
                kind,
                meaning: words::meaning("", name, described),
                required: parameter.get("required") == Some(&json!(true)),
                tier: None,
            },
        });
    }
    let at = all.iter().position(|parameter| parameter.place == "header").unwrap_or(all.len());
    if guarded {
        all.insert(at, header("Authorization", "string", true));
    }
    all
}

fn body(schemas: &Schemas<'_>, operation: &Value) -> Option<Body> {
    let (media, content) = operation.pointer("/requestBody/content")?.as_object()?.iter().next()?;
    Some(Body { media: media.clone(), fields: schemas.fields(content.get("schema")?) })
}

fn status(document: &Value, code: &str, response: &Value) -> Status {
    let shared = response.get("$ref").and_then(Value::as_str).map(|at| at.trim_start_matches('#'));
    let response = shared.and_then(|at| document.pointer(at)).unwrap_or(response);
    let described = response.get("description").and_then(Value::as_str).unwrap_or_default();
    let meaning = match (code, response.get("content")) {
        ("200" | "201" | "202", Some(_)) => "Done; the answer is below.",
        ("200" | "202" | "204", None) => "Done; there is no body.",
        _ => described,
    };
    Status { code: code.to_owned(), meaning: meaning.to_owned() }
}

fn scopes(operation: &Value) -> Vec<String> {
    let ways = operation.get("security").and_then(Value::as_array).into_iter().flatten();
    let scopes = ways.filter_map(|way| way.as_object()?.values().next()?.get(0)?.as_str());
    scopes.map(str::to_owned).collect()
}

/// The one call that is a page, and so stands in no API document of ours (contract: identity §2.4).
fn authorize() -> Value {
    let query = |name: &str, required: bool| json!({ "name": name, "in": "query", "required": required, "schema": { "type": "string" } });
    json!({
        "operationId": "get_authorize",
        "summary": "Asks a person to let an app in",
        "tags": ["Authorization"],
        "servers": [{ "url": "/" }],
        "security": [],
        "parameters": [
            query("response_type", true),
            query("client_id", true),
            query("redirect_uri", false),
            query("state", false),
            query("scope", false),
            query("code_challenge", false),
            query("code_challenge_method", false),
        ],
        "responses": {
            "200": { "description": "A page: to sign in, to grant or deny, or one that says what is wrong with the link" },
            "302": { "description": "To the redirect URI, with `code` or `error`, and `state`" },
        },
    })
}
