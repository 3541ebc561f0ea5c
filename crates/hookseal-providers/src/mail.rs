//! Senders of mail and campaigns.

use crate::group::senders;

senders! {
    MAIL, Mail:
    customerio => CUSTOMERIO;
    loops => LOOPS;
    #[cfg(feature = "httpsig")]
    mailchannels => MAILCHANNELS_KEYS, MailChannelsBounce, MailChannelsEvent, MailChannelsKind, MailChannelsTracking, mailchannels;
    mailerlite => MAILERLITE;
    mailersend => MAILERSEND;
    mailpace => MAILPACE;
    resend => RESEND;
    sendmesh => SENDMESH;
    sendpost => SENDPOST;
    sendsar => SENDSAR;
    sendx => SENDX;
}
