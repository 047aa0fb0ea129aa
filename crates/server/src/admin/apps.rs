//! Apps. A command does what a click in the console does, with the same checks behind it.
use super::{
    Access, Admin, Answer, AppCommand, AppCreate, AppIn, AppSet, AppView, Auth, AuthorizationView, KeyView, NewAppView,
    Refused, Result, SettingsAsked, SettingsView, Switch, find, operator,
};
use boxwood_api::{
    Caller, Settings,
    apps::{self, App, AppChange, Authorization, NewAccount, NewApp},
    enterprises,
    identity::TokenHash,
    wire::AppId,
};
use boxwood_store::{Cost, Read, Tx, Write};

impl Admin {
    pub(super) async fn app(&self, command: AppCommand) -> Result<Answer> {
        match command {
            AppCommand::Create(new) => self.create_app(new).await,
            AppCommand::List { enterprise } => self.list_apps(enterprise).await,
            AppCommand::Show { app } => {
                let show = move |tx: &mut Tx<Read>| -> Result<_> {
                    let app = find::app(tx, Some(&app))?;
                    view(tx, app)
                };
                Ok(Answer::App(Box::new(self.db.read(Cost::Scan, show).await?)))
            }
            AppCommand::Authorize(at) => {
                let account = self.new_account()?;
                self.decide(at, move |tx, who, app| Ok(apps::authorize(tx, who, app, &account)?)).await
            }
            AppCommand::Reauthorize(at) => self.decide(at, |tx, who, app| Ok(apps::reauthorize(tx, who, app)?)).await,
            AppCommand::Enable(at) => self.decide(at, |tx, who, app| Ok(apps::enable(tx, who, app)?)).await,
            AppCommand::Disable(at) => self.decide(at, |tx, who, app| Ok(apps::disable(tx, who, app)?)).await,
            AppCommand::Set(change) => self.set_app(change).await,
            AppCommand::Keypair(asked) => self.keypair(asked).await,
            AppCommand::Config(asked) => self.config(asked).await,
        }
    }

    async fn create_app(&self, new: AppCreate) -> Result<Answer> {
        let grants: Settings = new.auth.iter().map(|auth| grant(*auth)).collect();
        let settings = changed(grants | Settings::READ_WRITE, &new.settings)?;
        let (client_id, secret) = (self.random.lower(32)?, self.random.alphanumeric(32)?);
        let to_make = NewApp {
            name: new.name,
            description: new.description.unwrap_or_default(),
            contact_email: new.contact_email.unwrap_or_default(),
            purpose: None,
            client_id,
            secret: TokenHash::of(&secret),
            settings,
            redirect_uris: lines(new.settings.redirect_uris.unwrap_or_default()),
            cors_origins: lines(new.settings.cors_origins.unwrap_or_default()),
        };
        let (request, account) = (self.request()?, self.new_account()?);
        let create = move |tx: &mut Tx<Write>| -> Result<_> {
            let enterprise = find::enterprise(tx, new.enterprise.as_deref())?;
            let who = operator(tx, enterprise.id, AppId::default(), request)?;
            let app = apps::create(tx, &who, &to_make)?;
            if new.authorize {
                apps::authorize(tx, &who, app.id, &account)?;
            }
            view(tx, app)
        };
        let app = self.db.write("admin.app", create).await?;
        Ok(Answer::NewApp(Box::new(NewAppView { app, client_secret: secret })))
    }

    async fn list_apps(&self, enterprise: Option<String>) -> Result<Answer> {
        let list = move |tx: &mut Tx<Read>| -> Result<Vec<_>> {
            let of = enterprise.as_deref().map(|text| find::enterprise(tx, Some(text))).transpose()?;
            let all = apps::list(tx, of.map(|enterprise| enterprise.id))?;
            all.into_iter().map(|app| view(tx, app)).collect()
        };
        Ok(Answer::Apps(self.db.read(Cost::Scan, list).await?))
    }

    async fn set_app(&self, asked: AppSet) -> Result<Answer> {
        let request = self.request()?;
        let set = move |tx: &mut Tx<Write>| -> Result<_> {
            let app = find::app(tx, Some(&asked.app))?;
            let who = operator(tx, app.enterprise_id, AppId::default(), request)?;
            let change = AppChange {
                name: asked.name.clone(),
                description: asked.description.clone(),
                contact_email: asked.contact_email.clone(),
                purpose: None,
                settings: Some(changed(app.settings, &asked.settings)?),
                redirect_uris: asked.settings.redirect_uris.clone().map(lines),
                cors_origins: asked.settings.cors_origins.clone().map(lines),
            };
            let app = apps::change(tx, &who, app.id, &change)?;
            view(tx, app)
        };
        Ok(Answer::App(Box::new(self.db.write("admin.app", set).await?)))
    }

    /// What an enterprise decides about an app; its own enterprise where no other is named.
    async fn decide(
        &self,
        at: AppIn,
        decide: impl Fn(&mut Tx<Write>, &Caller, AppId) -> Result<Authorization> + Send + 'static,
    ) -> Result<Answer> {
        let request = self.request()?;
        let run = move |tx: &mut Tx<Write>| -> Result<_> {
            let app = find::app(tx, Some(&at.app))?;
            let enterprise = match at.enterprise.as_deref() {
                Some(text) => find::enterprise(tx, Some(text))?.id,
                None => app.enterprise_id,
            };
            let who = operator(tx, enterprise, AppId::default(), request)?;
            decide(tx, &who, app.id).map_err(|refused| advised(refused, &app))?;
            view(tx, app)
        };
        Ok(Answer::App(Box::new(self.db.write("admin.authorization", run).await?)))
    }

    pub(super) fn new_account(&self) -> Result<NewAccount> {
        Ok(NewAccount { random: self.random.alphanumeric(10)? })
    }
}

fn advised(refused: Refused, app: &App) -> Refused {
    let hint = match () {
        () if refused.message.contains("not authorized here yet") => format!("boxwood app authorize {}", app.id),
        () if refused.message.contains("authorized already") => format!("boxwood app reauthorize {}", app.id),
        () if refused.message.contains("without authorization") => format!("boxwood app enable {}", app.id),
        () => return refused,
    };
    refused.hint(hint)
}

const fn grant(auth: Auth) -> Settings {
    match auth {
        Auth::Jwt => Settings::JWT,
        Auth::Ccg => Settings::CLIENT_CREDENTIALS,
        Auth::Oauth2 => Settings::OAUTH2,
    }
}

/// The settings with what was asked changed in them.
fn changed(settings: Settings, asked: &SettingsAsked) -> Result<Settings> {
    let put = |settings: Settings, one: Settings, on: Option<bool>| match on {
        None => settings,
        Some(true) => settings | one,
        Some(false) => settings & !one,
    };
    let on = |switch: Switch| switch == Switch::On;
    let mut changed = match &asked.scopes {
        Some(names) => (settings & !Settings::SCOPES) | scopes(names)?,
        None => settings,
    };
    changed = put(changed, Settings::ENTERPRISE_ACCESS, asked.access.map(|access| access == Access::Enterprise));
    changed = put(changed, Settings::AS_USER, asked.as_user.map(on));
    Ok(put(changed, Settings::USER_TOKENS, asked.user_tokens.map(on)))
}

pub(crate) fn scopes(names: &[String]) -> Result<Settings> {
    let one = |name: &str| match name {
        "all" => Some(Settings::SCOPES),
        "none" => Some(Settings::NONE),
        name => Settings::named(name).filter(|scope| Settings::SCOPES.has(*scope)),
    };
    let unknown = |name: &str| {
        let known = Settings::SCOPES.names().collect::<Vec<_>>().join(", ");
        Refused::new(format!("'{name}' is no scope.")).hint(format!("There are: {known}, all, none"))
    };
    let named = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    named.map(|name| one(name).ok_or_else(|| unknown(name))).collect()
}

fn lines(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().filter(|text| !text.is_empty()).collect()
}

fn settings_view(settings: Settings) -> SettingsView {
    let access = if settings.has(Settings::ENTERPRISE_ACCESS) { "enterprise" } else { "app" };
    SettingsView {
        access: access.to_owned(),
        as_user: settings.has(Settings::AS_USER),
        user_tokens: settings.has(Settings::USER_TOKENS),
        scopes: (settings & Settings::SCOPES).names().map(str::to_owned).collect(),
    }
}

pub(super) fn view(tx: &mut Tx<Read>, app: App) -> Result<AppView> {
    let keys = apps::keys(tx, app.id)?.into_iter().map(|key| KeyView { id: key.kid, created_at: key.created_at });
    let keys = keys.collect();
    let authorizations = apps::authorizations(tx, app.id)?;
    let authorizations =
        authorizations.into_iter().map(|given| authorization_view(tx, &app, given)).collect::<Result<_>>()?;
    Ok(AppView {
        id: app.id,
        server_app: app.is_server_app(),
        auth: (app.settings & Settings::GRANTS).names().map(str::to_owned).collect(),
        settings: settings_view(app.settings),
        name: app.name,
        description: app.description,
        contact_email: app.contact_email,
        client_id: app.client_id,
        enterprise_id: app.enterprise_id,
        owner_id: app.owner_id,
        redirect_uris: app.redirect_uris.0,
        cors_origins: app.cors_origins.0,
        keys,
        authorizations,
        created_at: app.created_at,
        modified_at: app.modified_at,
    })
}

fn authorization_view(tx: &mut Tx<Read>, app: &App, given: Authorization) -> Result<AuthorizationView> {
    let account = given.service_account_id.map(|id| enterprises::person_by_login(tx, &id.to_string())).transpose()?;
    Ok(AuthorizationView {
        enterprise_id: given.enterprise_id,
        enabled: given.enabled,
        settings: settings_view(given.settings),
        outdated: app.is_server_app() && given.settings != app.settings,
        service_account_id: given.service_account_id,
        service_account_login: account.flatten().and_then(|account| account.login),
        authorized_by: given.authorized_by,
        authorized_at: given.authorized_at,
    })
}
