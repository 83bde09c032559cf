/**
 * The cost of sending over FTP: one large file, then many small ones over one connection, each from disk.
 * `node bench/ftp.ts [MB] [files]`. The CPU time is that of this process, which is only the server. The client is
 * Python's ftplib, because curl 7.88 waits a second if the reply to EPSV comes immediately.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { newId, type TenantId } from '../src/base/ids.ts';
import { type FoundFile, FtpServer, type RecordingTree, SignIns, type TreeEntry } from '../src/file-access/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createLogger } from '../src/platform/logging.ts';
import { createMetrics } from '../src/platform/metrics.ts';

const MB = 1024 * 1024;
/** A call of five seconds at 32 kbit/s. */
const SMALL_FILE_BYTES = 20_000;
const PASSIVE_PORTS = { min: 39_000, max: 39_999 };

/** The files of a local folder. */
class FolderTree implements RecordingTree {
  readonly tenantId = newId<TenantId>(Date.now());
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async stat(path: string): Promise<TreeEntry> {
    const found = await stat(join(this.#folder, path));
    const entry = { name: posix.basename(path), modifiedAt: found.mtimeMs };
    return found.isFile() ? { kind: 'file', ...entry, sizeBytes: found.size } : { kind: 'folder', ...entry };
  }

  async *list(): AsyncGenerator<TreeEntry> {}

  async find(path: string): Promise<FoundFile | null> {
    const entry = await this.stat(path);
    if (entry.kind !== 'file') return null;
    const open = async (start: number) => {
      const stream = createReadStream(join(this.#folder, path), { start });
      const chunks = stream[Symbol.asyncIterator]();
      const read = async (): Promise<Buffer | null> => (await chunks.next()).value ?? null;
      return { read, close: () => void stream.destroy() };
    };
    return { entry, sha256: null, open };
  }
}

async function makeFiles(folder: string, megabytes: number, files: number): Promise<void> {
  const large = await open(join(folder, 'large.mp3'), 'w');
  const block = randomBytes(MB);
  for (let written = 0; written < megabytes; written++) await large.write(block);
  await large.close();
  const small = randomBytes(SMALL_FILE_BYTES);
  for (let file = 1; file <= files; file++) await writeFile(join(folder, `small-${file}.mp3`), small);
}

/** Downloads the files named by the arguments after the port, over one connection. */
const CLIENT = `
import ftplib, sys
ftp = ftplib.FTP()
ftp.connect('127.0.0.1', int(sys.argv[1]))
ftp.login('bench', 'bench')
received = 0
def count(chunk):
  global received
  received += len(chunk)
for name in sys.argv[2:]: ftp.retrbinary('RETR ' + name, count, blocksize=262144)
ftp.quit()
print(received)`;

interface Cost {
  readonly bytes: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function fetched(port: number, names: readonly string[]): Promise<Cost> {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const { stdout } = await promisify(execFile)('python3', ['-c', CLIENT, String(port), ...names]);
  const { user, system } = process.cpuUsage(cpu);
  return { bytes: Number(stdout), wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
}

function row({ bytes, wallMs, cpuMs }: Cost, files: number) {
  const perSecond = (amount: number): number => Math.round(amount / (wallMs / 1000));
  return {
    'MB/s': perSecond(bytes / MB),
    'files/s': perSecond(files),
    'server CPU ms': Math.round(cpuMs),
    'CPU ms per file': Number((cpuMs / files).toFixed(2)),
  };
}

async function main(megabytes: number, files: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
  const log = createLogger('warn');
  const server = new FtpServer({
    bind: '127.0.0.1',
    port: 0,
    publicAddress: '127.0.0.1',
    activeMode: false,
    passivePorts: PASSIVE_PORTS,
    signIns: new SignIns({ authenticate: async () => new FolderTree(folder), db: null, clock: systemClock, log }),
    clock: systemClock,
    log,
    metrics: createMetrics(),
  });
  try {
    await makeFiles(folder, megabytes, files);
    await server.listen();
    const { port } = server.address;
    await fetched(port, ['small-1.mp3']);
    const large = await fetched(port, ['large.mp3']);
    const names = Array.from({ length: files }, (_, index) => `small-${index + 1}.mp3`);
    const small = await fetched(port, names);
    console.table({ [`${megabytes} MB`]: row(large, 1), [`${files} files`]: row(small, files) });
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}

await main(Number(process.argv[2] ?? 500), Number(process.argv[3] ?? 2000));
