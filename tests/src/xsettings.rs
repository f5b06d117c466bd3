//! The settings that a desktop environment tells all of its windows, by the protocol XSETTINGS.

use std::error::Error;

use x11rb::{
    CURRENT_TIME,
    connection::Connection,
    protocol::xproto::{
        Atom, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, PropMode, Window, WindowClass,
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

/// A desktop without larger text, in 1024ths of a dot per inch.
const USUAL_DOTS: u32 = 96 * 1024;
const INTEGER: u8 = 0;

/// Tells the text size for as long as it lives.
pub struct TextSize {
    connection: RustConnection,
    window: Window,
    property: Atom,
    serial: u32,
}

impl TextSize {
    /// Becomes the display's source of settings.
    pub fn on(display: &str, percent: u32) -> Result<Self, Box<dyn Error>> {
        let (connection, screen) = x11rb::connect(Some(display))?;
        let root = connection.setup().roots[screen].root;
        let atom = |name: &str| -> Result<Atom, Box<dyn Error>> {
            Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
        };
        let [selection, manager, property] =
            [&format!("_XSETTINGS_S{screen}"), "MANAGER", "_XSETTINGS_SETTINGS"].map(atom);
        let (selection, manager, property) = (selection?, manager?, property?);
        let window = connection.generate_id()?;
        let input_only = WindowClass::INPUT_ONLY;
        connection.create_window(0, window, root, 0, 0, 1, 1, 0, input_only, 0, &CreateWindowAux::new())?;
        let mut size = Self { connection, window, property, serial: 0 };
        size.set(percent)?;
        size.connection.set_selection_owner(size.window, selection, CURRENT_TIME)?;
        let news = ClientMessageEvent::new(32, root, manager, [CURRENT_TIME, selection, size.window, 0, 0]);
        size.connection.send_event(false, root, EventMask::STRUCTURE_NOTIFY, news)?.check()?;
        Ok(size)
    }

    pub fn set(&mut self, percent: u32) -> Result<(), Box<dyn Error>> {
        self.serial += 1;
        let settings = one_setting("Xft/DPI", USUAL_DOTS * percent / 100, self.serial);
        let (window, property) = (self.window, self.property);
        self.connection.change_property8(PropMode::REPLACE, window, property, property, &settings)?.check()?;
        Ok(())
    }
}

/// The property's bytes: a header, and the name, the change and the value of one setting, each filled up to four bytes.
fn one_setting(name: &str, value: u32, serial: u32) -> Vec<u8> {
    const LEAST_FIRST: u32 = 0;
    let mut bytes = Vec::new();
    for number in [LEAST_FIRST, serial, 1] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend([INTEGER, 0]);
    bytes.extend(u16::try_from(name.len()).expect("a short name").to_le_bytes());
    bytes.extend(name.as_bytes());
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    for number in [serial, value] {
        bytes.extend(number.to_le_bytes());
    }
    bytes
}
