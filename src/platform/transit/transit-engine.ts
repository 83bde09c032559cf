import { KEY_BYTES } from '../key-store.ts';
import type { TransitClient } from './transit-client.ts';
import { TransitError } from './transit-error.ts';

/** What the keys are derived from. Never changed: another input gives other keys. */
const INPUT = Buffer.from('fonoteka key 1').toString('base64');
/** The version that a key has when it is made. Rotating it at the service adds others, which are not used. */
const VERSION = 1;

/** What we use of an engine, by its names of keys. */
export class TransitEngine {
  readonly #client: TransitClient;

  constructor(client: TransitClient) {
    this.#client = client;
  }

  /**
   * 32 bytes that nobody can calculate without the key: HMAC-SHA-256 of a constant by its first version. Null: there is no key of
   * that name. A key that there is, and that gives nothing, is an error.
   */
  async derive(name: string): Promise<Buffer | null> {
    const derive = () => this.#client.send('POST', `hmac/${name}/sha2-256`, { input: INPUT, key_version: VERSION });
    let answer = await derive();
    if (answer.status !== 200) {
      if (!(await this.exists(name))) return null;
      // Made between the two.
      answer = await derive();
    }
    if (answer.status === 200) return this.#read(name, answer.data['hmac']);
    const text = `the engine does not use version ${VERSION} of the key ${name}: ${reasons(answer)}`;
    throw new TransitError(`${this.#client.place}: ${text}`, { mayPass: false });
  }

  /** Makes the key unless there is one; both is the same to who asks. Nobody can ever read it from the service. */
  async create(name: string): Promise<void> {
    const made = { type: 'aes256-gcm96', exportable: false, allow_plaintext_backup: false };
    this.#expect(await this.#client.send('POST', `keys/${name}`, made), `the key ${name} was not made`);
  }

  async exists(name: string): Promise<boolean> {
    const answer = await this.#client.send('GET', `keys/${name}`);
    if (answer.status === 404) return false;
    this.#expect(answer, `the key ${name} cannot be looked up`);
    return true;
  }

  /** Deletes a key with all its versions; when this resolves, the service says that there is none. */
  async delete(name: string): Promise<void> {
    const allowed = await this.#client.send('POST', `keys/${name}/config`, { deletion_allowed: true });
    const deleted = allowed.status === 400 ? allowed : await this.#client.send('DELETE', `keys/${name}`);
    await this.#client.retried(async () => {
      if (!(await this.exists(name))) return;
      const text = `the key ${name} was not deleted: ${reasons(deleted)}`;
      throw new TransitError(`${this.#client.place}: ${text}`, { mayPass: deleted.status !== 400 });
    });
  }

  /** All names, of others too. */
  async names(): Promise<string[]> {
    const answer = await this.#client.send('GET', 'keys?list=true');
    if (answer.status === 404) return [];
    this.#expect(answer, 'the keys cannot be listed');
    return (answer.data['keys'] as unknown[]).filter((name) => typeof name === 'string');
  }

  #read(name: string, hmac: unknown): Buffer {
    const [, version, encoded = ''] = /^[a-z]+:v(\d+):([\w+/]+=*)$/.exec(String(hmac)) ?? [];
    const key = Buffer.from(encoded, 'base64');
    if (Number(version) === VERSION && key.length === KEY_BYTES) return key;
    const text = `${this.#client.place}: what the engine derives from ${name} is not of version ${VERSION}`;
    throw new TransitError(text, { mayPass: false });
  }

  #expect(answer: { readonly status: number; readonly errors: readonly string[] }, otherwise: string): void {
    if (answer.status === 200 || answer.status === 204) return;
    throw new TransitError(`${this.#client.place}: ${otherwise}: ${reasons(answer)}`, { mayPass: false });
  }
}

function reasons({ status, errors }: { readonly status: number; readonly errors: readonly string[] }): string {
  return errors.join('; ').trim().slice(0, 300) || `status ${status}`;
}
