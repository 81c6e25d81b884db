//! What the diagrams share: a canvas with one style.

use std::fmt::Write;

/// Colours follow the reader's: rustdoc's own where the picture stands in rustdoc, or else the system's light or
/// dark. The ground is drawn, so that the picture can be read on any page.
const STYLE: &str = "\
.okd{--ink:var(--main-color,#1b2330);--ground:var(--main-background-color,#fff);--quiet:#66758a;\
--edge:#c3ccd8;--a:#2b6cb0;--b:#2f855a;--c:#b7631f;--d:#c53030}
@media(prefers-color-scheme:dark){.okd{--ink:var(--main-color,#e6eaf0);--ground:var(--main-background-color,#161b22);\
--quiet:#94a3b8;--edge:#4d5b6e;--a:#6aaeee;--b:#62c48f;--c:#e0a050;--d:#f47272}}
.okd text{font:13px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;fill:var(--ink);\
paint-order:stroke;stroke:var(--ground);stroke-width:4px;stroke-linejoin:round}
.okd .mono{font-family:ui-monospace,Menlo,'DejaVu Sans Mono',monospace;font-size:12px}
.okd .quiet{fill:var(--quiet);font-size:12px}
.okd .bold{font-weight:600}
.okd .ground{fill:var(--ground)}
.okd .edge{stroke:var(--edge);fill:none}
.okd .a{stroke:var(--a);fill:var(--a)}.okd .b{stroke:var(--b);fill:var(--b)}
.okd .c{stroke:var(--c);fill:var(--c)}.okd .d{stroke:var(--d);fill:var(--d)}
.okd .box{fill-opacity:.11;stroke-width:1.3}
.okd .slot{stroke-dasharray:5 3}
.okd .wire{fill:none;stroke-width:1.5}
.okd text.a{fill:var(--a)}.okd text.b{fill:var(--b)}.okd text.c{fill:var(--c)}.okd text.d{fill:var(--d)}
.okd text.a,.okd text.b,.okd text.c,.okd text.d{stroke:var(--ground)}
.okd .plain{stroke:none}.okd text.plain{stroke:none}";

/// Where a text stands in relation to its point.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture being drawn.
pub(crate) struct Canvas {
    body: String,
    width: f64,
    title: &'static str,
}

impl Canvas {
    pub(crate) fn new(width: f64, title: &'static str) -> Self {
        Self { body: String::new(), width, title }
    }

    pub(crate) fn text(&mut self, x: f64, y: f64, anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let _ =
            writeln!(self.body, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"{class}>{text}</text>");
    }

    /// A box with round corners; `x` and `y` are its upper left.
    pub(crate) fn rect(&mut self, [x, y, width, height]: [f64; 4], class: &str) {
        let _ = writeln!(
            self.body,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\" class=\"{class}\"/>"
        );
    }

    /// A line along `path`, in SVG's own words.
    pub(crate) fn path(&mut self, path: &str, class: &str) {
        let _ = writeln!(self.body, "<path d=\"{path}\" class=\"{class}\"/>");
    }

    /// A level arrow.
    pub(crate) fn arrow(&mut self, from: f64, to: f64, y: f64, class: &str) {
        let back = if to > from { -7.0 } else { 7.0 };
        self.path(&format!("M{from} {y}H{}", to + back / 2.0), &format!("wire {class}"));
        let tip = to + back;
        self.path(&format!("M{to} {y}L{tip} {}V{}Z", y - 4.0, y + 4.0), class);
    }

    /// The picture, in one element of this height.
    pub(crate) fn finish(self, height: f64) -> String {
        let Self { body, width, title } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             class=\"okd\" role=\"img\" style=\"max-width:100%;height:auto\">\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n<rect width=\"{width}\" height=\"{height}\" rx=\"10\" class=\"ground\"/>\n\
             {body}</svg>\n"
        )
    }
}
