import type { Json } from '../base/canonical-json.ts';
import type { TenantId } from '../base/ids.ts';
import type { AuditedAction } from './audited-action.ts';

export interface AuditEvent {
  /** Whose log it belongs to; null: the operator's own. */
  readonly tenantId: TenantId | null;
  /** Who did it: a user's id, an FTP login, `cli`, a job's name. */
  readonly actor: string;
  readonly action: AuditedAction;
  /** What it was done to, an id; null where the action says it all. */
  readonly subject: string | null;
  /** The peer's IP address, where there is one. */
  readonly address: string | null;
  /** What else there is to know, in few words and numbers; no names, telephone numbers or texts of people. */
  readonly detail?: AuditDetail | null;
}

export type AuditDetail = Readonly<Record<string, Json>>;
