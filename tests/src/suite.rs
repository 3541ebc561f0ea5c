//! The cases, by what they are about.

mod accept;
mod algorithm;
mod aws_sns;
mod body;
mod bounds;
mod framing;
mod handshake;
mod head;
mod integration;
mod keys;
mod log;
mod mailchannels;
mod message;
mod oracle;
mod replay;
mod resolver;
mod signature;
mod socket;
mod strangers;
mod time;

use crate::case::Case;

/// All cases.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    [
        accept::CASES,
        algorithm::CASES,
        aws_sns::CASES,
        body::CASES,
        bounds::CASES,
        framing::CASES,
        handshake::CASES,
        head::CASES,
        integration::CASES,
        keys::CASES,
        log::CASES,
        mailchannels::CASES,
        message::CASES,
        oracle::CASES,
        replay::CASES,
        resolver::CASES,
        signature::CASES,
        socket::CASES,
        strangers::CASES,
        time::CASES,
    ]
    .into_iter()
    .flatten()
}
