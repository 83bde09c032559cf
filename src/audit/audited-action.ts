/** What the audit log tells of. A name is never given another meaning; what its subject is stands beside it. */
export type AuditedAction =
  | 'sign-in'
  | 'sign-in-failed'
  | 'sign-out'
  /** Subject: the recording. */
  | 'listen'
  /** Subject: the recording. */
  | 'download'
  /** Subject: the recording. */
  | 'ftp-download'
  | 'ftp-sign-in'
  | 'ftp-sign-in-failed'
  /** Subject: the recording. */
  | 'hold-placed'
  /** Subject: the recording. */
  | 'hold-lifted'
  /** Subject: the recording. Its proof is in the destruction log. */
  | 'recording-destroyed'
  | 'recording-switched-on'
  | 'recording-switched-off'
  | 'internal-recording-switched-on'
  | 'internal-recording-switched-off'
  | 'ftp-password-made'
  /** Detail: what, and from when on. */
  | 'service-ordered'
  /** Detail: to which, and from when on. */
  | 'plan-changed'
  /** The operator's own. Detail: the price. */
  | 'price-set'
  /** The operator's own. Detail: of which month, in which format, how many. */
  | 'statements-exported'
  | 'push-target-changed'
  | 'push-target-removed'
  | 'push-key-made'
  /** Detail: the day, and what of it. */
  | 'push-resent'
  | 'contact-added'
  | 'audit-exported'
  /** Subject: the request. */
  | 'cancellation-confirmed'
  /** Subject: the request. */
  | 'cancellation-rejected'
  | 'tenant-added'
  /** Subject: the source. */
  | 'source-added'
  /** Subject: the user. */
  | 'user-added';
