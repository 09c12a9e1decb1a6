use super::{Docstring, parse};

fn inputs(docstring: &Docstring) -> Vec<(&str, &str)> {
    docstring.inputs.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

#[test]
fn text_without_fields_is_description() {
    assert_eq!(parse(""), Docstring::default());
    let docstring = parse("Ships goods.\n\n    By sea,\n      and by land.\n    ");
    assert_eq!(docstring.short_description.as_deref(), Some("Ships goods."));
    assert_eq!(docstring.long_description.as_deref(), Some("By sea,\n  and by land."));
    assert!(docstring.inputs.is_empty() && docstring.outputs.is_empty());
    assert_eq!(docstring.input_description("port"), "port");
}

#[test]
fn every_style_is_known() {
    for text in [
        "Ships.\n\n:param port: where to\n:param int crates:\n:return: the ship",
        "Ships.\n\nArgs:\n  port: where to\n  crates (int):\n\nReturns:\n  the ship",
        "Ships.\n\nParameters\n----------\nport : str\n  where to\ncrates\nReturns\n-------\nint\n    the ship",
        "Ships.\n\n@param port: where to\n@type port: str\n@param crates:\n@return: the ship",
    ] {
        let docstring = parse(text);
        assert_eq!(docstring.short_description.as_deref(), Some("Ships."));
        assert_eq!(docstring.long_description, None, "{text}");
        assert_eq!(inputs(&docstring), [("port", "where to"), ("crates", "")], "{text}");
        assert_eq!(docstring.output_description("o0"), "the ship", "{text}");
    }
}

#[test]
fn the_style_with_most_fields_wins_and_rest_among_equals() {
    let both = parse("A.\n\n:param x: rest\n\nArgs:\n    y: google");
    assert_eq!(inputs(&both), [("x", "rest\nArgs:\n    y: google")]);
    let google = parse("A.\n\n:param x: rest\n\nArgs:\n    y: google\n    z: google");
    assert_eq!(inputs(&google), [("y", "google"), ("z", "google")]);
    assert_eq!(google.long_description.as_deref(), Some(":param x: rest"));
}

#[test]
fn a_style_that_fails_is_out() {
    let docstring = parse("A.\n\n:param y: text\n\nArgs:\n    x: text\n\n: no field");
    assert_eq!(inputs(&docstring), [("x", "text")]);
    assert_eq!(docstring.long_description.as_deref(), Some(":param y: text"));
}

#[test]
fn named_results_go_by_name() {
    let docstring = parse("A.\n\nReturns\n-------\nship : str\n    the ship\nport : str\n    the port");
    assert_eq!(docstring.output_description("port"), "the port");
    assert_eq!(docstring.output_description("o2"), "o2");
}
