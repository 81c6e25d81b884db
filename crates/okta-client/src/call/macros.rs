//! The macros that generated modules consist of.
//!
//! Methods are `#[inline]` to shorten builds: code is generated for those that a program calls, not for all.

/// Declares the handle of an API beside the Management API, which returns the handles of its areas, and the method of
/// [`Client`](crate::Client) that returns it: of this client, or of one that is derived for the `separate` server of the
/// API.
macro_rules! api {
    ($(#[$doc:meta])* separate $method:ident => $name:ident) => {
        api! { @handle $(#[$doc])* $name }

        impl $name {
            /// Creates the handle of a client whose org URL and credential are those of the API's server.
            #[must_use]
            pub fn new(client: &crate::Client) -> Self {
                Self { client: client.clone() }
            }
        }

        impl crate::Client {
            $(#[$doc])*
            ///
            /// They are on a separate server, `url`, which takes another credential. The client of the handle is derived from
            /// this one: it shares connections and settings, but neither credential nor rate limits nor cached responses.
            ///
            /// # Errors
            ///
            /// Fails if the URL is not valid, or this client was created by
            /// [`from_service`](crate::Client::from_service); a handle can be created of any client.
            pub fn $method(
                &self,
                url: impl Into<String>,
                credential: impl okta_tower::auth::Credential,
            ) -> Result<$name, crate::Error> {
                self.to_builder()?.org_url(url).credential(credential).build().map(|client| $name { client })
            }
        }
    };
    ($(#[$doc:meta])* $method:ident => $name:ident) => {
        api! { @handle $(#[$doc])* $name }

        impl crate::Client {
            $(#[$doc])*
            #[must_use]
            #[inline]
            pub fn $method(&self) -> $name {
                $name { client: self.clone() }
            }
        }
    };
    (@handle $(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            pub(in crate::api) client: crate::Client,
        }
    };
}

/// Declares a handle and the method of [`Client`](crate::Client), or of the handle of an API, that returns it. It may
/// hold the first path parameter of its operations.
macro_rules! handle {
    ($(#[$doc:meta])* $method:ident $(($bound:ident))? => $name:ident of $api:ty) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            pub(super) client: crate::Client,
            $(pub(super) $bound: String,)?
        }

        impl $api {
            $(#[$doc])*
            #[must_use]
            #[inline]
            pub fn $method(&self $(, $bound: impl Into<String>)?) -> $name {
                $name { client: self.client.clone() $(, $bound: $bound.into())? }
            }
        }
    };
    ($(#[$doc:meta])* $method:ident => $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            pub(super) client: crate::Client,
        }

        impl crate::Client {
            $(#[$doc])*
            #[must_use]
            #[inline]
            pub fn $method(&self) -> $name {
                $name { client: self.clone() }
            }
        }
    };
}

/// Declares the enum of an operation whose response type depends on the status. A status that is not listed is decoded
/// as the first.
macro_rules! response_by_status {
    ($(#[$doc:meta])* $name:ident { $status:literal => $variant:ident($value:ty), $($more:literal => $other:ident($type:ty),)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            #[doc = concat!("The response with status ", $status, ".")]
            $variant($value),
            $(
                #[doc = concat!("The response with status ", $more, ".")]
                $other($type),
            )*
        }

        impl crate::call::response::ByStatus for $name {
            #[inline]
            fn decode(status: u16, body: &[u8]) -> Result<Self, okta_models::DecodeError> {
                match status {
                    $($more => okta_models::Model::decode(body).map(Self::$other),)*
                    _ => okta_models::Model::decode(body).map(Self::$variant),
                }
            }
        }
    };
}

/// Declares one operation: the method of its handle, and the builder that it returns.
///
/// ```text
/// operation! {
///     /// Docs of the method.
///     Users.replace(id) -> json models::User as ReplaceUser;
///     PUT "/api/v1/users/{id}" = "replaceUser", bucket "/api/v1/users/{id}", scopes ["okta.users.manage"];
///     required query strict: bool = "strict";
///     body json models::UpdateUserRequest;
///     /// Docs of a setter.
///     header if_match: String = "If-Match";
/// }
/// ```
///
/// The response is `json T`, `optional Option<T>`, `nothing ()`, `text String`, `by_status Enum` or `list T`; `url String`
/// is the URL of the operation, which a browser opens. The handle may hold the first path parameter: `Servers[id].get()`.
/// Parameters are sent as `query`, `each` (one query parameter per element), `joined` (by commas) or `header`.
macro_rules! operation {
    (
        $(#[$meta:meta])*
        $handle:ident $([$bound:ident])?.$method:ident($($segment:ident),*) -> $kind:ident $value:ty as $builder:ident;
        $verb:ident $path:literal = $id:literal, bucket $bucket:literal, scopes [$($scope:literal),*]
            $(, security $security:ident)?
            $(, idempotent $idempotent:literal)?
            $(, secret $secret:literal)?
            $(, redirect $redirect:literal)?
            $(, server $server:literal)?
            $(, content $content:literal)?
            $(, accept $accept:literal)?
            $(, or $other:ident $other_type:literal)?
            $(, items $items:literal)?
            $(, tail $tail:ident)?
            $(, parallel $time:ident $key:ident)?;
        $(required $required_style:ident $required:ident: $required_type:ty = $required_name:literal;)*
        $(body $body_kind:ident $body_type:ty;)?
        $(optional body $optional_kind:ident $optional_type:ty;)?
        $($(#[$doc:meta])+ $style:ident $name:ident: $type:ty = $wire:literal;)*
    ) => {
        impl $handle {
            $(#[$meta])*
            #[inline]
            pub fn $method(
                &self,
                $($segment: impl AsRef<str>,)*
                $($required: impl Into<$required_type>,)*
                $(body: impl Into<$body_type>,)?
            ) -> $builder {
                static META: okta_tower::meta::OperationMeta =
                    okta_tower::meta::OperationMeta::new($id, http::Method::$verb, $path)
                        .bucket($bucket)
                        .scopes(&[$($scope),*])
                        $(.security(okta_tower::meta::Security::$security))?
                        $(.idempotent($idempotent))?
                        $(.secret($secret))?;
                let call = crate::call::Call::new(&self.client, &META, &[$(self.$bound.as_str(),)? $($segment.as_ref()),*])
                    $(.redirect($redirect))?
                    $(.server($server))?
                    $(.content_type($content))?
                    $(.accept($accept))?
                    $(.body(crate::call::body::$body_kind(Into::<$body_type>::into(body))))?
                    $(.$required_style($required_name, &Into::<$required_type>::into($required)))*;
                $builder { call }
            }
        }

        #[doc = concat!("A call of [`", stringify!($handle), "::", stringify!($method), "`].")]
        #[must_use = "calls do nothing until awaited"]
        #[derive(Debug)]
        pub struct $builder {
            call: crate::call::Call,
        }

        impl $builder {
            $(
                /// Sets the request body.
                #[inline]
                pub fn body(self, body: impl Into<$optional_type>) -> Self {
                    let body = Into::<$optional_type>::into(body);
                    Self { call: self.call.body(crate::call::body::$optional_kind(body)) }
                }
            )?
            $(
                #[doc = concat!("Sends the call and returns the response as `", $other_type, "`.")]
                ///
                /// # Errors
                ///
                /// Fails if the call fails, the server responds with an error, or the response is not UTF-8.
                #[inline]
                pub async fn $other(self) -> Result<crate::Response<String>, crate::Error> {
                    self.call.accept($other_type).send(crate::call::response::text).await
                }
            )?
            $(setter! { $style $(#[$doc])+ $name $type, $wire })*
            call_options! { self => self.call.request() }
        }

        send_methods! { $kind $builder $value, [$($items)?], [$($tail)?], [$($time $key)?] }
    };
}

/// The setter of one optional parameter.
macro_rules! setter {
    (each $(#[$doc:meta])+ $name:ident $type:ty, $wire:literal) => {
        $(#[$doc])+
        #[inline]
        pub fn $name(self, values: impl IntoIterator<Item = impl Into<$type>>) -> Self {
            let values = values.into_iter().map(|value| Into::<$type>::into(value).to_string()).collect();
            Self { call: self.call.each($wire, values) }
        }
    };
    (joined $(#[$doc:meta])+ $name:ident $type:ty, $wire:literal) => {
        $(#[$doc])+
        #[inline]
        pub fn $name(self, values: impl IntoIterator<Item = impl Into<$type>>) -> Self {
            let values: Vec<String> =
                values.into_iter().map(|value| Into::<$type>::into(value).to_string()).collect();
            Self { call: self.call.joined($wire, &values) }
        }
    };
    ($style:ident $(#[$doc:meta])+ $name:ident $type:ty, $wire:literal) => {
        $(#[$doc])+
        #[inline]
        pub fn $name(self, value: impl Into<$type>) -> Self {
            Self { call: self.call.$style($wire, &Into::<$type>::into(value)) }
        }
    };
}

/// The `with_*` methods of a call, which set its [`CallOptions`](crate::call::request::CallOptions).
macro_rules! call_options {
    ($self:ident => $request:expr) => {
        /// Sets the deadline of the whole call, waits and attempts included, for a listing all its pages; `None`
        /// disables the client's.
        #[inline]
        pub fn with_deadline(mut $self, limit: impl Into<Option<std::time::Duration>>) -> Self {
            $request.options.set_deadline(limit.into());
            $self
        }

        /// Sets the time limit of each attempt; `None` disables the client's.
        #[inline]
        pub fn with_attempt_timeout(mut $self, limit: impl Into<Option<std::time::Duration>>) -> Self {
            $request.options.set_attempt_timeout(limit.into());
            $self
        }

        /// Adds a header. Those that the client sets (`Accept`, `Content-Type`, `Authorization`, …), in any letter case,
        /// are an error of the call.
        #[inline]
        pub fn with_header(mut $self, name: &str, value: &str) -> Self {
            $request.options.add_header(name, value);
            $self
        }

        /// Sets a query parameter, in place of one of the same name that the call has: for parameters that have no method
        /// yet. Name and value are encoded. A listing keeps it on all pages.
        #[inline]
        pub fn with_query(mut $self, name: impl Into<String>, value: impl Into<String>) -> Self {
            $request.set_query(name.into(), value.into());
            $self
        }

        /// Sets the content types that the response may have, in place of `application/json`. A typed method decodes the
        /// type that its operation returns.
        #[inline]
        pub fn with_accept(mut $self, content_type: &str) -> Self {
            $request.options.set_accept(content_type);
            $self
        }

        /// Sets how the call may be retried.
        #[inline]
        pub fn with_retry(mut $self, hint: okta_tower::meta::RetryHint) -> Self {
            $request.options.retry = Some(hint);
            $self
        }

        /// Sets how the cache treats the call.
        #[inline]
        pub fn with_cache(mut $self, mode: okta_tower::meta::CacheMode) -> Self {
            $request.options.cache = Some(mode);
            $self
        }

        /// Adds a value to the extensions of the request, for user layers.
        #[inline]
        pub fn with_extension<T: Clone + Send + Sync + 'static>(mut $self, value: T) -> Self {
            $request.options.extensions.insert(value);
            $self
        }
    };
}

/// The methods that send a call.
macro_rules! send_methods {
    (list $builder:ident $item:ty, [$($items:literal)?], [$($tail:ident)?], [$($time:ident $key:ident)?]) => {
        impl $builder {
            /// Returns the listing.
            #[inline]
            pub fn pager(self) -> crate::Pager<$item> {
                self.call.pager(paging!($($items)?))
            }

            /// Fetches one page.
            ///
            /// # Errors
            ///
            /// Fails if the call fails, the server responds with an error, the response is not a list, or its link to
            /// the next page is invalid.
            #[inline]
            pub async fn send(self) -> Result<crate::Page<$item>, crate::Error> {
                self.pager().send().await
            }

            /// Returns a stream of all pages.
            #[inline]
            pub fn pages(self) -> crate::page::Pages<$item> {
                self.pager().pages()
            }

            /// Returns a stream of all items of all pages.
            #[inline]
            pub fn items(self) -> crate::page::Items<$item> {
                self.pager().items()
            }

            /// Resumes at a checkpoint or a cursor of an earlier run with the same parameters.
            #[inline]
            pub fn resume(self, position: impl Into<crate::page::ListCheckpoint>) -> crate::Pager<$item> {
                self.pager().resume(position)
            }

            /// Sets the deadline of each page, waits and attempts included; `None` disables the client's.
            #[inline]
            pub fn with_page_deadline(
                self,
                limit: impl Into<Option<std::time::Duration>>,
            ) -> crate::Pager<$item> {
                self.pager().with_page_deadline(limit)
            }

            /// Fetches the next page while the current one is processed.
            #[inline]
            pub fn prefetch(self) -> crate::Pager<$item> {
                self.pager().prefetch()
            }

            $(
                /// Polls for new items indefinitely, in the order in which they are stored; `until` and `sortOrder`
                /// are ignored.
                #[inline]
                pub fn tail(self) -> crate::page::Tail<$item> {
                    self.call.tail(|item: &$item| item.$tail.as_deref())
                }
            )?

            $(
                /// Returns the listing with the pages of several ranges of time at once, by that many workers.
                #[inline]
                pub fn parallel(self, workers: usize) -> crate::page::Parallel<$item> {
                    let access = crate::page::Access {
                        member: stringify!($time),
                        time: |item: &$item| item.$time.as_ref(),
                        key: |item: &$item| crate::page::Key::key(&item.$key),
                    };
                    self.call.parallel(access, workers)
                }
            )?
        }

        impl IntoFuture for $builder {
            type Output = Result<crate::Page<$item>, crate::Error>;
            type IntoFuture = crate::CallFuture<crate::Page<$item>>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.pager().into_future()
            }
        }
    };
    (url $builder:ident $value:ty, [], [], []) => {
        impl $builder {
            /// Returns the URL of the operation, which a browser opens. Nothing is sent.
            ///
            /// # Errors
            ///
            /// Fails if an argument is invalid.
            #[inline]
            pub fn url(self) -> Result<$value, crate::Error> {
                self.call.url()
            }
        }
    };
    ($kind:ident $builder:ident $value:ty, [], [], []) => {
        impl $builder {
            /// Sends the call and returns the value with status, headers and attempts.
            ///
            /// # Errors
            ///
            /// Fails if the call fails, the server responds with an error, or the response cannot be decoded.
            #[inline]
            pub async fn send(self) -> Result<crate::Response<$value>, crate::Error> {
                self.call.send(crate::call::response::$kind).await
            }
        }

        impl IntoFuture for $builder {
            type Output = Result<$value, crate::Error>;
            type IntoFuture = crate::CallFuture<$value>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.call.into_future(crate::call::response::$kind)
            }
        }
    };
}

/// The location of the items and the cursor of a listing.
macro_rules! paging {
    () => {
        crate::page::Paging::Link
    };
    ($items:literal) => {
        crate::page::Paging::Envelope { items: std::borrow::Cow::Borrowed($items) }
    };
}
