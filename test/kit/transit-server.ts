import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TransitSettings } from '../../src/platform/transit/index.ts';

interface ServedKey {
  /** The HMAC key of each version, from version 1 on. */
  readonly versions: Buffer[];
  deletionAllowed: boolean;
  minEncryptionVersion: number;
}

interface Answer {
  readonly status: number;
  readonly body?: object;
}

const OK: Answer = { status: 204 };

/**
 * A server of OpenBao's and Vault's transit engine, after their API documentation: making, reading, listing, rotating and deleting
 * keys, and HMACs by them. Its answers can be replaced.
 */
export class TransitServer {
  token = 'test-token';
  isSealed = false;
  /** Answers in its place; null: it does. Undefined: nothing is ever answered. */
  instead: (method: string, path: string) => Answer | null | undefined = () => null;
  /** `METHOD path` of each request. */
  readonly requests: string[] = [];
  /** The headers of the last request. */
  headers: IncomingMessage['headers'] = {};
  /** By mount. */
  readonly engines = new Map<string, Map<string, ServedKey>>();
  readonly #server: Server;
  readonly #scheme: string;

  private constructor(tls?: { readonly cert: string; readonly key: string }) {
    const handle = (request: IncomingMessage, response: ServerResponse) => void this.#handle(request, response);
    this.#server = tls === undefined ? createServer(handle) : createSecureServer(tls, handle);
    this.#scheme = tls === undefined ? 'http' : 'https';
  }

  static async start(tls?: { readonly cert: string; readonly key: string }): Promise<TransitServer> {
    const server = new TransitServer(tls);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  /** Of a new engine, which is mounted. */
  settings(mount = `transit-${this.engines.size}`): TransitSettings {
    if (!this.engines.has(mount)) this.engines.set(mount, new Map());
    const url = `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return { url, mount, token: this.token, tokenFile: '', namespace: '', caFile: '' };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    this.requests.push(`${method} ${url.replace('/v1/', '')}`);
    this.headers = headers;
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const text = Buffer.concat(parts).toString();
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    const replaced = this.instead(method, url);
    if (replaced === undefined) return;
    const { status, body: answer } = replaced ?? this.#answer(method, url, body, headers['x-vault-token']);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(answer === undefined ? '' : JSON.stringify(answer));
  }

  #answer(method: string, url: string, body: Record<string, unknown>, token: unknown): Answer {
    if (this.isSealed) return refused(503, 'Vault is sealed');
    if (token !== this.token) return refused(403, 'permission denied');
    const [, mount = '', path = ''] = /^\/v1\/([^/]+)\/(.*)$/.exec(url) ?? [];
    const keys = this.engines.get(mount);
    if (keys === undefined) return refused(404, `no handler for route "${mount}/${path}". route entry not found.`);
    if (method === 'GET' && path === 'keys?list=true') {
      return keys.size === 0 ? refused(404) : { status: 200, body: { data: { keys: [...keys.keys()] } } };
    }
    const [kind = '', name = '', operation = ''] = path.split('/');
    if (kind === 'hmac') return hmac(keys.get(name), body);
    if (method === 'GET') return read(name, keys.get(name));
    if (method === 'DELETE') return remove(keys, name);
    if (operation === 'config') return configure(keys.get(name), name, body);
    if (operation === 'rotate') keys.get(name)!.versions.push(randomBytes(32));
    else if (!keys.has(name)) {
      keys.set(name, { versions: [randomBytes(32)], deletionAllowed: false, minEncryptionVersion: 0 });
    }
    return read(name, keys.get(name));
  }
}

function refused(status: number, ...errors: string[]): Answer {
  return { status, body: { errors } };
}

function read(name: string, key: ServedKey | undefined): Answer {
  if (key === undefined) return refused(404);
  const data = { name, latest_version: key.versions.length, deletion_allowed: key.deletionAllowed, exportable: false };
  return { status: 200, body: { data } };
}

function hmac(key: ServedKey | undefined, { input, key_version: asked }: Record<string, unknown>): Answer {
  if (key === undefined) return refused(400, 'encryption key not found');
  const version = Number(asked) || key.versions.length;
  if (version !== key.versions.length && version < key.minEncryptionVersion) {
    return refused(400, 'cannot generate HMAC: version is too old (disallowed by policy)');
  }
  const made = createHmac('sha256', key.versions[version - 1]!).update(Buffer.from(String(input), 'base64'));
  return { status: 200, body: { data: { hmac: `vault:v${version}:${made.digest('base64')}` } } };
}

function configure(key: ServedKey | undefined, name: string, body: Record<string, unknown>): Answer {
  if (key === undefined) return refused(400, `no existing key named ${name} could be found`);
  key.deletionAllowed = Boolean(body['deletion_allowed'] ?? key.deletionAllowed);
  key.minEncryptionVersion = Number(body['min_encryption_version'] ?? key.minEncryptionVersion);
  return read(name, key);
}

function remove(keys: Map<string, ServedKey>, name: string): Answer {
  const key = keys.get(name);
  if (key === undefined) return refused(400, `error deleting policy ${name}: could not delete key; not found`);
  if (!key.deletionAllowed) return refused(400, `error deleting policy ${name}: deletion is not allowed for this key`);
  keys.delete(name);
  return OK;
}
