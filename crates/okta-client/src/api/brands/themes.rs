//! Operations of Okta's tag `Themes`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Themes`.
    themes => Themes
}

operation! {
    /// List brand themes.
    ///
    /// `GET /api/v1/brands/{brandId}/themes`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Themes/#tag/Themes/operation/listBrandThemes))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: all items in one page, as far as the document says
    Themes.list(brand_id) -> list models::ThemeResponse as ListBrandThemes;
    GET "/api/v1/brands/{brandId}/themes" = "listBrandThemes", bucket "/api/v1", scopes ["okta.brands.read"];
}

operation! {
    /// Get brand theme.
    ///
    /// `GET /api/v1/brands/{brandId}/themes/{themeId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Themes/#tag/Themes/operation/getBrandTheme))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    Themes.get(brand_id, theme_id) -> json models::ThemeResponse as GetBrandTheme;
    GET "/api/v1/brands/{brandId}/themes/{themeId}" = "getBrandTheme",
        bucket "/api/v1", scopes ["okta.brands.read"];
}

operation! {
    /// Replace brand theme.
    ///
    /// `PUT /api/v1/brands/{brandId}/themes/{themeId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Themes/#tag/Themes/operation/replaceBrandTheme))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    Themes.replace(brand_id, theme_id) -> json models::ThemeResponse as ReplaceBrandTheme;
    PUT "/api/v1/brands/{brandId}/themes/{themeId}" = "replaceBrandTheme",
        bucket "/api/v1", scopes ["okta.brands.manage"];
    body json models::UpdateThemeRequest;
}

operation! {
    /// Upload brand theme background image.
    ///
    /// `POST /api/v1/brands/{brandId}/themes/{themeId}/background-image`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Themes/#tag/Themes/operation/uploadBrandThemeBackgroundImage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    Themes.upload_background_image(brand_id, theme_id) -> json models::ImageUploadResponse as UploadBrandThemeBackgroundImage;
    POST "/api/v1/brands/{brandId}/themes/{themeId}/background-image" = "uploadBrandThemeBackgroundImage",
        bucket "/api/v1", scopes ["okta.brands.manage"];
    body file crate::FilePart;
}

operation! {
    /// Delete brand theme background image.
    ///
    /// `DELETE /api/v1/brands/{brandId}/themes/{themeId}/background-image`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Themes/#tag/Themes/operation/deleteBrandThemeBackgroundImage))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    Themes.delete_background_image(brand_id, theme_id) -> nothing () as DeleteBrandThemeBackgroundImage;
    DELETE "/api/v1/brands/{brandId}/themes/{themeId}/background-image" = "deleteBrandThemeBackgroundImage",
        bucket "/api/v1", scopes ["okta.brands.manage"];
}

operation! {
    /// Upload brand theme favicon.
    ///
    /// `POST /api/v1/brands/{brandId}/themes/{themeId}/favicon`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Themes/#tag/Themes/operation/uploadBrandThemeFavicon))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    Themes.upload_favicon(brand_id, theme_id) -> json models::ImageUploadResponse as UploadBrandThemeFavicon;
    POST "/api/v1/brands/{brandId}/themes/{themeId}/favicon" = "uploadBrandThemeFavicon",
        bucket "/api/v1", scopes ["okta.brands.manage"];
    body file crate::FilePart;
}

operation! {
    /// Delete brand theme favicon.
    ///
    /// `DELETE /api/v1/brands/{brandId}/themes/{themeId}/favicon`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Themes/#tag/Themes/operation/deleteBrandThemeFavicon))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    Themes.delete_favicon(brand_id, theme_id) -> nothing () as DeleteBrandThemeFavicon;
    DELETE "/api/v1/brands/{brandId}/themes/{themeId}/favicon" = "deleteBrandThemeFavicon",
        bucket "/api/v1", scopes ["okta.brands.manage"];
}

operation! {
    /// Upload brand theme logo.
    ///
    /// `POST /api/v1/brands/{brandId}/themes/{themeId}/logo`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Themes/#tag/Themes/operation/uploadBrandThemeLogo))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    Themes.upload_logo(brand_id, theme_id) -> json models::ImageUploadResponse as UploadBrandThemeLogo;
    POST "/api/v1/brands/{brandId}/themes/{themeId}/logo" = "uploadBrandThemeLogo",
        bucket "/api/v1", scopes ["okta.brands.manage"];
    body file crate::FilePart;
}

operation! {
    /// Delete brand theme logo.
    ///
    /// `DELETE /api/v1/brands/{brandId}/themes/{themeId}/logo`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Themes/#tag/Themes/operation/deleteBrandThemeLogo))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    Themes.delete_logo(brand_id, theme_id) -> nothing () as DeleteBrandThemeLogo;
    DELETE "/api/v1/brands/{brandId}/themes/{themeId}/logo" = "deleteBrandThemeLogo",
        bucket "/api/v1", scopes ["okta.brands.manage"];
}
