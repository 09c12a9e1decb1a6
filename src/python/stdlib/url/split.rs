//! Addresses taken apart and put together: `urlsplit`, `urlparse`, `urljoin` and their kin.

use std::rc::Rc;

use crate::python::format::repr_str;
use crate::python::stdlib::convert::{flag, text};
use crate::python::stdlib::named_tuple;
use crate::python::stdlib::parts::{Names, closure, take_first};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value};

/// Schemes whose addresses may be relative, after `urllib.parse.uses_relative`.
const RELATIVE: &[&str] = &[
    "", "ftp", "http", "gopher", "nntp", "imap", "wais", "file", "https", "shttp", "mms", "prospero", "rtsp",
    "rtspu", "sftp", "svn", "svn+ssh", "ws", "wss",
];

/// Schemes with an authority, after `urllib.parse.uses_netloc`.
const AUTHORITY: &[&str] = &[
    "", "ftp", "http", "gopher", "nntp", "telnet", "imap", "wais", "file", "mms", "https", "shttp", "snews",
    "prospero", "rtsp", "rtspu", "rsync", "svn", "svn+ssh", "sftp", "nfs", "git", "git+ssh", "ws", "wss",
];

/// Schemes with parameters, after `urllib.parse.uses_params`.
const PARAMETERS: &[&str] = &[
    "", "ftp", "hdl", "prospero", "http", "imap", "https", "shttp", "rtsp", "rtspu", "sip", "sips", "mms",
    "sftp", "tel",
];

/// An address in its parts.
#[derive(Clone, Default)]
struct Address {
    scheme: String,
    authority: String,
    path: String,
    parameters: String,
    query: String,
    fragment: String,
}

/// The functions and classes of the module that are about whole addresses.
pub(super) fn attributes(evaluator: &Evaluator, names: Names) -> Names {
    let class = |name: &str, fields: &[&str], geturl| {
        let own = Names::default()
            .properties(&[
                ("username", username),
                ("password", password),
                ("hostname", hostname),
                ("port", port),
            ])
            .functions(&[("geturl", geturl)]);
        named_tuple::native_class(evaluator, "urllib.parse", name, fields, own.vars())
    };
    let parse =
        class("ParseResult", &["scheme", "netloc", "path", "params", "query", "fragment"], urlunparse);
    let split = class("SplitResult", &["scheme", "netloc", "path", "query", "fragment"], urlunsplit);
    let defrag = class("DefragResult", &["url", "fragment"], defragged);
    names
        .class(&parse)
        .class(&split)
        .class(&defrag)
        .value("urlparse", urlparse(parse))
        .value("urlsplit", urlsplit(split))
        .value("urldefrag", urldefrag(defrag))
        .functions(&[("urlunparse", urlunparse), ("urlunsplit", urlunsplit), ("urljoin", urljoin)])
}

const NOT_TEXT: &str = "a bytes-like object is required, not '{}'";

fn cleaned(url: &str) -> String {
    let url = url.trim_start_matches(|character: char| character <= ' ');
    url.chars().filter(|character| !matches!(character, '\t' | '\r' | '\n')).collect()
}

fn split(evaluator: &Evaluator, url: &str, scheme: &str, fragments: bool) -> EvalResult<Address> {
    let url = cleaned(url);
    let scheme = scheme.trim_matches(|character: char| character <= ' ').to_owned();
    let mut address = Address { scheme, ..Address::default() };
    let mut rest = &url[..];
    if let Some((scheme, after)) = rest.split_once(':')
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
    {
        address.scheme = scheme.to_lowercase();
        rest = after;
    }
    if let Some(after) = rest.strip_prefix("//") {
        let end = after.find(['/', '?', '#']).unwrap_or(after.len());
        address.authority.push_str(&after[..end]);
        rest = &after[end..];
        if address.authority.contains('[') != address.authority.contains(']') {
            return Err(evaluator.value_error("Invalid IPv6 URL"));
        }
    }
    if fragments && let Some((before, fragment)) = rest.split_once('#') {
        address.fragment.push_str(fragment);
        rest = before;
    }
    if let Some((before, query)) = rest.split_once('?') {
        address.query.push_str(query);
        rest = before;
    }
    address.path.push_str(rest);
    Ok(address)
}

fn parse(evaluator: &Evaluator, url: &str, scheme: &str, fragments: bool) -> EvalResult<Address> {
    let mut address = split(evaluator, url, scheme, fragments)?;
    if PARAMETERS.contains(&&*address.scheme) {
        let last = address.path.rfind('/').unwrap_or(0);
        if let Some(at) = address.path[last..].find(';') {
            address.parameters = address.path[last + at + 1..].to_owned();
            address.path.truncate(last + at);
        }
    }
    Ok(address)
}

impl Address {
    fn joined(&self) -> String {
        let mut url = self.path.clone();
        if !self.parameters.is_empty() {
            url = format!("{url};{}", self.parameters);
        }
        let needs_slashes =
            !self.scheme.is_empty() && AUTHORITY.contains(&&*self.scheme) && !url.starts_with("//");
        if !self.authority.is_empty() || needs_slashes {
            if !url.is_empty() && !url.starts_with('/') {
                url.insert(0, '/');
            }
            url = format!("//{}{url}", self.authority);
        }
        if !self.scheme.is_empty() {
            url = format!("{}:{url}", self.scheme);
        }
        if !self.query.is_empty() {
            url = format!("{url}?{}", self.query);
        }
        if !self.fragment.is_empty() {
            url = format!("{url}#{}", self.fragment);
        }
        url
    }
}

fn arguments_of(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<(Rc<str>, Rc<str>, bool)> {
    let [url, scheme, fragments] =
        arguments.bind(evaluator, "urlparse", ["url!", "scheme", "allow_fragments"])?;
    let url = text(evaluator, &url.unwrap_or(Value::None), NOT_TEXT)?;
    let scheme = match scheme {
        Some(scheme) => text(evaluator, &scheme, NOT_TEXT)?,
        None => Rc::from(""),
    };
    Ok((url, scheme, flag(evaluator, fragments.as_ref(), true)?))
}

fn tuple(class: &Rc<Class>, parts: impl IntoIterator<Item = String>) -> Value {
    named_tuple::instance(class, parts.into_iter().map(Value::from).collect())
}

fn urlparse(class: Rc<Class>) -> Value {
    closure("urlparse", move |evaluator, arguments| {
        let (url, scheme, fragments) = arguments_of(evaluator, arguments)?;
        let Address { scheme, authority, path, parameters, query, fragment } =
            parse(evaluator, &url, &scheme, fragments)?;
        Ok(tuple(&class, [scheme, authority, path, parameters, query, fragment]))
    })
}

fn urlsplit(class: Rc<Class>) -> Value {
    closure("urlsplit", move |evaluator, arguments| {
        let (url, scheme, fragments) = arguments_of(evaluator, arguments)?;
        let Address { scheme, authority, path, query, fragment, .. } =
            split(evaluator, &url, &scheme, fragments)?;
        Ok(tuple(&class, [scheme, authority, path, query, fragment]))
    })
}

fn urldefrag(class: Rc<Class>) -> Value {
    closure("urldefrag", move |evaluator, arguments| {
        let (url, _, _) = arguments_of(evaluator, arguments)?;
        if !url.contains('#') {
            return Ok(tuple(&class, [url.to_string(), String::new()]));
        }
        let mut address = parse(evaluator, &url, "", true)?;
        let fragment = std::mem::take(&mut address.fragment);
        Ok(tuple(&class, [address.joined(), fragment]))
    })
}

fn texts(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Vec<String>> {
    let parts = take_first(evaluator, &mut arguments)?;
    let parts = evaluator.iterate(&parts.unwrapped())?;
    parts.iter().map(|part| text(evaluator, part, NOT_TEXT).map(|part| part.to_string())).collect()
}

fn urlunparse(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    match <[String; 6]>::try_from(texts(evaluator, arguments)?) {
        Ok([scheme, authority, path, parameters, query, fragment]) => {
            Ok(Address { scheme, authority, path, parameters, query, fragment }.joined().into())
        }
        Err(parts) => unpacking(evaluator, 6, parts.len()),
    }
}

fn urlunsplit(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    match <[String; 5]>::try_from(texts(evaluator, arguments)?) {
        Ok([scheme, authority, path, query, fragment]) => {
            Ok(Address { scheme, authority, path, query, fragment, ..Address::default() }.joined().into())
        }
        Err(parts) => unpacking(evaluator, 5, parts.len()),
    }
}

fn unpacking(evaluator: &Evaluator, expected: usize, given: usize) -> EvalResult<Value> {
    Err(evaluator.value_error(&if given > expected {
        format!("too many values to unpack (expected {expected})")
    } else {
        format!("not enough values to unpack (expected {expected}, got {given})")
    }))
}

fn defragged(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let parts = texts(evaluator, arguments)?;
    let (url, fragment) =
        (parts.first().cloned().unwrap_or_default(), parts.get(1).cloned().unwrap_or_default());
    Ok(if fragment.is_empty() { url } else { format!("{url}#{fragment}") }.into())
}

fn urljoin(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [base, url, fragments] =
        arguments.bind(evaluator, "urljoin", ["base!", "url!", "allow_fragments"])?;
    let base = text(evaluator, &base.unwrap_or(Value::None), NOT_TEXT)?;
    let url = text(evaluator, &url.unwrap_or(Value::None), NOT_TEXT)?;
    let fragments = flag(evaluator, fragments.as_ref(), true)?;
    if base.is_empty() || url.is_empty() {
        return Ok(Value::Str(if base.is_empty() { url } else { base }));
    }
    let base = parse(evaluator, &base, "", fragments)?;
    let mut address = parse(evaluator, &url, &base.scheme, fragments)?;
    if address.scheme != base.scheme || !RELATIVE.contains(&&*address.scheme) {
        return Ok(Value::Str(url));
    }
    if AUTHORITY.contains(&&*address.scheme) {
        if !address.authority.is_empty() {
            return Ok(address.joined().into());
        }
        address.authority = base.authority;
    }
    if address.path.is_empty() && address.parameters.is_empty() {
        address.path = base.path;
        address.parameters = base.parameters;
        if address.query.is_empty() {
            address.query = base.query;
        }
        return Ok(address.joined().into());
    }
    address.path = merged(&base.path, &address.path);
    Ok(address.joined().into())
}

/// A relative path after the folder of another one, with `.` and `..` resolved.
fn merged(base: &str, path: &str) -> String {
    let mut base_parts: Vec<&str> = base.split('/').collect();
    if base_parts.last() != Some(&"") {
        base_parts.pop();
    }
    let segments: Vec<&str> = if path.starts_with('/') {
        path.split('/').collect()
    } else {
        let all: Vec<&str> = base_parts.into_iter().chain(path.split('/')).collect();
        let last = all.len() - 1;
        let kept = all.iter().enumerate().filter(|(at, part)| *at == 0 || *at == last || !part.is_empty());
        kept.map(|(_, part)| *part).collect()
    };
    let mut resolved: Vec<&str> = Vec::new();
    let last = segments.last().copied().unwrap_or_default();
    for segment in segments {
        match segment {
            ".." => {
                resolved.pop();
            }
            "." => {}
            _ => resolved.push(segment),
        }
    }
    if matches!(last, "." | "..") {
        resolved.push("");
    }
    let joined = resolved.join("/");
    if joined.is_empty() { "/".to_owned() } else { joined }
}

/// The authority of the receiver: user information and host with port.
fn authority(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<(Option<String>, String)> {
    let parts = texts(evaluator, arguments)?;
    let authority = parts.into_iter().nth(1).unwrap_or_default();
    Ok(match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user.to_owned()), host.to_owned()),
        None => (None, authority),
    })
}

fn username(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (user, _) = authority(evaluator, arguments)?;
    Ok(user.map_or(Value::None, |user| user.split(':').next().unwrap_or_default().into()))
}

fn password(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (user, _) = authority(evaluator, arguments)?;
    let password = user.and_then(|user| user.split_once(':').map(|(_, password)| password.to_owned()));
    Ok(password.map_or(Value::None, Value::from))
}

/// Host and port of an authority without user information.
fn host_and_port(host: &str) -> (String, Option<String>) {
    if let Some((_, bracketed)) = host.split_once('[') {
        let (host, rest) = bracketed.split_once(']').unwrap_or((bracketed, ""));
        return (host.to_owned(), rest.split_once(':').map(|(_, port)| port.to_owned()));
    }
    match host.split_once(':') {
        Some((host, port)) => (host.to_owned(), Some(port.to_owned())),
        None => (host.to_owned(), None),
    }
}

fn hostname(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (host, _) = host_and_port(&authority(evaluator, arguments)?.1);
    Ok(if host.is_empty() { Value::None } else { host.to_lowercase().into() })
}

fn port(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (_, port) = host_and_port(&authority(evaluator, arguments)?.1);
    let Some(port) = port.filter(|port| !port.is_empty()) else { return Ok(Value::None) };
    if !port.chars().all(|digit| digit.is_ascii_digit()) {
        let message = format!("Port could not be cast to integer value as {}", repr_str(&port));
        return Err(evaluator.value_error(&message));
    }
    match port.parse::<i64>() {
        Ok(number) if number <= 65535 => Ok(Value::int(number)),
        _ => Err(evaluator.value_error("Port out of range 0-65535")),
    }
}
