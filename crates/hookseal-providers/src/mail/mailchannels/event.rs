//! The events in MailChannels' deliveries.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One event; a delivery is a batch of them, a `Vec<MailChannelsEvent>`.
///
/// ```
/// use hookseal_providers::{MailChannelsEvent, MailChannelsKind};
///
/// let batch: Vec<MailChannelsEvent> = serde_json::from_str(
///     r#"[{"event":"hard-bounced","customer_handle":"acme","timestamp":1700000000,
///         "recipients":["ada@example.com"],"status":"5.1.1","reason":"no such user"}]"#,
/// )?;
/// let MailChannelsKind::HardBounced(bounce) = &batch[0].kind else {
///     unreachable!("it is one");
/// };
/// assert_eq!(bounce.status.as_deref(), Some("5.1.1"));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Members that are not named here are ignored; those that may be absent may be `null`, too.
/// Names are read as MailChannels' schema has them (`customer_handle`), and as its SDK has
/// (`customerHandle`).
///
/// Source: <https://docs.mailchannels.com/email-api/webhook-schema> and
/// <https://mailchannels.yizack.com/modules/webhooks/verify>
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct MailChannelsEvent {
    /// The account that sent the message: its id, or the sub-account's handle.
    #[serde(alias = "customerHandle")]
    pub customer_handle: String,
    /// When it happened, in Unix seconds.
    pub timestamp: u64,
    /// The sender's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The `Message-Id` of the message.
    #[serde(default, alias = "smtpId", skip_serializing_if = "Option::is_none")]
    pub smtp_id: Option<String>,
    /// The id of the HTTP request by which the message was sent.
    #[serde(default, alias = "requestId", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The campaign of the message; never in `test` events.
    #[serde(default, alias = "campaignId", skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<String>,
    /// The recipients of the message; never in `test` events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients: Option<Vec<String>>,
    /// The event.
    #[serde(flatten)]
    pub kind: MailChannelsKind,
}

/// The event of a message: the member `event`, and the members that only some kinds have.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MailChannelsKind {
    /// MailChannels has taken it.
    Processed,
    /// The recipient's server has taken it.
    Delivered,
    /// The recipient has opened it.
    Open(MailChannelsTracking),
    /// The recipient has followed a link in it.
    Click {
        /// The link.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        /// By what and from where.
        #[serde(flatten)]
        tracking: MailChannelsTracking,
    },
    /// The recipient's server has refused it for good.
    HardBounced(MailChannelsBounce),
    /// The recipient's server has refused it for now.
    SoftBounced(MailChannelsBounce),
    /// MailChannels has not sent it.
    Dropped(MailChannelsBounce),
    /// The recipient has called it spam.
    Complained,
    /// The recipient wants no more of them.
    Unsubscribed,
    /// Somebody has asked MailChannels to try the endpoint.
    Test,
    /// A kind that is not known here, or whose members are of other types than they
    /// should be: all members that [`MailChannelsEvent`] has not, `event` among them.
    #[serde(untagged)]
    Other(Map<String, Value>),
}

impl MailChannelsKind {
    /// The member `event`, such as `hard-bounced`; empty if it is not text.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Processed => "processed",
            Self::Delivered => "delivered",
            Self::Open(_) => "open",
            Self::Click { .. } => "click",
            Self::HardBounced(_) => "hard-bounced",
            Self::SoftBounced(_) => "soft-bounced",
            Self::Dropped(_) => "dropped",
            Self::Complained => "complained",
            Self::Unsubscribed => "unsubscribed",
            Self::Test => "test",
            Self::Other(members) => members
                .get("event")
                .and_then(Value::as_str)
                .unwrap_or_default(),
        }
    }
}

/// By what and from where a recipient has opened a message or followed a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct MailChannelsTracking {
    /// The `User-Agent`.
    #[serde(default, alias = "userAgent", skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The IP address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
}

/// Why a message was bounced or dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct MailChannelsBounce {
    /// The SMTP status code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The reason, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[cfg(test)]
mod tests;
