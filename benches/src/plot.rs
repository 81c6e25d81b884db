//! Bars, as SVG that reads on light and on dark paper.

use std::fmt::Write;

use crate::suite::Figure;

const WIDTH: f64 = 860.0;
const LABELS: f64 = 430.0;
const ROW: f64 = 30.0;
const TOP: f64 = 64.0;

/// One bar a figure; a line where the floor is (1), a tick where a figure has its target.
#[must_use]
pub fn bars(title: &str, unit: &str, figures: &[Figure], line_at_one: bool) -> String {
    let height = TOP + ROW * figures.len() as f64 + 34.0;
    let longest =
        figures.iter().map(|figure| figure.value.max(figure.target.unwrap_or(0.0))).fold(1.0, f64::max);
    let scale = (WIDTH - LABELS - 80.0) / longest;
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">
<style>
text {{ font: 13px system-ui, sans-serif; fill: #1f2328; }}
.title {{ font-size: 16px; font-weight: 600; }}
.quiet {{ fill: #59636e; }}
.bar {{ fill: #2f6feb; }}
.missed {{ fill: #d1242f; }}
.line {{ stroke: #59636e; stroke-dasharray: 3 3; }}
.target {{ stroke: #1f2328; stroke-width: 2; }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #e6edf3; }}
.quiet {{ fill: #9198a1; }}
.bar {{ fill: #6ca4f8; }}
.missed {{ fill: #ff7b72; }}
.line {{ stroke: #9198a1; }}
.target {{ stroke: #e6edf3; }}
}}
</style>
<text class="title" x="16" y="28">{title}</text>
<text class="quiet" x="16" y="48">{unit}</text>
"#
    );
    for (row, figure) in figures.iter().enumerate() {
        let y = TOP + ROW * row as f64;
        let width = (figure.value * scale).max(1.0);
        let class = if figure.holds() { "bar" } else { "missed" };
        let label = figure.short();
        let _ = writeln!(
            svg,
            r#"<text x="{x}" y="{text_y}" text-anchor="end">{label}</text>"#,
            x = LABELS - 12.0,
            text_y = y + 19.0
        );
        let _ = writeln!(
            svg,
            r#"<rect class="{class}" x="{LABELS}" y="{y}" width="{width:.1}" height="{h}" rx="3"/>"#,
            y = y + 5.0,
            h = ROW - 11.0
        );
        let _ = writeln!(
            svg,
            r#"<text x="{x:.1}" y="{text_y}">{value:.2}</text>"#,
            x = value_at(LABELS + width, figure.target.map(|target| LABELS + target * scale)),
            text_y = y + 19.0,
            value = figure.value
        );
        if let Some(target) = figure.target {
            let x = LABELS + target * scale;
            let _ = writeln!(
                svg,
                r#"<line class="target" x1="{x:.1}" x2="{x:.1}" y1="{y1}" y2="{y2}"/>"#,
                y1 = y + 2.0,
                y2 = y + ROW - 3.0
            );
        }
    }
    let bottom = TOP + ROW * figures.len() as f64;
    if line_at_one {
        let x = LABELS + scale;
        let _ = writeln!(
            svg,
            r#"<line class="line" x1="{x:.1}" x2="{x:.1}" y1="{y1}" y2="{bottom}"/>"#,
            y1 = TOP - 4.0
        );
        let _ = writeln!(
            svg,
            r#"<text class="quiet" x="{x:.1}" y="{y}" text-anchor="middle">1: the floor</text>"#,
            y = bottom + 18.0
        );
    }
    if figures.iter().any(|figure| figure.target.is_some()) {
        let _ = writeln!(
            svg,
            r#"<text class="quiet" x="16" y="{y}">A thick tick marks what a figure may be at most.</text>"#,
            y = bottom + 18.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// Where the value of a bar stands: after its end, and not on the tick of its target.
fn value_at(end: f64, tick: Option<f64>) -> f64 {
    const SPACE: f64 = 8.0;
    const DIGITS: f64 = 36.0;
    match tick {
        Some(tick) if (end..end + SPACE + DIGITS).contains(&tick) => tick + SPACE,
        _ => end + SPACE,
    }
}

#[cfg(test)]
mod tests {
    use super::{bars, value_at};
    use crate::suite::Figure;

    #[test]
    fn every_figure_has_its_bar_and_misses_stand_out() {
        let figure =
            |what: &str, value| Figure { what: what.to_owned(), value, range: None, target: Some(1.0) };
        let svg = bars("t", "u", &[figure("low", 0.5), figure("high", 2.0)], true);
        assert_eq!((svg.matches("<rect").count(), svg.matches(r#"class="missed""#).count()), (2, 1));
        assert!(svg.contains(">0.50<") && svg.contains(">2.00<"));
    }
    #[test]
    fn the_longest_label_has_room_beside_the_bars() {
        let what = "windows used / fewest possible, 500 calls, 500 at a time, 100 admitted in 2 s";
        assert!(Figure::new(what, 1.0).short().len() <= 62);
    }

    #[test]
    fn a_value_gives_way_to_the_tick_of_its_target() {
        assert_eq!(value_at(100.0, Some(110.0)), 118.0);
        assert_eq!(
            [value_at(100.0, Some(90.0)), value_at(100.0, Some(200.0)), value_at(100.0, None)],
            [108.0; 3]
        );
    }
}
