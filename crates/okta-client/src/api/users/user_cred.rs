//! Operations of Okta's tag `UserCred`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

use super::Users;

operation! {
    /// Expire password.
    ///
    /// `POST /api/v1/users/{id}/lifecycle/expire_password`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserCred/#tag/UserCred/operation/expirePassword))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.expire_password(id) -> json models::User as ExpirePassword;
    POST "/api/v1/users/{id}/lifecycle/expire_password" = "expirePassword",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
}

operation! {
    /// Expire password with temp password.
    ///
    /// `POST /api/v1/users/{id}/lifecycle/expire_password_with_temp_password`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserCred/#tag/UserCred/operation/expirePasswordWithTempPassword))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - The answer holds secrets; it is not cached
    Users.expire_password_with_temp_password(id) -> json models::TempPassword as ExpirePasswordWithTempPassword;
    POST "/api/v1/users/{id}/lifecycle/expire_password_with_temp_password" = "expirePasswordWithTempPassword",
        bucket "/api/v1/users", scopes ["okta.users.manage"], secret true;
    /// Query parameter `revokeSessions`; default `false`.
    query revoke_sessions: bool = "revokeSessions";
}

operation! {
    /// Reset password.
    ///
    /// `POST /api/v1/users/{id}/lifecycle/reset_password`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserCred/#tag/UserCred/operation/resetPassword))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - The answer holds secrets; it is not cached
    Users.reset_password(id) -> json models::ResetPasswordToken as ResetPassword;
    POST "/api/v1/users/{id}/lifecycle/reset_password" = "resetPassword",
        bucket "/api/v1/users", scopes ["okta.users.manage"], secret true;
    required query send_email: bool = "sendEmail";
    /// Query parameter `revokeSessions`; default `false`.
    query revoke_sessions: bool = "revokeSessions";
}

operation! {
    /// Change password.
    ///
    /// `POST /api/v1/users/{userId}/credentials/change_password`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserCred/#tag/UserCred/operation/changePassword))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.change_password(user_id) -> json models::UserCredentials as ChangePassword;
    POST "/api/v1/users/{userId}/credentials/change_password" = "changePassword",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
    body json models::ChangePasswordRequest;
    /// Query parameter `strict`; default `false`.
    query strict: bool = "strict";
}

operation! {
    /// Change recovery question.
    ///
    /// `POST /api/v1/users/{userId}/credentials/change_recovery_question`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserCred/#tag/UserCred/operation/changeRecoveryQuestion))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.change_recovery_question(user_id) -> json models::UserCredentials as ChangeRecoveryQuestion;
    POST "/api/v1/users/{userId}/credentials/change_recovery_question" = "changeRecoveryQuestion",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
    body json models::UserCredentials;
}

operation! {
    /// Forgot password.
    ///
    /// `POST /api/v1/users/{userId}/credentials/forgot_password`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserCred/#tag/UserCred/operation/forgotPassword))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    /// - The answer holds secrets; it is not cached
    Users.forgot_password(user_id) -> json models::ForgotPasswordResponse as ForgotPassword;
    POST "/api/v1/users/{userId}/credentials/forgot_password" = "forgotPassword",
        bucket "/api/v1/users", scopes ["okta.users.manage"], secret true;
    /// Query parameter `sendEmail`; default `true`.
    query send_email: bool = "sendEmail";
}

operation! {
    /// Forgot password set new password.
    ///
    /// `POST /api/v1/users/{userId}/credentials/forgot_password_recovery_question`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserCred/#tag/UserCred/operation/forgotPasswordSetNewPassword))
    ///
    /// - Credentials: API token, or access token with `okta.users.manage`
    /// - Rate-limit bucket: `/api/v1/users`
    Users.forgot_password_set_new_password(user_id) -> json models::UserCredentials as ForgotPasswordSetNewPassword;
    POST "/api/v1/users/{userId}/credentials/forgot_password_recovery_question" = "forgotPasswordSetNewPassword",
        bucket "/api/v1/users", scopes ["okta.users.manage"];
    body json models::UserCredentials;
    /// Query parameter `sendEmail`; default `true`.
    query send_email: bool = "sendEmail";
}
