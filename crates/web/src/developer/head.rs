//! What every page of one app begins with: its name, where it stands, its tabs, and what waits.
use super::words::{Pill, auth, pill};
use crate::{
    page::{Area, Shell, texts::Moment},
    visitor::SignedIn,
};
use boxwood_api::{
    apps::{Details, Standing},
    resources::users::Permissions,
    wire::AppId,
};

pub(super) struct Head {
    pub id: AppId,
    pub name: String,
    pub pill: Pill,
    pub kind: &'static str,
    /// None: of who looks.
    pub owner: Option<String>,
    pub made: Moment,
    pub is_server: bool,
    pub tab: Tab,
    pub waits: Option<Waits>,
    pub csrf: String,
    /// Of who sits there: whose password is asked for.
    pub login: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    General,
    Configuration,
    Authorization,
    Diagnostics,
}

/// What an admin has to do before the app works as its pages say.
pub(super) struct Waits {
    /// None: the app has never been authorised.
    pub in_force: Option<(Moment, Option<String>)>,
    /// Of the settings: in force, and saved.
    pub versions: (i64, i64),
    /// Who has asked the admin, and when.
    pub asked: Option<(String, Moment)>,
    /// Whether it is for who looks to decide.
    pub may_decide: bool,
}

impl Head {
    pub fn of(me: &SignedIn, details: &Details, tab: Tab) -> Head {
        let app = &details.app;
        let in_force = details.in_force.as_ref();
        let in_force = in_force.map(|given| (Moment(given.authorized_at), details.authorized_by.clone()));
        let versions = (details.in_force.as_ref().map_or(0, |given| given.version), app.version);
        let asked = details.asked.as_ref().map(|asked| (asked.name.clone(), Moment(asked.asked_at)));
        let waits = matches!(details.standing, Standing::Outdated | Standing::NotAuthorized);
        let user = me.user();
        let may_decide = user.has(Permissions::EDIT_SETTINGS) && user.enterprise_id == Some(app.enterprise_id);
        Head {
            id: app.id,
            name: app.name.clone(),
            pill: pill(details.standing),
            kind: auth(app.settings).map_or("An app of another kind", |auth| auth.label),
            owner: details.owner.clone().filter(|_| app.owner_id != Some(user.id)),
            made: Moment(app.created_at),
            is_server: app.is_server_app(),
            tab,
            waits: waits.then_some(Waits { in_force, versions, asked, may_decide }),
            csrf: me.csrf.clone(),
            login: me.login.clone(),
        }
    }

    /// Whether nothing that the app does is let in yet.
    pub fn gets_no_token(&self) -> bool {
        self.waits.as_ref().is_some_and(|waits| waits.in_force.is_none())
    }

    /// The bars around it.
    pub fn shell(&self, me: &SignedIn) -> Shell {
        Shell::new(me, self.name.clone(), Area::Developer, self.path())
    }

    pub fn path(&self) -> String {
        let tab = self.tabs().into_iter().find(|(_, _, current)| *current);
        tab.map_or_else(String::new, |(_, path, _)| path)
    }

    /// Name, path, and whether it is the current one.
    pub fn tabs(&self) -> [(&'static str, String, bool); 4] {
        let (third, below) =
            if self.is_server { ("Authorisation", "/authorization") } else { ("Enablement", "/enablement") };
        let tab = |name, below, tab| (name, format!("/developer/apps/{}{below}", self.id), self.tab == tab);
        [
            tab("General", "", Tab::General),
            tab("Configuration", "/configuration", Tab::Configuration),
            tab(third, below, Tab::Authorization),
            tab("Diagnostics", "/diagnostics", Tab::Diagnostics),
        ]
    }
}
