//! Pages by their numbers, in a table of two levels that is shared until it is changed.
use std::sync::Arc;

/// SQLite's own default.
pub(crate) const PAGE: usize = 4096;
/// Pages of one part of the table. A change copies the pointers of one part and those to all parts: so many that neither is long
/// for a database of some gigabytes.
const PART: usize = 256;

const ZEROS: Page = [0; PAGE];

type Page = [u8; PAGE];
type Part = [Option<Arc<Page>>; PART];

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

    fn page(&self, number: usize) -> Option<&Page> {
        self.0.parts.get(number / PART)?.get(number % PART)?.as_deref()
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
        if let Ok(page) = <Page>::try_from(bytes) {
            match slot.as_mut().and_then(Arc::get_mut) {
                Some(own) => *own = page,
                None => *slot = Some(Arc::new(page)),
            }
            return;
        }
        let page = Arc::make_mut(slot.get_or_insert_with(|| Arc::new([0; PAGE])));
        if let Some(place) = page.get_mut(within..within + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }
}
