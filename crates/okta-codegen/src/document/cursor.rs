//! Strict reading of a [`Node`]: every key of a map must be asked for, or `finish` names it.

use super::node::{Map, Node};
use crate::error::{Error, Result};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Cursor<'n> {
    node: &'n Node,
    pointer: String,
}

impl<'n> Cursor<'n> {
    /// The root of a document.
    pub fn root(node: &'n Node) -> Cursor<'n> {
        Cursor { node, pointer: String::new() }
    }

    /// The JSON pointer (RFC 6901) of this value.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The value itself.
    pub fn node(&self) -> &'n Node {
        self.node
    }

    /// The member `key` of a map that is looked up, not read through: for following references.
    pub fn look_up(&self, key: &str) -> Option<Cursor<'n>> {
        match self.node {
            Node::Map(map) => map.get(key).map(|node| self.child(key, node)),
            _ => None,
        }
    }

    /// An error about this value.
    pub fn error(&self, message: impl Into<String>) -> Error {
        Error::at(self.pointer.clone(), message)
    }

    /// This value as a map whose keys are to be read one by one.
    pub fn object(&self) -> Result<Object<'n>> {
        Ok(Object { entries: self.map()?, read: Vec::new(), at: self.clone() })
    }

    /// The entries of a map whose keys are free.
    pub fn entries(&self) -> Result<Vec<(&'n str, Cursor<'n>)>> {
        Ok(self.map()?.iter().map(|(key, node)| (key.as_str(), self.child(key, node))).collect())
    }

    /// The elements of a list.
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

    /// Text.
    pub fn text(&self) -> Result<String> {
        match self.node {
            Node::Text(text) => Ok(text.clone()),
            other => Err(self.error(format!("expected text, found {}", other.kind()))),
        }
    }

    /// A boolean.
    pub fn boolean(&self) -> Result<bool> {
        match self.node {
            Node::Bool(value) => Ok(*value),
            other => Err(self.error(format!("expected a boolean, found {}", other.kind()))),
        }
    }

    /// A list of text.
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

/// A map that is read key by key. What nobody asked for is an error at [`finish`](Object::finish).
#[derive(Debug)]
pub struct Object<'n> {
    entries: &'n Map,
    read: Vec<&'static str>,
    at: Cursor<'n>,
}

impl<'n> Object<'n> {
    /// The value of `key`, where there is one.
    pub fn get(&mut self, key: &'static str) -> Option<Cursor<'n>> {
        self.read.push(key);
        self.entries.get(key).map(|node| self.at.child(key, node))
    }

    /// The value of `key`, which must be there.
    pub fn require(&mut self, key: &'static str) -> Result<Cursor<'n>> {
        self.get(key).ok_or_else(|| self.at.error(format!("`{key}` is missing")))
    }

    /// Text, where there is any.
    pub fn text(&mut self, key: &'static str) -> Result<Option<String>> {
        self.get(key).map(|at| at.text()).transpose()
    }

    /// A boolean; `false` where there is none.
    pub fn flag(&mut self, key: &'static str) -> Result<bool> {
        self.get(key).map_or(Ok(false), |at| at.boolean())
    }

    /// A raw value, where there is one.
    pub fn raw(&mut self, key: &'static str) -> Option<Node> {
        self.get(key).map(|at| at.node().clone())
    }

    /// A list of text; empty where there is none.
    pub fn texts(&mut self, key: &'static str) -> Result<Vec<String>> {
        self.get(key).map_or(Ok(Vec::new()), |at| at.texts())
    }

    /// Keys that are understood and say nothing that matters here.
    pub fn ignore(&mut self, keys: &[&'static str]) {
        self.read.extend_from_slice(keys);
    }

    /// Ends the reading: an error names the first key that nobody asked for.
    pub fn finish(self) -> Result<()> {
        match self.entries.iter().find(|(key, _)| !self.read.contains(&key.as_str())) {
            None => Ok(()),
            Some((key, node)) => {
                Err(self.at.child(key, node).error(format!("`{key}` is not understood here")))
            }
        }
    }
}
