import type { AuditDetail, AuditedAction, AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { FileCredentialId, TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import type { Credentials } from './credentials.ts';
import {
  addFileCredential,
  changeFileCredential,
  type CredentialOfTenant,
  type FileCredentialSettings,
  newFilePassword,
  requireFileCredential,
  revokeFileCredential,
} from './file-credentials.ts';
import { addCredentialKey, type FileCredentialKey, removeCredentialKey } from './file-credential-keys.ts';
import { type ManagedBy, requireRights } from './manage-rules.ts';

interface FileCredentialDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
  /** Whose rights a credential cannot exceed: all of them fetch recordings. */
  readonly maker: ManagedBy;
}

type Audited = readonly [action: AuditedAction, detail?: AuditDetail];

/**
 * Changes of a tenant's file credentials, each with its audit event. All but `revoke` throw `above-own-rights`, and for one that is not there
 * `file-credential-unknown`.
 */
export class FileCredentialChanges {
  readonly #deps: FileCredentialDeps;

  constructor(deps: FileCredentialDeps) {
    this.#deps = deps;
  }

  /** Throws `tenant-unknown`, `too-many-file-credentials`, `number-invalid`, `request-invalid`. */
  async add(
    tenantId: TenantId,
    { password, ...settings }: FileCredentialSettings & { readonly password: boolean },
  ): Promise<{ readonly id: FileCredentialId; readonly login: string; readonly password: string | null }> {
    return this.#transaction(async (transaction) => {
      const { by, clock } = this.#deps;
      const credential = { ...settings, password, tenantId, createdBy: by.actor };
      const added = await addFileCredential(transaction, credential, clock.now());
      await this.#record(transaction, { tenantId, id: added.id }, ['file-credential-added', detailOf(settings)]);
      return added;
    });
  }

  change(credential: CredentialOfTenant, change: Partial<FileCredentialSettings>): Promise<void> {
    return this.#transaction(async (transaction) => {
      await changeFileCredential(transaction, credential, change);
      await this.#record(transaction, credential, ['file-credential-changed', detailOf(change)]);
    });
  }

  /** Whatever the maker's rights: it opens nothing. */
  revoke(credential: CredentialOfTenant): Promise<void> {
    return inTransaction(this.#deps.db, async (transaction) => {
      await revokeFileCredential(transaction, credential, this.#deps.clock.now());
      await this.#record(transaction, credential, ['file-credential-revoked']);
    });
  }

  newPassword(credential: CredentialOfTenant): Promise<Credentials> {
    return this.#transaction(async (transaction) => {
      const made = await newFilePassword(transaction, credential, this.#deps.clock.now());
      await this.#record(transaction, credential, ['file-password-made']);
      return made;
    });
  }

  /** Throws `public-key-invalid`, `public-key-exists`, `too-many-public-keys`. */
  addKey(
    credential: CredentialOfTenant,
    key: { readonly publicKey: string; readonly label: string },
  ): Promise<FileCredentialKey> {
    return this.#transaction(async (transaction) => {
      const id = await requireFileCredential(transaction, credential);
      const added = await addCredentialKey(transaction, id, key, this.#deps.clock.now());
      await this.#record(transaction, credential, ['file-key-added', { fingerprint: added.fingerprint }]);
      return added;
    });
  }

  /** Throws `public-key-unknown`. */
  removeKey(credential: CredentialOfTenant, keyId: string): Promise<void> {
    return this.#transaction(async (transaction) => {
      const id = await requireFileCredential(transaction, credential);
      await removeCredentialKey(transaction, id, keyId);
      await this.#record(transaction, credential, ['file-key-removed', { key: keyId }]);
    });
  }

  #transaction<T>(work: (transaction: Database) => Promise<T>): Promise<T> {
    requireRights(this.#deps.maker, ['download']);
    return inTransaction(this.#deps.db, work);
  }

  #record(transaction: Database, { tenantId, id }: CredentialOfTenant, [action, detail]: Audited): Promise<void> {
    const { by, audit } = this.#deps;
    const { actor, address } = by;
    return audit.record(
      { tenantId, actor, address, action, subject: id, ...(detail === undefined ? {} : { detail }) },
      transaction,
    );
  }
}

/** Without labels and numbers, which name people. */
function detailOf({
  label,
  doors,
  numbers,
  expiresAt,
  allowedNetworks,
  bandwidthKilobytes,
}: Partial<FileCredentialSettings>): AuditDetail {
  return {
    ...(label === undefined ? {} : { label: true }),
    ...(doors === undefined ? {} : { doors: doors.join(' ') }),
    ...(numbers === undefined ? {} : { numbers: numbers === null ? 'all' : numbers.length }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? 'never' : new Date(expiresAt).toISOString() }),
    ...(allowedNetworks === undefined ? {} : { networks: allowedNetworks.length }),
    ...(bandwidthKilobytes === undefined ? {} : { bandwidth: bandwidthKilobytes ?? 'unlimited' }),
  };
}
