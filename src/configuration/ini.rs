//! The dialect of INI files that Python's `configparser.ConfigParser` reads with its defaults.
//!
//! Sections in brackets, options separated from values by the first `=` or `:`, names of options in any case, values
//! continued on lines that are indented deeper, comments on lines of their own after `#` or `;`, a section `DEFAULT` that
//! provides for all others, and `%(name)s` in values for another option of the section. Repeated sections and options
//! are errors. Messages name lines and options but quote no values, as these may be secret.

use indexmap::IndexMap;

const DEFAULT_SECTION: &str = "DEFAULT";
const DEEPEST_INTERPOLATION: usize = 10;

type Options = IndexMap<String, String>;

/// A parsed file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ini {
    sections: IndexMap<String, Options>,
    defaults: Options,
}

/// Why a file isn't in the dialect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IniError {
    /// A line stands before the first section.
    #[error("line {line} stands before the first [section]")]
    MissingSectionHeader {
        /// The line, counted from 1.
        line: usize,
    },
    /// A section appears again.
    #[error("line {line} opens section [{section}] again")]
    DuplicateSection {
        /// The line, counted from 1.
        line: usize,
        /// The section.
        section: String,
    },
    /// An option appears again.
    #[error("line {line} sets option {option} of section [{section}] again")]
    DuplicateOption {
        /// The line, counted from 1.
        line: usize,
        /// The section.
        section: String,
        /// The option, in lower case.
        option: String,
    },
    /// Lines are neither sections nor options.
    #[error("not a section, an option or a comment: line {}", list(lines))]
    Unreadable {
        /// The lines, counted from 1.
        lines: Vec<usize>,
    },
}

/// Why an option has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IniValueError {
    /// There is no such section.
    #[error("there is no section [{section}]")]
    NoSection {
        /// The section.
        section: String,
    },
    /// The section has no such option, nor have the defaults.
    #[error("section [{section}] has no option {option}")]
    NoOption {
        /// The section.
        section: String,
        /// The option.
        option: String,
    },
    /// A value refers to an option that doesn't exist.
    #[error("option {option} of section [{section}] refers to {reference}, which is not set")]
    MissingReference {
        /// The section.
        section: String,
        /// The option.
        option: String,
        /// The option referred to.
        reference: String,
    },
    /// A percent sign is neither doubled nor the start of `%(name)s`.
    #[error("option {option} of section [{section}] has a single % in it; write %% for a percent sign")]
    Syntax {
        /// The section.
        section: String,
        /// The option.
        option: String,
    },
    /// References refer to each other without end.
    #[error("option {option} of section [{section}] refers to other options too deeply")]
    TooDeep {
        /// The section.
        section: String,
        /// The option.
        option: String,
    },
}

impl Ini {
    /// Parses the text of a file.
    pub(crate) fn parse(text: &str) -> Result<Self, IniError> {
        let mut parser = Parser::default();
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        for (index, line) in text.lines().enumerate() {
            parser.line(index + 1, line)?;
        }
        parser.finish()
    }

    /// Whether there is a section of that name; the defaults don't count.
    pub(crate) fn has_section(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// The options of a section, those of the defaults last; `None` if there is no such section.
    pub(crate) fn options(&self, section: &str) -> Option<Vec<&str>> {
        let options = self.sections.get(section)?;
        let defaults = self.defaults.keys().filter(|option| !options.contains_key(*option));
        Some(options.keys().chain(defaults).map(String::as_str).collect())
    }

    /// The value of an option, references replaced.
    pub(crate) fn get(&self, section: &str, option: &str) -> Result<String, IniValueError> {
        let Some(options) = self.sections.get(section) else {
            return Err(IniValueError::NoSection { section: section.to_owned() });
        };
        let option = option.to_lowercase();
        let lookup = Lookup { section, option: &option, options, defaults: &self.defaults };
        let value = lookup
            .raw(&option)
            .ok_or_else(|| IniValueError::NoOption { section: section.to_owned(), option: option.clone() })?;
        let mut interpolated = String::new();
        lookup.interpolate(value, 1, &mut interpolated)?;
        Ok(interpolated)
    }
}

/// One reading of one option.
struct Lookup<'a> {
    section: &'a str,
    option: &'a str,
    options: &'a Options,
    defaults: &'a Options,
}

impl Lookup<'_> {
    fn raw(&self, option: &str) -> Option<&str> {
        self.options.get(option).or_else(|| self.defaults.get(option)).map(String::as_str)
    }

    fn interpolate(&self, value: &str, depth: usize, output: &mut String) -> Result<(), IniValueError> {
        let (section, option) = (self.section.to_owned(), self.option.to_owned());
        if depth > DEEPEST_INTERPOLATION {
            return Err(IniValueError::TooDeep { section, option });
        }
        let mut rest = value;
        while let Some((literal, after)) = rest.split_once('%') {
            output.push_str(literal);
            if let Some(after) = after.strip_prefix('%') {
                output.push('%');
                rest = after;
                continue;
            }
            let reference = after.strip_prefix('(').and_then(|after| after.split_once(')'));
            let Some((name, Some(after))) = reference.map(|(name, after)| (name, after.strip_prefix('s')))
            else {
                return Err(IniValueError::Syntax { section, option });
            };
            if name.is_empty() {
                return Err(IniValueError::Syntax { section, option });
            }
            let reference = name.to_lowercase();
            match self.raw(&reference) {
                Some(value) => self.interpolate(value, depth + 1, output)?,
                None => return Err(IniValueError::MissingReference { section, option, reference }),
            }
            rest = after;
        }
        output.push_str(rest);
        Ok(())
    }
}

/// The state between two lines.
#[derive(Default)]
struct Parser {
    sections: IndexMap<String, IndexMap<String, Vec<String>>>,
    section: Option<String>,
    option: Option<String>,
    indentation: usize,
    unreadable: Vec<usize>,
}

impl Parser {
    fn line(&mut self, number: usize, line: &str) -> Result<(), IniError> {
        let text = line.trim();
        if text.starts_with(['#', ';']) {
            return Ok(());
        }
        if text.is_empty() {
            // An empty line may be part of a value; at its end it is removed again.
            self.continue_value("");
            return Ok(());
        }
        let indentation = line.chars().take_while(|character| character.is_whitespace()).count();
        if indentation > self.indentation && self.continue_value(text) {
            return Ok(());
        }
        self.indentation = indentation;
        if let Some(section) = section_header(text) {
            return self.open(number, section);
        }
        match text.split_once(['=', ':']) {
            _ if self.section.is_none() => Err(IniError::MissingSectionHeader { line: number }),
            Some((option, value)) => self.set(number, option.trim_end(), value.trim_start()),
            None => {
                self.unreadable.push(number);
                Ok(())
            }
        }
    }

    /// Adds a line to the value of the last option, if one is being read.
    fn continue_value(&mut self, text: &str) -> bool {
        let (Some(section), Some(option)) = (&self.section, &self.option) else { return false };
        let value = self.sections.get_mut(section).and_then(|options| options.get_mut(option));
        value.map(|lines| lines.push(text.to_owned())).is_some()
    }

    fn open(&mut self, line: usize, section: &str) -> Result<(), IniError> {
        if section != DEFAULT_SECTION && self.sections.contains_key(section) {
            return Err(IniError::DuplicateSection { line, section: section.to_owned() });
        }
        self.sections.entry(section.to_owned()).or_default();
        self.section = Some(section.to_owned());
        self.option = None;
        Ok(())
    }

    fn set(&mut self, line: usize, option: &str, value: &str) -> Result<(), IniError> {
        if option.is_empty() {
            self.unreadable.push(line);
        }
        let option = option.to_lowercase();
        let section = self.section.clone().unwrap_or_default();
        let options = self.sections.entry(section.clone()).or_default();
        if options.contains_key(&option) {
            return Err(IniError::DuplicateOption { line, section, option });
        }
        options.insert(option.clone(), vec![value.to_owned()]);
        self.option = Some(option).filter(|option| !option.is_empty());
        Ok(())
    }

    fn finish(self) -> Result<Ini, IniError> {
        if !self.unreadable.is_empty() {
            return Err(IniError::Unreadable { lines: self.unreadable });
        }
        let joined = |options: IndexMap<String, Vec<String>>| {
            options
                .into_iter()
                .map(|(option, lines)| (option, lines.join("\n").trim_end().to_owned()))
                .collect()
        };
        let mut sections: IndexMap<String, Options> =
            self.sections.into_iter().map(|(section, options)| (section, joined(options))).collect();
        let defaults = sections.shift_remove(DEFAULT_SECTION).unwrap_or_default();
        Ok(Ini { sections, defaults })
    }
}

/// The name between the first bracket and the last closing one; whatever follows that is ignored.
fn section_header(text: &str) -> Option<&str> {
    let (section, _) = text.strip_prefix('[')?.rsplit_once(']')?;
    (!section.is_empty()).then_some(section)
}

fn list(lines: &[usize]) -> String {
    lines.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_in_every_notation() {
        let text = "[DEFAULT]\nbase = a.b\n[s x] ; more\nKey: v # kept\n  more\n\n  last\n\n# comment\n; comment\n\
                    url=http://%(Base)s/%%\nempty=\n";
        let ini = Ini::parse(text).unwrap();
        assert_eq!(ini.get("s x", "key").unwrap(), "v # kept\nmore\n\nlast");
        assert_eq!(ini.get("s x", "URL").unwrap(), "http://a.b/%");
        assert_eq!(ini.get("s x", "empty").unwrap(), "");
        assert_eq!(ini.options("s x").unwrap(), ["key", "url", "empty", "base"]);
        assert!(!ini.has_section("DEFAULT"));
    }

    #[test]
    fn faults_are_told_by_line() {
        for (text, error) in [
            ("a = 1", "line 1 stands before the first [section]"),
            ("[s]\n[t]\n[s]", "line 3 opens section [s] again"),
            ("[s]\na=1\nA:2", "line 3 sets option a of section [s] again"),
            ("[s]\na\n=b", "not a section, an option or a comment: line 2, 3"),
        ] {
            assert_eq!(Ini::parse(text).unwrap_err().to_string(), error);
        }
    }

    #[test]
    fn references_must_lead_somewhere() {
        let ini =
            Ini::parse("[s]\nself=%(self)s\nmissing=%(none)s\nsingle=5%\nopen=%(a\nnameless=%()s").unwrap();
        assert!(matches!(ini.get("s", "self"), Err(IniValueError::TooDeep { .. })));
        assert!(matches!(ini.get("s", "missing"), Err(IniValueError::MissingReference { .. })));
        for option in ["single", "open", "nameless"] {
            assert!(matches!(ini.get("s", option), Err(IniValueError::Syntax { .. })), "{option}");
        }
        assert!(matches!(ini.get("s", "other"), Err(IniValueError::NoOption { .. })));
        assert!(matches!(ini.get("t", "other"), Err(IniValueError::NoSection { .. })));
    }
}
