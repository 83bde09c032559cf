import { createHash } from 'node:crypto';
import { type AudioSources, readAudio } from '../archive/index.ts';
import type { AuditEvent, AuditLog } from '../audit/index.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { AppError } from '../base/errors.ts';
import { type CatalogDeps, findCall, type ListedRecording, openRecording, type TenantScope } from '../catalog/index.ts';
import { type PackedFile, zipOf } from '../delivery/package/index.ts';
import type { KeyStore } from '../platform/key-store.ts';
import { evidenceSigner } from './evidence-keys.ts';
import { type TimeStampAuthority, timeStamp } from './time-stamp.ts';
import { VERIFIER_PAGE } from './verifier-page.ts';

const FORMAT = 'fonoteka-evidence-1';

interface EvidenceDeps extends AudioSources {
  readonly catalog: CatalogDeps;
  readonly audit: AuditLog;
  readonly keys: Pick<KeyStore, 'get' | 'getOrCreate' | 'delete'>;
  /** Null: the operator has set none. */
  readonly authority: TimeStampAuthority | null;
  /** Who asks: for the audit log, and for the pack. */
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

/**
 * A ZIP that proves what a call's recordings are: the MP3s as they are stored, what is known of the call, its events of the audit log with
 * their places in the hash chain, a manifest of the hashes of all, signed and, where there is an authority, stamped with the time, and a
 * page that checks it all offline. The log says who made it, before its first byte. Null: no such call. Throws `recording-destroyed`,
 * `recording-expired-from-panel` where there is no recording that the panel may give.
 */
export async function evidencePack(deps: EvidenceDeps, scope: TenantScope, id: string) {
  const { catalog, audit, by } = deps;
  const call = await findCall(catalog, scope, id);
  if (call === null || call.recordings.length === 0) return null;
  const kept = call.recordings.filter((recording) => recording.kept);
  if (kept.length === 0) throw new AppError('recording-destroyed');
  const given = kept.filter((recording) => recording.playable);
  if (given.length === 0) throw new AppError('recording-expired-from-panel');
  const { tenantId } = scope;
  const now = catalog.clock.now();
  const signer = await evidenceSigner({ ...deps, db: catalog.db }, now);
  await audit.recordAll(
    given.map((recording) => ({ ...by, tenantId, action: 'evidence-made', subject: recording.id }) as const),
  );
  const extract = await audit.extract(
    tenantId,
    call.recordings.map((recording) => recording.id),
  );
  const documents: Document[] = [
    { path: 'metadane.json', bytes: json(metadataOf(call, tenantId)) },
    { path: 'dziennik.ndjson', bytes: Buffer.from(extract.lines.map((line) => `${line}\n`).join('')) },
    { path: 'klucz-publiczny.pem', bytes: Buffer.from(pem(signer.publicKey)) },
    { path: 'weryfikacja.html', bytes: Buffer.from(VERIFIER_PAGE) },
  ];
  const manifestOf = (stamp: 'in-pack' | 'no-authority' | 'authority-failed'): Buffer =>
    Buffer.from(
      canonicalJson({
        format: FORMAT,
        madeAt: new Date(now).toISOString(),
        tenantId,
        callId: call.id,
        timeStamp: stamp,
        key: { id: signer.id, algorithm: 'Ed25519', fingerprint: signer.fingerprint },
        chain: { seq: extract.end.seq, hash: extract.end.hash, events: extract.lines.length },
        files: [
          ...given.map((recording) => ({
            path: audioPath(recording),
            sizeBytes: recording.sizeBytes,
            sha256: recording.checksum,
          })),
          ...documents.map(({ path, bytes }) => ({ path, sizeBytes: bytes.length, sha256: sha256(bytes) })),
        ],
      }),
    );
  const { manifest, stamp } = await stamped(deps.authority, manifestOf);
  const closing: Document[] = [
    { path: 'manifest.json', bytes: manifest },
    { path: 'manifest.sig', bytes: signer.sign(manifest) },
    // The authority's signature covers neither its answer's status nor further certificates.
    ...(stamp === null
      ? []
      : [
          { path: 'manifest.tsr', bytes: stamp },
          { path: 'manifest.tsr.sig', bytes: signer.sign(stamp) },
        ]),
  ];
  const files = [
    ...given.map((recording) => audioFile(deps, scope, recording, call.startedAt)),
    ...[...documents, ...closing].map((document) => packed(document, now)),
  ];
  return { name: `dowod_${given[0]!.fileName.replace(/\.mp3$/, '')}.zip`, ...zipOf(files) };
}

interface Document {
  readonly path: string;
  readonly bytes: Buffer;
}

/** The manifest says whether it is stamped, so one that could not be is another one. */
async function stamped(
  authority: TimeStampAuthority | null,
  manifestOf: (stamp: 'in-pack' | 'no-authority' | 'authority-failed') => Buffer,
): Promise<{ readonly manifest: Buffer; readonly stamp: Buffer | null }> {
  if (authority === null) return { manifest: manifestOf('no-authority'), stamp: null };
  const manifest = manifestOf('in-pack');
  const stamp = await timeStamp(authority, manifest);
  return stamp === null ? { manifest: manifestOf('authority-failed'), stamp } : { manifest, stamp };
}

function metadataOf(call: object, tenantId: string): Json {
  // As the API gives it, with instants as ISO 8601.
  return JSON.parse(
    JSON.stringify({ tenantId, call }, (name, value: unknown) =>
      typeof value === 'number' && INSTANTS.has(name) ? new Date(value).toISOString() : value,
    ),
  ) as Json;
}

const INSTANTS = new Set(['startedAt', 'answeredAt', 'endedAt', 'availableUntil', 'destroyedAt', 'from', 'until']);

function audioFile(deps: EvidenceDeps, scope: TenantScope, recording: ListedRecording, startedAt: number): PackedFile {
  const open = async function* (): AsyncGenerator<Buffer> {
    // Looked up only now: its key may have been wrapped by another one since.
    const opened = await openRecording(deps.catalog, scope, recording.id);
    if (opened === null || !opened.kept) throw new AppError('recording-destroyed');
    yield* readAudio(deps, opened);
  };
  return { path: audioPath(recording), sizeBytes: recording.sizeBytes, modifiedAt: startedAt, open };
}

function audioPath({ fileName }: ListedRecording): string {
  return `nagranie/${fileName}`;
}

function packed({ path, bytes }: Document, modifiedAt: number): PackedFile {
  const open = async function* (): AsyncGenerator<Buffer> {
    yield bytes;
  };
  return { path, sizeBytes: bytes.length, modifiedAt, open };
}

function json(value: Json): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function pem(base64: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`;
}
