//! Decoding and encoding of users, applications and log events: the lossless models, borrowed structs of a
//! few fields, serde derive with `flatten`, and `serde_json::Value`.
//!
//! Run with `cargo bench -p okta-benches --bench models`. Compare times within one run; allocations are
//! exact.

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};
use okta_benches::payload;
use okta_benches::serde_types::{BorrowedApplication, BorrowedEvent, BorrowedUser, DerivedUser};
use okta_models::{Application, Items, LogEvent, Model, User, decode_list};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

fn decode_derived<'a, T: Deserialize<'a>>(bencher: Bencher<'_, '_>, page: &'a str) {
    bencher
        .counter(BytesCount::of_str(page))
        .bench_local(|| serde_json::from_str::<Vec<T>>(black_box(page)).ok());
}

fn decode<T: Model>(bencher: Bencher<'_, '_>, page: &str) {
    bencher
        .counter(BytesCount::of_str(page))
        .bench_local(|| decode_list::<T>(black_box(page.as_bytes())).ok());
}

fn encode<T: Model>(bencher: Bencher<'_, '_>, page: &str) {
    let items: Items<T> = decode_list(page.as_bytes()).unwrap_or_default();
    bencher.counter(BytesCount::of_str(page)).bench_local(|| {
        let mut out = Vec::with_capacity(page.len());
        for item in items.iter().flatten() {
            black_box(item).encode(&mut out);
        }
        out
    });
}

fn encode_decode_derived<'a, T: Deserialize<'a> + Serialize>(bencher: Bencher<'_, '_>, page: &'a str) {
    let items: Option<Vec<T>> = serde_json::from_str(page).ok();
    bencher.counter(BytesCount::of_str(page)).bench_local(|| serde_json::to_vec(black_box(&items)).ok());
}

#[divan::bench_group]
mod users {
    use super::*;

    #[divan::bench]
    fn decode_models(bencher: Bencher<'_, '_>) {
        decode::<User>(bencher, &payload::users(200));
    }

    #[divan::bench]
    fn decode_derive_flatten(bencher: Bencher<'_, '_>) {
        decode_derived::<DerivedUser>(bencher, &payload::users(200));
    }

    #[divan::bench]
    fn decode_borrowed(bencher: Bencher<'_, '_>) {
        decode_derived::<BorrowedUser<'_>>(bencher, &payload::users(200));
    }

    #[divan::bench]
    fn decode_value(bencher: Bencher<'_, '_>) {
        decode_derived::<Value>(bencher, &payload::users(200));
    }

    #[divan::bench]
    fn encode_models(bencher: Bencher<'_, '_>) {
        encode::<User>(bencher, &payload::users(200));
    }

    #[divan::bench]
    fn encode_derive_flatten(bencher: Bencher<'_, '_>) {
        encode_decode_derived::<DerivedUser>(bencher, &payload::users(200));
    }

    #[divan::bench]
    fn encode_value(bencher: Bencher<'_, '_>) {
        encode_decode_derived::<Value>(bencher, &payload::users(200));
    }
}

#[divan::bench_group]
mod applications {
    use super::*;

    #[divan::bench]
    fn decode_models(bencher: Bencher<'_, '_>) {
        decode::<Application>(bencher, &payload::applications(200));
    }

    #[divan::bench]
    fn decode_borrowed(bencher: Bencher<'_, '_>) {
        decode_derived::<BorrowedApplication<'_>>(bencher, &payload::applications(200));
    }

    #[divan::bench]
    fn decode_value(bencher: Bencher<'_, '_>) {
        decode_derived::<Value>(bencher, &payload::applications(200));
    }

    #[divan::bench]
    fn encode_models(bencher: Bencher<'_, '_>) {
        encode::<Application>(bencher, &payload::applications(200));
    }

    #[divan::bench]
    fn encode_value(bencher: Bencher<'_, '_>) {
        encode_decode_derived::<Value>(bencher, &payload::applications(200));
    }
}

#[divan::bench_group]
mod log_events {
    use super::*;

    #[divan::bench]
    fn decode_models(bencher: Bencher<'_, '_>) {
        decode::<LogEvent>(bencher, &payload::log_events(100));
    }

    #[divan::bench]
    fn decode_borrowed(bencher: Bencher<'_, '_>) {
        decode_derived::<BorrowedEvent<'_>>(bencher, &payload::log_events(100));
    }

    #[divan::bench]
    fn decode_value(bencher: Bencher<'_, '_>) {
        decode_derived::<Value>(bencher, &payload::log_events(100));
    }

    #[divan::bench]
    fn encode_models(bencher: Bencher<'_, '_>) {
        encode::<LogEvent>(bencher, &payload::log_events(100));
    }

    #[divan::bench]
    fn encode_value(bencher: Bencher<'_, '_>) {
        encode_decode_derived::<Value>(bencher, &payload::log_events(100));
    }
}
