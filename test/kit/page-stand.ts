/// <reference lib="dom" />

/** What the API answers to everything that a page asks, but who is signed in and what the product is called. */
export type ApiAnswer =
  /** As it is. */
  | 'open'
  /** Nothing yet. */
  | 'held'
  /** Its database is away. */
  | 'away'
  /** It has a fault. */
  | 'broken'
  /** This person may not. */
  | 'refused'
  /** There is no such thing. */
  | 'unknown'
  /** As it is, with no entry in any list. */
  | 'empty';

export interface PageStand {
  answer: ApiAnswer;
  /** Requests that are not answered. */
  underWay: number;
  /** Requests that were not answered as they are. */
  changed: number;
  /** When something was asked or answered last; `performance.now()`. */
  movedAt: number;
  /** Lets those that were held go on. */
  release: (answer: ApiAnswer) => void;
}

/**
 * Runs in a page before its scripts, in place of Playwright's `route`, which takes the browser's cache away. Repeated requests
 * come at once.
 */
export function standBeforeApi(): void {
  const problems: Record<Exclude<ApiAnswer, 'open' | 'held' | 'empty'>, [number, string]> = {
    away: [503, 'database-unreachable'],
    broken: [500, 'internal-error'],
    refused: [403, 'not-allowed'],
    unknown: [404, 'not-found'],
  };
  const { fetch: realFetch, setTimeout: realTimeout, EventSource: RealEvents } = globalThis;
  let waiting: (() => void)[] = [];
  const stand: PageStand = {
    answer: (sessionStorage.getItem('stand') as ApiAnswer | null) ?? 'open',
    underWay: 0,
    changed: 0,
    movedAt: performance.now(),
    release(answer) {
      stand.answer = answer;
      for (const goOn of waiting) goOn();
      waiting = [];
    },
  };
  Object.assign(globalThis, { stand });
  // The page has what is in this function alone.
  // oxlint-disable unicorn/consistent-function-scoping
  const problem = (status: number, code: string): Response =>
    Response.json(
      { type: 'about:blank', title: code, status, code },
      { status, headers: { 'content-type': 'application/problem+json' } },
    );
  const withoutEntries = async (response: Response): Promise<Response> => {
    if (response.headers.get('content-type')?.includes('json') !== true) return response;
    const body = (await response.json()) as Record<string, unknown>;
    const emptied = Object.fromEntries(
      Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? [] : value]),
    );
    return Response.json(emptied, { status: response.status });
  };
  // oxlint-enable unicorn/consistent-function-scoping
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const ofEachPage = location.pathname !== '/settings' && pathname.endsWith('/account/settings');
    if (!pathname.startsWith('/api/v1/') || /\/(session|branding)$/.test(pathname) || ofEachPage)
      return realFetch(request);
    stand.underWay += 1;
    stand.movedAt = performance.now();
    try {
      if (stand.answer === 'held') {
        stand.changed += 1;
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve);
          request.signal.addEventListener('abort', () => reject(request.signal.reason as Error));
        });
      }
      const { answer } = stand;
      if (answer === 'open' || answer === 'held') return await realFetch(request);
      stand.changed += 1;
      if (answer === 'empty') return await withoutEntries(await realFetch(request));
      return problem(...problems[answer]);
    } finally {
      stand.underWay -= 1;
      stand.movedAt = performance.now();
    }
  };
  // The waits of a query between its attempts.
  globalThis.setTimeout = ((run: () => void, ms?: number) =>
    realTimeout(run, stand.answer !== 'open' && (ms === 1000 || ms === 2000) ? 0 : ms)) as typeof globalThis.setTimeout;
  globalThis.EventSource = class extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSED = 2;
    #real: EventSource | null = null;
    #state = 0;
    readonly #listeners: [string, EventListener][] = [];

    constructor(address: string | URL) {
      super();
      if (stand.answer === 'held') {
        stand.changed += 1;
        waiting.push(() => this.#begin(address));
      } else queueMicrotask(() => this.#begin(address));
    }

    #begin(address: string | URL): void {
      if (this.#state === 2) return;
      if (['open', 'empty'].includes(stand.answer)) {
        this.#real = new RealEvents(address);
        for (const [name, listener] of this.#listeners) this.#real.addEventListener(name, listener);
        return;
      }
      stand.changed += 1;
      this.#state = 2;
      for (const [name, listener] of this.#listeners) if (name === 'error') listener(new Event('error'));
    }

    get readyState(): number {
      return this.#real?.readyState ?? this.#state;
    }

    override addEventListener(name: string, listener: EventListener): void {
      this.#listeners.push([name, listener]);
      this.#real?.addEventListener(name, listener);
    }

    close(): void {
      this.#state = 2;
      this.#real?.close();
    }
  } as unknown as typeof EventSource;
}
