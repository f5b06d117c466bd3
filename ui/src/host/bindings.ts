// Generated from the Rust side by a test of src-tauri; do not edit. RENEW=1 cargo test -p provisioning-desk rewrites it.
// A rejected promise carries a Problem.
import { invoke } from "@tauri-apps/api/core";

/**
 * What an operation's form would send, checked.
 */
export type Checked = {
/**
 * Empty: it can be sent.
 */
errors: Array<FieldProblem>,
/**
 * They never block.
 */
warnings: Array<FieldProblem>, path: string,
/**
 * The body as far as it is filled in: no token, and a PIN as dots.
 */
body: unknown, };

/**
 * A server that the desk can sign in to.
 */
export type Connection = { id: string, name: string, serverUrl: string, organisation: string, unit: string | null,
/**
 * Such as `R11`.
 */
release: string,
/**
 * IANA name, such as `Europe/Athens`.
 */
timeZone: string, kind: ConnectionKind, caFile: string | null, proxy: string | null,
/**
 * From the administrator's file, or built in: cannot be changed here.
 */
readOnly: boolean, lastUser: string | null,
/**
 * The sandbox's own, shown on the sign-in page so that anyone can try it.
 */
demo: DemoCredentials | null,
/**
 * Why it cannot be used as it stands, for example an unknown release.
 */
problem: Problem | null, };

/**
 * What the connection form sends; `id` is absent for a new one.
 */
export type ConnectionDraft = { id: string | null, name: string, serverUrl: string, organisation: string, unit: string | null, release: string, timeZone: string, kind: ConnectionKind, caFile: string | null, proxy: string | null, };

export type ConnectionKind = "sandbox" | "test" | "live";

export type DemoCredentials = { username: string, password: string, organisation: string, webApiKey: string, };

/**
 * Pushed to the window as the Tauri event `desk`.
 */
export type DeskEvent = { "kind": "snapshot" } | { "kind": "requests" } | { "kind": "settled", row: RequestRow, } | { "kind": "sessionEnded" };

/**
 * What is wrong at one input, named as in the request body.
 */
export type FieldProblem = { field: string,
/**
 * Key of the message catalogue, below `faults`.
 */
fault: string,
/**
 * For the message: `typed`, `from`, `allowed` …
 */
params: Record<string, string>, };

/**
 * A form's content: input name to text. A PIN is never in one that comes from the desk.
 */
export type FormDraft = { operation: string, values: Record<string, string>, };

export type Hop = "name" | "server" | "certificate" | "crm";

export type Keyring = { state: KeyringState,
/**
 * The keyring's own words.
 */
detail: string | null, };

export type KeyringState = "unknown" | "ready" | "missing" | "locked" | "failed";

export type Network = "unknown" | "online" | "offline";

export type OutboxCounts = { held: number, queued: number, sending: number, notSent: number, unknown: number, pending: number, };

export type Outcome = "notSent" | "refused" | "unknown";

export type Parameter = { name: string, value: string | null, };

export type Preferences = { theme: Theme,
/**
 * Undo hold before a request leaves; 0 switches it off, 60 at most.
 */
holdSeconds: number, };

/**
 * What went wrong, in a form that the window can act on and say in words.
 */
export type Problem = { code: ProblemCode,
/**
 * The server's or the system's own words, or empty.
 */
message: string,
/**
 * More of them: an error code, a file, a host. Never a secret.
 */
detail: string | null,
/**
 * At which inputs.
 */
fields: Array<FieldProblem>,
/**
 * What became of a write, where the problem ended one.
 */
outcome: Outcome | null, };

/**
 * A variant only where the window acts on it or says something else.
 */
export type ProblemCode = "nameNotFound" | "serverUnreachable" | "certificateNotTrusted" | "proxyFailed" | "timedOut" | "connectionCut" | "notJson" | "emptyAnswer" | "truncatedAnswer" | "answerTooLarge" | "unexpectedAnswer" | "wrongCredentials" | "sessionEnded" | "notSignedIn" | "refused" | "invalidInput" | "unknownRelease" | "notOffered" | "connectionReadOnly" | "caFileUnreadable" | "keyringMissing" | "keyringLocked" | "keyringTooLong" | "keyringFailed" | "settingsCorrupt" | "settingsNewer" | "administratorFileCorrupt" | "journalCorrupt" | "journalNewer" | "journalUnavailable" | "cacheRebuilt" | "interrupted" | "pinNotKept" | "tooLate" | "notFound" | "internal";

export type RequestDetail = { row: RequestRow, parameters: Array<Parameter>, request: string | null, response: string | null, referenceNumber: string | null, errorDescription: string | null,
/**
 * Why it was refused, not sent or became unknown.
 */
problem: Problem | null, processName: string | null, processImmediately: boolean | null, scheduled: number | null, executed: number | null, createdBy: string | null, createdUnit: string | null, updated: number | null, updatedBy: string | null, timeline: Array<TimelineEntry>,
/**
 * What this desk sent: no token, no PIN.
 */
body: unknown, path: string | null,
/**
 * The server's object as last read.
 */
raw: unknown,
/**
 * To fill a form with the same values; a PIN is left out.
 */
draft: FormDraft | null, };

export type RequestPage = { rows: Array<RequestRow>, total: number,
/**
 * Of the same query without its states.
 */
counts: Array<StateCount>,
/**
 * When the server's lists were last read.
 */
synced: number | null, };

export type RequestQuery = {
/**
 * Part of a number, card, box, subscription or error.
 */
text: string | null, states: Array<RequestState>,
/**
 * Only what this desk sent.
 */
mine: boolean,
/**
 * Made at or after this instant.
 */
since: number | null, limit: number, offset: number, };

/**
 * One request: sent by this desk, read from the server, or both.
 */
export type RequestRow = {
/**
 * The local id where this desk sent it, else `server-<id>`. Used in `#/requests/<key>`.
 */
key: string,
/**
 * This desk sent it.
 */
mine: boolean, id: string | null, number: string | null, state: RequestState,
/**
 * The server's word, when it is none we know.
 */
stateText: string | null,
/**
 * Of the catalogue.
 */
operation: string | null,
/**
 * The API's word, such as `CREATE_PAIRING`.
 */
requestType: string | null,
/**
 * `conax` or `nagravision`.
 */
provider: string,
/**
 * As typed, or the CA id the server told.
 */
smartcard: string | null, setTopBox: string | null, service: string | null, subscription: string | null,
/**
 * When it was made: here, or on the server.
 */
created: number | null, user: string | null, priority: string | null, errorCode: string | null,
/**
 * First meaningful line.
 */
errorText: string | null, waitsFor: WaitsFor | null,
/**
 * End of the undo hold.
 */
heldUntil: number | null,
/**
 * When it is tried or looked at next.
 */
nextTry: number | null,
/**
 * This release cannot be asked about it: the state is what the server said when it took it.
 */
unwatched: boolean, };

/**
 * Where a request stands. Green only from `Completed`.
 */
export type RequestState = "held" | "queued" | "sending" | "pending" | "completed" | "rejected" | "refused" | "notSent" | "unknown" | "cancelled" | "other";

export type Session = {
/**
 * User name, or a label for a Web API key.
 */
user: string, organisation: string, unit: string | null, state: SessionState,
/**
 * When it ends if not used (before R12) or in any case (from R12).
 */
ends: number | null,
/**
 * It ends so many seconds after its last use; absent when its end is fixed.
 */
idleSeconds: number | null,
/**
 * A kept password or key renews it without asking.
 */
renewsItself: boolean,
/**
 * In the operating system's keyring, or only in memory.
 */
stored: boolean, };

export type SessionState = "active" | "ended";

/**
 * Never `Debug`: it carries a password or a key.
 */
export type SignIn = { "with": "password", connection: string, username: string, password: string, organisation: string, unit: string | null, keep: boolean, } | { "with": "webApiKey", connection: string, webApiKey: string, unit: string | null, keep: boolean, };

/**
 * Everything that the first paint needs, and what stands round every page.
 */
export type Snapshot = { version: string, connections: Array<Connection>,
/**
 * Id of the chosen connection.
 */
connection: string, session: Session | null, keyring: Keyring, preferences: Preferences, outbox: OutboxCounts,
/**
 * Not empty: something on this computer needs to be told once or stops sending.
 */
notices: Array<Problem>,
/**
 * Sending is stopped: the journal cannot be opened.
 */
journal: Problem | null, network: Network,
/**
 * Operations that the connection's release lacks.
 */
unavailable: Array<Unavailable>, };

export type StateCount = { state: RequestState, count: number, };

export type Step = "held" | "queued" | "sending" | "accepted" | "completed" | "rejected" | "refused" | "notSent" | "unknown" | "cancelled" | "sessionEnded" | "watched";

/**
 * One hop of a connection test, in order; the first that fails ends the test.
 */
export type TestedHop = { hop: Hop, millis: number | null, detail: string | null, problem: Problem | null, };

export type Theme = "system" | "light" | "dark";

export type TimelineEntry = { at: number, step: Step,
/**
 * A number, a code, the server's words.
 */
detail: string | null, };

export type Unavailable = { operation: string,
/**
 * First release that has it, when the server's is older.
 */
from: string | null,
/**
 * Last release that has it, when the server's is newer.
 */
until: string | null, };

/**
 * What a request that has not left waits for.
 */
export type WaitsFor = "hold" | "session" | "network" | "turn" | "journal";

export const commands = {
  snapshot: () => invoke<Snapshot>("snapshot"),
  selectConnection: (id: string) => invoke<Snapshot>("select_connection", { id }),
  saveConnection: (draft: ConnectionDraft) => invoke<Connection>("save_connection", { draft }),
  removeConnection: (id: string) => invoke<null>("remove_connection", { id }),
  testConnection: (draft: ConnectionDraft) => invoke<Array<TestedHop>>("test_connection", { draft }),
  signIn: (request: SignIn) => invoke<Session>("sign_in", { request }),
  signOut: () => invoke<null>("sign_out"),
  savePreferences: (preferences: Preferences) => invoke<Preferences>("save_preferences", { preferences }),
  checkForm: (draft: FormDraft) => invoke<Checked>("check_form", { draft }),
  keepForm: (draft: FormDraft) => invoke<null>("keep_form", { draft }),
  keptForm: (operation: string) => invoke<FormDraft | null>("kept_form", { operation }),
  send: (draft: FormDraft) => invoke<RequestRow>("send", { draft }),
  undo: (key: string) => invoke<FormDraft>("undo", { key }),
  sendNow: (key: string) => invoke<RequestRow>("send_now", { key }),
  cancel: (key: string) => invoke<FormDraft>("cancel", { key }),
  requests: (query: RequestQuery) => invoke<RequestPage>("requests", { query }),
  request: (key: string) => invoke<RequestDetail>("request", { key }),
  refreshRequests: () => invoke<null>("refresh_requests"),
  windowReady: (dark: boolean) => invoke<null>("window_ready", { dark }),
};
