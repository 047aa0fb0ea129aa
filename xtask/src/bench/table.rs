//! What came out: medians with their spread, and the goals that were reached.

/// Median and extremes of the rounds.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let at = |n: usize| values.get(n).copied().unwrap_or(f64::NAN);
        let (count, middle) = (values.len(), values.len() / 2);
        let median = if count % 2 == 1 { at(middle) } else { f64::midpoint(at(middle.wrapping_sub(1)), at(middle)) };
        Spread { median, least: at(0), most: at(count.wrapping_sub(1)) }
    }

    pub fn shown(self, decimals: usize) -> String {
        let Spread { median, least, most } = self;
        format!("{median:.decimals$} [{least:.decimals$}..{most:.decimals$}]")
    }
}

/// One goal of docs/PERFORMANCE.md, measured.
pub struct Goal {
    pub id: &'static str,
    pub what: String,
    pub value: Spread,
    pub limit: Limit,
}

#[derive(Clone, Copy)]
pub enum Limit {
    AtMost(f64),
    AtLeast(f64),
    /// Only reported.
    None,
}

impl Goal {
    pub fn reached(&self) -> bool {
        match self.limit {
            Limit::AtMost(limit) => self.value.median <= limit,
            Limit::AtLeast(limit) => self.value.median >= limit,
            Limit::None => true,
        }
    }

    pub fn print(&self) {
        let limit = match self.limit {
            Limit::AtMost(limit) => format!("<= {limit}"),
            Limit::AtLeast(limit) => format!(">= {limit}"),
            Limit::None => "-".to_owned(),
        };
        let verdict = match self.limit {
            Limit::None => "",
            _ if self.reached() => "reached",
            _ => "MISSED",
        };
        println!("{:<4} {:<66} {:<24} {limit:<9} {verdict}", self.id, self.what, self.value.shown(2));
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn a_spread_is_the_median_and_the_extremes() {
        assert_eq!(Spread::of([3.0, 1.0, 2.0]).shown(1), "2.0 [1.0..3.0]");
        assert_eq!(Spread::of([4.0, 1.0]).shown(1), "2.5 [1.0..4.0]");
    }
}
