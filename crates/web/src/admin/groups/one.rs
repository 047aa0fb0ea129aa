//! The page of a group: what is set for it, and the form of a new one.
use super::{PATH, directory, look, query};
use crate::{
    Web,
    form::Form,
    page::{self, Answer, Area, Assets, Failure, Shell, texts::Moment},
    visitor::SignedIn,
};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use boxwood_api::{
    access,
    resources::groups::{Level, directory::Opened},
    wire::GroupId,
};
use serde_json::{Map, Value, json};

/// What is above each of a group's pages.
pub(super) struct Head {
    pub id: GroupId,
    pub name: String,
    pub description: String,
    pub members: i64,
    /// Which of the pages it is.
    pub at: &'static str,
}

impl Head {
    pub fn of(group: &Opened, at: &'static str) -> Self {
        Head {
            id: group.id,
            name: group.name.clone(),
            description: group.description.clone(),
            members: group.members,
            at,
        }
    }
}

/// What can be set, as a form has it.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Fields {
    name: String,
    description: String,
    provenance: String,
    external_sync_identifier: String,
    invitability_level: String,
    member_viewability_level: String,
}

const DEFAULT_LEVEL: Level = Level::AdminsAndMembers;

impl Fields {
    fn blank() -> Self {
        let level = DEFAULT_LEVEL.text().to_owned();
        Fields { invitability_level: level.clone(), member_viewability_level: level, ..Fields::default() }
    }

    pub fn of_group(group: &Opened) -> Self {
        Fields {
            name: group.name.clone(),
            description: group.description.clone(),
            provenance: group.provenance.clone(),
            external_sync_identifier: group.external_sync_identifier.clone(),
            invitability_level: group.invitability_level.text().to_owned(),
            member_viewability_level: group.member_viewability_level.text().to_owned(),
        }
    }

    pub fn of_form(form: &Form) -> Self {
        let text = |name: &str| form.text(name).trim().to_owned();
        // What a form does not say at all is what is so anyway.
        let level = |name: &str| Level::of(form.text(name)).unwrap_or(DEFAULT_LEVEL).text().to_owned();
        Fields {
            name: text("name"),
            description: text("description"),
            provenance: text("provenance"),
            external_sync_identifier: text("external_sync_identifier"),
            invitability_level: level("invitability_level"),
            member_viewability_level: level("member_viewability_level"),
        }
    }

    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("name", &self.name),
            ("description", &self.description),
            ("provenance", &self.provenance),
            ("external_sync_identifier", &self.external_sync_identifier),
            ("invitability_level", &self.invitability_level),
            ("member_viewability_level", &self.member_viewability_level),
        ]
    }

    /// What an operation is told: the fields that are other than before.
    pub fn body(&self, before: &Fields) -> Map<String, Value> {
        let both = self.pairs().into_iter().zip(before.pairs());
        both.filter(|(now, then)| now != then).map(|((name, value), _)| (name.to_owned(), json!(value))).collect()
    }

    /// All that was entered, for a new group.
    pub fn whole(&self) -> Map<String, Value> {
        let all = self.pairs().into_iter().filter(|(name, value)| *name == "name" || !value.is_empty());
        all.map(|(name, value)| (name.to_owned(), json!(value))).collect()
    }
}

/// What is wrong, and with which field; with none: with all of it.
#[derive(Default)]
pub(super) struct Wrong {
    pub field: String,
    pub why: String,
}

/// A text of the form.
struct Input {
    name: &'static str,
    label: &'static str,
    help: &'static str,
    value: String,
    error: Option<String>,
    max: usize,
}

/// A choice among levels: value, text, whether it is chosen.
struct Choice {
    name: &'static str,
    label: &'static str,
    help: &'static str,
    options: Vec<(&'static str, &'static str, bool)>,
}

const TEXTS: [(&str, &str, &str, usize); 4] = [
    ("name", "Name", "", 255),
    ("description", "Description", "", 255),
    ("provenance", "Provenance", "The directory that it is kept in, if it comes from one.", 255),
    ("external_sync_identifier", "External identifier", "What that directory calls it.", 255),
];

const LEVELS: [(Level, &str); 3] = [
    (Level::AdminsOnly, "Admins of the group and the enterprise"),
    (Level::AdminsAndMembers, "Admins and members of the group"),
    (Level::AllManagedUsers, "All managed users"),
];

const CHOICES: [(&str, &str, &str); 2] = [
    ("invitability_level", "Who may invite the group", "To folders and files that they may share."),
    ("member_viewability_level", "Who may see its members", "Everybody sees the groups that they are in themselves."),
];

fn inputs(fields: &Fields, wrong: Option<&Wrong>) -> Vec<Input> {
    let value = |name: &str| fields.pairs().into_iter().find(|(known, _)| *known == name).map(|(_, value)| value);
    let error = |name: &str| wrong.filter(|wrong| wrong.field == name).map(|wrong| wrong.why.clone());
    let input = |(name, label, help, max)| Input {
        name,
        label,
        help,
        value: value(name).unwrap_or_default().to_owned(),
        error: error(name),
        max,
    };
    TEXTS.map(input).into()
}

fn choices(fields: &Fields) -> Vec<Choice> {
    let chosen = [&fields.invitability_level, &fields.member_viewability_level];
    let choices = CHOICES.into_iter().zip(chosen).map(|((name, label, help), chosen)| {
        let options = LEVELS.map(|(level, text)| (level.text(), text, level.text() == chosen)).to_vec();
        Choice { name, label, help, options }
    });
    choices.collect()
}

#[derive(Template)]
#[template(path = "admin/groups/group.html")]
pub(super) struct Page {
    assets: Assets,
    shell: Shell,
    csrf: String,
    /// None: a new group.
    head: Option<Head>,
    inputs: Vec<Input>,
    choices: Vec<Choice>,
    created: Option<(Moment, Moment)>,
    refused: Option<String>,
    delete_error: Option<String>,
}

impl Page {
    pub fn new(me: &SignedIn, group: Option<&Opened>, fields: &Fields, wrong: Option<&Wrong>) -> Self {
        let title = group.map_or("Make a group".to_owned(), |group| group.name.clone());
        let of = |field: &str| wrong.filter(|wrong| wrong.field == field).map(|wrong| wrong.why.clone());
        Page {
            assets: Assets,
            shell: Shell::new(me, title, Area::Admin, PATH),
            csrf: me.csrf.clone(),
            head: group.map(|group| Head::of(group, "settings")),
            inputs: inputs(fields, wrong),
            choices: choices(fields),
            created: group.map(|group| (Moment(group.created_at), Moment(group.modified_at))),
            refused: of(""),
            delete_error: of("delete"),
        }
    }
}

pub(super) fn id(text: &str) -> Result<GroupId, Failure> {
    text.parse().map_err(|()| Failure::not_found())
}

/// The group of an address, for who manages groups.
pub(super) async fn opened(web: &Web, me: &SignedIn, group: &str) -> Result<Opened, Failure> {
    let id = id(group)?;
    look(web, me, move |tx, who| directory::open(tx, who, id)).await
}

fn said(word: &str) -> Option<String> {
    let said = match word {
        "made" => "The group is made. Nobody is in it yet: add members.",
        "saved" => "The changes are saved.",
        "same" => "Nothing was changed: all is as it was.",
        _ => return None,
    };
    Some(said.to_owned())
}

pub(super) async fn new(State(web): State<Web>, me: SignedIn) -> Answer {
    look(&web, &me, |_, who| access::group_manager(who).map(|_| ())).await?;
    Ok(page::show(&Page::new(&me, None, &Fields::blank(), None)))
}

pub(super) async fn show(
    State(web): State<Web>,
    Path(group): Path<String>,
    RawQuery(asked): RawQuery,
    me: SignedIn,
) -> Answer {
    let group = opened(&web, &me, &group).await?;
    let mut page = Page::new(&me, Some(&group), &Fields::of_group(&group), None);
    page.shell.said = said(query(asked).text("said"));
    Ok(page::show(&page))
}
