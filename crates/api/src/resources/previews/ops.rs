//! What can be done to look at files.
use super::{
    db,
    draw::sheet,
    forms::{Form, Format, Make, Sort},
    hints,
    wire::{
        ContentQuery, InForm, Info, Properties, Representation, Representations, State, Status, Template, Thumbnail,
        ThumbnailQuery,
    },
};
use crate::{
    Caller, Error, In, NoQuery, Result, Site,
    access::{self, Allowed, Preview, Rights},
    items::{AFile, Item, Node},
    made::{Served, Step},
    resources::files::Blob,
    wire::{FileId, FileVersionId, Plain},
};
use boxwood_store::{Read, Tx};

pub use crate::made::Order;

/// Larger files are not looked into: all of one is in the memory then.
const MOST_BYTES: i64 = 64 << 20;
const MOST_OF_PDF: i64 = 32 << 20;

type File = Allowed<Node<AFile>, Preview>;

/// What there is of a form of a file.
enum Found {
    Here(Blob),
    /// It can be made.
    Order(Order),
    /// The file is not what its name says, or too large.
    Nothing,
}

pub fn thumbnail(
    tx: &mut Tx<Read>,
    who: &Caller,
    req: &In<(FileId, Format), ThumbnailQuery, ()>,
) -> Result<Step<Thumbnail>> {
    let (id, format) = req.path;
    let file: File = access::get(tx, who, id)?;
    let picture = req.query.picture(format)?;
    let instead = format!("{}preview/placeholder.{}", Site::of(tx).url(), format.name());
    let (Some(Sort::Picture), Some(version)) = (Sort::of(&file.name), file.version_id) else {
        return Ok(Step::Done(Thumbnail::Never(instead)));
    };
    let source = db::source(tx, &file, version)?.ok_or_else(|| Error::not_found("file", id))?;
    match found(tx, source, Make::Picture(picture))? {
        Found::Here(blob) => {
            Ok(Step::Done(Thumbnail::Picture(Served { blob, media: format.media(), is_attachment: None })))
        }
        Found::Order(order) => Ok(Step::First(order, Thumbnail::Later(instead))),
        Found::Nothing => Err(Error::preview_cannot_be_generated()),
    }
}

pub fn representation(
    tx: &mut Tx<Read>,
    who: &Caller,
    req: &In<(FileId, FileVersionId, String), NoQuery, ()>,
) -> Result<Step<Plain<Representation>>> {
    let (file, form, source) = form_of(tx, who, &req.path)?;
    let (site, version) = (Site::of(tx), req.path.1);
    let shown = |state| Plain(shown(&site, FileId(file.id.0), version, form, Some(state)));
    Ok(match found(tx, source, form.make)? {
        Found::Here(_) => Step::Done(shown(State::Success)),
        Found::Order(order) => Step::First(order, shown(State::Pending)),
        Found::Nothing => Step::Done(shown(State::Error)),
    })
}

pub fn content(
    tx: &mut Tx<Read>,
    who: &Caller,
    req: &In<(FileId, FileVersionId, String), ContentQuery, ()>,
) -> Result<Step<InForm>> {
    let (_, form, source) = form_of(tx, who, &req.path)?;
    let own_name = source.name.clone();
    let is_attachment = match req.query.set_content_disposition_type.as_deref() {
        None | Some("") => None,
        Some("inline") => Some(false),
        Some("attachment") => Some(true),
        Some(_) => return Err(Error::invalid_parameter("set_content_disposition_type")),
    };
    match found(tx, source, form.make)? {
        Found::Here(mut blob) => {
            let said = req.query.set_content_disposition_filename.clone().filter(|name| !name.is_empty());
            blob.name = said.unwrap_or(own_name);
            Ok(Step::Done(InForm::Here(Served { blob, media: form.media, is_attachment })))
        }
        Found::Order(order) => Ok(Step::First(order, InForm::Later)),
        Found::Nothing => Err(Error::preview_cannot_be_generated()),
    }
}

/// The file, the form that the address names, and the content of the version.
fn form_of(
    tx: &mut Tx<Read>,
    who: &Caller,
    (id, version, name): &(FileId, FileVersionId, String),
) -> Result<(File, &'static Form, db::Source)> {
    let file: File = access::get(tx, who, *id)?;
    let source = db::source(tx, &file, *version)?.filter(|source| source.trashed_at.is_none());
    let source = source.ok_or_else(|| Error::not_found("file_version", *version))?;
    // A version has the name that it came with; the file may have had another since.
    let named = if file.version_id == Some(*version) { &file.name } else { &source.name };
    let mut forms = Sort::of(named).map(Sort::forms).unwrap_or_default().iter();
    let form = forms.find(|form| form.name == name).ok_or_else(|| Error::not_found("representation", name))?;
    Ok((file, form, source))
}

fn found(tx: &mut Tx<Read>, source: db::Source, make: Make) -> Result<Found> {
    let db::Source { id: content, name, size, bytes, object, .. } = source;
    let most = match make {
        Make::AsItIs => return Ok(Found::Here(Blob { name, size, bytes, object })),
        Make::Picture(_) => MOST_BYTES,
        Make::Text => MOST_OF_PDF,
    };
    Ok(match db::made(tx, content, &make.kind())? {
        Some(Some(blob)) => Found::Here(blob),
        Some(None) => Found::Nothing,
        None if size > most => Found::Nothing,
        None => Found::Order(Order { content, make, size, bytes, object }),
    })
}

/// The forms of a file that the caller has asked for, as part of what is shown of the file.
///
/// # Errors
/// `bad_request` for hints that cannot be read, those of the store.
pub(crate) fn of_file(tx: &mut Tx<Read>, who: &Caller, item: &Item, rights: Rights) -> Result<Representations> {
    let forms = Sort::of(&item.name).map(Sort::forms).unwrap_or_default();
    let chosen = hints::chosen(who.hints(), forms)?;
    let is_there = !item.is_gone() && rights.include(Rights::PREVIEW);
    let Some(version) = item.version_id.filter(|_| is_there && !chosen.is_empty()) else {
        return Ok(Representations { entries: Vec::new() });
    };
    // Without hints nothing is said of how far they are.
    let is_asked = who.hints().is_some();
    let has_to_be_made = is_asked && chosen.iter().any(|form| form.make != Make::AsItIs);
    let made = if has_to_be_made { db::kinds(tx, version)? } else { Default::default() };
    let site = Site::of(tx);
    let state = |form: &Form| match (form.make, made.get(&form.make.kind())) {
        (Make::AsItIs, _) | (_, Some(true)) => State::Success,
        (_, Some(false)) => State::Error,
        (_, None) => State::None,
    };
    let entry = |form: &&'static Form| shown(&site, FileId(item.id.0), version, form, is_asked.then(|| state(form)));
    Ok(Representations { entries: chosen.iter().map(entry).collect() })
}

fn shown(site: &Site, file: FileId, version: FileVersionId, form: &Form, state: Option<State>) -> Representation {
    let path = format!("2.0/internal_files/{file}/versions/{version}/representations/{}", form.name);
    let said = |name| form.dimensions.map(|_| form.property(name).to_owned());
    Representation {
        representation: form.representation.to_owned(),
        properties: Properties { dimensions: said("dimensions"), paged: said("paged"), thumb: said("thumb") },
        info: Info { url: format!("{}{path}", site.url()) },
        status: state.map(|state| Status { state }),
        content: state.map(|_| Template { url_template: format!("{}api/{path}/content/{{+asset_path}}", site.url()) }),
    }
}

/// The picture that stands for any file.
pub fn placeholder(format: Format) -> Vec<u8> {
    sheet(format).unwrap_or_default()
}
