//! Strict reading of a [`Node`]: a map key that is never read is an error.

use super::node::{Map, Node};
use crate::error::{Error, Result};

/// A value and its JSON pointer.
#[derive(Debug, Clone)]
pub struct Cursor<'n> {
    node: &'n Node,
    pointer: String,
}

impl<'n> Cursor<'n> {
    /// Creates a cursor at the root of a document.
    pub fn root(node: &'n Node) -> Cursor<'n> {
        Cursor { node, pointer: String::new() }
    }

    /// Returns the JSON pointer (RFC 6901) of this value.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the value.
    pub fn node(&self) -> &'n Node {
        self.node
    }

    /// Returns the member `key` of a map without marking it as read: for references.
    pub fn look_up(&self, key: &str) -> Option<Cursor<'n>> {
        match self.node {
            Node::Map(map) => map.get(key).map(|node| self.child(key, node)),
            _ => None,
        }
    }

    /// Creates an error about this value.
    pub fn error(&self, message: impl Into<String>) -> Error {
        Error::at(self.pointer.clone(), message)
    }

    /// Returns this value as a map with a fixed set of keys.
    pub fn object(&self) -> Result<Object<'n>> {
        Ok(Object { entries: self.map()?, read: Vec::new(), at: self.clone() })
    }

    /// Returns the entries of a map with arbitrary keys.
    pub fn entries(&self) -> Result<Vec<(&'n str, Cursor<'n>)>> {
        Ok(self.map()?.iter().map(|(key, node)| (key.as_str(), self.child(key, node))).collect())
    }

    /// Returns the elements of a list.
    pub fn elements(&self) -> Result<Vec<Cursor<'n>>> {
        match self.node {
            Node::List(nodes) => Ok(nodes
                .iter()
                .enumerate()
                .map(|(index, node)| self.child(&index.to_string(), node))
                .collect()),
            other => Err(self.error(format!("expected a list, found {}", other.kind()))),
        }
    }

    /// Returns text.
    pub fn text(&self) -> Result<String> {
        match self.node {
            Node::Text(text) => Ok(text.clone()),
            other => Err(self.error(format!("expected text, found {}", other.kind()))),
        }
    }

    /// Returns a boolean.
    pub fn boolean(&self) -> Result<bool> {
        match self.node {
            Node::Bool(value) => Ok(*value),
            other => Err(self.error(format!("expected a boolean, found {}", other.kind()))),
        }
    }

    /// Returns a list of text.
    pub fn texts(&self) -> Result<Vec<String>> {
        self.elements()?.iter().map(Cursor::text).collect()
    }

    fn map(&self) -> Result<&'n Map> {
        match self.node {
            Node::Map(map) => Ok(map),
            other => Err(self.error(format!("expected a map, found {}", other.kind()))),
        }
    }

    fn child(&self, key: &str, node: &'n Node) -> Cursor<'n> {
        let key = key.replace('~', "~0").replace('/', "~1");
        Cursor { node, pointer: format!("{}/{key}", self.pointer) }
    }
}

/// A map that is read key by key. Unread keys are an error in [`finish`](Object::finish).
#[derive(Debug)]
pub struct Object<'n> {
    entries: &'n Map,
    read: Vec<&'static str>,
    at: Cursor<'n>,
}

impl<'n> Object<'n> {
    /// Returns the value of `key`, if present.
    pub fn get(&mut self, key: &'static str) -> Option<Cursor<'n>> {
        self.read.push(key);
        self.entries.get(key).map(|node| self.at.child(key, node))
    }

    /// Returns the value of the required `key`.
    pub fn require(&mut self, key: &'static str) -> Result<Cursor<'n>> {
        self.get(key).ok_or_else(|| self.at.error(format!("missing `{key}`")))
    }

    /// Returns text, if present.
    pub fn text(&mut self, key: &'static str) -> Result<Option<String>> {
        self.get(key).map(|at| at.text()).transpose()
    }

    /// Returns a boolean; `false` if absent.
    pub fn flag(&mut self, key: &'static str) -> Result<bool> {
        self.get(key).map_or(Ok(false), |at| at.boolean())
    }

    /// Returns a raw value, if present.
    pub fn raw(&mut self, key: &'static str) -> Option<Node> {
        self.get(key).map(|at| at.node().clone())
    }

    /// Returns a list of text; empty if absent.
    pub fn texts(&mut self, key: &'static str) -> Result<Vec<String>> {
        self.get(key).map_or(Ok(Vec::new()), |at| at.texts())
    }

    /// Marks keys as read whose values do not matter.
    pub fn ignore(&mut self, keys: &[&'static str]) {
        self.read.extend_from_slice(keys);
    }

    /// Checks that every key was read.
    ///
    /// # Errors
    ///
    /// At the first key that was not.
    pub fn finish(self) -> Result<()> {
        match self.entries.iter().find(|(key, _)| !self.read.contains(&key.as_str())) {
            None => Ok(()),
            Some((key, node)) => Err(self.at.child(key, node).error(format!("unsupported key `{key}`"))),
        }
    }
}
