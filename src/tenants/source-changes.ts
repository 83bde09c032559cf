import type { AuditedAction, AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { SourceId, SourceKeyId, TenantId } from '../base/ids.ts';
import type { KeyStore } from '../platform/key-store.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { saveSourceAddresses } from './source-addresses.ts';
import { deleteSourceDigest, type NewSourceDigest, saveSourceDigest } from './source-digests.ts';
import { addSourceKey, KEY_OVERLAP_MS, type NewSourceKey, removeSourceKey, setSourceKeyExpiry } from './source-keys.ts';
import type { RecordMapping } from './record-mapping.ts';
import { setSourceCertificates } from './source-certificates.ts';
import {
  addSource,
  type NewSource,
  type Recognition,
  removeSource,
  renameSource,
  requireSource,
  setRecordMapping,
  setSourceRecognition,
  setSourceTimeZone,
  setUserToUserIds,
} from './sources.ts';

interface SourceChangesDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Who makes the changes. */
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

interface SourceChange {
  readonly name?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly certificates?: readonly string[] | undefined;
  readonly recognition?: Recognition | undefined;
  readonly userToUserIds?: boolean | undefined;
  readonly timeZone?: string | null | undefined;
  readonly callRecords?: RecordMapping | undefined;
}

/** A key that takes the place of an earlier one. */
interface KeyRequest extends NewSourceKey {
  /** The key that it replaces. */
  readonly replaces?: string | undefined;
  /** Until when the replaced key is valid, Unix ms. Default: for `KEY_OVERLAP_MS`. */
  readonly oldUntil?: number | undefined;
}

interface Source {
  readonly id: SourceId;
  readonly tenantId: TenantId | null;
}

/** Changes of sources and their keys, for the operator: each with its audit event in one transaction. */
export class SourceChanges {
  readonly #deps: SourceChangesDeps;

  constructor(deps: SourceChangesDeps) {
    this.#deps = deps;
  }

  /** Throws `address-invalid`, `source-network-…`, `source-address-taken`, `source-certificate-taken`, `tenant-unknown`. */
  add(source: NewSource): Promise<{ sourceId: SourceId; keyId: SourceKeyId; apiKey: string }> {
    const { db, clock } = this.#deps;
    return inTransaction(db, async (transaction) => {
      const added = await addSource(transaction, source, clock.now());
      await this.#record(transaction, { id: added.sourceId, tenantId: source.tenantId ?? null }, 'source-added');
      return added;
    });
  }

  /**
   * Renames it, replaces its addresses or the names of its certificates, sets how its sessions are understood. Throws `source-unknown`, `address-invalid`,
   * `source-address-taken`, `source-certificate-taken`.
   */
  change(sourceId: string, change: SourceChange): Promise<void> {
    const { name, addresses, certificates, recognition, userToUserIds, timeZone, callRecords } = change;
    return this.#change(sourceId, async (transaction, source) => {
      if (name !== undefined) {
        await renameSource(transaction, source.id, name);
        await this.#record(transaction, source, 'source-renamed');
      }
      if (addresses !== undefined) {
        const set = await saveSourceAddresses(transaction, source.id, addresses);
        await this.#record(transaction, source, 'source-addresses-changed', { addresses: set.join(' ') });
      }
      if (certificates !== undefined) {
        const set = await setSourceCertificates(transaction, source.id, certificates);
        await this.#record(transaction, source, 'source-certificates-changed', { certificates: set.join(' ') });
      }
      if (recognition !== undefined) {
        await setSourceRecognition(transaction, source.id, recognition);
        await this.#record(transaction, source, 'source-recognition-changed', { recognition });
      }
      if (userToUserIds !== undefined) {
        await setUserToUserIds(transaction, source.id, userToUserIds);
        await this.#record(transaction, source, 'source-call-ids-changed', { userToUserIds });
      }
      if (timeZone !== undefined) {
        await setSourceTimeZone(transaction, source.id, timeZone);
        await this.#record(transaction, source, 'source-time-zone-changed', { timeZone });
      }
      if (callRecords !== undefined) {
        await setRecordMapping(transaction, source.id, callRecords);
        const { format, fields } = callRecords;
        await this.#record(transaction, source, 'source-call-records-changed', {
          format,
          fields: JSON.stringify(fields),
        });
      }
    });
  }

  /** The secret is in the answer only. Throws `source-unknown`, `source-user-invalid`, `source-user-taken`. */
  setDigest(sourceId: string, user: string, keys: Pick<KeyStore, 'getOrCreate'>): Promise<NewSourceDigest> {
    return this.#change(sourceId, async (db, source) => {
      const made = await saveSourceDigest({ db, keys }, source.id, user, this.#deps.clock.now());
      await this.#record(db, source, 'source-digest-set', { user });
      return made;
    });
  }

  /** Its addresses are enough again. Throws `source-unknown`. */
  removeDigest(sourceId: string): Promise<void> {
    return this.#change(sourceId, async (db, source) => {
      await deleteSourceDigest(db, source.id);
      await this.#record(db, source, 'source-digest-removed');
    });
  }

  /** `ofTenant`: only if it is the source of this tenant. Throws `source-unknown`. */
  remove(sourceId: string, ofTenant?: TenantId): Promise<void> {
    return this.#change(
      sourceId,
      async (transaction, source) => {
        await removeSource(transaction, source.id, this.#deps.clock.now());
        await this.#record(transaction, source, 'source-removed');
      },
      ofTenant,
    );
  }

  /** Throws `source-unknown`, `source-key-unknown`, `too-many-source-keys`. */
  addKey(sourceId: string, request: KeyRequest): Promise<{ keyId: SourceKeyId; apiKey: string }> {
    const { clock } = this.#deps;
    return this.#change(sourceId, async (transaction, source) => {
      const { replaces, oldUntil = clock.now() + KEY_OVERLAP_MS } = request;
      const added = await addSourceKey(transaction, source.id, request, clock.now());
      await this.#record(transaction, source, 'source-key-added', { key: added.keyId });
      if (replaces !== undefined) await this.#expire(transaction, source, replaces, oldUntil);
      return added;
    });
  }

  /** `expiresAt`: Unix ms; null: valid until it is removed. Throws `source-unknown`, `source-key-unknown`. */
  expireKey(sourceId: string, keyId: string, expiresAt: number | null): Promise<void> {
    return this.#change(sourceId, (transaction, source) => this.#expire(transaction, source, keyId, expiresAt));
  }

  /** Throws `source-unknown`, `source-key-unknown`. */
  removeKey(sourceId: string, keyId: string): Promise<void> {
    return this.#change(sourceId, async (transaction, source) => {
      await removeSourceKey(transaction, { sourceId: source.id, keyId });
      await this.#record(transaction, source, 'source-key-removed', { key: keyId });
    });
  }

  async #expire(transaction: Database, source: Source, keyId: string, expiresAt: number | null): Promise<void> {
    await setSourceKeyExpiry(transaction, { sourceId: source.id, keyId }, expiresAt);
    const until = expiresAt === null ? null : new Date(expiresAt).toISOString();
    await this.#record(transaction, source, 'source-key-expires', { key: keyId, until });
  }

  #change<T>(
    sourceId: string,
    work: (transaction: Database, source: Source) => Promise<T>,
    ofTenant?: TenantId,
  ): Promise<T> {
    return inTransaction(this.#deps.db, async (transaction) =>
      work(transaction, await requireSource(transaction, sourceId, ofTenant)),
    );
  }

  #record(
    transaction: Database,
    { id, tenantId }: Source,
    action: AuditedAction,
    detail: AuditEvent['detail'] = null,
  ): Promise<void> {
    const { audit, by } = this.#deps;
    const { actor, address } = by;
    return audit.record({ tenantId, actor, address, action, subject: id, detail }, transaction);
  }
}
