import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { backoffTable } from '../../base/backoff.ts';
import { type Clock, delay } from '../../base/clock.ts';
import { TransitError } from './transit-error.ts';

/** For each request. With its three repetitions it ends before the reader of a recording gives up (30 s, `archive/read-retries.ts`). */
const ANSWER_MS = 6_000;
/** Some 2 s for a service that fails at once, such as one whose active node changes. */
const RETRY_DELAYS_MS = [100, 400, 1_500] as const;
/** A list has about 100 bytes for each key: that of 500,000 days of tenants. Other answers have some hundred bytes. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** A request takes some milliseconds; more at once would wait at the service. */
const MAX_SOCKETS = 16;

const backoff = backoffTable(...RETRY_DELAYS_MS);

/** A transit engine of OpenBao or Vault. */
export interface TransitSettings {
  /** `https://bao.example:8200` */
  readonly url: string;
  /** Where the engine is mounted, without slashes at its ends. */
  readonly mount: string;
  /** Empty: from `tokenFile`. Both empty: a proxy in front of the service adds it. */
  readonly token: string;
  /** Read for each request: an agent of the service renews it. */
  readonly tokenFile: string;
  /** Empty: the root namespace. */
  readonly namespace: string;
  /** A PEM file with the authorities of the service's certificate. Empty: those that Node knows. */
  readonly caFile: string;
}

interface TransitAnswer {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: readonly string[];
}

/** Requests to a transit engine by HTTP, with time limits, tried again where that may help. */
export class TransitClient {
  /** For messages. */
  readonly place: string;
  readonly #settings: TransitSettings;
  readonly #clock: Clock;
  readonly #agent: Agent;

  constructor(settings: TransitSettings, clock: Clock) {
    this.place = `the transit engine ${settings.mount} at ${settings.url}`;
    this.#settings = settings;
    this.#clock = clock;
    const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
    const ca = settings.caFile === '' ? {} : { ca: readFileSync(settings.caFile) };
    this.#agent = settings.url.startsWith('https:') ? new SecureAgent({ ...options, ...ca }) : new Agent(options);
  }

  get clock(): Clock {
    return this.#clock;
  }

  /**
   * The answer of the engine: 200 or 204, 400 with a reason, 404 for what there is not. Anything else says nothing about a key, and
   * fails with `TransitError`: sealed, not allowed, no such engine, too slow, not of the service at all.
   */
  send(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<TransitAnswer> {
    return this.retried(() => this.#sendOnce(method, path, body));
  }

  async retried<T>(work: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await work();
      } catch (error) {
        const mayPass = error instanceof TransitError && error.mayPass;
        if (!mayPass || failures === RETRY_DELAYS_MS.length) throw error;
        await delay(this.#clock, backoff(failures));
      }
    }
  }

  async #sendOnce(method: string, path: string, body: object | undefined): Promise<TransitAnswer> {
    const { url, mount, namespace } = this.#settings;
    const token = await this.#token();
    const content = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      // An agent in front of the service may demand it, so that no web page can send requests through a browser.
      'x-vault-request': 'true',
      ...(token !== '' && { 'x-vault-token': token }),
      ...(namespace !== '' && { 'x-vault-namespace': namespace }),
      ...(content !== '' && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
    };
    const send = url.startsWith('https:') ? secureRequest : request;
    const sent = send(`${url.replace(/\/$/, '')}/v1/${mount}/${path}`, { method, headers, agent: this.#agent });
    const late = this.#clock.after(ANSWER_MS, () => sent.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)));
    try {
      return this.#checked(await answerOf(sent, content));
    } catch (error) {
      if (error instanceof TransitError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      throw new TransitError(`${this.place}: ${code ?? message}`, { mayPass: isPassing(code), cause: error });
    } finally {
      late.cancel();
    }
  }

  #checked({ status, text }: { readonly status: number; readonly text: string }): TransitAnswer {
    const answer = readAnswer(status, text);
    if (answer === null) throw this.#failure(`status ${status}, not an answer of OpenBao or Vault`, true);
    const { errors } = answer;
    if (status === 200 || status === 204 || status === 400) return answer;
    // An engine that is not mounted there has a reason; a key that is not there has none.
    if (status === 404 && errors.length === 0) return answer;
    // 403: the token may just be renewed in its file. 412: a node that has not caught up. 472, 473: a standby. 503: sealed.
    const passing = status === 429 || status === 412 || status === 472 || status === 473 || status >= 500;
    const renewed = status === 403 && this.#settings.tokenFile !== '';
    throw this.#failure(`status ${status}: ${errors.join('; ').trim().slice(0, 300)}`, passing || renewed);
  }

  #failure(text: string, mayPass: boolean): TransitError {
    return new TransitError(`${this.place}: ${text}`, { mayPass });
  }

  async #token(): Promise<string> {
    const { token, tokenFile } = this.#settings;
    if (token !== '' || tokenFile === '') return token;
    try {
      return (await readFile(tokenFile, 'utf8')).trim();
    } catch (cause) {
      throw new TransitError(`the token cannot be read: ${String(cause)}`, { mayPass: true, cause });
    }
  }
}

/** A certificate stays as it is. */
function isPassing(code: string | undefined): boolean {
  return code === undefined || /^(E[A-Z]+|HPE_.*|ERR_STREAM.*)$/.test(code);
}

function answerOf(sent: ClientRequest, content: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      readText(response).then((text) => resolve({ status: response.statusCode!, text }), reject);
    });
    sent.end(content);
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > MAX_ANSWER_BYTES) throw new Error(`an answer has more than ${MAX_ANSWER_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Null: it is not of the service, such as a proxy's page. */
function readAnswer(status: number, text: string): TransitAnswer | null {
  if (text === '') return status === 204 ? { status, data: {}, errors: [] } : null;
  try {
    const { data, errors } = JSON.parse(text) as { readonly data?: unknown; readonly errors?: unknown };
    const isAnswer = status < 300 ? isRecord(data) : Array.isArray(errors);
    if (!isAnswer) return null;
    return { status, data: isRecord(data) ? data : {}, errors: Array.isArray(errors) ? errors.map(String) : [] };
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
