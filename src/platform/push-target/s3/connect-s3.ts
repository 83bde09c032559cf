import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { COMPATIBLE_OPTIONS } from '../../s3/index.ts';
import { PushError } from '../push-error.ts';
import {
  type ConnectionDeps,
  NotVisible,
  type PushConnection,
  type S3Settings,
  type TargetPeer,
} from '../push-target.ts';
import { withTimeout } from '../time-limits.ts';
import { connectUrl, tlsPeer } from '../tls.ts';
import { S3Connection } from './s3-connection.ts';
import { s3Failure } from './s3-failure.ts';

/** For the parts of one upload and one other request. */
const MAX_SOCKETS = 4;

/** S3 has no sessions. A first request checks the address, the keys and the bucket. */
export async function connectS3(settings: S3Settings, deps: ConnectionDeps): Promise<PushConnection> {
  const sockets = new S3Sockets(settings, deps);
  const client = createClient(settings, sockets, deps);
  const timeout = { ...deps, ms: deps.limits.connectMs, cancel: () => client.destroy() };
  try {
    const listingRefused = await withTimeout(tryListing(client, settings), timeout);
    return new S3Connection({ client, settings, peer: sockets.peer, listingRefused }, deps);
  } catch (error) {
    client.destroy();
    throw deps.signal.aborted ? deps.signal.reason : error;
  }
}

/** Connects to the endpoint: to checked addresses, and to the expected peer. */
class S3Sockets {
  peer: TargetPeer = { protection: 'none', fingerprint: null };
  readonly #settings: S3Settings;
  readonly #deps: ConnectionDeps;
  readonly #endpoint: URL;

  constructor(settings: S3Settings, deps: ConnectionDeps) {
    this.#settings = settings;
    this.#deps = deps;
    this.#endpoint = new URL(settings.endpoint);
  }

  get isSecure(): boolean {
    return this.#endpoint.protocol === 'https:';
  }

  async open(): Promise<Duplex> {
    const { limits, authorities } = this.#deps;
    const { certificate } = this.#settings;
    const destination = { url: this.#endpoint, authorities, certificate, stepMs: limits.connectMs };
    const socket = await connectUrl(destination, this.#deps);
    if (socket instanceof TLSSocket) this.peer = tlsPeer(socket);
    return socket;
  }
}

function createClient(settings: S3Settings, sockets: S3Sockets, { limits }: ConnectionDeps): S3Client {
  const agent = createAgent(sockets.isSecure, () => sockets.open());
  return new S3Client({
    endpoint: settings.endpoint,
    region: settings.region,
    forcePathStyle: true,
    credentials: { accessKeyId: settings.accessKey, secretAccessKey: settings.secretKey },
    ...COMPATIBLE_OPTIONS,
    // On a slow line a complete part may still be in the kernel's buffer while nothing moves here.
    requestHandler: { httpAgent: agent, httpsAgent: agent as never, socketTimeout: limits.finishMs },
  });
}

/** An HTTP agent whose connections are all made by `open`. It does not resolve names itself. */
function createAgent(isSecure: boolean, open: () => Promise<Duplex>): Agent {
  const agent = new (isSecure ? SecureAgent : Agent)({ keepAlive: true, maxSockets: MAX_SOCKETS });
  agent.createConnection = (_options, created) => {
    open().then(
      (socket) => created?.(null, socket),
      (error: Error) => created?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  };
  return agent;
}

/** Null: the key may list the bucket. A key that may only write is fine; any other refusal fails. */
async function tryListing(client: S3Client, { bucket, folder }: S3Settings): Promise<NotVisible | null> {
  try {
    const { Name } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, MaxKeys: 1 }));
    // The SDK reads an HTML page as an empty listing.
    if (Name !== bucket) throw new PushError('answer-garbled', 'the listing is not of the bucket');
    return null;
  } catch (error) {
    const failure = s3Failure(error);
    if (failure.code === 'not-permitted') return new NotVisible(failure.message);
    if (failure.code === 'file-missing') throw new PushError('folder-missing', failure.message, { cause: error });
    throw failure;
  }
}
