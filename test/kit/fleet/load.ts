import { createHash, randomInt } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'basic-ftp';
import { sql } from 'kysely';
import { startOfWarsawDay, warsawDay, addDays } from '../../../src/base/warsaw-time.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { Database } from '../../../src/platform/postgres/index.ts';
import { placeTestCall, tone } from '../../../src/test-caller/index.ts';
import { signedInFetch, type SignedInFetch } from '../api-session.ts';
import { PbxClient } from '../pbx-client.ts';
import { wavFile } from '../wav-file.ts';
import type { Customer, Customers } from './customers.ts';
import { FTP_PORT, type FonotekaMachine, SIP_PORT } from './fonoteka-machine.ts';

export interface PlacedCall {
  readonly tenant: Customer;
  readonly caller: string;
  readonly recorder: string;
  readonly callerHz: number;
  readonly calleeHz: number;
  /** On the clock of `performance.now`. */
  readonly answeredAt: number;
  readonly endedAt: number;
  readonly sentMs: number;
  /** Answered, and its BYE too: it must be there. */
  readonly acknowledged: boolean;
}

export interface Uploaded {
  readonly tenant: Customer;
  readonly recordingId: string;
  readonly hz: number;
  readonly durationMs: number;
  readonly kind: UploadKind;
}

/** `past`: of a day whose package is sent; `expired`: due for destruction when it comes. */
export type UploadKind = 'today' | 'past' | 'expired';

/** What one kind of work saw between two faults. */
export interface Seen {
  done: number;
  failed: number;
  slowestMs: number;
  readonly problems: Map<string, number>;
}

const CALLERS = 6;
const UPLOADERS = 2;
const EXPIRED_DAYS = 40;
/** How long a PBX or a program waits for an answer before it tries the next machine. */
const TIMEOUT_MS = 8_000;
const WORK = ['call', 'upload', 'download', 'list', 'push', 'retention'] as const;
export type Work = (typeof WORK)[number];

/** A PBX that calls and uploads, customers that fetch and look, and an operator that sends days again: until `end`. */
export class Load {
  readonly calls: PlacedCall[] = [];
  readonly uploads: Uploaded[] = [];
  /** By tenant and path, the SHA-256 of what FTP served to the end. */
  readonly downloads = new Map<string, string>();
  #seen = newSeen();
  #callers = 0;
  #uploaded = 0;
  /** Machines that do not come back. */
  readonly lost = new Set<string>();
  readonly #open = new Map<Promise<string>, string>();
  readonly #over = new AbortController();
  readonly #customers: Customers;
  readonly #machines: readonly FonotekaMachine[];
  readonly #db: Database;
  #running: Promise<unknown> = Promise.resolve();

  constructor(customers: Customers, machines: readonly FonotekaMachine[], db: Database) {
    this.#customers = customers;
    this.#machines = machines;
    this.#db = db;
  }

  start(): void {
    this.#running = Promise.all([
      ...Array.from({ length: CALLERS }, () => this.#repeat('call', () => this.#call())),
      ...Array.from({ length: UPLOADERS }, () => this.#repeat('upload', () => this.#upload())),
      this.#repeat('download', () => this.#download()),
      this.#repeat('list', () => this.#list()),
      this.#repeat('push', () => this.#sendDay()),
      this.#repeat('retention', () => this.#destroy()),
    ]);
  }

  /** Resolves when what was begun is over. */
  async end(): Promise<void> {
    this.#over.abort();
    await this.#running;
    // An INVITE to a lost machine is repeated for 32 s.
    await Promise.all([...this.#open].flatMap(([call, machine]) => (this.lost.has(machine) ? [] : [call])));
  }

  /** What was seen since the last time. */
  seen(): Record<Work, Seen> {
    const seen = this.#seen;
    this.#seen = newSeen();
    return seen;
  }

  /** So many calls at once of the given length on one recorder; resolves when all are over. */
  callsOn(recorder: FonotekaMachine, count: number, durationMs: number, signal: AbortSignal): Promise<unknown> {
    return Promise.all(Array.from({ length: count }, () => this.#callOn(recorder, durationMs, signal)));
  }

  async #repeat(work: Work, one: () => Promise<void>): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      const begunAt = performance.now();
      try {
        await one();
        this.#seen[work].done += 1;
      } catch (error) {
        this.#seen[work].failed += 1;
        const what = error instanceof Error ? error.message : String(error);
        const { problems } = this.#seen[work];
        problems.set(what, (problems.get(what) ?? 0) + 1);
        await setTimeout(200);
      }
      if (work !== 'call')
        this.#seen[work].slowestMs = Math.max(this.#seen[work].slowestMs, performance.now() - begunAt);
      await setTimeout(work === 'call' ? 50 : 700);
    }
  }

  async #call(): Promise<void> {
    // The next one where the first does not answer, as PBXs do.
    let refused = '';
    for (const recorder of shuffled(this.#withRole('recorder'))) {
      refused = await this.#callOn(recorder, randomInt(1_500, 5_000), this.#over.signal);
      if (refused === '') return;
      this.#seen.call.problems.set(refused, (this.#seen.call.problems.get(refused) ?? 0) + 1);
    }
    throw new Error('no recorder takes the call');
  }

  /** Empty: the call was answered. */
  async #callOn({ machine }: FonotekaMachine, durationMs: number, signal: AbortSignal): Promise<string> {
    const number = this.#callers++;
    const caller = `+48512${String(number).padStart(6, '0')}`;
    const tenant = this.#customers.all[number % this.#customers.all.length]!;
    const [callerHz, calleeHz] = [300 + 30 * (number % 50), 1815 + 30 * (number % 50)];
    const audio = tone(callerHz);
    const { lost } = this;
    const { promise: answered, resolve: answer } = Promise.withResolvers<number>();
    const outcome = placeTestCall({
      sip: { host: machine.address, port: SIP_PORT, transport: 'udp' },
      caller,
      callee: tenant.number,
      durationMs,
      callerAudio: {
        read(target, atSample) {
          if (atSample === 0) answer(performance.now());
          audio.read(target, atSample);
        },
      },
      calleeAudio: tone(calleeHz),
      clock: systemClock,
      // A lost recorder does not answer a BYE.
      get hangUp() {
        return lost.has(machine.name) ? ('vanish' as const) : ('bye' as const);
      },
      signal,
    });
    // Also of a call that nobody waits for any more.
    const known = outcome.then(async ({ status, sent, byeStatus }) => {
      if (status !== 200) return `${machine.name} answers ${status}`;
      const [endedAt, sentMs] = [performance.now(), (sent[0]?.packets ?? 0) * 20];
      const answeredAt = sentMs === 0 ? endedAt : await answered;
      const tones = { callerHz, calleeHz, answeredAt, endedAt };
      this.calls.push({ tenant, caller, recorder: machine.name, ...tones, sentMs, acknowledged: byeStatus === 200 });
      return '';
    });
    this.#open.set(known, machine.name);
    void known.finally(() => this.#open.delete(known));
    const first = await Promise.race([known, answered, after(TIMEOUT_MS)]);
    if (first === 'late') return `${machine.name}: no answer`;
    // The next call does not wait for the answer to a BYE.
    const ended = await Promise.race([known, after(durationMs + TIMEOUT_MS)]);
    return ended === 'late' ? '' : ended;
  }

  async #upload(): Promise<void> {
    const number = this.#uploaded++;
    const tenant = this.#customers.all[number % 2]!;
    const kind = (['today', 'past', 'past', 'expired'] as const)[(number >> 1) % 4]!;
    const durationMs = randomInt(5, 15) * 100;
    const hz = 300 + 30 * (number % 50);
    const audio = wavFile({
      channels: [Float32Array.from({ length: durationMs * 8 }, (_, n) => Math.sin((n * 2 * Math.PI * hz) / 8_000) / 2)],
    });
    const startedAt = new Date(this.#startOf(kind)).toISOString();
    const call = {
      startedAt,
      caller: `+4860${String(number).padStart(7, '0')}`,
      callee: tenant.number,
      externalId: crypto.randomUUID(),
    };
    // The same upload again until it is acknowledged: what was stored without an answer must not be there twice.
    for (let attempt = 0; ; attempt++) {
      const web = this.#withRole('web')[(number + attempt) % this.#withRole('web').length]!;
      const problem = await this.#uploadTo(web, call, audio).then(
        ({ recordingId }) => void this.uploads.push({ tenant, recordingId, hz, durationMs, kind }),
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      if (typeof problem !== 'string') return;
      this.#seen.upload.problems.set(problem, (this.#seen.upload.problems.get(problem) ?? 0) + 1);
      if (this.#over.signal.aborted && attempt > 3) throw new Error(problem);
      await setTimeout(300);
    }
  }

  async #uploadTo({ machine, origin }: FonotekaMachine, call: object, audio: Buffer): Promise<{ recordingId: string }> {
    const sent = new PbxClient(origin, this.#customers.apiKey).upload(call, audio);
    const answer = await Promise.race([sent.catch((error: unknown) => reason(error)), after(TIMEOUT_MS)]);
    if (typeof answer === 'string') throw new Error(`${machine.name}: ${answer}`);
    const body = (await answer.json()) as { recordingId: string; code?: string };
    if (!answer.ok) throw new Error(`${machine.name}: ${answer.status} ${body.code}`);
    return body;
  }

  #startOf(kind: UploadKind): number {
    if (kind === 'today') return Date.now() - 60_000;
    if (kind === 'past')
      return (
        startOfWarsawDay(this.#customers.days[randomInt(this.#customers.days.length)]!) + randomInt(20 * 3_600_000)
      );
    return startOfWarsawDay(addDays(warsawDay(Date.now()), -EXPIRED_DAYS)) + randomInt(20 * 3_600_000);
  }

  async #download(): Promise<void> {
    const tenant = this.#customers.all[randomInt(this.#customers.all.length)]!;
    const files = this.#withRole('files')[0]!;
    await ftp(files, tenant, async (client) => {
      const day = this.#customers.days[randomInt(this.#customers.days.length)]!.replaceAll('-', '/');
      const names = (await client.list(`/${day}`).catch(() => [])).filter(({ name }) => name.endsWith('.mp3'));
      for (const { name } of shuffled(names).slice(0, 3)) {
        const bytes = await fetched(client, `/${day}/${name}`);
        this.downloads.set(`${tenant.tenantId} ${day}/${name}`, createHash('sha256').update(bytes).digest('hex'));
      }
    });
  }

  readonly #sessions = new Map<string, SignedInFetch>();

  async #list(): Promise<void> {
    await this.#asAdmin((get) => get('/calls?limit=20'));
  }

  async #sendDay(): Promise<void> {
    const day = this.#customers.days[randomInt(this.#customers.days.length)]!;
    await setTimeout(2_000, null, { signal: this.#over.signal }).catch(() => {});
    await this.#asAdmin(
      (send) => send(`/push/days/${day}/send`, { method: 'POST', body: { what: 'all' } }),
      ['push-nothing-to-send'],
    );
  }

  /** Signed in at one panel; the session is good at the other, too. */
  async #asAdmin(ask: (by: SignedInFetch) => Promise<Response>, mayAnswer: readonly string[] = []): Promise<void> {
    const tenant = this.#customers.all[randomInt(this.#customers.all.length)]!;
    const [web, other] = shuffled(this.#withRole('web'));
    const key = `${tenant.tenantId} ${web!.machine.name}`;
    const work = async (): Promise<void> => {
      const by = this.#sessions.get(key) ?? (await signedInFetch(web!.origin, tenant.panel));
      this.#sessions.set(key, by);
      const answer = await ask(by);
      if (answer.ok) {
        await answer.body?.cancel();
        return;
      }
      const { code } = (await answer.json()) as { code: string };
      if (answer.status === 401) this.#sessions.delete(key);
      if (!mayAnswer.includes(code)) throw new Error(`${web!.machine.name}: ${answer.status} ${code}`);
    };
    const outcome = await Promise.race([
      work().then(
        () => null,
        (error: unknown) => reason(error),
      ),
      after(TIMEOUT_MS),
    ]);
    if (outcome !== null)
      throw new Error(`${web!.machine.name}: ${outcome}; ${other?.machine.name ?? 'no other'} was not asked`);
  }

  async #destroy(): Promise<void> {
    await setTimeout(3_000, null, { signal: this.#over.signal }).catch(() => {});
    await sql`SELECT pg_notify('fonoteka_jobs', 'retention')`.execute(this.#db);
  }

  #withRole(role: FonotekaMachine['role']): readonly FonotekaMachine[] {
    return this.#machines.filter((each) => each.role === role && !this.lost.has(each.machine.name));
  }
}

/** Signs in as the customer's program does. */
export async function ftp<T>(
  { machine }: FonotekaMachine,
  tenant: Customer,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(TIMEOUT_MS);
  try {
    const { login: user, password } = tenant.ftp;
    await client.access({ host: machine.address, port: FTP_PORT, user, password });
    return await work(client);
  } finally {
    client.close();
  }
}

export async function fetched(client: Client, path: string): Promise<Buffer> {
  const bytes = new PassThrough();
  const [content] = await Promise.all([buffer(bytes), client.downloadTo(bytes, path)]);
  return content;
}

const nothingSeen = (): Seen => ({ done: 0, failed: 0, slowestMs: 0, problems: new Map() });

function newSeen(): Record<Work, Seen> {
  return Object.fromEntries(WORK.map((work) => [work, nothingSeen()])) as Record<Work, Seen>;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

const after = (ms: number): Promise<'late'> => setTimeout(ms, 'late' as const, { ref: false });

function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((one) => [randomInt(1_000_000), one] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, one]) => one);
}
