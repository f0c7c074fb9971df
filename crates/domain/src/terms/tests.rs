use super::*;
use crate::Timestamp;

fn terms(text: &str) -> Vec<Term> {
    parse(text).unwrap().terms
}

fn only(text: &str) -> Condition {
    let [term] = terms(text).try_into().unwrap();
    assert!(!term.negated);
    term.condition
}

fn pieces(condition: &Condition) -> Vec<String> {
    match condition {
        Condition::Text(_, pattern) | Condition::Attribute(_, pattern) => pattern.pieces().map(str::to_owned).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_filter_is_read_term_by_term() {
    let filter = parse("state:suspended email:*@x.org -admin:yes \"Ada Okafor\"").unwrap();
    let text = |field, pieces: &[&str]| {
        Condition::Text(field, Pattern { pieces: pieces.iter().map(|piece| (*piece).to_owned()).collect() })
    };
    let expected = [
        (false, Condition::State(vec![State::Suspended])),
        (false, text(TextField::Email, &["", "@x.org"])),
        (true, Condition::Admin(true)),
        (false, text(TextField::Any, &["", "ada okafor", ""])),
    ];
    let expected = expected.map(|(negated, condition)| Term { negated, condition });
    assert_eq!((filter.deleted, filter.terms), (false, expected.to_vec()));
    assert_eq!(parse("  ").unwrap(), Filter::default());
}

#[test]
fn a_text_may_stand_anywhere_and_with_stars_it_is_all_of_it() {
    assert_eq!(pieces(&only("name:Ñu")), ["", "nu", ""]);
    assert_eq!(pieces(&only("id:ops-*")), ["ops-", ""]);
    assert_eq!(pieces(&only("email:a*@*.org")), ["a", "@", ".org"]);
    assert_eq!(pieces(&only("name:\"a*b\"")), ["", "a*b", ""]);
    assert_eq!(pieces(&only("attributes.team:ops")), ["", "ops", ""]);
    assert_eq!(pieces(&only("name:\"say \\\"hi\\\"\"")), ["", "say \"hi\"", ""]);
    assert_eq!(pieces(&only("description:a:b")), ["", "a:b", ""]);
    assert_eq!(pieces(&only("ops-team")), ["", "ops-team", ""]);
}

#[test]
fn states_and_yes_and_no_are_read_as_people_write_them() {
    let both = Condition::State(vec![State::Approved, State::Flagged]);
    assert_eq!(only("state:approved,STATE_FLAGGED"), both);
    for (text, yes) in [("yes", true), ("TRUE", true), ("1", true), ("no", false), ("false", false), ("0", false)] {
        assert_eq!(only(&format!("validated:{text}")), Condition::Validated(yes));
    }
    assert!(parse("deleted:yes").unwrap().deleted && !parse("deleted:no").unwrap().deleted);
}

#[test]
fn times_are_days_or_moments() {
    let day = Timestamp::parse("", "2026-11-27T00:00:00Z").unwrap();
    let next = Timestamp::parse("", "2026-11-28T00:00:00Z").unwrap();
    let span = |from, before| Condition::Time(TimeField::Created, Span { from, before });
    assert_eq!(only("created:2026-11-27"), span(Some(day), Some(next)));
    assert_eq!(only("created:>=2026-11-27"), span(Some(day), None));
    assert_eq!(only("created:>2026-11-27"), span(Some(next), None));
    assert_eq!(only("created:<2026-11-27"), span(None, Some(day)));
    assert_eq!(only("created:<=2026-11-27"), span(None, Some(next)));
    assert_eq!(only("created:>=2026-11-27T00:00:00Z"), span(Some(day), None));
    let filter = parse("deleted:<2026-11-27").unwrap();
    let condition = Condition::Time(TimeField::Deleted, Span { from: None, before: Some(day) });
    assert_eq!((filter.deleted, filter.terms), (true, vec![Term { negated: false, condition }]));
}

#[test]
fn where_it_goes_wrong_is_told_with_what_is_allowed() {
    for (text, place, told) in [
        ("stat:x", 1, "attributes.KEY"),
        ("ä state:gone", 3, "requested, approved"),
        ("admin:maybe", 1, "yes or no"),
        ("a name:", 3, "what should name be?"),
        ("a -", 3, "what must not match?"),
        ("name:\"open", 1, "closing quotation mark"),
        ("created:yesterday", 1, "2026-11-27"),
        ("created:2026-13-27", 1, "2026-11-27"),
        ("-deleted:yes", 1, "deleted:no"),
        ("deleted:soon", 1, "<2026-11-27"),
        ("deleted:no deleted:yes", 12, "not deleted"),
        ("deleted:<2026-11-27 deleted:no", 21, "not deleted"),
        ("id:\"\"", 1, "what should id be?"),
        ("a \"\"", 3, "what should be found?"),
        ("attributes.:x", 1, "attributes.KEY"),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(error.fields[0].field, "filter", "{text}");
        assert!(error.message.starts_with(&format!("At character {place}: ")), "{text}: {}", error.message);
        assert!(error.message.contains(told), "{text}: {}", error.message);
    }
    assert!(parse(&"a ".repeat(51)).is_err() && parse(&"a ".repeat(50)).is_ok());
    assert!(parse(&"a".repeat(1_001)).is_err());
}

proptest::proptest! {
    #[test]
    fn nothing_that_is_typed_breaks_it(text in "[ -~äß\"\\\\*:]{0,60}") {
        let _ = parse(&text);
    }
}
