//! The fields of a user as a form has them: one text each, by the name that the operations have for it.
use crate::{
    form::Form,
    page::texts::{self, UNITS},
};
use boxwood_api::{
    Error,
    resources::users::{Account, Kind, LANGUAGES, Role, Status},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A text, a choice or a date.
pub(super) struct Input {
    pub name: String,
    pub label: String,
    pub kind: &'static str,
    pub value: String,
    /// Value and text; empty for an input that is no choice.
    pub options: Vec<(String, String)>,
    pub help: &'static str,
    pub error: Option<String>,
    pub required: bool,
}

pub(super) struct Switch {
    pub name: &'static str,
    pub label: &'static str,
    pub help: &'static str,
    pub on: bool,
}

/// Values by name. Switches that are on have a text, others none.
pub(super) type Fields = BTreeMap<String, String>;

/// What is wrong, by field; `""` is the whole form.
pub(super) type Wrong = BTreeMap<String, String>;

const SWITCHES: [(&str, &str, &str); 5] = [
    (
        "can_see_managed_users",
        "Can see other managed users",
        "Shows the people of the enterprise in search and sharing.",
    ),
    ("is_sync_enabled", "Can sync to a computer", "For desktop clients that ask for it."),
    ("is_external_collab_restricted", "Cannot share outside the enterprise", "Blocks invitations to other domains."),
    ("is_exempt_from_device_limits", "No limit of devices", "Exempt from the enterprise's limit."),
    (
        "is_exempt_from_login_verification",
        "No login verification",
        "Exempt from the second step of clients that ask for it.",
    ),
];

/// Those that are typed: name, label, kind, help.
const TEXTS: [(&str, &str, &str, &str); 5] = [
    ("job_title", "Job title", "text", ""),
    ("phone", "Phone", "tel", ""),
    ("address", "Address", "text", ""),
    ("timezone", "Time zone", "text", "A name such as Europe/Lisbon."),
    ("space_amount", "Space quota", "text", "Such as 50 GB, or unlimited."),
];

pub(super) const STATUSES: [(Status, &str); 4] = [
    (Status::Active, "Active"),
    (Status::Inactive, "Inactive"),
    (Status::CannotDeleteEdit, "Cannot delete or edit"),
    (Status::CannotDeleteEditUpload, "Cannot delete, edit or upload"),
];

#[rustfmt::skip]
const LANGUAGE_NAMES: [&str; 25] = [
    "Bengali", "Danish", "German", "English (US)", "English (UK)", "English (Canada)", "English (Australia)",
    "Spanish (Latin America)", "Spanish", "Finnish", "French", "French (Canada)", "Hindi", "Italian", "Japanese", "Korean",
    "Norwegian", "Dutch", "Polish", "Portuguese", "Russian", "Swedish", "Turkish", "Chinese (simplified)",
    "Chinese (traditional)",
];

/// For people: `10 GB`, `10.6 GB`, `unlimited`.
pub(super) fn space(bytes: i64) -> String {
    if bytes < 0 { "unlimited".to_owned() } else { texts::bytes(bytes) }
}

/// `50 GB`, `0.5tb`, a number of bytes, `unlimited`.
fn quota(text: &str) -> Option<i64> {
    let text = text.trim().to_uppercase().replace(',', "");
    if text == "UNLIMITED" {
        return Some(-1);
    }
    let (number, size) = UNITS
        .iter()
        .find_map(|(unit, size)| text.strip_suffix(unit).map(|number| (number.trim(), *size)))
        .unwrap_or((&text, 1));
    let number: f64 = number.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)?;
    let bytes = number * size as f64;
    (bytes < i64::MAX as f64 / 2.0).then_some(bytes.round() as i64)
}

fn code_field(at: usize) -> String {
    format!("tracking_code_{at}")
}

pub(super) fn of_account(account: &Account, codes: &[String]) -> Fields {
    let profile = &account.profile;
    let notification = profile.notification_email.as_ref().map(|email| email.email.clone()).unwrap_or_default();
    let on = |is_on: bool| if is_on { "on".to_owned() } else { String::new() };
    let texts = [
        ("name", account.name.clone()),
        ("login", account.shown_login()),
        ("role", account.role.text().to_owned()),
        ("status", account.status.text().to_owned()),
        ("language", profile.language.clone()),
        ("timezone", profile.timezone.clone()),
        ("job_title", profile.job_title.clone()),
        ("phone", profile.phone.clone()),
        ("address", profile.address.clone()),
        ("space_amount", space(account.space_amount)),
        ("notification_email", notification),
        ("external_app_user_id", account.external_app_user_id.clone().unwrap_or_default()),
        ("can_see_managed_users", on(profile.can_see_managed_users)),
        ("is_sync_enabled", on(profile.is_sync_enabled)),
        ("is_external_collab_restricted", on(profile.is_external_collab_restricted)),
        ("is_exempt_from_device_limits", on(profile.is_exempt_from_device_limits)),
        ("is_exempt_from_login_verification", on(profile.is_exempt_from_login_verification)),
    ];
    let mut fields: Fields = texts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    for (at, code) in codes.iter().enumerate() {
        let value = profile.tracking_codes.iter().find(|known| known.name == *code);
        fields.insert(code_field(at), value.map(|known| known.value.clone()).unwrap_or_default());
    }
    fields
}

/// The same fields as `before`, as they were posted. Those that the form does not have stay, but for switches.
pub(super) fn of_form(form: &Form, before: &Fields) -> Fields {
    let is_switch = |name: &str| SWITCHES.iter().any(|(switch, ..)| *switch == name);
    let value = |name: &str, known: &str| match () {
        () if is_switch(name) => if form.has(name) { "on" } else { "" }.to_owned(),
        () if form.has(name) => form.text(name).trim().to_owned(),
        () => known.to_owned(),
    };
    before.iter().map(|(name, known)| (name.clone(), value(name, known))).collect()
}

/// What an operation is told: the fields that are other than before.
///
/// # Errors
/// A quota that is none.
pub(super) fn body(before: &Fields, after: &Fields, codes: &[String]) -> Result<Map<String, Value>, Wrong> {
    let mut body = Map::new();
    for (name, value) in after.iter().filter(|(name, value)| before.get(*name) != Some(value)) {
        let told = match name.as_str() {
            code if code.starts_with("tracking_code_") => {
                body.insert("tracking_codes".to_owned(), tracking_codes(after, codes));
                continue;
            }
            "space_amount" => json!(quota(value).ok_or_else(|| wrong("space_amount"))?),
            "notification_email" if value.is_empty() => Value::Null,
            "notification_email" => json!({ "email": value }),
            "external_app_user_id" if value.is_empty() => Value::Null,
            switch if SWITCHES.iter().any(|(known, ..)| *known == switch) => json!(!value.is_empty()),
            _ => json!(value),
        };
        body.insert(name.clone(), told);
    }
    Ok(body)
}

fn tracking_codes(fields: &Fields, codes: &[String]) -> Value {
    let all = codes.iter().enumerate().filter_map(|(at, code)| Some((code, fields.get(&code_field(at))?)));
    let all = all.filter(|(_, value)| !value.is_empty());
    all.map(|(name, value)| json!({ "type": "tracking_code", "name": name, "value": value })).collect()
}

fn wrong(field: &str) -> Wrong {
    Wrong::from([(field.to_owned(), sentence(field).to_owned())])
}

/// What an operation says against a form, at the field that it is about.
///
/// # Errors
/// What is no matter of the form.
pub(super) fn refused(error: Error) -> Result<Wrong, Error> {
    let body = error.body("").unwrap_or_default();
    let name = body.pointer("/context_info/errors/0/name").and_then(Value::as_str).unwrap_or_default();
    let whole = |text: &str| Wrong::from([(String::new(), text.to_owned())]);
    match error.status() {
        400 if name == "tracking_codes" => Ok(wrong("tracking_code_0")),
        400 if !name.is_empty() => Ok(wrong(name)),
        400 => Ok(whole(&format!("{}.", error.message().trim_end_matches('.')))),
        403 => Ok(whole(
            "You may not change this. What a co-admin may is for the admin to say; nobody changes their own role or status.",
        )),
        409 if body.get("code").and_then(Value::as_str) == Some("user_login_already_used") => Ok(Wrong::from([(
            "login".to_owned(),
            "Somebody has this email already, on this server. Each login is one person's.".to_owned(),
        )])),
        409 => Ok(Wrong::from([(
            "external_app_user_id".to_owned(),
            "Another user of the same app has this ID. Choose one that is free.".to_owned(),
        )])),
        _ => Err(error),
    }
}

fn sentence(field: &str) -> &'static str {
    match field {
        "name" => "Enter a name of 1 to 50 characters.",
        "login" => {
            "Enter an email address. Of a user who is there already, it has to be one of their confirmed addresses."
        }
        "role" => "Choose User or Co-admin. Only managed users have a role.",
        "timezone" => "Enter the name of a time zone, such as Europe/Lisbon.",
        "job_title" | "phone" => "Enter at most 100 characters.",
        "address" | "tracking_code_0" | "external_app_user_id" => "Enter at most 255 characters.",
        "space_amount" => "Enter a number with a unit, such as 50 GB, or unlimited.",
        "notification_email" | "email" => "Enter an email address.",
        _ => "This cannot be so. Check it and try again.",
    }
}

/// Which inputs a form has.
pub(super) struct Shape<'a> {
    pub kind: Kind,
    pub role: Role,
    /// The user's addresses that can be the login; None for a new user, who may have any.
    pub logins: Option<Vec<String>>,
    pub codes: &'a [String],
    pub wrong: &'a Wrong,
}

pub(super) fn inputs(fields: &Fields, shape: &Shape<'_>) -> Vec<Input> {
    let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let input = |name: &str, label: &str, kind, help, options: Vec<(String, String)>| Input {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        value: text(name),
        options,
        help,
        error: shape.wrong.get(name).cloned(),
        required: matches!(name, "name" | "login"),
    };
    let pair = |(value, label): (&str, &str)| (value.to_owned(), label.to_owned());
    let mut all = vec![input("name", "Name", "text", "", Vec::new())];
    if shape.kind == Kind::Managed {
        let options = shape.logins.iter().flatten().map(|login| (login.clone(), login.clone())).collect();
        all.push(input("login", "Email", "email", "Also the sign-in name.", options));
    }
    if shape.kind == Kind::Managed && shape.role != Role::Admin {
        all.push(input("role", "Role", "text", "", [("user", "User"), ("coadmin", "Co-admin")].map(pair).to_vec()));
    }
    if shape.role != Role::Admin {
        all.push(input(
            "status",
            "Status",
            "text",
            "",
            STATUSES.map(|(one, label)| pair((one.text(), label))).to_vec(),
        ));
    }
    let languages = LANGUAGES.into_iter().zip(LANGUAGE_NAMES).map(pair).collect();
    all.push(input("language", "Language", "text", "", languages));
    all.extend(TEXTS.map(|(name, label, kind, help)| input(name, label, kind, help, Vec::new())));
    if shape.logins.is_some() {
        all.push(input("notification_email", "Notification email", "email", "Where mail goes instead.", Vec::new()));
    }
    if shape.kind == Kind::AppUser {
        all.push(input("external_app_user_id", "External ID", "text", "The app's own name for them.", Vec::new()));
    }
    all.extend(shape.codes.iter().enumerate().map(|(at, code)| input(&code_field(at), code, "text", "", Vec::new())));
    all
}

pub(super) fn switches(fields: &Fields) -> Vec<Switch> {
    let on = |name: &str| fields.get(name).is_some_and(|value| !value.is_empty());
    SWITCHES.iter().map(|(name, label, help)| Switch { name, label, help, on: on(name) }).collect()
}

#[cfg(test)]
mod tests {
    use super::{quota, space};

    #[test]
    fn quotas_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("50 GB", Some(50 << 30)),
            ("0.5tb", Some(1 << 39)),
            ("1,024 kb", Some(1 << 20)),
            ("1000", Some(1000)),
            ("Unlimited", Some(-1)),
            ("0", Some(0)),
            ("", None),
            ("-1", None),
            ("GB", None),
            ("nan", None),
            ("inf GB", None),
            ("99999999999 TB", None),
        ] {
            assert_eq!(quota(text), bytes, "{text}");
        }
        for (bytes, text) in
            [(-1, "unlimited"), (0, "0 B"), (10 << 30, "10 GB"), (11_345_156_112, "10.6 GB"), (1023, "1023 B")]
        {
            assert_eq!(space(bytes), text);
        }
    }
}
