import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** The numbers of the documents that are listed here are those of the code. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const API = 'docs/integrators/api.md';
const FORMATS = 'docs/integrators/formats.md';
const GUIDE = 'docs/en/guide.md';
const PRZEWODNIK = 'docs/pl/przewodnik.md';
const FILES = 'docs/operators/file-access.md';
const WEBDAV = 'docs/operators/webdav.md';
const CONSOLE = 'docs/operators/console.md';
const INSTALL = 'docs/operators/install.md';
const FTP = 'docs/operators/ftp.md';
const SFTP = 'docs/operators/sftp.md';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A number in a document, as `#` in its sentence (a word may stand for it), and where the code has it; `unit`: what one of the document is in the code. */
interface Documented {
  readonly page: string;
  readonly says: string;
  /** `FILE NAME`, a constant in `src/FILE.ts` (`NAME.PART`: of an object), or a setting: its default. */
  readonly is: string;
  readonly unit?: number;
}

const row = (page: string, says: string, is: string, unit = 1): Documented => ({ page, says, is, unit });

const DOCUMENTED: readonly Documented[] = [
  row(API, '…/ID/give {"hours":24}` (# at most)', 'listening-grants/listening-grants MAX_HOURS'),
  row(API, 'has the failed sign-ins of # days', 'tenants/failed-file-sign-ins KEPT_MS', DAY),
  row(API, 'and marks: at least # characters', 'catalog/note-columns MIN_NOTE_PART'),
  row(API, 'beyond # calls (', 'catalog/call-totals MAX_CALLS_BY_TIME'),
  row(API, 'calls (# with a number, an extension or a duration)', 'catalog/call-totals MAX_CALLS_LOOKED_UP'),
  row(API, '(days in Warsaw, at most #)', 'api/call-statistics MAX_DAYS'),
  row(API, '`longSilences` (# s and more)', 'statistics/call-sums LONG_SILENCE_MS', SECOND),
  row(API, 'has the # outside numbers', 'catalog/top-numbers MAX_NUMBERS'),
  row(API, 'the newest # calls with a silence', 'api/call-statistics MAX_LISTED'),
  row(API, 'at most # a minute, audited (`statistics-exported`)', 'api/statistics-report MAX_PDFS_PER_MINUTE'),
  row(API, 'by mail: at most #\n  of `candidates`', 'statistics/monthly-report MAX_RECIPIENTS'),
  row(API, 'At most # names', 'tenants/phone-book/phone-book MAX_PHONE_BOOK_ENTRIES'),
  row(API, 'lower case, up to # letters', 'notes/tag MAX_TAG_CHARS'),
  row(API, 'or at least # consecutive digits', 'api/calls MIN_NUMBER_DIGITS'),
  row(API, 'More than # calls: 422', 'delivery/download/plan-download MAX_DOWNLOADED_CALLS'),
  row(API, 'about # calls or', 'delivery/download/plan-download LIMITS.part.calls'),
  row(API, 'calls or # GB', 'delivery/download/plan-download LIMITS.part.bytes', 1e9),
  row(API, 'of its own; more than # of a user', 'api/recordings-zip PLACES.perUser'),
  row(API, 'of a user at once, or # in all', 'api/recordings-zip PLACES.all'),
  row(API, 'a further sheet from # rows on', 'delivery/call-list/call-list-xlsx MAX_ROWS'),
  row(API, 'not known before. More than # of a user', 'api/calls-export PLACES.perUser'),
  row(API, '- # requests a minute per key', 'api/server-limits MAX_KEY_REQUESTS_PER_MINUTE'),
  row(API, 'and the last # days:', 'delivery/call-hooks/send-call-hooks KEPT_MS', DAY),
  row(API, 'At most # hooks', 'delivery/call-hooks/call-hooks MAX_CALL_HOOKS'),
  row(API, 'left out on purpose, # minutes after the call', 'calls/save-call FAILED_AFTER_MS', MINUTE),
  row(API, 'with 2xx within # s', 'delivery/hooks/hook-sender RESPONSE_TIMEOUT_MS', SECOND),
  row(API, 'then every 6 h, for # days', 'delivery/hooks/hook-sender GIVE_UP_AFTER_MS', DAY),
  row(API, 'At most # events of a hook wait', 'delivery/call-hooks/queue-call-hooks MAX_WAITING'),
  row(API, 'up to # `recipients`', 'call-notices/mail-rules MAX_RECIPIENTS'),
  row(API, '# mails an hour of a rule', 'call-notices/send-rule-mails MAX_MAILS_PER_HOUR'),
  row(API, 'newest first, # at most', 'api/live-calls MAX_LIVE_CALLS'),
  row(API, 'A stream ends after # minutes', 'api/live-events LONGEST_STREAM_MS', MINUTE),
  row(API, 'A comment comes each # s', 'api/live-events HEARTBEAT_MS', SECOND),
  row(API, 'At most # streams of a user', 'api/live-events MAX_STREAMS_PER_USER'),
  row(API, 'streams of a user, # of a tenant', 'api/live-events MAX_STREAMS_PER_TENANT'),
  row(API, 'A user listens to # calls', 'api/live-audio MAX_PER_USER'),
  row(API, 'at most, # people to', 'live/live-listening MAX_LISTENERS'),
  row(API, 'the recorder did not answer in # s', 'live/live-listeners FIRST_SOUND_MS', SECOND),
  row(API, 'More than # packs of a user', 'api/evidence PLACES.perUser'),
  row(API, 'At most # minutes in the future', 'intake/reported/reported-calls MAX_AHEAD_MS', MINUTE),
  row(API, 'one, or an array of up to #.', 'intake/reported/records/record-body MAX_RECORDS'),
  row(API, '(# a minute, then 429)', 'api/server-limits MAX_POLICY_REQUESTS_PER_MINUTE'),
  row(
    API,
    'PCM of 8 to 32 bits, float, A-law, µ-law; 8 to 48 kHz; also WAVE_FORMAT_EXTENSIBLE, RF64) or MP3, up to # GiB',
    'intake/upload/uploads MAX_AUDIO_BYTES',
    1 << 30,
  ),
  row(API, '**At once**: # uploads', 'intake/upload/uploads MAX_CONCURRENT_OF_SOURCE'),
  row(API, 'uploads of a source, # in all', 'intake/upload/uploads MAX_CONCURRENT_UPLOADS'),
  row(API, 'or are at most # minutes apart', 'calls/same-call MAX_SESSION_GAP_MS', MINUTE),
  row(API, 'the times match within # s', 'calls/same-call MAX_CLOCK_DIFFERENCE_MS', SECOND),

  row(FORMATS, 'an array of up to # |', 'intake/reported/records/record-body MAX_RECORDS'),
  row(FORMATS, 'one object a line, up to #', 'intake/reported/records/record-body MAX_LINES'),
  row(FORMATS, 'up to # lines;', 'intake/reported/records/record-body MAX_LINES'),
  row(FORMATS, 'Up to # MiB. Name', 'api/call-records MAX_BODY_BYTES', 1024 * 1024),
  row(FORMATS, 'up to # requests a minute of an address', 'api/server-limits MAX_CALL_RECORD_REQUESTS_PER_MINUTE'),
  row(FORMATS, 'Of a source # requests', 'api/call-records REQUESTS_OF_A_SOURCE.atOnce'),
  row(FORMATS, 'worked on at once and # more', 'api/call-records REQUESTS_OF_A_SOURCE.waiting'),
  row('docs/integrators/push.md', 'with 2xx within # s', 'delivery/hooks/hook-sender RESPONSE_TIMEOUT_MS', SECOND),
  row(
    'docs/integrators/push.md',
    'could not read it for # days',
    'delivery/sending/deliver-package UNREADABLE_AFTER_MS',
    DAY,
  ),

  row(GUIDE, 'under a name (up to # names)', 'tenants/saved-searches MAX_SAVED_SEARCHES'),
  row(PRZEWODNIK, 'pod nazwą (do # nazw)', 'tenants/saved-searches MAX_SAVED_SEARCHES'),
  row(PRZEWODNIK, 'wewnętrznym, do #.', 'tenants/phone-book/phone-book MAX_PHONE_BOOK_ENTRIES'),
  row(PRZEWODNIK, 'wybrać odbiorców (najwyżej #)', 'statistics/monthly-report MAX_RECIPIENTS'),
  row(PRZEWODNIK, 'gdy włączysz go do #. dnia', 'statistics/monthly-report DUE_DAYS'),
  row(PRZEWODNIK, 'najwyżej #. W wiadomości', 'call-notices/mail-rules MAX_RECIPIENTS'),
  row(PRZEWODNIK, 'wysyła najwyżej # wiadomości na godzinę', 'call-notices/send-rule-mails MAX_MAILS_PER_HOUR'),
  row(PRZEWODNIK, 'z ostatnich # dni; nieprzyjęte', 'delivery/call-hooks/send-call-hooks KEPT_MS', DAY),
  row(PRZEWODNIK, 'ponawiamy przez # dni, a potem wyłączamy', 'delivery/hooks/hook-sender GIVE_UP_AFTER_MS', DAY),
  row(PRZEWODNIK, 'Czeka zaszyfrowany # dni', 'rodo/access-package PACKAGE_DAYS'),
  row(PRZEWODNIK, 'na jak długo, najwyżej na # dni', 'listening-grants/listening-grants MAX_HOURS', 24),
  row(PRZEWODNIK, 'pokażemy # kodów zapasowych', 'tenants/recovery-codes RECOVERY_CODES'),
  row(
    'docs/pl/okres-przechowywania.md',
    'zostaną usunięte; # dni wcześniej',
    'retention/option-end-warnings WARNING_DAYS',
  ),
  row(
    'docs/pl/dostep-do-plikow.md',
    'kolejne próby są przez # minut',
    'file-access/sign-in/login-throttle FORGET_AFTER_S',
    60,
  ),

  row(FILES, 'of hardware tokens; # of a credential', 'tenants/file-credential-keys MAX_KEYS'),
  row(FILES, 'failed in the last # days', 'tenants/failed-file-sign-ins KEPT_MS', DAY),
  row(FILES, 'A tenant has # credentials at most', 'tenants/file-credentials MAX_CREDENTIALS'),
  row(FILES, 'the last # revoked ones', 'tenants/file-credentials MAX_LISTED_REVOKED'),
  row(FILES, 'unknown logins, # failed sign-ins', 'file-access/sign-in/audited-failures MAX_IN_PERIOD'),
  row(FILES, '# rows of 30 days are listed', 'tenants/failed-file-sign-ins MAX_KEPT'),
  row(FILES, 'remembered for # days beside', 'file-access/sign-in/login-throttle KNOWN_ADDRESS_S', 86_400),
  row(FILES, 'nobody there. # failures are free', 'file-access/sign-in/login-throttle FREE_FAILURES_WHERE_KNOWN'),
  row(FILES, 'Elsewhere: # failures of a login', 'file-access/sign-in/login-throttle FREE_FAILURES_OF_PAIR'),
  row(FILES, 'twice as long, up to # s', 'file-access/sign-in/login-throttle MAX_DELAY_MS', SECOND),
  row(FILES, 'more than # s: refused', 'file-access/sign-in/login-throttle MAX_WAIT_S'),
  row(FILES, 'More than # failures of an address', 'file-access/sign-in/login-throttle FREE_FAILURES_OF_ADDRESS'),
  row(FILES, 'more than # of a login from all', 'file-access/sign-in/login-throttle FREE_FAILURES_OF_LOGIN'),
  row(FILES, 'delay it by # s at most', 'file-access/sign-in/login-throttle MAX_DELAY_OF_LOGIN_MS', SECOND),
  row(FILES, 'was right is known for # minutes', 'file-access/sign-in/password-checks REMEMBERED_MS', MINUTE),
  row(FILES, 'is known first; # wait at most', 'file-access/sign-in/password-checks MAX_WAITING'),
  row(WEBDAV, 'It ends # minutes after', 'api/webdav/dav-sessions IDLE_SESSION_MS', MINUTE),
  row(WEBDAV, 'sessions of the process | #;', 'api/webdav/dav-sessions MAX_SESSIONS'),
  row(WEBDAV, 'requests of one address | # a minute', 'api/server-limits MAX_WEBDAV_REQUESTS_PER_MINUTE'),
  row(WEBDAV, '16 kB, # properties', 'api/webdav/propfind-request MAX_PROPERTIES'),
  row(WEBDAV, 'properties, # levels', 'api/webdav/propfind-request MAX_DEPTH'),
  row(WEBDAV, 'names of # characters', 'api/webdav/propfind-request MAX_NAME_CHARS'),
  row(WEBDAV, 'a path | # characters', 'api/webdav/dav-path MAX_PATH_CHARS'),
  row(WEBDAV, 'is closed after # s', 'api/server-limits IDLE_CONNECTION_TIMEOUT_MS', SECOND),
  row(WEBDAV, 'of the panel: # of an address', 'api/server-limits CONNECTION_LIMITS.perAddress'),
  row(WEBDAV, 'of an address, # without a sign-in', 'api/server-limits CONNECTION_LIMITS.unauthenticatedPerAddress'),
  row('docs/operators/sign-in.md', 'A customer has at most # users', 'tenants/users MAX_USERS'),
  row('docs/operators/sign-in.md', 'a name for each, up to #.', 'tenants/passkeys MAX_PASSKEYS'),
  row('docs/operators/sign-in.md', 'The last # such pairs', 'tenants/known-sign-ins MAX_KNOWN'),
  row('docs/operators/sign-in.md', 'for # days after its last use', 'tenants/known-sign-ins KNOWN_MS', DAY),
  row('docs/operators/sign-in.md', 'At most # of these mails an hour', 'tenants/account-notices MAX_NOTICES_PER_HOUR'),
  row(
    'docs/operators/push.md',
    'whose push ended # days ago',
    'delivery/targets/remove-ended-targets KEPT_AFTER_END_MS',
    DAY,
  ),
  row('docs/operators/push.md', 'in CDRs of the last # days', 'delivery/days/make-packages LATE_CALLS_DAYS'),
  row(
    'docs/operators/push.md',
    '| # min after the last late recording',
    'delivery/days/make-packages LATE_RECORDINGS_DELAY_MS',
    MINUTE,
  ),
  row('docs/operators/rodo.md', 'own | # days, or until the request is closed', 'rodo/access-package PACKAGE_DAYS'),
  row(
    'docs/operators/rodo.md',
    'of each source the last #, with numbers',
    'intake/last-records/kept-request MAX_KEPT_RECORDS',
  ),
  row('docs/operators/console.md', 'pixels, at most # kB', 'branding/png MAX_PNG_BYTES', 1000),
  row('docs/operators/console.md', 'up to # MB. It is checked first', 'api/customer-import MAX_FILE_BYTES', 1_000_000),
  row('docs/operators/run.md', '# listen at a recorder at most', 'live/live-listening MAX_LISTENERS'),
  row('docs/operators/run.md', 'request without an answer lapses after # days', 'listening-grants/grant REQUEST_DAYS'),
  row('docs/operators/run.md', 'by default, # days at most', 'listening-grants/listening-grants MAX_HOURS', 24),
  row(PRZEWODNIK, 'Prośba bez odpowiedzi wygasa po # dniach', 'listening-grants/grant REQUEST_DAYS'),
  row(
    'docs/operators/upgrade.md',
    'waits for a table at most # s',
    'platform/postgres/migrate LOCK_TIMEOUT_MS',
    SECOND,
  ),
  row(CONSOLE, 'no report for # minutes', 'service-state/findings SILENT_MACHINE_MS', MINUTE),
  row(CONSOLE, 'clock differs | more than # s', 'service-state/findings CLOCK_TOLERANCE_MS', SECOND),
  row(CONSOLE, 'certificate ends | in # days', 'service-state/findings CERTIFICATE_WARNING_DAYS'),
  row(CONSOLE, 'days; urgent in # |', 'service-state/findings CERTIFICATE_URGENT_DAYS'),
  row(CONSOLE, 'seen within # days', 'service-state/findings FORGOTTEN_SOURCE_MS', DAY),
  row(CONSOLE, 'not in the last # |', 'service-state/findings SILENT_SOURCE_MS', DAY),

  row(INSTALL, '| # udp, tcp | the PBXs', 'FONOTEKA_SIP_PORT'),
  row(INSTALL, '| # tcp, 30000', 'FONOTEKA_FTP_PORT'),
  row(INSTALL, '| # tcp (`FONOTEKA_SFTP_PORT`)', 'FONOTEKA_SFTP_PORT'),
  row(INSTALL, '| # tcp | the reverse proxy', 'FONOTEKA_HTTP_PORT'),
  row(INSTALL, '| # tcp | customers and PBXs', 'FONOTEKA_HTTPS_PORT'),
  row(INSTALL, '`FONOTEKA_HTTPS_PORT` (#)', 'FONOTEKA_HTTPS_PORT'),
  row(FTP, 'one /64) | # / 50', 'FONOTEKA_FTP_CONNECTIONS'),
  row(FTP, 'one /64) | 1000 / #:', 'FONOTEKA_FTP_CONNECTIONS_PER_ADDRESS'),
  row(FTP, 'one address | # / 25', 'FONOTEKA_FTP_CONNECTIONS_UNAUTHENTICATED'),
  row(FTP, 'over all protocols | #:', 'FONOTEKA_FILE_SESSIONS_PER_TENANT'),
  row(SFTP, 'one /64) | # / 50', 'FONOTEKA_SFTP_CONNECTIONS'),
  row(SFTP, 'one /64) | 1000 / #:', 'FONOTEKA_SFTP_CONNECTIONS_PER_ADDRESS'),
  row(SFTP, 'one address | # / 25', 'FONOTEKA_SFTP_CONNECTIONS_UNAUTHENTICATED'),
  row(SFTP, 'sessions of a tenant | #', 'FONOTEKA_FILE_SESSIONS_PER_TENANT'),
  row(FILES, '`FONOTEKA_FILE_SESSIONS_PER_TENANT` (#)', 'FONOTEKA_FILE_SESSIONS_PER_TENANT'),
  row('docs/operators/rodo.md', '`FONOTEKA_TRACE_HOURS` (#;', 'FONOTEKA_TRACE_HOURS'),
  row('docs/operators/rodo.md', '`FONOTEKA_WATCH_DONE_DAYS` (# days', 'FONOTEKA_WATCH_DONE_DAYS'),
  row('docs/operators/upgrade.md', '**# days after `migrate` at the earliest', 'FONOTEKA_RETENTION_GRACE_DAYS'),
];

const NUMBER = String.raw`(\d[\d.,  \u202f]*\d|\d|[\p{L}]+)`;
const WORDS = new Map(
  'one two three four five six seven eight nine ten'.split(' ').map((word, at) => [word, at + 1] as const),
);
for (const [word, number] of [
  ['twenty', 20],
  ['dziesięć', 10],
] as const)
  WORDS.set(word, number);

test.each(DOCUMENTED)('$page: $says', ({ page, says, is, unit = 1 }) => {
  const [before, behind] = says.split('#').map(pattern) as [string, string];
  const found = new RegExp(`${before}${NUMBER}${behind}`, 'iu').exec(text(page));
  expect(found?.[1], `the sentence is no longer in ${page}: mend it here`).toBeDefined();
  const isSetting = is.startsWith('FONOTEKA_');
  expect(numberOf(found![1]!)).toBe(isSetting ? defaultOf(is) : constantAt(is) / unit);
});

test('what is no plain number of the code is not taken for one', () => {
  const code = 'const SUM = 20 + 5; const FRACTION = 2.5; const PLACES = { all: 4, perUser: 2 };';
  expect(constant(code, 'PLACES.perUser')).toBe(2);
  for (const name of ['SUM', 'FRACTION', 'PLACES.atOnce', 'NOWHERE']) expect(() => constant(code, name)).toThrow(name);
});

const texts = new Map<string, string>();
function text(file: string): string {
  const known = texts.get(file) ?? readFileSync(`${ROOT}/${file}`, 'utf8');
  texts.set(file, known);
  return known;
}

/** Wherever the lines of the sentence are broken. */
function pattern(words: string): string {
  return RegExp.escape(words).replaceAll(/(?:\\x20|\\n|\s)+/g, String.raw`\s+`);
}

function numberOf(written: string): number {
  return WORDS.get(written.toLowerCase()) ?? Number(written.replaceAll(/[,\s]/g, ''));
}

/** As the page of the settings has it, which is made from the code. */
function defaultOf(setting: string): number {
  const [, value] =
    new RegExp(String.raw`^\| \`${setting}\` \| \`(\d+)`, 'm').exec(text('docs/configuration.md')) ?? [];
  return Number(value);
}

function constantAt(place: string): number {
  const [file, name] = place.split(' ') as [string, string];
  return constant(text(`src/${file}.ts`), name);
}

const UNITS = new Map([
  ['MINUTE_MS', MINUTE],
  ['HOUR_MS', HOUR],
  ['DAY_MS', DAY],
]);

/** A constant of the code: a number, a product, or a part of an object; other constants of the same file are looked up. */
function constant(code: string, name: string): number {
  const [first, ...parts] = name.split('.') as [string, ...string[]];
  const definition = new RegExp(String.raw`\bconst ${first}(?:: [\w<>]+)? =\s*([^;]+)`).exec(code)?.[1];
  const value = parts.reduce(
    (within, part) => new RegExp(String.raw`\b${part}:([^]*)`).exec(within ?? '')?.[1],
    definition,
  );
  if (value === undefined) throw new Error(`the code has no ${name}`);
  const [, expression] = /^([\s\w*<]+)(?:[,}]|$)/.exec(value) ?? [];
  if (expression === undefined) throw new Error(`${name} is more than a number or a product: ${value.trim()}`);
  const [base, shift] = expression.split('<<');
  const product = base!.split('*').reduce((so, factor) => so * valueOf(factor.trim()), 1);
  return shift === undefined ? product : product * 2 ** valueOf(shift.trim());

  function valueOf(factor: string): number {
    return /^\d/.test(factor) ? Number(factor.replaceAll('_', '')) : (UNITS.get(factor) ?? constant(code, factor));
  }
}
