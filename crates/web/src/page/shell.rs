//! The bars around a page: areas on top, the area's pages at the side, who is signed in and as whom they act.
use super::texts::Name;
use crate::{assets, visitor::SignedIn};
use boxwood_api::resources::users::{Permissions, Person, Role};

/// What every page loads.
pub(crate) struct Assets;

impl Assets {
    pub fn style(&self) -> &'static str {
        &assets::STYLE.path
    }

    pub fn script(&self) -> &'static str {
        &assets::SCRIPT.path
    }

    /// The script of the documentation's explorer, which only its pages load.
    pub fn explorer(&self) -> &'static str {
        &assets::EXPLORER.path
    }

    /// The script of the laboratory's page.
    pub fn lab(&self) -> &'static str {
        &assets::LAB.path
    }

    pub fn mark(&self) -> &'static str {
        &assets::MARK.path
    }
}

/// The parts of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    Account,
    Developer,
    Admin,
    Docs,
}

impl Area {
    pub fn name(self) -> &'static str {
        match self {
            Area::Account => "Account",
            Area::Developer => "Developer",
            Area::Admin => "Admin",
            Area::Docs => "Docs",
        }
    }

    /// The pages at its side, by heading. The documentation has its own, which it gives along.
    const fn groups(self) -> &'static [(&'static str, &'static [(&'static str, &'static str)])] {
        match self {
            Area::Account => &[(
                "Account",
                &[
                    ("Profile", "/account"),
                    ("Security and sessions", "/account/security"),
                    ("Connected apps", "/account/apps"),
                ],
            )],
            Area::Developer => &[
                ("Build", &[("Apps", "/developer/apps"), ("New app", "/developer/apps/new")]),
                ("Learn", &[("Guides", "/docs"), ("API reference", "/docs/reference")]),
            ],
            Area::Admin => &[
                (
                    "People",
                    &[
                        ("Users", "/admin/users"),
                        ("Groups", "/admin/groups"),
                        ("Collaborations", "/admin/collaborations"),
                    ],
                ),
                ("Integrations", &[("Platform apps", "/admin/apps")]),
                ("Oversight", &[("Audit", "/admin/audit"), ("Explain a call", "/admin/explain")]),
                ("Enterprise", &[("Settings", "/admin/settings")]),
            ],
            Area::Docs => &[],
        }
    }

    fn path(self) -> &'static str {
        match self {
            Area::Account => "/account",
            Area::Developer => "/developer/apps",
            Area::Admin => "/admin/apps",
            Area::Docs => "/docs",
        }
    }
}

/// Links of the side bar under one heading.
#[derive(Clone)]
pub(crate) struct Group {
    pub title: String,
    pub links: Vec<Link>,
}

#[derive(Clone)]
pub(crate) struct Link {
    pub name: String,
    pub path: String,
    /// The tone and the text of a method, before the name.
    pub verb: Option<(&'static str, &'static str)>,
}

impl Link {
    /// The name of a link to an operation: its path.
    pub fn path_name(&self) -> Name<'_> {
        Name(&self.name)
    }
}

/// Who is in whose account.
pub(crate) struct Acting {
    pub actor: String,
    pub name: String,
    /// The token of the form that ends it.
    pub csrf: String,
}

/// Who is signed in, as the bars show them.
pub(crate) struct Account {
    pub name: String,
    pub login: String,
    pub role: &'static str,
    pub initials: String,
    pub enterprise: String,
    /// Who really sits there, when they act as the one above.
    pub actor: Option<String>,
    pub csrf: String,
    administrates: bool,
}

pub(crate) struct Shell {
    pub title: String,
    pub area: Area,
    /// The path of the side bar's current page.
    pub at: String,
    /// None: a page that everybody may see, and nobody is signed in.
    pub account: Option<Account>,
    /// What has just been done.
    pub said: Option<String>,
    /// The side bar where it is not the area's own.
    pub groups: Option<Vec<Group>>,
}

impl Shell {
    pub fn new(me: &SignedIn, title: impl Into<String>, area: Area, at: impl Into<String>) -> Self {
        Shell { account: Some(Account::of(me)), ..Shell::for_anybody(title, area, at) }
    }

    pub fn for_anybody(title: impl Into<String>, area: Area, at: impl Into<String>) -> Self {
        Shell { title: title.into(), area, at: at.into(), account: None, said: None, groups: None }
    }

    pub fn acting(&self) -> Option<Acting> {
        let account = self.account.as_ref()?;
        let (name, csrf) = (account.name.clone(), account.csrf.clone());
        Some(Acting { actor: account.actor.clone()?, name, csrf })
    }

    /// Name, path and whether it is the current one.
    pub fn areas(&self) -> Vec<(&'static str, &'static str, bool)> {
        let administrates = self.account.as_ref().is_some_and(|account| account.administrates);
        let shown = [Area::Developer, Area::Admin, Area::Docs].into_iter();
        let shown = shown.filter(|area| match area {
            Area::Admin => administrates,
            Area::Developer => self.account.is_some(),
            _ => true,
        });
        shown.map(|area| (area.name(), area.path(), area == self.area)).collect()
    }

    pub fn side(&self) -> Vec<Group> {
        let link =
            |(name, path): &(&str, &str)| Link { name: (*name).to_owned(), path: (*path).to_owned(), verb: None };
        let own = self.area.groups().iter();
        let own =
            own.map(|(title, links)| Group { title: (*title).to_owned(), links: links.iter().map(link).collect() });
        self.groups.clone().unwrap_or_else(|| own.collect())
    }
}

impl Account {
    fn of(me: &SignedIn) -> Self {
        Account {
            name: me.name.clone(),
            login: me.login.clone(),
            role: role(me.user()),
            initials: initials(&me.name),
            enterprise: me.enterprise.clone(),
            actor: me.actor_name.clone(),
            csrf: me.csrf.clone(),
            administrates: administrates(me.user()),
        }
    }
}

/// Whether the admin console has anything for them.
pub(crate) fn administrates(user: &Person) -> bool {
    user.can_manage_users()
        || user.can_manage_groups()
        || user.has(Permissions::VIEW_SETTINGS)
        || user.has(Permissions::REPORTS)
}

pub(crate) fn role(user: &Person) -> &'static str {
    match user.role {
        Role::Admin => "Admin",
        Role::Coadmin => "Co-admin",
        Role::User => "User",
    }
}

/// Of the first and the last word, for the round picture.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let (first, last) = (words.next(), words.next_back());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_two_letters_at_most() {
        for (name, letters) in
            [("Boxwood Admin", "BA"), ("one", "O"), ("a b c", "AC"), ("<script>", "S"), ("", ""), ("…", "")]
        {
            assert_eq!(initials(name), letters);
        }
    }
}
