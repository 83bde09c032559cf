import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { ConnectionDeps } from '../connection-deps.ts';
import { openUrl } from '../open-url.ts';
import { PushError } from '../push-error.ts';
import type { PushConnection, TargetPeer } from '../push-target.ts';
import type { S3Settings } from '../target-settings.ts';
import { tlsPeer } from '../tls-peer.ts';
import { within } from '../within.ts';
import { guardedAgent } from './guarded-agent.ts';
import { S3Connection } from './s3-connection.ts';
import { s3Failure } from './s3-failure.ts';

/** "Connects": S3 has no session, but a first request shows whether the address, the keys and the bucket will do. */
export async function connectS3(settings: S3Settings, deps: ConnectionDeps): Promise<PushConnection> {
  const wire = new S3Wire(settings, deps);
  const client = clientFor(settings, wire, deps);
  const limit = { ...deps, ms: deps.limits.connectMs, giveUp: () => client.destroy() };
  try {
    const canList = await within(maySee(client, settings), limit);
    return new S3Connection({ client, settings, peer: wire.peer, canList }, deps);
  } catch (error) {
    client.destroy();
    throw deps.signal.aborted ? deps.signal.reason : error;
  }
}

/** How requests reach the endpoint: by checked addresses, to the expected peer. */
class S3Wire {
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
    const socket = await openUrl(destination, this.#deps);
    if (socket instanceof TLSSocket) this.peer = tlsPeer(socket);
    return socket;
  }
}

function clientFor(settings: S3Settings, wire: S3Wire, { limits }: ConnectionDeps): S3Client {
  const agent = guardedAgent(wire.isSecure, () => wire.open());
  return new S3Client({
    endpoint: settings.endpoint,
    region: settings.region,
    forcePathStyle: true,
    credentials: { accessKeyId: settings.accessKey, secretAccessKey: settings.secretKey },
    // Servers that speak S3 do not all know the newer checksums. The signature covers the content's SHA-256 anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // With it the SDK would in some cases make connections of its own.
    expectContinueHeader: false,
    // Who calls decides on the next attempt.
    maxAttempts: 1,
    // A whole part may be in the kernel's buffer of a slow line when nothing moves here any more.
    requestHandler: { httpAgent: agent, httpsAgent: agent as never, socketTimeout: limits.finishMs },
  });
}

/** Whether we may list; keys that may only write are fine. Other refusals are the target's failure. */
async function maySee(client: S3Client, { bucket, folder }: S3Settings): Promise<boolean> {
  try {
    const { Name } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, MaxKeys: 1 }));
    // A web page is to the SDK an empty listing.
    if (Name !== bucket) throw new PushError('answer-garbled', 'the listing is not of the bucket');
    return true;
  } catch (error) {
    const failure = s3Failure(error);
    if (failure.code === 'not-permitted') return false;
    if (failure.code === 'file-missing') throw new PushError('folder-missing', failure.message, { cause: error });
    throw failure;
  }
}
