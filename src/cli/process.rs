//! What the process is told by the operating system, read once.

use std::env;
use std::path::PathBuf;

use flyte_serialize::configuration::Environment;
use flyte_serialize::python::{Present, UtcOffset};

use super::fault::Fault;

/// The variable by which builds are told the time, in seconds since 1970, so that they can be repeated
/// (reproducible-builds.org).
const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";

/// Variables, home and working directory of this process. Variables that are not text are left out.
pub(super) fn environment() -> Result<Environment, Fault> {
    let text = |value: std::ffi::OsString| value.into_string().ok();
    Ok(Environment {
        variables: env::vars_os().filter_map(|(name, value)| Some((text(name)?, text(value)?))).collect(),
        home_directory: env::home_dir().filter(|home| *home != PathBuf::new()),
        working_directory: env::current_dir().map_err(|error| Fault::working_directory(&error))?,
    })
}

/// The present for the programs that are evaluated: what `SOURCE_DATE_EPOCH` says, in UTC, else what the clock says, in
/// the local time zone.
pub(super) fn present(environment: &Environment) -> Result<Present, Fault> {
    if let Some(value) = environment.variable(SOURCE_DATE_EPOCH).filter(|value| !value.is_empty()) {
        let seconds: i64 = value.parse().map_err(|_| Fault::source_date(SOURCE_DATE_EPOCH, value))?;
        let moment = jiff::Timestamp::from_second(seconds)
            .map_err(|_| Fault::source_date(SOURCE_DATE_EPOCH, value))?;
        return Ok(Present { unix_microseconds: moment.as_microsecond(), utc_offset: UtcOffset::Seconds(0) });
    }
    let now = jiff::Timestamp::now();
    Ok(Present { unix_microseconds: now.as_microsecond(), utc_offset: UtcOffset::Of(local_offset) })
}

/// By how many seconds the local time zone is ahead of UTC at a moment, given in microseconds since 1970; UTC where the
/// zone is not known.
fn local_offset(unix_microseconds: i64) -> i32 {
    let zone = jiff::tz::TimeZone::system();
    let moment = jiff::Timestamp::from_microsecond(unix_microseconds);
    moment.map_or(0, |moment| zone.to_offset(moment).seconds())
}
