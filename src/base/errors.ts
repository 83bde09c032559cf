/** Whose fault an error is: it decides who is notified and whether it is an incident. */
type Fault = 'peer' | 'tenant' | 'operator' | 'us';

interface ErrorKind {
  readonly fault: Fault;
  /** The HTTP status the API answers with (RFC 9457 problem details). */
  readonly status: number;
  readonly retry: 'no' | 'backoff';
  /** One phrase: what happened and, after a semicolon, what to do. */
  readonly title: string;
}

type Retry = ErrorKind['retry'];
const kind =
  (fault: Fault) =>
  (status: number, title: string, retry: Retry = 'no') => ({ fault, status, retry, title });
const peer = kind('peer');
const tenant = kind('tenant');
const operator = kind('operator');
const ours = kind('us');

/**
 * Every error an outsider can meet, by its stable code. `docs/errors.md` is generated from this table.
 * A code is never renamed or given another meaning.
 */
export const ERRORS = {
  // Requests
  'request-invalid': peer(400, 'The request is not valid'),
  'request-too-large': peer(413, 'The request is too large'),
  'media-type-not-supported': peer(415, 'The media type of the request body is not supported; see the API description'),
  'cross-site-request': peer(403, 'The request was sent by a page of another site'),
  'not-found': peer(404, 'Nothing was found at this path or under this id'),
  'too-many-requests': peer(429, 'Too many requests; wait a moment and try again', 'backoff'),
  'internal-error': ours(500, 'An internal error occurred; try again later', 'backoff'),
  'storage-full': operator(507, 'There is no space left to store this; try again later', 'backoff'),
  'not-ready': ours(503, 'The service is temporarily unavailable; try again later', 'backoff'),
  'too-many-calls': peer(
    422,
    'These are more than 20,000 calls; choose a shorter period, or fetch them by FTP, SFTP or WebDAV',
  ),
  // Sign-in and rights
  'sign-in-required': peer(401, 'You are not signed in; sign in first'),
  'sign-in-failed': peer(401, 'The login or the password is wrong'),
  'sign-in-code-required': peer(401, 'This account needs a one-time code; send it with login and password'),
  'password-change-required': peer(403, 'The password was set for you; change it first'),
  'second-factor-required': peer(403, 'A second factor is demanded of this account; set one up first'),
  'second-factor-unused': peer(
    403,
    'A second factor is demanded of this account; confirm the sign-in with yours first',
  ),
  'password-unchanged': peer(409, 'The new password is the current one; choose another'),
  'password-sign-in-off': peer(403, 'Your company signs in by its own accounts only; use them'),
  'oidc-not-set-up': peer(404, 'Under this name no company signs in by its own accounts; check the name'),
  'oidc-sign-in-expired': peer(
    403,
    'The sign-in took too long or was begun in another browser; begin it again at the panel’s usual address',
  ),
  'oidc-sign-in-refused': peer(403, 'The company’s sign-in service did not confirm who you are; try again'),
  'oidc-provider-failed': tenant(
    502,
    'The company’s sign-in service does not answer as it should; have the settings checked',
    'backoff',
  ),
  'oidc-account-unknown': peer(403, 'No user here belongs to this company account; ask your administrator'),
  'oidc-email-not-verified': peer(403, 'The sign-in service has not verified the e-mail address of this account'),
  'oidc-account-taken': peer(409, 'This company account belongs to another user'),
  'oidc-secret-required': peer(409, 'The client secret is missing; specify it'),
  'oidc-not-tried': peer(
    409,
    'No administrator has signed in by the company’s accounts yet; do it once before passwords are refused',
  ),
  'oidc-address-forbidden': peer(400, 'The issuer’s address is not encrypted; it must begin with https://'),
  'oidc-key-missing': operator(
    503,
    'The key of the client secrets is not in the key store; check the key store',
    'backoff',
  ),
  'evidence-key-missing': operator(
    503,
    'The key that signs evidence packs is not in the key store; check the key store, or replace the key',
    'backoff',
  ),
  'trace-key-missing': operator(
    503,
    'The key of the session traces and of received call records is not in the key store; check the key store',
    'backoff',
  ),
  'passkey-refused': peer(401, 'The passkey was not accepted; try again or sign in by password'),
  'passkeys-full': peer(409, 'You have as many passkeys as are allowed; remove one first'),
  'passkeys-not-possible': operator(
    409,
    'Browsers allow passkeys only at an https address with a name; set the panel’s address',
  ),
  'link-invalid': peer(410, 'The link was used before, or has ended; ask for a new one'),
  'too-many-invitations': tenant(409, 'Too many invitations are open; withdraw some, or wait until they are accepted'),
  'too-many-invitation-mails': peer(
    429,
    'Too many invitations were sent to this address or by your company; wait a day',
    'backoff',
  ),
  'password-wrong': peer(403, 'The current password is wrong'),
  'code-wrong': peer(403, 'The one-time code is wrong or was used before; wait for the next one'),
  'totp-already-on': peer(409, 'One-time codes are on already; turn them off first'),
  'totp-key-missing': operator(
    503,
    'The key of the second factors is not in the key store; check the key store',
    'backoff',
  ),
  'sign-in-throttled': peer(429, 'Too many failed attempts; wait before the next one', 'backoff'),
  'not-allowed': peer(403, 'Your role or your rights do not allow this'),
  'address-not-allowed': tenant(403, 'Your company does not allow this address; use one of its networks'),
  'own-address-excluded': peer(409, 'Your own address is not in these networks: you would be locked out; confirm it'),
  'own-account': peer(403, 'Nobody can change their own role, rights or access; ask another administrator'),
  'above-own-rights': peer(403, 'Nobody can change a user above their own role, rights or numbers, or raise one there'),
  'last-administrator': peer(409, 'This is the last administrator; make another one first'),
  'number-group-exists': peer(409, 'There is a number group with this name already; choose another name'),
  'phone-book-full': peer(409, 'The phone book has as many names as it can hold; remove some first'),
  'phone-book-file-invalid': peer(400, 'This is no list of numbers and names in CSV, or it is too long'),
  'saved-search-exists': peer(409, 'There is a saved search with this name already; choose another name'),
  'too-many-saved-searches': peer(409, 'There are as many saved searches as a user can have; remove one first'),
  // Services
  'recording-not-in-plan': tenant(409, 'The plan does not include call recording; choose another plan'),
  'order-key-reused': tenant(409, 'Another order was sent with this order key; send a new order with a new key'),
  'already-ordered': tenant(409, 'This service is already ordered'),
  'cancel-by-mail': tenant(409, 'This service can only be cancelled by e-mail'),
  'price-unknown': operator(409, 'The operator has not set a price for this service'),
  'price-in-the-past': operator(409, 'A price cannot be set for a past day; choose today or a later day'),
  'service-not-active': operator(409, 'The service is not active for this tenant'),
  'cancellation-decided': operator(409, 'The cancellation has already been confirmed or rejected'),
  'cancellation-incomplete': operator(409, 'The tenant or the service of the cancellation is missing; specify it'),
  'plan-unknown': operator(400, 'There is no plan with this name'),
  'plan-exists': operator(409, 'There is a plan with this name already; choose another name'),
  'plan-retired': operator(409, 'The plan is retired: no other tenant gets it; choose another plan'),
  'plan-in-use': operator(
    409,
    'Tenants have this plan, so recording cannot be taken out of it; change their plans first',
  ),
  'colour-contrast-low': operator(422, 'Text would be hard to read in this colour; choose a darker one'),
  'picture-invalid': operator(422, 'The picture cannot be used; send a PNG file within the limits'),
  'number-invalid': operator(400, 'This is not a valid telephone number'),
  'number-taken': operator(409, 'The number already belongs to another tenant'),
  'nip-invalid': operator(400, 'This is not a valid NIP; check its ten digits'),
  'external-id-taken': operator(409, 'Another tenant has this external id already'),
  'user-unknown': operator(404, 'There is no user with this login'),
  'too-many-users': tenant(409, 'The company has as many users as are allowed; ask the operator'),
  'email-taken': peer(409, 'Another user of the tenant has this e-mail address'),
  'tenant-unknown': operator(404, 'There is no tenant with this id'),
  'leave-too-soon': operator(409, 'The day on which the tenant leaves is too soon; choose a later one'),
  'tenant-has-left': operator(409, 'The tenant has left: this cannot be taken back'),
  'source-address-taken': operator(409, 'Another source already has this address, network or DNS name'),
  'address-invalid': operator(400, 'This is not an IP address, a network or a DNS name'),
  'source-network-too-large': operator(
    400,
    'The network is too large: at least /8 of IPv4 or /24 of IPv6; everybody in it could record',
  ),
  'source-network-inexact': operator(
    400,
    'The network has bits after its prefix: write its first address, as in 10.1.0.0/16, or one address alone',
  ),
  'source-certificate-taken': operator(409, 'Another source already has this certificate name'),
  'source-user-invalid': operator(
    400,
    'The user name may have 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit',
  ),
  'source-user-taken': operator(409, 'Another source signs in with this user name'),
  'tenant-alias-taken': operator(409, 'A tenant already has this name at this source; remove it there first'),
  'tenant-alias-unknown': operator(404, 'The tenant has no name with this id'),
  'source-unknown': operator(404, 'There is no source with this id'),
  'source-key-unknown': operator(404, 'The source has no key with this id'),
  'too-many-source-keys': operator(409, 'The source has too many keys; remove those that are no longer used'),
  // The daily push
  'push-not-set-up': tenant(409, 'The daily push is not ordered or has no target; order it or set a target'),
  'push-nothing-to-send': tenant(409, 'There is nothing to send for this day'),
  'push-secret-required': peer(409, 'The password or key of the push target is missing; specify it'),
  // Recordings
  'sharing-forbidden': tenant(403, 'Your company does not allow recordings to be shared by links'),
  'too-many-share-links': tenant(409, 'There are too many valid links; revoke some first'),
  'share-link-not-valid': peer(404, 'The link is wrong, has expired, was used up or was revoked; ask whoever sent it'),
  'share-link-password-wrong': peer(403, 'The password of the link is wrong'),
  'recording-expired-from-panel': peer(410, 'The recording is too old for the panel; fetch it over FTP'),
  'recording-destroyed': peer(410, 'The recording has been destroyed and cannot be restored'),
  'hold-limit-reached': tenant(409, 'The plan allows no more legal holds; lift one that is no longer needed'),
  'too-many-notes': tenant(409, 'There are as many notes of this call as are allowed; remove one'),
  'too-many-tags': tenant(409, 'There are as many tags as are allowed; use one that there is, or remove one'),
  'too-many-reviews': tenant(409, 'Too many calls wait for this colleague to review; wait until some are done'),
  'review-exists': peer(409, 'Another colleague has marked this call for the same user already'),
  'colleague-unknown': peer(422, 'There is no colleague with this id who may listen to this call'),
  'hold-too-long': tenant(409, 'The plan does not allow a legal hold for so long; choose an earlier last day'),
  'recording-key-missing': operator(
    503,
    'The key of the recording is not in the key store; check the key store',
    'backoff',
  ),
  'recording-lost': ours(500, 'The stored recording is missing in the store; restore it from the backup'),
  'recording-damaged': operator(500, 'The stored recording is damaged'),
  'recording-unreadable': operator(
    503,
    'The recording cannot be read at the moment; check the disks of recordings and keys',
    'backoff',
  ),
  'range-not-satisfiable': peer(416, 'The requested byte range is beyond the end of the recording'),
  // Retention
  'clock-not-trusted': operator(
    503,
    'The system clock may be wrong, so nothing was destroyed; check the clock and confirm it',
  ),
  'retention-incomplete': operator(
    500,
    'Some recordings that are due could not be destroyed; see the failures in the log',
    'backoff',
  ),
  'audit-chain-broken': ours(500, 'An audit log was altered, so nothing of it is cut; run fonoteka audit verify'),
  // Requests of data subjects
  'rodo-wrong-state': tenant(409, 'The request is not in the state for this; look at its state first'),
  'rodo-conflicts': tenant(409, 'The erasure has conflicts; look at the preview and accept them'),
  'rodo-own-number': tenant(409, 'This is a number of the tenant itself; it identifies no data subject'),
  'rodo-same-person': tenant(
    409,
    'Whoever ordered it cannot release it, nor an account made or raised since the request; another administrator must',
  ),
  'rodo-not-complete': tenant(409, 'Not everything is done yet; finish it, or refuse the request with a reason'),
  'rodo-package-not-ready': tenant(409, 'There is no package at the moment; order it, or wait until it is made'),
  'destruction-log-key-missing': operator(
    503,
    'The key that signs the destruction log is not in the key store; check the key store, or put back your copy of the key',
    'backoff',
  ),
  'destruction-log-unsound': operator(
    409,
    'The exported destruction log is incomplete or altered, or of another service; nothing was done',
  ),
  // Recordings and the operator's staff
  'listening-not-granted': operator(
    403,
    'The customer has not granted this, or not any more; ask the customer for a listening grant',
  ),
  'listening-wrong-state': tenant(409, 'The request or grant is not in the state for this; look at it again'),
  'too-many-listening-requests': operator(
    409,
    'Too many requests wait for this customer’s decision; wait for it, or until they lapse',
  ),
  // Live calls
  'too-many-live-streams': peer(429, 'Live calls are open in too many windows; close some of them', 'backoff'),
  'too-many-live-listeners': peer(
    429,
    'Too many people listen to running calls at the moment; try again later',
    'backoff',
  ),
  'live-listening-unavailable': ours(
    503,
    'The recorder does not answer, or the database passes no notifications on; try again later',
    'backoff',
  ),
  // File access
  'encryption-required': tenant(403, 'Files are fetched encrypted only here; use https'),
  'file-credential-unknown': tenant(404, 'There is no file credential with this id, or it is revoked'),
  'too-many-file-credentials': tenant(409, 'There are too many file credentials; revoke those that are no longer used'),
  'public-key-invalid': tenant(422, 'The public key cannot be used'),
  'public-key-exists': tenant(409, 'The credential has this public key already'),
  'public-key-unknown': tenant(404, 'There is no public key with this id'),
  'too-many-public-keys': tenant(409, 'The credential has too many public keys; remove those that are no longer used'),
  // Calls reported by a PBX
  'api-key-invalid': peer(401, 'The API key is missing or wrong'),
  'api-key-unknown': tenant(404, 'There is no API key with this id'),
  'too-many-api-keys': tenant(409, 'There are too many API keys; revoke those that are no longer used'),
  'api-key-not-allowed': peer(403, 'This API key does not have the scope that this request needs'),
  'tenant-not-of-source': peer(403, 'This API key may not be used for that tenant'),
  'call-owner-unknown': peer(422, 'The tenant of the call is not known; send tenantId or a number of the tenant'),
  'call-in-the-future': peer(422, 'The call starts in the future; check the clock and the UTC offset of the sender'),
  'not-entitled': tenant(403, 'The tenant has no plan that includes recording'),
  suspended: tenant(403, 'The operator has suspended this tenant; nothing is recorded or changed until it is resumed'),
  'recording-off': tenant(403, 'The tenant has turned recording off'),
  'internal-off': tenant(403, 'The tenant’s internal calls are not recorded'),
  'call-ended': tenant(409, 'The call has ended, or is not recorded'),
  'recorder-away': ours(503, 'The recorder of this call does not answer; nothing was changed', 'backoff'),
  'control-unconfirmed': ours(
    504,
    'The recorder has not confirmed the change in time; look at the call, or send it again: that does no harm',
    'backoff',
  ),
  'too-many-recording-rules': tenant(409, 'There are too many recording rules; remove those that are no longer used'),
  'too-many-call-hooks': tenant(409, 'There are as many web hooks as there may be; remove one first'),
  'too-many-mail-rules': tenant(409, 'There are as many mail rules as there may be; remove one first'),
  'recipient-unknown': tenant(422, 'A recipient is no active user of the company with an e-mail address'),
  'recording-rules-changed': tenant(409, 'The recording rules were changed meanwhile; read them again'),
  rule: tenant(403, 'By a recording rule of the tenant this call is not recorded'),
  'audio-format-not-supported': peer(
    415,
    'The audio format is not supported, or needs ffmpeg on the server; send WAV (PCM, float, A-law, µ-law; 8 to 48 kHz; one or two channels) or MP3',
  ),
  'file-not-described': operator(
    422,
    'Neither a sidecar nor the name of the file says when its call began and who talked; add a sidecar or choose a template',
  ),
  'sidecar-invalid': operator(422, 'The sidecar of the file does not describe a call; correct it'),
  'sidecar-without-audio': peer(422, 'There is a sidecar, but its audio did not come within an hour'),
  'file-template-invalid': operator(422, 'The template of file names cannot be read; correct it'),
  'file-not-regular': peer(422, 'This is no file but a link, a pipe or a device'),
  'file-changed': peer(
    409,
    'The file was written to after it had been stored: the recording lacks what came later; write under a temporary name and rename',
  ),
  'file-unreadable': operator(422, 'The file cannot be read; check its rights, its name and its disk'),
  'file-being-written': operator(
    409,
    'The file was changed a moment ago or while it was read; bring it in when it is finished',
  ),
  'retention-over': tenant(
    422,
    'The recording is older than its tenant keeps recordings, and would be destroyed at once; extend the retention first',
  ),
  'audio-unreadable': peer(422, 'No audio could be read from the file'),
  'refused-upload-not-kept': peer(
    404,
    'The file of this upload was not kept: it was empty or too large, or could not be stored',
  ),
  // Start and settings
  'config-invalid': operator(500, 'A setting is not valid; correct it and start again'),
  'public-address-unknown': operator(
    500,
    'The public address of this machine cannot be found; write it into the settings',
  ),
  'database-unreachable': operator(503, 'The database cannot be reached; try again later', 'backoff'),
  'database-cannot-start': operator(500, 'The embedded database cannot be started'),
  'database-not-set-up': operator(500, 'The database is empty; run fonoteka migrate, or start'),
  'database-foreign': operator(500, 'The database has tables of another program; use an empty database'),
  'schema-behind': operator(
    500,
    'The tables of the database are of an earlier release; make a backup and run fonoteka migrate',
  ),
  'schema-too-new': operator(
    500,
    'The tables of the database are of a later release that this one cannot use; install that release',
  ),
  'migration-blocked': operator(
    503,
    'A migration waits for a table that another transaction holds; end that transaction, and run fonoteka migrate again',
    'backoff',
  ),
  'recorder-running': operator(409, 'The recorder reported within the last ten minutes; stop it first, and wait'),
  'recorder-lease-lost': operator(409, 'The recorder has come back, or another one takes it over'),
  'service-not-running': operator(
    503,
    'No service with the role recorder is running on this data folder; start it first',
  ),
  'call-not-recorded': operator(409, 'The call was not recorded'),
  'data-folder-in-use': operator(500, 'Another Fonoteka process is using this data folder'),
  'data-folder-not-lockable': operator(
    500,
    'Whether another Fonoteka process uses this data folder cannot be determined; use a file system that shares its locks',
  ),
  'spool-unwritable': operator(503, 'The spool cannot be written; check its disk', 'backoff'),
  'spool-unreadable': operator(503, 'The spool cannot be read; check its disk', 'backoff'),
  'storage-not-mounted': operator(
    503,
    'A folder of recordings, keys or the spool is not the one known: its disk is not mounted; mount it',
    'backoff',
  ),
  'object-store-unavailable': operator(
    503,
    'The object store does not answer, or refuses what is asked of it; check the bucket, its keys and its server',
    'backoff',
  ),
  'key-store-unavailable': operator(
    503,
    'The service of the keys does not answer, is sealed, or refuses; nothing is known about a key meanwhile',
    'backoff',
  ),
  'sftp-host-keys-unreadable': operator(
    500,
    'The key store has lost the key of the SFTP host keys; restore it from the backup, or make new ones: fonoteka sftp new-host-keys',
  ),
  'port-taken': operator(500, 'The port is in use by another program; free it or set another port'),
} satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

/** An operational failure with a code of the catalogue. `detail` is for people and holds no secret. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail ?? ERRORS[code].title, options);
    this.name = 'AppError';
    this.code = code;
  }

  get kind(): ErrorKind {
    return ERRORS[this.code];
  }
}
