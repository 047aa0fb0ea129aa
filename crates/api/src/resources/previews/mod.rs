//! What a file looks like: thumbnails, and the other forms that it is shown in (representations).
//!
//! What surprises:
//! - What a file is, its name's extension says: only then is it opened.
//! - Of what is no picture there is no thumbnail, and the answer is no error: it leads to a picture that stands for any file.
//! - Smaller pictures are made when somebody asks for the first time, and kept as long as the content that they are of. The
//!   operations answer when they are there, or tell clients to come again.
//! - To be shown a file in a form takes the right to preview it, even where the form is the file as it is.
//! - Which forms a client would like, it says in a header, with every call that shows files (`X-Rep-Hints`).
mod db;
mod draw;
mod embed;
mod forms;
mod hints;
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub use db::keep;
pub use draw::draw;
pub(crate) use embed::embed;
pub use embed::{EmbedLink, Embedded, Frame, open_embedded};
pub use forms::{Format, Make, Picture};
pub(crate) use ops::of_file;
pub use ops::{Order, placeholder};
pub use wire::{
    ContentQuery, Info, Properties, Representation, Representations, State, Status, Template, ThumbnailQuery,
};

use crate::{
    Method::Get,
    NoQuery, Op, Resource, Scope,
    resources::users::avatars::Image,
    wire::{FileId, FileVersionId},
};

pub const THUMBNAIL: Op<(FileId, Format), ThumbnailQuery, (), Image> = Op::new(
    "get_files_id_thumbnail_id",
    Get,
    "/files/{file_id}/thumbnail.{extension}",
    Scope::Items,
    "A small picture of a file",
)
.by_link();
pub const REPRESENTATION: Op<(FileId, FileVersionId, String), NoQuery, (), Representation> = Op::new(
    "get_internal_files_id_versions_id_representations_id",
    Get,
    "/internal_files/{file_id}/versions/{file_version_id}/representations/{representation}",
    Scope::Items,
    "A form that a file can be shown in",
)
.by_link();
pub const CONTENT: Op<(FileId, FileVersionId, String), ContentQuery, (), Image> = Op::new(
    "get_internal_files_id_versions_id_representations_id_content",
    Get,
    "/internal_files/{file_id}/versions/{file_version_id}/representations/{representation}/content",
    Scope::Items,
    "A file in a form that it can be shown in",
)
.by_link()
.by_query();

pub fn resource() -> Resource {
    Resource::new()
        .made(THUMBNAIL, ops::thumbnail)
        .made(REPRESENTATION, ops::representation)
        .made(CONTENT, ops::content)
}
