//! File requests. The contract's calls make none but copies; the first of them are made here, in the name of those whose
//! folder it is.
use super::{Admin, Answer, FileRequestCommand, FileRequestCreate, FileRequestView, Refused, Result, find, operator};
use boxwood_api::{
    Site,
    items::{self, Parent},
    resources::file_requests::{self, FileRequest, FileRequestAddress, FileRequestUpdate},
    wire::{AppId, FileRequestId, FolderId, Maybe, Time},
};
use boxwood_store::{Cost, Read, Tx, Write};

impl Admin {
    pub(super) async fn file_request(&self, command: FileRequestCommand) -> Result<Answer> {
        match command {
            FileRequestCommand::Create(new) => self.create_file_request(new).await,
            FileRequestCommand::List { enterprise, limit, after } => {
                let limit = limit.clamp(1, 100_000);
                let list = move |tx: &mut Tx<Read>| -> Result<_> {
                    let enterprise = find::enterprise(tx, enterprise.as_deref())?;
                    listed(tx, &enterprise, FileRequestId(after), limit)
                };
                Ok(Answer::FileRequests(self.db.read(Cost::Scan, list).await?))
            }
        }
    }

    async fn create_file_request(&self, new: FileRequestCreate) -> Result<Answer> {
        let expires_at = match new.expires.as_deref() {
            None => Maybe::Absent,
            Some(text) => Maybe::Value(Time::of(text).ok_or_else(|| {
                Refused::new(format!("'{text}' is no date.")).hint("such as 2030-12-31, or 2030-12-31T18:00:00Z")
            })?),
        };
        let said = FileRequestUpdate {
            description: new.description.map_or(Maybe::Absent, Maybe::Value),
            is_email_required: new.email_required.into(),
            is_description_required: new.description_required.into(),
            expires_at,
            ..FileRequestUpdate::default()
        };
        let (request, folder, title) = (self.request()?, FolderId(new.folder), new.title);
        let create = move |tx: &mut Tx<Write>| -> Result<_> {
            let missing = || Refused::missing(format!("There is no folder {folder}."));
            let owner = items::line(tx, Parent::folder(folder))?.owner.ok_or_else(missing)?;
            let owner = find::user(tx, &owner.to_string())?;
            let enterprise = owner.enterprise_id.ok_or_else(missing)?;
            let who = operator(tx, enterprise, AppId::default(), request)?;
            let made = file_requests::make(tx, &who, folder, &title, &said)?;
            Ok(view(tx, made, folder))
        };
        Ok(Answer::FileRequest(self.db.write("admin.file_request", create).await?))
    }
}

fn listed(
    tx: &mut Tx<Read>,
    of: &boxwood_api::enterprises::EnterpriseRow,
    after: FileRequestId,
    limit: i64,
) -> Result<Vec<FileRequestView>> {
    let (now, mut views) = (tx.now(), Vec::new());
    for row in file_requests::of_enterprise(tx, of.id, after, limit)? {
        let path = FileRequestAddress::of(tx, row.id)?.path();
        let url = absolute(tx, &path);
        views.push(FileRequestView {
            id: row.id,
            status: row.status_at(now).text().to_owned(),
            title: row.title,
            folder_id: FolderId(row.item_id.0),
            expires_at: row.expires_at,
            created_by: Some(row.created_by),
            url,
        });
    }
    Ok(views)
}

fn view(tx: &Tx<Read>, made: FileRequest, folder_id: FolderId) -> FileRequestView {
    FileRequestView {
        id: made.id,
        title: made.title,
        folder_id,
        status: made.status.text().to_owned(),
        expires_at: made.expires_at.as_deref().and_then(Time::of),
        created_by: made.created_by.map(|user| user.0.id),
        url: absolute(tx, &made.url),
    }
}

fn absolute(tx: &Tx<Read>, path: &str) -> String {
    format!("{}{path}", Site::of(tx).url().trim_end_matches('/'))
}
