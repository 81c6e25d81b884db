//! Retry and rate limit together, over real sockets, in a hyper client that knows nothing else of Okta:
//! against limits that count, caps that refuse, and connections that break.

#[cfg(test)]
mod caller;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod pacing;
