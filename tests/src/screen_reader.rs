//! What a screen reader learns about the window: the AT-SPI objects and events of the real page, in the order in which
//! the web view reports them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::StreamExt;
use zbus::{
    Connection, MatchRule, Message, MessageStream, Result,
    message::Type,
    zvariant::{OwnedObjectPath, OwnedValue},
};

const REGISTRY: &str = "org.a11y.atspi.Registry";
const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const OBJECT_EVENTS: &str = "org.a11y.atspi.Event.Object";
const EVENTS: [&str; 5] = [
    "object:active-descendant-changed",
    "object:children-changed",
    "object:property-change",
    "object:state-changed",
    "object:text-changed",
];
/// Bits of AT-SPI's set of states.
const FOCUSABLE: u32 = 11;

/// Numbers of AT-SPI's roles. The web view gives no names of them.
pub mod role {
    pub const INVALID: u32 = 0;
    pub const ALERT: u32 = 2;
    pub const COMBO_BOX: u32 = 11;
    pub const FILLER: u32 = 20;
    pub const STATUS_BAR: u32 = 54;
    pub const UNKNOWN: u32 = 67;
    pub const TABLE_ROW: u32 = 90;
    pub const DOCUMENT_WEB: u32 = 95;
    pub const NOTIFICATION: u32 = 101;
}

/// An object's bus name and path.
pub type Object = (String, OwnedObjectPath);

#[derive(Debug, Clone)]
pub struct Event {
    /// Such as `StateChanged`.
    pub member: String,
    /// Such as `focused`.
    pub detail: String,
    /// 1 where the state is gained.
    pub on: i32,
    pub source: Object,
    /// The child that was added.
    pub child: Option<Object>,
}

/// An object as a screen reader presents it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub role: u32,
    pub name: String,
    pub focusable: bool,
}

pub struct ScreenReader {
    connection: Connection,
    events: Arc<Mutex<Vec<Event>>>,
}

impl ScreenReader {
    /// Listens on the bus of accessibility that belongs to this session bus.
    pub async fn on(session_bus: &str) -> Result<Self> {
        let session = zbus::connection::Builder::address(session_bus)?.build().await?;
        let answer =
            session.call_method(Some("org.a11y.Bus"), "/org/a11y/bus", Some("org.a11y.Bus"), "GetAddress", &()).await?;
        let address: String = answer.body().deserialize()?;
        let connection = zbus::connection::Builder::address(address.as_str())?.build().await?;
        let rule = MatchRule::builder().msg_type(Type::Signal).interface(OBJECT_EVENTS)?.build();
        let mut stream = MessageStream::for_match_rule(rule, &connection, Some(10_000)).await?;
        // Objects report only the events for which a listener registered.
        let path = "/org/a11y/atspi/registry";
        for event in EVENTS {
            connection.call_method(Some(REGISTRY), path, Some(REGISTRY), "RegisterEvent", &(event,)).await?;
        }
        let events = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&events);
        tokio::spawn(async move {
            while let Some(message) = stream.next().await {
                if let Some(event) = message.ok().as_ref().and_then(read) {
                    lock(&heard).push(event);
                }
            }
        });
        Ok(Self { connection, events })
    }

    /// The events since the last call.
    pub fn take_events(&self) -> Vec<Event> {
        std::mem::take(&mut lock(&self.events))
    }

    /// Waits until no event came for a while, and returns all since the last call.
    pub async fn rest(&self) -> Vec<Event> {
        let mut before = usize::MAX;
        loop {
            let now = lock(&self.events).len();
            if now == before {
                return self.take_events();
            }
            before = now;
            tokio::time::sleep(REST).await;
        }
    }

    pub async fn look_at(&self, object: &Object) -> Result<Seen> {
        let role = self.call(object, "GetRole").await?.body().deserialize()?;
        let states: Vec<u32> = self.call(object, "GetState").await?.body().deserialize()?;
        let focusable = states.first().is_some_and(|bits| bits & (1 << FOCUSABLE) != 0);
        Ok(Seen { role, name: self.name_of(object).await?, focusable })
    }

    async fn name_of(&self, (bus, path): &Object) -> Result<String> {
        let properties = Some("org.freedesktop.DBus.Properties");
        let asked = (ACCESSIBLE, "Name");
        let answer = self.connection.call_method(Some(bus.as_str()), path, properties, "Get", &asked).await?;
        let value: OwnedValue = answer.body().deserialize()?;
        Ok(String::try_from(value)?)
    }

    /// The object's text with that of its descendants, one piece for each.
    pub async fn text_of(&self, object: &Object) -> Vec<String> {
        let (bus, path) = object;
        let text = Some("org.a11y.atspi.Text");
        let answer = self.connection.call_method(Some(bus.as_str()), path, text, "GetText", &(0, -1)).await;
        let own: String = answer.ok().and_then(|it| it.body().deserialize().ok()).unwrap_or_default();
        let mut all = vec![own, self.name_of(object).await.unwrap_or_default()];
        for child in self.children_of(object).await.unwrap_or_default() {
            all.extend(Box::pin(self.text_of(&child)).await);
        }
        all.retain(|piece| !piece.trim_matches(['\u{fffc}', ' ', '\n']).is_empty());
        all
    }

    pub async fn children_of(&self, object: &Object) -> Result<Vec<Object>> {
        let children: Vec<Object> = self.call(object, "GetChildren").await?.body().deserialize()?;
        if children.is_empty() && self.look_at(object).await?.role == role::FILLER {
            // The page in the toolkit's container, which belongs to another process.
            let (bus, path) = object;
            let only =
                self.connection.call_method(Some(bus.as_str()), path, Some(ACCESSIBLE), "GetChildAtIndex", &(0,));
            return Ok(only.await.ok().and_then(|answer| answer.body().deserialize().ok()).into_iter().collect());
        }
        Ok(children)
    }

    async fn call(&self, (bus, path): &Object, method: &str) -> Result<Message> {
        self.connection.call_method(Some(bus.as_str()), path, Some(ACCESSIBLE), method, &()).await
    }

    /// The page in the window.
    pub async fn page(&self) -> Option<Object> {
        let root = (REGISTRY.to_owned(), OwnedObjectPath::try_from("/org/a11y/atspi/accessible/root").ok()?);
        let mut open = vec![root];
        while let Some(object) = open.pop() {
            if self.look_at(&object).await.is_ok_and(|seen| seen.role == role::DOCUMENT_WEB) {
                return Some(object);
            }
            open.extend(self.children_of(&object).await.unwrap_or_default());
        }
        None
    }

    /// All objects below this one.
    pub async fn all_below(&self, object: &Object) -> Vec<(Object, Seen)> {
        let mut found = Vec::new();
        let mut open = self.children_of(object).await.unwrap_or_default();
        open.reverse();
        while let Some(object) = open.pop() {
            // One that is gone meanwhile is nothing to read.
            let Ok(seen) = self.look_at(&object).await else { continue };
            let mut children = self.children_of(&object).await.unwrap_or_default();
            children.reverse();
            open.extend(children);
            found.push((object, seen));
        }
        found
    }
}

/// Longer than the events of one key take.
const REST: Duration = Duration::from_millis(250);

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The body of an event of the web view.
type WebBody = (String, i32, i32, OwnedValue, HashMap<String, OwnedValue>);

fn read(message: &Message) -> Option<Event> {
    let header = message.header();
    let source = (header.sender()?.to_string(), header.path()?.to_owned().into());
    let member = header.member()?.to_string();
    let body = message.body();
    // The toolkit and the web view end it in two ways.
    let (detail, on, value) = if let Ok((detail, on, _, value, _)) = body.deserialize::<WebBody>() {
        (detail, on, value)
    } else {
        let (detail, on, _, value, _) = body.deserialize::<(String, i32, i32, OwnedValue, Object)>().ok()?;
        (detail, on, value)
    };
    Some(Event { member, detail, on, source, child: Object::try_from(value).ok() })
}
