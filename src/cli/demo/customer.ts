import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'basic-ftp';
import type { ReadyReport } from '../../compose/index.ts';
import type { Credentials } from '../../tenants/index.ts';

/** A recording as the panel's API lists it. */
interface ApiRecording {
  readonly id: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly durationMs: number;
}

interface ApiCall {
  readonly recordings: readonly ApiRecording[];
  readonly noRecordingReason: string | null;
}

/** One door's view of one recording. */
export interface Fetched {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** The customer's way in a browser: signs in, lists, downloads. */
export class ApiCustomer {
  readonly #base: string;
  readonly #cookie: string;

  private constructor(base: string, cookie: string) {
    this.#base = base;
    this.#cookie = cookie;
  }

  static async signIn({ http }: ReadyReport, { login, password }: Credentials): Promise<ApiCustomer> {
    const answer = await fetch(`${http}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    if (!answer.ok) throw new Error(`sign-in answered ${answer.status}`);
    return new ApiCustomer(
      `${http}/api/v1`,
      answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';', 1)[0]!)
        .join('; '),
    );
  }

  async calls(): Promise<readonly ApiCall[]> {
    const answer = await this.#get('/calls?limit=200');
    return ((await answer.json()) as { calls: ApiCall[] }).calls;
  }

  async download({ id, path }: ApiRecording): Promise<Fetched> {
    const answer = await this.#get(`/recordings/${id}/audio?download=1`);
    return fetched(path, Buffer.from(await answer.arrayBuffer()));
  }

  async #get(path: string): Promise<Response> {
    const answer = await fetch(`${this.#base}${path}`, { headers: { cookie: this.#cookie } });
    if (!answer.ok) throw new Error(`${path.split('?', 1)[0]} answered ${answer.status}`);
    return answer;
  }
}

/** The customer's way by FTP: signs in and fetches one file. */
export async function fetchOverFtp(
  { ftp }: ReadyReport,
  { login, password }: Credentials,
  path: string,
): Promise<Fetched> {
  const { hostname, port } = new URL(ftp!);
  const folder = await mkdtemp(join(tmpdir(), 'fonoteka-ftp-'));
  const client = new Client();
  try {
    await client.access({ host: hostname, port: Number(port), user: login, password });
    const file = join(folder, 'fetched.mp3');
    await client.downloadTo(file, path);
    return fetched(path, await readFile(file));
  } finally {
    client.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function fetched(path: string, content: Buffer): Fetched {
  return { path, sizeBytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
