import {
  estimateCapacity,
  type CapacityRequest,
  MEASURED,
  PEAK_MINUTES_A_DAY,
  PLANNED_LOAD,
} from './estimate-capacity.ts';

/** A recorder has one media thread, to which so many are a third of a core (docs/performance.md). Its default range of RTP ports has room for 2,500. */
const CALLS_PER_RECORDER = 2_000;
/** Of every role, so that one may be away. */
const AT_LEAST = 2;
/** Panel and API, files, workers: two cores each are enough for what was measured (docs/performance.md: files, push, retention). */
const OTHER_MACHINE_CORES = 2;
/** Of a recorder. With a mirrored spool it puts an object a second while it has calls. */
const MEDIA_THREADS = 1;
/** Of each object that is deleted: before and after, so that no version is left (docs/performance.md, the object store). */
const LISTINGS_PER_DELETION = 2;
/** A primary and a standby. */
const DATABASES = 2;
const DAYS_A_MONTH = 30;

export interface FleetRequest extends CapacityRequest {
  /** Of one recorder or database machine. */
  readonly machineCores: number;
  /** FONOTEKA_SPOOL_MIRROR. */
  readonly mirror: boolean;
  /** In any one currency, a month. */
  readonly prices: Prices | null;
}

export interface Prices {
  /** A core of a machine, with its memory and local disk. */
  readonly core: number;
  /** A gigabyte in the object store. */
  readonly gigabyte: number;
  /** A thousand requests that store an object, or list some: providers ask the same for both. */
  readonly thousandPuts: number;
}

export interface Fleet {
  readonly machines: {
    readonly recorders: number;
    readonly web: number;
    readonly files: number;
    readonly workers: number;
    readonly databases: number;
  };
  /** Of all machines. */
  readonly cores: number;
  /** Of each recorder's local disk. */
  readonly spoolGigabytesEach: number;
  /** Requests to the object store in a day. */
  readonly putsADay: number;
  readonly mirrorPutsADay: number;
  readonly deletesADay: number;
  readonly listingsADay: number;
  /** Null without prices. */
  readonly cost: FleetCost | null;
}

/** A month, in the currency of the prices. */
interface FleetCost {
  readonly machines: number;
  readonly store: number;
  readonly requests: number;
  /** Of machines and of the mirror's requests, for each 1,000 calls at the peak. */
  readonly perThousandCalls: number;
  /** Of a million minutes that are kept: their gigabytes, and the requests that store and delete them. */
  readonly perMillionStoredMinutes: number;
}

/** The machines of an installation of which any one may be away, and what it asks of its object store. */
export function estimateFleet(request: FleetRequest): Fleet {
  const { calls, minutes, callMinutes, machineCores, mirror, prices } = request;
  const one = estimateCapacity(request);
  const recorders = Math.max(
    AT_LEAST,
    1 + Math.max(Math.ceil(one.busyCores / (machineCores * PLANNED_LOAD)), Math.ceil(calls / CALLS_PER_RECORDER)),
  );
  const machines = { recorders, web: AT_LEAST, files: AT_LEAST, workers: AT_LEAST, databases: DATABASES };
  const others = machines.web + machines.files + machines.workers;
  const cores = (recorders + DATABASES) * machineCores + others * OTHER_MACHINE_CORES;
  const putsADay = Math.ceil(minutes / callMinutes);
  const mirrorPutsADay = mirror ? recorders * MEDIA_THREADS * PEAK_MINUTES_A_DAY * 60 : 0;
  const deletesADay = putsADay + mirrorPutsADay;
  const listingsADay = deletesADay * LISTINGS_PER_DELETION;
  const fleet = { machines, cores, putsADay, mirrorPutsADay, deletesADay, listingsADay };
  // One of them may be away.
  const spoolGigabytesEach = Number((one.spoolGigabytes / (recorders - 1)).toPrecision(2));
  return {
    ...fleet,
    spoolGigabytesEach,
    cost: prices && costOf(request, { ...fleet, kept: one.storeGigabytes }, prices),
  };
}

function costOf(
  { calls, callMinutes }: FleetRequest,
  {
    cores,
    putsADay,
    mirrorPutsADay,
    kept,
  }: Pick<Fleet, 'cores' | 'putsADay' | 'mirrorPutsADay'> & { readonly kept: number },
  prices: Prices,
): FleetCost {
  // Of objects that are put, and deleted at the end of their time.
  const requests = (objects: number): number => (objects / 1000) * (1 + LISTINGS_PER_DELETION) * prices.thousandPuts;
  const machines = cores * prices.core;
  const mirror = requests(mirrorPutsADay * DAYS_A_MONTH);
  const gigabytesOfMillion = (1e6 * 60 * MEASURED.mp3BytesPerSecond) / 1e9;
  return {
    machines: money(machines),
    store: money(kept * prices.gigabyte),
    requests: money(requests(putsADay * DAYS_A_MONTH) + mirror),
    perThousandCalls: money(((machines + mirror) / calls) * 1000),
    perMillionStoredMinutes: money(gigabytesOfMillion * prices.gigabyte + requests(1e6 / callMinutes)),
  };
}

/** An estimate, to a hundredth; nothing is billed by it. */
function money(amount: number): number {
  return Math.round(amount * 100) / 100;
}
