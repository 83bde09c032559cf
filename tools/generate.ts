/**
 * Writes the documents that are generated from the code; with `--check` only tells whether they are up to
 * date (exit 1 when not).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { ERRORS } from '../src/base/errors.ts';
import { estimateCapacity, PEAK_MINUTES_A_DAY } from '../src/cli/capacity/estimate-capacity.ts';
import { estimateFleet } from '../src/cli/capacity/estimate-fleet.ts';
import { SETTINGS } from '../src/config/index.ts';

function configurationPage(): string {
  const rows = Object.values(SETTINGS).map(
    ({ env, default: value, about }) => `| \`${env}\` | ${value === '' ? '(empty)' : `\`${value}\``} | ${about} |`,
  );
  return page('Settings', 'src/config/config.ts', [
    'Each setting is read from the environment, or from the YAML file that `FONOTEKA_CONFIG` names, with the same name; the',
    'environment wins. With a wrong value Fonoteka does not start and prints a line for each error. `npx fonoteka doctor`',
    'checks the settings without starting.',
    '',
    '| setting | default | what it is for |',
    '|---|---|---|',
    ...rows,
  ]);
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, fault, retry, title }]) => `| \`${code}\` | ${status} | ${title} | ${fault} | ${retry} |`,
  );
  return page('Errors', 'src/base/errors.ts', [
    'The API answers with RFC 9457 problem details (`application/problem+json`) whose `code` is one of these; the',
    'command line prints the same codes. A code never changes its meaning.',
    '',
    '| code | HTTP status | meaning | whose fault | try again |',
    '|---|---|---|---|---|',
    ...rows,
  ]);
}

/** Calls at the peak, for eight hours of the day, of 3 minutes each. */
const SIZES = [10, 50, 200, 500, 1000, 2000];
const KEPT_DAYS = 90;

const FLEET_SIZES = [200, 1000, 5000, 10_000];
/** An example, as the page says. */
const PRICES = { core: 12, gigabyte: 0.022, thousandPuts: 0.0054 };

function fleetRow(calls: number): string {
  const load = {
    calls,
    minutes: calls * PEAK_MINUTES_A_DAY,
    days: KEPT_DAYS,
    callMinutes: 3,
    encoder: 'lame',
  } as const;
  const fleet = estimateFleet({ ...load, machineCores: 8, mirror: true, prices: PRICES });
  const { machines, cores, spoolGigabytesEach, putsADay, mirrorPutsADay, cost } = fleet;
  const { perThousandCalls, perMillionStoredMinutes } = cost!;
  const spool = `${spoolGigabytesEach} GB`;
  const columns = [
    calls,
    machines.recorders,
    cores,
    spool,
    putsADay,
    mirrorPutsADay,
    perThousandCalls,
    perMillionStoredMinutes,
  ];
  return `| ${columns.join(' | ')} |`;
}

function capacityPage(): string {
  const rows = SIZES.map((calls) => {
    const request = {
      calls,
      minutes: calls * PEAK_MINUTES_A_DAY,
      days: KEPT_DAYS,
      callMinutes: 3,
      encoder: 'lame',
    } as const;
    const needs = estimateCapacity(request);
    const columns = [
      calls,
      request.minutes,
      needs.busyCores,
      needs.cores,
      `${needs.memoryGigabytes} GB`,
      `${needs.gigabytesADay} GB`,
      `${needs.storeGigabytes} GB`,
      `${needs.databaseGigabytes} GB`,
      `${needs.spoolGigabytes} GB`,
      needs.iops,
      `${needs.networkMegabits} Mbit/s`,
    ];
    return `| ${columns.join(' | ')} |`;
  });
  return page('Capacity', 'src/cli/capacity/estimate-capacity.ts', [
    'What an installation needs, for your own numbers: `npx fonoteka capacity --calls 200 --minutes 96000 --days 90 [--call-minutes 3] [--encoder wasm]`',
    '(`--calls`: at the same time, at the peak; `--minutes`: recorded in a day; `--days`: for how long recordings are kept).',
    `The table: calls of 3 minutes, the peak for eight hours a day, kept for ${KEPT_DAYS} days, with \`libmp3lame0\`.`,
    '',
    '| calls at the peak | minutes a day | busy cores | cores | memory | recordings a day | kept | database | spool | syncs a second | network |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    '- **Busy cores**: recording, encoding, encrypting at the peak. **Cores**: twice that, and one for panel, FTP and jobs. Without `libmp3lame0` encoding',
    '  takes two and a half times as much.',
    '- **Memory**: of all roles, the same again for PostgreSQL and the file cache.',
    '- **Kept**: MP3 of 32 kbit/s, 0.24 MB a minute; of wideband calls (G.722, Opus) 48 kbit/s, 0.36 MB, and 3.6 to 4.7 times the CPU for encoding. Backups need the',
    '  same again. **Database**: estimated at 8 kB a call.',
    '- **Spool**: on the recorders’ disks together; all calls of twelve hours at the peak, while the database or the store is away. Usually it is nearly empty.',
    '- **Syncs a second**: each media thread syncs its segment once a second; a call that ends, some 17 times, on spool, store and database.',
    '',
    'The formula uses what was measured on virtual machines of 2 cores: see [performance](../performance.md), `npm run bench -- capture encoding whole-path`.',
    'Measure on your own machine, put your figures into it, and leave room for what else it does.',
    '',
    '## How many calls a recorder takes',
    'At its start a recorder measures for some milliseconds over loopback what a packet takes of its CPU, and from that how many calls its media threads can receive: four fifths of a core for each thread',
    '(`FONOTEKA_MAX_CALLS`, `auto`, or a number of yours). If the machine was busy with something else in that moment, the number is corrected as soon as ten calls show what a packet really takes. Further calls get 503 (*Recorder Full*), so that the PBX uses another recorder; those that run are not touched. So it is while the media',
    'threads have no time for more, whatever was measured (*Recorder Overloaded*). OPTIONS gets the same 503; a 200 says how full the recorder is: `X-Recorder-Load: 40%`. Metrics:',
    '`fonoteka_capture_active_calls`, `fonoteka_capture_max_calls`, `fonoteka_capture_utilization`. Encoding is no limit: it has a lower priority, what waits for it is on the spool’s disk, and the backlog',
    'has alarms of its own. A PBX that has no other recorder goes on without recording: watch the alarm *a recorder is nearly full*.',
    '',
    '## Several machines',
    'Two of each role at least, and one recorder more than the load needs: any machine may be away. `--machine-cores` (8), `--mirror` and the three prices change the figures:',
    '`npx fonoteka capacity --calls 10000 --mirror --price-core 12 --price-gigabyte 0.022 --price-puts 0.0054`. The costs of this table are by these prices, which are an',
    'example of no provider, in any currency, a month.',
    '',
    '| calls at the peak | recorders | cores of all machines | spool of each recorder | puts a day | of the mirrored spool | for each 1,000 calls | for each million minutes kept |',
    '|---|---|---|---|---|---|---|---|',
    ...FLEET_SIZES.map(fleetRow),
    '',
    '- **Recorders** have 8 cores, half of which are planned for, and a media thread, for which 2,000 calls are planned. **Cores**: with two databases of 8, and panel, files and workers of 2 each, twice. How much',
    '  of them customers use differs: watch them.',
    '- **Puts**: one for each recording, and one a second of each recorder while it mirrors its spool (`FONOTEKA_SPOOL_MIRROR`); as many deletions, which most providers do not count, each with two listings, which cost as much as puts: the costs have them.',
    '- **For each 1,000 calls**: machines and the mirror’s requests. **For each million minutes kept**: 240 GB, and the requests that store and delete them. Traffic is not in it, nor are backups.',
  ]);
}

function page(title: string, source: string, lines: readonly string[]): string {
  return [`# ${title}`, '', `<!-- Generated from ${source} by \`npm run generate\`. -->`, '', ...lines, ''].join('\n');
}

const PAGES: Record<string, string> = {
  'docs/configuration.md': configurationPage(),
  'docs/errors.md': errorsPage(),
  'docs/operators/capacity.md': capacityPage(),
};

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const stale = Object.entries(PAGES).filter(([path, text]) => read(path) !== text);
if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} is not up to date: npm run generate`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) writeFileSync(path, text);
}
