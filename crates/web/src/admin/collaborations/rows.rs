//! Collaborations in a table.
use super::PATH;
use crate::page::{initials, texts};
use boxwood_api::{
    access::CollaborationRole as Role,
    items::Kind,
    resources::collaborations::overview::{Place, Shared, Someone, To},
    wire::CollaborationId,
};

/// Where a list begins again, and where it goes on.
pub(in crate::admin) struct Pages {
    pub first: Option<String>,
    pub next: Option<String>,
}

impl Pages {
    /// `kept` is what stands in the address besides: `tab=owned`.
    pub fn of(path: &str, kept: &str, after: i64, next: Option<i64>) -> Self {
        let address = |after: &str| {
            let query: Vec<_> = [kept, after].into_iter().filter(|part| !part.is_empty()).collect();
            if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
        };
        Pages { first: (after != 0).then(|| address("")), next: next.map(|next| address(&format!("after={next}"))) }
    }
}

/// Whom something is given to.
pub(in crate::admin) struct Who {
    pub name: String,
    pub detail: String,
    pub initials: String,
    /// Their page, where they have one.
    pub to: String,
}

/// What it is given in, with its page.
pub(in crate::admin) struct At {
    pub name: String,
    pub icon: &'static str,
    pub to: String,
}

pub(in crate::admin) struct Row {
    pub id: CollaborationId,
    pub who: Who,
    pub is_external: bool,
    pub at: Option<At>,
    pub owner: Option<Someone>,
    pub role: &'static str,
    pub is_pending: bool,
    pub since: String,
    pub until: Option<String>,
    /// Whether it has a page.
    pub opens: bool,
}

/// Which of the columns there are is said by what the table is of.
pub(in crate::admin) struct Table {
    pub rows: Vec<Row>,
    pub pages: Pages,
    pub has_who: bool,
    pub has_owner: bool,
    /// What the column of the item is called; without a name there is none.
    pub item: &'static str,
}

impl Table {
    /// Of one user's or group's: in what.
    pub fn of_items(rows: Vec<Row>, pages: Pages) -> Self {
        Table { rows, pages, has_who: false, has_owner: true, item: "Folder or file" }
    }

    /// Of what one user owns, or of one item: who.
    pub fn of_people(rows: Vec<Row>, pages: Pages, item: &'static str) -> Self {
        Table { rows, pages, has_who: true, has_owner: false, item }
    }
}

/// All roles that are given, with what people call them; a file has two of them.
pub(super) const ROLES: [(Role, &str); 7] = [
    (Role::CoOwner, "Co-owner"),
    (Role::Editor, "Editor"),
    (Role::ViewerUploader, "Viewer uploader"),
    (Role::PreviewerUploader, "Previewer uploader"),
    (Role::Viewer, "Viewer"),
    (Role::Previewer, "Previewer"),
    (Role::Uploader, "Uploader"),
];

pub(super) fn role(of: Role) -> &'static str {
    ROLES.iter().find(|(known, _)| *known == of).map_or("Owner", |(_, name)| name)
}

impl At {
    pub fn of(place: &Place) -> Self {
        let icon = if place.kind == Kind::Folder { "folder" } else { "file" };
        At { name: place.name.clone(), icon, to: format!("{PATH}/items/{}", place.id) }
    }
}

impl Who {
    pub fn of(to: &To) -> Self {
        match to {
            To::User(user) => Who {
                name: user.name.clone(),
                detail: user.login.clone(),
                initials: initials(&user.name),
                to: format!("{PATH}/users/{}", user.id),
            },
            To::Group(id, name) => Who {
                name: name.clone(),
                detail: "Group".to_owned(),
                initials: initials(name),
                to: format!("/admin/groups/{id}/collaborations"),
            },
            To::Address(login) => {
                Who { name: login.clone(), detail: "Invited".to_owned(), initials: initials(login), to: String::new() }
            }
            To::Stranger => Who {
                name: "Somebody from elsewhere".to_owned(),
                detail: "Has not answered".to_owned(),
                initials: "?".to_owned(),
                to: String::new(),
            },
        }
    }
}

impl Row {
    pub fn of(shared: Shared) -> Self {
        let mut who = Who::of(&shared.to);
        if shared.is_external {
            // People from elsewhere have no pages here.
            who.to = String::new();
        }
        let mut at = shared.place.as_ref().map(At::of);
        if let Some(at) = at.as_mut().filter(|_| !shared.is_manageable) {
            at.to = String::new();
        }
        Row {
            id: shared.id,
            who,
            is_external: shared.is_external,
            at,
            owner: shared.owner,
            role: role(shared.role),
            is_pending: shared.is_pending,
            since: texts::day(shared.created_at),
            until: shared.expires_at.map(texts::day),
            opens: shared.is_manageable,
        }
    }
}
