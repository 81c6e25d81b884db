//! The page of an area.

use crate::document::Cursor;
use crate::error::Result;

/// What the page of an area says, besides what follows from its operations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaPage {
    /// What the area is.
    pub about: String,
    /// Rust code, with hidden lines.
    pub example: String,
    /// Mistakes that are often made.
    pub mistakes: Vec<String>,
}

impl AreaPage {
    pub(super) fn read(at: &Cursor<'_>) -> Result<AreaPage> {
        let mut object = at.object()?;
        let page = AreaPage {
            about: object.require("about")?.text()?,
            example: object.require("example")?.text()?,
            mistakes: object.texts("mistakes")?,
        };
        object.finish()?;
        Ok(page)
    }

    /// The paragraphs of the page, without a heading.
    pub fn text(&self) -> String {
        let mistakes: Vec<String> = self.mistakes.iter().map(|mistake| format!("- {mistake}")).collect();
        format!(
            "{}\n\n```no_run\n{}\n```\n\n# Common mistakes\n\n{}\n",
            self.about,
            self.example.trim_end(),
            mistakes.join("\n")
        )
    }
}
