//! The calls, in the order of clients/python/same_calls.py.
use super::recorder::SESSION;
use boxwood_sdk::{
    Client, CollaborationRole, Result,
    auth::Narrowed,
    contract::{
        ItemUpdate, LinkUpdate, SharedLinkAccess,
        resources::{
            collaborations::{CollaborationStatus, CollaborationUpdate},
            files::FileUpdate,
            folders::{FolderUpdate, ItemsQuery},
            groups::{GroupFields, members::MembershipUpdate},
            search::SearchQuery,
            tasks::{TaskAction, TaskUpdate},
            trash::Restored,
            upload_sessions::UploadPart,
            users::{ListQuery, NewUser, UserFields, UserUpdate},
            zip_downloads::{ZipItem, ZipItemKind},
        },
        wire::{
            CollaborationId, FileId, FileVersionId, FolderId, GroupId, ItemId, Maybe, PageQuery, TaskId, Time, UserId,
        },
    },
    doors::Folders,
};

const FOLDER: FolderId = FolderId(11);
const FILE: FileId = FileId(12);

pub async fn all(client: &Client) -> Result<()> {
    users(client).await?;
    folders(&client.as_user(&UserId(3))).await?;
    files(client).await?;
    people(client).await?;
    rest(client).await
}

async fn users(client: &Client) -> Result<()> {
    let users = client.users();
    users.me().await?;
    client.as_user("3").users().me().fields(&["name", "role"]).await?;
    let page = PageQuery { limit: "5".to_owned(), offset: "10".to_owned(), ..PageQuery::default() };
    users.matching(ListQuery { filter_term: "a b".to_owned(), page, ..ListQuery::default() }).fields(&["name"]).await?;
    let fields = UserFields {
        name: "Åsa \"A\"".to_owned().into(),
        login: "asa@example.com".to_owned().into(),
        space_amount: 5_000.into(),
        ..UserFields::default()
    };
    users.create(NewUser { fields, is_platform_access_only: None }).await?;
    let fields = UserFields { job_title: "Boss".to_owned().into(), ..UserFields::default() };
    users.update(UserId(3), UserUpdate { fields, enterprise: Maybe::Null, ..UserUpdate::default() }).await?;
    users.delete(UserId(3), true).await
}

async fn folders(client: &Client) -> Result<()> {
    let folders = client.folders();
    folders.get(Folders::ROOT).fields(&["size"]).if_none_match("3").await?;
    let query = ItemsQuery { sort: "name".to_owned(), direction: "DESC".to_owned(), ..ItemsQuery::default() };
    folders.sorted_items(FOLDER, query).limit(20).await?;
    folders.items(FOLDER).marker("abc").await?;
    folders.create("New / Ü", Folders::ROOT).await?;
    let link = LinkUpdate { access: SharedLinkAccess::Open.into(), ..LinkUpdate::default() };
    let item = ItemUpdate {
        name: "Renamed".to_owned().into(),
        tags: vec!["a".to_owned(), "b".to_owned()].into(),
        shared_link: link.into(),
        ..ItemUpdate::default()
    };
    let change = FolderUpdate { item, can_non_owners_invite: false.into(), ..FolderUpdate::default() };
    folders.update(FOLDER, change).if_match("5").await?;
    folders.copy(FOLDER, Folders::ROOT, Some("Copy")).await?;
    folders.delete(FOLDER, true).await?;
    client
        .trash()
        .restore_folder(FOLDER, Some(Restored { name: "Back".to_owned().into(), ..Restored::default() }))
        .await?;
    client.folder_locks().create(FOLDER).await?;
    Ok(())
}

async fn files(client: &Client) -> Result<()> {
    let files = client.files();
    files.get(FILE).fields(&["representations"]).hints("[jpg?dimensions=320x320]").await?;
    files.could_upload("a.txt", FOLDER, 5).await?;
    files.upload("a.txt", FOLDER, "hello").await?;
    let change = FileUpdate { lock: Maybe::Null, ..FileUpdate::default() };
    files.update(FILE, change).await?;
    files.copy(FILE, FOLDER, None).await?;
    files.versions(FILE).limit(2).await?;
    files.promote(FILE, FileVersionId(13)).await?;
    files.delete(FILE).await?;
    let sessions = client.upload_sessions();
    sessions.create("large.bin", FOLDER, 20_000_000).await?;
    let id = SESSION.parse().unwrap();
    sessions.upload_part(id, "part".into(), 0, 20_000_000).await?;
    let part = UploadPart { part_id: "BFDF5379".to_owned(), offset: 0, size: 4, sha1: Some("00".to_owned()) };
    sessions.commit(id, vec![part], Maybe::Absent, &[7; 20]).await?;
    Ok(())
}

async fn people(client: &Client) -> Result<()> {
    let collaborations = client.collaborations();
    collaborations.invite(FOLDER, UserId(3), CollaborationRole::Editor).await?;
    collaborations.invite_login(FOLDER, "max@example.com", CollaborationRole::ViewerUploader).await?;
    let change = CollaborationUpdate { status: CollaborationStatus::Accepted.into(), ..CollaborationUpdate::default() };
    collaborations.update(CollaborationId(4), change).await?;
    client.comments().create(FILE, "Look @here").await?;
    let fields = TaskUpdate {
        action: TaskAction::Review.into(),
        message: "Read it".to_owned().into(),
        due_at: Time::at(1_750_000_000_000_000).into(),
        ..TaskUpdate::default()
    };
    client.tasks().create(FILE, fields).await?;
    client.task_assignments().create(TaskId(9), UserId(3)).await?;
    let fields = GroupFields { description: "Ours".to_owned().into(), ..GroupFields::default() };
    client.groups().create("Team", fields).await?;
    client.memberships().create(UserId(3), GroupId(6), MembershipUpdate::default()).await?;
    Ok(())
}

async fn rest(client: &Client) -> Result<()> {
    client.web_links().create("https://boxwood.example/?a=b", FOLDER, Some("Home")).await?;
    let query = SearchQuery {
        query: "red & blue".to_owned(),
        file_extensions: "pdf,png".to_owned(),
        limit: "5".to_owned(),
        ..SearchQuery::default()
    };
    client.search().query(query).await?;
    let items = vec![ZipItem { kind: ZipItemKind::Folder, id: ItemId(11) }];
    client.zip_downloads().create(items, Some("All")).await?;
    client.with_shared_link("https://box.example/s/abc", None).shared_items().get().await?;
    let resource = "https://api.box.com/2.0/folders/11";
    client
        .narrowed(Narrowed { scopes: &["item_preview", "item_upload"], resource: Some(resource), shared_link: None })
        .await?;
    client.revoke().await
}
