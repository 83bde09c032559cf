import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveFeed } from './live-feed.ts';

/** The connections that were opened. */
let sources: Source[];

class Source extends EventTarget {
  static readonly CLOSED = 2;
  readyState = 0;
  close = vi.fn<() => void>();

  constructor() {
    super();
    sources.push(this);
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

const problem = (status: number, code: string) => Response.json({ status, code }, { status });
const answers = vi.fn<typeof fetch>();

beforeEach(() => {
  sources = [];
  answers.mockReset();
  vi.stubGlobal('EventSource', Source);
  vi.stubGlobal('fetch', answers);
});
afterEach(() => void vi.unstubAllGlobals());

test('why it is refused is asked for once, and said; then it is opened again by hand', async () => {
  const feed = new LiveFeed('/events');
  feed.open();
  answers.mockResolvedValueOnce(problem(403, 'not-allowed'));
  sources[0]!.fail(2);
  await vi.waitFor(() =>
    expect(feed.state()).toMatchObject({ connection: 'refused', refusal: { code: 'not-allowed' } }),
  );
  expect(answers).toHaveBeenCalledExactlyOnceWith('/events', expect.anything());
  feed.open();
  expect([sources.length, feed.state().connection]).toEqual([2, 'connecting']);
});

test('without an answer there is no reason; a connection that is lost is tried again by the browser', async () => {
  const feed = new LiveFeed('/events');
  feed.open();
  sources[0]!.fail(0);
  expect(feed.state().connection).toBe('lost');
  answers.mockRejectedValueOnce(new TypeError('Failed to fetch'));
  sources[0]!.fail(2);
  await vi.waitFor(() => expect(feed.state()).toMatchObject({ connection: 'refused', refusal: null }));
});

test('a page that was left meanwhile says nothing', async () => {
  const feed = new LiveFeed('/events');
  feed.open();
  const { promise, resolve } = Promise.withResolvers<Response>();
  answers.mockReturnValueOnce(promise);
  sources[0]!.fail(2);
  feed.close();
  resolve(problem(403, 'not-allowed'));
  await promise;
  expect(feed.state().connection).toBe('connecting');
});
