//! Every operation of the registry, called through its door at least once, and answered.
use super::common::builder;
use base64::{Engine, prelude::BASE64_STANDARD};
use boxwood_sdk::{
    Client, CollaborationRole, Credentials, Error, Result, Secret,
    contract::{
        InCollection, ItemUpdate, LinkUpdate, resources,
        resources::{
            collaborations::CollaborationUpdate,
            file_requests::FileRequestUpdate,
            files::FileUpdate,
            folders::FolderUpdate,
            groups::{GroupFields, GroupUpdate, members::MembershipUpdate},
            previews::{Format, ThumbnailQuery},
            search::SearchQuery,
            tasks::{TaskUpdate, assignments::AssignmentUpdate},
            users::{NewUser, UserFields, UserUpdate},
            web_links::WebLinkUpdate,
            zip_downloads::{ZipItem, ZipItemKind},
        },
        wire::{EnterpriseId, FileId, FileRequestId, FolderId, ItemId, Maybe, UserId},
    },
    doors::Folders,
};
use boxwood_testing::{Served, Wanted, served};
use futures_util::TryStreamExt;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

/// One transparent pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const MAX: UserId = UserId(4);

fn pixel() -> Vec<u8> {
    BASE64_STANDARD.decode(PIXEL).unwrap()
}

/// Who calls, and what was answered well so far.
struct People {
    ada: Client,
    una: Client,
    max: Client,
    olga: Client,
    answered: Arc<Mutex<BTreeSet<&'static str>>>,
}

impl People {
    fn of(server: &Served) -> Result<Self> {
        let answered = Arc::<Mutex<BTreeSet<_>>>::default();
        let client = |name: &str| {
            let told = answered.clone();
            let builder = builder(server, Credentials::Token(Secret::from(name))).watch(move |attempt| {
                if attempt.status.is_some_and(|status| status < 400) {
                    told.lock().unwrap().insert(attempt.operation);
                }
            });
            builder.build()
        };
        let (ada, una, max, olga) = (client("ada")?, client("una")?, client("max")?, client("olga")?);
        Ok(People { ada, una, max, olga, answered })
    }
}

#[test]
fn every_operation_is_called_through_its_door() {
    served(async |server| {
        let people = People::of(server)?;
        people_of_the_enterprise(&people).await?;
        groups(&people).await?;
        folders(&people).await?;
        files(&people).await?;
        sessions_of_parts(&people).await?;
        talk(&people).await?;
        sharing(&people).await?;
        trash(&people).await?;
        looking(&people).await?;
        file_requests(&people, server).await?;
        let answered = people.answered.lock().unwrap().clone();
        let registry = resources::all();
        let all = registry.iter().flat_map(|resource| &resource.endpoints).map(|endpoint| endpoint.about.id);
        let missing: Vec<_> = all.filter(|id| !answered.contains(id)).collect();
        assert!(missing.is_empty(), "no test has called {missing:?}");
        Ok::<_, Error>(())
    });
}

async fn people_of_the_enterprise(people: &People) -> Result<()> {
    let users = people.ada.users();
    assert_eq!(users.me().fields(&["role"]).await?.id, UserId(1));
    let fields = |name: &str, login: &str| UserFields {
        name: name.to_owned().into(),
        login: login.to_owned().into(),
        ..UserFields::default()
    };
    let new = NewUser { fields: fields("Nora", "nora@example.com"), ..NewUser::default() };
    let nora = users.create(new).await?;
    assert_eq!(users.get(nora.id).await?.name.value().map(String::as_str), Some("Nora"));
    let titled = UserFields { job_title: "Boss".to_owned().into(), ..UserFields::default() };
    let changed = users.update(nora.id, UserUpdate { fields: titled, ..UserUpdate::default() }).await?;
    assert_eq!((changed.job_title.value().map(String::as_str), changed.name.value().is_some()), (Some("Boss"), true));
    assert!(users.list().stream().try_collect::<Vec<_>>().await?.iter().any(|user| user.id == nora.id));
    assert!(users.set_avatar(nora.id, "image/png", pixel()).await?.pic_urls.large.contains("avatar"));
    let picture = users.avatar(nora.id).await?;
    assert_eq!((picture.media.as_str(), picture.bytes.len()), ("image/png", pixel().len()));
    users.delete_avatar(nora.id).await?;
    let alias = users.add_alias(nora.id, "nora2@example.com").await?;
    assert_eq!(users.aliases(nora.id).await?.entries[0].id, alias.id);
    users.delete_alias(nora.id, alias.id).await?;
    people.ada.as_user(&nora.id).folders().create("hers", Folders::ROOT).await?;
    users.give_all(nora.id, MAX).await?;
    users.delete(nora.id, true).await?;
    let invite = people.ada.invites().create(EnterpriseId(1), "olga@example.com").await?;
    assert_eq!(people.ada.invites().get(invite.id).await?.id, invite.id);
    people.ada.sessions().terminate(&[UserId(5)], &["ina@example.com"]).await?;
    Ok(())
}

async fn groups(people: &People) -> Result<()> {
    let (groups, members) = (people.ada.groups(), people.ada.memberships());
    let group = groups.create("Team", GroupFields::default()).await?;
    let described = GroupFields { description: "Ours".to_owned().into(), ..GroupFields::default() };
    groups.update(group.id, GroupUpdate { fields: described, ..GroupUpdate::default() }).await?;
    assert_eq!(
        groups.get(group.id).fields(&["description"]).await?.description.value().map(String::as_str),
        Some("Ours")
    );
    assert_eq!(groups.matching("Te").await?.entries.len(), 1);
    let membership = members.create(UserId(5), group.id, MembershipUpdate::default()).await?;
    assert_eq!(members.get(membership.id).await?.id, membership.id);
    members
        .update(
            membership.id,
            MembershipUpdate {
                role: resources::groups::members::MemberRole::Admin.into(),
                ..MembershipUpdate::default()
            },
        )
        .await?;
    assert_eq!(members.of_group(group.id).await?.entries.len(), 1);
    assert_eq!(members.of_user(UserId(5)).await?.entries.len(), 1);
    assert!(groups.collaborations(group.id).await?.entries.is_empty());
    people.ada.sessions().terminate_groups(&[group.id]).await?;
    members.delete(membership.id).await?;
    groups.delete(group.id).await
}

async fn folders(people: &People) -> Result<()> {
    let (folders, locks) = (people.una.folders(), people.una.folder_locks());
    let folder = folders.create("Plans", Folders::ROOT).await?;
    assert_eq!(folders.get(folder.id).await?.id, folder.id);
    let copy = folders.copy(folder.id, Folders::ROOT, Some("Copy")).await?;
    let renamed = ItemUpdate { name: "Renamed".to_owned().into(), ..ItemUpdate::default() };
    folders.update(copy.id, FolderUpdate { item: renamed, ..FolderUpdate::default() }).await?;
    assert_eq!(folders.items(Folders::ROOT).stream().try_collect::<Vec<_>>().await?.len(), 2);
    let lock = locks.create(copy.id).await?;
    assert_eq!(locks.of_folder(copy.id).await?.entries[0].id, lock.id);
    locks.delete(lock.id).await?;
    folders.delete(copy.id, true).await?;
    let links = people.una.web_links();
    let link = links.create("https://boxwood.example", folder.id, Some("Home")).await?;
    assert_eq!(links.get(link.id).await?.id, link.id);
    links
        .update(
            link.id,
            WebLinkUpdate { url: "https://boxwood.example/2".to_owned().into(), ..WebLinkUpdate::default() },
        )
        .await?;
    let copy = links.copy(link.id, Folders::ROOT, None).await?;
    links.delete(copy.id).await
}

async fn upload(client: &Client, name: &str, content: Vec<u8>) -> Result<FileId> {
    Ok(client.files().upload(name, Folders::ROOT, content).await?.entries[0].id)
}

async fn files(people: &People) -> Result<()> {
    let files = people.una.files();
    assert!(!files.could_upload("a.png", Folders::ROOT, 5).await?.upload_url.is_empty());
    let file = upload(&people.una, "a.png", pixel()).await?;
    files.could_upload_version(file, 5).await?;
    let second = files.upload_version(file, pixel()).await?.entries.remove(0);
    assert_eq!(files.get(file).await?.id, second.id);
    assert!(files.download(file).bytes().await? == pixel());
    let renamed = ItemUpdate { name: "b.png".to_owned().into(), ..ItemUpdate::default() };
    files.update(file, FileUpdate { item: renamed, ..FileUpdate::default() }).await?;
    let copy = files.copy(file, Folders::ROOT, Some("c.png")).await?;
    files.delete(copy.id).await?;
    let past = files.versions(file).await?.entries[0].id;
    assert_eq!(files.version(file, past).await?.id, past);
    assert!(files.download(file).version(past).bytes().await? == pixel());
    files.delete_version(file, past).await?;
    files.restore_version(file, past).await?;
    files.promote(file, past).await?;
    let previews = people.una.previews();
    assert_eq!(previews.thumbnail(file, Format::Png, ThumbnailQuery::default()).await?.media, "image/png");
    let current = files.get(file).await?.file_version;
    let current = current.value().map(|version| version.0.id).unwrap();
    let shown = previews.representation(file, current, "jpg_1024x1024").await?;
    assert_eq!(shown.representation, "jpg");
    assert_eq!(previews.content(file, current, "jpg_1024x1024").await?.media, "image/jpeg");
    let hinted = files.get(file).fields(&["representations"]).hints("[jpg?dimensions=1024x1024]").await?;
    assert!(hinted.representations.value().is_some_and(|all| all.entries.len() == 1));
    Ok(())
}

async fn sessions_of_parts(people: &People) -> Result<()> {
    let sessions = people.una.upload_sessions();
    let bytes = vec![7; 20_000_000];
    let file = people.una.files().upload_large("large.bin", Folders::ROOT, bytes.clone()).send().await?;
    let session = sessions.create_version(file.id, bytes.len() as u64).await?;
    let id = session.id.parse().unwrap();
    assert_eq!(sessions.get(id).await?.num_parts_processed, 0);
    assert!(sessions.parts(id).await?.entries.is_empty());
    sessions.delete(id).await?;
    people.una.files().delete(file.id).await
}

async fn talk(people: &People) -> Result<()> {
    let file = upload(&people.una, "talk.txt", b"talk".to_vec()).await?;
    let comments = people.una.comments();
    let comment = comments.create(file, "Look").await?;
    comments.reply(comment.id, "Yes").await?;
    comments.update(comment.id, "Look here").await?;
    assert_eq!(comments.get(comment.id).await?.message.value().map(String::as_str), Some("Look here"));
    assert_eq!(comments.of_file(file).await?.entries.len(), 2);
    comments.delete(comment.id).await?;
    let (tasks, assigned) = (people.una.tasks(), people.una.task_assignments());
    let task = tasks.create(file, TaskUpdate::default()).await?;
    tasks.update(task.id, TaskUpdate { message: "Read it".to_owned().into(), ..TaskUpdate::default() }).await?;
    assert_eq!(tasks.get(task.id).await?.message.value().map(String::as_str), Some("Read it"));
    assert_eq!(tasks.of_file(file).await?.entries.len(), 1);
    let taken_back = assigned.create(task.id, UserId(3)).await?;
    assigned.delete(taken_back.id).await?;
    let assignment = assigned.create(task.id, UserId(3)).await?;
    assert_eq!(assigned.get(assignment.id).await?.id, assignment.id);
    let done = resources::tasks::assignments::Resolution::Approved.into();
    assigned.update(assignment.id, AssignmentUpdate { resolution_state: done, ..AssignmentUpdate::default() }).await?;
    assert_eq!(assigned.of_task(task.id).await?.entries.len(), 1);
    tasks.delete(task.id).await?;
    people.una.files().delete(file).await
}

async fn sharing(people: &People) -> Result<()> {
    let folder = people.una.folders().create("Shared", Folders::ROOT).await?;
    let collaborations = people.una.collaborations();
    let given = collaborations.invite(folder.id, MAX, CollaborationRole::Viewer).await?;
    assert_eq!(collaborations.get(given.id).await?.id, given.id);
    let editor = CollaborationUpdate { role: CollaborationRole::Editor.into(), ..CollaborationUpdate::default() };
    let changed = collaborations.update(given.id, editor).await?.unwrap();
    assert_eq!(changed.role.value(), Some(&CollaborationRole::Editor));
    assert_eq!(collaborations.of_folder(folder.id).stream().try_collect::<Vec<_>>().await?.len(), 1);
    let file = people.una.files().upload("in.txt", folder.id, "in it").await?.entries[0].id;
    collaborations.of_file(file).await?;
    collaborations.delete(given.id).await?;
    people.max.collaborations().pending().await?;
    let open = LinkUpdate { access: boxwood_sdk::contract::SharedLinkAccess::Open.into(), ..LinkUpdate::default() };
    let open = ItemUpdate { shared_link: open.into(), ..ItemUpdate::default() };
    let shared = people
        .una
        .folders()
        .update(folder.id, FolderUpdate { item: open, ..FolderUpdate::default() })
        .fields(&["shared_link"])
        .await?;
    let url = shared.shared_link.value().map(|link| link.url.clone()).unwrap();
    let visitor = people.olga.with_shared_link(&url, None);
    assert!(matches!(&*visitor.shared_items().get().await?.0, boxwood_sdk::contract::Entry::Folder(_)));
    assert!(visitor.folders().get(folder.id).await.is_ok() && people.olga.folders().get(folder.id).await.is_err());
    Ok(())
}

async fn trash(people: &People) -> Result<()> {
    let (una, trash) = (&people.una, people.una.trash());
    for again in [true, false] {
        let folder = una.folders().create("Gone", Folders::ROOT).await?.id;
        let file = upload(una, "gone.txt", b"gone".to_vec()).await?;
        let link = una.web_links().create("https://boxwood.example", Folders::ROOT, Some("link")).await?.id;
        una.folders().delete(folder, false).await?;
        una.files().delete(file).await?;
        una.web_links().delete(link).await?;
        let (in_folder, in_file, in_link) =
            (trash.folder(folder).await?.id, trash.file(file).await?.id, trash.web_link(link).await?.id);
        assert_eq!((in_folder, in_file, in_link), (folder, file, link));
        assert!(trash.items().stream().try_collect::<Vec<_>>().await?.len() >= 3);
        if again {
            let otherwise = resources::trash::Restored { name: "Back".to_owned().into(), parent: Maybe::Absent };
            let back = trash.restore_folder(folder, Some(otherwise)).await?;
            assert_eq!(back.name.value().map(String::as_str), Some("Back"));
            trash.restore_file(file, None).await?;
            trash.restore_web_link(link, None).await?;
            una.files().delete(file).await?;
            una.web_links().delete(link).await?;
        } else {
            trash.delete_folder(folder).await?;
            trash.delete_file(file).await?;
            trash.delete_web_link(link).await?;
        }
    }
    Ok(())
}

async fn looking(people: &People) -> Result<()> {
    let (una, collections) = (&people.una, people.una.collections());
    let folder = una.folders().create("Liked", Folders::ROOT).await?.id;
    let favorites = collections.list().await?.entries[0].id;
    let liked = vec![InCollection { id: favorites, kind: None }];
    let liked = ItemUpdate { collections: liked.into(), ..ItemUpdate::default() };
    una.folders().update(folder, FolderUpdate { item: liked, ..FolderUpdate::default() }).await?;
    assert_eq!(collections.get(favorites).await?.id, favorites);
    assert_eq!(collections.items(favorites).await?.entries.len(), 1);
    collections.recent_items().await?;
    una.search().find("Liked").await?;
    let query = SearchQuery { query: "Liked".to_owned(), ..SearchQuery::default() };
    assert_eq!(una.search().all(query).stream().try_collect::<Vec<_>>().await?.len(), 1);
    let file = una.files().upload("zipped.txt", folder, "zipped").await?.entries[0].id;
    let items = vec![ZipItem { kind: ZipItemKind::File, id: ItemId(file.0) }];
    let zip = una.zip_downloads().create(items, Some("Mine")).await?;
    let archive = una.zip_downloads().download(&zip).await?.bytes().await?;
    assert_eq!(boxwood_testing::unzipped(&archive), [("zipped.txt".to_owned(), b"zipped".to_vec())]);
    let id = zip.status_url.split('/').rev().nth(1).and_then(|id| id.parse().ok()).unwrap();
    assert_eq!(una.zip_downloads().status(id).await?.total_file_count, 1);
    Ok(())
}

async fn file_requests(people: &People, server: &Served) -> Result<()> {
    let (ada, requests) = (&people.ada, people.ada.file_requests());
    let folder: FolderId = ada.folders().create("Wanted", Folders::ROOT).await?.id;
    let made = server.world().file_request(folder.0, "Plans", Wanted::default()).await.unwrap();
    let id: FileRequestId = made["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(requests.get(id).await?.title, "Plans");
    let titled = FileRequestUpdate { title: "More".to_owned().into(), ..FileRequestUpdate::default() };
    assert_eq!(requests.update(id, titled).await?.title, "More");
    let copy = requests.copy(id, folder, FileRequestUpdate::default()).await?;
    requests.delete(copy.id).await
}
