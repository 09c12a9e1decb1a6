//! Folders of this machine.

use std::fs;

use crate::farm::Farm;

#[test]
fn what_cannot_be_written_leaves_nothing() {
    let farm = Farm::new(1000);
    fs::write(farm.path("file"), "").unwrap();
    let location = farm.path("file").join("below");
    farm.run(location.to_str().unwrap()).ends_with(3).says("error[upload]");
    assert!(farm.outputs().is_empty());
    assert_eq!(fs::read(farm.path("file")).unwrap(), b"");
}

#[test]
fn damaged_archives_are_replaced() {
    let farm = Farm::new(1000);
    let folder = farm.path("dist");
    let location = format!("file://{}", folder.display());
    farm.run(&location).ends_with(0);
    let object = folder.join(farm.archive_name());
    let mut bytes = fs::read(&object).unwrap();
    bytes[500] ^= 1;
    fs::write(&object, bytes).unwrap();
    assert!(!farm.run(&location).ends_with(0).found_it());
    assert_eq!(fs::read(&object).unwrap(), farm.archive());
    assert!(farm.run(&location).ends_with(0).found_it());
}
