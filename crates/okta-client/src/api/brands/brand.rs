//! Operations of Okta's tag `Brands`.
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

use okta_models as models;

handle! {
    /// Operations of the tag `Brands`.
    brands => Brands
}

operation! {
    /// List brands.
    ///
    /// `GET /api/v1/brands`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Brands/#tag/Brands/operation/listBrands))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: cursor in `Link`
    Brands.list() -> list models::BrandWithEmbedded as ListBrands;
    GET "/api/v1/brands" = "listBrands", bucket "/api/v1", scopes ["okta.brands.read"];
    /// Query parameter `expand`.
    joined expand: models::BrandExpansion = "expand";
    /// Query parameter `after`.
    query after: String = "after";
    /// Query parameter `limit`; 1 to 200; default `20`.
    query limit: i64 = "limit";
    /// Query parameter `q`.
    query q: String = "q";
}

operation! {
    /// Create brand.
    ///
    /// `POST /api/v1/brands`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Brands/#tag/Brands/operation/createBrand))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    Brands.create() -> json models::Brand as CreateBrand;
    POST "/api/v1/brands" = "createBrand", bucket "/api/v1", scopes ["okta.brands.manage"];
    body json models::CreateBrandRequest;
}

operation! {
    /// Get brand.
    ///
    /// `GET /api/v1/brands/{brandId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Brands/#tag/Brands/operation/getBrand))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    Brands.get(brand_id) -> json models::BrandWithEmbedded as GetBrand;
    GET "/api/v1/brands/{brandId}" = "getBrand", bucket "/api/v1", scopes ["okta.brands.read"];
    /// Query parameter `expand`.
    joined expand: models::BrandExpansion = "expand";
}

operation! {
    /// Replace brand.
    ///
    /// `PUT /api/v1/brands/{brandId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Brands/#tag/Brands/operation/replaceBrand))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    Brands.replace(brand_id) -> json models::Brand as ReplaceBrand;
    PUT "/api/v1/brands/{brandId}" = "replaceBrand", bucket "/api/v1", scopes ["okta.brands.manage"];
    body json models::BrandRequest;
}

operation! {
    /// Delete brand.
    ///
    /// `DELETE /api/v1/brands/{brandId}`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Brands/#tag/Brands/operation/deleteBrand))
    ///
    /// - Credentials: API token, or access token with `okta.brands.manage`
    /// - Rate-limit bucket: `/api/v1`
    Brands.delete(brand_id) -> nothing () as DeleteBrand;
    DELETE "/api/v1/brands/{brandId}" = "deleteBrand", bucket "/api/v1", scopes ["okta.brands.manage"];
}

operation! {
    /// List brand domains.
    ///
    /// `GET /api/v1/brands/{brandId}/domains`
    /// ([reference](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Brands/#tag/Brands/operation/listBrandDomains))
    ///
    /// - Credentials: API token, or access token with `okta.brands.read`
    /// - Rate-limit bucket: `/api/v1`
    /// - Paging: items in `domains`, all in one page, as far as the document says
    Brands.list_domains(brand_id) -> list models::DomainResponse as ListBrandDomains;
    GET "/api/v1/brands/{brandId}/domains" = "listBrandDomains",
        bucket "/api/v1", scopes ["okta.brands.read"], items "domains";
}
