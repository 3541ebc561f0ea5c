//! A delivery that each sender could make.

use hookseal::{Scheme, TimestampFormat, TimestampPlace, UnixTime};

/// The kind of event, for senders that say it in a header, and the payload.
pub(crate) struct Sample {
    pub(crate) event_type: &'static str,
    pub(crate) body: &'static str,
}

/// A JSON object with the time in it, where the scheme wants one there.
pub(crate) fn stamped(scheme: &Scheme, object: &[u8], at: UnixTime) -> Option<Vec<u8>> {
    let timestamp = scheme.outline().timestamp?;
    let TimestampPlace::Json(pointer) = timestamp.place() else {
        return None;
    };
    let time = match timestamp.written_as() {
        TimestampFormat::Seconds => at.as_secs(),
        _ => at.as_millis(),
    };
    let (name, members) = (pointer.strip_prefix('/')?, object.strip_prefix(b"{")?);
    Some([format!(r#"{{"{name}":{time},"#).as_bytes(), members].concat())
}

/// What the sender `id` could send.
pub(crate) fn of(id: &str) -> Sample {
    let (event_type, body) = match id {
        "discord" => ("", r#"{"id":"1187","type":1}"#),
        "github" => (
            "push",
            r#"{"ref":"refs/heads/main","repository":{"full_name":"octo/hello"},"pusher":{"name":"mona"}}"#,
        ),
        "linear" => (
            "Issue",
            r#"{"action":"create","type":"Issue","data":{"title":"Grüße"}}"#,
        ),
        "mailchannels" => (
            "",
            r#"[{"email":"sender@example.com","event":"delivered","timestamp":1700000000,"recipients":["ada@example.org"]}]"#,
        ),
        "meshes" => (
            "",
            r#"{"uuid":"0b4e2a52","event":"contact.created","data":{"email":"ada@example.com"}}"#,
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
        _ => ("", r#"{"type":"user.created","data":{"id":42}}"#),
    };
    Sample { event_type, body }
}
