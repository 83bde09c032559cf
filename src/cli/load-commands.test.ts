import { Command } from 'commander';
import { expect, test } from 'vitest';
import { runInProcess } from '../../test/kit/run-in-process.ts';
import { programVersion } from '../platform/program.ts';
import { COMMANDS, loadCommands } from './load-commands.ts';

test.each(Object.entries(COMMANDS))('the modules of %s add that command, and no other', async (name, load) => {
  const program = new Command();
  const add = await load();
  add(program, () => async () => {});
  expect(program.commands.map((command) => command.name())).toEqual([name]);
});

test.each([
  [['store', 'check'], 1],
  [['--json', 'migrate'], 1],
  [['--version'], 0],
  [['--help'], Object.keys(COMMANDS).length],
  [['help', 'tenant'], Object.keys(COMMANDS).length],
  [['tenent'], Object.keys(COMMANDS).length],
  [['constructor'], Object.keys(COMMANDS).length],
])('%j needs %i', async (words, count) => {
  expect(await loadCommands(words)).toHaveLength(count);
});

test('--version is the number of the release', async () => {
  const { stdout, exitCode } = await runInProcess({}, '--version');
  expect([stdout, exitCode]).toEqual([`${programVersion()}\n`, 0]);
});
