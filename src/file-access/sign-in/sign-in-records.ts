import type { Clock, Timer } from '../../base/clock.ts';
import {
  type FailedSignInId,
  type FileCredentialId,
  type FileSessionId,
  newId,
  type TenantId,
} from '../../base/ids.ts';
import { Turns } from '../../base/turns.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Database } from '../../platform/postgres/index.ts';
import {
  type CredentialUse,
  type FailedFileSignIn,
  type FileSession,
  openFileSession,
  removeFileSessions,
  removeOldFailedSignIns,
  saveCredentialUses,
  saveFailedFileSignIns,
  saveFileSessions,
  type SessionActivity,
} from '../../tenants/index.ts';

/** How old what the panel shows may be. Shorter sessions are only in the audit log. */
const WRITE_EVERY_MS = 2_000;
/** All that is open is written again, so that it is not taken for that of a killed process (a minute). */
const WRITE_ALL_EVERY_MS = 20_000;
/** How often a process without sessions removes those that killed ones left; they are not counted any more. */
const IDLE_WRITE_EVERY_MS = 60_000;
const REMOVE_OLD_EVERY_MS = 60 * 60_000;
/** Different ones between two writes; more are counted with none. They are a few hundred bytes each. */
const MAX_FAILED = 1_000;
/** Under attack the old ones are removed after so many new rows, so that the table does not grow for an hour. */
const REMOVE_OLD_AFTER_ROWS = 10_000;
/** A program that tries every few seconds makes one row in this time, so that it does not push others out of the list. */
const SAME_ROW_MS = 60 * 60_000;
/** Rows that more attempts are added to; they take about 300 bytes each. */
const MAX_ROWS = 10_000;
/** Ended sessions whose rows could not be removed: they end by themselves. */
const MAX_ENDED = 10_000;

/** Where more of the same failures are added. */
interface FailedRow {
  readonly id: FailedSignInId;
  readonly beganAt: number;
}

/** An open session, as it is shown. */
export interface ShownSession extends FileSession {
  activity: SessionActivity;
  sentBytes: number;
}

interface Writing<Value> {
  readonly save: (values: Value[]) => Promise<void>;
  /** Of the same key: one that could not be written, and one that came meanwhile. */
  readonly merge: (older: Value, newer: Value) => Value;
}

interface SignInRecordsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Sessions at once of one tenant, in all processes. */
  readonly sessionsPerTenant: number;
}

/**
 * What the sign-ins of a process leave in the database for people to see, written in groups every two seconds: open sessions, failed
 * sign-ins, the last use of credentials. While the database is away it waits, within limits. A session is written before it is open, so that
 * the sessions of a tenant are counted in all processes together.
 */
export class SignInRecords {
  readonly #deps: SignInRecordsDeps;
  /** They wait for the lock of their tenant: all at once they would take all connections, also those of other tenants. */
  readonly #openings: Turns<TenantId>;
  readonly #open = new Map<FileSessionId, ShownSession>();
  readonly #written = new Map<FileSessionId, string>();
  readonly #ended = new Set<FileSessionId>();
  readonly #uses = new Map<FileCredentialId, CredentialUse>();
  readonly #failed = new Map<string, FailedFileSignIn>();
  /** By what is the same, the oldest first. */
  readonly #rows = new Map<string, FailedRow>();
  #rowsAdded = 0;
  #timer: Timer | null = null;
  /** Whether the timer is that of an idle process. */
  #isIdle = false;
  #writing: Promise<void> = Promise.resolve();
  /** Monotonic, as the next one. */
  #allWrittenAt = Number.NEGATIVE_INFINITY;
  #oldRemovedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(deps: SignInRecordsDeps) {
    this.#deps = deps;
    this.#openings = new Turns({ atOnce: 1, waiting: deps.sessionsPerTenant });
    this.#wait();
  }

  /** Null: the tenant has as many sessions as it may. */
  async open(session: Omit<FileSession, 'id' | 'since' | 'activity' | 'sentBytes'>): Promise<ShownSession | null> {
    const { clock } = this.#deps;
    const now = clock.now();
    const { credentialId: id, tenantId, door, address, encrypted } = session;
    const shown: ShownSession = { ...session, id: newId(now), since: now, activity: 'idle', sentBytes: 0 };
    if (!(await this.#openings.take(tenantId, () => this.#insert(shown)))) return null;
    this.#open.set(shown.id, shown);
    this.#written.set(shown.id, stateOf(shown));
    this.#uses.set(id, { id, at: now, door, address, encrypted });
    this.#hasSomething();
    return shown;
  }

  #insert(session: ShownSession): Promise<boolean> {
    const { db, clock, sessionsPerTenant } = this.#deps;
    return openFileSession(db, session, { sessionsPerTenant, ended: [...this.#ended] }, clock.now());
  }

  end({ id }: ShownSession): void {
    this.#open.delete(id);
    if (this.#written.delete(id) && this.#ended.size < MAX_ENDED) this.#ended.add(id);
    this.#hasSomething();
  }

  failed(failed: Omit<FailedFileSignIn, 'id' | 'attempts' | 'failedAt'>): void {
    const { tenantId, login, door, address, encrypted, reason } = failed;
    const same = [tenantId, login, door, address, encrypted, reason].join('\0');
    const attempts = (this.#failed.get(same)?.attempts ?? 0) + 1;
    if (attempts === 1 && this.#failed.size >= MAX_FAILED) return;
    this.#failed.set(same, { ...failed, id: this.#rowOf(same), attempts, failedAt: this.#deps.clock.now() });
    this.#hasSomething();
  }

  #rowOf(same: string): FailedSignInId {
    const { clock } = this.#deps;
    const now = clock.monotonicMs();
    const row = this.#rows.get(same);
    if (row !== undefined && now - row.beganAt < SAME_ROW_MS) return row.id;
    const id = newId<FailedSignInId>(clock.now());
    this.#rows.delete(same);
    this.#rows.set(same, { id, beganAt: now });
    if (this.#rows.size > MAX_ROWS) this.#rows.delete(this.#rows.keys().next().value!);
    this.#rowsAdded++;
    return id;
  }

  /** Writes what there is now. */
  write(): Promise<void> {
    this.#writing = this.#writing
      .then(() => this.#write())
      .catch((error: unknown) => {
        this.#deps.log.warn({ err: error }, 'files: sessions and failed sign-ins could not be written; tried again');
      });
    return this.#writing;
  }

  /** Removes the sessions of this process. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    for (const session of this.#open.values()) this.end(session);
    await this.write();
  }

  /** While nothing is open and nothing is left to write, only what killed processes left is removed. */
  #wait(): void {
    const { size } = this.#open;
    this.#isIdle = size + this.#ended.size + this.#uses.size + this.#failed.size === 0;
    this.#timer = this.#deps.clock.after(this.#isIdle ? IDLE_WRITE_EVERY_MS : WRITE_EVERY_MS, () => {
      this.#isIdle = false;
      void this.write().then(() => {
        if (!this.#closed) this.#wait();
      });
    });
  }

  #hasSomething(): void {
    if (!this.#isIdle || this.#closed) return;
    this.#timer?.cancel();
    this.#wait();
  }

  async #write(): Promise<void> {
    const { db, clock } = this.#deps;
    const now = clock.now();
    const monotonic = clock.monotonicMs();
    const all = monotonic - this.#allWrittenAt >= WRITE_ALL_EVERY_MS;
    const changed = [...this.#open.values()]
      .map((one) => ({ ...one, state: stateOf(one) }))
      .filter(({ id, state }) => all || this.#written.get(id) !== state);
    await saveFileSessions(db, changed, now);
    for (const { id, state } of changed) {
      if (this.#open.has(id)) this.#written.set(id, state);
      // It ended while it was written.
      else this.#ended.add(id);
    }
    if (all || this.#ended.size > 0) {
      const ended = [...this.#ended];
      await removeFileSessions(db, ended, now);
      for (const id of ended) this.#ended.delete(id);
    }
    if (all) this.#allWrittenAt = monotonic;
    await this.#writeOnce(this.#uses, {
      save: (uses) => saveCredentialUses(db, uses),
      merge: (_, newer) => newer,
    });
    await this.#writeOnce(this.#failed, {
      save: (failed) => saveFailedFileSignIns(db, failed),
      merge: (older, newer) => ({ ...newer, attempts: older.attempts + newer.attempts }),
    });
    if (monotonic - this.#oldRemovedAt < REMOVE_OLD_EVERY_MS && this.#rowsAdded < REMOVE_OLD_AFTER_ROWS) return;
    this.#rowsAdded = 0;
    await removeOldFailedSignIns(db, now);
    this.#oldRemovedAt = monotonic;
  }

  /** What comes while it is written stays for the next time, together with what could not be written. */
  async #writeOnce<Key, Value>(among: Map<Key, Value>, { save, merge }: Writing<Value>): Promise<void> {
    const taken = new Map(among);
    among.clear();
    try {
      await save([...taken.values()]);
    } catch (error) {
      for (const [key, value] of taken) {
        const newer = among.get(key);
        among.set(key, newer === undefined ? value : merge(value, newer));
      }
      throw error;
    }
  }
}

function stateOf({ activity, sentBytes }: ShownSession): string {
  return `${activity} ${sentBytes}`;
}
