//! Shared by the plots: escaping, scales and number formats.

/// Escapes text for markup.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns a tick interval that divides `span` into four to eight parts: 1, 2 or 5 times a power of ten.
pub(crate) fn step(span: f64) -> f64 {
    let rough = (span / 8.0).max(f64::MIN_POSITIVE);
    let power = 10f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= rough).unwrap_or(10.0);
    factor * power
}

/// Formats a duration in milliseconds with up to three digits.
pub(crate) fn millis(value: f64) -> String {
    match value {
        value if value < 9.95 => format!("{value:.1} ms"),
        value if value < 999.5 => format!("{value:.0} ms"),
        value => format!("{:.1} s", value / 1000.0),
    }
}

/// Returns the quantile `share` of sorted values.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).or(sorted.first()).copied().unwrap_or_default()
}
