//! All that the developer console shows of one app.
use super::{
    App, Asked, Authorization, Standing,
    collaborators::{self, Collaborator},
    db,
    ops::{editable, is_owners},
};
use crate::{
    Caller, Result, enterprises,
    wire::{AppId, UserId},
};
use boxwood_store::{Read, Tx};

/// An app with where it stands in the enterprise in which it was made.
#[derive(Clone, Debug)]
pub struct Details {
    pub app: App,
    pub standing: Standing,
    pub owner: Option<String>,
    /// For an app that signs users in: a row only if somebody has switched it.
    pub in_force: Option<Authorization>,
    /// Who gave it.
    pub authorized_by: Option<String>,
    pub asked: Option<Asked>,
    pub service_account: Option<ServiceAccount>,
    /// Who may change it besides.
    pub collaborators: Vec<Collaborator>,
    /// Whether the caller decides about those, and about the app's end.
    pub is_owners: bool,
}

#[derive(Clone, Debug)]
pub struct ServiceAccount {
    pub id: UserId,
    pub login: String,
    /// Bytes.
    pub space_used: i64,
    pub space_amount: i64,
}

/// # Errors
/// `not_found` unless the caller may change the app; those of the store.
pub fn details(tx: &mut Tx<Read>, who: &Caller, id: AppId) -> Result<Details> {
    let app = editable(tx, who, id)?;
    let in_force = db::authorization(tx, id, app.enterprise_id)?;
    let by = in_force.as_ref().and_then(|given| given.authorized_by);
    let account = in_force.as_ref().and_then(|given| given.service_account_id);
    let account = account.map(|id| enterprises::person_by_login(tx, &id.to_string())).transpose()?.flatten();
    Ok(Details {
        collaborators: collaborators::of(tx, id)?,
        is_owners: is_owners(&app, who),
        standing: app.standing(in_force.as_ref()),
        owner: name(tx, app.owner_id)?,
        authorized_by: name(tx, by)?,
        asked: db::asked(tx, id, app.enterprise_id)?,
        service_account: account.map(|account| ServiceAccount {
            id: account.id,
            login: account.login.unwrap_or_default(),
            space_used: account.space_used,
            space_amount: account.space_amount,
        }),
        app,
        in_force,
    })
}

fn name(tx: &mut Tx<Read>, of: Option<UserId>) -> Result<Option<String>> {
    let found = of.map(|id| enterprises::person_by_login(tx, &id.to_string())).transpose()?;
    Ok(found.flatten().map(|person| person.name))
}
