//! Other texts of the same parts, and other parts.

use super::Mutant;
use crate::sent::Sent;

pub(super) fn mutants(sent: &Sent, all: &mut Vec<Mutant>) {
    let content_type = sent.headers.iter().find_map(|(name, value)| {
        let is_it = name.eq_ignore_ascii_case("content-type");
        is_it.then(|| String::from_utf8_lossy(value).into_owned())
    });
    let Some((kind, boundary)) = content_type
        .as_deref()
        .and_then(|it| it.split_once("boundary="))
    else {
        return;
    };
    let body = String::from_utf8_lossy(&sent.body).into_owned();
    let mut push = |what: &str, boundary: &str, body: String| {
        let mut mutant = sent.with_body(body);
        for (name, value) in &mut mutant.headers {
            if name.eq_ignore_ascii_case("content-type") {
                *value = format!("{kind}boundary={boundary}").into_bytes();
            }
        }
        all.push((format!("parts {what}"), mutant));
    };
    push("between others", "other", body.replace(boundary, "other"));
    push("in quotes", &format!("\"{boundary}\""), body.clone());
    push("behind a preamble", boundary, format!("preamble\r\n{body}"));
    push("before an epilogue", boundary, format!("{body}epilogue"));
    let part = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"zz\"\r\n\r\n1\r\n");
    push("behind another", boundary, format!("{part}{body}"));
    let end = format!("--{boundary}--");
    push(
        "before another",
        boundary,
        body.replacen(&end, &format!("{part}{end}"), 1),
    );
    let again = body.replacen(&end, "", 1);
    push("twice", boundary, format!("{again}{body}"));
    push(
        "of a file",
        boundary,
        body.replacen("form-data;", "form-data; filename=\"a\";", 1),
    );
    push(
        "with a type",
        boundary,
        body.replacen("\r\n\r\n", "\r\nContent-Type: text/plain\r\n\r\n", 1),
    );
    push(
        "with blanks in their heads",
        boundary,
        body.replacen("; name=", ";  name=", 1),
    );
}
