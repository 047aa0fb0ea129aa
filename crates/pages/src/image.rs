//! Pages by their numbers, in a table of two levels that is shared until it is changed.
use std::sync::Arc;

/// SQLite's own default.
pub(crate) const PAGE: usize = 4096;
/// Pages of one part of the table. A change copies the pointers of one part and those to all parts: so many that neither is long
/// for a database of some gigabytes.
const PART: usize = 256;

static ZEROS: Bytes = [0; PAGE];

type Bytes = [u8; PAGE];
type Part = [Option<Page>; PART];

#[derive(Clone)]
enum Page {
    /// A part of the program, which is read where it lies.
    Given(&'static Bytes),
    Made(Arc<Bytes>),
}

impl Page {
    fn bytes(&self) -> &Bytes {
        match self {
            Page::Given(bytes) => bytes,
            Page::Made(bytes) => bytes,
        }
    }

    /// To be changed: a copy, unless it is nobody else's.
    fn own(&mut self) -> &mut Bytes {
        match self {
            Page::Made(bytes) => Arc::make_mut(bytes),
            Page::Given(bytes) => {
                *self = Page::Made(Arc::new(**bytes));
                self.own()
            }
        }
    }
}

/// The state of a database. To clone it is to copy a pointer; whoever changes a clone changes nothing of the others.
#[derive(Clone, Default)]
pub struct Image(Arc<Table>);

#[derive(Clone, Default)]
struct Table {
    parts: Vec<Arc<Part>>,
    /// In bytes.
    size: usize,
}

impl Image {
    /// What a file of SQLite's holds. A page that is never written is never copied.
    pub fn of(file: &'static [u8]) -> Image {
        let (pages, _) = file.as_chunks::<PAGE>();
        let part = |pages: &'static [Bytes]| Arc::new(std::array::from_fn(|at| pages.get(at).map(Page::Given)));
        Image(Arc::new(Table { parts: pages.chunks(PART).map(part).collect(), size: pages.len() * PAGE }))
    }

    /// All of it, as a file holds it.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.size()];
        self.read(0, &mut bytes);
        bytes
    }

    /// How many bytes it holds.
    pub fn size(&self) -> usize {
        self.0.size
    }

    /// Whether it is the very same table as another.
    pub(crate) fn is(&self, other: &Image) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Reads into `out` from `offset`; how many bytes there were.
    pub(crate) fn read(&self, mut offset: usize, out: &mut [u8]) -> usize {
        let there = self.0.size.saturating_sub(offset).min(out.len());
        let mut rest = out.get_mut(..there).unwrap_or_default();
        while !rest.is_empty() {
            let (number, within) = (offset / PAGE, offset % PAGE);
            let count = rest.len().min(PAGE - within);
            let (now, later) = rest.split_at_mut(count);
            match self.page(number).and_then(|page| page.get(within..within + count)) {
                Some(bytes) => now.copy_from_slice(bytes),
                None => now.fill(0),
            }
            offset += count;
            rest = later;
        }
        there
    }

    /// Writes at `offset`, beyond the end as well: what is in between is zeros.
    pub(crate) fn write(&mut self, mut offset: usize, mut bytes: &[u8]) {
        let table = Arc::make_mut(&mut self.0);
        table.size = table.size.max(offset + bytes.len());
        while !bytes.is_empty() {
            let (number, within) = (offset / PAGE, offset % PAGE);
            let (now, later) = bytes.split_at(bytes.len().min(PAGE - within));
            table.change(number, within, now);
            offset += now.len();
            bytes = later;
        }
    }

    /// Cuts it off there. What comes to be behind it later begins as zeros.
    pub(crate) fn truncate(&mut self, size: usize) {
        if size >= self.0.size {
            return;
        }
        let table = Arc::make_mut(&mut self.0);
        table.size = size;
        let pages = size.div_ceil(PAGE);
        table.parts.truncate(pages.div_ceil(PART));
        if let Some(last) = table.parts.get_mut(pages / PART).filter(|_| !pages.is_multiple_of(PART)) {
            Arc::make_mut(last).iter_mut().skip(pages % PART).for_each(|page| *page = None);
        }
        if !size.is_multiple_of(PAGE) {
            table.change(size / PAGE, size % PAGE, ZEROS.get(size % PAGE..).unwrap_or_default());
        }
    }

    fn page(&self, number: usize) -> Option<&Bytes> {
        self.0.parts.get(number / PART)?.get(number % PART)?.as_ref().map(Page::bytes)
    }
}

impl Table {
    /// Bytes of one page.
    fn change(&mut self, number: usize, within: usize, bytes: &[u8]) {
        while self.parts.len() <= number / PART {
            self.parts.push(Arc::new([const { None }; PART]));
        }
        let Some(part) = self.parts.get_mut(number / PART) else { return };
        let Some(slot) = Arc::make_mut(part).get_mut(number % PART) else { return };
        // A whole page, which is what SQLite nearly always writes, is not copied to be overwritten.
        if let Ok(whole) = <Bytes>::try_from(bytes) {
            let own = if let Some(Page::Made(bytes)) = slot { Arc::get_mut(bytes) } else { None };
            match own {
                Some(own) => *own = whole,
                None => *slot = Some(Page::Made(Arc::new(whole))),
            }
            return;
        }
        let page = slot.get_or_insert(Page::Given(&ZEROS)).own();
        if let Some(place) = page.get_mut(within..within + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }
}
