//! Python, with the current `boxsdk` (module `box_sdk_gen`).
use super::{CLIENT, Example, Given, arguments, media, pascal, quoted};

pub(super) fn write(example: &Example<'_>) -> String {
    if example.is_page() {
        return format!("import webbrowser\n\nwebbrowser.open(\n    {}\n)", quoted(&example.url()));
    }
    if example.is_plain() {
        return format!("# {}", example.plain());
    }
    let call = example.call;
    let mut types = Vec::new();
    let mut all: Vec<String> = call.path.iter().map(|(_, value)| quoted(value)).collect();
    for (name, given) in call.body.iter().chain(call.query) {
        let value = match given {
            Given::Flag(flag) => if *flag { "True" } else { "False" }.to_owned(),
            Given::Object { member, text, .. } => {
                types.push(format!("{}{}", example.prefix(), pascal(name)));
                format!("{}{}({member}={})", example.prefix(), pascal(name), quoted(text))
            }
            Given::Objects(members, _) => object(&format!("{}{}", example.prefix(), pascal(name)), members, &mut types),
            Given::List(members) => {
                format!("[{}]", object(&format!("{}{}", example.prefix(), pascal(name)), members, &mut types))
            }
            Given::Choice(text) => {
                types.push(format!("{}{}", example.prefix(), pascal(name)));
                format!("{}{}.{}", example.prefix(), pascal(name), text.to_uppercase())
            }
            Given::File(file) => {
                all.push(format!("{name}=open({}, \"rb\")", quoted(file)));
                all.push(format!("{name}_file_name={}", quoted(file)));
                format!("{name}_content_type={}", quoted(media(file)))
            }
            Given::Nothing => "create_null()".to_owned(),
            other => other.json(),
        };
        all.push(if matches!(given, Given::File(_)) { value } else { format!("{name}={value}") });
    }
    let mut code = format!("# {CLIENT}\n");
    if call.body.iter().any(|(_, given)| matches!(given, Given::Nothing)) {
        code.push_str("from box_sdk_gen.internal.utils import create_null\n\n");
    }
    if !types.is_empty() {
        let line = format!("from box_sdk_gen import {}", types.join(", "));
        code.push_str(&if line.len() <= 76 { line } else { arguments("from box_sdk_gen import ", &types, "") });
        code.push_str("\n\n");
    }
    let client = match example.as_user() {
        Some(user) => {
            code.push_str(&format!("as_user = client.with_as_user_header({})\n", quoted(user)));
            "as_user"
        }
        None => "client",
    };
    let result = if example.has_answer() { "result = " } else { "" };
    code + &arguments(&format!("{result}{client}.{}.{}", call.manager, call.method), &all, "")
}

/// An object of the type `of`, with several members; the types that it needs are added to those to import.
fn object(of: &str, members: &[(&str, Given)], types: &mut Vec<String>) -> String {
    types.push(of.to_owned());
    let members = members.iter().map(|(member, given)| match given {
        Given::Object { member: inner, text, .. } => {
            let object = format!("{of}{}Field", pascal(member));
            types.push(object.clone());
            format!("{member}={object}({inner}={})", quoted(text))
        }
        Given::Choice(text) => {
            let choice = format!("{of}{}Field", pascal(member));
            types.push(choice.clone());
            format!("{member}={choice}.{}", text.to_uppercase())
        }
        given => format!("{member}={}", given.json()),
    });
    let members: Vec<_> = members.collect();
    arguments(of, &members, "")
}
