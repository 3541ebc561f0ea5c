//! Senders of mail and campaigns.

mod brevo;
mod customerio;
#[cfg(feature = "dates")]
mod klaviyo;
mod knock;
mod lettermint;
mod loops;
#[cfg(feature = "httpsig")]
mod mailchannels;
mod mailerlite;
mod mailersend;
mod mailgun;
#[cfg(feature = "ed25519")]
mod mailpace;
mod mailtrap;
#[cfg(feature = "form")]
mod mandrill;
mod mautic;
mod postmark;
mod resend;
#[cfg(feature = "aws-lc")]
mod sendgrid;
mod sendmesh;
mod sendpost;
mod sendsar;
mod sendx;

use crate::Provider;

pub use self::brevo::BREVO;
pub use self::customerio::CUSTOMERIO;
#[cfg(feature = "dates")]
pub use self::klaviyo::KLAVIYO;
pub use self::knock::KNOCK;
pub use self::lettermint::LETTERMINT;
pub use self::loops::LOOPS;
#[cfg(feature = "httpsig")]
pub use self::mailchannels::{
    MAILCHANNELS_KEYS, MailChannelsBounce, MailChannelsEvent, MailChannelsKind,
    MailChannelsTracking, mailchannels,
};
pub use self::mailerlite::MAILERLITE;
pub use self::mailersend::MAILERSEND;
pub use self::mailgun::{MAILGUN, Mailgun};
#[cfg(feature = "ed25519")]
pub use self::mailpace::MAILPACE;
pub use self::mailtrap::MAILTRAP;
#[cfg(feature = "form")]
pub use self::mandrill::MANDRILL;
pub use self::mautic::MAUTIC;
pub use self::postmark::POSTMARK;
pub use self::resend::RESEND;
#[cfg(feature = "aws-lc")]
pub use self::sendgrid::SENDGRID;
pub use self::sendmesh::SENDMESH;
pub use self::sendpost::SENDPOST;
pub use self::sendsar::SENDSAR;
pub use self::sendx::SENDX;

/// The group's senders.
pub(crate) const MAIL: &[&Provider] = &[
    &brevo::PROVIDER,
    &customerio::PROVIDER,
    #[cfg(feature = "dates")]
    &klaviyo::PROVIDER,
    &knock::PROVIDER,
    &lettermint::PROVIDER,
    &loops::PROVIDER,
    #[cfg(feature = "httpsig")]
    &mailchannels::PROVIDER,
    &mailerlite::PROVIDER,
    &mailersend::PROVIDER,
    &mailgun::PROVIDER,
    #[cfg(feature = "ed25519")]
    &mailpace::PROVIDER,
    &mailtrap::PROVIDER,
    #[cfg(feature = "form")]
    &mandrill::PROVIDER,
    &mautic::PROVIDER,
    &postmark::PROVIDER,
    &resend::PROVIDER,
    #[cfg(feature = "aws-lc")]
    &sendgrid::PROVIDER,
    &sendmesh::PROVIDER,
    &sendpost::PROVIDER,
    &sendsar::PROVIDER,
    &sendx::PROVIDER,
];
