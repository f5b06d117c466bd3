//! Places the window entirely inside one monitor, even if the monitors have changed since the last time.

use desk::window_state::Place;

/// A monitor's usable area in physical pixels, without panels and docks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
}

/// Moves and shrinks a position into the monitor that it covers most, or else the first. It is never smaller than
/// `least`, width and height.
pub fn inside(place: Place, least: (u32, u32), monitors: &[Area]) -> Place {
    let place = Place { width: place.width.max(least.0), height: place.height.max(least.1), ..place };
    let Some(area) = monitors.iter().rev().max_by_key(|area| covered(&place, area)) else { return place };
    let width = place.width.min(area.width);
    let height = place.height.min(area.height);
    let x = within(place.x, area.x, area.width - width);
    let y = within(place.y, area.y, area.height - height);
    Place { x, y, width, height, ..place }
}

fn within(position: i32, from: i32, room: u32) -> i32 {
    position.clamp(from, from.saturating_add_unsigned(room))
}

fn covered(place: &Place, area: &Area) -> i64 {
    let overlap = |from: i32, length: u32, area_from: i32, area_length: u32| {
        let end = (i64::from(from) + i64::from(length)).min(i64::from(area_from) + i64::from(area_length));
        (end - i64::from(from.max(area_from))).max(0)
    };
    overlap(place.x, place.width, area.x, area.width) * overlap(place.y, place.height, area.y, area.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Area = Area { x: 0, y: 0, width: 1920, height: 1080 };
    const RIGHT: Area = Area { x: 1920, y: 0, width: 2560, height: 1440 };

    const MIN_SIZE: (u32, u32) = (960, 600);

    fn place(x: i32, y: i32, width: u32, height: u32) -> Place {
        Place { x, y, width, height, maximised: false }
    }

    #[test]
    fn a_placement_inside_a_monitor_is_kept() {
        let there = place(2000, 100, 1280, 800);
        assert_eq!(inside(there, MIN_SIZE, &[LEFT, RIGHT]), there);
    }

    #[test]
    fn a_window_on_a_missing_monitor_moves_to_the_first() {
        assert_eq!(inside(place(2000, 100, 1280, 800), MIN_SIZE, &[LEFT]), place(640, 100, 1280, 800));
        assert_eq!(inside(place(-5000, -5000, 1280, 800), MIN_SIZE, &[LEFT, RIGHT]), place(0, 0, 1280, 800));
    }

    #[test]
    fn a_window_half_outside_is_moved_inside() {
        assert_eq!(inside(place(1500, -30, 1280, 800), MIN_SIZE, &[LEFT, RIGHT]), place(1920, 0, 1280, 800));
    }

    #[test]
    fn a_window_larger_than_the_monitor_shrinks() {
        assert_eq!(inside(place(-10, -10, 4000, 3000), MIN_SIZE, &[LEFT]), place(0, 0, 1920, 1080));
    }

    #[test]
    fn a_window_that_is_too_small_grows() {
        assert_eq!(inside(place(1900, 20, 10, 8), MIN_SIZE, &[LEFT]), place(960, 20, 960, 600));
    }

    #[test]
    fn numbers_at_the_limits_do_not_overflow() {
        assert_eq!(inside(place(i32::MAX, i32::MIN, u32::MAX, u32::MAX), MIN_SIZE, &[LEFT]), place(0, 0, 1920, 1080));
    }

    #[test]
    fn without_monitors_nothing_is_moved() {
        let there = place(7, 7, 1280, 800);
        assert_eq!(inside(there, MIN_SIZE, &[]), there);
    }
}
