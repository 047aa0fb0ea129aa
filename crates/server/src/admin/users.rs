//! Users. They are made and changed by the contract's own operations; what those cannot show or say is read here.
use super::{
    Admin, Answer, PasswordView, Refused, Result, UserCommand, UserCreate, UserDelete, UserLine, UserList, UserPage,
    UserUpdate, UserView, find, operations::Operation, operator,
};
use boxwood_api::{
    enterprises::{self, PersonRow},
    resources::users::{Kind, Permissions, Role, directory},
    sign_in,
    wire::{AppId, EnterpriseId, UserId},
};
use boxwood_store::{Cost, Read, Tx, Write};
use serde_json::{Value, json};

impl Admin {
    pub(super) async fn user(&self, command: UserCommand) -> Result<Answer> {
        match command {
            UserCommand::Create(new) => self.create_user(new).await,
            UserCommand::List(asked) => self.list_users(asked).await,
            UserCommand::Show { user } => {
                let person = self.find_user(&user).await?;
                self.show_user(person.id).await
            }
            UserCommand::Update(change) => self.update_user(change).await,
            UserCommand::Password { user, without_second_factor } => {
                self.new_password(&user, without_second_factor).await
            }
            UserCommand::Delete(asked) => self.delete_user(asked).await,
        }
    }

    async fn create_user(&self, new: UserCreate) -> Result<Answer> {
        let permissions = new.permissions.as_deref().map(permissions).transpose()?;
        let (enterprise, app) = (new.enterprise.clone(), new.app.clone());
        let place = move |tx: &mut Tx<Read>| -> Result<_> {
            let app = app.as_deref().map(|text| find::app(tx, Some(text))).transpose()?;
            let of_app = app.as_ref().map(|app| app.enterprise_id.to_string());
            let enterprise = find::enterprise(tx, enterprise.as_deref().or(of_app.as_deref()))?;
            Ok((enterprise.id, app.map_or(AppId::default(), |app| app.id)))
        };
        let (enterprise, app) = self.db.read(Cost::Scan, place).await?;
        let mut body = fields(&new.fields);
        body.insert("name".to_owned(), new.name.into());
        if let Some(login) = new.login {
            body.insert("login".to_owned(), login.into());
        }
        if new.app.is_some() {
            body.insert("is_platform_access_only".to_owned(), true.into());
        } else if !body.contains_key("login") {
            let hint = "boxwood user create NAME LOGIN; or for a user of an app: --app APP";
            return Err(Refused::new("A managed user needs a login, which is an e-mail address.").hint(hint));
        }
        let body = Value::Object(body);
        let operation = Operation { id: "post_users", param: None, query: None, body, enterprise, app };
        let made = self.operate(operation).await?;
        let id = made.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let id: UserId = id.ok_or_else(|| Refused::failed("The user has no id."))?;
        if let Some(permissions) = permissions {
            self.set_permissions(id, permissions).await?;
        }
        self.show_user(id).await
    }

    async fn list_users(&self, asked: UserList) -> Result<Answer> {
        let limit = asked.limit.clamp(1, 100_000);
        let list = move |tx: &mut Tx<Read>| -> Result<_> {
            let enterprise = find::enterprise(tx, asked.enterprise.as_deref())?;
            let kind = asked.kind.as_deref().and_then(Kind::of);
            let filter = asked.filter.as_deref().unwrap_or_default();
            Ok(enterprises::people(tx, enterprise.id, filter, kind, UserId(asked.after), limit + 1)?)
        };
        let mut rows = self.db.read(Cost::Scan, list).await?;
        let more = rows.len() as i64 > limit;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|last| last.id);
        Ok(Answer::Users(UserPage { entries: rows.into_iter().map(line).collect(), next }))
    }

    async fn update_user(&self, change: UserUpdate) -> Result<Answer> {
        let permissions = change.permissions.as_deref().map(permissions).transpose()?;
        let person = self.find_user(&change.user).await?;
        let mut body = fields(&change.fields);
        for (name, value) in [("name", change.name), ("login", change.login)] {
            if let Some(value) = value {
                body.insert(name.to_owned(), value.into());
            }
        }
        if body.is_empty() && permissions.is_none() {
            return Err(Refused::new("Nothing to change.").hint("boxwood user update --help lists what can be"));
        }
        if !body.is_empty() {
            self.operate(about(&person, "put_users_id", Value::Object(body), None)?).await?;
        }
        if let Some(permissions) = permissions {
            self.set_permissions(person.id, permissions).await?;
        }
        self.show_user(person.id).await
    }

    async fn delete_user(&self, asked: UserDelete) -> Result<Answer> {
        let person = self.find_user(&asked.user).await?;
        let query = format!("force={}&notify={}", asked.force, asked.notify);
        let deleted = self.operate(about(&person, "delete_users_id", Value::Null, Some(query))?).await;
        deleted.map_err(|refused| match refused.message.contains("managed content") {
            true => refused.hint(format!("boxwood user delete {} --force deletes the content too", person.id)),
            false => refused,
        })?;
        Ok(Answer::Deleted(line(person)))
    }

    async fn show_user(&self, id: UserId) -> Result<Answer> {
        let person = self.find_user(&id.to_string()).await?;
        // Users of no enterprise have no admin in whose name they could be looked at.
        let user = match about(&person, "get_users_id", Value::Null, Some(format!("fields={EVERYTHING}"))) {
            Ok(operation) => self.operate(operation).await?,
            Err(_) => json!({}),
        };
        Ok(Answer::User(Box::new(UserView { line: line(person), user })))
    }

    /// Also for the admin, for whom nobody else can do it.
    async fn new_password(&self, user: &str, without_factor: bool) -> Result<Answer> {
        let (person, request) = (self.find_user(user).await?, self.request()?);
        let (one_time_password, hash) = self.one_time_password().await?;
        let (user_id, enterprise) = (person.id, of(&person)?);
        let set = move |tx: &mut Tx<Write>| -> Result<bool> {
            let who = operator(tx, enterprise, AppId::default(), request)?;
            directory::issue_password(tx, &who, user_id, &hash)?;
            if without_factor {
                directory::reset_factor(tx, &who, user_id)?;
            }
            Ok(sign_in::has_factor(tx, user_id)?)
        };
        let second_factor = self.db.write("admin.password", set).await?;
        let login = person.login.unwrap_or_default();
        Ok(Answer::Password(PasswordView { user_id, login, one_time_password, second_factor }))
    }

    async fn find_user(&self, text: &str) -> Result<PersonRow> {
        let text = text.to_owned();
        self.db.read(Cost::Point, move |tx: &mut Tx<Read>| find::user(tx, &text)).await
    }

    async fn set_permissions(&self, id: UserId, permissions: Permissions) -> Result<()> {
        let request = self.request()?;
        let set = move |tx: &mut Tx<Write>| -> Result<()> {
            let person = find::user(tx, &id.to_string())?;
            if person.role != Role::Coadmin {
                let hint = format!("boxwood user update {id} --role coadmin --permissions …");
                return Err(Refused::new("Only co-admins have permissions: the admin may all, others none.").hint(hint));
            }
            let who = operator(tx, of(&person)?, AppId::default(), request)?;
            Ok(directory::set_permissions(tx, &who, id, permissions)?)
        };
        self.db.write("admin.permissions", set).await
    }
}

/// All that the contract knows of a user.
const EVERYTHING: &str = "created_at,modified_at,language,timezone,space_amount,space_used,max_upload_size,status,\
    job_title,phone,address,avatar_url,notification_email,role,tracking_codes,can_see_managed_users,is_sync_enabled,\
    is_external_collab_restricted,is_exempt_from_device_limits,is_exempt_from_login_verification,enterprise,hostname,\
    is_platform_access_only,external_app_user_id";

/// An operation on that user: app users are their app's business, all others the enterprise's.
fn about(person: &PersonRow, id: &'static str, body: Value, query: Option<String>) -> Result<Operation> {
    let app = person.app_id.filter(|_| person.kind == Kind::AppUser).unwrap_or_default();
    Ok(Operation { id, param: Some(person.id.to_string()), query, body, enterprise: of(person)?, app })
}

fn of(person: &PersonRow) -> Result<EnterpriseId> {
    let none = || Refused::new(format!("{} belongs to no enterprise any more.", person.name));
    person.enterprise_id.ok_or_else(none)
}

fn fields(fields: &super::UserFields) -> serde_json::Map<String, Value> {
    match serde_json::to_value(fields) {
        Ok(Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    }
}

pub(crate) fn permissions(names: &[String]) -> Result<Permissions> {
    let mut all = Permissions::NONE;
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty() && *name != "none") {
        let named = Permissions::NAMED.iter().find(|(_, known)| *known == name).map(|(permission, _)| *permission);
        let one = if name == "all" { Some(Permissions::ALL) } else { named };
        let one = one.ok_or_else(|| {
            let known: Vec<_> = Permissions::NAMED.iter().map(|(_, known)| *known).collect();
            Refused::new(format!("'{name}' is no permission."))
                .hint(format!("There are: {}, all, none", known.join(", ")))
        })?;
        all = Permissions(all.0 | one.0);
    }
    Ok(all)
}

pub(super) fn line(row: PersonRow) -> UserLine {
    let of_coadmin = Some(row.permissions).filter(|_| row.role == Role::Coadmin).unwrap_or(Permissions::NONE);
    let names = Permissions::NAMED.iter().filter(|(one, _)| of_coadmin.has(*one)).map(|(_, name)| (*name).to_owned());
    UserLine {
        id: row.id,
        name: row.name,
        login: row.login.unwrap_or_default(),
        kind: row.kind.text().to_owned(),
        role: row.role.text().to_owned(),
        status: row.status.text().to_owned(),
        permissions: names.collect(),
        enterprise_id: row.enterprise_id,
        app_id: row.app_id,
        space_used: row.space_used,
        space_amount: row.space_amount,
    }
}
