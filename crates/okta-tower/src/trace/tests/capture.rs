//! A subscriber that keeps the fields of spans and events.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::DefaultGuard,
};
use tracing_subscriber::{
    Layer, Registry,
    filter::LevelFilter,
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
};

/// The fields of a span or an event, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::trace) struct Seen {
    pub(in crate::trace) name: &'static str,
    /// The name of the span around it.
    pub(in crate::trace) parent: Option<&'static str>,
    pub(in crate::trace) fields: BTreeMap<&'static str, String>,
}

impl Seen {
    /// A field's value, empty if there is none.
    pub(in crate::trace) fn get(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }
}

impl Visit for Seen {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }
}

/// Keeps what it sees: spans when they close, events when they happen.
#[derive(Clone, Default)]
pub(in crate::trace) struct Capture {
    spans: Arc<Mutex<Vec<Seen>>>,
    events: Arc<Mutex<Vec<Seen>>>,
}

impl Capture {
    /// Listens on this thread to spans and events of `level` and above.
    pub(in crate::trace) fn listen(level: Level) -> (Self, DefaultGuard) {
        let capture = Self::default();
        let subscriber =
            Registry::default().with(capture.clone().with_filter(LevelFilter::from_level(level)));
        (capture, tracing::subscriber::set_default(subscriber))
    }

    /// The spans that have closed since the last time.
    pub(in crate::trace) fn spans(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.spans.lock().unwrap())
    }

    /// The events since the last time.
    pub(in crate::trace) fn events(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.events.lock().unwrap())
    }

    /// The one span of this name that has closed since the last time.
    pub(in crate::trace) fn span(&self, name: &str) -> Seen {
        let mut found: Vec<_> = self.spans().into_iter().filter(|span| span.name == name).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Capture {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let parent = span.parent().map(|parent| parent.name());
        let mut seen = Seen { name: span.name(), parent, ..Seen::default() };
        attributes.record(&mut seen);
        span.extensions_mut().insert(seen);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        if let Some(seen) = span.extensions_mut().get_mut::<Seen>() {
            values.record(seen);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let parent = context.lookup_current().map(|span| span.name());
        let mut seen = Seen { name: event.metadata().name(), parent, ..Seen::default() };
        event.record(&mut seen);
        self.events.lock().unwrap().push(seen);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let seen = context.span(&id).unwrap().extensions_mut().remove::<Seen>();
        self.spans.lock().unwrap().extend(seen);
    }
}
