//! `x-okta-lifecycle`: the release stage of a feature.

use super::cursor::Cursor;
use crate::error::Result;

/// The release stage of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Not stated.
    #[default]
    Unmarked,
    /// Generally available.
    General,
    /// Generally available to some orgs or products only.
    Limited,
    /// Early access.
    EarlyAccess,
    /// Beta.
    Beta,
    /// Deprecated.
    Deprecated,
    /// Removed; listed for reference only.
    Removed,
}

/// The value of `x-okta-lifecycle`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lifecycle {
    /// The stage.
    pub stage: Stage,
    /// The products that an org needs, such as `Okta Identity Engine`.
    pub products: Vec<String>,
}

impl Lifecycle {
    /// Parses the extension.
    pub fn read(at: &Cursor<'_>) -> Result<Lifecycle> {
        let mut object = at.object()?;
        object.ignore(&["features", "isGenerallyAvailable", "isCorsEnabled"]);
        let stage = match object.get("lifecycle") {
            None => Stage::Unmarked,
            Some(at) => match at.text()?.as_str() {
                "GA" => Stage::General,
                "LIMITED_GA" => Stage::Limited,
                "EA" => Stage::EarlyAccess,
                "BETA" => Stage::Beta,
                "DEPRECATED" => Stage::Deprecated,
                "TOMBSTONE" => Stage::Removed,
                other => return Err(at.error(format!("unsupported lifecycle `{other}`"))),
            },
        };
        let products = object.texts("SKUs")?;
        object.finish()?;
        Ok(Lifecycle { stage, products })
    }

    /// Returns the stage for a doc comment; `None` for generally available features.
    pub fn note(&self) -> Option<&'static str> {
        match self.stage {
            Stage::Unmarked | Stage::General => None,
            Stage::Limited => Some("limited availability"),
            Stage::EarlyAccess => Some("early access"),
            Stage::Beta => Some("beta"),
            Stage::Deprecated => Some("deprecated"),
            Stage::Removed => Some("removed from the API"),
        }
    }
}
