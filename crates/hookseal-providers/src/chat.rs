//! Senders of chat, telephony, meetings and streams.

use crate::group::senders;

senders! {
    CHAT, Chat:
    discord => DISCORD;
    gohighlevel => GOHIGHLEVEL;
    intercom => INTERCOM;
    line => LINE;
    meta => META;
    retell => RETELL;
    slack => SLACK;
    telegram => TELEGRAM;
    #[cfg(feature = "form")]
    twilio => TWILIO, TWILIO_SHA256;
    twitch => TWITCH;
    vapi => VAPI;
    zoom => ZOOM;
}
