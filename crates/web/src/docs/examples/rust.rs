//! Rust, with `reqwest`: there is no SDK of Box's own.
use super::{Example, media, quoted};

pub(super) fn write(example: &Example<'_>) -> String {
    let url = example.url();
    if example.is_page() {
        return format!("println!(\"Open {{}}\",\n    {});", quoted(&url));
    }
    let operation = example.operation;
    let mut lines = vec![match &*operation.method {
        "OPTIONS" => format!(".request(Method::OPTIONS, {})", quoted(&url)),
        method => format!(".{}({})", method.to_lowercase(), quoted(&url)),
    }];
    if operation.guarded {
        lines.push(".bearer_auth(&token)".to_owned());
    }
    if let Some(user) = example.as_user() {
        lines.push(format!(".header(\"As-User\", {})", quoted(user)));
    }
    lines.extend(
        example.call.headers.iter().map(|(name, value)| format!(".header({}, {})", quoted(name), quoted(value))),
    );
    if !example.call.bytes.is_empty() {
        lines.push(format!(".body(std::fs::read({})?)", quoted(example.call.bytes)));
    }
    let mut before = String::new();
    if let Some((name, file)) = example.file() {
        before = format!(
            "let file = multipart::Part::bytes(std::fs::read({0})?)\n    .file_name({0})\n    .mime_str({1})?;\n",
            quoted(file),
            quoted(media(file))
        );
        let said =
            example.said().map(|(name, said)| format!(".text({}, json!({}).to_string())", quoted(name), said.json()));
        let form = format!("multipart::Form::new(){}.part({}, file)", said.unwrap_or_default(), quoted(name));
        lines.push(format!(".multipart({form})"));
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
    let answer = match (example.has_answer(), !example.is_picture() && !example.redirects()) {
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
