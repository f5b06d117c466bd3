//! Keys and clicks as the X server hands them to windows: to a menu, or to a page whose process died, WebDriver hands none.

use std::{error::Error, fs, path::Path, thread::sleep, time::Duration};

use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{
            BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt, ImageFormat, InputFocus, KEY_PRESS_EVENT,
            KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT, MapState, Window,
        },
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Letter(char),
    Backspace,
    Enter,
    Escape,
    Control,
    Alt,
}

impl Key {
    /// By X11's `keysymdef.h`.
    fn symbol(self) -> u32 {
        match self {
            Self::Letter(letter) => u32::from(letter),
            Self::Backspace => 0xff08,
            Self::Enter => 0xff0d,
            Self::Escape => 0xff1b,
            Self::Control => 0xffe3,
            Self::Alt => 0xffe9,
        }
    }
}

const SHIFT: u32 = 0xffe1;
/// A hand that goes on at once is a scanner.
const MOMENT: Duration = Duration::from_millis(60);

pub struct Hand {
    connection: RustConnection,
    root: Window,
    first: u8,
    /// Symbols of each key: plain, with Shift, …
    keys: Vec<Vec<u32>>,
}

impl Hand {
    pub fn on(display: &str) -> Result<Self, Box<dyn Error>> {
        let (connection, number) = x11rb::connect(Some(display))?;
        let (root, first, last) = {
            let setup = connection.setup();
            (setup.roots[number].root, setup.min_keycode, setup.max_keycode)
        };
        let mapping = connection.get_keyboard_mapping(first, last - first + 1)?.reply()?;
        let keys = mapping.keysyms.chunks(mapping.keysyms_per_keycode.into()).map(<[u32]>::to_vec).collect();
        Ok(Self { connection, root, first, keys })
    }

    /// Gives the keyboard to the largest window: without a window manager nobody else does.
    pub fn take_the_window(&self) -> Result<(), Box<dyn Error>> {
        let (window, _) = self.largest()?;
        self.connection.set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)?.check()?;
        sleep(MOMENT);
        Ok(())
    }

    /// The application's window, and where it is.
    fn largest(&self) -> Result<(Window, (i16, i16)), Box<dyn Error>> {
        let mut largest = None;
        for window in self.shown()? {
            let size = self.connection.get_geometry(window)?.reply()?;
            let area = u32::from(size.width) * u32::from(size.height);
            if largest.is_none_or(|(known, _, _)| area > known) {
                largest = Some((area, window, (size.x, size.y)));
            }
        }
        let (_, window, place) = largest.ok_or("no window is shown")?;
        Ok((window, place))
    }

    fn shown(&self) -> Result<Vec<Window>, Box<dyn Error>> {
        let mut shown = Vec::new();
        for window in self.connection.query_tree(self.root)?.reply()?.children {
            // One that is gone by now is not shown.
            let attributes = self.connection.get_window_attributes(window)?.reply();
            if attributes.is_ok_and(|it| it.map_state == MapState::VIEWABLE) {
                shown.push(window);
            }
        }
        Ok(shown)
    }

    /// How many menus are open. They are windows that no window manager is asked about.
    pub fn menus(&self) -> Result<usize, Box<dyn Error>> {
        let mut menus = 0;
        for window in self.shown()? {
            let attributes = self.connection.get_window_attributes(window)?.reply();
            menus += usize::from(attributes.is_ok_and(|it| it.override_redirect));
        }
        Ok(menus)
    }

    /// Asks for the menu of a place of the application's window.
    pub fn ask_for_menu(&self, (x, y): (i16, i16)) -> Result<(), Box<dyn Error>> {
        const RIGHT: u8 = 3;
        let (_, (left, top)) = self.largest()?;
        self.fake(MOTION_NOTIFY_EVENT, 0, (u16::try_from(left + x)?, u16::try_from(top + y)?))?;
        self.connection.flush()?;
        sleep(MOMENT);
        self.fake(BUTTON_PRESS_EVENT, RIGHT, (0, 0))?;
        self.fake(BUTTON_RELEASE_EVENT, RIGHT, (0, 0))?;
        self.connection.flush()?;
        Ok(())
    }

    /// All at once: the last is the key, what is before it is held down.
    pub fn press(&self, keys: &[Key]) -> Result<(), Box<dyn Error>> {
        let mut codes = Vec::new();
        for key in keys {
            let (code, shifted) = self.code(key.symbol())?;
            if shifted {
                codes.push(self.code(SHIFT)?.0);
            }
            codes.push(code);
        }
        for &code in &codes {
            self.fake(KEY_PRESS_EVENT, code, (0, 0))?;
        }
        for &code in codes.iter().rev() {
            self.fake(KEY_RELEASE_EVENT, code, (0, 0))?;
        }
        self.connection.flush()?;
        Ok(())
    }

    /// The pointer goes away afterwards, so that nothing is drawn as under it.
    pub fn click(&self, x: u16, y: u16) -> Result<(), Box<dyn Error>> {
        self.fake(MOTION_NOTIFY_EVENT, 0, (x, y))?;
        self.fake(BUTTON_PRESS_EVENT, 1, (0, 0))?;
        self.fake(BUTTON_RELEASE_EVENT, 1, (0, 0))?;
        self.connection.flush()?;
        sleep(MOMENT);
        self.fake(MOTION_NOTIFY_EVENT, 0, (0, 0))?;
        self.connection.flush()?;
        Ok(())
    }

    /// Saves what the display shows, as a portable pixmap.
    pub fn save_picture(&self, path: &Path) -> Result<(), Box<dyn Error>> {
        let size = self.connection.get_geometry(self.root)?.reply()?;
        let (width, height) = (size.width, size.height);
        let picture = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, width, height, !0)?.reply()?;
        let mut pixmap = format!("P6 {width} {height} 255\n").into_bytes();
        pixmap.extend(picture.data.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, pixmap)?)
    }

    fn fake(&self, event: u8, detail: u8, (x, y): (u16, u16)) -> Result<(), Box<dyn Error>> {
        let (x, y) = (i16::try_from(x)?, i16::try_from(y)?);
        self.connection.xtest_fake_input(event, detail, 0, self.root, x, y, 0)?;
        Ok(())
    }

    fn code(&self, symbol: u32) -> Result<(u8, bool), Box<dyn Error>> {
        let place = |level: usize| self.keys.iter().position(|symbols| symbols.get(level) == Some(&symbol));
        let found = place(0).map(|place| (place, false)).or_else(|| place(1).map(|place| (place, true)));
        let (place, shifted) = found.ok_or_else(|| format!("no key makes {symbol:#x}"))?;
        Ok((self.first + u8::try_from(place)?, shifted))
    }
}
