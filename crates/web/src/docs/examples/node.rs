//! Node, with the current `box-node-sdk`.
use super::{CLIENT, Example, Given, camel, media};

pub(super) fn write(example: &Example<'_>) -> String {
    if example.is_page() {
        return format!("// Send the browser there.\nresponse.redirect(\n  {}\n);", quoted(&example.url()));
    }
    if example.is_plain() {
        return format!("// {}", example.plain());
    }
    let call = example.call;
    let all: Vec<String> = call.path.iter().map(|(_, value)| quoted(value)).collect();
    let members = |given: &[(&str, Given)]| -> Vec<String> {
        given.iter().flat_map(|(name, given)| member(&camel(name), *given)).collect()
    };
    let (body, query) = (members(call.body), members(call.query));
    // What every call of the kind has is an argument of its own; the rest stands in one object.
    let last = match () {
        () if !body.is_empty() && (call.asked > 0 || !call.body_type.is_empty()) => body,
        () if !body.is_empty() => vec![format!("requestBody: {}", object(&body))],
        () if !query.is_empty() && all.is_empty() => query,
        () if !query.is_empty() => vec![format!("queryParams: {}", object(&query))],
        () => Vec::new(),
    };
    let import = if example.file().is_some() { "import fs from 'node:fs';\n\n" } else { "" };
    let mut code = format!("// {CLIENT}\n{import}");
    let client = match example.as_user() {
        Some(user) => {
            code.push_str(&format!("const asUser = client.withAsUserHeader({});\n", quoted(user)));
            "asUser"
        }
        None => "client",
    };
    let result = if example.has_answer() { "const result = await " } else { "await " };
    code + &called(&format!("{result}{client}.{}.{}", camel(call.manager), camel(call.method)), all, &last)
}

/// The last argument is an object of these members; it is opened where the line would be too long.
fn called(method: &str, mut all: Vec<String>, last: &[String]) -> String {
    let before = all.clone();
    if !last.is_empty() {
        all.push(object(last));
    }
    let line = format!("{method}({});", all.join(", "));
    if line.len() <= 76 || last.is_empty() {
        return line;
    }
    let before: String = before.iter().map(|one| format!("{one}, ")).collect();
    format!("{method}({before}{{\n  {},\n}});", last.join(",\n  "))
}

fn quoted(text: &str) -> String {
    format!("'{text}'")
}

fn object(members: &[String]) -> String {
    format!("{{ {} }}", members.join(", "))
}

fn member(name: &str, given: Given) -> Vec<String> {
    match given {
        Given::Text(text) | Given::Choice(text) => vec![format!("{name}: {}", quoted(text))],
        Given::Nothing => vec![format!("{name}: null")],
        Given::Flag(flag) => vec![format!("{name}: {flag}")],
        Given::Number(number) => vec![format!("{name}: {number}")],
        Given::List(members) => {
            let members: Vec<_> = members.iter().flat_map(|(name, given)| member(&camel(name), *given)).collect();
            vec![format!("{name}: [{}]", object(&members))]
        }
        Given::Texts(text) => vec![format!("{name}: [{}]", quoted(text))],
        Given::Objects(members, _) => {
            let members: Vec<_> = members.iter().flat_map(|(name, given)| member(&camel(name), *given)).collect();
            vec![format!("{name}: {}", object(&members))]
        }
        Given::Object { member, text, .. } => vec![format!("{name}: {{ {member}: {} }}", quoted(text))],
        Given::File(file) => {
            let (file, media) = (quoted(file), quoted(media(file)));
            vec![
                format!("{name}: fs.createReadStream({file})"),
                format!("{name}FileName: {file}"),
                format!("{name}ContentType: {media}"),
            ]
        }
    }
}
