//! The stack, from the call down to the wire. The order is that of `crates/okta-client/src/stack.rs`.

use crate::svg::{Anchor, Canvas};

/// Who a row belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Owner {
    /// A layer of okta-tower or tower-http.
    Stock,
    /// A place for layers of the user's.
    Slot,
    /// The transport.
    Wire,
}

use Owner::{Slot, Stock, Wire};

const ONCE_A_CALL: &[(Owner, &str, &str)] = &[
    (Stock, "call span", "one span, whatever the call takes"),
    (Stock, "deadline", "bounds all below, waits included"),
    (Slot, "your layers: per call", "policies, tenants, counting"),
    (Stock, "default headers", "part of the cache's key"),
    (Stock, "cache, coalescing", "off unless asked for; a hit costs nothing below"),
    (Stock, "retry", "repeats all below, where that duplicates nothing"),
];

const ONCE_AN_ATTEMPT: &[(Owner, &str, &str)] = &[
    (Stock, "rate limit", "quota is reserved before, corrected after"),
    (Stock, "attempt timeout", "token, connection, head and body"),
    (Stock, "collect", "a body cut short is sent for again"),
    (Slot, "your layers: per attempt", "not signed yet: safe to log"),
    (Stock, "auth", "fresh token and proof; the org's own origin only"),
    (Stock, "decompression", "gzip"),
    (Slot, "your layers: wire", "signed, as it goes out; token requests too"),
    (Stock, "attempt span", "one span a physical request"),
    (Wire, "transport", "hyper and rustls, or any tower Service"),
];

const WIDTH: f64 = 780.0;
const ROW: f64 = 38.0;
const BOX: f64 = 30.0;
const LEFT: f64 = 172.0;
const BROAD: f64 = 236.0;

pub(crate) fn draw() -> String {
    let mut canvas = Canvas::new(WIDTH, "The stack of layers that a call goes through");
    let middle = LEFT + BROAD / 2.0;
    canvas.text(middle, 34.0, Anchor::Middle, "mono bold", "okta.users().get(id).await");
    let mut y = 56.0;
    canvas.path(&format!("M{middle} 42V{y}"), "edge");
    y = group(&mut canvas, y, "once a call", ONCE_A_CALL);
    y = group(&mut canvas, y + 10.0, "once an attempt", ONCE_AN_ATTEMPT);
    canvas.path(&format!("M{middle} {}V{}", y - 8.0, y + 10.0), "edge");
    canvas.text(middle, y + 26.0, Anchor::Middle, "mono bold", "https://example.okta.com");
    canvas.finish(y + 44.0)
}

/// Draws rows from `top` on, with a bracket that names them; gives where the next may begin.
fn group(canvas: &mut Canvas, top: f64, name: &str, rows: &[(Owner, &str, &str)]) -> f64 {
    let bottom = top + rows.len() as f64 * ROW - (ROW - BOX);
    let bracket = LEFT - 18.0;
    canvas.path(&format!("M{} {top}H{bracket}V{bottom}H{}", bracket + 8.0, bracket + 8.0), "edge");
    canvas.text(bracket - 12.0, f64::midpoint(top, bottom) + 4.0, Anchor::End, "bold", name);
    let mut y = top;
    for (n, (owner, name, purpose)) in rows.iter().enumerate() {
        let (class, text) = match owner {
            Stock => ("a box", "plain"),
            Slot => ("c box slot", "c bold plain"),
            Wire => ("b box", "b bold plain"),
        };
        if n > 0 {
            let middle = LEFT + BROAD / 2.0;
            canvas.path(&format!("M{middle} {}V{y}", y - (ROW - BOX)), "edge");
        }
        canvas.rect([LEFT, y, BROAD, BOX], class);
        canvas.text(LEFT + BROAD / 2.0, y + 19.5, Anchor::Middle, text, name);
        canvas.text(LEFT + BROAD + 18.0, y + 19.5, Anchor::Start, "quiet", purpose);
        y += ROW;
    }
    y
}
