//! Patterns that are written in the code: compiled at their first use, once.

macro_rules! pattern {
    ($vis:vis $name:ident, $($part:literal)+) => {
        $vis static $name: std::sync::LazyLock<regex::Regex> =
            // The pattern is constant and every pattern is used by a test.
            std::sync::LazyLock::new(|| regex::Regex::new(concat!($($part),+)).expect("a pattern that is written here is one"));
    };
    ($vis:vis $name:ident, $text:expr) => {
        $vis static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($text).expect("a pattern that is written here is one"));
    };
}

pub(crate) use pattern;
