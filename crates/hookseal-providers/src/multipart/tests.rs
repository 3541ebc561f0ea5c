#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

const NAME: &str = "json";

fn part(name: &str, text: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
}

fn read(body: &str) -> Result<Bytes, Rejection> {
    only_part(&Bytes::from(body.to_owned()), "x".to_owned(), NAME)
}

#[test]
fn the_one_part_of_a_name_is_found() {
    let json = part(NAME, "{\"a\":\r\n1}");
    for body in [
        format!("{json}--x--\r\n"),
        format!("{json}--x--"),
        format!("{}{json}{}--x--\r\n", part("a", "1"), part("b", "2")),
    ] {
        assert_eq!(read(&body).unwrap(), "{\"a\":\r\n1}", "{body}");
    }
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    let json = part(NAME, "{}");
    assert_eq!(read(&format!("{json}{json}--x--")), Err(TWICE));
    assert_eq!(read("--x--\r\n"), Err(MISSING));
    assert_eq!(read(&format!("{}--x--", part("JSON", "{}"))), Err(MISSING));
    for body in [
        String::new(),
        "{}".to_owned(),
        json.clone(),
        json.replace("--x", "--y"),
        format!("--x\r\nContent-Disposition: form-data; name=\"{NAME}\""),
    ] {
        assert_eq!(read(&body), Err(MALFORMED), "{body}");
    }
    let many = part("a", "").repeat(MAX_PARTS);
    assert_eq!(read(&format!("{many}{json}--x--")), Err(TOO_MANY));
}

#[test]
fn only_multipart_form_data_has_parts() {
    struct Head(&'static str);
    impl RequestHead for Head {
        fn method(&self) -> &'static str {
            "POST"
        }
        fn target(&self) -> &'static str {
            "/"
        }
        fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
            (name.eq_ignore_ascii_case("content-type") && nth == 0).then_some(self.0.as_bytes())
        }
    }
    assert_eq!(
        boundary(&Head("multipart/form-data; boundary=x")),
        Ok("x".to_owned())
    );
    for other in [
        "",
        "application/json",
        "multipart/mixed; boundary=x",
        "multipart/form-data",
    ] {
        assert!(boundary(&Head(other)).is_err(), "{other}");
    }
}

proptest! {
    #[test]
    fn no_body_makes_it_panic_or_wait(
        body in proptest::collection::vec(any::<u8>(), 0..300),
        text in "(--x(--)?|\r\n|name=\"json\"|Content-Disposition: form-data; |[a-z:;\"]){0,20}",
    ) {
        let boundary = || "x".to_owned();
        let _ = only_part(&Bytes::from(body), boundary(), NAME);
        let _ = only_part(&Bytes::from(text), boundary(), NAME);
    }
}
