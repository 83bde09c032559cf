import type { KeyObject } from 'node:crypto';
import { sql } from 'kysely';
import type { RecordingId } from '../base/ids.ts';
import type { KeyStore } from '../platform/key-store.ts';
import { type ObjectStore, readObjectKey } from '../platform/object-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type ExtractEnd, ExtractDigest, hashOfEnd, parseExtractEnd, parseExtractHead } from './destruction-extract.ts';
import {
  hashOfEntry,
  isSignedBy,
  LOG_START,
  type LogEnd,
  parseEntryLine,
  parseHeadLine,
  parsePublicKey,
  type SignedEntry,
} from './destruction-log.ts';
import { destructionLogSigner, readDestructionLog } from './destruction-log-store.ts';
import { unusedKeys } from './unused-keys.ts';

/** Problems a result lists; all are counted. */
const MAX_LISTED_PROBLEMS = 100;
/** Recordings missing from the log that one check looks up. */
const MAX_NOT_IN_LOG = 100;

type LogProblemKind =
  /** The file, or a line of it, does not have the form of a log. */
  | 'unreadable'
  /** An entry does not follow the previous one: entries were removed, inserted or moved. */
  | 'broken-chain'
  /** An entry's hash does not match its content: it was changed. */
  | 'wrong-hash'
  | 'wrong-signature'
  /** A recording is destroyed in the database but has no entry in the log. */
  | 'not-in-log'
  /** A recording has an entry in the log, but its row is not marked destroyed, or its object or key still exists. */
  | 'row-left'
  | 'object-left'
  | 'key-left';

interface LogProblem {
  readonly kind: LogProblemKind;
  /** The entry's `seq`, the recording's id or the key's id. */
  readonly where: string;
}

export interface LogVerification {
  /** No problem was found. */
  readonly sound: boolean;
  readonly entries: number;
  /** The last entry. If last entries were cut off, it is before the end that an earlier check reported. */
  readonly end: LogEnd;
  /** The key that the signatures were checked with, as in the log's head line. */
  readonly publicKey: string;
  readonly problemCount: number;
  /** The first of them. */
  readonly problems: readonly LogProblem[];
  /** Of a tenant's extract: whose it is, and how many recordings of it existed when it was made. */
  readonly extract?: {
    readonly tenantId: string;
    readonly madeAt: string | null;
    readonly recordingsLeft: number | null;
  };
}

/**
 * Checks the service's own log: its chain and signatures; that every destroyed recording is in it; and that of no
 * recording in it a live row, the object or a key of the key store is left. Run it while no retention run is under way: a
 * run deletes keys only at its end. Throws `destruction-log-key-missing`: without the key it cannot look.
 */
export async function verifyDestructionLog(deps: {
  readonly db: Database;
  readonly objects: Pick<ObjectStore, 'stat'>;
  readonly keys: KeyStore;
}): Promise<LogVerification> {
  const { db, objects, keys } = deps;
  const verifier = new LogVerifier((await destructionLogSigner(deps)).publicKey);
  for await (const entries of readDestructionLog(db)) {
    for (const entry of entries) verifier.check(entry);
    const ids = entries.map(({ recordingId }) => recordingId);
    const rows = await db
      .selectFrom('recordings')
      .select(['id', 'object_key', 'destroyed_at'])
      .where('id', 'in', ids)
      .execute();
    for (const { id, object_key, destroyed_at } of rows) {
      // A constraint of the table ensures that a destroyed row has neither key nor waveform.
      if (destroyed_at === null) verifier.addProblem('row-left', id);
      const key = readObjectKey(object_key);
      if (key.ok && (await objects.stat(key.value)) !== null) verifier.addProblem('object-left', id);
    }
  }
  for (const id of await destroyedButNotInLog(db)) verifier.addProblem('not-in-log', id);
  for await (const id of unusedKeys(db, keys)) verifier.addProblem('key-left', id);
  return verifier.result();
}

/**
 * Checks an exported log, or a tenant's extract of one, by itself, without the service: its chain, or of an extract its order and
 * number of entries, and its signatures. Whether the key in its head line
 * is the operator's is for the reader to compare.
 */
export async function verifyExportedDestructionLog(lines: AsyncIterable<string>): Promise<LogVerification> {
  let verifier: LogVerifier | null = null;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (verifier === null) {
      verifier = verifierOf(line);
      continue;
    }
    const entry = parseEntryLine(line);
    if (entry.ok) verifier.check(entry.value);
    else if (!verifier.checkEnd(line)) verifier.addProblem('unreadable', `line ${number}`);
  }
  return (verifier ?? new LogVerifier('')).result();
}

/** By the first line of a file: a log, or a tenant's extract of one. */
function verifierOf(line: string): LogVerifier {
  const extract = parseExtractHead(line);
  if (extract !== null) return new LogVerifier(extract.publicKey, extract.tenantId);
  const head = parseHeadLine(line);
  return new LogVerifier(head.ok ? head.value : '');
}

/** Takes a log's entries from the first on and collects the problems. */
class LogVerifier {
  readonly #publicKey: string;
  readonly #key: KeyObject | null;
  readonly #problems: LogProblem[] = [];
  #problemCount = 0;
  #entries = 0;
  #end: LogEnd = LOG_START;
  /** Null: a whole log. */
  readonly #extractOf: string | null;
  readonly #digest = new ExtractDigest();
  #extractEnd: ExtractEnd | null = null;

  constructor(publicKey: string, extractOf: string | null = null) {
    this.#publicKey = publicKey;
    this.#extractOf = extractOf;
    this.#key = parsePublicKey(publicKey);
    if (this.#key === null) this.addProblem('unreadable', 'the public key');
  }

  /** After a broken link the check goes on from the entry found, so that one fault is reported once. */
  check(entry: SignedEntry): void {
    const where = String(entry.seq);
    const follows =
      this.#extractOf === null
        ? entry.seq === this.#end.seq + 1 && entry.previousHash === this.#end.hash
        : entry.seq > this.#end.seq && entry.tenantId === this.#extractOf && this.#extractEnd === null;
    if (!follows) this.addProblem('broken-chain', where);
    if (hashOfEntry(entry) !== entry.hash) this.addProblem('wrong-hash', where);
    if (this.#key !== null && !isSignedBy(this.#key, entry)) this.addProblem('wrong-signature', where);
    this.#entries += 1;
    this.#digest.add(entry);
    this.#end = { seq: entry.seq, hash: entry.hash };
  }

  /** Whether the line is the end of an extract. */
  checkEnd(line: string): boolean {
    const end = this.#extractOf === null || this.#extractEnd !== null ? null : parseExtractEnd(line);
    if (end === null || this.#extractOf === null) return false;
    this.#extractEnd = end;
    const { entries, entriesHash } = this.#digest.result();
    if (end.entries !== entries || end.entriesHash !== entriesHash) this.addProblem('broken-chain', 'end');
    const signed = { hash: hashOfEnd(this.#extractOf, end), signature: end.signature };
    if (this.#key !== null && !isSignedBy(this.#key, signed)) this.addProblem('wrong-signature', 'end');
    return true;
  }

  addProblem(kind: LogProblemKind, where: string): void {
    this.#problemCount += 1;
    if (this.#problems.length < MAX_LISTED_PROBLEMS) this.#problems.push({ kind, where });
  }

  result(): LogVerification {
    if (this.#extractOf !== null && this.#extractEnd === null) this.addProblem('broken-chain', 'end');
    return {
      sound: this.#problemCount === 0,
      entries: this.#entries,
      end: this.#end,
      publicKey: this.#publicKey,
      problemCount: this.#problemCount,
      problems: this.#problems,
      ...(this.#extractOf !== null && {
        extract: {
          tenantId: this.#extractOf,
          madeAt: this.#extractEnd?.madeAt ?? null,
          recordingsLeft: this.#extractEnd?.recordingsLeft ?? null,
        },
      }),
    };
  }
}

/** Recordings destroyed without an entry: an error of ours, or a manipulation. */
async function destroyedButNotInLog(db: Database): Promise<RecordingId[]> {
  const { rows } = await sql<{ id: RecordingId }>`
    SELECT id FROM recordings
    WHERE destroyed_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM destruction_log WHERE destruction_log.recording_id = recordings.id)
    LIMIT ${MAX_NOT_IN_LOG}`.execute(db);
  return rows.map(({ id }) => id);
}
