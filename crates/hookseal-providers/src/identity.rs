//! Senders of users, identities and signatures of people.

mod auth0;
mod clerk;
mod complycube;
mod docusign;
#[cfg(feature = "multipart")]
mod dropbox_sign;
mod logto;
mod okta;
mod onfido;
mod persona;
mod privy;
mod supabase_auth_hooks;
mod veriff;
mod workos;

use crate::Provider;

pub use self::auth0::AUTH0;
pub use self::clerk::CLERK;
pub use self::complycube::COMPLYCUBE;
pub use self::docusign::DOCUSIGN;
#[cfg(feature = "multipart")]
pub use self::dropbox_sign::DROPBOX_SIGN;
pub use self::logto::LOGTO;
pub use self::okta::OKTA;
pub use self::onfido::ONFIDO;
pub use self::persona::PERSONA;
pub use self::privy::PRIVY;
pub use self::supabase_auth_hooks::SUPABASE_AUTH_HOOKS;
pub use self::veriff::VERIFF;
pub use self::workos::WORKOS;

/// The group's senders.
pub(crate) const IDENTITY: &[&Provider] = &[
    &auth0::PROVIDER,
    &clerk::PROVIDER,
    &complycube::PROVIDER,
    &docusign::PROVIDER,
    #[cfg(feature = "multipart")]
    &dropbox_sign::PROVIDER,
    &logto::PROVIDER,
    &okta::PROVIDER,
    &onfido::PROVIDER,
    &persona::PROVIDER,
    &privy::PROVIDER,
    &supabase_auth_hooks::PROVIDER,
    &veriff::PROVIDER,
    &workos::PROVIDER,
];
