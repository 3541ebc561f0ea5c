//! Senders of chat, telephony, meetings and streams.

use crate::group::senders;

senders! {
    CHAT, Chat:
    ably => ABLY;
    crisp => CRISP;
    discord => DISCORD;
    discourse => DISCOURSE;
    getstream => GETSTREAM;
    gohighlevel => GOHIGHLEVEL;
    helpscout => HELPSCOUT;
    intercom => INTERCOM;
    line => LINE;
    meta => META;
    microsoft_teams => MICROSOFT_TEAMS;
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
    webex => WEBEX;
    x => X, X_CRC;
    zoom => ZOOM;
}
