import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../base/errors.ts';

/** Vite puts a hash of the content into the names of the files in this folder. */
const HASHED_ASSETS = '/assets/';
const CACHE_FOREVER = 'public, max-age=31536000, immutable';
const REVALIDATE = 'no-cache';

/** The page of a link to a recording, `/s/TOKEN`: whoever has its address hears the recording. */
const SHARE_PAGE = 'share.html';
const OF_SECRET_ADDRESS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow, noarchive',
} as const;

/** The page of the API's description, which runs in the browser: Swagger UI (`panel/build/api-docs.ts`). */
const API_PAGE = 'api-docs.html';

/** Paths of the service itself: an unknown one is not found, and not a page of the panel. */
const OWN_PATHS = /^\/(api|assets|healthz|readyz|metrics)(\/|$)/;

/** Serves the built panel. Any other path is a page of the panel, whose router shows it. */
export async function servePanel(app: FastifyInstance, panelFolder: string): Promise<void> {
  const assets = join(panelFolder, HASHED_ASSETS);
  const sharePage = join(panelFolder, SHARE_PAGE);
  await app.register(fastifyStatic, {
    root: panelFolder,
    cacheControl: false,
    // The build has made them: nothing is compressed while somebody waits.
    preCompressed: true,
    setHeaders: (reply, path) => {
      // Or its compressed form.
      if (path.startsWith(sharePage)) void reply.headers(OF_SECRET_ADDRESS);
      else void reply.header('cache-control', path.startsWith(assets) ? CACHE_FOREVER : REVALIDATE);
    },
  });
  app.get('/s/:token', { config: { access: 'anyone' }, schema: { hide: true } }, (_request, reply) =>
    reply.sendFile(SHARE_PAGE),
  );
  app.get('/api/docs', { config: { access: 'anyone' }, schema: { hide: true } }, (_request, reply) =>
    reply.sendFile(API_PAGE),
  );
  app.setNotFoundHandler(async (request, reply) => {
    const { pathname } = new URL(request.url, 'http://panel');
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !OWN_PATHS.test(pathname);
    if (!isPage) throw new AppError('not-found');
    return reply.sendFile('index.html');
  });
}
