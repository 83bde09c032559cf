/** The standard reason phrases of what we answer (RFC 3261 §21 and those that added to it). */
const PHRASES: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  200: 'OK',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  416: 'Unsupported URI Scheme',
  420: 'Bad Extension',
  422: 'Session Interval Too Small',
  481: 'Call/Transaction Does Not Exist',
  482: 'Loop Detected',
  483: 'Too Many Hops',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  491: 'Request Pending',
  500: 'Server Internal Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  505: 'Version Not Supported',
  603: 'Decline',
};

const CLASSES = ['', 'Trying', 'OK', 'Redirection', 'Bad Request', 'Server Failure', 'Declined'];

/** The reason phrase of a status, 100 to 699. */
export function statusPhrase(status: number): string {
  return PHRASES[status] ?? CLASSES[Math.floor(status / 100)] ?? '';
}
