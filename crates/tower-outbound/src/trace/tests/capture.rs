//! A subscriber that captures the fields of spans and events.

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

/// The fields of a span or an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::trace) struct Captured {
    pub(in crate::trace) name: &'static str,
    /// The name of the enclosing span.
    pub(in crate::trace) parent: Option<&'static str>,
    pub(in crate::trace) fields: BTreeMap<&'static str, String>,
}

impl Captured {
    /// The value of a field, empty if absent.
    pub(in crate::trace) fn get(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }
}

impl Visit for Captured {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }
}

/// Captures spans when they close, and events.
#[derive(Clone, Default)]
pub(in crate::trace) struct Capture {
    spans: Arc<Mutex<Vec<Captured>>>,
    events: Arc<Mutex<Vec<Captured>>>,
}

impl Capture {
    /// Captures spans and events of `level` and above on this thread.
    pub(in crate::trace) fn subscribe(level: Level) -> (Self, DefaultGuard) {
        let capture = Self::default();
        let subscriber =
            Registry::default().with(capture.clone().with_filter(LevelFilter::from_level(level)));
        (capture, tracing::subscriber::set_default(subscriber))
    }

    /// Takes the closed spans.
    pub(in crate::trace) fn spans(&self) -> Vec<Captured> {
        std::mem::take(&mut *self.spans.lock().unwrap())
    }

    /// Takes the events.
    pub(in crate::trace) fn events(&self) -> Vec<Captured> {
        std::mem::take(&mut *self.events.lock().unwrap())
    }

    /// Takes the closed spans and returns the only one of this name.
    pub(in crate::trace) fn span(&self, name: &str) -> Captured {
        let mut found: Vec<_> = self.spans().into_iter().filter(|span| span.name == name).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Capture {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let parent = span.parent().map(|parent| parent.name());
        let mut captured = Captured { name: span.name(), parent, ..Captured::default() };
        attributes.record(&mut captured);
        span.extensions_mut().insert(captured);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        if let Some(captured) = span.extensions_mut().get_mut::<Captured>() {
            values.record(captured);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let parent = context.lookup_current().map(|span| span.name());
        let mut captured = Captured { name: event.metadata().name(), parent, ..Captured::default() };
        event.record(&mut captured);
        self.events.lock().unwrap().push(captured);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let captured = context.span(&id).unwrap().extensions_mut().remove::<Captured>();
        self.spans.lock().unwrap().extend(captured);
    }
}
