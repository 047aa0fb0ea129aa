//! A seed of what is in a store: read by the operations that clients call, in the name of those whose it is.
use crate::App;
use axum::body::Body;
use boxwood_api::{
    Call, Caller, Endpoint, Error, Result, Run, Settings,
    apps::{self, App as Registered},
    enterprises,
    resources::{
        self, files,
        users::{self, Kind, Permissions, Person},
    },
    wire::{AppId, FileId, RequestId, UserId},
};
use boxwood_store::{Cost, Read, Tx};
use http::Request;
use http_body_util::BodyExt;
use serde_json::{Map, Value, json};

/// Larger files stand there without their content.
const MOST_TEXT: i64 = 256 << 10;
const PAGE: usize = 1000;
const USER: &str = "id,name,login,role,status,language,timezone,job_title,phone,address,space_amount";
const ITEM: &str = "id,type,name,description,tags,shared_link,owned_by,size,url";
/// What the logins of apps' own users end with, whom a seed cannot name.
const OF_APPS: &str = "@boxdevedition.com";

/// Users, groups, apps, folders, files of text, web links, collaborations and shared links, as a seed has them; in JSON, which is
/// YAML.
///
/// Left out is what a seed has no word for (comments, tasks, past versions, the trash), what is not known (passwords, and the
/// secrets of apps, which are drawn anew), and the content of files that are no text or larger than 256 KiB.
///
/// # Errors
/// Those of the store.
pub async fn export(app: &App) -> Result<Value> {
    let endpoints: Vec<Endpoint> = resources::all().into_iter().flat_map(|resource| resource.endpoints).collect();
    let read = move |tx: &mut Tx<Read>| {
        let mut reader = Reader { endpoints: &endpoints, texts: Vec::new() };
        let all = enterprises::list(tx)?.iter().map(|row| reader.enterprise(tx, row)).collect::<Result<Vec<_>>>()?;
        Ok::<_, Error>((json!({ "enterprises": all }), reader.texts))
    };
    let (mut seed, texts) = app.db().read(Cost::Scan, read).await?;
    for (at, address) in texts.into_iter().enumerate() {
        let text = content(app, &address).await;
        fill(&mut seed, at, text);
    }
    Ok(seed)
}

/// What is at an address of a download, if it is text.
async fn content(app: &App, address: &str) -> Option<String> {
    let path = address.splitn(4, '/').nth(3)?;
    let request = Request::get(format!("/{path}")).body(Body::empty()).ok()?;
    let response = app.handle(request).await;
    let is_good = response.status().is_success();
    let bytes = response.into_body().collect().await.ok()?.to_bytes();
    String::from_utf8(bytes.into()).ok().filter(|_| is_good)
}

/// Puts a text in the place of its number; without one, the file has none.
fn fill(value: &mut Value, number: usize, text: Option<String>) {
    let mut next = vec![value];
    while let Some(value) = next.pop() {
        match value {
            Value::Object(members) if members.get("text") == Some(&json!(number)) => {
                match text {
                    Some(text) => members.insert("text".to_owned(), json!(text)),
                    None => members.remove("text"),
                };
                return;
            }
            Value::Object(members) => next.extend(members.values_mut()),
            Value::Array(entries) => next.extend(entries.iter_mut()),
            _ => {}
        }
    }
}

struct Reader<'a> {
    endpoints: &'a [Endpoint],
    /// Addresses of the contents that are still to be read; a file has the number of its own as its text.
    texts: Vec<String>,
}

impl Reader<'_> {
    fn enterprise(&mut self, tx: &mut Tx<Read>, row: &enterprises::EnterpriseRow) -> Result<Value> {
        let Some(admin) = enterprises::admin(tx, row.id)? else { return Ok(Value::Null) };
        let who = console(&admin);
        let (mut first, mut others) = (Value::Null, Vec::new());
        for user in self.list(tx, &who, "get_users", &[], &format!("user_type=managed&fields={USER}"))? {
            let person = users::person(tx, UserId(text(&user, "id").parse().unwrap_or_default()))?;
            // Apps, whose users they may be, have made the others.
            let Some(person) = person.filter(|person| person.kind == Kind::Managed) else { continue };
            let mut fields = kept(&user, &["name", "login", "language", "timezone", "job_title", "phone", "address"]);
            let role = text(&user, "role");
            self.own(tx, &person, &mut fields)?;
            if person.id == admin.id {
                first = Value::Object(fields);
                continue;
            }
            fields.extend(kept(&user, &["status", "space_amount"]));
            if role == "coadmin" {
                fields.insert("role".to_owned(), json!(role));
                let known = enterprises::person_by_login(tx, text(&user, "id"))?;
                let may = known.map_or(Permissions::NONE, |row| row.permissions);
                let names = Permissions::NAMED.iter().filter(|(one, _)| may.has(*one)).map(|(_, name)| *name);
                fields.insert("permissions".to_owned(), json!(names.collect::<Vec<_>>()));
            }
            others.push(Value::Object(fields));
        }
        let mut made = Map::from_iter([("name".to_owned(), json!(enterprises::name(tx, row.id)?))]);
        let domains = enterprises::settings(tx, row.id)?.map(|settings| json!(settings.domains.0)).unwrap_or_default();
        made.extend(kept(&json!({ "domains": domains }), &["domains"]));
        made.insert("admin".to_owned(), first);
        add(&mut made, "users", others);
        let groups = self.groups(tx, &who)?;
        add(&mut made, "groups", groups);
        let apps = apps::list(tx, Some(row.id))?;
        // Those of a seed get a token for the whole of it: others (the documentation's, those with one token each) do not.
        let apps = apps.iter().filter(|app| app.settings.any(Settings::SERVER | Settings::OAUTH2));
        let apps = apps.filter(|app| !app.settings.has(Settings::PUBLIC));
        let apps = apps.map(|app| self.app(tx, &admin, app)).collect::<Result<_>>()?;
        add(&mut made, "apps", apps);
        Ok(Value::Object(made))
    }

    /// An app with its users; what a seed takes for granted is not said.
    fn app(&mut self, tx: &mut Tx<Read>, admin: &Person, app: &Registered) -> Result<Value> {
        let has = |settings| app.settings.has(settings);
        let mut fields =
            Map::from_iter([("name".to_owned(), json!(app.name)), ("client_id".to_owned(), json!(app.client_id))]);
        let grants = [(Settings::JWT, "jwt"), (Settings::CLIENT_CREDENTIALS, "ccg"), (Settings::OAUTH2, "oauth2")];
        let auth: Vec<_> = grants.iter().filter(|(one, _)| has(*one)).map(|(_, name)| *name).collect();
        let scopes: Vec<_> = (app.settings & Settings::SCOPES).names().collect();
        let authorization = apps::authorization(tx, app.id, app.enterprise_id)?;
        let is_authorized = authorization.is_some_and(|given| given.enabled);
        let said = [
            ("auth", json!(auth), auth == ["jwt", "ccg"]),
            ("scopes", json!(scopes), has(Settings::SCOPES)),
            ("access", json!("app"), has(Settings::ENTERPRISE_ACCESS)),
            ("as_user", json!(false), has(Settings::AS_USER)),
            ("user_tokens", json!(false), has(Settings::USER_TOKENS)),
            ("authorized", json!(false), is_authorized || !app.is_server_app()),
            ("redirect_uris", json!(app.redirect_uris.0), app.redirect_uris.0.is_empty()),
            ("cors_origins", json!(app.cors_origins.0), app.cors_origins.0.is_empty()),
        ];
        let said = said.into_iter().filter(|(_, _, is_granted)| !is_granted);
        fields.extend(said.map(|(name, value, _)| (name.to_owned(), value)));
        let who = Caller::console(admin, app.id, RequestId::default());
        let mut own = Vec::new();
        for user in self.list(tx, &who, "get_users", &[], "user_type=all&fields=id,name,external_app_user_id")? {
            let person = users::person(tx, UserId(text(&user, "id").parse().unwrap_or_default()))?;
            let of_app = |person: &Person| (person.kind, person.app_id) == (Kind::AppUser, Some(app.id));
            let Some(person) = person.filter(of_app) else { continue };
            let mut fields = kept(&user, &["name", "external_app_user_id"]);
            self.own(tx, &person, &mut fields)?;
            own.push(Value::Object(fields));
        }
        add(&mut fields, "users", own);
        Ok(Value::Object(fields))
    }

    /// What somebody owns.
    fn own(&mut self, tx: &mut Tx<Read>, of: &Person, fields: &mut Map<String, Value>) -> Result<()> {
        self.within(tx, &console(of), "0", Some(&of.id.to_string()), fields)
    }

    fn groups(&mut self, tx: &mut Tx<Read>, who: &Caller) -> Result<Vec<Value>> {
        let mut groups = Vec::new();
        for group in self.list(tx, who, "get_groups", &[], "fields=id,name,description,invitability_level")? {
            let mut fields = kept(&group, &["name", "description", "invitability_level"]);
            let (mut members, mut admins) = (Vec::new(), Vec::new());
            for one in self.list(tx, who, "get_groups_id_memberships", &[text(&group, "id")], "")? {
                let login = one.pointer("/user/login").cloned().unwrap_or_default();
                if text(&one, "role") == "admin" { admins.push(login) } else { members.push(login) }
            }
            add(&mut fields, "members", members);
            add(&mut fields, "admins", admins);
            groups.push(Value::Object(fields));
        }
        Ok(groups)
    }

    /// What is in a folder; in a root, what is its owner's alone.
    fn within(
        &mut self,
        tx: &mut Tx<Read>,
        who: &Caller,
        folder: &str,
        owner: Option<&str>,
        into: &mut Map<String, Value>,
    ) -> Result<()> {
        let (mut folders, mut files, mut web_links) = (Vec::new(), Vec::new(), Vec::new());
        for item in self.list(tx, who, "get_folders_id_items", &[folder], &format!("fields={ITEM}"))? {
            let of = item.pointer("/owned_by/id").and_then(Value::as_str);
            let (id, kind) = (text(&item, "id"), text(&item, "type"));
            if owner.is_some_and(|owner| of != Some(owner)) {
                continue;
            }
            if kind == "web_link" {
                web_links.push(Value::Object(kept(&item, &["url", "name", "description"])));
                continue;
            }
            let mut fields = kept(&item, &["name", "description", "tags"]);
            if let Some(link) = item.get("shared_link").filter(|link| link.is_object()) {
                fields.insert("shared_link".to_owned(), Value::Object(kept(link, &["access", "vanity_name"])));
            }
            let given = self.collaborations(tx, who, kind, id)?;
            add(&mut fields, "collaborations", given);
            if kind == "folder" {
                self.within(tx, who, id, None, &mut fields)?;
                folders.push(Value::Object(fields));
                continue;
            }
            if item.get("size").and_then(Value::as_i64).is_some_and(|size| (1..=MOST_TEXT).contains(&size)) {
                fields.insert("text".to_owned(), json!(self.texts.len()));
                let file = FileId(id.parse().unwrap_or_default());
                self.texts.push(files::address_of(tx, who, file)?);
            }
            files.push(Value::Object(fields));
        }
        for (name, list) in [("folders", folders), ("files", files), ("web_links", web_links)] {
            add(into, name, list);
        }
        Ok(())
    }

    fn collaborations(&mut self, tx: &mut Tx<Read>, who: &Caller, kind: &str, id: &str) -> Result<Vec<Value>> {
        let operation = if kind == "folder" { "get_folders_id_collaborations" } else { "get_files_id_collaborations" };
        let all = self.list(tx, who, operation, &[id], "")?;
        let own = all.iter().filter(|one| one.pointer("/item/id").and_then(Value::as_str) == Some(id));
        Ok(own.filter(|one| text(one, "role") != "owner").filter_map(collaboration).collect())
    }

    /// All that an operation lists.
    fn list(
        &self,
        tx: &mut Tx<Read>,
        who: &Caller,
        id: &'static str,
        params: &[&str],
        query: &str,
    ) -> Result<Vec<Value>> {
        let endpoint = self.endpoints.iter().find(|endpoint| endpoint.about.id == id);
        let Some(Run::Read(_, run)) = endpoint.map(|endpoint| &endpoint.run) else { return Err(Error::no_such_path()) };
        let mut all = Vec::new();
        loop {
            let query = Some(format!("limit={PAGE}&offset={}&{query}", all.len()));
            let params = params.iter().map(ToString::to_string).collect();
            let mut written = Vec::new();
            let answer = run(tx, who, &Call { params, query, ..Call::default() })?;
            answer.write(&mut written).map_err(|_| Error::unavailable())?;
            let page: Value = serde_json::from_slice(&written).unwrap_or_default();
            let entries = page.get("entries").and_then(Value::as_array).cloned().unwrap_or_default();
            let is_last = entries.len() < PAGE;
            all.extend(entries);
            if is_last {
                return Ok(all);
            }
        }
    }
}

fn console(of: &Person) -> Caller {
    Caller::console(of, AppId::default(), RequestId::default())
}

/// As a seed has it; None: it is nobody's whom a seed could name.
fn collaboration(one: &Value) -> Option<Value> {
    let mut fields = Map::from_iter([("role".to_owned(), json!(text(one, "role")))]);
    let by = |name: &str| one.pointer(&format!("/accessible_by/{name}")).filter(|value| value.is_string());
    match by("type").and_then(Value::as_str) {
        Some("group") => fields.insert("group".to_owned(), by("name")?.clone()),
        _ => {
            let login = by("login").or_else(|| one.get("invite_email"))?;
            if login.as_str().is_none_or(|login| login.ends_with(OF_APPS)) {
                return None;
            }
            fields.insert("user".to_owned(), login.clone())
        }
    };
    if text(one, "status") == "pending" {
        fields.insert("pending".to_owned(), json!(true));
    }
    Some(Value::Object(fields))
}

/// Those members that say something.
fn kept(of: &Value, names: &[&str]) -> Map<String, Value> {
    let says = |value: &&Value| !value.is_null() && **value != json!("") && **value != json!([]);
    names.iter().filter_map(|name| Some(((*name).to_owned(), of.get(*name).filter(says)?.clone()))).collect()
}

fn add(to: &mut Map<String, Value>, name: &str, list: Vec<Value>) {
    if !list.is_empty() {
        to.insert(name.to_owned(), Value::Array(list));
    }
}

fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of.get(name).and_then(Value::as_str).unwrap_or_default()
}
