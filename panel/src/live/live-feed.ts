import type { LiveCall } from '../api/client.ts';

/** Of a party, as the API sends it once a second. */
export interface LiveParty {
  readonly dbfs: number | null;
  readonly isLevelUnknown: boolean;
  readonly codec: string | null;
  readonly packets: number;
  readonly lost: number;
  readonly jitterMs: number;
}

export interface LiveLevels {
  readonly caller: LiveParty | null;
  readonly callee: LiveParty | null;
  /** What the same parties were like some seconds ago: what has happened since is of interest. */
  readonly before: Pick<LiveLevels, 'caller' | 'callee'> | null;
}

export interface LiveState<Call> {
  /** `refused`: it is not tried again by itself. */
  readonly connection: 'connecting' | 'open' | 'lost' | 'refused';
  /** While it is refused: the API's problem; null: it gave none. */
  readonly refusal: unknown;
  /** Newest first; null: not known yet. */
  readonly calls: readonly Call[] | null;
  /** What the server's clock is ahead of the browser's, ms. */
  readonly clockOffsetMs: number;
}

type Measured = { readonly id: string } & Pick<LiveLevels, 'caller' | 'callee'>;

/** Quality is that of the last seconds. */
const REMEMBERED_SECONDS = 10;
/** Without news a meter shows nothing. */
const STALE_MS = 4_000;

/** Of whom meters show levels. */
export type LiveLevelsFeed = Pick<LiveFeed<never>, 'levelsOf' | 'subscribeLevels'>;

/** What runs now, from the server's events. One for a page; each call's meters are notified alone when their levels change. */
export class LiveFeed<Call extends { readonly id: string } = LiveCall> {
  readonly #address: string;
  #state: LiveState<Call> = { connection: 'connecting', refusal: null, calls: null, clockOffsetMs: 0 };
  #source: EventSource | null = null;
  readonly #viewers = new Set<() => void>();
  readonly #meters = new Map<string, Set<() => void>>();
  readonly #levels = new Map<string, LiveLevels>();
  readonly #history = new Map<string, Measured[]>();
  #staleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(address = '/api/v1/live-calls/events') {
    this.#address = address;
  }

  readonly state = (): LiveState<Call> => this.#state;

  readonly subscribe = (viewer: () => void): (() => void) => {
    this.#viewers.add(viewer);
    return () => this.#viewers.delete(viewer);
  };

  levelsOf(id: string): LiveLevels | null {
    return this.#levels.get(id) ?? null;
  }

  subscribeLevels(id: string, viewer: () => void): () => void {
    const viewers = this.#meters.get(id) ?? new Set();
    this.#meters.set(id, viewers.add(viewer));
    return () => {
      viewers.delete(viewer);
      if (viewers.size === 0) this.#meters.delete(id);
    };
  }

  open(): void {
    if (this.#source !== null) return;
    const source = new EventSource(this.#address);
    this.#source = source;
    if (this.#state.connection === 'refused') this.#set({ connection: 'connecting' });
    const on = <T>(event: string, take: (data: T) => void): void =>
      source.addEventListener(event, ({ data }: MessageEvent<string>) => take(JSON.parse(data) as T));
    source.addEventListener('open', () => this.#set({ connection: 'open' }));
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) void this.#refused(source);
      else this.#set({ connection: 'lost' });
    });
    on<{ now: string; calls: readonly Call[] }>('list', ({ now, calls }) =>
      this.#set({ connection: 'open', calls, clockOffsetMs: Date.parse(now) - Date.now() }),
    );
    on<Call>('begin', (call) => this.#set({ calls: [call, ...this.#without(call.id)] }));
    on<Call>('change', (call) =>
      this.#set({ calls: (this.#state.calls ?? []).map((known) => (known.id === call.id ? call : known)) }),
    );
    on<{ id: string }>('end', ({ id }) => {
      this.#levels.delete(id);
      this.#history.delete(id);
      this.#set({ calls: this.#without(id) });
    });
    on<{ calls: readonly Measured[] }>('levels', ({ calls }) => this.#measure(calls));
  }

  /** An event source does not say why: the same request does. */
  async #refused(source: EventSource): Promise<void> {
    const refusal = await problemOf(this.#address);
    // Meanwhile it was closed.
    if (this.#source !== source) return;
    this.#source = null;
    this.#set({ connection: 'refused', refusal });
  }

  close(): void {
    this.#source?.close();
    this.#source = null;
    this.#forgetLevels();
  }

  #measure(calls: readonly Measured[]): void {
    for (const measured of calls) {
      const history = [...(this.#history.get(measured.id) ?? []), measured].slice(-REMEMBERED_SECONDS);
      this.#history.set(measured.id, history);
      const { caller, callee } = measured;
      this.#levels.set(measured.id, { caller, callee, before: history.length > 1 ? history[0]! : null });
      for (const viewer of this.#meters.get(measured.id) ?? []) viewer();
    }
    clearTimeout(this.#staleTimer);
    this.#staleTimer = setTimeout(() => this.#forgetLevels(), STALE_MS);
  }

  #forgetLevels(): void {
    clearTimeout(this.#staleTimer);
    this.#levels.clear();
    for (const viewers of this.#meters.values()) for (const viewer of viewers) viewer();
  }

  #without(id: string): Call[] {
    return (this.#state.calls ?? []).filter((call) => call.id !== id);
  }

  #set(changed: Partial<LiveState<Call>>): void {
    this.#state = { ...this.#state, ...changed };
    for (const viewer of this.#viewers) viewer();
  }
}

/** What the API answers instead of events; null: events after all, or nothing. */
async function problemOf(address: string): Promise<unknown> {
  const enough = new AbortController();
  try {
    const answer = await fetch(address, { signal: enough.signal });
    return answer.ok ? null : ((await answer.json()) as unknown);
  } catch {
    return null;
  } finally {
    enough.abort();
  }
}
