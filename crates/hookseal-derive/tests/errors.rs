//! Errors of the macro point at what is wrong.

#[test]
fn errors_point_at_their_cause() {
    trybuild::TestCases::new().compile_fail("tests/errors/*.rs");
}
