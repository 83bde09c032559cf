import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildProgram } from '../test/kit/built-program.ts';
import { runProgram } from '../test/kit/run-program.ts';
import { lastingFolder } from '../test/kit/temporary-folder.ts';

const folder = lastingFolder();
let program: string;
beforeAll(() => {
  program = buildProgram(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the bundled program records calls, and serves them from its threads and its process for files', async () => {
  const { exitCode, stdout, stderr } = await runProgram(program, ['demo', '--exit']);
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Recording 5 calls')]);
  expect(JSON.parse(stdout.toString())).toMatchObject({ ok: true });
});

test('it has every command, and a file for each thread and process', async () => {
  const { exitCode, stdout } = await runProgram(program, ['--help']);
  expect([exitCode, stdout.toString()]).toEqual([0, expect.stringMatching(/start[^]*doctor[^]*push/)]);
  const files = readdirSync(join(folder, 'dist/src'), { recursive: true }) as string[];
  const programs = ['main.js', 'encoding-worker.js', 'files-worker.js', join('worker', 'media-worker.js')];
  expect(files).toEqual(expect.arrayContaining(programs));
});
