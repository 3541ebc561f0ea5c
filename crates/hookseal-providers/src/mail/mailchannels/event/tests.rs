use serde_json::json;

use super::*;

fn event(json: Value) -> MailChannelsEvent {
    serde_json::from_value(json).unwrap()
}

/// A sample with the members that all kinds have, and those given.
fn sample(kind: &str, more: &Value) -> Value {
    let mut sample = json!({
        "event": kind,
        "customer_handle": "acme",
        "timestamp": 1_700_000_000,
        "email": "news@example.com",
        "smtp_id": "<1@example.com>",
        "request_id": "wBLWrCnK0Z965pf-cgxhNg8bo5s=",
        "campaign_id": "autumn",
        "recipients": ["ada@example.com", "bob@example.com"],
    });
    let members = sample.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    sample
}

fn tracking() -> MailChannelsTracking {
    MailChannelsTracking {
        user_agent: Some("Mozilla/5.0".to_owned()),
        ip: Some("203.0.113.7".to_owned()),
    }
}

fn bounce() -> MailChannelsBounce {
    MailChannelsBounce {
        status: Some("5.1.1".to_owned()),
        reason: Some("no such user".to_owned()),
    }
}

fn all() -> Vec<(&'static str, Value, MailChannelsKind)> {
    let none = || json!({});
    let tracked = json!({"user_agent": "Mozilla/5.0", "ip": "203.0.113.7"});
    let clicked =
        json!({"user_agent": "Mozilla/5.0", "ip": "203.0.113.7", "url": "https://example.com/"});
    let bounced = || json!({"status": "5.1.1", "reason": "no such user"});
    let click = MailChannelsKind::Click {
        url: Some("https://example.com/".to_owned()),
        tracking: tracking(),
    };
    let hard = MailChannelsKind::HardBounced(bounce());
    let soft = MailChannelsKind::SoftBounced(bounce());
    vec![
        ("processed", none(), MailChannelsKind::Processed),
        ("delivered", none(), MailChannelsKind::Delivered),
        ("open", tracked, MailChannelsKind::Open(tracking())),
        ("click", clicked, click),
        ("hard-bounced", bounced(), hard),
        ("soft-bounced", bounced(), soft),
        ("dropped", bounced(), MailChannelsKind::Dropped(bounce())),
        ("complained", none(), MailChannelsKind::Complained),
        ("unsubscribed", none(), MailChannelsKind::Unsubscribed),
        ("test", none(), MailChannelsKind::Test),
    ]
}

#[test]
fn the_ten_kinds_are_read_with_all_their_members_and_written_again() {
    for (name, more, kind) in all() {
        let json = sample(name, &more);
        let event = event(json.clone());
        assert_eq!(event.kind, kind, "{name}");
        assert_eq!(event.kind.name(), name);
        assert_eq!(event.customer_handle, "acme");
        assert_eq!(event.timestamp, 1_700_000_000);
        assert_eq!(event.email.as_deref(), Some("news@example.com"));
        assert_eq!(event.smtp_id.as_deref(), Some("<1@example.com>"));
        assert_eq!(
            event.request_id.as_deref(),
            Some("wBLWrCnK0Z965pf-cgxhNg8bo5s=")
        );
        assert_eq!(event.campaign_id.as_deref(), Some("autumn"));
        assert_eq!(event.recipients.as_ref().map(Vec::len), Some(2));
        assert_eq!(serde_json::to_value(&event).unwrap(), json, "{name}");
    }
}

#[test]
fn only_three_members_are_always_there() {
    for (name, _, _) in all() {
        let least = json!({"event": name, "customer_handle": "acme", "timestamp": 1});
        let read = event(least.clone());
        assert_eq!(read.kind.name(), name);
        assert_eq!((&read.email, &read.recipients), (&None, &None));
        let nulls = json!({
            "event": name, "customer_handle": "acme", "timestamp": 1, "email": null,
            "recipients": null, "url": null, "status": null, "user_agent": null,
        });
        assert_eq!(event(nulls), read);
        for member in ["customer_handle", "timestamp", "event"] {
            let mut short = least.clone();
            short.as_object_mut().unwrap().remove(member);
            let read = serde_json::from_value::<MailChannelsEvent>(short);
            // Without `event` it is of no known kind, but not lost.
            assert_eq!(read.is_ok(), member == "event", "{name} without {member}");
        }
    }
}

#[test]
fn names_may_be_those_of_the_sdk() {
    let read = event(json!({
        "event": "open", "customerHandle": "acme", "timestamp": 1, "smtpId": "s",
        "requestId": "r", "campaignId": "c", "userAgent": "u",
    }));
    assert_eq!(read.customer_handle, "acme");
    let members = [read.smtp_id, read.request_id, read.campaign_id];
    assert_eq!(members, ["s", "r", "c"].map(|text| Some(text.to_owned())));
    let MailChannelsKind::Open(tracking) = read.kind else {
        unreachable!("it is opened");
    };
    assert_eq!(tracking.user_agent.as_deref(), Some("u"));
}

#[test]
fn unknown_kinds_are_kept_and_unknown_members_ignored() {
    let unknown = json!({
        "event": "forwarded", "customer_handle": "acme", "timestamp": 1, "to": ["bob"],
    });
    let read = event(unknown.clone());
    assert_eq!(read.kind.name(), "forwarded");
    let MailChannelsKind::Other(members) = &read.kind else {
        unreachable!("it is unknown");
    };
    assert_eq!(members.get("to"), Some(&json!(["bob"])));
    assert_eq!(serde_json::to_value(&read).unwrap(), unknown);

    let more = json!({"event": "test", "customer_handle": "a", "timestamp": 1, "new": {"x": []}});
    assert_eq!(event(more).kind, MailChannelsKind::Test);
}

/// One member that has changed its type loses no batch.
#[test]
fn a_known_kind_with_a_member_of_another_type_is_kept_as_unknown() {
    let read = event(json!({
        "event": "open", "customer_handle": "a", "timestamp": 1, "ip": 7,
    }));
    assert!(matches!(read.kind, MailChannelsKind::Other(_)));
    assert_eq!(read.kind.name(), "open");
}

#[test]
fn a_batch_is_read_whole() {
    let batch: Vec<_> = all()
        .into_iter()
        .map(|(name, more, _)| sample(name, &more))
        .chain([json!({"event": "new", "customer_handle": "a", "timestamp": 1})])
        .collect();
    let events: Vec<MailChannelsEvent> = serde_json::from_value(Value::from(batch)).unwrap();
    let names: Vec<_> = events.iter().map(|event| event.kind.name()).collect();
    assert_eq!(names.len(), 11);
    assert_eq!(
        (names.first(), names.last()),
        (Some(&"processed"), Some(&"new"))
    );
}
