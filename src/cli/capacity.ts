import { type Command, Option } from 'commander';
import { type Capacity, estimateCapacity, PEAK_MINUTES_A_DAY } from './capacity/estimate-capacity.ts';
import { type CommandRunner, sub } from './command.ts';
import { wholeNumberReader } from './read-option.ts';

const readCalls = wholeNumberReader(1, 100_000);
const readMinutes = wholeNumberReader(1, 100_000_000);
const readDays = wholeNumberReader(1, 36_500);
const readCallMinutes = wholeNumberReader(1, 1_440);

interface CapacityOptions {
  readonly calls: number;
  readonly minutes?: number;
  readonly days: number;
  readonly callMinutes: number;
  readonly encoder: 'lame' | 'wasm';
}

export function addCapacityCommand(program: Command, run: CommandRunner): void {
  sub(program, 'capacity')
    .description('what an installation needs: cores, memory, disks, by measured figures')
    .requiredOption('--calls <n>', 'calls at the same time, at the peak', readCalls)
    .option('--minutes <n>', 'recorded minutes a day; without it: as at the peak for eight hours', readMinutes)
    .option('--days <n>', 'for how long recordings are kept', readDays, 30)
    .option('--call-minutes <n>', 'of one call on average', readCallMinutes, 3)
    .addOption(new Option('--encoder <encoder>', 'wasm: without libmp3lame').choices(['lame', 'wasm']).default('lame'))
    .action((options: CapacityOptions) =>
      run(async ({ output }) => {
        const minutes = options.minutes ?? options.calls * PEAK_MINUTES_A_DAY;
        const request = { ...options, minutes };
        output.result({ ...request, ...estimateCapacity(request) }, capacityText);
      })(),
    );
}

function capacityText(capacity: Capacity): string {
  const { cores, busyCores, memoryGigabytes, gigabytesADay, storeGigabytes } = capacity;
  return [
    `cores      ${cores}, of which ${busyCores} are busy with recording and encoding at the peak`,
    `memory     ${memoryGigabytes} GB`,
    `recordings ${gigabytesADay} GB a day, ${storeGigabytes} GB kept`,
    `database   ${capacity.databaseGigabytes} GB`,
    `spool      ${capacity.spoolGigabytes} GB, for twelve hours without database or store`,
    `disk       ${capacity.iops} syncs a second at the peak`,
    `network    ${capacity.networkMegabits} Mbit/s from the PBXs`,
  ].join('\n');
}
