import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const FOLDER = 'api-docs';
const FILES = {
  'swagger-ui.js': import.meta.resolve('@fastify/swagger-ui/static/swagger-ui-bundle.js'),
  'swagger-ui.css': import.meta.resolve('@fastify/swagger-ui/static/swagger-ui.css'),
} as const;

/**
 * The program of the API page, `public/api-docs.html`, beside the panel: as it is, not a part of it, loaded by nobody else. The
 * service neither loads it nor needs its package when it runs.
 */
export function apiDocs(): Plugin {
  let folder = 'dist';
  return {
    name: 'api-docs',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir, FOLDER);
    },
    async writeBundle() {
      await mkdir(folder, { recursive: true });
      for (const [name, from] of Object.entries(FILES)) await copyFile(fileURLToPath(from), join(folder, name));
    },
  };
}
