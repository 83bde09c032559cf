import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../base/errors.ts';

/** Vite puts a hash of the content into the names in this folder: another content, another name. */
const HASHED_ASSETS = '/assets/';
const UNCHANGING = 'public, max-age=31536000, immutable';
const ASK_EACH_TIME = 'no-cache';

/** Paths that are the service's own: what is not there is not a page of the panel. */
const OWN_PATHS = /^\/(api|assets|healthz|readyz|metrics)(\/|$)/;

/** Serves the built panel. A path that is no file is a page of the panel, which finds its way by itself. */
export async function servePanel(app: FastifyInstance, panelFolder: string): Promise<void> {
  const assets = join(panelFolder, HASHED_ASSETS);
  await app.register(fastifyStatic, {
    root: panelFolder,
    cacheControl: false,
    setHeaders: (reply, path) => {
      void reply.header('cache-control', path.startsWith(assets) ? UNCHANGING : ASK_EACH_TIME);
    },
  });
  app.setNotFoundHandler(async (request, reply) => {
    const { pathname } = new URL(request.url, 'http://panel');
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !OWN_PATHS.test(pathname);
    if (!isPage) throw new AppError('not-found');
    return reply.sendFile('index.html');
  });
}
