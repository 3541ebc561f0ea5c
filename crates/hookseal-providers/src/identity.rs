//! Senders of users, identities and signatures of people.

use crate::group::senders;

senders! {
    IDENTITY, Identity:
    auth0 => AUTH0;
    clerk => CLERK;
    complycube => COMPLYCUBE;
    docusign => DOCUSIGN;
    #[cfg(feature = "multipart")]
    dropbox_sign => DROPBOX_SIGN;
    logto => LOGTO;
    okta => OKTA;
    onfido => ONFIDO;
    persona => PERSONA;
    privy => PRIVY;
    supabase_auth_hooks => SUPABASE_AUTH_HOOKS;
    veriff => VERIFF;
    workos => WORKOS;
}
