//! Rust, with `reqwest`: there is no SDK of Box's own.
use super::{Example, quoted};

pub(super) fn write(example: &Example<'_>) -> String {
    let url = example.url();
    if example.is_page() {
        return format!("println!(\"Open {{}}\",\n    {});", quoted(&url));
    }
    let operation = example.operation;
    let mut lines = vec![format!(".{}({})", operation.method.to_lowercase(), quoted(&url))];
    if operation.guarded {
        lines.push(".bearer_auth(&token)".to_owned());
    }
    if let Some(user) = example.as_user() {
        lines.push(format!(".header(\"As-User\", {})", quoted(user)));
    }
    let mut before = String::new();
    if let Some((name, file)) = example.file() {
        before = format!(
            "let picture = multipart::Part::bytes(std::fs::read({0})?)\n    .file_name({0})\n    .mime_str(\"image/png\")?;\n",
            quoted(file)
        );
        lines.push(format!(".multipart(multipart::Form::new().part({}, picture))", quoted(name)));
    } else if example.is_form() {
        let fields: Vec<_> = example
            .call
            .body
            .iter()
            .map(|(name, given)| format!("    ({}, {})", quoted(name), quoted(&given.text())))
            .collect();
        lines.push(format!(".form(&[\n    {},\n    ])", fields.join(",\n    ")));
    } else if !example.call.body.is_empty() {
        lines.push(format!(".json(&json!({}))", example.json().replace("\n", "\n    ")));
    }
    lines.push(".send().await?".to_owned());
    lines.push(".error_for_status()?".to_owned());
    let answer = match (example.has_answer(), !example.is_picture()) {
        (false, _) => "",
        (true, true) => {
            lines.push(".json().await?".to_owned());
            "let answer: serde_json::Value = "
        }
        (true, false) => {
            lines.push(".bytes().await?".to_owned());
            "let answer = "
        }
    };
    let chain = lines.join("\n    ");
    format!("// http: a reqwest::Client\n{before}{answer}http\n    {chain};")
}
