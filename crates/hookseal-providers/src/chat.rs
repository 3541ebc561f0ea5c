//! Senders of chat, telephony, meetings and streams.

mod ably;
mod crisp;
#[cfg(feature = "ed25519")]
mod discord;
mod discourse;
mod getstream;
#[cfg(feature = "ed25519")]
mod gohighlevel;
#[cfg(feature = "sha1")]
mod helpscout;
#[cfg(feature = "sha1")]
mod intercom;
mod line;
#[cfg(feature = "form")]
mod meta;
mod microsoft_teams;
mod pusher;
mod retell;
mod sinch;
#[cfg(feature = "sha1")]
mod sinch_numbers;
mod slack;
mod telegram;
#[cfg(feature = "ed25519")]
mod telnyx;
#[cfg(feature = "form")]
mod twilio;
#[cfg(feature = "dates")]
mod twitch;
mod vapi;
mod viber;
#[cfg(feature = "sha1")]
mod webex;
mod x;
mod zoom;

use crate::Provider;

pub use self::ably::ABLY;
pub use self::crisp::CRISP;
#[cfg(feature = "ed25519")]
pub use self::discord::DISCORD;
pub use self::discourse::DISCOURSE;
pub use self::getstream::GETSTREAM;
#[cfg(feature = "ed25519")]
pub use self::gohighlevel::GOHIGHLEVEL;
#[cfg(feature = "sha1")]
pub use self::helpscout::HELPSCOUT;
#[cfg(feature = "sha1")]
pub use self::intercom::INTERCOM;
pub use self::line::LINE;
#[cfg(feature = "form")]
pub use self::meta::META;
pub use self::microsoft_teams::MICROSOFT_TEAMS;
pub use self::pusher::PUSHER;
pub use self::retell::RETELL;
pub use self::sinch::SINCH;
#[cfg(feature = "sha1")]
pub use self::sinch_numbers::SINCH_NUMBERS;
pub use self::slack::SLACK;
pub use self::telegram::TELEGRAM;
#[cfg(feature = "ed25519")]
pub use self::telnyx::TELNYX;
#[cfg(feature = "form")]
pub use self::twilio::{TWILIO, TWILIO_SHA256};
#[cfg(feature = "dates")]
pub use self::twitch::TWITCH;
pub use self::vapi::VAPI;
pub use self::viber::VIBER;
#[cfg(feature = "sha1")]
pub use self::webex::WEBEX;
pub use self::x::X;
#[cfg(feature = "form")]
pub use self::x::X_CRC;
pub use self::zoom::ZOOM;

/// The group's senders.
pub(crate) const CHAT: &[&Provider] = &[
    &ably::PROVIDER,
    &crisp::PROVIDER,
    #[cfg(feature = "ed25519")]
    &discord::PROVIDER,
    &discourse::PROVIDER,
    &getstream::PROVIDER,
    #[cfg(feature = "ed25519")]
    &gohighlevel::PROVIDER,
    #[cfg(feature = "sha1")]
    &helpscout::PROVIDER,
    #[cfg(feature = "sha1")]
    &intercom::PROVIDER,
    &line::PROVIDER,
    #[cfg(feature = "form")]
    &meta::PROVIDER,
    &microsoft_teams::PROVIDER,
    &pusher::PROVIDER,
    &retell::PROVIDER,
    &sinch::PROVIDER,
    #[cfg(feature = "sha1")]
    &sinch_numbers::PROVIDER,
    &slack::PROVIDER,
    &telegram::PROVIDER,
    #[cfg(feature = "ed25519")]
    &telnyx::PROVIDER,
    #[cfg(feature = "form")]
    &twilio::PROVIDER,
    #[cfg(feature = "dates")]
    &twitch::PROVIDER,
    &vapi::PROVIDER,
    &viber::PROVIDER,
    #[cfg(feature = "sha1")]
    &webex::PROVIDER,
    &x::PROVIDER,
    &zoom::PROVIDER,
];
