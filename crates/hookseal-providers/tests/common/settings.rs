//! The settings that senders of code need besides keys, made up.

/// The values of the setting `name`; none if no sender here has it.
pub(crate) fn setting(name: &str) -> Vec<String> {
    let value = match name {
        "audience" => "https://example.com/push",
        "email" => "push@project.iam.gserviceaccount.com",
        "topic" => "arn:aws:sns:eu-west-1:123456789012:orders",
        "user" => "user_1",
        "webhook_id" => "1JE4291016473214C",
        _ => return Vec::new(),
    };
    vec![value.to_owned()]
}
