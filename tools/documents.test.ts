import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';

import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { loadCommands } from '../src/cli/load-commands.ts';
import { SETTINGS } from '../src/config/index.ts';
import { loadMappings } from '../src/intake/index.ts';
import { temporaryFolder } from '../test/kit/temporary-folder.ts';

/** What the documents name must exist: pages and their sections, commands and options, settings, API paths, files. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RECIPES = 'docs/operators/connect';
const UPLOAD_SCRIPT = 'ops/upload/fonoteka-upload';
/** What each recipe says, in this order, so that an operator finds it in the same place. */
const RECIPE_SECTIONS = ['What it can do', 'Set up', 'In Fonoteka', 'What it sends', 'Check', 'Limits', 'Sources'];

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const find = (pattern: string): string[] => globSync(pattern, { cwd: ROOT }).toSorted();

const pages = [
  '*.md',
  'docs/**/*.md',
  'src/**/*.md',
  'test/**/*.md',
  'panel/*.md',
  'ops/**/*.md',
  'bench/**/*.md',
].flatMap(find);
/** They tell of what was, too. */
const HISTORY = /^(CHANGELOG|docs\/adr\/.*)\.md$/;
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT })
  .toString()
  .split('\n');
/** What measures is in these. */
const measuring = ['src/**/*.ts', 'ops/**/*.{yml,yaml,json,sh}', 'ops/backup/*']
  .flatMap(find)
  .filter((file) => statSync(join(ROOT, file)).isFile())
  .map(read)
  .join('\n');
const recipes = find(`${RECIPES}/*.md`).filter((file) => basename(file) !== 'README.md');
const program = new Command('fonoteka').option('--json');
for (const add of await loadCommands([])) add(program, () => async () => {});

test.each(pages)('%s: its links lead to pages and sections that exist', (page) => {
  const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  expect(links.filter((link) => !isUrl(link) && !leadsSomewhere(page, link))).toEqual([]);
});

test.each(pages.filter((page) => !HISTORY.test(page)))('%s: its commands, settings and API paths exist', (page) => {
  const text = read(page);
  // A key's derivation is no command, though it begins like one.
  if (page !== 'src/spool/FORMAT.md') expect(commandsOf(text).flatMap(commandProblems)).toEqual([]);
  const settings = new Set([...Object.values(SETTINGS).map(({ env }): string => env), ...namesIn(read(UPLOAD_SCRIPT))]);
  const others = [
    'FONOTEKA_CONFIG',
    ...find('{ops/{backup,systemd}/*,test/e2e/soak.sampled.test.ts}').flatMap((file) => namesIn(read(file))),
  ];
  expect(namesIn(text).filter((name) => !settings.has(name) && !others.includes(name))).toEqual([]);
  const { paths } = JSON.parse(read('docs/openapi.json')) as { paths: Record<string, unknown> };
  const known = Object.keys(paths).map((path) => path.replaceAll(/\{\w+\}/g, 'ID'));
  const named = [...text.matchAll(/\/api\/v1(\/[\w/-]*\w)/g)].map(([path]) => path);
  expect(named.filter((path) => !known.some((other) => `${other}/`.startsWith(`${path}/`)))).toEqual([]);
});

test.each(pages.filter((page) => !HISTORY.test(page)))('%s: its files, scripts and metrics exist', (page) => {
  const text = read(page);
  const codes = [...withoutFences(text).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
  const files = codes.flatMap((code) => code.match(SOURCE_PATH) ?? []);
  expect(files.filter((file) => !isFile(file) && !isFile(join(dirname(page), file)))).toEqual([]);
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const run = [...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, script]) => script!);
  expect(run.filter((script) => scripts[script] === undefined && page !== 'panel/README.md')).toEqual([]);
  const metrics = codes.flatMap((code) => code.match(/\bfonoteka_[a-z0-9_]*[a-z0-9]\b/g) ?? []);
  expect(metrics.filter((metric) => !measuring.includes(metric))).toEqual([]);
});

test('the scopes of API keys allow what the integrators’ page says', () => {
  const { paths } = JSON.parse(read('docs/openapi.json')) as {
    paths: Record<string, Record<string, { security?: { apiKey?: string[] }[] }>>;
  };
  const allowed = Object.entries(paths).flatMap(([path, operations]) =>
    Object.values(operations).flatMap(({ security = [] }) =>
      security.flatMap(({ apiKey = [] }) =>
        apiKey.map((scope) => ({ scope, path: path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, 'ID') })),
      ),
    ),
  );
  const rows = new Map(
    [...read('docs/integrators/api.md').matchAll(/^\| `([\w:]+)` \| (.+) \|$/gm)].map(([, scope, row]) => [
      scope!,
      row!,
    ]),
  );
  const unsaid = allowed.filter(({ scope, path }) => {
    const said = [...(rows.get(scope) ?? '').matchAll(/`(?:[A-Z]+ )?(\/[\w/-]+)/g)].map(([, each]) => each!);
    return !said.some((each) => path === each || path.startsWith(`${each}/`) || path.endsWith(each));
  });
  expect(unsaid).toEqual([]);
});

test('every recipe is in the table of the recipes, and the other way round', () => {
  const linked = [...read(`${RECIPES}/README.md`).matchAll(/^\| \[[^\]]+\]\(([\w-]+\.md)\) \|/gm)].map(([, to]) => to!);
  expect(linked.toSorted()).toEqual(recipes.map((file) => basename(file)));
});

test.each(recipes)('%s: has its sections, commands that are complete, and examples that can be read', (page) => {
  const text = read(page);
  expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(RECIPE_SECTIONS);
  expect(text).toMatch(/\*\*(Tried|Not tried)\*\*/);
  for (const { language, code } of fencesOf(text)) {
    if (language === 'sh') {
      expect(shellProblems(code)).toEqual('');
      expect(commandsOf(`\`\`\`sh\n${code}\`\`\``).flatMap(incomplete)).toEqual([]);
      expect(uploadProblems(code)).toEqual([]);
    }
    if (language === 'xml') expect(xmlProblem(`<all>${code}</all>`)).toBeNull();
    if (language === 'json') expect(() => JSON.parse(code)).not.toThrow();
    if (language === 'yaml') expect(() => loadMappings(savedMappings(code))).not.toThrow();
  }
});

/** Paths of the repository, also with `*` and `{a,b}`. */
const SOURCE_PATH = /(?<![\w/.-])(?:src|panel|tools|test|ops|bench|docs|migrations|bin)\/[\w./*{},@-]*[\w*}]/g;

function isFile(path: string): boolean {
  if (tracked.some((file) => file === path || file.startsWith(`${path}/`))) return true;
  return /[*{]/.test(path) && find(path).length > 0;
}

function isUrl(link: string): boolean {
  return /^(https?|mailto):/.test(link) && URL.canParse(link);
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', section] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(ROOT, target))) return false;
  return section === undefined || anchorsOf(read(target)).includes(section);
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutFences(text: string): string {
  return text.replaceAll(/^```[^]*?^```/gm, '');
}

function withoutCode(text: string): string {
  return withoutFences(text).replaceAll(/`[^`\n]*`/g, '');
}

function fencesOf(text: string): { language: string; code: string }[] {
  return [...text.matchAll(/^```(\w*)\n([^]*?)^```/gm)].map(([, language = '', code = '']) => ({ language, code }));
}

function namesIn(text: string): string[] {
  return [...new Set(text.match(/\bFONOTEKA_[A-Z0-9_]*[A-Z0-9]\b/g) ?? [])];
}

/** The commands of code blocks and of code in sentences, as words. */
function commandsOf(text: string): string[][] {
  const lines = fencesOf(text).flatMap(({ code }) => code.replaceAll('\\\n', ' ').split('\n'));
  const inline = [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
  return [...lines, ...inline].flatMap((line) => {
    const [, command = isBareCommand(line) ? line : undefined] =
      /(?:^|\$\(|&& )\s*(?:npx |sudo )?fonoteka ([a-z][^|;#]*)/.exec(line) ?? [];
    return command === undefined ? [] : [wordsOf(command.replaceAll(/[[\]…)]/g, ' '))];
  });
}

/** As tables have them: `source list`, without the program's name. */
function isBareCommand(line: string): boolean {
  return line.includes(' --') && program.commands.some((command) => line.startsWith(`${command.name()} `));
}

function wordsOf(command: string): string[] {
  return (command.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll(/^["']|["']$/g, ''));
}

/** The commands that the words name (`add|remove` are two), and the words after their names. */
function commandOf(words: readonly string[]): { commands: readonly Command[]; rest: readonly string[] } {
  let commands: readonly Command[] = [program];
  let at = 0;
  for (; at < words.length; at += 1) {
    const names = words[at]!.split('|');
    const next = commands.flatMap((each) => each.commands.filter((sub) => names.includes(sub.name())));
    if (next.length < names.length) break;
    commands = next;
  }
  return { commands, rest: words.slice(at) };
}

function commandProblems(words: readonly string[]): string[] {
  const { commands, rest } = commandOf(words);
  const named = words.join(' ');
  const unfinished = commands.some((command) => command.commands.length > 0) && /^[a-z]/.test(rest[0] ?? '');
  if (commands[0] === program || unfinished) return [`no such command: ${named}`];
  const options = rest.filter((word) => /^--[a-z]/.test(word)).map((word) => word.split('=')[0]!);
  const known = commands.flatMap((command) => command.options.map(({ long }) => long));
  return options.filter((option) => !known.includes(option)).map((option) => `no option ${option}: ${named}`);
}

/** Options that a complete command lacks, and values that an option refuses. */
function incomplete(words: readonly string[]): string[] {
  const { commands, rest } = commandOf(words);
  const refused = commands[0]!.options.filter(({ long, argChoices }) => {
    const value = rest[rest.indexOf(long!) + 1];
    return argChoices !== undefined && rest.includes(long!) && !argChoices.includes(value ?? '');
  });
  if (refused.length > 0) return [`a value is refused: ${words.join(' ')}`];
  const required = commands[0]!.options.filter(({ mandatory }) => mandatory).map(({ long }) => long!);
  return required.filter((option) => !rest.includes(option)).map((option) => `${words.join(' ')} lacks ${option}`);
}

function shellProblems(code: string): string {
  try {
    execFileSync('sh', ['-n'], { input: code, stdio: ['pipe', 'ignore', 'pipe'], encoding: 'utf8' });
    return '';
  } catch (error) {
    return String(error);
  }
}

function xmlProblem(text: string): string | null {
  let problem: string | null = null;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    problem ??= error.message;
  });
  parser.write(text).close();
  return problem;
}

/** Verbs and options that the upload script does not have. */
function uploadProblems(code: string): string[] {
  const script = read(UPLOAD_SCRIPT);
  const calls = code.replaceAll('\\\n', ' ').matchAll(/fonoteka-upload ([a-z]+)([^\n]*)/g);
  return [...calls].flatMap(([call, verb, rest]) => {
    const unknown = (rest!.match(/--[a-z]+/g) ?? []).filter((option) => !script.includes(`${option})`));
    return /^(add|freepbx|send|retry|status)$/.test(verb!) ? unknown : [call];
  });
}

function savedMappings(code: string): string {
  const file = join(temporaryFolder(), 'mappings.yaml');
  expect(parseYaml(code)).toBeInstanceOf(Array);
  writeFileSync(file, code);
  return file;
}
