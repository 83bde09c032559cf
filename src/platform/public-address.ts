import { isIP } from 'node:net';
import { exponentialBackoff } from '../base/backoff.ts';
import { type Clock, delay } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { Logger } from './logging.ts';

/** Where every cloud serves a machine facts about itself. Link-local: nobody else can answer there. */
const METADATA_SERVICE = 'http://169.254.169.254';

/** A machine that has just started may ask before its network is up. */
const ATTEMPTS = 5;
const BETWEEN_ATTEMPTS = exponentialBackoff({ firstMs: 500, maxMs: 4_000 });
/** The service is on the machine's own host: it answers within milliseconds. */
const TIMEOUT_MS = 2_000;
/** An IPv6 address has 39 characters. */
const MAX_ANSWER_CHARS = 64;

interface MetadataRequest {
  readonly cloud: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A request whose answer is sent along, in this header. */
  readonly token?: {
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly sentAs: string;
  };
}

/** By the clouds' own documentation. The plain EC2 path is also OpenStack's (OVH and others). */
const REQUESTS: readonly MetadataRequest[] = [
  {
    cloud: 'AWS',
    path: '/latest/meta-data/public-ipv4',
    token: {
      path: '/latest/api/token',
      headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '60' },
      sentAs: 'X-aws-ec2-metadata-token',
    },
  },
  { cloud: 'OpenStack', path: '/latest/meta-data/public-ipv4' },
  {
    cloud: 'Google Cloud',
    path: '/computeMetadata/v1/instance/network-interfaces/0/access-configs/0/external-ip',
    headers: { 'Metadata-Flavor': 'Google' },
  },
  {
    cloud: 'Azure',
    path: '/metadata/instance/network/interface/0/ipv4/ipAddress/0/publicIpAddress?api-version=2021-02-01&format=text',
    headers: { Metadata: 'true' },
  },
  { cloud: 'Hetzner', path: '/hetzner/v1/metadata/public-ipv4' },
  { cloud: 'DigitalOcean', path: '/metadata/v1/interfaces/public/0/ipv4/address' },
];

interface FindOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Default: the link-local address that all clouds use. */
  readonly service?: string;
}

/** The public address of this machine, as its cloud's metadata service gives it. Throws `public-address-unknown`. */
export async function findPublicAddress({ clock, log, service = METADATA_SERVICE }: FindOptions): Promise<string> {
  for (let failures = 0; failures < ATTEMPTS; failures += 1) {
    if (failures > 0) await delay(clock, BETWEEN_ATTEMPTS(failures - 1));
    const answers = REQUESTS.map((request) => askFor(request, service));
    const found = await Promise.any(answers).catch(() => null);
    if (found !== null) {
      log.info(found, 'service: the public address was found');
      return found.address;
    }
  }
  throw new AppError(
    'public-address-unknown',
    `no cloud metadata service at ${service} gives this machine a public address: write the address instead of auto`,
  );
}

async function askFor(request: MetadataRequest, service: string): Promise<{ cloud: string; address: string }> {
  const { cloud, path, headers = {}, token } = request;
  const sent = token && { [token.sentAs]: await ask(service + token.path, { method: 'PUT', headers: token.headers }) };
  const address = (await ask(service + path, { headers: { ...headers, ...sent } })).slice(0, MAX_ANSWER_CHARS).trim();
  if (isIP(address) === 0) throw new Error(`${cloud} gives no address`);
  return { cloud, address };
}

async function ask(url: string, init: RequestInit): Promise<string> {
  const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.text();
}
