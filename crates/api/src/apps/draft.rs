//! What somebody types for an app, before it is stored: which of it will not do, and why.
use super::{
    App,
    uris::{origin_fault, redirect_fault},
};
use crate::resources::users::is_email;

const MAX_NAME: usize = 100;
const MAX_DESCRIPTION: usize = 1000;
/// More than anybody keeps apart.
const MAX_ADDRESSES: usize = 100;

/// All that is free text of an app.
#[derive(Clone, Copy, Debug, Default)]
pub struct Draft<'a> {
    pub name: &'a str,
    pub description: &'a str,
    pub contact_email: &'a str,
    pub redirect_uris: &'a [String],
    pub cors_origins: &'a [String],
}

/// Where on a form a fault belongs; addresses by their place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    Description,
    ContactEmail,
    RedirectUri(usize),
    Origin(usize),
}

impl App {
    pub(super) fn draft(&self) -> Draft<'_> {
        Draft {
            name: &self.name,
            description: &self.description,
            contact_email: &self.contact_email,
            redirect_uris: &self.redirect_uris.0,
            cors_origins: &self.cors_origins.0,
        }
    }
}

/// Every reason why the draft cannot be stored, in a sentence that says what to do; none if it can.
pub fn faults(draft: Draft<'_>) -> Vec<(Field, String)> {
    let mut found = Vec::new();
    let name = draft.name.trim();
    if !(1..=MAX_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        found.push((Field::Name, format!("Give a name of 1 to {MAX_NAME} characters, all of them printable.")));
    }
    if draft.description.trim().chars().count() > MAX_DESCRIPTION {
        found.push((Field::Description, format!("Use at most {MAX_DESCRIPTION} characters.")));
    }
    let email = draft.contact_email.trim();
    if !email.is_empty() && !is_email(email) {
        found.push((Field::ContactEmail, "Give one email address, or none.".to_owned()));
    }
    list(draft.redirect_uris, Field::RedirectUri, redirect_fault, &mut found);
    list(draft.cors_origins, Field::Origin, origin_fault, &mut found);
    found
}

fn list(
    all: &[String],
    field: fn(usize) -> Field,
    fault: fn(&str) -> Option<&'static str>,
    found: &mut Vec<(Field, String)>,
) {
    for (at, text) in all.iter().enumerate() {
        let why = match () {
            () if at >= MAX_ADDRESSES => Some("This is one too many: 100 are the most."),
            () if all.iter().take(at).any(|other| other == text) => Some("This one is there twice. Take one out."),
            () => fault(text),
        };
        found.extend(why.map(|why| (field(at), why.to_owned())));
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, Field, faults};

    #[test]
    fn each_fault_is_told_at_its_field() {
        let uris = ["https://a.example/", "http://a.example/", "https://a.example/"].map(str::to_owned);
        let origins = ["https://a.example/path"].map(str::to_owned);
        let description = "x".repeat(1001);
        let draft = Draft {
            name: " \u{7}",
            description: &description,
            contact_email: "nobody",
            redirect_uris: &uris,
            cors_origins: &origins,
        };
        let fields: Vec<_> = faults(draft).into_iter().map(|(field, _)| field).collect();
        let addresses = [Field::RedirectUri(1), Field::RedirectUri(2), Field::Origin(0)];
        let texts = [Field::Name, Field::Description, Field::ContactEmail];
        assert_eq!(fields, [texts, addresses].concat());
        assert_eq!(faults(Draft { name: "<b>Ünïcode</b>", contact_email: "a@b.example", ..Draft::default() }), []);
        let many: Vec<_> = (0..=100).map(|n| format!("https://a.example/{n}")).collect();
        assert_eq!(faults(Draft { name: "a", redirect_uris: &many, ..Draft::default() }).len(), 1);
    }
}
