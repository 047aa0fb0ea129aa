//! Lists as pages and as streams, and what is said of an item besides.
use super::common::by;
use boxwood_sdk::{
    Error,
    contract::{
        Entry, ItemUpdate,
        resources::folders::{FolderUpdate, ItemsQuery},
        wire::{FolderId, Maybe},
    },
    doors::Folders,
};
use boxwood_testing::served;
use futures_util::TryStreamExt;

fn name(entry: &Entry) -> String {
    match entry {
        Entry::Folder(folder) => folder.name.value().cloned().unwrap_or_default(),
        Entry::File(file) => file.name.value().cloned().unwrap_or_default(),
        Entry::WebLink(link) => link.name.value().cloned().unwrap_or_default(),
    }
}

#[test]
fn a_stream_has_every_entry_however_long_a_page_is() {
    served(async |server| {
        let una = by(server, "una");
        for n in 0..7 {
            una.folders().create(&format!("f{n}"), Folders::ROOT).await?;
        }
        let names = async |limit: u32, query: ItemsQuery| {
            let items = una.folders().sorted_items(Folders::ROOT, query).limit(limit).fields(&["name"]).stream();
            items.map_ok(|entry| name(&entry)).try_collect::<Vec<_>>().await
        };
        let mut all: Vec<String> = (0..7).map(|n| format!("f{n}")).collect();
        for limit in [1, 3, 7, 100] {
            assert_eq!(names(limit, ItemsQuery::default()).await?, all, "{limit} at a time, by marker");
        }
        all.reverse();
        let sorted = ItemsQuery { sort: "name".to_owned(), direction: "DESC".to_owned(), ..ItemsQuery::default() };
        for limit in [1, 3, 7, 100] {
            assert_eq!(names(limit, sorted.clone()).await?, all, "{limit} at a time, by offset");
        }
        let page = una.folders().items(Folders::ROOT).limit(2).offset(1).await?;
        assert_eq!((page.total_count, page.entries.len(), page.offset), (Some(7), 2, Some(1)));
        let first = una.folders().items(Folders::ROOT).limit(2).marker("").await?;
        let marker = first.next_marker.flatten().unwrap();
        let second = una.folders().items(Folders::ROOT).limit(2).marker(&marker).await?;
        assert_eq!(second.entries.iter().map(name).collect::<Vec<_>>(), ["f2", "f3"]);
        let users = by(server, "ada").users().list().limit(3).stream().try_collect::<Vec<_>>().await?;
        assert_eq!(users.len(), 7, "those of the enterprise");
        let error = una.users().list().stream().try_collect::<Vec<_>>().await.unwrap_err();
        assert_eq!(error.status(), Some(403));
        Ok::<_, Error>(())
    });
}

#[test]
fn an_etag_keeps_a_change_from_being_lost() {
    served(async |server| {
        let folders = by(server, "una").folders();
        let made = folders.create("A", Folders::ROOT).await?;
        let etag = made.etag.value().cloned().unwrap();
        assert!(folders.get(made.id).if_none_match(&etag).await?.is_none(), "nothing new");
        let described = |text: &str| FolderUpdate {
            item: ItemUpdate { description: text.to_owned().into(), ..ItemUpdate::default() },
            ..FolderUpdate::default()
        };
        let changed = folders.update(made.id, described("one")).if_match(&etag).await?;
        assert_eq!(changed.name.value().map(String::as_str), Some("A"), "what is not said stays");
        assert!(folders.get(made.id).if_none_match(&etag).await?.is_some());
        let error = folders.update(made.id, described("two")).if_match(&etag).await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(412), "precondition_failed"));
        let cleared = ItemUpdate { description: Maybe::Null, ..ItemUpdate::default() };
        let cleared = folders.update(made.id, FolderUpdate { item: cleared, ..FolderUpdate::default() }).await?;
        assert_eq!(cleared.description.value().map(String::as_str), Some(""));
        let shown = folders.get(made.id).fields(&["size"]).await?;
        assert!(shown.size.value().is_some() && shown.description.is_absent() && shown.name.value().is_some());
        let again = folders.create("A", Folders::ROOT).await.unwrap_err();
        let conflicts = again.refused().map(|refused| refused.conflicts()).unwrap_or_default();
        assert_eq!(conflicts[0]["id"].as_str(), Some(made.id.to_string().as_str()));
        let missing = folders.get(FolderId(99)).await.unwrap_err();
        assert_eq!((missing.status(), missing.code()), (Some(404), "not_found"));
        Ok::<_, Error>(())
    });
}
