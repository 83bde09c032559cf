import { createHash, randomBytes } from 'node:crypto';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Branded<'tenant'>;
export type UserId = Branded<'user'>;
export type PasskeyId = Branded<'passkey'>;
export type SessionId = Branded<'session'>;
export type SourceId = Branded<'source'>;
export type SourceKeyId = Branded<'source-key'>;
export type ApiKeyId = Branded<'api-key'>;
export type CallId = Branded<'call'>;
export type RecordingId = Branded<'recording'>;

export type SubscriptionId = Branded<'subscription'>;
export type MailId = Branded<'mail'>;
export type CancellationRequestId = Branded<'cancellation-request'>;
export type LegalHoldId = Branded<'legal-hold'>;
export type RecorderId = Branded<'recorder'>;
export type PackageId = Branded<'package'>;
export type PushHookId = Branded<'push-hook'>;
export type RodoRequestId = Branded<'rodo-request'>;
export type NumberGroupId = Branded<'number-group'>;
export type SavedSearchId = Branded<'saved-search'>;
export type CustomerNoteId = Branded<'customer-note'>;
export type TenantAliasId = Branded<'tenant-alias'>;
export type ListeningGrantId = Branded<'listening-grant'>;
export type ShareLinkId = Branded<'share-link'>;
export type TraceId = Branded<'trace'>;
export type EvidenceKeyId = Branded<'evidence-key'>;
export type RefusedUploadId = Branded<'refused-upload'>;
export type SourceRecordsId = Branded<'source-records'>;
export type FileCredentialId = Branded<'file-credential'>;
export type FileCredentialKeyId = Branded<'file-credential-key'>;
export type FileSessionId = Branded<'file-session'>;
export type FailedSignInId = Branded<'failed-sign-in'>;
export type RecordingRuleId = Branded<'recording-rule'>;
export type CallNoteId = Branded<'call-note'>;
export type CallEventId = Branded<'call-event'>;
export type CallHookId = Branded<'call-hook'>;
export type CallHookDeliveryId = Branded<'call-hook-delivery'>;
export type CallMailRuleId = Branded<'call-mail-rule'>;
export type LiveControlId = Branded<'live-control'>;

type AnyId =
  | TenantId
  | UserId
  | PasskeyId
  | SessionId
  | SourceId
  | SourceKeyId
  | ApiKeyId
  | CallId
  | RecordingId
  | SubscriptionId
  | NumberGroupId
  | MailId
  | CancellationRequestId
  | LegalHoldId
  | RecorderId
  | PackageId
  | PushHookId
  | RodoRequestId
  | SavedSearchId
  | TenantAliasId
  | CustomerNoteId
  | ListeningGrantId
  | TraceId
  | EvidenceKeyId
  | RefusedUploadId
  | SourceRecordsId
  | FileCredentialId
  | ShareLinkId
  | FileCredentialKeyId
  | FileSessionId
  | FailedSignInId
  | RecordingRuleId
  | CallNoteId
  | CallEventId
  | CallHookId
  | CallHookDeliveryId
  | CallMailRuleId
  | LiveControlId;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A new id: a version 7 UUID (RFC 9562 §5.7), so that rows created one after another are neighbours in an index.
 * `nowMs` is Unix time in milliseconds.
 */
export function newId<Id extends AnyId>(nowMs: number): Id {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  return uuid(bytes, 7);
}

/**
 * The id of an external name, always the same: a version 8 UUID (RFC 9562 §5.8) from the SHA-256 of the name's parts.
 */
export function idOf<Id extends AnyId>(...name: readonly string[]): Id {
  return uuid(createHash('sha256').update(JSON.stringify(name)).digest().subarray(0, 16), 8);
}

function uuid<Id extends AnyId>(bytes: Buffer, version: number): Id {
  bytes[6] = (bytes[6]! & 0x0f) | (version << 4);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-') as Id;
}

/** When `newId` made an id, Unix ms; null: it is no such id. */
export function timeOfId(id: string): number | null {
  return isId(id) && id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null;
}

/** Whether a text from outside has the form of an id. Ids are lower-case hexadecimal with dashes. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
