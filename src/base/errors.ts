/** Whose fault an error is: it decides who is told and whether somebody is woken. */
type Fault = 'peer' | 'tenant' | 'operator' | 'us';

interface ErrorKind {
  readonly fault: Fault;
  /** The HTTP status the API answers with (RFC 9457 problem details). */
  readonly status: number;
  readonly retry: 'no' | 'backoff';
  readonly title: string;
}

/**
 * Every error an outsider can meet, by its stable code. `docs/errors.md` is generated from this table.
 * A code is never renamed or given another meaning.
 */
export const ERRORS = {
  // Requests
  'request-invalid': { fault: 'peer', status: 400, retry: 'no', title: 'The request is not valid' },
  'request-too-large': { fault: 'peer', status: 413, retry: 'no', title: 'The request is too large' },
  'media-type-not-supported': { fault: 'peer', status: 415, retry: 'no', title: 'Send JSON' },
  'cross-site-request': { fault: 'peer', status: 403, retry: 'no', title: 'The request comes from another site' },
  'not-found': { fault: 'peer', status: 404, retry: 'no', title: 'There is no such thing here' },
  'too-many-requests': { fault: 'peer', status: 429, retry: 'backoff', title: 'Too many requests' },
  'internal-error': { fault: 'us', status: 500, retry: 'backoff', title: 'Something went wrong on our side' },
  'not-ready': { fault: 'us', status: 503, retry: 'backoff', title: 'The service cannot work at the moment' },
  // Sign-in and rights
  'sign-in-required': { fault: 'peer', status: 401, retry: 'no', title: 'Sign in first' },
  'sign-in-failed': { fault: 'peer', status: 401, retry: 'no', title: 'The login or the password is wrong' },
  'sign-in-throttled': {
    fault: 'peer',
    status: 429,
    retry: 'backoff',
    title: 'Too many failed attempts, wait a while',
  },
  'not-allowed': { fault: 'peer', status: 403, retry: 'no', title: 'Your role does not allow this' },
  // Services
  'recording-not-in-plan': { fault: 'tenant', status: 409, retry: 'no', title: 'The plan does not include recording' },
  'already-ordered': { fault: 'tenant', status: 409, retry: 'no', title: 'The tenant has this already' },
  'cancel-by-mail': { fault: 'tenant', status: 409, retry: 'no', title: 'The service is cancelled by e-mail' },
  'price-unknown': { fault: 'operator', status: 409, retry: 'no', title: 'The operator has set no price' },
  'price-in-the-past': { fault: 'operator', status: 409, retry: 'no', title: 'A price is set from today on' },
  'service-not-active': { fault: 'operator', status: 409, retry: 'no', title: 'The tenant does not have this service' },
  'cancellation-decided': { fault: 'operator', status: 409, retry: 'no', title: 'The cancellation is decided already' },
  'cancellation-incomplete': {
    fault: 'operator',
    status: 409,
    retry: 'no',
    title: 'Say whose service ends and which',
  },
  'plan-unknown': { fault: 'operator', status: 400, retry: 'no', title: 'There is no such plan' },
  'number-invalid': { fault: 'operator', status: 400, retry: 'no', title: 'This is not a telephone number' },
  'number-taken': { fault: 'operator', status: 409, retry: 'no', title: 'The number belongs to another tenant' },
  'tenant-unknown': { fault: 'operator', status: 404, retry: 'no', title: 'There is no such tenant' },
  'source-address-taken': { fault: 'operator', status: 409, retry: 'no', title: 'Another source has this address' },
  'address-invalid': { fault: 'operator', status: 400, retry: 'no', title: 'This is not an IP address' },
  // The daily push
  'push-not-set-up': {
    fault: 'tenant',
    status: 409,
    retry: 'no',
    title: 'There is no daily push, or no target is set for it',
  },
  'push-nothing-to-send': { fault: 'tenant', status: 409, retry: 'no', title: 'There is nothing of the day to send' },
  'push-secret-required': {
    fault: 'peer',
    status: 409,
    retry: 'no',
    title: 'Give the password or the key of the target',
  },
  // Recordings
  'recording-expired-from-panel': {
    fault: 'peer',
    status: 410,
    retry: 'no',
    title: 'No longer in the panel; fetch it over FTP',
  },
  'recording-destroyed': { fault: 'peer', status: 410, retry: 'no', title: 'The recording is destroyed' },
  'recording-key-missing': {
    fault: 'operator',
    status: 503,
    retry: 'backoff',
    title: 'The key store does not have the key of the recording',
  },
  'recording-damaged': {
    fault: 'operator',
    status: 500,
    retry: 'no',
    title: 'What is stored of the recording is not what was recorded',
  },
  'range-not-satisfiable': {
    fault: 'peer',
    status: 416,
    retry: 'no',
    title: 'The recording is shorter than the range asked for',
  },
  // Retention
  'clock-not-trusted': {
    fault: 'operator',
    status: 503,
    retry: 'no',
    title: 'The clock may be wrong; confirm it before anything is destroyed',
  },
  // Calls told by a PBX
  'api-key-invalid': { fault: 'peer', status: 401, retry: 'no', title: 'The API key is missing or wrong' },
  'tenant-not-of-source': { fault: 'peer', status: 403, retry: 'no', title: 'This key may not name that tenant' },
  'call-of-nobody': { fault: 'peer', status: 422, retry: 'no', title: 'Nothing tells whose call it is' },
  'call-in-the-future': { fault: 'peer', status: 422, retry: 'no', title: 'The call begins in the future' },
  'not-entitled': {
    fault: 'tenant',
    status: 403,
    retry: 'no',
    title: 'The tenant has no plan that includes recording',
  },
  'recording-off': { fault: 'tenant', status: 403, retry: 'no', title: 'The tenant has recording switched off' },
  'internal-off': { fault: 'tenant', status: 403, retry: 'no', title: 'The tenant’s internal calls are not recorded' },
  'audio-format-not-supported': {
    fault: 'peer',
    status: 415,
    retry: 'no',
    title: 'Send WAV (PCM, float, A-law, µ-law; 8 to 48 kHz; one or two channels) or MP3',
  },
  'audio-unreadable': {
    fault: 'peer',
    status: 422,
    retry: 'no',
    title: 'The audio file holds no sound that can be read',
  },
  // Start and settings
  'config-invalid': { fault: 'operator', status: 500, retry: 'no', title: 'A setting is not valid' },
  'database-unreachable': { fault: 'operator', status: 503, retry: 'backoff', title: 'The database does not answer' },
  'database-cannot-start': {
    fault: 'operator',
    status: 500,
    retry: 'no',
    title: 'The embedded database cannot be started',
  },
  'service-not-running': {
    fault: 'operator',
    status: 503,
    retry: 'no',
    title: 'No service with the role recorder runs on this data folder',
  },
  'call-not-recorded': { fault: 'operator', status: 409, retry: 'no', title: 'The call was not recorded' },
  'data-folder-in-use': {
    fault: 'operator',
    status: 500,
    retry: 'no',
    title: 'Another Fonoteka runs on this data folder',
  },
  'spool-unwritable': {
    fault: 'operator',
    status: 503,
    retry: 'backoff',
    title: 'The disk of the spool cannot be written',
  },
  'port-taken': { fault: 'operator', status: 500, retry: 'no', title: 'A port is taken by another program' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

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
