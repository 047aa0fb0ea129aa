//! .NET, with the current `Box.Sdk.Gen`.
use super::{CLIENT, Example, Given, arguments, camel, media, pascal, quoted};

pub(super) fn write(example: &Example<'_>) -> String {
    if example.is_page() {
        let start = format!("Process.Start(new ProcessStartInfo(\n    {})", quoted(&example.url()));
        return format!("{start} {{ UseShellExecute = true }});");
    }
    if example.is_plain() {
        return format!("// {}", example.plain());
    }
    let call = example.call;
    let mut all: Vec<String> =
        call.path.iter().map(|(name, value)| format!("{}: {}", camel(name), quoted(value))).collect();
    if !call.body.is_empty() {
        let (asked, rest) = example.members();
        all.push(format!("requestBody: {}", built(example, &example.body_type(), asked, rest)));
    }
    if !call.query.is_empty() {
        let name = format!("{}QueryParams", example.prefix());
        all.push(format!("queryParams: {}", built(example, &name, example.parameters().0, example.parameters().1)));
    }
    let mut code = format!("// {CLIENT}\n");
    let client = match example.as_user() {
        Some(user) => {
            code.push_str(&format!("var asUser = client.WithAsUserHeader({});\n", quoted(user)));
            "asUser"
        }
        None => "client",
    };
    let result = if example.has_answer() { "var result = await " } else { "await " };
    let method = format!("{result}{client}.{}.{}Async", pascal(call.manager), pascal(call.method));
    code + &arguments(&method, &all, ";")
}

fn built(example: &Example<'_>, name: &str, asked: &[(&str, Given)], rest: &[(&str, Given)]) -> String {
    let of: Vec<_> =
        asked.iter().map(|(field, given)| format!("{}: {}", camel(field), value(name, field, *given))).collect();
    let mut set: Vec<_> =
        rest.iter().map(|(field, given)| format!("{} = {}", pascal(field), value(name, field, *given))).collect();
    if let Some((field, file)) = example.file() {
        set.push(format!("{} = {}", pascal(&format!("{field}_file_name")), quoted(file)));
        set.push(format!("{} = {}", pascal(&format!("{field}_content_type")), quoted(media(file))));
    }
    let new = arguments(&format!("new {name}"), &of, "");
    match set.is_empty() {
        true => new,
        false if set.concat().len() > 50 => format!("{new}\n{{\n    {}\n}}", set.join(",\n    ")),
        false => format!("{new} {{ {} }}", set.join(", ")),
    }
}

fn value(of: &str, field: &str, given: Given) -> String {
    match given {
        Given::Text(text) => quoted(text),
        Given::Flag(flag) => flag.to_string(),
        Given::Number(number) => number.to_string(),
        Given::List(members) => format!("new[] {{ {} }}", value(of, field, Given::Objects(members, members.len()))),
        Given::Nothing => "null".to_owned(),
        Given::Texts(text) => format!("new[] {{ {} }}", quoted(text)),
        Given::File(file) => format!("File.OpenRead({})", quoted(file)),
        Given::Choice(text) => format!("{of}{}Field.{}", pascal(field), pascal(text)),
        Given::Objects(members, asked) => {
            let (prefix, (asked, rest)) =
                (format!("{of}{}", pascal(field)), members.split_at(asked.min(members.len())));
            let asked = asked.iter().map(|(name, given)| format!("{}: {}", camel(name), value(&prefix, name, *given)));
            let rest = rest.iter().map(|(name, given)| format!("{} = {}", pascal(name), value(&prefix, name, *given)));
            let (asked, rest): (Vec<_>, Vec<_>) = (asked.collect(), rest.collect());
            let new = format!("new {prefix}Field({})", asked.join(", "));
            if rest.is_empty() { new } else { format!("{new} {{ {} }}", rest.join(", ")) }
        }
        Given::Object { member, text, asked } => {
            let name = format!("{of}{}Field", pascal(field));
            match asked {
                true => format!("new {name}({}: {})", camel(member), quoted(text)),
                false => format!("new {name}() {{ {} = {} }}", pascal(member), quoted(text)),
            }
        }
    }
}
