import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { METHODS } from 'node:http';
import { plainAddress } from '../../base/client-address.ts';
import { AppError } from '../../base/errors.ts';
import type { SignInRefusal } from '../../file-access/index.ts';
import { Counter } from '../../platform/metrics.ts';
import type { ApiDeps } from '../api-deps.ts';
import { problemOf, stackOf } from '../problem-details.ts';
import { MAX_WEBDAV_REQUESTS_PER_MINUTE } from '../server-limits.ts';
import { readBasicCredentials } from './basic-credentials.ts';
import { DAV_PREFIX, hrefOf, pathOf, readDavPath } from './dav-path.ts';
import { type DavSession, DavSessions } from './dav-sessions.ts';
import { listProperties, listServerRoot, showFolder } from './list-folder.ts';
import { FINITE_DEPTH_ERROR } from './multistatus.ts';
import { readPropfind } from './propfind-request.ts';
import { type DavExchange, sendFile } from './send-file.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The session of a WebDAV client; null elsewhere, and before it has signed in. */
    davSession: DavSession | null;
  }
}

type WebdavDeps = Pick<ApiDeps, 'fileSignIns' | 'unencryptedFiles' | 'clock' | 'log' | 'metrics'>;

/** Everything else would change something. */
const ALLOWED = 'OPTIONS, GET, HEAD, PROPFIND';
/** RFC 4918 §10.1 and §18.1: everything but locks. Windows mounts only what says MS-Author-Via. */
const CAPABILITIES = { dav: '1', 'ms-author-via': 'DAV', allow: ALLOWED };
/** RFC 7617: asks for UTF-8. */
const CHALLENGE = 'Basic realm="Fonoteka", charset="UTF-8"';
/** Where a browser shows something of it, it is a page of no site, and runs nothing; its links are downloads. */
const NO_SCRIPT =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-downloads";
/** After a refusal that ends by itself. */
const RETRY_SECONDS = 30;

/** The recordings of a customer over WebDAV (RFC 4918, class 1), read only, signed in by a file credential. */
export async function serveWebdav(app: FastifyInstance, deps: WebdavDeps): Promise<void> {
  const sessions = new DavSessions({ ...deps, signIns: deps.fileSignIns });
  const sentBytes = new Counter({
    name: 'fonoteka_webdav_sent_bytes_total',
    help: 'Bytes of files sent over WebDAV.',
    registers: [deps.metrics],
  });
  const neverPlain = !deps.unencryptedFiles;
  for (const method of METHODS) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: method === 'PROPFIND' });
  }
  const get: DavHandler = (request, reply) => answerGet(exchangeOf(request, reply), (bytes) => sentBytes.inc(bytes));
  app.addHook('onClose', async () => sessions.close());
  await app.register(async (scope) => {
    scope.decorateRequest('davSession', null);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.setErrorHandler(answerErrors(deps));
    scope.addHook('onRequest', async (request, reply) => {
      reply.headers({ 'content-security-policy': NO_SCRIPT, 'cache-control': 'private, no-cache' });
      if (!READING.includes(request.method)) await refuseMethod(reply);
      else if (request.method !== 'OPTIONS') await signIn({ sessions, neverPlain }, request, reply);
    });
    const route = (
      method: HTTPMethods | HTTPMethods[],
      operationId: string,
      url: string,
      handler: DavHandler,
    ): void => {
      scope.route({
        method,
        url,
        exposeHeadRoute: false,
        schema: { operationId, hide: true },
        config: { rateLimit: { max: MAX_WEBDAV_REQUESTS_PER_MINUTE } },
        handler: async (request, reply) => {
          await handler(request, reply).catch((error: unknown) => {
            if (!reply.sent) throw error;
            // The client sees an answer that is not complete.
            request.raw.socket.destroy();
            logFailure(deps, error, request);
          });
          return reply;
        },
      });
    };
    for (const url of [DAV_PREFIX, `${DAV_PREFIX}/`, `${DAV_PREFIX}/*`]) {
      route('OPTIONS', 'webdavOptions', url, answerOptions);
      route('PROPFIND', 'webdavPropfind', url, (request, reply) => answerPropfind(exchangeOf(request, reply)));
      route(['GET', 'HEAD'], 'webdavGet', url, get);
      route(OTHER_METHODS, 'webdavRefused', url, async (_request, reply) => void refuseMethod(reply));
    }
    // GET of the root is the panel's.
    route('OPTIONS', 'webdavOptions', '/', answerOptions);
    route('PROPFIND', 'webdavPropfind', '/', (request, reply) => answerPropfind(exchangeOf(request, reply)));
  });
}

const READING = ['OPTIONS', 'PROPFIND', 'GET', 'HEAD'];
/** CONNECT is no request for a path. */
const OTHER_METHODS = METHODS.filter((method) => !READING.includes(method) && method !== 'CONNECT') as HTTPMethods[];

type DavHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

function exchangeOf(request: FastifyRequest, reply: FastifyReply): DavExchange {
  if (request.davSession === null) throw new AppError('sign-in-required');
  return { session: request.davSession, request, reply };
}

/** Whoever asks, and nothing is read of a body. */
async function refuseMethod(reply: FastifyReply): Promise<FastifyReply> {
  return reply
    .code(405)
    .headers({ allow: ALLOWED, connection: 'close' })
    .type('text/plain; charset=utf-8')
    .send('Read only\n');
}

/** Without a sign-in: clients ask it before they know one. */
async function answerOptions(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await reply.code(200).headers(CAPABILITIES).send();
}

/** Opens or finds the session of the client, which ends the request when it is no longer valid. */
async function signIn(
  { sessions, neverPlain }: { readonly sessions: DavSessions; readonly neverPlain: boolean },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  // With a trusted proxy in front: what it says.
  const encrypted = request.protocol === 'https';
  // Not even asked for: the password would have been sent.
  if (neverPlain && !encrypted) throw new AppError('encryption-required');
  const credentials = readBasicCredentials(request.headers.authorization);
  if (credentials === null) throw new AppError('sign-in-required');
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const client = {
    ...credentials,
    address: plainAddress(request.ip),
    encrypted,
    userAgent: request.headers['user-agent'] ?? '',
  };
  const opened = await sessions.open(client, gone.signal);
  if (!opened.ok) return refuseSignIn(opened.reason, request, reply);
  request.davSession = opened.value;
  const done = opened.value.use(() => void request.raw.socket.destroy());
  reply.raw.once('close', done);
  if (reply.raw.destroyed) done();
}

function refuseSignIn(reason: SignInRefusal, request: FastifyRequest, reply: FastifyReply): void {
  switch (reason) {
    case 'wrong':
      throw new AppError('sign-in-failed');
    case 'encryption-required':
      throw new AppError('encryption-required');
    case 'too-many-failures':
    case 'too-many-sessions':
      reply.header('retry-after', RETRY_SECONDS);
      throw new AppError('too-many-requests');
    case 'unavailable':
      throw new AppError('not-ready');
    case 'closed':
      request.raw.socket.destroy();
  }
}

async function answerGet(exchange: DavExchange, count: (bytes: number) => void): Promise<void> {
  const { request, reply } = exchange;
  const named = readDavPath(request.url);
  if (named === null) throw new AppError('not-found');
  const { path, asFolder } = named;
  if (!asFolder && (await sendFile(exchange, path, count))) return;
  if (!asFolder) {
    const entry = await exchange.session.tree.stat(path);
    if (entry === null) throw new AppError('not-found');
    // The links in the page are relative.
    await reply.redirect(hrefOf(path, entry.kind), 301);
  } else if (!(await showFolder(exchange, path))) throw new AppError('not-found');
}

async function answerPropfind(exchange: DavExchange): Promise<void> {
  const { request, reply } = exchange;
  const isServerRoot = pathOf(request.url) === '/';
  const named = isServerRoot ? { path: '/' } : readDavPath(request.url);
  if (named === null) throw new AppError('not-found');
  const depth = String(request.headers.depth ?? '1')
    .trim()
    .toLowerCase();
  if (depth === 'infinity') {
    await reply.code(403).type('application/xml; charset=utf-8').send(FINITE_DEPTH_ERROR);
    return;
  }
  if (depth !== '0' && depth !== '1') throw new AppError('request-invalid', 'Depth must be 0 or 1');
  const properties = readPropfind((request.body as Buffer | undefined) ?? Buffer.alloc(0));
  if (!properties.ok) throw new AppError('request-invalid', properties.reason);
  const asked = { depth, properties: properties.value } as const;
  if (isServerRoot) await listServerRoot(exchange, asked);
  else if (!(await listProperties(exchange, { ...asked, path: named.path }))) throw new AppError('not-found');
}

/** WebDAV clients show the status alone; the text is for people. */
function answerErrors(deps: Pick<WebdavDeps, 'log'>) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const { status, code, title, detail } = problemOf(error);
    logFailure(deps, error, request);
    if (status === 401) reply.header('www-authenticate', CHALLENGE);
    if (code === 'not-ready') reply.header('retry-after', RETRY_SECONDS);
    void reply
      .code(status)
      .type('text/plain; charset=utf-8')
      .send(`${detail ?? title}\n`);
  };
}

/** Only what is our fault. */
function logFailure({ log }: Pick<WebdavDeps, 'log'>, error: unknown, { routeOptions }: FastifyRequest): void {
  const { status, code } = problemOf(error);
  if (status < 500) return;
  const { operationId: operation } = routeOptions.schema ?? {};
  log.error({ operation, code, stack: stackOf(error) }, 'webdav: the request failed');
}
