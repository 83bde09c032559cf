/**
 * What was measured, and where: docs/performance.md has the benches, the machines and the figures. A call has two legs of G.711,
 * 100 packets a second.
 */
export const MEASURED = {
  /** `bench/capture.ts`, `batch`: µs of CPU for a packet received, encrypted and spooled. */
  captureMicrosecondsPerPacket: 1.7,
  packetsPerSecond: 100,
  /** `bench/encoding.ts`: s of CPU to make the encrypted MP3 of 180 s of a call, by encoder. */
  encodingSecondsPer180: { lame: 0.167, wasm: 0.44 },
  /** 32 kbit/s. */
  mp3BytesPerSecond: 4_000,
  /** A second of a call in the spool, with headers and tags. */
  spoolBytesPerSecond: 18_000,
  /** `bench/whole-path.ts` (300 and 1,000 calls): memory of a service without calls, and what each call adds. */
  recorderMegabytes: 575,
  megabytesPerCall: 0.39,
  /** `bench/retention.ts`, `bench/push.ts`: the most that one job took. */
  workerMegabytes: 520,
} as const;

/** Syncs to disk: one a second of each media thread's segment (ADR 6), and those of a call that ends, on spool, store and database. */
const SYNCS = { perThreadAndSecond: 1, perEndedCall: 17 } as const;
/** A working day in which the peak lasts eight hours. */
export const PEAK_MINUTES_A_DAY = 480;
/** Share of a core that is planned for; the rest is for peaks, restarts and the panel. */
export const PLANNED_LOAD = 0.5;
/** For panel, FTP and jobs: what a core's worth of them serves depends on the customers. */
const OTHER_ROLES_CORES = 1;
/** Estimated, with indexes: the call, its metadata, the recording with its waveform, audit events. */
const DATABASE_BYTES_PER_CALL = 8_000;
/** The spool holds this long of all calls at the peak while the database or the store is away. */
const SPOOL_HOURS = 12;

export interface CapacityRequest {
  /** At the same time, at the peak. */
  readonly calls: number;
  /** Recorded in a day, of all calls together. */
  readonly minutes: number;
  /** For how long recordings are kept. */
  readonly days: number;
  /** Of one call on average. */
  readonly callMinutes: number;
  readonly encoder: 'lame' | 'wasm';
}

export interface Capacity {
  /** For recording and encoding at the peak, with reserve; whole cores. */
  readonly cores: number;
  /** CPU of recording and encoding at the peak, without reserve, in cores. */
  readonly busyCores: number;
  readonly memoryGigabytes: number;
  readonly gigabytesADay: number;
  readonly storeGigabytes: number;
  readonly databaseGigabytes: number;
  /** Of each recorder's spool disk, together. */
  readonly spoolGigabytes: number;
  /** Syncs to disk a second at the peak, on spool, store and database together. */
  readonly iops: number;
  /** In Mbit/s at the peak, from the PBXs. */
  readonly networkMegabits: number;
}

/** Ethernet, IP, UDP and RTP headers with 160 bytes of G.711. */
const BYTES_ON_THE_WIRE = 218;

/** What an installation needs, by the measured figures. */
export function estimateCapacity({ calls, minutes, days, callMinutes, encoder }: CapacityRequest): Capacity {
  const callsADay = minutes / callMinutes;
  const captureCores = (MEASURED.captureMicrosecondsPerPacket * MEASURED.packetsPerSecond) / 1e6;
  const archiveCores = MEASURED.encodingSecondsPer180[encoder] / 180;
  const busyCores = calls * (captureCores + archiveCores);
  const cores = Math.max(2, Math.ceil(busyCores / PLANNED_LOAD + OTHER_ROLES_CORES));
  const endingPerSecond = calls / (callMinutes * 60);
  const gigabytesADay = (minutes * 60 * MEASURED.mp3BytesPerSecond) / 1e9;
  const memory = MEASURED.recorderMegabytes + calls * MEASURED.megabytesPerCall + MEASURED.workerMegabytes;
  return {
    cores,
    busyCores: rounded(busyCores),
    // The other half is for PostgreSQL and the file cache.
    memoryGigabytes: Math.max(2, Math.ceil((2 * memory) / 1000)),
    gigabytesADay: rounded(gigabytesADay),
    storeGigabytes: rounded(gigabytesADay * days),
    databaseGigabytes: rounded((callsADay * days * DATABASE_BYTES_PER_CALL) / 1e9),
    spoolGigabytes: rounded((calls * MEASURED.spoolBytesPerSecond * SPOOL_HOURS * 3600) / 1e9),
    iops: Math.ceil(cores * SYNCS.perThreadAndSecond + endingPerSecond * SYNCS.perEndedCall),
    networkMegabits: rounded((calls * MEASURED.packetsPerSecond * BYTES_ON_THE_WIRE * 8) / 1e6),
  };
}

/** To two significant places. */
function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
