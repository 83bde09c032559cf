import { type Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../base/errors.ts';
import { type Capacity, estimateCapacity, PEAK_MINUTES_A_DAY } from './capacity/estimate-capacity.ts';
import { estimateFleet, type Fleet, type Prices } from './capacity/estimate-fleet.ts';
import { type CommandRunner, sub } from './command.ts';
import { wholeNumberReader } from './read-option.ts';

const readCalls = wholeNumberReader(1, 100_000);
const readMinutes = wholeNumberReader(1, 100_000_000);
const readDays = wholeNumberReader(1, 36_500);
const readCallMinutes = wholeNumberReader(1, 1_440);
const readCores = wholeNumberReader(2, 256);

/** `0.022`: an amount of any currency. */
function readPrice(text: string): number {
  const price = Number(text);
  if (text.trim() !== '' && price >= 0 && price <= 1_000_000) return price;
  throw new InvalidArgumentError('It must be an amount, as 0.022.');
}

interface CapacityOptions {
  readonly calls: number;
  readonly minutes?: number;
  readonly days: number;
  readonly callMinutes: number;
  readonly encoder: 'lame' | 'wasm';
  readonly machineCores: number;
  readonly mirror?: boolean;
  readonly priceCore?: number;
  readonly priceGigabyte?: number;
  readonly pricePuts?: number;
}

export function addCapacityCommand(program: Command, run: CommandRunner): void {
  sub(program, 'capacity')
    .description('what an installation needs: cores, memory, disks, by measured figures')
    .requiredOption('--calls <n>', 'calls at the same time, at the peak', readCalls)
    .option('--minutes <n>', 'recorded minutes a day; without it: as at the peak for eight hours', readMinutes)
    .option('--days <n>', 'for how long recordings are kept', readDays, 30)
    .option('--call-minutes <n>', 'of one call on average', readCallMinutes, 3)
    .addOption(new Option('--encoder <encoder>', 'wasm: without libmp3lame').choices(['lame', 'wasm']).default('lame'))
    .option('--machine-cores <n>', 'cores of a recorder or database machine, where there are several', readCores, 8)
    .option('--mirror', 'with FONOTEKA_SPOOL_MIRROR')
    .option('--price-core <amount>', 'what a core costs in a month, with memory and local disk', readPrice)
    .option('--price-gigabyte <amount>', 'what a GB in the object store costs in a month', readPrice)
    .option('--price-puts <amount>', 'what a thousand requests that store an object cost', readPrice)
    .action((options: CapacityOptions) =>
      run(async ({ output }) => {
        const minutes = options.minutes ?? options.calls * PEAK_MINUTES_A_DAY;
        const request = { ...options, minutes };
        const fleet = estimateFleet({ ...request, mirror: options.mirror ?? false, prices: pricesOf(options) });
        output.result({ ...request, ...estimateCapacity(request), fleet }, capacityText);
      })(),
    );
}

function pricesOf({ priceCore, priceGigabyte, pricePuts }: CapacityOptions): Prices | null {
  const given = [priceCore, priceGigabyte, pricePuts].filter((price) => price !== undefined);
  if (given.length === 0) return null;
  if (given.length < 3) {
    throw new AppError('request-invalid', 'give all three of --price-core, --price-gigabyte and --price-puts');
  }
  return { core: priceCore!, gigabyte: priceGigabyte!, thousandPuts: pricePuts! };
}

function capacityText(capacity: Capacity & { readonly fleet: Fleet }): string {
  const { cores, busyCores, memoryGigabytes, gigabytesADay, storeGigabytes } = capacity;
  return [
    `cores      ${cores}, of which ${busyCores} are busy with recording and encoding at the peak`,
    `memory     ${memoryGigabytes} GB`,
    `recordings ${gigabytesADay} GB a day, ${storeGigabytes} GB kept`,
    `database   ${capacity.databaseGigabytes} GB`,
    `spool      ${capacity.spoolGigabytes} GB, for twelve hours without database or store`,
    `disk       ${capacity.iops} syncs a second at the peak`,
    `network    ${capacity.networkMegabits} Mbit/s from the PBXs`,
    '',
    ...fleetLines(capacity.fleet),
  ].join('\n');
}

function fleetLines({ machines, cores, spoolGigabytesEach, putsADay, mirrorPutsADay, cost }: Fleet): string[] {
  const { recorders, web, files, workers, databases } = machines;
  const counts = `${recorders} recorders, ${web} web, ${files} files, ${workers} workers, ${databases} databases`;
  const mirrored = mirrorPutsADay > 0 ? ` and ${mirrorPutsADay} of the mirrored spool` : '';
  const lines = [
    'on several machines, of which any one may be away:',
    `machines   ${counts}; ${cores} cores together`,
    `spool      ${spoolGigabytesEach} GB on each recorder`,
    `store      ${putsADay} puts a day${mirrored}`,
  ];
  if (cost === null) return lines;
  return [
    ...lines,
    `a month    ${cost.machines} machines, ${cost.store} store, ${cost.requests} requests`,
    `           ${cost.perThousandCalls} for each 1,000 calls at the peak, ${cost.perMillionStoredMinutes} for each million minutes that are kept`,
  ];
}
