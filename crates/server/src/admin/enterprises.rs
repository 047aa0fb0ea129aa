//! Enterprises.
use super::{
    Admin, Answer, EnterpriseCommand, EnterpriseSet, EnterpriseView, NewEnterpriseView, Refused, Result, find, operator,
};
use boxwood_api::{
    enterprises::{self, EnterpriseChange, EnterpriseRow, NewEnterprise},
    identity::PasswordHash,
    wire::AppId,
};
use boxwood_store::{Cost, Read, Tx, Write};

impl Admin {
    pub(super) async fn enterprise(&self, command: EnterpriseCommand) -> Result<Answer> {
        match command {
            EnterpriseCommand::List => {
                let rows = self.db.read(Cost::Scan, |tx: &mut Tx<Read>| enterprises::list(tx)).await?;
                Ok(Answer::Enterprises(rows.into_iter().map(view).collect()))
            }
            EnterpriseCommand::Show { enterprise } => {
                let find = move |tx: &mut Tx<Read>| find::enterprise(tx, enterprise.as_deref());
                Ok(Answer::Enterprise(view(self.db.read(Cost::Scan, find).await?)))
            }
            EnterpriseCommand::Set(asked) => self.set_enterprise(asked).await,
            EnterpriseCommand::Create { name, admin, admin_name, domains } => {
                self.create_enterprise(NewEnterprise { name, admin_name, admin_login: admin, domains }).await
            }
        }
    }

    async fn set_enterprise(&self, asked: EnterpriseSet) -> Result<Answer> {
        let EnterpriseSet { enterprise, name, domains } = asked;
        if name.is_none() && domains.is_none() {
            return Err(Refused::new("Nothing to change.").hint("boxwood enterprise set --help lists what can be"));
        }
        let named = |all: Vec<String>| all.into_iter().filter(|domain| !domain.trim().is_empty()).collect();
        let change = EnterpriseChange { name, domains: domains.map(named) };
        let request = self.request()?;
        let set = move |tx: &mut Tx<Write>| -> Result<EnterpriseRow> {
            let id = find::enterprise(tx, enterprise.as_deref())?.id;
            let who = operator(tx, id, AppId::default(), request)?;
            enterprises::change(tx, &who, &change)?;
            enterprises::by_id(tx, id)?.ok_or_else(|| Refused::failed("The enterprise is gone."))
        };
        Ok(Answer::Enterprise(view(self.db.write("admin.enterprise_set", set).await?)))
    }

    async fn create_enterprise(&self, new: NewEnterprise) -> Result<Answer> {
        let (password, hash) = self.one_time_password().await?;
        let (request, asked) = (self.request()?, new.clone());
        let create = move |tx: &mut Tx<Write>| -> Result<_> {
            let (enterprise, admin) = enterprises::create(tx, &asked, request)?;
            hash.set(tx, admin.id, true)?;
            let made = enterprises::by_id(tx, enterprise)?.ok_or_else(|| Refused::failed("The enterprise is gone."))?;
            Ok((made, admin.id))
        };
        let (EnterpriseRow { id, name, domains, .. }, admin_id) = self.db.write("admin.enterprise", create).await?;
        let (admin_login, domains, one_time_password) = (new.admin_login.trim().to_lowercase(), domains.0, password);
        Ok(Answer::NewEnterprise(NewEnterpriseView { id, name, domains, admin_id, admin_login, one_time_password }))
    }

    /// Sixteen letters and digits, with their hash, which is made on a thread that may take its time.
    pub(super) async fn one_time_password(&self) -> Result<(String, PasswordHash)> {
        let password = self.random.alphanumeric(16)?;
        let (text, random) = (password.clone(), self.random.clone());
        let hash = tokio::task::spawn_blocking(move || PasswordHash::of(&text, &random)).await;
        Ok((password, hash.map_err(|error| Refused::failed(error.to_string()))??))
    }
}

fn view(row: EnterpriseRow) -> EnterpriseView {
    let EnterpriseRow { id, name, timezone, domains, created_at, admin_id, admin_login, users, apps } = row;
    EnterpriseView { id, name, timezone, domains: domains.0, created_at, admin_id, admin_login, users, apps }
}
