//! AWS SNS.

mod message;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hookseal_core::keys::{Keys, PreparedKey, Wildcard};
use hookseal_core::scheme::{
    Authentic, Check, Claim, Delivered, Description, EventFacts, HeaderName, Incoming, KeyFormat,
    LateTimestamp, SchemeWords, SignatureScheme, Source, TimestampFormat,
};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{
    Algorithm, BodyCoverage, ConfigError, Freshness, Rejection, UnixTime, Verifier,
};

pub use self::message::AwsSnsMessage;
use self::message::Envelope;
use crate::provider::Family;
use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Where AWS SNS keeps its signing certificates: the addresses for
/// `hookseal_remote_keys::Certificates`.
///
/// The beginnings of regions are written out, for `sns.s3-us-west-2.amazonaws.com` and its
/// like are not SNS, but somebody's storage. Source: the hosts that AWS' `sns-validator`
/// takes, less those; the paths of certificates in the tests of AWS' SDKs; and the domains of
/// AWS' partitions (`aws-cn`, `aws-eusc`) in its SDKs.
pub const AWS_SNS_CERTIFICATES: &[Wildcard] = &[
    Wildcard::new("https://sns.af-*.amazonaws.com/SimpleNotificationService-*.pem"),
    Wildcard::new("https://sns.ap-*.amazonaws.com/SimpleNotificationService-*.pem"),
    Wildcard::new("https://sns.ca-*.amazonaws.com/SimpleNotificationService-*.pem"),
    Wildcard::new("https://sns.cn-*.amazonaws.com.cn/SimpleNotificationService-*.pem"),
    Wildcard::new("https://sns.eu-*.amazonaws.com/SimpleNotificationService-*.pem"),
    Wildcard::new("https://sns.eusc-*.amazonaws.eu/SimpleNotificationService-*.pem"),
    Wildcard::new("https://sns.il-*.amazonaws.com/SimpleNotificationService-*.pem"),
    Wildcard::new("https://sns.me-*.amazonaws.com/SimpleNotificationService-*.pem"),
    Wildcard::new("https://sns.mx-*.amazonaws.com/SimpleNotificationService-*.pem"),
    Wildcard::new("https://sns.sa-*.amazonaws.com/SimpleNotificationService-*.pem"),
    Wildcard::new("https://sns.us-*.amazonaws.com/SimpleNotificationService-*.pem"),
];

/// The names that a certificate of AWS SNS has, one of which must be there.
///
/// Source: the names that the AWS SDK for Java requires, by region
/// (`services-custom/sns-message-manager`); those of the European partition are made alike.
pub const AWS_SNS_NAMES: &[Wildcard] = &[
    Wildcard::new("sns.amazonaws.com"),
    Wildcard::new("sns-*.amazonaws.com"),
    Wildcard::new("sns-*.amazonaws.com.cn"),
    Wildcard::new("sns-*.amazonaws.eu"),
    Wildcard::new("sns-signing.*.amazonaws.com"),
    Wildcard::new("sns-signing.*.amazonaws.com.cn"),
    Wildcard::new("sns-signing.*.amazonaws.eu"),
];

/// AWS SNS: RSA with SHA-256, or with SHA-1, over members of the JSON body, by a certificate
/// that the body names.
///
/// Signed are, each as name, line feed, value, line feed, in this order: of a `Notification`
/// `Message`, `MessageId`, `Subject` (if there), `Timestamp`, `TopicArn`, `Type`; of a
/// `SubscriptionConfirmation` and an `UnsubscribeConfirmation` `Message`, `MessageId`,
/// `SubscribeURL`, `Timestamp`, `Token`, `TopicArn`, `Type`. `Signature` is base64.
///
/// Not signed are `UnsubscribeURL`, `MessageAttributes` and all headers: anyone who can read
/// one delivery can change them. `Timestamp` is that of the publication, the same for all
/// attempts; AWS waits for up to an hour between them, and for the attempts themselves, so it
/// may be two hours old, and 300 s ahead. The event's id
/// is `MessageId`, its type `Type`. The payload is an [`AwsSnsMessage`].
///
/// `topics` are the ARNs of the topics that the endpoint is subscribed to. AWS signs the
/// messages of every customer's topics by the same keys, so a right signature alone says
/// only that *somebody's* topic has sent this: without topics no verifier is built.
///
/// # Certificates
///
/// Give the verifier a resolver that fetches them from [`AWS_SNS_CERTIFICATES`]:
///
/// ```ignore
/// use hookseal::providers::{AWS_SNS_CERTIFICATES, AWS_SNS_NAMES, aws_sns};
/// use hookseal::remote_keys::{Certificates, RemoteKeys};
///
/// let certificates = Certificates::new(AWS_SNS_CERTIFICATES)?.names(AWS_SNS_NAMES);
/// let verifier = Verifier::builder(aws_sns(["arn:aws:sns:eu-west-1:123456789012:orders"]))
///     .resolver(RemoteKeys::certificates(certificates)?)
///     .build()?;
/// ```
///
/// or certificates in PEM that you have from there yourself, which ends with them: AWS
/// changes its certificates about once a year, and without notice.
///
/// # Subscribing
///
/// A new subscription begins with a message whose type is `SubscriptionConfirmation`. Nothing
/// answers it by itself: the app decides whether it wants the subscription, and then fetches
/// [`AwsSnsMessage::subscribe_url`] (which is signed) or calls `ConfirmSubscription` with the
/// token.
///
/// # Versions of the signature
///
/// Topics sign with `SignatureVersion` 1, which is SHA-1, unless their attribute
/// `SignatureVersion` is set to 2. So both are taken, or the messages of a topic as AWS makes it
/// would all be refused. Of SHA-1 collisions can be made: anyone who can publish to the topic could
/// prepare two messages of which one signature holds for both. Set the topic's attribute to 2,
/// and require it with [`AwsSns::version_2_only`].
///
/// Raw message delivery signs nothing and is refused.
///
/// Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>
pub fn aws_sns<T: Into<String>>(topics: impl IntoIterator<Item = T>) -> AwsSns {
    AwsSns(Arc::new(Rules {
        topics: topics.into_iter().map(Into::into).collect(),
        version_1: true,
        certificates: Cow::Borrowed(AWS_SNS_CERTIFICATES),
    }))
}

/// The scheme of AWS SNS: see [`aws_sns`].
#[derive(Clone, Debug)]
pub struct AwsSns(Arc<Rules>);

#[derive(Clone, Debug)]
struct Rules {
    topics: Vec<String>,
    version_1: bool,
    certificates: Cow<'static, [Wildcard]>,
}

impl AwsSns {
    /// Refuses `SignatureVersion` 1: RSA with SHA-1, of which collisions can be made.
    ///
    /// For topics whose attribute `SignatureVersion` is set to 2.
    #[must_use]
    pub fn version_2_only(mut self) -> Self {
        Arc::make_mut(&mut self.0).version_1 = false;
        self
    }

    /// Other addresses of certificates than [`AWS_SNS_CERTIFICATES`]: those of an isolated
    /// region, of an emulator. Anyone who can put a file there can sign.
    #[must_use]
    pub fn with_certificates_at(mut self, addresses: impl Into<Cow<'static, [Wildcard]>>) -> Self {
        Arc::make_mut(&mut self.0).certificates = addresses.into();
        self
    }
}

impl SignatureScheme for AwsSns {
    /// A delivery policy can wait for an hour in all; the attempts themselves take their time.
    fn description(&self) -> Description {
        Description::new("aws_sns", Algorithm::RsaV15Sha256, BodyCoverage::Parts)
            .with_key_format(KeyFormat::Certificate)
            .with_keys_named_in_body()
            .with_headers([RAW, TOPIC])
            .with_facts(
                EventFacts::new()
                    .with_id(Source::json("/MessageId"))
                    .with_event_type(Source::json("/Type")),
            )
            .with_signed_members(["/MessageId", "/Type"])
            .with_freshness(FRESHNESS)
            .with_retry_window(Duration::from_secs(70 * 60))
    }

    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        Envelope::open(delivered.body())?.lasting(&mut |text| part(text.as_bytes()));
        Ok(())
    }

    fn validate(&self, _public_url: Option<&str>) -> Result<(), ConfigError> {
        if self.0.topics.iter().any(|topic| topic.starts_with("arn:")) {
            return Ok(());
        }
        Err(ConfigError::InvalidScheme {
            scheme: "aws_sns".to_owned(),
            reason: "no topic ARN was given; pass the ARNs of the topics the endpoint is subscribed to, because the same keys sign every AWS customer's topics",
        })
    }

    /// Headers are not signed, but where they say already that it cannot be, nothing is read.
    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        if incoming
            .only_header(&RAW)?
            .is_some_and(|raw| raw == b"true")
        {
            return Err(Rejection::MalformedBody {
                reason: "raw message delivery is on, which signs nothing; turn it off for this subscription",
            });
        }
        match incoming.only_header(&TOPIC)? {
            Some(topic) if !self.0.has_topic(topic) => Err(OTHER_TOPIC),
            _ => Ok(Box::new(SnsClaim {
                rules: Arc::clone(&self.0),
                late: incoming.late_timestamp(FRESHNESS),
                opened: None,
            })),
        }
    }

    /// A body that is not an SNS message is the published text, and becomes `Message`. The key's
    /// id is the certificate's address. Signed is by version 2 alone.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        let topic = self.0.topics.first().map_or("", String::as_str);
        message::write(draft, topic)?;
        draft.set(&TOPIC, topic);
        Ok(())
    }
}

impl Rules {
    fn has_topic(&self, topic: &[u8]) -> bool {
        self.topics.iter().any(|known| known.as_bytes() == topic)
    }

    /// All that can be checked without the key.
    fn examine(&self, envelope: &Envelope<'_>) -> Result<(), Rejection> {
        if !self.has_topic(envelope.topic_arn.as_bytes()) {
            return Err(OTHER_TOPIC);
        }
        let version_is_taken = match &*envelope.signature_version {
            "1" => self.version_1,
            version => version == "2",
        };
        if !version_is_taken {
            return Err(Rejection::MalformedBody {
                reason: "its SignatureVersion is not accepted; if only version 2 is, set the topic's SignatureVersion attribute to 2",
            });
        }
        let url = &*envelope.signing_cert_url;
        if !self.certificates.iter().any(|place| place.matches(url)) {
            return Err(Rejection::UnknownKey);
        }
        Ok(())
    }
}

/// The claim of a message, once its body is there.
struct SnsClaim {
    rules: Arc<Rules>,
    late: LateTimestamp,
    /// The message, if it had to be opened for its certificate already.
    opened: Option<Opened>,
}

/// A message that has been opened: the envelope borrows from the body.
struct Opened {
    signed: Vec<u8>,
    signature: Vec<u8>,
    by_sha1: bool,
    certificate: String,
    at: UnixTime,
}

impl SnsClaim {
    fn open(&self, body: &Bytes) -> Result<Opened, Rejection> {
        let envelope = Envelope::open(body)?;
        self.rules.examine(&envelope)?;
        let signature = envelope.signature()?;
        let at = self.late.judge(envelope.timestamp.as_bytes(), FORMAT)?;
        let mut signed = Vec::new();
        envelope.signed(&mut |text| signed.extend_from_slice(text.as_bytes()));
        Ok(Opened {
            signed,
            signature,
            by_sha1: envelope.signature_version == "1",
            certificate: envelope.signing_cert_url.into_owned(),
            at,
        })
    }
}

impl Claim for SnsClaim {
    fn key_ids_in(&mut self, body: &Bytes) -> Result<Vec<String>, Rejection> {
        let opened = self.opened.insert(self.open(body)?);
        Ok(vec![opened.certificate.clone()])
    }

    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        if keys.is_empty() {
            return Err(Rejection::UnknownKey);
        }
        let keys = keys.clone();
        Ok(Box::new(SnsCheck { claim: *self, keys }))
    }
}

/// All is checked when the body is there.
struct SnsCheck {
    claim: SnsClaim,
    keys: Keys,
}

impl Check for SnsCheck {
    fn update(&mut self, _chunk: &[u8]) {}

    fn finish(mut self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        let opened = match self.claim.opened.take() {
            Some(opened) => opened,
            None => self.claim.open(body)?,
        };
        let mut named = self.keys.named(Some(&opened.certificate)).peekable();
        if named.peek().is_none() {
            return Err(Rejection::UnknownKey);
        }
        let key = named.find(|key| opened.is_signed_by(key));
        let slot = key.ok_or(Rejection::SignatureMismatch)?.slot();
        Ok(Authentic::by(slot).at(Some(opened.at)))
    }
}

impl Opened {
    fn is_signed_by(&self, key: &PreparedKey) -> bool {
        let stream = if self.by_sha1 {
            key.verify_sha1_stream(&self.signature)
        } else {
            key.verify_stream(&self.signature)
        };
        stream.is_some_and(|mut stream| {
            stream.update(&self.signed);
            stream.holds()
        })
    }
}

const FORMAT: TimestampFormat = TimestampFormat::Rfc3339;
const FRESHNESS: Option<Freshness> = Some(Freshness {
    max_age: Duration::from_secs(2 * 3_600),
    max_future: Duration::from_secs(300),
});
const TOPIC: HeaderName = HeaderName::from_static("x-amz-sns-topic-arn");
const RAW: HeaderName = HeaderName::from_static("x-amz-sns-rawdelivery");
const OTHER_TOPIC: Rejection = Rejection::NotAddressed {
    field: Cow::Borrowed("TopicArn"),
};

impl Family for AwsSns {
    fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .with_algorithm("rsa-v1_5-sha256 (version 1: rsa-v1_5-sha1)")
            .with_signature("body /Signature: <base64>")
            .with_message(
                "{Message, MessageId, Subject, Timestamp, TopicArn, Type, as name LF value LF}",
            )
            .with_key("X.509 certificate named by body /SigningCertURL; and the topics' ARNs")
            .with_timestamp("body /Timestamp (RFC 3339)", FRESHNESS)
    }
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "aws_sns",
    name: "AWS SNS",
    constant: "aws_sns(topic)",
    group: Group::Infrastructure,
    documentation: "https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html",
    checked: "2026-11-30",
    feature: Some("x509"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| aws_sns(NO_TOPIC)).with_settings(
        &["topic", "signature_version"],
        |values| {
            let scheme = aws_sns(values("topic"));
            let versions = values("signature_version");
            let version_1 = versions.is_empty() || versions.iter().any(|version| version == "1");
            Verifier::builder(if version_1 {
                scheme
            } else {
                scheme.version_2_only()
            })
        },
    )),
    names: &[],
    variants: &[],
};

/// The catalogue knows nobody's topics; what it begins says so when it is built.
const NO_TOPIC: [&str; 0] = [];
