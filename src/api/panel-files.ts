import { extname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AppError } from '../base/errors.ts';
import type { ApiDeps } from './api-deps.ts';
import { BRANDED_FILES, type BrandedFile, BrandedFiles } from './branded-files.ts';

/** The contents of the guides (`panel/build/help-pages.ts`). */
const HELP = '/pomoc';

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

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
};

/** Paths of the service itself: an unknown one is not found, and not a page of the panel. */
const OWN_PATHS = /^\/(api|assets|healthz|readyz|metrics)(\/|$)/;

type PanelDeps = Pick<ApiDeps, 'panelFolder' | 'db' | 'clock'>;

/** Serves the built panel, its first files under the operator's name. Any other path is a page of the panel, whose router shows it. */
export async function servePanel(app: FastifyInstance, { panelFolder, ...deps }: PanelDeps): Promise<void> {
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
  const branded = new BrandedFiles(panelFolder, deps);
  const send = async (file: BrandedFile, reply: FastifyReply) => {
    const content = await branded.contentOf(file);
    if (content === null) return reply.sendFile(file);
    void (file === SHARE_PAGE ? reply.headers(OF_SECRET_ADDRESS) : reply.header('cache-control', REVALIDATE));
    return reply.type(TYPES[extname(file)]!).send(content);
  };
  const open = { config: { access: 'anyone' }, schema: { hide: true } } as const;
  app.get('/s/:token', open, (_request, reply) => send(SHARE_PAGE, reply));
  app.get('/', open, (_request, reply) => send('index.html', reply));
  for (const file of BRANDED_FILES) app.get(`/${file}`, open, (_request, reply) => send(file, reply));
  app.get('/api/docs', open, (_request, reply) => reply.sendFile(API_PAGE));
  app.get(HELP, open, (_request, reply) => reply.redirect(`${HELP}/`));
  app.setNotFoundHandler(async (request, reply) => {
    const { pathname } = new URL(request.url, 'http://panel');
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !OWN_PATHS.test(pathname);
    if (!isPage) throw new AppError('not-found');
    return send('index.html', reply);
  });
}
