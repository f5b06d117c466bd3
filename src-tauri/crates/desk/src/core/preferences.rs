//! Reads the preferences, and checks the bounds of those that are numbers.
//!
//! The window reads defaults and bounds from `ui/src/generated/numberSettings.json`. To add a number, add its field with a
//! default to [`Preferences`] and a row to [`NUMBER_SETTINGS`], and its words to the message catalogue: its panel of the settings
//! page shows it by itself. `RENEW=1 cargo test -p desk preferences` writes the generated file anew.

use serde::Serialize;
use serde_json::Value;

use crate::{
    core::state::Core,
    error::problem::{FieldProblem, Problem},
    view::Preferences,
};

impl Core {
    /// The preferences as saved; if they cannot be read, the defaults.
    pub(crate) fn preferences(&self) -> Preferences {
        let saved = self.settings().get().preferences.clone();
        serde_json::from_value(Value::Object(saved)).unwrap_or_default()
    }
}

/// A number among the preferences. Bounds are inclusive.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NumberSetting {
    /// Of its input, and of faults about it.
    pub(crate) name: &'static str,
    /// JSON pointer into the preferences.
    pub(crate) path: &'static str,
    pub(crate) least: u32,
    pub(crate) most: u32,
    /// The panel of the settings page that shows it, in the order of this list.
    pub(crate) panel: &'static str,
    /// Key of the message catalogue for its label.
    pub(crate) label: &'static str,
    /// Whether its input is described, by the text at the label's key with `Note` added.
    pub(crate) note: bool,
}

/// Upper bound for preferences in days: ten years.
const MAX_DAYS: u32 = 3_650;

pub(crate) const NUMBER_SETTINGS: &[NumberSetting] = &[
    NumberSetting {
        name: "hold_seconds",
        path: "/holdSeconds",
        least: 0,
        most: 60,
        panel: "hold",
        label: "settings:holdSeconds",
        note: false,
    },
    NumberSetting {
        name: "max_in_flight",
        path: "/maxInFlight",
        least: 1,
        most: 16,
        panel: "sending",
        label: "settings:maxInFlight",
        note: false,
    },
    NumberSetting {
        name: "gap_millis",
        path: "/scanner/gapMillis",
        least: 5,
        most: 200,
        panel: "scanner",
        label: "scanner:gap",
        note: true,
    },
    NumberSetting {
        name: "shortest",
        path: "/scanner/shortest",
        least: 3,
        most: 40,
        panel: "scanner",
        label: "scanner:shortest",
        note: true,
    },
    NumberSetting {
        name: "look_up_minutes",
        path: "/lookUpMinutes",
        least: 1,
        most: 24 * 60,
        panel: "lookUps",
        label: "settings:lookUpMinutes",
        note: true,
    },
    NumberSetting {
        name: "look_ups_kept",
        path: "/lookUpsKept",
        least: 100,
        most: 1_000_000,
        panel: "lookUps",
        label: "settings:lookUpsKept",
        note: true,
    },
    NumberSetting {
        name: "completed_days",
        path: "/keeping/completedDays",
        least: 1,
        most: MAX_DAYS,
        panel: "keeping",
        label: "settings:completedDays",
        note: true,
    },
    NumberSetting {
        name: "rejected_days",
        path: "/keeping/rejectedDays",
        least: 1,
        most: MAX_DAYS,
        panel: "keeping",
        label: "settings:rejectedDays",
        note: true,
    },
    NumberSetting {
        name: "field_days",
        path: "/keeping/fieldDays",
        least: 1,
        most: MAX_DAYS,
        panel: "keeping",
        label: "settings:fieldDays",
        note: true,
    },
];

/// The first number of some preferences, as JSON, that is out of its bounds.
pub(crate) fn check(preferences: &Value) -> Result<(), Problem> {
    NUMBER_SETTINGS.iter().try_for_each(|setting| {
        let typed = preferences.pointer(setting.path).and_then(Value::as_u64).unwrap_or_default();
        setting.check(typed)
    })
}

impl NumberSetting {
    fn check(&self, typed: u64) -> Result<(), Problem> {
        let fault = if typed < self.least.into() {
            FieldProblem::new(self.name, "tooSmall").with("least", self.least)
        } else if typed > self.most.into() {
            FieldProblem::new(self.name, "tooLarge").with("most", self.most)
        } else {
            return Ok(());
        };
        Err(Problem::at_fields(vec![fault]))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_number_is_a_preference_within_its_bounds() {
        let usual = serde_json::to_value(Preferences::default()).unwrap();
        assert!(check(&usual).is_ok(), "the defaults are allowed");
        for NumberSetting { name, path, least, most, .. } in NUMBER_SETTINGS {
            assert!(usual.pointer(path).is_some_and(Value::is_u64), "{name}: there is no number at {path}");
            let with = |number: u64| {
                let mut changed = usual.clone();
                *changed.pointer_mut(path).unwrap() = number.into();
                check(&changed).map_err(|problem| (problem.fields[0].field.clone(), problem.fields[0].fault.clone()))
            };
            assert_eq!((with((*least).into()), with((*most).into())), (Ok(()), Ok(())), "{name}");
            assert_eq!(with(u64::from(*most) + 1), Err(((*name).into(), "tooLarge".into())));
            if let Some(too_small) = least.checked_sub(1) {
                assert_eq!(with(too_small.into()), Err(((*name).into(), "tooSmall".into())));
            }
        }
    }

    #[test]
    fn the_windows_number_settings_are_up_to_date() {
        let now = json!({ "defaults": Preferences::default(), "numbers": NUMBER_SETTINGS });
        let now = format!("{now:#}\n");
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/src/generated/numberSettings.json");
        if std::env::var_os("RENEW").is_some() {
            std::fs::write(path, &now).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(kept == now, "ui/src/generated/numberSettings.json is behind: RENEW=1 cargo test -p desk preferences");
    }
}
