//! Operations of Okta's tag `SSFTransmitter`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `SSFTransmitter`.
    ssf_transmitter => SsfTransmitter
}

operation! {
    /// Get wellknown ssf metadata.
    ///
    /// `GET /.well-known/ssf-configuration`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFTransmitter/#tag/SSFTransmitter/operation/getWellknownSsfMetadata))
    ///
    /// - Credentials: none
    /// - Rate-limit bucket: `/.well-known/ssf-configuration`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfTransmitter.get_metadata() -> json models::WellKnownSsfMetadata as GetWellknownSsfMetadata;
    GET "/.well-known/ssf-configuration" = "getWellknownSsfMetadata",
        bucket "/.well-known/ssf-configuration", scopes [], security None;
}

operation! {
    /// Get ssf streams.
    ///
    /// `GET /api/v1/ssf/stream`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFTransmitter/#tag/SSFTransmitter/operation/getSsfStreams))
    ///
    /// - Credentials: access token with `ssf.read`; no API token
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfTransmitter.list() -> json models::StreamConfigurations as GetSsfStreams;
    GET "/api/v1/ssf/stream" = "getSsfStreams", bucket "/api/v1", scopes ["ssf.read"], security OAuthOnly;
    /// Query parameter `stream_id`.
    query stream_id: String = "stream_id";
}

operation! {
    /// Replace ssf stream.
    ///
    /// `PUT /api/v1/ssf/stream`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFTransmitter/#tag/SSFTransmitter/operation/replaceSsfStream))
    ///
    /// - Credentials: access token with `ssf.manage`; no API token
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfTransmitter.replace() -> json models::StreamConfiguration as ReplaceSsfStream;
    PUT "/api/v1/ssf/stream" = "replaceSsfStream",
        bucket "/api/v1", scopes ["ssf.manage"], security OAuthOnly;
    body json models::StreamConfiguration;
}

operation! {
    /// Create ssf stream.
    ///
    /// `POST /api/v1/ssf/stream`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFTransmitter/#tag/SSFTransmitter/operation/createSsfStream))
    ///
    /// - Credentials: access token with `ssf.manage`; no API token
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfTransmitter.create() -> json models::StreamConfiguration as CreateSsfStream;
    POST "/api/v1/ssf/stream" = "createSsfStream",
        bucket "/api/v1", scopes ["ssf.manage"], security OAuthOnly;
    body json models::StreamConfigurationCreateRequest;
}

operation! {
    /// Delete ssf stream.
    ///
    /// `DELETE /api/v1/ssf/stream`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFTransmitter/#tag/SSFTransmitter/operation/deleteSsfStream))
    ///
    /// - Credentials: access token with `ssf.manage`; no API token
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfTransmitter.delete() -> nothing () as DeleteSsfStream;
    DELETE "/api/v1/ssf/stream" = "deleteSsfStream",
        bucket "/api/v1", scopes ["ssf.manage"], security OAuthOnly;
    /// Query parameter `stream_id`.
    query stream_id: String = "stream_id";
}

operation! {
    /// Update ssf stream.
    ///
    /// `PATCH /api/v1/ssf/stream`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFTransmitter/#tag/SSFTransmitter/operation/updateSsfStream))
    ///
    /// - Credentials: access token with `ssf.manage`; no API token
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfTransmitter.update() -> json models::StreamConfiguration as UpdateSsfStream;
    PATCH "/api/v1/ssf/stream" = "updateSsfStream",
        bucket "/api/v1", scopes ["ssf.manage"], security OAuthOnly;
    body json models::StreamConfiguration;
}

operation! {
    /// Get ssf stream status.
    ///
    /// `GET /api/v1/ssf/stream/status`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFTransmitter/#tag/SSFTransmitter/operation/getSsfStreamStatus))
    ///
    /// - Credentials: access token with `ssf.read`; no API token
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfTransmitter.get_status() -> json models::StreamStatus as GetSsfStreamStatus;
    GET "/api/v1/ssf/stream/status" = "getSsfStreamStatus",
        bucket "/api/v1", scopes ["ssf.read"], security OAuthOnly;
    required query stream_id: String = "stream_id";
}

operation! {
    /// Verify ssf stream.
    ///
    /// `POST /api/v1/ssf/stream/verification`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFTransmitter/#tag/SSFTransmitter/operation/verifySsfStream))
    ///
    /// - Credentials: access token with `ssf.manage`; no API token
    /// - Rate-limit bucket: `/api/v1`
    /// - Availability: limited availability (Okta Identity Engine)
    SsfTransmitter.verify() -> nothing () as VerifySsfStream;
    POST "/api/v1/ssf/stream/verification" = "verifySsfStream",
        bucket "/api/v1", scopes ["ssf.manage"], security OAuthOnly;
    body json models::StreamVerificationRequest;
}
