//! Images, the images of a run, and the image expressions of tasks.

use flyte_serialize::configuration::{
    DefaultImages, Environment, Image, ImageConfig, get_registerable_container_image,
};
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::{agree, assert_same, outcome, recorded, text, texts};

fn facts(image: &Image) -> Value {
    json!({
        "json": image.to_json(),
        "full": image.full(),
        "version": image.version(),
        "text": image.to_string(),
    })
}

#[test]
fn look_up_image_info() {
    for case in recorded("look_up_image_info") {
        let lenient = case["lenient"] == true;
        let image = Image::look_up_image_info("it's", text(case, "identifier"), lenient);
        assert_same(case, &outcome(image.map(|image| facts(&image))));
    }
}

#[test]
fn validate_image() {
    for case in recorded("validate_image") {
        let config =
            ImageConfig::validate_image("image", &texts(case, "values"), "registry.example/fallback:1");
        assert_same(case, &outcome(config.map(|config| config.to_json())));
    }
}

#[test]
fn from_images() {
    for case in recorded("from_images") {
        let others: IndexMap<String, String> = serde_json::from_value(case["others"].clone()).unwrap();
        let config = ImageConfig::from_images(text(case, "default"), &others);
        assert_same(case, &outcome(config.map(|config| config.to_json())));
    }
}

#[test]
fn find_image() {
    for case in recorded("find_image") {
        let config = ImageConfig::from_json(text(case, "config")).unwrap();
        let found = config.find_image(text(case, "name"));
        assert_eq!(case["value"], serde_json::to_value(found).unwrap(), "{case}");
    }
}

#[test]
fn default_images() {
    for case in recorded("default_images") {
        let mut environment = Environment::default();
        if let Some(image) = case["internal_image"].as_str() {
            environment.variables.insert("FLYTE_INTERNAL_IMAGE".to_owned(), image.to_owned());
        }
        let images = DefaultImages::new("0", text(case, "python").parse().unwrap(), &environment);
        assert_eq!(case["value"], images.find_image_for(None, case["flytekit"].as_str()), "{case}");
    }
}

#[test]
fn image_expressions() {
    for case in recorded("templates") {
        let config = ImageConfig::from_json(text(case, "config")).unwrap();
        let ours = outcome(get_registerable_container_image(case["image"].as_str(), &config));
        if case["error"] == "AttributeError" {
            // No default image to take a version from: the reference fails with an internal error.
            assert!(agree(case, &ours), "{case} {ours:?}");
        } else {
            assert_same(case, &ours);
        }
    }
}
