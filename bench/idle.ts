/**
 * What a service with all roles and no calls costs: CPU and wake-ups of the threads of the service, of its files process and of the embedded
 * PostgreSQL. `npm run bench -- idle [--seconds=60] [--settle=60]`
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { commandLine, namesIn, ProcessTree, readProc } from './kit/process-tree.ts';
import { BenchReport, benchOptions } from './kit/report.ts';

const options = benchOptions({ seconds: '60', settle: '60' });

/** Of a thread: since it began. */
interface Used {
  readonly group: 'service' | 'files process' | 'PostgreSQL';
  readonly name: string;
  readonly cpuSeconds: number;
  /** It had waited for something. */
  readonly wakeUps: number;
}

const data = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
const service = spawn('sh', [join(import.meta.dirname, '..', 'bin', 'fonoteka'), 'start'], {
  env: {
    ...process.env,
    FONOTEKA_DATA: data,
    FONOTEKA_HTTP_PORT: '0',
    FONOTEKA_SIP_PORT: '0',
    FONOTEKA_FTP_PORT: '0',
    FONOTEKA_SFTP_PORT: '0',
  },
  stdio: 'ignore',
});
const ended = new Promise((resolve) => service.once('exit', resolve));
try {
  while (!existsSync(join(data, 'ready.json'))) {
    if (service.exitCode !== null) throw new Error('the service does not start');
    await setTimeout(100);
  }
  await setTimeout(1000 * Number(options.settle));
  const before = usedBy(service.pid!);
  const from = performance.now();
  await setTimeout(1000 * Number(options.seconds));
  report(before, usedBy(service.pid!), (performance.now() - from) / 1000);
} finally {
  service.kill('SIGTERM');
  await ended;
  await rm(data, { recursive: true, force: true });
}

function report(before: ReadonlyMap<string, Used>, after: ReadonlyMap<string, Used>, seconds: number): void {
  const sums = new Map<string, { cpu: number; wakeUps: number }>();
  const add = (what: string, cpu: number, wakeUps: number): void => {
    const sum = sums.get(what) ?? { cpu: 0, wakeUps: 0 };
    sums.set(what, { cpu: sum.cpu + cpu, wakeUps: sum.wakeUps + wakeUps });
  };
  for (const [id, { group, name, cpuSeconds, wakeUps }] of after) {
    const used = [
      (cpuSeconds - (before.get(id)?.cpuSeconds ?? 0)) / seconds,
      (wakeUps - (before.get(id)?.wakeUps ?? 0)) / seconds,
    ] as const;
    add(group, ...used);
    if (group === 'service') add(`service, ${name}`, ...used);
  }
  const figures = new BenchReport('idle', options.json);
  for (const [what, { cpu, wakeUps }] of sums) {
    figures.add(what, 'CPU', 100 * cpu, '% of a core');
    figures.add(what, 'wake-ups', wakeUps, 'a second');
  }
  figures.write();
}

function usedBy(pid: number): Map<string, Used> {
  const used = new Map<string, Used>();
  for (const process of new ProcessTree(pid).pids()) {
    const command = commandLine(process);
    const group = process === pid ? 'service' : command.includes('postgres') ? 'PostgreSQL' : 'files process';
    for (const thread of namesIn(`/proc/${process}/task`)) {
      const at = `/proc/${process}/task/${thread}`;
      used.set(thread, {
        group,
        name: readProc(`${at}/comm`).trim(),
        cpuSeconds: Number(readProc(`${at}/schedstat`).split(' ')[0]) / 1e9,
        wakeUps: Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(readProc(`${at}/status`))?.[1] ?? 0),
      });
    }
  }
  return used;
}
