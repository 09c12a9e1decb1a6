//! The proleptic Gregorian calendar.

use super::Date;

/// The last ordinal: 31 December 9999.
pub(super) const LAST_ORDINAL: i64 = 3_652_059;

/// Whether a year has 366 days.
pub(super) fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month has.
pub(super) fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_before_year(year: i32) -> i64 {
    let before = i64::from(year) - 1;
    before * 365 + before / 4 - before / 100 + before / 400
}

impl Date {
    /// The number of the day, where 1 January of the year 1 is day 1.
    pub fn ordinal(&self) -> i64 {
        days_before_year(self.year) + i64::from(self.day_of_year())
    }

    /// The number of the day in its year, from 1.
    pub fn day_of_year(&self) -> u32 {
        (1..self.month).map(|month| days_in_month(self.year, month)).sum::<u32>() + self.day
    }

    /// The day of the week, where Monday is 0.
    pub fn weekday(&self) -> u32 {
        ((self.ordinal() + 6) % 7) as u32
    }

    /// The date of an ordinal; `None` outside the years 1 to 9999.
    pub fn from_ordinal(ordinal: i64) -> Option<Self> {
        if !(1..=LAST_ORDINAL).contains(&ordinal) {
            return None;
        }
        let mut year = (ordinal / 366 + 1) as i32;
        while days_before_year(year + 1) < ordinal {
            year += 1;
        }
        let mut rest = (ordinal - days_before_year(year)) as u32;
        let mut month = 1;
        while rest > days_in_month(year, month) {
            rest -= days_in_month(year, month);
            month += 1;
        }
        Some(Self { year, month, day: rest })
    }

    /// The ISO calendar: year, week and day of the week from 1.
    pub fn iso_calendar(&self) -> (i32, u32, u32) {
        let first = iso_week_one(self.year);
        let ordinal = self.ordinal();
        let day = self.weekday() + 1;
        if ordinal < first {
            let first = iso_week_one(self.year - 1);
            return (self.year - 1, ((ordinal - first) / 7 + 1) as u32, day);
        }
        let week = (ordinal - first) / 7 + 1;
        if week >= 53 && ordinal >= iso_week_one(self.year + 1) {
            return (self.year + 1, 1, day);
        }
        (self.year, week as u32, day)
    }

    /// The date of an ISO year, week and day.
    pub(super) fn from_iso_calendar(year: i32, week: u32, day: u32) -> Option<Self> {
        Self::from_ordinal(iso_week_one(year) + (i64::from(week) - 1) * 7 + i64::from(day) - 1)
    }
}

/// The year of an ordinal, however far from the years that a date has.
pub(super) fn year_of(ordinal: i64) -> i64 {
    // Leap years come back every 400 years, which have whole days.
    const DAYS: i64 = 146_097;
    let (cycles, day) = ((ordinal - 1).div_euclid(DAYS), (ordinal - 1).rem_euclid(DAYS) + 1);
    cycles * 400 + Date::from_ordinal(day).map_or(1, |date| i64::from(date.year))
}

/// The ordinal of the Monday that begins the first week of a year.
fn iso_week_one(year: i32) -> i64 {
    let first = days_before_year(year) + 1;
    let weekday = (first + 6) % 7;
    let monday = first - weekday;
    if weekday > 3 { monday + 7 } else { monday }
}

/// Whether a year has a week 53.
pub(super) fn has_week_53(year: i32) -> bool {
    iso_week_one(year + 1) - iso_week_one(year) == 53 * 7
}

#[cfg(test)]
mod tests {
    use super::{Date, LAST_ORDINAL};

    #[test]
    fn ordinals_and_dates_are_inverse() {
        for ordinal in (1..=LAST_ORDINAL).step_by(97).chain([LAST_ORDINAL, 365, 366, 146_097]) {
            assert_eq!(Date::from_ordinal(ordinal).unwrap().ordinal(), ordinal);
        }
        assert!(Date::from_ordinal(LAST_ORDINAL + 1).is_none());
    }

    #[test]
    fn iso_weeks_at_the_turn_of_years() {
        let week = |year, month, day| Date { year, month, day }.iso_calendar();
        assert_eq!(week(2021, 1, 3), (2020, 53, 7));
        assert_eq!(week(2018, 12, 31), (2019, 1, 1));
        assert_eq!(week(2024, 2, 29), (2024, 9, 4));
    }
}
