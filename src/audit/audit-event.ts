import type { Json } from '../base/canonical-json.ts';
import type { TenantId } from '../base/ids.ts';

export interface AuditEvent {
  /** Whose log it belongs to; null: the operator's own. */
  readonly tenantId: TenantId | null;
  /** Who did it: a user's id, `key:` and a key's id, an FTP login, `cli`, a job's name. */
  readonly actor: string;
  readonly action: AuditedAction;
  /** The id of what it was done to; null where the action alone is enough. */
  readonly subject: string | null;
  /** The peer's IP address, where there is one. */
  readonly address: string | null;
  /** Further facts, short; no names, telephone numbers or free text of people. */
  readonly detail?: AuditDetail | null;
}

export type AuditDetail = Readonly<Record<string, Json>>;

/** The actions that the audit log records. The meaning of a name never changes. */
export type AuditedAction =
  | 'sign-in'
  | 'sign-in-failed'
  | 'sign-out'
  /** By a recovery code instead of the authenticator app. */
  | 'recovery-code-used'
  /** Subject: the user whose they are. */
  | 'sessions-ended'
  /** Subject: the user. Sent again, too. */
  | 'user-invited'
  /** Subject: the user. */
  | 'invitation-withdrawn'
  | 'invitation-accepted'
  /** By anybody who knows the login or the address. */
  | 'password-reset-requested'
  /** Detail: of which roles. */
  | 'second-factor-demanded'
  | 'password-changed'
  /** Detail: the issuer. */
  | 'oidc-provider-changed'
  | 'oidc-provider-removed'
  /** Passwords are accepted again beside the company's own accounts. */
  | 'passwords-allowed'
  /** Subject: the user. Detail: how. */
  | 'oidc-linked'
  /** Subject: the user. */
  | 'oidc-unlinked'
  /** Subject: the passkey. */
  | 'passkey-added'
  /** Subject: the passkey. */
  | 'passkey-removed'
  /** A sign-in was refused: the device may have been copied. */
  | 'passkey-counter-regressed'
  /** Subject: the user. */
  | 'passkeys-reset'
  | 'totp-enabled'
  | 'totp-disabled'
  /** Subject: the user. */
  | 'password-reset'
  /** Subject: the user. */
  | 'totp-reset'
  /** Subject: the user. */
  | 'user-disabled'
  /** Of the panel and of mails. Subject: the user. */
  | 'own-settings-changed'
  /** Subject: the user. */
  | 'user-email-changed'
  /** Subject: the user. */
  | 'user-enabled'
  /** Detail: how many networks; 0: from everywhere. */
  | 'allowed-networks-changed'
  /** Subject: the group. Detail: how many numbers. */
  | 'number-group-changed'
  /** Subject: the group. */
  | 'number-group-removed'
  /** Subject: the call. Detail: the action, and what came of it. */
  | 'call-controlled'
  /** Subject: the hook, as of the next four. Detail: its events, whether with numbers. */
  | 'call-hook-added'
  | 'call-hook-changed'
  | 'call-hook-removed'
  | 'call-hook-tested'
  /** By us: it has accepted nothing for days. */
  | 'call-hook-switched-off'
  /** Subject: the rule, as of the next two. Detail: what it is now, how many recipients. */
  | 'mail-rule-added'
  | 'mail-rule-changed'
  /** With it its links were revoked. */
  | 'mail-rule-removed'
  /** Subject: the rule, as of the next two. Detail: what it is now, how many numbers it has. */
  | 'recording-rule-added'
  | 'recording-rule-changed'
  | 'recording-rule-removed'
  /** Detail: how many. */
  | 'recording-rules-ordered'
  /** A number has a name, or another one. */
  | 'phone-book-changed'
  | 'phone-book-removed'
  /** Detail: how many names were added, changed, removed. */
  | 'phone-book-imported'
  /** Subject: the user. Detail: what was changed, before and after. */
  | 'user-changed'
  /** Subject: the recording. */
  | 'listen'
  /** To a call while it ran. Subject: the call. Detail: which recorder. */
  | 'live-listening-begun'
  /** Subject: the call. Detail: since when, and for how many seconds. */
  | 'live-listening-ended'
  /** Subject: the recording. */
  | 'download'
  /** Subject: the recording. */
  | 'ftp-download'
  /** By a door other than FTP. Subject: the recording. Detail: the door. */
  | 'file-download'
  /** The names of a day's files were shown at a door, or its sums or manifest fetched. Detail: the door, the day, which file. Once in 15 minutes for each login and address. */
  | 'file-listing'
  | 'ftp-sign-in'
  | 'ftp-sign-in-failed'
  /** Over SFTP or WebDAV. Detail: which, and whether encrypted. */
  | 'file-sign-in'
  /** Detail: the reason. */
  | 'file-sign-in-failed'
  /** Subject: the session. */
  | 'file-session-ended'
  /** Failed sign-ins of a login or an address do not count any more. Detail: which of both. */
  | 'file-sign-ins-unlocked'
  /** Subject: the credential, as of the next five. Detail: doors, how many numbers and networks, until when. */
  | 'file-credential-added'
  /** Detail: what was set. */
  | 'file-credential-changed'
  | 'file-credential-revoked'
  | 'file-password-made'
  /** Detail: the fingerprint. */
  | 'file-key-added'
  /** Detail: the id of the key. */
  | 'file-key-removed'
  /** Detail: whether files go over FTP with TLS only. */
  | 'ftp-tls-changed'
  /** A link to it was made. Subject: the recording, as of the next four. Detail: the link, whether it may be downloaded, until when. */
  | 'share-link-made'
  /** Detail: the link. */
  | 'share-link-revoked'
  /** By whoever has the link. Detail: the link. */
  | 'share-link-opened'
  /** By whoever has the link. Detail: the link. */
  | 'share-link-downloaded'
  /** By whoever has the link. Detail: the link. */
  | 'share-link-password-wrong'
  /** Links to recordings may be made again, and work. */
  | 'sharing-allowed'
  | 'sharing-forbidden'
  /** Subject: the recording. */
  | 'hold-placed'
  /** Subject: the recording. */
  | 'hold-lifted'
  /** Somebody read what was written about a call, as of the next seven: never the text. Subject: the call. */
  | 'notes-read'
  /** Of all calls: no subject. */
  | 'notes-searched'
  /** Detail: the note. */
  | 'note-added'
  | 'note-changed'
  | 'note-removed'
  /** Detail: how many were added and removed. */
  | 'tags-changed'
  /** A colleague is to look at the call. Detail: which user, as of the next two. */
  | 'review-asked'
  /** Detail: and whether it is done. */
  | 'review-changed'
  | 'review-removed'
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
  /** The operator's own. */
  | 'sftp-host-keys-replaced'
  /** The operator's own. Detail: the price. */
  | 'price-set'
  /** The operator's own. Detail: the plan. */
  | 'plan-added'
  /** The operator's own. Detail: which plan, and whether it includes recording now. */
  | 'plan-edited'
  /** The operator's own. Detail: which plan. */
  | 'plan-retired'
  /** The operator's own. Detail: which plan. */
  | 'plan-offered-again'
  /** The operator's own. Detail: of which plan, and the limits; null: none. */
  | 'hold-limits-set'
  /** The operator's own. Detail: of which month, in which format, how many. */
  | 'statements-exported'
  /** The history, or what of it matches, as a table. Detail: the format, and which filters. */
  | 'calls-exported'
  /** As a PDF. Detail: of which days. */
  | 'statistics-exported'
  /** Who gets the monthly report. Detail: whether it is on, and how many recipients. */
  | 'report-settings-changed'
  /** Detail: of which month, to how many. */
  | 'monthly-report-sent'
  | 'push-target-changed'
  | 'push-target-removed'
  | 'push-key-made'
  /** Detail: the day, and what of it. */
  | 'push-resent'
  /** Detail: its kinds. */
  | 'contact-added'
  /** Detail: its kinds. */
  | 'contact-changed'
  | 'contact-removed'
  /** Detail: from when on. */
  | 'number-added'
  /** Detail: the first instant without it. */
  | 'number-removed'
  /** Detail: the names of the fields. */
  | 'tenant-changed'
  | 'tenant-suspended'
  /** Detail: the day. */
  | 'tenant-leave-ordered'
  | 'tenant-leave-taken-back'
  /** Its access is closed, and its data is being destroyed. */
  | 'tenant-left'
  /** Nothing is left of it but what must be kept. */
  | 'tenant-erased'
  /** Everything was written into a folder. Detail: counts. */
  | 'tenant-exported'
  | 'tenant-resumed'
  /** The operator’s staff opened a part of a customer's page. Detail: which part. */
  | 'customer-data-read'
  /** By the operator’s staff. Subject: the note. */
  | 'customer-note-added'
  /** By the operator’s staff. Subject: the note. */
  | 'customer-note-removed'
  /** The operator's own. Detail: how many rows, and how many customers were added, changed or left as they are. */
  | 'tenants-imported'
  /** The operator's own. Detail: the names of the fields. */
  | 'branding-changed'
  | 'audit-exported'
  /** The oldest events were cut: their retention period was over. Detail: how many in all, and the hash of the last. */
  | 'audit-cut'
  /** The tenant's personal data does not end for now. */
  | 'retention-paused'
  | 'retention-resumed'
  /** Subject: the request. */
  | 'cancellation-confirmed'
  /** Subject: the request. */
  | 'cancellation-rejected'
  | 'tenant-added'
  | 'tenant-disabled'
  | 'tenant-enabled'
  /** Subject: the source. */
  | 'source-added'
  /** Subject: the source. */
  | 'source-renamed'
  /** Subject: the source. Detail: the addresses it has now. */
  | 'source-addresses-changed'
  | 'source-certificates-changed'
  | 'source-digest-set'
  | 'source-digest-removed'
  | 'source-recognition-changed'
  | 'source-call-ids-changed'
  | 'source-time-zone-changed'
  | 'source-call-records-changed'
  /** A pack that proves what the recording is was downloaded. Subject: the recording. */
  | 'evidence-made'
  /** The operator's own. Subject: the new key. */
  | 'evidence-key-replaced'
  /** The operator’s staff saw what became of a call's recording. Subject: the call. */
  | 'call-timeline-read'
  /** The operator’s staff looked for a call that is not in the history. */
  | 'missing-call-searched'
  /** The operator’s staff saw who spoke with whom in the SIP messages of a session. Subject: the trace. Detail: the reason. */
  | 'session-trace-read'
  /** The operator’s staff saw the last call records of a source, which name who spoke with whom. Subject: the source. Detail: how many. */
  | 'source-records-read'
  /** The operator’s staff fetched the file of an upload that was refused. Subject: the refused upload. Detail: the reason, the grant. */
  | 'refused-upload-read'
  /** Sent through again by the operator, after its cause was mended. Subject: the refused upload. Detail: the recording. */
  | 'refused-upload-retried'
  /** Before its day was over, by the operator. Subject: the refused upload. */
  | 'refused-upload-removed'
  /** Subject: the alias. */
  | 'tenant-alias-added'
  /** Subject: the alias. */
  | 'tenant-alias-removed'
  /** Subject: the source. */
  | 'source-removed'
  /** Subject: the source. Detail: the key and its scopes. */
  | 'source-key-added'
  /** Subject: the source. Detail: the key, and until when it is valid. */
  | 'source-key-expires'
  /** Subject: the source. Detail: the key. */
  | 'source-key-removed'
  /** Subject: the key. Detail: its first characters and scopes. */
  | 'api-key-added'
  /** Subject: the key. */
  | 'api-key-revoked'
  | 'store-accepted'
  /** Detail: where to. */
  | 'store-move-begun'
  | 'store-moved'
  | 'destruction-log-replayed'
  /** Subject: the recording. */
  | 'call-retried'
  /** A recorder is lost, and with it the audio of the call. Subject: the recording. */
  | 'call-given-up'
  /** Subject: the recorder. Detail: of how many calls the audio is lost with it. */
  | 'recorder-forgotten'
  /** Subject: the recorder whose calls another one is to archive from its mirror. */
  | 'recorder-takeover-ordered'
  /** Subject: the request, as of all of the RODO desk. Detail: its kind and due day. */
  | 'rodo-request-opened'
  /** Somebody saw the calls of the data subject. */
  | 'rodo-previewed'
  /** Detail: with or without recordings. */
  | 'rodo-package-ordered'
  | 'rodo-package-made'
  | 'rodo-package-downloaded'
  | 'rodo-package-deleted'
  /** Detail: the conflicts that were accepted. */
  | 'rodo-erasure-ordered'
  /** By a second administrator. */
  | 'rodo-released'
  /** Detail: how many calls and recordings. */
  | 'rodo-erased'
  /** Detail: the outcome. */
  | 'rodo-request-closed'
  | 'rodo-two-person-on'
  | 'rodo-two-person-off'
  /** By the operator's staff. Subject: the grant, as of the next four. Detail: of one recording or all, and with downloads or without. */
  | 'listening-requested'
  /** Detail: until when. */
  | 'listening-granted'
  | 'listening-refused'
  | 'listening-taken-back'
  /** The operator's staff saw calls under the grant. What they hear is `listen` and `download`, with the grant as a detail. */
  | 'listening-calls-shown'
  /** Subject: the user. */
  | 'user-added';
