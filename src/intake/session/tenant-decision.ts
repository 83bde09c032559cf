import type { NoRecordingReason } from '../../recording/index.ts';
import { type DirectoryTenant, mayRecord } from '../../tenants/index.ts';
import type { DerivedCall } from '../derivation/derive-call.ts';

/**
 * Sessions that are captured at once without a tenant. With the 5 s that they last at most, 100 new ones a second: more than the PBXs
 * of one recorder begin, so that calls of nobody cannot take the ports of those that are recorded.
 */
const MAX_HELD_SESSIONS = 500;

/** Counts the sessions that are captured before their tenant is known. */
export class HeldSessions {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Null: there are too many. Else what to call, once or more often, when the session is decided. */
  take(): (() => void) | null {
    if (this.#count >= MAX_HELD_SESSIONS) return null;
    this.#count++;
    let taken = true;
    return () => {
      if (taken) this.#count--;
      taken = false;
    };
  }
}

interface OpenedDecision {
  /** Null: not known yet. */
  readonly tenant: DirectoryTenant | null;
  /** Nothing names the tenant so far: it is not known, or only the source's default. Later metadata may name another one. */
  readonly isUnnamed: boolean;
  /** The parties are not known yet, and with them whether the call may be recorded. */
  readonly isLate: boolean;
  /** Called once the session has its tenant, or none. */
  readonly onDecided: () => void;
}

/** Whose a session is, and whether it may be recorded, where its parties become known only after the INVITE. */
export class TenantDecision {
  readonly #onDecided: () => void;
  readonly #isUnnamed: boolean;
  #tenant: DirectoryTenant | null;
  #final: boolean;
  #refusedFor: NoRecordingReason | null = null;

  constructor({ tenant, isUnnamed, isLate, onDecided }: OpenedDecision) {
    this.#tenant = tenant;
    this.#isUnnamed = isUnnamed;
    this.#final = !isLate;
    this.#onDecided = onDecided;
  }

  get isFinal(): boolean {
    return this.#final;
  }

  /** Why it may not be recorded, as turned out after the INVITE. */
  get refusedFor(): NoRecordingReason | null {
    return this.#refusedFor;
  }

  /** Undefined: the next metadata decides. */
  get tenant(): DirectoryTenant | undefined {
    return this.#final || !this.#isUnnamed ? (this.#tenant ?? undefined) : undefined;
  }

  /**
   * With what is derived from later metadata. The first tenant found that is not the default one is the session's. `partiesKnown`: with both
   * parties the direction is known, too: the tenant may record no internal calls.
   */
  consider({ tenant, direction }: Pick<DerivedCall, 'tenant' | 'direction'>, partiesKnown: boolean): void {
    const isSame = tenant.id === this.#tenant?.id;
    if (this.#final || (isSame && !partiesKnown)) return;
    const permitted = mayRecord(tenant, direction);
    if (!permitted.ok) this.#refusedFor = permitted.reason;
    else if (isSame && this.#isUnnamed) return;
    this.#tenant = tenant;
    this.#decide();
  }

  /** The time for later metadata is over. */
  close(): void {
    if (this.#final) return;
    if (this.#tenant === null) this.#refusedFor = 'tenant-unknown';
    this.#decide();
  }

  #decide(): void {
    this.#final = true;
    this.#onDecided();
  }
}
