//! Operations of Okta's tag `CustomPages`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `CustomPages`.
    custom_pages => CustomPages
}

operation! {
    /// Get error page.
    ///
    /// `GET /api/v1/brands/{brandId}/pages/error`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/getErrorPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.get_error(brand_id) -> json models::PageRoot as GetErrorPage;
    GET "/api/v1/brands/{brandId}/pages/error" = "getErrorPage",
        bucket "/api/v1", scopes ["okta.brands.read"];
    /// Query parameter `expand`.
    joined expand: models::PageRootExpansion = "expand";
}

operation! {
    /// Get customized error page.
    ///
    /// `GET /api/v1/brands/{brandId}/pages/error/customized`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/getCustomizedErrorPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.get_customized_error(brand_id) -> json models::ErrorPage as GetCustomizedErrorPage;
    GET "/api/v1/brands/{brandId}/pages/error/customized" = "getCustomizedErrorPage",
        bucket "/api/v1", scopes ["okta.brands.read"];
}

operation! {
    /// Replace customized error page.
    ///
    /// `PUT /api/v1/brands/{brandId}/pages/error/customized`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/replaceCustomizedErrorPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.replace_customized_error(brand_id) -> json models::ErrorPage as ReplaceCustomizedErrorPage;
    PUT "/api/v1/brands/{brandId}/pages/error/customized" = "replaceCustomizedErrorPage",
        bucket "/api/v1", scopes ["okta.brands.manage"];
    body json models::ErrorPage;
}

operation! {
    /// Delete customized error page.
    ///
    /// `DELETE /api/v1/brands/{brandId}/pages/error/customized`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/deleteCustomizedErrorPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.delete_customized_error(brand_id) -> nothing () as DeleteCustomizedErrorPage;
    DELETE "/api/v1/brands/{brandId}/pages/error/customized" = "deleteCustomizedErrorPage",
        bucket "/api/v1", scopes ["okta.brands.manage"];
}

operation! {
    /// Get default error page.
    ///
    /// `GET /api/v1/brands/{brandId}/pages/error/default`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/getDefaultErrorPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.get_default_error(brand_id) -> json models::ErrorPage as GetDefaultErrorPage;
    GET "/api/v1/brands/{brandId}/pages/error/default" = "getDefaultErrorPage",
        bucket "/api/v1", scopes ["okta.brands.read"];
}

operation! {
    /// Get preview error page.
    ///
    /// `GET /api/v1/brands/{brandId}/pages/error/preview`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/getPreviewErrorPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.get_preview_error(brand_id) -> json models::ErrorPage as GetPreviewErrorPage;
    GET "/api/v1/brands/{brandId}/pages/error/preview" = "getPreviewErrorPage",
        bucket "/api/v1", scopes ["okta.brands.read"];
}

operation! {
    /// Replace preview error page.
    ///
    /// `PUT /api/v1/brands/{brandId}/pages/error/preview`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/replacePreviewErrorPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.replace_preview_error(brand_id) -> json models::ErrorPage as ReplacePreviewErrorPage;
    PUT "/api/v1/brands/{brandId}/pages/error/preview" = "replacePreviewErrorPage",
        bucket "/api/v1", scopes ["okta.brands.manage"];
    body json models::ErrorPage;
}

operation! {
    /// Delete preview error page.
    ///
    /// `DELETE /api/v1/brands/{brandId}/pages/error/preview`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/deletePreviewErrorPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.delete_preview_error(brand_id) -> nothing () as DeletePreviewErrorPage;
    DELETE "/api/v1/brands/{brandId}/pages/error/preview" = "deletePreviewErrorPage",
        bucket "/api/v1", scopes ["okta.brands.manage"];
}

operation! {
    /// Get sign in page.
    ///
    /// `GET /api/v1/brands/{brandId}/pages/sign-in`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/getSignInPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.get_sign_in(brand_id) -> json models::PageRoot as GetSignInPage;
    GET "/api/v1/brands/{brandId}/pages/sign-in" = "getSignInPage",
        bucket "/api/v1", scopes ["okta.brands.read"];
    /// Query parameter `expand`.
    joined expand: models::PageRootExpansion = "expand";
}

operation! {
    /// Get customized sign in page.
    ///
    /// `GET /api/v1/brands/{brandId}/pages/sign-in/customized`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/getCustomizedSignInPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.get_customized_sign_in(brand_id) -> json models::SignInPage as GetCustomizedSignInPage;
    GET "/api/v1/brands/{brandId}/pages/sign-in/customized" = "getCustomizedSignInPage",
        bucket "/api/v1", scopes ["okta.brands.read"];
}

operation! {
    /// Replace customized sign in page.
    ///
    /// `PUT /api/v1/brands/{brandId}/pages/sign-in/customized`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/replaceCustomizedSignInPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.replace_customized_sign_in(brand_id) -> json models::SignInPage as ReplaceCustomizedSignInPage;
    PUT "/api/v1/brands/{brandId}/pages/sign-in/customized" = "replaceCustomizedSignInPage",
        bucket "/api/v1", scopes ["okta.brands.manage"];
    body json models::SignInPage;
}

operation! {
    /// Delete customized sign in page.
    ///
    /// `DELETE /api/v1/brands/{brandId}/pages/sign-in/customized`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/deleteCustomizedSignInPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.delete_customized_sign_in(brand_id) -> nothing () as DeleteCustomizedSignInPage;
    DELETE "/api/v1/brands/{brandId}/pages/sign-in/customized" = "deleteCustomizedSignInPage",
        bucket "/api/v1", scopes ["okta.brands.manage"];
}

operation! {
    /// Get default sign in page.
    ///
    /// `GET /api/v1/brands/{brandId}/pages/sign-in/default`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/getDefaultSignInPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.get_default_sign_in(brand_id) -> json models::SignInPage as GetDefaultSignInPage;
    GET "/api/v1/brands/{brandId}/pages/sign-in/default" = "getDefaultSignInPage",
        bucket "/api/v1", scopes ["okta.brands.read"];
}

operation! {
    /// Get preview sign in page.
    ///
    /// `GET /api/v1/brands/{brandId}/pages/sign-in/preview`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/getPreviewSignInPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.get_preview_sign_in(brand_id) -> json models::SignInPage as GetPreviewSignInPage;
    GET "/api/v1/brands/{brandId}/pages/sign-in/preview" = "getPreviewSignInPage",
        bucket "/api/v1", scopes ["okta.brands.read"];
}

operation! {
    /// Replace preview sign in page.
    ///
    /// `PUT /api/v1/brands/{brandId}/pages/sign-in/preview`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/replacePreviewSignInPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.replace_preview_sign_in(brand_id) -> json models::SignInPage as ReplacePreviewSignInPage;
    PUT "/api/v1/brands/{brandId}/pages/sign-in/preview" = "replacePreviewSignInPage",
        bucket "/api/v1", scopes ["okta.brands.manage"];
    body json models::SignInPage;
}

operation! {
    /// Delete preview sign in page.
    ///
    /// `DELETE /api/v1/brands/{brandId}/pages/sign-in/preview`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/deletePreviewSignInPage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.delete_preview_sign_in(brand_id) -> nothing () as DeletePreviewSignInPage;
    DELETE "/api/v1/brands/{brandId}/pages/sign-in/preview" = "deletePreviewSignInPage",
        bucket "/api/v1", scopes ["okta.brands.manage"];
}

operation! {
    /// List all sign in widget versions.
    ///
    /// `GET /api/v1/brands/{brandId}/pages/sign-in/widget-versions`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/listAllSignInWidgetVersions))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    CustomPages.list_sign_in_widget_versions(brand_id) -> list String as ListAllSignInWidgetVersions;
    GET "/api/v1/brands/{brandId}/pages/sign-in/widget-versions" = "listAllSignInWidgetVersions",
        bucket "/api/v1", scopes ["okta.brands.read"];
}

operation! {
    /// Get sign out page settings.
    ///
    /// `GET /api/v1/brands/{brandId}/pages/sign-out/customized`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/getSignOutPageSettings))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.get_sign_out_settings(brand_id) -> json models::HostedPage as GetSignOutPageSettings;
    GET "/api/v1/brands/{brandId}/pages/sign-out/customized" = "getSignOutPageSettings",
        bucket "/api/v1", scopes ["okta.brands.read"];
}

operation! {
    /// Replace sign out page settings.
    ///
    /// `PUT /api/v1/brands/{brandId}/pages/sign-out/customized`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/CustomPages/#tag/CustomPages/operation/replaceSignOutPageSettings))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    CustomPages.replace_sign_out_settings(brand_id) -> json models::HostedPage as ReplaceSignOutPageSettings;
    PUT "/api/v1/brands/{brandId}/pages/sign-out/customized" = "replaceSignOutPageSettings",
        bucket "/api/v1", scopes ["okta.brands.manage"];
    body json models::HostedPage;
}
