//! Programs that show okta-client at work.
