//! Bar charts as SVG, for light and dark themes.

use std::fmt::Write;

use crate::suite::Measurement;

const WIDTH: f64 = 860.0;
const LABELS: f64 = 430.0;
const ROW: f64 = 30.0;
const TOP: f64 = 64.0;

/// Renders a bar per measurement with a tick at its target, and optionally a line at 1, the floor.
#[must_use]
pub fn bars(title: &str, unit: &str, measurements: &[Measurement], line_at_one: bool) -> String {
    let height = TOP + ROW * measurements.len() as f64 + 34.0;
    let max = measurements
        .iter()
        .map(|measurement| measurement.value.max(measurement.target.unwrap_or(0.0)))
        .fold(1.0, f64::max);
    let scale = (WIDTH - LABELS - 80.0) / max;
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
    for (row, measurement) in measurements.iter().enumerate() {
        let y = TOP + ROW * row as f64;
        let width = (measurement.value * scale).max(1.0);
        let class = if measurement.meets_target() { "bar" } else { "missed" };
        let label = measurement.short_label();
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
            x = value_x(LABELS + width, measurement.target.map(|target| LABELS + target * scale)),
            text_y = y + 19.0,
            value = measurement.value
        );
        if let Some(target) = measurement.target {
            let x = LABELS + target * scale;
            let _ = writeln!(
                svg,
                r#"<line class="target" x1="{x:.1}" x2="{x:.1}" y1="{y1}" y2="{y2}"/>"#,
                y1 = y + 2.0,
                y2 = y + ROW - 3.0
            );
        }
    }
    let bottom = TOP + ROW * measurements.len() as f64;
    if line_at_one {
        let x = LABELS + scale;
        let _ = writeln!(
            svg,
            r#"<line class="line" x1="{x:.1}" x2="{x:.1}" y1="{y1}" y2="{bottom}"/>"#,
            y1 = TOP - 4.0
        );
        let _ = writeln!(
            svg,
            r#"<text class="quiet" x="{x:.1}" y="{y}" text-anchor="middle">1: floor</text>"#,
            y = bottom + 18.0
        );
    }
    if measurements.iter().any(|measurement| measurement.target.is_some()) {
        let _ = writeln!(
            svg,
            r#"<text class="quiet" x="16" y="{y}">Thick tick: target (maximum).</text>"#,
            y = bottom + 18.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// Returns the x position of a bar's value: after the bar, without overlapping the target's tick.
fn value_x(end: f64, tick: Option<f64>) -> f64 {
    const SPACE: f64 = 8.0;
    const DIGITS: f64 = 36.0;
    match tick {
        Some(tick) if (end..end + SPACE + DIGITS).contains(&tick) => tick + SPACE,
        _ => end + SPACE,
    }
}

#[cfg(test)]
mod tests {
    use super::{bars, value_x};
    use crate::suite::Measurement;

    #[test]
    fn each_measurement_has_a_bar() {
        let measurement = |label, value| Measurement::new(label, value).with_target(1.0);
        let svg = bars("t", "u", &[measurement("low", 0.5), measurement("high", 2.0)], true);
        assert_eq!((svg.matches("<rect").count(), svg.matches(r#"class="missed""#).count()), (2, 1));
        assert!(svg.contains(">0.50<") && svg.contains(">2.00<"));
    }

    #[test]
    fn longest_label_fits() {
        let label = "windows used / minimum, 500 calls, concurrency 500, limit 100 per 2 s";
        assert!(Measurement::new(label, 1.0).short_label().len() <= 62);
    }

    #[test]
    fn value_does_not_overlap_target_tick() {
        assert_eq!(value_x(100.0, Some(110.0)), 118.0);
        assert_eq!(
            [value_x(100.0, Some(90.0)), value_x(100.0, Some(200.0)), value_x(100.0, None)],
            [108.0; 3]
        );
    }
}
