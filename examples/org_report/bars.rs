//! Bar charts of counts.

use std::fmt::Write;

use crate::{read::Counts, svg::escape};

/// Renders a card with bars for the first rows and the number of remaining rows.
pub(crate) fn card(title: &str, counts: &Counts) -> String {
    const ROWS: usize = 8;
    let largest = counts.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let mut out = format!("<section class=card><h2>{}</h2><table class=bars>", escape(title));
    for (name, count) in counts.iter().take(ROWS) {
        let width = 100.0 * *count as f64 / largest as f64;
        let _ = write!(
            out,
            "<tr><th scope=row>{}<td><span class=bar style=\"width:{width:.1}%\"></span><td class=n>{count}",
            escape(name)
        );
    }
    out.push_str("</table>");
    if counts.is_empty() {
        out.push_str("<p class=note>none</p>");
    }
    if counts.len() > ROWS {
        let _ = write!(out, "<p class=note>and {} more</p>", counts.len() - ROWS);
    }
    out.push_str("</section>");
    out
}
