//! Java, with the current `com.box:box-java-sdk`.
use super::{CLIENT, Example, Given, arguments, camel, media, pascal, quoted};

pub(super) fn write(example: &Example<'_>) -> String {
    if example.is_page() {
        return format!("Desktop.getDesktop().browse(URI.create(\n    {}));", quoted(&example.url()));
    }
    if example.is_plain() {
        return format!("// {}", example.plain());
    }
    let call = example.call;
    let mut all: Vec<String> = call.path.iter().map(|(_, value)| quoted(value)).collect();
    if !call.body.is_empty() {
        let (asked, rest) = example.members();
        all.push(built(example, &example.body_type(), asked, rest));
    }
    if !call.query.is_empty() {
        let (asked, rest) = example.parameters();
        all.push(built(example, &format!("{}QueryParams", example.prefix()), asked, rest));
    }
    let mut code = format!("// {CLIENT}\n");
    let client = match example.as_user() {
        Some(user) => {
            code.push_str(&format!("BoxClient asUser = client.withAsUserHeader({});\n", quoted(user)));
            "asUser"
        }
        None => "client",
    };
    let result = if example.has_answer() { "var result = " } else { "" };
    let method = format!("{result}{client}.get{}().{}", pascal(call.manager), camel(call.method));
    code + &arguments(&method, &all, ";")
}

/// By its constructor where that takes all, else by its builder.
fn built(example: &Example<'_>, name: &str, asked: &[(&str, Given)], rest: &[(&str, Given)]) -> String {
    let of: Vec<_> = asked.iter().map(|(field, given)| value(name, field, *given)).collect();
    let file = example.file();
    if rest.is_empty() && file.is_none() {
        return arguments(&format!("new {name}"), &of, "");
    }
    let mut lines = vec![arguments(&format!("new {name}.Builder"), &of, "")];
    lines.extend(rest.iter().map(|(field, given)| format!(".{}({})", camel(field), value(name, field, *given))));
    if let Some((field, file)) = file {
        lines.push(format!(".{}({})", camel(&format!("{field}_file_name")), quoted(file)));
        lines.push(format!(".{}({})", camel(&format!("{field}_content_type")), quoted(media(file))));
    }
    lines.push(".build()".to_owned());
    let line = lines.concat();
    if line.len() <= 60 { line } else { lines.join("\n    ") }
}

fn value(of: &str, field: &str, given: Given) -> String {
    match given {
        Given::Text(text) => quoted(text),
        Given::Flag(flag) => flag.to_string(),
        Given::Number(number) => format!("{number}L"),
        Given::List(members) => {
            let prefix = format!("{of}{}", pascal(field));
            let all: Vec<_> = members.iter().map(|(name, given)| value(&prefix, name, *given)).collect();
            format!("List.of(new {prefix}Field({}))", all.join(", "))
        }
        Given::Nothing => "null".to_owned(),
        Given::Texts(text) => format!("List.of({})", quoted(text)),
        Given::File(file) => format!("new FileInputStream({})", quoted(file)),
        Given::Choice(text) => format!("{of}{}Field.{}", pascal(field), text.to_uppercase()),
        Given::Objects(members, asked) => {
            let (prefix, (asked, rest)) =
                (format!("{of}{}", pascal(field)), members.split_at(asked.min(members.len())));
            let asked: Vec<_> = asked.iter().map(|(name, given)| value(&prefix, name, *given)).collect();
            let rest = rest.iter().map(|(name, given)| format!(".{}({})", camel(name), value(&prefix, name, *given)));
            format!("new {prefix}Field.Builder({}){}.build()", asked.join(", "), rest.collect::<String>())
        }
        Given::Object { member, text, asked } => {
            let name = format!("{of}{}Field", pascal(field));
            match asked {
                true => format!("new {name}({})", quoted(text)),
                false => format!("new {name}.Builder().{}({}).build()", camel(member), quoted(text)),
            }
        }
    }
}
