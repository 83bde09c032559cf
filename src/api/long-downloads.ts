import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConcurrencyLimit } from '../base/concurrency-limit.ts';
import { AppError } from '../base/errors.ts';
import { signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { stackOf } from './problem-details.ts';
import { ResponseWriter, sendHead } from './response-writer.ts';

/** One is done at most; others wait a moment. */
const RETRY_SECONDS = 30;

/** How many of a kind of download are made at once. */
export interface PlaceLimits {
  readonly perUser: number;
  readonly perTenant: number;
  /** Of the process. */
  readonly all: number;
}

/** The places for downloads that take long, or much memory. */
export class DownloadPlaces {
  readonly #perUser: ConcurrencyLimit<string>;
  readonly #perTenant: ConcurrencyLimit<string>;
  readonly #all: ConcurrencyLimit<'all'>;

  constructor({ perUser, perTenant, all }: PlaceLimits) {
    this.#perUser = new ConcurrencyLimit(perUser);
    this.#perTenant = new ConcurrencyLimit(perTenant);
    this.#all = new ConcurrencyLimit(all);
  }

  /** Returns what gives the place back. Uses do not wait for each other's places of a user. Throws `too-many-requests`. */
  take(use: string, request: FastifyRequest, reply: FastifyReply): () => void {
    const taken = [
      this.#perUser.acquire(`${use} ${signedIn(request).id}`),
      this.#perTenant.acquire(tenantOf(request)),
      this.#all.acquire('all'),
    ];
    const release = (): void => taken.forEach((each) => each?.());
    if (!taken.includes(null)) return release;
    release();
    reply.header('retry-after', RETRY_SECONDS);
    throw new AppError('too-many-requests');
  }
}

interface LongBody {
  readonly reply: FastifyReply;
  readonly bytes: AsyncIterable<Buffer>;
  readonly operation: string;
}

/** Sends head and body. Stops when the client goes away; one that cannot be made to its end is seen as not complete. */
export async function sendLongBody(
  { log }: Pick<ApiDeps, 'log'>,
  { reply, bytes, operation }: LongBody,
): Promise<void> {
  const writer = new ResponseWriter(sendHead(reply));
  try {
    for await (const chunk of bytes) {
      if (!(await writer.bytes(chunk))) return;
    }
    await writer.end();
  } catch (error) {
    writer.abort();
    log.error({ operation, stack: stackOf(error) }, 'api: a download could not be made to its end');
  }
}
