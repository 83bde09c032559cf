import type { SourceId, TenantId } from '../base/ids.ts';
import type { PhoneNumber } from '../base/phone-number.ts';

/** Who may record what, as one consistent picture in memory. */
export interface Directory {
  /** The PBX that sends from this IP address (text form, IPv4 or IPv6); null: it is not allowed to record. */
  sourceAt(address: string): DirectorySource | null;
  tenant(id: TenantId): DirectoryTenant | null;
  ownerOf(number: PhoneNumber): DirectoryTenant | null;
}

export interface DirectorySource {
  readonly id: SourceId;
  readonly name: string;
  /** The tenant of its calls where nothing else tells. */
  readonly defaultTenantId: TenantId | null;
}

export interface DirectoryTenant {
  readonly id: TenantId;
  /** Has the hosted PBX service on a plan that includes recording. */
  readonly entitled: boolean;
  readonly recordingEnabled: boolean;
  readonly recordInternal: boolean;
}

/** Gives the directory as of now; the last known one while the database is away. */
export interface DirectoryReader {
  current(): Promise<Directory>;
}
