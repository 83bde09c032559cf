import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allTexts } from '../panel/src/i18n/all.ts';

const { pl, en } = allTexts;
import { COMMANDS } from '../src/cli/load-commands.ts';

const program = new Command();
for (const load of Object.values(COMMANDS)) (await load())(program, () => async () => {});
const settings = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');

/** What is written as a command: two words, where the first has commands of its own. */
function isCommand(first: string, second: string): boolean {
  const found = program.commands.find((one) => one.name() === first);
  return found?.commands.some((one) => one.name() === second) ?? false;
}

test.each([
  ['pl', pl],
  ['en', en],
])('each command and setting that the panel tells the staff of exists: %s', (_, texts) => {
  const all = JSON.stringify([texts.timeline, texts.operator]);
  const commands = [...all.matchAll(/\bfonoteka ([a-z-]+) ([a-z-]+)/g)];
  expect(commands.length).toBeGreaterThan(5);
  expect(commands.filter(([, first, second]) => !isCommand(first!, second!)).map(([text]) => text)).toEqual([]);
  const named = [...all.matchAll(/FONOTEKA_[A-Z_]+/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !settings.includes(`\`${name}\``))).toEqual([]);
});
