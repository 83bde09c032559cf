import { until } from './until.ts';

interface StreamedEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Reads server-sent events of a response until it ends. */
export class EventStream {
  readonly events: StreamedEvent[] = [];
  ended = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(response: Response) {
    this.#reader = response.body!.getReader();
    void this.#read();
  }

  named<T>(event: string): T[] {
    return this.events.filter((one) => one.event === event).map(({ data }) => data as T);
  }

  /** Waits for an event of this name that fits; returns it. */
  async next<T>(event: string, fits: (data: T) => boolean = () => true): Promise<T> {
    await until(`an event ${event}`, () => this.named<T>(event).some(fits));
    return this.named<T>(event).find(fits)!;
  }

  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => undefined);
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        text += decoder.decode(value, { stream: true });
        const messages = text.split('\n\n');
        text = messages.pop()!;
        for (const message of messages) {
          const fields = new Map(message.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
          const [event, data] = [fields.get('event'), fields.get('data')];
          if (event !== undefined && data !== undefined) this.events.push({ event, data: JSON.parse(data) as unknown });
        }
      }
    } catch {
      // The connection was cut.
    }
    this.ended = true;
  }
}
