//! Operations of Okta's tag `UserFactor`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `UserFactor`.
    user_factors => UserFactors
}

operation! {
    /// List yubikey otp tokens.
    ///
    /// `GET /api/v1/org/factors/yubikey_token/tokens`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/listYubikeyOtpTokens))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    UserFactors.list_yubikey_otp_tokens() -> list models::UserFactorYubikeyOtpToken as ListYubikeyOtpTokens;
    GET "/api/v1/org/factors/yubikey_token/tokens" = "listYubikeyOtpTokens",
        bucket "/api/v1", scopes ["okta.users.read"];
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `expand`.
    query expand: String = "expand";
    /// Query parameter `filter`.
    query filter: models::ListYubikeyOtpTokensFilter = "filter";
    /// Query parameter `forDownload`; default `false`.
    query for_download: bool = "forDownload";
    /// Query parameter `limit`; at most 200; default `20`.
    query limit: i64 = "limit";
    /// Query parameter `sortBy`.
    query sort_by: models::ListYubikeyOtpTokensSortBy = "sortBy";
    /// Query parameter `sortOrder`.
    query sort_order: models::ListYubikeyOtpTokensSortOrder = "sortOrder";
}

operation! {
    /// Upload yubikey otp token seed.
    ///
    /// `POST /api/v1/org/factors/yubikey_token/tokens`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/uploadYubikeyOtpTokenSeed))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1`
    UserFactors.upload_yubikey_otp_token_seed() -> json models::UserFactorYubikeyOtpToken as UploadYubikeyOtpTokenSeed;
    POST "/api/v1/org/factors/yubikey_token/tokens" = "uploadYubikeyOtpTokenSeed",
        bucket "/api/v1", scopes ["okta.users.manage"];
    body json models::UploadYubikeyOtpTokenSeedRequest;
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `expand`.
    query expand: String = "expand";
    /// Query parameter `filter`.
    query filter: models::ListYubikeyOtpTokensFilter = "filter";
    /// Query parameter `forDownload`; default `false`.
    query for_download: bool = "forDownload";
    /// Query parameter `limit`; at most 200; default `20`.
    query limit: i64 = "limit";
    /// Query parameter `sortBy`.
    query sort_by: models::ListYubikeyOtpTokensSortBy = "sortBy";
    /// Query parameter `sortOrder`.
    query sort_order: models::ListYubikeyOtpTokensSortOrder = "sortOrder";
}

operation! {
    /// Get yubikey otp token by id.
    ///
    /// `GET /api/v1/org/factors/yubikey_token/tokens/{tokenId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/getYubikeyOtpTokenById))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1`
    UserFactors.get_yubikey_otp_token(token_id) -> json models::UserFactorYubikeyOtpToken as GetYubikeyOtpTokenById;
    GET "/api/v1/org/factors/yubikey_token/tokens/{tokenId}" = "getYubikeyOtpTokenById",
        bucket "/api/v1", scopes ["okta.users.read"];
}

operation! {
    /// List factors.
    ///
    /// `GET /api/v1/users/{userId}/factors`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/listFactors))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    UserFactors.list(user_id) -> list models::UserFactor as ListFactors;
    GET "/api/v1/users/{userId}/factors" = "listFactors", bucket "/api/v1/users", scopes ["okta.users.read"];
}

operation! {
    /// Enroll factor.
    ///
    /// `POST /api/v1/users/{userId}/factors`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/enrollFactor))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - The answer holds secrets; it is not cached
    UserFactors.enroll(user_id) -> json models::UserFactor as EnrollFactor;
    POST "/api/v1/users/{userId}/factors" = "enrollFactor",
        bucket "/api/v1/users", scopes ["okta.users.manage"], secret true;
    body json models::UserFactor;
    /// Query parameter `updatePhone`; default `false`.
    query update_phone: bool = "updatePhone";
    /// Query parameter `templateId`.
    query template_id: String = "templateId";
    /// Query parameter `tokenLifetimeSeconds`; 1 to 86400; default `300`.
    query token_lifetime_seconds: i32 = "tokenLifetimeSeconds";
    /// Query parameter `activate`; default `false`.
    query activate: bool = "activate";
    /// Header `Accept-Language`.
    header accept_language: String = "Accept-Language";
}

operation! {
    /// List supported factors.
    ///
    /// `GET /api/v1/users/{userId}/factors/catalog`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/listSupportedFactors))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    UserFactors.list_supported(user_id) -> list models::UserFactorSupported as ListSupportedFactors;
    GET "/api/v1/users/{userId}/factors/catalog" = "listSupportedFactors",
        bucket "/api/v1/users", scopes ["okta.users.read"];
}

operation! {
    /// List supported security questions.
    ///
    /// `GET /api/v1/users/{userId}/factors/questions`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/listSupportedSecurityQuestions))
    ///
    /// - Credentials: API token only
    /// - Rate-limit bucket: `/api/v1/users`
    /// - Paging: all items in one page, as far as the document says
    UserFactors.list_supported_security_questions(user_id) -> list models::UserFactorSecurityQuestionProfile as ListSupportedSecurityQuestions;
    GET "/api/v1/users/{userId}/factors/questions" = "listSupportedSecurityQuestions",
        bucket "/api/v1/users", scopes [], security TokenOnly;
}

operation! {
    /// Get factor.
    ///
    /// `GET /api/v1/users/{userId}/factors/{factorId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/getFactor))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    UserFactors.get(user_id, factor_id) -> json models::UserFactor as GetFactor;
    GET "/api/v1/users/{userId}/factors/{factorId}" = "getFactor",
        bucket "/api/v1/users", scopes ["okta.users.read"];
}

operation! {
    /// Unenroll factor.
    ///
    /// `DELETE /api/v1/users/{userId}/factors/{factorId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/unenrollFactor))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    UserFactors.unenroll(user_id, factor_id) -> nothing () as UnenrollFactor;
    DELETE "/api/v1/users/{userId}/factors/{factorId}" = "unenrollFactor",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
    /// Query parameter `removeRecoveryEnrollment`; default `false`.
    query remove_recovery_enrollment: bool = "removeRecoveryEnrollment";
}

operation! {
    /// Activate factor.
    ///
    /// `POST /api/v1/users/{userId}/factors/{factorId}/lifecycle/activate`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/activateFactor))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - The answer holds secrets; it is not cached
    UserFactors.activate(user_id, factor_id) -> json models::UserFactorActivateResponse as ActivateFactor;
    POST "/api/v1/users/{userId}/factors/{factorId}/lifecycle/activate" = "activateFactor",
        bucket "/api/v1/users", scopes ["okta.users.manage"], secret true;
    optional body json models::UserFactorActivateRequest;
}

operation! {
    /// Resend enroll factor.
    ///
    /// `POST /api/v1/users/{userId}/factors/{factorId}/resend`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/resendEnrollFactor))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    UserFactors.resend_enroll(user_id, factor_id) -> json models::ResendUserFactor as ResendEnrollFactor;
    POST "/api/v1/users/{userId}/factors/{factorId}/resend" = "resendEnrollFactor",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
    body json models::ResendUserFactor;
    /// Query parameter `templateId`.
    query template_id: String = "templateId";
}

operation! {
    /// Get factor transaction status.
    ///
    /// `GET /api/v1/users/{userId}/factors/{factorId}/transactions/{transactionId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/getFactorTransactionStatus))
    ///
    /// - Credentials: API token, or access token with `okta.users.read`
    /// - Rate-limit bucket: `/api/v1/users`
    UserFactors.get_transaction_status(user_id, factor_id, transaction_id) -> json models::UserFactorPushTransaction as GetFactorTransactionStatus;
    GET "/api/v1/users/{userId}/factors/{factorId}/transactions/{transactionId}" = "getFactorTransactionStatus",
        bucket "/api/v1/users", scopes ["okta.users.read"];
}

reply! {
    /// What `verifyFactor` answers, by status.
    VerifyFactorReply {
        200 => Ok(models::UserFactorVerifyResponse),
        201 => Created(models::UserFactorVerifyResponseWaiting),
    }
}

operation! {
    /// Verify factor.
    ///
    /// `POST /api/v1/users/{userId}/factors/{factorId}/verify`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/#tag/UserFactor/operation/verifyFactor))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users/{userId}/factors/{userFactorIdOrFactorType}/verify`
    UserFactors.verify(user_id, factor_id) -> by_status VerifyFactorReply as VerifyFactor;
    POST "/api/v1/users/{userId}/factors/{factorId}/verify" = "verifyFactor",
        bucket "/api/v1/users/{userId}/factors/{userFactorIdOrFactorType}/verify", scopes ["okta.users.manage"];
    optional body json models::UserFactorVerifyRequest;
    /// Query parameter `templateId`.
    query template_id: String = "templateId";
    /// Query parameter `tokenLifetimeSeconds`; 1 to 86400; default `300`.
    query token_lifetime_seconds: i32 = "tokenLifetimeSeconds";
    /// Header `X-Forwarded-For`.
    header x_forwarded_for: String = "X-Forwarded-For";
    /// Header `User-Agent`.
    header user_agent: String = "User-Agent";
    /// Header `Accept-Language`.
    header accept_language: String = "Accept-Language";
}
