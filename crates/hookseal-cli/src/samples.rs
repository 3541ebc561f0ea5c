//! A delivery that each sender could make.

use hookseal::UnixTime;
use hookseal::scheme::{Scheme, TimestampFormat, TimestampPlace};

/// The kind of event, for senders that say it in a header, and the payload with its type.
pub(crate) struct Sample {
    pub(crate) event_type: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) body: &'static str,
}

/// A JSON object with the time in it, where the scheme wants one there.
pub(crate) fn stamped(scheme: &Scheme, object: &[u8], at: UnixTime) -> Option<Vec<u8>> {
    let timestamp = scheme.timestamp()?;
    let TimestampPlace::Json(pointer) = timestamp.place() else {
        return None;
    };
    let time = match timestamp.format() {
        TimestampFormat::Seconds => at.as_secs(),
        _ => at.as_millis(),
    };
    let (name, members) = (pointer.strip_prefix('/')?, object.strip_prefix(b"{")?);
    Some([format!(r#"{{"{name}":{time},"#).as_bytes(), members].concat())
}

/// A body that the sender `id` could send.
pub(crate) fn of(id: &str) -> Sample {
    let (event_type, body) = match id {
        "adyen" => (
            "",
            r#"{"live":"false","notificationItems":[{"NotificationRequestItem":{"additionalData":{},"amount":{"currency":"EUR","value":1130},"eventCode":"AUTHORISATION","merchantAccountCode":"TestMerchant","merchantReference":"TestPayment-1407325143704","pspReference":"7914073381342284","success":"true"}}]}"#,
        ),
        "aws_sns" => ("", r#"{"order":7,"state":"placed"}"#),
        "braintree" => (
            "",
            "<notification><kind>subscription_canceled</kind><timestamp type=\"datetime\">2026-11-21T10:00:00Z</timestamp></notification>",
        ),
        "coinbase_cdp" | "hook0" => ("order.payment.completed", r#"{"order":7,"state":"paid"}"#),
        "discord" => ("", r#"{"id":"1187","type":1}"#),
        "dropbox_sign" => (
            "",
            r#"{"event":{"event_type":"signature_request_sent"},"signature_request":{"signature_request_id":"6d7ad140"}}"#,
        ),
        "figma" => (
            "",
            r#"{"event_type":"FILE_COMMENT","file_key":"zH8nDMTuKYr4","webhook_id":"42"}"#,
        ),
        "github" => (
            "push",
            r#"{"ref":"refs/heads/main","repository":{"full_name":"octo/hello"},"pusher":{"name":"mona"}}"#,
        ),
        "google_pubsub_push" => (
            "",
            r#"{"message":{"data":"eyJvcmRlciI6N30=","messageId":"2070443601311540"},"subscription":"projects/acme/subscriptions/orders"}"#,
        ),
        "linear" => (
            "Issue",
            r#"{"action":"create","type":"Issue","data":{"title":"Grüße"}}"#,
        ),
        "mailchannels" => (
            "",
            r#"[{"email":"sender@example.com","event":"delivered","timestamp":1700000000,"recipients":["ada@example.org"]}]"#,
        ),
        "mailgun" => (
            "",
            r#"{"signature":{"token":"a6f1d9c2e8b74053a1c6d8e0f2b4a69712345678"},"event-data":{"id":"G9Bn5sl1TC6nu79C8C0bwg","event":"delivered","recipient":"ada@example.com"}}"#,
        ),
        "mandrill" => (
            "",
            "mandrill_events=%5B%7B%22event%22%3A%22send%22%2C%22_id%22%3A%224e1f%22%7D%5D",
        ),
        "meshes" => (
            "",
            r#"{"uuid":"0b4e2a52","event":"contact.created","data":{"email":"ada@example.com"}}"#,
        ),
        "microsoft_graph" => (
            "",
            r#"{"value":[{"changeType":"created","resource":"users/ada/messages/1","subscriptionId":"7f105c7d"}]}"#,
        ),
        "plaid" => (
            "",
            r#"{"webhook_type":"TRANSACTIONS","webhook_code":"SYNC_UPDATES_AVAILABLE","item_id":"wz666"}"#,
        ),
        "sendmesh" => (
            "",
            r#"{"event":"message.delivered","data":{"id":"msg_81"}}"#,
        ),
        "sendsar" => ("", r#"{"type":"message.created","data":{"text":"Grüße"}}"#),
        "sendx" => ("", r#"{"type":4,"contact":{"email":"ada@example.com"}}"#),
        "shopify" => (
            "orders/create",
            r#"{"id":820982911946154508,"total_price":"403.00"}"#,
        ),
        "slack" => (
            "",
            r#"{"event_id":"Ev0PV52K21","event":{"type":"app_mention","text":"it's me"}}"#,
        ),
        "stripe" => (
            "",
            r#"{"id":"evt_1Nlq","type":"invoice.paid","data":{"object":{"amount_paid":1999}}}"#,
        ),
        "twilio" => (
            "",
            "MessageSid=SM1f0e8ae6ade43cb3c0ce4525424e404f&From=%2B15551234567&Body=hello",
        ),
        _ => ("", r#"{"type":"user.created","data":{"id":42}}"#),
    };
    Sample {
        event_type,
        content_type: match id {
            "braintree" => "application/xml",
            "mandrill" | "twilio" => "application/x-www-form-urlencoded",
            _ => "application/json",
        },
        body,
    }
}
