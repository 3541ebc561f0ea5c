//! Senders of chat, telephony, meetings and streams.

use crate::group::senders;

senders! {
    CHAT, Chat:
    ably => ABLY;
    crisp => CRISP;
    #[cfg(feature = "ed25519")]
    discord => DISCORD;
    discourse => DISCOURSE;
    getstream => GETSTREAM;
    #[cfg(feature = "ed25519")]
    gohighlevel => GOHIGHLEVEL;
    #[cfg(feature = "sha1")]
    helpscout => HELPSCOUT;
    #[cfg(feature = "sha1")]
    intercom => INTERCOM;
    line => LINE;
    #[cfg(feature = "form")]
    meta => META;
    microsoft_teams => MICROSOFT_TEAMS;
    pusher => PUSHER;
    retell => RETELL;
    sinch => SINCH;
    #[cfg(feature = "sha1")]
    sinch_numbers => SINCH_NUMBERS;
    slack => SLACK;
    telegram => TELEGRAM;
    #[cfg(feature = "ed25519")]
    telnyx => TELNYX;
    #[cfg(feature = "form")]
    twilio => TWILIO, TWILIO_SHA256;
    #[cfg(feature = "dates")]
    twitch => TWITCH;
    vapi => VAPI;
    viber => VIBER;
    #[cfg(feature = "sha1")]
    webex => WEBEX;
    x => X, #[cfg(feature = "form")] X_CRC;
    zoom => ZOOM;
}
