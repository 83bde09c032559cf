import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Role } from '../../../src/config/index.ts';
import type { ReadyReport } from '../../../src/compose/index.ts';
import type { S3Settings } from '../../../src/platform/s3/index.ts';
import { NETWORK } from './lan.ts';
import type { Machine } from './machine.ts';

export interface FonotekaOptions {
  readonly role: Role;
  readonly databaseUrl: string;
  /** How wrong its clock is. */
  readonly clockOffsetMs: number;
  /** The folder of the keys, which all machines share. */
  readonly keys: string;
  /** Of the bucket that has the recordings. */
  readonly bucket: () => S3Settings;
  readonly settings?: Readonly<Record<string, string>>;
}

const HTTP_PORT = 8080;
export const SIP_PORT = 5060;
export const FTP_PORT = 2121;
const INTERNAL_PORT = 9090;
const CLOCK_OFFSET = new URL('./clock-offset.mjs', import.meta.url).pathname;

/** A machine of the fleet with a process of Fonoteka in one role. */
export class FonotekaMachine {
  readonly machine: Machine;
  readonly role: Role;
  readonly #options: FonotekaOptions;
  ready: ReadyReport | null = null;

  constructor(machine: Machine, options: FonotekaOptions) {
    this.machine = machine;
    this.role = options.role;
    this.#options = options;
    const data = join(machine.disk, 'data');
    mkdirSync(data);
  }

  get origin(): string {
    return `http://${this.machine.address}:${HTTP_PORT}`;
  }

  get env(): NodeJS.ProcessEnv {
    const { databaseUrl, clockOffsetMs, keys, settings } = this.#options;
    const bucket = this.#options.bucket();
    const { disk, address } = this.machine;
    return {
      ...process.env,
      NODE_OPTIONS: `--import=${CLOCK_OFFSET}`,
      FLEET_CLOCK_OFFSET_MS: String(clockOffsetMs),
      FONOTEKA_DATA: join(disk, 'data'),
      FONOTEKA_KEYS: keys,
      FONOTEKA_S3_ENDPOINT: bucket.endpoint,
      FONOTEKA_S3_REGION: bucket.region,
      FONOTEKA_S3_BUCKET: bucket.bucket,
      FONOTEKA_S3_ACCESS_KEY: bucket.accessKey,
      FONOTEKA_S3_SECRET_KEY: bucket.secretKey,
      FONOTEKA_S3_PREFIX: bucket.prefix,
      FONOTEKA_SPOOL_MIRROR: 'on',
      FONOTEKA_DATABASE_URL: databaseUrl,
      FONOTEKA_ROLES: this.role,
      FONOTEKA_BIND: address,
      FONOTEKA_PUBLIC_ADDRESS: address,
      FONOTEKA_INTERNAL_BIND: address,
      FONOTEKA_INTERNAL_PORT: String(INTERNAL_PORT),
      FONOTEKA_HTTP_PORT: String(HTTP_PORT),
      FONOTEKA_SIP_PORT: String(SIP_PORT),
      FONOTEKA_FTP_PORT: String(FTP_PORT),
      FONOTEKA_SFTP_PORT: '0',
      FONOTEKA_RTP_PORTS: '20000-20999',
      FONOTEKA_PUSH_ALLOW: NETWORK,
      FONOTEKA_LOG_LEVEL: 'info',
      ...settings,
    };
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    const child = this.machine.start('bin/fonoteka', ['start'], this.env);
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) {
      if (!line.startsWith('ready ')) continue;
      this.ready = JSON.parse(line.slice('ready '.length)) as ReadyReport;
      child.stdout.resume();
      return;
    }
    throw new Error(`${this.machine.name} ended before it was ready, see ${this.machine.log}`);
  }

  /** The value of a counter or gauge, summed over its labels; null: it does not answer. */
  async metric(name: string): Promise<number | null> {
    const url = `http://${this.machine.address}:${INTERNAL_PORT}/metrics`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer === null) return null;
    const values = [...(await answer.text()).matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))];
    return values.reduce((sum, [, value]) => sum + Number(value), 0);
  }

  /** The checks that fail; null: it does not answer. */
  async failedChecks(): Promise<string[] | null> {
    const url = `http://${this.machine.address}:${INTERNAL_PORT}/readyz`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => null);
    if (answer === null) return null;
    if (answer.ok) return [];
    return [await answer.text()];
  }
}
