// Generated from the Rust side by a test of src-tauri; do not edit. RENEW=1 cargo test -p provisioning-desk rewrites it.
// A rejected promise carries a Problem. A call that is carried out once has an id, under which the same message may come twice.

import { invoke } from "@tauri-apps/api/core";
import { newKey } from "./newKey";

/**
 * Whether a retry without changes makes sense.
 */
export type Advice = "yes" | "afterFix" | "never";

export type AgeBucket = {
/**
 * Lower limit of the bucket in hours; the next bucket's limit is the upper one.
 */
hours: number, count: number, };

/**
 * Source of a batch's rows.
 */
export type BatchKind = "retries" | "sheet";

/**
 * The pace at which a batch sends its rows.
 */
export type BatchPace = {
/**
 * Most rows in an hour.
 */
perHour: number | null,
/**
 * Hours of the day in which rows are sent, as minutes after midnight of the server's clock.
 */
hours: SendingHours | null,
/**
 * Most rows without an outcome at a time.
 */
mostOpen: number, };

/**
 * Selection of a batch's rows.
 */
export type BatchPart = "all" | "ready" | "leftOut" | "failed";

export type BatchRowView = { parent: RequestRow,
/**
 * Fields that are missing to send it; empty: it can be sent, or was.
 */
missing: Array<MissingField>, leftOut: LeftOut | null, retry: RequestRow | null, };

export type BatchRows = { rows: Array<BatchRowView>, total: number, };

/**
 * State of a batch, for the journal and the window.
 */
export type BatchState = "planning" | "planned" | "canary" | "running" | "paused" | "stopped" | "done";

/**
 * Requests that are started together: the rows are planned first, then three of them are sent, then the rest.
 */
export type BatchView = { id: string, kind: BatchKind,
/**
 * Sequence number of the reading. Events and answers may arrive out of order; the greatest number is the newest.
 */
reading: number, connection: string,
/**
 * Display name of the user that started it.
 */
user: string, state: BatchState, paused: PauseReason | null, created: number,
/**
 * Title of the cause, unless the rows are of several groups; name of the sheet.
 */
title: string | null,
/**
 * Rows that were selected.
 */
total: number,
/**
 * Rows planned so far; equals `total` once the batch is planned.
 */
lookedAt: number, ready: number, leftOut: number,
/**
 * Rows put into the outbox so far.
 */
sent: number,
/**
 * Rows that were sent and have no outcome yet.
 */
open: number, completed: number, rejected: number,
/**
 * Rows that were refused or cancelled, or never reached the server.
 */
failed: number, unknown: number,
/**
 * The error that paused it, in the CA system's words.
 */
error: string | null, pace: BatchPace, problem: Problem | null, };

/**
 * The result of checking the rows.
 */
export type BulkCheck = { batch: BatchView,
/**
 * Rows with faults or open questions.
 */
faulty: number, sameRow: number, alreadySent: number, underWay: number, byHand: number, repaired: number,
/**
 * Rows are sent although the same content was completed before.
 */
again: boolean, findings: Array<BulkFinding>,
/**
 * The newest first.
 */
repairs: Array<BulkRepair>, };

/**
 * The rows of a sheet that a page shows.
 */
export type BulkFilter = { "show": "part", part: BatchPart, } | { "show": "finding", kind: string, field: string, } | { "show": "repaired" } | { "show": "dryRun", kind: RecordFindingKind, field: string, };

/**
 * Findings of one kind in one field.
 */
export type BulkFinding = {
/**
 * A kind of repair, or the fault of a form.
 */
kind: string, field: string, rows: number,
/**
 * Cells with a repair.
 */
repairable: number,
/**
 * Repairs that data of this desk or of the server proves.
 */
proved: number,
/**
 * The user may keep the cells as they are.
 */
keepable: boolean, sample: FindingSample, };

/**
 * Settings with which a sheet is read again; an absent one is detected.
 */
export type BulkReading = { encoding: string | null, separator: string | null, worksheet: string | null,
/**
 * Line of the headings; 0: there are none.
 */
headingLine: number | null,
/**
 * Last line that is read.
 */
lastLine: number | null,
/**
 * Letters of the first and the last column that are read; absent or empty: all are.
 */
firstColumn: string | null, lastColumn: string | null, };

/**
 * Cells that were repaired together.
 */
export type BulkRepair = { repair: number,
/**
 * Empty: a user edited a cell.
 */
kind: string, cells: number, at: number, };

/**
 * The report of a sheet: its rows with their outcomes.
 */
export type BulkReport = { id: string, format: ExportFormat, part: BatchPart,
/**
 * Headings of the added columns: state, number, reason, reference, time.
 */
headings: Array<string>, stateWords: Partial<Record<RequestState, string>>, leftOutWords: Partial<Record<LeftOut, string>>,
/**
 * Texts of faults, by their key.
 */
faultWords: Record<string, string>,
/**
 * State of a row that waits for its turn.
 */
readyWord: string, };

export type BulkRow = { place: number,
/**
 * Number of the row in the file.
 */
line: number, cells: Array<string>, leftOut: LeftOut | null,
/**
 * Absent until the row was checked.
 */
form: FormDraft | null,
/**
 * Line of the earlier row with the same content.
 */
sameAs: number | null, faults: Array<FieldProblem>,
/**
 * Repaired cells with their text as it was read.
 */
repaired: Array<RepairedCell>,
/**
 * Absent: the server was not asked about it.
 */
records: RowRecords | null, request: RequestRow | null, };

export type BulkRows = { rows: Array<BulkRow>, total: number, };

/**
 * Rows of a sheet that are chosen for an action.
 */
export type BulkSelection = {
/**
 * All rows that meet the filter; `places` are then the excluded ones.
 */
all: boolean, places: Array<number>, filter: BulkFilter, };

export type BulkSheet = { id: string, name: string, created: number, user: string, rows: number, source: BulkSource, columns: Array<SheetColumn>, matching: SheetMatching | null,
/**
 * Absent until its rows were checked.
 */
check: BulkCheck | null,
/**
 * It is still in memory: it can be read again with other settings.
 */
open: boolean, };

/**
 * A sheet in the list of all.
 */
export type BulkSheetSummary = { id: string,
/**
 * The file's name; empty for pasted rows.
 */
name: string, created: number, user: string, rows: number,
/**
 * Absent until its columns were matched.
 */
operation: string | null,
/**
 * Absent until its rows were checked.
 */
batch: BatchView | null, };

/**
 * The settings by which a sheet was read. All but the lists of choices were found or chosen.
 */
export type BulkSource = { encoding: string | null, encodings: Array<string>, separator: string | null, worksheet: string | null, otherWorksheets: Array<string>,
/**
 * Line of the headings; absent: there are none.
 */
headingLine: number | null, firstLine: number, lastLine: number,
/**
 * Letters of the columns to which the user limited it.
 */
firstColumn: string | null, lastColumn: string | null, notes: SheetNotes, };

/**
 * A workbook to be filled in for one operation.
 */
export type BulkTemplate = {
/**
 * Name of the worksheet for the rows.
 */
rowsName: string, rulesName: string,
/**
 * Headings of the rules: the column's own, and one for each of its rules.
 */
ruleHeadings: Array<string>, columns: Array<TemplateColumn>, };

/**
 * The card, box or service that a user said a CA id belongs to.
 */
export type CaIdMappingView = { of: CaIdRef, by: IdentifierKind, identifier: string,
/**
 * Its description at that time.
 */
name: string | null, at: number, user: string,
/**
 * The identifier that the server reported instead. It is used, and not the mapping.
 */
overruled: string | null, };

/**
 * A CA id that forms of a batch need another identifier for.
 */
export type CaIdQuestion = { of: CaIdRef,
/**
 * Number of the batch's requests with it.
 */
rows: number,
/**
 * The answer; absent: their forms lack the identifier.
 */
mapping: CaIdMappingView | null, };

/**
 * A card, box or service by the CA id that a CA system knows it by.
 */
export type CaIdRef = {
/**
 * `conax` or `nagravision`.
 */
provider: string, kind: EntityKind, caId: string, };

/**
 * A request on the server that may be the one that was sent.
 */
export type Candidate = { id: string, number: string | null, state: RequestState, created: number | null, user: string | null,
/**
 * Parameters with equal values in both.
 */
same: Array<Parameter>,
/**
 * Parameters that could not be compared, because the server uses another identifier.
 */
unsure: Array<Parameter>, };

export type CauseCount = {
/**
 * Id of the cause.
 */
group: string, requestType: string | null, title: string | null, line: string | null, count: number, };

/**
 * Newer requests of the same jobs are completed again.
 */
export type CauseOver = {
/**
 * When the first of them was completed.
 */
since: number,
/**
 * Completed requests that were created after the latest rejection.
 */
completed: number, };

/**
 * Why requests have one cause.
 */
export type CauseShape = {
/**
 * The texts that were compared, the most frequent first.
 */
parts: Array<GroupPart>,
/**
 * Groups were joined by hand.
 */
joined: boolean,
/**
 * Set if it is a part of a cause that was split by hand.
 */
splitBy: SplitBy | null,
/**
 * The value that distinguishes this part of the split, such as a service.
 */
splitValue: string | null, };

/**
 * A cause in a few words, for wherever its requests are shown.
 */
export type CauseSummary = { id: string,
/**
 * Ids of the stored groups that it consists of.
 */
groups: Array<string>,
/**
 * Absent: nothing is known.
 */
title: string | null,
/**
 * Number of its open requests.
 */
open: number, };

/**
 * What a change takes away, or leaves although a person may expect otherwise.
 */
export type ChangeLoss = { "what": "service", smartcard: string, service: string, } | { "what": "unpaired", smartcard: string, setTopBoxes: Array<string>, } | { "what": "pairingStays", item: string, with: Array<string>, } | { "what": "pairingNotKnown", item: string, } | { "what": "onlyCaId", smartcard: string, service: string, } | { "what": "servicesNotKnown", smartcard: string, };

/**
 * The result of checking an operation's form.
 */
export type Checked = {
/**
 * Empty: the form can be sent.
 */
errors: Array<FieldProblem>,
/**
 * Warnings never block.
 */
warnings: Array<FieldProblem>, path: string,
/**
 * The body as far as it is filled in, without token and with dots for a PIN.
 */
body: unknown, };

/**
 * A file that the user chose. Its folder is not disclosed to the page.
 */
export type ChosenFile = {
/**
 * Valid for one command of the purpose that the file was chosen for.
 */
handle: string,
/**
 * The file's name, for display.
 */
name: string, };

export type ClearingBucket = {
/**
 * Lower limit of the bucket in minutes (inclusive); the next bucket's limit is the upper one (exclusive).
 */
minutes: number, count: number, };

/**
 * A column of a table.
 */
export type ColumnLayout<C> = { column: C, shown: boolean,
/**
 * In pixels; absent: the default width.
 */
width: number | null, };

export type Compared = { name: string, worked: string | null, now: string | null, differs: boolean, };

/**
 * What the rows of an operation are compared with, beside whether the server knows their identifiers.
 */
export type ComparedRecords = "pairings" | "services" | "nothing";

/**
 * A request compared with the last completed one of its type and card.
 */
export type Comparison = {
/**
 * Absent: none is known, and `rows` shows this request alone.
 */
worked: RequestRow | null, rows: Array<Compared>,
/**
 * Two digits that changed places, if that is the only difference.
 */
swapped: Swapped | null,
/**
 * The known requests of the card, newest first; at most a hundred.
 */
card: Array<RequestRow>,
/**
 * The retries of this request and their retries, oldest first. `parent` is the request that this one retries.
 */
retries: Array<RequestRow>, parent: RequestRow | null, };

/**
 * A server that the desk can sign in to.
 */
export type Connection = { id: string, name: string, serverUrl: string, organisation: string, unit: string | null,
/**
 * Server release, such as `R11`.
 */
release: string,
/**
 * IANA name, such as `Europe/Athens`.
 */
timeZone: string, kind: ConnectionKind, caFile: string | null, proxy: string | null,
/**
 * The proxy that this computer names for the server, and the origin: `proxy.example:3128, from HTTPS_PROXY`.
 */
usualProxy: string | null,
/**
 * From the administrator's file, or built in: it cannot be changed in the window.
 */
readOnly: boolean, lastUser: string | null,
/**
 * The sandbox's own credentials, shown on the sign-in page so that anyone can try it.
 */
demo: DemoCredentials | null, rules: ConnectionRules,
/**
 * The reason why it cannot be used, for example an unknown release.
 */
problem: Problem | null, };

/**
 * Number of rows in the outbox of another connection.
 */
export type ConnectionCount = { connection: string, count: number, };

/**
 * Input of the connection form; `id` is absent for a new connection.
 */
export type ConnectionDraft = { id: string | null, name: string, serverUrl: string, organisation: string, unit: string | null, release: string, timeZone: string, kind: ConnectionKind, caFile: string | null, proxy: string | null, };

export type ConnectionKind = "sandbox" | "test" | "live";

/**
 * Rules that distinguish smartcards from set-top boxes where the server does not, and the usual wait for the picture.
 * Per connection, kept on this computer.
 */
export type ConnectionRules = {
/**
 * Masks: `#` is a digit, `@` a letter, `?` any one character, `*` any number of them; the rest is literal.
 */
smartcards: Array<string>, setTopBoxes: Array<string>,
/**
 * From sending to the picture, in minutes: 1 to 1,440.
 */
usualWaitMinutes: number,
/**
 * Alternative code of the product type of services; absent: learnt from a service that was looked up.
 */
serviceType: string | null, };

export type DecideWhy = { "kind": "expired", since: number, } | { "kind": "meanwhile", other: RequestRow, } | { "kind": "changed", text: string, before: string | null, after: string | null, } | { "kind": "unread", lists: Array<UnreadList>, problem: Problem | null, } | { "kind": "unknown" } | { "kind": "doubt", doubt: DoubtView, };

/**
 * A request that waited for the network and no longer leaves by itself, or a request of unknown outcome.
 */
export type Decision = { row: RequestRow, why: DecideWhy, };

export type DemoCredentials = { username: string, password: string, organisation: string, webApiKey: string, };

/**
 * The height of rows.
 */
export type Density = "comfortable" | "compact";

/**
 * Pushed to the window as the Tauri event `desk`.
 */
export type DeskEvent = { "kind": "snapshot" } | { "kind": "requests" } | { "kind": "settled", row: RequestRow, } | { "kind": "rejected" } | { "kind": "batch", batch: BatchView, } | { "kind": "sheet", progress: SheetProgress, } | { "kind": "dryRun", id: string, } | { "kind": "entities" } | { "kind": "field" } | { "kind": "export", progress: ExportProgress, } | { "kind": "import", progress: ImportProgress, } | { "kind": "purge", progress: PurgeProgress, } | { "kind": "notificationRead", opened: boolean, } | { "kind": "fileDropped", file: ChosenFile, } | { "kind": "linkOpened" } | { "kind": "sessionEnded" } | { "kind": "updates" };

export type DismissedBy = {
/**
 * Empty if the file names no user.
 */
by: string, count: number, };

/**
 * The reason why the user has to decide about a request, apart from those of the field mode.
 */
export type DoubtView = { "kind": "moved", from: string, to: string, } | { "kind": "tokenRefused" } | { "kind": "putBack" } | { "kind": "otherComputer" } | { "kind": "unproven" } | { "kind": "halted", before: string, };

/**
 * What the server's records say about the rows of a sheet that would be sent.
 */
export type DryRun = { running: boolean,
/**
 * Rows that would be sent.
 */
rows: number,
/**
 * Those about which the server was asked, and those about which it could not be asked.
 */
asked: number, failed: number,
/**
 * Those that were asked about, without a record to compare them with.
 */
uncompared: number,
/**
 * Most calls that asking about the other rows takes, and their usual time in milliseconds.
 */
calls: number, millis: number,
/**
 * Absent: nothing was asked yet.
 */
begun: number | null,
/**
 * When the lists of requests, from which pairings and services are known, were read.
 */
listsRead: number | null, listsIncomplete: boolean, compares: ComparedRecords,
/**
 * Why it ended before all rows were asked about.
 */
problem: Problem | null, groups: Array<RecordGroup>, };

/**
 * A smartcard, set-top box, subscription or service, as far as it is known.
 */
export type Entity = {
/**
 * Identifies it for pinning, for as long as it is kept.
 */
key: string, kind: EntityKind, serialNumber: string | null, alternativeCode: string | null, id: string | null, caId: string | null,
/**
 * Of a subscription.
 */
number: string | null,
/**
 * Of a service.
 */
code: string | null,
/**
 * `conax` or `nagravision`; absent if neither requests nor the product show it.
 */
provider: string | null,
/**
 * Description: an item's product, a service's description, a subscription's holder.
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
subscription: string | null, source: Source,
/**
 * Time of the fact; for a look-up, the time at which the server was asked.
 */
asOf: number,
/**
 * Older than the preferences allow: it is revalidated in the background.
 */
stale: boolean, pinned: boolean, };

/**
 * An operation that can be started from an entity's page.
 */
export type EntityAction = { operation: string,
/**
 * Initial values of its form.
 */
values: Record<string, string>,
/**
 * The reason why it is not available now.
 */
unfit: UnavailableReason | null, };

/**
 * The kinds of entity that a number, typed or scanned, can identify.
 */
export type EntityKind = "smartcard" | "setTopBox" | "item" | "subscription" | "service" | "request";

/**
 * All that is known of one entity.
 */
export type EntityPage = { entity: Entity,
/**
 * False: nothing is known by the identifier that was asked for. It can be used as typed all the same.
 */
known: boolean,
/**
 * The problem of the last look-up.
 */
problem: Problem | null,
/**
 * The server was asked and knows no such entity.
 */
notFound: boolean,
/**
 * Other entities with the same identifier.
 */
others: Array<Entity>,
/**
 * When it will be deleted, unless it is used or pinned before.
 */
keptUntil: number | null,
/**
 * The subscription that it belongs to, if known; absent on a subscription's own page.
 */
subscription: Entity | null,
/**
 * Source of the subscription.
 */
subscriptionBy: Source | null,
/**
 * Account number of the subscription.
 */
account: string | null,
/**
 * The server's word for the ownership, such as `Rented to customer`.
 */
ownership: string | null, pairing: Pairing | null, services: Array<ServiceOnCard>, jobs: Array<EntityAction>,
/**
 * Number of requests of this entity, and of both it and its subscription.
 */
requests: number, subscriptionRequests: number, oldestRequest: number | null,
/**
 * A list has not been read to its end, so requests may be missing.
 */
listsIncomplete: boolean, };

/**
 * An entity by one of its identifiers; without `by`, the text may be an identifier of any kind.
 */
export type EntityRef = { kind: EntityKind, text: string, by: IdentifierKind | null, };

/**
 * The evidence from the search for a request of unknown outcome.
 */
export type Evidence = {
/**
 * When the request left.
 */
sent: number, looks: Array<Look>,
/**
 * Requests on the server that may be this one.
 */
candidates: Array<Candidate>,
/**
 * The server has no list of such requests, so the search is impossible.
 */
noList: boolean,
/**
 * A number that the user types can be checked with the server.
 */
canCheckNumber: boolean,
/**
 * Several searches found nothing (three or more), so sending the request again is reasonable.
 */
maySendAgain: boolean, nextLook: number | null,
/**
 * How the search ended; absent while it is open.
 */
settled: Settled | null, };

/**
 * An export of requests to a file.
 */
export type Export = { filter: RequestFilter, sort: RequestColumn, ascending: boolean,
/**
 * Only the requests with these keys, to export a selection; empty: all that match the filter.
 */
keys: Array<string>,
/**
 * The columns in order, each with its heading.
 */
columns: Array<ExportColumn>,
/**
 * The window's word for each state.
 */
stateWords: Partial<Record<RequestState, string>>,
/**
 * The cause of each stored group in plain words.
 */
causeWords: Record<string, string>, format: ExportFormat, };

export type ExportColumn = { column: RequestColumn, heading: string, };

export type ExportFormat = "csv" | "xlsx";

export type ExportProgress = {
/**
 * Name of the file, without its folder.
 */
name: string, rows: number, of: number, done: boolean,
/**
 * Set if the export stopped: nothing is left of the file.
 */
problem: Problem | null, };

export type FieldDay = { jobs: Array<FieldJobView>, progress: JobsProgress | null,
/**
 * Field-mode requests that have not left.
 */
waiting: number,
/**
 * When the server went away; absent while it can be reached.
 */
awaySince: number | null, decisions: Array<Decision>, };

/**
 * A job of the day.
 */
export type FieldJobView = { id: string,
/**
 * Position in the list, from 1.
 */
place: number, draft: JobDraft, lookedUp: Array<JobPart>,
/**
 * The request that was sent for it last; absent if none was.
 */
row: RequestRow | null,
/**
 * The user marked it as done or as not to be done.
 */
closed: boolean, };

/**
 * The fault of one input, which is named as in the request body.
 */
export type FieldProblem = { field: string,
/**
 * Key in the message catalogue, below `faults`.
 */
fault: string,
/**
 * Parameters of the message: `typed`, `from`, `allowed` …
 */
params: Record<string, string>, };

/**
 * The purpose that the user chooses a file for. Each purpose has one file name extension.
 */
export type FilePurpose = "requestsCsv" | "requestsXlsx" | "handoverCsv" | "handoverHtml" | "slip" | "knowledge" | "marks" | "readKnowledge" | "readMarks" | "readJobs" | "readCaFile" | "purgedCsv" | "historyCsv" | "historyXlsx" | "readSheet" | "bulkReportCsv" | "bulkReportXlsx" | "bulkTemplate";

export type FindingSample = { line: number, was: string, now: string | null, };

/**
 * The party that has to solve the problem.
 */
export type FixOwner = "data" | "caSystem" | "stock" | "entitlement" | "setup";

/**
 * A form with the key of the row that it becomes. The caller makes the key, a UUID that grows with time, before the
 * form is sent and keeps it until the row exists. It is an idempotency key: a form that is sent twice becomes one row.
 */
export type Form = { key: string, draft: FormDraft, };

/**
 * Content of a form: input name to text. A form that comes from the desk never contains a PIN.
 */
export type FormDraft = { operation: string, values: Record<string, string>, };

/**
 * The version of the source.
 */
export type FoundUpdate = { version: string,
/**
 * Its signed date.
 */
date: number, verdict: UpdateVerdict,
/**
 * Whether this desk installs it itself.
 */
byItself: boolean, };

/**
 * Rows of a sheet whose requests are of one group of rejected requests.
 */
export type GroupCount = { group: string, rows: number, };

/**
 * A cause that a group consists of.
 */
export type GroupPart = { fingerprint: string, provider: string, requestType: string | null, errorCode: string | null,
/**
 * The description with ids, numbers, dates and stack lines folded; grouping compares this text.
 */
shape: string,
/**
 * Number of its requests in any triage status.
 */
count: number, };

export type GroupSort = "count" | "growing" | "newest" | "oldest";

/**
 * The report that one shift leaves to the next. It contains no PIN and no token.
 */
export type Handover = { connection: string, timeZone: string, user: string | null, from: number, to: number,
/**
 * Requests that the CA system completed or rejected in the period, and rejections that a retry cleared in it.
 */
completed: number, rejected: number, cleared: number,
/**
 * Counts as of now, not over the period.
 */
pending: number, waiting: number, unknown: Array<RequestRow>, causes: Array<HandoverCause>, owners: Array<HandoverOwner>,
/**
 * Open requests, oldest first; at most twenty.
 */
oldest: Array<RejectedRow>, };

export type HandoverCause = { provider: string, requestType: string | null, errorCode: string | null, title: string | null, line: string | null, nextStep: string | null, open: number,
/**
 * Rejected in the period of the handover.
 */
fresh: number, oldest: number | null, };

export type HandoverOwner = {
/**
 * Absent: not assigned.
 */
assignee: string | null, open: number, oldest: number | null, };

/**
 * Outcomes of a group's retries.
 */
export type Helped = { retried: number, completed: number, sameError: number, otherError: number,
/**
 * Without an outcome from the CA system: waiting, pending, unknown, refused or cancelled.
 */
open: number,
/**
 * Retries without changes that have an outcome.
 */
plain: number, plainCompleted: number,
/**
 * Median time from the rejection to the sending of the plain retry that was completed, in minutes.
 */
plainMinutes: number | null, };

export type HistoryCount = { value: string, count: number,
/**
 * Included in `count`.
 */
removed: number, };

/**
 * An export of the history to a file.
 */
export type HistoryExport = { filter: HistoryFilter, format: ExportFormat,
/**
 * Of the columns, in the order of a row: time, person, job, detail, number, smartcard, set-top box, service,
 * subscription, outcome, requests.
 */
headings: Array<string>,
/**
 * The window's words for operations and kinds, by id and by kind.
 */
jobWords: Record<string, string>, stateWords: Partial<Record<RequestState, string>>,
/**
 * The detail of a mark that was taken back.
 */
withdrawnWord: string,
/**
 * The detail of removed requests.
 */
removedWord: string, };

/**
 * Conditions on entries. All apply together; an empty list is no condition.
 */
export type HistoryFilter = { users: Array<string>,
/**
 * Ids of operations, and words of `HistoryKind`.
 */
jobs: Array<string>, states: Array<RequestState>,
/**
 * Done at or after this time.
 */
from: number | null,
/**
 * Done before this time.
 */
to: number | null, };

/**
 * Kind of an entry of the history.
 */
export type HistoryKind = "request" | "assignee" | "note" | "snooze" | "dismissal" | "batch" | "signIn" | "signOut" | "purge" | "removed";

export type HistoryOutcome = { state: RequestState, count: number,
/**
 * Included in `count`.
 */
removed: number, };

export type HistoryPage = { rows: Array<HistoryRow>, };

/**
 * The place of an entry.
 */
export type HistoryPlace = { at: number, id: string, };

export type HistoryQuery = { filter: HistoryFilter,
/**
 * The page begins behind this place; absent: the first page.
 */
after: HistoryPlace | null, limit: number, };

/**
 * An act of this desk.
 */
export type HistoryRow = { id: string,
/**
 * Of removed requests, the begin of their day.
 */
at: number, kind: HistoryKind,
/**
 * Empty if no user was signed in.
 */
user: string,
/**
 * Of requests, also of removed ones.
 */
operation: string | null, state: RequestState | null,
/**
 * The server's word for the state; absent unless the desk does not know it.
 */
stateText: string | null,
/**
 * The assignee, or the end of a snooze in milliseconds since the Unix epoch.
 */
value: string | null,
/**
 * A mark that was taken back.
 */
withdrawn: boolean,
/**
 * Number of requests of a bulk retry or a purge, or of removed ones.
 */
requests: number | null,
/**
 * Key of the request that was made or marked, for `#/requests/<key>`.
 */
request: string | null, number: string | null, smartcard: string | null, setTopBox: string | null, service: string | null, subscription: string | null, };

export type HistorySummary = {
/**
 * Number of rows.
 */
total: number,
/**
 * Number of acts: a row of removed requests stands for several.
 */
count: number,
/**
 * How many of them were removed by the retention, so that only their counts are left.
 */
removed: number,
/**
 * Where each page but the first continues.
 */
places: Array<HistoryPlace>,
/**
 * By day, such as `2026-03-12`, the newest first.
 */
days: Array<HistoryCount>,
/**
 * By person, most frequent first.
 */
users: Array<HistoryCount>, jobs: Array<HistoryCount>,
/**
 * Of requests alone: marks and purges have no outcome.
 */
states: Array<HistoryOutcome>, };

/**
 * A search result.
 */
export type Hit = { "what": "entity", entity: Entity,
/**
 * The kind of identifier that matches.
 */
by: IdentifierKind,
/**
 * The whole identifier was typed, not a part of it.
 */
exact: boolean, } | { "what": "request", row: RequestRow, exact: boolean, };

export type Hop = "name" | "server" | "certificate" | "crm";

/**
 * The cards and boxes of one subscription, or of one pairing where no subscription is known. It is never more than
 * what completed requests and look-ups show: no method of the API lists the items or services of a subscription.
 */
export type Household = {
/**
 * Its `name` is the holder's.
 */
subscription: Entity | null, subscriptionBy: Source | null,
/**
 * Account number of the subscription.
 */
account: string | null, cards: Array<HouseholdCard>, boxes: Array<HouseholdBox>,
/**
 * All services that a card can have: those of the server's list, and those in requests.
 */
services: Array<HouseholdService>,
/**
 * When the server's list of services was read in full; absent: never.
 */
servicesRead: number | null,
/**
 * Sequences of requests for these cards and boxes that have not ended.
 */
sequences: Array<Sequence>,
/**
 * When the lists of requests were last read; absent: never.
 */
listsRead: number | null,
/**
 * A list has not been read to its end, so requests may be missing.
 */
listsIncomplete: boolean, };

export type HouseholdBox = {
/**
 * Names the box in a change.
 */
setTopBox: string, entity: Entity, ownership: string | null, pairing: Pairing | null, jobs: Array<EntityAction>, };

export type HouseholdCard = {
/**
 * Names the card in a change.
 */
card: string, entity: Entity,
/**
 * The server's word for the ownership, such as `RENTED_TO_CUSTOMER`.
 */
ownership: string | null, pairing: Pairing | null,
/**
 * One for each of the household's services, in the same order; empty if the card's CA system has no method for
 * services.
 */
ticks: Array<ServiceTick>,
/**
 * The reason why services of this card cannot be changed.
 */
unfit: UnavailableReason | null, jobs: Array<EntityAction>, };

/**
 * A change of a household that a person asks for.
 */
export type HouseholdChange = { "change": "services", switches: Array<ServiceSwitch>, } | { "change": "replaceSmartcard", old: string, new: string,
/**
 * CA id of the new card, if it differs from `new` and is not known.
 */
newCaId: string | null, } | { "change": "replaceSetTopBox", old: string, new: string,
/**
 * CA id of the new box, if it differs from `new` and is not known.
 */
newCaId: string | null, };

/**
 * The requests that a change makes. Nothing was sent or stored yet.
 */
export type HouseholdPlan = {
/**
 * In the order of sending: those that grant come before those that take away.
 */
requests: Array<PlannedRequest>,
/**
 * What is lost by the change, and what it leaves as it is.
 */
losses: Array<ChangeLoss>,
/**
 * Faults of the change itself, at `old`, `new`, `newCaId` or `switches.<number>`. With any of them, or any of a
 * request, the plan cannot be sent.
 */
problems: Array<FieldProblem>, };

/**
 * A service that a card can have.
 */
export type HouseholdService = {
/**
 * Names the service in a change: its CA id, or its code where that is not known.
 */
service: string, name: string | null, code: string | null, caId: string | null,
/**
 * Only its CA id is known, which the methods for services do not accept.
 */
onlyCaId: boolean, };

/**
 * The kinds of identifier, for the cache and the window. The first four are the API's words.
 */
export type IdentifierKind = "serial_number" | "alternative_code" | "id" | "number" | "code" | "ca_id";

export type ImportProgress = { id: string, done: number, of: number, };

/**
 * The changes that a file of triage marks or knowledge would make here, before any of them is taken.
 */
export type ImportSummary = {
/**
 * Identifies the file that was read, for `take_import`.
 */
id: string,
/**
 * Entries about which nothing is known here.
 */
new: number,
/**
 * Entries that are newer than ours and differ from them.
 */
changed: number,
/**
 * Entries that are older than ours; they are kept beside ours.
 */
older: number,
/**
 * Entries that equal ours.
 */
same: number,
/**
 * Requests that would be dismissed, counted by the user that dismissed them.
 */
dismissals: Array<DismissedBy>,
/**
 * Entries that cannot be taken, counted by reason.
 */
leftOut: Array<LeftOutOfFile>, };

/**
 * The result of undoing an import.
 */
export type ImportUndone = {
/**
 * Entries that are as they were before the import.
 */
restored: number,
/**
 * Entries that a user changed after the import; they stay as they are.
 */
changedSince: number, };

/**
 * How the desk was installed.
 */
export type Installation = "deb" | "rpm" | "portable" | "windows-user" | "windows-all-users" | "source";

/**
 * The work at one place: a card and a box to pair, as far as they are known beforehand.
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
 * A job list as it was understood. Nothing is kept yet.
 */
export type JobList = { jobs: Array<PlannedJob>,
/**
 * The headings that were understood, in the order of the columns. Empty: there were none, and each value was
 * classified by its look.
 */
headings: Array<string>,
/**
 * Headings of columns that are not used.
 */
ignored: Array<string>,
/**
 * Headings, or letters, of columns that were not read because they may hold a PIN or a password.
 */
secret: Array<string>,
/**
 * The list has columns; otherwise each line is typed words.
 */
table: boolean,
/**
 * Headings and first rows, without the columns that are not read.
 */
sample: Array<Array<string>>, source: SheetSource, };

/**
 * The result of looking up one number of a job.
 */
export type JobPart = { kind: EntityKind, text: string, state: ResolvedState, asOf: number | null, };

/**
 * A number that was possibly meant.
 */
export type JobRepair = {
/**
 * A smartcard, a set-top box or a subscription.
 */
part: EntityKind, text: string,
/**
 * Verdicts that no longer apply once it is taken.
 */
ends: Array<JobVerdict>, };

export type JobVerdict = "empty" | "twice" | "exponent" | "writtenShort" | "lostZero" | "twelveDigits" | "swapped" | "protected" | "invisible" | "lookAlike" | "grouped" | "decimals" | "noNumber" | "several" | "pinLeftOut";

/**
 * Progress of looking up the day's jobs.
 */
export type JobsProgress = { done: number, total: number, running: boolean,
/**
 * The problem that stopped it before the end.
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

export type KeptFinding = { kind: string, field: string, };

export type Keyring = { state: KeyringState,
/**
 * The keyring's own words.
 */
detail: string | null, };

export type KeyringState = "unknown" | "ready" | "missing" | "locked" | "failed";

/**
 * Knowledge about the cause of a group.
 */
export type Knowledge = {
/**
 * Short title, such as *Card not known to Conax*. Absent: nothing is known.
 */
title: string | null, cause: string | null, owner: FixOwner | null, nextStep: string | null, advice: Advice | null, source: KnowledgeSource, at: number | null, by: string | null, };

export type KnowledgeDraft = { title: string, cause: string, owner: FixOwner | null, nextStep: string, advice: Advice | null, };

export type KnowledgeSource = "nothing" | "seeded" | "written";

export type KnownField = {
/**
 * Name of the form's input.
 */
field: string, from: ValueSource, };

/**
 * The reason why a row of a batch is not sent.
 */
export type LeftOut = "missing" | "noOperation" | "severalOperations" | "notOffered" | "alreadyRetried" | "notRejected" | "alreadySent" | "underWay" | "sameRow" | "byHand";

export type LeftOutOfFile = { why: NotTaken, count: number, };

/**
 * A fault that leaves a list incomplete compared with the server's.
 */
export type ListFault = {
/**
 * The list: a life-cycle state such as `COMPLETED`, or `SERVICES`.
 */
list: string, problem: Problem,
/**
 * When it was last read in full; absent: never.
 */
asOf: number | null,
/**
 * Number of its rows that could not be read, while the others were.
 */
unread: number, };

/**
 * One search through the server's lists.
 */
export type Look = { at: number,
/**
 * The lists that were read: request types or life-cycle states.
 */
lists: Array<string>,
/**
 * Number of requests that were compared.
 */
compared: number, matched: number, problem: Problem | null, };

/**
 * A field whose CA id has a mapping.
 */
export type MappedField = { field: string, of: CaIdRef,
/**
 * The server reported another identifier, which the form has.
 */
overruled: boolean, };

/**
 * Field of a request that a mark sets.
 */
export type MarkField = "assignee" | "note" | "snooze" | "dismissal";

/**
 * A present or past value of a triage mark. The newest value counts; older ones are kept for reference.
 */
export type MarkVersion = { field: MarkField,
/**
 * Absent: the mark was removed. A snooze is its end in Unix milliseconds.
 */
value: string | null, at: number, by: string, current: boolean, };

/**
 * The result of importing a file of triage marks or knowledge.
 */
export type Merged = {
/**
 * Entries of the file that were newer than ours, or new here.
 */
taken: number,
/**
 * Entries of ours that were newer and stay.
 */
kept: number,
/**
 * Entries, taken or kept, that differed from ours: the older value is kept beside the newer one.
 */
conflicts: number,
/**
 * Entries that were not looked at because the import was stopped.
 */
left: number, };

export type MissingField = { field: string, why: MissingWhy,
/**
 * The CA id that is known, if naming its entity completes the field.
 */
of: CaIdRef | null, };

export type MissingWhy = "pin" | "identifier" | "notTold" | "notAsked";

export type Network = "unknown" | "online" | "offline";

export type NotTaken = "elsewhere" | "future" | "tooLong" | "meaningless";

/**
 * A notification of the system. It has no number and no name of a customer: others see it too.
 */
export type Notification = { title: string, body: string, };

/**
 * Knowledge, or a join or split of groups, that was made by the grouping rules of an earlier version and that no
 * request assigns to a present group. A join or split has no title of its own; its group keys are the title.
 */
export type OldCause = { group: string, knowledge: Knowledge, };

export type OutboxCounts = { held: number, queued: number, sending: number, notSent: number, unknown: number, pending: number,
/**
 * Those of `held`, `queued` and `notSent` that wait for a decision.
 */
undecided: number, };

/**
 * A page of the selected connection's outbox: rows of unknown outcome first, then those on the wire, then the waiting
 * rows in the order of leaving.
 */
export type OutboxPage = { rows: Array<RequestRow>, total: number,
/**
 * The other connections with rows in the outbox.
 */
elsewhere: Array<ConnectionCount>, };

export type Outcome = "notSent" | "refused" | "unknown";

/**
 * Cards and boxes that are known to be paired.
 */
export type Pairing = {
/**
 * CA ids, or identifiers as typed.
 */
smartcards: Array<string>, setTopBoxes: Array<string>, since: number | null,
/**
 * Key of the last completed request that says so.
 */
request: string | null, source: Source,
/**
 * Number of requests that would change it and are not completed.
 */
open: number, };

/**
 * The effect of a pairing form on the known pairings.
 */
export type PairingPreview = {
/**
 * Present pairings of the form's cards and boxes.
 */
before: Array<Pairing>,
/**
 * The resulting pairing; absent: nothing is filled in, or the card is freed.
 */
after: Pairing | null, warnings: Array<PairingWarning>,
/**
 * When the lists that this is based on were read.
 */
asOf: number | null, listsIncomplete: boolean, };

/**
 * Warnings inform and never block.
 */
export type PairingWarning = { "what": "boxElsewhere", field: string, setTopBox: string, smartcards: Array<string>, } | { "what": "cardPaired", field: string, smartcard: string, setTopBoxes: Array<string>, } | { "what": "open", field: string, smartcard: string, request: string, } | { "what": "notPaired", field: string, smartcard: string, };

export type Parameter = { name: string, value: string | null, };

/**
 * Reason why a batch is paused.
 */
export type PauseReason = "byHand" | "canary" | "equalErrors" | "closed" | "session";

export type PlannedEffect = "pairs" | "addsService" | "cancelsService" | "unpairs";

/**
 * A line of a job list that is being loaded.
 */
export type PlannedJob = {
/**
 * Unique within the list; two lines may have the same line number.
 */
id: number,
/**
 * Number of the line or row in the file, the worksheet or the text, from 1.
 */
line: number,
/**
 * The values exactly as the list has them.
 */
draft: JobDraft, verdicts: Array<JobVerdict>,
/**
 * Values that the user can take instead.
 */
repairs: Array<JobRepair>, };

/**
 * A request of a plan.
 */
export type PlannedRequest = { draft: FormDraft,
/**
 * Identifiers for display.
 */
smartcard: string | null, setTopBox: string | null, service: string | null, effect: PlannedEffect,
/**
 * Faults of its form.
 */
problems: Array<FieldProblem>,
/**
 * Effects on the known pairings; they never block.
 */
warnings: Array<PairingWarning>, };

export type Preferences = { theme: Theme, density: Density,
/**
 * Undo hold before a request leaves, in seconds: 0 (off) to 60.
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
 * The columns of the requests table in order; empty: the default columns.
 */
columns: Array<ColumnLayout<RequestColumn>>,
/**
 * The columns of the rejected requests, likewise.
 */
rejectedColumns: Array<ColumnLayout<RejectedColumn>>,
/**
 * Whether the charts above the rejected requests are unfolded.
 */
rejectedOverview: boolean,
/**
 * Whether the tour was declined or started once: it is not offered again.
 */
tourSeen: boolean, scanner: Scanner,
/**
 * Look-ups older than this many minutes are revalidated in the background.
 */
lookUpMinutes: number,
/**
 * The largest number of look-ups; beyond it the least recently used are deleted.
 */
lookUpsKept: number, keeping: Keeping,
/**
 * Notifications of the system for requests that end while the window is not in front.
 */
notifications: boolean, };

/**
 * A form prefilled from an earlier request, with the source of each value.
 */
export type PrefilledForm = {
/**
 * Absent: the desk has no operation for the request's type, or several are possible.
 */
draft: FormDraft | null,
/**
 * The possible operations, if it is not certain which one it was.
 */
operations: Array<string>, known: Array<KnownField>,
/**
 * Fields that the server does not return, so that the user has to type them.
 */
missing: Array<MissingField>,
/**
 * Fields whose CA ids have a mapping.
 */
mapped: Array<MappedField>,
/**
 * The parameters that the form was prefilled from.
 */
parameters: Array<Parameter>, };

/**
 * An error in a form that the window can act on and put into words. As text, for the log, it is only its code: the
 * words of servers and systems contain cards, people and paths.
 */
export type Problem = { code: ProblemCode,
/**
 * The server's or the system's own words, or empty.
 */
message: string,
/**
 * More of these words: an error code, a file, a host. Never a secret.
 */
detail: string | null,
/**
 * The inputs at fault.
 */
fields: Array<FieldProblem>,
/**
 * Outcome of the write that failed with this problem.
 */
outcome: Outcome | null, };

/**
 * Code of a problem. A variant exists only where the window acts on it or words it differently.
 */
export type ProblemCode = "nameNotFound" | "serverUnreachable" | "certificateNotTrusted" | "proxyFailed" | "timedOut" | "connectionCut" | "notJson" | "emptyAnswer" | "truncatedAnswer" | "answerTooLarge" | "unexpectedAnswer" | "serverBusy" | "wrongCredentials" | "sessionEnded" | "notSignedIn" | "refused" | "invalidInput" | "unknownRelease" | "noOrganisation" | "notOffered" | "noLookUp" | "connectionReadOnly" | "connectionMoved" | "caFileUnreadable" | "keyringMissing" | "keyringLocked" | "keyringTooLong" | "keyringFailed" | "profilePutBack" | "profileElsewhere" | "profileUnchecked" | "settingsCorrupt" | "settingsNewer" | "administratorFileCorrupt" | "journalCorrupt" | "journalNewer" | "journalNotCopied" | "journalUnavailable" | "cacheRebuilt" | "fileNotWritten" | "fileNotRead" | "fileNotChosen" | "listNotRead" | "interrupted" | "answerOfAnother" | "pinNotKept" | "tooLate" | "alreadySent" | "alreadyRetried" | "notFound" | "internal";

/**
 * An export of the numbers of purged requests, by day and user.
 */
export type PurgeExport = {
/**
 * Headings for: time of the purge, user that ran it, day, user of the requests, operation, state and number.
 */
headings: Array<string>, stateWords: Partial<Record<RequestState, string>>,
/**
 * The window's word for each operation.
 */
operationWords: { [key in string]: string }, };

/**
 * The own ended requests that a purge would delete.
 */
export type PurgePreview = { requests: number, states: Array<StateCount>,
/**
 * When the first and the last of them were made; absent if there are none.
 */
from: number | null, to: number | null,
/**
 * Rejected requests of that age that stay, because they were neither dismissed nor sent again.
 */
open: number, };

export type PurgeProgress = { done: number, of: number, };

/**
 * A purge of the past.
 */
export type PurgeRecord = { at: number,
/**
 * Empty if no user was signed in.
 */
by: string, endedBefore: number, requests: number, };

export type Recents = { pinned: Array<Entity>,
/**
 * Last used first; at most thirty.
 */
recent: Array<Entity>,
/**
 * Total number of entities that are kept.
 */
kept: number, };

export type RecordFinding = { kind: RecordFindingKind, field: string,
/**
 * The identifier that it is about.
 */
what: string,
/**
 * The cards or boxes that it would be taken from.
 */
others: Array<string>,
/**
 * Key of the request that says so.
 */
request: string | null, };

/**
 * The kinds of finding, in the order in which they are shown.
 */
export type RecordFindingKind = "notAsked" | "notFound" | "wrongKind" | "boxTaken" | "cardTaken" | "requestOpen" | "pairedAlready" | "serviceOn" | "serviceOff" | "notPaired" | "noLookUp";

/**
 * Findings of one kind in one field.
 */
export type RecordGroup = { rows: number,
/**
 * Those of its rows that would be sent.
 */
ready: number,
/**
 * Line of the first row.
 */
line: number, first: RecordFinding, };

/**
 * A column of the table of rejected requests.
 */
export type RejectedColumn = "number" | "requestType" | "smartcard" | "setTopBox" | "service" | "subscription" | "created" | "user" | "unit" | "assigned" | "retries";

export type RejectedDay = {
/**
 * Midnight in the connection's time zone.
 */
day: number, provider: string, requestType: string | null, count: number, };

/**
 * Rejected requests with one cause, as far as their texts show: all of them, or those of one job.
 */
export type RejectedGroup = { id: string,
/**
 * Ids of the stored groups that it consists of, for views and commands.
 */
groups: Array<string>,
/**
 * Its jobs, the largest first; a job has no parts.
 */
parts: Array<RejectedGroup>, provider: string,
/**
 * Absent, like `error_code`, where its requests have several.
 */
requestType: string | null, errorCode: string | null,
/**
 * First meaningful line of the latest rejection.
 */
line: string | null, count: number, cards: number, subscriptions: number, firstSeen: number | null, lastSeen: number | null,
/**
 * Share of all requests that match the query, 0 to 1.
 */
share: number,
/**
 * When its oldest request was rejected.
 */
oldest: number | null,
/**
 * Number of rejections in each of twelve bars, the latest last.
 */
trend: Array<number>,
/**
 * Rejections since the user last looked at the group.
 */
fresh: number,
/**
 * Requests with a retry that has no outcome yet.
 */
beingRetried: number, knowledge: Knowledge, helped: Helped,
/**
 * Absent while no newer request goes through, and for causes that concern one card rather than the CA system.
 */
over: CauseOver | null, };

/**
 * The figures above the groups. Each chart has a table with the same rows.
 */
export type RejectedOverview = {
/**
 * Open requests by age.
 */
ages: Array<AgeBucket>, days: Array<RejectedDay>,
/**
 * The commonest causes of open requests; at most ten.
 */
causes: Array<CauseCount>,
/**
 * Time from a rejection to the completion of its retry, for requests cleared in the period.
 */
clearing: Array<ClearingBucket>, medianMinutes: number | null, };

export type RejectedPage = {
/**
 * One for each cause.
 */
groups: Array<RejectedGroup>,
/**
 * Counts over the whole selected connection, regardless of the query.
 */
open: number, snoozed: number, dismissed: number,
/**
 * Open requests that were rejected more than 24 hours ago.
 */
olderThanDay: number,
/**
 * Cleared since midnight in the connection's time zone.
 */
clearedToday: number,
/**
 * Names to which requests are assigned.
 */
assignees: Array<string>,
/**
 * Start of the trend's first bar, and the length of each bar in milliseconds.
 */
trendFrom: number, trendStep: number,
/**
 * When the server's lists were last read; absent: never.
 */
synced: number | null, };

/**
 * Filter for the groups of the selected connection.
 */
export type RejectedQuery = { show: TriageStatus,
/**
 * Only requests that were rejected at or after this instant.
 */
from: number | null,
/**
 * Only requests that were rejected before this instant.
 */
to: number | null,
/**
 * Only requests that are assigned to this name; an empty text means not assigned.
 */
assignee: string | null,
/**
 * Words that must all occur, as in [`crate::view::RequestFilter::text`].
 */
text: string | null, sort: GroupSort, };

export type RejectedRow = { row: RequestRow, review: TriageStatus, marks: Triage,
/**
 * Number of retries made by this desk.
 */
retries: number,
/**
 * State of the latest retry; absent if there is none.
 */
lastRetry: RequestState | null, };

/**
 * A page of rejected requests, the latest rejection first.
 */
export type RejectedRows = { rows: Array<RejectedRow>, total: number, };

/**
 * A selection of requests: those named, or all of a view except those named.
 */
export type RejectedSelection = {
/**
 * True: all requests of the view except `keys`. False: only `keys`.
 */
all: boolean, keys: Array<string>, view: RejectedView, };

/**
 * Filter for rejected requests.
 */
export type RejectedView = {
/**
 * Ids of stored groups; without any, all groups.
 */
groups: Array<string>, show: TriageStatus, from: number | null, to: number | null, assignee: string | null, text: string | null, };

export type RepairedCell = { column: number, was: string, };

/**
 * The columns that the requests table can show, sort by and export.
 */
export type RequestColumn = "state" | "number" | "requestType" | "provider" | "smartcard" | "setTopBox" | "service" | "subscription" | "created" | "updated" | "user" | "unit" | "priority" | "error";

export type RequestCounts = { total: number,
/**
 * Counts for the same filter without its states.
 */
states: Array<StateCount>, };

export type RequestDetail = { row: RequestRow, parameters: Array<Parameter>, request: string | null, response: string | null, referenceNumber: string | null, errorDescription: string | null,
/**
 * The reason why it was refused, was not sent or became unknown.
 */
problem: Problem | null, processName: string | null, processImmediately: boolean | null, scheduled: number | null, executed: number | null, createdBy: string | null, createdUnit: string | null, updated: number | null, updatedBy: string | null, timeline: Array<TimelineEntry>,
/**
 * The body that this desk sent, without token and PIN.
 */
body: unknown, path: string | null,
/**
 * The server's object as last read; absent if none was read.
 */
raw: unknown,
/**
 * The row of a sheet that it was made of.
 */
sheet: SheetRowRef | null,
/**
 * Fills a form with the same values, without a PIN; absent unless this desk sent the request.
 */
draft: FormDraft | null,
/**
 * Evidence about a request that is, or was, of unknown outcome.
 */
evidence: Evidence | null, };

/**
 * The values that occur in the selected connection's requests, for the menus of the filters; most frequent first.
 */
export type RequestFacets = { providers: Array<ValueCount>, types: Array<ValueCount>, users: Array<ValueCount>, units: Array<ValueCount>, priorities: Array<ValueCount>, };

/**
 * Filter for requests of the selected connection. All conditions apply together; an empty list is no condition.
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
 * Made at or after this time.
 */
from: number | null,
/**
 * Made before this time.
 */
to: number | null,
/**
 * Only requests that this desk sent.
 */
mine: boolean,
/**
 * Only requests that were sent one by one, none of a bulk retry.
 */
single: boolean,
/**
 * Only requests with an error (`true`) or without one (`false`).
 */
hasError: boolean | null, };

export type RequestPage = { rows: Array<RequestRow>,
/**
 * When the server's lists were last read; absent: never.
 */
synced: number | null, };

export type RequestQuery = { filter: RequestFilter, sort: RequestColumn, ascending: boolean, limit: number, offset: number, };

/**
 * One request: sent by this desk, read from the server, or both.
 */
export type RequestRow = {
/**
 * The outbox row's key if this desk sent it, else `server-<id>`. Used in `#/requests/<key>`.
 */
key: string,
/**
 * Id of its connection.
 */
connection: string,
/**
 * Whether this desk sent it.
 */
mine: boolean, id: string | null, number: string | null, state: RequestState,
/**
 * The server's word for the state; absent unless the desk does not know it.
 */
stateText: string | null,
/**
 * Id of the catalogue's operation; absent unless this desk sent the request.
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
 * As typed, or the CA id that the server reported.
 */
smartcard: string | null, setTopBox: string | null, service: string | null, subscription: string | null,
/**
 * When it was made, here or on the server.
 */
created: number | null,
/**
 * When it last changed, here or on the server.
 */
updated: number | null, user: string | null, unit: string | null, priority: string | null, errorCode: string | null,
/**
 * First meaningful line of the server's text.
 */
errorText: string | null,
/**
 * The stored group of its cause; absent unless it is rejected, and in events.
 */
group: string | null, waitsFor: WaitsFor | null, waitsSince: number | null,
/**
 * The request does not leave before this time; absent if it is not scheduled.
 */
leavesAt: number | null,
/**
 * End of the undo hold.
 */
heldUntil: number | null,
/**
 * When it is next tried, polled or searched for.
 */
nextTry: number | null,
/**
 * The connection's release cannot report on it: the state is the one from when the server accepted it.
 */
unwatched: boolean,
/**
 * Its outcome is unknown and the user decided to leave it so.
 */
closed: boolean,
/**
 * The reason why the user has to decide about it, apart from those of the field mode.
 */
doubt?: DoubtView, };

/**
 * State of a request, for the journal, the cache and the window. Only `Completed` is shown in green.
 */
export type RequestState = "held" | "queued" | "sending" | "pending" | "completed" | "rejected" | "refused" | "notSent" | "unknown" | "cancelled" | "other";

/**
 * The result of looking up the text of an input. It never blocks.
 */
export type Resolved = { state: ResolvedState, entity: Entity | null,
/**
 * Found, but of another kind than the input takes.
 */
wrongKind: boolean,
/**
 * Entities for which the same text is another kind of identifier, best match first: the input may have to specify
 * the kind.
 */
others: Array<Hit>, problem: Problem | null,
/**
 * The first eleven of twelve digits, if no card has all twelve; they may be the card's number.
 */
eleven: string | null, };

export type ResolvedState = "found" | "notFound" | "notChecked";

/**
 * The work that a restart of the application would interrupt.
 */
export type RestartBlockers = {
/**
 * Requests that were sent and have no answer yet.
 */
onTheWire: number,
/**
 * Requests that wait with a PIN, which is in memory only.
 */
withPin: number,
/**
 * Batches that are being planned or sent.
 */
batches: number, };

/**
 * What the server's records say about a row.
 */
export type RowRecords = { asked: number,
/**
 * There were records to compare the row with.
 */
compared: boolean,
/**
 * Why the server could not be asked about all of it.
 */
problem: ProblemCode | null, findings: Array<RecordFinding>, };

/**
 * The result of applying rules that are being edited to a text.
 */
export type RuleTest = { kind: EntityKind,
/**
 * The mask that matches.
 */
mask: string | null,
/**
 * A mask of the other kind matches too; the first kind wins.
 */
ambiguous: boolean, };

/**
 * A named view of the requests page.
 */
export type SavedView = { name: string,
/**
 * The part of its address after `?`.
 */
search: string,
/**
 * Its columns; absent in views of an earlier version, which leave the columns as they are.
 */
columns?: Array<ColumnLayout<RequestColumn>> | null, };

/**
 * Settings that distinguish a scanner, which acts as a keyboard, from a person that types.
 */
export type Scanner = { on: boolean,
/**
 * Keys that follow each other faster than this are a scan; in milliseconds, 5 to 200.
 */
gapMillis: number,
/**
 * Fewest characters of a scan, 3 to 40; shorter input is typing.
 */
shortest: number,
/**
 * The text that the scanner sends before and after each code; it is removed.
 */
prefix: string, suffix: string, };

export type SearchResults = {
/**
 * Best match first: whole identifiers before prefixes before parts, pinned before recently used before the rest.
 */
hits: Array<Hit>,
/**
 * The first eleven of twelve digits that were typed: a Conax card has twelve printed on it, and its number is the
 * first eleven. A suggestion only.
 */
eleven: string | null,
/**
 * The kind of entity that the text is by the rules of the connection.
 */
looksLike: EntityKind, };

/**
 * An end before the begin is on the next day.
 */
export type SendingHours = { from: number, until: number, };

/**
 * Requests of one commit, each of which leaves only after the one before it was completed.
 */
export type Sequence = {
/**
 * Key of its first request.
 */
key: string,
/**
 * In the order of sending.
 */
rows: Array<RequestRow>, state: SequenceState,
/**
 * Key of the request that waits for a decision, because the one before it did not complete.
 */
halted: string | null, };

export type SequenceState = "running" | "halted" | "ended";

/**
 * The server's answer about a number.
 */
export type ServerSearchResult = { hits: Array<Hit>,
/**
 * The problem of the questions that could not be asked; the others are answered.
 */
problem: Problem | null, };

/**
 * A service of a card, according to requests.
 */
export type ServiceOnCard = {
/**
 * CA id, or identifier as typed.
 */
service: string, name: string | null,
/**
 * Whether the last completed request added it.
 */
active: boolean, since: number | null,
/**
 * Key of that request.
 */
request: string, source: Source,
/**
 * A request for it is not completed yet.
 */
open: boolean, };

/**
 * A tick that was pressed.
 */
export type ServiceSwitch = { card: string, service: string, on: boolean, };

/**
 * The state of one service on one card.
 */
export type ServiceTick = { service: string, state: TickState,
/**
 * Source, time and key of the completed request that shows it; absent if it is not known.
 */
source: Source | null, asOf: number | null, request: string | null,
/**
 * Key of a request that would change it and has not ended.
 */
open: string | null, };

/**
 * The services that can be added or cancelled.
 */
export type Services = { services: Array<Entity>,
/**
 * When the whole list was read. Absent: never, and `services` are those that were looked up one by one.
 */
asOf: number | null,
/**
 * The fault of the last reading of the list, if it failed or was incomplete.
 */
fault: ListFault | null,
/**
 * The reason why the list cannot be read, for example because the product type of services is not known.
 */
problem: Problem | null, };

export type Session = {
/**
 * User name, or a label for a Web API key.
 */
user: string, organisation: string, unit: string | null, state: SessionState,
/**
 * When the session ends: if it is not used (before R12), or in any case (from R12).
 */
ends: number | null,
/**
 * Seconds after its last use at which the session ends; absent if its end is fixed.
 */
idleSeconds: number | null,
/**
 * A kept password or key renews it without asking the user.
 */
renewsItself: boolean,
/**
 * True: the token is in the operating system's keyring. False: only in memory.
 */
stored: boolean, };

export type SessionState = "active" | "ended";

export type Settled = "matched" | "chosen" | "sentAgain" | "closed";

export type SheetColumn = {
/**
 * As in spreadsheets: `A`.
 */
letter: string,
/**
 * Empty without headings.
 */
heading: string,
/**
 * The first values.
 */
samples: Array<string>,
/**
 * It may hold PINs or passwords: nothing of it was read.
 */
secret: boolean, };

/**
 * The fields of an operation that the columns of a sheet are for.
 */
export type SheetMatching = { operation: string,
/**
 * Name of the field of each column.
 */
columns: Array<string | null>,
/**
 * Kind of identifier of a field, where it is not the first of its operation.
 */
by: Record<string, string>,
/**
 * Fields with one value for all rows.
 */
fixed: Record<string, string>,
/**
 * Fields that are taken from what is known of the row's card.
 */
known: Array<string>,
/**
 * Findings that the user wants to stay as they are: kind and field.
 */
kept: Array<KeptFinding>, };

/**
 * What a spreadsheet does that the values do not show.
 */
export type SheetNotes = { merged: number, formulas: number, errors: number, hiddenRows: number, from1904: boolean, noFormats: boolean, };

/**
 * Progress of reading or checking a sheet.
 */
export type SheetProgress = { id: string, checking: boolean, rows: number,
/**
 * 0: not known yet.
 */
of: number,
/**
 * Findings in the rows that were checked so far.
 */
findings: Array<BulkFinding>, };

export type SheetRowRef = { sheet: string,
/**
 * The file's name; empty for pasted rows.
 */
name: string,
/**
 * Number of the row in the file.
 */
line: number, };

/**
 * How a list was read, so that the user can have it read in another way.
 */
export type SheetSource = {
/**
 * Names the list in memory, until another one is read or it is closed.
 */
id: string,
/**
 * Such as `windows-1253`; absent if the list did not come as bytes.
 */
encoding: string | null,
/**
 * The encodings that can be chosen.
 */
encodings: Array<string>,
/**
 * The separating character, a blank for typed words, or empty for one cell a line; absent where cells are not
 * separated by characters, as in a workbook.
 */
separator: string | null,
/**
 * The worksheet that was read; absent unless the list is a workbook.
 */
worksheet: string | null,
/**
 * The workbook's other worksheets.
 */
otherWorksheets: Array<string>, };

/**
 * Credentials of a sign-in; the organisation is the connection's. Not `Debug`, because it carries a password or a key.
 */
export type SignIn = { "with": "password", connection: string, username: string, password: string, unit: string | null, keep: boolean, } | { "with": "webApiKey", connection: string, webApiKey: string, unit: string | null, keep: boolean, };

/**
 * The slip that the installer hands over after the work. It carries no PIN.
 */
export type Slip = { row: RequestRow,
/**
 * Name of the connection; its organisation and unit follow.
 */
connection: string, organisation: string, unit: string | null, timeZone: string,
/**
 * All cards that the request names.
 */
smartcards: Array<string>, setTopBoxes: Array<string>,
/**
 * Names of the services known to be active on the card.
 */
services: Array<string>, referenceNumber: string | null,
/**
 * The person who sent it, or the user's name; absent for a Web API key, which names no person.
 */
installer: string | null,
/**
 * A QR code of the request number, as an SVG document; absent while there is no number.
 */
qr: string | null, made: number, };

/**
 * The snapshot: all that the first paint needs, and the state that every page shows.
 */
export type Snapshot = { version: string, connections: Array<Connection>,
/**
 * Id of the selected connection.
 */
connection: string, session: Session | null, keyring: Keyring, preferences: Preferences, outbox: OutboxCounts,
/**
 * Problems of this computer that are reported once or that stop sending.
 */
notices: Array<Problem>,
/**
 * Set if the journal cannot be opened; sending is stopped.
 */
journal: Problem | null, network: Network,
/**
 * Set while the lists are being read.
 */
sync: SyncProgress | null,
/**
 * Lists that could not be read, or not in full.
 */
listFaults: Array<ListFault>,
/**
 * Operations that the connection's release lacks.
 */
unavailable: Array<Unavailable>, };

/**
 * The source of a fact.
 */
export type Source = "lookUp" | "lists" | "journal";

/**
 * The feature by which a group was split into parts.
 */
export type SplitBy = "words" | "service" | "user" | "unit";

export type StateCount = { state: RequestState, count: number, };

/**
 * Kind of a timeline entry.
 */
export type StepKind = "held" | "queued" | "sending" | "accepted" | "completed" | "rejected" | "refused" | "notSent" | "unknown" | "cancelled" | "sessionEnded" | "watched" | "scheduled" | "edited" | "moved" | "sentAgain" | "adopted" | "closed" | "checked" | "decision" | "halted" | "detached";

export type Swapped = { name: string, worked: string, now: string, };

/**
 * Progress of reading a list.
 */
export type SyncProgress = {
/**
 * The list: a life-cycle state such as `COMPLETED`, or a request type.
 */
list: string, rows: number, bytes: number,
/**
 * The size that the server announced; absent if it did not.
 */
ofBytes: number | null, started: number, };

export type TemplateColumn = { heading: string,
/**
 * Whether it is needed, what it takes, and an example.
 */
rules: Array<string>, };

/**
 * The command-line shell that a command is quoted for.
 */
export type Terminal = "posix" | "cmd" | "powerShell";

/**
 * One hop of a connection test, in order; the first that fails ends the test.
 */
export type TestedHop = { hop: Hop, millis: number | null, detail: string | null, problem: Problem | null, };

export type Theme = "system" | "light" | "dark";

export type TickState = "on" | "off" | "notKnown";

export type TimelineEntry = { at: number, step: StepKind,
/**
 * A number, a code or the server's words.
 */
detail: string | null,
/**
 * The user that decided on it.
 */
by: string | null, };

/**
 * Triage marks of a request: assignee, note, snooze and dismissal. Kept on this computer.
 */
export type Triage = { assignee: string | null, note: string | null, snoozedUntil: number | null, dismissed: string | null, };

/**
 * One change of a request's triage.
 */
export type TriageAction = { "mark": "assign", to: string | null, } | { "mark": "note", text: string | null, } | { "mark": "snooze", until: number, } | { "mark": "dismiss", reason: string, } | { "mark": "reopen" };

/**
 * Triage status of a rejected request. It is kept on this computer and unknown to the server.
 *
 * A request with a retry that was rejected too has no status: the retry has one, and carries the history.
 */
export type TriageStatus = "open" | "snoozed" | "dismissed" | "cleared";

export type Unavailable = { operation: string,
/**
 * First release that has it; set if the server's release is older.
 */
from: string | null,
/**
 * Last release that has it; set if the server's release is newer.
 */
until: string | null, };

export type UnavailableReason = { "why": "release" } | { "why": "provider" } | { "why": "noUnpair" } | { "why": "kind" } | { "why": "noSubscription" } | { "why": "onlyCaId" } | { "why": "waiting", request: string, } | { "why": "notPaired" };

/**
 * A list of the server that was not read to its end.
 */
export type UnreadList = {
/**
 * The life-cycle state of its requests, such as `COMPLETED`.
 */
list: string,
/**
 * When it was last read to its end; absent: never.
 */
asOf: number | null, };

/**
 * A row of a list that could not be read.
 */
export type UnreadRow = { reason: string,
/**
 * The row as the server sent it, without secrets; only the beginning of a long row.
 */
text: string, };

export type UpdateFault = { code: UpdateFaultCode,
/**
 * The system's words, or the value at fault.
 */
detail: string, };

/**
 * Code of a fault. A variant exists only where the window words it differently.
 */
export type UpdateFaultCode = "policy" | "sourceNotReached" | "notInSource" | "manifestUnreadable" | "badSignature" | "otherChannel" | "otherVersion" | "replayed" | "noPackage" | "packageCut" | "packageChanged" | "diskFull" | "notWritable" | "busy" | "doesNotStart" | "notInstalled";

export type UpdateMode = "off" | "tell" | "install";

/**
 * The administrator's policy.
 */
export type UpdatePolicy = { updates: UpdateMode, channel: string,
/**
 * The only version that is taken.
 */
version: string | null, source: string | null, percentage: number, };

export type UpdateStage = "idle" | "looking" | "downloading" | "ready";

export type UpdateVerdict = "upToDate" | "older" | "later" | "offered";

/**
 * The reason why there are no updates.
 */
export type UpdatesOff = "noKey" | "noPolicy" | "byPolicy" | "policyFault";

/**
 * The state of this desk's updates.
 */
export type UpdatesView = {
/**
 * Version of the running desk.
 */
installed: string, installation: Installation,
/**
 * Set if there are no updates.
 */
off: UpdatesOff | null, policy: UpdatePolicy | null,
/**
 * Number of this desk in staged roll-outs, 0 to 99: it takes part from the percentage above it.
 */
deskNumber: number,
/**
 * The last look whose answer was verified.
 */
lookedAt: number | null, stage: UpdateStage,
/**
 * Result of the last look.
 */
found: FoundUpdate | null,
/**
 * Set if the newest version of the source is older than the limit: newer ones may be held back.
 */
staleDays: number | null, fault: UpdateFault | null, };

export type ValueCount = { value: string, count: number, };

export type ValueSource = "journal" | "request" | "server" | "mapping";

/**
 * The reason why a request has not left.
 */
export type WaitsFor = "hold" | "session" | "network" | "turn" | "requestBefore" | "time" | "edit" | "decision" | "journal" | "server";

/**
 * Numbers of deleted records, and the result of searching the files for them afterwards.
 */
export type WipedView = { entities: number, requests: number, forms: number,
/**
 * Jobs of the field mode, which were in the journal.
 */
jobs: number,
/**
 * Number of deleted identifiers that were searched for in every file of the cache, byte by byte.
 */
searched: number,
/**
 * Number of places where one was still found. Not zero: the wipe failed.
 */
left: number, };

export const commands = {
  app: {
    snapshot: () => invoke<Snapshot>("snapshot"),
    restartBlockers: () => invoke<RestartBlockers>("restart_blockers"),
    selectConnection: (id: string) => invoke<Snapshot>("select_connection", { call: newKey(), id }),
    removeConnection: (id: string) => invoke<null>("remove_connection", { call: newKey(), id }),
    tryKeyring: () => invoke<Snapshot>("try_keyring", { call: newKey() }),
    savePreferences: (preferences: Preferences) => invoke<Preferences>("save_preferences", { call: newKey(), preferences }),
    wipe: () => invoke<WipedView>("wipe", { call: newKey() }),
    checkConnection: (draft: ConnectionDraft) => invoke<Array<FieldProblem>>("check_connection", { draft }),
    testConnection: (draft: ConnectionDraft) => invoke<Array<TestedHop>>("test_connection", { draft }),
    saveConnection: (draft: ConnectionDraft) => invoke<Connection>("save_connection", { call: newKey(), draft }),
  },
  batches: {
    batches: () => invoke<Array<BatchView>>("batches"),
    batch: (id: string) => invoke<BatchView>("batch", { id }),
    pauseBatch: (id: string) => invoke<BatchView>("pause_batch", { call: newKey(), id }),
    stopBatch: (id: string) => invoke<BatchView>("stop_batch", { call: newKey(), id }),
  },
  bulk: {
    bulkSheets: () => invoke<Array<BulkSheetSummary>>("bulk_sheets"),
    bulkSheet: (id: string) => invoke<BulkSheet>("bulk_sheet", { id }),
    bulkGroups: (id: string) => invoke<Array<GroupCount>>("bulk_groups", { id }),
    bulkRows: (id: string, filter: BulkFilter, offset: number, limit: number) => invoke<BulkRows>("bulk_rows", { id, filter, offset, limit }),
    suggestBulkMatching: (id: string, operation: string) => invoke<SheetMatching>("suggest_bulk_matching", { id, operation }),
    dryRun: (id: string) => invoke<DryRun>("dry_run", { id }),
    bringSheetText: (text: string) => invoke<BulkSheet>("bring_sheet_text", { call: newKey(), text }),
    readBulkSheetAgain: (id: string, reading: BulkReading) => invoke<BulkSheet>("read_bulk_sheet_again", { call: newKey(), id, reading }),
    matchBulkSheet: (id: string, matching: SheetMatching) => invoke<BulkSheet>("match_bulk_sheet", { call: newKey(), id, matching }),
    repairBulkFindings: (id: string, kind: string, field: string, proved: boolean) => invoke<BulkSheet>("repair_bulk_findings", { call: newKey(), id, kind, field, proved }),
    undoBulkRepair: (id: string, repair: number) => invoke<BulkSheet>("undo_bulk_repair", { call: newKey(), id, repair }),
    editBulkCell: (id: string, place: number, column: number, text: string) => invoke<BulkSheet>("edit_bulk_cell", { call: newKey(), id, place, column, text }),
    excludeBulkRows: (id: string, selection: BulkSelection, excluded: boolean) => invoke<BulkSheet>("exclude_bulk_rows", { call: newKey(), id, selection, excluded }),
    sendBulkAgain: (id: string, again: boolean) => invoke<BulkSheet>("send_bulk_again", { call: newKey(), id, again }),
    startDryRun: (id: string, anew: boolean) => invoke<DryRun>("start_dry_run", { call: newKey(), id, anew }),
    stopDryRun: (id: string) => invoke<DryRun>("stop_dry_run", { call: newKey(), id }),
    startBulkSheet: (id: string, typed: number | null, pace: BatchPace) => invoke<BatchView>("start_bulk_sheet", { call: newKey(), id, typed, pace }),
    resumeBulkSheet: (id: string, pace: BatchPace | null) => invoke<BatchView>("resume_bulk_sheet", { call: newKey(), id, pace }),
    deleteBulkSheet: (id: string) => invoke<null>("delete_bulk_sheet", { call: newKey(), id }),
    bringSheetFile: (file: string) => invoke<BulkSheet>("bring_sheet_file", { call: newKey(), file }),
    exportBulkReport: (file: string, asked: BulkReport) => invoke<null>("export_bulk_report", { call: newKey(), file, asked }),
    saveBulkTemplate: (file: string, asked: BulkTemplate) => invoke<null>("save_bulk_template", { call: newKey(), file, asked }),
  },
  connections: {
    testRules: (rules: ConnectionRules, text: string) => invoke<RuleTest>("test_rules", { rules, text }),
    classify: (text: string) => invoke<EntityKind>("classify", { text }),
    saveRules: (connection: string, rules: ConnectionRules) => invoke<Connection>("save_rules", { call: newKey(), connection, rules }),
  },
  entities: {
    entityPage: (of: EntityRef) => invoke<EntityPage>("entity_page", { of }),
    refreshEntity: (of: EntityRef) => invoke<EntityPage>("refresh_entity", { of }),
    entityRequests: (of: EntityRef, withSubscription: boolean, offset: number, limit: number) => invoke<RequestPage>("entity_requests", { of, withSubscription, offset, limit }),
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
  history: {
    historyPage: (query: HistoryQuery) => invoke<HistoryPage>("history_page", { query }),
    historySummary: (filter: HistoryFilter, step: number) => invoke<HistorySummary>("history_summary", { filter, step }),
    exportHistory: (file: string, asked: HistoryExport) => invoke<null>("export_history", { call: newKey(), file, asked }),
  },
  households: {
    household: (of: EntityRef) => invoke<Household>("household", { of }),
    planHousehold: (of: EntityRef, change: HouseholdChange) => invoke<HouseholdPlan>("plan_household", { of, change }),
    onlyCard: (of: EntityRef) => invoke<Entity | null>("only_card", { of }),
  },
  launch: {
    startsWithSession: () => invoke<boolean | null>("starts_with_session"),
    takeLink: () => invoke<string | null>("take_link", { call: newKey() }),
    setStartWithSession: (on: boolean) => invoke<null>("set_start_with_session", { call: newKey(), on }),
  },
  lookups: {
    search: (text: string) => invoke<SearchResults>("search", { text }),
    suggest: (of: EntityRef) => invoke<Array<Hit>>("suggest", { of }),
    resolve: (of: EntityRef, provider: string | null) => invoke<Resolved>("resolve", { of, provider }),
    services: () => invoke<Services>("services"),
    refreshServices: () => invoke<Services>("refresh_services"),
    recents: () => invoke<Recents>("recents"),
    searchServer: (text: string) => invoke<ServerSearchResult>("search_server", { call: newKey(), text }),
    stopSearch: () => invoke<null>("stop_search", { call: newKey() }),
    pin: (key: string, pinned: boolean) => invoke<null>("pin", { call: newKey(), key, pinned }),
    forgetEntity: (key: string) => invoke<null>("forget_entity", { call: newKey(), key }),
  },
  mirror: {
    refreshRequests: () => invoke<null>("refresh_requests"),
    stopRefresh: () => invoke<null>("stop_refresh", { call: newKey() }),
  },
  outbox: {
    checkForm: (draft: FormDraft) => invoke<Checked>("check_form", { draft }),
    keptForm: (operation: string) => invoke<Form | null>("kept_form", { operation }),
    outboxPage: (offset: number, limit: number) => invoke<OutboxPage>("outbox_page", { offset, limit }),
    sequence: (key: string) => invoke<Sequence>("sequence", { key }),
    send: (form: Form) => invoke<RequestRow>("send", { form }),
    sendLater: (form: Form, at: number) => invoke<RequestRow>("send_later", { form, at }),
    sendSequence: (key: string, drafts: Array<FormDraft>) => invoke<Sequence>("send_sequence", { key, drafts }),
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
    rejectedPage: (query: RejectedQuery) => invoke<RejectedPage>("rejected_page", { query }),
    rejectedCauses: () => invoke<Array<CauseSummary>>("rejected_causes"),
    rejectedRequests: (view: RejectedView, offset: number, limit: number) => invoke<RejectedRows>("rejected_requests", { view, offset, limit }),
    rejectedOverview: (from: number) => invoke<RejectedOverview>("rejected_overview", { from }),
    causeShape: (groups: Array<string>) => invoke<CauseShape>("cause_shape", { groups }),
    oldCauses: () => invoke<Array<OldCause>>("old_causes"),
    compare: (key: string) => invoke<Comparison>("compare", { key }),
    markHistory: (key: string) => invoke<Array<MarkVersion>>("mark_history", { key }),
    handover: (from: number) => invoke<Handover>("handover", { from }),
    lookAtGroups: (groups: Array<string>) => invoke<null>("look_at_groups", { call: newKey(), groups }),
    joinGroups: (groups: Array<string>) => invoke<string>("join_groups", { call: newKey(), groups }),
    splitGroups: (groups: Array<string>, by: SplitBy) => invoke<null>("split_groups", { call: newKey(), groups, by }),
    restoreGroups: (groups: Array<string>) => invoke<null>("restore_groups", { call: newKey(), groups }),
    saveKnowledge: (groups: Array<string>, draft: KnowledgeDraft) => invoke<Knowledge>("save_knowledge", { call: newKey(), groups, draft }),
    forgetKnowledge: (groups: Array<string>) => invoke<Knowledge>("forget_knowledge", { call: newKey(), groups }),
    takeImport: (id: string) => invoke<Merged>("take_import", { call: newKey(), id }),
    stopImport: () => invoke<null>("stop_import", { call: newKey() }),
    undoImport: () => invoke<ImportUndone>("undo_import", { call: newKey() }),
    mark: (selection: RejectedSelection, change: TriageAction) => invoke<number>("mark", { call: newKey(), selection, change }),
    exportKnowledge: (file: string) => invoke<number>("export_knowledge", { call: newKey(), file }),
    previewKnowledgeImport: (file: string) => invoke<ImportSummary>("preview_knowledge_import", { call: newKey(), file }),
    exportTriage: (file: string) => invoke<number>("export_triage", { call: newKey(), file }),
    previewTriageImport: (file: string) => invoke<ImportSummary>("preview_triage_import", { call: newKey(), file }),
    saveReport: (file: string, text: string) => invoke<null>("save_report", { call: newKey(), file, text }),
    saveTable: (file: string, rows: Array<Array<string>>) => invoke<null>("save_table", { call: newKey(), file, rows }),
  },
  requests: {
    requestPage: (query: RequestQuery) => invoke<RequestPage>("request_page", { query }),
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
    prefill: (key: string, operation: string | null) => invoke<PrefilledForm>("prefill", { key, operation }),
    prefillResync: (key: string) => invoke<PrefilledForm>("prefill_resync", { key }),
    batchRows: (id: string, part: BatchPart, offset: number, limit: number) => invoke<BatchRows>("batch_rows", { id, part, offset, limit }),
    batchQuestions: (id: string) => invoke<Array<CaIdQuestion>>("batch_questions", { id }),
    caIdMappings: () => invoke<Array<CaIdMappingView>>("ca_id_mappings"),
    retry: (key: string, form: Form) => invoke<RequestRow>("retry", { key, form }),
    planRetries: (id: string, selection: RejectedSelection) => invoke<BatchView>("plan_retries", { id, selection }),
    startBatch: (id: string, typed: number | null) => invoke<BatchView>("start_batch", { call: newKey(), id, typed }),
    resumeBatch: (id: string) => invoke<BatchView>("resume_batch", { call: newKey(), id }),
    mapCaId: (of: CaIdRef, to: EntityRef) => invoke<CaIdMappingView>("map_ca_id", { call: newKey(), of, to }),
    forgetCaId: (of: CaIdRef) => invoke<null>("forget_ca_id", { call: newKey(), of }),
  },
  sessions: {
    signIn: (request: SignIn) => invoke<Session>("sign_in", { call: newKey(), request }),
    signOut: () => invoke<null>("sign_out", { call: newKey() }),
  },
  updates: {
    updates: () => invoke<UpdatesView>("updates"),
    lookForUpdates: () => invoke<UpdatesView>("look_for_updates", { call: newKey() }),
    downloadUpdate: () => invoke<UpdatesView>("download_update", { call: newKey() }),
    installUpdate: () => invoke<RestartBlockers>("install_update", { call: newKey() }),
  },
  window: {
    windowReady: (dark: boolean) => invoke<null>("window_ready", { dark }),
    diagnostics: () => invoke<string>("diagnostics"),
    zoom: () => invoke<number>("zoom"),
    setZoom: (percent: number) => invoke<null>("set_zoom", { percent }),
    inFront: () => invoke<boolean>("in_front"),
    chooseFile: (purpose: FilePurpose, name: string | null) => invoke<ChosenFile | null>("choose_file", { call: newKey(), purpose, name }),
    savePdf: (file: string) => invoke<null>("save_pdf", { call: newKey(), file }),
    copy: (text: string) => invoke<null>("copy", { call: newKey(), text }),
    openLogs: () => invoke<null>("open_logs", { call: newKey() }),
    notify: (notification: Notification) => invoke<null>("notify", { call: newKey(), notification }),
  },
};
