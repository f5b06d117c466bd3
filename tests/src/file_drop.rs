//! A file that is dragged from a file manager and dropped on the window, by the XDND protocol (version 5).

use std::{
    error::Error,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use x11rb::{
    CURRENT_TIME,
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            Atom, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
            SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use crate::x_input::Hand;

const VERSION: u32 = 5;
const STEP: Duration = Duration::from_millis(50);
/// Positions that the pointer passes over the window before it lets go: the window asks for the file meanwhile.
const STEPS: i16 = 12;
const LIMIT: Duration = Duration::from_secs(5);

struct Drag {
    connection: RustConnection,
    source: Window,
    target: Window,
    /// `text/uri-list`, the type in which file managers offer files.
    list: Atom,
    uris: String,
    accepted: bool,
    finished: bool,
}

/// Drags the file over the application's window and drops it in its middle. Fails if the window refuses it.
pub fn drop_file(display: &str, file: &Path) -> Result<(), Box<dyn Error>> {
    let (target, frame) = Hand::on(display)?.frame()?;
    let mut drag = Drag::begin(display, target, file)?;
    let (x, y) = (frame.x + i16::try_from(frame.width / 2)?, frame.y + i16::try_from(frame.height / 2)?);
    let list = drag.list;
    drag.tell("XdndEnter", [VERSION << 24, list, 0, 0])?;
    for step in 0..STEPS {
        drag.move_to(x - STEPS + step, y)?;
        drag.answer_for(STEP)?;
    }
    if !drag.accepted {
        return Err("the window refuses the file".into());
    }
    drag.tell("XdndDrop", [0, CURRENT_TIME, 0, 0])?;
    let start = Instant::now();
    while !drag.finished {
        if start.elapsed() > LIMIT {
            return Err("the window did not take the file".into());
        }
        drag.answer_for(STEP)?;
    }
    Ok(())
}

impl Drag {
    fn begin(display: &str, target: Window, file: &Path) -> Result<Self, Box<dyn Error>> {
        let (connection, number) = x11rb::connect(Some(display))?;
        let root = connection.setup().roots[number].root;
        let source = connection.generate_id()?;
        let plain = CreateWindowAux::new();
        connection.create_window(0, source, root, 0, 0, 1, 1, 0, WindowClass::INPUT_OUTPUT, 0, &plain)?.check()?;
        let list = connection.intern_atom(false, b"text/uri-list")?.reply()?.atom;
        let uris = format!("{}\r\n", reqwest::Url::from_file_path(file).map_err(|()| "the path is not absolute")?);
        let drag = Self { connection, source, target, list, uris, accepted: false, finished: false };
        let selection = drag.atom("XdndSelection")?;
        drag.connection.set_selection_owner(source, selection, CURRENT_TIME)?.check()?;
        Ok(drag)
    }

    fn atom(&self, name: &str) -> Result<Atom, Box<dyn Error>> {
        Ok(self.connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
    }

    fn tell(&self, message: &str, [first, second, third, fourth]: [u32; 4]) -> Result<(), Box<dyn Error>> {
        let data = [self.source, first, second, third, fourth];
        let message = ClientMessageEvent::new(32, self.target, self.atom(message)?, data);
        self.connection.send_event(false, self.target, EventMask::NO_EVENT, message)?.check()?;
        Ok(())
    }

    fn move_to(&self, x: i16, y: i16) -> Result<(), Box<dyn Error>> {
        let place = u32::from(u16::try_from(x)?) << 16 | u32::from(u16::try_from(y)?);
        self.tell("XdndPosition", [0, place, CURRENT_TIME, self.atom("XdndActionCopy")?])
    }

    /// Answers the window's questions for a while, and notes its verdicts.
    fn answer_for(&mut self, time: Duration) -> Result<(), Box<dyn Error>> {
        let (status, finished) = (self.atom("XdndStatus")?, self.atom("XdndFinished")?);
        let start = Instant::now();
        while start.elapsed() < time {
            match self.connection.poll_for_event()? {
                Some(Event::SelectionRequest(asked)) => self.hand_over(&asked)?,
                Some(Event::ClientMessage(message)) if message.type_ == status => {
                    self.accepted = message.data.as_data32()[1] & 1 == 1;
                }
                Some(Event::ClientMessage(message)) if message.type_ == finished => self.finished = true,
                Some(_) => {}
                None => sleep(Duration::from_millis(2)),
            }
        }
        Ok(())
    }

    fn hand_over(&self, asked: &SelectionRequestEvent) -> Result<(), Box<dyn Error>> {
        let known = asked.target == self.list;
        if known {
            let uris = self.uris.as_bytes();
            self.connection.change_property8(PropMode::REPLACE, asked.requestor, asked.property, self.list, uris)?;
        }
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: asked.time,
            requestor: asked.requestor,
            selection: asked.selection,
            target: asked.target,
            property: if known { asked.property } else { x11rb::NONE },
        };
        self.connection.send_event(false, asked.requestor, EventMask::NO_EVENT, answer)?.check()?;
        Ok(())
    }
}
