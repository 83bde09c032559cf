import type { TargetSettings } from '../../platform/push-target/index.ts';
import type { PackageForm } from '../../platform/postgres/index.ts';

/** Everything a customer says about the daily push. Held in memory only where it is needed: it has the secrets in it. */
export interface PushSettings {
  readonly target: TargetSettings;
  /** For SFTP with a key of ours: what the customer puts into `authorized_keys`; else null. */
  readonly publicKey: string | null;
  readonly form: PackageForm;
  /** Whether what was sent is read back and compared where the target cannot prove that it has it. */
  readonly readBack: boolean;
  /** How many uploads at once, 1 to `MAX_CONNECTIONS`. */
  readonly connections: number;
  /** Of all uploads together; null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
  /** Keep recordings that are due until they are delivered, as far as the operator lets. */
  readonly keepUndelivered: boolean;
  /** Where the customer's own program hears of packages; null: nowhere. */
  readonly hook: { readonly url: string; readonly secret: string } | null;
}

/** As they were read. */
export interface StoredSettings extends PushSettings {
  /** When they were set, Unix ms. */
  readonly changedAt: number;
}

/** A server for people rarely lets one account in more often. */
export const MAX_CONNECTIONS = 8;
