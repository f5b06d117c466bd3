//! Watches the virtual display for changes.
//!
//! The X server reports each drawing (DAMAGE), because polling every few milliseconds would take CPU time from the
//! watched program. Only some lines across the picture are compared, which is enough to see when a window is complete.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use x11rb::{
    connection::Connection,
    protocol::{
        Event,
        damage::{ConnectionExt as _, ReportLevel},
        xproto::{ConnectionExt, ImageFormat, Window},
    },
    rust_connection::RustConnection,
};

const COMPARED_LINES: u16 = 24;
/// Interval of reading the X server's messages.
const POLL_INTERVAL: Duration = Duration::from_millis(1);

/// Share of the compared bytes that may still differ, because the caret blinks.
const MAX_DIFFERENCE: f64 = 0.004;

pub struct Screen {
    connection: RustConnection,
    root: Window,
    width: u16,
    /// The compared lines are between these two.
    top: u16,
    bottom: u16,
}

/// The picture from a moment on.
struct Look {
    at: Instant,
    picture: Vec<u8>,
}

/// Time when the window became visible, and time when it reached its final picture.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    pub window: Instant,
    pub content: Instant,
}

impl Screen {
    pub fn open(display: &str) -> Result<Self, Box<dyn Error>> {
        let (connection, number) = x11rb::connect(Some(display))?;
        let screen = &connection.setup().roots[number];
        let (root, width, height) = (screen.root, screen.width_in_pixels, screen.height_in_pixels);
        connection.damage_query_version(1, 1)?.reply()?;
        connection.damage_create(connection.generate_id()?, root, ReportLevel::RAW_RECTANGLES)?.check()?;
        Ok(Self { connection, root, width, top: 0, bottom: height })
    }

    /// Compares a part of the display alone.
    pub fn between(self, top: u16, bottom: u16) -> Self {
        Self { top, bottom, ..self }
    }

    /// Times of new pictures, until there is none for `rest`. Empty if there was none for `long`.
    pub fn changes(&self, long: Duration, rest: Duration) -> Result<Vec<Instant>, Box<dyn Error>> {
        let mut end = Instant::now() + long;
        let (mut before, mut changes) = (self.picture()?, Vec::new());
        while let Some(at) = self.drawn(end)? {
            let picture = self.picture()?;
            if picture != before {
                changes.push(at);
                before = picture;
                end = Instant::now() + rest;
            }
        }
        Ok(changes)
    }

    /// Watches for this time. Returns `None` if the picture never changed.
    pub fn watch(&self, long: Duration) -> Result<Option<Seen>, Box<dyn Error>> {
        let end = Instant::now() + long;
        let mut looks = vec![Look { at: Instant::now(), picture: self.picture()? }];
        while let Some(at) = self.drawn(end)? {
            let picture = self.picture()?;
            if looks.last().is_none_or(|last| last.picture != picture) {
                looks.push(Look { at, picture });
            }
        }
        Ok(seen(&looks))
    }

    /// Time of the next drawing in the compared part; `None` if there is none until `end`.
    fn drawn(&self, end: Instant) -> Result<Option<Instant>, Box<dyn Error>> {
        loop {
            let mut drawn = false;
            while let Some(event) = self.connection.poll_for_event()? {
                if let Event::DamageNotify(told) = event {
                    let (first, height) = (i32::from(told.area.y), i32::from(told.area.height));
                    drawn |= first < i32::from(self.bottom) && first + height > i32::from(self.top);
                }
            }
            let now = Instant::now();
            if drawn || now >= end {
                return Ok(drawn.then_some(now));
            }
            std::thread::sleep(POLL_INTERVAL);
        }
    }

    fn picture(&self) -> Result<Vec<u8>, Box<dyn Error>> {
        let apart = (self.bottom - self.top) / (2 * COMPARED_LINES);
        let lines = (0..COMPARED_LINES).map(|line| self.top + (2 * line + 1) * apart);
        // All requests are sent at once, so that the lines are of the same moment.
        let asked: Result<Vec<_>, _> = lines
            .map(|y| self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, cast(y), self.width, 1, !0))
            .collect();
        let asked = asked?;
        self.connection.flush()?;
        let mut picture = Vec::new();
        for line in asked {
            picture.extend(line.reply()?.data);
        }
        Ok(picture)
    }
}

fn cast(y: u16) -> i16 {
    i16::try_from(y).unwrap_or(i16::MAX)
}

fn seen(looks: &[Look]) -> Option<Seen> {
    let (first, last) = (looks.first()?, looks.last()?);
    let window = looks.iter().find(|look| differing(&look.picture, &first.picture) > MAX_DIFFERENCE)?;
    let before = looks.iter().rposition(|look| differing(&look.picture, &last.picture) > MAX_DIFFERENCE)?;
    Some(Seen { window: window.at, content: looks[before + 1].at })
}

/// Share of the bytes that differ.
#[allow(clippy::cast_precision_loss)] // a picture is far below 2^52 bytes
fn differing(one: &[u8], other: &[u8]) -> f64 {
    let different = one.iter().zip(other).filter(|(one, other)| one != other).count();
    different as f64 / one.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_screen_is_stable_when_only_a_caret_blinks() {
        let start = Instant::now();
        let look = |millis, value: u8, caret: u8| {
            let mut picture = vec![value; 4_000];
            picture[7] = caret;
            Look { at: start + Duration::from_millis(millis), picture }
        };
        let looks = [look(0, 0, 0), look(10, 1, 1), look(20, 2, 2), look(30, 2, 9), look(40, 2, 2), look(50, 2, 9)];
        let seen = seen(&looks).unwrap();
        assert_eq!(seen.window, start + Duration::from_millis(10));
        assert_eq!(seen.content, start + Duration::from_millis(20), "a blink is not content");
    }

    #[test]
    fn a_screen_that_never_changes_shows_no_window() {
        assert!(seen(&[Look { at: Instant::now(), picture: vec![0; 10] }]).is_none());
        assert!(seen(&[]).is_none());
    }
}
