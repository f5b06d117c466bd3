//! The server's state, behind one lock. It ends with the process.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crmcom::{catalogue::Operation, release::Release};

use crate::{
    auth::Sessions,
    clock::Clock,
    envelope::{Refusal, code},
    inventory::Inventory,
    options::{Chaos, Lists, LookUps, Options},
    requests::Requests,
    rng::Chance,
    seed::{backlog, base, history, rejections, stock},
    sentinel::{self, Mishap, Sentinel},
    users::Author,
};

#[derive(Debug)]
pub struct Crm {
    pub clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug)]
pub struct State {
    pub release: Release,
    pub chance: Chance,
    pub sessions: Sessions,
    pub inventory: Inventory,
    pub requests: Requests,
    pub latency: Duration,
    pub ca_latency: Duration,
    pub chaos: Chaos,
    pub look_ups: LookUps,
    pub lists: Lists,
    pub retry_after: Duration,
    pub repeat_pins: bool,
    /// User names with the ids of the operations that they may not use.
    pub denied: HashSet<(String, String)>,
    /// Number of POSTs by path, for tests which prove that no request was sent twice.
    pub posts: BTreeMap<String, usize>,
    /// Number of GETs that arrived, by path.
    pub gets: BTreeMap<String, usize>,
    /// Number of lists that were returned, by the value of their filter.
    pub listed: BTreeMap<String, usize>,
    /// Values ending 0401 that have invalidated a token; the next call with such a value succeeds.
    expired_for: HashSet<String>,
}

impl Crm {
    pub fn new(options: Options) -> Self {
        let clock = options.clock;
        let mut chance = Chance::new(options.seed);
        let mut inventory = base::inventory(&mut chance);
        let mut requests = Requests::default();
        history::fill(&mut requests, &inventory, clock.wall(), &mut chance);
        // Separate random generators, so that the options do not change the rest of a run.
        let mut backlogs = Chance::new(options.seed.wrapping_add(1));
        let requests = backlog::before(requests, options.backlog, &inventory, clock.wall(), &mut backlogs);
        let mut chances = Chance::new(options.seed.wrapping_add(2));
        let requests = rejections::among(requests, options.rejected, &mut inventory, clock.wall(), &mut chances);
        stock::add(&mut inventory, options.items, &mut Chance::new(options.seed.wrapping_add(3)));
        let state = State {
            release: options.release,
            chance,
            sessions: Sessions::with_life(options.token_life),
            inventory,
            requests,
            latency: options.latency,
            ca_latency: options.ca_latency,
            chaos: options.chaos,
            look_ups: options.look_ups,
            lists: options.lists,
            retry_after: options.retry_after,
            repeat_pins: options.repeat_pins,
            denied: HashSet::new(),
            posts: BTreeMap::new(),
            gets: BTreeMap::new(),
            listed: BTreeMap::new(),
            expired_for: HashSet::new(),
        };
        Self { clock, state: Mutex::new(state) }
    }

    /// A panic elsewhere leaves the state usable: no change spans more than one lock.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn author(&self, token: Option<&str>) -> Result<Author, Refusal> {
        self.state().sessions.check(token, self.clock.now())
    }

    /// Whether a user may make a write, independent of its content.
    pub fn permit(&self, author: Author, operation: &Operation) -> Result<(), Refusal> {
        let State { denied, chance, chaos, .. } = &mut *self.state();
        let username = author.user.username;
        if denied.contains(&(username.to_owned(), operation.id.to_owned())) || chance.happens(chaos.deny) {
            return Err(Refusal::denied(username));
        }
        if chance.happens(chaos.security) { Err(Refusal::without_user_context()) } else { Ok(()) }
    }

    /// Applies the sentinel among `values` to this call: refuses it, or returns the mishap for its answer.
    pub fn trip<'a>(
        &self,
        token: &str,
        author: Author,
        values: impl IntoIterator<Item = &'a str>,
    ) -> Result<Option<Mishap>, Refusal> {
        let Some((value, sentinel)) = values.into_iter().find_map(|value| Some((value, sentinel::of(value)?))) else {
            return Ok(None);
        };
        match sentinel {
            Sentinel::Mishap(mishap) => Ok(Some(mishap)),
            Sentinel::Rejected | Sentinel::StaysPending => Ok(None),
            Sentinel::Refused => {
                let message = "The service already exists on the subscription.";
                Err(Refusal::new(code::SERVICE_EXISTS, message).because(format!("Sentinel value {value}.")))
            }
            Sentinel::Denied => Err(Refusal::denied(author.user.username).because(format!("Sentinel value {value}."))),
            Sentinel::WithoutUserContext => {
                Err(Refusal::without_user_context().because(format!("Sentinel value {value}.")))
            }
            Sentinel::TokenExpires => {
                let mut state = self.state();
                if state.expired_for.remove(value) {
                    return Ok(None);
                }
                state.expired_for.insert(value.to_owned());
                state.sessions.release(token);
                Err(state.sessions.dead_token())
            }
        }
    }
}
