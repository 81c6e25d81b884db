//! A call's life: a nonce that is learnt, a rate limit that is waited out, a token that was revoked.

use crate::svg::{Anchor, Canvas};

const LANES: [(&str, f64); 6] = [
    ("your program", 80.0),
    ("retry", 212.0),
    ("rate limit", 344.0),
    ("auth", 474.0),
    ("token endpoint", 640.0),
    ("Okta's API", 804.0),
];

const PROGRAM: usize = 0;
const RETRY: usize = 1;
const LIMIT: usize = 2;
const AUTH: usize = 3;
const TOKENS: usize = 4;
const API: usize = 5;

const WIDTH: f64 = 884.0;
const TOP: f64 = 66.0;
const STEP: f64 = 38.0;

enum Step {
    /// A request or an answer, from lane to lane.
    Goes(usize, usize, &'static str, Tone),
    /// Something that happens at a lane.
    Note(usize, &'static str),
    /// A line across: what begins here.
    Part(&'static str),
}

use Step::{Goes, Note, Part};

#[derive(Clone, Copy)]
enum Tone {
    Ask,
    Good,
    Bad,
}

use Tone::{Ask, Bad, Good};

const STORY: &[Step] = &[
    Goes(PROGRAM, RETRY, "users().get(id)", Ask),
    Part("attempt 1: no token yet, a nonce is demanded"),
    Goes(RETRY, LIMIT, "attempt 1", Ask),
    Note(LIMIT, "one request of the window reserved"),
    Goes(LIMIT, AUTH, "may go", Ask),
    Goes(AUTH, TOKENS, "signed assertion, proof", Ask),
    Goes(TOKENS, AUTH, "token bound to the key", Good),
    Goes(AUTH, API, "token, proof 1", Ask),
    Goes(API, AUTH, "401 use_dpop_nonce", Bad),
    Goes(AUTH, API, "token, proof 2 with the nonce", Ask),
    Goes(API, RETRY, "429, the window ends in 12 s", Bad),
    Note(LIMIT, "learns limit and window from every answer"),
    Part("attempt 2: 12 s later, by the server's clock, if the deadline allows"),
    Goes(RETRY, LIMIT, "attempt 2", Ask),
    Goes(LIMIT, AUTH, "may go", Ask),
    Goes(AUTH, API, "token, proof 3", Ask),
    Goes(API, AUTH, "401, the token was revoked", Bad),
    Goes(AUTH, TOKENS, "another assertion, proof", Ask),
    Goes(TOKENS, AUTH, "another token", Good),
    Goes(AUTH, API, "new token, proof 4", Ask),
    Goes(API, PROGRAM, "200: the user, after 2 attempts", Good),
];

pub(crate) fn draw() -> String {
    let mut canvas =
        Canvas::new(WIDTH, "A call's life: nonce, rate limit, refused token, each with a fresh proof");
    let bottom = TOP + 12.0 + STORY.len() as f64 * STEP;
    for (n, (name, x)) in LANES.into_iter().enumerate() {
        let class = if (RETRY..=AUTH).contains(&n) { "a box" } else { "b box" };
        canvas.path(&format!("M{x} 52V{bottom}"), "edge");
        canvas.rect([x - 62.0, 22.0, 124.0, 30.0], class);
        canvas.text(x, 41.5, Anchor::Middle, "bold plain", name);
    }
    for (n, step) in STORY.iter().enumerate() {
        let y = TOP + STEP * (n as f64 + 0.7);
        match *step {
            Goes(from, to, label, tone) => {
                let (class, text) = match tone {
                    Ask => ("a", ""),
                    Good => ("b", "b"),
                    Bad => ("d", "d"),
                };
                let (start, end) = (LANES[from].1, LANES[to].1);
                canvas.arrow(start, end, y, class);
                label_on(&mut canvas, start, end, y - 7.0, text, label);
            }
            Note(lane, text) => {
                let x = LANES[lane].1 + 12.0;
                canvas.path(&format!("M{} {}v12", x - 4.0, y - 10.0), "wire c");
                canvas.text(x + 4.0, y, Anchor::Start, "c", text);
            }
            Part(text) => {
                canvas.path(&format!("M24 {}H{}", y + 6.0, WIDTH - 24.0), "edge slot");
                canvas.text(24.0, y - 1.0, Anchor::Start, "quiet bold", text);
            }
        }
    }
    canvas.finish(bottom + 20.0)
}

/// A label above an arrow: over the last stretch of a long one, where no lane crosses it.
fn label_on(canvas: &mut Canvas, start: f64, end: f64, y: f64, class: &str, label: &str) {
    let near = if end < start { start - 12.0 } else { end - 12.0 };
    if (end - start).abs() > 200.0 {
        canvas.text(near, y, Anchor::End, class, label);
    } else {
        canvas.text(f64::midpoint(start, end), y, Anchor::Middle, class, label);
    }
}
