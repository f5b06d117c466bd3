// Generated from the Rust side by a test of src-tauri; do not edit. RENEW=1 cargo test -p provisioning-desk rewrites it.
// A rejected promise carries a Problem. A call that is carried out once has an id, under which the same message may come twice.
import { invoke } from "@tauri-apps/api/core";
import { newKey } from "./keys";

/**
 * Whether a retry without a change makes sense.
 */
export type Advice = "yes" | "afterFix" | "never";

export type AgeBucket = {
/**
 * Older than so many hours, and not in the next bucket.
 */
hours: number, count: number, };

/**
 * What the server said to a number.
 */
export type Asked = { hits: Array<Hit>,
/**
 * What could not be asked, and why: the rest is answered.
 */
problem: Problem | null, };

/**
 * Retries that somebody asked for together: looked through first, then three of them, then the rest.
 */
export type Batch = { id: string,
/**
 * When it was read: what is told of it comes by two ways, and the greatest number is the newest.
 */
reading: number, connection: string, state: BatchState, paused: PauseReason | null, created: number,
/**
 * What the cause is called, where all are of one group.
 */
title: string | null,
/**
 * Rows that were chosen.
 */
total: number,
/**
 * Looked at so far: the same as `total` once it is planned.
 */
lookedAt: number, ready: number, leftOut: number,
/**
 * In the outbox so far.
 */
sent: number,
/**
 * Sent, and without an outcome yet.
 */
open: number, completed: number, rejected: number,
/**
 * Refused, cancelled, or never reached the server.
 */
failed: number, unknown: number,
/**
 * The error that paused it, in the CA system's words.
 */
error: string | null, problem: Problem | null, };

export type BatchPart = "all" | "ready" | "leftOut" | "failed";

export type BatchRow = { parent: RequestRow,
/**
 * What stands in the way of sending it; empty: it can be sent, or was.
 */
missing: Array<MissingField>, leftOut: LeftOut | null, retry: RequestRow | null, };

export type BatchRows = { rows: Array<BatchRow>, total: number, };

export type BatchState = "planning" | "planned" | "canary" | "running" | "paused" | "stopped" | "done";

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

export type CauseCount = { group: string, requestType: string | null, title: string | null, line: string | null, count: number, };

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
 * A file that somebody chose. Where it lies is not told.
 */
export type ChosenFile = {
/**
 * For one command, of what it was chosen for.
 */
handle: string,
/**
 * To be shown.
 */
name: string, };

export type ClearingBucket = {
/**
 * It took so many minutes or more, and less than the next bucket.
 */
minutes: number, count: number, };

/**
 * A column of the requests table.
 */
export type ColumnLayout = { column: RequestColumn, shown: boolean,
/**
 * In pixels; absent: its usual width.
 */
width: number | null, };

export type Compared = { name: string, worked: string | null, now: string | null, differs: boolean, };

/**
 * A request beside the last one of its type and card that was completed.
 */
export type Comparison = {
/**
 * Absent: none is known, and `rows` shows this one alone.
 */
worked: RequestRow | null, rows: Array<Compared>,
/**
 * Two digits that changed place, where that is all the difference.
 */
swapped: Swapped | null,
/**
 * All that is known of the card, the newest first: at most a hundred.
 */
card: Array<RequestRow>,
/**
 * This request's retries, and theirs, the oldest first; and what it is a retry of.
 */
retries: Array<RequestRow>, parent: RequestRow | null, };

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
 * Which one this computer names for the server, and where: `proxy.example:3128, from HTTPS_PROXY`.
 */
usualProxy: string | null,
/**
 * From the administrator's file, or built in: cannot be changed here.
 */
readOnly: boolean, lastUser: string | null,
/**
 * The sandbox's own, shown on the sign-in page so that anyone can try it.
 */
demo: DemoCredentials | null, rules: ConnectionRules,
/**
 * Why it cannot be used as it stands, for example an unknown release.
 */
problem: Problem | null, };

/**
 * What the connection form sends; `id` is absent for a new one.
 */
export type ConnectionDraft = { id: string | null, name: string, serverUrl: string, organisation: string, unit: string | null, release: string, timeZone: string, kind: ConnectionKind, caFile: string | null, proxy: string | null, };

export type ConnectionKind = "sandbox" | "test" | "live";

/**
 * What is a smartcard and what a set-top box, where the server does not tell; and how long the picture usually takes.
 * Per connection, kept on this computer.
 */
export type ConnectionRules = {
/**
 * Masks: `#` a digit, `@` a letter, `?` any one character, `*` any more of them, the rest as it stands.
 */
smartcards: Array<string>, setTopBoxes: Array<string>,
/**
 * From sending to the picture.
 */
usualWaitMinutes: number,
/**
 * Alternative code of the product type that services have; absent: learnt from a service that was looked up.
 */
serviceType: string | null, };

export type DecideWhy = { "kind": "expired", since: number, } | { "kind": "meanwhile", other: RequestRow, } | { "kind": "changed", text: string, before: string | null, after: string | null, } | { "kind": "unread", lists: Array<UnreadList>, problem: Problem | null, } | { "kind": "unknown" } | { "kind": "doubt", doubt: DoubtView, };

/**
 * A request that waited for the network and does not leave by itself any more, or whose outcome nobody knows.
 */
export type Decision = { row: RequestRow, why: DecideWhy, };

export type DemoCredentials = { username: string, password: string, organisation: string, webApiKey: string, };

/**
 * Pushed to the window as the Tauri event `desk`.
 */
export type DeskEvent = { "kind": "snapshot" } | { "kind": "requests" } | { "kind": "settled", row: RequestRow, } | { "kind": "rejected" } | { "kind": "batch", batch: Batch, } | { "kind": "things" } | { "kind": "field" } | { "kind": "export", progress: ExportProgress, } | { "kind": "import", progress: ImportProgress, } | { "kind": "purge", progress: PurgeProgress, } | { "kind": "sessionEnded" };

export type DismissedBy = {
/**
 * Empty: nobody's name is there.
 */
by: string, count: number, };

/**
 * Why somebody has to decide about a request, where that is no matter of the field.
 */
export type DoubtView = { "kind": "moved", from: string, to: string, } | { "kind": "tokenRefused" } | { "kind": "putBack" } | { "kind": "otherComputer" } | { "kind": "unproven" };

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
stateWords: Partial<Record<RequestState, string>>, format: ExportFormat, };

export type ExportColumn = { column: RequestColumn, heading: string, };

export type ExportFormat = "csv" | "xlsx";

export type ExportProgress = {
/**
 * Of the file, without its folder.
 */
name: string, rows: number, of: number, done: boolean,
/**
 * It stopped: nothing is left of the file.
 */
problem: Problem | null, };

export type FieldDay = { jobs: Array<FieldJob>, progress: JobsProgress | null,
/**
 * Requests of the field mode that have not left.
 */
waiting: number,
/**
 * Since when the server has been away; absent: it is there.
 */
awaySince: number | null, decisions: Array<Decision>, };

/**
 * A job of the day.
 */
export type FieldJob = { id: string,
/**
 * From 1, in the order of the list.
 */
place: number, draft: JobDraft, lookedUp: Array<JobPart>,
/**
 * What was sent for it last.
 */
row: RequestRow | null,
/**
 * Somebody said that it is done, or is not to be done.
 */
closed: boolean, };

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
 * What somebody chooses a file for. Each has one ending.
 */
export type FilePurpose = "requestsCsv" | "requestsXlsx" | "handoverCsv" | "handoverHtml" | "slip" | "knowledge" | "marks" | "readKnowledge" | "readMarks" | "readJobs" | "readCaFile" | "purgedCsv";

/**
 * A form with the key of the row that it becomes. Whoever fills it in makes the key, a UUID that grows with time, before
 * it is sent, and keeps it until the row is there: a form that is sent twice is one row.
 */
export type Form = { key: string, draft: FormDraft, };

/**
 * A form's content: input name to text. A PIN is never in one that comes from the desk.
 */
export type FormDraft = { operation: string, values: Record<string, string>, };

export type Found = {
/**
 * Best first: whole names before beginnings before parts, pinned before used lately before the rest.
 */
hits: Array<Hit>,
/**
 * Twelve digits were typed, as they are printed on a Conax card: its number is the first eleven. An offer only.
 */
eleven: string | null,
/**
 * What the rules of the connection take the text for.
 */
looksLike: ThingKind, };

export type GroupPart = { fingerprint: string, provider: string, requestType: string | null, errorCode: string | null,
/**
 * The description with ids, numbers, dates and stack lines folded: what is compared.
 */
shape: string, count: number, };

/**
 * What a group's requests have in common.
 */
export type GroupShape = { id: string,
/**
 * More than one: they were joined by hand.
 */
parts: Array<GroupPart>,
/**
 * It is one of the parts that somebody split a group into.
 */
splitBy: SplitBy | null,
/**
 * What the parts of the split differ in, such as a service.
 */
splitValue: string | null, };

export type GroupSort = "count" | "growing" | "newest" | "oldest";

/**
 * What one shift leaves to the next. No PIN and no token is in it.
 */
export type Handover = { connection: string, timeZone: string, user: string | null, from: number, to: number,
/**
 * What the CA system answered in the time, and what a retry cleared in it.
 */
completed: number, rejected: number, cleared: number,
/**
 * As it stands now.
 */
pending: number, waiting: number, unknown: Array<RequestRow>, causes: Array<HandoverCause>, owners: Array<HandoverOwner>,
/**
 * Open ones, the oldest first: at most twenty.
 */
oldest: Array<RejectedRow>, };

export type HandoverCause = { provider: string, requestType: string | null, errorCode: string | null, title: string | null, line: string | null, nextStep: string | null, open: number,
/**
 * Rejected in the time of the handover.
 */
fresh: number, oldest: number | null, };

export type HandoverOwner = {
/**
 * Absent: nobody.
 */
assignee: string | null, open: number, oldest: number | null, };

/**
 * What became of a group's retries.
 */
export type Helped = { retried: number, completed: number, sameError: number, otherError: number,
/**
 * Without an outcome: waiting, pending, unknown, refused or cancelled.
 */
open: number,
/**
 * Retries without a change that have an outcome.
 */
plain: number, plainCompleted: number,
/**
 * From the rejection to the sending of the plain retry that was completed, median, in minutes.
 */
plainMinutes: number | null, };

/**
 * Something that fits what was typed.
 */
export type Hit = { "what": "thing", thing: Thing,
/**
 * Which of its names fits.
 */
by: NameKind,
/**
 * The whole name was typed, not a part.
 */
exact: boolean, } | { "what": "request", row: RequestRow, exact: boolean, };

export type Hop = "name" | "server" | "certificate" | "crm";

export type ImportProgress = { id: string, done: number, of: number, };

/**
 * What a file of marks or of knowledge would change here, before any of it is taken.
 */
export type ImportSummary = {
/**
 * Names what was read, for `take_import`.
 */
id: string,
/**
 * Nothing is known of these here.
 */
new: number,
/**
 * The file's are newer, and say something else.
 */
changed: number,
/**
 * The file's are older: they are kept beside ours.
 */
older: number,
/**
 * They say what is known.
 */
same: number,
/**
 * Requests that would be dismissed, by whose word.
 */
dismissals: Array<DismissedBy>,
/**
 * What cannot be taken, and why.
 */
leftOut: Array<LeftOutOfFile>, };

/**
 * What came of taking an import back.
 */
export type ImportUndone = {
/**
 * As it was before.
 */
restored: number,
/**
 * Somebody changed these since: they stay as they are.
 */
changedSince: number, };

/**
 * An operation that can be begun from a thing's page.
 */
export type Job = { operation: string,
/**
 * What its form starts with.
 */
values: Record<string, string>,
/**
 * Why it does not fit now.
 */
unfit: Unfit | null, };

/**
 * What is to be done at one place: a card and a box to pair, as far as they are known beforehand.
 */
export type JobDraft = { subscription: string | null,
/**
 * Serial number, CA id or alternative code.
 */
smartcard: string | null, setTopBox: string | null,
/**
 * Such as the room, or the time of the visit.
 */
note: string | null, };

/**
 * A list as it was understood; nothing is kept yet.
 */
export type JobList = { jobs: Array<PlannedJob>,
/**
 * The headings that were understood, in the order of the columns; empty: there were none, and each value was taken
 * for what it looks like.
 */
headings: Array<string>,
/**
 * Headings that nothing was taken from.
 */
ignored: Array<string>,
/**
 * Headings, or letters, of columns that were not read, because a PIN or a password may stand there.
 */
secret: Array<string>,
/**
 * It has columns; else each line is words that somebody typed.
 */
table: boolean,
/**
 * Headings and first rows, without what is not read.
 */
sample: Array<Array<string>>, source: SheetSource, };

/**
 * What became of looking up one number of a job.
 */
export type JobPart = { kind: ThingKind, text: string, state: ResolvedState, asOf: number | null, };

/**
 * A number that may have been meant.
 */
export type JobRepair = {
/**
 * A smartcard, a set-top box or a subscription.
 */
part: ThingKind, text: string,
/**
 * What is said no more once it is taken.
 */
ends: Array<JobVerdict>, };

export type JobVerdict = "empty" | "twice" | "exponent" | "writtenShort" | "lostZero" | "twelveDigits" | "swapped" | "protected" | "invisible" | "lookAlike" | "grouped" | "decimals" | "noNumber" | "several" | "pinLeftOut";

/**
 * How far the looking up of the day's jobs is.
 */
export type JobsProgress = { done: number, total: number, running: boolean,
/**
 * Why it stopped before the end.
 */
problem: Problem | null, };

/**
 * Days for which others' requests are kept after the server last changed them. Pending requests are always kept.
 */
export type Keeping = { completedDays: number,
/**
 * For rejected requests that were neither marked nor sent again here.
 */
rejectedDays: number,
/**
 * The limit for both on a computer where the field mode was used within as many days.
 */
fieldDays: number, };

export type Keyring = { state: KeyringState,
/**
 * The keyring's own words.
 */
detail: string | null, };

export type KeyringState = "unknown" | "ready" | "missing" | "locked" | "failed";

/**
 * What is known of the cause of a group.
 */
export type Knowledge = {
/**
 * In plain words, such as *Card not known to Conax*. Absent: nothing is known.
 */
title: string | null, cause: string | null, owner: Owner | null, nextStep: string | null, advice: Advice | null, source: KnowledgeSource, at: number | null, by: string | null, };

export type KnowledgeDraft = { title: string, cause: string, owner: Owner | null, nextStep: string, advice: Advice | null, };

export type KnowledgeSource = "nothing" | "seeded" | "written";

export type KnownField = {
/**
 * As in the form.
 */
field: string, from: KnownFrom, };

export type KnownFrom = "journal" | "request" | "server";

/**
 * Why a row of a batch is not sent.
 */
export type LeftOut = "missing" | "noOperation" | "severalOperations" | "notOffered" | "alreadyRetried" | "notRejected";

export type LeftOutOfFile = { why: NotTaken, count: number, };

/**
 * What is shown of a list is not all that the server has.
 */
export type ListFault = {
/**
 * Which list: a life-cycle state such as `COMPLETED`, or `SERVICES`.
 */
list: string, problem: Problem,
/**
 * When it was last read whole, if ever.
 */
asOf: number | null,
/**
 * So many of its rows could not be read, though the others were.
 */
unread: number, };

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

/**
 * One thing that somebody marks.
 */
export type MarkChange = { "mark": "assign", to: string | null, } | { "mark": "note", text: string | null, } | { "mark": "snooze", until: number, } | { "mark": "dismiss", reason: string, } | { "mark": "reopen" };

export type MarkField = "assignee" | "note" | "snooze" | "dismissal";

/**
 * A value that a mark has, or had: the newest counts, the others stay to be read.
 */
export type MarkVersion = { field: MarkField,
/**
 * Absent: taken back. A snooze is its instant in milliseconds.
 */
value: string | null, at: number, by: string, current: boolean, };

/**
 * What people noted about a request. Kept on this computer.
 */
export type Marks = { assignee: string | null, note: string | null, snoozedUntil: number | null, dismissed: string | null, };

/**
 * What came of reading a file of marks or of knowledge.
 */
export type Merged = {
/**
 * The file's was newer, or the only one.
 */
taken: number,
/**
 * Ours was newer.
 */
kept: number,
/**
 * Of both: there were two different ones, and the older one was kept beside the newer one.
 */
conflicts: number,
/**
 * It was stopped: so many were not looked at.
 */
left: number, };

export type MissingField = { field: string, why: MissingWhy, };

export type MissingWhy = "pin" | "identifier" | "notTold" | "notAsked";

/**
 * By which of its names a thing is called. The first four are the API's words for identifiers.
 */
export type NameKind = "serial_number" | "alternative_code" | "id" | "number" | "code" | "ca_id";

export type Network = "unknown" | "online" | "offline";

export type NotTaken = "elsewhere" | "future" | "tooLong" | "meaningless";

/**
 * What was written down of a cause by the rules of an earlier version, or what was joined or split by them, where no request
 * tells which one that is now. What was joined or split alone has its keys for a title.
 */
export type OldCause = { group: string, knowledge: Knowledge, };

export type OutboxCounts = { held: number, queued: number, sending: number, notSent: number, unknown: number, pending: number, };

/**
 * What waits to leave, of all connections, in the order of leaving.
 */
export type OutboxPage = { rows: Array<RequestRow>, total: number, };

export type Outcome = "notSent" | "refused" | "unknown";

/**
 * Whose problem it is.
 */
export type Owner = "data" | "caSystem" | "stock" | "entitlement" | "setup";

/**
 * Which cards and boxes are known to work together.
 */
export type Pairing = {
/**
 * CA ids, or as typed.
 */
smartcards: Array<string>, setTopBoxes: Array<string>, since: number | null,
/**
 * Key of the last completed request that tells it.
 */
request: string | null, toldBy: ToldBy,
/**
 * Requests that would change it and are not completed.
 */
open: number, };

/**
 * What a pairing form does to what is known.
 */
export type PairingPreview = {
/**
 * Pairings that the form's cards and boxes are in now.
 */
before: Array<Pairing>,
/**
 * The one that it makes; absent: nothing is filled in, or the card is freed.
 */
after: Pairing | null, warnings: Array<PairingWarning>,
/**
 * When the lists that this is taken from were read.
 */
asOf: number | null, listsIncomplete: boolean, };

/**
 * They inform and never block.
 */
export type PairingWarning = { "what": "boxElsewhere", field: string, setTopBox: string, smartcards: Array<string>, } | { "what": "cardPaired", field: string, smartcard: string, setTopBoxes: Array<string>, } | { "what": "open", field: string, smartcard: string, request: string, } | { "what": "notPaired", field: string, smartcard: string, };

export type Parameter = { name: string, value: string | null, };

export type PauseReason = "byHand" | "canary" | "equalErrors" | "closed" | "session";

/**
 * A line of a list that is being loaded.
 */
export type PlannedJob = {
/**
 * Within the list: two lines may have the same number.
 */
id: number,
/**
 * Of the file, the worksheet or the text, from 1.
 */
line: number,
/**
 * As it stands there.
 */
draft: JobDraft, verdicts: Array<JobVerdict>,
/**
 * What somebody can have instead.
 */
repairs: Array<JobRepair>, };

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
columns: Array<ColumnLayout>,
/**
 * Whether the charts above the rejected requests are unfolded.
 */
rejectedOverview: boolean, scanner: Scanner,
/**
 * Look-ups older than this many minutes are revalidated in the background.
 */
lookUpMinutes: number,
/**
 * The largest number of look-ups; beyond it the least recently used are deleted.
 */
lookUpsKept: number, keeping: Keeping, };

/**
 * What went wrong, in a form that the window can act on and say in words. As text, for the log, it is its code: words of
 * servers and systems name cards, people and paths.
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
export type ProblemCode = "nameNotFound" | "serverUnreachable" | "certificateNotTrusted" | "proxyFailed" | "timedOut" | "connectionCut" | "notJson" | "emptyAnswer" | "truncatedAnswer" | "answerTooLarge" | "unexpectedAnswer" | "serverBusy" | "wrongCredentials" | "sessionEnded" | "notSignedIn" | "refused" | "invalidInput" | "unknownRelease" | "noOrganisation" | "notOffered" | "connectionReadOnly" | "connectionMoved" | "caFileUnreadable" | "keyringMissing" | "keyringLocked" | "keyringTooLong" | "keyringFailed" | "profilePutBack" | "profileElsewhere" | "profileUnchecked" | "settingsCorrupt" | "settingsNewer" | "administratorFileCorrupt" | "journalCorrupt" | "journalNewer" | "journalUnavailable" | "cacheRebuilt" | "fileNotWritten" | "fileNotRead" | "fileNotChosen" | "listNotRead" | "interrupted" | "answerOfAnother" | "pinNotKept" | "tooLate" | "alreadySent" | "alreadyRetried" | "notFound" | "internal";

/**
 * A file of how many requests went, by day and by person.
 */
export type PurgeExport = {
/**
 * Of when it was purged, by whom, the day, the person, the operation, the state and the number.
 */
headings: Array<string>, stateWords: Partial<Record<RequestState, string>>,
/**
 * The window's word for each operation.
 */
operationWords: { [key in string]: string }, };

/**
 * What a purge of this desk's own ended requests would take away.
 */
export type PurgePreview = { requests: number, states: Array<StateCount>,
/**
 * When the first and the last of them were made.
 */
from: number | null, to: number | null,
/**
 * Rejected ones as old that stay: nobody dismissed them or sent them again.
 */
open: number, };

export type PurgeProgress = { done: number, of: number, };

/**
 * A purge that was made.
 */
export type PurgeRecord = { at: number,
/**
 * Empty: nobody was signed in.
 */
by: string, endedBefore: number, requests: number, };

/**
 * A form for a request that was made before, with where each value comes from.
 */
export type Rebuilt = {
/**
 * Absent: the desk has no operation for its type, or several could be meant.
 */
draft: FormDraft | null,
/**
 * Operations that it may have been, where that is not certain.
 */
operations: Array<string>, known: Array<KnownField>,
/**
 * What the server does not give back, and what must be typed therefore.
 */
missing: Array<MissingField>,
/**
 * What it was built from.
 */
parameters: Array<Parameter>, };

export type Recents = { pinned: Array<Thing>,
/**
 * The last used first.
 */
recent: Array<Thing>,
/**
 * So many are kept in all.
 */
kept: number, };

export type RejectedDay = {
/**
 * Midnight in the connection's time zone.
 */
day: number, provider: string, requestType: string | null, count: number, };

/**
 * Rejected requests of one cause, as far as their texts tell.
 */
export type RejectedGroup = { id: string, provider: string,
/**
 * Absent: a group joined by hand that has several, here and below.
 */
requestType: string | null, errorCode: string | null,
/**
 * First meaningful line of the latest one.
 */
line: string | null, count: number, cards: number, subscriptions: number, firstSeen: number | null, lastSeen: number | null,
/**
 * Of all that the query finds, 0 to 1.
 */
share: number,
/**
 * When the oldest one was rejected.
 */
oldest: number | null,
/**
 * Twelve bars, the latest last.
 */
trend: Array<number>,
/**
 * Rejected since somebody last looked at the group.
 */
fresh: number,
/**
 * Retried, and the outcome is not known yet.
 */
beingRetried: number, knowledge: Knowledge, helped: Helped, };

/**
 * The figures above the groups; each chart has a table with the same rows.
 */
export type RejectedOverview = {
/**
 * Open ones by age.
 */
ages: Array<AgeBucket>, days: Array<RejectedDay>,
/**
 * The biggest groups of what is open.
 */
causes: Array<CauseCount>,
/**
 * From a rejection to the completion of its retry, of what was cleared in the period.
 */
clearing: Array<ClearingBucket>, medianMinutes: number | null, };

export type RejectedPage = { groups: Array<RejectedGroup>,
/**
 * Of the chosen connection, whatever else the query asks for.
 */
open: number, snoozed: number, dismissed: number,
/**
 * Open and rejected more than 24 hours ago.
 */
olderThanDay: number,
/**
 * Cleared since midnight of the connection's time zone.
 */
clearedToday: number,
/**
 * Names that something is assigned to.
 */
assignees: Array<string>,
/**
 * When the trend's first bar begins, and how long each is, in milliseconds.
 */
trendFrom: number, trendStep: number,
/**
 * When the server's lists were last read.
 */
synced: number | null, };

/**
 * Which groups of the chosen connection.
 */
export type RejectedQuery = { show: Review,
/**
 * Only what was rejected at or after this instant.
 */
from: number | null,
/**
 * Only what is assigned to this name; empty text: to nobody.
 */
assignee: string | null,
/**
 * Words that must all occur, as in [`super::RequestFilter::text`].
 */
text: string | null, sort: GroupSort, };

export type RejectedRow = { row: RequestRow,
/**
 * Id of its group.
 */
group: string, review: Review, marks: Marks,
/**
 * How often it was retried from here.
 */
retries: number,
/**
 * Where the latest retry stands.
 */
lastRetry: RequestState | null, };

/**
 * A page of them, the latest rejection first.
 */
export type RejectedRows = { rows: Array<RejectedRow>, total: number, };

/**
 * Requests to do something with: those named, or all of a view but those named.
 */
export type RejectedSelection = {
/**
 * All that the view finds but `keys`; otherwise only `keys`.
 */
all: boolean, keys: Array<string>, view: RejectedView, };

/**
 * Which rejected requests.
 */
export type RejectedView = {
/**
 * Id of a group; absent: all groups.
 */
group: string | null, show: Review, from: number | null, assignee: string | null, text: string | null, };

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
closed: boolean,
/**
 * Why somebody has to decide about it, where that is no matter of the field.
 */
doubt?: DoubtView, };

/**
 * Where a request stands. Green only from `Completed`.
 */
export type RequestState = "held" | "queued" | "sending" | "pending" | "completed" | "rejected" | "refused" | "notSent" | "unknown" | "cancelled" | "other";

/**
 * What became of looking up what an input holds. It never blocks.
 */
export type Resolved = { state: ResolvedState, thing: Thing | null,
/**
 * Found, but another kind of thing than the input takes.
 */
wrongKind: boolean,
/**
 * Other kinds of names by which the same text is a thing too, best first: the input may have to say which.
 */
others: Array<Hit>, problem: Problem | null,
/**
 * Twelve digits that no card has, whose first eleven may be one.
 */
eleven: string | null, };

export type ResolvedState = "found" | "notFound" | "notChecked";

/**
 * Where a rejected request stands in the review. Kept on this computer; the server knows nothing of it.
 *
 * A request whose retry is rejected in its turn is in none of these: its retry is, which has its story.
 */
export type Review = "open" | "snoozed" | "dismissed" | "cleared";

/**
 * What the rules being edited make of a text.
 */
export type RuleTest = { kind: ThingKind,
/**
 * The mask that fits.
 */
mask: string | null,
/**
 * One of the other kind fits too; the first kind wins.
 */
ambiguous: boolean, };

/**
 * A view of the requests page by name.
 */
export type SavedView = { name: string,
/**
 * What follows `?` in its address.
 */
search: string, };

/**
 * How a scanner that types is told from a person.
 */
export type Scanner = { on: boolean,
/**
 * Keys that follow each other faster are a scan, in milliseconds.
 */
gapMillis: number,
/**
 * Shorter ones are typing.
 */
shortest: number,
/**
 * What the scanner sends before and after each code; taken off.
 */
prefix: string, suffix: string, };

/**
 * What requests say of a service of a card.
 */
export type ServiceOnCard = {
/**
 * CA id, or as typed.
 */
service: string, name: string | null,
/**
 * Whether the last completed request added it.
 */
active: boolean, since: number | null,
/**
 * Key of that request.
 */
request: string, toldBy: ToldBy,
/**
 * A request for it is not completed yet.
 */
open: boolean, };

/**
 * The services that can be added or cancelled.
 */
export type Services = { services: Array<Thing>,
/**
 * When the whole list was read; absent: it never was, and these are those that were looked up.
 */
asOf: number | null,
/**
 * It could not be read when it last was to be, or not whole.
 */
fault: ListFault | null,
/**
 * Why it cannot be read, for example because nothing tells which product type services have.
 */
problem: Problem | null, };

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
 * How a list was read, so that somebody can have it read in another way.
 */
export type SheetSource = {
/**
 * Under which it is kept in memory, until another one is read or it is closed.
 */
id: string,
/**
 * Such as `windows-1253`; absent, where it did not come as bytes.
 */
encoding: string | null,
/**
 * What can be chosen instead.
 */
encodings: Array<string>,
/**
 * The character itself, a blank for typed words, empty for one cell a line; absent, where cells are not parted by characters.
 */
separator: string | null,
/**
 * Of a workbook, the worksheet that was read.
 */
worksheet: string | null,
/**
 * Its others.
 */
otherWorksheets: Array<string>, };

/**
 * The organisation is the connection's. Never `Debug`: it carries a password or a key.
 */
export type SignIn = { "with": "password", connection: string, username: string, password: string, unit: string | null, keep: boolean, } | { "with": "webApiKey", connection: string, webApiKey: string, unit: string | null, keep: boolean, };

/**
 * What is handed over after the work: no PIN is on it.
 */
export type Slip = { row: RequestRow,
/**
 * Name of the connection, its organisation and unit.
 */
connection: string, organisation: string, unit: string | null, timeZone: string,
/**
 * As many as the request named.
 */
smartcards: Array<string>, setTopBoxes: Array<string>,
/**
 * Names of the services known to be active on the card.
 */
services: Array<string>, referenceNumber: string | null,
/**
 * A QR code of the request number, as an SVG document; absent while there is no number.
 */
qr: string | null, made: number, };

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
 * Lists that could not be read, or not whole.
 */
listFaults: Array<ListFault>,
/**
 * Operations that the connection's release lacks.
 */
unavailable: Array<Unavailable>, };

/**
 * What tells the parts of a group apart that somebody split.
 */
export type SplitBy = "words" | "service" | "user" | "unit";

export type StateCount = { state: RequestState, count: number, };

export type Step = "held" | "queued" | "sending" | "accepted" | "completed" | "rejected" | "refused" | "notSent" | "unknown" | "cancelled" | "sessionEnded" | "watched" | "scheduled" | "edited" | "moved" | "sentAgain" | "adopted" | "closed" | "checked" | "decision" | "detached";

export type Swapped = { name: string, worked: string, now: string, };

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
 * Where a command is put in.
 */
export type Terminal = "posix" | "cmd" | "powerShell";

/**
 * One hop of a connection test, in order; the first that fails ends the test.
 */
export type TestedHop = { hop: Hop, millis: number | null, detail: string | null, problem: Problem | null, };

export type Theme = "system" | "light" | "dark";

/**
 * A smartcard, set-top box, subscription or service, as far as it is known.
 */
export type Thing = {
/**
 * Names it for pins, and as long as it is kept.
 */
key: string, kind: ThingKind, serialNumber: string | null, alternativeCode: string | null, id: string | null, caId: string | null,
/**
 * Of a subscription.
 */
number: string | null,
/**
 * Of a service.
 */
code: string | null,
/**
 * `conax` or `nagravision`, where requests or the product tell.
 */
provider: string | null,
/**
 * What it is: an item's product, a service's description, a subscription's holder.
 */
name: string | null,
/**
 * Code of an item's product.
 */
product: string | null,
/**
 * The server's word, such as `EFFECTIVE`.
 */
state: string | null,
/**
 * Number of the subscription that it is known to belong to.
 */
subscription: string | null, toldBy: ToldBy,
/**
 * When that was; of a look-up, when the server was asked.
 */
asOf: number,
/**
 * Older than the preferences want: it is read again behind the screen.
 */
stale: boolean, pinned: boolean, };

/**
 * What a number, typed or scanned, can stand for.
 */
export type ThingKind = "smartcard" | "setTopBox" | "item" | "subscription" | "service" | "request";

/**
 * Everything known of one thing.
 */
export type ThingPage = { thing: Thing,
/**
 * It was asked for by a name that nothing is known by: it can be used as typed all the same.
 */
known: boolean,
/**
 * Why the last look-up did not work.
 */
problem: Problem | null,
/**
 * The server was asked, and knows no such thing.
 */
notFound: boolean,
/**
 * Other things of the same name.
 */
others: Array<Thing>,
/**
 * When it is forgotten, unless it is used or pinned.
 */
keptUntil: number | null,
/**
 * The subscription that it belongs to, if it is known; absent on a subscription's own page.
 */
subscription: Thing | null,
/**
 * How the subscription is known.
 */
subscriptionBy: ToldBy | null,
/**
 * Account number of the subscription.
 */
account: string | null,
/**
 * `Rented to customer` and the like, in the server's word.
 */
ownership: string | null, pairing: Pairing | null, services: Array<ServiceOnCard>, jobs: Array<Job>,
/**
 * Requests of this thing, and of its subscription.
 */
requests: number, subscriptionRequests: number, oldestRequest: number | null,
/**
 * A list has not been read to its end, so requests may be missing.
 */
listsIncomplete: boolean, };

/**
 * One thing by one of its names; without `by`, whichever of its names that is.
 */
export type ThingRef = { kind: ThingKind, text: string, by: NameKind | null, };

export type TimelineEntry = { at: number, step: Step,
/**
 * A number, a code, the server's words.
 */
detail: string | null, };

/**
 * Where something that is shown comes from.
 */
export type ToldBy = "lookUp" | "lists" | "journal";

export type Unavailable = { operation: string,
/**
 * First release that has it, when the server's is older.
 */
from: string | null,
/**
 * Last release that has it, when the server's is newer.
 */
until: string | null, };

export type Unfit = { "why": "release" } | { "why": "provider" } | { "why": "noUnpair" } | { "why": "kind" } | { "why": "noSubscription" } | { "why": "onlyCaId" } | { "why": "waiting", request: string, } | { "why": "notPaired" };

/**
 * A list of the server that was not read to its end.
 */
export type UnreadList = {
/**
 * The life-cycle state of its requests, such as `COMPLETED`.
 */
list: string,
/**
 * When it last was; absent: never.
 */
asOf: number | null, };

/**
 * A row of a list that could not be read.
 */
export type UnreadRow = { reason: string,
/**
 * As the server sent it, without secrets; the beginning of a long one.
 */
text: string, };

export type ValueCount = { value: string, count: number, };

/**
 * What a request that has not left waits for.
 */
export type WaitsFor = "hold" | "session" | "network" | "turn" | "time" | "edit" | "decision" | "journal" | "server";

/**
 * What a wipe took, and what was found of it afterwards in the files.
 */
export type Wiped = { things: number, requests: number, forms: number,
/**
 * Of the field mode; these were in the journal.
 */
jobs: number,
/**
 * So many names of the cache were searched for in every file of the cache, byte by byte.
 */
searched: number,
/**
 * In so many places one was still found. Zero, or the wipe failed.
 */
left: number, };

export const commands = {
  app: {
    snapshot: () => invoke<Snapshot>("snapshot"),
    selectConnection: (id: string) => invoke<Snapshot>("select_connection", { call: newKey(), id }),
    removeConnection: (id: string) => invoke<null>("remove_connection", { call: newKey(), id }),
    tryKeyring: () => invoke<Snapshot>("try_keyring", { call: newKey() }),
    savePreferences: (preferences: Preferences) => invoke<Preferences>("save_preferences", { call: newKey(), preferences }),
    wipe: () => invoke<Wiped>("wipe", { call: newKey() }),
    checkConnection: (draft: ConnectionDraft) => invoke<Array<FieldProblem>>("check_connection", { draft }),
    testConnection: (draft: ConnectionDraft) => invoke<Array<TestedHop>>("test_connection", { draft }),
    saveConnection: (draft: ConnectionDraft) => invoke<Connection>("save_connection", { call: newKey(), draft }),
  },
  connections: {
    testRules: (rules: ConnectionRules, text: string) => invoke<RuleTest>("test_rules", { rules, text }),
    classify: (text: string) => invoke<ThingKind>("classify", { text }),
    saveRules: (connection: string, rules: ConnectionRules) => invoke<Connection>("save_rules", { call: newKey(), connection, rules }),
  },
  entities: {
    thing: (of: ThingRef) => invoke<ThingPage>("thing", { of }),
    refreshThing: (of: ThingRef) => invoke<ThingPage>("refresh_thing", { of }),
    thingRequests: (of: ThingRef, withSubscription: boolean, offset: number, limit: number) => invoke<RequestPage>("thing_requests", { of, withSubscription, offset, limit }),
    previewPairing: (draft: FormDraft) => invoke<PairingPreview>("preview_pairing", { draft }),
  },
  field: {
    planJobs: (text: string) => invoke<JobList>("plan_jobs", { text }),
    readSheetAgain: (id: string, encoding: string | null, separator: string | null, worksheet: string | null) => invoke<JobList>("read_sheet_again", { id, encoding, separator, worksheet }),
    closeSheet: (id: string) => invoke<null>("close_sheet", { id }),
    fieldDay: () => invoke<FieldDay>("field_day"),
    lookUpJobs: () => invoke<null>("look_up_jobs"),
    slip: (key: string) => invoke<Slip>("slip", { key }),
    sendInField: (form: Form, job: string | null) => invoke<RequestRow>("send_in_field", { form, job }),
    addJobs: (jobs: Array<JobDraft>) => invoke<FieldDay>("add_jobs", { call: newKey(), jobs }),
    stopLookingUp: () => invoke<null>("stop_looking_up", { call: newKey() }),
    closeJob: (id: string, closed: boolean) => invoke<FieldDay>("close_job", { call: newKey(), id, closed }),
    clearJobs: (all: boolean) => invoke<FieldDay>("clear_jobs", { call: newKey(), all }),
    planJobsFile: (file: string) => invoke<JobList>("plan_jobs_file", { call: newKey(), file }),
  },
  lookups: {
    search: (text: string) => invoke<Found>("search", { text }),
    suggest: (of: ThingRef) => invoke<Array<Hit>>("suggest", { of }),
    resolve: (of: ThingRef, provider: string | null) => invoke<Resolved>("resolve", { of, provider }),
    services: () => invoke<Services>("services"),
    refreshServices: () => invoke<Services>("refresh_services"),
    recents: () => invoke<Recents>("recents"),
    searchServer: (text: string) => invoke<Asked>("search_server", { call: newKey(), text }),
    stopSearch: () => invoke<null>("stop_search", { call: newKey() }),
    pin: (key: string, pinned: boolean) => invoke<null>("pin", { call: newKey(), key, pinned }),
    forgetThing: (key: string) => invoke<null>("forget_thing", { call: newKey(), key }),
  },
  mirror: {
    refreshRequests: () => invoke<null>("refresh_requests"),
    stopRefresh: () => invoke<null>("stop_refresh", { call: newKey() }),
  },
  outbox: {
    checkForm: (draft: FormDraft) => invoke<Checked>("check_form", { draft }),
    keptForm: (operation: string) => invoke<Form | null>("kept_form", { operation }),
    outbox: (offset: number, limit: number) => invoke<OutboxPage>("outbox", { offset, limit }),
    send: (form: Form) => invoke<RequestRow>("send", { form }),
    sendLater: (form: Form, at: number) => invoke<RequestRow>("send_later", { form, at }),
    keepForm: (form: Form) => invoke<null>("keep_form", { call: newKey(), form }),
    undo: (key: string) => invoke<FormDraft>("undo", { call: newKey(), key }),
    sendNow: (key: string) => invoke<RequestRow>("send_now", { call: newKey(), key }),
    cancel: (key: string) => invoke<FormDraft>("cancel", { call: newKey(), key }),
    edit: (key: string) => invoke<FormDraft>("edit", { call: newKey(), key }),
    replace: (key: string, draft: FormDraft, at: number | null) => invoke<RequestRow>("replace", { call: newKey(), key, draft, at }),
    moveBefore: (key: string, other: string | null) => invoke<null>("move_before", { call: newKey(), key, other }),
    decide: (key: string, send: boolean) => invoke<RequestRow>("decide", { call: newKey(), key, send }),
  },
  reconcile: {
    checkNumber: (key: string, number: string) => invoke<Candidate>("check_number", { key, number }),
    lookAgain: (key: string) => invoke<RequestDetail>("look_again", { call: newKey(), key }),
    adopt: (key: string, id: string) => invoke<RequestRow>("adopt", { call: newKey(), key, id }),
    sendAgain: (key: string) => invoke<RequestRow>("send_again", { call: newKey(), key }),
    closeUnknown: (key: string, closed: boolean) => invoke<RequestRow>("close_unknown", { call: newKey(), key, closed }),
  },
  rejected: {
    rejected: (query: RejectedQuery) => invoke<RejectedPage>("rejected", { query }),
    rejectedRequests: (view: RejectedView, offset: number, limit: number) => invoke<RejectedRows>("rejected_requests", { view, offset, limit }),
    rejectedOverview: (from: number) => invoke<RejectedOverview>("rejected_overview", { from }),
    groupShape: (group: string) => invoke<GroupShape>("group_shape", { group }),
    oldCauses: () => invoke<Array<OldCause>>("old_causes"),
    compare: (key: string) => invoke<Comparison>("compare", { key }),
    markHistory: (key: string) => invoke<Array<MarkVersion>>("mark_history", { key }),
    handover: (from: number) => invoke<Handover>("handover", { from }),
    lookAtGroup: (group: string) => invoke<null>("look_at_group", { call: newKey(), group }),
    joinGroups: (groups: Array<string>) => invoke<string>("join_groups", { call: newKey(), groups }),
    splitGroup: (group: string, by: SplitBy) => invoke<null>("split_group", { call: newKey(), group, by }),
    restoreGroup: (group: string) => invoke<null>("restore_group", { call: newKey(), group }),
    saveKnowledge: (group: string, draft: KnowledgeDraft) => invoke<Knowledge>("save_knowledge", { call: newKey(), group, draft }),
    forgetKnowledge: (group: string) => invoke<Knowledge>("forget_knowledge", { call: newKey(), group }),
    takeImport: (id: string) => invoke<Merged>("take_import", { call: newKey(), id }),
    stopImport: () => invoke<null>("stop_import", { call: newKey() }),
    undoImport: () => invoke<ImportUndone>("undo_import", { call: newKey() }),
    mark: (selection: RejectedSelection, change: MarkChange) => invoke<number>("mark", { call: newKey(), selection, change }),
    exportKnowledge: (file: string) => invoke<number>("export_knowledge", { call: newKey(), file }),
    lookAtKnowledge: (file: string) => invoke<ImportSummary>("look_at_knowledge", { call: newKey(), file }),
    exportMarks: (file: string) => invoke<number>("export_marks", { call: newKey(), file }),
    lookAtMarks: (file: string) => invoke<ImportSummary>("look_at_marks", { call: newKey(), file }),
    saveReport: (file: string, text: string) => invoke<null>("save_report", { call: newKey(), file, text }),
    saveTable: (file: string, rows: Array<Array<string>>) => invoke<null>("save_table", { call: newKey(), file, rows }),
  },
  requests: {
    requests: (query: RequestQuery) => invoke<RequestPage>("requests", { query }),
    requestCounts: (filter: RequestFilter) => invoke<RequestCounts>("request_counts", { filter }),
    requestFacets: () => invoke<RequestFacets>("request_facets"),
    request: (key: string) => invoke<RequestDetail>("request", { key }),
    requestCurl: (key: string, terminal: Terminal) => invoke<string>("request_curl", { key, terminal }),
    unreadRows: (list: string) => invoke<Array<UnreadRow>>("unread_rows", { list }),
    stopExport: () => invoke<null>("stop_export", { call: newKey() }),
    exportRequests: (file: string, asked: Export) => invoke<null>("export_requests", { call: newKey(), file, asked }),
  },
  retention: {
    purgePreview: (days: number) => invoke<PurgePreview>("purge_preview", { days }),
    purges: () => invoke<Array<PurgeRecord>>("purges"),
    purgeRequests: (days: number) => invoke<number>("purge_requests", { call: newKey(), days }),
    stopPurge: () => invoke<null>("stop_purge", { call: newKey() }),
    exportPurges: (file: string, asked: PurgeExport) => invoke<null>("export_purges", { call: newKey(), file, asked }),
  },
  retries: {
    rebuild: (key: string, operation: string | null) => invoke<Rebuilt>("rebuild", { key, operation }),
    rebuildResync: (key: string) => invoke<Rebuilt>("rebuild_resync", { key }),
    batches: () => invoke<Array<Batch>>("batches"),
    batch: (id: string) => invoke<Batch>("batch", { id }),
    batchRows: (id: string, part: BatchPart, offset: number, limit: number) => invoke<BatchRows>("batch_rows", { id, part, offset, limit }),
    retry: (key: string, form: Form) => invoke<RequestRow>("retry", { key, form }),
    planRetries: (id: string, selection: RejectedSelection) => invoke<Batch>("plan_retries", { id, selection }),
    startBatch: (id: string, typed: number | null) => invoke<Batch>("start_batch", { call: newKey(), id, typed }),
    pauseBatch: (id: string) => invoke<Batch>("pause_batch", { call: newKey(), id }),
    goOnWithBatch: (id: string) => invoke<Batch>("go_on_with_batch", { call: newKey(), id }),
    stopBatch: (id: string) => invoke<Batch>("stop_batch", { call: newKey(), id }),
  },
  sessions: {
    signIn: (request: SignIn) => invoke<Session>("sign_in", { call: newKey(), request }),
    signOut: () => invoke<null>("sign_out", { call: newKey() }),
  },
  window: {
    windowReady: (dark: boolean) => invoke<null>("window_ready", { dark }),
    chooseFile: (purpose: FilePurpose, name: string | null) => invoke<ChosenFile | null>("choose_file", { call: newKey(), purpose, name }),
    savePdf: (file: string) => invoke<null>("save_pdf", { call: newKey(), file }),
    copy: (text: string) => invoke<null>("copy", { call: newKey(), text }),
  },
};
