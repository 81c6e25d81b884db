//! Grants of users who sign in, and exchanges on their behalf.

mod authorization_code;
mod backchannel;
mod device;
mod jwt_bearer;
mod sign_in;
mod token_exchange;
mod user;

pub use authorization_code::{AuthorizationCode, AuthorizationRequest};
pub use backchannel::{BackchannelAuthentication, BackchannelRequest, BackchannelSignIn};
pub use device::{DeviceAuthorization, DeviceSignIn};
pub use jwt_bearer::JwtBearer;
pub(super) use sign_in::{Next, SignInForm};
pub use sign_in::{SignInGrant, SignedIn};
pub use token_exchange::{SubjectToken, TokenExchange};
pub use user::UserTokens;

#[cfg(test)]
mod tests;
