//! An Okta org inside your test process: real HTTP(S) on loopback, stateful and strict.
