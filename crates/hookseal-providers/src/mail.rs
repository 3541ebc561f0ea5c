//! Senders of mail and campaigns.

use crate::group::senders;

senders! {
    MAIL, Mail:
    customerio => CUSTOMERIO;
    knock => KNOCK;
    lettermint => LETTERMINT;
    loops => LOOPS;
    #[cfg(feature = "httpsig")]
    mailchannels => MAILCHANNELS_KEYS, MailChannelsBounce, MailChannelsEvent, MailChannelsKind, MailChannelsTracking, mailchannels;
    mailerlite => MAILERLITE;
    mailersend => MAILERSEND;
    mailpace => MAILPACE;
    mailtrap => MAILTRAP;
    mautic => MAUTIC;
    resend => RESEND;
    sendmesh => SENDMESH;
    sendpost => SENDPOST;
    sendsar => SENDSAR;
    sendx => SENDX;
}
