import { createHash } from 'node:crypto';
import type { ReadyReport } from '../../compose/index.ts';
import type { Credentials } from '../../tenants/index.ts';

interface ApiCall {
  readonly recordings: readonly ApiRecording[];
  readonly noRecordingReason: string | null;
}

interface ApiRecording {
  readonly id: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** Unix ms. */
  readonly availableUntil: number;
}

export interface DownloadedFile {
  readonly sizeBytes: number;
  readonly sha256: string;
}

interface JsonRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A person in a browser, by the API: signs in, lists, downloads, changes. */
export class DemoBrowser {
  readonly #base: string;
  readonly #cookie: string;

  private constructor(base: string, cookie: string) {
    this.#base = base;
    this.#cookie = cookie;
  }

  static async signIn({ http }: ReadyReport, { login, password }: Credentials): Promise<DemoBrowser> {
    const response = await fetch(`${http}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    if (!response.ok) throw new Error(`sign-in answered ${response.status}`);
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]!);
    return new DemoBrowser(`${http}/api/v1`, cookies.join('; '));
  }

  async calls(): Promise<readonly ApiCall[]> {
    const response = await this.#fetch('/calls?limit=200');
    return ((await response.json()) as { calls: ApiCall[] }).calls;
  }

  async download({ id }: ApiRecording): Promise<DownloadedFile> {
    const response = await this.#fetch(`/recordings/${id}/audio?download=1`);
    return downloadedFile(Buffer.from(await response.arrayBuffer()));
  }

  /** The statistics of a month as a PDF. */
  async report(): Promise<Buffer> {
    const response = await this.#fetch('/calls/statistics/pdf?from=2026-01-01&to=2026-01-31');
    return Buffer.from(await response.arrayBuffer());
  }

  /** Sends JSON; throws what was refused. */
  async send(method: 'POST' | 'PUT', path: string, body: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    const response = await this.#fetch(path, { method, headers, body: JSON.stringify(body) });
    return response.status === 204 ? null : response.json();
  }

  async #fetch(path: string, { headers, ...how }: JsonRequest = {}): Promise<Response> {
    const response = await fetch(`${this.#base}${path}`, { ...how, headers: { ...headers, cookie: this.#cookie } });
    if (!response.ok) throw new Error(`${path.split('?', 1)[0]} answered ${response.status}`);
    return response;
  }
}

export function downloadedFile(content: Buffer): DownloadedFile {
  return { sizeBytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
