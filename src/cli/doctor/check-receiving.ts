import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NEEDED_ROOM_MS, roomMs, stalledCalls } from '../../capture/index.ts';
import { type CheckResult, passed, problem } from './check-result.ts';

/** Reading the time is a system call with these: three for each packet that is received. */
const SLOW_CLOCK_SOURCES = new Set(['hpet', 'acpi_pm', 'jiffies', 'pit']);

/** Linux's own; below it a burst of a few hundred calls is lost between network card and socket. */
const LEAST_BACKLOG = 1_000;

/** Below this a stall of the recorder loses packets even where each socket has room. */
const LEAST_STALLED_CALLS = 100;

const PAGE_BYTES = 4_096;

/** What Linux needs to be set to so that no packet is lost; nothing on other systems. `root`: of the file system. */
export function checkReceiving(root = '/'): CheckResult[] {
  const read = (path: string): string | null => {
    try {
      return readFileSync(join(root, path), 'utf8').trim();
    } catch {
      return null;
    }
  };
  return [
    checkSocketBuffer(read),
    checkUdpMemory(read),
    checkBacklog(read),
    checkClockSource(read),
    ...checkCards(root, read),
  ].filter((result) => result !== null);
}

type Read = (path: string) => string | null;

/** Each leg's socket holds what comes while the recorder stands still. */
function checkSocketBuffer(read: Read): CheckResult | null {
  const rmemMax = read('proc/sys/net/core/rmem_max');
  if (rmemMax === null) return null;
  const holdsMs = roomMs(Number(rmemMax));
  const room = `net.core.rmem_max is ${rmemMax}: a leg's socket holds ${(holdsMs / 1000).toFixed(1)} s of its packets`;
  if (holdsMs >= NEEDED_ROOM_MS) return passed('kernel: socket buffers', room);
  return problem(
    'kernel: socket buffers',
    `${room}; a recorder that stands still for two seconds loses some`,
    'sysctl -w net.core.rmem_max=262144, the same in /etc/sysctl.d, then restart the recorder.',
  );
}

/** All sockets together. */
function checkUdpMemory(read: Read): CheckResult | null {
  const pages = read('proc/sys/net/ipv4/udp_mem')?.split(/\s+/).at(2);
  if (pages === undefined) return null;
  const calls = stalledCalls(Number(pages) * PAGE_BYTES);
  const room = `net.ipv4.udp_mem allows ${Math.round((Number(pages) * PAGE_BYTES) / 1e6)} MB: two seconds of ${calls} calls`;
  if (calls >= LEAST_STALLED_CALLS) return passed('kernel: UDP memory', room);
  return problem(
    'kernel: UDP memory',
    room,
    'Raise the third number of net.ipv4.udp_mem (pages of 4 KiB), or give the machine more memory.',
  );
}

/** Between network card and sockets; the second number of each core in `softnet_stat` is what was dropped there since the start. */
function checkBacklog(read: Read): CheckResult | null {
  const backlog = read('proc/sys/net/core/netdev_max_backlog');
  if (backlog === null) return null;
  const cores = read('proc/net/softnet_stat')?.split('\n') ?? [];
  const dropped = cores.reduce((sum, line) => sum + Number.parseInt(line.split(' ')[1] ?? '0', 16), 0);
  const detail = `net.core.netdev_max_backlog is ${backlog}, ${dropped} packets were dropped there since the machine started`;
  const remedy = 'sysctl -w net.core.netdev_max_backlog=10000, the same in /etc/sysctl.d.';
  if (Number(backlog) < LEAST_BACKLOG) return problem('kernel: backlog', detail, remedy);
  return passed('kernel: backlog', dropped === 0 ? detail : `${detail}; where the number grows: ${remedy}`);
}

function checkClockSource(read: Read): CheckResult | null {
  const folder = 'sys/devices/system/clocksource/clocksource0';
  const source = read(`${folder}/current_clocksource`);
  if (source === null) return null;
  if (!SLOW_CLOCK_SOURCES.has(source)) return passed('kernel: clock source', source);
  const available = read(`${folder}/available_clocksource`) ?? '';
  return problem(
    'kernel: clock source',
    `${source}: each look at the clock is slow, and each packet needs one; there are: ${available}`,
    `Choose tsc or kvm-clock, if it is there (echo tsc > /${folder}/current_clocksource); else ask the provider of the machine.`,
  );
}

/** Network cards of this machine, not those of containers: on how many cores their packets are taken in. */
function checkCards(root: string, read: Read): CheckResult[] {
  const folder = 'sys/class/net';
  return names(join(root, folder))
    .filter((card) => names(join(root, folder, card, 'device')).length > 0)
    .map((card) => {
      const queues = names(join(root, folder, card, 'queues')).filter((queue) => queue.startsWith('rx-'));
      const spread = queues.some((queue) => /[1-9a-f]/.test(read(`${folder}/${card}/queues/${queue}/rps_cpus`) ?? ''));
      const detail = `${queues.length} receive ${queues.length === 1 ? 'queue' : 'queues'}${spread ? ', spread over cores by RPS' : ''}`;
      const hint =
        queues.length === 1 && !spread
          ? `: one core takes in all packets, enough for some thousand calls; for more, write a mask of cores into /${folder}/${card}/queues/rx-0/rps_cpus`
          : '';
      return passed(`network card: ${card}`, `${detail}${hint}`);
    });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
