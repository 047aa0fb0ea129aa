//! Aligned columns.
use super::{BOLD, DIM, PLAIN, clean, hanging};
use anstream::println;
use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// A text and how it looks.
pub struct Cell(String, Style);

impl Cell {
    pub fn new(text: impl AsRef<str>) -> Self {
        Cell(clean(text.as_ref()), PLAIN)
    }

    #[must_use]
    pub fn styled(self, style: Style) -> Self {
        Cell(self.0, style)
    }

    fn padded(&self, width: usize) -> String {
        let (Cell(text, style), gap) = (self, width.saturating_sub(self.0.width()));
        format!("{style}{text}{style:#}{:gap$}", "")
    }
}

/// Rows under a line of headings.
pub struct Table {
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub fn new(headings: &[&str]) -> Self {
        Table { rows: vec![headings.iter().map(|heading| Cell::new(heading).styled(DIM)).collect()] }
    }

    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    pub fn print(&self) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |at: usize| self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.0.width()).max();
        let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
        for row in &self.rows {
            let cells = row.iter().zip(&widths).enumerate();
            let padded = cells.map(|(at, (cell, width))| cell.padded(if at + 1 == columns { 0 } else { *width }));
            println!("{}", padded.collect::<Vec<_>>().join("  ").trim_end());
        }
    }
}

/// Names with their values, one a line.
#[derive(Default)]
pub struct Facts(Vec<(String, Cell)>);

impl Facts {
    pub fn new() -> Self {
        Facts::default()
    }

    #[must_use]
    pub fn fact(self, name: &str, value: &str) -> Self {
        self.styled(name, value, PLAIN)
    }

    #[must_use]
    pub fn styled(mut self, name: &str, value: &str, style: Style) -> Self {
        self.0.push((name.to_owned(), Cell::new(value).styled(style)));
        self
    }

    pub fn print(&self) {
        let width = self.0.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        for (name, Cell(text, style)) in &self.0 {
            println!("  {DIM}{name:width$}{DIM:#}  {style}{}{style:#}", hanging(text, width + 4));
        }
    }
}

/// A line above what belongs together.
pub fn heading(text: &str) {
    println!("{BOLD}{}{BOLD:#}", clean(text));
}
