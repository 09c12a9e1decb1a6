//! Image expressions of tasks: `{{.image.NAME}}`, `{{.image.NAME.fqn}}`, `{{.image.NAME.version}}`.
//!
//! The rule is that of `flytekit.core.python_auto_container.get_registerable_container_image`: the templates are found in
//! the text as it stands at first (in any case, spaces inside the braces allowed, `images` as good as `image`) and replaced
//! one after the other, each wherever it occurs.

use std::sync::LazyLock;

use regex::Regex;

use super::image::Image;
use super::image_config::ImageConfig;

static TEMPLATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(\{\{\s*\.images?\.([a-zA-Z0-9_-]+)(?:\.([a-zA-Z0-9_-]+))?\s*\}\})").ok()
});

/// Why a task's image expression doesn't yield an image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageTemplateError {
    /// No image of that name is configured.
    #[error("Image Config with name {name} not found in the configuration")]
    UnknownImage {
        /// The name in the template.
        name: String,
    },
    /// The last part of the template is neither `fqn` nor `version`.
    #[error("Only fqn and version are supported replacements, {attribute} is not supported")]
    UnknownAttribute {
        /// The part in question.
        attribute: String,
    },
    /// Neither the image nor the default image has a tag or digest.
    #[error("Image {name} has neither tag nor digest, and no default image provides one")]
    NoVersion {
        /// The name in the template.
        name: String,
    },
    /// The task names no image and there is no default one.
    #[error("An image is required for PythonAutoContainer tasks")]
    NoImage,
}

/// The image of a task: the default image where the task names none, else its text with templates replaced.
pub fn get_registerable_container_image(
    image: Option<&str>,
    config: &ImageConfig,
) -> Result<String, ImageTemplateError> {
    let Some(text) = image.filter(|text| !text.is_empty()) else {
        return config.default_image.as_ref().map(Image::full).ok_or(ImageTemplateError::NoImage);
    };
    let mut resolved = text.to_owned();
    for captures in TEMPLATE.iter().flat_map(|template| template.captures_iter(text)) {
        let (template, name) = (&captures[1], &captures[2]);
        let attribute = captures.get(3).map_or("", |attribute| attribute.as_str());
        resolved = replace(&resolved, template, name, attribute, config)?;
    }
    Ok(resolved)
}

fn replace(
    text: &str,
    template: &str,
    name: &str,
    attribute: &str,
    config: &ImageConfig,
) -> Result<String, ImageTemplateError> {
    let image =
        config.find_image(name).ok_or_else(|| ImageTemplateError::UnknownImage { name: name.to_owned() })?;
    match attribute {
        "" => Ok(text.replace(template, &image.full())),
        "fqn" => Ok(text.replace(template, &image.fqn)),
        "version" => {
            let version = version_of(image, config)?;
            // A digest is joined by `@`, whatever the template has in front of it.
            let after_colon = format!(":{template}");
            if version.contains(':') && text.contains(&after_colon) {
                return Ok(text.replace(&after_colon, &format!("@{version}")));
            }
            Ok(text.replace(template, version))
        }
        _ => Err(ImageTemplateError::UnknownAttribute { attribute: attribute.to_owned() }),
    }
}

/// The image's own version, else that of the default image.
fn version_of<'a>(image: &'a Image, config: &'a ImageConfig) -> Result<&'a str, ImageTemplateError> {
    image
        .version()
        .or_else(|| config.default_image.as_ref().and_then(Image::version))
        .ok_or_else(|| ImageTemplateError::NoVersion { name: image.name.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_compiles() {
        assert!(TEMPLATE.is_some());
    }

    #[test]
    fn templates_are_replaced() {
        let images = ["a/base:1", "pinned=a/pinned@sha256:0f"];
        let config = ImageConfig::validate_image("image", &images, "").unwrap();
        for (text, expected) in [
            ("plain:1", "plain:1"),
            ("{{.image.default}}", "a/base:1"),
            ("{{ .images.default.fqn }}:{{.IMAGE.default.version}}", "a/base:1"),
            ("x:{{.image.pinned.version}}", "x@sha256:0f"),
            ("{{.image.default.fqn}}-slim:{{.image.default.version}}", "a/base-slim:1"),
        ] {
            assert_eq!(get_registerable_container_image(Some(text), &config).unwrap(), expected);
        }
        assert_eq!(get_registerable_container_image(None, &config).unwrap(), "a/base:1");
        assert_eq!(
            get_registerable_container_image(Some("{{.image.other}}"), &config),
            Err(ImageTemplateError::UnknownImage { name: "other".to_owned() })
        );
    }
}
