import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';

/** Clients list a folder again and again while somebody looks at it, and a mirror by several connections: that is one event. */
const SAME_LISTING_MS = 15 * 60_000;
/** Listings remembered, about 200 bytes each; the oldest are forgotten, and audited again. */
const MAX_REMEMBERED = 50_000;

type Viewer = Pick<AuditEvent, 'tenantId' | 'actor' | 'address'>;

/** Audits who listed the files of which day: the names have the telephone numbers of calls. */
export class DayListings {
  readonly #audit: Pick<AuditLog, 'record'>;
  readonly #clock: Clock;
  /** When each listing was audited last, by who and what, oldest first. */
  readonly #audited = new Map<string, { readonly at: number; readonly event: Promise<void> }>();

  constructor({ audit, clock }: { readonly audit: Pick<AuditLog, 'record'>; readonly clock: Clock }) {
    this.#audit = audit;
    this.#clock = clock;
  }

  /** Resolves when there is an event of this listing: names are shown only then. */
  listed(viewer: Viewer, door: string, day: WarsawDay): Promise<void> {
    const key = [viewer.tenantId, viewer.actor, viewer.address, door, day].join(' ');
    const now = this.#clock.monotonicMs();
    const known = this.#audited.get(key);
    if (known !== undefined && now - known.at < SAME_LISTING_MS) return known.event;
    const event = this.#audit.record({ ...viewer, action: 'file-listing', subject: null, detail: { door, day } });
    this.#audited.delete(key);
    if (this.#audited.size === MAX_REMEMBERED) this.#audited.delete(this.#audited.keys().next().value!);
    this.#audited.set(key, { at: now, event });
    event.catch(() => {
      if (this.#audited.get(key)?.event === event) this.#audited.delete(key);
    });
    return event;
  }
}
