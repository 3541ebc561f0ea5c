//! Senders of chat, telephony, meetings and streams.

use crate::group::senders;

senders! {
    CHAT, Chat:
    crisp => CRISP;
    discord => DISCORD;
    getstream => GETSTREAM;
    gohighlevel => GOHIGHLEVEL;
    intercom => INTERCOM;
    line => LINE;
    meta => META;
    pusher => PUSHER;
    retell => RETELL;
    sinch => SINCH;
    sinch_numbers => SINCH_NUMBERS;
    slack => SLACK;
    telegram => TELEGRAM;
    telnyx => TELNYX;
    #[cfg(feature = "form")]
    twilio => TWILIO, TWILIO_SHA256;
    twitch => TWITCH;
    vapi => VAPI;
    viber => VIBER;
    zoom => ZOOM;
}
