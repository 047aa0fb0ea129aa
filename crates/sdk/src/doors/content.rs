//! What leads to content, and what is made of it.
use super::door;
use crate::{
    Call, Pages, Result,
    contract::{
        Entry, InFolder, NoQuery,
        resources::{
            collections::{self, Collection},
            groups::OffsetQuery,
            previews::{self, ContentQuery, Format, Representation, ThumbnailQuery},
            recent_items::{self, RecentItem, RecentQuery},
            search::{self, SearchQuery, SearchResults},
            web_links::{self, NewWebLink, WebLink, WebLinkCopy, WebLinkUpdate},
            zip_downloads::{self, NewZipDownload, ZipDownload, ZipDownloadId, ZipDownloadStatus, ZipItem},
        },
        wire::{CollectionId, FileId, FileVersionId, FolderId, Maybe, WebLinkId},
    },
    download::{Picture, Streamed},
    pages::Way,
};

door! {
    /// Addresses that lie in folders.
    WebLinks, web_links
}

impl WebLinks {
    /// Makes a web link.
    pub fn create(&self, url: &str, parent: FolderId, name: Option<&str>) -> Call<WebLink> {
        let name = name.map_or(Maybe::Absent, |name| Maybe::Value(name.to_owned()));
        let parent = InFolder { id: parent };
        let new = NewWebLink { url: url.to_owned(), parent, name, description: Maybe::Absent };
        self.0.call(&web_links::CREATE, (), NoQuery {}, new)
    }

    /// A web link.
    pub fn get(&self, id: WebLinkId) -> Call<WebLink> {
        self.0.call(&web_links::GET, (id,), NoQuery {}, ())
    }

    /// Changes what is said, and nothing else.
    pub fn update(&self, id: WebLinkId, change: WebLinkUpdate) -> Call<WebLink> {
        self.0.call(&web_links::UPDATE, (id,), NoQuery {}, change)
    }

    /// Moves a web link to the trash.
    pub fn delete(&self, id: WebLinkId) -> Call<()> {
        self.0.call(&web_links::DELETE, (id,), NoQuery {}, ())
    }

    /// Copies a web link, under its own name or another.
    pub fn copy(&self, id: WebLinkId, to: FolderId, name: Option<&str>) -> Call<WebLink> {
        let name = name.map_or(Maybe::Absent, |name| Maybe::Value(name.to_owned()));
        self.0.call(&web_links::COPY, (id,), NoQuery {}, WebLinkCopy { parent: InFolder { id: to }, name })
    }
}

door! {
    /// The caller's collections, and what they have had to do with lately.
    Collections, collections
}

impl Collections {
    /// All of them: there is one, the favorites.
    pub fn list(&self) -> Pages<Collection> {
        self.0.list(&collections::LIST, (), OffsetQuery::default(), Way::Offset)
    }

    /// A collection.
    pub fn get(&self, id: CollectionId) -> Call<Collection> {
        self.0.call(&collections::GET, (id,), NoQuery {}, ())
    }

    /// What is in a collection.
    pub fn items(&self, id: CollectionId) -> Pages<Entry> {
        self.0.list(&collections::ITEMS, (id,), OffsetQuery::default(), Way::Offset)
    }

    /// What the caller has had to do with, the latest first.
    pub fn recent_items(&self) -> Pages<RecentItem> {
        self.0.list(&recent_items::LIST, (), RecentQuery::default(), Way::Marker)
    }
}

door! {
    /// Looks for files, folders and web links.
    Search, search
}

impl Search {
    /// What is found for these words.
    pub fn find(&self, words: &str) -> Call<SearchResults> {
        self.query(SearchQuery { query: words.to_owned(), ..SearchQuery::default() })
    }

    /// What is found, as narrowly as one likes.
    pub fn query(&self, query: SearchQuery) -> Call<SearchResults> {
        self.0.call(&search::SEARCH, (), query, ())
    }

    /// Every item that is found, page after page. A search that asks for shared links besides is asked by
    /// [`query`](Self::query).
    pub fn all(&self, query: SearchQuery) -> Pages<Entry> {
        self.0.list(&search::SEARCH, (), query, Way::Offset)
    }
}

door! {
    /// Files in other forms, to be looked at.
    Previews, previews
}

impl Previews {
    /// A small picture of a file.
    pub fn thumbnail(&self, id: FileId, format: Format, bounds: ThumbnailQuery) -> Call<Picture> {
        self.0.picture(&previews::THUMBNAIL, (id, format), bounds)
    }

    /// A form that a file can be shown in, and whether it is made already.
    pub fn representation(&self, id: FileId, version: FileVersionId, form: &str) -> Call<Representation> {
        self.0.call(&previews::REPRESENTATION, (id, version, form.to_owned()), NoQuery {}, ())
    }

    /// A file in a form that it can be shown in.
    pub fn content(&self, id: FileId, version: FileVersionId, form: &str) -> Call<Picture> {
        self.0.picture(&previews::CONTENT, (id, version, form.to_owned()), ContentQuery::default())
    }
}

door! {
    /// Archives of several files and folders.
    ZipDownloads, zip_downloads
}

impl ZipDownloads {
    /// Asks for an archive, which is then downloaded.
    pub fn create(&self, items: Vec<ZipItem>, name: Option<&str>) -> Call<ZipDownload> {
        let download_file_name = name.map_or(Maybe::Absent, |name| Maybe::Value(name.to_owned()));
        self.0.call(&zip_downloads::CREATE, (), NoQuery {}, NewZipDownload { items, download_file_name })
    }

    /// How far the download of an archive is.
    pub fn status(&self, id: ZipDownloadId) -> Call<ZipDownloadStatus> {
        self.0.call(&zip_downloads::STATUS, (id,), NoQuery {}, ())
    }

    /// The archive itself, as it is made.
    ///
    /// # Errors
    /// As of any call; the address is good for one download.
    pub async fn download(&self, zip: &ZipDownload) -> Result<Streamed> {
        let answer = self.0.open("get_zip_downloads_id_content", &zip.download_url, &[]).await?;
        Ok(Streamed::new("get_zip_downloads_id_content", answer))
    }
}
