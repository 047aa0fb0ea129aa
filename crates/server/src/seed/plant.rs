//! Makes what a seed names, in one transaction.
use super::{
    Access, App, AppUser, Auth, Collaboration, Content, Enterprise, Group, Level, Planted, PlantedApp,
    PlantedEnterprise, PlantedUser, Seed, SharedLink, User,
    drawn::{Drawn, told},
};
use crate::{
    admin::{self, Refused, Result},
    throwaway::key,
};
use boxwood_api::{
    Call, Caller, Endpoint, Random, Run, Settings, Written,
    apps::{self, NewApp},
    enterprises::{self, NewEnterprise},
    identity::TokenHash,
    oauth,
    resources::{
        self,
        users::{self, Person, directory},
    },
    wire::{AppId, EnterpriseId, RequestId, UserId},
};
use boxwood_blobs::Blobs;
use boxwood_store::{Db, Read, Tx, Write};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

impl Seed {
    /// Makes all that it names.
    ///
    /// # Errors
    /// What will not do, by its path in the seed; nothing has changed then.
    pub async fn plant(self, db: &Db, blobs: &Blobs, random: &Random) -> Result<Planted> {
        let file = self.file.clone();
        let planted = self.made(db, blobs, random).await;
        planted.map_err(|refused| match file.as_os_str().is_empty() {
            true => refused,
            false => told(&file.display().to_string(), refused),
        })
    }

    async fn made(self, db: &Db, blobs: &Blobs, random: &Random) -> Result<Planted> {
        let drawn = Drawn::of(&self, random, blobs, db.now()).await?;
        let endpoints: Vec<Endpoint> = resources::all().into_iter().flat_map(|resource| resource.endpoints).collect();
        let plant =
            move |tx: &mut Tx<Write>| Planter { drawn: &drawn, endpoints: &endpoints, calls: 0 }.seed(tx, &self);
        db.write("seed.plant", plant).await
    }
}

/// What stands while a seed is planted.
struct Planter<'a> {
    drawn: &'a Drawn,
    endpoints: &'a [Endpoint],
    /// How many calls were made so far: each has a name of its own.
    calls: u128,
}

/// Whose content is planted, and where in the seed it stands.
struct Owner<'a> {
    who: &'a Caller,
    login: &'a str,
    groups: &'a BTreeMap<String, String>,
}

impl Planter<'_> {
    fn seed(&mut self, tx: &mut Tx<Write>, seed: &Seed) -> Result<Planted> {
        let mut planted = Planted::default();
        for (n, enterprise) in seed.enterprises.iter().enumerate() {
            let at = format!("enterprises[{n}]");
            let made = self.enterprise(tx, &at, enterprise)?;
            let everybody = std::iter::once(&made.admin).chain(&made.users);
            planted.users.extend(everybody.map(|user| (user.login.clone(), user.id.to_string())));
            planted.enterprises.push(made);
        }
        // Only now is everybody there who could be given a role.
        for (n, enterprise) in seed.enterprises.iter().enumerate() {
            let Some(made) = planted.enterprises.get(n).cloned() else { continue };
            let at = format!("enterprises[{n}]");
            self.own(tx, &format!("{at}.admin"), &made, &made.admin, enterprise.admin.content(), &mut planted)?;
            for (m, (user, id)) in enterprise.users.iter().zip(&made.users).enumerate() {
                self.own(tx, &format!("{at}.users[{m}]"), &made, id, user.content(), &mut planted)?;
            }
            for (m, (app, ids)) in enterprise.apps.iter().zip(&made.apps).enumerate() {
                for (k, (user, id)) in app.users.iter().zip(&ids.users).enumerate() {
                    let at = format!("{at}.apps[{m}].users[{k}]");
                    self.own(tx, &at, &made, id, user.content(), &mut planted)?;
                }
            }
        }
        self.close_groups(tx, seed, &planted)?;
        self.token(tx, &mut planted)?;
        Ok(planted)
    }

    /// While the seed was planted, everybody could give a group something.
    fn close_groups(&mut self, tx: &mut Tx<Write>, seed: &Seed, planted: &Planted) -> Result<()> {
        for (n, (enterprise, made)) in seed.enterprises.iter().zip(&planted.enterprises).enumerate() {
            let admin = enterprise_admin(tx, made.id)?;
            let who = Caller::console(&admin, AppId::default(), self.request());
            for (m, group) in enterprise.groups.iter().enumerate() {
                let Some(id) = made.groups.get(&group.name) else { continue };
                let (at, level) = (format!("enterprises[{n}].groups[{m}]"), json!(group.invitability_level));
                self.call(tx, &who, &at, "put_groups_id", &[id], json!({ "invitability_level": level }))?;
            }
        }
        Ok(())
    }

    fn enterprise(&mut self, tx: &mut Tx<Write>, at: &str, of: &Enterprise) -> Result<PlantedEnterprise> {
        let new = NewEnterprise {
            name: of.name.clone(),
            admin_name: of.admin.name.clone(),
            admin_login: of.admin.login.clone(),
            domains: of.domains.clone(),
        };
        let (id, admin) = enterprises::create(tx, &new, self.request()).map_err(|error| told(at, error.into()))?;
        let who = Caller::console(&admin, AppId::default(), self.request());
        let at_admin = format!("{at}.admin");
        let rest = without(&of.admin, &["name", "login"]);
        if !rest.is_empty() {
            self.call(tx, &who, &at_admin, "put_users_id", &[&admin.id.to_string()], Value::Object(rest))?;
        }
        self.password(tx, &at_admin, admin.id)?;
        let login = of.admin.login.trim().to_lowercase();
        let admin = PlantedUser { id: admin.id, name: of.admin.name.clone(), login };
        let mut users = Vec::new();
        for (n, user) in of.users.iter().enumerate() {
            users.push(self.user(tx, &who, &format!("{at}.users[{n}]"), user)?);
        }
        let mut groups = BTreeMap::new();
        for (n, group) in of.groups.iter().enumerate() {
            let id = self.group(tx, &who, &format!("{at}.groups[{n}]"), group)?;
            groups.insert(group.name.clone(), id);
        }
        let mut apps = Vec::new();
        for (n, app) in of.apps.iter().enumerate() {
            apps.push(self.app(tx, &who, &format!("{at}.apps[{n}]"), app)?);
        }
        Ok(PlantedEnterprise { id, name: of.name.clone(), admin, users, groups, apps })
    }

    fn user(&mut self, tx: &mut Tx<Write>, who: &Caller, at: &str, user: &User) -> Result<PlantedUser> {
        let made = self.call(tx, who, at, "post_users", &[], Value::Object(without(user, &[])))?;
        let user_made = planted(&made, at)?;
        self.password(tx, at, user_made.id)?;
        if let Some(names) = &user.permissions {
            let permissions = admin::permissions(names).map_err(|refused| told(at, refused))?;
            directory::set_permissions(tx, who, user_made.id, permissions).map_err(|error| told(at, error.into()))?;
        }
        Ok(user_made)
    }

    fn password(&self, tx: &mut Tx<Write>, at: &str, user: UserId) -> Result<()> {
        match self.drawn.passwords.get(at) {
            Some(hash) => Ok(hash.set(tx, user, false)?),
            None => Ok(()),
        }
    }

    fn group(&mut self, tx: &mut Tx<Write>, who: &Caller, at: &str, group: &Group) -> Result<String> {
        let also = ("invitability_level", json!(Level::AllManagedUsers));
        let body = said([("name", json!(group.name)), ("description", json!(group.description)), also]);
        let made = self.call(tx, who, at, "post_groups", &[], body)?;
        let id = text(&made, "id");
        let both = [("member", &group.members), ("admin", &group.admins)];
        for (role, login) in both.iter().flat_map(|(role, logins)| logins.iter().map(move |login| (*role, login))) {
            let user = by_login(tx, login).map_err(|refused| told(at, refused))?;
            let body = json!({ "user": { "id": user.id.to_string() }, "group": { "id": id }, "role": role });
            self.call(tx, who, at, "post_group_memberships", &[], body)?;
        }
        Ok(id)
    }

    fn app(&mut self, tx: &mut Tx<Write>, who: &Caller, at: &str, app: &App) -> Result<PlantedApp> {
        let failed = |error: boxwood_api::Error| told(at, error.into());
        let drawn = self.drawn.apps.get(at).ok_or_else(|| Refused::failed(format!("{at} was not drawn.")))?;
        let new = NewApp {
            name: app.name.clone(),
            description: String::new(),
            contact_email: String::new(),
            purpose: None,
            client_id: drawn.client_id.clone(),
            secret: TokenHash::of(&drawn.secret),
            settings: settings(app).map_err(|refused| told(at, refused))?,
            redirect_uris: app.redirect_uris.clone(),
            cors_origins: app.cors_origins.clone(),
        };
        let made = apps::create(tx, who, &new).map_err(failed)?;
        let has_key = made.settings.has(Settings::JWT);
        if has_key {
            apps::add_key(tx, who, made.id, key::ID, &key::public()?).map_err(failed)?;
        }
        let mut service_account_id = None;
        if app.authorized && made.is_server_app() {
            service_account_id = apps::authorize(tx, who, made.id, &drawn.account).map_err(failed)?.service_account_id;
        }
        let admin = enterprise_admin(tx, made.enterprise_id)?;
        let of_app = Caller::console(&admin, made.id, self.request());
        let mut users = Vec::new();
        for (n, user) in app.users.iter().enumerate() {
            let AppUser { name, external_app_user_id, .. } = user;
            let also = json!(external_app_user_id);
            let body =
                [("name", json!(name)), ("is_platform_access_only", json!(true)), ("external_app_user_id", also)];
            let at = format!("{at}.users[{n}]");
            let made = self.call(tx, &of_app, &at, "post_users", &[], said(body))?;
            users.push(planted(&made, &at)?);
        }
        Ok(PlantedApp {
            id: made.id,
            name: made.name,
            client_id: drawn.client_id.clone(),
            client_secret: drawn.secret.clone(),
            service_account_id,
            users,
            has_key,
            developer_token: None,
        })
    }

    /// The developer token of the first app.
    fn token(&self, tx: &mut Tx<Write>, planted: &mut Planted) -> Result<()> {
        let Some(first) = planted.enterprises.first_mut() else { return Ok(()) };
        let Some(made) = first.apps.first_mut() else { return Ok(()) };
        let settings = apps::by_id(tx, made.id)?.map_or(Settings::NONE, |app| app.settings);
        oauth::developer_token(tx, made.id, first.admin.id, settings, self.drawn.token.hash)?;
        made.developer_token = Some(self.drawn.token.text.clone());
        Ok(())
    }

    /// What somebody owns.
    fn own(
        &mut self,
        tx: &mut Tx<Write>,
        at: &str,
        of: &PlantedEnterprise,
        user: &PlantedUser,
        content: Content<'_>,
        planted: &mut Planted,
    ) -> Result<()> {
        if content.folders.is_empty() && content.files.is_empty() && content.web_links.is_empty() {
            return Ok(());
        }
        let person = users::person(tx, user.id)?.ok_or_else(|| Refused::failed(format!("{at} is gone.")))?;
        let who = Caller::console(&person, AppId::default(), self.request());
        let owner = Owner { who: &who, login: &user.login, groups: &of.groups };
        self.within(tx, at, &owner, ("0", "/"), content, planted)
    }

    /// What is in a folder, of which the id and the path are given.
    fn within(
        &mut self,
        tx: &mut Tx<Write>,
        at: &str,
        owner: &Owner<'_>,
        parent: (&str, &str),
        content: Content<'_>,
        planted: &mut Planted,
    ) -> Result<()> {
        for (n, folder) in content.folders.iter().enumerate() {
            let (at, path) = (format!("{at}.folders[{n}]"), format!("{}{}", parent.1, folder.name));
            let also = ("description", json!(folder.description));
            let body = said([("name", json!(folder.name)), ("parent", json!({ "id": parent.0 })), also]);
            let id = text(&self.call(tx, owner.who, &at, "post_folders", &[], body)?, "id");
            let more = said([("tags", tags(&folder.tags)), ("shared_link", link(&folder.shared_link))]);
            self.item(tx, &at, owner, ("folder", &id), more, &folder.collaborations)?;
            planted.folders.insert(format!("{}:{path}", owner.login), id.clone());
            self.within(tx, &at, owner, (&id, &format!("{path}/")), folder.content(), planted)?;
        }
        for (n, file) in content.files.iter().enumerate() {
            let (at, path) = (format!("{at}.files[{n}]"), format!("{}{}", parent.1, file.name));
            let body = said([("name", json!(file.name)), ("parent", json!({ "id": parent.0 }))]);
            let content = self.drawn.contents.get(&at).cloned();
            let call = Call { body: body.to_string().into_bytes().into(), content, ..Call::default() };
            let made = self.run(tx, owner.who, "post_files_content", &call).map_err(|refused| told(&at, refused))?;
            let id = made.pointer("/entries/0/id").and_then(Value::as_str).unwrap_or_default().to_owned();
            let also = ("description", json!(file.description));
            let more = said([("tags", tags(&file.tags)), ("shared_link", link(&file.shared_link)), also]);
            self.item(tx, &at, owner, ("file", &id), more, &file.collaborations)?;
            planted.files.insert(format!("{}:{path}", owner.login), id);
        }
        for (n, link) in content.web_links.iter().enumerate() {
            let mut body = json!(link);
            if let Some(fields) = body.as_object_mut() {
                fields.insert("parent".to_owned(), json!({ "id": parent.0 }));
            }
            self.call(tx, owner.who, &format!("{at}.web_links[{n}]"), "post_web_links", &[], body)?;
        }
        Ok(())
    }

    /// What is said of an item besides, and who is given a role in it.
    fn item(
        &mut self,
        tx: &mut Tx<Write>,
        at: &str,
        owner: &Owner<'_>,
        (kind, id): (&str, &str),
        more: Value,
        collaborations: &[Collaboration],
    ) -> Result<()> {
        if more.as_object().is_some_and(|more| !more.is_empty()) {
            let operation = if kind == "folder" { "put_folders_id" } else { "put_files_id" };
            self.call(tx, owner.who, at, operation, &[id], more)?;
        }
        for (n, one) in collaborations.iter().enumerate() {
            let at = format!("{at}.collaborations[{n}]");
            let to = grantee(one, owner).map_err(|refused| told(&at, refused))?;
            let body = json!({ "item": { "type": kind, "id": id }, "accessible_by": to, "role": one.role });
            let made = self.call(tx, owner.who, &at, "post_collaborations", &[], body)?;
            let known = one.user.as_deref().filter(|_| !one.pending && text(&made, "status") == "pending");
            if let Some(person) = known.and_then(|login| by_login(tx, login).ok()) {
                let them = Caller::console(&person, AppId::default(), self.request());
                let accepted = json!({ "status": "accepted" });
                self.call(tx, &them, &at, "put_collaborations_id", &[&text(&made, "id")], accepted)?;
            }
        }
        Ok(())
    }

    fn call(
        &mut self,
        tx: &mut Tx<Write>,
        who: &Caller,
        at: &str,
        id: &'static str,
        params: &[&str],
        body: Value,
    ) -> Result<Value> {
        let params = params.iter().map(ToString::to_string).collect();
        let call = Call { params, body: body.to_string().into_bytes().into(), ..Call::default() };
        self.run(tx, who, id, &call).map_err(|refused| told(at, refused))
    }

    /// Runs an operation, as a client's call does.
    fn run(&self, tx: &mut Tx<Write>, who: &Caller, id: &'static str, call: &Call) -> Result<Value> {
        let unknown = || Refused::failed(format!("There is no operation {id}."));
        let endpoint = self.endpoints.iter().find(|endpoint| endpoint.about.id == id).ok_or_else(unknown)?;
        let written = match &endpoint.run {
            Run::Write(decode) | Run::Upload(_, _, decode) => decode(call)?(tx, who)?,
            _ => return Err(unknown()),
        };
        let answer = match written {
            Written::Answer(answer) => answer,
            Written::Render(render) => render(tx, who)?,
        };
        let mut text = Vec::new();
        answer.write(&mut text).map_err(|error| Refused::failed(error.to_string()))?;
        Ok(serde_json::from_slice(&text).unwrap_or_default())
    }

    fn request(&mut self) -> RequestId {
        self.calls += 1;
        RequestId::new(self.drawn.request.wrapping_add(self.calls))
    }
}

fn settings(app: &App) -> Result<Settings> {
    let grants: Settings = app
        .auth
        .iter()
        .map(|auth| match auth {
            Auth::Jwt => Settings::JWT,
            Auth::Ccg => Settings::CLIENT_CREDENTIALS,
            Auth::Oauth2 => Settings::OAUTH2,
        })
        .collect();
    let scopes = app.scopes.as_deref().map_or(Ok(Settings::SCOPES), admin::scopes)?;
    let switches = [
        (app.access == Access::Enterprise, Settings::ENTERPRISE_ACCESS),
        (app.as_user, Settings::AS_USER),
        (app.user_tokens, Settings::USER_TOKENS),
    ];
    Ok(switches.iter().filter(|(on, _)| *on).fold(grants | scopes, |all, (_, one)| all | *one))
}

fn grantee(of: &Collaboration, owner: &Owner<'_>) -> Result<Value> {
    match (&of.user, &of.group) {
        (Some(login), None) => Ok(json!({ "type": "user", "login": login })),
        (None, Some(name)) => match owner.groups.get(name) {
            Some(id) => Ok(json!({ "type": "group", "id": id })),
            None => Err(Refused::new(format!("The company has no group '{name}'."))),
        },
        _ => Err(Refused::new("It has either a user or a group.")),
    }
}

fn by_login(tx: &mut Tx<Read>, login: &str) -> Result<Person> {
    let found = enterprises::person_by_login(tx, &login.trim().to_lowercase())?;
    let person = found.map(|row| users::person(tx, row.id)).transpose()?.flatten();
    person.ok_or_else(|| Refused::new(format!("Nobody has the login '{login}'.")))
}

fn enterprise_admin(tx: &mut Tx<Read>, of: EnterpriseId) -> Result<Person> {
    enterprises::admin(tx, of)?.ok_or_else(|| Refused::failed("There is no admin."))
}

fn planted(made: &Value, at: &str) -> Result<PlantedUser> {
    let id = text(made, "id").parse().map_err(|_| Refused::failed(format!("{at} has no id.")))?;
    Ok(PlantedUser { id, name: text(made, "name"), login: text(made, "login") })
}

fn text(of: &Value, name: &str) -> String {
    of.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What is said of a user, but for that.
fn without(user: &User, names: &[&str]) -> Map<String, Value> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(user) else { return Map::new() };
    fields.retain(|name, _| !names.contains(&&**name));
    fields
}

/// An object of those that are not null.
fn said<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Object(
        fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

fn tags(tags: &[String]) -> Value {
    if tags.is_empty() { Value::Null } else { json!(tags) }
}

fn link(link: &Option<SharedLink>) -> Value {
    json!(link)
}
