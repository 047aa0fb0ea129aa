//! The page of a user: what is known, what can be changed, and by whom.
use super::{
    PATH,
    fields::{self, Fields, Input, Shape, Switch, Wrong},
    kind_name, operations, query, role_name, status_name, tone,
};
use crate::{
    Web,
    admin::look_at,
    page::{self, Answer, Area, Assets, Failure, Shell, initials, texts::Moment},
    visitor::SignedIn,
};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use boxwood_api::{
    Caller, Error,
    access::Rights,
    enterprises,
    resources::users::{
        Account, Kind, Permissions, Role, Status,
        directory::{self, Opened},
    },
    sign_in::LinkedIdentity,
    wire::UserId,
};
use boxwood_store::{Read, Tx};
use serde_json::Value;

/// What a user's page is made from.
pub(super) struct Loaded {
    pub account: Account,
    rights: Rights,
    has_factor: bool,
    identities: Vec<LinkedIdentity>,
    /// The names of the enterprise's tracking codes.
    pub codes: Vec<String>,
    aliases: Vec<Alias>,
    domains: Vec<String>,
}

struct Alias {
    id: String,
    email: String,
    is_confirmed: bool,
}

/// What signs a user in at a provider.
struct Identity {
    issuer: String,
    email: String,
    since: Moment,
}

impl Identity {
    fn of(linked: LinkedIdentity) -> Self {
        Identity { issuer: linked.issuer, email: linked.email, since: Moment(linked.created_at) }
    }
}

/// A permission of a co-admin: its name, its text, whether they have it.
struct Permission {
    name: &'static str,
    text: &'static str,
    on: bool,
}

#[derive(Template)]
#[template(path = "admin/users/user.html")]
pub(super) struct Page {
    assets: Assets,
    shell: Shell,
    csrf: String,
    id: UserId,
    name: String,
    login: String,
    initials: String,
    tone: &'static str,
    status: &'static str,
    is_inactive: bool,
    kind: &'static str,
    role: &'static str,
    app: Option<String>,
    created: Moment,
    modified: Moment,
    used: String,
    quota: String,
    /// In percent; none without a quota.
    full: Option<i64>,
    password: &'static str,
    has_factor: bool,
    identities: Vec<Identity>,
    inputs: Vec<Input>,
    switches: Vec<Switch>,
    permissions: Option<Vec<Permission>>,
    aliases: Vec<Alias>,
    domains: String,
    may: May,
    /// What was not done, and why.
    refused: Option<String>,
    alias_error: Option<String>,
    transfer_error: Option<String>,
    delete_error: Option<String>,
}

/// What the page offers; the functions behind the forms decide.
struct May {
    edit: bool,
    act: bool,
    /// Look at where they collaborate.
    shares: bool,
    reset: bool,
    roll_out: bool,
    deactivate: bool,
    transfer: bool,
    delete: bool,
    alias: bool,
}

pub(super) fn load(tx: &mut Tx<Read>, who: &Caller, id: UserId) -> Result<Loaded, Error> {
    let Opened { account, rights, has_factor, identities } = directory::open(tx, who, id)?;
    let enterprise = who.user().enterprise_id.ok_or_else(Error::access_denied)?;
    let settings = enterprises::settings(tx, enterprise)?.ok_or_else(Error::access_denied)?;
    let call = operations::call(&[id.to_string()], None, &Value::Null);
    let aliases = if account.kind == Kind::Managed {
        operations::read(tx, who, "get_users_id_email_aliases", &call)?
    } else {
        Value::Null
    };
    let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let entries = aliases.get("entries").and_then(Value::as_array).into_iter().flatten();
    let aliases = entries.map(|of| Alias {
        id: text(of, "id"),
        email: text(of, "email"),
        is_confirmed: of.get("is_confirmed").and_then(Value::as_bool) == Some(true),
    });
    Ok(Loaded {
        account,
        rights,
        has_factor,
        identities,
        codes: settings.tracking_codes.0.clone(),
        aliases: aliases.collect(),
        domains: settings.domains.0.clone(),
    })
}

impl May {
    fn of(me: &SignedIn, account: &Account, rights: Rights) -> Self {
        let (user, own) = (me.user(), me.user().id == account.id);
        let (edit, managed) = (rights.include(Rights::EDIT), account.kind == Kind::Managed);
        let logs_in = user.has(Permissions::MANAGE_USERS) && user.has(Permissions::LOG_IN_AS_USERS);
        let plain = matches!(account.kind, Kind::Managed | Kind::AppUser) && account.role == Role::User;
        let other = edit && !own && account.role != Role::Admin;
        let act = logs_in && plain && !own && account.status != Status::Inactive;
        May {
            edit,
            act,
            shares: act || own,
            reset: edit && managed && !own,
            roll_out: other && managed,
            deactivate: other,
            transfer: edit,
            delete: rights.include(Rights::REMOVE) && !own,
            alias: edit && managed,
        }
    }
}

const PERMISSIONS: [&str; 11] = [
    "Manage users",
    "Manage groups",
    "View users' content",
    "Edit users' content",
    "Log in to users' accounts",
    "View settings and apps",
    "Edit settings and apps",
    "Run and see reports (audit)",
    "View policies",
    "Create, edit and delete policies",
    "Create and edit metadata templates",
];

fn permissions(me: &SignedIn, account: &Account) -> Option<Vec<Permission>> {
    if account.role != Role::Coadmin || me.user().role != Role::Admin {
        return None;
    }
    let all = Permissions::NAMED.iter().zip(PERMISSIONS);
    Some(all.map(|((one, name), text)| Permission { name, text, on: account.permissions.has(*one) }).collect())
}

pub(super) fn page(me: &SignedIn, loaded: Loaded, fields: Option<&Fields>, wrong: &Wrong) -> Page {
    let Loaded { account, rights, has_factor, identities, codes, aliases, domains } = loaded;
    let stored = fields::of_account(&account, &codes);
    let fields = fields.unwrap_or(&stored);
    let confirmed = aliases.iter().filter(|alias| alias.is_confirmed).map(|alias| alias.email.clone());
    let logins = std::iter::once(account.shown_login()).chain(confirmed).collect();
    let shape = Shape { kind: account.kind, role: account.role, logins: Some(logins), codes: &codes, wrong };
    let password = match (account.kind, account.has_password, account.password_reset) {
        (Kind::Managed, true, false) => "Set",
        (Kind::Managed, true, true) => "One-time password, not used yet",
        (Kind::Managed, false, _) => "None: cannot sign in yet",
        _ => "Never signs in here",
    };
    let full = (account.space_amount > 0)
        .then(|| (account.space_used as f64 / account.space_amount as f64 * 100.0).min(100.0) as i64);
    Page {
        assets: Assets,
        shell: Shell::new(me, account.name.clone(), Area::Admin, PATH),
        csrf: me.csrf.clone(),
        id: account.id,
        login: account.shown_login(),
        initials: initials(&account.name),
        tone: tone(account.status),
        status: status_name(account.status),
        is_inactive: account.status == Status::Inactive,
        kind: kind_name(account.kind),
        role: role_name(account.role),
        app: account.app_name.clone(),
        created: Moment(account.created_at),
        modified: Moment(account.modified_at),
        used: fields::space(account.space_used),
        quota: fields::space(account.space_amount),
        full,
        password,
        has_factor,
        identities: identities.into_iter().map(Identity::of).collect(),
        inputs: fields::inputs(fields, &shape),
        switches: fields::switches(fields),
        permissions: permissions(me, &account),
        aliases,
        domains: domains.join(", "),
        may: May::of(me, &account, rights),
        refused: wrong.get("").cloned(),
        alias_error: wrong.get("alias").cloned(),
        transfer_error: wrong.get("transfer").cloned(),
        delete_error: wrong.get("delete").cloned(),
        name: account.name,
    }
}

fn said(word: &str) -> Option<String> {
    let said = match word {
        "saved" => "The changes are saved.",
        "same" => "Nothing was changed: all is as it was.",
        "permissions" => "The permissions are saved. They count at once.",
        "inactive" => "The user is inactive. Their tokens and sessions no longer work.",
        "active" => "The user is active again.",
        "alias" => "The address is added.",
        "alias-removed" => "The address is removed.",
        "factor" => "The second factor is off. They sign in with their password alone until they set up another.",
        "unlinked" => "The identity is unlinked. It signs nobody in here any more until it is linked again.",
        "given" => "All that lay in this user's root is in one new folder, in the root of who owns it now.",
        "ended" => "All sessions and tokens of this user have ended.",
        "stopped" => "You no longer act as this user.",
        _ => return None,
    };
    Some(said.to_owned())
}

pub(super) fn id(text: &str) -> Result<UserId, Failure> {
    text.parse().map_err(|()| Failure::not_found())
}

pub(super) async fn show(
    State(web): State<Web>,
    Path(user): Path<String>,
    RawQuery(asked): RawQuery,
    me: SignedIn,
) -> Answer {
    let id = id(&user)?;
    let loaded = look_at(&web, &me, id, move |tx, who| load(tx, who, id)).await?;
    let mut page = page(&me, loaded, None, &Wrong::new());
    page.shell.said = said(query(asked).text("said"));
    Ok(page::show(&page))
}
