//! Senders of mail and campaigns.

use crate::group::senders;

senders! {
    MAIL, Mail:
    brevo => BREVO;
    customerio => CUSTOMERIO;
    #[cfg(feature = "dates")]
    klaviyo => KLAVIYO;
    knock => KNOCK;
    lettermint => LETTERMINT;
    loops => LOOPS;
    #[cfg(feature = "httpsig")]
    mailchannels => MAILCHANNELS_KEYS, MailChannelsBounce, MailChannelsEvent, MailChannelsKind, MailChannelsTracking, mailchannels;
    mailerlite => MAILERLITE;
    mailersend => MAILERSEND;
    mailgun => MAILGUN, Mailgun;
    #[cfg(feature = "ed25519")]
    mailpace => MAILPACE;
    mailtrap => MAILTRAP;
    #[cfg(feature = "form")]
    mandrill => MANDRILL;
    mautic => MAUTIC;
    postmark => POSTMARK;
    resend => RESEND;
    #[cfg(feature = "aws-lc")]
    sendgrid => SENDGRID;
    sendmesh => SENDMESH;
    sendpost => SENDPOST;
    sendsar => SENDSAR;
    sendx => SENDX;
}
