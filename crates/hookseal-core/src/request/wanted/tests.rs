use super::Wanted;
use crate::header_name::HeaderName;
use crate::request::{HeaderSearch, RequestHead, Single};

/// Lines in the order of arrival, shown at once or not.
struct Head {
    lines: &'static [(&'static str, &'static str)],
    shows: bool,
}

impl RequestHead for Head {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut same = self
            .lines
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name));
        same.nth(nth).map(|(_, value)| value.as_bytes())
    }

    fn search<'a>(&'a self, search: &mut HeaderSearch<'a>) -> bool {
        for (name, value) in self.lines {
            search.see(name, value.as_bytes());
        }
        self.shows
    }
}

/// Headers that are found in one pass are those that the head returns line by line.
#[test]
fn a_head_in_which_was_looked_says_the_same() {
    const LINES: &[(&str, &str)] = &[
        ("x-once", "1"),
        ("X-TWICE", "2"),
        ("x-empty", ""),
        ("x-other", "5"),
        ("x-twice", "3"),
        ("x-onc", "6"),
        ("x-twice", "4"),
    ];
    let wanted = Wanted::new(
        ["X-Once", "x-twice", "X-Empty", "x-missing", "X-ONCE"].map(HeaderName::from_static),
        &[],
    );
    for shows in [true, false] {
        let head = Head {
            lines: LINES,
            shows,
        };
        let found = wanted.find(&head);
        let asked = [
            "X-Once",
            "x-once",
            "x-twice",
            "X-Twice",
            "X-Empty",
            "x-missing",
            "x-other",
        ];
        for name in asked {
            assert_eq!(found.single(name), head.single(name), "{name}");
            for nth in 0..4 {
                assert_eq!(
                    found.header(name, nth),
                    head.header(name, nth),
                    "{name} {nth}"
                );
            }
        }
    }
}

/// A name is known by where it stands in memory, and by its length: another may begin there.
#[test]
fn a_name_that_begins_like_another_is_another() {
    const NAME: &str = "x-signature-256";
    const LINES: &[(&str, &str)] = &[(NAME, "1"), ("x-signature", "2")];
    let (short, _) = NAME.split_at("x-signature".len());
    let wanted = Wanted::new([HeaderName::from_static(NAME)], &[]);
    let head = Head {
        lines: LINES,
        shows: true,
    };
    let found = wanted.find(&head);
    assert_eq!(found.single(NAME), Single::Once(b"1"));
    assert_eq!(found.single(short), Single::Once(b"2"));
}

/// Names of one length, and of lengths that share a place, are distinguished.
#[test]
fn names_of_one_length_are_told_apart() {
    let names = ["content-length", "x-github-event", "x-gitlab-event"].map(str::to_owned);
    let long = format!("x-{}", "l".repeat(62 + 14));
    let names: Vec<_> = names.into_iter().chain([long]).collect();
    let wanted = Wanted::new(names.iter().map(|name| HeaderName::new(name).unwrap()), &[]);
    let head = Head {
        lines: &[("X-GitLab-Event", "a"), ("x-github-event", "b")],
        shows: true,
    };
    let found = wanted.find(&head);
    let values = names.iter().map(|name| found.single(name));
    let expected = [
        Single::Missing,
        Single::Once(b"b"),
        Single::Once(b"a"),
        Single::Missing,
    ];
    assert_eq!(values.collect::<Vec<_>>(), expected);
}

/// Names beyond those that are looked for at once are asked for.
#[test]
fn many_names_are_found_all_the_same() {
    const LINES: &[(&str, &str)] = &[("a9", "9"), ("a1", "1"), ("a9", "10")];
    let names: Vec<String> = (0..20).map(|number| format!("a{number}")).collect();
    let wanted = Wanted::new(names.iter().map(|name| HeaderName::new(name).unwrap()), &[]);
    let head = Head {
        lines: LINES,
        shows: true,
    };
    let found = wanted.find(&head);
    for name in &names {
        for nth in 0..3 {
            assert_eq!(
                found.header(name, nth),
                head.header(name, nth),
                "{name} {nth}"
            );
        }
    }
}

/// Other names are read where there is none of the first, and never beside them.
#[test]
fn other_names_stand_in_for_all_or_none() {
    const ID: HeaderName = HeaderName::from_static("svix-id");
    const TIME: HeaderName = HeaderName::from_static("svix-timestamp");
    const OTHER: &[(&str, &str)] = &[
        ("Webhook-Id", "a"),
        ("webhook-timestamp", "1"),
        ("webhook-timestamp", "2"),
    ];
    const FIRST: &[(&str, &str)] = &[("webhook-id", "a"), ("svix-timestamp", "3")];
    let pairs = [
        (ID, HeaderName::from_static("webhook-id")),
        (TIME, HeaderName::from_static("webhook-timestamp")),
    ];
    let wanted = Wanted::new([ID, TIME], &pairs);
    for shows in [true, false] {
        let found = |lines| Head { lines, shows };
        let head = found(OTHER);
        let found_others = wanted.find(&head);
        assert_eq!(found_others.single("svix-id"), Single::Once(b"a"));
        assert_eq!(found_others.header("svix-id", 0), Some(&b"a"[..]));
        assert_eq!(found_others.single("svix-timestamp"), Single::Repeated);
        assert_eq!(found_others.single("webhook-id"), Single::Once(b"a"));
        let head = found(FIRST);
        let found_first = wanted.find(&head);
        assert_eq!(found_first.single("svix-id"), Single::Missing);
        assert_eq!(found_first.single("svix-timestamp"), Single::Once(b"3"));
        let head = found(&[]);
        assert_eq!(wanted.find(&head).single("svix-id"), Single::Missing);
    }
}
