import { Resolver } from 'node:dns/promises';
import { type Clock, delay } from '../base/clock.ts';
import type { Logger } from '../platform/logging.ts';
import { type Counter, labelledCounter, type Registry } from '../platform/metrics.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { Supervised } from '../platform/supervise.ts';
import { readIpAddress } from '../base/ip-address.ts';

/** How soon a name that was just added is resolved. */
const ROUND_MS = 5_000;
/** What a record's TTL is taken for at least and at most: neither a query a second, nor a day with an old address. */
const MIN_INTERVAL_MS = 30_000;
const MAX_INTERVAL_MS = 15 * 60_000;
/** Of one name: DNS answers that rotate have some more than one answer shows. */
const MAX_ADDRESSES = 32;
/** An address that the answers lack is kept for so long: answers rotate, and calls that run end by it. */
const FORMER_ADDRESS_MS = 10 * 60_000;
/** The same where the answer is that there is no such name: more often a zone in error than a PBX that has gone. */
const MISSING_NAME_MS = 24 * 60 * 60_000;
/** Names at once: each waits for DNS servers that may not answer. */
const LOOKUPS_AT_ONCE = 8;
const LOOKUP_TIMEOUT_MS = 3_000;
const LOOKUP_TRIES = 2;

interface DnsRecord {
  readonly address: string;
  /** Seconds. */
  readonly ttl: number;
}

/** Asks DNS for the records of one family; rejects as Node's resolver does. */
export interface DnsLookup {
  resolve4(name: string, options: { ttl: true }): Promise<readonly DnsRecord[]>;
  resolve6(name: string, options: { ttl: true }): Promise<readonly DnsRecord[]>;
}

interface SourceNamesDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Default: the DNS servers of the system. */
  readonly dns?: DnsLookup;
}

/**
 * Keeps the addresses of sources' DNS names in the database, from where the directory has them. No request ever waits for DNS, and while
 * DNS or the database is away the last known addresses stay.
 */
export class SourceNames {
  readonly #deps: SourceNamesDeps;
  readonly #dns: DnsLookup;
  readonly #lookups: Counter<'result'>;
  readonly #part: Supervised;
  /** When a name is due, monotonic ms. */
  readonly #due = new Map<string, number>();

  constructor(deps: SourceNamesDeps) {
    this.#deps = deps;
    this.#dns = deps.dns ?? new Resolver({ timeout: LOOKUP_TIMEOUT_MS, tries: LOOKUP_TRIES });
    this.#lookups = labelledCounter({
      registry: deps.metrics,
      name: 'fonoteka_source_name_lookups_total',
      help: 'Look-ups of sources’ DNS names, by whether DNS answered.',
      labels: { result: ['answered', 'failed'] },
    });
    this.#part = new Supervised({ ...deps, part: 'source-names', run: (signal, up) => this.#run(signal, up) });
  }

  stop(): Promise<void> {
    return this.#part.stop();
  }

  async #run(signal: AbortSignal, up: () => void): Promise<void> {
    while (!signal.aborted) {
      await this.#round();
      up();
      await delay(this.#deps.clock, ROUND_MS, signal);
    }
  }

  async #round(): Promise<void> {
    const { db, clock } = this.#deps;
    const rows = await db.selectFrom('source_names').select(['name', 'failure']).execute();
    const failures = new Map(rows.map(({ name, failure }) => [name, failure]));
    for (const name of this.#due.keys()) if (!failures.has(name)) this.#due.delete(name);
    const due = [...failures].filter(([name]) => (this.#due.get(name) ?? 0) <= clock.monotonicMs());
    for (let next = 0; next < due.length; next += LOOKUPS_AT_ONCE) {
      await Promise.all(due.slice(next, next + LOOKUPS_AT_ONCE).map(([name, failure]) => this.#resolve(name, failure)));
    }
  }

  async #resolve(name: string, earlierFailure: string | null): Promise<void> {
    const { db, clock, log } = this.#deps;
    const answers = await Promise.all([
      answerOf('ipv4', this.#dns.resolve4(name, { ttl: true })),
      answerOf('ipv6', this.#dns.resolve6(name, { ttl: true })),
    ]);
    const failure = failureOf(answers);
    this.#lookups.inc({ result: failure === null ? 'answered' : 'failed' });
    if (failure !== null && failure !== earlierFailure) {
      log.warn({ name, failure }, 'tenants: the DNS name of a source has no answer; its last known addresses stay');
    }
    await saveAnswers(db, name, answers, clock.now());
    this.#due.set(name, clock.monotonicMs() + intervalMs(answers));
  }
}

interface Answer {
  readonly family: 'ipv4' | 'ipv6';
  /** None: the name has no address of this family. */
  readonly records: readonly DnsRecord[];
  /** Why there is no answer; null: there is one. */
  readonly failure: string | null;
}

/** What DNS says where a name or its records do not exist. */
const NOTHING = ['ENOTFOUND', 'ENODATA'];

async function answerOf(family: Answer['family'], lookup: Promise<readonly DnsRecord[]>): Promise<Answer> {
  try {
    return { family, records: (await lookup).slice(0, MAX_ADDRESSES), failure: null };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'EFAILED';
    return { family, records: [], failure: NOTHING.includes(code) ? null : code };
  }
}

function failureOf(answers: readonly Answer[]): string | null {
  const failed = answers.find(({ failure }) => failure !== null);
  if (failed !== undefined) return failed.failure;
  return answers.every(({ records }) => records.length === 0) ? 'ENOTFOUND' : null;
}

function intervalMs(answers: readonly Answer[]): number {
  const ttls = answers.flatMap(({ records }) => records.map(({ ttl }) => ttl * 1000));
  const shortest = failureOf(answers) === null ? Math.min(...ttls) : 0;
  return Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, shortest));
}

async function saveAnswers(db: Database, name: string, answers: readonly Answer[], nowMs: number): Promise<void> {
  const now = new Date(nowMs);
  const failure = failureOf(answers);
  const answered = failure === null ? { answered_at: now } : {};
  const isMissing = failure === 'ENOTFOUND';
  await inTransaction(db, async (transaction) => {
    const named = await transaction
      .updateTable('source_names')
      .set({ failure, ...answered })
      .where('name', '=', name)
      .executeTakeFirst();
    // Its source lost it meanwhile.
    if (named.numUpdatedRows === 0n) return;
    const known = await transaction.selectFrom('source_name_addresses').selectAll().where('name', '=', name).execute();
    const found = new Set(
      answers.flatMap(({ records }) => records.flatMap(({ address }) => readIpAddress(address) ?? [])),
    );
    // An insert, even of rows that are there, changes the directory's version.
    const added = [...found].filter((address) => known.every((one) => one.address !== address));
    if (added.length > 0) {
      await transaction
        .insertInto('source_name_addresses')
        .values(added.map((address) => ({ name, address, seen_at: now })))
        .onConflict((one) => one.columns(['name', 'address']).doNothing())
        .execute();
    }
    if (found.size > added.length) {
      await transaction
        .updateTable('source_name_addresses')
        .set({ seen_at: now })
        .where('name', '=', name)
        .where('address', 'in', [...found])
        .execute();
    }
    const keptMs = isMissing ? MISSING_NAME_MS : FORMER_ADDRESS_MS;
    for (const { address, seen_at } of known) {
      const answer = answers.find(({ family }) => family === (address.includes(':') ? 'ipv6' : 'ipv4'))!;
      if (answer.failure !== null || found.has(address) || nowMs - seen_at.getTime() < keptMs) continue;
      await transaction
        .deleteFrom('source_name_addresses')
        .where('name', '=', name)
        .where('address', '=', address)
        .execute();
    }
  });
}
