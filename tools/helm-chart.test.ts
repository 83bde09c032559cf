import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { temporaryFolder } from '../test/kit/temporary-folder.ts';
import { ROLES, SETTINGS, sipsPort } from '../src/config/index.ts';

/*
 * Neither Debian nor npm has `helm`, so the templates use only what is rendered here: values, `quote`, `toYaml | nindent`, `if` a value is not empty, and a
 * `range` over a map.
 * Anything else throws.
 */

const CHART = fileURLToPath(new URL('../ops/helm/fonoteka', import.meta.url));
const read = (file: string): string => readFileSync(`${CHART}/${file}`, 'utf8');
const values = parse(read('values.yaml')) as Record<string, unknown>;
const chart = parse(read('Chart.yaml')) as { version: string; appVersion: string };
const { version } = JSON.parse(readFileSync(`${CHART}/../../../package.json`, 'utf8')) as { version: string };
const dockerfile = readFileSync(`${CHART}/../../docker/Dockerfile`, 'utf8');

interface Container {
  readonly args: readonly string[];
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number; readonly protocol?: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly livenessProbe?: { readonly httpGet: { readonly path: string; readonly port: string } };
  readonly readinessProbe?: { readonly httpGet: { readonly path: string; readonly port: string } };
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string }[];
  readonly hostNetwork?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext: { readonly runAsUser: number };
}

interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly selector?: { readonly matchLabels?: object };
    readonly template?: { readonly metadata?: { readonly labels: object }; readonly spec: PodSpec };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
    readonly [field: string]: unknown;
  };
}

const resources = rendered(values);
const workloads = resources.filter(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment');
const named = (kind: string, name: string): Resource =>
  resources.find((each) => each.kind === kind && each.metadata.name === name)!;
const podOf = ({ spec }: Resource): PodSpec => spec.template!.spec;

/** What only these roles mount. */
const CERTIFICATES: Readonly<Record<string, readonly object[]>> = {
  'fonoteka-recorder': [{ name: 'sips', mountPath: '/etc/fonoteka-sips', readOnly: true }],
  'fonoteka-files': [{ name: 'tls', mountPath: '/etc/fonoteka-ftp', readOnly: true }],
};

test('the chart is of this release', () => {
  expect(chart).toMatchObject({ version, appVersion: version });
  expect(values['image']).toMatchObject({ tag: version });
});

test('every field is one of Kubernetes, of its type, and none that is required is missing', () => {
  expect(kubernetesErrors(resources)).toBe('');
  const { replicas, ...spec } = named('Deployment', 'fonoteka-web').spec;
  const web = { ...named('Deployment', 'fonoteka-web'), spec };
  expect(kubernetesErrors([{ ...web, spec: { ...spec, replica: replicas } }])).toContain(
    "does not exist in type 'DeploymentSpec'",
  );
  const { selector: _, ...unselected } = spec;
  expect(kubernetesErrors([{ ...web, spec: unselected }])).toContain("'selector' is missing");
});

test('recordings and keys on S3, a database by CloudNativePG: nothing is mounted for them, the database’s Secret has its URL', () => {
  const none = { claimName: '' };
  const onS3 = rendered({ ...values, recordings: none, keys: none, database: { secretName: 'fonoteka-database-app' } });
  expect(kubernetesErrors(onS3)).toBe('');
  const pods = onS3.filter(({ spec }) => spec.template !== undefined).map(podOf);
  expect(pods).toHaveLength(ROLES.length + 1);
  for (const { containers, volumes } of pods) {
    const [{ env, volumeMounts }] = containers as [Container];
    const names = [...volumes, ...volumeMounts].map(({ name }) => name);
    expect(names.filter((name) => name === 'recordings' || name === 'keys')).toEqual([]);
    expect(env.map(({ name }) => name)).not.toContain(SETTINGS.keys.env);
    expect(env.find(({ name }) => name === SETTINGS.databaseUrl.env)).toEqual({
      name: SETTINGS.databaseUrl.env,
      valueFrom: { secretKeyRef: { name: 'fonoteka-database-app', key: 'uri' } },
    });
  }
});

test('a workload for each role', () => {
  const started = workloads.map((each) => podOf(each).containers[0]!.args);
  expect(new Set(started.map((args) => args.at(-1)))).toEqual(new Set(ROLES));
  expect(started).toHaveLength(ROLES.length);
  for (const args of started) expect(args.slice(0, 2)).toEqual(['start', '--roles']);
});

describe.each(workloads)('$metadata.name', (workload) => {
  const pod = podOf(workload);
  const container = pod.containers[0]!;

  test('its settings exist, each given once', () => {
    const known = Object.values(SETTINGS).map(({ env }): string => env);
    const given = container.env.map(({ name }) => name);
    expect(given.filter((name) => !known.includes(name))).toEqual([]);
    expect(new Set(given).size).toBe(given.length);
    // As setting and as text: Kubernetes takes no numbers.
    for (const { value, valueFrom } of container.env) expect(typeof value === 'string').toBe(valueFrom === undefined);
  });

  test('it has the image’s user, its secrets, and its time to stop', () => {
    expect(dockerfile).toContain(`--uid ${pod.securityContext.runAsUser} `);
    expect(container.image).toBe(`registry.example/fonoteka:${version}`);
    expect(container).toMatchObject({ envFrom: [{ secretRef: { name: values['secretName'] } }] });
    expect(pod.terminationGracePeriodSeconds).toBe(120);
  });

  test('it is probed on the internal port', () => {
    const internal = container.ports!.find(({ name }) => name === 'internal')!;
    const port = container.env.find(({ name }) => name === SETTINGS.internalPort.env)!.value;
    expect(String(internal.containerPort)).toBe(port);
    expect(container.livenessProbe!.httpGet).toEqual({ path: '/healthz', port: 'internal' });
    expect(container.readinessProbe!.httpGet).toEqual({ path: '/readyz', port: 'internal' });
  });

  test('what it mounts is a volume, and where the program looks for it', () => {
    const claims = workload.spec.volumeClaimTemplates?.map(({ metadata }) => metadata.name) ?? [];
    const volumes = [...pod.volumes.map(({ name }) => name), ...claims];
    expect(container.volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.sort());
    const data = container.env.find(({ name }) => name === SETTINGS.data.env)!.value;
    const keys = container.env.find(({ name }) => name === SETTINGS.keys.env)!.value;
    expect(container.volumeMounts).toEqual([
      { name: 'data', mountPath: data },
      { name: 'recordings', mountPath: `${data}/recordings` },
      { name: 'keys', mountPath: keys },
      ...(CERTIFICATES[workload.metadata.name] ?? []),
    ]);
  });

  test('its selector finds its pods', () => {
    expect(workload.spec.template!.metadata!.labels).toEqual(workload.spec.selector!.matchLabels);
  });
});

test('ports of the servers are those of the settings', () => {
  const ports = workloads.flatMap((each) =>
    podOf(each).containers[0]!.ports!.map((port) => [port.name, port.containerPort]),
  );
  expect(Object.fromEntries(ports)).toMatchObject({
    'sip-udp': Number(SETTINGS.sipPort.default),
    'sip-tcp': Number(SETTINGS.sipPort.default),
    sips: sipsPort({ sipsPort: null, sipsCertificate: '/etc/fonoteka-sips/tls.crt' }),
    http: Number(SETTINGS.httpPort.default),
    ftp: Number(SETTINGS.ftpPort.default),
    sftp: Number(SETTINGS.sftpPort.default),
  });
});

test('recorders keep their spool, are on the nodes’ network, and go one at a time', () => {
  const recorder = named('StatefulSet', 'fonoteka-recorder');
  expect(recorder.spec.volumeClaimTemplates!.map(({ metadata }) => metadata.name)).toEqual(['data']);
  expect(podOf(recorder).hostNetwork).toBe(true);
  const budget = named('PodDisruptionBudget', 'fonoteka-recorder');
  expect(budget.spec).toMatchObject({ maxUnavailable: 1, selector: recorder.spec.selector });
});

test('processes on one node’s network have different ports', () => {
  const onNode = workloads.filter((each) => podOf(each).hostNetwork === true);
  const ports = onNode.flatMap((each) =>
    podOf(each).containers[0]!.ports!.map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`),
  );
  expect(new Set(ports).size).toBe(ports.length);
});

test('the database is migrated before an upgrade', () => {
  const job = named('Job', 'fonoteka-migrate');
  expect(podOf(job).containers[0]!.args).toEqual(['migrate']);
  expect(job.metadata.annotations!['helm.sh/hook']).toBe('pre-install,pre-upgrade');
});

test('the Service of the panel finds its pods', () => {
  const service = named('Service', 'fonoteka-web');
  expect(service.spec.selector).toEqual(named('Deployment', 'fonoteka-web').spec.selector!.matchLabels);
});

/** What the compiler says of the resources as literals of the types of the Kubernetes API; empty: nothing. */
function kubernetesErrors(checked: readonly Resource[]): string {
  const types = dirname(createRequire(import.meta.url).resolve('kubernetes-types/package.json'));
  const literals = checked.map((resource, at) => {
    const { apiVersion, kind } = resource;
    const module = join(types, apiVersion.includes('/') ? apiVersion.replace('.k8s.io', '') : `core/${apiVersion}`);
    return `export const resource${at}: import('${module}').${kind} = ${JSON.stringify(resource, null, 1)};\n`;
  });
  const file = join(temporaryFolder(), 'resources.ts');
  writeFileSync(file, literals.join(''));
  const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));
  const args = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext', '--types', '', file];
  const { stdout, stderr, error } = spawnSync(tsc, args, { cwd: dirname(file), encoding: 'utf8' });
  return `${stdout}${stderr}${error ?? ''}`;
}

function parsed(file: string, document: ReturnType<typeof parseAllDocuments>[number]): Resource {
  expect({ file, errors: document.errors }).toEqual({ file, errors: [] });
  return document.toJS() as Resource;
}

function rendered(scope: Record<string, unknown>): readonly Resource[] {
  return globSync('templates/*.yaml', { cwd: CHART })
    .sort()
    .flatMap((file) => parseAllDocuments(render(read(file), scope)).map((document) => parsed(file, document)));
}

/** Renders a template with the values, as Helm does. */
function render(template: string, scope: Record<string, unknown>): string {
  const ranges = /^ *\{\{- range \$name, \$value := \.Values\.(\w+) \}\}\n([^]*?)^ *\{\{- end \}\}\n/gm;
  const conditions = /^ *\{\{- if \.Values\.([\w.]+) \}\}\n([^]*?)^ *\{\{- end \}\}\n/gm;
  const chosen = template.replaceAll(conditions, (_, path: string, body: string) => (valueAt(scope, path) ? body : ''));
  const unrolled = chosen.replaceAll(ranges, (_, path: string, body: string) =>
    Object.entries(valueAt(scope, path) as Record<string, string>)
      .map(([name, value]) =>
        body.replaceAll('{{ $name }}', name).replaceAll('{{ $value | quote }}', JSON.stringify(value)),
      )
      .join(''),
  );
  const blocks = /^ *\{\{- toYaml \.Values\.([\w.]+) \| nindent (\d+) \}\}\n/gm;
  const indented = unrolled.replaceAll(blocks, (_, path: string, spaces: string) =>
    stringify(valueAt(scope, path)).replaceAll(/^(?=.)/gm, ' '.repeat(Number(spaces))),
  );
  const done = indented.replaceAll(/\{\{ \.Values\.([\w.]+) \}\}/g, (_, path: string) => String(valueAt(scope, path)));
  if (done.includes('{{')) throw new Error(`a template uses more than this test renders: ${/\{\{.*/.exec(done)![0]}`);
  return done;
}

function valueAt(scope: Record<string, unknown>, path: string): unknown {
  const value = path
    .split('.')
    .reduce<unknown>((from, key) => (from as Record<string, unknown> | undefined)?.[key], scope);
  if (value === undefined) throw new Error(`values.yaml has no ${path}`);
  return value;
}
