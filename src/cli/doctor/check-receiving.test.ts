import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { checkReceiving } from './check-receiving.ts';

const CLOCK = 'sys/devices/system/clocksource/clocksource0';

/** As Debian is installed. */
const DEFAULTS = {
  'proc/sys/net/core/rmem_max': '212992\n',
  'proc/sys/net/ipv4/udp_mem': '92637\t123517\t185274\n',
  'proc/sys/net/core/netdev_max_backlog': '1000\n',
  'proc/net/softnet_stat': '0497a6a3 00000000 00000028 00000000\n0472e9ab 00000000 00000034 00000000\n',
  [`${CLOCK}/current_clocksource`]: 'tsc\n',
  [`${CLOCK}/available_clocksource`]: 'tsc hpet acpi_pm\n',
  'sys/class/net/lo/queues/rx-0/rps_cpus': '0\n',
  'sys/class/net/eth0/device/vendor': '0x1af4\n',
  'sys/class/net/eth0/queues/rx-0/rps_cpus': '0\n',
};

function checked(changes: Record<string, string> = {}) {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries({ ...DEFAULTS, ...changes })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return checkReceiving(root);
}

const problems = (changes: Record<string, string>) => checked(changes).filter(({ ok }) => !ok);

test('a machine as it is installed receives well; what was looked at is said', () => {
  expect(checked().map(({ check, ok, detail }) => [check, ok, detail])).toEqual([
    ['kernel: socket buffers', true, "net.core.rmem_max is 212992: a leg's socket holds 3.7 s of its packets"],
    ['kernel: UDP memory', true, 'net.ipv4.udp_mem allows 759 MB: two seconds of 1317 calls'],
    [
      'kernel: backlog',
      true,
      'net.core.netdev_max_backlog is 1000, 0 packets were dropped there since the machine started',
    ],
    ['kernel: clock source', true, 'tsc'],
    ['network card: eth0', true, expect.stringContaining('1 receive queue: one core takes in all packets')],
  ]);
});

test.each([
  [
    'a small buffer for each socket',
    { 'proc/sys/net/core/rmem_max': '65536\n' },
    'holds 1.1 s',
    'net.core.rmem_max=262144',
  ],
  ['little memory for all', { 'proc/sys/net/ipv4/udp_mem': '1000 2000 3000' }, 'two seconds of 21 calls', 'udp_mem'],
  ['a short queue', { 'proc/sys/net/core/netdev_max_backlog': '300\n' }, 'is 300', 'netdev_max_backlog=10000'],
  ['a slow clock', { [`${CLOCK}/current_clocksource`]: 'hpet\n' }, 'there are: tsc hpet acpi_pm', 'echo tsc'],
])('%s is a problem', (_, changes, detail, remedy) => {
  expect(problems(changes)).toEqual([
    expect.objectContaining({ detail: expect.stringContaining(detail), remedy: expect.stringContaining(remedy) }),
  ]);
});

test('packets that were dropped since the machine started are named, with what helps', () => {
  const softnet = '00ff 0000000a 0\n00ff 00000002 0\n';
  const backlog = checked({ 'proc/net/softnet_stat': softnet }).find(({ check }) => check === 'kernel: backlog');
  expect(backlog).toMatchObject({ ok: true, detail: expect.stringMatching(/12 packets.*netdev_max_backlog=10000/) });
});

const card = (changes: Record<string, string>) => checked(changes).at(-1)!.detail;

test('a card with RPS or several queues needs no hint', () => {
  expect(card({ 'sys/class/net/eth0/queues/rx-0/rps_cpus': '3\n' })).toBe('1 receive queue, spread over cores by RPS');
  expect(card({ 'sys/class/net/eth0/queues/rx-1/rps_cpus': '0\n' })).toBe('2 receive queues');
});

test('a system without these files is not looked at', () => {
  expect(checkReceiving(temporaryFolder())).toEqual([]);
});
