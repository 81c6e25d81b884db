//! Lossless, tolerant data types for Okta's Management API.
