import type { NoRecordingReason } from '../../recording/index.ts';
import type { DirectoryTenant, RecordingDecision } from '../../tenants/index.ts';
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
  /** By what the INVITE said. */
  readonly outcome: RecordingDecision;
  /** Nothing names the tenant so far: it is not known, or only the source's default. Later metadata may name another one. */
  readonly isUnnamed: boolean;
  /** The parties are not known yet, and with them whether the call may be recorded. */
  readonly isLate: boolean;
  /** Called once the session has its tenant, or none. */
  readonly onDecided: () => void;
}

/** Whether a call of this tenant is recorded. */
type Decide = (tenant: DirectoryTenant) => RecordingDecision;

/** Whose a session is, and whether it may be recorded, where its parties become known only after the INVITE. */
export class TenantDecision {
  readonly #onDecided: () => void;
  #isUnnamed: boolean;
  #tenant: DirectoryTenant | null;
  #outcome: RecordingDecision;
  #final: boolean;
  #refusedFor: NoRecordingReason | null = null;

  constructor({ tenant, outcome, isUnnamed, isLate, onDecided }: OpenedDecision) {
    this.#tenant = tenant;
    this.#outcome = outcome;
    this.#isUnnamed = isUnnamed;
    this.#final = !isLate;
    this.#onDecided = onDecided;
  }

  get isFinal(): boolean {
    return this.#final;
  }

  /** As far as it is decided. */
  get outcome(): RecordingDecision {
    return this.#outcome;
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
   * parties the direction is known, too: the tenant may record no internal calls, or have rules about numbers.
   */
  consider({ tenant }: Pick<DerivedCall, 'tenant'>, partiesKnown: boolean, decide: Decide): void {
    const isSame = tenant.id === this.#tenant?.id;
    if (this.#final || (isSame && !partiesKnown)) return;
    this.#outcome = decide(tenant);
    if (this.#outcome.effect === 'never') this.#refusedFor = this.#outcome.reason;
    else if (isSame && this.#isUnnamed) return;
    this.#tenant = tenant;
    this.#isUnnamed = false;
    // A rule decides by the parties.
    if (this.#outcome.effect !== 'undecided') this.#decide();
  }

  /** The time for later metadata is over: rules decide by what is known. */
  close(decide: Decide): void {
    if (this.#final) return;
    if (this.#tenant === null) this.#refusedFor = 'tenant-unknown';
    else if (this.#outcome.effect === 'undecided') {
      this.#outcome = decide(this.#tenant);
      if (this.#outcome.effect === 'never') this.#refusedFor = this.#outcome.reason;
    }
    this.#decide();
  }

  #decide(): void {
    this.#final = true;
    this.#onDecided();
  }
}
