import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { temporaryFolder } from '../test/kit/temporary-folder.ts';
import { loadConfig, ROLES, SETTINGS } from '../src/config/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RULES = 'ops/prometheus/fonoteka.rules.yml';
/** By their uid. */
const DASHBOARDS = ['fonoteka', 'fonoteka-fleet'];
const COMPOSE = 'ops/docker/compose.yaml';
/** The pages whose tables list the alarms. */
const ALARM_PAGES = ['docs/operators/run.md', 'docs/operators/push.md'];
/** A row that only points to the other page's table. */
const POINTER = 'the daily push';
const ALERT_PREFIX = 'Fonoteka: ';

const read = (file: string): string => readFileSync(`${ROOT}/${file}`, 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const { groups } = parseYaml(read(RULES)) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const metrics = metricsOfTheCode();
const alarms = ALARM_PAGES.flatMap(alarmsOf).filter(({ alarm }) => alarm !== POINTER);

describe('Prometheus rules', () => {
  test('are the alarms of the operators’ pages, all of them, each once', () => {
    expect(rules.map(({ alert }) => alert).toSorted()).toEqual(
      alarms.map(({ alarm }) => ALERT_PREFIX + alarm).toSorted(),
    );
  });

  test.each(rules)('$alert: metrics of the code, severity, summary and a section that exists', (rule) => {
    expect(namedMetrics(rule.expr).filter((name) => !metrics.has(name))).toEqual([]);
    expect(rule.labels['severity']).toMatch(/^(critical|warning)$/);
    expect(rule.annotations['summary']).toMatch(/\w/);
    const [page = '', section = ''] = rule.annotations['docs']!.split('#');
    expect(anchorsOf(page)).toContain(section);
  });

  test.each(alarms)('$alarm: the page has the expression of the rule', ({ alarm, expressions }) => {
    const rule = rules.find(({ alert }) => alert === ALERT_PREFIX + alarm);
    for (const expression of expressions) expect(oneLine(rule!.expr)).toContain(expression);
  });
});

test('Compose: what it gives to the build of the image is used there', () => {
  const { services } = parseYaml(read(COMPOSE)) as { services: { fonoteka: { build: { args: object } } } };
  const dockerfile = read('ops/docker/Dockerfile');
  for (const name of Object.keys(services.fonoteka.build.args)) {
    expect(dockerfile).toMatch(new RegExp(`^ARG ${name}=`, 'm'));
    expect(dockerfile).toMatch(new RegExp(`apt-get install .*\\$${name} `));
  }
});

test.each(DASHBOARDS)('Grafana dashboard %s: the metrics of its queries exist', (uid) => {
  const dashboard = JSON.parse(read(`ops/grafana/${uid}.json`)) as {
    uid: string;
    panels: { id: number; title: string; targets?: { expr: string }[] }[];
  };
  expect(dashboard.uid).toBe(uid);
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { title, targets = [] } of dashboard.panels) {
    // Prometheus' own: of the scrape, of the Blackbox exporter, of a Node process.
    const others = targets.filter(({ expr }) => /\b(up|probe_success|process_cpu_seconds_total)\b/.test(expr));
    const named = targets.flatMap(({ expr }) => namedMetrics(expr));
    expect({ title, unknown: named.filter((name) => !metrics.has(name)) }).toEqual({ title, unknown: [] });
    expect({ title, named: named.length + others.length > 0 || targets.length === 0 }).toEqual({ title, named: true });
  }
});

test('compose file: Fonoteka and PostgreSQL, with settings that exist', () => {
  const { services, volumes } = parseYaml(read(COMPOSE)) as {
    services: Record<
      string,
      { environment: Record<string, string>; volumes: string[]; build?: { dockerfile: string } }
    >;
    volumes: Record<string, unknown>;
  };
  expect(Object.keys(services)).toEqual(['fonoteka', 'postgresql']);
  const known = Object.values(SETTINGS).map(({ env }): string => env);
  const given = Object.keys(services['fonoteka']!.environment);
  expect(given.filter((name) => !known.includes(name))).toEqual([]);
  expect(given).toContain(SETTINGS.databaseUrl.env);
  expect(() => loadConfig(withValues(services['fonoteka']!.environment))).not.toThrow();
  expect(read(services['fonoteka']!.build!.dockerfile)).toContain('ENTRYPOINT');
  const mounted = Object.values(services).flatMap((service) => service.volumes.map((mount) => mount.split(':')[0]!));
  expect(mounted.toSorted()).toEqual(Object.keys(volumes).toSorted());
});

test('compose file of a fleet: every role, with settings that exist, each recorder with a spool and an address of its own', () => {
  const { services, volumes } = parseYaml(read('ops/docker/fleet.yaml'), { merge: true }) as {
    services: Record<string, { command?: string[]; environment?: Record<string, string>; volumes?: string[] }>;
    volumes: Record<string, unknown>;
  };
  const ours = Object.values(services).filter(({ command }) => command?.[0] === 'start');
  expect(new Set(ours.map(({ command }) => command!.at(-1)))).toEqual(new Set(ROLES));
  const known = Object.values(SETTINGS).map(({ env }): string => env);
  for (const { environment } of ours) {
    expect(Object.keys(environment!).filter((name) => !known.includes(name))).toEqual([]);
    expect(() => loadConfig(withValues(environment!))).not.toThrow();
  }
  const recorders = ours.filter(({ command }) => command!.at(-1) === 'recorder');
  const own = recorders.flatMap(({ environment, volumes: [spool] = [] }) => [
    environment!['FONOTEKA_PUBLIC_ADDRESS'],
    spool,
  ]);
  expect(new Set(own).size).toBe(4);
  const mounted = Object.values(services).flatMap((service) => service.volumes ?? []);
  expect(new Set(mounted.map((mount) => mount.split(':')[0]))).toEqual(new Set(Object.keys(volumes)));
});

/** With the series that Prometheus makes of a histogram. */
function metricsOfTheCode(): Set<string> {
  const code = globSync('src/**/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('.test.ts'));
  const text = code.map(read).join('\n');
  const names = [...text.matchAll(/(?:\bname: |\b(?:gauge|counter)\(\s*)'(fonoteka_\w+)'/g)].map(([, name]) => name!);
  const histograms = [...text.matchAll(/new Histogram\(\{\s*name: '(fonoteka_\w+)'/g)].map(([, name]) => name!);
  const series = histograms.flatMap((name) => [`${name}_bucket`, `${name}_sum`, `${name}_count`]);
  return new Set([...names.filter((name) => !histograms.includes(name)), ...series]);
}

function namedMetrics(expression: string): string[] {
  const withoutStrings = expression.replaceAll(/"[^"]*"/g, '""');
  return withoutStrings.match(/\bfonoteka_\w+/g) ?? [];
}

/** The rows of the table below "Watch" whose head is "alarm", with the PromQL in their column "when". */
function alarmsOf(page: string): { alarm: string; expressions: string[] }[] {
  const [, table = ''] = read(page).split('| alarm | when | what to do |\n|---|---|---|\n');
  const rows = table.split('\n\n')[0]!.split('\n');
  return rows.map((row) => {
    const [, alarm = '', when = ''] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const codes = [...when.matchAll(/`([^`]+)`/g)].map(([, code]) => code!.replaceAll('\\|', '|'));
    return { alarm, expressions: codes.filter((code) => / (<|>|==) |^absent\(/.test(code)) };
  });
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** The settings as the container gets them: the file's variables with valid values. */
function withValues(environment: Readonly<Record<string, string>>): Record<string, string> {
  const values: Record<string, string> = {
    FONOTEKA_PUBLIC_ADDRESS: '203.0.113.10',
    FONOTEKA_PANEL_URL: 'https://panel.example',
    POSTGRES_PASSWORD: 'secret',
  };
  return Object.fromEntries(
    Object.entries(environment).map(([name, text]) => [
      name,
      text.replaceAll(/\$\{(\w+):\?\}/g, (_, variable: string) => values[variable] ?? `unknown ${variable}`),
    ]),
  );
}

function oneLine(expression: string): string {
  return expression.trim().replaceAll(/\s+/g, ' ');
}

test('the command of an installation has the settings of the service as systemd reads them, and passes its arguments on', () => {
  const folder = temporaryFolder();
  const settings = join(folder, 'fonoteka.env');
  const values = {
    FONOTEKA_DATABASE_URL: 'postgres://a:p$1&`x`@127.0.0.1/f',
    FONOTEKA_DATA: '/a b',
    FONOTEKA_BIND: '::',
  };
  writeFileSync(
    settings,
    `# A=1\nFONOTEKA_DATABASE_URL=${values.FONOTEKA_DATABASE_URL}\n\nFONOTEKA_DATA="/a b"\nFONOTEKA_BIND='::'`,
  );
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "$@"; env', { mode: 0o755 });
  const script = read('ops/systemd/fonoteka')
    .replace('/etc/fonoteka/fonoteka.env', settings)
    .replace('user=fonoteka', `user=${userInfo().username}`);
  const env = { PATH: process.env['PATH'], FONOTEKA_PROGRAM: program };
  const [first, second, ...printed] = execFileSync('sh', ['-c', script, 'sh', 'tenant', 'a b'], {
    env,
    encoding: 'utf8',
  }).split('\n');
  expect([first, second]).toEqual(['tenant', 'a b']);
  const given = Object.fromEntries(printed.map((line) => line.split(/=(.*)/s)));
  expect(given).toMatchObject({ ...values, HOME: userInfo().homedir });
  // A program refuses variables that look like settings and are none.
  expect(
    Object.keys(given)
      .filter((name) => name.startsWith('FONOTEKA_'))
      .toSorted(),
  ).toEqual(Object.keys(values).toSorted());
});
