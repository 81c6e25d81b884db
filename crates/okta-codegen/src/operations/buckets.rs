//! Rate-limit buckets, by method and path.

use std::fmt::Write;

use indexmap::IndexMap;

use crate::document::{Cursor, Node};
use crate::emit::{File, WIDTH, doc, literal};
use crate::error::{Error, Result};
use crate::overrides::text_map;

/// The file of the table in okta-tower, relative to the workspace.
const FILE: &str = "crates/okta-tower/src/rate_limit/buckets.rs";

/// The path below which okta-tower looks up all paths in the table.
const MANAGEMENT: [&str; 2] = ["api", "v1"];

/// The table of buckets.
#[derive(Debug, Clone, Default)]
pub struct Buckets {
    /// Templates, in the order of the table.
    exact: Vec<Exact>,
    /// Prefixes, the longest first.
    prefixes: Vec<Prefix>,
}

/// A path template.
#[derive(Debug, Clone)]
struct Exact {
    /// Empty for all methods.
    methods: Vec<String>,
    /// `{}` matches any segment.
    segments: Vec<String>,
    bucket: String,
}

#[derive(Debug, Clone)]
struct Prefix {
    segments: Vec<String>,
    bucket: String,
}

impl Exact {
    fn matches(&self, method: &str, path: &[&str]) -> bool {
        (self.methods.is_empty() || self.methods.iter().any(|own| own == method))
            && self.segments.len() == path.len()
            && self.segments.iter().zip(path).all(|(own, segment)| own == "{}" || own == segment)
    }

    /// The match arm for the segments from `skip` on.
    fn arm(&self, skip: usize) -> String {
        let methods: Vec<String> = self.methods.iter().map(|method| format!("Method::{method}")).collect();
        let guard = match methods.as_slice() {
            [] => String::new(),
            methods => format!(" if matches!(*method, {})", methods.join(" | ")),
        };
        arm(&format!("[{}]{guard}", pattern(&self.segments, skip).join(", ")), &self.bucket)
    }
}

impl Prefix {
    fn arm(&self, skip: usize) -> String {
        let mut segments = pattern(&self.segments, skip);
        segments.push("..".to_owned());
        arm(&format!("[{}]", segments.join(", ")), &self.bucket)
    }
}

impl Buckets {
    /// Parses YAML text.
    pub fn parse(text: &str) -> Result<Buckets> {
        let node = Node::parse(text)?;
        let mut object = Cursor::root(&node).object()?;
        let mut exact = Vec::new();
        for (key, bucket) in object.get("exact").map_or(Ok(IndexMap::new()), |at| text_map(&at))? {
            let (methods, path) = key.rsplit_once(' ').unwrap_or(("", &key));
            let methods: Vec<String> = methods.split_whitespace().map(str::to_owned).collect();
            let segments: Vec<String> = segments(path).map(str::to_owned).collect();
            if !methods.is_empty() && !is_management(&segments) {
                return Err(Error::general(format!("buckets: unsupported methods in `{key}`")));
            }
            exact.push(Exact { methods, segments, bucket });
        }
        let mut families = object.get("families").map_or(Ok(IndexMap::new()), |at| text_map(&at))?;
        families.extend(object.texts("prefixes")?.into_iter().map(|prefix| (prefix.clone(), prefix)));
        object.finish()?;
        let mut prefixes: Vec<Prefix> = families
            .into_iter()
            .map(|(prefix, bucket)| Prefix {
                segments: segments(&prefix).map(str::to_owned).collect(),
                bucket,
            })
            .collect();
        prefixes.sort_by_key(|prefix| std::cmp::Reverse(prefix.segments.len()));
        Ok(Buckets { exact, prefixes })
    }

    /// Returns the bucket of a method and path template; `None` if the table does not cover it.
    pub fn get(&self, method: &str, path: &str) -> Option<&str> {
        let path: Vec<&str> = segments(path).collect();
        let exact = self.exact.iter().find(|exact| exact.matches(method, &path));
        let prefix = |prefix: &&Prefix| {
            path.get(..prefix.segments.len()).is_some_and(|start| prefix.segments.iter().eq(start))
        };
        exact
            .map(|exact| &exact.bucket)
            .or_else(|| self.prefixes.iter().find(prefix).map(|prefix| &prefix.bucket))
            .map(String::as_str)
    }

    /// Renders the table as a module of okta-tower.
    ///
    /// It contains those of all documents.
    pub fn file<'a>(documents: impl Iterator<Item = &'a Buckets>) -> File {
        let mut all = Buckets::default();
        for table in documents {
            all.exact.extend_from_slice(&table.exact);
            all.prefixes.extend_from_slice(&table.prefixes);
        }
        all.prefixes.sort_by_key(|prefix| std::cmp::Reverse(prefix.segments.len()));
        let arms = |management: bool| -> String {
            let skip = if management { MANAGEMENT.len() } else { 0 };
            let exact = all.exact.iter().filter(|exact| is_management(&exact.segments) == management);
            let prefixes = all.prefixes.iter().filter(|prefix| is_management(&prefix.segments) == management);
            exact.map(|exact| exact.arm(skip)).chain(prefixes.map(|prefix| prefix.arm(skip))).collect()
        };
        let mut text = doc(
            "//!",
            0,
            "Rate-limit buckets by path ([Okta: rate limits](https://developer.okta.com/docs/reference/rl2-concepts/)).\n\n\
             Generated by okta-codegen from the tables `buckets.yaml` of its overrides. Do not edit: change a table and run the \
             generator again.",
        );
        text.push_str(
            "\nuse http::Method;\n\n\
             /// Returns the bucket of a path below `/api/v1`, by the segments after `/api/v1`.\n\
             pub(super) fn management(method: &Method, segments: &[&str]) -> &'static str {\n    match segments {\n",
        );
        text.push_str(&arms(true));
        text.push_str(
            "    }\n}\n\n\
             /// Returns the bucket of any other path; `None` if the table does not cover it.\n\
             pub(super) fn other(segments: &[&str]) -> Option<&'static str> {\n    let bucket = match segments {\n",
        );
        text.push_str(&arms(false));
        text.push_str("        _ => return None,\n    };\n    Some(bucket)\n}\n");
        File { path: FILE.to_owned(), text }
    }
}

fn is_management(segments: &[String]) -> bool {
    segments.get(..MANAGEMENT.len()).is_some_and(|start| start == MANAGEMENT)
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn pattern(segments: &[String], skip: usize) -> Vec<String> {
    let pattern = |segment: &String| if segment == "{}" { "_".to_owned() } else { literal(segment) };
    segments.iter().skip(skip).map(pattern).collect()
}

fn arm(pattern: &str, bucket: &str) -> String {
    let bucket = literal(bucket);
    let mut arm = format!("        {pattern} => {bucket},\n");
    if arm.len() > WIDTH + 1 {
        arm.clear();
        let _ = write!(arm, "        {pattern} => {{\n            {bucket}\n        }}\n");
    }
    arm
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_templates_precede_longest_prefixes() {
        let table = Buckets::parse(include_str!("../../overrides/management/buckets.yaml")).unwrap();
        let bucket = |method, path| table.get(method, path).unwrap();
        assert_eq!(bucket("GET", "/api/v1/users/{id}"), "/api/v1/users/{id:.+}");
        assert_eq!(bucket("PUT", "/api/v1/users/{id}"), "/api/v1/users/{id}");
        assert_eq!(bucket("GET", "/api/v1/users/{userId}/roles"), "/api/v1/users");
        assert_eq!(bucket("GET", "/api/v1/usersettings"), "/api/v1");
        assert_eq!(table.get("GET", "/elsewhere"), None);
    }

    #[test]
    fn renders_match_arms() {
        let table = "exact:\n  GET PUT /api/v1/a/{}: one\n  /b: two\nfamilies: { /api/v1/a: three }\nprefixes: [/api/v1, /c]\n";
        let text = Buckets::file([&Buckets::parse(table).unwrap()].into_iter()).text;
        let arms: Vec<&str> =
            text.lines().filter(|line| line.starts_with("        [")).map(str::trim).collect();
        assert_eq!(
            arms,
            [
                r#"["a", _] if matches!(*method, Method::GET | Method::PUT) => "one","#,
                r#"["a", ..] => "three","#,
                r#"[..] => "/api/v1","#,
                r#"["b"] => "two","#,
                r#"["c", ..] => "/c","#,
            ]
        );
        assert!(Buckets::parse("{ exact: { GET /b: two }, families: {}, prefixes: [] }").is_err());
    }
}
