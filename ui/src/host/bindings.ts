// Generated from the Rust side by a test of src-tauri; do not edit. RENEW=1 cargo test -p provisioning-desk rewrites it.
// A rejected promise carries a Problem.
import { invoke } from "@tauri-apps/api/core";

/**
 * A request of the server that may be the one that was sent.
 */
export type Candidate = { id: string, number: string | null, state: RequestState, created: number | null, user: string | null,
/**
 * Parameters that are the same in both.
 */
same: Array<Parameter>,
/**
 * Parameters that could not be compared, because the server names the thing otherwise.
 */
unsure: Array<Parameter>, };

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
 * A column of the requests table.
 */
export type ColumnLayout = { column: RequestColumn, shown: boolean,
/**
 * In pixels; absent: its usual width.
 */
width: number | null, };

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
export type DeskEvent = { "kind": "snapshot" } | { "kind": "requests" } | { "kind": "settled", row: RequestRow, } | { "kind": "export", progress: ExportProgress, } | { "kind": "sessionEnded" };

/**
 * What was looked at to find out what became of a request.
 */
export type Evidence = {
/**
 * When it left.
 */
sent: number, looks: Array<Look>,
/**
 * Requests of the server that may be this one.
 */
candidates: Array<Candidate>,
/**
 * The server has no list of such requests, so nothing can be looked at.
 */
noList: boolean,
/**
 * A number typed by hand can be checked with the server.
 */
canCheckNumber: boolean,
/**
 * Several looks found nothing: sending it again is reasonable.
 */
maySendAgain: boolean, nextLook: number | null,
/**
 * How it was settled, if it was.
 */
settled: Settled | null, };

/**
 * Requests for a file.
 */
export type Export = { filter: RequestFilter, sort: RequestColumn, ascending: boolean,
/**
 * Only these, where a selection is exported; empty: all that the filter finds.
 */
keys: Array<string>,
/**
 * Heading of each column, in order.
 */
columns: Array<ExportColumn>,
/**
 * The window's word for each state.
 */
stateWords: Partial<Record<RequestState, string>>, format: ExportFormat, path: string, };

export type ExportColumn = { column: RequestColumn, heading: string, };

export type ExportFormat = "csv" | "xlsx";

export type ExportProgress = { path: string, rows: number, of: number, done: boolean,
/**
 * It stopped: nothing is left of the file.
 */
problem: Problem | null, };

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

/**
 * One look at the server's lists.
 */
export type Look = { at: number,
/**
 * What was listed: a type, or a life-cycle state.
 */
lists: Array<string>,
/**
 * Requests that were compared.
 */
compared: number, matched: number, problem: Problem | null, };

export type Network = "unknown" | "online" | "offline";

export type OutboxCounts = { held: number, queued: number, sending: number, notSent: number, unknown: number, pending: number, };

/**
 * What waits to leave, of all connections, in the order of leaving.
 */
export type OutboxPage = { rows: Array<RequestRow>, total: number, };

export type Outcome = "notSent" | "refused" | "unknown";

export type Parameter = { name: string, value: string | null, };

export type Preferences = { theme: Theme,
/**
 * Undo hold before a request leaves; 0 switches it off, 60 at most.
 */
holdSeconds: number,
/**
 * Requests on the wire at a time: 1 to 16.
 */
maxInFlight: number,
/**
 * Saved views of the requests page.
 */
views: Array<SavedView>,
/**
 * The columns of the requests table in their order; empty: the usual ones.
 */
columns: Array<ColumnLayout>, };

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

/**
 * What the requests table can show, sort by and export.
 */
export type RequestColumn = "state" | "number" | "requestType" | "provider" | "smartcard" | "setTopBox" | "service" | "subscription" | "created" | "updated" | "user" | "unit" | "priority" | "error";

export type RequestCounts = { total: number,
/**
 * Of the same filter without its states.
 */
states: Array<StateCount>, };

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
draft: FormDraft | null,
/**
 * What is known of a request whose outcome is, or was, unknown.
 */
evidence: Evidence | null, };

/**
 * The values that occur in the chosen connection's requests, for the menus of the filters; commonest first.
 */
export type RequestFacets = { providers: Array<ValueCount>, types: Array<ValueCount>, users: Array<ValueCount>, units: Array<ValueCount>, priorities: Array<ValueCount>, };

/**
 * Which requests of the chosen connection. All conditions hold together; an empty list is no condition.
 */
export type RequestFilter = {
/**
 * Words that must all occur in a number, id, card, box, service, subscription, user or error.
 */
text: string | null, states: Array<RequestState>,
/**
 * `conax`, `nagravision`.
 */
providers: Array<string>,
/**
 * The API's words, such as `CREATE_PAIRING`.
 */
types: Array<string>, users: Array<string>, units: Array<string>, priorities: Array<string>,
/**
 * Made at or after this instant.
 */
from: number | null,
/**
 * Made before this instant.
 */
to: number | null,
/**
 * Only what this desk sent.
 */
mine: boolean,
/**
 * Only those with, or without, an error.
 */
hasError: boolean | null, };

export type RequestPage = { rows: Array<RequestRow>,
/**
 * When the server's lists were last read.
 */
synced: number | null, };

export type RequestQuery = { filter: RequestFilter, sort: RequestColumn, ascending: boolean, limit: number, offset: number, };

/**
 * One request: sent by this desk, read from the server, or both.
 */
export type RequestRow = {
/**
 * The local id where this desk sent it, else `server-<id>`. Used in `#/requests/<key>`.
 */
key: string,
/**
 * Id of its connection.
 */
connection: string,
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
created: number | null,
/**
 * When it last changed: here, or on the server.
 */
updated: number | null, user: string | null, unit: string | null, priority: string | null, errorCode: string | null,
/**
 * First meaningful line.
 */
errorText: string | null, waitsFor: WaitsFor | null, waitsSince: number | null,
/**
 * It leaves at this time, not before.
 */
leavesAt: number | null,
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
unwatched: boolean,
/**
 * Its outcome is unknown and somebody decided to leave it so.
 */
closed: boolean, };

/**
 * Where a request stands. Green only from `Completed`.
 */
export type RequestState = "held" | "queued" | "sending" | "pending" | "completed" | "rejected" | "refused" | "notSent" | "unknown" | "cancelled" | "other";

/**
 * A view of the requests page by name.
 */
export type SavedView = { name: string,
/**
 * What follows `?` in its address.
 */
search: string, };

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

export type Settled = "matched" | "chosen" | "sentAgain" | "closed";

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
 * The lists are being read.
 */
sync: SyncProgress | null,
/**
 * Operations that the connection's release lacks.
 */
unavailable: Array<Unavailable>, };

export type StateCount = { state: RequestState, count: number, };

export type Step = "held" | "queued" | "sending" | "accepted" | "completed" | "rejected" | "refused" | "notSent" | "unknown" | "cancelled" | "sessionEnded" | "watched" | "scheduled" | "edited" | "moved" | "sentAgain" | "adopted" | "closed";

/**
 * How far the reading of a list has come.
 */
export type SyncProgress = {
/**
 * Which list: a life-cycle state such as `COMPLETED`, or a request type.
 */
list: string, rows: number, bytes: number,
/**
 * What the server announced, if it did.
 */
ofBytes: number | null, started: number, };

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

export type ValueCount = { value: string, count: number, };

/**
 * What a request that has not left waits for.
 */
export type WaitsFor = "hold" | "session" | "network" | "turn" | "time" | "edit" | "journal";

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
  sendLater: (draft: FormDraft, at: number) => invoke<RequestRow>("send_later", { draft, at }),
  undo: (key: string) => invoke<FormDraft>("undo", { key }),
  sendNow: (key: string) => invoke<RequestRow>("send_now", { key }),
  cancel: (key: string) => invoke<FormDraft>("cancel", { key }),
  edit: (key: string) => invoke<FormDraft>("edit", { key }),
  replace: (key: string, draft: FormDraft, at: number | null) => invoke<RequestRow>("replace", { key, draft, at }),
  moveBefore: (key: string, other: string | null) => invoke<null>("move_before", { key, other }),
  outbox: (offset: number, limit: number) => invoke<OutboxPage>("outbox", { offset, limit }),
  lookAgain: (key: string) => invoke<RequestDetail>("look_again", { key }),
  checkNumber: (key: string, number: string) => invoke<Candidate>("check_number", { key, number }),
  adopt: (key: string, id: string) => invoke<RequestRow>("adopt", { key, id }),
  sendAgain: (key: string) => invoke<RequestRow>("send_again", { key }),
  closeUnknown: (key: string, closed: boolean) => invoke<RequestRow>("close_unknown", { key, closed }),
  requests: (query: RequestQuery) => invoke<RequestPage>("requests", { query }),
  requestCounts: (filter: RequestFilter) => invoke<RequestCounts>("request_counts", { filter }),
  requestFacets: () => invoke<RequestFacets>("request_facets"),
  request: (key: string) => invoke<RequestDetail>("request", { key }),
  requestCurl: (key: string) => invoke<string>("request_curl", { key }),
  refreshRequests: () => invoke<null>("refresh_requests"),
  stopRefresh: () => invoke<null>("stop_refresh"),
  exportRequests: (file: Export) => invoke<null>("export_requests", { file }),
  stopExport: () => invoke<null>("stop_export"),
  windowReady: (dark: boolean) => invoke<null>("window_ready", { dark }),
  chooseFile: (name: string, format: ExportFormat) => invoke<string | null>("choose_file", { name, format }),
};
